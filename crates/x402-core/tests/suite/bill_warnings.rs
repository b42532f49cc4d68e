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
