"""The clients of a chain's nodes, against nodes on this machine."""

from __future__ import annotations

import asyncio
import json
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import x402_core as x402
from chain_node import Node, serve
from conftest import NOW, PAY_TO
from x402_core import header, receipt
from x402_core.chain import AsyncChain, Chain, Facts, Shape
from x402_core.client import SignedPayment

TRANSACTION = "0x" + "12" * 32

Ask = Callable[..., Any]


def sync(urls: list[str], work: Callable[[Any], Any], **more: Any) -> Any:
    """Does something with a `Chain`."""
    with Chain({"base-sepolia": urls}, **more) as chain:
        return work(chain)


def in_loop(urls: list[str], work: Callable[[Any], Any], **more: Any) -> Any:
    """Does the same with an `AsyncChain`."""

    async def main() -> Any:
        async with AsyncChain({"eip155:84532": urls}, **more) as chain:
            return await work(chain)

    return asyncio.run(main())


both = pytest.mark.parametrize("run", [sync, in_loop])


@pytest.fixture
def payment(signed: SignedPayment) -> x402.PaymentPayload:
    """The payment."""
    return header.decode_payment_signature(signed.header_text)


def nonce(payment: x402.PaymentPayload) -> str:
    """What names it."""
    return str(payment.payload["authorization"]["nonce"])


@both
def test_a_balance_decides(run: Ask, payment: x402.PaymentPayload, offer: x402.Offer) -> None:
    for balance, code in ((10_000, None), (9_999, "funds.insufficient")):
        with serve(Node(balance=balance)) as urls:
            facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
        assert facts.quorum == 1
        if code is None:
            verified = x402.verify(payment, offer, now=NOW, chain=facts)
            assert "balance" not in verified.unchecked
        else:
            with pytest.raises(x402.RejectedError) as error:
                x402.verify(payment, offer, now=NOW, chain=facts)
            assert error.value.code == code


@both
def test_a_node_that_refuses_batches_is_asked_one_by_one(
    run: Ask, payment: x402.PaymentPayload, offer: x402.Offer
) -> None:
    node = Node(balance=1, takes_batches=False)
    with serve(node) as urls:
        facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    with pytest.raises(x402.RejectedError):
        x402.verify(payment, offer, now=NOW, chain=facts)
    assert node.requests > 10


@both
@pytest.mark.parametrize(
    "behaviour",
    [
        {"status": 500, "body": b""},
        {"status": 429, "headers": {"retry-after": "3"}},
        {"status": 307, "body": b"", "headers": {"location": "http://127.0.0.1:1/"}},
        {"body": b"not json"},
        {"body": b"[" * 10_000},
        {"body": b" " * (5 << 20)},
        {"headers": {"content-encoding": "gzip"}},
    ],
    ids=str,
)
def test_what_a_node_sends_raises_nothing(
    run: Ask,
    behaviour: dict[str, Any],
    payment: x402.PaymentPayload,
    offer: x402.Offer,
) -> None:
    with serve(Node(balance=1, **behaviour)) as urls:
        facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    assert "balance" in x402.verify(payment, offer, now=NOW, chain=facts).unchecked


@both
def test_a_node_that_is_not_there_answers_nothing(
    run: Ask, payment: x402.PaymentPayload, offer: x402.Offer
) -> None:
    with serve(Node()) as urls:
        pass
    facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    x402.verify(payment, offer, now=NOW, chain=facts)
    assert run(urls, lambda chain: chain.ask("eip155:1", _queries(payment, offer))) == Facts()


@both
def test_one_lying_node_of_three_changes_nothing(
    run: Ask, payment: x402.PaymentPayload, offer: x402.Offer
) -> None:
    for honest, lie in ((10_000, 0), (0, 10_000)):
        nodes = [Node(balance=honest), Node(balance=honest), Node(balance=lie)]
        with serve(*nodes) as urls:
            facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
        assert facts.quorum == 2
        report = x402.examine(payment, offer, now=NOW, chain=facts)
        assert (report.refusal is None) == (honest == 10_000)
    # And one of three that fails is made up for by the others.
    with serve(Node(balance=0), Node(balance=0), Node(status=500, body=b"")) as urls:
        facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    assert x402.examine(payment, offer, now=NOW, chain=facts).refusal is not None


@both
def test_a_settlement_is_proven_or_contradicted(
    run: Ask, payment: x402.PaymentPayload, offer: x402.Offer
) -> None:
    verified = x402.verify(payment, offer, now=NOW)
    expected = [verified.expected_transfer()]
    again = receipt.ExpectedTransfer.read(payment, offer, now=NOW + 10_000)
    assert expected == [again]
    paid, nothing, absent = Node(), Node(), Node()
    paid.settles(TRANSACTION, verified.payer, PAY_TO, nonce(payment))
    nothing.did_nothing(TRANSACTION)
    for node, kind in ((paid, "paid"), (nothing, "unrelated"), (absent, "absent")):
        with serve(node) as urls:
            (status,) = run(urls, lambda chain: chain.prove(expected, TRANSACTION))
        assert status.kind == kind
        assert status.is_contradiction == (kind == "unrelated")
        assert (status.block_number == 700) == (kind == "paid")
        assert node.requests <= 2


def test_a_receipt_is_read_offline(payment: x402.PaymentPayload, offer: x402.Offer) -> None:
    verified = x402.verify(payment, offer, now=NOW)
    node = Node()
    node.settles(TRANSACTION, verified.payer, PAY_TO, nonce(payment), 9_999)
    text = json.dumps(node.receipts[TRANSACTION])
    transaction, (movement,) = receipt.movements([verified.expected_transfer()], text)
    assert transaction == TRANSACTION
    assert (movement.kind, movement.received, movement.names_payment) == ("short", 9_999, True)
    with pytest.raises(x402.InvalidValueError):
        receipt.movements([], "null")


def test_a_payment_that_breaks_a_rule_costs_no_request(
    payment: x402.PaymentPayload, offer: x402.Offer
) -> None:
    node = Node()
    with serve(node) as urls, Chain({"base-sepolia": urls}) as chain:
        assert not chain.facts(payment, offer, now=NOW + 10_000)
        assert node.requests == 0
        assert chain.nodes("base-sepolia") == 1
        assert urls[0] not in repr(chain)


MAINNET_GENESIS = "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"


@both
def test_a_node_of_another_network_does_not_count(
    run: Ask,
    payment: x402.PaymentPayload,
    offer: x402.Offer,
    caplog: pytest.LogCaptureFixture,
) -> None:
    wrong = Node(balance=1, chain_id=1)
    with serve(wrong) as urls:
        facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    assert not facts
    (record,) = (record for record in caplog.records if record.levelno == logging.ERROR)
    message = record.getMessage()
    assert "node 1 of eip155:84532 serves eip155:1" in message and urls[0] not in message
    # Two right nodes of three decide.
    with serve(wrong, Node(), Node()) as urls:
        facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    x402.verify(payment, offer, now=NOW, chain=facts)
    with serve(wrong, Node(balance=1), Node(balance=1)) as urls:
        facts = run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
    with pytest.raises(x402.RejectedError):
        x402.verify(payment, offer, now=NOW, chain=facts)


@both
def test_a_node_names_its_network_once(
    run: Ask, payment: x402.PaymentPayload, offer: x402.Offer
) -> None:
    node = Node()
    with serve(node) as urls:
        run(urls, lambda chain: chain.facts(payment, offer, now=NOW))
        assert node.asked.count("eth_chainId") >= 1
        with Chain({"base-sepolia": urls}) as chain:
            chain.facts(payment, offer, now=NOW)
            node.asked.clear()
            chain.facts(payment, offer, now=NOW)
    assert node.asked and "eth_chainId" not in node.asked


def checked(nodes: dict[str, list[str]], in_loop: bool) -> None:
    """Checks nodes, in both clients."""

    async def main() -> None:
        async with AsyncChain(nodes) as chain:
            await chain.check()

    if in_loop:
        asyncio.run(main())
    else:
        with Chain(nodes) as chain:
            chain.check()


@pytest.mark.parametrize("in_loop", [False, True])
def test_a_check_names_both_networks(in_loop: bool) -> None:
    right, dead = [Node(), Node()], Node(status=503, body=b"")
    with serve(*right, dead) as urls:
        checked({"base-sepolia": [urls[0], urls[2]], "solana-devnet": [urls[1]]}, in_loop)
    for nodes, network, other in (
        ([Node(), Node(chain_id=1)], "eip155:84532", "eip155:1"),
        (
            [Node(), Node(genesis_hash=MAINNET_GENESIS)],
            "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1",
            "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp",
        ),
    ):
        with serve(*nodes) as urls, pytest.raises(x402.InvalidValueError) as error:
            checked({network: urls}, in_loop)
        expected = f"expected nodes of `{network}`, found node 2 of them, which serves `{other}`"
        assert expected in str(error.value)


def test_one_node_alone_is_warned_of_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "x402_core.chain"):
        Chain({"base": ["https://a.example/key", "https://b.example"]}).close()
        assert not caplog.records
        Chain({"base": "https://a.example/key"}).close()
    (record,) = caplog.records
    assert "one node" in record.getMessage() and "key" not in record.getMessage()


@pytest.mark.parametrize(
    "nodes",
    [
        {"base": []},
        {"base": ["https://a.example", "https://a.example"]},
        {"base": "https://a.example", "eip155:8453": "https://b.example"},
        {"nowhere": "https://a.example"},
        {"base": "http://a.example"},
        {"base": "ftp://a.example"},
        {"base": "secret"},
        {"base": [1]},
    ],
    ids=str,
)
def test_a_wrong_node_is_found_at_once(nodes: Any) -> None:
    with pytest.raises(x402.InvalidValueError) as error:
        Chain(nodes)
    assert "secret" not in str(error.value)


def test_levels_shapes_and_values(payment: x402.PaymentPayload, offer: x402.Offer) -> None:
    expected = [x402.verify(payment, offer, now=NOW).expected_transfer()]
    facts = Facts(nodes=3)
    included = receipt.queries(expected, TRANSACTION, facts)
    levels: list[Any] = ["included", "safe", "finalized", 0, 12]
    for level in levels:
        queries = receipt.queries(expected, TRANSACTION, facts, level=level)
        assert len(queries) == (2 if level == "included" else 3)
    wrong: list[Any] = ["unsafe", -1, 1.5, True]
    for level in wrong:
        with pytest.raises((TypeError, ValueError)):
            receipt.prove(expected, TRANSACTION, facts, level=level)
    with pytest.raises(x402.InvalidValueError):
        receipt.prove(expected, "0x00", facts)
    assert not facts and facts == Facts(Facts(), nodes=2)
    assert included and included == receipt.queries(expected, TRANSACTION, facts)
    shape = Shape(batch=1)
    assert len(included.bodies()) == 1 and len(included.bodies(shape)) == 2
    assert pickle.loads(pickle.dumps(shape)) == shape and shape.multicall
    for value in (facts, included, *expected, *receipt.prove(expected, TRANSACTION, facts)):
        hash(value)
        with pytest.raises(TypeError):
            pickle.dumps(value)
    with pytest.raises(TypeError):
        x402.verify(payment, offer, now=NOW, chain={})  # type: ignore[arg-type]


def _queries(payment: x402.PaymentPayload, offer: x402.Offer) -> Any:
    return x402.chain_queries(payment, offer, now=NOW)
