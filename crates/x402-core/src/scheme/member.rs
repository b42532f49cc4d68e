//! Reading the raw objects inside a payment: what is wrong there is a fault, not an error.

use alloc::{borrow::Cow, format, string::String, vec::Vec};

use super::fault::Fault;
use crate::{
    amount::Amount,
    evm::hex,
    json::{Json, Object},
    message::near_miss,
};

/// An object inside the payment, with the JSON pointer that leads to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Members<'a> {
    object: &'a Object<'a>,
    pointer: &'static str,
}

impl<'a> Members<'a> {
    pub(crate) fn new(object: &'a Object<'a>, pointer: &'static str) -> Self {
        Self { object, pointer }
    }

    /// No name is a known one but for case and underscores: readers would disagree on it.
    pub(crate) fn spelled(&self, known: &[&'static str]) -> Result<(), Fault> {
        match misspelled(self.object, known) {
            None => Ok(()),
            Some((name, meant)) => Err(misspelling(meant, name).at(self.pointer_to(name))),
        }
    }

    /// A member that is an object; `pointer` is its own.
    pub(crate) fn members(&self, name: &str, pointer: &'static str) -> Result<Self, Fault> {
        match self.object.get(name) {
            Some(Json::Object(object)) => Ok(Self { object, pointer }),
            other => Err(self.wrong(name, "an object", other)),
        }
    }

    /// A member that is a string.
    pub(crate) fn string(&self, name: &str) -> Result<&'a str, Fault> {
        match self.object.get(name) {
            Some(Json::String(text)) => Ok(text),
            other => Err(self.wrong(name, "a string", other)),
        }
    }

    /// A member that is a string holding a decimal number: an amount, a time or a nonce.
    pub(crate) fn decimal(&self, name: &str) -> Result<Amount, Fault> {
        self.parsed(name)
    }

    /// A member that is a string holding `0x` hex of any length.
    pub(crate) fn bytes(&self, name: &'static str) -> Result<Vec<u8>, Fault> {
        hex::decode(name, self.string(name)?)
            .map_err(|error| Fault::from(error).at(self.pointer_to(name)))
    }

    /// A member that is a string holding `0x` hex of `N` bytes.
    pub(crate) fn byte_array<const N: usize>(&self, name: &'static str) -> Result<[u8; N], Fault> {
        hex::decode_array(name, self.string(name)?)
            .map_err(|error| Fault::from(error).at(self.pointer_to(name)))
    }

    /// A member that is a string holding a value.
    fn parsed<T>(&self, name: &str) -> Result<T, Fault>
    where
        T: core::str::FromStr,
        Fault: From<T::Err>,
    {
        self.string(name)?
            .parse()
            .map_err(|error| Fault::from(error).at(self.pointer_to(name)))
    }

    /// The JSON pointer of a member of this object, by a name that needs no escaping.
    pub(crate) fn pointer_to(&self, name: &str) -> Cow<'static, str> {
        Cow::Owned(format!("{}/{name}", self.pointer))
    }

    fn wrong(&self, name: &str, expected: &'static str, found: Option<&Json<'_>>) -> Fault {
        Fault::new(expected, describe(found)).at(self.pointer_to(name))
    }
}

/// The first member whose name is a known one but for case and underscores, and that name.
pub(crate) fn misspelled<'o>(
    object: &'o Object<'_>,
    known: &[&'static str],
) -> Option<(&'o str, &'static str)> {
    object
        .iter()
        .map(|(name, _)| name)
        .filter(|name| !known.contains(name))
        .find_map(|name| Some((name, near_miss(name, known)?)))
}

pub(crate) fn misspelling(meant: &str, found: &str) -> Fault {
    Fault::text(format!("`{meant}`"), found)
}

/// What a member is, for a person: `nothing`, `null`, `the number 5`, `an object`, …
pub(crate) fn describe(json: Option<&Json<'_>>) -> String {
    json.map_or_else(|| String::from("nothing"), Json::describe)
}
