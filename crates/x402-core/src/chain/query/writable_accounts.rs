//! The accounts whose priority fees are asked for.

use alloc::{format, vec::Vec};

use crate::{ValueError, svm::Address};

/// The accounts that a transaction of Solana writes to, at most as many as a node takes.
///
/// Fees are paid for the accounts that transactions compete for, so name all of the transaction's;
/// an empty list asks for the fees of any transaction.
///
/// ```
/// use x402_core::{chain::WritableAccounts, svm::Address};
///
/// let accounts = WritableAccounts::new(vec![Address::new([1; 32])])?;
/// assert_eq!(accounts.as_slice().len(), 1);
/// assert!(WritableAccounts::new(vec![Address::new([1; 32]); 129]).is_err());
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct WritableAccounts(Vec<Address>);

impl WritableAccounts {
    /// The most accounts that `getRecentPrioritizationFees` takes.
    pub const MAX: usize = 128;

    /// These accounts.
    ///
    /// # Errors
    ///
    /// There are more than [`MAX`](Self::MAX).
    pub fn new(accounts: Vec<Address>) -> Result<Self, ValueError> {
        if accounts.len() > Self::MAX {
            let expected = format!("at most {} accounts", Self::MAX);
            let found = format!("{}", accounts.len());
            return Err(ValueError::new(
                "list of writable accounts",
                expected,
                &found,
            ));
        }
        Ok(Self(accounts))
    }

    /// The accounts, in order.
    #[must_use]
    pub fn as_slice(&self) -> &[Address] {
        &self.0
    }
}
