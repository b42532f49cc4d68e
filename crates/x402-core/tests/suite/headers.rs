//! The five headers: the specification's samples, base64 to the byte, and one payment per request.

use proptest::prelude::*;
use x402_core::{
    Error, ErrorCode, Position, X402Version,
    any::AnyPaymentPayload,
    header::{self, MAX_LENGTH, PaymentHeader, decode_base64, encode_base64},
    json::Object,
    message::{PaymentPayload, SettleResponse},
    v1,
};

/// HTTP transport specification v2.
const PAYMENT_REQUIRED: &str = "eyJ4NDAyVmVyc2lvbiI6MiwiZXJyb3IiOiJQQVlNRU5ULVNJR05BVFVSRSBoZWFkZXIgaXMgcmVxdWlyZWQiLCJyZXNvdXJjZSI6eyJ1cmwiOiJodHRwczovL2FwaS5leGFtcGxlLmNvbS9wcmVtaXVtLWRhdGEiLCJkZXNjcmlwdGlvbiI6IkFjY2VzcyB0byBwcmVtaXVtIG1hcmtldCBkYXRhIiwibWltZVR5cGUiOiJhcHBsaWNhdGlvbi9qc29uIn0sImFjY2VwdHMiOlt7InNjaGVtZSI6ImV4YWN0IiwibmV0d29yayI6ImVpcDE1NTo4NDUzMiIsImFtb3VudCI6IjEwMDAwIiwiYXNzZXQiOiIweDAzNkNiRDUzODQyYzU0MjY2MzRlNzkyOTU0MWVDMjMxOGYzZENGN2UiLCJwYXlUbyI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsIm1heFRpbWVvdXRTZWNvbmRzIjo2MCwiZXh0cmEiOnsibmFtZSI6IlVTREMiLCJ2ZXJzaW9uIjoiMiJ9fV19";

/// HTTP transport specification v2.
const PAYMENT_SIGNATURE: &str = "eyJ4NDAyVmVyc2lvbiI6MiwicmVzb3VyY2UiOnsidXJsIjoiaHR0cHM6Ly9hcGkuZXhhbXBsZS5jb20vcHJlbWl1bS1kYXRhIiwiZGVzY3JpcHRpb24iOiJBY2Nlc3MgdG8gcHJlbWl1bSBtYXJrZXQgZGF0YSIsIm1pbWVUeXBlIjoiYXBwbGljYXRpb24vanNvbiJ9LCJhY2NlcHRlZCI6eyJzY2hlbWUiOiJleGFjdCIsIm5ldHdvcmsiOiJlaXAxNTU6ODQ1MzIiLCJhbW91bnQiOiIxMDAwMCIsImFzc2V0IjoiMHgwMzZDYkQ1Mzg0MmM1NDI2NjM0ZTc5Mjk1NDFlQzIzMThmM2RDRjdlIiwicGF5VG8iOiIweDIwOTY5M0JjNmFmYzBDNTMyOGJBMzZGYUYwM0M1MTRFRjMxMjI4N0MiLCJtYXhUaW1lb3V0U2Vjb25kcyI6NjAsImV4dHJhIjp7Im5hbWUiOiJVU0RDIiwidmVyc2lvbiI6IjIifX0sInBheWxvYWQiOnsic2lnbmF0dXJlIjoiMHgyZDZhNzU4OGQ2YWNjYTUwNWNiZjBkOWE0YTIyN2UwYzUyYzZjMzQwMDhjOGU4OTg2YTEyODMyNTk3NjQxNzM2MDhhMmNlNjQ5NjY0MmUzNzdkNmRhOGRiYmY1ODM2ZTliZDE1MDkyZjllY2FiMDVkZWQzZDYyOTNhZjE0OGI1NzFjIiwiYXV0aG9yaXphdGlvbiI6eyJmcm9tIjoiMHg4NTdiMDY1MTlFOTFlM0E1NDUzODc5MWJEYmIwRTIyMzczZTM2YjY2IiwidG8iOiIweDIwOTY5M0JjNmFmYzBDNTMyOGJBMzZGYUYwM0M1MTRFRjMxMjI4N0MiLCJ2YWx1ZSI6IjEwMDAwIiwidmFsaWRBZnRlciI6IjE3NDA2NzIwODkiLCJ2YWxpZEJlZm9yZSI6IjE3NDA2NzIxNTQiLCJub25jZSI6IjB4ZjM3NDY2MTNjMmQ5MjBiNWZkYWJjMDg1NmYyYWViMmQ0Zjg4ZWU2MDM3YjhjYzVkMDRhNzFhNDQ2MmYxMzQ4MCJ9fX0=";

/// HTTP transport specification v2.
const PAYMENT_RESPONSE: &str = "eyJzdWNjZXNzIjp0cnVlLCJ0cmFuc2FjdGlvbiI6IjB4MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODkwYWJjZGVmMTIzNDU2Nzg5MGFiY2RlZiIsIm5ldHdvcmsiOiJlaXAxNTU6ODQ1MzIiLCJwYXllciI6IjB4ODU3YjA2NTE5RTkxZTNBNTQ1Mzg3OTFiRGJiMEUyMjM3M2UzNmI2NiJ9";

/// HTTP transport specification v2.
const PAYMENT_RESPONSE_OF_FAILURE: &str = "eyJzdWNjZXNzIjpmYWxzZSwiZXJyb3JSZWFzb24iOiJpbnN1ZmZpY2llbnRfZnVuZHMiLCJ0cmFuc2FjdGlvbiI6IiIsIm5ldHdvcmsiOiJlaXAxNTU6ODQ1MzIiLCJwYXllciI6IjB4ODU3YjA2NTE5RTkxZTNBNTQ1Mzg3OTFiRGJiMEUyMjM3M2UzNmI2NiJ9";

/// HTTP transport specification v1.
const X_PAYMENT: &str = "eyJ4NDAyVmVyc2lvbiI6MSwic2NoZW1lIjoiZXhhY3QiLCJuZXR3b3JrIjoiYmFzZS1zZXBvbGlhIiwicGF5bG9hZCI6eyJzaWduYXR1cmUiOiIweDJkNmE3NTg4ZDZhY2NhNTA1Y2JmMGQ5YTRhMjI3ZTBjNTJjNmMzNDAwOGM4ZTg5ODZhMTI4MzI1OTc2NDE3MzYwOGEyY2U2NDk2NjQyZTM3N2Q2ZGE4ZGJiZjU4MzZlOWJkMTUwOTJmOWVjYWIwNWRlZDNkNjI5M2FmMTQ4YjU3MWMiLCJhdXRob3JpemF0aW9uIjp7ImZyb20iOiIweDg1N2IwNjUxOUU5MWUzQTU0NTM4NzkxYkRiYjBFMjIzNzNlMzZiNjYiLCJ0byI6IjB4MjA5NjkzQmM2YWZjMEM1MzI4YkEzNkZhRjAzQzUxNEVGMzEyMjg3QyIsInZhbHVlIjoiMTAwMDAiLCJ2YWxpZEFmdGVyIjoiMTc0MDY3MjA4OSIsInZhbGlkQmVmb3JlIjoiMTc0MDY3MjE1NCIsIm5vbmNlIjoiMHhmMzc0NjYxM2MyZDkyMGI1ZmRhYmMwODU2ZjJhZWIyZDRmODhlZTYwMzdiOGNjNWQwNGE3MWE0NDYyZjEzNDgwIn19fQ==";

/// HTTP transport specification v1.
const X_PAYMENT_RESPONSE: &str = "eyJzdWNjZXNzIjp0cnVlLCJ0cmFuc2FjdGlvbiI6IjB4MTIzNDU2Nzg5MGFiY2RlZjEyMzQ1Njc4OTBhYmNkZWYxMjM0NTY3ODkwYWJjZGVmMTIzNDU2Nzg5MGFiY2RlZiIsIm5ldHdvcmsiOiJiYXNlLXNlcG9saWEiLCJwYXllciI6IjB4ODU3YjA2NTE5RTkxZTNBNTQ1Mzg3OTFiRGJiMEUyMjM3M2UzNmI2NiJ9";

/// HTTP transport specification v1.
const X_PAYMENT_RESPONSE_OF_FAILURE: &str = "eyJzdWNjZXNzIjpmYWxzZSwiZXJyb3JSZWFzb24iOiJpbnN1ZmZpY2llbnRfZnVuZHMiLCJ0cmFuc2FjdGlvbiI6IiIsIm5ldHdvcmsiOiJiYXNlLXNlcG9saWEiLCJwYXllciI6IjB4ODU3YjA2NTE5RTkxZTNBNTQ1Mzg3OTFiRGJiMEUyMjM3M2UzNmI2NiJ9";

fn reencode<M>(
    value: &'static str,
    decode: impl Fn(&'static str) -> Result<M, Error>,
    encode: impl Fn(&M) -> Result<String, Error>,
) -> String {
    encode(&decode(value).unwrap()).unwrap()
}

#[test]
fn the_specifications_samples_are_canonical() {
    assert_eq!(
        reencode(
            PAYMENT_REQUIRED,
            header::decode_payment_required,
            header::encode_payment_required
        ),
        PAYMENT_REQUIRED,
    );
    assert_eq!(
        reencode(
            PAYMENT_SIGNATURE,
            header::decode_payment_signature,
            header::encode_payment_signature
        ),
        PAYMENT_SIGNATURE,
    );
    for sample in [PAYMENT_RESPONSE, PAYMENT_RESPONSE_OF_FAILURE] {
        assert_eq!(
            reencode(
                sample,
                header::decode_payment_response,
                header::encode_payment_response
            ),
            sample,
        );
    }
    assert_eq!(
        reencode(
            X_PAYMENT,
            header::decode_x_payment,
            header::encode_x_payment
        ),
        X_PAYMENT,
    );
    for sample in [X_PAYMENT_RESPONSE, X_PAYMENT_RESPONSE_OF_FAILURE] {
        assert_eq!(
            reencode(
                sample,
                header::decode_x_payment_response,
                header::encode_x_payment_response
            ),
            sample,
        );
    }
}

#[test]
fn samples_mean_what_the_specification_says() {
    let required = header::decode_payment_required(PAYMENT_REQUIRED).unwrap();
    assert_eq!(
        required.error.as_deref(),
        Some("PAYMENT-SIGNATURE header is required")
    );
    let [accepted] = &*required.accepts else {
        panic!("one way to pay")
    };
    assert_eq!(accepted.scheme, "exact");
    assert_eq!(accepted.network.as_str(), "eip155:84532");
    assert_eq!(accepted.amount.to_string(), "10000");
    assert_eq!(accepted.max_timeout_seconds, 60);
    let payment = header::decode_payment_signature(PAYMENT_SIGNATURE).unwrap();
    assert!(
        payment
            .accepted
            .same(accepted.to_json().as_object().unwrap())
    );
    assert_eq!(payment.resource, required.resource);
    let settled = header::decode_payment_response(PAYMENT_RESPONSE_OF_FAILURE).unwrap();
    assert!(!settled.success);
    assert_eq!(settled.error_reason.as_deref(), Some("insufficient_funds"));
}

#[test]
fn base64_to_the_byte() {
    // `{"x402Version":1}` and texts of 1 and 2 bytes, whose last groups are padded.
    for (text, at) in [
        ("", None),
        ("eyJ4NDAyVmVyc2lvbiI6MX0=", None),
        ("MQ==", None),
        ("MTI=", None),
        ("MTIz", None),
        ("+/+/", None),
        ("MQ", Some(2)),
        ("MQ=", Some(3)),
        ("MTI", Some(3)),
        ("MTIzN", Some(5)),
        ("MQ===", Some(4)),
        ("MTI==", Some(4)),
        ("MTIz=", Some(4)),
        ("MTIz====", Some(4)),
        ("=", Some(0)),
        ("MQ==MQ==", Some(4)),
        ("MQ=x", Some(3)),
        ("MR==", Some(1)),
        ("MTJ=", Some(2)),
        (" MTIz", Some(0)),
        ("MTIz ", Some(4)),
        ("MTIz\n", Some(4)),
        ("MT\r\nIz", Some(2)),
        ("MT*z", Some(2)),
        ("-_-_", Some(0)),
        ("MT_z", Some(2)),
        ("\"MTIz\"", Some(0)),
        ("MTIz%3D", Some(4)),
        ("{\"x402Version\":2}", Some(0)),
        ("MTé=", Some(2)),
    ] {
        let error = decode_base64(text, MAX_LENGTH).err();
        let position = error.as_ref().map(|error| error.position().clone());
        assert_eq!(position, at.map(Position::Byte), "{text:?}: {error:?}");
        if let Some(error) = error {
            assert_eq!(error.code(), ErrorCode::HeaderBase64, "{text:?}");
        }
    }
    for (text, message) in [
        (
            "MT*z",
            "header.base64 at byte 2: expected a base64 character \
             (`A` to `Z`, `a` to `z`, `0` to `9`, `+` or `/`), found \"*\"",
        ),
        (
            "MT_z",
            "header.base64 at byte 2: expected a character of standard base64 \
             (`+` and `/`), not of base64url, found \"_\"",
        ),
        (
            "{\"x402Version\":2}",
            "header.base64 at byte 0: expected the base64 form of this JSON, found \"{\"",
        ),
    ] {
        let error = decode_base64(text, MAX_LENGTH).unwrap_err();
        assert_eq!(error.to_string(), message);
    }
}

#[test]
fn what_is_inside_is_read_strictly() {
    let payload = |json: &str| header::decode_payment_signature(encode_base64(json));
    for (value, code) in [
        (payload(""), ErrorCode::JsonSyntax),
        (payload("null"), ErrorCode::MemberType),
        (payload("{}"), ErrorCode::VersionUnsupported),
        (payload(PAYMENT_SIGNATURE), ErrorCode::JsonSyntax),
        (payload("\u{feff}{}"), ErrorCode::JsonBom),
        (
            header::decode_payment_signature(X_PAYMENT),
            ErrorCode::VersionMismatch,
        ),
    ] {
        assert_eq!(value.unwrap_err().code(), code);
    }
    let mismatch = header::decode_x_payment(PAYMENT_SIGNATURE).unwrap_err();
    assert_eq!(mismatch.code(), ErrorCode::VersionMismatch);
}

#[test]
fn length_is_limited() {
    let object = |length: usize| {
        let rest = r#"{"x402Version":2,"accepted":{},"payload":{},"pad":""}"#.len();
        let pad = "x".repeat(length * 3 / 4 - rest);
        let json = format!(r#"{{"x402Version":2,"accepted":{{}},"payload":{{}},"pad":"{pad}"}}"#);
        encode_base64(json)
    };
    let (longest, longer) = (object(MAX_LENGTH), object(MAX_LENGTH + 4));
    assert_eq!((longest.len(), longer.len()), (MAX_LENGTH, MAX_LENGTH + 4));
    assert!(header::decode_payment_signature(&longest).is_ok());
    let error = header::decode_payment_signature(&longer).unwrap_err();
    assert_eq!(error.code(), ErrorCode::HeaderSize);
    assert_eq!(error.position(), &Position::Byte(MAX_LENGTH));
    let picked = PaymentHeader::PaymentSignature(longer.as_bytes());
    assert!(picked.decode().is_err() && picked.decode_within(longer.len()).is_ok());
}

#[test]
fn picks_the_one_payment() {
    use ErrorCode::HeaderDuplicate as Duplicate;
    let (v2, v1) = (PAYMENT_SIGNATURE, X_PAYMENT);
    let list = format!("{v2}, {v2}");
    for (headers, expected) in [
        (vec![], Ok(None)),
        (
            vec![("Host", "example.com"), ("X-Payment-Response", "e30=")],
            Ok(None),
        ),
        (
            vec![("PAYMENT-SIGNATURE", v2)],
            Ok(Some(("PAYMENT-SIGNATURE", X402Version::V2))),
        ),
        (
            vec![("host", "a, b"), ("payment-signature", v2)],
            Ok(Some(("PAYMENT-SIGNATURE", X402Version::V2))),
        ),
        (
            vec![("x-PayMent", v1)],
            Ok(Some(("X-PAYMENT", X402Version::V1))),
        ),
        (
            vec![("PAYMENT-SIGNATURE", v2), ("payment-signature", v2)],
            Err(Duplicate),
        ),
        (vec![("X-PAYMENT", v1), ("X-PAYMENT", v1)], Err(Duplicate)),
        (
            vec![("X-PAYMENT", v1), ("PAYMENT-SIGNATURE", v2)],
            Err(Duplicate),
        ),
        (
            vec![("PAYMENT-SIGNATURE", v2), ("X-PAYMENT", "")],
            Err(Duplicate),
        ),
        (vec![("PAYMENT-SIGNATURE", &list)], Err(Duplicate)),
    ] {
        let names: Vec<_> = headers.iter().map(|(name, _)| *name).collect();
        let found = PaymentHeader::find(headers.iter().copied());
        if let Ok(Some(header)) = &found {
            assert_eq!(header.decode().unwrap().version(), header.version());
        }
        let shown = found
            .clone()
            .map(|header| header.map(|h| (h.name(), h.version())));
        assert_eq!(shown.map_err(|error| error.code()), expected, "{names:?}");
        if found == Ok(None) {
            let error = PaymentHeader::require(headers.iter().copied()).unwrap_err();
            assert_eq!(error.code(), ErrorCode::HeaderMissing, "{names:?}");
            assert_eq!(error.position(), &Position::Headers);
        } else {
            assert_eq!(
                PaymentHeader::require(headers.iter().copied()).map(Some),
                found,
                "{names:?}"
            );
        }
    }
}

#[test]
fn header_decides_the_version() {
    for (header, is_valid) in [
        (
            PaymentHeader::PaymentSignature(PAYMENT_SIGNATURE.as_bytes()),
            true,
        ),
        (PaymentHeader::XPayment(X_PAYMENT.as_bytes()), true),
        (PaymentHeader::PaymentSignature(X_PAYMENT.as_bytes()), false),
        (PaymentHeader::XPayment(PAYMENT_SIGNATURE.as_bytes()), false),
    ] {
        match header.decode() {
            Ok(AnyPaymentPayload::V1(_)) => {
                assert!(is_valid && header.version() == X402Version::V1);
            }
            Ok(AnyPaymentPayload::V2(_)) => {
                assert!(is_valid && header.version() == X402Version::V2);
            }
            Err(error) => {
                assert!(!is_valid, "{header:?}");
                assert_eq!(error.code(), ErrorCode::VersionMismatch);
            }
        }
    }
}

proptest! {
    #[test]
    fn base64_has_one_text_per_value(bytes in prop::collection::vec(any::<u8>(), 0..100)) {
        let text = encode_base64(&bytes);
        prop_assert_eq!(decode_base64(&text, MAX_LENGTH).unwrap(), bytes);
    }

    #[test]
    fn arbitrary_values_never_panic(value in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(bytes) = decode_base64(&value, MAX_LENGTH) {
            prop_assert_eq!(encode_base64(bytes).into_bytes(), value.clone());
        }
        prop_assert!(header::decode_payment_required(&value).is_err());
        prop_assert!(header::decode_payment_signature(&value).is_err());
        prop_assert!(header::decode_payment_response(&value).is_err());
        prop_assert!(header::decode_x_payment(&value).is_err());
        prop_assert!(header::decode_x_payment_response(&value).is_err());
    }

    #[test]
    fn base64_like_values_never_panic(value in "[A-Za-z0-9+/]{0,12}[=A-Z _-]{0,4}") {
        match decode_base64(&value, MAX_LENGTH) {
            Ok(bytes) => prop_assert_eq!(encode_base64(bytes), value),
            Err(error) => {
                let Position::Byte(at) = *error.position() else { panic!("not an offset") };
                prop_assert!(at <= value.len(), "{} {}", value, at);
                // What precedes the first bad byte can be completed to good base64.
                let good = &value[..at];
                let completed = ["", "A", "AA", "AAA", "AAAA", "=", "==", "A=", "A=="]
                    .into_iter()
                    .any(|tail| decode_base64(format!("{good}{tail}"), MAX_LENGTH).is_ok());
                prop_assert!(completed, "{} {}", value, at);
            }
        }
    }

    #[test]
    fn one_changed_byte_never_panics(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut value = PAYMENT_SIGNATURE.as_bytes().to_vec();
        let at = at.index(value.len());
        value[at] = byte;
        if let Ok(payment) = header::decode_payment_signature(&value) {
            let text = header::encode_payment_signature(&payment).unwrap();
            prop_assert_eq!(header::decode_payment_signature(text), Ok(payment));
        }
    }

    #[test]
    fn what_is_written_is_read_back(name in "\\PC{0,20}", text in any::<String>(), number in any::<u64>()) {
        let object: Object<'static> = [(name, text.clone().into()), ("n".into(), x402_core::json::Json::from(number))]
            .into_iter()
            .collect();
        let v2 = PaymentPayload::new(object.clone(), object.clone());
        let written = header::encode_payment_signature(&v2).unwrap();
        prop_assert_eq!(header::decode_payment_signature(written).unwrap(), v2);
        let v1 = v1::PaymentPayload::new("exact".parse().unwrap(), "base".parse().unwrap(), object);
        let written = header::encode_x_payment(&v1).unwrap();
        prop_assert_eq!(header::decode_x_payment(written).unwrap(), v1);
        let settled = SettleResponse::new(true, text.clone(), text);
        let written = header::encode_payment_response(&settled).unwrap();
        prop_assert_eq!(header::decode_payment_response(written).unwrap(), settled);
    }
}
