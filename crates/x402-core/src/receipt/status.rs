//! What the facts of a chain show of a settlement.

use crate::{
    amount::Amount,
    chain::{BlockRef, TransactionId},
};

/// What the facts of a chain show of a settlement.
///
/// Only [`Paid`](Self::Paid) is success. Of the others, [`Short`](Self::Short),
/// [`Cancelled`](Self::Cancelled), [`Failed`](Self::Failed) and [`Unrelated`](Self::Unrelated) are
/// about a transaction that is in the chain at the level asked for; the rest may change.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SettlementStatus {
    /// The payee received the amount, by this transaction.
    Paid(PaidBy),
    /// The payee received less than the amount: the token takes a fee from each transfer.
    Short {
        /// What the payee received, in atomic units of the token.
        received: Amount,
    },
    /// The payer cancelled the authorization in this transaction.
    Cancelled,
    /// The transaction failed and moved nothing. On an EVM chain what the payer signed can still
    /// be used; on Solana it cannot.
    Failed,
    /// The transaction is in the chain and did not make this payment: a statement that it did is
    /// false.
    Unrelated,
    /// The transaction moved the amount, but nothing names what the payer signed: by ERC-7710, or
    /// by Permit2 where the node has no state of the block before. It may be another payment's.
    Unnamed,
    /// The transaction is in the chain, but not yet at the level asked for.
    BelowLevel,
    /// The transaction is in a block that is not sealed and can vanish.
    Preconfirmed,
    /// The transaction's block was replaced by another one. The transaction may come again.
    Reorganised,
    /// The nodes do not have the transaction. It may still come.
    Absent,
    /// Too few nodes answered, they disagree, or they are nodes of another chain.
    Unknown,
}

/// The proof of a payment.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub struct PaidBy {
    /// The transaction.
    pub transaction: TransactionId,
    /// The transaction's block, on an EVM chain.
    pub block: Option<BlockRef>,
    /// The transaction's slot, on Solana.
    pub slot: Option<u64>,
    /// The place of the transfer's log in its block, on an EVM chain.
    pub log_index: Option<u64>,
}
