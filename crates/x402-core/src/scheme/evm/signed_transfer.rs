//! What the rules need to know of a signed transfer.

use alloc::{string::String, vec::Vec};

use super::window::Window;
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
    /// The contract and the calldata that settle the transfer with this signature.
    fn settlement(&self, signature: &[u8]) -> (Address, Vec<u8>);
}
