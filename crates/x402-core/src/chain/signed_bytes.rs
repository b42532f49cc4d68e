//! Bytes that a signature is part of.

use alloc::vec::Vec;
use core::fmt;

/// Bytes that contain a signature: calldata, a transaction.
///
/// Any party that holds them can have them executed until they expire, so `Debug` shows only
/// their length.
///
/// ```
/// use x402_core::chain::SignedBytes;
///
/// let raw = SignedBytes::from(vec![2, 0xf8, 0x6f]);
/// assert_eq!(format!("{raw:?}"), "SignedBytes(3 bytes)");
/// assert_eq!(raw.as_bytes(), [2, 0xf8, 0x6f]);
/// ```
#[derive(Clone, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct SignedBytes(Vec<u8>);

impl SignedBytes {
    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for SignedBytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for SignedBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignedBytes({} bytes)", self.0.len())
    }
}
