//! What a mint of Token-2022 keeps of each transfer.

use crate::svm::{
    Address,
    token_data::{Fields, TokenDataError},
};

/// The extension `TransferFeeConfig` of a mint: the fee that is withheld from what the receiver
/// of a transfer gets.
///
/// A change of the fee takes effect at the beginning of an epoch: until then the older fee
/// applies.
///
/// Source: [Token-2022, transfer fees](https://www.solana-program.com/docs/token-2022/extensions#transfer-fees).
///
/// ```
/// use x402_core::svm::{TransferFee, TransferFeeConfig};
///
/// let fee = |epoch, basis_points| TransferFee { epoch, maximum_fee: 5_000, basis_points };
/// let config = TransferFeeConfig {
///     transfer_fee_config_authority: None,
///     withdraw_withheld_authority: None,
///     withheld_amount: 0,
///     older_transfer_fee: fee(600, 0),
///     newer_transfer_fee: fee(702, 50),
/// };
/// assert_eq!(config.fee(10_001, 701), 0);
/// assert_eq!(config.fee(10_001, 702), 51); // 0.5 %, rounded up
/// assert_eq!(config.fee(5_000_000, 702), 5_000); // the maximum
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TransferFeeConfig {
    /// The account that can change the fee.
    pub transfer_fee_config_authority: Option<Address>,
    /// The account that can withdraw what was withheld.
    pub withdraw_withheld_authority: Option<Address>,
    /// What was withheld and moved to the mint, in atomic units.
    pub withheld_amount: u64,
    /// The fee before the epoch of the newer one.
    pub older_transfer_fee: TransferFee,
    /// The fee from its epoch on.
    pub newer_transfer_fee: TransferFee,
}

impl TransferFeeConfig {
    /// The fee that applies in `epoch`.
    #[must_use]
    pub const fn transfer_fee(&self, epoch: u64) -> &TransferFee {
        if epoch >= self.newer_transfer_fee.epoch {
            &self.newer_transfer_fee
        } else {
            &self.older_transfer_fee
        }
    }

    /// What a transfer of `amount` in `epoch` withholds, in atomic units: the receiver gets
    /// `amount` less this.
    #[must_use]
    pub fn fee(&self, amount: u64, epoch: u64) -> u64 {
        self.transfer_fee(epoch).of(amount)
    }

    pub(super) fn read(mut value: Fields<'_>) -> Result<Self, TokenDataError> {
        Ok(Self {
            transfer_fee_config_authority: value.nonzero_address()?,
            withdraw_withheld_authority: value.nonzero_address()?,
            withheld_amount: value.u64()?,
            older_transfer_fee: TransferFee::read(&mut value)?,
            newer_transfer_fee: TransferFee::read(&mut value)?,
        })
    }
}

/// A fee on transfers: a part of the amount, up to a maximum.
///
/// ```
/// use x402_core::svm::TransferFee;
///
/// let fee = TransferFee { epoch: 0, maximum_fee: u64::MAX, basis_points: 1 };
/// assert_eq!(fee.of(10_000), 1);
/// assert_eq!(fee.of(10_001), 2);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TransferFee {
    /// The first epoch in which it applies.
    pub epoch: u64,
    /// The most that a transfer costs, in atomic units.
    pub maximum_fee: u64,
    /// The part of the amount, in hundredths of a percent: at most 10000.
    pub basis_points: u16,
}

impl TransferFee {
    /// What a transfer of `amount` withholds, in atomic units: rounded up, then limited.
    #[must_use]
    pub fn of(&self, amount: u64) -> u64 {
        let product = u128::from(amount) * u128::from(self.basis_points);
        let fee = product.div_ceil(u128::from(MAX_BASIS_POINTS));
        u64::try_from(fee).map_or(self.maximum_fee, |fee| fee.min(self.maximum_fee))
    }

    fn read(value: &mut Fields<'_>) -> Result<Self, TokenDataError> {
        let epoch = value.u64()?;
        let maximum_fee = value.u64()?;
        let offset = value.offset();
        let basis_points = value.u16()?;
        if basis_points > MAX_BASIS_POINTS {
            return Err(value.value(offset, "at most 10000 basis points", basis_points));
        }
        Ok(Self {
            epoch,
            maximum_fee,
            basis_points,
        })
    }
}

/// The whole amount, in basis points.
const MAX_BASIS_POINTS: u16 = 10_000;
