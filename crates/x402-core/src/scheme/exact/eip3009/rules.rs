//! The rule table of EIP-3009 payments.

use crate::scheme::{
    evm::{
        address::AddressRules, contract, onchain::ChainRules, signature::SignatureRules,
        transfer::TransferRules, window::WindowRules,
    },
    rule::{Mechanism, Rule},
};

const RULE: Rule = Rule {
    code: "",
    mechanism: Mechanism::Eip3009,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "",
    source: "scheme_exact_evm.md, 1, phase 2",
};

pub(crate) static FOREIGN: Rule = contract::rule(&RULE);

pub(super) static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    demands: "`signature` and every member of `authorization` is there and well-formed",
    hint: "send addresses and the nonce as 0x hex, amounts and times as decimal strings",
    source: "x402-specification-v2.md, 5.2.2",
    ..RULE
};

pub(super) static ADDRESSES: AddressRules = AddressRules::of(&Rule {
    pointer: "/payload/authorization",
    source: "EIP-3009; tokens refuse transfers from and to the zero address",
    ..RULE
});

pub(super) static RENAMED: Rule = Rule {
    code: "domain.renamed",
    pointer: "/accepted/extra/name",
    demands: "a bridged token is offered by the name and version that it is known by",
    hint: "compare with the token's own `name()` and `version()`: it may have been renamed",
    source: "the default asset table; Circle's bridged USDC standard",
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

pub(super) static TRANSFER: TransferRules = TransferRules {
    amount: Rule {
        code: "amount.mismatch",
        pointer: "/payload/authorization/value",
        wire_code: "invalid_exact_evm_payload_authorization_value_mismatch",
        demands: "`value` is exactly the offered amount",
        hint: "sign exactly the offered amount",
        source: "x402-specification-v2.md, 6.1.2, 3",
        ..RULE
    },
    amount_zero: TransferRules::amount_zero(&Rule {
        pointer: "/payload/authorization/value",
        ..RULE
    }),
    window: WindowRules {
        early: Rule {
            code: "time.early",
            pointer: "/payload/authorization/validAfter",
            wire_code: "invalid_exact_evm_payload_authorization_valid_after",
            demands: "`validAfter` is not in the future",
            hint: "sign with `validAfter` of 0, or wait",
            source: "scheme_exact_evm.md, 1, phase 2, 3",
            ..RULE
        },
        expired: Rule {
            code: "time.expired",
            pointer: "/payload/authorization/validBefore",
            wire_code: "invalid_exact_evm_payload_authorization_valid_before",
            demands: "`validBefore` leaves time to settle",
            hint: "sign a new authorization",
            source: "scheme_exact_evm.md, 1, phase 2, 3; the margin of 6 s is every SDK's",
            ..RULE
        },
        too_long: WindowRules::too_long(&Rule {
            pointer: "/payload/authorization/validBefore",
            ..RULE
        }),
        too_far: WindowRules::too_far(&Rule {
            pointer: "/payload/authorization/validBefore",
            ..RULE
        }),
    },
    signature: SignatureRules::of(
        &SIGNED,
        Some(&DOMAIN_NAME),
        "sign these values with the key of `from`, under the offer's chain, token, name and version",
    ),
    chain: ChainRules {
        asset_code: ChainRules::asset_code(&Rule {
            source: "scheme_exact_evm.md, 1, phase 2, 5",
            ..RULE
        }),
        paused: ChainRules::paused(&ONCHAIN),
        domain: Some(&DOMAIN),
        nonce_used: Rule {
            code: "nonce.used",
            pointer: "/payload/authorization/nonce",
            wire_code: "invalid_exact_evm_nonce_already_used",
            demands: "the nonce is unused",
            hint: "sign a new authorization with a fresh random nonce",
            source: "EIP-3009, authorizationState",
            ..RULE
        },
        allowance: None,
        funds: ChainRules::funds(&Rule {
            pointer: "/payload/authorization/value",
            source: "scheme_exact_evm.md, 1, phase 2, 2",
            ..RULE
        }),
        payer_blacklisted: ChainRules::payer_blacklisted(&Rule {
            pointer: "/payload/authorization/from",
            ..ONCHAIN
        }),
        recipient_blacklisted: ChainRules::recipient_blacklisted(&ONCHAIN),
        simulation: Rule {
            code: "simulation.failed",
            wire_code: "invalid_exact_evm_transaction_simulation_failed",
            demands: "a simulated `transferWithAuthorization` succeeds",
            hint: "read the simulation's revert reason",
            source: "scheme_exact_evm.md, 1, phase 2, 5",
            ..RULE
        },
    },
};

/// What the chain would refuse at settlement, for one reason.
const ONCHAIN: Rule = Rule {
    wire_code: "invalid_exact_evm_transaction_simulation_failed",
    ..RULE
};

const SIGNED: Rule = Rule {
    pointer: "/payload/signature",
    wire_code: "invalid_exact_evm_payload_signature",
    source: "scheme_exact_evm.md, 1, phase 2, 1",
    ..RULE
};

static DOMAIN_NAME: Rule = Rule {
    code: "signature.domain_name",
    demands: "the signature is not one under another known name of the token",
    hint: "correct `extra.name` and `extra.version` of the offer: USDC's name differs per chain",
    source: "EIP-712; the default asset table",
    ..SIGNED
};

static DOMAIN: Rule = Rule {
    code: "domain.mismatch",
    pointer: "/accepted/extra/name",
    wire_code: "invalid_exact_evm_token_name_mismatch",
    demands: "the token's domain separator is that of the offered name and version",
    hint: "correct `extra.name` and `extra.version` of the offer: read the token's `name()` and `version()`",
    source: "EIP-712; the token's DOMAIN_SEPARATOR",
    ..RULE
};

/// Every rule, in the order in which they are applied.
pub(crate) static RULES: &[&Rule] = &[
    &FOREIGN,
    &MALFORMED,
    &ADDRESSES.checksum,
    &ADDRESSES.zero,
    &RENAMED,
    &RECIPIENT,
    &TRANSFER.amount,
    TRANSFER.amount_zero.rule(),
    &TRANSFER.window.early,
    &TRANSFER.window.expired,
    &TRANSFER.window.too_far,
    &TRANSFER.window.too_long,
    &TRANSFER.signature.wrapper,
    &TRANSFER.signature.factory,
    &TRANSFER.signature.contract,
    &TRANSFER.signature.length,
    &TRANSFER.signature.v,
    &TRANSFER.signature.range,
    &TRANSFER.signature.malleable,
    &DOMAIN_NAME,
    &TRANSFER.signature.invalid,
    &TRANSFER.chain.asset_code,
    &TRANSFER.chain.paused,
    &DOMAIN,
    &TRANSFER.chain.nonce_used,
    &TRANSFER.chain.funds,
    &TRANSFER.chain.payer_blacklisted,
    &TRANSFER.chain.recipient_blacklisted,
    &TRANSFER.chain.simulation,
];
