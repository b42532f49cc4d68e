//! Leaf values.

use std::str::FromStr;

use x402_core::{
    Address, amount::Amount, network::Network, timestamp::UnixTimestamp as CoreTimestamp,
};

use crate::error::ValueError;

/// Seconds since 1970-01-01T00:00:00Z, at most 10^11: a number of milliseconds is refused.
#[derive(Clone, Copy, Debug)]
pub struct UnixTimestamp(pub(crate) CoreTimestamp);

uniffi::custom_type!(UnixTimestamp, u64, {
    try_lift: |seconds| Ok(UnixTimestamp(CoreTimestamp::new(seconds)?)),
    lower: |moment| moment.0.seconds(),
});

/// Reads a leaf value from its text.
pub(crate) fn parse<T: FromStr<Err = x402_core::ValueError>>(text: &str) -> Result<T, ValueError> {
    Ok(text.parse()?)
}

/// Reads a list of them.
pub(crate) fn parse_all<T: FromStr<Err = x402_core::ValueError>>(
    texts: &[String],
) -> Result<Vec<T>, ValueError> {
    texts.iter().map(|text| parse(text)).collect()
}

/// An amount in atomic units, as decimal digits.
pub(crate) fn amount(text: &str) -> Result<Amount, ValueError> {
    parse(text)
}

/// A network by its name, such as `base`, or its CAIP-2 name.
pub(crate) fn network(text: &str) -> Result<Network, ValueError> {
    Ok(Network::named(text)?)
}

/// An address of any family: hex with `0x` on EVM chains, else base58.
pub(crate) fn address(text: &str) -> Result<Address, ValueError> {
    parse(text)
}

/// A list of addresses.
pub(crate) fn addresses(texts: &[String]) -> Result<Vec<Address>, ValueError> {
    texts.iter().map(|text| address(text)).collect()
}

/// An amount as decimal digits.
pub(crate) fn digits(amount: Amount) -> String {
    amount.to_string()
}
