"""What a request's generator asks for, and how it ends.

A middleware does what it is told and sends the result back in, or `Failed`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Union

from .._native.facilitator import SettleRequest, VerifyRequest
from .answers import Answer
from .payment import Payment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..literals import Reservation
    from .claim import Claim

__all__ = [
    "Abandoned",
    "Action",
    "Call",
    "Conclude",
    "Deliver",
    "Ending",
    "Failed",
    "Handle",
    "Reserve",
    "Send",
    "Settle",
    "Supported",
    "Unpaid",
    "Verify",
    "Wait",
]


@dataclass(frozen=True)
class Call:
    """Call the seller's own function, and answer with what it returns."""

    function: Callable[[Any], Any]
    argument: object


@dataclass(frozen=True)
class Supported:
    """Ask the facilitator what it supports."""


@dataclass(frozen=True)
class Reserve:
    """Ask the replay store for a key and reserve it."""

    key: str
    keep_until: int
    now: int


@dataclass(frozen=True)
class Conclude:
    """Tell the replay store what became of the key."""

    key: str
    keep_until: int
    reservation: Reservation
    delivers: Claim | None = None
    """Whose paid answer leaves next, where one does."""

    def undelivered(self) -> Conclude:
        """What to tell instead where nothing will leave: the payer may come back with it."""
        if self.delivers is None:
            return self
        self.delivers.reservation = "unresolved"
        return replace(self, reservation="unresolved")


@dataclass(frozen=True)
class Verify:
    """Ask the facilitator to verify."""

    request: VerifyRequest


@dataclass(frozen=True)
class Settle:
    """Ask the facilitator to settle."""

    request: SettleRequest


@dataclass(frozen=True)
class Wait:
    """Wait so many seconds."""

    seconds: float


@dataclass(frozen=True)
class Handle:
    """Run the handler, and answer with its status as soon as that may be acted on.

    That is once its answer is complete where it is held back, else before its first byte leaves.
    """

    payment: Payment
    hold: bool


Action = Union[Call, Supported, Reserve, Conclude, Verify, Settle, Wait, Handle]


@dataclass(frozen=True)
class Failed:
    """What was asked for raised this."""

    error: BaseException


class Abandoned(Exception):
    """Thrown into the generator in place of an answer: nobody waits for the request any more."""

    def __init__(self, *, begun: bool = True) -> None:
        super().__init__()
        self.begun = begun
        """Whether what was asked for may have happened."""


@dataclass(frozen=True)
class Send:
    """The end: answer with this, and with nothing that the handler made."""

    answer: Answer


@dataclass(frozen=True)
class Deliver:
    """The end: answer with what the handler makes, with these headers added."""

    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Unpaid:
    """The end: the request costs nothing this time; run the handler."""


Ending = Union[Send, Deliver, Unpaid]
