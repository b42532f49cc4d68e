//! The row of a slot of the chain.

use alloc::vec::Vec;

use super::{SettlementKey, TransactionKey, TransactionKind, TransactionState};
use crate::{
    amount::Amount,
    chain::{BlockRef, TransactionId},
    message::message,
};

message! {
    /// A transaction: one slot of the chain, with what it carries.
    #[derive(Hash)]
    pub struct TransactionRow {
        /// The number of the format.
        "format" => required format: u64,
        /// Its place in a lane.
        "key" => required key: TransactionKey,
        /// How often the row was written: 1 when it was inserted.
        "version" => required version: u64,
        /// What it carries.
        "kind" => required kind: TransactionKind,
        /// The settlements that it carries, in the order of their calls. They do not change while
        /// it has an attempt.
        "settlements" => required settlements: Vec<SettlementKey>,
        /// What is known of it.
        "state" => required state: TransactionState,
        /// The most gas that it may use.
        "gasLimit" => required gas_limit: u64,
        /// What its first attempt offers for gas.
        "fees" => optional fees: TransactionFees,
        /// The attempt that is in the chain, and its block.
        "included" => optional included: TransactionBlock,
    }
}

message! {
    /// The fees of a transaction that has no attempt yet, as the nodes proposed them when it was
    /// reserved. They save the first attempt a question to the nodes, while they are new.
    #[derive(Hash)]
    pub struct TransactionFees {
        /// The most that is paid for a unit of gas, in wei.
        "maxFee" => required max_fee: Amount,
        /// The part of it that is for the block's builder, in wei for a unit of gas.
        "maxTip" => required max_tip: Amount,
        /// When the nodes proposed them, in Unix seconds.
        "proposed" => required proposed: u64,
    }
}

message! {
    /// The block that contains a transaction, and the attempt that it contains.
    #[derive(Hash)]
    pub struct TransactionBlock {
        /// The attempt's hash.
        "hash" => required hash: TransactionId,
        /// The block's number.
        "blockNumber" => required block_number: u64,
        /// The block's hash.
        "blockHash" => required block_hash: [u8; 32],
    }
}

impl TransactionBlock {
    /// The block.
    #[must_use]
    pub fn block(&self) -> BlockRef {
        BlockRef {
            number: self.block_number,
            hash: self.block_hash,
        }
    }
}
