//! The rule table of ERC-7710 payments.

use crate::scheme::rule::{Mechanism, Rule};

const RULE: Rule = Rule {
    code: "",
    mechanism: Mechanism::Erc7710,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "",
    source: "scheme_exact_evm.md, 3",
};

pub(super) static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    demands: "`delegationManager`, `permissionContext` and `delegator` are there and well-formed",
    hint: "send the addresses and the context as 0x hex",
    source: "scheme_exact_evm.md, 3, phase 2",
    ..RULE
};

pub(super) static SIMULATION: Rule = Rule {
    code: "simulation.failed",
    wire_code: "invalid_exact_evm_transaction_simulation_failed",
    demands: "a simulated `redeemDelegations` succeeds",
    hint: "read the simulation's revert reason",
    source: "scheme_exact_evm.md, 3, phase 3",
    ..RULE
};

/// Every rule, in the order in which they are applied.
pub(crate) static RULES: &[&Rule] = &[&MALFORMED, &SIMULATION];
