//! Signatures of contracts that are not deployed yet ([ERC-6492]).
//!
//! The wrapper says which call to which factory deploys the wallet that would then confirm the
//! inner signature. Nothing here is executed or believed: the wrapper is taken apart, and what
//! it holds is a question for the chain.
//!
//! [ERC-6492]: https://eips.ethereum.org/EIPS/eip-6492

use core::fmt;

use super::Address;

/// What is in a wrapper: `abi.encode(address, bytes, bytes)`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "closed by its standard")]
pub struct Wrapped<'a> {
    /// The contract to call so that the wallet is deployed; trusted by nobody yet.
    pub factory: Address,
    /// What to call the factory with.
    pub calldata: &'a [u8],
    /// The signature for the deployed wallet to confirm; never a wrapper itself.
    pub inner: &'a [u8],
}

/// Takes a wrapped signature apart; `None` if it does not end in [`MAGIC`].
///
/// The wrapper must be what an ABI encoder writes: offsets that leave no gap, zeros as padding,
/// nothing after the end. One content has thus one form.
///
/// # Errors
///
/// If the signature ends in [`MAGIC`] and what precedes it is another form, or if the inner
/// signature is a wrapper again.
pub fn unwrap(signature: &[u8]) -> Result<Option<Wrapped<'_>>, WrapperError> {
    let Some(body) = signature.strip_suffix(&MAGIC) else {
        return Ok(None);
    };
    let mut tail = body;
    let factory = address(word(&mut tail)?)?;
    let calldata_offset = length(word(&mut tail)?)?;
    let inner_offset = length(word(&mut tail)?)?;

    if calldata_offset != body.len() - tail.len() {
        return Err(WrapperError::Offset);
    }
    let calldata = bytes(&mut tail)?;
    if inner_offset != body.len() - tail.len() {
        return Err(WrapperError::Offset);
    }
    let inner = bytes(&mut tail)?;
    if !tail.is_empty() {
        return Err(WrapperError::Trailing { found: tail.len() });
    }
    if inner.ends_with(&MAGIC) {
        return Err(WrapperError::Nested);
    }
    Ok(Some(Wrapped {
        factory,
        calldata,
        inner,
    }))
}

/// Why a signature that ends in [`MAGIC`] is no canonical wrapper.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum WrapperError {
    /// The inner signature is a wrapper again.
    Nested,
    /// An offset does not point to where the bytes must begin.
    Offset,
    /// What pads the factory or the bytes to whole words is not zero.
    Padding,
    /// Something stands between the inner signature and the magic.
    Trailing {
        /// How many bytes.
        found: usize,
    },
    /// The wrapper ends too early, or a length goes beyond its end.
    Truncated,
}

impl fmt::Display for WrapperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nested => f.write_str("expected an inner signature, found a wrapper again"),
            Self::Offset => f.write_str("expected adjacent fields, found an offset elsewhere"),
            Self::Padding => f.write_str("expected zeros as padding, found other bytes"),
            Self::Trailing { found } => {
                write!(
                    f,
                    "expected the magic after the fields, found {found} bytes before it"
                )
            }
            Self::Truncated => {
                f.write_str("expected two byte strings, found the end before theirs")
            }
        }
    }
}

impl core::error::Error for WrapperError {}

/// Reads the next word.
fn word<'a>(tail: &mut &'a [u8]) -> Result<&'a [u8; WORD], WrapperError> {
    let (word, rest) = tail.split_first_chunk().ok_or(WrapperError::Truncated)?;
    *tail = rest;
    Ok(word)
}

/// Reads a length and as many bytes, which fill whole words.
fn bytes<'a>(tail: &mut &'a [u8]) -> Result<&'a [u8], WrapperError> {
    let length = length(word(tail)?)?;
    let (bytes, rest) = tail
        .split_at_checked(length)
        .ok_or(WrapperError::Truncated)?;
    let (padding, rest) = rest
        .split_at_checked(length.next_multiple_of(WORD) - length)
        .ok_or(WrapperError::Truncated)?;
    if padding.iter().any(|byte| *byte != 0) {
        return Err(WrapperError::Padding);
    }
    *tail = rest;
    Ok(bytes)
}

/// The address in the low 20 bytes of a word.
fn address(word: &[u8; WORD]) -> Result<Address, WrapperError> {
    match word.split_last_chunk() {
        Some((padding, address)) if padding.iter().all(|byte| *byte == 0) => {
            Ok(Address::new(*address))
        }
        _ => Err(WrapperError::Padding),
    }
}

/// A word as a length or an offset; what no memory could hold is beyond every end.
fn length(word: &[u8; WORD]) -> Result<usize, WrapperError> {
    match word.split_last_chunk() {
        Some((high, low)) if high.iter().all(|byte| *byte == 0) => {
            usize::try_from(u64::from_be_bytes(*low)).map_err(|_| WrapperError::Truncated)
        }
        _ => Err(WrapperError::Truncated),
    }
}

/// The 32 bytes at the end of every wrapped signature: 0x6492, sixteen times.
pub const MAGIC: [u8; 32] = [
    0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
    0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92, 0x64, 0x92,
];

/// How many bytes the ABI's unit has.
const WORD: usize = 32;

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use alloy_primitives::Bytes;
    use alloy_sol_types::SolValue;
    use proptest::prelude::*;

    use super::*;

    /// A wrapper as an ABI encoder writes it.
    fn wrap(factory: [u8; 20], calldata: &[u8], inner: &[u8]) -> Vec<u8> {
        let fields = (
            alloy_primitives::Address::from(factory),
            Bytes::copy_from_slice(calldata),
            Bytes::copy_from_slice(inner),
        );
        [&fields.abi_encode_params()[..], &MAGIC].concat()
    }

    #[test]
    fn other_signatures_are_not_wrapped() {
        for signature in [
            &[][..],
            &[27; 65],
            &MAGIC[1..],
            &[&MAGIC[..], &[0]].concat(),
        ] {
            assert_eq!(unwrap(signature), Ok(None), "{signature:?}");
        }
    }

    #[test]
    fn one_form_only() {
        // Three words, then length and one word of calldata, then length and three of signature.
        let good = wrap([0xfa; 20], &[0xca; 5], &[0x51; 65]);
        assert_eq!(good.len(), 32 * (3 + 2 + 4) + 32);
        let wrapped = Wrapped {
            factory: Address::new([0xfa; 20]),
            calldata: &[0xca; 5],
            inner: &[0x51; 65],
        };
        assert_eq!(unwrap(&good), Ok(Some(wrapped)));

        // Each case replaces one byte.
        for (name, at, byte, error) in [
            ("factory of 21 bytes", 11, 1, WrapperError::Padding),
            ("factory of 32 bytes", 0, 1, WrapperError::Padding),
            ("calldata offset low", 63, 0x40, WrapperError::Offset),
            ("calldata offset high", 63, 0x80, WrapperError::Offset),
            ("calldata offset zero", 63, 0, WrapperError::Offset),
            ("calldata offset huge", 32, 0xff, WrapperError::Truncated),
            ("inner offset low", 95, 0x60, WrapperError::Offset),
            ("inner offset high", 95, 0xc0, WrapperError::Offset),
            ("inner offset huge", 64, 0x80, WrapperError::Truncated),
            ("calldata too short", 127, 4, WrapperError::Padding),
            ("calldata of two words", 127, 33, WrapperError::Padding),
            (
                "calldata beyond the end",
                126,
                0xff,
                WrapperError::Truncated,
            ),
            ("calldata of 2^63 bytes", 120, 0x80, WrapperError::Truncated),
            ("calldata of 2^255 bytes", 96, 0x80, WrapperError::Truncated),
            ("padding of calldata", 133, 1, WrapperError::Padding),
            ("end of padding of calldata", 159, 1, WrapperError::Padding),
            (
                "inner too short",
                191,
                64,
                WrapperError::Trailing { found: 32 },
            ),
            ("inner beyond the end", 191, 97, WrapperError::Truncated),
            (
                "inner of 2^64 - 1 bytes",
                184,
                0xff,
                WrapperError::Truncated,
            ),
            ("padding of inner", 287, 1, WrapperError::Padding),
        ] {
            let mut bad = good.clone();
            bad[at] = byte;
            assert_eq!(unwrap(&bad), Err(error), "{name}");
        }
    }

    #[test]
    fn every_cut_and_every_addition_is_refused() {
        let good = wrap([1; 20], &[2; 36], &[3; 65]);
        let body = &good[..good.len() - MAGIC.len()];
        for end in 0..body.len() {
            let cut = [&body[..end], &MAGIC].concat();
            assert_eq!(unwrap(&cut), Err(WrapperError::Truncated), "{end}");
        }
        for found in [1, 31, 32, 64] {
            let long = [body, &[0; 64][..found], &MAGIC].concat();
            assert_eq!(unwrap(&long), Err(WrapperError::Trailing { found }));
        }
    }

    #[test]
    fn wrappers_do_not_nest() {
        let once = wrap([1; 20], &[], &[3; 65]);
        assert!(unwrap(&once).is_ok());
        let twice = wrap([1; 20], &[], &once);
        assert_eq!(unwrap(&twice), Err(WrapperError::Nested));
        assert_eq!(
            unwrap(&wrap([1; 20], &[], &MAGIC)),
            Err(WrapperError::Nested)
        );
        // In the calldata the magic is data.
        assert!(unwrap(&wrap([1; 20], &once, &[3; 65])).is_ok());
    }

    proptest! {
        #[test]
        fn reads_what_an_encoder_writes(
            factory: [u8; 20],
            calldata in prop::collection::vec(any::<u8>(), 0..100),
            inner in prop::collection::vec(any::<u8>(), 0..100),
        ) {
            let wrapped = Wrapped {
                factory: factory.into(),
                calldata: &calldata,
                inner: &inner,
            };
            let signature = wrap(factory, &calldata, &inner);
            prop_assert_eq!(unwrap(&signature), Ok(Some(wrapped)));
        }

        #[test]
        fn one_content_has_one_form(
            at in 0_usize..256,
            byte: u8,
            calldata in prop::collection::vec(any::<u8>(), 0..70),
        ) {
            let mut signature = wrap([7; 20], &calldata, &[3; 65]);
            signature[at] = byte;
            if let Ok(Some(Wrapped { factory, calldata, inner })) = unwrap(&signature) {
                prop_assert_eq!(wrap(factory.into(), calldata, inner), signature);
            }
        }

        #[test]
        fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = unwrap(&[&body[..], &MAGIC].concat());
        }
    }
}
