"""Hooks and prices that are asked for: they may refuse, and what they break is never served free."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import logging
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import x402_core as x402
from conftest import NOW
from paying import TRANSACTION, AsyncScript, Script, failure
from shop import CONTENT, Made, Shop, both
from x402_core import Network
from x402_core.asgi import FREE, Charge, NoPrice, Outcome, Payment, Request
from x402_core.errors import InvalidValueError

FLOWS = pytest.mark.parametrize("flow", ["upfront", "authorization"])


class Ears:
    """Hooks that remember, and then answer or raise."""

    def __init__(self, **answers: object) -> None:
        self.heard: list[tuple[str, Any]] = []
        self.answers = answers

    def __getitem__(self, name: str) -> Any:
        def hook(about: object) -> object:
            self.heard.append((name, about))
            answer = self.answers.get(name)
            if isinstance(answer, BaseException):
                raise answer
            return answer

        return hook

    @property
    def all(self) -> dict[str, Any]:
        return {name: self[name] for name in ("on_verified", "on_settled", "on_refused")}

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.heard]


@both
@FLOWS
def test_they_hear_of_a_payment(transport: str, flow: str) -> None:
    ears = Ears()
    shop = Shop(transport, flow=flow, **ears.all)
    assert shop.paid().body == CONTENT
    assert ears.names == ["on_verified", "on_settled"]
    (_, before), (_, after) = ears.heard
    assert isinstance(before, Payment) and isinstance(after, Payment)
    assert before.payer == after.payer and before.verified == after.verified is not None
    assert (before.transaction, after.transaction) == (None, TRANSACTION)
    assert (before.amount, before.network) == (10_000, Network("eip155:84532"))
    (seen,) = shop.payments
    assert seen.transaction == (TRANSACTION if flow == "upfront" else None)


@pytest.mark.parametrize(
    "make",
    [
        lambda _: Payment(),
        lambda _: Payment(route="/", payer="0xRich", verified=None),  # type: ignore[call-arg]
        lambda _: Payment.__new__(Payment),
        lambda _: type("Mine", (Payment,), {}),
        lambda payment: dataclasses.replace(payment, payer="0xRich"),
        lambda payment: setattr(payment, "payer", "0xRich"),
        lambda payment: pickle.dumps(payment),
        lambda _: pickle.loads(b"\x80\x04cx402_core.asgi\nPayment\n)\x81."),
    ],
)
def test_nothing_else_makes_a_payment(make: Callable[[Payment], object]) -> None:
    ears = Ears()
    assert Shop("asgi", **ears.all).paid().body == CONTENT
    payment = ears.heard[0][1]
    assert isinstance(payment, Payment) and copy.copy(payment) is copy.deepcopy(payment) is payment
    with pytest.raises((TypeError, AttributeError)):
        make(payment)


@both
@FLOWS
@pytest.mark.parametrize(("answer", "status"), [(False, 403), (RuntimeError("no"), 500)])
def test_they_may_refuse(transport: str, flow: str, answer: object, status: int) -> None:
    ears = Ears(on_verified=answer)
    shop = Shop(transport, flow=flow, **ears.all)
    headers = shop.pay()
    reply = shop.get(headers=headers)
    assert (reply.status, shop.runs, shop.facilitator.settled) == (status, 0, [])
    assert reply.header("cache-control") == "no-store" and CONTENT not in reply.body
    assert shop.store.concluded == ["release"]
    ears.answers.clear()
    assert shop.get(headers=headers).body == CONTENT


@both
@FLOWS
def test_they_are_asked_again_about_money_that_may_have_moved(
    transport: str, flow: str
) -> None:
    ears = Ears()
    shop = Shop(transport, Script(*[TimeoutError()] * 3), flow=flow, **ears.all)
    headers = shop.pay()
    assert shop.get(headers=headers).status == 503
    ears.answers["on_verified"] = False
    assert (shop.get(headers=headers).status, shop.runs) == (403, shop.runs)
    ears.answers["on_verified"] = True
    assert shop.get(headers=headers).body == CONTENT
    asked = ["on_verified", "on_refused", "on_verified", "on_verified", "on_settled"]
    assert ears.names == asked
    assert shop.store.concluded == ["unresolved", "unresolved", "keep"]


@both
@FLOWS
def test_money_that_has_moved_buys_the_answer_whatever_they_do(
    transport: str, flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    ears = Ears(on_settled=RuntimeError("the ledger is full"))
    shop = Shop(transport, flow=flow, **ears.all)
    reply = shop.paid()
    assert (reply.status, reply.body, shop.store.concluded) == (200, CONTENT, ["keep"])
    (event,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert "on_settled" in event.getMessage() and vars(event)["transaction"] == TRANSACTION


@both
@FLOWS
def test_they_hear_of_refusals(transport: str, flow: str) -> None:
    ears = Ears(on_refused=RuntimeError("no"))
    shop = Shop(transport, Script(failure("insufficient_funds")), flow=flow, **ears.all)
    assert shop.get().status == 402 and ears.heard == []  # only that nobody has paid
    assert shop.paid().status == 402
    assert ears.names == ["on_verified", "on_refused"]
    outcome = ears.heard[-1][1]
    assert isinstance(outcome, Outcome)
    assert (outcome.kind, outcome.code) == ("not_settled", "insufficient_funds")
    assert (outcome.amount, outcome.network, outcome.status) == (10_000, "eip155:84532", 402)
    assert outcome.payer is not None and outcome.reservation == "release"
    assert shop.get(headers={"X-PAYMENT": "?"}).status == 400
    assert ears.heard[-1][1].kind == "refused"


def test_they_may_be_asynchronous() -> None:
    heard: list[str] = []

    async def declines(payment: Payment) -> bool:
        await asyncio.sleep(0)
        heard.append(payment.payer)
        return False

    shop = Shop("asgi", AsyncScript(), on_verified=declines)
    assert shop.paid().status == 403 and len(heard) == 1


@both
def test_a_price_may_depend_on_the_request(transport: str) -> None:
    asked: list[Request] = []

    def quote(request: Request) -> str | NoPrice:
        asked.append(request)
        return FREE if request.header("X-Plan") == "free" else f"${request.params['id']}"

    routes = {"/items/{id}": quote}
    shop = Shop(transport, routes=routes, v1=False)
    reply = shop.paid("/items/0.05?a=1")
    assert reply.body == CONTENT and shop.payments[0].amount == 50_000
    request = asked[0]
    assert (request.method, request.path, request.query) == ("GET", "/items/0.05", "a=1")
    assert request.url == "https://shop.test/items/0.05" and request.header("none") is None
    free = shop.get("/items/1", {"X-Plan": "free"})
    assert (free.body, shop.payments[-1]) == (CONTENT, None)
    assert free.header("cache-control") == "private"
    assert free.header("vary") == "PAYMENT-SIGNATURE, X-PAYMENT"


@both
def test_a_payment_of_an_old_price_is_refused(transport: str) -> None:
    prices = ["$0.01", "$0.02"]
    shop = Shop(transport, routes={"/weather": lambda _: prices.pop(0)})
    assert shop.paid().status == 402 and shop.runs == 0


@both
@pytest.mark.parametrize(
    "price", [RuntimeError("x"), "cheap", "$0.0000001", 1.5, [], {}, b"$1", object(), [1]]
)
def test_a_price_that_is_none_sells_nothing(transport: str, price: object) -> None:
    def quote(_: Request) -> Any:
        if isinstance(price, BaseException):
            raise price
        return price

    shop = Shop(transport, routes={"/weather": Charge(quote)})
    reply = shop.get()
    assert (reply.status, shop.runs) == (500, 0)
    assert reply.body == b'{"error": "internal_server_error"}'


def test_an_asynchronous_price() -> None:
    async def quote(_: Request) -> str:
        await asyncio.sleep(0)
        return "$0.03"

    shop = Shop("asgi", routes={"/weather": quote})
    assert shop.paid().body == CONTENT and shop.payments[0].amount == 30_000


@both
def test_a_handler_may_change_its_mind(transport: str) -> None:
    shop = Shop(transport, clock=lambda: NOW, flow="authorization")
    shop.make = lambda: Made(status=700, body=[b"odd"])
    assert shop.paid().header("payment-response") is None
    assert shop.store.concluded == ["release"]


@both
@FLOWS
@pytest.mark.parametrize("answer", [0, 1, "", "no", [], object()])
def test_only_none_and_true_accept_a_payment(transport: str, flow: str, answer: object) -> None:
    shop = Shop(transport, flow=flow, **Ears(on_verified=answer).all)
    reply = shop.paid()
    assert (reply.status, shop.facilitator.settled) == (500, [])
    assert shop.paid().status == 500, "the payment was not used up"


@both
def test_no_handler_works_for_a_payer_without_money(transport: str) -> None:
    poor = x402.VerifyResponse(is_valid=False, invalid_reason="insufficient_funds")
    shop = Shop(transport, flow="authorization")
    shop.facilitator.verdict = poor
    assert shop.paid().status == 402
    assert (shop.runs, len(shop.facilitator.verified)) == (0, 1)
    trusting = Shop(transport, flow="authorization", facilitator_verify="undecided")
    trusting.facilitator.verdict = poor
    assert trusting.paid().status == 200


@FLOWS
def test_what_has_to_be_awaited_accepts_nothing_in_wsgi(flow: str) -> None:
    async def decline(payment: object) -> bool:
        return False

    shop = Shop("wsgi", flow=flow, on_verified=lambda payment: decline(payment))
    assert (shop.paid().status, shop.facilitator.settled) == (500, [])


def test_an_async_price_is_refused_at_once_in_wsgi() -> None:
    async def price(request: object) -> str:
        return "$0.01"

    with pytest.raises(InvalidValueError, match="prices"):
        Shop("wsgi", routes={"GET /weather": price})
