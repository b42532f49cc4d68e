"""What all requests of a payer may spend together: the core's ledger, and a lock."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from .. import client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

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

    def release_unused(self, replay_key: str, block_time: int | datetime) -> bool:
        """Puts a cost back if the session agrees; whether it was kept.

        Raises:
            SessionError: The payment can still be settled at that block.
        """
        with self.lock:
            session, outlay = self._spent.get(replay_key, (None, None))
            if session is None or outlay is None:
                return False
            session.release_unused(block_time)
            del self._spent[replay_key]
        self.budgets.release(outlay)
        return True
