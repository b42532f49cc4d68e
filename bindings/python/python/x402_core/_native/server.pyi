from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..errors import OfferError
from ..literals import FacilitatorFailure
from . import v1
from .bill import PaymentOption
from .chain import Facts
from .facilitator import SupportedResponse, VerifyResponse
from .message import PaymentPayload, SettleResponse
from .policy import DeclaredState, Policy
from .scheme import Offer
from .verify import Verified

__all__ = [
    "LEASE_SECONDS",
    "MAX_RESPONSES",
    "MAX_STORED_BODY",
    "RESPONSE_SECONDS",
    "check_extensions",
    "endpoint_report",
    "endpoint_requests",
    "extension_responses",
    "facilitator_redirect",
    "is_configuration_error",
    "match_offer",
    "settle_answer",
    "supported_options",
    "verify_answer",
    "verify_any",
    "with_extension_responses",
]

LEASE_SECONDS: int
MAX_RESPONSES: int
MAX_STORED_BODY: int
RESPONSE_SECONDS: int
"""For how many seconds a replay store holds a key for a request that does not renew it."""

def facilitator_redirect(from_url: str, status: int, location: str) -> tuple[str, bool] | None:
    """Where a facilitator's redirect may lead, and whether credentials go along.

    `None` if it is not followed: then the request was not taken.
    """

def endpoint_requests(
    url: str, *, method: str
) -> list[tuple[str, str, str, list[tuple[str, str]]]]: ...
def endpoint_report(
    url: str, responses: Sequence[tuple[str, int, Sequence[tuple[str, str]], bytes]]
) -> dict[str, Any]: ...
def extension_responses(answer: SettleResponse) -> tuple[str, ...]: ...
def with_extension_responses(answer: SettleResponse, value: str) -> SettleResponse:
    """The answer with what the header `EXTENSION-RESPONSES` states, as `extensionResponses`.

    A header that is not one leaves the answer as it is.
    """

def is_configuration_error(failure: FacilitatorFailure, status: int | None = None) -> bool:
    """Whether a failed call can only succeed once the seller has changed the settings.

    Args:
        failure: The failed call.
        status: The response's HTTP status, if there was a response.
    """

def supported_options(
    options: Sequence[PaymentOption],
    supported: SupportedResponse,
    *,
    x402_version: int | None = None,
) -> tuple[tuple[PaymentOption, ...], tuple[OfferError, ...]]:
    """The options that this facilitator can settle, and why it cannot settle the others.

    An option on Solana without a fee payer gets the facilitator's.

    Args:
        options: The seller's.
        supported: The facilitator's response to `GET /supported`.
        x402_version: The version of the payments, 1 or 2; 2 if not given.

    Raises:
        OfferError: None is left.
    """

def match_offer(
    payment: PaymentPayload | v1.PaymentPayload, offers: Sequence[Offer]
) -> Offer:
    """The first offer that the payment says it is for.

    Raises:
        RejectedError: What differs from the closest offer.
        MalformedError: No offer is of the payment's version.
    """

def verify_any(
    payment: PaymentPayload | v1.PaymentPayload,
    offers: Sequence[Offer],
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> tuple[int, Verified]:
    """As `x402_core.server.verify_any`, for a moment that must be given."""

def check_extensions(advertised: dict[str, Any] | None, payment: PaymentPayload) -> None:
    """Checks that a payment's extensions contain those that were advertised.

    Raises:
        RejectedError: One of them is left out in part, or changed.
    """

def verify_answer(status: int, body: str | bytes) -> VerifyResponse | FacilitatorFailure:
    """Reads a facilitator's answer to `POST /verify`, or names why it says nothing."""

def settle_answer(status: int, body: str | bytes) -> SettleResponse | FacilitatorFailure:
    """Reads a facilitator's answer to `POST /settle`, or names why it says nothing."""
