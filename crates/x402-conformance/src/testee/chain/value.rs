//! Values as the protocol writes them: integers in decimal digits, bytes in hex.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use serde_json::{Map, Value, json};
use x402_core::chain::{self, BlockRef, Code, FoundLog, Log, Receipt, TransactionOutcome};

use super::{
    super::transaction::hex,
    part::{fault, head, one, word},
};

/// The value by its kind.
pub(super) fn write(value: &chain::Value) -> Map<String, Value> {
    let text = |number: &dyn ToString| Value::from(number.to_string());
    match value {
        chain::Value::AccountInfo(account) => one(
            "account",
            account.as_ref().map_or(Value::Null, |account| {
                json!({
                    "owner": account.owner.to_string(),
                    "lamports": text(&account.lamports),
                    "executable": account.executable,
                    "data": BASE64_STANDARD.encode(&account.data),
                })
            }),
        ),
        chain::Value::Amount(amount) => one("amount", text(amount)),
        chain::Value::Block(block) => one("block", block.as_ref().map_or(Value::Null, head)),
        chain::Value::Blockhash {
            blockhash,
            last_valid_block_height,
        } => {
            let mut members = one("blockhash", text(blockhash));
            members.insert(
                "last_valid_block_height".into(),
                text(last_valid_block_height),
            );
            members
        }
        chain::Value::Code(code) => one("code", self::code(code)),
        chain::Value::FeeHistory(fees) => {
            let base_fees: Vec<Value> = fees.base_fees.iter().map(|fee| text(fee)).collect();
            let tips: Vec<Value> = fees.tips.iter().map(|tip| text(tip)).collect();
            one("fees", json!({"base_fees": base_fees, "tips": tips}))
        }
        chain::Value::Flag(flag) => one("flag", (*flag).into()),
        chain::Value::Hash(hash) => one("hash", hex(hash).into()),
        chain::Value::Logs(logs) => one("logs", logs.iter().map(found_log).collect()),
        chain::Value::Number(number) => one("number", text(number)),
        chain::Value::TransactionOutcome(found) => {
            one("outcome", found.as_deref().map_or(Value::Null, outcome))
        }
        chain::Value::Receipt(found) => {
            one("receipt", found.as_deref().map_or(Value::Null, receipt))
        }
        chain::Value::Sent(sent) => one("sent", word(sent).into()),
        chain::Value::Simulated { units } => one(
            "simulated",
            json!({"units": units.map(|units| units.to_string())}),
        ),
        chain::Value::Status(status) => one(
            "status",
            status.as_ref().map_or(Value::Null, |status| {
                json!({
                    "slot": text(&status.slot),
                    "fault": status.fault.as_ref().map(fault),
                    "commitment": status.commitment.as_str(),
                })
            }),
        ),
        chain::Value::Succeeded => one("succeeded", true.into()),
        chain::Value::Text(text) => one("text", text.clone().into()),
        chain::Value::Transaction(found) => one(
            "transaction",
            found.map_or(Value::Null, |transaction| {
                json!({
                    "from": transaction.from.to_string(),
                    "nonce": text(&transaction.nonce),
                    "block": transaction.block.as_ref().map(block),
                })
            }),
        ),
        other => one("other", format!("{other:?}").into()),
    }
}

fn code(code: &Code) -> Value {
    match code {
        Code::None => "none".into(),
        Code::Delegated(address) => json!({"delegated": address.to_string()}),
        Code::Contract { hash } => json!({"contract": hex(hash)}),
    }
}

fn block(block: &BlockRef) -> Value {
    json!({"height": block.number.to_string(), "hash": hex(&block.hash)})
}

fn log(log: &Log) -> Value {
    let topics: Vec<String> = log.topics.iter().map(|topic| hex(topic)).collect();
    json!({
        "address": log.address.to_string(),
        "topics": topics,
        "data": hex(&log.data),
        "index": log.index.to_string(),
    })
}

fn found_log(found: &FoundLog) -> Value {
    json!({
        "block": block(&found.block),
        "transaction": hex(&found.transaction),
        "log": log(&found.log),
    })
}

fn receipt(receipt: &Receipt) -> Value {
    json!({
        "transaction": hex(&receipt.transaction),
        "block": receipt.block.as_ref().map(block),
        "succeeded": receipt.succeeded,
        "from": receipt.from.to_string(),
        "to": receipt.to.map(|to| to.to_string()),
        "gas_used": receipt.gas_used.to_string(),
        "gas_price": receipt.gas_price.map(|price| price.to_string()),
        "l1_fee": receipt.l1_fee.map(|fee| fee.to_string()),
        "logs": receipt.logs.iter().map(log).collect::<Value>(),
    })
}

fn outcome(outcome: &TransactionOutcome) -> Value {
    let balances = |balances: &[chain::TokenBalance]| -> Value {
        let balances = balances.iter().map(|balance| {
            json!({
                "account": balance.account.to_string(),
                "mint": balance.mint.to_string(),
                "owner": balance.owner.map(|owner| owner.to_string()),
                "program": balance.program.map(|program| program.to_string()),
                "amount": balance.amount.to_string(),
            })
        });
        balances.collect()
    };
    json!({
        "slot": outcome.slot.to_string(),
        "fault": outcome.fault.as_ref().map(fault),
        "fee": outcome.fee.to_string(),
        "before": balances(&outcome.before),
        "after": balances(&outcome.after),
    })
}
