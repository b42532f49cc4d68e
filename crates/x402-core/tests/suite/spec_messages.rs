//! Each message as the specification shows it, and a reader for each.

use x402_core::{
    any::{SettleRequest, VerifyRequest},
    json::Json,
    message::{PaymentPayload, PaymentRequired, SettleResponse, SupportedResponse, VerifyResponse},
    v1,
};

/// Core specification v2 §5.1.1.
pub(crate) const REQUIRED: &str = r#"{"x402Version":2,"error":"PAYMENT-SIGNATURE header is required","resource":{"url":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json"},"accepts":[{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}],"extensions":{}}"#;

/// Core specification v2 §5.2.1.
pub(crate) const PAYLOAD: &str = r#"{"x402Version":2,"resource":{"url":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json"},"accepted":{"scheme":"exact","network":"eip155:84532","amount":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}},"payload":{"signature":"0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c","authorization":{"from":"0x857b06519E91e3A54538791bDbb0E22373e36b66","to":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","value":"10000","validAfter":"1740672089","validBefore":"1740672154","nonce":"0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480"}},"extensions":{}}"#;

/// Core specification v2 §5.3.1 and §7.2.
pub(crate) const SETTLED: &str = r#"{"success":true,"transaction":"0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef","network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
pub(crate) const NOT_SETTLED: &str = r#"{"success":false,"errorReason":"insufficient_funds","transaction":"","network":"eip155:84532","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;

/// Core specification v2 §7.1 and §7.3, the latter shortened.
pub(crate) const VERIFIED: &str =
    r#"{"isValid":true,"payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
pub(crate) const NOT_VERIFIED: &str = r#"{"isValid":false,"invalidReason":"insufficient_funds","payer":"0x857b06519E91e3A54538791bDbb0E22373e36b66"}"#;
pub(crate) const SUPPORTED: &str = r#"{"kinds":[{"x402Version":2,"scheme":"exact","network":"eip155:84532"},{"x402Version":1,"scheme":"exact","network":"base-sepolia","extra":{"feePayer":"CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"}}],"extensions":[],"signers":{"eip155:*":["0x1234567890abcdef1234567890abcdef12345678"],"solana:*":["CKPKJWNdJEqa81x7CkZ14BVPiY6y16Sxs7owznqtWYp5"]}}"#;

/// Core specification v1 §5.1.1, without `"outputSchema":null`.
pub(crate) const V1_REQUIRED: &str = r#"{"x402Version":1,"error":"X-PAYMENT header is required","accepts":[{"scheme":"exact","network":"base-sepolia","maxAmountRequired":"10000","asset":"0x036CbD53842c5426634e7929541eC2318f3dCF7e","payTo":"0x209693Bc6afc0C5328bA36FaF03C514EF312287C","resource":"https://api.example.com/premium-data","description":"Access to premium market data","mimeType":"application/json","maxTimeoutSeconds":60,"extra":{"name":"USDC","version":"2"}}]}"#;

/// Core specification v1 §5.2.1, its `payload` shortened.
pub(crate) const V1_PAYLOAD: &str = r#"{"x402Version":1,"scheme":"exact","network":"base-sepolia","payload":{"signature":"0x2d6a","authorization":{"value":"10000"}}}"#;

/// A reader of one message that gives back the canonical text.
pub(crate) type Reread = fn(&str) -> Result<String, x402_core::Error>;

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
pub(crate) fn samples() -> Vec<(&'static str, Reread, String)> {
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
