//! Networks by their CAIP-2 names.

mod family;
mod table;

pub use family::Family;

use alloc::{
    borrow::Cow,
    format,
    string::{String, ToString},
};
use core::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use self::table::Known;
use crate::{
    svm::family::{DEVNET, MAINNET, TESTNET},
    value_error::ValueError,
};

/// A network by its CAIP-2 name, `namespace:reference`, such as `eip155:8453`.
///
/// - The namespace is 3 to 8 of `-a-z0-9`, the reference 1 to 32 of `-_a-zA-Z0-9`.
/// - Of an `eip155` network the reference is a chain id: decimal, without leading zeros,
///   at most 2^64-1. Each network therefore has exactly one spelling.
///
/// [`FromStr`] reads CAIP-2 alone, as messages have it; [`named`](Self::named) reads what people
/// write, such as `base`.
///
/// Source: [CAIP-2](https://standards.chainagnostic.org/CAIPs/caip-2).
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Network(Cow<'static, str>);

impl Network {
    /// The EVM chain with this id (EIP-155).
    #[must_use]
    pub fn eip155(chain_id: u64) -> Self {
        Self(Cow::Owned(format!(
            "{}:{chain_id}",
            Family::Evm.namespace()
        )))
    }

    /// The network of Solana whose first block has this hash, in base58: the beginning of the hash
    /// is the name (CAIP-2, namespace `solana`).
    pub(crate) fn solana(genesis_hash: &str) -> Option<Self> {
        let reference = genesis_hash.get(..32)?;
        let text = format!("{}:{reference}", Family::Svm.namespace());
        text.parse().ok()
    }

    /// The production network of Solana.
    #[must_use]
    pub const fn solana_mainnet() -> Self {
        Self::listed(MAINNET)
    }

    /// Solana devnet, for testing applications.
    #[must_use]
    pub const fn solana_devnet() -> Self {
        Self::listed(DEVNET)
    }

    /// Solana testnet, for testing validators.
    #[must_use]
    pub const fn solana_testnet() -> Self {
        Self::listed(TESTNET)
    }

    /// A network of our own tables; tests hold them to the grammar.
    pub(crate) const fn listed(text: &'static str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// The known network that people call this: `base`, `Base Sepolia`, `solana-devnet`.
    ///
    /// Case, spaces and hyphens do not count. CAIP-2 names are for [`FromStr`].
    #[must_use]
    pub fn by_name(name: &str) -> Option<Self> {
        Known::by_name(name).map(|known| Self::listed(known.network))
    }

    /// Reads a network as people write it: its name, such as `base`, or its CAIP-2 name.
    ///
    /// For settings and arguments. Messages are read by [`FromStr`], which knows no names.
    ///
    /// ```
    /// use x402_core::Network;
    ///
    /// assert_eq!(Network::named("base")?, Network::eip155(8453));
    /// assert_eq!(Network::named("eip155:8453")?, Network::eip155(8453));
    /// let error = Network::named("bsae").unwrap_err();
    /// assert!(error.expected().ends_with("perhaps `base`"));
    /// # Ok::<(), x402_core::ValueError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The text is neither a known name nor a CAIP-2 name, or it is one of `solana` that is not
    /// the beginning of a genesis hash, such as `solana:mainnet`. The error suggests the network
    /// that is probably meant.
    pub fn named(text: &str) -> Result<Self, ValueError> {
        if let Some(network) = Self::by_name(text) {
            return Ok(network);
        }
        let expected = match text.parse::<Self>() {
            Ok(network) if network.can_exist() => return Ok(network),
            Ok(_) => "the name or the genesis hash of a Solana network".to_string(),
            Err(error) if text.contains(':') => error.expected().to_string(),
            Err(_) => "a network's name or its CAIP-2 name, such as `eip155:8453`".to_string(),
        };
        let expected = match suggestion(text) {
            Some(meant) => format!("{expected}, perhaps `{meant}`"),
            None => expected,
        };
        Err(ValueError::new("network", expected, text))
    }

    /// The known network that is probably meant by one that cannot exist, as `solana:mainnet`.
    pub(crate) fn meant(&self) -> Option<Self> {
        let known = Known::nearest(self.as_str()).filter(|_| !self.can_exist())?;
        Some(Self::listed(known.network))
    }

    /// Whether the reference has the form that the family's references have.
    fn can_exist(&self) -> bool {
        let family = self.family();
        family.is_none_or(|family| family.is_reference(self.reference()))
    }

    /// The whole CAIP-2 name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The namespace of CAIP-2, such as `eip155` or `solana`.
    #[must_use]
    pub fn namespace(&self) -> &str {
        self.parts().0
    }

    /// The network within its namespace: a chain id, or the beginning of a genesis hash.
    #[must_use]
    pub fn reference(&self) -> &str {
        self.parts().1
    }

    /// The family of networks that it is of; none if this library does not know its namespace.
    #[must_use]
    pub fn family(&self) -> Option<Family> {
        Family::of_namespace(self.namespace())
    }

    /// The chain id of an EVM chain (EIP-155).
    #[must_use]
    pub fn evm_chain_id(&self) -> Option<u64> {
        let (namespace, reference) = self.parts();
        match Family::of_namespace(namespace) {
            Some(Family::Evm) => reference.parse().ok(),
            _ => None,
        }
    }

    /// Whether it is an EVM chain.
    #[must_use]
    pub fn is_evm(&self) -> bool {
        self.family() == Some(Family::Evm)
    }

    /// Whether it is a network of Solana, known or not.
    #[must_use]
    pub fn is_svm(&self) -> bool {
        self.family() == Some(Family::Svm)
    }

    /// What people call it, such as `Base Sepolia`, where that is known.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        Known::by_network(self.as_str()).map(|known| known.name)
    }

    /// Whether it is a testnet; `None` if unknown.
    #[must_use]
    pub fn is_testnet(&self) -> Option<bool> {
        Known::by_network(self.as_str()).map(|known| known.is_testnet)
    }

    fn parts(&self) -> (&str, &str) {
        self.0.split_once(':').unwrap_or_default()
    }
}

impl AsRef<str> for Network {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Network {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let refuse = |expected| Err(ValueError::new("network", expected, text));
        let Some((namespace, reference)) = text.split_once(':') else {
            return refuse("`namespace:reference`, such as `eip155:8453`");
        };
        if !matches!(namespace.len(), 3..=8) || !namespace.bytes().all(is_namespace_byte) {
            return refuse("a namespace of 3 to 8 lower-case letters, digits or hyphens");
        }
        if !matches!(reference.len(), 1..=32) || !reference.bytes().all(is_reference_byte) {
            return refuse("a reference of 1 to 32 letters, digits, hyphens or underscores");
        }
        let family = Family::of_namespace(namespace);
        if let Some(expected) = family.and_then(|family| family.reference_fault(reference)) {
            return refuse(expected);
        }
        Ok(Self(Cow::Owned(text.into())))
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Network {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NetworkVisitor)
    }
}

struct NetworkVisitor;

impl de::Visitor<'_> for NetworkVisitor {
    type Value = Network;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a CAIP-2 network as a string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Network, E> {
        text.parse().map_err(E::custom)
    }
}

/// The known network that a text was meant to be, in the text's own way of naming it.
fn suggestion(text: &str) -> Option<String> {
    let known = Known::nearest(text)?;
    Some(if text.contains(':') {
        known.network.to_string()
    } else {
        known.name.to_lowercase().replace(' ', "-")
    })
}

fn is_namespace_byte(byte: u8) -> bool {
    matches!(byte, b'-' | b'a'..=b'z' | b'0'..=b'9')
}

fn is_reference_byte(byte: u8) -> bool {
    matches!(byte, b'-' | b'_' | b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9')
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn takes_caip_2_apart() {
        for (text, namespace, reference, chain_id) in [
            ("eip155:84532", "eip155", "84532", Some(84_532)),
            ("eip155:0", "eip155", "0", Some(0)),
            (
                "eip155:9007199254740993",
                "eip155",
                "9007199254740993",
                Some((1 << 53) + 1),
            ),
            (
                "eip155:18446744073709551615",
                "eip155",
                "18446744073709551615",
                Some(u64::MAX),
            ),
            (DEVNET, "solana", "EtWTRABZaYq6iMfeYKouRu166VU2xqa1", None),
            ("solana:mainnet", "solana", "mainnet", None),
            (
                "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73k",
                "algorand",
                "wGHE2Pwdvd7S12BL5FaOP20EGYesN73k",
                None,
            ),
            ("tvm:-239", "tvm", "-239", None),
            ("ach:us", "ach", "us", None),
            ("chain-12:a_B-9", "chain-12", "a_B-9", None),
        ] {
            let network: Network = text.parse().expect(text);
            assert_eq!(network.namespace(), namespace, "{text}");
            assert_eq!(network.reference(), reference, "{text}");
            assert_eq!(network.evm_chain_id(), chain_id, "{text}");
            let family = match namespace {
                "eip155" => Some(Family::Evm),
                "solana" => Some(Family::Svm),
                _ => None,
            };
            assert_eq!(network.family(), family, "{text}");
            assert_eq!(network.is_evm(), namespace == "eip155", "{text}");
            assert_eq!(network.is_svm(), namespace == "solana", "{text}");
            assert_eq!(network.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_not_caip_2() {
        for (text, expected) in [
            ("", "`namespace:reference`"),
            ("eip155", "`namespace:reference`"),
            ("base-sepolia", "`namespace:reference`"),
            ("solana", "`namespace:reference`"),
            (":84532", "a namespace"),
            ("ab:1", "a namespace"),
            ("abcdefghi:1", "a namespace"),
            ("EIP155:84532", "a namespace"),
            (" eip155:84532", "a namespace"),
            ("eip_155:1", "a namespace"),
            ("eip155:", "a reference"),
            ("eip155:*", "a reference"),
            ("eip155: 84532", "a reference"),
            ("eip155:84532 ", "a reference"),
            ("eip155:84532\n", "a reference"),
            ("eip155:+84532", "a reference"),
            ("eip155:84532:1", "a reference"),
            ("eip155:８４５３２", "a reference"),
            (
                "eip155:1:0xab16a96D359eC26a11e2C2b3d8f8B8942d5Bfcdb",
                "a reference",
            ),
            (
                "eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f",
                "a reference",
            ),
            ("solana:123456789012345678901234567890123", "a reference"),
            (
                "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKvdpKvdpKvdp",
                "a reference",
            ),
            (
                "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8=",
                "a reference",
            ),
            ("eip155:084532", "a chain id"),
            ("eip155:00", "a chain id"),
            ("eip155:0x14a34", "a chain id"),
            ("eip155:84_532", "a chain id"),
            ("eip155:-1", "a chain id"),
            ("eip155:base", "a chain id"),
            ("eip155:18446744073709551616", "a chain id"),
            ("eip155:99999999999999999999999999999999", "a chain id"),
        ] {
            let error = text.parse::<Network>().expect_err(text);
            assert!(error.expected().starts_with(expected), "{text:?}: {error}");
        }
    }

    #[test]
    fn constructors_keep_the_grammar() {
        for network in [
            Network::eip155(0),
            Network::eip155(u64::MAX),
            Network::solana_mainnet(),
            Network::solana_devnet(),
            Network::solana_testnet(),
        ] {
            assert_eq!(network.as_str().parse(), Ok(network.clone()));
        }
        assert_eq!(Network::eip155(8453).evm_chain_id(), Some(8453));
    }

    #[test]
    fn knows_names() {
        for (network, name, friendly, is_testnet) in [
            ("eip155:8453", "Base", "base", false),
            ("eip155:84532", "Base Sepolia", "base-sepolia", true),
            ("eip155:41923", "EDU Chain", "educhain", false),
            ("eip155:43113", "Avalanche Fuji", "avalanche-fuji", true),
            (
                "eip155:324705682",
                "SKALE Base Sepolia",
                "skale-base-sepolia",
                true,
            ),
            (MAINNET, "Solana", "solana", false),
            (DEVNET, "Solana Devnet", "Solana devnet", true),
            (TESTNET, "Solana Testnet", "SOLANA-TESTNET", true),
        ] {
            let known: Network = network.parse().expect(network);
            assert_eq!(known.name(), Some(name));
            assert_eq!(known.is_testnet(), Some(is_testnet), "{network}");
            assert_eq!(Network::by_name(friendly), Some(known), "{friendly}");
        }
        for name in [
            "",
            "-",
            "eip155:8453",
            "basesepolia2",
            "bas",
            "base mainnet",
        ] {
            assert_eq!(Network::by_name(name), None, "{name:?}");
        }
        let unknown = Network::eip155(4_242_424_242);
        assert_eq!((unknown.name(), unknown.is_testnet()), (None, None));
    }

    #[test]
    fn people_write_names() {
        for (text, network) in [
            ("base", "eip155:8453"),
            ("Base Sepolia", "eip155:84532"),
            ("eip155:8453", "eip155:8453"),
            ("eip155:424242", "eip155:424242"),
            ("solana", MAINNET),
            (MAINNET, MAINNET),
            ("tvm:-239", "tvm:-239"),
        ] {
            let named = Network::named(text).map(|network| network.to_string());
            assert_eq!(named.as_deref(), Ok(network), "{text}");
        }
    }

    #[test]
    fn a_slip_gets_a_suggestion() {
        let name = "a network's name or its CAIP-2 name, such as `eip155:8453`";
        let hash = "the name or the genesis hash of a Solana network";
        for (text, expected, meant) in [
            ("bsae", name, "base"),
            ("base-mainnet", name, "base"),
            ("BASE_MAINNET", name, "base"),
            ("base-seploia", name, "base-sepolia"),
            ("avalanche fji", name, "avalanche-fuji"),
            ("edu-chian", name, "edu-chain"),
            ("solana:mainnet", hash, MAINNET),
            ("solana:mainnet-beta", hash, MAINNET),
            ("solana:devnet", hash, DEVNET),
            ("solana-mainnet", name, "solana"),
            ("mainnet-beta", name, ""),
            ("mainnet", name, ""),
            ("nowhere", name, ""),
            ("", name, ""),
        ] {
            let error = Network::named(text).expect_err(text);
            let expected = match meant {
                "" => expected.to_string(),
                meant => format!("{expected}, perhaps `{meant}`"),
            };
            assert_eq!(error.expected(), expected, "{text}");
        }
        for (text, meant) in [
            ("eip155:base", "eip155:8453"),
            ("eip155:bsae", "eip155:8453"),
        ] {
            let error = Network::named(text).expect_err(text);
            let expected = error.expected();
            assert!(expected.ends_with(&format!("perhaps `{meant}`")), "{error}");
        }
    }

    #[test]
    fn a_network_that_cannot_exist_means_another() {
        for (text, meant) in [
            ("solana:mainnet", Some(Network::solana_mainnet())),
            ("solana:devnet", Some(Network::solana_devnet())),
            ("solana:localnet", None),
            ("tvm:mainnet", None),
            (MAINNET, None),
            ("eip155:1", None),
        ] {
            let network: Network = text.parse().expect(text);
            assert_eq!(network.meant(), meant, "{text}");
        }
    }

    #[test]
    fn is_a_string_in_json() {
        let json = "\"eip155:8453\"";
        let network: Network = serde_json::from_str(json).unwrap();
        assert_eq!(network, Network::eip155(8453));
        assert_eq!(serde_json::to_string(&network).unwrap(), json);
        for json in ["8453", "\"base\"", "\"eip155:08453\"", "null", "{}"] {
            assert!(serde_json::from_str::<Network>(json).is_err(), "{json}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_written_back(text in "[-a-z0-9]{2,9}:[-_a-zA-Z0-9]{0,33}|eip155:[0-9]{1,22}|\\PC{0,12}") {
            if let Ok(network) = text.parse::<Network>() {
                prop_assert_eq!(network.to_string(), text);
                prop_assert_eq!(network.is_evm(), network.evm_chain_id().is_some());
            }
        }

        #[test]
        fn chain_ids_round_trip(chain_id: u64) {
            let network = Network::eip155(chain_id);
            prop_assert_eq!(network.evm_chain_id(), Some(chain_id));
            prop_assert_eq!(network.as_str().parse(), Ok(network.clone()));
        }
    }
}
