"""Which keys the requests of this process hold: their leases are renewed while they go on."""

from __future__ import annotations

from threading import Lock

from .._effects import Failed
from .._native.exchange import EarlierPayment, UnresolvedPayment
from .._native.server import LEASE_SECONDS
from .effects import Conclude, Effect, Mark, Reserve

__all__ = ["RENEW_AFTER", "Leases"]

RENEW_AFTER = LEASE_SECONDS / 3
"""After how many seconds a lease is renewed."""


class Leases:
    """The keys that are held, by who holds them."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[str, str] = {}

    def note(self, effect: Effect, result: object) -> str | None:
        """Takes note of what the store was asked, and of its answer.

        Returns:
            The holder whose key is held from now on, or is not any more.
        """
        if isinstance(effect, Reserve):
            key = result.key if isinstance(result, EarlierPayment) else effect.key
            if result != "new" and not isinstance(result, (EarlierPayment, UnresolvedPayment)):
                return None
            with self._lock:
                self._held[effect.holder] = key
        elif isinstance(effect, Conclude) or (isinstance(effect, Mark) and result == "lost"):
            if isinstance(result, Failed):
                return None
            with self._lock:
                self._held.pop(effect.holder, None)
        else:
            return None
        return effect.holder

    def held(self) -> dict[str, str]:
        """The keys that are held now, by who holds them."""
        with self._lock:
            return dict(self._held)
