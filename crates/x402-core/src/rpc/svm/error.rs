//! What the errors of Solana nodes mean.

use super::fault;
use crate::{
    chain::{Cause, Sent, TransactionFault},
    rpc::error::RpcError,
};

/// The cause behind an error that is not the answer of a method.
///
/// Codes: Agave's `rpc-client-api`, `custom_error.rs`.
pub(super) fn classify(error: &RpcError<'_>) -> Cause {
    if error.has(&["blockhash not found", "node is behind", "behind by"]) {
        return Cause::Lagging;
    }
    match error.code {
        Some(-32004 | -32005 | -32014 | -32016) => Cause::Lagging,
        Some(-32001 | -32007 | -32009 | -32011) => Cause::HistoryUnavailable,
        // A search of a program's accounts, stopped at the node's own limit.
        Some(-32012) if error.has(&["exceed"]) => Cause::TooLarge,
        Some(-32010 | -32015) => Cause::Unsupported,
        Some(-32003 | -32013 | -32600 | -32602 | -32700) => Cause::InvalidRequest,
        Some(-32012 | -32603) => Cause::ServerError,
        _ if error.has(&["timeout", "timed out"]) => Cause::Timeout,
        _ => Cause::Other,
    }
}

/// The meaning of an error for a transaction that was sent; `None` if it is about the node.
pub(super) fn sent(error: &RpcError<'_>) -> Option<Sent> {
    let data = error.data.as_ref().and_then(|data| data.as_object());
    let found = data.and_then(|data| data.get("err"));
    let found = found.and_then(|err| fault::read(err).ok()?);
    match found {
        Some(TransactionFault::AlreadyProcessed) => Some(Sent::AlreadyKnown),
        None if error.has(&["already been processed", "already processed"]) => {
            Some(Sent::AlreadyKnown)
        }
        // A node that lags does not know a blockhash that is valid.
        Some(TransactionFault::BlockhashNotFound) => None,
        Some(TransactionFault::AccountNotFound | TransactionFault::InsufficientFundsForFee) => {
            Some(Sent::InsufficientFunds)
        }
        Some(_) => Some(Sent::Rejected),
        None => matches!(error.code, Some(-32003 | -32013 | -32602)).then_some(Sent::Rejected),
    }
}
