//! `exact` by ERC-7710: a delegation that only a simulation can judge.

pub(crate) mod payload;
mod proof;
mod rules;
pub(crate) mod terms;

use alloc::string::ToString;

use self::payload::Payload;
pub(crate) use self::rules::RULES;
use crate::{
    amount::Amount,
    chain::{Answer, BlockId, Call, ChainCheck, ChainChecks, EvmQuery, Value},
    evm::{Address, abi::redeem_call},
    scheme::{
        context::Context,
        evidence::{self, Evidence, TypedPayment, Unproven},
        evm::{form::Form, terms::Accounts},
        fault::Fault,
        judge::{Judge, Stop},
        member::Members,
        offer::Offer,
        rule::Mechanism,
    },
};

/// What tells its payloads from those of the other methods.
pub(crate) static FORM: Form = Form {
    members: &["delegationManager", "permissionContext"],
    text: "`delegationManager` (ERC-7710)",
};

/// The rules for an ERC-7710 payload: it is well-formed, and a simulation decides the rest.
///
/// A simulation that succeeds proves that the transfer would happen; there is no signature of
/// the payer that could be proven here: the outcome is never `Verified`, settlement alone
/// decides. The key of the payment is kept for as long as the payment may take.
pub(crate) fn apply(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    terms: &Accounts,
    redeemer: Option<Address>,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let payload = judge.need(&rules::MALFORMED, Payload::read(payload))?;
    let ask = || simulation(&payload, *terms, offer.amount(), redeemer);
    let failure = match context.chain.answer(ask) {
        Some(Answer::Value(Value::Succeeded)) => Some(None),
        Some(Answer::Refused(revert)) => Some(Some(revert)),
        _ => None,
    };
    let succeeds = failure.as_ref().map(Option::is_none);
    judge.chain(&rules::SIMULATION, ChainCheck::Simulation, succeeds, || {
        let found = failure.flatten();
        let found = found.map_or_else(|| "one that fails".to_string(), |revert| revert.to_string());
        Fault::new("a simulation that succeeds", found)
    })?;
    let now = context.now.seconds();
    Ok(Evidence {
        proof: Err(Unproven {
            needs: ChainChecks::of(&[ChainCheck::Simulation]),
            signature: payload.permission_context.as_slice().into(),
        }),
        payment: TypedPayment {
            mechanism: Mechanism::Erc7710,
            payer: payload.delegator.into(),
            keep_until: now.saturating_add(offer.max_timeout_seconds()),
            payload: evidence::Payload::Erc7710(payload),
            signing: None,
        },
    })
}

/// The redemption by `redeemer`, or by any account if none is known, which many delegations
/// refuse.
pub(crate) fn simulation(
    payload: &Payload,
    terms: Accounts,
    amount: Amount,
    redeemer: Option<Address>,
) -> EvmQuery {
    let context = &payload.permission_context;
    EvmQuery::Simulate(Call {
        from: redeemer,
        to: payload.manager,
        data: redeem_call(context, terms.asset, terms.pay_to, amount).into(),
        at: BlockId::Latest,
    })
}
