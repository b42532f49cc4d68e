//! Receipts and logs.

use alloc::{boxed::Box, vec::Vec};

use super::quantity;
use crate::{
    chain::{Answer, BlockRef, FoundLog, Log, LogFilter, Nonsense, Receipt, Value},
    json::{Json, Object},
};

const WRONG_TYPE: Nonsense = Nonsense::WrongType;

/// The hash and the answer in a result whose transaction was not asked for.
pub(in crate::rpc) fn any(result: &Json<'_>) -> Option<([u8; 32], Answer)> {
    let hash = quantity::hash(result.as_object()?.get("transactionHash")?)?;
    Some((hash, receipt(&hash, result)))
}

/// The answer in the result of `eth_getTransactionReceipt`.
pub(super) fn receipt(hash: &[u8; 32], result: &Json<'_>) -> Answer {
    if result.is_null() {
        return Answer::Value(Value::Receipt(None));
    }
    match result
        .as_object()
        .ok_or(WRONG_TYPE)
        .and_then(|object| read(hash, object))
    {
        Ok(receipt) => Answer::Value(Value::Receipt(Some(Box::new(receipt)))),
        Err(nonsense) => Answer::Nonsense(nonsense),
    }
}

fn read(hash: &[u8; 32], object: &Object<'_>) -> Result<Receipt, Nonsense> {
    let member = |name| object.get(name).ok_or(WRONG_TYPE);
    let optional = |name| match object.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(value) => quantity::amount(value).map(Some).ok_or(WRONG_TYPE),
    };
    let transaction = quantity::hash(member("transactionHash")?).ok_or(WRONG_TYPE)?;
    if transaction != *hash {
        return Err(Nonsense::Unasked);
    }
    let succeeded = match quantity::number(member("status")?) {
        Some(0) => false,
        Some(1) => true,
        _ => return Err(WRONG_TYPE),
    };
    let to = match object.get("to") {
        None | Some(Json::Null) => None,
        Some(to) => Some(quantity::address(to).ok_or(WRONG_TYPE)?),
    };
    let block = block(object)?;
    let logs = member("logs")?.as_array().ok_or(WRONG_TYPE)?.iter();
    let logs: Vec<Log> = logs
        .map(|log| in_receipt(log, hash, block))
        .collect::<Result<_, _>>()?;
    if !logs.is_sorted_by(|earlier, later| earlier.index < later.index) {
        return Err(WRONG_TYPE);
    }
    Ok(Receipt {
        transaction,
        block,
        succeeded,
        from: quantity::address(member("from")?).ok_or(WRONG_TYPE)?,
        to,
        gas_used: quantity::number(member("gasUsed")?).ok_or(WRONG_TYPE)?,
        gas_price: optional("effectiveGasPrice")?,
        l1_fee: optional("l1Fee")?,
        logs,
    })
}

/// A log of a receipt: of this transaction, and of the receipt's block.
fn in_receipt(
    json: &Json<'_>,
    transaction: &[u8; 32],
    block: Option<BlockRef>,
) -> Result<Log, Nonsense> {
    let object = json.as_object().ok_or(WRONG_TYPE)?;
    let log = log(object).ok_or(WRONG_TYPE)?;
    let names = |name, hash: [u8; 32]| match object.get(name) {
        None | Some(Json::Null) => true,
        Some(found) => quantity::hash(found) == Some(hash),
    };
    let is_ours = names("transactionHash", *transaction)
        && block.is_none_or(|block| names("blockHash", block.hash));
    if is_ours {
        Ok(log)
    } else {
        Err(Nonsense::Unasked)
    }
}

/// The block that contains a transaction; `None` if none is sealed.
///
/// Nodes that preconfirm name the block to come, with a hash of zeros.
///
/// # Errors
///
/// The members are not a block's.
pub(super) fn block(object: &Object<'_>) -> Result<Option<BlockRef>, Nonsense> {
    let hash = match object.get("blockHash") {
        None | Some(Json::Null) => return Ok(None),
        Some(hash) => quantity::hash(hash).ok_or(WRONG_TYPE)?,
    };
    if hash == [0; 32] {
        return Ok(None);
    }
    let number = object.get("blockNumber").and_then(quantity::number);
    let number = number.ok_or(WRONG_TYPE)?;
    Ok(Some(BlockRef { number, hash }))
}

fn log(object: &Object<'_>) -> Option<Log> {
    if object
        .get("removed")
        .is_some_and(|removed| removed.as_bool() != Some(false))
    {
        return None;
    }
    let topics = object.get("topics")?.as_array()?;
    if topics.len() > 4 {
        return None;
    }
    Some(Log {
        address: quantity::address(object.get("address")?)?,
        topics: topics.iter().map(quantity::hash).collect::<Option<_>>()?,
        data: quantity::bytes(object.get("data")?)?,
        index: quantity::number(object.get("logIndex")?)?,
    })
}

/// The answer in the result of `eth_getLogs`: every log must fit the filter.
pub(super) fn logs(filter: &LogFilter, result: &Json<'_>) -> Answer {
    let Some(elements) = result.as_array() else {
        return Answer::Nonsense(WRONG_TYPE);
    };
    let mut found = Vec::with_capacity(elements.len());
    for element in elements {
        let Some(log) = element.as_object().and_then(found_log) else {
            return Answer::Nonsense(WRONG_TYPE);
        };
        if !fits(filter, &log) {
            return Answer::Nonsense(Nonsense::Unasked);
        }
        found.push(log);
    }
    // By block and place: the order of two nodes is the same then.
    found.sort_unstable_by_key(|found: &FoundLog| (found.block, found.log.index));
    Answer::Value(Value::Logs(found))
}

fn found_log(object: &Object<'_>) -> Option<FoundLog> {
    Some(FoundLog {
        block: block(object).ok()??,
        transaction: quantity::hash(object.get("transactionHash")?)?,
        log: log(object)?,
    })
}

fn fits(filter: &LogFilter, found: &FoundLog) -> bool {
    let blocks = filter.first_block()..=filter.last_block();
    let topics = filter.topics();
    let fitting = topics.iter().zip(&found.log.topics);
    found.log.address == filter.address()
        && blocks.contains(&found.block.number)
        && found.log.topics.len() >= topics.len()
        && fitting
            .into_iter()
            .all(|(wanted, topic)| wanted.is_none_or(|wanted| wanted == *topic))
}
