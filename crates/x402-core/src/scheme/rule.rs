//! What a rule is: its code, where it looks, what it demands, and where that is written.

use crate::{version::X402Version, words::words};

/// One rule that a payment must satisfy.
///
/// The rules of a scheme stand in tables beside the functions that apply them; the same
/// tables feed [`explain`](crate::verify::explain), the reports and the documentation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Rule {
    /// The abstract dotted code, such as `amount.mismatch`: stable, the same for every method.
    pub code: &'static str,
    /// Which payments the rule is for.
    pub mechanism: Mechanism,
    /// JSON pointer (RFC 6901) into the payment as received.
    pub pointer: &'static str,
    /// The `invalidReason` that goes on the wire: the specification's §9 string where it has
    /// one, else the one that the TypeScript SDK sends.
    pub wire_code: &'static str,
    /// The `invalidReason` of version 1, where it is another.
    pub wire_code_v1: Option<&'static str>,
    /// What the rule demands, as a statement that holds for every good payment.
    pub demands: &'static str,
    /// What the payer, or whoever built the payment, should do when it does not hold.
    pub hint: &'static str,
    /// Where the rule comes from.
    pub source: &'static str,
}

impl Rule {
    /// The `invalidReason` that goes on the wire in this version of the protocol.
    #[must_use]
    pub fn wire_code(&self, version: X402Version) -> &'static str {
        match (version, self.wire_code_v1) {
            (X402Version::V1, Some(code)) => code,
            _ => self.wire_code,
        }
    }
}

/// Rules are static and unique: two are the same rule when they are the same place in a table.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::eq(self, other)
    }
}

impl Eq for Rule {}

words! {
    /// The ways to pay under `exact`, as far as the rules differ.
    #[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
    #[non_exhaustive]
    pub enum Mechanism: "mechanism" {
        /// Every method: the comparison with the offer.
        Any = "any",
        /// EIP-3009 `transferWithAuthorization`.
        Eip3009 = "eip3009",
        /// Permit2 `permitWitnessTransferFrom` through the x402 proxy.
        Permit2 = "permit2",
        /// ERC-7710 delegation.
        Erc7710 = "erc7710",
        /// An SPL Token or Token-2022 `TransferChecked` transaction.
        Solana = "solana",
    }
}
