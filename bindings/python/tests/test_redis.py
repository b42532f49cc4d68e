"""The store in Redis, with a real Redis."""

from __future__ import annotations

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis
import x402_core.redis
from hypothesis import HealthCheck, given, settings, strategies as st
from redis_server import RedisServer
from x402_core import ports
from x402_core._redis.scripts import FOREVER, LEASE, MARGIN, PREFIX, Keys, Reserve
from x402_core.errors import ReplayStoreError
from x402_core.literals import ReplayAnswer, Reservation
from x402_core.redis import AsyncRedisReplayStore, RedisReplayStore
from x402_core.replay import MemoryReplayStore

KEY = "eip155:84532/payment"


class Async:
    """The store for `async` code with the face of the other one."""

    def __init__(self, url: str, **how: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._store = AsyncRedisReplayStore.from_url(url, **how)

    def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        return self._loop.run_until_complete(self._store.reserve(key, keep_until, now=now))

    def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        self._loop.run_until_complete(self._store.conclude(key, keep_until, reservation))

    def close(self) -> None:
        self._loop.run_until_complete(self._store.aclose())
        self._loop.close()


Store = RedisReplayStore | Async


def open_store(kind: str, url: str, **how: Any) -> Store:
    how = {"timeout": 60} | how
    return Async(url, **how) if kind == "async" else RedisReplayStore.from_url(url, **how)


@pytest.fixture
def client(redis_server: RedisServer) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_server.url, decode_responses=True) as client:
        client.flushall()
        yield client


@pytest.fixture(params=["sync", "async"])
def store(
    request: pytest.FixtureRequest, redis_server: RedisServer, client: redis.Redis
) -> Iterator[Store]:
    store = open_store(request.param, redis_server.url)
    yield store
    store.close()


def test_it_is_a_replay_store(store: Store) -> None:
    port: ports.ReplayStore = store
    assert port.reserve(KEY, 160, now=100) == "new"
    assert port.reserve(KEY, 160, now=100) == "seen"
    port.conclude(KEY, 160, "untouched")
    assert port.reserve(KEY, 160, now=100) == "seen"
    port.conclude(KEY, 160, "release")
    assert port.reserve(KEY, 160, now=100) == "new"
    port.conclude(KEY, 160, "unresolved")
    assert port.reserve(KEY, 160, now=100) == "unresolved"
    assert port.reserve(KEY, 160, now=100) == "seen"
    port.conclude(KEY, 160, "keep")
    for late in ("release", "unresolved"):
        port.conclude(KEY, 160, late)
        assert port.reserve(KEY, 160, now=100) == "seen"


STEPS = st.tuples(
    st.sampled_from(["a", "b"]), st.sampled_from(["ask", "keep", "release", "unresolved"])
)


@given(st.lists(STEPS, max_size=12))
@settings(
    deadline=None,
    derandomize=True,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_it_answers_as_the_store_in_memory(
    redis_server: RedisServer, steps: list[tuple[str, Any]]
) -> None:
    memory, reserved = MemoryReplayStore(), set()
    with RedisReplayStore.from_url(redis_server.url, timeout=60) as store:
        store._client.flushall()
        for key, step in steps:
            if step == "ask":
                answer = memory.reserve(key, 160, now=100)
                assert store.reserve(key, 160, now=100) == answer
                if answer != "seen":
                    reserved.add(key)
            elif key in reserved:
                reserved.remove(key)
                memory.conclude(key, 160, step)
                store.conclude(key, 160, step)


def test_how_long_a_key_is_kept(store: Store, client: redis.Redis) -> None:
    def left() -> int:
        seconds = client.ttl(PREFIX + KEY)
        assert isinstance(seconds, int)
        return seconds

    store.reserve(KEY, 160, now=100)
    assert LEASE - 5 <= left() <= LEASE, "for a request that breaks off"
    # The moments are long past: no clock but the caller's counts.
    store.conclude(KEY, 160, "unresolved")
    assert 60 + MARGIN - 5 <= left() <= 60 + MARGIN
    assert store.reserve(KEY, 160, now=110) == "unresolved"
    assert LEASE - 5 <= left() <= LEASE
    store.conclude(KEY, 160, "keep")
    assert 50 + MARGIN - 5 <= left() <= 50 + MARGIN
    client.flushall()
    store.reserve(KEY, 10 * LEASE, now=0)
    assert left() >= 10 * LEASE, "longer than any request, if the payment is good for longer"


@pytest.mark.parametrize("keep_until", [2**64 - 1, FOREVER + 100, FOREVER])
def test_a_key_may_be_kept_for_ever(store: Store, client: redis.Redis, keep_until: int) -> None:
    store.reserve(KEY, keep_until, now=100)
    ends = keep_until < FOREVER + 100 - MARGIN
    assert (client.ttl(PREFIX + KEY) == -1) is not ends
    store.conclude(KEY, keep_until, "keep")
    assert client.ttl(PREFIX + KEY) == -1
    assert store.reserve(KEY, keep_until, now=100) == "seen"


def test_a_key_that_redis_has_lost_is_kept_from_then_on(store: Store, client: redis.Redis) -> None:
    for keep_until in (160, 2**64 - 1):
        store.reserve(KEY, keep_until, now=100)
        client.flushall()
        store.conclude(KEY, keep_until, "keep")
        assert store.reserve(KEY, keep_until, now=100) == "seen"
        client.flushall()


def test_a_scripts_loss_is_mended(store: Store, client: redis.Redis) -> None:
    store.reserve("other", 160, now=100)
    client.script_flush()
    assert store.reserve(KEY, 160, now=100) == "new"
    client.script_flush()
    store.conclude(KEY, 160, "keep")
    assert store.reserve(KEY, 160, now=100) == "seen"


def test_many_processes_and_threads_get_a_key_once(
    redis_server: RedisServer, client: redis.Redis
) -> None:
    processes, threads, keys = 4, 8, 60
    client.set(PREFIX + "key 0", "unresolved")
    contender = Path(__file__).with_name("redis_contender.py")
    command = [sys.executable, str(contender), redis_server.url, str(threads), str(keys)]
    running = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(processes)
    ]
    for process in running:
        assert process.stdout is not None and process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    answers: list[list[str]] = []
    for process in running:
        said, _ = process.communicate()
        assert process.returncode == 0
        answers += json.loads(said)
    assert len(answers) == processes * threads
    first, *rest = zip(*answers, strict=True)
    assert Counter(first) == {"unresolved": 1, "seen": processes * threads - 1}
    assert len(rest) == keys - 1
    for answer in rest:
        assert Counter(answer) == {"new": 1, "seen": processes * threads - 1}
    winners = {index for column in rest for index, said in enumerate(column) if said == "new"}
    assert len(winners) > 1, "they did compete"


def test_a_stopped_server_is_an_error_until_it_is_back(
    store: Store, redis_server: RedisServer
) -> None:
    store.reserve("before", 160, now=100)
    redis_server.stop()
    try:
        with pytest.raises(ReplayStoreError, match="Redis cannot say") as raised:
            store.reserve(KEY, 160, now=100)
        assert isinstance(raised.value.__cause__, redis.ConnectionError)
        with pytest.raises(ReplayStoreError, match="Redis cannot say"):
            store.conclude("before", 160, "keep")
    finally:
        redis_server.start()
    assert store.reserve(KEY, 160, now=100) == "new"


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_server_that_does_not_answer_is_an_error(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}"
        store = open_store(kind, url, timeout=0.02)
        with pytest.raises(ReplayStoreError, match="Timeout"):
            store.reserve(KEY, 160, now=100)
        store.close()


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_server_that_refuses_is_an_error(
    kind: str, redis_server: RedisServer, client: redis.Redis
) -> None:
    store = open_store(kind, redis_server.url)
    client.lpush(PREFIX + KEY, "not a reservation")
    with pytest.raises(ReplayStoreError, match="WRONGTYPE"):
        store.reserve(KEY, 160, now=100)
    client.config_set("maxmemory", "1")
    try:
        with pytest.raises(ReplayStoreError, match="maxmemory"):
            store.reserve("other", 160, now=100)
    finally:
        client.config_set("maxmemory", "0")
    store.close()


def test_an_attempt_that_is_sent_again_is_answered_again(
    redis_server: RedisServer, client: redis.Redis
) -> None:
    with RedisReplayStore.from_url(redis_server.url, timeout=60) as store:
        for state in (None, "unresolved"):
            client.flushall()
            if state is not None:
                client.set(PREFIX + KEY, state)
            mine, other = (Reserve(Keys(PREFIX, 0, 0), KEY, 60) for _ in range(2))

            def ask(attempt: Reserve) -> str:
                return attempt.read(store._reserve(keys=attempt.keys, args=attempt.args))

            assert ask(mine) == ask(mine) == (state or "new")
            assert ask(other) == "seen"
            for attempt, value in ((other, "reserved"), (mine, state)):
                back = attempt.take_back()
                store._conclude(keys=back.keys, args=back.args)
                found = client.get(PREFIX + KEY)
                assert (found and str(found).partition(" ")[0]) == value


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_what_was_reserved_for_nobody_is_released(
    kind: str, redis_server: RedisServer, client: redis.Redis
) -> None:
    store = open_store(kind, redis_server.url)
    inner = store._store if isinstance(store, Async) else store
    reserve: Any = inner._reserve

    class AnswerLost:
        """Reserves, and loses the answer on the way."""

        def __call__(self, **how: Any) -> Any:
            return self.later(how) if kind == "async" else self.lose(reserve(**how))

        async def later(self, how: Any) -> Any:
            self.lose(await reserve(**how))

        def lose(self, answer: bytes) -> None:
            assert answer == b"new"
            raise redis.TimeoutError("lost")

    inner._reserve = AnswerLost()  # type: ignore[assignment]
    with pytest.raises(ReplayStoreError, match="lost"):
        store.reserve(KEY, 160, now=100)
    inner._reserve = reserve
    assert store.reserve(KEY, 160, now=100) == "new"
    store.close()


@pytest.mark.parametrize("kind", ["sync", "async"])
@pytest.mark.parametrize(
    ("reservation", "next_answer"),
    [("release", "new"), ("unresolved", "unresolved"), ("keep", "seen")],
)
def test_an_ending_that_is_sent_again_ends_no_other_request(
    kind: str,
    reservation: Reservation,
    next_answer: str,
    redis_server: RedisServer,
    client: redis.Redis,
) -> None:
    store = open_store(kind, redis_server.url)
    other = RedisReplayStore(client)
    inner = store._store if isinstance(store, Async) else store
    conclude: Any = inner._conclude
    between: list[str] = []

    class Twice:
        """Redis did it, the answer was lost, and meanwhile the payer comes again."""

        def __call__(self, **how: Any) -> Any:
            if kind == "async":
                return self.later(how)
            conclude(**how)
            between.append(other.reserve(KEY, 160, now=100))
            conclude(**how)

        async def later(self, how: Any) -> None:
            await conclude(**how)
            between.append(other.reserve(KEY, 160, now=100))
            await conclude(**how)

    inner._conclude = Twice()  # type: ignore[assignment]
    assert store.reserve(KEY, 160, now=100) == "new"
    store.conclude(KEY, 160, reservation)
    assert between == [next_answer]
    assert other.reserve(KEY, 160, now=100) == "seen"
    store.close()


def test_prefixes_are_apart(redis_server: RedisServer, client: redis.Redis) -> None:
    shops = [RedisReplayStore(client, prefix=f"shop {number}:") for number in range(2)]
    assert [shop.reserve(KEY, 160, now=100) for shop in shops] == ["new", "new"]
    assert sorted(client.scan_iter()) == ["shop 0:" + KEY, "shop 1:" + KEY]
    shops[0].close()
    assert client.ping(), "a client that was given is not closed"


def test_the_example(redis_server: RedisServer, client: redis.Redis) -> None:
    text = x402_core.redis.__doc__ or ""
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(example, {"REDIS_URL": redis_server.url})
