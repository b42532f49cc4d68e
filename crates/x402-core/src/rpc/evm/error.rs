//! What the errors of EVM nodes mean.

use alloc::vec::Vec;

use crate::{
    chain::{Cause, Revert},
    evm::hex,
    json::Json,
    rpc::error::RpcError,
};

/// The cause behind an error that is not the answer of a method.
///
/// Codes: [EIP-1474] and the errors of geth, Erigon, Nethermind and Besu.
///
/// [EIP-1474]: https://eips.ethereum.org/EIPS/eip-1474
pub(super) fn classify(error: &RpcError<'_>) -> Cause {
    if error.has(&[
        "block range",
        "blocks range",
        "range limit",
        "range is too",
        "range too",
        "query returned more than",
        "more than 10000 results",
        "logs matched",
        "query exceeds max",
    ]) {
        return Cause::RangeTooLarge;
    }
    if error.has(&[
        "response too large",
        "response size",
        "too big",
        "request entity too large",
    ]) {
        return Cause::TooLarge;
    }
    if error.has(&["timeout", "timed out", "deadline exceeded"]) {
        return Cause::Timeout;
    }
    if error.has(&[
        "missing trie node",
        "pruned",
        "archive",
        "state is not available",
        "historical state",
    ]) {
        return Cause::HistoryUnavailable;
    }
    if error.has(&[
        "header not found",
        "block not found",
        "unknown block",
        "not synced",
        "syncing",
    ]) {
        return Cause::Lagging;
    }
    if error.has(&[
        "not supported",
        "unsupported",
        "does not exist",
        "not available",
        "not whitelisted",
    ]) {
        return Cause::Unsupported;
    }
    match error.code {
        Some(-32005) => Cause::RateLimited,
        Some(-32603) => Cause::ServerError,
        Some(-32002) => Cause::Timeout,
        Some(-32001 | -39001) => Cause::Lagging,
        Some(-32004) => Cause::Unsupported,
        Some(-32600 | -32602 | -32700) => Cause::InvalidRequest,
        _ => Cause::Other,
    }
}

/// The revert that an error of `eth_call` reports; `None` if it is an error of the node.
pub(super) fn revert(error: &RpcError<'_>) -> Option<Revert> {
    let data = error.data.as_ref().and_then(data);
    // 3 is geth's code, -32015 that of OpenEthereum and Nethermind; others have only the word.
    let reverts = matches!(error.code, Some(3 | -32015)) || error.has(&["revert"]);
    let halts = error.has(&[
        "out of gas",
        "invalid opcode",
        "bad instruction",
        "invalid jump",
        "stack underflow",
        "stack limit",
    ]);
    if reverts {
        return Some(Revert::decode(&data.unwrap_or_default()));
    }
    halts.then_some(Revert::Silent)
}

/// The revert's data: a text of hex digits, behind a word at some nodes, in an object at others.
fn data(json: &Json<'_>) -> Option<Vec<u8>> {
    let json = json
        .as_object()
        .map_or(Some(json), |object| object.get("data"))?;
    let text = json.as_str()?;
    let at = text.find("0x")?;
    hex::decode("data", text.get(at..)?.trim_end()).ok()
}
