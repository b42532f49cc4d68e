//! `r402` as a testee of the protocol `x402-testee/1`. The chain that it asks and the protocol's
//! loop are those of the testee beside it.

#[path = "../../x402-rs/src/chain.rs"]
mod chain;
#[path = "../../x402-rs/src/contracts.rs"]
mod contracts;
mod evm;
mod messages;
#[path = "../../x402-rs/src/node.rs"]
mod node;
#[path = "../../x402-rs/src/protocol.rs"]
mod protocol;
#[path = "../../x402-rs/src/rpc.rs"]
mod rpc;
mod solana;

use r402_evm::Eip155ExactFacilitator;
use r402_facilitator::DynFacilitator;
use r402_protocol::VerificationError as Refusal;
use r402_protocol::error::FacilitatorError;
use r402_protocol::payment::{VerifyRequest, VerifyResponse};
use r402_svm::exact::facilitator::SolanaExactFacilitator;
use serde_json::{Value, json};

use crate::chain::Chain;
use crate::evm::Evm;
use crate::messages::{decode, header, malformed, refuse};
use crate::solana::Solana;

/// The request as a facilitator receives it.
fn verify_request(request: &Value) -> Result<VerifyRequest, FacilitatorError> {
    let text = match (
        request.get("payload_header"),
        request["payload_text"].as_str(),
    ) {
        (Some(value), _) => header(value)?,
        (None, Some(text)) => text.into(),
        (None, None) => request["payload"].to_string().into(),
    };
    let payload: Value = serde_json::from_slice(&text).map_err(|error| malformed(&error))?;
    Ok(VerifyRequest::from(json!({
        "x402Version": payload["x402Version"],
        "paymentPayload": payload,
        "paymentRequirements": request["requirements"],
    })))
}

fn verify(request: &Value) -> Result<Value, FacilitatorError> {
    let parsed = verify_request(request)?;
    // Like the package's facilitator, which looks the scheme up by what the payment names.
    let slug = parsed.scheme_slug().ok_or(Refusal::UnsupportedScheme)?;
    let (network, offer) = (&slug.chain_id, &request["requirements"]);
    let state = &request["state"][network.to_string()];
    let chain = Chain::new(
        network.reference().parse().unwrap_or_default(),
        state,
        offer,
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let cluster = network.clone().try_into();
    let scheme: Box<dyn DynFacilitator> = match (&*slug.name, network.namespace(), cluster) {
        ("exact", "eip155", _) => {
            Box::new(Eip155ExactFacilitator::try_new(Evm::new(chain.clone()))?)
        }
        ("exact", _, Ok(cluster)) => {
            let solana = runtime.block_on(Solana::new(cluster, state, request));
            Box::new(SolanaExactFacilitator::try_new(solana)?)
        }
        _ => return Err(Refusal::UnsupportedScheme.into()),
    };
    let verdict = runtime.block_on(scheme.verify(parsed));
    Ok(match (chain.failure(), verdict) {
        (Some(failure), _) => failure,
        (None, Ok(VerifyResponse::Valid { payer, .. })) => {
            json!({ "result": "accept", "payer": payer })
        }
        (
            None,
            Ok(VerifyResponse::Invalid {
                reason, message, ..
            }),
        ) => {
            json!({ "result": "reject", "wire_code": reason, "detail": message })
        }
        (None, Ok(_)) => json!({ "result": "error", "detail": "a verdict of no known kind" }),
        (None, Err(error)) => refuse(error),
    })
}

fn answer(request: &Value) -> Value {
    let text = |member: &str| request[member].as_str().unwrap_or_default();
    match text("op") {
        "hello" => json!({
            "name": "r402",
            "version": protocol::locked(include_str!("../Cargo.lock"), "r402-protocol"),
            "language": "Rust",
            "ops": ["decode_header", "decode_json", "verify"],
            "schemes": ["exact/eip155"],
            "clock": "system",
            "state": "injected",
        }),
        "decode_json" => {
            let version = request["x402Version"].as_u64().unwrap_or(2);
            decode(text("type"), version, text("text").as_bytes())
        }
        "decode_header" => {
            let (kind, version) = protocol::message_in(text("header"));
            let bytes = header(&request["value"]);
            bytes.map_or_else(refuse, |bytes| decode(kind, version, &bytes))
        }
        // The package knows no version 1, whose offers have this member; and comparing a payment's
        // extensions with those advertised is no part of its verification.
        "verify"
            if request["requirements"].get("maxAmountRequired").is_some()
                || request.get("extensions").is_some() =>
        {
            json!({ "result": "unsupported" })
        }
        "verify" => verify(request).unwrap_or_else(refuse),
        _ => json!({ "result": "unsupported" }),
    }
}

fn main() {
    protocol::serve(answer);
}
