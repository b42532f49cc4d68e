//! The definition of an extension, as a row of constants.

use crate::version::X402Version;

/// An extension of the protocol: its name, and where it departs from the echo rule.
///
/// The rule is that the payer may leave an extension out and may add members, and that what the
/// seller advertised in `info` comes back unchanged.
///
/// Source: core specification v2 §5.1.2.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Extension {
    /// The name on the wire: the key in `extensions`.
    pub name: &'static str,
    /// The version of the protocol that has the extension.
    pub version: X402Version,
    /// The members of `info` that the seller writes anew in every 402: they may come back changed.
    pub dynamic: &'static [&'static str],
    /// The list in `info` that both sides add to.
    pub additive: Option<Additive>,
    /// The member of `info` that only the seller may write, also where it did not advertise the
    /// extension.
    pub owned: Option<&'static str>,
    /// Where the extension is specified.
    pub source: &'static str,
}

/// A list in an extension's `info` that both sides add to: the payer keeps what is there, in any
/// order.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Additive {
    /// The member's name.
    pub name: &'static str,
    /// How many entries it may have when it comes back.
    pub max: usize,
}

impl Extension {
    /// An extension without rules of its own: what a new row begins with.
    pub(super) const ORDINARY: Self = Self {
        name: "",
        version: X402Version::V2,
        dynamic: &[],
        additive: None,
        owned: None,
        source: "x402-specification-v2.md, 5.1.2",
    };
}
