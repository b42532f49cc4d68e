"""The protocol's few words, as types: every property that is one of them is a plain `str`."""

from __future__ import annotations

from typing import Literal

__all__ = [
    "BodyType",
    "Cause",
    "ChainCheck",
    "ExchangeStage",
    "FacilitatorFailure",
    "FacilitatorVerify",
    "Family",
    "HttpMethod",
    "MarkAnswer",
    "McpTransport",
    "Mechanism",
    "MovementKind",
    "NetworkKind",
    "Nonsense",
    "OutcomeKind",
    "PaymentFlow",
    "PaymentStage",
    "ProblemKind",
    "Reason",
    "Reservation",
    "RouteRefusalReason",
    "SearchResultKind",
    "Sent",
    "SessionState",
    "SettlementClaim",
    "SettlementStatusKind",
    "SpendStatus",
    "StoreOutcome",
    "TokenProgram",
    "TransferMethod",
    "VerificationStage",
]

BodyType = Literal["json", "form-data", "text"]
Cause = Literal[
    "lagging",
    "no_response",
    "other",
    "rate_limited",
    "server_error",
    "timeout",
    "batch_refused",
    "forbidden",
    "history_unavailable",
    "invalid_request",
    "no_multicall",
    "range_too_large",
    "too_large",
    "unsupported",
]
ChainCheck = Literal[
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
ExchangeStage = Literal[
    "start",
    "recalling",
    "reserving",
    "checking",
    "verifying",
    "marking",
    "settling",
    "proving",
    "serving",
    "done",
]
FacilitatorFailure = Literal["not_processed", "no_response", "invalid_response"]
FacilitatorVerify = Literal["always", "never", "undecided"]
Family = Literal["evm", "svm"]
HttpMethod = Literal["GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"]
MarkAnswer = Literal["marked", "lost", "unavailable"]
McpTransport = Literal["streamable-http", "sse"]
Mechanism = Literal["any", "eip3009", "permit2", "erc7710", "solana"]
MovementKind = Literal["paid", "short", "cancelled", "failed", "unrelated"]
NetworkKind = Literal["any", "mainnet", "testnet"]
Nonsense = Literal[
    "duplicate_id",
    "missing_id",
    "not_json",
    "not_json_rpc",
    "unasked",
    "wrong_type",
]
OutcomeKind = Literal["passed", "failed", "warned", "unchecked", "not_applied"]
PaymentFlow = Literal["authorization", "upfront"]
PaymentStage = Literal[
    "asked", "signed", "resent", "settled", "unconfirmed", "refused", "unknown"
]
ProblemKind = Literal[
    "unpaid",
    "refused",
    "replayed",
    "payment_id_in_use",
    "replay_store",
    "response_store",
    "invalid",
    "facilitator",
    "mismatch",
    "false_settlement",
    "not_settled",
    "pending",
]
Reason = Literal[
    "offer",
    "payment_flow",
    "authentication",
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
Reservation = Literal["untouched", "keep", "release", "unresolved"]
RouteRefusalReason = Literal[
    "path_too_long",
    "control_character",
    "encoded_too_often",
    "not_as_written",
    "ambiguous",
    "method_not_allowed",
    "preflight",
    "websocket",
    "method_override",
]
SearchResultKind = Literal["used_by", "cancelled_by", "not_found", "unknown"]
Sent = Literal[
    "accepted",
    "already_known",
    "insufficient_funds",
    "nonce_too_high",
    "nonce_too_low",
    "rejected",
    "underpriced",
]
SessionState = Literal["fresh", "offered", "paid", "unknown", "ended"]
SettlementClaim = Literal["no", "unknown"]
SettlementStatusKind = Literal[
    "paid",
    "short",
    "cancelled",
    "failed",
    "unrelated",
    "unnamed",
    "below_level",
    "preconfirmed",
    "reorganised",
    "absent",
    "unknown",
]
SpendStatus = Literal["nothing", "reserved", "spent", "unused"]
StoreOutcome = Literal["rows", "done", "conflict", "unavailable", "unknown"]
TokenProgram = Literal["Token", "Token-2022"]
TransferMethod = Literal["eip3009", "permit2", "erc7710"]
VerificationStage = Literal["start", "asking", "done"]
