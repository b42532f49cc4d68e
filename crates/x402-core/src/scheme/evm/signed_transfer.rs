//! What the rules need to know of a signed transfer.

use alloc::string::String;

use super::window::Window;
use crate::{amount::Amount, evm::Address};

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
}
