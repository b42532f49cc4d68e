//! What the rules are.

use x402_core::{scheme, verify};

use super::{Mechanism, Offer};

/// One rule that a payment must satisfy.
#[derive(Clone, Debug, Eq, PartialEq, uniffi::Record)]
pub struct Rule {
    /// The abstract dotted code, such as `amount.mismatch`: stable, the same for every method.
    pub code: String,
    /// Which payments the rule is for.
    pub mechanism: Mechanism,
    /// JSON pointer (RFC 6901) into the payment as received.
    pub pointer: String,
    /// The `invalidReason` that goes on the wire in version 2.
    pub wire_code: String,
    /// The same in version 1.
    pub wire_code_v1: String,
    /// What the rule demands, as a statement that holds for every good payment.
    pub demands: String,
    /// What the payer, or whoever built the payment, should do when it does not hold.
    pub hint: String,
    /// Where the rule comes from.
    pub source: String,
}

impl From<&'static scheme::Rule> for Rule {
    fn from(rule: &'static scheme::Rule) -> Self {
        Self {
            code: rule.code.to_owned(),
            mechanism: rule.mechanism.into(),
            pointer: rule.pointer.to_owned(),
            wire_code: rule.wire_code.to_owned(),
            wire_code_v1: rule.wire_code_v1.unwrap_or(rule.wire_code).to_owned(),
            demands: rule.demands.to_owned(),
            hint: rule.hint.to_owned(),
            source: rule.source.to_owned(),
        }
    }
}

/// The rules that a payment of this offer must satisfy, in the order in which they are applied.
#[uniffi::export]
pub fn rules(offer: &Offer) -> Vec<Rule> {
    verify::rules(&offer.0).map(Into::into).collect()
}

/// The rules of every method and both versions, each once.
#[uniffi::export]
pub fn all_rules() -> Vec<Rule> {
    verify::all_rules().map(Into::into).collect()
}

/// Every rule with this abstract code, such as `amount.mismatch`, for every method.
#[uniffi::export]
pub fn explain(code: String) -> Vec<Rule> {
    verify::explain(&code).map(Into::into).collect()
}
