//! The extensions of a mint.

use alloc::vec::Vec;

use super::{for_each, name, number};
use crate::svm::{
    AccountState, Address, TransferFeeConfig,
    token_data::{Fields, TokenDataError},
};

/// The extensions of a mint, by what they do to a transfer.
///
/// An extension that is absent is `None` or false.
///
/// ```
/// use x402_core::svm::{Mint, program};
///
/// let mut data = vec![0; 165];
/// data[45] = 1; // initialized
/// data.push(1); // a mint
/// data.extend([26, 0, 33, 0]); // PausableConfig: 33 bytes
/// data.extend([7; 32]); // the authority
/// data.push(1); // paused
///
/// let mint = Mint::parse(&data, &program::TOKEN_2022)?;
/// assert!(mint.extensions.pausable_config.is_some_and(|config| config.paused));
/// # Ok::<(), x402_core::svm::TokenDataError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct MintExtensions {
    /// `ConfidentialTransferMint`: balances may be encrypted.
    pub confidential_transfer_mint: Option<ConfidentialTransferMint>,
    /// `DefaultAccountState`: the state of a new token account. A frozen one must be thawed by
    /// the freeze authority before it can be paid.
    pub default_account_state: Option<AccountState>,
    /// `InterestBearingConfig`: what is shown grows; what is transferred does not.
    pub interest_bearing_config: Option<InterestBearingConfig>,
    /// `NonTransferable`: no token can be transferred.
    pub non_transferable: bool,
    /// `PausableConfig`: an authority can stop all transfers.
    pub pausable_config: Option<PausableConfig>,
    /// `PermanentDelegate`: the account that can transfer and burn every holder's tokens.
    pub permanent_delegate: Option<Address>,
    /// `ScaledUiAmountConfig`: what is shown is multiplied; what is transferred is not.
    pub scaled_ui_amount_config: Option<ScaledUiAmountConfig>,
    /// `TransferFeeConfig`: the receiver gets less than was sent.
    pub transfer_fee_config: Option<TransferFeeConfig>,
    /// `TransferHook`: each transfer calls another program.
    pub transfer_hook: Option<TransferHook>,
    /// The numbers of all other extensions, in order.
    pub others: Vec<u16>,
}

impl MintExtensions {
    pub(crate) fn read(extensions: Fields<'_>) -> Result<Self, TokenDataError> {
        let mut read = Self::default();
        for_each(extensions, |number, value| read.take(number, value))?;
        Ok(read)
    }

    fn take(&mut self, number: u16, value: Fields<'_>) -> Result<(), TokenDataError> {
        let name = name(number);
        let sized = |size| value.exactly(size, name);
        match number {
            number::TRANSFER_FEE_CONFIG => {
                self.transfer_fee_config = Some(TransferFeeConfig::read(sized(108)?)?);
            }
            number::CONFIDENTIAL_TRANSFER_MINT => {
                self.confidential_transfer_mint = Some(ConfidentialTransferMint::read(sized(65)?)?);
            }
            number::DEFAULT_ACCOUNT_STATE => {
                self.default_account_state = Some(AccountState::read(&mut sized(1)?)?);
            }
            number::NON_TRANSFERABLE => self.non_transferable = sized(0)?.is_empty(),
            number::INTEREST_BEARING_CONFIG => {
                self.interest_bearing_config = Some(InterestBearingConfig::read(sized(52)?)?);
            }
            number::PERMANENT_DELEGATE => self.permanent_delegate = sized(32)?.nonzero_address()?,
            number::TRANSFER_HOOK => self.transfer_hook = Some(TransferHook::read(sized(64)?)?),
            number::SCALED_UI_AMOUNT_CONFIG => {
                self.scaled_ui_amount_config = Some(ScaledUiAmountConfig::read(sized(56)?)?);
            }
            number::PAUSABLE_CONFIG => {
                self.pausable_config = Some(PausableConfig::read(sized(33)?)?);
            }
            number::TRANSFER_FEE_AMOUNT
            | number::CONFIDENTIAL_TRANSFER_ACCOUNT
            | number::IMMUTABLE_OWNER
            | number::MEMO_TRANSFER
            | number::CPI_GUARD
            | number::NON_TRANSFERABLE_ACCOUNT
            | number::TRANSFER_HOOK_ACCOUNT
            | number::PAUSABLE_ACCOUNT => return Err(value.misplaced(name)),
            _ => self.others.push(number),
        }
        Ok(())
    }
}

/// The extension `ConfidentialTransferMint` of a mint.
///
/// ```
/// use x402_core::svm::ConfidentialTransferMint;
///
/// let mint = ConfidentialTransferMint {
///     authority: None,
///     auto_approve_new_accounts: true,
///     auditor_elgamal_pubkey: None,
/// };
/// assert!(mint.auto_approve_new_accounts);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct ConfidentialTransferMint {
    /// The account that can change this and approve accounts.
    pub authority: Option<Address>,
    /// Whether a new account takes part without the authority's approval.
    pub auto_approve_new_accounts: bool,
    /// The public key whose owner can decrypt each confidential amount.
    pub auditor_elgamal_pubkey: Option<[u8; 32]>,
}

impl ConfidentialTransferMint {
    fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        Ok(Self {
            authority: value.nonzero_address()?,
            auto_approve_new_accounts: value.boolean("an approval of new accounts")?,
            auditor_elgamal_pubkey: Some(value.array()?).filter(|key| *key != [0; 32]),
        })
    }
}

/// The extension `InterestBearingConfig` of a mint: it changes what applications show, never
/// the atomic units of a transfer.
///
/// Rates are in basis points a year, times in Unix seconds.
///
/// ```
/// use x402_core::svm::InterestBearingConfig;
///
/// let config = InterestBearingConfig {
///     rate_authority: None,
///     initialization_timestamp: 1_740_672_100,
///     pre_update_average_rate: 500,
///     last_update_timestamp: 1_740_672_100,
///     current_rate: -250,
/// };
/// assert_eq!(config.current_rate, -250); // minus 2.5 % a year
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct InterestBearingConfig {
    /// The account that can change the rate.
    pub rate_authority: Option<Address>,
    /// When the mint was made.
    pub initialization_timestamp: i64,
    /// The average rate from then to the last update.
    pub pre_update_average_rate: i16,
    /// When the rate was last changed.
    pub last_update_timestamp: i64,
    /// The rate since then.
    pub current_rate: i16,
}

impl InterestBearingConfig {
    fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        Ok(Self {
            rate_authority: value.nonzero_address()?,
            initialization_timestamp: value.array().map(i64::from_le_bytes)?,
            pre_update_average_rate: value.array().map(i16::from_le_bytes)?,
            last_update_timestamp: value.array().map(i64::from_le_bytes)?,
            current_rate: value.array().map(i16::from_le_bytes)?,
        })
    }
}

/// The extension `PausableConfig` of a mint.
///
/// ```
/// use x402_core::svm::PausableConfig;
///
/// let config = PausableConfig { authority: None, paused: false };
/// assert!(!config.paused);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct PausableConfig {
    /// The account that can pause and resume.
    pub authority: Option<Address>,
    /// Whether every transfer is refused.
    pub paused: bool,
}

impl PausableConfig {
    fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        Ok(Self {
            authority: value.nonzero_address()?,
            paused: value.boolean("a pause")?,
        })
    }
}

/// The extension `ScaledUiAmountConfig` of a mint: it changes what applications show, never
/// the atomic units of a transfer.
///
/// A multiplier is kept as the bits of an IEEE 754 double, so that values can be compared.
///
/// ```
/// use x402_core::svm::ScaledUiAmountConfig;
///
/// let config = ScaledUiAmountConfig {
///     authority: None,
///     multiplier_bits: 1.5_f64.to_bits(),
///     new_multiplier_effective_timestamp: 0,
///     new_multiplier_bits: 1.5_f64.to_bits(),
/// };
/// assert_eq!(config.multiplier(), 1.5);
/// assert_eq!(config.new_multiplier(), 1.5);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct ScaledUiAmountConfig {
    /// The account that can change the multiplier.
    pub authority: Option<Address>,
    /// The bits of the multiplier before the change.
    pub multiplier_bits: u64,
    /// When the new multiplier takes effect, in Unix seconds.
    pub new_multiplier_effective_timestamp: i64,
    /// The bits of the multiplier after the change.
    pub new_multiplier_bits: u64,
}

impl ScaledUiAmountConfig {
    /// The multiplier before the change.
    #[must_use]
    pub const fn multiplier(&self) -> f64 {
        f64::from_bits(self.multiplier_bits)
    }

    /// The multiplier after the change.
    #[must_use]
    pub const fn new_multiplier(&self) -> f64 {
        f64::from_bits(self.new_multiplier_bits)
    }

    fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        Ok(Self {
            authority: value.nonzero_address()?,
            multiplier_bits: value.u64()?,
            new_multiplier_effective_timestamp: value.array().map(i64::from_le_bytes)?,
            new_multiplier_bits: value.u64()?,
        })
    }
}

/// The extension `TransferHook` of a mint.
///
/// ```
/// use x402_core::svm::TransferHook;
///
/// let hook = TransferHook { authority: None, program_id: None };
/// assert_eq!(hook.program_id, None, "nothing is called");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TransferHook {
    /// The account that can change the program.
    pub authority: Option<Address>,
    /// The program that every transfer calls, and that can refuse it; its accounts must be
    /// given to the transfer.
    pub program_id: Option<Address>,
}

impl TransferHook {
    fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        Ok(Self {
            authority: value.nonzero_address()?,
            program_id: value.nonzero_address()?,
        })
    }
}
