//! The contract that an entry of `accepts` wants the payer's signature for.

use alloc::string::String;

use super::names::NAME;
use crate::{
    evm::Address,
    json::{Json, Object},
    scheme::{
        fault::Fault,
        judge::{Judge, Stop},
        offer::{OfferError, parts::Parts},
        rule::Rule,
    },
    value_error::excerpt,
};

/// An entry that wants a signature for another contract than the token or Permit2.
///
/// Such an entry is for another facilitator, such as Circle's Gateway. A seller may list it
/// beside others; no payment is verified against it, and our client does not sign it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct ForeignContract {
    member: &'static str,
    found: String,
}

impl ForeignContract {
    /// What makes the entry foreign; `known` are the contracts that it may name.
    pub(crate) fn of(parts: &Parts<'_>, known: &[Address]) -> Option<Self> {
        let extra = parts.extra?;
        let named = |member, found| Some(Self { member, found });
        match member(extra, VERIFYING_CONTRACT) {
            None => {}
            Some(Json::String(text)) => {
                let contract = Address::parse_unchecked_case(text).ok();
                if !contract.is_some_and(|contract| known.contains(&contract)) {
                    return named(VERIFYING_CONTRACT, excerpt(text));
                }
            }
            Some(other) => return named(VERIFYING_CONTRACT, other.describe()),
        }
        match member(extra, NAME) {
            Some(Json::String(name)) if *name == GATEWAY => named(NAME, excerpt(name)),
            _ => None,
        }
    }

    fn fault(&self) -> Fault {
        Fault::new(EXPECTED, self.found.clone())
    }

    /// The entry is not ours to pay.
    pub(crate) fn objection(&self) -> OfferError {
        let pointer = if self.member == NAME {
            "/extra/name"
        } else {
            "/extra/verifyingContract"
        };
        OfferError::new(pointer, EXPECTED, self.found.clone())
    }
}

/// The rule of one method: the offer is for the token's own contract, or for Permit2.
pub(crate) const fn rule(base: &Rule) -> Rule {
    Rule {
        code: "contract.foreign",
        pointer: "/accepted/extra",
        wire_code: "invalid_payment_requirements",
        demands: "the offer is for the token's own contract or for Permit2",
        hint: "let this entry be verified and settled by the facilitator that it is made for",
        source: "no specification: `extra.verifyingContract` and the name `GatewayWalletBatched`, as Circle's Gateway writes them",
        ..*base
    }
}

/// Applies the rule.
pub(crate) fn apply(
    judge: &mut impl Judge,
    rule: &'static Rule,
    foreign: Option<&ForeignContract>,
) -> Result<(), Stop> {
    judge.need(rule, foreign.map_or(Ok(()), |foreign| Err(foreign.fault())))
}

/// Absent and `null` are the same.
fn member<'a>(extra: &'a Object<'static>, name: &str) -> Option<&'a Json<'static>> {
    extra.get(name).filter(|value| !matches!(value, Json::Null))
}

const EXPECTED: &str = "the token's own contract or Permit2";

/// The member of `extra` in which other facilitators name their own contract.
const VERIFYING_CONTRACT: &str = "verifyingContract";

/// The EIP-712 name of Circle's batching wallet.
const GATEWAY: &str = "GatewayWalletBatched";
