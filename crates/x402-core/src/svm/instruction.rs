//! The data of the instructions that make up a payment.
//!
//! A memo needs no type: its instruction's data is the memo.

/// Compute Budget: how many compute units the transaction may use.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct SetComputeUnitLimit {
    /// The limit, in compute units.
    pub units: u32,
}

impl SetComputeUnitLimit {
    /// Reads the data of a Compute Budget instruction; `None` if it is not exactly this one.
    #[must_use]
    pub fn from_data(data: &[u8]) -> Option<Self> {
        match *<&[u8; 5]>::try_from(data).ok()? {
            [2, units @ ..] => Some(Self {
                units: u32::from_le_bytes(units),
            }),
            _ => None,
        }
    }

    /// The instruction's data.
    #[must_use]
    pub fn to_data(self) -> [u8; 5] {
        let mut data = [2; 5];
        let [_, units @ ..] = &mut data;
        *units = self.units.to_le_bytes();
        data
    }
}

/// Compute Budget: what the fee payer adds to the fee.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct SetComputeUnitPrice {
    /// The price of one compute unit of the limit, in millionths of a lamport.
    pub micro_lamports: u64,
}

impl SetComputeUnitPrice {
    /// Reads the data of a Compute Budget instruction; `None` if it is not exactly this one.
    #[must_use]
    pub fn from_data(data: &[u8]) -> Option<Self> {
        match *<&[u8; 9]>::try_from(data).ok()? {
            [3, price @ ..] => Some(Self {
                micro_lamports: u64::from_le_bytes(price),
            }),
            _ => None,
        }
    }

    /// The instruction's data.
    #[must_use]
    pub fn to_data(self) -> [u8; 9] {
        let mut data = [3; 9];
        let [_, price @ ..] = &mut data;
        *price = self.micro_lamports.to_le_bytes();
        data
    }
}

/// Token and Token-2022: moves tokens, if the mint has the stated decimals.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TransferChecked {
    /// How much, in atomic units.
    pub amount: u64,
    /// The mint's decimals, as the sender believes them to be.
    pub decimals: u8,
}

impl TransferChecked {
    /// Reads the data of a token instruction; `None` if it is not exactly this one.
    #[must_use]
    pub fn from_data(data: &[u8]) -> Option<Self> {
        match *<&[u8; 10]>::try_from(data).ok()? {
            [12, amount @ .., decimals] => Some(Self {
                amount: u64::from_le_bytes(amount),
                decimals,
            }),
            _ => None,
        }
    }

    /// The instruction's data.
    #[must_use]
    pub fn to_data(self) -> [u8; 10] {
        let mut data = [12; 10];
        let [_, amount @ .., decimals] = &mut data;
        *amount = self.amount.to_le_bytes();
        *decimals = self.decimals;
        data
    }
}

/// The accounts of a [`TransferChecked`], as indexes of the transaction's accounts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct TransferAccounts<'a> {
    /// The token account that is debited.
    pub source: u8,
    /// The mint of both token accounts.
    pub mint: u8,
    /// The token account that is credited.
    pub destination: u8,
    /// Who may debit: the source's owner or delegate, or a multisignature account.
    pub authority: u8,
    /// A multisignature account's signers; under Token-2022 also what the mint's hook needs.
    pub others: &'a [u8],
}

impl<'a> TransferAccounts<'a> {
    /// Names an instruction's accounts; `None` if there are fewer than four.
    #[must_use]
    pub fn from_indexes(account_indexes: &'a [u8]) -> Option<Self> {
        match account_indexes {
            &[source, mint, destination, authority, ref others @ ..] => Some(Self {
                source,
                mint,
                destination,
                authority,
                others,
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_exactly_its_own_data() {
        let limit = SetComputeUnitLimit { units: 20_000 };
        let price = SetComputeUnitPrice { micro_lamports: 1 };
        let transfer = TransferChecked {
            amount: 10_000,
            decimals: 6,
        };
        for data in [
            &[2, 0x20, 0x4e, 0, 0][..],
            &[3, 1, 0, 0, 0, 0, 0, 0, 0],
            &[12, 0x10, 0x27, 0, 0, 0, 0, 0, 0, 6],
            &[],
            &[2],
            &[2, 0x20, 0x4e, 0],
            &[2, 0x20, 0x4e, 0, 0, 0],
            &[1, 0x20, 0x4e, 0, 0],
            &[3, 1, 0, 0, 0, 0, 0, 0],
            &[3, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            &[3, 0x10, 0x27, 0, 0, 0, 0, 0, 0],
            &[12, 0x10, 0x27, 0, 0, 0, 0, 0, 0],
            &[12, 0x10, 0x27, 0, 0, 0, 0, 0, 0, 6, 0],
            &[13, 0x10, 0x27, 0, 0, 0, 0, 0, 0, 6],
        ] {
            assert_eq!(
                SetComputeUnitLimit::from_data(data),
                (data == limit.to_data()).then_some(limit),
                "{data:?}"
            );
            if let Some(found) = SetComputeUnitPrice::from_data(data) {
                assert_eq!(found.to_data(), data, "{data:?}");
            }
            assert_eq!(
                TransferChecked::from_data(data),
                (data == transfer.to_data()).then_some(transfer),
                "{data:?}"
            );
        }
        assert_eq!(
            SetComputeUnitPrice::from_data(&price.to_data()),
            Some(price)
        );
    }

    #[test]
    fn a_transfer_has_at_least_four_accounts() {
        assert_eq!(TransferAccounts::from_indexes(&[3, 4, 2]), None);
        assert_eq!(
            TransferAccounts::from_indexes(&[3, 4, 2, 1, 9]),
            Some(TransferAccounts {
                source: 3,
                mint: 4,
                destination: 2,
                authority: 1,
                others: &[9],
            })
        );
    }
}
