"""Payments whose outcome is unknown, by what they were to buy.

A retry layer above a client (tenacity, a task queue, a loop) makes a new request. As long as the
first one's payment is valid and in doubt, the new request goes on with that payment: a second one
could buy the same thing again.
"""

from __future__ import annotations

import json
from collections import OrderedDict
from hashlib import sha256
from threading import Lock
from typing import Any

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Intents", "intent_of"]

MOST_KEPT = 1_000
"""How many payments in doubt are kept; of more, those that came first are forgotten."""


def intent_of(method: str, url: str, body: bytes | str | None, key: str | None) -> str:
    """What a request is to buy: the same for one that a retry layer makes again.

    Args:
        method: The method.
        url: The whole URL.
        body: The body, if it has one.
        key: The request's `Idempotency-Key`: requests with different keys are different intents.
    """
    octets = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body or b""
    parts = [method.upper(), url, sha256(octets).hexdigest(), key]
    return sha256(json.dumps(parts).encode()).hexdigest()


class Intents:
    """The payments in doubt of one payer, for any number of threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, tuple[Any, float]] = OrderedDict()

    def keep(self, intent: str | None, sent: Any, until: float) -> None:
        """Keeps a payment for the next request with this intent, until this time."""
        if intent is None:
            return
        with self._lock:
            self._kept[intent] = sent, until
            if len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)

    def take(self, intent: str | None, clock: Callable[[], float]) -> Any:
        """The `SentPayment` that was kept, if it is still valid: one request goes on with it."""
        with self._lock:
            sent, until = self._kept.pop(intent or "", (None, 0.0))
        return None if sent is None or clock() >= until else sent
