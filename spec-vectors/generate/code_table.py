"""Every abstract code of the suite."""

from __future__ import annotations

from code_table_svm import SVM, SVM_CODES, SVM_PAYLOAD_WIRE, SVM_WIRE, TRANSACTION
from codes import Code, Rule, code_of, malformed

CORE = "specs/x402-specification-v2.md"
HTTP = "specs/transports-v2/http.md"
EVM = "specs/schemes/exact/scheme_exact_evm.md"
V1 = "specs/x402-specification-v1.md"

_AUTH = "/payload/authorization"
_PERMIT = "/payload/permit2Authorization"
_3009 = "invalid_exact_evm_payload_"
_3009_FAILS = "invalid_exact_evm_transaction_simulation_failed"
_FIAT = "FiatToken, paused and isBlacklisted"


def _signature(code: str, title: str, source: str, **aliases: str) -> Code:
    return code_of(
        code,
        title,
        Rule("eip3009", "/payload/signature", _3009 + "signature", source),
        Rule("permit2", "/payload/signature", "invalid_permit2_signature", source),
        **aliases,
    )


_SIG_ALIASES = {
    "typescript": "invalid_exact_evm_signature invalid_permit2_signature",
    "python": "invalid_exact_evm_payload_signature invalid_exact_evm_failed_to_verify_signature "
    "invalid_exact_evm_payload_undeployed_smart_wallet invalid_permit2_signature",
    "go": "invalid_exact_evm_signature invalid_exact_evm_payload_signature invalid_exact_evm_signature_format "
    "invalid_exact_evm_failed_to_verify_signature invalid_permit2_signature",
    "x402_rs": "invalid_signature",
}

MALFORMED = (
    malformed("header.base64", "the header is not padded, canonical, standard base64", f"{HTTP}; RFC 4648 section 4"),
    malformed("header.duplicate", "more than one payment header, or a comma-joined one", HTTP),
    malformed("header.missing", "no payment header", HTTP),
    malformed("header.size", "the header is longer than the limit", HTTP),
    malformed("json.bom", "the text begins with a byte order mark", "RFC 8259 section 8.1"),
    malformed("json.depth", "arrays and objects stand more than 64 deep", "RFC 8259 section 9"),
    malformed("json.duplicate_member", "an object has the same member twice", "RFC 8259 section 4"),
    malformed("json.nodes", "the text has more than 4,096 values", "RFC 8259 section 9"),
    malformed("json.surrogate", "a \\u escape is half of a surrogate pair", "RFC 8259 section 8.2"),
    malformed("json.syntax", "the text is not JSON", "RFC 8259 section 2"),
    malformed("json.trailing", "something follows the JSON value", "RFC 8259 section 2"),
    malformed("json.utf8", "the text is not UTF-8", "RFC 8259 section 8.1"),
    malformed("member.case", "a member has a known name in another case or in snake_case", f"{CORE} section 5"),
    malformed("member.missing", "a required member is missing", f"{CORE} section 5"),
    malformed("member.type", "a member has another JSON type", f"{CORE} section 5"),
    malformed("member.value", "a member's value is outside its grammar", f"{CORE} section 5"),
    malformed("version.mismatch", "x402Version is not the version that this header carries", HTTP, "invalid_x402_version"),
    malformed("version.unsupported", "x402Version is neither 1 nor 2", f"{CORE} section 5.2.2", "invalid_x402_version"),
)

_TERMS = "invalid_payment_requirements"

SHARED = (
    code_of(
        "scheme.mismatch",
        "the payment is for another scheme than the offer",
        Rule("any", "/accepted/scheme", "unsupported_scheme", f"{CORE} section 9"),
        Rule("any", "/scheme", "unsupported_scheme", f"{V1} section 5.2"),
        typescript="invalid_exact_evm_scheme invalid_exact_svm_unsupported_scheme unsupported_payload_type unsupported_scheme",
        python="unsupported_scheme",
        go="invalid_exact_evm_scheme invalid_exact_solana_unsupported_scheme invalid_exact_evm_unsupported_scheme",
        x402_rs="unsupported_scheme",
    ),
    code_of(
        "network.mismatch",
        "the payment is for another network than the offer",
        Rule("any", "/accepted/network", "invalid_network", f"{CORE} section 9"),
        Rule("any", "/network", "invalid_network", f"{V1} section 5.2"),
        typescript="invalid_exact_evm_network_mismatch invalid_exact_svm_network_mismatch network_mismatch",
        python="network_mismatch invalid_exact_evm_failed_to_get_network_config",
        go="invalid_exact_evm_network_mismatch invalid_exact_solana_network_mismatch invalid_exact_evm_failed_to_get_network_config",
        x402_rs="chain_id_mismatch unsupported_chain",
    ),
    code_of(
        "extension.echo_mismatch",
        "an extension's info lacks or alters what the server advertised",
        Rule("any", "/extensions", "extension_echo_mismatch", f"{CORE} section 5.1.2"),
        typescript="extension_echo_mismatch",
        python="extension_echo_mismatch",
    ),
    code_of(
        "accepted.mismatch",
        "a term that the payment says it accepted is not the offer's",
        Rule("any", "/accepted", _TERMS, f"{CORE} section 5.1.2"),
        *(Rule("any", f"/accepted/{name}", _TERMS, f"{CORE} section 5.2.2") for name in ("amount", "asset", "payTo", "maxTimeoutSeconds", "extra")),
        x402_rs="accepted_requirements_mismatch",
    ),
    code_of(
        "payload.malformed",
        "a member of the scheme's payload is missing or outside its grammar",
        Rule("eip3009", "/payload", "invalid_payload", f"{CORE} section 5.2.2"),
        Rule("permit2", "/payload", "invalid_payload", f"{EVM} section 2"),
        Rule("erc7710", "/payload", "invalid_payload", f"{EVM} section 3"),
        Rule("solana", TRANSACTION, "invalid_payload", SVM),
        python="invalid_permit2_payload_format invalid_exact_svm_payload invalid_exact_evm_payload_signature",
        go="invalid_exact_evm_payload invalid_exact_evm_payload_missing_signature",
        x402_rs="invalid_format",
    ),
    code_of(
        "payload.ambiguous",
        "the payload has two transfer methods at once",
        Rule("any", "/payload", "invalid_payload", EVM),
    ),
    code_of(
        "method.mismatch",
        "the payload is of another transfer method than the offer's",
        Rule("any", "/payload", "invalid_payload", EVM),
        typescript="unsupported_payload_type",
        go="unsupported_payload_type",
    ),
    code_of(
        "address.checksum",
        "a mixed-case address fails its EIP-55 checksum",
        Rule("eip3009", _AUTH, "invalid_payload", "EIP-55"),
        Rule("permit2", _PERMIT, "invalid_payload", "EIP-55"),
        typescript="invalid_exact_evm_signature",
    ),
    code_of(
        "address.zero",
        "the zero address stands for nobody",
        Rule("eip3009", _AUTH, "invalid_payload", f"{EVM} section 1"),
        Rule("permit2", _PERMIT, "invalid_payload", f"{EVM} section 2"),
    ),
    code_of(
        "recipient.mismatch",
        "the transfer goes to somebody else than payTo",
        Rule("eip3009", f"{_AUTH}/to", _3009 + "recipient_mismatch", f"{CORE} section 9"),
        Rule("permit2", f"{_PERMIT}/witness/to", "invalid_permit2_recipient_mismatch", f"{EVM} section 2"),
        Rule("solana", TRANSACTION, SVM_PAYLOAD_WIRE + "recipient_mismatch", f"{SVM} rule 4"),
        typescript="invalid_exact_evm_recipient_mismatch invalid_permit2_recipient_mismatch invalid_exact_svm_payload_recipient_mismatch",
        go="invalid_exact_evm_recipient_mismatch invalid_permit2_recipient_mismatch invalid_exact_solana_payload_recipient_mismatch",
        x402_rs="recipient_mismatch",
    ),
    code_of(
        "amount.mismatch",
        "the transfer is of another amount than the offer's",
        Rule("eip3009", f"{_AUTH}/value", _3009 + "authorization_value_mismatch", f"{CORE} section 9"),
        Rule("permit2", f"{_PERMIT}/permitted/amount", "permit2_amount_mismatch", f"{EVM} section 2"),
        Rule("solana", TRANSACTION, SVM_PAYLOAD_WIRE + "amount_mismatch", f"{SVM} rule 6"),
        typescript="invalid_exact_evm_authorization_value",
        python="invalid_exact_svm_payload_amount_insufficient",
        go="invalid_exact_evm_payload_authorization_value invalid_exact_solana_payload_amount_insufficient",
        x402_rs="invalid_payment_amount",
    ),
    code_of(
        "token.mismatch",
        "the transfer is of another token than the offer's asset",
        Rule("permit2", f"{_PERMIT}/permitted/token", "permit2_token_mismatch", f"{EVM} section 2"),
        Rule("solana", TRANSACTION, SVM_PAYLOAD_WIRE + "mint_mismatch", f"{SVM} rule 4"),
        go="invalid_exact_solana_payload_mint_mismatch",
    ),
    code_of(
        "time.expired",
        "the authorization ends too soon to be settled",
        Rule("eip3009", f"{_AUTH}/validBefore", _3009 + "authorization_valid_before", f"{CORE} section 9"),
        Rule("permit2", f"{_PERMIT}/deadline", "permit2_deadline_expired", f"{EVM} section 2"),
        x402_rs="invalid_payment_expired",
    ),
    code_of(
        "time.early",
        "the authorization is not valid yet",
        Rule("eip3009", f"{_AUTH}/validAfter", _3009 + "authorization_valid_after", f"{CORE} section 9"),
        Rule("permit2", f"{_PERMIT}/witness/validAfter", "permit2_not_yet_valid", f"{EVM} section 2"),
        x402_rs="invalid_payment_early",
    ),
    code_of(
        "time.too_far",
        "the authorization ends more than an hour after the longer of a day and maxTimeoutSeconds",
        Rule("eip3009", f"{_AUTH}/validBefore", _3009 + "authorization_valid_before", "what can be settled for ever must be remembered for ever"),
        Rule("permit2", f"{_PERMIT}/deadline", _3009 + "authorization_valid_before", "what can be settled for ever must be remembered for ever"),
    ),
    code_of(
        "funds.insufficient",
        "the payer holds less than the amount",
        Rule("eip3009", f"{_AUTH}/value", "insufficient_funds", f"{CORE} section 9"),
        Rule("permit2", f"{_PERMIT}/permitted/amount", "insufficient_funds", f"{CORE} section 9"),
        Rule("solana", TRANSACTION, "insufficient_funds", f"{CORE} section 9"),
        typescript="invalid_exact_evm_insufficient_balance permit2_insufficient_balance",
        python="invalid_exact_evm_insufficient_balance",
        go="invalid_exact_evm_insufficient_balance invalid_exact_evm_insufficient_funds permit2_insufficient_balance",
        x402_rs="insufficient_funds",
    ),
    code_of(
        "simulation.failed",
        "the chain says that the settlement would fail",
        Rule("eip3009", "/payload", "invalid_exact_evm_transaction_simulation_failed", f"{EVM} section 1"),
        Rule("permit2", "/payload", "permit2_simulation_failed", f"{EVM} section 2"),
        Rule("erc7710", "/payload", "invalid_exact_evm_transaction_simulation_failed", f"{EVM} section 3"),
        Rule("solana", TRANSACTION, SVM_WIRE + "transaction_simulation_failed", SVM, "transaction_simulation_failed"),
        python="transaction_simulation_failed",
        go="invalid_exact_solana_transaction_simulation_failed",
        x402_rs="transaction_simulation",
    ),
)

_SECP = "SEC 1 section 4.1.4"

EVM_CODES = (
    _signature("signature.length", "the signature of an account without code is not 65 bytes", "EIP-3009", **_SIG_ALIASES),
    _signature("signature.v", "v is neither 27 nor 28", "EIP-3009", **_SIG_ALIASES),
    _signature("signature.malleable", "s is above n/2", "EIP-2", **_SIG_ALIASES),
    _signature("signature.range", "r or s is outside 1 to n-1", _SECP, **_SIG_ALIASES),
    _signature("signature.invalid", "the signature does not recover to the payer", f"{CORE} section 6.1.2", **_SIG_ALIASES),
    code_of(
        "signature.domain_name",
        "the payer signed for the token's own name, which is not the offer's",
        Rule("eip3009", "/payload/signature", _3009 + "signature", "EIP-712"),
        **_SIG_ALIASES,
    ),
    _signature("signature.contract", "the contract at the payer refuses the signature", "ERC-1271", **_SIG_ALIASES),
    _signature("signature.wrapper", "the ERC-6492 wrapper is malformed", "ERC-6492", **_SIG_ALIASES),
    code_of(
        "signature.factory_not_allowed",
        "the ERC-6492 factory is not on the allow-list",
        Rule("eip3009", "/payload/signature", "eip6492_factory_not_allowed", "ERC-6492"),
        Rule("permit2", "/payload/signature", "eip6492_factory_not_allowed", "ERC-6492"),
    ),
    code_of(
        "nonce.used",
        "the authorization's nonce is used up",
        Rule("eip3009", f"{_AUTH}/nonce", "invalid_exact_evm_nonce_already_used", "EIP-3009"),
        Rule("permit2", f"{_PERMIT}/nonce", "permit2_invalid_nonce", f"{EVM} section 2"),
        x402_rs="transaction_simulation",
    ),
    code_of(
        "asset.not_contract",
        "there is no contract at the asset's address",
        Rule("eip3009", "/accepted/asset", "asset_not_deployed_contract", f"{EVM} section 1"),
        Rule("permit2", "/accepted/asset", "asset_not_deployed_contract", f"{EVM} section 2"),
    ),
    code_of(
        "asset.paused",
        "the token is paused",
        Rule("eip3009", "/accepted/asset", _3009_FAILS, _FIAT),
        Rule("permit2", "/accepted/asset", "permit2_simulation_failed", _FIAT),
    ),
    code_of(
        "domain.mismatch",
        "the token's domain separator is not that of the offered name and version",
        Rule("eip3009", "/accepted/extra/name", "invalid_exact_evm_token_name_mismatch", "EIP-712"),
    ),
    code_of(
        "payer.blacklisted",
        "the token's issuer has barred the payer",
        Rule("eip3009", f"{_AUTH}/from", _3009_FAILS, _FIAT),
        Rule("permit2", f"{_PERMIT}/from", "permit2_simulation_failed", _FIAT),
    ),
    code_of(
        "recipient.blacklisted",
        "the token's issuer has barred the payee",
        Rule("eip3009", "/accepted/payTo", _3009_FAILS, _FIAT),
        Rule("permit2", "/accepted/payTo", "permit2_simulation_failed", _FIAT),
    ),
    code_of(
        "contract.foreign",
        "the offer wants a signature for another contract than the token or Permit2",
        Rule("eip3009", "/accepted/extra", _TERMS, "extra.verifyingContract of Circle's Gateway"),
        Rule("permit2", "/accepted/extra", _TERMS, "extra.verifyingContract of Circle's Gateway"),
    ),
    code_of(
        "permit2.amount_zero",
        "Permit2's proxy reverts on an amount of 0",
        Rule("permit2", f"{_PERMIT}/permitted/amount", "permit2_invalid_amount", "x402ExactPermit2Proxy, InvalidAmount()"),
        typescript="permit2_invalid_amount",
        python="invalid_permit2_amount",
    ),
    code_of(
        "spender.mismatch",
        "the spender is not the scheme's canonical proxy",
        Rule("permit2", f"{_PERMIT}/spender", "invalid_permit2_spender", f"{EVM} section 2"),
    ),
    code_of(
        "allowance.insufficient",
        "Permit2 may not move that much of the payer's token",
        Rule("permit2", f"{_PERMIT}/permitted", "permit2_allowance_required", f"{EVM} section 2"),
        go="PERMIT2_ALLOWANCE_REQUIRED",
    ),
)

_TIMEOUT = f"{CORE} section 5.1.2, maxTimeoutSeconds"
_FREE = "a settlement of nothing still costs a fee"

WARNINGS = (
    code_of(
        "time.window_too_long",
        "the authorization is valid for longer than maxTimeoutSeconds",
        Rule("eip3009", f"{_AUTH}/validBefore", "", _TIMEOUT),
        Rule("permit2", f"{_PERMIT}/deadline", "", _TIMEOUT),
        kind="warning",
    ),
    code_of(
        "domain.renamed",
        "the offer names another domain than a bridged token is known by",
        Rule("eip3009", "/accepted/extra/name", "", "Circle's bridged USDC standard"),
        kind="warning",
    ),
    code_of("memo.missing", "no Memo makes the transaction unique", Rule("solana", TRANSACTION, "", f"{SVM} rule 1"), kind="warning"),
    code_of(
        "amount.zero",
        "the offer asks for nothing",
        Rule("eip3009", f"{_AUTH}/value", "", _FREE),
        Rule("solana", TRANSACTION, "", _FREE),
        kind="warning",
    ),
)

QUESTIONS = tuple(
    code_of(code, title, kind="undecided")
    for code, title in (
        ("accounts", "do the token accounts of source and destination exist?"),
        ("allowance", "how much of the token may Permit2 move for the payer?"),
        ("asset_code", "is there a contract at the asset's address?"),
        ("balance", "how much of the asset does the payer hold?"),
        ("blockhash", "is the blockhash still recent?"),
        ("erc1271", "what does isValidSignature answer?"),
        ("lookup_tables", "which addresses does the lookup table hold?"),
        ("mint_extensions", "does the mint charge a fee, call a hook or forbid transfers?"),
        ("nonce", "is the nonce unused?"),
        ("payer_code", "is there code at the payer's address?"),
        ("simulation", "would the settlement succeed?"),
    )
)

ALL: tuple[Code, ...] = MALFORMED + SHARED + EVM_CODES + SVM_CODES + WARNINGS + QUESTIONS
