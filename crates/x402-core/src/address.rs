//! An account or a token on any network that is supported.

use core::{fmt, str::FromStr};

use crate::{evm, network::Family, svm, value_error::ValueError};

/// An address of any family, in that family's canonical text form.
///
/// Read from text whose network is not known, it is of the family that the text looks like:
/// `0x` begins an EVM address, everything else is base58. Where the network is known, use
/// [`parse`](Self::parse).
///
/// ```
/// use x402_core::{Address, network::Family};
///
/// let address: Address = "0x036CbD53842c5426634e7929541eC2318f3dCF7e".parse()?;
/// assert_eq!(address.family(), Family::Evm);
/// assert!(address.is_written("0x036cbd53842c5426634e7929541ec2318f3dcf7e"));
/// # Ok::<(), x402_core::ValueError>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Address {
    /// 20 bytes, shown with the EIP-55 checksum.
    Evm(evm::Address),
    /// 32 bytes, shown in base58.
    Svm(svm::Address),
}

impl Address {
    /// Reads an address of this family, strictly.
    ///
    /// # Errors
    ///
    /// The text is not `0x` and 40 hexadecimal digits, or its EIP-55 checksum is wrong; on Solana
    /// it is not base58 of 32 bytes.
    pub fn parse(family: Family, text: &str) -> Result<Self, ValueError> {
        match family {
            Family::Evm => text.parse().map(Self::Evm),
            Family::Svm => text.parse().map(Self::Svm),
        }
    }

    /// The family of networks that the address is of.
    #[must_use]
    pub const fn family(&self) -> Family {
        match self {
            Self::Evm(_) => Family::Evm,
            Self::Svm(_) => Family::Svm,
        }
    }

    /// The address on EVM chains, if it is one.
    #[must_use]
    pub const fn as_evm(&self) -> Option<evm::Address> {
        match *self {
            Self::Evm(address) => Some(address),
            Self::Svm(_) => None,
        }
    }

    /// The address on Solana, if it is one.
    #[must_use]
    pub const fn as_svm(&self) -> Option<svm::Address> {
        match *self {
            Self::Evm(_) => None,
            Self::Svm(address) => Some(address),
        }
    }

    /// Whether a text means this address, in any spelling that a peer may use.
    ///
    /// On EVM chains the case of the digits does not count and no checksum is checked: for
    /// texts of facilitators and servers, which are only compared with what is known already.
    #[must_use]
    pub fn is_written(&self, text: &str) -> bool {
        match *self {
            Self::Evm(address) => evm::family::is_written(address, text),
            Self::Svm(address) => svm::family::is_written(address, text),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Evm(address) => address.fmt(f),
            Self::Svm(address) => address.fmt(f),
        }
    }
}

impl FromStr for Address {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let family = Family::of_spelling(text);
        Self::parse(family, text).map_err(|error| match family {
            // Base58 is what is left: the text may be meant for either family.
            Family::Svm => ValueError::new("address", EITHER, text),
            Family::Evm => error,
        })
    }
}

impl From<evm::Address> for Address {
    fn from(address: evm::Address) -> Self {
        Self::Evm(address)
    }
}

impl From<svm::Address> for Address {
    fn from(address: svm::Address) -> Self {
        Self::Svm(address)
    }
}

/// The forms of an address whose network is not known, for errors.
const EITHER: &str = "`0x` and 40 hex digits, or 32 bytes in base58";

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    const EVM: &str = "0x036CbD53842c5426634e7929541eC2318f3dCF7e";
    const SVM: &str = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU";

    #[test]
    fn an_address_is_read_by_its_look() {
        for (text, family) in [(EVM, Family::Evm), (SVM, Family::Svm)] {
            let address: Address = text.parse().expect(text);
            assert_eq!(address.family(), family);
            assert_eq!(address.to_string(), text);
            assert_eq!(Address::parse(family, text), Ok(address));
            assert_eq!(address.as_evm().map(Address::from).is_some(), text == EVM);
            assert_eq!(address.as_svm().map(Address::from).is_some(), text == SVM);
            for other in Family::ALL.iter().filter(|other| **other != family) {
                assert!(Address::parse(*other, text).is_err(), "{other} {text}");
            }
        }
        for (text, noun) in [
            ("", "address"),
            ("USDC", "address"),
            ("vitalik.eth", "address"),
            (&EVM[2..], "address"),
            ("0x00", "EVM address"),
            ("0X036CbD53842c5426634e7929541eC2318f3dCF7e", "EVM address"),
            ("0x036cbD53842c5426634e7929541eC2318f3dCF7e", "EVM address"),
        ] {
            let error = text.parse::<Address>().expect_err(text);
            assert_eq!(error.noun(), noun, "{text:?}");
        }
    }

    #[test]
    fn peers_may_spell_an_evm_address_in_any_case() {
        let (evm, svm): (Address, Address) = (EVM.parse().unwrap(), SVM.parse().unwrap());
        for (address, text, same) in [
            (evm, EVM, true),
            (evm, &*EVM.to_lowercase(), true),
            (evm, "0x036cbD53842c5426634e7929541eC2318f3dCF7e", true),
            (evm, &*EVM.to_uppercase(), false),
            (evm, &EVM[2..], false),
            (evm, "0x036CbD53842c5426634e7929541eC2318f3dCF7f", false),
            (evm, SVM, false),
            (svm, SVM, true),
            (svm, &*SVM.to_lowercase(), false),
            (svm, EVM, false),
            (svm, "", false),
        ] {
            assert_eq!(address.is_written(text), same, "{address} {text:?}");
        }
    }
}
