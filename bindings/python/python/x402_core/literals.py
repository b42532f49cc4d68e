"""The protocol's few words, as types: every property that is one of them is a plain `str`."""

from __future__ import annotations

from typing import Literal

__all__ = [
    "FacilitatorFailure",
    "FacilitatorVerify",
    "Family",
    "FindingStatus",
    "Lookup",
    "Method",
    "SpendStatus",
    "PaymentFlow",
    "PaymentStage",
    "ProblemKind",
    "Question",
    "NetworkKind",
    "Reason",
    "ReplayAnswer",
    "Reservation",
    "SessionState",
    "Settled",
    "Stage",
    "TokenProgram",
    "TransferMethod",
]

FacilitatorFailure = Literal["not_processed", "no_response", "invalid_response"]
FacilitatorVerify = Literal["always", "never", "undecided"]
Family = Literal["evm", "svm"]
FindingStatus = Literal["passed", "failed", "warned", "unchecked", "not_applied"]
Lookup = Literal["allowance", "mint_decimals", "recent_blockhash", "token_program"]
Method = Literal["any", "eip3009", "permit2", "erc7710", "solana"]
SpendStatus = Literal["nothing", "reserved", "spent", "released"]
PaymentFlow = Literal["authorization", "upfront"]
PaymentStage = Literal[
    "asked", "signed", "resent", "settled", "unconfirmed", "refused", "unknown"
]
ProblemKind = Literal[
    "unpaid",
    "refused",
    "replayed",
    "replay_store",
    "invalid",
    "facilitator",
    "doubtful",
    "not_settled",
    "pending",
]
Question = Literal[
    "accounts",
    "allowance",
    "asset_code",
    "balance",
    "blockhash",
    "erc1271",
    "lookup_tables",
    "mint_extensions",
    "nonce",
    "payer_code",
    "simulation",
]
NetworkKind = Literal["any", "mainnet", "testnet"]
Reason = Literal[
    "offer",
    "payment_flow",
    "network",
    "method",
    "own_account",
    "network_not_allowed",
    "unknown_asset",
    "asset_not_allowed",
    "payee_not_allowed",
    "no_limit",
    "too_expensive",
    "timeout",
    "over_budget",
]
ReplayAnswer = Literal["new", "seen", "unresolved", "unavailable"]
Reservation = Literal["untouched", "keep", "release", "unresolved"]
SessionState = Literal["fresh", "offered", "paid", "unknown", "ended"]
Settled = Literal["no", "unknown"]
Stage = Literal["start", "reserving", "verifying", "settling", "serving", "done"]
TokenProgram = Literal["Token", "Token-2022"]
TransferMethod = Literal["eip3009", "permit2", "erc7710"]
