//! The families of networks, and the one place that tells them apart.
//!
//! Everything else asks here. The answers are in each family's own folder, in `family.rs`.

use core::{fmt, str::FromStr};

use crate::{evm::family as evm, svm::family as svm, value_error::ValueError};

/// A family of networks that share addresses, transactions and signatures.
///
/// [`Network::family`](crate::network::Network::family) is the family of a network,
/// [`Address::family`](crate::Address::family) that of an account or a token. As text it is
/// `evm` or `svm`. A later version may add families.
///
/// ```
/// use x402_core::network::{Family, Network};
///
/// assert_eq!(Network::eip155(8453).family(), Some(Family::Evm));
/// assert_eq!(Network::solana_devnet().family(), Some(Family::Svm));
/// assert_eq!("tvm:-239".parse::<Network>()?.family(), None);
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Family {
    /// EVM chains: the namespace `eip155`, addresses of 20 bytes, signatures over secp256k1.
    Evm,
    /// Networks of Solana: the namespace `solana`, addresses of 32 bytes, Ed25519 signatures.
    Svm,
}

impl Family {
    /// Every family.
    pub const ALL: &[Self] = &[Self::Evm, Self::Svm];

    /// The family of a CAIP-2 namespace, such as `eip155`; none for those that are not known here.
    #[must_use]
    pub fn of_namespace(namespace: &str) -> Option<Self> {
        let mut families = Self::ALL.iter().copied();
        families.find(|family| family.namespace() == namespace)
    }

    /// The family that an address is of by its look: hexadecimal is EVM, the rest is base58.
    pub(crate) fn of_spelling(text: &str) -> Self {
        let mut families = Self::ALL.iter().copied();
        families
            .find(|family| family.claims(text))
            .unwrap_or(Self::Svm)
    }

    /// The family's name for programs: `evm` or `svm`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Evm => evm::ID,
            Self::Svm => svm::ID,
        }
    }

    /// The family's name for people: `EVM` or `Solana`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Evm => evm::NAME,
            Self::Svm => svm::NAME,
        }
    }

    /// The CAIP-2 namespace of the family's networks: `eip155` or `solana`.
    #[must_use]
    pub const fn namespace(self) -> &'static str {
        match self {
            Self::Evm => evm::NAMESPACE,
            Self::Svm => svm::NAMESPACE,
        }
    }

    /// Whether a text has the form of a transaction id of this family, and is not all zeros.
    ///
    /// On EVM chains that is the hash, `0x` and 64 hexadecimal digits; on Solana the fee payer's
    /// signature, 64 bytes in base58. Whether the transaction exists, only the chain can tell.
    ///
    /// ```
    /// use x402_core::network::Family;
    ///
    /// let hash = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";
    /// assert!(Family::Evm.is_transaction_id(hash));
    /// assert!(!Family::Svm.is_transaction_id(hash));
    /// ```
    #[must_use]
    pub fn is_transaction_id(self, text: &str) -> bool {
        match self {
            Self::Evm => evm::is_transaction_id(text),
            Self::Svm => svm::is_transaction_id(text),
        }
    }

    /// A network of the family, in the words of a refusal.
    pub(crate) const fn a_network(self) -> &'static str {
        match self {
            Self::Evm => evm::A_NETWORK,
            Self::Svm => svm::A_NETWORK,
        }
    }

    /// What the reference of a network must be, where it is not.
    pub(crate) fn reference_fault(self, reference: &str) -> Option<&'static str> {
        match self {
            Self::Evm => evm::reference_fault(reference),
            Self::Svm => None,
        }
    }

    /// Whether a reference has the form of those of the family's networks.
    pub(crate) fn is_reference(self, reference: &str) -> bool {
        match self {
            Self::Evm => evm::reference_fault(reference).is_none(),
            Self::Svm => svm::is_reference(reference),
        }
    }

    /// Whether a text can only be meant as an address of this family; base58 looks like a word.
    pub(crate) fn claims(self, text: &str) -> bool {
        match self {
            Self::Evm => evm::claims(text),
            Self::Svm => false,
        }
    }

    /// Whether two texts are one address, without reading either.
    pub(crate) fn same_spelling(self, one: &str, other: &str) -> bool {
        match self {
            Self::Evm => evm::same_spelling(one, other),
            Self::Svm => svm::same_spelling(one, other),
        }
    }

    /// The names that version 1 has for the family's networks, each with the CAIP-2 name.
    pub(crate) const fn v1_names(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Evm => evm::V1_NAMES,
            Self::Svm => svm::V1_NAMES,
        }
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Family {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let mut families = Self::ALL.iter().copied();
        families
            .find(|family| family.as_str() == text)
            .ok_or_else(|| ValueError::new("network family", "`evm` or `svm`", text))
    }
}

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };

    use super::*;

    const HASH: &str = "0x89c91c789e57059b17285e7ba1716a1f5ff4c5dace0ea5a5135f26158d0421b9";

    #[test]
    fn every_family_is_found_by_its_names() {
        for family in Family::ALL.iter().copied() {
            assert_eq!(Family::of_namespace(family.namespace()), Some(family));
            assert_eq!(family.to_string().parse(), Ok(family));
            assert!(family.a_network().contains(family.namespace()), "{family}");
            let prefix = format!("{}:", family.namespace());
            for (name, network) in family.v1_names() {
                assert!(network.starts_with(&prefix), "{name}");
            }
        }
        for text in ["", "EVM", "eip155", "solana", "stellar"] {
            assert!(text.parse::<Family>().is_err(), "{text:?}");
        }
        assert_eq!(Family::of_namespace("tvm"), None);
        assert_eq!(Family::of_namespace("evm"), None);
    }

    #[test]
    fn a_transaction_id_has_one_form_in_each_family() {
        let signature = crate::svm::Signature::new([7; 64]).to_string();
        let zeros = crate::svm::Signature::ZERO.to_string();
        let none = format!("0x{}", "0".repeat(64));
        for (text, evm, svm) in [
            (HASH, true, false),
            (&*HASH.to_uppercase().replace("0X", "0x"), true, false),
            (&*none, false, false),
            (&HASH[..65], false, false),
            (&HASH[2..], false, false),
            (&*signature, false, true),
            (&*zeros, false, false),
            (&*String::new(), false, false),
        ] {
            assert_eq!(Family::Evm.is_transaction_id(text), evm, "{text:?}");
            assert_eq!(Family::Svm.is_transaction_id(text), svm, "{text:?}");
        }
    }
}
