//! Whether a token account can be used.

use crate::svm::token_data::{Fields, TokenDataError};

/// The state of a token account that is in use.
///
/// ```
/// use x402_core::svm::AccountState;
///
/// assert!(AccountState::Frozen.is_frozen());
/// assert!(!AccountState::Initialized.is_frozen());
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "closed by its standard")]
pub enum AccountState {
    /// The owner can transfer, and others can transfer to the account.
    Initialized,
    /// The mint's freeze authority has stopped every transfer from and to the account.
    Frozen,
}

impl AccountState {
    /// Whether no transfer from or to the account is possible.
    #[must_use]
    pub const fn is_frozen(self) -> bool {
        matches!(self, Self::Frozen)
    }

    pub(super) fn read(fields: &mut Fields<'_>) -> Result<Self, TokenDataError> {
        let offset = fields.offset();
        match fields.byte()? {
            0 => Err(fields.uninitialized(offset, "state 0")),
            1 => Ok(Self::Initialized),
            2 => Ok(Self::Frozen),
            found => Err(fields.value(offset, "a state of 0, 1 or 2", found)),
        }
    }
}
