"""Which payments have bought their answer: the stores for one process, in memory.

`MemoryReplayStore` is for threads, `AsyncMemoryReplayStore` for `async` code; the second can be
put over the first, so that both parts of one process know the same payments. Several processes
need a store that they share: `x402_core.redis`.

```python
from x402_core.replay import MemoryReplayStore

store = MemoryReplayStore()
assert store.reserve("eip155:84532/a", 1_740_672_154, now=1_740_672_094) == "new"
assert store.reserve("eip155:84532/a", 1_740_672_154, now=1_740_672_095) == "seen"
store.conclude("eip155:84532/a", 1_740_672_154, "unresolved")  # may have been settled
assert store.reserve("eip155:84532/a", 1_740_672_154, now=1_740_672_099) == "unresolved"
store.conclude("eip155:84532/a", 1_740_672_154, "keep")
```
"""

from __future__ import annotations

import heapq
from threading import Lock

from .errors import ReplayStoreError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from .literals import ReplayAnswer, Reservation

    _State = Literal["reserved", "spent", "unresolved"]

__all__ = ["AsyncMemoryReplayStore", "MemoryReplayStore"]

MAX_KEYS = 500_000
"""How many payments a store remembers at most, if not said otherwise: some 200 MB when full."""


class MemoryReplayStore:
    """Remembers payments in this process's memory, for any number of threads.

    A key is forgotten after its `keep_until`, but never while the request that reserved it has
    not ended. A store that is full refuses new payments: it forgets none that could be used again.
    """

    def __init__(self, *, max_keys: int = MAX_KEYS) -> None:
        """An empty store.

        Args:
            max_keys: How many payments to remember at most.
        """
        self._lock = Lock()
        self._max_keys = max_keys
        self._keys: dict[str, tuple[_State, int]] = {}
        # Of keys that may be forgotten: until when they are kept. What does not agree with
        # `_keys` is out of date.
        self._queue: list[tuple[int, str]] = []
        # The latest moment until which a key that is now forgotten had to be kept.
        self._forgotten = -1

    def __len__(self) -> int:
        """How many payments it remembers."""
        return len(self._keys)

    def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide.

        Args:
            key: The key: the same for every form of the same payment.
            keep_until: Until when it must be kept, in Unix seconds.
            now: The moment, in Unix seconds.

        Returns:
            `new` or `unresolved` to one request and `seen` to all others.

        Raises:
            ReplayStoreError: The store is full, or the clock was set back to when a payment that
                it has forgotten could still be used.
        """
        with self._lock:
            self._forget(now)
            state, _ = self._keys.get(key, (None, 0))
            if state == "reserved" or state == "spent":
                return "seen"
            if state is None:
                self._check_room(keep_until)
            self._keys[key] = ("reserved", keep_until)
            return "new" if state is None else "unresolved"

    def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        """The request that reserved the key has ended: keep it, release it, or mark it unresolved.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            reservation: What to do with it.
        """
        with self._lock:
            if reservation == "release":
                self._keys.pop(key, None)
            elif reservation != "untouched":
                state: _State = "spent" if reservation == "keep" else "unresolved"
                self._keys[key] = (state, keep_until)
                self._enqueue(key, keep_until)

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
            kept = self._keys.items()
            self._queue = [(until, key) for key, (state, until) in kept if state != "reserved"]
            heapq.heapify(self._queue)

    def _forget(self, now: int) -> None:
        """Drops the keys whose time is over."""
        while self._queue and self._queue[0][0] < now:
            keep_until, key = heapq.heappop(self._queue)
            state, until = self._keys.get(key, ("reserved", 0))
            if state != "reserved" and until == keep_until:
                del self._keys[key]
                self._forgotten = max(self._forgotten, keep_until)


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

    async def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        """As `MemoryReplayStore.reserve`."""
        return self._store.reserve(key, keep_until, now=now)

    async def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        """As `MemoryReplayStore.conclude`."""
        self._store.conclude(key, keep_until, reservation)
