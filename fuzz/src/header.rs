use core::fmt::Debug;

use x402_core::{
    Error, ErrorCode,
    header::{self, MAX_LENGTH},
    message::{PaymentPayload, PaymentRequired, SettleResponse},
    v1,
};

/// Reads the bytes as each of the five headers, once as the header's text and once as the JSON
/// in it.
///
/// # Panics
///
/// If a message does not survive a round trip, has two canonical forms, a text is a payment of
/// both versions, or the limit does not hold.
pub fn header(data: &[u8]) {
    let encoded = header::encode_base64(data);
    for value in [data, encoded.as_bytes()] {
        let _ = codec(
            value,
            header::decode_payment_required,
            header::encode_payment_required,
        );
        let _ = codec(
            value,
            header::decode_payment_response,
            header::encode_payment_response,
        );
        let _ = codec(
            value,
            header::decode_x_payment_response,
            header::encode_x_payment_response,
        );
        let v2 = codec(
            value,
            header::decode_payment_signature,
            header::encode_payment_signature,
        );
        let v1 = codec(value, header::decode_x_payment, header::encode_x_payment);
        assert!(v1.is_err() || v2.is_err(), "one text, two payments");
    }
    if encoded.len() <= MAX_LENGTH {
        assert_eq!(
            header::decode_payment_required(&encoded),
            PaymentRequired::parse(data)
        );
        assert_eq!(
            header::decode_payment_signature(&encoded),
            PaymentPayload::parse(data)
        );
        assert_eq!(
            header::decode_payment_response(&encoded),
            SettleResponse::parse(data)
        );
        assert_eq!(
            header::decode_x_payment(&encoded),
            v1::PaymentPayload::parse(data)
        );
    }
}

/// One header's round trip.
fn codec<M: Debug + PartialEq>(
    value: &[u8],
    decode: impl Fn(Vec<u8>) -> Result<M, Error>,
    encode: impl Fn(&M) -> Result<String, Error>,
) -> Result<M, Error> {
    let encode = |message: &M| encode(message).expect("what was read can be written");
    let decoded = decode(value.to_vec());
    match &decoded {
        Ok(message) => {
            let text = encode(message);
            assert!(value.len() <= MAX_LENGTH);
            let again = decode(text.clone().into_bytes()).expect("what was written");
            assert_eq!(&again, message);
            assert_eq!(encode(&again), text, "another canonical form");
        }
        Err(error) => {
            let too_long = error.code() == ErrorCode::HeaderSize;
            assert_eq!(too_long, value.len() > MAX_LENGTH, "{error}");
        }
    }
    decoded
}
