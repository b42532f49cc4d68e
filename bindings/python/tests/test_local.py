"""A facilitator in this process: what it settles, stores, sends and answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import x402_core as x402
from chain_node import AUTHORIZATION_STATE, serve
from conftest import NOW, PAY_TO
from paying import settings
from settling_node import SettlingNode, attempt
from shop import Shop
from x402_core.chain import Chain
from x402_core.client import Account, EvmSigningKey, SignedPayment, Wallet, select, sign
from x402_core.errors import FacilitatorError, InvalidValueError
from x402_core.local import (
    AsyncLocalFacilitator,
    LocalFacilitator,
    RemoteSigner,
    SqliteStore,
    Sponsorship,
    StoreUnavailableError,
    key_from_environment,
    key_from_file,
)
from x402_core._local.plans import ask_store
from x402_core._native.settlement import FollowTransaction
from x402_core._store.rows import Lease
from x402_core.replay import MemoryReplayStore
from x402_core.testing import MemoryStore

GAS_KEY = EvmSigningKey.from_hex("0x" + "0badc0de" * 8)


@pytest.fixture
def request_(
    signed: SignedPayment, requirements: x402.PaymentRequirements
) -> x402.SettleRequest:
    """A cent, to settle."""
    return x402.SettleRequest(
        x402_version=2, payment_payload=signed.message, payment_requirements=requirements
    )


def terms(**more: Any) -> dict[str, Sponsorship]:
    """Terms on Base Sepolia."""
    return {"base-sepolia": Sponsorship(10**10, poll_millis=20, final_poll_millis=20, **more)}


TERMS = terms()


def local(chain: Chain, store: Any, **more: Any) -> LocalFacilitator:
    """A facilitator whose leases lapse at once, as those of a killed process do after a while."""
    given: dict[str, Any] = {"signer": GAS_KEY, "networks": TERMS, "clock": lambda: NOW}
    return LocalFacilitator(chain=chain, store=store, lease_millis=0, **{**given, **more})


@contextmanager
def chain_of(node: SettlingNode, store: SqliteStore) -> Iterator[Chain]:
    """The node, which pays what the attempts of the store pay. What is not stored is not sent."""

    def settled_by(raw: str) -> tuple[str, list[tuple[str, str, str]]]:
        bodies = [json.loads(body) for body in rows(store)]
        found = attempt(bodies, raw)
        assert found is not None, "sent before it was stored"
        transaction, key = found
        carried = [row for row in bodies if "payTo" in row and row.get("transaction") == key]
        return transaction, [payment_of(row) for row in carried]

    node.settled_by = settled_by
    with serve(node) as urls, Chain({"base-sepolia": urls}) as chain:
        yield chain


def rows(store: SqliteStore) -> list[str]:
    """The bodies of all settlements and attempts."""
    text = "SELECT body FROM x402_rows WHERE kind IN ('settlement', 'attempt')"
    with store._lock:
        return [body for (body,) in store._open().execute(text)]


def transaction_rows(store: SqliteStore) -> list[str]:
    """The bodies of all transactions."""
    text = "SELECT body FROM x402_rows WHERE kind = 'transaction'"
    with store._lock:
        return [body for (body,) in store._open().execute(text)]


def names(store: SqliteStore) -> list[str]:
    """The names of all rows."""
    with store._lock:
        return [name for (name,) in store._open().execute("SELECT id FROM x402_rows")]


def payment_of(row: dict[str, Any]) -> tuple[str, str, str]:
    """Payer, payee and nonce of a settlement."""
    signed = row["authorization"]["authorization"]
    return signed["from"], signed["to"], signed["nonce"]


def test_a_payment_is_settled_and_its_rows_are_final(request_: x402.SettleRequest) -> None:
    store, node = MemoryStore(), SettlingNode()
    with chain_of(node, store) as chain:
        with local(chain, store) as facilitator:
            assert facilitator.supported().kinds
            answer = facilitator.settle(request_, repeat_token="a")
            assert answer.success, answer
            assert list(node.receipts) == [answer.transaction]
            again = facilitator.settle(request_, repeat_token="a")
            assert again == answer
            other = facilitator.settle(request_, repeat_token="b")
            assert other.error_reason == "duplicate_settlement"
    assert len(node.sent) == 1


def test_async_code_settles_too(request_: x402.SettleRequest) -> None:
    store, node = MemoryStore(), SettlingNode()

    async def main(chain: Chain) -> x402.SettleResponse:
        async with AsyncLocalFacilitator(
            chain=chain, signer=GAS_KEY, store=store, networks=TERMS, clock=lambda: NOW
        ) as facilitator:
            assert (await facilitator.supported()).kinds
            return await facilitator.settle(request_)

    with chain_of(node, store) as chain:
        answer = asyncio.run(main(chain))
    assert answer.success and len(node.sent) == 1, answer


def test_the_middleware_takes_it_in_place_of_a_url() -> None:
    store, node = MemoryStore(), SettlingNode()
    with chain_of(node, store) as chain, local(chain, store) as facilitator:
        for server in ("asgi", "wsgi"):
            shop = Shop(server, facilitator=facilitator)
            node.is_used = False
            reply = shop.paid(entropy=len(node.sent) + 20)
            assert reply.status == 200 and shop.runs == 1, reply.body
    assert len(node.sent) == 2


def test_without_a_durable_store_there_is_none() -> None:
    stores: list[Any] = [None, MemoryReplayStore()]
    for store in stores:
        with Chain({}) as chain, pytest.raises(InvalidValueError, match=r"SqliteStore\(path\)"):
            local(chain, store)


def test_what_a_killed_process_reserved_is_continued(
    request_: x402.SettleRequest, tmp_path: Path
) -> None:
    """The first process ends between the reservation and the signature."""
    node, path = SettlingNode(), tmp_path / "rows.sqlite"
    store = SqliteStore(path)
    with chain_of(node, store) as chain:
        killed = local(chain, store)
        plan = killed._plan(request_, "a")
        step = next(plan)
        while not isinstance(step, FollowTransaction):
            step = plan.send(killed._perform_now(step))
        plan.close()
        assert not node.sent
        with local(chain, SqliteStore(path)) as other:
            answer = other.settle(request_, repeat_token="a")
    assert answer.success and len(node.sent) == 1, answer
    kinds = [name.partition(" ")[0] for name in names(store)]
    assert kinds.count("transaction") == 1, "at the nonce that was reserved"


def test_what_was_sent_and_lost_is_sent_again_by_another_process(
    request_: x402.SettleRequest, tmp_path: Path
) -> None:
    node = SettlingNode(drops=True)
    path = tmp_path / "rows.sqlite"
    store = SqliteStore(path)
    with chain_of(node, store) as chain:
        # The time for an answer is over once the transaction is sent.
        with local(chain, store, clock=lambda: NOW + 30 * bool(node.sent)) as first:
            answer = first.settle(request_, repeat_token="a")
        assert answer.error_reason == "settlement_pending" and answer.transaction, answer
        node.drops = False
        with local(chain, SqliteStore(path)) as second:
            again = second.settle(request_, repeat_token="a")
    assert again.success and again.transaction == answer.transaction
    assert len(node.sent) == 1, "the same bytes"


class Left(SettlingNode):
    """A node that finds no logs while it is asked to."""

    hides_logs = True

    def _result(self, method: str, params: list[Any]) -> object:
        if method != "eth_getLogs":
            return super()._result(method, params)
        wanted = [topic.lower() for topic in params[0]["topics"]]
        found = [log for receipt in self.receipts.values() for log in receipt["logs"]]
        return [] if self.hides_logs else [log for log in found if log["topics"] == wanted]


def state(store: SqliteStore) -> dict[str, Any]:
    """The only settlement."""
    settlements: list[dict[str, Any]]
    settlements = [json.loads(body) for body in rows(store) if "payTo" in body]
    assert len(settlements) == 1
    return settlements[0]


def test_what_no_request_asks_for_is_found_and_followed_to_its_end(
    request_: x402.SettleRequest,
) -> None:
    """Another sender has made the payment, and the nodes do not find its transaction at first."""
    store, node = MemoryStore(), Left(is_used=True)
    with chain_of(node, store) as chain:
        facilitator = local(chain, store)
        answer = facilitator.settle(request_, repeat_token="a")
        assert answer.error_reason == "invalid_exact_evm_nonce_already_used", answer
        facilitator.close()
        assert state(store)["state"] == "unresolved"
        payer, pay_to, nonce = payment_of(state(store))
        node.settles("0x" + "5a" * 32, payer, pay_to, nonce)
        node.hides_logs = False
        go_on(facilitator)
        assert state(store)["state"] == "paid_by_other"
        go_on(facilitator)
        assert state(store)["level"] == "finalized"
        assert store.claim("settlement", 9, Lease("a", 0)) == []
        answer = facilitator.settle(request_, repeat_token="a")
        facilitator.close()
    assert answer.success and answer.transaction == "0x" + "5a" * 32, answer
    assert not node.sent


def go_on(facilitator: LocalFacilitator) -> None:
    """What the threads of a facilitator do once, in this one."""
    driver = facilitator._driver
    driver._claim()
    waiting, driver._waiting = driver._waiting, []
    for driven in waiting:
        driver._go_on(driven)


def test_a_reversed_payment_is_an_alarm(caplog: pytest.LogCaptureFixture) -> None:
    store = MemoryStore()
    step = SimpleNamespace(rows=(), lease=None, reversed=("0badc0de",))
    assert ask_store(store, step).outcome == "done"  # type: ignore[arg-type]
    assert "0badc0de" in caplog.text and caplog.records[0].levelname == "ERROR"


@pytest.mark.parametrize("retention", [0, 10])
def test_what_has_ended_is_kept_for_a_while(
    request_: x402.SettleRequest, retention: int
) -> None:
    """Until then the same request has the same answer."""
    store, node, times = MemoryStore(), SettlingNode(), [NOW]
    with chain_of(node, store) as chain:
        facilitator = local(
            chain, store, retention_seconds=retention, clock=lambda: times[0]
        )
        assert facilitator.settle(request_, repeat_token="a").success
        facilitator.close()
        for _ in range(3):
            go_on(facilitator)
        assert state(store)["level"] == "finalized"
        # The payment's window has ended 5 seconds ago.
        times[0] = NOW + 65
        facilitator._driver._prune_at = 0.0
        go_on(facilitator)
    is_kept = any(name.startswith("settlement") for name in names(store))
    assert is_kept == (retention == 10)


class Broken(MemoryStore):
    """A store that answers nothing."""

    def load(self, ids: Any, /) -> Any:
        raise StoreUnavailableError("the disk is full")


def test_without_its_store_it_takes_nothing(request_: x402.SettleRequest) -> None:
    node = SettlingNode()
    store = Broken()
    with chain_of(node, store) as chain, local(chain, store) as facilitator:
        with pytest.raises(FacilitatorError) as raised:
            facilitator.settle(request_)
    assert raised.value.failure == "no_response" and raised.value.status == 503
    assert not node.sent


class Lost(MemoryStore):
    """A store that fails once a settlement is in it."""

    def load(self, ids: Any, /) -> Any:
        if any(name.startswith("settlement") for name in names(self)):
            raise StoreUnavailableError("the disk is full")
        return super().load(ids)


def test_what_it_has_reserved_is_not_reported_as_untouched(request_: x402.SettleRequest) -> None:
    store = Lost()
    with chain_of(SettlingNode(), store) as chain, local(chain, store) as facilitator:
        with pytest.raises(FacilitatorError) as raised:
            facilitator.settle(request_)
    assert any(name.startswith("settlement") for name in names(store))
    assert raised.value.failure == "no_response" and raised.value.status == 503


class ManyNode(SettlingNode):
    """A node that tells authorizations apart."""

    def _result(self, method: str, params: list[Any]) -> object:
        if method == "eth_call" and params[0]["data"].startswith(AUTHORIZATION_STATE):
            nonce = "0x" + params[0]["data"][-64:]
            logs = [log for receipt in self.receipts.values() for log in receipt["logs"]]
            return f"0x{int(any(nonce in log['topics'] for log in logs)):064x}"
        return super()._result(method, params)


@pytest.mark.parametrize("is_async", [False, True])
def test_payments_at_a_time_go_together(
    is_async: bool, requirements: x402.PaymentRequirements, key: EvmSigningKey, tmp_path: Path
) -> None:
    """Several threads or tasks settle in one transaction, by the terms alone."""
    required = x402.PaymentRequired(accepts=[requirements])
    choice = select(required, Wallet(Account.evm(key.address)))
    requests = [
        x402.SettleRequest(
            x402_version=2,
            payment_payload=sign(choice, key, now=NOW, entropy=bytes([number] * 32)).message,
            payment_requirements=requirements,
        )
        for number in range(1, 7)
    ]
    node, store = ManyNode(), SqliteStore(tmp_path / "rows.sqlite")
    # A slow machine is not a chain that does not answer.
    given = terms(batch_within=1_000, answer_within=100)

    def now(chain: Chain) -> list[x402.SettleResponse]:
        with LocalFacilitator(
            chain=chain, signer=GAS_KEY, store=store, networks=given, clock=lambda: NOW
        ) as facilitator:
            with ThreadPoolExecutor(len(requests)) as threads:
                return list(threads.map(facilitator.settle, requests))

    async def soon(chain: Chain) -> list[x402.SettleResponse]:
        async with AsyncLocalFacilitator(
            chain=chain, signer=GAS_KEY, store=store, networks=given, clock=lambda: NOW
        ) as facilitator:
            return await asyncio.gather(*[facilitator.settle(request) for request in requests])

    with chain_of(node, store) as chain:
        answers = asyncio.run(soon(chain)) if is_async else now(chain)
    assert all(answer.success for answer in answers), answers
    assert len(node.sent) < len(requests)
    assert {answer.transaction for answer in answers} == set(node.receipts)
    states = [(row["state"], row["kind"]) for row in map(json.loads, transaction_rows(store))]
    assert len(states) == len(node.sent) and "batch" in {kind for _, kind in states}, states


def test_a_signature_of_another_account_is_not_used(request_: x402.SettleRequest) -> None:
    node, store = SettlingNode(), MemoryStore()
    other = EvmSigningKey.from_hex("0x" + "1234abcd" * 8)
    turns = iter([other, GAS_KEY])
    signer = RemoteSigner(GAS_KEY.address, lambda digest: next(turns, GAS_KEY).sign(digest))
    with chain_of(node, store) as chain, local(chain, store, signer=signer) as facilitator:
        assert facilitator.settle(request_).success
    assert len(node.sent) == 1


def test_keys_come_from_places_that_others_cannot_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = "0x" + "0badc0de" * 8
    monkeypatch.setenv("GAS_KEY", secret + "\n")
    assert key_from_environment("GAS_KEY").address == GAS_KEY.address
    with pytest.raises(InvalidValueError, match="NOT_SET"):
        key_from_environment("NOT_SET")
    file = tmp_path / "key"
    file.write_text(secret + "\n")
    file.chmod(0o644)
    with pytest.raises(InvalidValueError, match="chmod 600") as raised:
        key_from_file(file)
    assert "0badc0de" not in str(raised.value)
    file.chmod(0o600)
    assert key_from_file(file).address == GAS_KEY.address
