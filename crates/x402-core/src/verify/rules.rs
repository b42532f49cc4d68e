//! The tables of rules: of one offer, of everything, of one code.

use crate::{
    extension::echo,
    scheme::{Offer, Rule, mechanism},
};

/// The rules that a payment of this offer must satisfy, in the order in which they are applied.
pub fn rules(offer: &Offer) -> impl Iterator<Item = &'static Rule> {
    mechanism::rules(offer)
}

/// The rules of every mechanism, of both versions and of the extensions, each once.
pub fn all_rules() -> impl Iterator<Item = &'static Rule> {
    mechanism::all_rules().chain(echo::RULES.iter().copied())
}

/// Every rule with this abstract code, such as `amount.mismatch`, for every mechanism.
///
/// ```
/// use x402_core::verify;
///
/// let rule = verify::explain("amount.mismatch").next().expect("a known code");
/// assert!(!rule.hint.is_empty());
/// assert_eq!(verify::explain("no.such_code").count(), 0);
/// ```
pub fn explain(code: &str) -> impl Iterator<Item = &'static Rule> {
    all_rules().filter(move |rule| rule.code == code)
}
