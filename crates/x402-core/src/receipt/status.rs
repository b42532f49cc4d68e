//! What the facts of a chain show of a settlement.

use crate::{
    amount::Amount,
    chain::{BlockRef, TransactionId},
    words::words,
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

words! {
    /// The kinds of [`SettlementStatus`].
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum SettlementStatusKind: "kind of settlement status" {
        /// The payee received the amount.
        Paid = "paid",
        /// The payee received less than the amount.
        Short = "short",
        /// The payer cancelled the authorization.
        Cancelled = "cancelled",
        /// The transaction failed and moved nothing.
        Failed = "failed",
        /// The transaction is in the chain and did not make this payment.
        Unrelated = "unrelated",
        /// The transaction moved the amount, and nothing names the payment.
        Unnamed = "unnamed",
        /// The transaction is in the chain, but not yet at the level asked for.
        BelowLevel = "below_level",
        /// The transaction is in a block that is not sealed.
        Preconfirmed = "preconfirmed",
        /// The transaction's block was replaced by another one.
        Reorganised = "reorganised",
        /// The nodes do not have the transaction.
        Absent = "absent",
        /// Too few nodes answered, they disagree, or they are nodes of another chain.
        Unknown = "unknown",
    }
}

impl SettlementStatusKind {
    /// Whether it contradicts the statement that the transaction settled the payment: the
    /// transaction is in the chain at the level asked for, and did not.
    #[must_use]
    pub fn is_contradiction(self) -> bool {
        matches!(
            self,
            Self::Short | Self::Cancelled | Self::Failed | Self::Unrelated
        )
    }

    /// The kind in words.
    #[must_use]
    pub fn text(self) -> &'static str {
        match self {
            Self::Paid => "the payee received the amount",
            Self::Short => "the payee received less than the amount",
            Self::Cancelled => "the payer cancelled the authorization",
            Self::Failed => "the transaction failed and moved nothing",
            Self::Unrelated => "the transaction did not make this payment",
            Self::Unnamed => "the transaction may have made another payment",
            Self::BelowLevel => "the transaction is not at the level asked for yet",
            Self::Preconfirmed => "the transaction's block is not sealed yet",
            Self::Reorganised => "the transaction's block was replaced by another one",
            Self::Absent => "the nodes do not have the transaction",
            Self::Unknown => "too few nodes answered, or they disagree",
        }
    }
}

impl SettlementStatus {
    /// The status without its details.
    #[must_use]
    pub const fn kind(&self) -> SettlementStatusKind {
        match self {
            Self::Paid(_) => SettlementStatusKind::Paid,
            Self::Short { .. } => SettlementStatusKind::Short,
            Self::Cancelled => SettlementStatusKind::Cancelled,
            Self::Failed => SettlementStatusKind::Failed,
            Self::Unrelated => SettlementStatusKind::Unrelated,
            Self::Unnamed => SettlementStatusKind::Unnamed,
            Self::BelowLevel => SettlementStatusKind::BelowLevel,
            Self::Preconfirmed => SettlementStatusKind::Preconfirmed,
            Self::Reorganised => SettlementStatusKind::Reorganised,
            Self::Absent => SettlementStatusKind::Absent,
            Self::Unknown => SettlementStatusKind::Unknown,
        }
    }
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
