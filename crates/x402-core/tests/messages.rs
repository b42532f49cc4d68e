//! The messages of both versions: what they refuse, where, and that nothing is lost.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test says by its panic what is wrong"
)]

use proptest::prelude::*;
use x402_core::{
    ErrorCode::{
        self, MemberCase as Case, MemberMissing as Missing, MemberType as Type,
        MemberValue as Value,
    },
    Position,
    json::{Json, Object},
    message::{
        NonEmpty, PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo,
        SettleRequest, SettleResponse, Submission, SupportedKind, SupportedResponse, Tags, Text,
        VerifyRequest, VerifyResponse,
    },
    v1,
};

/// Core specification v2 §5.1.1.
const REQUIRED: &str = r#"{"x402Version":2,"error":"PAYMENT-SIGNATURE header is required","resource":{"url":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json"},"accepts":[{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}],"extensions":{}}"#;

/// Core specification v2 §5.2.1.
const PAYLOAD: &str = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json"},"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}},"payload":{"signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c","authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}},"extensions":{}}"#;

/// Core specification v2 §5.3.1 and §7.2.
const SETTLED: &str = r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
const NOT_SETTLED: &str = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;

/// Core specification v2 §7.1 and §7.3, the latter shortened.
const VERIFIED: &str = r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
const NOT_VERIFIED: &str = r#"{"isValid":false,"invalidReason":"insufficient_funds","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
const SUPPORTED: &str = r#"{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"},{"x402Version":1,"scheme":"exact","network":"base-sepolia","extra":{"feePayer":"CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"}}],"extensions":[],"signers":{"eip155:*":["0x1234567890abcdef1234567890abcdef12345678"],"solana:*":["CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"]}}"#;

/// Core specification v1 §5.1.1, without `"outputSchema":null`.
const V1_REQUIRED: &str = r#"{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}]}"#;

/// Core specification v1 §5.2.1, its `payload` shortened.
const V1_PAYLOAD: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"signature":"0x2d6a","authorization":{"value":"10000"}}}"#;

/// A reader of one message that gives back the canonical text.
type Reread = fn(&str) -> Result<String, x402_core::Error>;

macro_rules! reread {
    ($message:ty) => {{
        let reread: Reread = |text| {
            let message = <$message>::parse(text)?;
            let text = message.to_string();
            assert_eq!(<$message>::parse(&text).as_ref(), Ok(&message), "{text}");
            assert_eq!(message.to_json().to_string(), text);
            assert_eq!(
                <$message>::from_json(message.to_json()).as_ref(),
                Ok(&message)
            );
            assert_eq!(serde_json::to_string(&message).unwrap(), text);
            assert_eq!(serde_json::from_str::<$message>(&text).unwrap(), message);
            Ok(text)
        };
        reread
    }};
}

/// A message's name, its reader and a text that it reads.
fn samples() -> Vec<(&'static str, Reread, String)> {
    let request = |version: u8, payload: &str, required: &str| {
        let required = Json::parse(required.as_bytes()).unwrap();
        let accepts = required.as_object().unwrap().get("accepts").unwrap();
        let requirements = &accepts.as_array().unwrap()[0];
        format!(
            r#"{{"x402Version":{version},"paymentPayload":{payload},"paymentRequirements":{requirements}}}"#
        )
    };
    vec![
        ("PaymentRequired", reread!(PaymentRequired), REQUIRED.into()),
        ("PaymentPayload", reread!(PaymentPayload), PAYLOAD.into()),
        ("SettleResponse", reread!(SettleResponse), SETTLED.into()),
        (
            "SettleResponse",
            reread!(SettleResponse),
            NOT_SETTLED.into(),
        ),
        ("VerifyResponse", reread!(VerifyResponse), VERIFIED.into()),
        (
            "VerifyResponse",
            reread!(VerifyResponse),
            NOT_VERIFIED.into(),
        ),
        (
            "SupportedResponse",
            reread!(SupportedResponse),
            SUPPORTED.into(),
        ),
        (
            "VerifyRequest",
            reread!(VerifyRequest),
            request(2, PAYLOAD, REQUIRED),
        ),
        (
            "VerifyRequest",
            reread!(VerifyRequest),
            request(1, V1_PAYLOAD, V1_REQUIRED),
        ),
        (
            "SettleRequest",
            reread!(SettleRequest),
            request(2, PAYLOAD, REQUIRED),
        ),
        (
            "SettleRequest",
            reread!(SettleRequest),
            request(1, V1_PAYLOAD, V1_REQUIRED),
        ),
        (
            "v1::PaymentRequired",
            reread!(v1::PaymentRequired),
            V1_REQUIRED.into(),
        ),
        (
            "v1::PaymentPayload",
            reread!(v1::PaymentPayload),
            V1_PAYLOAD.into(),
        ),
    ]
}

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
    let text = |length: usize| format!("\"{}\"", "x".repeat(length));
    let rows = [
        ("/resource", Some("\"https://example.com\""), Type),
        ("/resource/url", None, Missing),
        ("/resource/url", Some("\"\""), Value),
        ("/resource/mimeType", Some("[]"), Type),
        ("/resource/mime_type", Some("\"\""), Case),
        ("/resource/serviceName", Some("\"\""), Value),
        ("/resource/serviceName", Some(&text(33)), Value),
        (
            "/resource/tags",
            Some(r#"["1","2","3","4","5","6"]"#),
            Value,
        ),
        ("/resource/tags", Some("\"a\""), Type),
        ("/resource/iconUrl", Some(&text(2049)), Value),
    ];
    refuses(REQUIRED, &rows);
    let error = PaymentRequired::parse(with(REQUIRED, "/resource/tags", Some(r#"["a",5]"#)));
    let position = Position::Pointer("/resource/tags/1".into());
    assert_eq!(error.unwrap_err().position(), &position);
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
        ("/kinds/0/scheme", None, Missing),
        ("/kinds/0/x402Version", Some("\"2\""), Type),
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
    assert_eq!(request.submission.x402_version(), 2);
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

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{1,12}", any::<String>()]
}

fn text() -> impl Strategy<Value = Text> {
    texts().prop_filter_map("empty", |text| text.parse().ok())
}

fn objects() -> impl Strategy<Value = Object<'static>> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<u64>().prop_map(Json::from),
        texts().prop_map(Json::from)
    ];
    let value = leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Json::from),
            prop::collection::vec((texts(), inner), 0..3)
                .prop_map(|members| Json::from(members.into_iter().collect::<Object<'_>>())),
        ]
    });
    prop::collection::vec((texts(), value), 0..4).prop_map(|members| members.into_iter().collect())
}

prop_compose! {
    fn resources()(
        url in text(),
        description in prop::option::of(texts()),
        mime_type in prop::option::of(texts()),
        service_name in prop::option::of("[ -~]{1,32}"),
        tags in prop::option::of(prop::collection::vec("[ -~]{1,32}", 0..=5)),
        icon_url in prop::option::of("\\PC{0,40}"),
    ) -> ResourceInfo {
        let mut resource = ResourceInfo::new(url);
        resource.description = description;
        resource.mime_type = mime_type;
        resource.service_name = service_name.map(|text| text.parse().unwrap());
        resource.tags = tags.map(|tags| Tags::new(tags.iter().map(|tag| tag.parse().unwrap()).collect()).unwrap());
        resource.icon_url = icon_url.map(|text| text.parse().unwrap());
        resource
    }
}

prop_compose! {
    fn requirements()(
        scheme in text(),
        network in "[-a-z]{3,8}:[-_a-zA-Z0-9]{1,32}",
        amount in any::<u64>(),
        asset in text(),
        pay_to in text(),
        timeout in any::<u64>(),
        extra in prop::option::of(objects()),
    ) -> PaymentRequirements {
        let mut requirements = PaymentRequirements::new(
            scheme, network.parse().unwrap(), amount.into(), asset, pay_to, timeout,
        );
        requirements.extra = extra;
        requirements
    }
}

prop_compose! {
    fn payment_required()(
        error in prop::option::of(texts()),
        resource in prop::option::of(resources()),
        accepts in prop::collection::vec(requirements(), 1..4),
        extensions in prop::option::of(objects()),
    ) -> PaymentRequired {
        let mut required = PaymentRequired::new(NonEmpty::new(accepts).unwrap());
        required.error = error;
        required.resource = resource;
        required.extensions = extensions;
        required
    }
}

prop_compose! {
    fn payment_payload()(
        resource in prop::option::of(resources()),
        accepted in objects(),
        payload in objects(),
        extensions in prop::option::of(objects()),
    ) -> PaymentPayload {
        let mut message = PaymentPayload::new(accepted, payload);
        message.resource = resource;
        message.extensions = extensions;
        message
    }
}

prop_compose! {
    fn v1_requirements()(
        v2 in requirements(),
        network in text(),
        resource in texts(),
        description in prop::option::of(texts()),
        mime_type in prop::option::of(texts()),
        output_schema in prop::option::of(objects()),
    ) -> v1::PaymentRequirements {
        let mut requirements = v1::PaymentRequirements::new(
            v2.scheme, network, v2.amount, v2.asset, v2.pay_to, resource, v2.max_timeout_seconds,
        );
        requirements.description = description;
        requirements.mime_type = mime_type;
        requirements.output_schema = output_schema;
        requirements.extra = v2.extra;
        requirements
    }
}

prop_compose! {
    fn settle_response()(
        success in any::<bool>(),
        texts in prop::array::uniform2(texts()),
        optional in prop::array::uniform3(prop::option::of(texts())),
        amount in prop::option::of(any::<u64>()),
        objects in prop::array::uniform2(prop::option::of(objects())),
    ) -> SettleResponse {
        let [transaction, network] = texts;
        let mut response = SettleResponse::new(success, transaction, network);
        [response.error_reason, response.error_message, response.payer] = optional;
        response.amount = amount.map(Into::into);
        [response.extensions, response.extra] = objects;
        response
    }
}

prop_compose! {
    fn supported_response()(
        kinds in prop::collection::vec((any::<u64>(), text(), text(), prop::option::of(objects())), 0..3),
        extensions in prop::collection::vec(texts(), 0..3),
        signers in prop::collection::btree_map(texts(), prop::collection::vec(texts(), 0..3), 0..3),
    ) -> SupportedResponse {
        let kinds = kinds.into_iter().map(|(version, scheme, network, extra)| {
            let mut kind = SupportedKind::new(version, scheme, network);
            kind.extra = extra;
            kind
        });
        let mut response = SupportedResponse::new(kinds.collect());
        response.extensions = extensions;
        response.signers = signers;
        response
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_written_is_read_back(
        required in payment_required(),
        payload in payment_payload(),
        v1_accepts in prop::collection::vec(v1_requirements(), 1..3),
        settled in settle_response(),
        supported in supported_response(),
    ) {
        prop_assert_eq!(&PaymentRequired::parse(required.to_string()).unwrap(), &required);
        prop_assert_eq!(&PaymentPayload::parse(payload.to_string()).unwrap(), &payload);
        prop_assert_eq!(&SettleResponse::parse(settled.to_string()).unwrap(), &settled);
        prop_assert_eq!(&SupportedResponse::parse(supported.to_string()).unwrap(), &supported);
        let v1 = v1::PaymentRequired::new(NonEmpty::new(v1_accepts.clone()).unwrap());
        prop_assert_eq!(&v1::PaymentRequired::parse(v1.to_string()).unwrap(), &v1);
        for submission in [
            Submission::V1 {
                payment_payload: v1::PaymentPayload::new(
                    v1_accepts[0].scheme.clone(), v1_accepts[0].network.clone(), payload.payload.clone(),
                ),
                payment_requirements: v1_accepts[0].clone(),
            },
            Submission::V2 {
                payment_payload: payload,
                payment_requirements: required.accepts[0].clone(),
            },
        ] {
            let request = SettleRequest::new(submission);
            prop_assert_eq!(&SettleRequest::parse(request.to_string()).unwrap(), &request);
        }
    }

    #[test]
    fn unknown_members_survive_in_their_order(unknown in objects(), index in any::<prop::sample::Index>()) {
        let samples = samples();
        let (name, reread, text) = &samples[index.index(samples.len())];
        let Json::Object(mut object) = Json::parse(text.as_bytes()).unwrap() else {
            panic!("an object")
        };
        for (member, value) in &unknown {
            object.insert(format!("unknown {member}"), value.clone());
        }
        let text = Json::Object(object).to_string();
        prop_assert_eq!(reread(&text).unwrap(), text, "{}", name);
    }

    #[test]
    fn mutated_messages_never_panic(
        sample in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let samples = samples();
        let (_, reread, text) = &samples[sample.index(samples.len())];
        let mut bytes = text.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = reread(&String::from_utf8_lossy(&bytes));
    }
}
