//! Extensions of Token-2022 that stop a transfer or change what it moves.
//!
//! The others are kept by their number, see
//! [`ExtensionType`](https://docs.rs/spl-token-2022-interface/latest/spl_token_2022_interface/extension/enum.ExtensionType.html).

mod account;
mod mint;

pub use self::{
    account::{AccountExtensions, ConfidentialTransferAccount},
    mint::{
        ConfidentialTransferMint, InterestBearingConfig, MintExtensions, PausableConfig,
        ScaledUiAmountConfig, TransferHook,
    },
};
use crate::svm::token_data::{Fields, TokenDataError};

/// Hands each extension to `take`, in order.
///
/// A number of the program's that occurs twice is refused: the program reads only the first.
fn for_each<'a>(
    mut extensions: Fields<'a>,
    mut take: impl FnMut(u16, Fields<'a>) -> Result<(), TokenDataError>,
) -> Result<(), TokenDataError> {
    let mut seen = 0_u64;
    while let Some((number, value)) = extensions.extension()? {
        // The program has less than half as many; beyond, order and number are kept as they are.
        let bit = 1_u64.checked_shl(number.into()).unwrap_or(0);
        if seen & bit != 0 {
            return Err(value.duplicate(number));
        }
        seen |= bit;
        take(number, value)?;
    }
    Ok(())
}

/// The numbers of the extensions that are read.
mod number {
    pub(super) const TRANSFER_FEE_CONFIG: u16 = 1;
    pub(super) const TRANSFER_FEE_AMOUNT: u16 = 2;
    pub(super) const CONFIDENTIAL_TRANSFER_MINT: u16 = 4;
    pub(super) const CONFIDENTIAL_TRANSFER_ACCOUNT: u16 = 5;
    pub(super) const DEFAULT_ACCOUNT_STATE: u16 = 6;
    pub(super) const IMMUTABLE_OWNER: u16 = 7;
    pub(super) const MEMO_TRANSFER: u16 = 8;
    pub(super) const NON_TRANSFERABLE: u16 = 9;
    pub(super) const INTEREST_BEARING_CONFIG: u16 = 10;
    pub(super) const CPI_GUARD: u16 = 11;
    pub(super) const PERMANENT_DELEGATE: u16 = 12;
    pub(super) const NON_TRANSFERABLE_ACCOUNT: u16 = 13;
    pub(super) const TRANSFER_HOOK: u16 = 14;
    pub(super) const TRANSFER_HOOK_ACCOUNT: u16 = 15;
    pub(super) const SCALED_UI_AMOUNT_CONFIG: u16 = 25;
    pub(super) const PAUSABLE_CONFIG: u16 = 26;
    pub(super) const PAUSABLE_ACCOUNT: u16 = 27;
}

/// What the program calls an extension that is read.
fn name(number: u16) -> &'static str {
    match number {
        number::TRANSFER_FEE_CONFIG => "TransferFeeConfig",
        number::TRANSFER_FEE_AMOUNT => "TransferFeeAmount",
        number::CONFIDENTIAL_TRANSFER_MINT => "ConfidentialTransferMint",
        number::CONFIDENTIAL_TRANSFER_ACCOUNT => "ConfidentialTransferAccount",
        number::DEFAULT_ACCOUNT_STATE => "DefaultAccountState",
        number::IMMUTABLE_OWNER => "ImmutableOwner",
        number::MEMO_TRANSFER => "MemoTransfer",
        number::NON_TRANSFERABLE => "NonTransferable",
        number::INTEREST_BEARING_CONFIG => "InterestBearingConfig",
        number::CPI_GUARD => "CpiGuard",
        number::PERMANENT_DELEGATE => "PermanentDelegate",
        number::NON_TRANSFERABLE_ACCOUNT => "NonTransferableAccount",
        number::TRANSFER_HOOK => "TransferHook",
        number::TRANSFER_HOOK_ACCOUNT => "TransferHookAccount",
        number::SCALED_UI_AMOUNT_CONFIG => "ScaledUiAmountConfig",
        number::PAUSABLE_CONFIG => "PausableConfig",
        number::PAUSABLE_ACCOUNT => "PausableAccount",
        _ => "another extension",
    }
}
