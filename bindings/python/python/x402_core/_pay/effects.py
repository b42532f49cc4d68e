"""The effects of paying for a request, and what performs them: an HTTP library."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, Union

from .._effects import Call, Failed, Plan, Sleep, call, call_async, run, run_async
from ..client import SignedPayment

__all__ = [
    "Answer",
    "AsyncCarrier",
    "Carrier",
    "Discard",
    "PayPlan",
    "Send",
    "pay",
    "pay_async",
]

Response = TypeVar("Response")
Result = TypeVar("Result")


@dataclass(slots=True, repr=False)
class Answer(Generic[Response]):
    """A server's answer."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes | None
    """The body of a 402 or 412 that is not too long, without its encoding."""
    response: Response
    """The HTTP library's object."""

    @property
    def is_redirect(self) -> bool:
        """Whether the library would go somewhere else."""
        is_there = any(name.lower() == b"location" for name, _ in self.headers)
        return is_there and self.status in (301, 302, 303, 307, 308)


@dataclass(slots=True, repr=False)
class Send:
    """Send the request, with this payment if there is one; the result is an answer or `Failed`."""

    payment: SignedPayment | None


@dataclass(slots=True, repr=False)
class Discard(Generic[Response]):
    """Close an answer that the caller does not get."""

    response: Response


Effect = Union[Send, Discard[Response], Call, Sleep]

PayPlan = Plan[Effect[Response], Result]
"""Pays for a request, or for a part of that."""


class Carrier(Protocol[Response]):
    """Moves bytes: one HTTP library's part."""

    def send(self, payment: SignedPayment | None, /) -> Answer[Response] | Failed:
        """Sends the request, with this payment if there is one.

        `Failed` has what the library raised: whether the server got the request is unknown.
        """

    def discard(self, response: Response, /) -> None:
        """Closes an answer."""


class AsyncCarrier(Protocol[Response]):
    """As `Carrier`, for `async` code."""

    async def send(self, payment: SignedPayment | None, /) -> Answer[Response] | Failed:
        """Sends the request, with this payment if there is one."""

    async def discard(self, response: Response, /) -> None:
        """Closes an answer."""

    async def sleep(self, seconds: float, /) -> None:
        """Waits for the given number of seconds."""


def pay(plan: PayPlan[Response, Result], carrier: Carrier[Response]) -> Result:
    """Runs a plan over an HTTP library."""

    def perform(effect: Effect[Response]) -> object:
        match effect:
            case Send():
                return carrier.send(effect.payment)
            case Call():
                return call(effect)
            case Discard():
                carrier.discard(effect.response)
            case Sleep():
                time.sleep(effect.seconds)
        return None

    return run(plan, perform)


async def pay_async(plan: PayPlan[Response, Result], carrier: AsyncCarrier[Response]) -> Result:
    """As `pay`, in `async` code."""

    async def perform(effect: Effect[Response]) -> object:
        match effect:
            case Send():
                return await carrier.send(effect.payment)
            case Call():
                return await call_async(effect)
            case Discard():
                await carrier.discard(effect.response)
            case Sleep():
                await carrier.sleep(effect.seconds)
        return None

    return await run_async(plan, perform)
