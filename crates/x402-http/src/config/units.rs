//! Numbers in a configuration.

use std::{fmt, ops::RangeInclusive};

use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
};
use x402_core::amount::Amount;

use super::ConfigError;

/// A number of wei or lamports: an integer, or digits in a text, since an integer of TOML ends at
/// 9.2 ether.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Units(pub(super) Amount);

impl Units {
    /// As an integer of 128 bits, which every price of gas is.
    pub(super) fn to_u128(self) -> Option<u128> {
        self.0.to_string().parse().ok()
    }

    pub(super) fn to_u64(self) -> Option<u64> {
        self.0.to_string().parse().ok()
    }
}

impl<'de> Deserialize<'de> for Units {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UnitsVisitor)
    }
}

struct UnitsVisitor;

impl Visitor<'_> for UnitsVisitor {
    type Value = Units;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of wei or lamports: an integer, or its digits as text")
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Units, E> {
        let number = u64::try_from(number);
        let number =
            number.map_err(|_| E::custom("expected 0 or more, found a negative number"))?;
        Ok(Units(Amount::from(number)))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Units, E> {
        Ok(Units(Amount::from(number)))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Units, E> {
        let text = text.replace('_', "");
        let amount = text.parse::<Amount>();
        amount
            .map(Units)
            .map_err(|_| E::custom("expected digits, found another text"))
    }
}

/// A number within its bounds.
pub(super) fn within(
    place: impl Into<String>,
    number: u64,
    range: RangeInclusive<u64>,
) -> Result<u64, ConfigError> {
    if range.contains(&number) {
        return Ok(number);
    }
    let expected = format!("a number from {} to {}", range.start(), range.end());
    Err(ConfigError::new(place, &expected))
}
