//! The messages of both versions: what they refuse, where, and that nothing is lost.

use crate::spec_messages::*;
use x402_core::{
    ErrorCode::{
        self, MemberCase as Case, MemberMissing as Missing, MemberType as Type,
        MemberValue as Value,
    },
    Position, X402Version,
    any::{
        AnyPaymentPayload, AnyPaymentRequired, AnyPaymentRequirements, Submission, VerifyRequest,
    },
    message::{PaymentPayload, PaymentRequired, ResourceInfo, Tags},
    scheme::Offer,
    v1,
};

/// The text with the value at a JSON pointer set to another, or taken out.
fn with(text: &str, pointer: &str, value: Option<&str>) -> String {
    let mut root: serde_json::Value = serde_json::from_str(text).unwrap();
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    let members = root.pointer_mut(parent).unwrap().as_object_mut().unwrap();
    match value {
        Some(value) => members.insert(name.into(), serde_json::from_str(value).unwrap()),
        None => members.shift_remove(name),
    };
    root.to_string()
}

#[test]
fn the_specifications_samples_are_canonical() {
    for (name, reread, text) in samples() {
        assert_eq!(reread(&text).as_ref(), Ok(&text), "{name}");
    }
}

#[test]
fn order_and_white_space_do_not_matter() {
    let text = r#"{ "payload" : {"b":1, "a":2}, "zeta":null, "accepted":{}, "alpha":[1.0], "x402Version":2.0 }"#;
    let payload = PaymentPayload::parse(text).unwrap();
    assert_eq!(
        payload.to_string(),
        r#"{"x402Version":2,"accepted":{},"payload":{"b":1,"a":2},"zeta":null,"alpha":[1.0]}"#,
    );
    let names: Vec<_> = payload.unknown().iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["zeta", "alpha"]);
}

#[test]
fn versions() {
    use ErrorCode as Code;
    for (version, code) in [
        ("2", None),
        ("2.0", None),
        ("2e0", None),
        ("20e-1", None),
        ("1", Some(Code::VersionMismatch)),
        ("1.0", Some(Code::VersionMismatch)),
        ("0", Some(Code::VersionUnsupported)),
        ("3", Some(Code::VersionUnsupported)),
        ("-2", Some(Code::VersionUnsupported)),
        ("2.5", Some(Code::VersionUnsupported)),
        ("100000000000000000000", Some(Code::VersionUnsupported)),
        ("\"2\"", Some(Code::VersionUnsupported)),
        ("\"1\"", Some(Code::VersionUnsupported)),
        ("\" 2\"", Some(Code::VersionUnsupported)),
        ("true", Some(Code::VersionUnsupported)),
        ("null", Some(Code::VersionUnsupported)),
        ("[2]", Some(Code::VersionUnsupported)),
    ] {
        let text = PAYLOAD.replacen(
            "\"x402Version\":2",
            &format!("\"x402Version\":{version}"),
            1,
        );
        let error = PaymentPayload::parse(&text).err();
        assert_eq!(
            error.as_ref().map(x402_core::Error::code),
            code,
            "{version}"
        );
        if let Some(error) = error {
            assert_eq!(
                error.position(),
                &Position::Pointer("/x402Version".into()),
                "{version}"
            );
            assert_eq!(
                error.code().wire_code(),
                "invalid_x402_version",
                "{version}"
            );
        }
    }
    for (text, code) in [
        (
            with(PAYLOAD, "/x402Version", None),
            Code::VersionUnsupported,
        ),
        (
            PAYLOAD.replacen("x402Version", "x402version", 1),
            Code::MemberCase,
        ),
        (
            PAYLOAD.replacen("x402Version", "x402_version", 1),
            Code::MemberCase,
        ),
        (V1_PAYLOAD.into(), Code::VersionMismatch),
    ] {
        assert_eq!(
            PaymentPayload::parse(&text).unwrap_err().code(),
            code,
            "{text}"
        );
    }
    let error = v1::PaymentPayload::parse(PAYLOAD).unwrap_err();
    assert_eq!(error.code(), Code::VersionMismatch);
    assert_eq!(
        error.to_string(),
        "version.mismatch at /x402Version: expected the number 1, found the number 2",
    );
}

/// Checks what each change to a sample is refused for, and that the error names the place.
fn refuses(sample: &str, rows: &[(&str, Option<&str>, ErrorCode)]) {
    let (name, reread, _) = samples()
        .into_iter()
        .find(|(_, _, text)| text == sample)
        .unwrap();
    for (pointer, value, code) in rows {
        let error = reread(&with(sample, pointer, *value)).unwrap_err();
        let found = (error.code(), error.position().to_string());
        assert_eq!(
            found,
            (*code, (*pointer).into()),
            "{name} {value:?}: {error}"
        );
        assert_eq!(error.code().wire_code(), "invalid_payload", "{name}");
    }
}

#[test]
fn malformed_payment_required() {
    let rows = [
        ("/accepts", None, Missing),
        ("/accepts", Some("null"), Type),
        ("/accepts", Some("{}"), Type),
        ("/accepts", Some("[]"), Value),
        ("/error", Some("5"), Type),
        ("/extensions", Some("[]"), Type),
        ("/accepts/0/scheme", None, Missing),
        ("/accepts/0/scheme", Some("\"\""), Value),
        ("/accepts/0/scheme", Some("null"), Type),
        ("/accepts/0/network", Some("\"base-sepolia\""), Value),
        ("/accepts/0/amount", Some("10000"), Type),
        ("/accepts/0/amount", Some("\"0.01\""), Value),
        ("/accepts/0/amount", Some("\"\""), Value),
        ("/accepts/0/amount", Some("\"1e4\""), Value),
        ("/accepts/0/asset", None, Missing),
        ("/accepts/0/payTo", Some("\"\""), Value),
        ("/accepts/0/pay_to", Some("\"x\""), Case),
        ("/accepts/0/PAYTO", Some("\"x\""), Case),
        ("/accepts/0/maxTimeoutSeconds", Some("\"60\""), Type),
        ("/accepts/0/maxTimeoutSeconds", Some("0.5"), Value),
        ("/accepts/0/maxTimeoutSeconds", Some("-1"), Value),
        (
            "/accepts/0/maxTimeoutSeconds",
            Some("18446744073709551616"),
            Value,
        ),
        ("/accepts/0/extra", Some("[]"), Type),
    ];
    refuses(REQUIRED, &rows);
}

#[test]
fn malformed_resource_info() {
    let rows = [
        ("/resource", Some("\"https://example.com\""), Type),
        ("/resource/url", None, Missing),
        ("/resource/url", Some("\"\""), Value),
        ("/resource/mimeType", Some("[]"), Type),
        ("/resource/mime_type", Some("\"\""), Case),
        ("/resource/service_name", Some("\"\""), Case),
    ];
    refuses(REQUIRED, &rows);
}

#[test]
fn what_lists_leave_out_does_not_spoil_a_message() {
    let text = |length: usize| format!("\"{}\"", "x".repeat(length));
    for (name, value) in [
        ("serviceName", "\"\""),
        ("serviceName", &text(33)),
        ("serviceName", "7"),
        ("tags", r#"["1","2","3","4","5","6"]"#),
        ("tags", "\"a\""),
        ("tags", r#"["a",5]"#),
        ("iconUrl", &text(2049)),
        ("iconUrl", "{}"),
    ] {
        let text = with(REQUIRED, &format!("/resource/{name}"), Some(value));
        let required = PaymentRequired::parse(&text).unwrap();
        let again = PaymentRequired::parse(required.to_string()).unwrap();
        assert_eq!(again, required, "{name} {value}");
        let mut resource = required.resource.unwrap();
        let kept = resource.unknown().get(name).unwrap();
        assert_eq!(kept.to_string(), value);
        assert_eq!(
            (&resource.service_name, &resource.tags, &resource.icon_url),
            (&None, &None, &None)
        );
        // What a program sets is written in its place, once.
        resource.service_name = Some("Weather".parse().unwrap());
        resource.tags = Some(Tags::default());
        resource.icon_url = Some("https://example.com/icon.png".parse().unwrap());
        let again = ResourceInfo::parse(resource.to_string()).unwrap();
        assert!(again.unknown().is_empty(), "{again}");
        assert_eq!(again.service_name, resource.service_name);
    }
}

#[test]
fn malformed_payment_payload() {
    let rows = [
        ("/accepted", None, Missing),
        ("/accepted", Some("null"), Type),
        ("/payload", Some("\"0x\""), Type),
        ("/resource", Some("\"https://example.com\""), Type),
        ("/Accepted", Some("{}"), Case),
    ];
    refuses(PAYLOAD, &rows);
}

#[test]
fn malformed_answers_of_facilitators() {
    let rows = [
        ("/success", Some("\"true\""), Type),
        ("/transaction", None, Missing),
        ("/transaction", Some("null"), Type),
        ("/network", None, Missing),
        ("/amount", Some("\"-1\""), Value),
        ("/error_reason", Some("\"x\""), Case),
    ];
    refuses(SETTLED, &rows);
    let rows = [
        ("/isValid", None, Missing),
        ("/isValid", Some("\"true\""), Type),
    ];
    refuses(VERIFIED, &rows);
    let rows = [
        ("/kinds", None, Missing),
        ("/kinds", Some("{}"), Type),
        ("/signers/eip155:*", Some("\"0x\""), Type),
    ];
    refuses(SUPPORTED, &rows);
}

#[test]
fn malformed_messages_of_version_1() {
    let rows = [
        ("/accepts/0/maxAmountRequired", None, Missing),
        ("/accepts/0/resource", Some("{}"), Type),
        ("/accepts/0/outputSchema", Some("\"x\""), Type),
    ];
    refuses(V1_REQUIRED, &rows);
    let rows = [
        ("/payload", None, Missing),
        ("/network", Some("\"\""), Value),
    ];
    refuses(V1_PAYLOAD, &rows);
}

#[test]
fn tolerated_members() {
    for (sample, pointer, value) in [
        (REQUIRED, "/resource", None),
        (REQUIRED, "/resource", Some("null")),
        (REQUIRED, "/resource/description", Some("\"\"")),
        (REQUIRED, "/resource/mimeType", Some("\"\"")),
        (REQUIRED, "/resource/tags", Some(r#"["a","b","c","d","e"]"#)),
        (REQUIRED, "/resource/url", Some("\"mcp://tool/x\"")),
        (REQUIRED, "/error", Some("null")),
        (REQUIRED, "/accepts/0/extra", Some("null")),
        (REQUIRED, "/accepts/0/scheme", Some("\"batch-settlement\"")),
        (
            REQUIRED,
            "/accepts/0/network",
            Some("\"algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k\""),
        ),
        (REQUIRED, "/accepts/0/network", Some("\"ach:us\"")),
        (REQUIRED, "/accepts/0/payTo", Some("\"merchant\"")),
        (REQUIRED, "/accepts/0/maxTimeoutSeconds", Some("6e1")),
        (PAYLOAD, "/resource", None),
        (PAYLOAD, "/accepted", Some(r#"{"pay_to":5}"#)),
        (PAYLOAD, "/payload", Some("{}")),
        (PAYLOAD, "/extensions", Some("null")),
        (SETTLED, "/errorReason", Some("\"no_such_code\"")),
        (SETTLED, "/payer", Some("null")),
        (SETTLED, "/amount", Some("\"0\"")),
        (VERIFIED, "/invalidReason", Some("\"no_such_code\"")),
        (SUPPORTED, "/extensions", None),
        (SUPPORTED, "/signers", Some("null")),
        (SUPPORTED, "/kinds", Some("[]")),
        (SUPPORTED, "/kinds/0/x402Version", Some("3")),
        (V1_REQUIRED, "/error", None),
        (V1_REQUIRED, "/accepts/0/description", None),
        (V1_REQUIRED, "/accepts/0/outputSchema", Some("null")),
        (
            V1_REQUIRED,
            "/accepts/0/network",
            Some("\"ethereum-mainnet\""),
        ),
    ] {
        let (name, reread, _) = samples()
            .into_iter()
            .find(|(_, _, text)| text == sample)
            .unwrap();
        let text = with(sample, pointer, value);
        assert!(
            reread(&text).is_ok(),
            "{name} {pointer} {value:?}: {:?}",
            reread(&text)
        );
    }
}

#[test]
fn requests_hold_one_version() {
    let (_, _, text) = samples()
        .into_iter()
        .find(|(name, ..)| *name == "VerifyRequest")
        .unwrap();
    let request = VerifyRequest::parse(&text).unwrap();
    assert_eq!(request.submission.version(), X402Version::V2);
    assert!(matches!(request.submission, Submission::V2 { .. }));
    for (pointer, value, code, at) in [
        (
            "/x402Version",
            Some("1"),
            ErrorCode::VersionMismatch,
            "/paymentPayload/x402Version",
        ),
        (
            "/x402Version",
            Some("3"),
            ErrorCode::VersionUnsupported,
            "/x402Version",
        ),
        (
            "/x402Version",
            None,
            ErrorCode::VersionUnsupported,
            "/x402Version",
        ),
        (
            "/paymentRequirements/amount",
            Some("1"),
            ErrorCode::MemberType,
            "/paymentRequirements/amount",
        ),
        (
            "/payment_payload",
            Some("{}"),
            ErrorCode::MemberCase,
            "/payment_payload",
        ),
    ] {
        let error = VerifyRequest::parse(with(&text, pointer, value)).unwrap_err();
        let found = (error.code(), error.position().to_string());
        assert_eq!(found, (code, at.into()), "{pointer} {value:?}: {error}");
    }
}

#[test]
fn serde_goes_through_the_same_gate() {
    for (text, expected) in [
        (
            PAYLOAD.replacen("\"amount\"", "\"amount\":\"1\",\"amount\"", 1),
            "json.duplicate_member",
        ),
        (
            PAYLOAD.replacen("\"payload\"", "\"pay_load\"", 1),
            "member.case at /pay_load",
        ),
    ] {
        let error = serde_json::from_str::<PaymentPayload>(&text)
            .unwrap_err()
            .to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    let value: serde_json::Value = serde_json::from_str(REQUIRED).unwrap();
    let required: PaymentRequired = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&required).unwrap(), value);
}

#[test]
fn not_an_object() {
    for text in ["null", "5", "[1]", "\"x\"", "true"] {
        for (name, reread, _) in samples() {
            let error = reread(text).unwrap_err();
            assert_eq!(error.code(), ErrorCode::MemberType, "{name} {text}");
            assert_eq!(
                error.position(),
                &Position::Pointer(String::new()),
                "{name} {text}"
            );
        }
    }
}

/// A message of either version is read in the version that it states, and written as it was read.
#[test]
fn either_version_is_read_as_it_states() {
    use X402Version::{V1, V2};
    let payments = [
        (
            r#"{"x402Version":1,"scheme":"s","network":"n","payload":{},"x":1}"#,
            V1,
        ),
        (r#"{"x402Version":2,"accepted":{},"payload":{},"x":1}"#, V2),
    ];
    for (text, version) in payments {
        let payment = AnyPaymentPayload::parse(text).unwrap();
        assert_eq!(payment.version(), version);
        assert_eq!(payment.to_string(), text);
        let json = payment.to_json();
        assert_eq!(AnyPaymentPayload::from_json(json), Ok(payment.clone()));
        assert_eq!(AnyPaymentPayload::parse_as(version, text), Ok(payment));
        let other = if version == V1 { V2 } else { V1 };
        let error = AnyPaymentPayload::parse_as(other, text).unwrap_err();
        assert_eq!(error.code(), ErrorCode::VersionMismatch);
    }
    // What states neither version is read as version 2, whose reader says what is wrong.
    for text in [r#"{"x402Version":3}"#, r#"{"x402Version":"1"}"#, "{}", "[]"] {
        let error = AnyPaymentPayload::parse(text).unwrap_err();
        assert_eq!(Err(error), PaymentPayload::parse(text).map(drop), "{text}");
    }

    // One entry of `accepts` states no version: its price does.
    for (text, version) in [(REQUIRED, V2), (V1_REQUIRED, V1)] {
        let required = AnyPaymentRequired::parse(text).unwrap();
        assert_eq!(required.version(), version);
        for entry in required.into_accepts() {
            assert_eq!(entry.version(), version);
            let again = AnyPaymentRequirements::parse(entry.to_string());
            assert_eq!(again.as_ref(), Ok(&entry));
            assert_eq!(
                Offer::parse_any(&entry).map(|offer| offer.version()),
                Ok(version)
            );
            let alone = AnyPaymentRequired::from(entry.clone());
            assert_eq!(alone.into_accepts(), [entry]);
        }
    }
}
