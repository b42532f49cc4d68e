"""The role that charges.

| | |
|---|---|
| `PaymentOption` | one way to be paid, as a seller says it: `$0.01` on a network |
| `Bill` | the ways to pay for a resource, encoded for the 402 once |
| `Route` | a bill, and in which order things happen when it is paid |
| `PageTemplate`, `is_navigation` | the page that a browser shows of a 402 |
| `Exchange` | one request and its answer: a state machine without I/O |
| `supported_options` | the options that a facilitator can settle |
| `verify_any`, `match_offer`, `check_extensions` | its parts, for other transports than HTTP |

A middleware reads headers, asks the replay store and the facilitator, runs the handler and writes
the answer; the `Exchange` decides which of these is next.
"""

from __future__ import annotations

from ._clock import moment
from ._native import server as core
from ._native.bill import Bill, PaymentOption, Route
from ._native.exchange import (
    AskChain,
    AskReplayStore,
    AskResponseStore,
    AskSettle,
    AskVerify,
    Deliver,
    EarlierPayment,
    Exchange,
    MarkSettling,
    Problem,
    Repeat,
    Respond,
    Serve,
    ServerResponse,
    StoredResponse,
    UnresolvedPayment,
)
from ._native.page import CONTENT_SECURITY_POLICY, PageTemplate, is_navigation
from ._native.server import (
    LEASE_SECONDS,
    MAX_RESPONSES,
    MAX_STORED_BODY,
    RESPONSE_SECONDS,
    check_extensions,
    is_configuration_error,
    match_offer,
    settle_answer,
    supported_options,
    verify_answer,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from . import v1
    from ._native.chain import Facts
    from ._native.message import PaymentPayload
    from ._native.policy import DeclaredState, Policy
    from ._native.scheme import Offer
    from ._native.verify import Verified

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "LEASE_SECONDS",
    "MAX_RESPONSES",
    "MAX_STORED_BODY",
    "RESPONSE_SECONDS",
    "AskChain",
    "AskReplayStore",
    "AskResponseStore",
    "AskSettle",
    "AskVerify",
    "Bill",
    "Deliver",
    "EarlierPayment",
    "Exchange",
    "MarkSettling",
    "PageTemplate",
    "PaymentOption",
    "Problem",
    "Repeat",
    "Respond",
    "Route",
    "Serve",
    "ServerResponse",
    "StoredResponse",
    "UnresolvedPayment",
    "check_extensions",
    "is_configuration_error",
    "is_navigation",
    "match_offer",
    "settle_answer",
    "supported_options",
    "verify_answer",
    "verify_any",
]


def verify_any(
    payment: PaymentPayload | v1.PaymentPayload,
    offers: Sequence[Offer],
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> tuple[int, Verified]:
    """Verifies a payment against the offers that it may be for, and says which one it pays.

    The arguments are those of `x402_core.verify`.

    Raises:
        MalformedError: No offer is of the payment's version.
        RejectedError: It matches no offer, or pays none that it matches: the refusal by the one
            whose rules it satisfies furthest.
        UndecidedError: No rule is broken, and only the chain could prove the signature.
    """
    return core.verify_any(
        payment, offers, now=moment(now), policy=policy, signers=signers, chain=chain
    )
