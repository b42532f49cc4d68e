"""The x402 payment protocol: messages, headers and offline verification for EVM and Solana.

What is listed first opens no connection, and reads the clock only where `now` is not given.

| module | what |
|---|---|
| `x402_core` | networks, tokens, prices, messages of version 2, offers, `verify` and `examine` |
| `x402_core.header` | the five HTTP headers |
| `x402_core.v1` | the messages of version 1 |
| `x402_core.server` | the role that charges |
| `x402_core.client` | the role that pays |
| `x402_core.receipt` | the role that proves a settlement |
| `x402_core.verification` | the role that verifies for others |
| `x402_core.errors` | exceptions, grouped by responsibility |
| `x402_core.literals` | the protocol's few words, as types |
| | |
| `x402_core.asgi`, `x402_core.wsgi` | middleware that charges for routes |
| `x402_core.httpx`, `x402_core.requests` | HTTP clients that pay |
| `x402_core.payer` | who pays, and how much at most |
| `x402_core.facilitator` | clients of a facilitator |
| `x402_core.chain` | clients of a chain's nodes |
| `x402_core.replay`, `x402_core.redis` | which payments have bought their answer |
| `x402_core.ports` | what else may stand in for these two |
| `x402_core.testing` | a facilitator and a payer for tests |
"""

from ._native import __version__
from ._native.asset import Asset, AssetTable
from ._native.facilitator import (
    SettleRequest,
    SupportedKind,
    SupportedResponse,
    VerifyRequest,
    VerifyResponse,
)
from ._native.message import (
    PaymentPayload,
    PaymentRequired,
    PaymentRequirements,
    ResourceInfo,
    SettleResponse,
    UnreadEntry,
)
from ._native.money import Money
from ._native.network import Network, v1_networks
from ._native.policy import DeclaredState, Policy
from ._native.scheme import Finding, Note, Offer, Rejection, Rule, all_rules, explain, rules
from ._native.verify import Report, Verified
from ._verify import chain_queries, examine, examine_header, verify, verify_header, verify_many
from .errors import (
    InvalidValueError,
    MalformedError,
    OfferError,
    Refusal,
    RejectedError,
    UndecidedError,
    X402Error,
)

__all__ = [
    "Asset",
    "AssetTable",
    "DeclaredState",
    "Finding",
    "InvalidValueError",
    "MalformedError",
    "Money",
    "Network",
    "Note",
    "Offer",
    "OfferError",
    "PaymentPayload",
    "PaymentRequired",
    "PaymentRequirements",
    "Policy",
    "Refusal",
    "RejectedError",
    "Rejection",
    "Report",
    "ResourceInfo",
    "Rule",
    "SettleRequest",
    "SettleResponse",
    "SupportedKind",
    "SupportedResponse",
    "UndecidedError",
    "UnreadEntry",
    "Verified",
    "VerifyRequest",
    "VerifyResponse",
    "X402Error",
    "__version__",
    "all_rules",
    "chain_queries",
    "examine",
    "examine_header",
    "explain",
    "rules",
    "v1_networks",
    "verify",
    "verify_header",
    "verify_many",
]
