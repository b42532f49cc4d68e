//! `exact` by ERC-7710: a delegation that only a simulation can judge.

use alloc::vec::Vec;

use super::evm::address::PayerAddress;
use crate::scheme::{
    chain::{Question, Questions},
    context::Context,
    evidence::Evidence,
    fault::Fault,
    judge::{Judge, Stop},
    member::Members,
    rejection::Undecided,
    rule::{Method, Rule},
};

/// What the payer sends; the context is the delegation manager's own affair.
struct Payload<'a> {
    delegator: PayerAddress<'a>,
    permission_context: Vec<u8>,
}

impl<'a> Payload<'a> {
    fn read(payload: Members<'a>) -> Result<Self, Fault> {
        payload.spelled(&["delegationManager", "permissionContext", "delegator"])?;
        PayerAddress::read(&payload, "delegationManager")?;
        Ok(Self {
            delegator: PayerAddress::read(&payload, "delegator")?,
            permission_context: payload.bytes("permissionContext")?,
        })
    }
}

/// The rules for an ERC-7710 payload: well-formed, and then the chain's word.
///
/// A simulation that succeeds proves that the transfer would happen; there is no signature of
/// the payer that could be proven here, and no nonce that could key a
/// replay: the outcome is never `Verified`, settlement alone decides.
pub(super) fn judge(
    judge: &mut impl Judge,
    payload: Members<'_>,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let payload = judge.need(&MALFORMED, Payload::read(payload))?;
    judge.chain(
        &SIMULATION,
        Question::Simulation,
        context.chain.simulation_succeeds,
        || Fault::new("a simulation that succeeds", "one that fails"),
    )?;
    Ok(Evidence::Undecided(Undecided {
        method: Method::Erc7710,
        payer: payload.delegator.address.into(),
        needs: Questions::of(&[Question::Simulation]),
        digest: None,
        signature: payload.permission_context.into(),
    }))
}

const RULE: Rule = Rule {
    code: "",
    method: Method::Erc7710,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "",
    source: "scheme_exact_evm.md, 3",
};

static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    demands: "`delegationManager`, `permissionContext` and `delegator` are there and well-formed",
    hint: "send the addresses and the context as 0x hex",
    source: "scheme_exact_evm.md, 3, phase 2",
    ..RULE
};

static SIMULATION: Rule = Rule {
    code: "simulation.failed",
    wire_code: "invalid_exact_evm_transaction_simulation_failed",
    demands: "a simulated `redeemDelegations` succeeds",
    hint: "read the simulation's revert reason",
    source: "scheme_exact_evm.md, 3, phase 3",
    ..RULE
};

/// Every rule, in the order in which they are applied.
pub(super) static RULES: &[&Rule] = &[&MALFORMED, &SIMULATION];
