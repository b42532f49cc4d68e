"""Which payments have bought their answer: the stores for one process, in memory.

`MemoryReplayStore` is for threads, `AsyncMemoryReplayStore` for `async` code; the second can be
put over the first, so that both parts of one process know the same payments. Several processes
need a store that they share: `x402_core.redis`.

```python
from x402_core.replay import MemoryReplayStore
from x402_core.server import UnresolvedPayment

store = MemoryReplayStore()
key, until = "eip155:84532/a", 1_740_672_154
assert store.reserve(key, until, "request 1", now=1_740_672_094) == "new"
assert store.reserve(key, until, "request 2", now=1_740_672_095) == "seen"
store.mark_settling(key, until, "request 1", "a record", now=1_740_672_096)
store.conclude(key, until, "request 1", "unresolved")  # may have been settled
assert store.reserve(key, until, "request 3", now=1_740_672_099) == UnresolvedPayment("a record")
store.conclude(key, until, "request 3", "keep")
```
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from threading import Lock

from ._native.exchange import EarlierPayment, UnresolvedPayment
from ._native.server import LEASE_SECONDS as LEASE
from .errors import ReplayStoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from .literals import MarkAnswer, Reservation
    from .ports import ReplayAnswer

    _State = Literal["reserved", "settling", "unresolved", "spent"]

__all__ = ["AsyncMemoryReplayStore", "MemoryReplayStore"]

MAX_KEYS = 500_000
"""How many payments a store remembers at most, if not said otherwise: some 200 MB when full."""


@dataclass
class _Entry:
    """What is known of a key."""

    state: _State
    keep_until: int
    holder: str
    lease_until: int
    record: str = ""
    account: str = ""

    def is_open(self, now: int) -> bool:
        """Whether the next request gets the payment as unresolved."""
        lapsed = self.state == "settling" and self.lease_until < now
        return self.state == "unresolved" or lapsed


class MemoryReplayStore:
    """Remembers payments in this process's memory, for any number of threads.

    A key is forgotten after its `keep_until`, but never while a request holds it. A store that is
    full refuses new payments. Payments that are unresolved fill at most a quarter of it: of more,
    those that expire first are forgotten.
    """

    def __init__(self, *, max_keys: int = MAX_KEYS, lease: int = LEASE) -> None:
        """An empty store.

        Args:
            max_keys: How many payments to remember at most.
            lease: For how many seconds a request holds a key that it does not renew.
        """
        self._lock = Lock()
        self._max_keys, self._lease = max_keys, lease
        self._keys: dict[str, _Entry] = {}
        # The key that was marked last for an account: its payment may be resumed by another one.
        self._accounts: dict[str, str] = {}
        # Until when keys are kept. What does not agree with `_keys` is out of date.
        self._queue: list[tuple[int, str]] = []
        self._unresolved: list[tuple[int, str]] = []
        self._count_unresolved = 0
        # The latest moment until which a key that is now forgotten had to be kept.
        self._forgotten = -1

    def __len__(self) -> int:
        """How many payments it remembers."""
        return len(self._keys)

    def reserve(
        self, key: str, keep_until: int, holder: str, /, *, now: int, account: str | None = None
    ) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide.

        Args:
            key: The key: the same for every form of the same payment.
            keep_until: Until when it must be kept, in Unix seconds.
            holder: The name of the request, which no other has.
            now: The moment, in Unix seconds.
            account: What the same payer's payments for the same terms share.

        Returns:
            `new`, an `UnresolvedPayment` or an `EarlierPayment` to one request, and `seen` to all others.

        Raises:
            ReplayStoreError: The store is full, or the clock was set back to when a payment that
                it has forgotten could still be used.
        """
        with self._lock:
            self._forget(now)
            entry = self._keys.get(key)
            if entry is not None and entry.state == "reserved" and entry.lease_until < now:
                self._drop(key)
                entry = None
            if entry is not None:
                if not entry.is_open(now):
                    return "seen"
                self._take(entry, holder, now)
                return UnresolvedPayment(entry.record)
            other = self._accounts.get(account or "", "")
            earlier = self._keys.get(other)
            if earlier is not None and earlier.is_open(now) and earlier.keep_until >= now:
                self._take(earlier, holder, now)
                return EarlierPayment(other, earlier.keep_until, earlier.record)
            self._check_room(keep_until)
            self._keys[key] = _Entry("reserved", keep_until, holder, now + self._lease)
            self._enqueue(key, keep_until)
            return "new"

    def mark_settling(
        self,
        key: str,
        keep_until: int,
        holder: str,
        record: str,
        /,
        *,
        now: int,
        account: str | None = None,
    ) -> MarkAnswer:
        """Notes that the payment is being settled; if its request is never heard of again, the
        next one for the key is answered `UnresolvedPayment`, with this record.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            holder: The request that reserved it.
            record: What the next request for this payment gets to know.
            now: The moment, in Unix seconds.
            account: By what else the key is found; `None`: by itself alone.

        Returns:
            `lost` if the request does not hold the key any more.
        """
        with self._lock:
            entry = self._keys.get(key)
            if entry is None or entry.holder != holder:
                return "lost"
            self._unlink(key, entry)
            entry.state, entry.record, entry.account = "settling", record, account or ""
            entry.keep_until, entry.lease_until = keep_until, now + self._lease
            if account is not None:
                self._accounts[account] = key
            self._enqueue(key, keep_until)
            return "marked"

    def renew(self, key: str, holder: str, /, *, now: int) -> None:
        """The request goes on: its lease begins again, if it holds the key.

        Args:
            key: The key.
            holder: The request that reserved it.
            now: The moment, in Unix seconds.
        """
        with self._lock:
            entry = self._keys.get(key)
            if entry is not None and entry.holder == holder:
                entry.lease_until = now + self._lease

    def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        """The request that holds the key has ended: keep it, release it, or mark it unresolved.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            holder: The request that reserved it; another one's key stays as it is.
            reservation: What to do with it.
        """
        with self._lock:
            entry = self._keys.get(key)
            if reservation == "untouched" or entry is None or entry.holder != holder:
                return
            if reservation == "release":
                self._drop(key)
                return
            entry.holder, entry.keep_until = "", keep_until
            self._enqueue(key, keep_until)
            if reservation == "keep":
                self._unlink(key, entry)
                entry.state, entry.record = "spent", ""
                return
            entry.state = "unresolved"
            self._count_unresolved += 1
            heapq.heappush(self._unresolved, (keep_until, key))
            self._limit_unresolved()

    def _take(self, entry: _Entry, holder: str, now: int) -> None:
        """An unresolved payment is settling for this request now."""
        if entry.state == "unresolved":
            self._count_unresolved -= 1
        entry.state, entry.holder, entry.lease_until = "settling", holder, now + self._lease

    def _drop(self, key: str) -> None:
        """Forgets a key."""
        entry = self._keys.pop(key)
        self._unlink(key, entry)
        if entry.state == "unresolved":
            self._count_unresolved -= 1

    def _unlink(self, key: str, entry: _Entry) -> None:
        """The key is not found by its account any more."""
        if self._accounts.get(entry.account) == key:
            del self._accounts[entry.account]

    def _limit_unresolved(self) -> None:
        """Forgets the unresolved payments that expire first, if there are too many."""
        most = max(self._max_keys // 4, 1)
        while self._count_unresolved > most:
            keep_until, key = heapq.heappop(self._unresolved)
            entry = self._keys.get(key)
            if entry is not None and (entry.state, entry.keep_until) == ("unresolved", keep_until):
                self._drop(key)
        if len(self._unresolved) > 2 * self._count_unresolved + 64:
            kept = self._keys.items()
            self._unresolved = [(e.keep_until, k) for k, e in kept if e.state == "unresolved"]
            heapq.heapify(self._unresolved)

    def _check_room(self, keep_until: int) -> None:
        """Refuses a key that cannot be answered truly."""
        if keep_until <= self._forgotten:
            raise ReplayStoreError(
                f"the payment may be used until {keep_until}, and payments of up to "
                f"{self._forgotten} are forgotten: the clock was set back; try again later"
            )
        if len(self._keys) >= self._max_keys:
            raise ReplayStoreError(
                f"the store is full: {len(self._keys)} payments that may not be forgotten yet; "
                "give it a greater `max_keys`, or use `x402_core.redis`"
            )

    def _enqueue(self, key: str, keep_until: int) -> None:
        """Notes until when a key is kept."""
        heapq.heappush(self._queue, (keep_until, key))
        if len(self._queue) > 2 * len(self._keys) + 64:
            self._queue = [(entry.keep_until, key) for key, entry in self._keys.items()]
            heapq.heapify(self._queue)

    def _forget(self, now: int) -> None:
        """Drops the keys whose time is over."""
        held: list[tuple[int, str]] = []
        while self._queue and self._queue[0][0] < now:
            keep_until, key = heapq.heappop(self._queue)
            entry = self._keys.get(key)
            if entry is None or entry.keep_until != keep_until:
                continue
            if entry.holder and entry.lease_until >= now:
                held.append((keep_until, key))  # its request has not ended
                continue
            self._drop(key)
            self._forgotten = max(self._forgotten, keep_until)
        for each in held:
            heapq.heappush(self._queue, each)


_OF_PROCESS = MemoryReplayStore()


def of_process() -> MemoryReplayStore:
    """The store of everything in this process that has none of its own."""
    return _OF_PROCESS


class AsyncMemoryReplayStore:
    """As `MemoryReplayStore`, for `async` code; nothing in it waits."""

    def __init__(
        self, store: MemoryReplayStore | None = None, *, max_keys: int = MAX_KEYS
    ) -> None:
        """A face of this store, or of a new one.

        Args:
            store: The store that remembers.
            max_keys: How many payments a new store remembers at most.
        """
        self._store = MemoryReplayStore(max_keys=max_keys) if store is None else store

    def __len__(self) -> int:
        """How many payments it remembers."""
        return len(self._store)

    async def reserve(
        self, key: str, keep_until: int, holder: str, /, *, now: int, account: str | None = None
    ) -> ReplayAnswer:
        """As `MemoryReplayStore.reserve`."""
        return self._store.reserve(key, keep_until, holder, now=now, account=account)

    async def mark_settling(
        self,
        key: str,
        keep_until: int,
        holder: str,
        record: str,
        /,
        *,
        now: int,
        account: str | None = None,
    ) -> MarkAnswer:
        """As `MemoryReplayStore.mark_settling`."""
        return self._store.mark_settling(
            key, keep_until, holder, record, now=now, account=account
        )

    async def renew(self, key: str, holder: str, /, *, now: int) -> None:
        """As `MemoryReplayStore.renew`."""
        self._store.renew(key, holder, now=now)

    async def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        """As `MemoryReplayStore.conclude`."""
        self._store.conclude(key, keep_until, holder, reservation)
