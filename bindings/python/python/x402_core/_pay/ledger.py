"""What all requests of a payer may spend together: in all, at one host, in one day."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from threading import Lock

from ..errors import SessionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..client import Budget, Cost

__all__ = ["Ledger", "Reservation"]

DAY = 86_400
"""In seconds."""


@dataclass(eq=False, slots=True)
class Reservation:
    """The cost of one payment, taken out of the budgets."""

    host: str
    cost: Cost
    at: float
    held: bool = True
    of_today: bool = True


class Ledger:
    """The budgets. Whoever chooses what to pay holds `lock` until the cost is reserved."""

    def __init__(self, total: Budget, per_host: Budget, per_day: Budget) -> None:
        self.lock: Lock = Lock()
        self._total: Budget = total
        self._per_host: Budget = per_host
        self._hosts: dict[str, Budget] = {}
        self._day: Budget = per_day
        self._of_today: deque[Reservation] = deque()

    def left(self, host: str, now: float) -> Budget:
        """What a payment to this host may cost. Under the lock."""
        while self._of_today and self._of_today[0].at <= now - DAY:
            past = self._of_today.popleft()
            past.of_today = False
            if past.held:
                self._day = self._day.release(past.cost)
        return self._total.within(self._day).within(self._hosts.get(host, self._per_host))

    def reserve(self, host: str, cost: Cost, now: float) -> Reservation:
        """Takes a cost that fits into `left` out of all budgets. Under the lock."""
        of_host = self._hosts.get(host, self._per_host).reserve(cost)
        total, day = self._total.reserve(cost), self._day.reserve(cost)
        if of_host is None or total is None or day is None:
            raise SessionError(f"expected a cost within the budgets, found {cost}")
        self._total, self._day, self._hosts[host] = total, day, of_host
        reservation = Reservation(host, cost, now)
        self._of_today.append(reservation)
        return reservation

    def release(self, reservation: Reservation) -> None:
        """Puts a cost back whose payment was never sent. Takes the lock.

        A server's refusal is no reason: it has the payment, and can settle it and deny it.
        """
        with self.lock:
            reservation.held = False
            cost, host = reservation.cost, reservation.host
            self._total = self._total.release(cost)
            self._hosts[host] = self._hosts[host].release(cost)
            if reservation.of_today:
                self._day = self._day.release(cost)
