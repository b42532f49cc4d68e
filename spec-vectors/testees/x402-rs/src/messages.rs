//! Headers and messages, read by the package's types.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use x402_chain_eip155::v2_eip155_exact;
use x402_types::proto::{self, AsPaymentProblem, PaymentVerificationError as Refusal, v1, v2};
use x402_types::util::Base64Bytes;

type Payment2 = v2::PaymentPayload<v2::PaymentRequirements, Value>;
type Verify1 = v1::VerifyRequest<v1::PaymentPayload, v1::PaymentRequirements>;
type Verify2 = v2::VerifyRequest<Payment2, v2::PaymentRequirements>;

pub fn refuse(reason: &impl AsPaymentProblem) -> Value {
    let problem = reason.as_payment_problem();
    json!({ "result": "reject", "wire_code": problem.reason(), "detail": problem.details() })
}

/// What a header holds; of several headers the package's middleware reads the first.
pub fn header(value: &Value) -> Result<Vec<u8>, Refusal> {
    let text = value.as_str().or(value[0].as_str()).unwrap_or_default();
    let bytes = Base64Bytes::from(text.as_bytes()).decode();
    bytes.map_err(|error| Refusal::InvalidFormat(error.to_string()))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Value {
    match serde_json::from_slice::<T>(bytes) {
        Ok(_) => json!({ "result": "accept" }),
        Err(error) => refuse(&Refusal::from(error)),
    }
}

/// Reads a message as the type that the package's middleware and clients give it.
pub fn decode(kind: &str, version: u64, bytes: &[u8]) -> Value {
    match (kind, version) {
        ("PaymentRequired", 1) => read::<v1::PaymentRequired>(bytes),
        ("PaymentRequired", 2) => read::<v2::PaymentRequired>(bytes),
        ("PaymentRequirements", 1) => read::<v1::PaymentRequirements>(bytes),
        ("PaymentRequirements", 2) => offer(bytes),
        ("PaymentPayload", 1) => read::<v1::PaymentPayload>(bytes),
        ("PaymentPayload", 2) => read::<Payment2>(bytes),
        ("VerifyRequest" | "SettleRequest", 1) => read::<Verify1>(bytes),
        ("VerifyRequest" | "SettleRequest", 2) => read::<Verify2>(bytes),
        ("ResourceInfo", 2) => read::<v2::ResourceInfo>(bytes),
        ("VerifyResponse", _) => read::<v1::VerifyResponse>(bytes),
        ("SettleResponse", _) => read::<v1::SettleResponse>(bytes),
        ("SupportedResponse", _) => read::<proto::SupportedResponse>(bytes),
        _ => json!({ "result": "unsupported" }),
    }
}

/// Clients read an offer once more as one of their scheme before they pay. Here only EVM's is read
/// so: the suite's offers on other networks differ in nothing but the network's name.
fn offer(bytes: &[u8]) -> Value {
    match serde_json::from_slice::<v2::PaymentRequirements>(bytes) {
        Ok(it) if it.scheme == "exact" && it.network.namespace() == "eip155" => {
            read::<v2_eip155_exact::types::PaymentRequirements>(bytes)
        }
        _ => read::<v2::PaymentRequirements>(bytes),
    }
}
