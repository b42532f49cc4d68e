//! What is allowed in a bill, and refused by some.

use x402_core::{
    message::ResourceInfo,
    server::{Bill, BillWarning, BillWarningKind},
    v1,
};

use crate::accounts::{eip3009, required};

#[test]
fn what_some_refuse_is_warned_of() {
    let warnings = |description: &str, seconds: u64| {
        let entry = eip3009().replace(
            r#""maxTimeoutSeconds":60"#,
            &format!(r#""maxTimeoutSeconds":{seconds}"#),
        );
        let mut message = required(&[eip3009(), entry]);
        let mut resource = ResourceInfo::new("https://a.example".parse().unwrap());
        resource.description = Some(description.into());
        message.resource = Some(resource);
        let bill = Bill::from_message(message).unwrap();
        let warnings = bill.warnings();
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(warnings(&"é".repeat(500), 6), [""; 0]);
    assert_eq!(
        warnings(&"é".repeat(501), 5),
        [
            "description_length at /resource/description: expected at most 500 characters, as \
             facilitators that list resources refuse longer ones without a reason, found 501",
            "timeout at /accepts/1/maxTimeoutSeconds: expected at least 6 seconds, which verifiers \
             want before the expiry, found 5",
        ]
    );
    let text = format!(
        r#"{{"x402Version":1,"error":"","accepts":[{{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"1","resource":"https://a.example","description":"{}","mimeType":"","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":5,"asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e"}}]}}"#,
        "x".repeat(501)
    );
    let old = v1::PaymentRequired::parse(text).unwrap();
    let pointers: Vec<_> = BillWarning::of((&old).into())
        .iter()
        .map(|warning| (warning.kind(), warning.pointer().to_owned()))
        .collect();
    assert_eq!(
        pointers,
        [
            (
                BillWarningKind::DescriptionLength,
                "/accepts/0/description".to_owned()
            ),
            (
                BillWarningKind::Timeout,
                "/accepts/0/maxTimeoutSeconds".to_owned()
            ),
        ]
    );
}

#[test]
fn what_lists_of_resources_leave_out_is_warned_of() {
    let warnings = |members: &str| {
        let text = format!(r#"{{"url": "https://a.example"{members}}}"#);
        let mut message = required(&[eip3009()]);
        message.resource = Some(ResourceInfo::parse(text).unwrap());
        let bill = Bill::from_message(message).unwrap();
        let warnings = bill.warnings();
        warnings.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let whole =
        r#", "serviceName": "Weather", "tags": ["sky"], "iconUrl": "https://a.example/i.png""#;
    for listed in [
        "",
        whole,
        r#", "serviceName": null, "tags": [], "iconUrl": null"#,
    ] {
        assert_eq!(warnings(listed), [""; 0], "{listed}");
    }
    let left_out =
        r#", "serviceName": "Café", "tags": ["sky", "Sky"], "iconUrl": "http://localhost/i.png""#;
    assert_eq!(
        warnings(left_out),
        [
            "service_metadata at /resource/serviceName: expected 1 to 32 printable ASCII \
             characters, as lists of resources leave out what is not, found the string \"Café\"",
            "service_metadata at /resource/tags: expected at most 5 different keywords of 1 to 32 \
             printable ASCII characters, as lists of resources leave out what is not, found an array",
            "service_metadata at /resource/iconUrl: expected an `https` or `http` URL of at most \
             2048 characters at a host that has a name, as lists of resources leave out what is \
             not, found the string \"http://localhost/i.png\"",
        ]
    );
}
