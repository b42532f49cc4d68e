//! The extensions of a token account.

use alloc::vec::Vec;

use super::{for_each, name, number};
use crate::svm::token_data::{Fields, TokenDataError};

/// The extensions of a token account, by what they do to a transfer.
///
/// An extension that is absent has the default value. One that only its owner can switch on,
/// such as the CPI guard, may be there and off.
///
/// ```
/// use x402_core::svm::{TokenAccount, program};
///
/// let mut data = vec![0; 165];
/// data[108] = 1; // initialized
/// data.push(2); // a token account
/// data.extend([8, 0, 1, 0, 1]); // MemoTransfer: 1 byte, on
///
/// let account = TokenAccount::parse(&data, &program::TOKEN_2022)?;
/// assert!(account.extensions.memo_required);
/// # Ok::<(), x402_core::svm::TokenDataError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an extension of its own, on or off"
)]
pub struct AccountExtensions {
    /// `ConfidentialTransferAccount`: which credits the account takes.
    pub confidential_transfer_account: Option<ConfidentialTransferAccount>,
    /// `CpiGuard`: another program cannot transfer by the owner's signature, only a delegate's.
    pub cpi_guard: bool,
    /// `ImmutableOwner`: the owner cannot be changed.
    pub immutable_owner: bool,
    /// `MemoTransfer`: a transfer to the account needs a memo in the instruction before it.
    pub memo_required: bool,
    /// `NonTransferableAccount`: the tokens cannot be transferred.
    pub non_transferable: bool,
    /// `PausableAccount`: the mint can be paused.
    pub pausable: bool,
    /// `TransferFeeAmount`: the fees that were withheld here, in atomic units, beyond the balance.
    pub transfer_fee_amount: Option<u64>,
    /// `TransferHookAccount`: each transfer calls the mint's hook.
    pub transfer_hook: bool,
    /// The numbers of all other extensions, in order.
    pub others: Vec<u16>,
}

impl AccountExtensions {
    pub(crate) fn read(extensions: Fields<'_>) -> Result<Self, TokenDataError> {
        let mut read = Self::default();
        for_each(extensions, |number, value| read.take(number, value))?;
        Ok(read)
    }

    fn take(&mut self, number: u16, value: Fields<'_>) -> Result<(), TokenDataError> {
        let name = name(number);
        let sized = |size| value.exactly(size, name);
        match number {
            number::TRANSFER_FEE_AMOUNT => self.transfer_fee_amount = Some(sized(8)?.u64()?),
            number::CONFIDENTIAL_TRANSFER_ACCOUNT => {
                let account = ConfidentialTransferAccount::read(sized(295)?)?;
                self.confidential_transfer_account = Some(account);
            }
            number::IMMUTABLE_OWNER => self.immutable_owner = sized(0)?.is_empty(),
            number::MEMO_TRANSFER => {
                self.memo_required = sized(1)?.boolean("a memo requirement")?;
            }

            number::CPI_GUARD => self.cpi_guard = sized(1)?.boolean("a CPI guard")?,
            number::NON_TRANSFERABLE_ACCOUNT => self.non_transferable = sized(0)?.is_empty(),
            number::TRANSFER_HOOK_ACCOUNT => {
                // Set only while the hook runs, which no one outside sees.
                sized(1)?.boolean("a running transfer")?;
                self.transfer_hook = true;
            }
            number::PAUSABLE_ACCOUNT => self.pausable = sized(0)?.is_empty(),
            number::TRANSFER_FEE_CONFIG
            | number::CONFIDENTIAL_TRANSFER_MINT
            | number::DEFAULT_ACCOUNT_STATE
            | number::NON_TRANSFERABLE
            | number::INTEREST_BEARING_CONFIG
            | number::PERMANENT_DELEGATE
            | number::TRANSFER_HOOK
            | number::SCALED_UI_AMOUNT_CONFIG
            | number::PAUSABLE_CONFIG => return Err(value.misplaced(name)),
            _ => self.others.push(number),
        }
        Ok(())
    }
}

/// The extension `ConfidentialTransferAccount` of a token account, without its ciphertexts.
///
/// ```
/// use x402_core::svm::ConfidentialTransferAccount;
///
/// let account = ConfidentialTransferAccount {
///     approved: true,
///     allow_confidential_credits: true,
///     allow_non_confidential_credits: false,
/// };
/// assert!(!account.allow_non_confidential_credits, "it cannot be paid by an ordinary transfer");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct ConfidentialTransferAccount {
    /// Whether the mint's authority lets the account take part.
    pub approved: bool,
    /// Whether the account takes confidential transfers.
    pub allow_confidential_credits: bool,
    /// Whether the account takes ordinary transfers, such as payments.
    pub allow_non_confidential_credits: bool,
}

impl ConfidentialTransferAccount {
    fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        let approved = value.boolean("an approval")?;
        // A public key, three ciphertexts, and a balance that only the owner can decrypt.
        value.sub(32 + 3 * 64 + 36)?;
        Ok(Self {
            approved,
            allow_confidential_credits: value.boolean("a permission of confidential credits")?,
            allow_non_confidential_credits: value.boolean("a permission of credits")?,
        })
    }
}
