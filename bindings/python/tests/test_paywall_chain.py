"""A paywall that asks the chain: what is refused, what is detected, and what changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from chain_node import Node, serve
from conftest import PAY_TO
from paying import KEY, TRANSACTION
from shop import CONTENT, Shop, both
from x402_core import header
from x402_core.chain import AsyncChain, Chain
from x402_core.errors import InvalidValueError

NONCE = "0x" + "07" * 32


@contextmanager
def shop(transport: str, *nodes: Node, **more: Any) -> Iterator[Shop]:
    """A shop that asks these nodes."""
    with serve(*nodes) as urls:
        nodes_of = {"base-sepolia": urls}
        if transport == "asgi":
            # Each request of a test has an event loop of its own: no connection is kept.
            client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
            yield Shop(transport, chain=AsyncChain(nodes_of, client=client), **more)
        else:
            with Chain(nodes_of) as chain:
                yield Shop(transport, chain=chain, **more)


def logged(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    """What the paywall logged; the chain warns that it has one node."""
    return [record for record in caplog.records if record.name == "x402_core"]


@both
@pytest.mark.parametrize("verify", ["always", "never", "undecided"])
def test_an_empty_account_is_refused_before_the_facilitator_is_asked(
    transport: str, verify: str
) -> None:
    with shop(transport, Node(balance=9_999), facilitator_verify=verify) as it:
        reply = it.paid()
    assert reply.status == 402
    required = header.decode_payment_required(reply.header("payment-required") or "")
    assert required.error == "insufficient_funds"
    assert (it.runs, it.facilitator.settled, it.facilitator.verified) == (0, [], [])


@both
@pytest.mark.parametrize("flow", ["authorization", "upfront"])
def test_a_proven_settlement_is_served(
    transport: str, flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    node = Node()
    node.settles(TRANSACTION, KEY.address, PAY_TO, NONCE)
    with shop(transport, node, flow=flow) as it, caplog.at_level(logging.WARNING, "x402_core"):
        reply = it.paid()
    assert (reply.status, reply.body) == (200, CONTENT)
    assert not logged(caplog)
    assert "eth_getTransactionReceipt" in node.asked


@both
@pytest.mark.parametrize("flow", ["authorization", "upfront"])
def test_a_facilitator_that_lies_about_a_settlement_is_detected(
    transport: str, flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    node = Node()
    node.did_nothing(TRANSACTION)
    with shop(transport, node, flow=flow) as it:
        with caplog.at_level(logging.ERROR, "x402_core"):
            reply = it.paid()
        assert reply.status == 502 and CONTENT not in reply.body
        (record,) = logged(caplog)
        assert vars(record)["kind"] == "false_settlement"
        assert vars(record)["code"] == "unrelated"
        assert vars(record)["reservation"] == "keep"
        # The payment is spent: nothing is served for it later.
        again = it.paid()
    assert again.status == 402
    assert it.runs == (1 if flow == "authorization" else 0)


@both
def test_one_lying_node_of_three_changes_nothing(transport: str) -> None:
    honest, other, liar = Node(), Node(), Node(balance=0)
    for node in (honest, other):
        node.settles(TRANSACTION, KEY.address, PAY_TO, NONCE)
    liar.did_nothing(TRANSACTION)
    with shop(transport, honest, other, liar) as it:
        assert it.paid().status == 200


@both
def test_nodes_that_fail_change_nothing_and_are_warned_of(
    transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    with shop(transport, Node(status=500, body=b"")) as it:
        with caplog.at_level(logging.WARNING, "x402_core"):
            reply = it.paid()
    assert reply.status == 200
    (warning,) = logged(caplog)
    assert "does not prove the settlement: unknown" in warning.getMessage()


@both
@pytest.mark.parametrize("flow", ["authorization", "upfront"])
def test_a_settlement_that_must_be_proven_waits_for_its_proof(transport: str, flow: str) -> None:
    node = Node()
    with shop(transport, node, flow=flow, require_proof=True) as it:
        payment = it.pay()
        reply = it.get(headers=payment)
        assert reply.status == 503 and CONTENT not in reply.body
        assert reply.header("retry-after")
        node.settles(TRANSACTION, KEY.address, PAY_TO, NONCE)
        reply = it.get(headers=payment)
    assert (reply.status, reply.body) == (200, CONTENT)


@both
def test_a_chain_that_raises_changes_nothing(
    transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def ask(self, network: object, queries: object) -> Any:
            raise RuntimeError("no chain")

    it = Shop(transport, chain=Broken())
    assert it.paid().status == 200
    assert any("the chain failed: RuntimeError" in r.getMessage() for r in caplog.records)


def test_a_wrong_chain_is_found_at_once() -> None:
    for transport in ("asgi", "wsgi"):
        with pytest.raises(InvalidValueError):
            Shop(transport, chain=object())
        with pytest.raises(InvalidValueError, match="require_proof: expected a `chain`"):
            Shop(transport, require_proof=True)
    with pytest.raises(InvalidValueError, match="chain"):
        Shop("wsgi", chain=AsyncChain({"base": ["https://a.example", "https://b.example"]}))
