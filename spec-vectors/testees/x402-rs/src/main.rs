//! `x402-rs` as a testee of the protocol `x402-testee/1`.

mod chain;
mod contracts;
mod evm;
mod messages;
mod node;
mod protocol;
mod rpc;
mod solana;

use serde_json::{Value, json, value::RawValue};
use x402_chain_eip155::{V1Eip155Exact, V2Eip155Exact};
use x402_chain_solana::{V1SolanaExact, V2SolanaExact};
use x402_types::proto::{PaymentVerificationError as Refusal, VerifyRequest, VerifyResponse};
use x402_types::scheme::X402SchemeFacilitatorBuilder;

use crate::chain::Chain;
use crate::evm::Evm;
use crate::messages::{decode, header, refuse};
use crate::solana::Solana;

/// The request as a facilitator receives it; the payment's text stays as it came.
fn verify_request(request: &Value) -> Result<VerifyRequest, Refusal> {
    let text = match (
        request.get("payload_header"),
        request["payload_text"].as_str(),
    ) {
        (Some(value), _) => String::from_utf8_lossy(&header(value)?).into_owned(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => request["payload"].to_string(),
    };
    let version = &serde_json::from_str::<Value>(&text)?["x402Version"];
    let offer = &request["requirements"];
    let body = format!(
        r#"{{"x402Version":{version},"paymentPayload":{text},"paymentRequirements":{offer}}}"#
    );
    Ok(RawValue::from_string(body)?.into())
}

fn verify(request: &Value) -> Result<Value, Refusal> {
    let parsed = verify_request(request)?;
    // Like the package's facilitator, which looks the scheme up by what the payment names.
    let slug = parsed
        .scheme_handler_slug()
        .ok_or(Refusal::UnsupportedScheme)?;
    let (network, offer) = (&slug.chain_id, &request["requirements"]);
    let state = &request["state"][network.to_string()];
    let chain = Chain::new(network.reference.parse().unwrap_or_default(), state, offer);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = runtime.expect("a runtime");
    let evm = || Evm::new(chain.clone());
    let solana = |cluster| runtime.block_on(Solana::new(cluster, state, request));
    let cluster = network.clone().try_into();
    let scheme = match (
        slug.name.as_str(),
        slug.x402_version,
        network.namespace(),
        cluster,
    ) {
        ("exact", 1, "eip155", _) => V1Eip155Exact.build(evm(), None),
        ("exact", 2, "eip155", _) => V2Eip155Exact.build(evm(), None),
        ("exact", 1, _, Ok(cluster)) => V1SolanaExact.build(solana(cluster), None),
        ("exact", 2, _, Ok(cluster)) => V2SolanaExact.build(solana(cluster), None),
        _ => return Err(Refusal::UnsupportedScheme),
    };
    let scheme = scheme.expect("no configuration, no fault");
    let verdict = runtime.block_on(scheme.verify(&parsed));
    Ok(match (chain.failure(), verdict) {
        (Some(failure), _) => failure,
        (None, Ok(VerifyResponse(it))) if it["isValid"] == true => {
            json!({ "result": "accept", "payer": it["payer"] })
        }
        (None, Ok(VerifyResponse(it))) => {
            json!({ "result": "reject", "wire_code": it["invalidReason"] })
        }
        (None, Err(error)) => refuse(&error),
    })
}

fn answer(request: &Value) -> Value {
    let text = |member: &str| request[member].as_str().unwrap_or_default();
    match text("op") {
        "hello" => json!({
            "name": "x402-rs",
            "version": protocol::locked(include_str!("../Cargo.lock"), "x402-types"),
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
            bytes.map_or_else(
                |refusal| refuse(&refusal),
                |bytes| decode(kind, version, &bytes),
            )
        }
        // Comparing a payment's extensions with those advertised is no part of verification here.
        "verify" if request.get("extensions").is_some() => json!({ "result": "unsupported" }),
        "verify" => verify(request).unwrap_or_else(|refusal| refuse(&refusal)),
        _ => json!({ "result": "unsupported" }),
    }
}

fn main() {
    protocol::serve(answer);
}
