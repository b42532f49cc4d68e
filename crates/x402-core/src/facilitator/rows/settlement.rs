//! The row of one payment and phase.

use alloc::{string::String, vec::Vec};

use super::{Phase, SettlementKey, SettlementState, SpendKey, TransactionKey};
use crate::{
    address::Address,
    amount::Amount,
    chain::{Level, SignedBytes, TransactionId},
    json::Object,
    message::message,
    network::Network,
    receipt::PaidBy,
    scheme::{ExpectedTransfer, Mechanism, stored::Stored},
    timestamp::UnixTimestamp,
};

message! {
    /// A settlement: one payment and phase, what must be proven for it, and what has been.
    ///
    /// It is enough to go on after a crash: the expected transfer and the call are in it. The call
    /// holds the payer's signature, which is money until the payment's window ends, so the row's
    /// JSON is never logged; its `Debug` form hides the call.
    #[derive(Hash)]
    pub struct SettlementRow {
        /// The number of the format.
        "format" => required format: u64,
        /// SHA-256 of the replay key and the phase.
        "key" => required key: SettlementKey,
        /// How often the row was written: 1 when it was inserted.
        "version" => required version: u64,
        /// What makes the payment the same payment.
        "replayKey" => required replay_key: String,
        /// What the settlement does with the payment.
        "phase" => required phase: Phase,
        /// The network.
        "network" => required network: Network,
        /// How the payment is made.
        "mechanism" => required mechanism: Mechanism,
        /// The token.
        "asset" => required asset: Address,
        /// The payer.
        "payer" => required payer: Address,
        /// The payee.
        "payTo" => required pay_to: Address,
        /// The amount in atomic units of the token.
        "amount" => required amount: Amount,
        /// What the payer signed: the payment's `payload` without the signature.
        "authorization" => required authorization: Object<'static>,
        /// The call that settles it.
        "call" => required call: SettlementCall,
        /// The end of the payment's window in Unix seconds.
        "validUntil" => required valid_until: Amount,
        /// The name of the settlement for the server that asked for it.
        "repeatToken" => optional repeat_token: String,
        /// The level at which it counts as paid.
        "waitUntil" => required wait_until: Level,
        /// The most gas that its call may use.
        "gas" => optional gas: u64,
        /// What it can cost at most, in wei or lamports: reserved in its spends until it ends.
        "worstFee" => required worst_fee: Amount,
        /// What is known of it.
        "state" => required state: SettlementState,
        /// The level at which the proof holds: of a settlement that is paid.
        "level" => optional level: Level,
        /// The proof: of a settlement that is paid, or was before its block was replaced.
        "proof" => optional proof: SettlementProof,
        /// What the payee received, in atomic units: of a settlement that is short.
        "received" => optional received: Amount,
        /// The last transaction with its call that did not pay it: another one may.
        "ended" => optional ended: TransactionId,
        /// Where its worst fee is reserved until it ends.
        "spends" => defaulted spends: Vec<SpendKey>,
        /// The transaction that carries it.
        "transaction" => optional transaction: TransactionKey,
        /// The newest block when a transaction was last reserved for it. What the payer signed was
        /// unused then, so whatever transaction uses it is in a later block.
        "unusedAt" => optional unused_at: u64,
        /// Whether an answer has reported it as paid.
        "reported" => defaulted reported: bool,
        /// When the row was inserted, in Unix seconds.
        "created" => required created: u64,
        /// When the row was written last, in Unix seconds.
        "updated" => required updated: u64,
    }
}

message! {
    /// The call that settles a payment; on Solana the transaction that the payer signed.
    #[derive(Hash)]
    pub struct SettlementCall {
        /// The contract; on Solana the account that pays the fee.
        "to" => required to: Address,
        /// The calldata; on Solana the transaction without the fee payer's signature.
        "data" => required data: SignedBytes,
    }
}

message! {
    /// Where a payment's transfer is in the chain.
    #[derive(Hash)]
    pub struct SettlementProof {
        /// The transaction.
        "transaction" => required transaction: TransactionId,
        /// The number of its block, on an EVM chain.
        "blockNumber" => optional block_number: u64,
        /// The hash of its block, on an EVM chain.
        "blockHash" => optional block_hash: [u8; 32],
        /// Its slot, on Solana.
        "slot" => optional slot: u64,
        /// The place of the transfer's log in the block, on an EVM chain.
        "logIndex" => optional log_index: u64,
    }
}

impl From<&PaidBy> for SettlementProof {
    fn from(paid: &PaidBy) -> Self {
        let mut proof = Self::new(paid.transaction);
        proof.block_number = paid.block.map(|block| block.number);
        proof.block_hash = paid.block.map(|block| block.hash);
        proof.slot = paid.slot;
        proof.log_index = paid.log_index;
        proof
    }
}

impl SettlementRow {
    /// The transfer that proves the payment; `None` if the row is not one of a payment that this
    /// version settles.
    #[must_use]
    pub fn expected_transfer(&self) -> Option<ExpectedTransfer> {
        let stored = Stored {
            mechanism: self.mechanism,
            network: &self.network,
            asset: self.asset,
            payer: self.payer,
            pay_to: self.pay_to,
            amount: self.amount,
            authorization: &self.authorization,
        };
        stored.expected_transfer()
    }

    /// Whether it is proven paid at the level that it waits for.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let level = self.level.filter(|_| self.state.is_paid());
        level.is_some_and(|level| level.reaches(self.wait_until))
    }

    /// Whether the payment's window is over at a time.
    #[must_use]
    pub fn is_expired(&self, now: UnixTimestamp) -> bool {
        Amount::from(now) >= self.valid_until
    }

    /// Whether a [`Reconciliation`](crate::facilitator::Reconciliation) goes on with it: it has not
    /// ended, no transaction carries it, and its window was not over for more than a day when it
    /// was written last.
    #[must_use]
    pub fn is_due(&self) -> bool {
        let is_open = match self.state {
            SettlementState::Open => self.transaction.is_none(),
            SettlementState::Paid | SettlementState::PaidByOther => {
                self.transaction.is_none() && self.level != Some(Level::Finalized)
            }
            // Nothing tells by whom a message of Solana landed before.
            SettlementState::Unresolved => {
                !matches!(self.transaction, Some(TransactionKey::Message { .. }))
            }
            SettlementState::Reversed
            | SettlementState::NotPaidLive
            | SettlementState::NotPaidDead
            | SettlementState::Short
            | SettlementState::Abandoned => false,
        };
        is_open && !self.is_given_up(self.updated)
    }

    /// Whether its window is over for more than a day at a time in Unix seconds: what has not
    /// ended then is for people to look at.
    pub(crate) fn is_given_up(&self, now: u64) -> bool {
        let end = self.valid_until.checked_add(Amount::from(86_400_u64));
        end.is_some_and(|end| Amount::from(now) > end)
    }

    /// The row as it is to be written next.
    pub(crate) fn next(&self, now: UnixTimestamp) -> Self {
        let mut row = self.clone();
        row.version += 1;
        row.updated = now.seconds();
        row
    }
}
