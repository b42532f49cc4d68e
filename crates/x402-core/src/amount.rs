//! Amounts in atomic token units.

use core::{fmt, str::FromStr};

use alloy_primitives::U256;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::value_error::ValueError;

/// A count of a token's atomic units: a `uint256`, never a count of dollars.
///
/// With a token of 6 decimals, 10000 is one cent; [`Money`](crate::money::Money) converts.
/// On the wire it is a string of decimal digits: `0`, or digits that begin with 1 to 9.
///
/// Source: core specification v2 §5, `amount`.
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Amount(U256);

impl Amount {
    /// The largest amount, 2^256-1.
    pub const MAX: Self = Self(U256::MAX);

    /// Nothing.
    pub const ZERO: Self = Self(U256::ZERO);

    /// The amount that 32 bytes stand for, most significant byte first, as contracts encode it.
    #[must_use]
    pub const fn from_be_bytes(bytes: [u8; 32]) -> Self {
        Self(U256::from_be_bytes(bytes))
    }

    /// The amount that is this number.
    #[must_use]
    pub const fn from_u256(number: U256) -> Self {
        Self(number)
    }

    /// The amount as contracts encode it: 32 bytes, most significant byte first.
    #[must_use]
    pub const fn to_be_bytes(self) -> [u8; 32] {
        self.0.to_be_bytes()
    }

    /// The amount as a number.
    #[must_use]
    pub const fn to_u256(self) -> U256 {
        self.0
    }

    /// The amount as Solana's token programs count it, or `None` above 2^64-1.
    #[must_use]
    pub fn to_u64(self) -> Option<u64> {
        u64::try_from(self.0).ok()
    }

    /// Whether it is nothing.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The sum, or `None` above 2^256-1.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference, or `None` below 0.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Amount({self})")
    }
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nearly every payment fits, and a machine word is far quicker to divide.
        match self.to_u64() {
            Some(small) => fmt::Display::fmt(&small, f),
            None => fmt::Display::fmt(&self.0, f),
        }
    }
}

impl From<u64> for Amount {
    fn from(number: u64) -> Self {
        Self(U256::from(number))
    }
}

impl From<u128> for Amount {
    fn from(number: u128) -> Self {
        Self(U256::from(number))
    }
}

impl From<U256> for Amount {
    fn from(number: U256) -> Self {
        Self(number)
    }
}

impl From<Amount> for U256 {
    fn from(amount: Amount) -> Self {
        amount.0
    }
}

impl FromStr for Amount {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if !is_canonical_decimal(text) {
            return Err(ValueError::new(
                NOUN,
                "decimal digits without sign, point, exponent, space or leading zero",
                text,
            ));
        }
        if let Ok(small) = text.parse::<u64>() {
            return Ok(Self::from(small)); // nearly every payment
        }
        append_digits(U256::ZERO, text.as_bytes())
            .map(Self)
            .ok_or_else(|| ValueError::new(NOUN, "at most 2^256-1", text))
    }
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(AmountVisitor)
    }
}

struct AmountVisitor;

impl de::Visitor<'_> for AmountVisitor {
    type Value = Amount;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount as a string of decimal digits")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Amount, E> {
        text.parse().map_err(E::custom)
    }
}

/// Whether the text is `0`, or digits that begin with 1 to 9.
pub(crate) fn is_canonical_decimal(text: &str) -> bool {
    match text.as_bytes() {
        [b'0'] => true,
        [b'1'..=b'9', rest @ ..] => rest.iter().all(u8::is_ascii_digit),
        _ => false,
    }
}

/// Writes ASCII digits behind a decimal number; `None` above 2^256-1.
pub(crate) fn append_digits(number: U256, digits: &[u8]) -> Option<U256> {
    digits
        .chunks(DIGITS_OF_A_WORD)
        .try_fold(number, |number, chunk| {
            let (power, word) = chunk.iter().fold((1, 0), |(power, word), digit| {
                (power * 10, word * 10 + u64::from(digit & 0xf))
            });
            if number.is_zero() {
                return Some(U256::from(word));
            }
            number
                .checked_mul(U256::from::<u64>(power))?
                .checked_add(U256::from(word))
        })
}

const NOUN: &str = "amount";

/// So many decimal digits, and 10 to their number, always fit 64 bits.
const DIGITS_OF_A_WORD: usize = 19;

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };
    use proptest::prelude::*;

    use super::*;

    const TWO_TO_256_LESS_1: &str =
        "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    #[test]
    fn reads_and_writes_canonical_decimals() {
        for (text, number) in [
            ("0", U256::ZERO),
            ("1", U256::from(1)),
            ("10000", U256::from(10_000)),
            ("18446744073709551615", U256::from(u64::MAX)),
            ("18446744073709551616", U256::from(1) << 64),
            (
                "9999999999999999999",
                U256::from(9_999_999_999_999_999_999_u64),
            ),
            (
                "10000000000000000000",
                U256::from(10_000_000_000_000_000_000_u64),
            ),
            (
                "340282366920938463463374607431768211456",
                U256::from(1) << 128,
            ),
            (TWO_TO_256_LESS_1, U256::MAX),
        ] {
            let amount: Amount = text.parse().expect(text);
            assert_eq!(amount.to_u256(), number, "{text}");
            assert_eq!(amount.to_string(), text);
        }
    }

    #[test]
    fn refuses_every_other_spelling() {
        for text in [
            "",
            "00",
            "01",
            "010000",
            "+10000",
            "-1",
            "-0",
            "1e4",
            "1E4",
            "0x2710",
            "0o23420",
            "0b1",
            "10_000",
            "10,000",
            "10000.0",
            "0.01",
            ".5",
            "1.",
            " 10000",
            "10000 ",
            "10000\n",
            "\t1",
            "10000n",
            "١٠٠٠٠",
            "１００００",
            "٠",
            "NaN",
            "Infinity",
            "null",
            "true",
            "1\0",
            "/",
            ":",
        ] {
            let error = text.parse::<Amount>().expect_err(text);
            assert!(error.expected().starts_with("decimal digits"), "{text:?}");
        }
    }

    #[test]
    fn refuses_more_than_a_uint256_instead_of_wrapping() {
        for text in [
            "115792089237316195423570985008687907853269984665640564039457584007913129639936",
            "115792089237316195423570985008687907853269984665640564039457584007913129649936",
            "999999999999999999999999999999999999999999999999999999999999999999999999999999",
            &"9".repeat(79),
            &"1".repeat(1000),
        ] {
            let error = text.parse::<Amount>().expect_err(text);
            assert_eq!(error.expected(), "at most 2^256-1", "{text}");
        }
    }

    #[test]
    fn says_what_is_wrong() {
        assert_eq!(
            "0x2710".parse::<Amount>().unwrap_err().to_string(),
            "not a valid amount: expected decimal digits without sign, point, exponent, \
             space or leading zero, found \"0x2710\""
        );
    }

    #[test]
    fn is_a_string_in_json() {
        assert_eq!(
            serde_json::to_string(&Amount::from(10_000_u64)).unwrap(),
            "\"10000\""
        );
        assert_eq!(
            serde_json::from_str::<Amount>("\"10000\"").unwrap(),
            Amount::from(10_000_u64)
        );
        for json in [
            "10000", "1e4", "0.01", "true", "null", "\"\"", "\"010\"", "[]",
        ] {
            assert!(serde_json::from_str::<Amount>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn computes_within_its_bounds() {
        let one = Amount::from(1_u64);
        assert_eq!(Amount::MAX.checked_add(one), None);
        assert_eq!(Amount::ZERO.checked_sub(one), None);
        assert_eq!(one.checked_add(one), Some(Amount::from(2_u64)));
        assert_eq!(one.checked_sub(one), Some(Amount::ZERO));
        assert!(Amount::ZERO.is_zero() && !one.is_zero());
        assert_eq!(Amount::from(u64::MAX).to_u64(), Some(u64::MAX));
        assert_eq!(Amount::from(u128::from(u64::MAX) + 1).to_u64(), None);
    }

    #[test]
    fn formats_like_an_integer() {
        assert_eq!(format!("{:>7}", Amount::from(10_000_u64)), "  10000");
        assert_eq!(format!("{:?}", Amount::from(10_000_u64)), "Amount(10000)");
    }

    proptest! {
        #[test]
        fn text_round_trips(bytes: [u8; 32], shift in 0_usize..256) {
            // Shifted, so that short numbers come up as often as long ones.
            let amount = Amount(U256::from_be_bytes(bytes) >> shift);
            prop_assert_eq!(amount.to_string().parse(), Ok(amount));
            prop_assert_eq!(Amount::from_be_bytes(amount.to_be_bytes()), amount);
        }

        #[test]
        fn what_is_read_is_written_back(text in "[0-9]{0,80}|\\PC{0,8}") {
            if let Ok(amount) = text.parse::<Amount>() {
                prop_assert_eq!(amount.to_string(), text);
            }
        }

        #[test]
        fn orders_as_numbers(a: u128, b: u128) {
            prop_assert_eq!(Amount::from(a).cmp(&Amount::from(b)), a.cmp(&b));
        }

        #[test]
        fn json_round_trips(number: u128) {
            let json: String = serde_json::to_string(&Amount::from(number)).unwrap();
            prop_assert_eq!(serde_json::from_str::<Amount>(&json).unwrap(), Amount::from(number));
        }
    }
}
