//! A message that our own decoder would refuse for its depth or its size is not written.

use crate::spec_messages::{REQUIRED, V1_REQUIRED};
use proptest::prelude::*;
use x402_core::{
    ErrorCode, Position,
    any::{SettleRequest, Submission},
    header,
    json::{Json, Object},
    message::{
        NonEmpty, PaymentPayload, PaymentRequired, PaymentRequirements, SettleResponse,
        SupportedResponse,
    },
    server::Bill,
    v1,
};

/// An array in an array, `depth` of them.
fn nested(depth: usize) -> Json<'static> {
    (1..depth).fold(Json::Array(vec![]), |inner, _| Json::Array(vec![inner]))
}

/// An array with `nodes` values, itself included.
fn wide(nodes: usize) -> Json<'static> {
    Json::Array(vec![Json::Null; nodes - 1])
}

fn object(name: &'static str, value: Json<'static>) -> Object<'static> {
    [(name, value)].into_iter().collect()
}

fn requirements(extra: Object<'static>) -> PaymentRequirements {
    let [scheme, asset, pay_to] = ["exact", "asset", "payee"].map(|text| text.parse().unwrap());
    let network = "eip155:8453".parse().unwrap();
    let mut requirements =
        PaymentRequirements::new(scheme, network, 1_u64.into(), asset, pay_to, 60);
    requirements.extra = Some(extra);
    requirements
}

fn required(extras: impl IntoIterator<Item = Object<'static>>) -> PaymentRequired {
    let accepts = extras.into_iter().map(requirements).collect();
    PaymentRequired::new(NonEmpty::new(accepts).unwrap())
}

#[test]
fn serde_writes_no_message_that_it_would_not_read() {
    for (value, code) in [(nested(63), "json.depth"), (wide(4096), "json.nodes")] {
        let message = PaymentPayload::new(Object::new(), object("a", value));
        let refused = PaymentPayload::parse(message.to_string()).unwrap_err();
        assert_eq!(refused.code().as_str(), code);
        let written = serde_json::to_string(&message).unwrap_err().to_string();
        assert!(written.starts_with(code), "{written}");
    }
}

#[test]
fn the_first_value_too_many_is_named() {
    let mut payment = PaymentPayload::new(Object::new(), object("a/b", nested(63)));
    let deepest = format!("/payload/a~1b{}", "/0".repeat(62));
    let error = payment.check_limits().unwrap_err();
    assert_eq!(error.position(), &Position::Pointer(deepest.clone()));
    assert_eq!(
        error.to_string(),
        format!(
            "json.depth at {deepest}: expected arrays and objects at most 64 deep, \
             found one more inside"
        ),
    );

    // The message, `x402Version`, `accepted` and `payload` are four values.
    payment.payload = object("a", wide(4092));
    assert_eq!(payment.check_limits(), Ok(()));
    payment.extensions = Some(Object::new());
    let error = payment.check_limits().unwrap_err();
    assert_eq!(
        error.to_string(),
        "json.nodes at /extensions: expected at most 4096 values, found more",
    );

    // Each entry has 8 values; 3 are around the list.
    let entries = required(vec![Object::new(); 600]);
    let error = entries.check_limits().unwrap_err();
    assert_eq!(error.code(), ErrorCode::JsonNodes);
    assert_eq!(
        error.position(),
        &Position::Pointer("/accepts/511/payTo".into())
    );

    let mut supported = SupportedResponse::new(vec![].into());
    supported.signers = [("eip155:*".into(), vec![String::new(); 4091])].into();
    assert_eq!(supported.check_limits(), Ok(()));
    supported.extensions = vec![String::new()];
    let error = supported.check_limits().unwrap_err();
    let last = "/signers/eip155:*/4090";
    assert_eq!(error.position(), &Position::Pointer(last.into()));
}

#[test]
fn a_very_deep_tree_is_refused_at_the_limit() {
    let payment = PaymentPayload::new(Object::new(), object("a", nested(2_000)));
    let error = payment.check_limits().unwrap_err();
    assert_eq!(error.code(), ErrorCode::JsonDepth);
}

#[test]
fn a_header_is_not_written_that_would_not_be_read() {
    for (value, code) in [
        (nested(63), ErrorCode::JsonDepth),
        (wide(4096), ErrorCode::JsonNodes),
    ] {
        let object = object("a", value);
        let text = || "exact".parse().unwrap();
        let payment = PaymentPayload::new(Object::new(), object.clone());
        let payment_v1 = v1::PaymentPayload::new(text(), text(), object.clone());
        let mut receipt = SettleResponse::new(true, String::new(), String::new());
        receipt.extra = Some(object.clone());
        // In `accepts`, the tree is two arrays and objects deeper.
        let bill = required([object]);
        for (header, written) in [
            ("PAYMENT-REQUIRED", header::encode_payment_required(&bill)),
            (
                "PAYMENT-RESPONSE",
                header::encode_payment_response(&receipt),
            ),
            (
                "PAYMENT-SIGNATURE",
                header::encode_payment_signature(&payment),
            ),
            ("X-PAYMENT", header::encode_x_payment(&payment_v1)),
            (
                "X-PAYMENT-RESPONSE",
                header::encode_x_payment_response(&receipt),
            ),
        ] {
            assert_eq!(written.map_err(|error| error.code()), Err(code), "{header}");
        }
    }
}

#[test]
fn a_bill_that_no_client_reads_is_the_sellers_mistake() {
    let mut message = PaymentRequired::parse(REQUIRED).unwrap();
    message.extensions = Some(object("a", wide(4090)));
    let error = Bill::from_message(message.clone()).unwrap_err();
    assert!(error.pointer().starts_with("/extensions/a/"), "{error}");
    assert_eq!(error.expected(), "at most 4096 values");
    message.extensions = Some(object("a", nested(63)));
    let error = Bill::from_message(message).unwrap_err();
    assert!(error.pointer().starts_with("/extensions/a/0"), "{error}");

    let bill = Bill::from_message(PaymentRequired::parse(REQUIRED).unwrap()).unwrap();
    let mut message = v1::PaymentRequired::parse(V1_REQUIRED).unwrap();
    let mut entry = message.accepts[0].clone();
    entry.output_schema = Some(object("a", nested(61)));
    message.accepts = NonEmpty::of(entry);
    let error = bill.with_v1_message(message).unwrap_err();
    assert!(
        error.pointer().starts_with("/accepts/0/outputSchema/a/0"),
        "{error}"
    );
}

/// What is refused when it is read is refused when it is checked and written, for one reason.
macro_rules! both_agree {
    ($type:ty, $message:expr) => {
        let message: &$type = $message;
        let read = <$type>::parse(message.to_string());
        let checked = message.check_limits().map_err(|error| error.code());
        prop_assert_eq!(
            checked,
            read.as_ref().map(|_| ()).map_err(|error| error.code())
        );
        prop_assert_eq!(serde_json::to_string(message).is_ok(), read.is_ok());
        if let Ok(read) = read {
            prop_assert_eq!(&read, message);
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_check_agrees_with_the_reader(
        depth in 54_usize..68,
        sizes in prop::collection::vec(1_usize..2_200, 1..4),
    ) {
        let deep = object("deep", nested(depth));
        let wide: Vec<_> = sizes.into_iter().map(|nodes| object("wide", wide(nodes))).collect();
        let mut payment = PaymentPayload::new(wide[0].clone(), deep.clone());
        payment.extensions = wide.last().cloned();
        both_agree!(PaymentPayload, &payment);
        let required = required(wide);
        both_agree!(PaymentRequired, &required);
        let request = SettleRequest::new(Submission::V2 {
            payment_payload: payment,
            payment_requirements: requirements(deep),
        });
        both_agree!(SettleRequest, &request);
    }
}

/// A value of more than 64 KiB is not written, as the decoder would not read it.
#[test]
fn no_header_is_written_that_is_too_long_to_be_read() {
    let message = |length: usize| {
        let text = "x".repeat(length);
        required([object("a", Json::from(text))])
    };
    let empty = header::encode_payment_required(&message(0)).unwrap().len();
    // Three bytes of text are four of base64.
    let most = (header::MAX_LENGTH - empty) / 4 * 3;
    let longest = header::encode_payment_required(&message(most)).unwrap();
    assert!(header::decode_payment_required(longest).is_ok());

    let long = message(most + 6);
    let error = header::encode_payment_required(&long).unwrap_err();
    assert_eq!(error.code(), ErrorCode::HeaderSize);
    let value = header::encode_base64(long.to_string());
    assert_eq!(header::decode_payment_required(value), Err(error));
    let mut bill = PaymentRequired::parse(REQUIRED).unwrap();
    bill.extensions = Some(object("a", Json::from("x".repeat(header::MAX_LENGTH))));
    let refused = Bill::from_message(bill).unwrap_err();
    assert_eq!(refused.expected(), "at most 65536 bytes");
    let mut payment = PaymentPayload::new(Object::new(), Object::new());
    payment.extensions = Some(object("a", Json::from("x".repeat(header::MAX_LENGTH))));
    let error = header::encode_payment_signature(&payment).unwrap_err();
    assert_eq!(error.code(), ErrorCode::HeaderSize);
}
