//! The row of one set of signed bytes.

use super::TransactionKey;
use crate::{
    amount::Amount,
    chain::{SignedBytes, TransactionId},
    message::message,
};

message! {
    /// An attempt: one set of signed bytes of a transaction, which is one hash.
    ///
    /// It is stored before it is sent, and kept until its transaction is final: any of a
    /// transaction's attempts may land. A row is inserted and never changed. Its bytes are money
    /// until the transaction's place is used, so it is never logged.
    #[derive(Hash)]
    pub struct AttemptRow {
        /// The number of the format.
        "format" => required format: u64,
        /// The transaction.
        "transaction" => required transaction: TransactionKey,
        /// The attempt's number among those of its transaction: 0 is the first.
        "number" => required number: u64,
        /// By what the chain knows it. Unique on a network.
        "hash" => required hash: TransactionId,
        /// What is sent.
        "raw" => required raw: SignedBytes,
        /// The most that is paid for a unit of gas, in wei; zero on Solana, where what the payer
        /// signed fixes the fee.
        "maxFee" => required max_fee: Amount,
        /// The part of it that is for the block's builder, in wei for a unit of gas.
        "maxTip" => required max_tip: Amount,
        /// When it was stored, in Unix seconds.
        "stored" => required stored: u64,
    }
}
