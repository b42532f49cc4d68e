//! A transaction is co-signed and sent, and what it moved is read.

use std::collections::BTreeMap;

use x402_core::{
    chain::{AccountInfo, Commitment, SvmQuery, TransactionId, Value},
    svm::{
        Address, Signature, SigningKey, TokenAccount, Transaction, transaction::wire_transaction,
    },
};

use super::{lite::LiteSvm, setup::Terms};
use crate::{Result, error::Error, node::Node as _};

/// Keys, by address.
pub type Keys = BTreeMap<Address, SigningKey>;

/// What a transaction did.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Sent {
    /// The transaction.
    pub id: TransactionId,
    /// It did not fail.
    pub succeeded: bool,
    /// It succeeded, and the payee has exactly the offer's amount more.
    pub moved: bool,
}

/// Signs for the fee payer if its key is given, whatever is in its slot.
#[must_use]
pub fn co_sign(transaction: &Transaction<'_>, keys: &Keys) -> Option<Vec<u8>> {
    sign(transaction, keys, 1)
}

/// Signs for every signer whose key is given.
#[must_use]
pub fn sign_all(transaction: &Transaction<'_>, keys: &Keys) -> Option<Vec<u8>> {
    sign(transaction, keys, usize::MAX)
}

fn sign(transaction: &Transaction<'_>, keys: &Keys, slots: usize) -> Option<Vec<u8>> {
    let message = transaction.message();
    let signers = transaction.account_keys().zip(transaction.signatures());
    let signatures: Vec<Signature> = signers
        .enumerate()
        .map(|(slot, (signer, signature))| match keys.get(&signer) {
            Some(key) if slot < slots => key.sign(message),
            _ => signature,
        })
        .collect();
    wire_transaction(message, &signatures).ok()
}

/// Sends a transaction, and reads what it moved for the offer.
///
/// # Errors
///
/// The node does not take it.
pub fn send(node: &mut LiteSvm, terms: &Terms, transaction: Vec<u8>) -> Result<Sent> {
    let first = Transaction::parse(&transaction).ok();
    let first = first.and_then(|transaction| transaction.signatures().next());
    let signature = first.ok_or_else(|| Error::new("a transaction without a signature"))?;
    let before = balance(node, terms)?;
    node.value(SvmQuery::Send(transaction.into()))?;
    let query = SvmQuery::Transaction {
        signature,
        finalized: false,
    };
    let succeeded = match node.value(query)? {
        // Without an outcome it was not executed: its blockhash is not valid.
        Value::TransactionOutcome(outcome) => outcome.is_some_and(|found| found.fault.is_none()),
        other => return Err(Error::new(format!("no outcome: {other:?}"))),
    };
    let after = balance(node, terms)?;
    let more = after
        .zip(before)
        .and_then(|(after, before)| after.checked_sub(before));
    Ok(Sent {
        id: signature.into(),
        succeeded,
        moved: succeeded && more.is_some() && more == terms.amount,
    })
}

/// What the payee has; `None` without a token account of the offer's mint.
///
/// # Errors
///
/// The node does not answer.
pub fn balance(node: &mut LiteSvm, terms: &Terms) -> Result<Option<u64>> {
    let query = SvmQuery::AccountInfo {
        address: terms.account,
        commitment: Commitment::Confirmed,
    };
    let Value::AccountInfo(Some(AccountInfo { owner, data, .. })) = node.value(query)? else {
        return Ok(None);
    };
    let account = TokenAccount::parse(&data, &owner).ok();
    let account = account.filter(|account| account.mint == terms.mint);
    Ok(account.map(|account| account.amount))
}
