//! What the rules need to know of a signed transfer.

use alloc::{string::String, vec::Vec};

#[cfg(feature = "facilitator")]
use super::transfers::Topics;
use super::window::Window;
#[cfg(feature = "facilitator")]
use crate::chain::Log;
use crate::{amount::Amount, chain::Read, evm::Address};

/// A transfer that the payer signed as EIP-712 typed data.
pub(crate) trait SignedTransfer {
    fn payer(&self) -> Address;
    fn amount(&self) -> Amount;
    fn window(&self) -> Window;
    /// The nonce as text.
    fn nonce(&self) -> String;
    fn struct_hash(&self) -> [u8; 32];
    /// The signature as it was sent.
    fn signature(&self) -> &[u8];
    /// Asks whether the nonce has been used.
    fn nonce_read(&self) -> Read;
    /// Asks the token for the domain that the signature is bound to; nothing where it is
    /// bound to another contract's.
    fn domain_read(&self) -> Option<Read>;
    /// The contract and the topics of the logs by which the payer invalidates nonces; nothing where
    /// every log that ends a nonce names it.
    #[cfg(feature = "facilitator")]
    fn invalidations(&self) -> Option<(Address, Topics)> {
        None
    }
    /// Whether a log of them is of this nonce.
    #[cfg(feature = "facilitator")]
    fn is_invalidated_by(&self, _log: &Log) -> bool {
        false
    }
    /// The contract and the calldata that settle the transfer with this signature.
    fn settlement(&self, signature: &[u8]) -> (Address, Vec<u8>);
}
