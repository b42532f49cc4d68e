"""Which payments have bought their answer: a store in Redis, which many processes share.

`RedisReplayStore` is for threads, `AsyncRedisReplayStore` for `async` code; both can be used with
the same Redis, of version 6 or newer.

```python
from x402_core.redis import RedisReplayStore

with RedisReplayStore.from_url(REDIS_URL) as store:
    assert store.reserve("eip155:84532/a", 1_740_672_154, now=1_740_672_094) == "new"
    store.conclude("eip155:84532/a", 1_740_672_154, "keep")
    assert store.reserve("eip155:84532/a", 1_740_672_154, now=1_740_672_095) == "seen"
```

A store is as good as Redis' memory. Give Redis a `maxmemory-policy` of `noeviction`, and
`appendonly yes` with `appendfsync always`: what it forgets when it restarts, or when a replica
takes over that has not got everything, can be paid with again until the payment expires.

It needs `redis`: install `x402-core[redis]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis import Redis, RedisError
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from ._redis.scripts import LEASE, MARGIN, PREFIX, Conclude, Keys, Reserve

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .literals import ReplayAnswer, Reservation

__all__ = ["AsyncRedisReplayStore", "RedisReplayStore"]

_ERRORS = (RedisError, OSError)


class RedisReplayStore:
    """Remembers payments in Redis, for any number of threads and processes.

    A key is forgotten after its `keep_until`, with a margin for clocks that differ, and not while
    the request that reserved it runs, for a day at most. No clock but the caller's is read, and
    Redis counts the seconds.
    """

    def __init__(
        self,
        client: Redis,
        *,
        prefix: str = PREFIX,
        margin: int = MARGIN,
        lease: int = LEASE,
    ) -> None:
        """A store in the Redis that this client is connected to.

        Args:
            client: The connection, best with a `socket_timeout`; it stays the caller's.
            prefix: What Redis' keys begin with.
            margin: How long a key is kept after its `keep_until`, in seconds: more than the
                servers' clocks differ.
            lease: How long a key is kept at least for a request that has not ended, in seconds:
                more than a request takes. It is for servers that break off.
        """
        self._client = client
        self._owns = False
        self._keys = Keys(prefix, margin, lease)
        # Who holds which key: the attempts of requests that have not ended.
        self._held: dict[str, str] = {}
        self._reserve = client.register_script(Reserve.SCRIPT)
        self._conclude = client.register_script(Conclude.SCRIPT)

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        timeout: float = 2.0,
        prefix: str = PREFIX,
        margin: int = MARGIN,
        lease: int = LEASE,
    ) -> Self:
        """A store in the Redis at this URL, with connections of its own.

        Args:
            url: Such as `redis://localhost:6379/0` or `unix:///run/redis.sock`.
            timeout: How long Redis may take to connect and to answer, in seconds.
            prefix: As for the constructor.
            margin: As for the constructor.
            lease: As for the constructor.
        """
        client = Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # Once more at once: what was kept of a connection may be gone.
            retry=Retry(NoBackoff(), 1),
        )
        store = cls(client, prefix=prefix, margin=margin, lease=lease)
        store._owns = True
        return store

    def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide.

        Args:
            key: The key: the same for every form of the same payment.
            keep_until: Until when it must be kept, in Unix seconds.
            now: The moment, in Unix seconds.

        Returns:
            `new` or `unresolved` to one request and `seen` to all others.

        Raises:
            ReplayStoreError: Redis does not answer, or refuses.
        """
        attempt = Reserve(self._keys, key, keep_until - now)
        try:
            answer = attempt.read(self._reserve(keys=attempt.keys, args=attempt.args))
        except _ERRORS as error:
            # Redis may have reserved it all the same, for nobody.
            try:
                release = attempt.take_back()
                self._conclude(keys=release.keys, args=release.args)
            except _ERRORS:
                pass
            raise self._keys.unavailable(error) from error
        if answer != "seen":
            self._held[key] = attempt.attempt
        return answer

    def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        """The request that reserved the key has ended: keep it, release it, or mark it unresolved.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            reservation: What to do with it.

        Raises:
            ReplayStoreError: Redis does not answer, or refuses; the key stays reserved.
        """
        if reservation == "untouched":
            return
        attempt = self._held.pop(key, "")
        ending = Conclude(self._keys, key, keep_until, reservation, attempt)
        try:
            self._conclude(keys=ending.keys, args=ending.args)
        except _ERRORS as error:
            self._held.setdefault(key, attempt)  # it may be concluded once more
            raise self._keys.unavailable(error) from error

    def close(self) -> None:
        """Closes the connections that `from_url` made."""
        if self._owns:
            self._client.close()

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self.close()


class AsyncRedisReplayStore:
    """As `RedisReplayStore`, for `async` code."""

    def __init__(
        self,
        client: AsyncRedis,
        *,
        prefix: str = PREFIX,
        margin: int = MARGIN,
        lease: int = LEASE,
    ) -> None:
        """A store in the Redis that this client is connected to.

        The arguments are those of `RedisReplayStore`.
        """
        self._client = client
        self._owns = False
        self._keys = Keys(prefix, margin, lease)
        # Who holds which key: the attempts of requests that have not ended.
        self._held: dict[str, str] = {}
        self._reserve = client.register_script(Reserve.SCRIPT)
        self._conclude = client.register_script(Conclude.SCRIPT)

    @classmethod
    def from_url(
        cls,
        url: str,
        *,
        timeout: float = 2.0,
        prefix: str = PREFIX,
        margin: int = MARGIN,
        lease: int = LEASE,
    ) -> Self:
        """A store in the Redis at this URL, with connections of its own.

        The arguments are those of `RedisReplayStore.from_url`.
        """
        client = AsyncRedis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            retry=AsyncRetry(NoBackoff(), 1),
        )
        store = cls(client, prefix=prefix, margin=margin, lease=lease)
        store._owns = True
        return store

    async def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        """As `RedisReplayStore.reserve`."""
        attempt = Reserve(self._keys, key, keep_until - now)
        try:
            answer = attempt.read(await self._reserve(keys=attempt.keys, args=attempt.args))
        except _ERRORS as error:
            try:
                release = attempt.take_back()
                await self._conclude(keys=release.keys, args=release.args)
            except _ERRORS:
                pass
            raise self._keys.unavailable(error) from error
        if answer != "seen":
            self._held[key] = attempt.attempt
        return answer

    async def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        """As `RedisReplayStore.conclude`."""
        if reservation == "untouched":
            return
        attempt = self._held.pop(key, "")
        ending = Conclude(self._keys, key, keep_until, reservation, attempt)
        try:
            await self._conclude(keys=ending.keys, args=ending.args)
        except _ERRORS as error:
            self._held.setdefault(key, attempt)  # it may be concluded once more
            raise self._keys.unavailable(error) from error

    async def aclose(self) -> None:
        """Closes the connections that `from_url` made."""
        if self._owns:
            await self._client.aclose()

    async def __aenter__(self) -> Self:
        """The store itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        await self.aclose()
