//! `exact` by ERC-7710: a delegation that only a simulation can judge.

use alloc::{format, string::String, vec::Vec};

use sha2::{Digest as _, Sha256};

use super::evm::address::PayerAddress;
use crate::{
    evm::{Address, hex},
    network::Network,
    scheme::{
        chain::{Question, Questions},
        context::Context,
        evidence::{self, Evidence, TypedPayment, Unproven},
        fault::Fault,
        judge::{Judge, Stop},
        member::Members,
        offer::Offer,
        rule::{Method, Rule},
    },
};

/// A delegation; the context is the delegation manager's own affair.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct Payload {
    pub(crate) manager: Address,
    pub(crate) delegator: Address,
    pub(crate) permission_context: Vec<u8>,
}

impl Payload {
    fn read(payload: Members<'_>) -> Result<Self, Fault> {
        payload.spelled(&["delegationManager", "permissionContext", "delegator"])?;
        Ok(Self {
            manager: PayerAddress::read(&payload, "delegationManager")?.address,
            delegator: PayerAddress::read(&payload, "delegator")?.address,
            permission_context: payload.bytes("permissionContext")?,
        })
    }

    /// The network and a hash of the whole delegation, which has no nonce.
    pub(crate) fn replay_key(&self, network: &Network) -> String {
        let mut hash = Sha256::new();
        hash.update(self.manager.as_bytes());
        hash.update(self.delegator.as_bytes());
        hash.update(&self.permission_context);
        let hash: [u8; 32] = hash.finalize().into();
        format!("{network}/erc7710/{}", hex::encode(&hash))
    }
}

/// The rules for an ERC-7710 payload: well-formed, and then the chain's word.
///
/// A simulation that succeeds proves that the transfer would happen; there is no signature of
/// the payer that could be proven here: the outcome is never `Verified`, settlement alone
/// decides. The key of the payment is kept for as long as the payment may take.
pub(super) fn apply(
    judge: &mut impl Judge,
    payload: Members<'_>,
    offer: &Offer,
    context: &Context<'_>,
) -> Result<Evidence, Stop> {
    let payload = judge.need(&MALFORMED, Payload::read(payload))?;
    judge.chain(
        &SIMULATION,
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
            method: Method::Erc7710,
            payer: payload.delegator.into(),
            keep_until: now.saturating_add(offer.max_timeout_seconds()),
            payload: evidence::Payload::Erc7710(payload),
        },
    })
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
