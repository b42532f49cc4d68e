//! Which networks are meant: one, or a whole namespace.

use alloc::{format, string::String};
use core::{fmt, str::FromStr};

use crate::{
    network::{Family, Network},
    value_error::ValueError,
};

/// One network, such as `eip155:8453`, or every network of a namespace, such as `eip155:*`.
///
/// As text, a network is named as people name it: `base` is `eip155:8453`.
///
/// Source: the networks that the SDKs register schemes for, and `signers` of `/supported`.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct NetworkPattern(Kind);

#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
enum Kind {
    Namespace(String),
    One(Network),
}

impl NetworkPattern {
    /// Every network of a family: `eip155:*` or `solana:*`.
    #[must_use]
    pub fn every(family: Family) -> Self {
        Self(Kind::Namespace(String::from(family.namespace())))
    }

    /// Whether `network` is meant.
    #[must_use]
    pub fn matches(&self, network: &Network) -> bool {
        match &self.0 {
            Kind::Namespace(namespace) => network.namespace() == namespace,
            Kind::One(one) => network == one,
        }
    }
}

impl fmt::Display for NetworkPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Namespace(namespace) => write!(f, "{namespace}:*"),
            Kind::One(network) => network.fmt(f),
        }
    }
}

impl From<Network> for NetworkPattern {
    fn from(network: Network) -> Self {
        Self(Kind::One(network))
    }
}

impl FromStr for NetworkPattern {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let Some(namespace) = text.strip_suffix(":*") else {
            return Network::named(text).map(Self::from);
        };
        // `0` is a reference in every family: the rest of the grammar is the network's.
        let network: Network = format!("{namespace}:0").parse().map_err(|_| {
            ValueError::new("network pattern", "`eip155:*` or a CAIP-2 network", text)
        })?;
        Ok(Self(Kind::Namespace(network.namespace().into())))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn known_answers() {
        for (pattern, network, matches) in [
            ("eip155:*", "eip155:8453", true),
            ("eip155:*", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp", false),
            ("eip155:8453", "eip155:8453", true),
            ("eip155:8453", "eip155:84532", false),
            ("solana:*", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", true),
        ] {
            let parsed: NetworkPattern = pattern.parse().unwrap();
            assert_eq!(parsed.to_string(), pattern);
            assert_eq!(
                parsed.matches(&network.parse().unwrap()),
                matches,
                "{pattern} {network}"
            );
        }
        for (name, same) in [("base", "eip155:8453"), ("Base Sepolia", "eip155:84532")] {
            assert_eq!(name.parse::<NetworkPattern>(), same.parse(), "{name}");
        }
        for text in [
            "bsae",
            "solana:mainnet",
            "",
            "*",
            ":*",
            "*:*",
            "eip155",
            "eip155:",
            "eip155:8*",
            "EIP155:*",
        ] {
            assert!(text.parse::<NetworkPattern>().is_err(), "{text:?}");
        }
    }
}
