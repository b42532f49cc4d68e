//! Writes the JSON form of a value: integers in decimal digits, bytes in hex or base64.

use alloc::{string::ToString, vec::Vec};

use super::{AccountInfo, Code, PooledTransaction, Value};
use crate::{
    chain::{
        answer::{maybe, one},
        head::{BlockRef, Head},
        receipt::{FoundLog, Log, Receipt},
        transaction_outcome::{
            AddressSignature, SignatureStatus, TokenBalance, TransactionOutcome,
        },
    },
    evm::hex,
    header::encode_base64,
    json::{Json, Object},
};

pub(super) fn value(value: &Value) -> Object<'static> {
    match value {
        Value::AccountInfo(info) => one("account", maybe(info.as_ref(), account)),
        Value::AddressSignatures(found) => one("signatures", list(found, address_signature)),
        Value::Amount(amount) => one("amount", digits(amount)),
        Value::Block(block) => one("block", maybe(block.as_ref(), |head| head.to_object())),
        Value::Blockhash {
            blockhash,
            last_valid_block_height,
        } => {
            let mut members = one("blockhash", digits(blockhash));
            members.insert("last_valid_block_height", digits(last_valid_block_height));
            members
        }
        Value::Code(code) => one("code", self::code(code)),
        Value::FeeHistory(fees) => {
            let mut members = one("base_fees", list(&fees.base_fees, digits));
            members.insert("tips", list(&fees.tips, digits));
            one("fees", members)
        }
        Value::Flag(flag) => one("flag", *flag),
        Value::Hash(hash) => one("hash", hex::encode(hash)),
        Value::Logs(logs) => one("logs", list(logs, found_log)),
        Value::Number(number) => one("number", digits(number)),
        Value::PrioritizationFees(fees) => {
            let fee = |fee: &super::PrioritizationFee| {
                let mut members = one("slot", digits(&fee.slot));
                members.insert("fee", digits(&fee.fee));
                members.into()
            };
            one("prioritization_fees", list(fees, fee))
        }
        Value::ProgramAccounts(accounts) => {
            let found = |found: &super::ProgramAccount| {
                let mut members = one("address", digits(&found.address));
                members.insert("account", account(&found.account));
                members.into()
            };
            one("program_accounts", list(accounts, found))
        }
        Value::TransactionOutcome(found) => one("outcome", maybe(found.as_deref(), outcome)),
        Value::Receipt(found) => one("receipt", maybe(found.as_deref(), receipt)),
        Value::Sent(sent) => one("sent", sent.as_str()),
        Value::Simulated { units } => one("simulated", one("units", maybe(units.as_ref(), digits))),
        Value::Status(found) => one("status", maybe(found.as_ref(), status)),
        Value::Succeeded => one("succeeded", true),
        Value::Text(text) => one("text", text.clone()),
        Value::Transaction(found) => one("transaction", maybe(found.as_ref(), transaction)),
    }
}

impl Head {
    /// The JSON form: `height`, and `hash` and `time` where they are known.
    pub(in crate::chain) fn to_object(self) -> Object<'static> {
        let mut members = one("height", digits(&self.height()));
        if let Some(block) = self.block() {
            members.insert("hash", hex::encode(&block.hash));
        }
        if let Some(time) = self.time() {
            members.insert("time", digits(&time));
        }
        members
    }
}

fn account(info: &AccountInfo) -> Object<'static> {
    let mut members = one("owner", digits(&info.owner));
    members.insert("lamports", digits(&info.lamports));
    members.insert("executable", info.executable);
    members.insert("data", encode_base64(&info.data));
    members
}

fn code(code: &Code) -> Json<'static> {
    Json::Object(match code {
        Code::None => return "none".into(),
        Code::Delegated(address) => one("delegated", digits(address)),
        Code::Contract { hash } => one("contract", hex::encode(hash)),
    })
}

fn block(block: &BlockRef) -> Object<'static> {
    let mut members = one("height", digits(&block.number));
    members.insert("hash", hex::encode(&block.hash));
    members
}

fn log(log: &Log) -> Object<'static> {
    let mut members = one("address", digits(&log.address));
    members.insert(
        "topics",
        list(&log.topics, |topic| hex::encode(topic).into()),
    );
    members.insert("data", hex::encode(&log.data));
    members.insert("index", digits(&log.index));
    members
}

fn found_log(found: &FoundLog) -> Json<'static> {
    let mut members = one("block", block(&found.block));
    members.insert("transaction", hex::encode(&found.transaction));
    members.insert("log", log(&found.log));
    members.into()
}

fn receipt(receipt: &Receipt) -> Object<'static> {
    let mut members = one("transaction", hex::encode(&receipt.transaction));
    members.insert("block", maybe(receipt.block.as_ref(), block));
    members.insert("succeeded", receipt.succeeded);
    members.insert("from", digits(&receipt.from));
    members.insert("to", maybe(receipt.to.as_ref(), digits));
    members.insert("gas_used", digits(&receipt.gas_used));
    members.insert("gas_price", maybe(receipt.gas_price.as_ref(), digits));
    members.insert("l1_fee", maybe(receipt.l1_fee.as_ref(), digits));
    members.insert("logs", list(&receipt.logs, |found| log(found).into()));
    members
}

fn outcome(outcome: &TransactionOutcome) -> Object<'static> {
    let mut members = one("slot", digits(&outcome.slot));
    let fault = outcome.fault.as_ref();
    members.insert(
        "fault",
        maybe(
            fault,
            super::super::transaction_outcome::TransactionFault::to_object,
        ),
    );
    members.insert("fee", digits(&outcome.fee));
    members.insert("before", list(&outcome.before, balance));
    members.insert("after", list(&outcome.after, balance));
    members
}

fn balance(balance: &TokenBalance) -> Json<'static> {
    let mut members = one("account", digits(&balance.account));
    members.insert("mint", digits(&balance.mint));
    members.insert("owner", maybe(balance.owner.as_ref(), digits));
    members.insert("program", maybe(balance.program.as_ref(), digits));
    members.insert("amount", digits(&balance.amount));
    members.into()
}

fn address_signature(found: &AddressSignature) -> Json<'static> {
    let mut members = one("signature", digits(&found.signature));
    members.insert("slot", digits(&found.slot));
    members.insert("time", maybe(found.time.as_ref(), digits));
    members.into()
}

fn status(status: &SignatureStatus) -> Object<'static> {
    let mut members = one("slot", digits(&status.slot));
    let fault = status.fault.as_ref();
    members.insert(
        "fault",
        maybe(
            fault,
            super::super::transaction_outcome::TransactionFault::to_object,
        ),
    );
    members.insert("commitment", status.commitment.as_str());
    members
}

fn transaction(transaction: &PooledTransaction) -> Object<'static> {
    let mut members = one("from", digits(&transaction.from));
    members.insert("nonce", digits(&transaction.nonce));
    members.insert("block", maybe(transaction.block.as_ref(), block));
    members
}

fn list<T>(values: &[T], write: impl Fn(&T) -> Json<'static>) -> Json<'static> {
    values.iter().map(write).collect::<Vec<_>>().into()
}

/// A number or an address as its text.
fn digits(value: &impl ToString) -> Json<'static> {
    value.to_string().into()
}
