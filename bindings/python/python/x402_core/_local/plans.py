"""What a settlement and a transaction do next, as plans: the machines decide, and nothing here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar, Union

from .._effects import Plan
from .._native.exchange import AskChain
from .._native.settlement import (
    Broadcast,
    FollowTransaction,
    LoadRows,
    PutRows,
    Reconciliation,
    SendTransaction,
    Settlement,
    SettlementAnswer,
    SignMessage,
    SignTransaction,
    Wait,
)
from .._store.errors import StoreUnavailableError, StoreUnknownError
from .._store.rows import FoundRow, Lease, StoredRow
from ..errors import MalformedError

if TYPE_CHECKING:
    from .._native.chain import Facts
    from .._native.facilitator import SettleRequest
    from .._store.port import SettlementStore
    from ..literals import StoreOutcome

__all__ = [
    "BroadcastEffect",
    "SettlementEffect",
    "Stored",
    "ask_store",
    "broadcast",
    "reconcile",
    "settle",
]

T = TypeVar("T")

log = logging.getLogger("x402_core.local")

SettlementEffect = Union[LoadRows, PutRows, AskChain, FollowTransaction]
BroadcastEffect = Union[
    LoadRows, PutRows, AskChain, SignMessage, SignTransaction, SendTransaction
]


@dataclass(frozen=True, repr=False)
class Stored:
    """What a store answered."""

    outcome: StoreOutcome
    found: list[FoundRow]


UNAVAILABLE = Stored("unavailable", [])


def ask_store(store: SettlementStore, step: LoadRows | PutRows) -> Stored:
    """Carries out a request of a machine. Whatever is raised is an answer."""
    try:
        if isinstance(step, LoadRows):
            return Stored("rows", store.load(step.ids))
        for key in step.reversed:
            log.error("a settlement that was reported as paid is not: %s", key)
        lease = None if step.lease is None else Lease(*step.lease)
        found = store.put([StoredRow(*row) for row in step.rows], lease)
        return Stored("done", []) if found is None else Stored("conflict", found)
    except StoreUnavailableError as error:
        log.warning("the store did not carry out a command: %s", error)
        return UNAVAILABLE
    except StoreUnknownError as error:
        log.warning("the answer of the store was lost: %s", error)
    except Exception as error:
        # What it did before is not known.
        log.warning("the store raised %s", type(error).__name__)
    return Stored("unknown", [])


def settle(
    settlement: Settlement, request: SettleRequest, token: str | None, now: Callable[[], int]
) -> Plan[SettlementEffect, SettlementAnswer]:
    """Settles one payment."""
    step: SettlementEffect | SettlementAnswer
    step = settlement.request(request, now=now(), repeat_token=token)
    while not isinstance(step, SettlementAnswer):
        result: Stored | Facts | None = yield step
        if isinstance(result, Stored):
            step = _stored(partial(settlement.stored, now=now()), result)
        elif result is None:
            step = settlement.woke(now=now())
        else:
            step = settlement.answered(result, now=now())
    return step


def broadcast(machine: Broadcast, now: Callable[[], int]) -> Plan[BroadcastEffect, int | None]:
    """Goes on with a transaction until it waits.

    Returns:
        How long it waits, in milliseconds; `None` if it has ended.
    """
    step = machine.woke()
    while step is not None and not isinstance(step, Wait):
        result = yield step
        match step:
            case LoadRows() | PutRows():
                step = _stored(partial(machine.stored, now=now()), result)
            case AskChain():
                step = machine.answered(result, now=now())
            case SignTransaction():
                step = machine.signed(result, now=now())
            case SignMessage():
                step = machine.message_signed(result, now=now())
            case SendTransaction():
                step = machine.sent(result)
    return None if step is None else step.millis


def reconcile(machine: Reconciliation, now: Callable[[], int]) -> Plan[BroadcastEffect, None]:
    """Goes on with a settlement that no transaction carries, until it waits again."""
    step: BroadcastEffect | None = machine.begun(now=now())
    while step is not None:
        result = yield step
        if isinstance(step, AskChain):
            step = machine.answered(result, now=now())
        else:
            step = _stored(partial(machine.stored, now=now()), result)


def _stored(take: Callable[[StoreOutcome, list[FoundRow]], T], stored: Stored) -> T:
    try:
        return take(stored.outcome, stored.found)
    except MalformedError as error:
        log.error("a row of the store cannot be read, another program wrote it: %s", error)
    return take(UNAVAILABLE.outcome, UNAVAILABLE.found)
