"""Which payments have bought their answer: a store in Redis, which many processes share.

`RedisReplayStore` is for threads, `AsyncRedisReplayStore` for `async` code; both can be used with
the same Redis, of version 6 or newer.

```python
from x402_core.redis import RedisReplayStore

with RedisReplayStore.from_url(REDIS_URL) as store:
    key, until = "eip155:84532/a", 1_740_672_154
    assert store.reserve(key, until, "request 1", now=1_740_672_094) == "new"
    store.conclude(key, until, "request 1", "keep")
    assert store.reserve(key, until, "request 2", now=1_740_672_095) == "seen"
```

A store is as good as Redis' memory. Give Redis a `maxmemory-policy` of `noeviction`, and
`appendonly yes` with `appendfsync always`: what it forgets when it restarts, or when a replica
takes over that has not got everything, can be paid with again until the payment expires.

`RedisResponseStore` and `AsyncRedisResponseStore` keep responses, so that a payment that comes
again with its id gets the first one: `PaymentMiddleware(responses=...)`.

It needs `redis`: install `x402-core[redis]`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from redis import Redis, RedisError
from redis.asyncio import Redis as AsyncRedis
from redis.asyncio.retry import Retry as AsyncRetry
from redis.backoff import NoBackoff
from redis.retry import Retry

from ._redis.responses import AsyncRedisResponseStore, RedisResponseStore
from ._redis.scripts import (
    LEASE,
    MARGIN,
    MAX_UNRESOLVED,
    PREFIX,
    Conclude,
    Keys,
    Mark,
    Renew,
    Reserve,
)

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from .literals import MarkAnswer, Reservation
    from .ports import ReplayAnswer

__all__ = [
    "AsyncRedisReplayStore",
    "AsyncRedisResponseStore",
    "RedisReplayStore",
    "RedisResponseStore",
]

_ERRORS = (RedisError, OSError)


class RedisReplayStore:
    """Remembers payments in Redis, for any number of threads and processes.

    A key is forgotten after its `keep_until`, with a margin for clocks that differ. A request holds
    it under a lease, by Redis' clock. A payer can leave unresolved
    payments without money: their number is bounded. What is unresolved is kept with its payment, which is money
    until it expires: let no other program read this Redis.
    """

    def __init__(
        self,
        client: Redis,
        *,
        prefix: str = PREFIX,
        margin: int = MARGIN,
        lease: int = LEASE,
        max_unresolved: int = MAX_UNRESOLVED,
    ) -> None:
        """A store in the Redis that this client is connected to.

        Args:
            client: The connection, best with a `socket_timeout`; it stays the caller's.
            prefix: What Redis' keys begin with.
            margin: How long a key is kept after its `keep_until`, in seconds: more than the
                servers' clocks differ.
            lease: For how many seconds a request holds a key that it does not renew: it is for
                servers that break off.
            max_unresolved: How many unresolved payments are kept at most: a quarter of the keys
                that Redis has room for. Of more, those that expire first are forgotten.
        """
        self._client = client
        self._owns = False
        self._keys = Keys(prefix, margin, lease, max_unresolved)
        self._reserve = client.register_script(Reserve.SCRIPT)
        self._mark = client.register_script(Mark.SCRIPT)
        self._renew = client.register_script(Renew.SCRIPT)
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
        max_unresolved: int = MAX_UNRESOLVED,
    ) -> Self:
        """A store in the Redis at this URL, with connections of its own.

        Args:
            url: Such as `redis://localhost:6379/0` or `unix:///run/redis.sock`.
            timeout: How long Redis may take to connect and to answer, in seconds.
            prefix: As for the constructor.
            margin: As for the constructor.
            lease: As for the constructor.
            max_unresolved: As for the constructor.
        """
        client = Redis.from_url(
            url,
            socket_timeout=timeout,
            socket_connect_timeout=timeout,
            # Once more at once: what was kept of a connection may be gone.
            retry=Retry(NoBackoff(), 1),
        )
        store = cls(
            client, prefix=prefix, margin=margin, lease=lease, max_unresolved=max_unresolved
        )
        store._owns = True
        return store

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
            `new`, an `Unresolved` or an `Earlier` to one request, and `seen` to all others.

        Raises:
            ReplayStoreError: Redis does not answer, or refuses.
        """
        attempt = Reserve(self._keys, key, keep_until, holder, now=now, account=account)
        try:
            return attempt.read(self._reserve(keys=attempt.keys, args=attempt.args))
        except _ERRORS as error:
            # Redis may have reserved it all the same, for nobody.
            try:
                release = attempt.take_back()
                self._conclude(keys=release.keys, args=release.args)
            except _ERRORS:
                pass
            raise self._keys.unavailable(error) from error

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
        """Notes that the payment is being settled, and begins its lease again.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            holder: The request that reserved it.
            record: What the next request for this payment gets to know.
            now: The moment, in Unix seconds.
            account: By what else the key is found; `None`: by itself alone.

        Returns:
            `lost` if the request does not hold the key any more.

        Raises:
            ReplayStoreError: Redis does not answer, or refuses.
        """
        mark = Mark(self._keys, key, keep_until, holder, record, now=now, account=account)
        try:
            return mark.read(self._mark(keys=mark.keys, args=mark.args))
        except _ERRORS as error:
            raise self._keys.unavailable(error) from error

    def renew(self, key: str, holder: str, /, *, now: int) -> None:
        """The request goes on: its lease begins again, if it holds the key.

        Raises:
            ReplayStoreError: Redis does not answer, or refuses.
        """
        renewal = Renew(self._keys, key, holder)
        try:
            self._renew(keys=renewal.keys, args=renewal.args)
        except _ERRORS as error:
            raise self._keys.unavailable(error) from error

    def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        """The request that holds the key has ended: keep it, release it, or mark it unresolved.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            holder: The request that reserved it; another one's key stays as it is.
            reservation: What to do with it.

        Raises:
            ReplayStoreError: Redis does not answer, or refuses; the lease goes on.
        """
        if reservation == "untouched":
            return
        ending = Conclude(self._keys, key, holder, reservation)
        try:
            self._conclude(keys=ending.keys, args=ending.args)
        except _ERRORS as error:
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
        max_unresolved: int = MAX_UNRESOLVED,
    ) -> None:
        """A store in the Redis that this client is connected to.

        The arguments are those of `RedisReplayStore`.
        """
        self._client = client
        self._owns = False
        self._keys = Keys(prefix, margin, lease, max_unresolved)
        self._reserve = client.register_script(Reserve.SCRIPT)
        self._mark = client.register_script(Mark.SCRIPT)
        self._renew = client.register_script(Renew.SCRIPT)
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
        max_unresolved: int = MAX_UNRESOLVED,
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
        store = cls(
            client, prefix=prefix, margin=margin, lease=lease, max_unresolved=max_unresolved
        )
        store._owns = True
        return store

    async def reserve(
        self, key: str, keep_until: int, holder: str, /, *, now: int, account: str | None = None
    ) -> ReplayAnswer:
        """As `RedisReplayStore.reserve`."""
        attempt = Reserve(self._keys, key, keep_until, holder, now=now, account=account)
        try:
            return attempt.read(await self._reserve(keys=attempt.keys, args=attempt.args))
        except _ERRORS as error:
            try:
                release = attempt.take_back()
                await self._conclude(keys=release.keys, args=release.args)
            except _ERRORS:
                pass
            raise self._keys.unavailable(error) from error

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
        """As `RedisReplayStore.mark_settling`."""
        mark = Mark(self._keys, key, keep_until, holder, record, now=now, account=account)
        try:
            return mark.read(await self._mark(keys=mark.keys, args=mark.args))
        except _ERRORS as error:
            raise self._keys.unavailable(error) from error

    async def renew(self, key: str, holder: str, /, *, now: int) -> None:
        """As `RedisReplayStore.renew`."""
        renewal = Renew(self._keys, key, holder)
        try:
            await self._renew(keys=renewal.keys, args=renewal.args)
        except _ERRORS as error:
            raise self._keys.unavailable(error) from error

    async def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        """As `RedisReplayStore.conclude`."""
        if reservation == "untouched":
            return
        ending = Conclude(self._keys, key, holder, reservation)
        try:
            await self._conclude(keys=ending.keys, args=ending.args)
        except _ERRORS as error:
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
