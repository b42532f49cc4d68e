//! The rule table of Permit2 payments.

use crate::scheme::{
    evm::{
        address::AddressRules,
        contract,
        onchain::ChainRules,
        signature::SignatureRules,
        transfer::{TransferRules, ZeroRule},
        window::WindowRules,
    },
    rule::{Mechanism, Rule},
};

const RULE: Rule = Rule {
    code: "",
    mechanism: Mechanism::Permit2,
    pointer: "/payload",
    wire_code: "invalid_payload",
    wire_code_v1: None,
    demands: "",
    hint: "",
    source: "scheme_exact_evm.md, 2, phase 3",
};

pub(crate) static FOREIGN: Rule = contract::rule(&RULE);

pub(super) static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    demands: "`signature` and every member of `permit2Authorization` is there and well-formed",
    hint: "send addresses as 0x hex; amount, nonce and times as decimal strings",
    source: "scheme_exact_evm.md, 2, phase 2",
    ..RULE
};

pub(super) static ADDRESSES: AddressRules = AddressRules::of(&Rule {
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

pub(super) static TRANSFER: TransferRules = TransferRules {
    amount: Rule {
        code: "amount.mismatch",
        pointer: "/payload/permit2Authorization/permitted/amount",
        wire_code: "permit2_amount_mismatch",
        demands: "`permitted.amount` is exactly the offered amount",
        hint: "permit exactly the offered amount",
        source: "scheme_exact_evm.md, 2, phase 3, 4; exact by scheme_exact.md",
        ..RULE
    },
    amount_zero: ZeroRule::Refuses(Rule {
        code: "permit2.amount_zero",
        pointer: "/payload/permit2Authorization/permitted/amount",
        wire_code: "permit2_invalid_amount",
        demands: "the amount is above zero",
        hint: "serve free resources without x402: the proxy reverts with InvalidAmount()",
        source: "x402ExactPermit2Proxy, settle",
        ..RULE
    }),
    window: WindowRules {
        early: Rule {
            code: "time.early",
            pointer: "/payload/permit2Authorization/witness/validAfter",
            wire_code: "permit2_not_yet_valid",
            demands: "`witness.validAfter` is not in the future",
            hint: "sign with `validAfter` of 0, or wait",
            source: "scheme_exact_evm.md, 2, phase 3, 5",
            ..RULE
        },
        expired: Rule {
            code: "time.expired",
            pointer: "/payload/permit2Authorization/deadline",
            wire_code: "permit2_deadline_expired",
            demands: "`deadline` leaves time to settle",
            hint: "sign a new permit",
            source: "scheme_exact_evm.md, 2, phase 3, 5; the margin of 6 s is every SDK's",
            ..RULE
        },
        too_long: WindowRules::too_long(&Rule {
            pointer: "/payload/permit2Authorization/deadline",
            ..RULE
        }),
        too_far: WindowRules::too_far(&Rule {
            pointer: "/payload/permit2Authorization/deadline",
            ..RULE
        }),
    },
    // SignatureVerification.sol of Permit2 looks at no s, and expands EIP-2098 itself.
    signature: SignatureRules {
        is_contract_loose: true,
        ..SignatureRules::of(
            &SIGNED,
            None,
            "sign these values with the key of `from`, under Permit2's domain on the offer's chain",
        )
    },
    chain: ChainRules {
        asset_code: ChainRules::asset_code(&Rule {
            source: "scheme_exact_evm.md, 2, phase 3, 7",
            ..RULE
        }),
        paused: ChainRules::paused(&ONCHAIN),
        domain: None,
        nonce_used: Rule {
            code: "nonce.used",
            pointer: "/payload/permit2Authorization/nonce",
            wire_code: "permit2_invalid_nonce",
            demands: "the nonce is unused",
            hint: "sign a new permit with a fresh random nonce",
            source: "Permit2, nonceBitmap",
            ..RULE
        },
        allowance: Some(&ALLOWANCE),
        funds: ChainRules::funds(&Rule {
            pointer: "/payload/permit2Authorization/permitted/amount",
            source: "scheme_exact_evm.md, 2, phase 3, 3",
            ..RULE
        }),
        payer_blacklisted: ChainRules::payer_blacklisted(&Rule {
            pointer: "/payload/permit2Authorization/from",
            ..ONCHAIN
        }),
        recipient_blacklisted: ChainRules::recipient_blacklisted(&ONCHAIN),
        simulation: Rule {
            code: "simulation.failed",
            wire_code: "permit2_simulation_failed",
            demands: "a simulated `settle` of the proxy succeeds",
            hint: "read the simulation's revert reason",
            source: "scheme_exact_evm.md, 2, phase 3, 7",
            ..RULE
        },
    },
};

/// What the chain would refuse at settlement, for one reason.
const ONCHAIN: Rule = Rule {
    wire_code: "permit2_simulation_failed",
    ..RULE
};

const SIGNED: Rule = Rule {
    pointer: "/payload/signature",
    wire_code: "invalid_permit2_signature",
    source: "scheme_exact_evm.md, 2, phase 3, 1",
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

/// Every rule, in the order in which they are applied.
pub(crate) static RULES: &[&Rule] = &[
    &FOREIGN,
    &MALFORMED,
    &ADDRESSES.checksum,
    &ADDRESSES.zero,
    &SPENDER,
    &RECIPIENT,
    &TOKEN,
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
    &TRANSFER.signature.invalid,
    &TRANSFER.chain.asset_code,
    &TRANSFER.chain.paused,
    &TRANSFER.chain.nonce_used,
    &ALLOWANCE,
    &TRANSFER.chain.funds,
    &TRANSFER.chain.payer_blacklisted,
    &TRANSFER.chain.recipient_blacklisted,
    &TRANSFER.chain.simulation,
];
