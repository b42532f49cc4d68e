"""The facilitator and the replay store of a middleware: checked, and asked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import iscoroutinefunction
from typing import Any

from .effects import (
    AskNodes,
    Conclude,
    Effect,
    Mark,
    Recall,
    Replace,
    Reserve,
    Settle,
    Supported,
    Verify,
)
from .invalid import invalid
from .leases import Leases

__all__ = [
    "Services",
    "Source",
    "check",
    "check_chain",
    "is_async",
    "reject_async",
    "require_methods",
]

CHAIN = ("ask",)
FACILITATOR = ("verify", "settle", "supported")
RESPONSE_STORE = ("recall", "replace")
REPLAY_STORE = ("reserve", "mark_settling", "renew", "conclude")


class Source:
    """A facilitator, or where to ask for one: made from its URL, and made anew once closed."""

    def __init__(self, given: Any, make: Callable[[str], Any]) -> None:
        self.given, self.make = given, make
        self.made: Any = None
        if not isinstance(given, str):
            require_methods("facilitator", given, FACILITATOR, "a URL or a facilitator")
        self.get()  # a bad URL is found at once

    def get(self) -> Any:
        """The facilitator."""
        if not isinstance(self.given, str):
            return self.given
        if self.made is None:
            self.made = self.make(self.given)
        return self.made


class Services:
    """The facilitator, the store, the clock and the chain that a middleware was given."""

    def __init__(
        self,
        facilitator: Source,
        store: Any,
        sleep: Callable[[float], Any],
        clock: Callable[[], float],
        chain: Any,
        responses: Any = None,
    ) -> None:
        self.facilitator, self.store, self.sleep = facilitator, store, sleep
        self.responses = responses
        self.clock, self.leases, self.chain = clock, Leases(), chain

    def renewal(self, key: str, holder: str) -> partial[Any]:
        """The method that renews a lease, with its arguments; it may be `async`."""
        return partial(self.store.renew, key, holder, now=int(self.clock()))

    def method(self, effect: Effect) -> partial[Any]:
        """The method that performs an effect, with its arguments; it may be `async`."""
        match effect:
            case Recall(key, record, seconds, now):
                return partial(self.responses.recall, key, record, seconds, now=now)
            case Replace(key, old, new, seconds, now):
                return partial(self.responses.replace, key, old, new, seconds, now=now)
            case Reserve(key, keep_until, holder, now, account):
                return partial(
                    self.store.reserve, key, keep_until, holder, now=now, account=account
                )
            case Mark(key, keep_until, holder, text, now, account):
                mark = self.store.mark_settling
                return partial(mark, key, keep_until, holder, text, now=now, account=account)
            case Conclude(key, keep_until, holder, reservation):
                return partial(self.store.conclude, key, keep_until, holder, reservation)
            case Verify(request):
                return partial(self.facilitator.get().verify, request)
            case Settle(request, repeat_token):
                settle = self.facilitator.get().settle
                return partial(settle, request, repeat_token=repeat_token)
            case AskNodes(network, queries):
                return partial(self.chain.ask, network, queries)
            case Supported():
                return partial(self.facilitator.get().supported)
        raise TypeError(f"expected an effect of a service, found {type(effect).__name__}")


def check(base_url: str | None, max_held_bytes: int, **hooks: object) -> None:
    """Finds mistakes in a middleware's arguments before the first request.

    Raises:
        InvalidValueError: One of them is none of what it may be.
    """
    if base_url is not None and not base_url.startswith(("https://", "http://")):
        raise invalid("base_url", "a URL that begins with https:// or http://", repr(base_url))
    if max_held_bytes < 0:
        raise invalid("max_held_bytes", "a number of bytes", str(max_held_bytes))
    for name, hook in hooks.items():
        if hook is not None and not callable(hook):
            raise invalid(name, "a function", type(hook).__name__)


def require_methods(what: str, given: object, methods: tuple[str, ...], expected: str) -> None:
    """Refuses at once what could not be asked when a payment has come.

    Raises:
        InvalidValueError: It lacks one of the methods.
    """
    for method in methods:
        if not callable(getattr(given, method, None)):
            found = f"{type(given).__name__} without `{method}`"
            raise invalid(what, expected, found)


def check_chain(chain: object, require_proof: bool) -> None:
    """Refuses a chain that cannot be asked, and a proof without a chain.

    Raises:
        InvalidValueError: One of them is wrong.
    """
    if chain is not None:
        require_methods("chain", chain, CHAIN, "a Chain such as x402_core.chain has")
    elif require_proof:
        raise invalid("require_proof", "a `chain` that proves settlements", "none")


def is_async(method: object) -> bool:
    """Whether a method has to be awaited."""
    return iscoroutinefunction(method) or iscoroutinefunction(getattr(method, "__call__", None))


def reject_async(what: str, methods: tuple[object, ...], instead: str) -> None:
    """Refuses at once what could only be awaited.

    Raises:
        InvalidValueError: One of the methods is `async`.
    """
    if any(is_async(method) for method in methods):
        raise invalid(what, instead, "one for `async` code")
