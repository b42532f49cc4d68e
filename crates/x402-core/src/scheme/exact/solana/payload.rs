//! What a payer sends on Solana.

use alloc::{boxed::Box, format, string::String};

use sha2::{Digest as _, Sha256};

use crate::{
    asset::TokenProgram,
    evm::hex,
    network::Network,
    svm::{Address, Transaction},
};

/// A transaction that the payer has signed, and the transfer in it.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Payload {
    /// The bytes as they were sent: the fee payer's signature may be missing.
    pub(crate) transaction: Box<[u8]>,
    /// SHA-256 of the message, which is the transaction without its signatures.
    pub(crate) message_hash: [u8; 32],
    pub(crate) transfer: Transfer,
}

impl Payload {
    /// The network and the message's hash.
    pub(crate) fn replay_key(&self, network: &Network) -> String {
        let message_hash = hex::encode(&self.message_hash);
        format!("{network}/message/{message_hash}")
    }
}

/// SHA-256 of the message: what the runtime executes once.
pub(crate) fn message_hash(transaction: &Transaction<'_>) -> [u8; 32] {
    Sha256::digest(transaction.message()).into()
}

/// The one transfer.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Transfer {
    pub(crate) instruction: usize,
    pub(crate) token_program: TokenProgram,
    pub(crate) amount: u64,
    pub(crate) source: Address,
    pub(crate) mint: Address,
    pub(crate) destination: Address,
    pub(crate) authority: Address,
}
