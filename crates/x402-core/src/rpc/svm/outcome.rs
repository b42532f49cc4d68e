//! What a transaction did: the result of `getTransaction`.

use alloc::{boxed::Box, vec::Vec};

use super::{
    fault,
    field::{base64, number},
};
use crate::{
    chain::{Answer, Nonsense, TokenBalance, TransactionOutcome, Value},
    json::{Json, Object},
    svm::{Address, Signature, Transaction, short_vec},
};

/// The first signature and the answer in a result whose transaction was not asked for.
pub(in crate::rpc) fn any(result: &Json<'_>) -> Option<(Signature, Answer)> {
    let transaction = base64(result.as_object()?.get("transaction")?)?;
    let signature = first_signature(&transaction)?;
    Some((signature, read(&signature, result)))
}

/// The answer in the result: of this transaction, with the accounts by their addresses.
pub(super) fn read(signature: &Signature, result: &Json<'_>) -> Answer {
    if result.is_null() {
        return Answer::Value(Value::TransactionOutcome(None));
    }
    match result.as_object().and_then(outcome) {
        Some(outcome) if first_signature(&outcome.transaction) != Some(*signature) => {
            Answer::Nonsense(Nonsense::Unasked)
        }
        Some(outcome) => Answer::Value(Value::TransactionOutcome(Some(Box::new(outcome)))),
        None => Answer::Nonsense(Nonsense::WrongType),
    }
}

fn outcome(object: &Object<'_>) -> Option<TransactionOutcome> {
    let transaction = base64(object.get("transaction")?)?;
    let meta = object.get("meta")?.as_object()?;
    let accounts = accounts(&transaction, meta)?;
    let balances = |name| -> Option<Vec<TokenBalance>> {
        let balances = meta.get(name)?.as_array()?.iter();
        balances
            .map(|balance| token_balance(balance, &accounts))
            .collect()
    };
    Some(TransactionOutcome {
        slot: number(object.get("slot")?)?,
        fault: fault::read(meta.get("err")?).ok()?,
        fee: number(meta.get("fee")?)?,
        before: balances("preTokenBalances")?,
        after: balances("postTokenBalances")?,
        transaction,
    })
}

/// The transaction's accounts in the order in which balances count them: its own keys, then
/// those that lookup tables resolved to, the writable ones first.
fn accounts(transaction: &[u8], meta: &Object<'_>) -> Option<Vec<Address>> {
    let transaction = Transaction::parse(transaction).ok()?;
    let mut accounts: Vec<Address> = transaction.account_keys().collect();
    if let Some(loaded) = meta
        .get("loadedAddresses")
        .filter(|loaded| !loaded.is_null())
    {
        let loaded = loaded.as_object()?;
        for name in ["writable", "readonly"] {
            for address in loaded.get(name)?.as_array()? {
                accounts.push(address.as_str()?.parse().ok()?);
            }
        }
    }
    Some(accounts)
}

fn token_balance(json: &Json<'_>, accounts: &[Address]) -> Option<TokenBalance> {
    let object = json.as_object()?;
    let address = |name| match object.get(name) {
        None | Some(Json::Null) => Some(None),
        Some(text) => text.as_str()?.parse::<Address>().ok().map(Some),
    };
    let index = usize::try_from(number(object.get("accountIndex")?)?).ok()?;
    let amount = object.get("uiTokenAmount")?.as_object()?.get("amount")?;
    Some(TokenBalance {
        account: *accounts.get(index)?,
        mint: address("mint")??,
        owner: address("owner")?,
        program: address("programId")?,
        amount: amount.as_str()?.parse().ok()?,
    })
}

/// The first signature of a transaction: its id.
pub(super) fn first_signature(transaction: &[u8]) -> Option<Signature> {
    let (count, length) = short_vec::decode(transaction).ok()?;
    let signature = transaction.get(length..)?.first_chunk::<64>()?;
    (count > 0).then(|| Signature::new(*signature))
}
