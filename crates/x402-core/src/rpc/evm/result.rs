//! Results of the methods, by the query.

use alloc::vec::Vec;

use alloy_sol_types::SolCall;

use super::{call, plan::FEE_BLOCKS, quantity, receipt, sent};
use crate::{
    amount::Amount,
    chain::{
        Answer, BlockId, BlockRef, Code, EvmQuery, FeeHistory, Head, Nonsense, PooledTransaction,
        Revert, Value,
    },
    evm::abi::{ERC1271_MAGIC, Erc1271},
    json::{Json, Object},
};

/// The answer in a method's result.
pub(super) fn read(query: &EvmQuery, result: &Json<'_>) -> Answer {
    let value = match query {
        EvmQuery::AccountNonce { .. } | EvmQuery::ChainId | EvmQuery::EstimateGas(_) => {
            quantity::number(result).map(Value::Number)
        }
        EvmQuery::GasPrice | EvmQuery::NativeBalance { .. } | EvmQuery::PriorityFee => {
            quantity::amount(result).map(Value::Amount)
        }
        EvmQuery::Block(id) => return block(*id, result),
        EvmQuery::Code { .. } => quantity::bytes(result).map(|code| Value::Code(Code::of(&code))),
        EvmQuery::Erc1271 { .. } => return erc1271(result),
        EvmQuery::FeeHistory => fees(result).map(Value::FeeHistory),
        EvmQuery::Logs(filter) => return receipt::logs(filter, result),
        EvmQuery::Read { read, .. } => match quantity::bytes(result) {
            Some(data) => return call::returned(read, &data),
            None => None,
        },
        EvmQuery::Receipt(hash) => return receipt::receipt(hash, result),
        EvmQuery::Send(raw) => return sent::accepted(raw.as_bytes(), result),
        EvmQuery::SendSync(raw) => return sent::waited(raw.as_bytes(), result),
        EvmQuery::Simulate(_) => quantity::bytes(result).map(|_| Value::Succeeded),
        EvmQuery::Transaction(hash) => return transaction(hash, result),
    };
    value.map_or(WRONG_TYPE, Answer::Value)
}

const WRONG_TYPE: Answer = Answer::Nonsense(Nonsense::WrongType);

fn block(id: BlockId, result: &Json<'_>) -> Answer {
    let Some(object) = result.as_object() else {
        // Each chain has a newest block; the others it may not have.
        return match (result, id) {
            (Json::Null, BlockId::Safe | BlockId::Finalized | BlockId::Number(_)) => {
                Answer::Value(Value::Block(None))
            }
            _ => WRONG_TYPE,
        };
    };
    let Some((BlockRef { number, hash }, time)) = head(object) else {
        return WRONG_TYPE;
    };
    if matches!(id, BlockId::Number(asked) if asked != number) {
        return Answer::Nonsense(Nonsense::Unasked);
    }
    let (hash, time) = (Some(hash), Some(time));
    Answer::Value(Value::Block(Some(Head::Block { number, hash, time })))
}

fn head(block: &Object<'_>) -> Option<(BlockRef, u64)> {
    let number = quantity::number(block.get("number")?)?;
    let hash = quantity::hash(block.get("hash")?)?;
    let time = quantity::number(block.get("timestamp")?)?;
    Some((BlockRef { number, hash }, time))
}

fn erc1271(result: &Json<'_>) -> Answer {
    let Some(data) = quantity::bytes(result) else {
        return WRONG_TYPE;
    };
    match Erc1271::isValidSignatureCall::abi_decode_returns_validate(&data) {
        Ok(magic) => Answer::Value(Value::Flag(magic.0 == ERC1271_MAGIC)),
        Err(_) => Answer::Refused(Revert::BadReturn),
    }
}

fn fees(result: &Json<'_>) -> Option<FeeHistory> {
    let amounts = |values: &[Json<'_>]| -> Option<Vec<Amount>> {
        values.iter().map(quantity::amount).collect()
    };
    let object = result.as_object()?;
    let base_fees = amounts(object.get("baseFeePerGas")?.as_array()?)?;
    let tips = object.get("reward")?.as_array()?.iter();
    let tips = tips.map(|tips| match tips.as_array()? {
        [tip] => quantity::amount(tip),
        _ => None,
    });
    let tips: Vec<_> = tips.collect::<Option<_>>()?;
    // A young chain has fewer blocks.
    let most = usize::try_from(FEE_BLOCKS).unwrap_or_default();
    let is_whole = (1..=most).contains(&tips.len()) && base_fees.len() == tips.len() + 1;
    is_whole.then_some(FeeHistory { base_fees, tips })
}

fn transaction(hash: &[u8; 32], result: &Json<'_>) -> Answer {
    let Some(object) = result.as_object() else {
        return match result {
            Json::Null => Answer::Value(Value::Transaction(None)),
            _ => WRONG_TYPE,
        };
    };
    let read = || {
        let found = quantity::hash(object.get("hash")?)?;
        let transaction = PooledTransaction {
            from: quantity::address(object.get("from")?)?,
            nonce: quantity::number(object.get("nonce")?)?,
            block: receipt::block(object).ok()?,
        };
        Some((found, transaction))
    };
    match read() {
        Some((found, _)) if found != *hash => Answer::Nonsense(Nonsense::Unasked),
        Some((_, transaction)) => Answer::Value(Value::Transaction(Some(transaction))),
        None => WRONG_TYPE,
    }
}
