//! The networks that people know by name.

use alloc::{string::String, vec::Vec};

use crate::{
    suggest::nearest,
    svm::family::{DEVNET, MAINNET, TESTNET},
};

/// A network, what people call it, and whether its tokens are worth nothing.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) network: &'static str,
    pub(super) name: &'static str,
    pub(super) is_testnet: bool,
}

impl Known {
    pub(super) fn by_network(network: &str) -> Option<&'static Self> {
        KNOWN.iter().find(|known| known.network == network)
    }

    pub(super) fn by_name(name: &str) -> Option<&'static Self> {
        KNOWN
            .iter()
            .find(|known| letters(known.name).eq(letters(name)))
    }

    /// The network that a mistyped name is probably meant for, if one is near.
    ///
    /// A word for the production network does not count: `base-mainnet`, `solana:mainnet-beta`.
    /// Of `eip155:base` the part behind the colon is looked at, too.
    pub(super) fn nearest(text: &str) -> Option<&'static Self> {
        if text.len() > LONGEST {
            return None;
        }
        let whole = Self::near(text);
        whole.or_else(|| Self::near(text.split_once(':')?.1))
    }

    fn near(text: &str) -> Option<&'static Self> {
        let text: String = letters(text)
            .filter(|byte| !matches!(byte, b':' | b'_'))
            .map(char::from)
            .collect();
        let endings = ["mainnetbeta", "mainnet"];
        let name = endings.iter().find_map(|ending| text.strip_suffix(ending));
        let name = name.unwrap_or(&text);
        Self::by_name(name).or_else(|| {
            let known = KNOWN.iter().map(|known| letters(known.name));
            let known: Vec<String> = known.map(|name| name.map(char::from).collect()).collect();
            let meant = nearest(name, known.iter().map(String::as_str))?;
            Self::by_name(meant)
        })
    }
}

/// The name without what people write differently: case, spaces, hyphens.
fn letters(name: &str) -> impl Iterator<Item = u8> + '_ {
    name.bytes()
        .filter(|byte| !matches!(byte, b' ' | b'-'))
        .map(|byte| byte.to_ascii_lowercase())
}

/// More bytes than a name with a slip has.
const LONGEST: usize = 40;

const fn main(network: &'static str, name: &'static str) -> Known {
    Known {
        network,
        name,
        is_testnet: false,
    }
}

const fn test(network: &'static str, name: &'static str) -> Known {
    Known {
        network,
        name,
        is_testnet: true,
    }
}

/// Every network that has a row in the asset table or a name in version 1, and Optimism.
#[rustfmt::skip]
static KNOWN: &[Known] = &[
    main("eip155:1",         "Ethereum"),
    test("eip155:11155111",  "Sepolia"),
    main("eip155:10",        "Optimism"),
    test("eip155:11155420",  "Optimism Sepolia"),
    main("eip155:14",        "Flare"),
    main("eip155:50",        "XDC"),
    test("eip155:51",        "XDC Apothem"),
    main("eip155:137",       "Polygon"),
    test("eip155:80002",     "Polygon Amoy"),
    main("eip155:143",       "Monad"),
    test("eip155:10143",     "Monad Testnet"),
    main("eip155:988",       "Stable"),
    test("eip155:2201",      "Stable Testnet"),
    main("eip155:1329",      "Sei"),
    test("eip155:1328",      "Sei Testnet"),
    main("eip155:1514",      "Story"),
    main("eip155:2741",      "Abstract"),
    test("eip155:11124",     "Abstract Testnet"),
    main("eip155:3338",      "Peaq"),
    main("eip155:4326",      "MegaETH"),
    main("eip155:4689",      "IoTeX"),
    main("eip155:5042",      "Arc"),
    test("eip155:5042002",   "Arc Testnet"),
    main("eip155:8453",      "Base"),
    test("eip155:84532",     "Base Sepolia"),
    main("eip155:31612",     "Mezo"),
    test("eip155:31611",     "Mezo Testnet"),
    main("eip155:36900",     "ADI"),
    main("eip155:38833",     "Igra"),
    main("eip155:41923",     "EDU Chain"),
    main("eip155:42161",     "Arbitrum"),
    test("eip155:421614",    "Arbitrum Sepolia"),
    main("eip155:42220",     "Celo"),
    test("eip155:11142220",  "Celo Sepolia"),
    main("eip155:43114",     "Avalanche"),
    test("eip155:43113",     "Avalanche Fuji"),
    main("eip155:190415",    "HPP"),
    test("eip155:181228",    "HPP Sepolia"),
    main("eip155:723487",    "Radius"),
    test("eip155:72344",     "Radius Testnet"),
    test("eip155:324705682", "SKALE Base Sepolia"),
    main(MAINNET,     "Solana"),
    test(DEVNET,      "Solana Devnet"),
    test(TESTNET,     "Solana Testnet"),
];

#[cfg(test)]
mod tests {
    use alloc::{collections::BTreeSet, vec::Vec};

    use super::*;
    use crate::network::Network;

    #[test]
    fn every_row_is_a_network_of_its_own() {
        let mut networks = BTreeSet::new();
        let mut names = BTreeSet::new();
        for known in KNOWN {
            assert!(known.network.parse::<Network>().is_ok(), "{known:?}");
            assert!(networks.insert(known.network), "{known:?} stands twice");
            let name: Vec<u8> = letters(known.name).collect();
            assert!(names.insert(name), "{known:?} has a name that is taken");
        }
    }

    #[test]
    fn the_names_of_version_1_are_known() {
        for name in [
            "ethereum",
            "sepolia",
            "abstract",
            "abstract-testnet",
            "base",
            "base-sepolia",
            "avalanche",
            "avalanche-fuji",
            "iotex",
            "sei",
            "sei-testnet",
            "polygon",
            "polygon-amoy",
            "peaq",
            "story",
            "educhain",
            "skale-base-sepolia",
            "megaeth",
            "monad",
            "monad-testnet",
            "stable",
            "stable-testnet",
            "celo",
            "flare",
            "solana",
            "solana-devnet",
            "solana-testnet",
        ] {
            assert!(Known::by_name(name).is_some(), "{name}");
        }
    }
}
