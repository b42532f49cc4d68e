//! The rule table of Permit2 payments.

use crate::scheme::{
    exact::evm::rules::{self as shared, AddressRules, ChainRules, SignatureRules},
    rule::{Method, Rule},
    window::WindowRules,
};

const RULE: Rule = Rule {
    code: "",
    method: Method::Permit2,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "",
    source: "scheme_exact_evm.md, 2, phase 3",
};

pub(super) static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    demands: "`signature` and every member of `permit2Authorization` is there and well-formed",
    hint: "send addresses as 0x hex; amount, nonce and times as decimal strings",
    source: "scheme_exact_evm.md, 2, phase 2",
    ..RULE
};

pub(super) static ADDRESSES: AddressRules = AddressRules {
    checksum: &CHECKSUM,
    zero: &ZERO,
};

static CHECKSUM: Rule = shared::checksum(&Rule {
    pointer: "/payload/permit2Authorization",
    ..RULE
});

static ZERO: Rule = shared::zero(&Rule {
    pointer: "/payload/permit2Authorization",
    source: "the proxy refuses a zero destination and a zero owner",
    ..RULE
});

pub(super) static SPENDER: Rule = Rule {
    code: "spender.mismatch",
    pointer: "/payload/permit2Authorization/spender",
    wire_code: "invalid_permit2_spender",
    demands: "`spender` is the canonical x402 proxy for `exact`",
    hint: "let the x402ExactPermit2Proxy spend, never the facilitator itself",
    source: "scheme_exact_evm.md, 2, phase 2",
    ..RULE
};

pub(super) static RECIPIENT: Rule = Rule {
    code: "recipient.mismatch",
    pointer: "/payload/permit2Authorization/witness/to",
    wire_code: "invalid_permit2_recipient_mismatch",
    demands: "`witness.to` is the offered payee",
    hint: "sign a witness for the offer's `payTo`",
    ..RULE
};

pub(super) static TOKEN: Rule = Rule {
    code: "token.mismatch",
    pointer: "/payload/permit2Authorization/permitted/token",
    wire_code: "permit2_token_mismatch",
    demands: "`permitted.token` is the offered asset",
    hint: "permit the offer's `asset`",
    source: "scheme_exact_evm.md, 2, phase 3, 6",
    ..RULE
};

pub(super) static AMOUNT: Rule = Rule {
    code: "amount.mismatch",
    pointer: "/payload/permit2Authorization/permitted/amount",
    wire_code: "permit2_amount_mismatch",
    demands: "`permitted.amount` is exactly the offered amount",
    hint: "permit exactly the offered amount",
    source: "scheme_exact_evm.md, 2, phase 3, 4; exact by scheme_exact.md",
    ..RULE
};

pub(super) static AMOUNT_ZERO: Rule = shared::amount_zero(&Rule {
    pointer: "/payload/permit2Authorization/permitted/amount",
    ..RULE
});

pub(super) static WINDOW: WindowRules = WindowRules {
    expired: &EXPIRED,
    early: &EARLY,
    too_long: &TOO_LONG,
};

static EXPIRED: Rule = Rule {
    code: "time.expired",
    pointer: "/payload/permit2Authorization/deadline",
    wire_code: "permit2_deadline_expired",
    demands: "`deadline` leaves time to settle",
    hint: "sign a new permit",
    source: "scheme_exact_evm.md, 2, phase 3, 5; the margin of 6 s is every SDK's",
    ..RULE
};

static EARLY: Rule = Rule {
    code: "time.early",
    pointer: "/payload/permit2Authorization/witness/validAfter",
    wire_code: "permit2_not_yet_valid",
    demands: "`witness.validAfter` is not in the future",
    hint: "sign with `validAfter` of 0, or wait",
    source: "scheme_exact_evm.md, 2, phase 3, 5",
    ..RULE
};

static TOO_LONG: Rule = shared::window_too_long(&Rule {
    pointer: "/payload/permit2Authorization/deadline",
    ..RULE
});

pub(super) static SIGNATURE: SignatureRules = SignatureRules {
    length: &LENGTH,
    v: &V,
    range: &RANGE,
    malleable: &MALLEABLE,
    domain_name: None,
    invalid: &INVALID,
    wrapper: &WRAPPER,
    factory: &FACTORY,
    contract: &CONTRACT,
};

const SIGNED: Rule = Rule {
    pointer: "/payload/signature",
    wire_code: "invalid_permit2_signature",
    source: "scheme_exact_evm.md, 2, phase 3, 1",
    ..RULE
};

static LENGTH: Rule = shared::length(&SIGNED);

static V: Rule = shared::v(&SIGNED);

static RANGE: Rule = shared::range(&SIGNED);

static MALLEABLE: Rule = shared::malleable(&SIGNED);

static INVALID: Rule = Rule {
    code: "signature.invalid",
    demands: "the signature recovers to `from`",
    hint: "sign these values with the key of `from`, under Permit2's domain on the offer's chain",
    ..SIGNED
};

static WRAPPER: Rule = shared::wrapper(&SIGNED);

static FACTORY: Rule = shared::factory(&SIGNED);

static CONTRACT: Rule = shared::contract(&SIGNED);

pub(super) static CHAIN: ChainRules = ChainRules {
    asset_code: &ASSET_CODE,
    nonce_used: &NONCE_USED,
    allowance: Some(&ALLOWANCE),
    funds: &FUNDS,
    simulation: &SIMULATION,
};

static ASSET_CODE: Rule = shared::asset_code(&Rule {
    source: "scheme_exact_evm.md, 2, phase 3, 7",
    ..RULE
});

static NONCE_USED: Rule = Rule {
    code: "nonce.used",
    pointer: "/payload/permit2Authorization/nonce",
    wire_code: "permit2_invalid_nonce",
    demands: "the nonce is unused",
    hint: "sign a new permit with a fresh random nonce",
    source: "Permit2, nonceBitmap",
    ..RULE
};

static ALLOWANCE: Rule = Rule {
    code: "allowance.insufficient",
    pointer: "/payload/permit2Authorization/permitted",
    wire_code: "permit2_allowance_required",
    demands: "the payer has approved Permit2 for the amount",
    hint: "approve the Permit2 contract for the token once (HTTP status 412)",
    source: "scheme_exact_evm.md, 2, phase 3, 2",
    ..RULE
};

static FUNDS: Rule = shared::funds(&Rule {
    pointer: "/payload/permit2Authorization/permitted/amount",
    source: "scheme_exact_evm.md, 2, phase 3, 3",
    ..RULE
});

static SIMULATION: Rule = Rule {
    code: "simulation.failed",
    wire_code: "permit2_simulation_failed",
    demands: "a simulated `settle` of the proxy succeeds",
    hint: "read the simulation's revert reason",
    source: "scheme_exact_evm.md, 2, phase 3, 7",
    ..RULE
};

/// Every rule, in the order in which they are applied.
pub(in crate::scheme::exact) static RULES: &[&Rule] = &[
    &MALFORMED,
    &CHECKSUM,
    &ZERO,
    &SPENDER,
    &RECIPIENT,
    &TOKEN,
    &AMOUNT,
    &AMOUNT_ZERO,
    &EARLY,
    &EXPIRED,
    &TOO_LONG,
    &WRAPPER,
    &FACTORY,
    &CONTRACT,
    &LENGTH,
    &V,
    &RANGE,
    &MALLEABLE,
    &INVALID,
    &ASSET_CODE,
    &NONCE_USED,
    &ALLOWANCE,
    &FUNDS,
    &SIMULATION,
];
