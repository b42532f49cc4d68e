//! What the sender of a transaction offers for its gas.

use alloc::{format, string::ToString};

use crate::ValueError;

/// The two fees of a transaction, in wei for each unit of gas.
///
/// The sender pays the block's base fee and, to the block's builder, the priority fee: together
/// at most the max fee. Any fee that an account can pay fits 128 bits.
///
/// Source: [EIP-1559](https://eips.ethereum.org/EIPS/eip-1559).
///
/// ```
/// use x402_core::evm::Fees;
///
/// let fees = Fees::new(2_000_000_000, 1_000_000)?;
/// assert_eq!(fees.max_fee_per_gas(), 2_000_000_000);
/// assert_eq!(fees.max_priority_fee_per_gas(), 1_000_000);
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Fees {
    max_fee_per_gas: u128,
    max_priority_fee_per_gas: u128,
}

impl Fees {
    /// The fees with these limits, in wei for each unit of gas.
    ///
    /// # Errors
    ///
    /// If the priority fee is above the max fee: no chain takes such a transaction.
    pub fn new(max_fee_per_gas: u128, max_priority_fee_per_gas: u128) -> Result<Self, ValueError> {
        if max_priority_fee_per_gas > max_fee_per_gas {
            return Err(ValueError::new(
                "max priority fee per gas",
                format!("at most the max fee per gas, {max_fee_per_gas}"),
                &max_priority_fee_per_gas.to_string(),
            ));
        }
        Ok(Self {
            max_fee_per_gas,
            max_priority_fee_per_gas,
        })
    }

    /// The most that the sender pays, base fee and priority fee together.
    #[must_use]
    pub const fn max_fee_per_gas(&self) -> u128 {
        self.max_fee_per_gas
    }

    /// The most that the block's builder gets.
    #[must_use]
    pub const fn max_priority_fee_per_gas(&self) -> u128 {
        self.max_priority_fee_per_gas
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_priority_fee_is_part_of_the_max_fee() {
        assert!(Fees::new(0, 0).is_ok());
        assert!(Fees::new(u128::MAX, u128::MAX).is_ok());
        assert_eq!(
            Fees::new(7, 8).unwrap_err().to_string(),
            r#"not a valid max priority fee per gas: expected at most the max fee per gas, 7, found "8""#
        );
    }
}
