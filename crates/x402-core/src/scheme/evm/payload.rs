//! What the payloads on EVM chains have in common.

use crate::{
    evm::{Address, hex},
    json::Object,
    scheme::{fault::Fault, member::Members},
};

/// An address as the payer wrote it: the bytes, and whether its checksum was looked at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PayerAddress<'a> {
    pub(crate) text: &'a str,
    pub(crate) address: Address,
}

impl<'a> PayerAddress<'a> {
    /// Reads the bytes and hashes nothing.
    pub(crate) fn read(members: &Members<'a>, name: &str) -> Result<Self, Fault> {
        let text = members.string(name)?;
        let address = Address::parse_unchecked_case(text)
            .map_err(|error| Fault::from(error).at(members.pointer_to(name)))?;
        Ok(Self { text, address })
    }

    /// Whether case is right as a checksum, or absent, or proven by an equal text of the offer's.
    pub(super) fn checksum_holds(&self, trusted: &[&str]) -> bool {
        trusted.contains(&self.text) || self.text.parse::<Address>().is_ok()
    }
}

/// Puts a signature into a payload of any EVM method, in the place of the one that is there.
pub(crate) fn insert_signature(payload: &mut Object<'static>, signature: &[u8]) {
    payload.insert(SIGNATURE, hex::encode(signature));
}

/// The member that holds the signature in the payload of every EVM method that has one.
pub(crate) const SIGNATURE: &str = "signature";
