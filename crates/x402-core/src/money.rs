//! Prices as people write them.

use alloc::{boxed::Box, format, string::ToString};
use core::{fmt, str::FromStr};

use alloy_primitives::U256;

use crate::{
    amount::{Amount, append_digits, is_canonical_decimal},
    value_error::ValueError,
};

/// A price as people write it, such as `$0.01` or `0.01 USDC`: an exact decimal, never a float.
///
/// - An optional `$`, then `0` or digits that begin with 1 to 9, then optionally a point and
///   more digits. Signs, exponents, thousands separators, `.5` and `1.` are refused.
/// - Optionally spaces and a unit: the symbol of a token (a letter, then letters, digits or
///   points), `USD`, or `cent` or `cents` without the `$`. `usd` and `Cents` are read as well.
/// - A price in dollars or cents names no token: the network's default dollar asset is meant.
///
/// Spellings of one price are equal: `$0.10`, `0.1 usd` and `10 cents`.
/// A price becomes an [`Amount`] exactly or not at all; nothing is ever rounded.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Money {
    /// The decimal without its point, and without the zeros that end its fraction.
    digits: U256,
    /// How many of the digits stand behind the point.
    scale: u8,
    symbol: Option<Box<str>>,
}

impl Money {
    /// Converts atomic units to a decimal: 10000 units of a token with 6 decimals are `0.01`.
    #[must_use]
    pub fn from_amount(amount: Amount, decimals: u8) -> Self {
        let (mut digits, mut scale) = (amount.to_u256(), decimals);
        while scale > 0 {
            let (quotient, remainder) = digits.div_rem(TEN);
            if !remainder.is_zero() {
                break;
            }
            (digits, scale) = (quotient, scale - 1);
        }
        Self {
            digits,
            scale,
            symbol: None,
        }
    }

    /// The same price in the token of this symbol.
    ///
    /// # Errors
    ///
    /// The symbol is not a letter followed by letters, digits or points.
    pub fn with_symbol(self, symbol: &str) -> Result<Self, ValueError> {
        Ok(Self {
            symbol: named_token(symbol)?,
            ..self
        })
    }

    /// Reads a price.
    ///
    /// # Errors
    ///
    /// The text is no exact decimal with an optional `$` and symbol, has more than 255 decimal
    /// places, or exceeds 2^256-1 when its point is left out.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let refuse = |expected| ValueError::new(NOUN, expected, text);
        let sign = text.strip_prefix('$');
        let number = sign.map_or(text, |rest| rest.trim_start_matches(' '));
        let (number, unit) = match number.split_once(' ') {
            Some((number, unit)) => (number, Unit::parse(unit.trim_start_matches(' '))?),
            None => (number, Unit::Dollars),
        };
        if sign.is_some() && unit == Unit::Cents {
            return Err(refuse(UNDERSTOOD));
        }
        let (whole, fraction) = match number.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (number, None),
        };
        if !is_canonical_decimal(whole) || fraction.is_some_and(|digits| !is_digits(digits)) {
            return Err(refuse(UNDERSTOOD));
        }
        let fraction = fraction.unwrap_or_default().trim_end_matches('0');
        let places = match unit {
            Unit::Cents => fraction.len().saturating_add(2),
            Unit::Dollars | Unit::Token(_) => fraction.len(),
        };
        let scale = u8::try_from(places).map_err(|_| refuse("at most 255 decimal places"))?;
        let digits = append_digits(U256::ZERO, whole.as_bytes())
            .and_then(|whole| append_digits(whole, fraction.as_bytes()))
            .ok_or_else(|| refuse("at most 2^256-1 when the point is left out"))?;
        Ok(Self {
            symbol: unit.into_symbol(),
            // Without the zeros that end the fraction: `50 cents` are `0.5`.
            ..Self::from_amount(Amount::from(digits), scale)
        })
    }

    /// The symbol of the token that was named; `None` means the network's default dollar asset.
    #[must_use]
    pub fn symbol(&self) -> Option<&str> {
        self.symbol.as_deref()
    }

    /// The price in atomic units of a token with `decimals`.
    ///
    /// # Errors
    ///
    /// The price has more decimal places than the token, or is above 2^256-1 of its units.
    pub fn to_amount(&self, decimals: u8) -> Result<Amount, ValueError> {
        let refuse = |expected| ValueError::new(NOUN, expected, &self.to_string());
        let Some(missing) = decimals.checked_sub(self.scale) else {
            return Err(refuse(match decimals {
                0 => "no decimal places, as the token has none".to_string(),
                _ => format!("at most {decimals} decimal places, as the token has"),
            }));
        };
        if self.digits.is_zero() {
            return Ok(Amount::ZERO);
        }
        TEN.checked_pow(U256::from(missing))
            .and_then(|power| self.digits.checked_mul(power))
            .map(Amount::from)
            .ok_or_else(|| {
                refuse(format!(
                    "at most 2^256-1 atomic units of a token with {decimals} decimals"
                ))
            })
    }
}

impl fmt::Display for Money {
    /// The shortest spelling, such as `0.01` or `0.01 USDC`, which reads back as the same price.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scale = usize::from(self.scale);
        let mut text = format!("{:0>width$}", self.digits.to_string(), width = scale + 1);
        if scale > 0 {
            text.insert(text.len().saturating_sub(scale), '.');
        }
        if let Some(symbol) = &self.symbol {
            text.push(' ');
            text.push_str(symbol);
        }
        f.pad(&text)
    }
}

impl FromStr for Money {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

/// The token that a symbol names; `None` for dollars.
pub(crate) fn named_token(symbol: &str) -> Result<Option<Box<str>>, ValueError> {
    match Unit::parse(symbol)? {
        Unit::Cents => Err(ValueError::new(SYMBOL, "a symbol other than cents", symbol)),
        unit => Ok(unit.into_symbol()),
    }
}

/// The unit of a price.
#[derive(Eq, PartialEq)]
enum Unit {
    Dollars,
    Cents,
    Token(Box<str>),
}

impl Unit {
    fn parse(word: &str) -> Result<Self, ValueError> {
        let is_any = |words: &[&str]| words.iter().any(|known| word.eq_ignore_ascii_case(known));
        let is_symbol = word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
        if !is_symbol {
            return Err(ValueError::new(
                SYMBOL,
                "a letter followed by letters, digits or points",
                word,
            ));
        }
        Ok(if is_any(&[DOLLAR]) {
            Self::Dollars
        } else if is_any(CENTS) {
            Self::Cents
        } else {
            Self::Token(word.into())
        })
    }

    fn into_symbol(self) -> Option<Box<str>> {
        match self {
            Self::Token(symbol) => Some(symbol),
            Self::Dollars | Self::Cents => None,
        }
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

const NOUN: &str = "price";

const SYMBOL: &str = "symbol";

/// The prices and limits that are understood, for errors.
pub(crate) const UNDERSTOOD: &str =
    "`$0.05`, `0.05`, `0.05 USD`, `5 cents` or an amount of a token such as `0.05 USDC`";

/// What a price in dollars may have instead of `$`, in any case.
const DOLLAR: &str = "USD";

/// The words for cents, in any case.
const CENTS: &[&str] = &["cent", "cents"];

const TEN: U256 = U256::from_limbs([10, 0, 0, 0]);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn known_prices() {
        for (text, decimals, amount, symbol, display) in [
            ("$0.01", 6, "10000", None, "0.01"),
            ("0.01", 6, "10000", None, "0.01"),
            ("0.01 USDC", 6, "10000", Some("USDC"), "0.01 USDC"),
            ("$0.01 USDC", 6, "10000", Some("USDC"), "0.01 USDC"),
            ("0.01 USD", 6, "10000", None, "0.01"),
            ("$0.01  USD", 6, "10000", None, "0.01"),
            ("1.5 USDC.e", 6, "1500000", Some("USDC.e"), "1.5 USDC.e"),
            ("1 usd", 6, "1000000", None, "1"),
            ("$1 Usd", 6, "1000000", None, "1"),
            ("5 cents", 6, "50000", None, "0.05"),
            ("1 CENT", 6, "10000", None, "0.01"),
            ("50 cents", 6, "500000", None, "0.5"),
            ("100 cents", 6, "1000000", None, "1"),
            ("0 cents", 6, "0", None, "0"),
            ("0.5 cents", 6, "5000", None, "0.005"),
            ("1 usdc", 6, "1000000", Some("usdc"), "1 usdc"),
            ("$ 1", 6, "1000000", None, "1"),
            ("$1.00", 6, "1000000", None, "1"),
            ("0", 6, "0", None, "0"),
            ("0.000", 2, "0", None, "0"),
            ("0", 255, "0", None, "0"),
            ("0.000001", 6, "1", None, "0.000001"),
            ("0.0000010", 6, "1", None, "0.000001"),
            ("5", 0, "5", None, "5"),
            (
                "123456789.123456789",
                9,
                "123456789123456789",
                None,
                "123456789.123456789",
            ),
            ("0.01", 18, "10000000000000000", None, "0.01"),
            (
                "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
                18,
                "115792089237316195423570985008687907853269984665640564039457584007913129639935",
                None,
                "115792089237316195423570985008687907853269984665640564039457.584007913129639935",
            ),
        ] {
            let money: Money = text.parse().expect(text);
            assert_eq!(money.symbol(), symbol, "{text}");
            assert_eq!(
                money.to_amount(decimals).expect(text).to_string(),
                amount,
                "{text}"
            );
            assert_eq!(money.to_string(), display, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_plain_decimal() {
        for text in [
            "",
            "$",
            " ",
            "abc",
            "1e-3",
            "-1",
            "-$1",
            "$-1",
            "+1",
            "$1,000",
            "1_000",
            ".5",
            "1.",
            "$.5",
            "01",
            "00.5",
            "0x10",
            "١",
            "0.١",
            "１",
            "NaN",
            "inf",
            "$$1",
            "1$",
            "USDC 1",
            " 1",
            "1 ",
            "1\tUSDC",
            "1\u{a0}USDC",
            "1\n",
            "$\t1",
            "1.2.3",
            "50%",
            "1 2",
            "1 .e",
            "1 USDC EURC",
            "1 USD₮0",
            "1 USD-C",
            "$5 cents",
            "5 cents USD",
            "5 USD cents",
            "5cents",
        ] {
            assert!(Money::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn refuses_instead_of_rounding() {
        for (text, decimals, expected) in [
            ("0.0000019", 6, "at most 6 decimal places, as the token has"),
            ("0.0000001", 6, "at most 6 decimal places, as the token has"),
            ("$1.005", 2, "at most 2 decimal places, as the token has"),
            ("1.5", 0, "no decimal places, as the token has none"),
            (
                "115792089237316195423570985008687907853269984665640564039457.584007913129639936",
                18,
                "",
            ),
            (
                "115792089237316195423570985008687907853269984665640564039458",
                18,
                "at most 2^256-1 atomic units of a token with 18 decimals",
            ),
            (
                "1",
                78,
                "at most 2^256-1 atomic units of a token with 78 decimals",
            ),
            (
                "1",
                255,
                "at most 2^256-1 atomic units of a token with 255 decimals",
            ),
        ] {
            match Money::parse(text) {
                Ok(money) => {
                    let error = money.to_amount(decimals).expect_err(text);
                    assert_eq!(error.expected(), expected, "{text}");
                }
                Err(error) => {
                    assert_eq!(
                        error.expected(),
                        "at most 2^256-1 when the point is left out"
                    );
                    assert_eq!(expected, "", "{text}");
                }
            }
        }
        for places in [
            format!("0.{}1", "0".repeat(255)),
            format!("0.{}1 cents", "0".repeat(253)),
        ] {
            assert_eq!(
                Money::parse(&places).unwrap_err().expected(),
                "at most 255 decimal places"
            );
        }
    }

    #[test]
    fn spellings_of_one_price_are_equal() {
        assert_eq!(Money::parse("$0.10"), Money::parse("0.1 USD"));
        assert_eq!(Money::parse("$0.10"), Money::parse("10 cents"));
        assert_ne!(Money::parse("0.1 USDC"), Money::parse("0.1"));
        assert_eq!(
            Money::parse("0.1").and_then(|money| money.with_symbol("USDC")),
            Money::parse("0.1 USDC")
        );
        for symbol in ["", "cents", "Cent"] {
            let nothing = Money::from_amount(Amount::ZERO, 0);
            assert!(nothing.with_symbol(symbol).is_err(), "{symbol:?}");
        }
    }

    #[test]
    fn shows_amounts_in_human_units() {
        for (amount, decimals, display) in [
            (10_000_u32, 6, "0.01"),
            (1, 6, "0.000001"),
            (1, 0, "1"),
            (1_000_000, 6, "1"),
            (1_000_000, 0, "1000000"),
            (1_234_567, 6, "1.234567"),
            (0, 6, "0"),
            (0, 255, "0"),
            (100, 20, "0.000000000000000001"),
        ] {
            let money = Money::from_amount(Amount::from(u64::from(amount)), decimals);
            assert_eq!(
                money.to_string(),
                display,
                "{amount} of {decimals} decimals"
            );
        }
        let small = Money::from_amount(Amount::from(1_u64), 255).to_string();
        assert_eq!(small.len(), 257);
    }

    proptest! {
        #[test]
        fn amounts_round_trip(bytes: [u8; 32], shift in 0_usize..256, decimals: u8) {
            let amount = Amount::from(U256::from_be_bytes(bytes) >> shift);
            let money = Money::from_amount(amount, decimals);
            prop_assert_eq!(money.to_amount(decimals), Ok(amount));
            prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
        }

        #[test]
        fn any_text_is_a_price_or_an_error(text in "\\PC{0,16}|\\$? ?[0-9]{1,90}(\\.[0-9]{0,90})?( [A-Za-z0-9.]{0,6})?") {
            if let Ok(money) = Money::parse(&text) {
                prop_assert_eq!(Money::parse(&money.to_string()), Ok(money));
            }
        }
    }
}
