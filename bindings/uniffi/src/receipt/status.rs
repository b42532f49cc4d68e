//! What the facts of a chain show of a settlement.

use x402_core::{chain, receipt};

use crate::value::digits;

/// What the facts of a chain show of a settlement.
///
/// Only `Paid` is success. Of the others, `Short`, `Cancelled`, `Failed` and `Unrelated` are about
/// a transaction that is in the chain at the level asked for; the rest may change.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Enum)]
pub enum SettlementStatus {
    /// The payee received the amount, by this transaction.
    Paid {
        /// The proof.
        by: PaidBy,
    },
    /// The payee received less than the amount: the token takes a fee from each transfer.
    Short {
        /// What the payee received, in atomic units of the token: decimal digits.
        received: String,
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
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct PaidBy {
    /// The transaction's id.
    pub transaction: String,
    /// The transaction's block, on an EVM chain.
    pub block: Option<BlockRef>,
    /// The transaction's slot, on Solana.
    pub slot: Option<u64>,
    /// The place of the transfer's log in its block, on an EVM chain.
    pub log_index: Option<u64>,
}

/// One block of an EVM chain, by number and hash.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct BlockRef {
    /// The block's number.
    pub number: u64,
    /// The block's hash: 32 bytes.
    pub hash: Vec<u8>,
}

impl From<chain::BlockRef> for BlockRef {
    fn from(block: chain::BlockRef) -> Self {
        Self {
            number: block.number,
            hash: block.hash.to_vec(),
        }
    }
}

impl From<receipt::PaidBy> for PaidBy {
    fn from(paid: receipt::PaidBy) -> Self {
        Self {
            transaction: paid.transaction.to_string(),
            block: paid.block.map(Into::into),
            slot: paid.slot,
            log_index: paid.log_index,
        }
    }
}

impl From<receipt::SettlementStatus> for SettlementStatus {
    fn from(status: receipt::SettlementStatus) -> Self {
        use receipt::SettlementStatus as Core;
        match status {
            Core::Paid(paid) => Self::Paid { by: paid.into() },
            Core::Short { received } => Self::Short {
                received: digits(received),
            },
            Core::Cancelled => Self::Cancelled,
            Core::Failed => Self::Failed,
            Core::Unrelated => Self::Unrelated,
            Core::Unnamed => Self::Unnamed,
            Core::BelowLevel => Self::BelowLevel,
            Core::Preconfirmed => Self::Preconfirmed,
            Core::Reorganised => Self::Reorganised,
            Core::Absent => Self::Absent,
            // Also what the core adds before this list does: nothing but `Paid` is success.
            _ => Self::Unknown,
        }
    }
}
