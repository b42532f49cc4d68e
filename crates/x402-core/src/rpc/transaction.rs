//! What a transaction did, from a node's answer that somebody kept.

use alloc::{format, string::String};

use super::{Response, evm, svm};
use crate::{
    ValueError,
    chain::{Answer, TransactionId, Value},
};

/// Reads what a transaction did from the JSON that a node returned: the result of
/// `eth_getTransactionReceipt`, or of `getTransaction` with the encoding `base64`, alone or in
/// its JSON-RPC response.
///
/// It is a statement, not a proof: only nodes show that the transaction is in the chain.
///
/// # Errors
///
/// The text is not JSON, or not one of these results. `null` is none either: it is the result for
/// a transaction that the node does not have.
///
/// ```
/// use x402_core::{chain::{TransactionId, Value}, rpc};
///
/// let hash = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";
/// let text = format!(r#"{{"jsonrpc":"2.0","id":7,"result":{{
///     "transactionHash": "{hash}", "status": "0x1", "gasUsed": "0x5208", "logs": [],
///     "from": "0x857b06519e91e3a54538791bdbb0e22373e36b66", "to": null,
///     "blockNumber": "0x7", "blockHash": "{hash}"}}}}"#);
/// let (id, value) = rpc::read_transaction(text.as_bytes())?;
/// assert_eq!(id.to_string(), hash);
/// assert!(matches!(value, Value::Receipt(Some(receipt)) if receipt.succeeded));
/// # Ok::<(), x402_core::ValueError>(())
/// ```
pub fn read_transaction(text: &[u8]) -> Result<(TransactionId, Value), ValueError> {
    let error = |found: &str| ValueError::new("result of a transaction", EXPECTED, found);
    let shown = || String::from_utf8_lossy(text.get(..EXCERPT).unwrap_or(text));
    let json = Response::ok(text)
        .json(false)
        .map_err(|_| error(&shown()))?;
    let object = json.as_object().ok_or_else(|| error(&shown()))?;
    let result = match (object.get("jsonrpc"), object.get("result")) {
        (Some(_), Some(result)) => result,
        (Some(_), None) => return Err(error("a response without a result")),
        (None, _) => &json,
    };
    if result.is_null() {
        return Err(error("null: the node does not have the transaction"));
    }
    let read = evm::receipt::any(result)
        .map(|(hash, answer)| (hash.into(), answer))
        .or_else(|| svm::outcome::any(result).map(|(id, answer)| (id.into(), answer)));
    match read {
        Some((id, Answer::Value(value))) => Ok((id, value)),
        Some((_, Answer::Nonsense(nonsense))) => Err(error(&format!("{nonsense}"))),
        _ => Err(error(&shown())),
    }
}

const EXPECTED: &str = "the result of eth_getTransactionReceipt, or of getTransaction with the \
                        encoding base64";

/// An error shows no more of a text.
const EXCERPT: usize = 200;
