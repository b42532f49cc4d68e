"""Responses in Redis: one request holds an id, whatever process it is in."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from conftest import NOW
from redis_server import RedisServer
from x402_core.redis import AsyncRedisResponseStore, RedisResponseStore


def test_a_store_puts_and_replaces_in_one_step(redis_server: RedisServer) -> None:
    store = RedisResponseStore.from_url(redis_server.url, prefix="a:")
    assert store.recall("k", None, 60, now=NOW) is None
    assert store.recall("k", "1", 60, now=NOW) is None
    store.replace("k", "2", "3", 60, now=NOW)
    assert store.recall("k", "4", 60, now=NOW) == "1"
    store.replace("k", "1", "3 \u00e9", 60, now=NOW)
    other = RedisResponseStore.from_url(redis_server.url, prefix="a:")
    assert other.recall("k", None, 60, now=NOW) == "3 \u00e9"
    other.replace("k", "3 \u00e9", None, 60, now=NOW)
    assert store.recall("k", None, 60, now=NOW) is None
    store.close()
    other.close()


def test_of_many_requests_one_holds_an_id(redis_server: RedisServer) -> None:
    stores = [RedisResponseStore.from_url(redis_server.url, prefix="b:") for _ in range(4)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda n: stores[n % 4].recall("k", str(n), 60, now=NOW), range(32)))
    assert found.count(None) == 1 and len(set(found)) == 2
    for store in stores:
        store.close()


def test_the_same_in_async_code(redis_server: RedisServer) -> None:
    async def use() -> None:
        store = AsyncRedisResponseStore.from_url(redis_server.url, prefix="c:")
        assert await store.recall("k", "1", 60, now=NOW) is None
        await store.replace("k", "1", "2", 60, now=NOW)
        assert await store.recall("k", None, 60, now=NOW) == "2"
        await store.aclose()

    asyncio.run(use())
    plain = RedisResponseStore.from_url(redis_server.url, prefix="c:")
    assert plain.recall("k", None, 60, now=NOW) == "2"
    plain.close()
