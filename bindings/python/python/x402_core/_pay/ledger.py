"""What all requests of a payer may spend together: the core's ledger, and a lock."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from .. import client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .._native.chain import Facts
    from ..client import Budget, Outlay, Session

__all__ = ["SharedLedger"]

MOST_KEPT = 10_000
"""How many payments can still be reported as unused; older ones stay spent."""


class SharedLedger:
    """A ledger. A request that chooses what to pay holds `lock` until the cost is reserved."""

    def __init__(self, total: Budget, per_host: Budget, per_day: Budget) -> None:
        self.lock: Lock = Lock()
        self.budgets: client.Ledger = client.Ledger(total, per_host=per_host, per_period=per_day)
        self._spent: OrderedDict[str, tuple[Session, Outlay]] = OrderedDict()

    def keep(self, replay_key: str, session: Session, outlay: Outlay) -> None:
        """Keeps what a payment cost, in case that the chain reports it as unused."""
        with self.lock:
            self._spent[replay_key] = (session, outlay)
            if len(self._spent) > MOST_KEPT:
                self._spent.popitem(last=False)

    def session(self, replay_key: str | None) -> Session | None:
        """The session whose payment this is, while its cost is kept."""
        with self.lock:
            session, _ = self._spent.get(replay_key or "", (None, None))
        return session

    def release_expired(self, replay_key: str, facts: Facts) -> bool:
        """Puts a cost back if the facts prove that it cannot be spent; whether it was kept.

        Raises:
            SessionError: They do not.
        """
        return self._release(replay_key, lambda session: session.release_expired(facts))

    def release_unused(self, replay_key: str, block_time: int | datetime) -> bool:
        """Puts a cost back if the session agrees; whether it was kept.

        Raises:
            SessionError: The payment can still be settled at that block.
        """
        return self._release(replay_key, lambda session: session.release_unused(block_time))

    def _release(self, replay_key: str, release: Callable[[Session], None]) -> bool:
        with self.lock:
            session, outlay = self._spent.get(replay_key, (None, None))
            if session is None or outlay is None:
                return False
            release(session)
            del self._spent[replay_key]
        self.budgets.release(outlay)
        return True
