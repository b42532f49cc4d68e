//! `exact` on EVM chains: which of the three methods a payload uses.

pub(super) mod address;
pub(super) mod chain;
pub(crate) mod terms;
pub(super) mod transfer;

use alloc::string::String;

use self::terms::EvmTerms;
use super::{eip3009, erc7710, permit2};
use crate::{
    asset::TransferMethod,
    json::Object,
    scheme::{
        context::Context,
        evidence::Evidence,
        fault::Fault,
        judge::{Judge, Stop},
        member::Members,
        offer::Offer,
        rule::{Method, Rule},
    },
};

/// The rules for an EVM payload: its form is the offered method's, then that method's rules.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payload: &Object<'_>,
    offer: &Offer,
    terms: &EvmTerms,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let has = |name| payload.get(name).is_some();
    let (authorization, permit2) = (has("authorization"), has("permit2Authorization"));
    let delegation = has("delegationManager") || has("permissionContext");
    judge.check(
        &AMBIGUOUS,
        u8::from(authorization) + u8::from(permit2) + u8::from(delegation) < 2,
        || Fault::new("the members of one transfer method", "those of several"),
    )?;
    let form = if permit2 {
        TransferMethod::Permit2
    } else if delegation {
        TransferMethod::Erc7710
    } else if authorization {
        TransferMethod::Eip3009
    } else {
        // Nothing tells the form: the offered method's reader says which member is missing.
        terms.method
    };
    let same = if form == terms.method {
        Ok(())
    } else {
        let expected = String::from(member_of(terms.method));
        Err(Fault::new(expected, member_of(form)))
    };
    judge.need(&METHOD, same)?;

    let payload = Members::new(payload, "/payload");
    match terms.method {
        TransferMethod::Eip3009 => eip3009::apply(judge, payload, offer, terms, context),
        TransferMethod::Permit2 => permit2::apply(judge, payload, offer, terms, context),
        TransferMethod::Erc7710 => erc7710::apply(judge, payload, offer, context),
    }
}

/// The member that tells a method's payload from the others'.
fn member_of(method: TransferMethod) -> &'static str {
    match method {
        TransferMethod::Eip3009 => "`authorization` (EIP-3009)",
        TransferMethod::Permit2 => "`permit2Authorization` (Permit2)",
        TransferMethod::Erc7710 => "`delegationManager` (ERC-7710)",
    }
}

const RULE: Rule = Rule {
    code: "",
    method: Method::Any,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "send the members of the offered `extra.assetTransferMethod` and no others",
    source: "scheme_exact_evm.md, summary",
};

pub(crate) static AMBIGUOUS: Rule = Rule {
    code: "payload.ambiguous",
    demands: "the payload has the members of one transfer method only",
    ..RULE
};

pub(crate) static METHOD: Rule = Rule {
    code: "method.mismatch",
    demands: "the payload is of the offered transfer method",
    ..RULE
};

/// The rules that all EVM methods share, in order.
pub(crate) static RULES: &[&Rule] = &[&AMBIGUOUS, &METHOD];
