"""What all requests of a payer may spend together: the core's ledger, and a lock."""

from __future__ import annotations

from threading import Lock

from .. import client

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..client import Budget

__all__ = ["SharedLedger"]


class SharedLedger:
    """A ledger. A request that chooses what to pay holds `lock` until the cost is reserved."""

    def __init__(self, total: Budget, per_host: Budget, per_day: Budget) -> None:
        self.lock: Lock = Lock()
        self.budgets: client.Ledger = client.Ledger(total, per_host=per_host, per_period=per_day)
