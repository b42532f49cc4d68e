//! Version 1's own names of networks.

use core::{fmt, str::FromStr};

use crate::{network::Network, value_error::ValueError};

/// A network by the name that version 1 has for it, such as `base-sepolia`.
///
/// Version 1 never defined its names; these are the official SDKs'. Where they disagree about a
/// chain id, the id stands that the chain itself answers. Messages with other names are read too.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct NetworkName {
    name: &'static str,
    chain: Chain,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Chain {
    Evm(u64),
    SolanaMainnet,
    SolanaDevnet,
    SolanaTestnet,
}

impl NetworkName {
    /// Every name.
    pub const ALL: &[Self] = &[
        evm("ethereum", 1),
        // The TypeScript SDK alone has it.
        evm("sepolia", 11_155_111),
        evm("abstract", 2741),
        evm("abstract-testnet", 11_124),
        evm("base", 8453),
        evm("base-sepolia", 84_532),
        evm("avalanche", 43_114),
        evm("avalanche-fuji", 43_113),
        evm("iotex", 4689),
        evm("sei", 1329),
        evm("sei-testnet", 1328),
        evm("polygon", 137),
        evm("polygon-amoy", 80_002),
        evm("peaq", 3338),
        // The Python SDK has 1513, the test network Iliad; Story's mainnet is 1514.
        evm("story", 1514),
        // The Python SDK has 656476, EDU Chain's test network; its mainnet is 41923.
        evm("educhain", 41_923),
        // The Python SDK has 1444673419, the test network of SKALE Europa.
        evm("skale-base-sepolia", 324_705_682),
        evm("megaeth", 4326),
        evm("monad", 143),
        // The Python SDK alone has it.
        evm("monad-testnet", 10_143),
        evm("stable", 988),
        evm("stable-testnet", 2201),
        evm("celo", 42_220),
        evm("flare", 14),
        solana("solana", Chain::SolanaMainnet),
        solana("solana-devnet", Chain::SolanaDevnet),
        solana("solana-testnet", Chain::SolanaTestnet),
    ];

    /// The name that version 1 has for a network, if it has one.
    #[must_use]
    pub fn of(network: &Network) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|name| name.network() == *network)
    }

    /// The name as messages have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.name
    }

    /// The network, by its CAIP-2 name.
    #[must_use]
    pub fn network(self) -> Network {
        match self.chain {
            Chain::Evm(chain_id) => Network::eip155(chain_id),
            Chain::SolanaMainnet => Network::solana_mainnet(),
            Chain::SolanaDevnet => Network::solana_devnet(),
            Chain::SolanaTestnet => Network::solana_testnet(),
        }
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
        let known = Self::ALL.iter().copied().find(|name| name.name == text);
        let expected = "a name of version 1, such as `base` or `solana-devnet`";
        known.ok_or_else(|| ValueError::new("network name", expected, text))
    }
}

const fn evm(name: &'static str, chain_id: u64) -> NetworkName {
    let chain = Chain::Evm(chain_id);
    NetworkName { name, chain }
}

const fn solana(name: &'static str, chain: Chain) -> NetworkName {
    NetworkName { name, chain }
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
        for name in NetworkName::ALL {
            assert_eq!(name.as_str().parse(), Ok(*name));
            assert_eq!(NetworkName::of(&name.network()), Some(*name), "{name}");
        }
        assert_eq!(NetworkName::of(&Network::eip155(5)), None);
    }
}
