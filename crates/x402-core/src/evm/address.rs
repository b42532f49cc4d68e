//! Addresses of EVM accounts and contracts.

use core::{fmt, str::FromStr};

use alloy_primitives::{hex as digits, keccak256};

use super::hex;
use crate::ValueError;

/// The 20 bytes that name an account or a contract on an EVM chain.
///
/// Its text is `0x` and 40 hex digits. Where upper and lower case are mixed, they are the
/// checksum of [EIP-55] and must be right; a text in one case carries none.
/// Addresses compare as bytes. [`Display`](fmt::Display) writes the checksum, but not as `{:#}`: that
/// is lower case, and spares a hash.
///
/// [EIP-55]: https://eips.ethereum.org/EIPS/eip-55
#[derive(Clone, Copy, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Address([u8; 20]);

impl Address {
    /// The zero address. No key for it is known.
    pub const ZERO: Self = Self([0; 20]);

    /// Wraps the bytes of an address.
    #[must_use]
    pub const fn new(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }

    /// Reads an address whatever its checksum, and says what the checksum is worth.
    ///
    /// # Errors
    ///
    /// Only if the text is not `0x` and 40 hex digits.
    pub fn parse_with_checksum(text: &str) -> Result<(Self, Checksum), ValueError> {
        let address = Self::parse_unchecked_case(text)?;
        Ok((address, address.checksum_of(text)))
    }

    /// Reads an address and leaves its checksum alone, which spares a hash.
    ///
    /// For text whose case cannot matter, such as one that equals a trusted text.
    /// [`checksum_of`](Self::checksum_of) makes up for it later.
    ///
    /// # Errors
    ///
    /// Only if the text is not `0x` and 40 hex digits.
    pub fn parse_unchecked_case(text: &str) -> Result<Self, ValueError> {
        hex::decode_array(NOUN, text).map(Self)
    }

    /// What the checksum in `text` is worth, a text from which this address was read.
    ///
    /// Hashes only if upper and lower case are mixed. The text of another address is
    /// [`Checksum::Invalid`] if it mixes them.
    #[must_use]
    pub fn checksum_of(&self, text: &str) -> Checksum {
        let letters = text.strip_prefix("0x").unwrap_or(text).as_bytes();
        if !letters.iter().any(u8::is_ascii_uppercase)
            || !letters.iter().any(u8::is_ascii_lowercase)
        {
            Checksum::Uniform
        } else if text.as_bytes() == self.to_checksum() {
            Checksum::Valid
        } else {
            Checksum::Invalid
        }
    }

    /// The text with its checksum, as 42 ASCII characters on the stack.
    #[must_use]
    pub fn to_checksum(&self) -> [u8; 42] {
        let mut text = self.to_lower_case();
        let (_, letters) = text.split_at_mut(2);
        let hash = keccak256(&*letters);
        for (pair, byte) in letters.chunks_exact_mut(2).zip(hash) {
            for (letter, nibble) in pair.iter_mut().zip([byte >> 4, byte & 0x0f]) {
                if nibble >= 8 {
                    letter.make_ascii_uppercase();
                }
            }
        }
        text
    }

    fn to_lower_case(self) -> [u8; 42] {
        let mut text = *b"0x0000000000000000000000000000000000000000";
        let (_, letters) = text.split_at_mut(2);
        // Cannot fail: 20 bytes are 40 digits.
        let _ = digits::encode_to_slice(self.0, letters);
        text
    }

    /// Whether this is [`Address::ZERO`].
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == Self::ZERO
    }

    /// The bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }

    /// The address as the ABI pads it: twelve zero bytes first.
    pub(crate) fn to_word(self) -> [u8; 32] {
        let mut word = [0; 32];
        let (_, end) = word.split_at_mut(12);
        end.copy_from_slice(&self.0);
        word
    }
}

impl FromStr for Address {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        match Self::parse_with_checksum(text)? {
            (address, Checksum::Uniform | Checksum::Valid) => Ok(address),
            (_, Checksum::Invalid) => Err(ValueError::new(
                NOUN,
                "lower case throughout or the checksum of EIP-55",
                text,
            )),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if f.alternate() {
            self.to_lower_case()
        } else {
            self.to_checksum()
        };
        f.pad(core::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_checksum();
        f.pad(core::str::from_utf8(&text).map_err(|_| fmt::Error)?)
    }
}

impl From<[u8; 20]> for Address {
    fn from(bytes: [u8; 20]) -> Self {
        Self(bytes)
    }
}

impl From<Address> for [u8; 20] {
    fn from(address: Address) -> Self {
        address.0
    }
}

/// What the mix of upper and lower case in an address's text is worth ([EIP-55]).
///
/// [EIP-55]: https://eips.ethereum.org/EIPS/eip-55
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "these are all cases")]
pub enum Checksum {
    /// The letters are all of one case: there is no checksum.
    Uniform,
    /// The cases are mixed as they must be.
    Valid,
    /// The cases are mixed in another way: a mistyped address, or a careless sender.
    Invalid,
}

const NOUN: &str = "EVM address";

#[cfg(test)]
mod tests {
    use alloc::{
        format,
        string::{String, ToString},
    };

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn checksums_of_eip_55() {
        for text in [
            "0x52908400098527886E0F7030069857D2E4169EE7",
            "0x8617E340B3D01FA5F11F306F4090FD50E238070D",
            "0xde709f2102306220921060314715629080e2fb77",
            "0x27b1fdb04752bbc536007a920d24acb045561c26",
            "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
            "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
            "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
            "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.to_string(), text);
            assert_eq!(format!("{address:?}"), text);
            assert_eq!(format!("{address:#?}"), text);
            assert_eq!(format!("{address:#}"), text.to_lowercase());
            assert_eq!(format!("{address:>44}"), format!("  {text}"));
        }
    }

    #[test]
    fn case_is_a_checksum_only_if_mixed() {
        for (text, checksum) in [
            (
                "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
                Checksum::Valid,
            ),
            (
                "0x036cbd53842c5426634e7929541ec2318f3dcf7e",
                Checksum::Uniform,
            ),
            (
                "0x036CBD53842C5426634E7929541EC2318F3DCF7E",
                Checksum::Uniform,
            ),
            (
                "0x036CbD53842c5426634e7929541eC2318f3dCF7E",
                Checksum::Invalid,
            ),
            (
                "0x0000000000000000000000000000000000000001",
                Checksum::Uniform,
            ),
        ] {
            let (address, found) = Address::parse_with_checksum(text).unwrap();
            assert_eq!(found, checksum, "{text}");
            assert_eq!(Address::parse_unchecked_case(text), Ok(address));
            assert_eq!(
                text.parse::<Address>().is_ok(),
                checksum != Checksum::Invalid,
                "{text}"
            );
        }
        assert_eq!(
            "0x036CbD53842c5426634e7929541eC2318f3dCF7E"
                .parse::<Address>()
                .unwrap_err()
                .to_string(),
            "not a valid EVM address: expected lower case throughout or the checksum of EIP-55, \
             found \"0x036CbD53842c5426634e7929541eC2318f3dCF7E\""
        );
    }

    #[test]
    fn other_forms_are_no_address() {
        for text in [
            "",
            "0x",
            "036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0X036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e0",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7g",
            "0x0x6CbD53842c5426634e7929541eC2318f3dCF7e",
            " 0x036CbD53842c5426634e7929541eC2318f3dCF7e",
            "0x036CbD53842c5426634e7929541eC2318f3dCF7e\n",
            "vitalik.eth",
        ] {
            assert!(Address::parse_with_checksum(text).is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn text_round_trip(bytes: [u8; 20]) {
            let address = Address::from(bytes);
            prop_assert_eq!(address.to_string().parse(), Ok(address));
            prop_assert_eq!(<[u8; 20]>::from(address), bytes);
            prop_assert_eq!(address.is_zero(), bytes == [0; 20]);
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            let _ = Address::parse_with_checksum(&text);
            let _ = Address::ZERO.checksum_of(&text);
        }
    }
}
