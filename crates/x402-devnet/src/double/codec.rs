//! JSON-RPC: parameters as values, and answers as JSON.

use serde_json::{Value as Json, json};
use x402_core::{
    amount::Amount,
    chain::{BlockId, BlockRef, FoundLog, Log, LogFilter, PooledTransaction, Receipt},
    evm::Address,
};

/// A response with an error.
pub(crate) fn error(id: &Json, code: i64, message: &str, data: Option<&[u8]>) -> Json {
    let mut error = json!({"code": code, "message": message});
    if let (Some(data), Some(object)) = (data, error.as_object_mut()) {
        object.insert("data".into(), hex(data).into());
    }
    json!({"jsonrpc": "2.0", "id": id, "error": error})
}

/// A response with a result.
pub(crate) fn result(id: &Json, result: &Json) -> Json {
    json!({"jsonrpc": "2.0", "id": id, "result": result})
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    alloy_primitives::hex::encode_prefixed(bytes)
}

pub(crate) fn quantity(number: u64) -> String {
    format!("{number:#x}")
}

/// An amount as a quantity.
pub(crate) fn amount(amount: Amount) -> String {
    format!(
        "{:#x}",
        alloy_primitives::U256::from_be_bytes(amount.to_be_bytes())
    )
}

/// Bytes of a parameter.
pub(crate) fn bytes(json: Option<&Json>) -> Option<Vec<u8>> {
    alloy_primitives::hex::decode(json?.as_str()?).ok()
}

pub(crate) fn word(json: Option<&Json>) -> Option<[u8; 32]> {
    bytes(json)?.try_into().ok()
}

pub(crate) fn address(json: Option<&Json>) -> Option<Address> {
    let bytes: [u8; 20] = bytes(json)?.try_into().ok()?;
    Some(Address::new(bytes))
}

pub(crate) fn number(json: Option<&Json>) -> Option<u64> {
    let text = json?.as_str()?.strip_prefix("0x")?;
    u64::from_str_radix(text, 16).ok()
}

/// The block of a parameter; the newest if there is none.
pub(crate) fn block(json: Option<&Json>) -> Option<BlockId> {
    Some(match json.and_then(Json::as_str) {
        None | Some("latest" | "pending") => BlockId::Latest,
        Some("safe") => BlockId::Safe,
        Some("finalized") => BlockId::Finalized,
        Some(_) => BlockId::Number(number(json)?),
    })
}

pub(crate) fn filter(json: Option<&Json>) -> Option<LogFilter> {
    let object = json?;
    let topics = object.get("topics").and_then(Json::as_array)?.iter();
    let topics = topics.map(|topic| word(Some(topic)));
    let first = number(object.get("fromBlock"))?;
    let last = number(object.get("toBlock"))?;
    LogFilter::new(
        address(object.get("address"))?,
        topics.collect(),
        first,
        last,
    )
    .ok()
}

/// The members that name a block; those of a block to come where none is sealed.
fn place(block: Option<BlockRef>, next: u64) -> (Json, Json) {
    match block {
        Some(block) => (hex(&block.hash).into(), quantity(block.number).into()),
        None => (hex(&[0; 32]).into(), quantity(next).into()),
    }
}

pub(crate) fn receipt(receipt: &Receipt, next: u64) -> Json {
    let (hash, number) = place(receipt.block, next);
    let logs = receipt.logs.iter();
    let logs = logs.map(|log| self::log(log, &receipt.transaction, &hash, &number));
    json!({
        "transactionHash": hex(&receipt.transaction),
        "transactionIndex": "0x0",
        "blockHash": hash,
        "blockNumber": number,
        "status": quantity(u64::from(receipt.succeeded)),
        "from": receipt.from.to_string(),
        "to": receipt.to.map(|to| to.to_string()),
        "gasUsed": quantity(receipt.gas_used),
        "effectiveGasPrice": receipt.gas_price.map(amount),
        "type": "0x2",
        "logs": logs.collect::<Vec<_>>(),
    })
}

pub(crate) fn logs(found: &[FoundLog]) -> Json {
    let logs = found.iter().map(|found| {
        let (hash, number) = place(Some(found.block), 0);
        log(&found.log, &found.transaction, &hash, &number)
    });
    logs.collect()
}

fn log(log: &Log, transaction: &[u8; 32], hash: &Json, number: &Json) -> Json {
    let topics = log.topics.iter().map(|topic| hex(topic));
    json!({
        "address": log.address.to_string(),
        "topics": topics.collect::<Vec<_>>(),
        "data": hex(&log.data),
        "logIndex": quantity(log.index),
        "transactionHash": hex(transaction),
        "blockHash": hash,
        "blockNumber": number,
        "removed": false,
    })
}

pub(crate) fn transaction(hash: &[u8; 32], found: &PooledTransaction) -> Json {
    let (block, number) = match found.block {
        Some(block) => place(Some(block), 0),
        None => (Json::Null, Json::Null),
    };
    json!({
        "hash": hex(hash),
        "from": found.from.to_string(),
        "nonce": quantity(found.nonce),
        "blockHash": block,
        "blockNumber": number,
    })
}
