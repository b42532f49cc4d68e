//! Version 1's own names of networks.

use core::{fmt, str::FromStr};

use crate::{
    network::{Family, Network},
    value_error::ValueError,
};

/// A network by the name that version 1 has for it, such as `base-sepolia`.
///
/// Version 1 never defined its names; these are the official SDKs'. Where they disagree about a
/// chain id, the id stands that the chain itself answers. Messages with other names are read too.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NetworkName {
    name: &'static str,
    network: &'static str,
}

impl NetworkName {
    /// Every name, family by family.
    pub fn all() -> impl Iterator<Item = Self> {
        let rows = Family::ALL.iter().flat_map(|family| family.v1_names());
        rows.map(|&(name, network)| Self { name, network })
    }

    /// The name that version 1 has for a network, if it has one.
    #[must_use]
    pub fn of(network: &Network) -> Option<Self> {
        Self::all().find(|name| name.network == network.as_str())
    }

    /// The name as messages have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// The network, by its CAIP-2 name.
    #[must_use]
    pub fn network(self) -> Network {
        Network::listed(self.network)
    }
}

impl fmt::Display for NetworkName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl FromStr for NetworkName {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let known = Self::all().find(|name| name.name == text);
        let expected = "a name of version 1, such as `base` or `solana-devnet`";
        known.ok_or_else(|| ValueError::new("network name", expected, text))
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn known_answers() {
        for (name, network) in [
            ("base", "eip155:8453"),
            ("base-sepolia", "eip155:84532"),
            ("educhain", "eip155:41923"),
            ("ethereum", "eip155:1"),
            ("monad-testnet", "eip155:10143"),
            ("sepolia", "eip155:11155111"),
            ("skale-base-sepolia", "eip155:324705682"),
            ("solana", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
            ("solana-devnet", "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"),
            ("solana-testnet", "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"),
            ("story", "eip155:1514"),
        ] {
            let known: NetworkName = name.parse().unwrap();
            assert_eq!(known.network().to_string(), network, "{name}");
        }
        for name in [
            "",
            "Base",
            "base sepolia",
            "eip155:8453",
            "ethereum-mainnet",
        ] {
            assert!(name.parse::<NetworkName>().is_err(), "{name:?}");
        }
    }

    #[test]
    fn names_and_networks_are_unique() {
        for name in NetworkName::all() {
            assert_eq!(name.as_str().parse(), Ok(name));
            assert_eq!(NetworkName::of(&name.network()), Some(name), "{name}");
        }
        assert_eq!(NetworkName::of(&Network::eip155(5)), None);
    }
}
