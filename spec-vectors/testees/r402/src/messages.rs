//! Headers and messages, read by the package's types. It speaks version 2 only.

use r402_evm::exact::payload::v2 as evm;
use r402_protocol::VerificationError as Refusal;
use r402_protocol::error::FacilitatorError;
use r402_protocol::payment::{
    Base64Bytes, PaymentPayload, PaymentRequired, PaymentRequirements, ResourceInfo,
    SettleResponse, SupportedResponse, TypedVerifyRequest, VerifyResponse,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Payment = PaymentPayload<PaymentRequirements, Value>;
type VerifyRequest = TypedVerifyRequest<2, Payment, PaymentRequirements>;

/// What the package's facilitator would send as `invalidReason`; for some of its errors it sends
/// no verdict at all.
pub fn refuse(error: FacilitatorError) -> Value {
    match error.as_payment_problem() {
        Some(problem) => json!({
            "result": "reject",
            "wire_code": problem.reason(),
            "detail": problem.details(),
        }),
        None => json!({ "result": "error", "detail": error.to_string() }),
    }
}

pub fn malformed(error: &impl ToString) -> FacilitatorError {
    Refusal::InvalidFormat(error.to_string()).into()
}

/// What a header holds; of several headers the package's middleware reads the first.
pub fn header(value: &Value) -> Result<Vec<u8>, FacilitatorError> {
    let text = value.as_str().or(value[0].as_str()).unwrap_or_default();
    Base64Bytes::from(text.as_bytes())
        .decode()
        .map_err(|error| malformed(&error))
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Value {
    match serde_json::from_slice::<T>(bytes) {
        Ok(_) => json!({ "result": "accept" }),
        Err(error) => refuse(malformed(&error)),
    }
}

/// Reads a message as the type that the package's middleware and clients give it.
pub fn decode(kind: &str, version: u64, bytes: &[u8]) -> Value {
    match (kind, version) {
        ("PaymentRequired", 2) => read::<PaymentRequired>(bytes),
        ("PaymentRequirements", 2) => offer(bytes),
        ("PaymentPayload", 2) => read::<Payment>(bytes),
        ("VerifyRequest" | "SettleRequest", 2) => read::<VerifyRequest>(bytes),
        ("ResourceInfo", 2) => read::<ResourceInfo>(bytes),
        ("VerifyResponse", 2) => read::<VerifyResponse>(bytes),
        ("SettleResponse", 2) => read::<SettleResponse>(bytes),
        ("SupportedResponse", 2) => read::<SupportedResponse>(bytes),
        _ => json!({ "result": "unsupported" }),
    }
}

/// Clients read an offer once more as one of their scheme before they pay. Here only EVM's is read
/// so: the suite's offers on other networks differ in nothing but the network's name.
fn offer(bytes: &[u8]) -> Value {
    match serde_json::from_slice::<PaymentRequirements>(bytes) {
        Ok(it) if it.scheme == "exact" && it.network.namespace() == "eip155" => {
            read::<evm::PaymentRequirements>(bytes)
        }
        _ => read::<PaymentRequirements>(bytes),
    }
}
