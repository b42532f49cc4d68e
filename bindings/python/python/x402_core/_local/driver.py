"""Threads that go on with what is in a store, whichever process put it there."""

from __future__ import annotations

import heapq
import logging
import os
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from .._effects import run
from .._native.chain import Facts
from .._native.exchange import AskChain
from .._native.settlement import (
    Broadcast,
    LoadRows,
    PutRows,
    Reconciliation,
    SendTransaction,
    SignMessage,
    SignTransaction,
    Sponsorship,
    settlement_networks,
    transactions,
)
from .._store.rows import Lease
from .plans import BroadcastEffect, ask_store, broadcast, reconcile

if TYPE_CHECKING:
    from .._native.network import Network
    from .._native.verification import Capabilities
    from .._store.port import SettlementStore
    from ..ports import Chain

__all__ = ["Driver"]

log = logging.getLogger("x402_core.local")

CLAIM_EVERY = 1.0
"""How often the store is asked for what another process has left."""
PRUNE_EVERY = 3600.0
"""How often what is not needed any more is deleted."""
MOST = 64
"""How many transactions one process drives at a time."""
MOST_SETTLEMENTS = 16
"""How many settlements without a transaction are claimed at once."""
THREADS = 4


@dataclass(order=True)
class _Driven:
    """What this process drives, and when to go on with it."""

    due: float
    key: str
    machine: Broadcast | Reconciliation = field(compare=False)
    leased: float = field(compare=False)


class Driver:
    """Drives transactions in daemon threads, from `start` on.

    After a fork the threads are those of the parent: `start` again begins new ones, with a new name
    for the leases.
    """

    def __init__(
        self,
        capabilities: Capabilities,
        chain: Chain,
        signers: Mapping[str, Callable[[bytes], bytes]],
        store: SettlementStore,
        terms: dict[Network, Sponsorship],
        now: Callable[[], int],
        lease_millis: int,
        retention: int,
    ) -> None:
        self._capabilities, self._retention = capabilities, retention
        self._chain, self._signers, self._store = chain, signers, store
        self._terms, self._now, self._lease_millis = terms, now, lease_millis
        self._reset()

    def _reset(self) -> None:
        self._process: int | None = None
        self._changed = Condition()
        self._lease = Lease(uuid.uuid4().hex, self._lease_millis)
        self._waiting: list[_Driven] = []
        self._keys: set[str] = set()
        self._claim_at = 0.0
        self._prune_at = 0.0
        self._is_claiming = False
        self._listeners: dict[str, list[Event]] = {}
        self._threads: list[Thread] = []
        self._closed = False

    def start(self) -> None:
        """Begins to drive, unless this process does already."""
        if self._process == os.getpid():
            return
        self._reset()
        self._process = os.getpid()
        for number in range(THREADS):
            thread = Thread(target=self._work, name=f"x402 settlement {number}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def follow(self, transaction: str) -> Event:
        """Drives this transaction soon; gives what is set when it has made a step."""
        event = Event()
        with self._changed:
            self._listeners.setdefault(transaction, []).append(event)
            if transaction not in self._keys:
                self._claim_at = 0.0
            self._changed.notify()
        return event

    def unfollow(self, transaction: str, event: Event) -> None:
        """It is not waited for any more."""
        with self._changed:
            events = self._listeners.get(transaction, [])
            if event in events:
                events.remove(event)
            if not events:
                self._listeners.pop(transaction, None)

    def close(self) -> None:
        """Ends the threads. What they drove goes on in another process, or after a restart."""
        if self._process != os.getpid():
            return
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()
        self._process = None

    def _work(self) -> None:
        while (driven := self._next()) is not None:
            self._go_on(driven)

    def _next(self) -> _Driven | None:
        """The next transaction that is due, waited for; `None` at the end."""
        while True:
            with self._changed:
                while True:
                    if self._closed:
                        return None
                    at = time.monotonic()
                    if self._waiting and self._waiting[0].due <= at:
                        return heapq.heappop(self._waiting)
                    if not self._is_claiming and self._claim_at <= at:
                        self._is_claiming = True
                        self._claim_at = at + CLAIM_EVERY
                        break
                    times = [one.due for one in self._waiting[:1]]
                    times += [] if self._is_claiming else [self._claim_at]
                    self._changed.wait(min(times, default=at + CLAIM_EVERY) - at)
            self._claim()

    def _claim(self) -> None:
        """Takes what nothing drives."""
        leased = time.monotonic()
        taken: list[tuple[str, Broadcast | Reconciliation]] = []
        try:
            self._prune()
            most = MOST - len(self._keys)
            if most > 0:
                found = self._store.claim("transaction", most, self._lease)
                machines = ((key, self._machine(key)) for key in transactions(found))
                taken += [(key, machine) for key, machine in machines if machine is not None]
                taken += self._settlements()
        except Exception as error:
            log.warning("the store gave nothing to drive: %s", type(error).__name__)
        with self._changed:
            self._is_claiming = False
            for key, machine in taken:
                if key not in self._keys:
                    self._keys.add(key)
                    heapq.heappush(self._waiting, _Driven(0.0, key, machine, leased))
            self._changed.notify_all()

    def _settlements(self) -> list[tuple[str, Broadcast | Reconciliation]]:
        """Settlements that no transaction carries. They are claimed again after a while."""
        lease = Lease(self._lease.owner, 3 * self._lease_millis)
        bodies = [row.body for row in self._store.claim("settlement", MOST_SETTLEMENTS, lease)]
        taken: list[tuple[str, Broadcast | Reconciliation]] = []
        for body, network in zip(bodies, settlement_networks(bodies), strict=True):
            if terms := self._terms.get(network):
                machine = Reconciliation(self._capabilities, terms, body)
                taken.append((f"settlement {machine.key}", machine))
            else:
                log.error("nothing can go on with a settlement on %s: give its network", network)
        return taken

    def _prune(self) -> None:
        """Deletes what has ended and is older than the retention."""
        at = time.monotonic()
        if self._prune_at <= at:
            self._prune_at = at + PRUNE_EVERY
            self._store.prune(self._now() - self._retention)

    def _machine(self, key: str) -> Broadcast | None:
        for network, terms in self._terms.items():
            if key.startswith(f"{network}/"):
                return Broadcast(terms, key, self._lease)
        log.error("nothing can drive the transaction %s: give its network", key)
        return None

    def _go_on(self, driven: _Driven) -> None:
        """Makes steps until it waits."""
        wait: int | None = None
        try:
            if isinstance(driven.machine, Reconciliation):
                run(reconcile(driven.machine, self._now), self._perform)
            elif self._has_lease(driven):
                wait = run(broadcast(driven.machine, self._now), self._perform)
        except Exception:
            # Its lease lapses, and it is claimed again.
            log.exception("%s is left for a later time", driven.key)
        with self._changed:
            if wait is None:
                self._keys.discard(driven.key)
            else:
                driven.due = time.monotonic() + wait / 1000
                heapq.heappush(self._waiting, driven)
            for event in self._listeners.pop(driven.key, []):
                event.set()
            self._changed.notify()

    def _has_lease(self, driven: _Driven) -> bool:
        """Whether the lease is still this process's; it is prolonged well before it lapses."""
        at = time.monotonic()
        if at - driven.leased < self._lease_millis / 3000:
            return True
        if self._store.renew(f"transaction {driven.key}", self._lease) is not None:
            return False
        driven.leased = at
        return True

    def _perform(self, effect: BroadcastEffect) -> object:
        match effect:
            case LoadRows() | PutRows():
                return ask_store(self._store, effect)
            case AskChain(network, queries) | SendTransaction(network, queries):
                return self._ask(network, effect)
            case SignTransaction(signer, payload) | SignMessage(signer, payload):
                try:
                    return self._signers[signer](payload)
                except Exception as error:
                    # Not quoted: its text may hold what is secret.
                    log.warning("the signer raised %s", type(error).__name__)
                    return None
        raise TypeError(f"expected an effect of a transaction, found {type(effect).__name__}")

    def _ask(self, network: Network, step: AskChain | SendTransaction) -> Facts:
        try:
            return self._chain.ask(network, step.queries)
        except Exception as error:
            log.warning("the chain raised %s", type(error).__name__)
            return Facts()
