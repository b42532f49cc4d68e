"""The codes of Solana alone."""

from __future__ import annotations

from codes import Code, Rule, code_of

SVM = "specs/schemes/exact/scheme_exact_svm.md"
TRANSACTION = "/payload/transaction"
SVM_WIRE = "invalid_exact_svm_"
SVM_PAYLOAD_WIRE = SVM_WIRE + "payload_"


def _svm(code: str, title: str, wire: str, source: str, *, wire_v1: str = "", **aliases: str) -> Code:
    return code_of(code, title, Rule("solana", TRANSACTION, wire, source, wire_v1), **aliases)


_DECODE = SVM_PAYLOAD_WIRE + "transaction_could_not_be_decoded"
_SPONSOR = SVM_PAYLOAD_WIRE + "transaction_fee_payer_transferring_funds"
_PRE = SVM_PAYLOAD_WIRE + "transaction_instructions_"
_FAILS, _FAILS_V1 = SVM_WIRE + "transaction_simulation_failed", "transaction_simulation_failed"
_OPTIONAL = SVM_PAYLOAD_WIRE + "unknown_optional_instruction"
_GO = "invalid_exact_solana_payload_"

SVM_CODES = (
    _svm("svm.bytes", "the bytes are no Solana transaction", _DECODE, SVM, go=f"{_GO}transaction_could_not_be_decoded"),
    _svm("svm.size", "the transaction is longer than 1,232 bytes", _DECODE, "Solana packet size"),
    _svm("blockhash.zero", "the blockhash is 32 zero bytes", _FAILS, SVM, wire_v1=_FAILS_V1),
    _svm("svm.fee_payer.mismatch", "the first account is not the offer's fee payer", SVM_WIRE + "fee_payer_mismatch", f"{SVM} rule 2"),
    code_of(
        "svm.fee_payer.unmanaged",
        "the offer's fee payer is none of the facilitator's signers",
        Rule(
            "solana",
            "/accepted/extra/feePayer",
            SVM_WIRE + "fee_payer_not_managed_by_facilitator",
            f"{SVM} rule 2",
            "fee_payer_not_managed_by_facilitator",
        ),
        python="fee_payer_not_managed_by_facilitator",
        go="invalid_exact_solana_fee_payer_not_managed_by_facilitator",
    ),
    _svm(
        "svm.signers", "the required signers are not just fee payer and transfer authority", SVM_PAYLOAD_WIRE + "excessive_signers", f"{SVM} rule 2"
    ),
    _svm(
        "svm.signature.invalid",
        "a required signature fails strict Ed25519 verification",
        SVM_PAYLOAD_WIRE + "signature_invalid",
        "RFC 8032 section 5.1.7",
    ),
    _svm("svm.lookup_tables", "an address lookup table is used and not resolved", SVM_WIRE + "smart_wallet_alt_resolution_not_available", SVM),
    _svm(
        "svm.instruction_count",
        "the number of instructions is outside the layout",
        _PRE + "length",
        f"{SVM} rule 1",
        go=f"{_GO}transaction_instructions_length",
    ),
    _svm("svm.compute_limit", "the first instruction does not set the compute limit", _PRE + "compute_limit_instruction", f"{SVM} rule 3"),
    _svm(
        "svm.compute_limit.too_low",
        "the compute limit is used up before the transfer: 300 units or less",
        _FAILS,
        "Solana: two budget instructions use 150 units each",
        wire_v1=_FAILS_V1,
    ),
    _svm("svm.compute_limit.too_high", "the compute limit is above the policy's", _PRE + "compute_limit_instruction_too_high", f"{SVM} rule 3"),
    _svm("svm.compute_price", "the second instruction does not set the compute price", _PRE + "compute_price_instruction", f"{SVM} rule 3"),
    _svm(
        "svm.compute_price.too_high",
        "the compute price is above 5,000,000 micro-lamports",
        _PRE + "compute_price_instruction_too_high",
        f"{SVM} rule 3",
    ),
    _svm(
        "svm.fee.too_high",
        "the sponsor can be charged more than the policy allows",
        _PRE + "compute_price_instruction_too_high",
        "Solana transaction fees",
    ),
    _svm(
        "svm.transfer",
        "the third instruction is no TransferChecked of 10 bytes and 4 accounts",
        SVM_PAYLOAD_WIRE + "no_transfer_instruction",
        f"{SVM} rule 4",
    ),
    _svm(
        "svm.fee_payer.in_accounts",
        "an instruction names the fee payer",
        SVM_WIRE + "smart_wallet_fee_payer_not_isolated",
        f"{SVM} rule 2",
        typescript=SVM_WIRE + "smart_wallet_fee_payer_not_isolated",
        x402_rs="fee_payer_included_in_instruction_accounts",
    ),
    _svm("svm.fee_payer.transferring", "the fee payer is the transfer's authority", _SPONSOR, f"{SVM} rule 2"),
    _svm("svm.signer.managed", "another signer of the facilitator's signs", _SPONSOR, f"{SVM} rule 2"),
    _svm("svm.source.sponsor", "the tokens come out of an account of the facilitator's", _SPONSOR, f"{SVM} rule 2"),
    _svm("svm.source.destination", "source and destination are one account", SVM_PAYLOAD_WIRE + "recipient_mismatch", f"{SVM} rule 4"),
    _svm(
        "svm.authority",
        "the transfer's authority is not the account that signs beside the fee payer",
        SVM_PAYLOAD_WIRE + "signature_invalid",
        f"{SVM} protocol flow, 4",
    ),
    _svm(
        "svm.instruction.unknown",
        "an instruction after the transfer is neither Lighthouse nor Memo",
        SVM_PAYLOAD_WIRE + "unknown_optional_instruction",
        f"{SVM} rule 1",
        typescript=" ".join(f"{SVM_PAYLOAD_WIRE}unknown_{n}_instruction" for n in ("fourth", "fifth", "sixth", "seventh")),
        python=" ".join(f"{SVM_PAYLOAD_WIRE}unknown_{n}_instruction" for n in ("fourth", "fifth", "sixth")),
    ),
    _svm("svm.guard.count", "there are more than four Lighthouse guards, or than eight under the lenient policy", _PRE + "length", f"{SVM} rule 1"),
    _svm("svm.guard.kind", "a Lighthouse instruction is no assertion on an account", _OPTIONAL, "lighthouse-sdk 2.1.0"),
    _svm(
        "svm.guard.form",
        "a Lighthouse assertion has not one account, more than 512 bytes, or a log level that needs another account",
        _OPTIONAL,
        "lighthouse-sdk 2.1.0",
    ),
    _svm("svm.token_program", "a well-known mint is moved by another token program than its own", _FAILS, "SPL Token", wire_v1=_FAILS_V1),
    _svm(
        "svm.decimals", "the transfer states other decimals than a well-known mint has", _FAILS, "SPL Token, MintDecimalsMismatch", wire_v1=_FAILS_V1
    ),
    _svm("svm.readonly", "the message does not let source or destination be written", _FAILS, "Solana, ReadonlyDataModified", wire_v1=_FAILS_V1),
    _svm("memo.count", "the offer's memo asks for exactly one Memo instruction", SVM_PAYLOAD_WIRE + "memo_count", f"{SVM} rule 1"),
    _svm("memo.mismatch", "the Memo's bytes are not the offer's memo", SVM_PAYLOAD_WIRE + "memo_mismatch", f"{SVM} rule 1"),
    _svm("memo.utf8", "a Memo is not UTF-8, on which the program fails", _FAILS, "Memo program", wire_v1=_FAILS_V1),
    _svm("memo.signers", "a Memo names an account that does not sign", _FAILS, "Memo program, MissingRequiredSignature", wire_v1=_FAILS_V1),
    _svm(
        "blockhash.expired",
        "the blockhash is no longer recent",
        SVM_WIRE + "transaction_simulation_failed",
        SVM,
        wire_v1="transaction_simulation_failed",
    ),
    _svm(
        "svm.accounts",
        "the source is no token account on the chain",
        SVM_WIRE + "transaction_simulation_failed",
        f"{SVM} rule 5",
        wire_v1="transaction_simulation_failed",
    ),
    _svm("svm.recipient_account", "the payee has no token account on the chain", _FAILS, f"{SVM} rule 5", wire_v1=_FAILS_V1),
    _svm("svm.account.frozen", "source or destination is frozen", _FAILS, "SPL Token, AccountFrozen", wire_v1=_FAILS_V1),
    _svm("svm.mint.non_transferable", "the mint's tokens cannot be transferred", _FAILS, "Token-2022, NonTransferable", wire_v1=_FAILS_V1),
    _svm("svm.mint.paused", "the mint is paused", _FAILS, "Token-2022, PausableConfig", wire_v1=_FAILS_V1),
    _svm("svm.mint.fee", "the mint keeps a part of the amount", _FAILS, "Token-2022, TransferFeeConfig", wire_v1=_FAILS_V1),
    _svm("svm.mint.hook", "the mint calls another program at a transfer", _FAILS, "Token-2022, TransferHook", wire_v1=_FAILS_V1),
)
