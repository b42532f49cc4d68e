//! `exact` by ERC-7710: a delegation that only a simulation can judge.

pub(crate) mod payload;
mod proof;
mod rules;
pub(crate) mod terms;

use self::payload::Payload;
pub(crate) use self::rules::RULES;
use crate::scheme::{
    chain::{Question, Questions},
    context::Context,
    evidence::{self, Evidence, TypedPayment, Unproven},
    evm::form::Form,
    fault::Fault,
    judge::{Judge, Stop},
    member::Members,
    offer::Offer,
    rule::Mechanism,
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
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let payload = judge.need(&rules::MALFORMED, Payload::read(payload))?;
    judge.chain(
        &rules::SIMULATION,
        Question::Simulation,
        context.chain.simulation_succeeds,
        || Fault::new("a simulation that succeeds", "one that fails"),
    )?;
    let now = context.now.seconds();
    Ok(Evidence {
        proof: Err(Unproven {
            needs: Questions::of(&[Question::Simulation]),
            digest: None,
            signature: payload.permission_context.as_slice().into(),
        }),
        payment: TypedPayment {
            mechanism: Mechanism::Erc7710,
            payer: payload.delegator.into(),
            keep_until: now.saturating_add(offer.max_timeout_seconds()),
            payload: evidence::Payload::Erc7710(payload),
        },
    })
}
