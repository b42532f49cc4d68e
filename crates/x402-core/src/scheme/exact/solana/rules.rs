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

pub(super) static BLOCKHASH_ZERO: Rule = Rule {
    code: "blockhash.zero",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the recent blockhash is not zero",
    hint: "ask the cluster for a recent blockhash: no block has this one",
    source: "Solana, transaction expiry",
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
    demands: "there are three to seven instructions beside Lighthouse's",
    hint: "send limit, price, transfer and at most four memos",
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

pub(super) static COMPUTE_LIMIT_TOO_LOW: Rule = Rule {
    code: "svm.compute_limit.too_low",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the compute unit limit is above 300",
    hint: "set a limit near what a transfer uses, such as 20,000",
    source: "Solana: the two budget instructions use 150 units each",
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

pub(super) static FEE_TOO_HIGH: Rule = Rule {
    code: "svm.fee.too_high",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_compute_price_instruction_too_high",
    demands: "the highest fee that the sponsor can be charged is within the policy",
    hint: "set a lower compute unit limit or price: their product is the priority fee",
    source: "Solana, transaction fees",
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

pub(super) static GUARD_COUNT: Rule = Rule {
    code: "svm.guard.count",
    wire_code: "invalid_exact_svm_payload_transaction_instructions_length",
    demands: "there are at most four Lighthouse guards, eight under `lighthouse_guards`",
    hint: "leave out the guards that are not needed",
    source: "scheme_exact_svm.md, 1; wallets send up to eight",
    ..RULE
};

pub(super) static GUARD_KIND: Rule = Rule {
    code: "svm.guard.kind",
    wire_code: "invalid_exact_svm_payload_unknown_optional_instruction",
    demands: "a Lighthouse instruction asserts something on an account: 5, 6, 9 or 10",
    hint: "leave out what writes memory or asserts on clocks, mints and stakes",
    source: "lighthouse-sdk 2.1.0; what wallets were seen to send",
    ..RULE
};

pub(super) static GUARD_FORM: Rule = Rule {
    code: "svm.guard.form",
    wire_code: "invalid_exact_svm_payload_unknown_optional_instruction",
    demands: "a guard names one account and has a log level that needs no other, in at most 512 bytes",
    hint: "send the guard as the wallet made it",
    source: "lighthouse-sdk 2.1.0, log levels",
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

pub(super) static TOKEN_PROGRAM: Rule = Rule {
    code: "svm.token_program",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "a well-known mint is moved by its own token program",
    hint: "take the program that owns the mint",
    source: "the default asset table; SPL Token: IncorrectProgramId",
    ..RULE
};

pub(super) static DECIMALS: Rule = Rule {
    code: "svm.decimals",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the transfer states a well-known mint's decimals",
    hint: "state the decimals of the mint",
    source: "the default asset table; SPL Token: MintDecimalsMismatch",
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

pub(super) static READ_ONLY: Rule = Rule {
    code: "svm.readonly",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the message lets source and destination be written",
    hint: "mark both token accounts as writable",
    source: "Solana: ReadonlyDataModified",
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

pub(super) static MEMO_UTF8: Rule = Rule {
    code: "memo.utf8",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "every memo is UTF-8",
    hint: "send text, such as the nonce in hexadecimal",
    source: "Memo program: invalid UTF-8 fails",
    ..RULE
};

pub(super) static MEMO_SIGNERS: Rule = Rule {
    code: "memo.signers",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "every account that a memo names signs",
    hint: "send the memo without accounts",
    source: "Memo program: MissingRequiredSignature",
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
    demands: "the source is a token account that exists",
    hint: "pay from a token account of the offered mint",
    source: "scheme_exact_svm.md, 5",
    ..RULE
};

pub(super) static RECIPIENT_ACCOUNT: Rule = Rule {
    code: "svm.recipient_account",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "the payee's token account exists",
    hint: "let the payee create the associated token account for the mint first",
    source: "scheme_exact_svm.md, 5",
    ..RULE
};

pub(super) static FROZEN: Rule = Rule {
    code: "svm.account.frozen",
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    demands: "neither token account is frozen",
    hint: "ask the token's issuer to thaw the account, or use another one",
    source: "SPL Token: AccountFrozen",
    ..RULE
};

const MINT: Rule = Rule {
    wire_code: "invalid_exact_svm_transaction_simulation_failed",
    wire_code_v1: Some("transaction_simulation_failed"),
    hint: "offer another token",
    ..RULE
};

pub(super) static MINT_TRANSFERABLE: Rule = Rule {
    code: "svm.mint.non_transferable",
    demands: "the mint's tokens can be transferred",
    source: "Token-2022, NonTransferable",
    ..MINT
};

pub(super) static MINT_PAUSED: Rule = Rule {
    code: "svm.mint.paused",
    demands: "the mint is not paused",
    hint: "offer another token until its issuer resumes it",
    source: "Token-2022, PausableConfig",
    ..MINT
};

pub(super) static MINT_FEE: Rule = Rule {
    code: "svm.mint.fee",
    demands: "the mint keeps no fee of the transfer",
    source: "Token-2022, TransferFeeConfig: the payee gets less than the amount",
    ..MINT
};

pub(super) static MINT_HOOK: Rule = Rule {
    code: "svm.mint.hook",
    demands: "the mint calls no other program at a transfer",
    source: "Token-2022, TransferHook: four accounts do not suffice",
    ..MINT
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
    &BLOCKHASH_ZERO,
    &FEE_PAYER_UNMANAGED,
    &FEE_PAYER,
    &SIGNERS,
    &SIGNER_MANAGED,
    &LOOKUP_TABLES,
    &INSTRUCTION_COUNT,
    &COMPUTE_LIMIT,
    &COMPUTE_LIMIT_TOO_LOW,
    &COMPUTE_LIMIT_TOO_HIGH,
    &COMPUTE_PRICE,
    &COMPUTE_PRICE_TOO_HIGH,
    &FEE_TOO_HIGH,
    &TRANSFER,
    &UNKNOWN_INSTRUCTION,
    &GUARD_COUNT,
    &GUARD_KIND,
    &GUARD_FORM,
    &FEE_PAYER_TRANSFERRING,
    &FEE_PAYER_IN_ACCOUNTS,
    &SOURCE_SPONSOR,
    &AUTHORITY,
    &SOURCE_DESTINATION,
    &TOKEN,
    &TOKEN_PROGRAM,
    &DECIMALS,
    &RECIPIENT,
    &READ_ONLY,
    &AMOUNT,
    &AMOUNT_ZERO,
    &MEMO_COUNT,
    &MEMO,
    &MEMO_UTF8,
    &MEMO_SIGNERS,
    &MEMO_MISSING,
    &SIGNATURE,
    &BLOCKHASH,
    &ACCOUNTS,
    &RECIPIENT_ACCOUNT,
    &FROZEN,
    &FUNDS,
    &MINT_TRANSFERABLE,
    &MINT_PAUSED,
    &MINT_FEE,
    &MINT_HOOK,
    &SIMULATION,
];
