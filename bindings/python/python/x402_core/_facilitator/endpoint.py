"""The endpoints of a facilitator: what is asked there, and what can come of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from .._native.facilitator import SupportedResponse, VerifyResponse
from .._native.message import SettleResponse
from .._native.server import settle_answer, verify_answer
from ..errors import MalformedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..literals import FacilitatorFailure

T = TypeVar("T", VerifyResponse, SettleResponse, SupportedResponse)
Name = Literal["verify", "settle", "supported"]


@dataclass(frozen=True)
class Endpoint(Generic[T]):
    """What is asked, and how its answer is read."""

    name: Name
    method: str
    read: Callable[[int, bytes], T | FacilitatorFailure]
    noun: str
    """The message that answers."""
    repeatable: bool
    """Whether asking twice does nothing twice."""


def _supported_answer(status: int, body: bytes) -> SupportedResponse | FacilitatorFailure:
    if 200 <= status < 300:
        try:
            return SupportedResponse.from_json(body)
        except MalformedError:
            pass
    # What a status says whose body says nothing is the same for all of them.
    failure = verify_answer(status, b"")
    return failure if isinstance(failure, str) else "invalid_response"


VERIFY: Endpoint[VerifyResponse] = Endpoint(
    "verify", "POST", verify_answer, "VerifyResponse", True
)
SETTLE: Endpoint[SettleResponse] = Endpoint(
    "settle", "POST", settle_answer, "SettleResponse", False
)
SUPPORTED: Endpoint[SupportedResponse] = Endpoint(
    "supported", "GET", _supported_answer, "SupportedResponse", True
)


@dataclass(frozen=True)
class Came:
    """An answer came."""

    status: int
    body: bytes
    content_type: str
    retry_after: str | None
    url: str = ""
    """The URL that was asked."""
    location: str | None = None
    """Where a redirect leads."""
    extension_responses: str | None = None
    """What is stated about the payment's extensions."""


@dataclass(frozen=True)
class Lost:
    """No answer came, or none that can be read."""

    failure: FacilitatorFailure
    what: str
    advice: str
    cause: Exception | None = None
