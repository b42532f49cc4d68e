//! The rule table of EIP-3009 payments.

use super::RULE;
use crate::scheme::{
    exact::{evm::address::AddressRules, signature::SignatureRules},
    rule::Rule,
    window::WindowRules,
};

pub(super) static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    demands: "`signature` and every member of `authorization` is there and well-formed",
    hint: "send addresses and the nonce as 0x hex, amounts and times as decimal strings",
    source: "x402-specification-v2.md, 5.2.2",
    ..RULE
};

pub(super) static ADDRESSES: AddressRules = AddressRules {
    checksum: &CHECKSUM,
    zero: &ZERO,
};

static CHECKSUM: Rule = Rule {
    code: "address.checksum",
    pointer: "/payload/authorization",
    demands: "an address in mixed case has a right EIP-55 checksum",
    hint: "copy the address again, or write it in lower case if it is known to be right",
    source: "EIP-55",
    ..RULE
};

static ZERO: Rule = Rule {
    code: "address.zero",
    pointer: "/payload/authorization",
    demands: "no address is zero",
    hint: "pay from a real account to the offered payee",
    source: "EIP-3009; tokens refuse transfers from and to the zero address",
    ..RULE
};

pub(super) static RECIPIENT: Rule = Rule {
    code: "recipient.mismatch",
    pointer: "/payload/authorization/to",
    wire_code: "invalid_exact_evm_payload_recipient_mismatch",
    demands: "`to` is the offered payee",
    hint: "sign a transfer to the offer's `payTo`",
    source: "scheme_exact_evm.md, 1, phase 2, 3",
    ..RULE
};

pub(super) static AMOUNT: Rule = Rule {
    code: "amount.mismatch",
    pointer: "/payload/authorization/value",
    wire_code: "invalid_exact_evm_payload_authorization_value_mismatch",
    demands: "`value` is exactly the offered amount",
    hint: "sign exactly the offered amount",
    source: "x402-specification-v2.md, 6.1.2, 3",
    ..RULE
};

pub(super) static AMOUNT_ZERO: Rule = Rule {
    code: "amount.zero",
    pointer: "/payload/authorization/value",
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
    pointer: "/payload/authorization/validBefore",
    wire_code: "invalid_exact_evm_payload_authorization_valid_before",
    demands: "`validBefore` leaves time to settle",
    hint: "sign a new authorization",
    source: "scheme_exact_evm.md, 1, phase 2, 3; the margin of 6 s is every SDK's",
    ..RULE
};

static EARLY: Rule = Rule {
    code: "time.early",
    pointer: "/payload/authorization/validAfter",
    wire_code: "invalid_exact_evm_payload_authorization_valid_after",
    demands: "`validAfter` is not in the future",
    hint: "sign with `validAfter` of 0, or wait",
    source: "scheme_exact_evm.md, 1, phase 2, 3",
    ..RULE
};

static TOO_LONG: Rule = Rule {
    code: "time.window_too_long",
    pointer: "/payload/authorization/validBefore",
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
    domain_name: Some(&DOMAIN_NAME),
    invalid: &INVALID,
    wrapper: &WRAPPER,
    factory: &FACTORY,
    contract: &CONTRACT,
};

const SIGNED: Rule = Rule {
    pointer: "/payload/signature",
    wire_code: "invalid_exact_evm_payload_signature",
    source: "scheme_exact_evm.md, 1, phase 2, 1",
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
    hint: "replace s by n - s and swap v: tokens revert on a high s",
    source: "EIP-2; the tokens' own recovery",
    ..SIGNED
};

static DOMAIN_NAME: Rule = Rule {
    code: "signature.domain_name",
    demands: "the signature is not one under another known name of the token",
    hint: "correct `extra.name` and `extra.version` of the offer: USDC's name differs per chain",
    source: "EIP-712; the default asset table",
    ..SIGNED
};

static INVALID: Rule = Rule {
    code: "signature.invalid",
    demands: "the signature recovers to `from`",
    hint: "sign these values with the key of `from`, under the offer's chain, token, name and version",
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
    source: "scheme_exact_evm.md, 1, phase 2, 5",
    ..RULE
};

pub(super) static NONCE_USED: Rule = Rule {
    code: "nonce.used",
    pointer: "/payload/authorization/nonce",
    wire_code: "invalid_exact_evm_nonce_already_used",
    demands: "the nonce is unused",
    hint: "sign a new authorization with a fresh random nonce",
    source: "EIP-3009, authorizationState",
    ..RULE
};

pub(super) static FUNDS: Rule = Rule {
    code: "funds.insufficient",
    pointer: "/payload/authorization/value",
    wire_code: "insufficient_funds",
    demands: "the payer holds the amount",
    hint: "fund the payer's account",
    source: "scheme_exact_evm.md, 1, phase 2, 2",
    ..RULE
};

pub(super) static SIMULATION: Rule = Rule {
    code: "simulation.failed",
    wire_code: "invalid_exact_evm_transaction_simulation_failed",
    demands: "a simulated `transferWithAuthorization` succeeds",
    hint: "read the simulation's revert reason",
    source: "scheme_exact_evm.md, 1, phase 2, 5",
    ..RULE
};

/// Every rule, in the order in which they are applied.
pub(in crate::scheme::exact) static RULES: &[&Rule] = &[
    &MALFORMED,
    &CHECKSUM,
    &ZERO,
    &RECIPIENT,
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
    &DOMAIN_NAME,
    &INVALID,
    &ASSET_CODE,
    &NONCE_USED,
    &FUNDS,
    &SIMULATION,
];
