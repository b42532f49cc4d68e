//! Prices as people write them: exact decimals, never binary fractions.

use x402_core::money;

use crate::{error::ValueError, value::digits};

/// A price as people write it, such as `$0.01` or `0.01 USDC`.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Money {
    /// The price in its one spelling.
    pub text: String,
    /// The token's symbol, if it names one.
    pub symbol: Option<String>,
}

impl From<&money::Money> for Money {
    fn from(money: &money::Money) -> Self {
        Self {
            text: money.to_string(),
            symbol: money.symbol().map(str::to_owned),
        }
    }
}

/// Reads a price.
#[uniffi::export]
pub fn parse_money(text: String) -> Result<Money, ValueError> {
    Ok((&money::Money::parse(&text)?).into())
}

/// A price in atomic units of a token with so many decimal places; it must be a whole number.
#[uniffi::export]
pub fn money_to_amount(price: String, decimals: u8) -> Result<String, ValueError> {
    Ok(digits(money::Money::parse(&price)?.to_amount(decimals)?))
}

/// The price that so many atomic units are.
#[uniffi::export(default(symbol = None))]
pub fn money_from_amount(
    amount: String,
    decimals: u8,
    symbol: Option<String>,
) -> Result<Money, ValueError> {
    let mut money = money::Money::from_amount(crate::value::amount(&amount)?, decimals);
    if let Some(symbol) = symbol {
        money = money.with_symbol(&symbol)?;
    }
    Ok((&money).into())
}
