"""One payment buys one answer: the stores in memory, held to a model that is simpler than they."""

from __future__ import annotations

import asyncio
import os
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from x402_core import ports, replay
from x402_core.errors import ReplayStoreError
from x402_core.literals import Reservation
from x402_core.replay import AsyncMemoryReplayStore, MemoryReplayStore

KEY = "eip155:84532/payment"
KEYS = st.sampled_from(["a", "b", "c", "d"])
MAX_KEYS = 3


class Contended(str):
    """A key that lets the other threads go first whenever a store looks for it."""

    def __hash__(self) -> int:
        os.sched_yield()
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)


class Model(RuleBasedStateMachine):
    """What the documentation says, without regard for speed."""

    @initialize()
    def start(self) -> None:
        self.store = MemoryReplayStore(max_keys=MAX_KEYS)
        self.now = 100
        self.forgotten = -1
        self.reserved: dict[str, int] = {}
        self.kept: dict[str, tuple[Reservation, int]] = {}

    @rule(seconds=st.integers(-3, 12))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule(key=KEYS, window=st.integers(0, 10))
    def reserve(self, key: str, window: int) -> None:
        until = self.now + window
        for other, (_, kept_until) in list(self.kept.items()):
            if kept_until < self.now:
                del self.kept[other]
                self.forgotten = max(self.forgotten, kept_until)
        reservation, _ = self.kept.get(key, (None, 0))
        if key in self.reserved or reservation == "keep":
            expected = "seen"
        elif reservation == "unresolved":
            expected = "unresolved"
        elif until <= self.forgotten:
            expected = "set back"
        elif len(self.reserved) + len(self.kept) >= MAX_KEYS:
            expected = "is full"
        else:
            expected = "new"
        try:
            answer: str = self.store.reserve(key, until, now=self.now)
        except ReplayStoreError as error:
            assert expected in str(error)
        else:
            assert answer == expected
        if expected in ("new", "unresolved"):
            self.kept.pop(key, None)
            self.reserved[key] = until

    @rule(
        key=KEYS,
        reservation=st.sampled_from(["keep", "release", "unresolved", "untouched"]),
        later=st.integers(-2, 2),
    )
    def conclude(self, key: str, reservation: Reservation, later: int) -> None:
        if key not in self.reserved:
            return
        until = self.reserved[key] + later
        self.store.conclude(key, until, reservation)
        if reservation == "untouched":
            return
        del self.reserved[key]
        if reservation != "release":
            self.kept[key] = (reservation, until)

    @invariant()
    def bounded(self) -> None:
        assert len(self.store) == len(self.reserved) + len(self.kept)
        assert len(self.store._queue) <= 2 * len(self.store) + 65


TestModel = Model.TestCase
TestModel.settings = settings(
    deadline=None,
    derandomize=True,
    max_examples=300,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_one_of_many_threads_gets_a_key() -> None:
    threads, rounds = 16, 200
    store = MemoryReplayStore()
    barrier = Barrier(threads)

    def compete() -> list[str]:
        answers: list[str] = []
        for number in range(rounds):
            barrier.wait()
            answers.append(store.reserve(Contended(f"key {number}"), 200, now=100))
        return answers

    with ThreadPoolExecutor(threads) as pool:
        results = [running.result() for running in [pool.submit(compete) for _ in range(threads)]]
    for answers in zip(*results, strict=True):
        assert Counter(answers) == {"new": 1, "seen": threads - 1}


def test_one_of_many_threads_gets_an_unresolved_key() -> None:
    threads = 16
    store = MemoryReplayStore()
    store.reserve(KEY, 200, now=100)
    store.conclude(KEY, 200, "unresolved")
    barrier = Barrier(threads)

    def compete(_: int) -> str:
        barrier.wait()
        return store.reserve(Contended(KEY), 200, now=100)

    with ThreadPoolExecutor(threads) as pool:
        answers = Counter(pool.map(compete, range(threads)))
    assert answers == {"unresolved": 1, "seen": threads - 1}


def test_an_unfinished_request_outlives_its_payment() -> None:
    store = MemoryReplayStore()
    assert store.reserve(KEY, 110, now=100) == "new"
    assert store.reserve(KEY, 1_000, now=900) == "seen"
    store.conclude(KEY, 110, "keep")
    assert store.reserve("other", 1_000, now=900) == "new"
    assert len(store) == 1


def test_one_that_was_unresolved_outlives_it_too() -> None:
    store = MemoryReplayStore()
    store.conclude(KEY, 110, "unresolved")
    assert store.reserve(KEY, 110, now=100) == "unresolved"
    assert store.reserve("other", 1_000, now=900) == "new"
    assert store.reserve(KEY, 110, now=100) == "seen"


def test_a_clock_that_is_set_back_sells_nothing_twice() -> None:
    store = MemoryReplayStore()
    store.conclude(KEY, 110, "keep")
    assert store.reserve("other", 200, now=111) == "new"
    for key in (KEY, "another"):
        with pytest.raises(ReplayStoreError, match="set back"):
            store.reserve(key, 110, now=105)
    assert store.reserve("another", 111, now=105) == "new"


def test_nothing_is_forgotten_while_it_can_be_used() -> None:
    store = MemoryReplayStore()
    for until in (110, 2**64 - 1):
        store.reserve(f"until {until}", until, now=100)
        store.conclude(f"until {until}", until, "keep")
    assert store.reserve("until 110", 110, now=110) == "seen"
    assert store.reserve("another", 130, now=111) == "new"
    assert store.reserve(f"until {2**64 - 1}", 2**64 - 1, now=2**63) == "seen"


def test_async() -> None:
    async def pay() -> None:
        shared = MemoryReplayStore(max_keys=1)
        store: ports.AsyncReplayStore = AsyncMemoryReplayStore(shared)
        assert await store.reserve(KEY, 110, now=100) == "new"
        assert shared.reserve(KEY, 110, now=100) == "seen"
        await store.conclude(KEY, 110, "release")
        assert len(shared) == len(AsyncMemoryReplayStore(shared)) == 0
        tiny = AsyncMemoryReplayStore(max_keys=1)
        assert await tiny.reserve("a", 110, now=100) == "new"
        with pytest.raises(ReplayStoreError, match="max_keys"):
            await tiny.reserve("b", 110, now=100)

    asyncio.run(pay())


def test_it_is_a_replay_store() -> None:
    store: ports.ReplayStore = MemoryReplayStore()
    store.conclude(KEY, 110, "unresolved")
    assert store.reserve(KEY, 110, now=100) == "unresolved"


def test_the_example() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", replay.__doc__ or "", re.DOTALL)
    exec(example, {})
