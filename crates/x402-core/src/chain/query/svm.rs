//! Queries to Solana.

mod read;

use super::{
    members::Members, program_accounts::ProgramAccountFilter, writable_accounts::WritableAccounts,
};
use crate::{
    ValueError,
    chain::{head::Commitment, signed_bytes::SignedBytes},
    json::Json,
    svm::{Address, Blockhash, Signature},
};

/// A question to Solana.
///
/// Each variant names the JSON-RPC method that asks it and the [`Value`](crate::chain::Value)
/// that answers it.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum SvmQuery {
    /// An account as it is stored: owner and bytes (`getMultipleAccounts` for several, at one
    /// slot; `getAccountInfo` for one). Answered by `AccountInfo`.
    AccountInfo {
        /// The account.
        address: Address,
        /// The state of the chain.
        commitment: Commitment,
    },
    /// The current block height (`getBlockHeight`). Answered by `Number`.
    BlockHeight(Commitment),
    /// Whether a transaction with this blockhash can still land (`isBlockhashValid`). Answered
    /// by `Flag`.
    BlockhashValid {
        /// The transaction's recent blockhash.
        blockhash: Blockhash,
        /// The state of the chain.
        commitment: Commitment,
    },
    /// The first slot of which the node still has the block (`getFirstAvailableBlock`). Answered
    /// by `Number`.
    FirstAvailableBlock,
    /// The hash of the cluster's first block (`getGenesisHash`): it names the network, see
    /// [`Query::network`](super::Query::network). Answered by `Hash`.
    GenesisHash,
    /// A blockhash for a new transaction (`getLatestBlockhash`). Answered by `Blockhash`.
    LatestBlockhash(Commitment),
    /// The least lamports with which an account of this size is kept
    /// (`getMinimumBalanceForRentExemption`). Answered by `Number`.
    MinimumBalanceForRentExemption {
        /// The length of the account's data in bytes.
        size: u64,
    },
    /// The accounts of a program that match (`getProgramAccounts`). Answered by
    /// `ProgramAccounts`.
    ProgramAccounts(ProgramAccountFilter),
    /// What transactions that lock these accounts have paid for priority in the last blocks, per
    /// compute unit (`getRecentPrioritizationFees`). Answered by `PrioritizationFees`.
    RecentPrioritizationFees(WritableAccounts),
    /// Hands a signed transaction to the node, without preflight and without its own retries
    /// (`sendTransaction`). Answered by `Sent`.
    Send(SignedBytes),
    /// The newest finalized transactions that name an account, at most
    /// [`MAX_SIGNATURES`](Self::MAX_SIGNATURES) (`getSignaturesForAddress`). Answered by
    /// `AddressSignatures`.
    SignaturesForAddress {
        /// The account.
        address: Address,
        /// The slot that the node must have finalized: a node that has not fails.
        min_slot: u64,
    },
    /// Whether a transaction would succeed (`simulateTransaction` with `sigVerify: false`: the
    /// payer's signature is proven offline, the fee payer's does not exist yet). Answered by
    /// `Simulated`, or refused with the runtime's error.
    Simulate {
        /// The transaction, its missing signatures zero.
        transaction: SignedBytes,
        /// The state of the chain.
        commitment: Commitment,
    },
    /// The current slot (`getSlot`). Answered by `Number`.
    Slot(Commitment),
    /// What is known of a transaction, in the node's whole history (`getSignatureStatuses` with
    /// `searchTransactionHistory: true`). Answered by `Status`.
    Status(Signature),
    /// What a transaction did (`getTransaction`, confirmed or finalized, versions 0 and legacy).
    /// Answered by `TransactionOutcome`.
    Transaction {
        /// The transaction's first signature.
        signature: Signature,
        /// Whether it must be finalized; otherwise confirmed.
        finalized: bool,
    },
}

impl SvmQuery {
    /// The most signatures of transactions that are asked for at once.
    pub const MAX_SIGNATURES: u16 = 256;

    pub(super) fn from_json(json: &Json<'_>) -> Result<Self, ValueError> {
        Members::read(json, read::query)
    }

    /// The state of the chain at which the query is answered; `None` where the method takes none.
    #[must_use]
    pub fn commitment(&self) -> Option<Commitment> {
        match self {
            Self::AccountInfo { commitment, .. }
            | Self::BlockHeight(commitment)
            | Self::BlockhashValid { commitment, .. }
            | Self::LatestBlockhash(commitment)
            | Self::Simulate { commitment, .. }
            | Self::Slot(commitment) => Some(*commitment),
            Self::ProgramAccounts(filter) => Some(filter.commitment()),
            Self::Transaction { finalized, .. } => Some(if *finalized {
                Commitment::Finalized
            } else {
                Commitment::Confirmed
            }),
            Self::SignaturesForAddress { .. } => Some(Commitment::Finalized),
            Self::FirstAvailableBlock
            | Self::GenesisHash
            | Self::MinimumBalanceForRentExemption { .. }
            | Self::RecentPrioritizationFees(_)
            | Self::Send(_)
            | Self::Status(_) => None,
        }
    }
}
