//! The rule table of Solana payments.

use crate::scheme::rule::{Mechanism, Rule};

const RULE: Rule = Rule {
    code: "",
    mechanism: Mechanism::Solana,
    pointer: "/payload/transaction",
    wire_code: "",
    wire_code_v1: None,
    demands: "",
    hint: "",
    source: "scheme_exact_svm.md, facilitator verification rules",
};

pub(super) static MALFORMED: Rule = Rule {
    code: "payload.malformed",
    wire_code: "invalid_payload",
    demands: "`transaction` is a string",
    hint: "send the serialised, partially signed transaction in base64",
    source: "scheme_exact_svm.md, PaymentPayload",
    ..RULE
};

pub(super) static SIZE: Rule = Rule {
    code: "svm.size",
    wire_code: "invalid_exact_svm_payload_transaction_could_not_be_decoded",
    demands: "the transaction has at most 1232 bytes",
    hint: "send the three required instructions and a memo: they fit four times over",
    source: "Solana, PACKET_DATA_SIZE",
    ..RULE
};

pub(super) static BYTES: Rule = Rule {
    code: "svm.bytes",
    wire_code: "invalid_exact_svm_payload_transaction_could_not_be_decoded",
    demands: "the text is padded base64 of one legacy or v0 transaction, canonically encoded, and nothing else",
    hint: "serialise with a maintained Solana library and send its bytes unchanged",
    source: "Solana, transaction wire format",
    ..RULE
};

pub(super) static FEE_PAYER_UNMANAGED: Rule = Rule {
    code: "svm.fee_payer.unmanaged",
    pointer: "/accepted/extra/feePayer",
    wire_code: "invalid_exact_svm_fee_payer_not_managed_by_facilitator",
    wire_code_v1: Some("fee_payer_not_managed_by_facilitator"),
    demands: "the offered fee payer is an account of this facilitator",
    hint: "offer a `feePayer` that the facilitator lists in /supported",
    source: "scheme_exact_svm.md, PaymentRequirements, extra.feePayer",
    ..RULE
};

pub(super) static FEE_PAYER: Rule = Rule {
    code: "svm.fee_payer.mismatch",
    wire_code: "invalid_exact_svm_fee_payer_mismatch",
    demands: "the first account is the offered fee payer",
    hint: "build the transaction with `extra.feePayer` as its fee payer",
    source: "scheme_exact_svm.md, protocol flow, 2 and 3",
    ..RULE
};

pub(super) static SIGNERS: Rule = Rule {
    code: "svm.signers",
    wire_code: "invalid_exact_svm_payload_excessive_signers",
    demands: "exactly two accounts sign",
    hint: "let the fee payer and the transfer's authority sign, and nobody else",
    source: "scheme_exact_svm.md, protocol flow, 3 and 4",
    ..RULE
};

pub(super) static LOOKUP_TABLES: Rule = Rule {
    code: "svm.lookup_tables",
    wire_code: "invalid_exact_svm_smart_wallet_alt_resolution_not_available",
    demands: "no account comes from a lookup table whose content is unknown",
    hint: "build the transaction without address lookup tables: eight accounts need none",
    source: "scheme_exact_svm.md, 2: what an instruction touches has to be known",
    ..RULE
};

pub(super) static INSTRUCTION_COUNT: Rule = Rule {
    code: "svm.instruction_count",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_length",
    demands: "there are three to seven instructions",
    hint: "send limit, price, transfer and at most four of Lighthouse or Memo",
    source: "scheme_exact_svm.md, 1; the SDKs allow a seventh",
    ..RULE
};

pub(super) static COMPUTE_LIMIT: Rule = Rule {
    code: "svm.compute_limit",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction",
    demands: "the first instruction is SetComputeUnitLimit, in 5 bytes",
    hint: "begin with ComputeBudget SetComputeUnitLimit",
    source: "scheme_exact_svm.md, 1 and 3",
    ..RULE
};

pub(super) static COMPUTE_LIMIT_TOO_HIGH: Rule = Rule {
    code: "svm.compute_limit.too_high",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_compute_limit_instruction_too_high",
    demands: "the compute unit limit is within the policy",
    hint: "set a limit near what a transfer uses, such as 20,000",
    source: "scheme_exact_svm.md, 3: stricter limits are allowed",
    ..RULE
};

pub(super) static COMPUTE_PRICE: Rule = Rule {
    code: "svm.compute_price",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction",
    demands: "the second instruction is SetComputeUnitPrice, in 9 bytes",
    hint: "put ComputeBudget SetComputeUnitPrice second",
    source: "scheme_exact_svm.md, 1 and 3",
    ..RULE
};

pub(super) static COMPUTE_PRICE_TOO_HIGH: Rule = Rule {
    code: "svm.compute_price.too_high",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high",
    demands: "the compute unit price is within the policy",
    hint: "the facilitator pays the fee: set a price of a few micro-lamports",
    source: "scheme_exact_svm.md, 3",
    ..RULE
};

pub(super) static TRANSFER: Rule = Rule {
    code: "svm.transfer",
    wire_code: "invalid_exact_svm_payload_no_transfer_instruction",
    demands: "the third instruction is TransferChecked of SPL Token or Token-2022, in 10 bytes and 4 accounts",
    hint: "transfer with TransferChecked, third",
    source: "scheme_exact_svm.md, 1 and 4",
    ..RULE
};

pub(super) static UNKNOWN_INSTRUCTION: Rule = Rule {
    code: "svm.instruction.unknown",
    wire_code: "invalid_exact_svm_payload_unknown_optional_instruction",
    demands: "what follows the transfer is of Lighthouse or Memo",
    hint: "leave out every other instruction",
    source: "scheme_exact_svm.md, 1",
    ..RULE
};

pub(super) static FEE_PAYER_IN_ACCOUNTS: Rule = Rule {
    code: "svm.fee_payer.in_accounts",
    wire_code: "invalid_exact_svm_smart_wallet_fee_payer_not_isolated",
    demands: "no instruction names the fee payer, as account or as program",
    hint: "the sponsor pays the fee and takes no other part",
    source: "scheme_exact_svm.md, 2",
    ..RULE
};

pub(super) static FEE_PAYER_TRANSFERRING: Rule = Rule {
    code: "svm.fee_payer.transferring",
    wire_code: "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds",
    demands: "the fee payer is not the transfer's authority",
    hint: "let the payer's own wallet be the authority",
    source: "scheme_exact_svm.md, 2",
    ..RULE
};

pub(super) static SIGNER_MANAGED: Rule = Rule {
    code: "svm.signer.managed",
    wire_code: "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds",
    demands: "no account of the facilitator signs beside the fee payer",
    hint: "name only the offered fee payer",
    source: "scheme_exact_svm.md, 2",
    ..RULE
};

pub(super) static SOURCE_SPONSOR: Rule = Rule {
    code: "svm.source.sponsor",
    wire_code: "invalid_exact_svm_payload_transaction_fee_payer_transferring_funds",
    demands: "the source is not a token account of the fee payer or of another facilitator account",
    hint: "pay from the payer's own token account",
    source: "scheme_exact_svm.md, 2",
    ..RULE
};

pub(super) static SOURCE_DESTINATION: Rule = Rule {
    code: "svm.source.destination",
    wire_code: "invalid_exact_svm_payload_recipient_mismatch",
    demands: "source and destination differ",
    hint: "a transfer to itself pays nobody",
    source: "SPL Token: a self-transfer succeeds and moves nothing",
    ..RULE
};

pub(super) static AUTHORITY: Rule = Rule {
    code: "svm.authority",
    wire_code: "invalid_exact_svm_payload_signature_invalid",
    demands: "the transfer's authority is the account that signs beside the fee payer",
    hint: "let the owner of the source account sign the transfer",
    source: "scheme_exact_svm.md, protocol flow, 4",
    ..RULE
};

pub(super) static TOKEN: Rule = Rule {
    code: "token.mismatch",
    wire_code: "invalid_exact_svm_payload_mint_mismatch",
    demands: "the mint is the offered asset",
    hint: "transfer the offer's `asset`",
    source: "scheme_exact_svm.md, 4",
    ..RULE
};

pub(super) static RECIPIENT: Rule = Rule {
    code: "recipient.mismatch",
    wire_code: "invalid_exact_svm_payload_recipient_mismatch",
    demands: "the destination is the payee's associated token account under the transfer's program",
    hint: "derive the account from `payTo`, the token program and `asset`",
    source: "scheme_exact_svm.md, 4",
    ..RULE
};

pub(super) static AMOUNT: Rule = Rule {
    code: "amount.mismatch",
    wire_code: "invalid_exact_svm_payload_amount_mismatch",
    demands: "the transfer is of exactly the offered amount",
    hint: "transfer exactly the offered amount",
    source: "scheme_exact_svm.md, 6",
    ..RULE
};

pub(super) static AMOUNT_ZERO: Rule = Rule {
    code: "amount.zero",
    wire_code: "invalid_payload",
    demands: "the price is above zero",
    hint: "serve free resources without x402",
    source: "no specification: a settlement of nothing still costs a fee",
    ..RULE
};

pub(super) static MEMO_COUNT: Rule = Rule {
    code: "memo.count",
    wire_code: "invalid_exact_svm_payload_memo_count",
    demands: "there is exactly one memo where the offer names one",
    hint: "send one Memo instruction with the bytes of `extra.memo`",
    source: "scheme_exact_svm.md, 1",
    ..RULE
};

pub(super) static MEMO: Rule = Rule {
    code: "memo.mismatch",
    wire_code: "invalid_exact_svm_payload_memo_mismatch",
    demands: "the memo is the offered one, byte for byte",
    hint: "send the UTF-8 bytes of `extra.memo` unchanged",
    source: "scheme_exact_svm.md, 1",
    ..RULE
};

pub(super) static MEMO_MISSING: Rule = Rule {
    code: "memo.missing",
    wire_code: "invalid_payload",
    demands: "there is a memo",
    hint: "add a Memo of at least 16 random bytes in hex: two equal payments are else one transaction",
    source: "scheme_exact_svm.md, 1",
    ..RULE
};

pub(super) static SIGNATURE: Rule = Rule {
    code: "svm.signature.invalid",
    wire_code: "invalid_exact_svm_payload_signature_invalid",
    demands: "the authority's Ed25519 signature over the message is strictly valid",
    hint: "sign these message bytes with the authority's key, after the last change to them",
    source: "scheme_exact_svm.md, protocol flow, 4; RFC 8032, 5.1.7",
    ..RULE
};

pub(super) static BLOCKHASH: Rule = Rule {
    code: "blockhash.expired",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the recent blockhash is still valid",
    hint: "build and sign the transaction again with a recent blockhash",
    source: "Solana, transaction expiry",
    ..RULE
};

pub(super) static ACCOUNTS: Rule = Rule {
    code: "svm.accounts",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the token accounts of source and destination exist",
    hint: "create the missing token account first",
    source: "scheme_exact_svm.md, 5",
    ..RULE
};

pub(super) static FUNDS: Rule = Rule {
    code: "funds.insufficient",
    wire_code: "insufficient_funds",
    demands: "the source holds the amount",
    hint: "fund the payer's token account",
    source: "x402-specification-v2.md, 9",
    ..RULE
};

pub(super) static SIMULATION: Rule = Rule {
    code: "simulation.failed",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "a simulation of the transaction succeeds",
    hint: "read the simulation's log",
    source: "scheme_exact_svm.md, protocol flow, 9",
    ..RULE
};

/// Every rule, in the order in which they are applied.
pub(crate) static RULES: &[&Rule] = &[
    &MALFORMED,
    &SIZE,
    &BYTES,
    &FEE_PAYER_UNMANAGED,
    &FEE_PAYER,
    &SIGNERS,
    &SIGNER_MANAGED,
    &LOOKUP_TABLES,
    &INSTRUCTION_COUNT,
    &COMPUTE_LIMIT,
    &COMPUTE_LIMIT_TOO_HIGH,
    &COMPUTE_PRICE,
    &COMPUTE_PRICE_TOO_HIGH,
    &TRANSFER,
    &UNKNOWN_INSTRUCTION,
    &FEE_PAYER_TRANSFERRING,
    &FEE_PAYER_IN_ACCOUNTS,
    &SOURCE_SPONSOR,
    &AUTHORITY,
    &SOURCE_DESTINATION,
    &TOKEN,
    &RECIPIENT,
    &AMOUNT,
    &AMOUNT_ZERO,
    &MEMO_COUNT,
    &MEMO,
    &MEMO_MISSING,
    &SIGNATURE,
    &BLOCKHASH,
    &ACCOUNTS,
    &FUNDS,
    &SIMULATION,
];
