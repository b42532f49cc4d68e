"""What a journey asks for, and doing it, in plain and in `async` code."""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from ..client import SignedPayment

__all__ = [
    "Answer",
    "AsyncCarrier",
    "Call",
    "Carrier",
    "Discard",
    "NoAnswer",
    "Plan",
    "Send",
    "Sleep",
    "run",
    "run_async",
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
class NoAnswer:
    """The HTTP library raised this: whether the server got the request is unknown."""

    error: Exception


@dataclass(slots=True, repr=False)
class Send:
    """Send the request, with this payment if there is one; gives an answer or none."""

    payment: SignedPayment | None


@dataclass(slots=True, repr=False)
class Call:
    """Call what the user of the package supplied; gives what it returns."""

    function: Callable[..., object]
    arguments: tuple[object, ...]


@dataclass(slots=True, repr=False)
class Discard(Generic[Response]):
    """Close an answer that the caller does not get."""

    response: Response


@dataclass(slots=True, repr=False)
class Sleep:
    """Wait so many seconds."""

    seconds: float


Plan = Generator["Send | Call | Discard[Response] | Sleep", Any, Result]
"""Asks for one thing after another, gets what came of each, and returns the result."""


class Carrier(Protocol[Response]):
    """Moves bytes: one HTTP library's part."""

    def send(self, payment: SignedPayment | None, /) -> Answer[Response] | NoAnswer:
        """Sends the request, with this payment if there is one."""

    def discard(self, response: Response, /) -> None:
        """Closes an answer."""


class AsyncCarrier(Protocol[Response]):
    """As `Carrier`, for `async` code."""

    async def send(self, payment: SignedPayment | None, /) -> Answer[Response] | NoAnswer:
        """Sends the request, with this payment if there is one."""

    async def discard(self, response: Response, /) -> None:
        """Closes an answer."""

    async def sleep(self, seconds: float, /) -> None:
        """Waits so many seconds."""


def run(plan: Plan[Response, Result], carrier: Carrier[Response]) -> Result:
    """Does what the plan asks for, in plain code."""

    def do(step: Send | Call | Discard[Response] | Sleep) -> object:
        match step:
            case Send():
                return carrier.send(step.payment)
            case Discard():
                carrier.discard(step.response)
            case Sleep():
                time.sleep(step.seconds)
            case Call():
                value = step.function(*step.arguments)
                if inspect.isawaitable(value):
                    if inspect.iscoroutine(value):
                        value.close()
                    name = getattr(step.function, "__qualname__", "the callback")
                    raise TypeError(f"{name} is async: use it with the async client only")
                return value
        return None

    try:
        step = next(plan)
        while True:
            try:
                value = do(step)
            except BaseException as error:
                step = plan.throw(error)
            else:
                step = plan.send(value)
    except StopIteration as end:
        result: Result = end.value
        return result


async def run_async(plan: Plan[Response, Result], carrier: AsyncCarrier[Response]) -> Result:
    """Does what the plan asks for, in `async` code."""

    async def do(step: Send | Call | Discard[Response] | Sleep) -> object:
        match step:
            case Send():
                return await carrier.send(step.payment)
            case Discard():
                await carrier.discard(step.response)
            case Sleep():
                await carrier.sleep(step.seconds)
            case Call():
                value = step.function(*step.arguments)
                return await value if isinstance(value, Awaitable) else value
        return None

    try:
        step = next(plan)
        while True:
            try:
                value = await do(step)
            except BaseException as error:
                step = plan.throw(error)
            else:
                step = plan.send(value)
    except StopIteration as end:
        result: Result = end.value
        return result
