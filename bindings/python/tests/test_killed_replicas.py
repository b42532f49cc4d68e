"""Replicas of a server that are killed with SIGKILL while they sell: `load/kill.py`, for a while.

Nothing is served twice for one payment, and nothing is paid and neither served nor resumable.
"""

from __future__ import annotations

from collections import Counter

import pytest
from kill import KINDS, Payment, Run, report, sell
from redis_server import RedisServer
from witness import PLACES, Witness
from x402_core.redis import RedisReplayStore

PAYMENTS = 20


def test_nothing_is_served_twice_and_nothing_is_lost(
    redis_server: RedisServer, capsys: pytest.CaptureFixture[str]
) -> None:
    with RedisReplayStore.from_url(redis_server.url, timeout=60) as store:
        store._client.flushall()
    run = sell(
        seed=402, payments=PAYMENTS, replicas=3, chance=0.15, together=1, url=redis_server.url
    )
    with capsys.disabled():
        print()
        report(run)
    assert run.faults == []
    assert run.witness.kills.total() >= 5
    served = sum(payment.delivered for payment in run.payments)
    assert PAYMENTS / 2 < served <= len(run.witness.settled) <= PAYMENTS
    by_get = [payment for payment in run.payments if payment.kind[0] == "GET"]
    assert all(payment.delivered == 1 for payment in by_get)


@pytest.mark.parametrize(
    ("kind", "delivered", "settled", "handled", "begun", "together", "fault"),
    [
        (KINDS[0], 2, True, 2, False, 1, "SERVED TWICE"),
        (KINDS[0], 1, False, 1, False, 1, "SERVED UNPAID"),
        (KINDS[0], 0, True, 1, False, 1, "LOST"),
        (KINDS[0], 0, True, 1, True, 1, "LOST"),
        (KINDS[2], 0, True, 0, False, 1, "LOST"),
        (KINDS[2], 0, True, 1, False, 1, "LOST"),
        (KINDS[2], 1, True, 2, False, 1, "2 runs of a POST"),
        (KINDS[3], 1, True, 2, False, 1, None),
        (KINDS[2], 0, True, 1, True, 1, None),
        (KINDS[0], 0, True, 1, False, 8, None),
        (KINDS[0], 1, True, 2, False, 1, None),
        (KINDS[0], 0, False, 0, False, 1, None),
    ],
)
def test_what_counts_as_a_fault(
    kind: tuple[str, str],
    delivered: int,
    settled: bool,
    handled: int,
    begun: bool,
    together: int,
    fault: str | None,
) -> None:
    witness = Witness(1, 1.0, lambda _: None)
    if settled:
        witness.settled["n"] = "token"
    witness.handled["n"] = handled
    marked = {"n"} if begun else set()
    payment = Payment(kind, "", "n", "key", delivered)
    run = Run(witness, [payment], {"n"}, marked, together)
    assert run.judge().total() == 1
    assert bool(run.faults) == (fault is not None)
    assert fault is None or fault in run.faults[0]


def test_a_settlement_under_two_names_is_a_fault_and_moves_money_once() -> None:
    killed: list[int] = []
    witness = Witness(1, 1.0, killed.append)
    body = {"paymentPayload": {"payload": {"authorization": {"nonce": "n", "from": "p"}}}}
    assert witness._settle(3, body, "a") == {} and witness.settled == {}
    answers = [witness._settle(3, body, token)["success"] for token in ("a", "a", "b")]
    assert answers == [True, True, False] and len(witness.faults) == 1
    assert killed == [3, 3] and witness.kills == Counter(PLACES[1:3])
