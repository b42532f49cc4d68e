//! The row of a signer's nonces.

use alloc::vec::Vec;

use super::LaneKey;
use crate::message::message;

message! {
    /// A lane: the nonces of one signer on one network.
    ///
    /// Every reservation of a nonce writes it, so that no two have the same nonce.
    #[derive(Hash)]
    pub struct LaneRow {
        /// The number of the format.
        "format" => required format: u64,
        /// The network and the signer.
        "key" => required key: LaneKey,
        /// How often the row was written: 1 when it was inserted.
        "version" => required version: u64,
        /// The nonce above the highest one that was reserved.
        "nextNonce" => required next_nonce: u64,
        /// Nonces below it whose transaction was abandoned: the next reservations take them.
        "free" => defaulted free: Vec<FreeNonce>,
        /// The nonce of the transaction that further payments may join until it is signed.
        "collects" => optional collects: u64,
        /// The nonce that is at the fee cap and does not land: no new reservation until it does.
        "stalledAt" => optional stalled_at: u64,
        /// Whether the signer could not pay for the gas when it last sent something.
        "dry" => defaulted dry: bool,
    }
}

impl LaneRow {
    /// Whether a nonce is one of those that were abandoned.
    pub(crate) fn is_free(&self, nonce: u64) -> bool {
        self.free.iter().any(|free| free.nonce == nonce)
    }
}

message! {
    /// An abandoned nonce: a hole in its lane, and since when.
    #[derive(Hash)]
    pub struct FreeNonce {
        /// The nonce.
        "nonce" => required nonce: u64,
        /// When it was abandoned, in Unix seconds.
        "since" => required since: u64,
    }
}
