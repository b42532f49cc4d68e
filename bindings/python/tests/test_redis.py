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
from concurrent.futures import ThreadPoolExecutor
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
from x402_core.literals import MarkAnswer, Reservation
from x402_core.redis import AsyncRedisReplayStore, RedisReplayStore
from x402_core.replay import MemoryReplayStore
from x402_core.server import EarlierPayment, UnresolvedPayment

KEY = "eip155:84532/payment"


class Async:
    """The store for `async` code with the face of the other one."""

    def __init__(self, url: str, **how: Any) -> None:
        self._loop = asyncio.new_event_loop()
        self._store = AsyncRedisReplayStore.from_url(url, **how)

    def reserve(self, *key: Any, **more: Any) -> ports.ReplayAnswer:
        return self._loop.run_until_complete(self._store.reserve(*key, **more))

    def mark_settling(self, *key: Any, **more: Any) -> MarkAnswer:
        return self._loop.run_until_complete(self._store.mark_settling(*key, **more))

    def renew(self, *key: Any, **more: Any) -> None:
        self._loop.run_until_complete(self._store.renew(*key, **more))

    def conclude(self, *key: Any) -> None:
        self._loop.run_until_complete(self._store.conclude(*key))

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
    assert port.reserve(KEY, 160, "1", now=100) == "new"
    assert port.reserve(KEY, 160, "2", now=100) == "seen"
    port.conclude(KEY, 160, "1", "untouched")
    assert port.reserve(KEY, 160, "2", now=100) == "seen"
    port.conclude(KEY, 160, "2", "release")
    assert port.reserve(KEY, 160, "2", now=100) == "seen", "only the holder concludes"
    port.conclude(KEY, 160, "1", "release")
    assert port.reserve(KEY, 160, "2", now=100) == "new"
    assert port.mark_settling(KEY, 160, "1", "other", now=100) == "lost"
    assert port.mark_settling(KEY, 160, "2", "record", now=100) == "marked"
    assert port.reserve(KEY, 160, "3", now=100) == "seen"
    port.conclude(KEY, 160, "2", "unresolved")
    assert port.reserve(KEY, 160, "3", now=100) == UnresolvedPayment("record")
    assert port.reserve(KEY, 160, "4", now=100) == "seen"
    port.conclude(KEY, 160, "3", "keep")
    for late in ("release", "unresolved"):
        port.conclude(KEY, 160, "3", late)
        assert port.reserve(KEY, 160, "4", now=100) == "seen"


STEPS = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from(["ask", "mark", "renew", "keep", "release", "unresolved"]),
    st.sampled_from(["1", "2", "3"]),
    st.sampled_from([None, "x"]),
)


@given(st.lists(STEPS, max_size=14))
@settings(
    deadline=None,
    derandomize=True,
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_it_answers_as_the_store_in_memory(
    redis_server: RedisServer, steps: list[tuple[str, Any, str, str | None]]
) -> None:
    memory = MemoryReplayStore()
    with RedisReplayStore.from_url(redis_server.url, timeout=60) as store:
        store._client.flushall()
        for number, (key, step, name, account) in enumerate(steps):
            if step == "ask":
                holder = f"{name} {number}"
                answer = memory.reserve(key, 160, holder, now=100, account=account)
                assert store.reserve(key, 160, holder, now=100, account=account) == answer
                continue
            entry = memory._keys.get(key)
            holder = (entry and entry.holder) or "nobody"
            if step == "mark":
                mark = (key, 160, holder, f"record {number}")
                marked = memory.mark_settling(*mark, now=100, account=account)
                assert store.mark_settling(*mark, now=100, account=account) == marked
            elif step == "renew":
                memory.renew(key, holder, now=100)
                store.renew(key, holder, now=100)
            else:
                memory.conclude(key, 160, holder, step)
                store.conclude(key, 160, holder, step)


def lapse(client: redis.Redis, key: str = KEY) -> None:
    """The lease of a key lapses, as if its server were killed."""
    if client.hget(PREFIX + key, "s") == "reserved":
        client.delete(PREFIX + key)  # as Redis does when its time is over
    else:
        client.hset(PREFIX + key, "l", "0")


def test_a_server_that_is_killed_before_it_settles(store: Store, client: redis.Redis) -> None:
    assert store.reserve(KEY, 160, "killed", now=100) == "new"
    assert 0 < client.ttl(PREFIX + KEY) <= LEASE
    lapse(client)
    assert store.reserve(KEY, 160, "next", now=100) == "new"
    assert store.mark_settling(KEY, 160, "killed", "record", now=100) == "lost"
    store.conclude(KEY, 160, "killed", "keep")
    store.renew(KEY, "killed", now=100)
    assert store.mark_settling(KEY, 160, "next", "record", now=100) == "marked"


def test_a_server_that_is_killed_while_it_settles(store: Store, client: redis.Redis) -> None:
    assert store.reserve(KEY, 160, "killed", now=100) == "new"
    assert store.mark_settling(KEY, 160, "killed", "a record", now=100) == "marked"
    lapse(client)
    assert store.reserve(KEY, 160, "next", now=100) == UnresolvedPayment("a record")
    assert store.reserve(KEY, 160, "third", now=100) == "seen"
    store.conclude(KEY, 160, "killed", "keep")
    store.conclude(KEY, 160, "next", "unresolved")
    assert store.reserve(KEY, 160, "third", now=100) == UnresolvedPayment("a record")


def test_a_server_that_goes_on_keeps_its_key(store: Store, client: redis.Redis) -> None:
    assert store.reserve(KEY, 160, "slow", now=100) == "new"
    client.expire(PREFIX + KEY, 1)
    store.renew(KEY, "slow", now=100)
    assert LEASE - 5 <= client.ttl(PREFIX + KEY) <= LEASE
    assert store.mark_settling(KEY, 160, "slow", "record", now=100) == "marked"
    lapse(client)
    store.renew(KEY, "slow", now=100)
    assert store.reserve(KEY, 160, "next", now=100) == "seen"


def test_an_earlier_payment_of_the_account_comes_first(store: Store) -> None:
    assert store.reserve("a", 160, "1", now=100, account="x y") == "new"
    assert store.mark_settling("a", 160, "1", "record", now=100, account="x y") == "marked"
    assert store.reserve("b", 170, "2", now=100, account="x y") == "new"
    store.conclude("b", 170, "2", "release")
    store.conclude("a", 160, "1", "unresolved")
    assert store.reserve("b", 170, "3", now=161, account="x y") == "new", "it has expired"
    store.conclude("b", 170, "3", "release")
    earlier = store.reserve("b", 170, "4", now=101, account="x y")
    assert earlier == EarlierPayment("a", 160, "record")
    assert store.reserve("b", 170, "5", now=101, account="x y") == "new"
    store.conclude("a", 160, "4", "keep")
    assert store.reserve("c", 170, "6", now=101, account="x y") == "new"


def test_how_long_a_key_is_kept(store: Store, client: redis.Redis) -> None:
    def left() -> int:
        seconds = client.ttl(PREFIX + KEY)
        assert isinstance(seconds, int)
        return seconds

    store.reserve(KEY, 160, "1", now=100)
    assert LEASE - 5 <= left() <= LEASE, "for a request that breaks off"
    # The moments are long past: no clock but the caller's counts.
    store.mark_settling(KEY, 160, "1", "record", now=100)
    assert 60 + MARGIN - 5 <= left() <= 60 + MARGIN
    store.conclude(KEY, 160, "1", "unresolved")
    assert 60 + MARGIN - 5 <= left() <= 60 + MARGIN
    assert store.reserve(KEY, 160, "2", now=110) == UnresolvedPayment("record")
    store.conclude(KEY, 160, "2", "keep")
    assert 60 + MARGIN - 5 <= left() <= 60 + MARGIN


@pytest.mark.parametrize("keep_until", [2**64 - 1, FOREVER + 100, FOREVER])
def test_a_key_may_be_kept_for_ever(store: Store, client: redis.Redis, keep_until: int) -> None:
    store.reserve(KEY, keep_until, "1", now=100)
    store.mark_settling(KEY, keep_until, "1", "record", now=100, account="x")
    assert client.ttl(PREFIX + KEY) == -1
    store.conclude(KEY, keep_until, "1", "unresolved")
    answer = store.reserve("other", keep_until, "2", now=100, account="x")
    assert answer == EarlierPayment(KEY, keep_until, "record")
    store.conclude(KEY, keep_until, "2", "keep")
    assert store.reserve(KEY, keep_until, "3", now=100) == "seen"


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_unresolved_payments_fill_only_a_part(
    kind: str, redis_server: RedisServer, client: redis.Redis
) -> None:
    """A payer can leave them without money: of too many, those that expire first are forgotten."""
    store = open_store(kind, redis_server.url, max_unresolved=3)

    def leave(key: str, until: int, ending: Reservation, account: str | None = None) -> None:
        assert store.reserve(key, until, key, now=100) == "new"
        assert store.mark_settling(key, until, key, "record", now=100, account=account) == "marked"
        store.conclude(key, until, key, ending)

    for index in range(20):
        leave(f"spent{index}", 150 + index, "keep")
        leave(f"open{index}", 1000 + index, "unresolved", f"account{index}")
    found = {name for name in client.scan_iter(f"{PREFIX}open*")}
    assert found == {f"{PREFIX}open{index}" for index in (17, 18, 19)}
    assert client.zcard(f"{PREFIX}unresolved") == 3
    accounts = set(client.scan_iter(f"{PREFIX}account:*"))
    assert accounts == {f"{PREFIX}account:account{index}" for index in (17, 18, 19)}
    assert all(store.reserve(f"spent{i}", 999, "x", now=100) == "seen" for i in range(20))
    # One that is taken up again is not counted, and is not forgotten.
    assert store.reserve("open17", 1017, "x", now=100) == UnresolvedPayment("record")
    leave("late", 5000, "unresolved")
    assert client.zcard(f"{PREFIX}unresolved") == 3
    leave("later", 5000, "unresolved")
    assert store.reserve("open18", 1018, "y", now=100) == "new"
    store.conclude("open17", 1017, "x", "keep")
    assert store.reserve("open17", 1017, "z", now=100) == "seen"
    assert 0 < client.ttl(f"{PREFIX}unresolved") <= 4900 + MARGIN
    store.close()


def test_the_list_of_unresolved_payments_is_kept_as_long_as_they_are(
    store: Store, client: redis.Redis
) -> None:
    for key, until in (("a", 500), ("b", 160)):
        store.reserve(key, until, key, now=100)
        store.mark_settling(key, until, key, "record", now=100)
        store.conclude(key, until, key, "unresolved")
    assert client.ttl(f"{PREFIX}unresolved") > 350
    # What has expired is counted no more.
    client.zadd(f"{PREFIX}unresolved", {"a": 1})
    store.reserve("b", 160, "b", now=100)
    store.conclude("b", 160, "b", "unresolved")
    assert client.zrange(f"{PREFIX}unresolved", 0, -1) == ["b"]


def test_many_processes_leave_no_more_than_the_bound(
    redis_server: RedisServer, client: redis.Redis
) -> None:
    def leave(part: int) -> None:
        with RedisReplayStore.from_url(redis_server.url, timeout=60, max_unresolved=10) as store:
            for index in range(50):
                key = f"{part}/{index}"
                store.reserve(key, 1000, key, now=100)
                store.mark_settling(key, 1000, key, "record", now=100)
                store.conclude(key, 1000, key, "unresolved")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(leave, range(8)))
    assert client.zcard(f"{PREFIX}unresolved") == 10
    assert len([name for name in client.scan_iter(f"{PREFIX}*/*")]) == 10


def test_a_scripts_loss_is_mended(store: Store, client: redis.Redis) -> None:
    store.reserve("other", 160, "1", now=100)
    client.script_flush()
    assert store.reserve(KEY, 160, "2", now=100) == "new"
    client.script_flush()
    store.conclude(KEY, 160, "2", "keep")
    assert store.reserve(KEY, 160, "3", now=100) == "seen"


def test_many_processes_and_threads_get_a_key_once(
    redis_server: RedisServer, client: redis.Redis
) -> None:
    processes, threads, keys = 4, 8, 60
    client.hset(PREFIX + "key 0", mapping={"s": "unresolved", "h": "", "r": "record"})
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
    store.reserve("before", 160, "1", now=100)
    redis_server.stop()
    try:
        with pytest.raises(ReplayStoreError, match="Redis cannot say") as raised:
            store.reserve(KEY, 160, "2", now=100)
        assert isinstance(raised.value.__cause__, redis.ConnectionError)
        with pytest.raises(ReplayStoreError, match="Redis cannot say"):
            store.conclude("before", 160, "1", "keep")
        with pytest.raises(ReplayStoreError, match="Redis cannot say"):
            store.mark_settling("before", 160, "1", "record", now=100)
        with pytest.raises(ReplayStoreError, match="Redis cannot say"):
            store.renew("before", "1", now=100)
    finally:
        redis_server.start()
    assert store.reserve(KEY, 160, "2", now=100) == "new"


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_server_that_does_not_answer_is_an_error(kind: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        url = f"redis://127.0.0.1:{listener.getsockname()[1]}"
        store = open_store(kind, url, timeout=0.02)
        with pytest.raises(ReplayStoreError, match="Timeout"):
            store.reserve(KEY, 160, "1", now=100)
        store.close()


@pytest.mark.parametrize("kind", ["sync", "async"])
def test_a_server_that_refuses_is_an_error(
    kind: str, redis_server: RedisServer, client: redis.Redis
) -> None:
    store = open_store(kind, redis_server.url)
    client.lpush(PREFIX + KEY, "not a reservation")
    with pytest.raises(ReplayStoreError, match="WRONGTYPE"):
        store.reserve(KEY, 160, "1", now=100)
    client.config_set("maxmemory", "1")
    try:
        with pytest.raises(ReplayStoreError, match="maxmemory"):
            store.reserve("other", 160, "1", now=100)
    finally:
        client.config_set("maxmemory", "0")
    store.close()


def test_an_attempt_that_is_sent_again_is_answered_again(
    redis_server: RedisServer, client: redis.Redis
) -> None:
    with RedisReplayStore.from_url(redis_server.url, timeout=60) as store:
        for state in ("new", "unresolved", "earlier"):
            client.flushall()
            if state != "new":
                name = KEY if state == "unresolved" else "first"
                store.reserve(name, 160, "0", now=100)
                store.mark_settling(name, 160, "0", "record", now=100, account="x")
                store.conclude(name, 160, "0", "unresolved")

            def ask(holder: str) -> object:
                return store.reserve(KEY, 160, holder, now=100, account="x")

            first = ask("mine")
            expected = {"new": "new", "unresolved": UnresolvedPayment("record")}
            assert first == expected.get(state, EarlierPayment("first", 160, "record"))
            assert ask("mine") == first
            assert ask("other") == ("new" if state == "earlier" else "seen")
            keys = Keys(PREFIX, 0, 60)
            for holder, value in (("other", "new"), ("mine", state)):
                attempt = Reserve(keys, KEY, 160, holder, now=100, account="x")
                back = attempt.take_back()
                store._conclude(keys=back.keys, args=back.args)
                found = client.hget(PREFIX + KEY, "s")
                if holder == "mine" or state == "earlier":
                    assert found == (value if value == "unresolved" else None)
                else:
                    assert found == ("reserved" if state == "new" else "settling")


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

        def lose(self, answer: list[bytes]) -> None:
            assert answer == [b"new"]
            raise redis.TimeoutError("lost")

    inner._reserve = AnswerLost()  # type: ignore[assignment]
    with pytest.raises(ReplayStoreError, match="lost"):
        store.reserve(KEY, 160, "1", now=100)
    inner._reserve = reserve
    assert store.reserve(KEY, 160, "1", now=100) == "new"
    store.close()


@pytest.mark.parametrize(
    ("reservation", "next_answer"),
    [("release", "new"), ("unresolved", UnresolvedPayment("record")), ("keep", "seen")],
)
def test_an_ending_that_is_sent_again_ends_no_other_request(
    store: Store, reservation: Reservation, next_answer: object
) -> None:
    """Redis did it, the answer was lost, and meanwhile the payer comes again."""
    assert store.reserve(KEY, 160, "1", now=100) == "new"
    assert store.mark_settling(KEY, 160, "1", "record", now=100) == "marked"
    store.conclude(KEY, 160, "1", reservation)
    assert store.reserve(KEY, 160, "2", now=100) == next_answer
    store.conclude(KEY, 160, "1", reservation)
    assert store.reserve(KEY, 160, "3", now=100) == "seen"


def test_prefixes_are_apart(redis_server: RedisServer, client: redis.Redis) -> None:
    shops = [RedisReplayStore(client, prefix=f"shop {number}:") for number in range(2)]
    assert [shop.reserve(KEY, 160, "1", now=100) for shop in shops] == ["new", "new"]
    assert sorted(client.scan_iter()) == ["shop 0:" + KEY, "shop 1:" + KEY]
    shops[0].close()
    assert client.ping(), "a client that was given is not closed"


def test_the_example(redis_server: RedisServer, client: redis.Redis) -> None:
    text = x402_core.redis.__doc__ or ""
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(example, {"REDIS_URL": redis_server.url})
