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
        /// Its place in the chain.
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
        /// The most gas that it may use; on Solana the compute units that the payer signed.
        "gasLimit" => required gas_limit: u64,
        /// What its first attempt offers for gas.
        "fees" => optional fees: TransactionFees,
        /// The attempt that is in the chain, and its block, on an EVM chain.
        "included" => optional included: TransactionBlock,
        /// How long it can land, on Solana.
        "lifetime" => optional lifetime: TransactionLifetime,
        /// The slot in which it is in the chain, on Solana.
        "slot" => optional slot: u64,
    }
}

message! {
    /// How long a transaction of Solana can land.
    ///
    /// No node tells the last valid height of another party's blockhash, so this one is later or
    /// the same: that of a newer blockhash, as of the reservation.
    #[derive(Hash)]
    pub struct TransactionLifetime {
        /// The last block height at which it can land.
        "lastValidHeight" => required last_valid_height: u64,
        /// A slot before it was sent.
        "sinceSlot" => required since_slot: u64,
        /// Whether nodes had executed the message before the store knew of it: then it may be in
        /// the chain with a signature that the store does not have.
        "wasProcessed" => defaulted was_processed: bool,
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
