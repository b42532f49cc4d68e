//! The rule table of Permit2 payments.

use crate::scheme::{
    exact::{evm::address::AddressRules, signature::SignatureRules},
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

static CHECKSUM: Rule = Rule {
    code: "address.checksum",
    pointer: "/payload/permit2Authorization",
    demands: "an address in mixed case has a right EIP-55 checksum",
    hint: "copy the address again, or write it in lower case if it is known to be right",
    source: "EIP-55",
    ..RULE
};

static ZERO: Rule = Rule {
    code: "address.zero",
    pointer: "/payload/permit2Authorization",
    demands: "no address is zero",
    hint: "pay from a real account to the offered payee",
    source: "the proxy refuses a zero destination and a zero owner",
    ..RULE
};

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

pub(super) static AMOUNT_ZERO: Rule = Rule {
    code: "amount.zero",
    pointer: "/payload/permit2Authorization/permitted/amount",
    demands: "the price is above zero",
    hint: "serve free resources without x402",
    source: "test of common sense: a settlement of nothing still costs gas",
    ..RULE
};

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

static TOO_LONG: Rule = Rule {
    code: "time.window_too_long",
    pointer: "/payload/permit2Authorization/deadline",
    demands: "the window is not longer than the offered `maxTimeoutSeconds`",
    hint: "sign a window of `maxTimeoutSeconds`: until its end the payment can be settled",
    source: "x402-specification-v2.md, 5.1.2, maxTimeoutSeconds",
    ..RULE
};

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

static LENGTH: Rule = Rule {
    code: "signature.length",
    demands: "an account's signature has 65 bytes",
    hint: "send r, s and v as 65 bytes",
    ..SIGNED
};

static V: Rule = Rule {
    code: "signature.v",
    demands: "v is 27 or 28",
    hint: "add 27 to a recovery id of 0 or 1",
    ..SIGNED
};

static RANGE: Rule = Rule {
    code: "signature.range",
    demands: "r and s are at least 1 and below the order of the curve",
    hint: "sign with a maintained library",
    ..SIGNED
};

static MALLEABLE: Rule = Rule {
    code: "signature.malleable",
    demands: "s is at most half the order of the curve",
    hint: "replace s by n - s and swap v",
    source: "EIP-2",
    ..SIGNED
};

static INVALID: Rule = Rule {
    code: "signature.invalid",
    demands: "the signature recovers to `from`",
    hint: "sign these values with the key of `from`, under Permit2's domain on the offer's chain",
    ..SIGNED
};

static WRAPPER: Rule = Rule {
    code: "signature.wrapper",
    demands: "an ERC-6492 wrapper is canonically encoded and not nested",
    hint: "encode (address, bytes, bytes) with an ABI library and append the magic suffix once",
    source: "ERC-6492",
    ..SIGNED
};

static FACTORY: Rule = Rule {
    code: "signature.factory_not_allowed",
    wire_code: "eip6492_factory_not_allowed",
    demands: "the factory of a wallet that is not deployed is on the policy's list",
    hint: "deploy the wallet first, or have the facilitator allow its factory",
    source: "ERC-6492; the SDKs' factory allow-lists",
    ..SIGNED
};

static CONTRACT: Rule = Rule {
    code: "signature.contract",
    demands: "the payer's contract accepts the signature",
    hint: "sign with an owner of the wallet, in the form that the wallet checks",
    source: "ERC-1271",
    ..SIGNED
};

pub(super) static ASSET_CODE: Rule = Rule {
    code: "asset.not_contract",
    pointer: "/accepted/asset",
    wire_code: "asset_not_deployed_contract",
    demands: "there is a contract at the asset's address",
    hint: "correct the offer's `asset`: calls to an account without code succeed and move nothing",
    source: "scheme_exact_evm.md, 2, phase 3, 7",
    ..RULE
};

pub(super) static NONCE_USED: Rule = Rule {
    code: "nonce.used",
    pointer: "/payload/permit2Authorization/nonce",
    wire_code: "permit2_invalid_nonce",
    demands: "the nonce is unused",
    hint: "sign a new permit with a fresh random nonce",
    source: "Permit2, nonceBitmap",
    ..RULE
};

pub(super) static ALLOWANCE: Rule = Rule {
    code: "allowance.insufficient",
    pointer: "/payload/permit2Authorization/permitted",
    wire_code: "permit2_allowance_required",
    demands: "the payer has approved Permit2 for the amount",
    hint: "approve the Permit2 contract for the token once (HTTP status 412)",
    source: "scheme_exact_evm.md, 2, phase 3, 2",
    ..RULE
};

pub(super) static FUNDS: Rule = Rule {
    code: "funds.insufficient",
    pointer: "/payload/permit2Authorization/permitted/amount",
    wire_code: "insufficient_funds",
    demands: "the payer holds the amount",
    hint: "fund the payer's account",
    source: "scheme_exact_evm.md, 2, phase 3, 3",
    ..RULE
};

pub(super) static SIMULATION: Rule = Rule {
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
