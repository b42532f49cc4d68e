//! What nodes answer to a transaction that they are handed.

use alloy_primitives::keccak256;

use super::{quantity, receipt};
use crate::{
    chain::{Answer, Nonsense, Sent, Value},
    json::Json,
    rpc::error::RpcError,
};

/// The answer of a node that took the transaction: its hash.
pub(super) fn accepted(raw: &[u8], result: &Json<'_>) -> Answer {
    match quantity::hash(result) {
        Some(hash) if hash == keccak256(raw).0 => Answer::Value(Value::Sent(Sent::Accepted)),
        Some(_) => Answer::Nonsense(Nonsense::Unasked),
        None => Answer::Nonsense(Nonsense::WrongType),
    }
}

/// The answer of a node that waited for the transaction: its receipt, or at some nodes only its
/// hash.
pub(super) fn waited(raw: &[u8], result: &Json<'_>) -> Answer {
    match result {
        Json::Object(_) => receipt::receipt(&keccak256(raw).0, result),
        _ => accepted(raw, result),
    }
}

/// The meaning of an error for a transaction that the node was to wait for; `None` if it is
/// about the node.
///
/// Code 4: taken, and no receipt in the node's time. Code 5 is also an error of nodes that do not
/// wait, so that its words decide.
pub(super) fn not_waited(error: &RpcError<'_>) -> Option<Sent> {
    match error.code {
        Some(4) => Some(Sent::Accepted),
        _ => refused(error),
    }
}

/// The meaning of an error for the transaction; `None` if it is about the node.
///
/// The words are those of geth, Erigon, Nethermind, Besu and Reth; the codes are too few to
/// distinguish the cases.
pub(super) fn refused(error: &RpcError<'_>) -> Option<Sent> {
    let words: [(&[&str], Sent); 6] = [
        (
            &[
                "already known",
                "alreadyknown",
                "known transaction",
                "already imported",
                "already in mempool",
                "already exists",
                "already in the pool",
            ],
            Sent::AlreadyKnown,
        ),
        (
            &[
                "nonce too low",
                "nonce is too low",
                "oldnonce",
                "nonce has already been used",
            ],
            Sent::NonceTooLow,
        ),
        (
            &[
                "nonce too high",
                "nonce is too high",
                "noncegap",
                "nonce gap",
                "nonce too distant",
            ],
            Sent::NonceTooHigh,
        ),
        (
            &[
                "underpriced",
                "less than block base fee",
                "below base fee",
                "feetoolow",
                "fee too low",
                "gas price too low",
                "replacementnotallowed",
                "replacement not allowed",
                "could not replace existing",
            ],
            Sent::Underpriced,
        ),
        (
            &[
                "insufficient funds",
                "insufficientfunds",
                "insufficient balance",
                "upfront cost exceeds",
            ],
            Sent::InsufficientFunds,
        ),
        (
            &[
                "invalid sender",
                "invalid signature",
                "chain id",
                "chainid",
                "intrinsic gas",
                "exceeds block gas limit",
                "gas limit",
                "oversized data",
                "transaction type not supported",
                "rlp",
                "typed transaction",
                "invalid transaction",
                "tip above fee cap",
                "max priority fee per gas higher than max fee per gas",
            ],
            Sent::Rejected,
        ),
    ];
    let found = words.iter().find(|(words, _)| error.has(words));
    found.map(|(_, sent)| *sent)
}
