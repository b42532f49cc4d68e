"""The effects of a request that costs something, and the ways in which its plan ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Union

from .._effects import Call, Plan, Sleep
from .._native.chain import ChainQueries
from .._native.facilitator import SettleRequest, VerifyRequest
from .._native.network import Network
from .answers import Answer
from .payment import Payment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..literals import Reservation

__all__ = [
    "Abandoned",
    "AskNodes",
    "Conclude",
    "Deliver",
    "Effect",
    "Ending",
    "Handle",
    "HandlerAnswer",
    "Mark",
    "PaywallPlan",
    "Recall",
    "Replace",
    "Reserve",
    "Send",
    "Settle",
    "Supported",
    "Unpaid",
    "Verify",
]


@dataclass(frozen=True)
class Supported:
    """Ask the facilitator what it supports."""


@dataclass(frozen=True)
class Reserve:
    """Ask the replay store for a key and reserve it."""

    key: str
    keep_until: int
    holder: str
    now: int
    account: str | None


@dataclass(frozen=True, repr=False)
class Mark:
    """Have the replay store note that the payment is being settled."""

    key: str
    keep_until: int
    holder: str
    record: str
    now: int
    account: str | None


@dataclass(frozen=True)
class Conclude:
    """Report to the replay store what became of the key."""

    key: str
    keep_until: int
    holder: str
    reservation: Reservation
    if_undelivered: Reservation | None = None
    """What to report instead if the paid answer, which leaves next, will not."""
    on_undelivered: Callable[[], None] | None = None
    """Called then."""

    def undelivered(self) -> Conclude:
        """What to report if no answer leaves."""
        if self.on_undelivered is None or self.if_undelivered is None:
            return self
        self.on_undelivered()
        return replace(self, reservation=self.if_undelivered)


@dataclass(frozen=True, repr=False)
class Recall:
    """Ask the store of responses what it has under a key, and put a record there if nothing is."""

    key: str
    record: str | None
    seconds: int
    now: int


@dataclass(frozen=True, repr=False)
class Replace:
    """Have the store of responses put a record in the place of another."""

    key: str
    old: str
    new: str | None
    seconds: int
    now: int


@dataclass(frozen=True)
class Verify:
    """Ask the facilitator to verify."""

    request: VerifyRequest


@dataclass(frozen=True)
class Settle:
    """Ask the facilitator to settle."""

    request: SettleRequest
    repeat_token: str


@dataclass(frozen=True)
class AskNodes:
    """Ask the nodes of a network."""

    network: Network
    queries: ChainQueries


Effect = Union[
    Call, Sleep, Supported, AskNodes, Recall, Replace, Reserve, Mark, Conclude, Verify, Settle
]
"""The result of each is what was returned, or `Failed` with the `Exception` that was raised."""


class Abandoned(Exception):
    """Raised in the plan in place of a result: the client does not wait for the answer any more."""


HandlerAnswer = tuple[list[tuple[str, str]], bytes]
"""A handler's headers and its whole body."""


@dataclass(frozen=True)
class Handle:
    """The end, for now: run the handler, and then one of two plans."""

    payment: Payment
    hold: bool
    """Whether the handler's answer may have to be held back until the first plan has ended."""
    holds: Callable[[int, str | None, int | None], bool]
    """Whether it has to, by its status, its media type and its length, if that is known."""
    handled: Callable[[int, HandlerAnswer | None], PaywallPlan]
    """The plan to run with the handler's status: once its answer is complete if it is held back,
    else before its first byte leaves. What is complete is given too, to be kept for a payer who
    comes back for it."""
    abandoned: Callable[[], PaywallPlan]
    """The plan to run if the request was cancelled before that."""


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


Ending = Union[Handle, Send, Deliver, Unpaid]

PaywallPlan = Plan[Effect, Ending]
"""One request, up to its handler or from there to its end."""
