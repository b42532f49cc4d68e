"""Responses in Redis: a store that many processes share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from redis import Redis
from redis.asyncio import Redis as AsyncRedis

if TYPE_CHECKING:
    from typing import Self

__all__ = ["AsyncRedisResponseStore", "RedisResponseStore"]

PREFIX = "x402:response:"

RECALL = """
local found = redis.call('GET', KEYS[1])
if not found and ARGV[1] ~= '' then
    redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[2])
end
return found
"""

REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then
    return 0
end
if ARGV[2] == '' then
    redis.call('DEL', KEYS[1])
else
    redis.call('SET', KEYS[1], ARGV[2], 'EX', ARGV[3])
end
return 1
"""


class RedisResponseStore:
    """Keeps responses in Redis, for any number of threads and processes.

    A response is forgotten after a day, by Redis' clock. What Redis forgets earlier is not paid
    twice: the replay store knows it.
    """

    def __init__(self, client: Redis, *, prefix: str = PREFIX) -> None:
        """A store in the Redis that this client is connected to.

        Args:
            client: The connection, best with a `socket_timeout`; it stays the caller's.
            prefix: What Redis' keys begin with.
        """
        self._client, self._prefix, self._owns = client, prefix, False
        self._recall = client.register_script(RECALL)
        self._replace = client.register_script(REPLACE)

    @classmethod
    def from_url(cls, url: str, *, timeout: float = 2.0, prefix: str = PREFIX) -> Self:
        """A store in the Redis at this URL.

        Args:
            url: Such as `redis://localhost:6379/0`.
            timeout: How long Redis may take to connect and to answer, in seconds.
            prefix: What Redis' keys begin with.
        """
        options: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        store = cls(Redis.from_url(url, **options), prefix=prefix)
        store._owns = True
        return store

    def recall(self, key: str, record: str | None, seconds: int, /, *, now: int) -> str | None:
        """Asks for the record of a key, and puts one there if there is none."""
        return _text(self._recall(keys=[self._prefix + key], args=[record or "", seconds]))

    def replace(
        self, key: str, old: str, new: str | None, seconds: int, /, *, now: int
    ) -> None:
        """Puts a record in the place of another, if that is still there."""
        self._replace(keys=[self._prefix + key], args=[old, new or "", seconds])

    def close(self) -> None:
        """Closes the connections that `from_url` made."""
        if self._owns:
            self._client.close()


class AsyncRedisResponseStore:
    """As `RedisResponseStore`, for `async` code."""

    def __init__(self, client: AsyncRedis, *, prefix: str = PREFIX) -> None:
        """A store in the Redis that this client is connected to.

        The arguments are those of `RedisResponseStore`.
        """
        self._client, self._prefix, self._owns = client, prefix, False
        self._recall = client.register_script(RECALL)
        self._replace = client.register_script(REPLACE)

    @classmethod
    def from_url(cls, url: str, *, timeout: float = 2.0, prefix: str = PREFIX) -> Self:
        """A store in the Redis at this URL; the arguments are those of `RedisResponseStore`."""
        options: dict[str, Any] = {"socket_timeout": timeout, "socket_connect_timeout": timeout}
        store = cls(AsyncRedis.from_url(url, **options), prefix=prefix)
        store._owns = True
        return store

    async def recall(
        self, key: str, record: str | None, seconds: int, /, *, now: int
    ) -> str | None:
        """Asks for the record of a key, and puts one there if there is none."""
        return _text(await self._recall(keys=[self._prefix + key], args=[record or "", seconds]))

    async def replace(
        self, key: str, old: str, new: str | None, seconds: int, /, *, now: int
    ) -> None:
        """Puts a record in the place of another, if that is still there."""
        await self._replace(keys=[self._prefix + key], args=[old, new or "", seconds])

    async def aclose(self) -> None:
        """Closes the connections that `from_url` made."""
        if self._owns:
            await self._client.aclose()


def _text(found: object) -> str | None:
    """The response of Redis: bytes, or text where the client decodes."""
    if found is None or isinstance(found, str):
        return found
    return found.decode() if isinstance(found, bytes) else str(found)
