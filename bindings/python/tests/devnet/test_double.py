"""A Python facilitator on the double of a chain: several nodes, and what can be wrong with them.

`X402_DEVNET` is the program. The double's time passes as its nodes are asked.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import x402_core as x402
from x402_core.client import EvmSigningKey
from x402_core.errors import FacilitatorError
from x402_core.local import LocalFacilitator, Sponsorship, SqliteStore

from .double import PRICE, Double, double, payment

GAS_KEY = EvmSigningKey.from_hex("0x" + "0badc0de" * 8)
PAYER = EvmSigningKey.from_hex("0x" + "0123456789abcdef" * 4)
WALLET = "0x" + "1a" * 20
PATIENCE = 60.0


def facilitator(chain: Any, found: Double, store: SqliteStore) -> LocalFacilitator:
    """One that polls often: the double's time passes as it is asked."""
    terms = Sponsorship(10**10, answer_within=60, poll_millis=20, final_poll_millis=20)
    return LocalFacilitator(
        chain=chain,
        signer=GAS_KEY,
        store=store,
        networks={"base-sepolia": terms},
        lease_millis=0,
        clock=found.clock,
    )


def settle(local: LocalFacilitator, request: x402.SettleRequest) -> x402.SettleResponse:
    """Brings a payment until it is decided, as a server does."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            answer = local.settle(request, repeat_token="a" * 32)
        except FacilitatorError:
            continue
        if answer.success or answer.error_reason != "settlement_pending":
            return answer
    raise AssertionError("it is not decided")


def states(store: SqliteStore) -> list[str]:
    """The states of all settlements."""
    with store._lock:
        rows = store._open().execute("SELECT body FROM x402_rows WHERE kind = 'settlement'")
        return [json.loads(body)["state"] for (body,) in rows]


def wait_for(is_there: Any) -> None:
    """Waits for what a facilitator does beside its requests."""
    until = time.monotonic() + PATIENCE
    while not is_there():
        assert time.monotonic() < until
        time.sleep(0.02)


FAULTS: dict[str, list[dict[str, object]]] = {
    "none": [],
    "a liar": [{}, {}, {"lies": True}],
    "a node that lags": [{}, {"lag": 2}],
    "lost broadcasts": [{"lostBroadcasts": 1}, {"lostBroadcasts": 1}, {"lostBroadcasts": 1}],
    "late broadcasts": [{"lateBroadcasts": 1, "delayMillis": 5_000}] * 3,
    "lost answers": [{"lostAnswers": 2}, {"lostAnswers": 1}],
    "a limit": [{"rateLimited": 3}, {"rateLimited": 1}],
    "no batches": [{"refusesBatches": True}] * 3,
    "another order": [{"shuffles": True}] * 3,
    "nulls": [{"nulls": 4}, {"nulls": 2}],
    "preconfirmations": [{"preconfirms": True}] * 3,
    "clients": [{"client": "nethermind"}, {"client": "besu"}, {"client": "erigon"}],
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_payment_is_settled_once_whatever_is_wrong(name: str, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "rows.sqlite")
    with double() as found, found.chain() as chain:
        found.do("fund", account=PAYER.address, units=10 * PRICE)
        for node, faults in enumerate(FAULTS[name], 1):
            found.faults(node, **faults)
        with facilitator(chain, found, store) as local:
            answer = settle(local, payment(PAYER, 1))
            assert answer.success, answer
            report = found.report()
            (landed,) = report["landed"]
            assert landed["hash"] == answer.transaction and landed["succeeded"]
            assert found.earned() == PRICE and report["payments"] == 1


@pytest.mark.parametrize("by_permit2", [False, True])
@pytest.mark.parametrize("wallet", [None, WALLET])
def test_permits_and_contract_wallets(
    by_permit2: bool, wallet: str | None, tmp_path: Path
) -> None:
    store = SqliteStore(tmp_path / "rows.sqlite")
    with double() as found, found.chain() as chain:
        found.do("fund", account=wallet or PAYER.address, units=10 * PRICE)
        if wallet:
            found.do("wallet", account=wallet)
        with facilitator(chain, found, store) as local:
            request = payment(PAYER, 1, by_permit2=by_permit2, wallet=wallet)
            answer = settle(local, request)
            assert answer.success, answer
            assert found.earned() == PRICE
            # Another sender settles the next one first: success, by that transaction.
            found.do("frontRun")
            request = payment(PAYER, 2, by_permit2=by_permit2, wallet=wallet)
            other = settle(local, request)
            assert other.success, other
            report = found.report()
            assert other.transaction not in report["sent"]
            assert found.earned() == 2 * PRICE and report["payments"] == 2
    assert sorted(states(store)) == ["paid", "paid_by_other"]


def test_a_replaced_block_is_noticed_and_the_payment_made_again(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "rows.sqlite")
    with double() as found, found.chain() as chain:
        found.do("fund", account=PAYER.address, units=10 * PRICE)
        with facilitator(chain, found, store) as local:
            # Blocks are so far apart that the payment's is not final before it is replaced.
            found.do("latency", millis=20)
            answer = settle(local, payment(PAYER, 1))
            found.do("latency", millis=0)
            report = found.report()
            assert answer.success and found.earned() == PRICE
            depth = report["height"] - report["landed"][0]["height"] + 1
            found.do("reorganise", depth=depth, keeps=False)
            assert found.earned() == 0
            found.do("latency", millis=100)
            wait_for(lambda: found.earned() == PRICE)
            again = settle(local, payment(PAYER, 1))
            assert again.success and again.transaction == answer.transaction
            wait_for(lambda: states(store) == ["paid"])
            assert len(found.report()["landed"]) == 1


def test_a_preconfirmation_that_vanishes_is_no_payment(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "rows.sqlite")
    with double() as found, found.chain() as chain:
        found.do("fund", account=PAYER.address, units=10 * PRICE)
        for node in (1, 2, 3):
            found.faults(node, preconfirms=True)
        # No block comes by itself.
        found.do("latency", millis=0)
        with facilitator(chain, found, store) as local, ThreadPoolExecutor(1) as payers:
            answer = payers.submit(settle, local, payment(PAYER, 1))
            wait_for(lambda: found.report()["sent"])
            found.do("vanish")
            before = found.report()["requests"]
            wait_for(lambda: found.report()["requests"] > before + 20)
            assert not answer.done() and states(store) == ["open"]
            found.do("latency", millis=100)
            assert answer.result().success
            assert found.earned() == PRICE and len(found.report()["sent"]) >= 1


@pytest.mark.parametrize("seed", range(1, 5))
def test_faults_at_random(seed: int, tmp_path: Path) -> None:
    """Every payment is settled once, by one key, from several threads."""
    count = 6
    store = SqliteStore(tmp_path / "rows.sqlite")
    with double() as found, found.chain() as chain:
        found.do("fund", account=PAYER.address, units=100 * PRICE)
        found.do("chaos", seed=seed, percent=20, faults=40)
        with facilitator(chain, found, store) as local, ThreadPoolExecutor(3) as payers:
            requests = [payment(PAYER, number + 1) for number in range(count)]
            answers = list(payers.map(lambda request: settle(local, request), requests))
            assert all(answer.success for answer in answers), answers
            wait_for(lambda: found.earned() == count * PRICE)
            report = found.report()
            assert report["payments"] == count
            assert all(landed["succeeded"] for landed in report["landed"]), report
