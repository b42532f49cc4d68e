//! How a message begins: its version and its header.

use super::{Cursor, TransactionError};

/// The form of a message.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum Version {
    /// Without a version byte and without lookup tables.
    Legacy,
    /// Version 0: a version byte first, address lookup tables last.
    V0,
}

impl Version {
    /// A first byte below 128 is already the legacy header's; the others are 128 + version.
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, TransactionError> {
        match cursor.peek() {
            Some(0x80) => {
                cursor.byte("a version")?;
                Ok(Self::V0)
            }
            Some(prefix @ 0x81..) => Err(TransactionError::version(cursor.offset(), prefix)),
            _ => Ok(Self::Legacy),
        }
    }
}

/// The first three bytes of a message: what its static account keys may be used for.
///
/// The keys stand in four groups: writable signers, read-only signers, writable accounts,
/// read-only accounts.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(
    clippy::struct_field_names,
    reason = "the names that Solana gives them"
)]
pub struct MessageHeader {
    num_required_signatures: u8,
    num_readonly_signed_accounts: u8,
    num_readonly_unsigned_accounts: u8,
}

impl MessageHeader {
    pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Self, TransactionError> {
        let offset = cursor.offset();
        let [signers, readonly_signers, readonly] =
            *cursor.array("the three bytes of the message header")?;
        let header = Self {
            num_required_signatures: signers,
            num_readonly_signed_accounts: readonly_signers,
            num_readonly_unsigned_accounts: readonly,
        };
        if readonly_signers < signers {
            Ok(header)
        } else {
            Err(TransactionError::no_fee_payer(offset, header))
        }
    }

    /// How many accounts, the first ones, must sign; at least 1.
    #[must_use]
    pub fn num_required_signatures(&self) -> u8 {
        self.num_required_signatures
    }

    /// How many of the signers, the last ones, may not be written; not all of them.
    #[must_use]
    pub fn num_readonly_signed_accounts(&self) -> u8 {
        self.num_readonly_signed_accounts
    }

    /// How many of the other static accounts, the last ones, may not be written.
    #[must_use]
    pub fn num_readonly_unsigned_accounts(&self) -> u8 {
        self.num_readonly_unsigned_accounts
    }
}
