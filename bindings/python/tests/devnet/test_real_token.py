"""A server with `chain=` and a verifier, against Circle's token on Anvil.

`X402_DEVNET_URL` is the node. Each test has the chain as it was served.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
import x402_core as x402
from conftest import NOW, PAY_TO
from paying import KEY, NETWORK
from shop import CONTENT, Reply, Shop, both
from x402_core import header
from x402_core.chain import AsyncChain, Chain
from x402_core.verification import Capabilities, Verifier

from .chain import Devnet, Facilitator

PRICE = 10_000
NOWHERE = "0x" + "12" * 32

PATIENT: dict[str, Any] = {"timeout": 60.0, "connect_timeout": 60.0}
"""A slow machine is not a node that does not answer."""

flows = pytest.mark.parametrize("flow", ["authorization", "upfront"])
proofs = pytest.mark.parametrize("require_proof", [False, True])


@pytest.fixture
def devnet() -> Iterator[Devnet]:
    """The chain, in which the payer has nothing."""
    devnet = Devnet(os.environ["X402_DEVNET_URL"])
    before = devnet.rpc("evm_snapshot")
    assert devnet.balance(KEY.address) == 0
    yield devnet
    assert devnet.rpc("evm_revert", before)


@contextmanager
def shop(transport: str, devnet: Devnet, **more: Any) -> Iterator[tuple[Shop, Facilitator]]:
    """A shop that asks the node, and a facilitator that settles on it."""
    nodes, facilitator = {"base-sepolia": devnet.url}, Facilitator(devnet)
    if transport == "asgi":
        # Each request of a test has an event loop of its own: no connection is kept.
        client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
        asked = AsyncChain(nodes, client=client, **PATIENT)
        yield Shop(transport, facilitator, chain=asked, **more), facilitator
    else:
        with Chain(nodes, **PATIENT) as chain:
            yield Shop(transport, facilitator, chain=chain, **more), facilitator


def reason(reply: Reply) -> str | None:
    """Why a 402 refuses."""
    return header.decode_payment_required(reply.header("payment-required") or "").error


def problems(caplog: pytest.LogCaptureFixture) -> list[tuple[object, object]]:
    """The kind and the code of what was logged as a problem."""
    found = [vars(record) for record in caplog.records if record.name.startswith("x402_core")]
    return [(record["kind"], record["code"]) for record in found if "kind" in record]


@both
@flows
@pytest.mark.parametrize("units", [0, PRICE - 1])
def test_a_payment_of_an_account_without_the_money_is_refused(
    transport: str, flow: str, units: int, devnet: Devnet
) -> None:
    if units:
        devnet.fund(KEY.address, units)
    with shop(transport, devnet, flow=flow) as (it, facilitator):
        reply = it.paid()
        assert (reply.status, reason(reply)) == (402, "insufficient_funds")
        assert (it.runs, facilitator.asked) == (0, 0)
        # The same payment is good once the account has the money.
        devnet.fund(KEY.address, PRICE)
        assert it.paid().status == 200


@both
@flows
@proofs
def test_an_honest_settlement_is_served(
    transport: str, flow: str, require_proof: bool, devnet: Devnet
) -> None:
    devnet.fund(KEY.address, PRICE)
    with shop(transport, devnet, flow=flow, require_proof=require_proof) as (it, _):
        reply = it.paid()
    assert (reply.status, reply.body) == (200, CONTENT)
    assert (devnet.balance(KEY.address), devnet.balance(PAY_TO)) == (0, PRICE)
    # The chain knows that it is used, also at another server.
    devnet.fund(KEY.address, PRICE)
    with shop(transport, devnet, flow=flow) as (other, facilitator):
        reply = other.paid()
    assert (reply.status, reason(reply)) == (402, "invalid_exact_evm_nonce_already_used")
    assert (other.runs, facilitator.asked) == (0, 0)


@both
@flows
@proofs
@pytest.mark.parametrize("paid", ["nothing", "the payee"])
def test_a_facilitator_that_names_another_transaction_is_detected(
    transport: str,
    flow: str,
    require_proof: bool,
    paid: str,
    devnet: Devnet,
    caplog: pytest.LogCaptureFixture,
) -> None:
    funding = devnet.fund(KEY.address, PRICE)
    with shop(transport, devnet, flow=flow, require_proof=require_proof) as (it, facilitator):
        # Another account paid the same amount to the payee: that is not this payment.
        other = devnet.fund(PAY_TO, PRICE) if paid == "the payee" else funding
        facilitator.claims = other
        with caplog.at_level(logging.ERROR, "x402_core"):
            reply = it.paid()
        assert reply.status == 502 and CONTENT not in reply.body
        assert problems(caplog) == [("false_settlement", "unrelated")]
        assert devnet.balance(KEY.address) == PRICE
        # The payment is spent here: nothing is served for it later.
        assert it.paid().status == 402


@both
@flows
def test_a_facilitator_that_names_a_transaction_that_is_nowhere(
    transport: str, flow: str, devnet: Devnet, caplog: pytest.LogCaptureFixture
) -> None:
    devnet.fund(KEY.address, PRICE)
    with shop(transport, devnet, flow=flow) as (believing, facilitator):
        facilitator.claims = NOWHERE
        with caplog.at_level(logging.WARNING, "x402_core"):
            assert believing.paid().status == 200
    texts = [record.getMessage() for record in caplog.records]
    assert any("does not prove the settlement: absent" in text for text in texts), texts

    with shop(transport, devnet, flow=flow, require_proof=True) as (it, facilitator):
        facilitator.claims = NOWHERE
        payment = it.pay(entropy=9)
        reply = it.get(headers=payment)
        assert reply.status == 503 and CONTENT not in reply.body and reply.header("retry-after")
        # The same payment, once the facilitator has made it.
        facilitator.claims = None
        reply = it.get(headers=payment)
    assert (reply.status, reply.body) == (200, CONTENT)
    assert devnet.balance(PAY_TO) == PRICE


def test_a_verifier_answers_by_the_chain(devnet: Devnet) -> None:
    with shop("wsgi", devnet) as (it, _):
        required = header.decode_payment_required(it.get().header("payment-required") or "")
        payment = header.require_payment(list(it.pay().items()))
    (terms,) = required.accepts
    messages: dict[str, Any] = {
        "x402_version": 2,
        "payment_payload": payment,
        "payment_requirements": terms,
    }
    request = x402.VerifyRequest(**messages)

    def verdict(chain: Chain) -> tuple[bool, str | None]:
        verifier = Verifier(Capabilities({NETWORK: [devnet.account]}), chain)
        answer = verifier.verify(request, now=NOW)
        assert answer.payer == KEY.address
        return answer.is_valid, answer.invalid_reason

    with Chain({NETWORK: devnet.url}, **PATIENT) as chain:
        assert verdict(chain) == (False, "insufficient_funds")
        devnet.fund(KEY.address, PRICE)
        assert verdict(chain) == (True, None)
        transaction = devnet.settle(x402.SettleRequest(**messages))
        assert verdict(chain) == (False, "invalid_exact_evm_nonce_already_used")
        expected = x402.verify(payment, x402.Offer.parse(terms), now=NOW).expected_transfer()
        (status,) = chain.prove([expected], transaction)
    assert (status.kind, status.transaction) == ("paid", transaction)
