//! The values that answer queries.

mod write;

use alloc::{boxed::Box, string::String, vec::Vec};

use alloy_primitives::keccak256;

use super::{
    head::{BlockRef, Head},
    receipt::{FoundLog, Receipt},
    transaction_outcome::{AddressSignature, SignatureStatus, TransactionOutcome},
};
use crate::{
    amount::Amount,
    evm::Address,
    json::Object,
    svm::{self, Blockhash},
    words::words,
};

/// A chain's answer; which variant answers a query is part of the query's documentation.
///
/// `None` within a variant is an absence: the node does not have such a thing.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Value {
    /// An account of Solana.
    AccountInfo(Option<AccountInfo>),
    /// Transactions that name an account, newest first.
    AddressSignatures(Vec<AddressSignature>),
    /// Atomic units of a token, or wei.
    Amount(Amount),
    /// A block, with hash and time.
    Block(Option<Head>),
    /// A blockhash for a new transaction of Solana.
    Blockhash {
        /// The blockhash.
        blockhash: Blockhash,
        /// The last block height at which a transaction with it can land.
        last_valid_block_height: u64,
    },
    /// The code at an EVM address.
    Code(Code),
    /// Base fees and tips.
    FeeHistory(FeeHistory),
    /// Yes or no.
    Flag(bool),
    /// 32 bytes.
    Hash([u8; 32]),
    /// Logs, in the order of the chain.
    Logs(Vec<FoundLog>),
    /// A count, a height or an id.
    Number(u64),
    /// What was paid for priority, oldest slot first.
    PrioritizationFees(Vec<PrioritizationFee>),
    /// The accounts that match, by address.
    ProgramAccounts(Vec<ProgramAccount>),
    /// What a transaction of Solana did.
    TransactionOutcome(Option<Box<TransactionOutcome>>),
    /// The receipt of an EVM transaction.
    Receipt(Option<Box<Receipt>>),
    /// What a node did with a transaction.
    Sent(Sent),
    /// A simulated transaction of Solana succeeds.
    Simulated {
        /// The compute units that it used, where the node reported them.
        units: Option<u64>,
    },
    /// The status of a transaction of Solana.
    Status(Option<SignatureStatus>),
    /// A simulated call succeeds.
    Succeeded,
    /// A text of at most [`MAX_TEXT`](Self::MAX_TEXT) bytes.
    Text(String),
    /// An EVM transaction that the node knows.
    Transaction(Option<PooledTransaction>),
}

impl Value {
    /// The longest text that a contract may return, in bytes.
    pub const MAX_TEXT: usize = 256;

    pub(super) fn to_object(&self) -> Object<'static> {
        write::value(self)
    }

    /// Whether the value states that something is not there: an unused nonce, no receipt, no
    /// log, no account, no code, nothing found.
    ///
    /// An absence is not yet the end of a payment: see
    /// [`Facts::ended`](crate::chain::Facts::ended).
    #[must_use]
    pub fn is_absence(&self) -> bool {
        match self {
            Self::AccountInfo(None)
            | Self::Block(None)
            | Self::Code(Code::None)
            | Self::Flag(false)
            | Self::TransactionOutcome(None)
            | Self::Receipt(None)
            | Self::Status(None)
            | Self::Transaction(None) => true,
            Self::AddressSignatures(signatures) => signatures.is_empty(),
            Self::Logs(logs) => logs.is_empty(),
            Self::ProgramAccounts(accounts) => accounts.is_empty(),
            _ => false,
        }
    }
}

/// What is at an EVM address.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a new case must break the build of every caller"
)]
pub enum Code {
    /// No code: an account that signs with a key, or an address that was never used.
    None,
    /// An account that runs another contract's code (EIP-7702).
    Delegated(Address),
    /// A contract.
    Contract {
        /// The Keccak-256 hash of the code.
        hash: [u8; 32],
    },
}

impl Code {
    /// What these bytes are as the code of an account.
    #[must_use]
    pub fn of(code: &[u8]) -> Self {
        // EIP-7702: 0xef0100 and the address whose code runs.
        if let Some(Ok(address)) = code.strip_prefix(&[0xef, 1, 0]).map(<[u8; 20]>::try_from) {
            return Self::Delegated(Address::new(address));
        }
        if code.is_empty() {
            return Self::None;
        }
        Self::Contract {
            hash: keccak256(code).0,
        }
    }
}

/// The fees of the last blocks, oldest first, in wei per gas.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct FeeHistory {
    /// The base fee of each block, and at the end that of the next block.
    pub base_fees: Vec<Amount>,
    /// The median tip of each block.
    pub tips: Vec<Amount>,
}

/// An EVM transaction as a node knows it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct PooledTransaction {
    /// The sender.
    pub from: Address,
    /// The sender's nonce.
    pub nonce: u64,
    /// The block that contains it; `None` while it waits, or in a block that is not sealed.
    pub block: Option<BlockRef>,
}

words! {
    /// What a node did with a transaction that it was handed.
    ///
    /// It never proves anything: a transaction that a node refuses may have landed through another
    /// node.
    #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
    #[non_exhaustive]
    pub enum Sent: "what a node did with a transaction" {
        /// The node took it.
        Accepted = "accepted",
        /// The node had it already, which is the same as taken.
        AlreadyKnown = "already_known",
        /// The sender cannot pay for the gas.
        InsufficientFunds = "insufficient_funds",
        /// An earlier nonce of the sender is still missing.
        NonceTooHigh = "nonce_too_high",
        /// The nonce has been used: ask for the receipts of our own hashes first.
        NonceTooLow = "nonce_too_low",
        /// The node calls it invalid.
        Rejected = "rejected",
        /// The fee is too low: for the node, for the block, or to replace the one it has.
        Underpriced = "underpriced",
    }
}

/// An account of Solana as it is stored.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct AccountInfo {
    /// The program that owns the account.
    pub owner: svm::Address,
    /// The account's balance in lamports.
    pub lamports: u64,
    /// Whether the account is a program.
    pub executable: bool,
    /// The account's data; what they mean is the owner's to define.
    pub data: Vec<u8>,
}

/// An account of a program, by its address.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct ProgramAccount {
    /// The account's address.
    pub address: svm::Address,
    /// The account.
    pub account: AccountInfo,
}

/// The least that a transaction paid for priority in one slot.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct PrioritizationFee {
    /// The slot.
    pub slot: u64,
    /// Micro-lamports for a compute unit.
    pub fee: u64,
}
