//! Receipts of EVM transactions, and logs.

use alloc::vec::Vec;

use super::head::BlockRef;
use crate::{amount::Amount, evm::Address};

/// The receipt of an EVM transaction: what it did, and in which block.
///
/// It is one node's statement until [`Facts::inclusion`](crate::chain::Facts::inclusion) has
/// compared it with other nodes and its block with the chain.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Receipt {
    /// The transaction's hash.
    pub transaction: [u8; 32],
    /// The block that contains it; `None` if the block is not sealed yet (a preconfirmation).
    pub block: Option<BlockRef>,
    /// Whether the transaction succeeded; otherwise it reverted and has no logs.
    pub succeeded: bool,
    /// The sender.
    pub from: Address,
    /// The contract that was called; `None` if the transaction created one.
    pub to: Option<Address>,
    /// The gas used.
    pub gas_used: u64,
    /// The price paid in wei per gas, where the node reports it.
    pub gas_price: Option<Amount>,
    /// The fee in wei for posting to L1, where there is one.
    pub l1_fee: Option<Amount>,
    /// The logs in order.
    pub logs: Vec<Log>,
}

/// A log: what a contract recorded while a transaction ran.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct Log {
    /// The contract.
    pub address: Address,
    /// At most four topics; the first is the event's hash.
    pub topics: Vec<[u8; 32]>,
    /// The data.
    pub data: Vec<u8>,
    /// The log's place in its block.
    pub index: u64,
}

/// A log that a search found, with its transaction and block.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[expect(clippy::exhaustive_structs, reason = "a caller writes it as a literal")]
pub struct FoundLog {
    /// The block.
    pub block: BlockRef,
    /// The transaction's hash.
    pub transaction: [u8; 32],
    /// The log.
    pub log: Log,
}
