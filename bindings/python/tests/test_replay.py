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
from x402_core.server import LEASE_SECONDS, EarlierPayment, UnresolvedPayment

KEY = "eip155:84532/payment"
KEYS = st.sampled_from(["a", "b", "c", "d"])
MAX_KEYS = 9
LEASE = 5
ACCOUNTS = st.sampled_from([None, "x", "y"])


class Contended(str):
    """A key that lets the other threads go first whenever a store looks for it."""

    def __hash__(self) -> int:
        os.sched_yield()
        return super().__hash__()

    def __eq__(self, other: object) -> bool:
        return str(self) == str(other)


class Known:
    """What the model knows of a key."""

    def __init__(self, state: str, until: int, holder: str, lease: int) -> None:
        self.state, self.until, self.holder, self.lease = state, until, holder, lease
        self.record, self.account = "", ""

    def is_held(self, now: int) -> bool:
        return self.state in ("reserved", "settling") and self.lease >= now

    def is_open(self, now: int) -> bool:
        return self.state == "unresolved" or (self.state == "settling" and self.lease < now)


class Model(RuleBasedStateMachine):
    """What the documentation says, without regard for speed."""

    @initialize()
    def start(self) -> None:
        self.store = MemoryReplayStore(max_keys=MAX_KEYS, lease=LEASE)
        self.now = 100
        self.forgotten = -1
        self.known: dict[str, Known] = {}
        self.marked: dict[str, str] = {}
        self.count = 0

    @rule(seconds=st.integers(-3, 12))
    def time_passes(self, seconds: int) -> None:
        self.now += seconds

    @rule(key=KEYS, window=st.integers(0, 10), account=ACCOUNTS)
    def reserve(self, key: str, window: int, account: str | None) -> None:
        until, self.count = self.now + window, self.count + 1
        holder = f"holder {self.count}"
        for other, known in list(self.known.items()):
            if known.until < self.now and not known.is_held(self.now):
                del self.known[other]
                self.forgotten = max(self.forgotten, known.until)
        mine = self.known.get(key)
        if mine is not None and mine.state == "reserved" and not mine.is_held(self.now):
            del self.known[key]
            mine = None
        other = self.marked.get(account or "", "")
        earlier = self.known.get(other)
        if earlier is not None and (
            earlier.account != account
            or not earlier.is_open(self.now)
            or earlier.until < self.now
        ):
            earlier = None
        expected: object
        if mine is not None:
            expected = UnresolvedPayment(mine.record) if mine.is_open(self.now) else "seen"
        elif earlier is not None:
            expected = EarlierPayment(other, earlier.until, earlier.record)
        elif until <= self.forgotten:
            expected = "set back"
        elif len(self.known) >= MAX_KEYS:
            expected = "is full"
        else:
            expected = "new"
        try:
            answer = self.store.reserve(key, until, holder, now=self.now, account=account)
        except ReplayStoreError as error:
            assert str(expected) in str(error)
            return
        assert answer == expected
        if answer == "new":
            self.known[key] = Known("reserved", until, holder, self.now + LEASE)
        elif answer != "seen":
            taken = mine or earlier
            assert taken is not None
            taken.state, taken.holder, taken.lease = "settling", holder, self.now + LEASE

    @rule(key=KEYS, account=ACCOUNTS, own=st.booleans(), window=st.integers(0, 10))
    def mark(self, key: str, account: str | None, own: bool, window: int) -> None:
        known = self.known.get(key)
        holder = (own and known is not None and known.holder) or "nobody"
        record, until = f"record {self.count}", self.now + window
        said = self.store.mark_settling(key, until, holder, record, now=self.now, account=account)
        if known is None or not own or not known.holder:
            assert said == "lost"
            return
        assert said == "marked"
        known.state, known.until, known.lease = "settling", until, self.now + LEASE
        known.record, known.account = record, account or ""
        if account is not None:
            self.marked[account] = key

    @rule(key=KEYS)
    def renew(self, key: str) -> None:
        known = self.known.get(key)
        holder = "nobody" if known is None else known.holder
        self.store.renew(key, holder or "nobody", now=self.now)
        if known is not None and known.holder:
            known.lease = self.now + LEASE

    @rule(
        key=KEYS,
        reservation=st.sampled_from(["keep", "release", "unresolved", "untouched"]),
        own=st.booleans(),
        later=st.integers(-2, 2),
    )
    def conclude(self, key: str, reservation: Reservation, own: bool, later: int) -> None:
        known = self.known.get(key)
        until = self.now if known is None else known.until + later
        holder = (own and known is not None and known.holder) or "nobody"
        self.store.conclude(key, until, holder, reservation)
        if known is None or not own or not known.holder or reservation == "untouched":
            return
        if reservation == "release":
            del self.known[key]
            return
        known.holder, known.until = "", until
        known.state = "spent" if reservation == "keep" else "unresolved"
        if reservation == "keep":
            known.account = ""
        unresolved = [k for k, v in self.known.items() if v.state == "unresolved"]
        if reservation == "unresolved" and len(unresolved) > MAX_KEYS // 4:
            first = min(unresolved, key=lambda k: (self.known[k].until, k))
            del self.known[first]

    @invariant()
    def bounded(self) -> None:
        assert len(self.store) == len(self.known)
        assert len(self.store._queue) <= 2 * len(self.store) + 65
        assert len(self.store._accounts) <= len(self.known)


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

    def compete(thread: int) -> list[object]:
        answers: list[object] = []
        for number in range(rounds):
            barrier.wait()
            key = Contended(f"key {number}")
            answers.append(store.reserve(key, 200, f"{thread}", now=100))
        return answers

    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(compete, thread) for thread in range(threads)]
        results = [each.result() for each in running]
    for answers in zip(*results, strict=True):
        assert Counter(answers) == {"new": 1, "seen": threads - 1}


def test_one_of_many_threads_gets_an_unresolved_key() -> None:
    threads = 16
    store = MemoryReplayStore()
    leave_unresolved(store)
    barrier = Barrier(threads)

    def compete(thread: int) -> object:
        barrier.wait()
        return store.reserve(Contended(KEY), 200, f"{thread}", now=100)

    with ThreadPoolExecutor(threads) as pool:
        answers = Counter(pool.map(compete, range(threads)))
    assert answers == {UnresolvedPayment("record"): 1, "seen": threads - 1}


def leave_unresolved(store: MemoryReplayStore, key: str = KEY, until: int = 200) -> None:
    assert store.reserve(key, until, "first", now=100) == "new"
    assert store.mark_settling(key, until, "first", "record", now=100, account=key) == "marked"
    store.conclude(key, until, "first", "unresolved")


def test_a_request_that_is_killed_before_it_settles_leaves_nothing() -> None:
    store = MemoryReplayStore()
    assert store.reserve(KEY, 1_000, "killed", now=100) == "new"
    assert store.reserve(KEY, 1_000, "next", now=100 + LEASE_SECONDS) == "seen"
    assert store.reserve(KEY, 1_000, "next", now=101 + LEASE_SECONDS) == "new"
    # It was only asleep, and has lost the key.
    assert store.mark_settling(KEY, 1_000, "killed", "record", now=162) == "lost"
    store.conclude(KEY, 1_000, "killed", "release")
    store.renew(KEY, "killed", now=1_000)
    assert store.mark_settling(KEY, 1_000, "next", "record", now=162) == "marked"


def test_a_request_that_is_killed_while_it_settles_leaves_it_unresolved() -> None:
    store = MemoryReplayStore()
    assert store.reserve(KEY, 1_000, "killed", now=100) == "new"
    assert store.mark_settling(KEY, 1_000, "killed", "record", now=110) == "marked"
    assert store.reserve(KEY, 1_000, "next", now=110 + LEASE_SECONDS) == "seen"
    assert store.reserve(KEY, 1_000, "next", now=111 + LEASE_SECONDS) == UnresolvedPayment("record")
    assert store.reserve(KEY, 1_000, "third", now=111 + LEASE_SECONDS) == "seen"
    store.conclude(KEY, 1_000, "killed", "keep")
    store.conclude(KEY, 1_000, "next", "unresolved")
    assert store.reserve(KEY, 1_000, "third", now=111 + LEASE_SECONDS) == UnresolvedPayment("record")


def test_a_request_that_goes_on_keeps_its_key() -> None:
    store = MemoryReplayStore()
    assert store.reserve(KEY, 110, "slow", now=100) == "new"
    for now in range(100, 1_000, LEASE_SECONDS):
        store.renew(KEY, "slow", now=now)
        assert store.reserve(KEY, 1_000, "next", now=now) == "seen"
    assert store.mark_settling(KEY, 110, "slow", "record", now=990) == "marked"
    store.conclude(KEY, 110, "slow", "keep")
    assert store.reserve("other", 1_100, "next", now=990) == "new"
    assert len(store) == 1


def test_an_earlier_payment_of_the_account_comes_first() -> None:
    store = MemoryReplayStore()
    leave_unresolved(store)
    assert store.reserve("b", 300, "other account", now=110, account="other") == "new"
    assert store.reserve("c", 300, "same", now=110, account=KEY) == EarlierPayment(KEY, 200, "record")
    assert store.reserve("c", 300, "third", now=110, account=KEY) == "new"  # it is being resolved
    store.conclude(KEY, 200, "same", "keep")
    assert store.reserve("d", 300, "fourth", now=110, account=KEY) == "new"
    expired = MemoryReplayStore()
    leave_unresolved(expired)
    assert expired.reserve("c", 300, "late", now=201, account=KEY) == "new"


def test_what_is_unresolved_fills_a_quarter_at_most() -> None:
    """Signatures cost nothing: who leaves payments unresolved must not fill the store."""
    store = MemoryReplayStore(max_keys=40)
    for number in range(1_000):
        leave_unresolved(store, f"key {number}", 10_000 - number)
        assert len(store) <= 10
    # Those that expire first are forgotten first.
    assert store.reserve("key 0", 10_000, "next", now=100) == UnresolvedPayment("record")
    assert store.reserve("honest", 200, "payer", now=100) == "new"


def test_a_clock_that_is_set_back_sells_nothing_twice() -> None:
    store = MemoryReplayStore()
    store.reserve(KEY, 110, "first", now=100)
    store.conclude(KEY, 110, "first", "keep")
    assert store.reserve("other", 200, "second", now=111) == "new"
    for key in (KEY, "another"):
        with pytest.raises(ReplayStoreError, match="set back"):
            store.reserve(key, 110, "third", now=105)
    assert store.reserve("another", 111, "third", now=105) == "new"


def test_nothing_is_forgotten_while_it_can_be_used() -> None:
    store = MemoryReplayStore()
    for until in (110, 2**64 - 1):
        store.reserve(f"until {until}", until, "first", now=100)
        store.conclude(f"until {until}", until, "first", "keep")
    assert store.reserve("until 110", 110, "next", now=110) == "seen"
    assert store.reserve("another", 130, "next", now=111) == "new"
    assert store.reserve(f"until {2**64 - 1}", 2**64 - 1, "next", now=2**63) == "seen"


def test_async() -> None:
    async def pay() -> None:
        shared = MemoryReplayStore(max_keys=1)
        store: ports.AsyncReplayStore = AsyncMemoryReplayStore(shared)
        assert await store.reserve(KEY, 110, "first", now=100) == "new"
        assert shared.reserve(KEY, 110, "second", now=100) == "seen"
        await store.renew(KEY, "first", now=105)
        assert await store.mark_settling(KEY, 110, "first", "record", now=105) == "marked"
        assert await store.mark_settling(KEY, 110, "second", "record", now=105) == "lost"
        await store.conclude(KEY, 110, "first", "release")
        assert len(shared) == len(AsyncMemoryReplayStore(shared)) == 0
        tiny = AsyncMemoryReplayStore(max_keys=1)
        assert await tiny.reserve("a", 110, "first", now=100) == "new"
        with pytest.raises(ReplayStoreError, match="max_keys"):
            await tiny.reserve("b", 110, "second", now=100)

    asyncio.run(pay())


def test_it_is_a_replay_store() -> None:
    memory = MemoryReplayStore()
    store: ports.ReplayStore = memory
    leave_unresolved(memory)
    assert store.reserve(KEY, 200, "next", now=100) == UnresolvedPayment("record")


def test_the_example() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", replay.__doc__ or "", re.DOTALL)
    exec(example, {})
