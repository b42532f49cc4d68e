"""Prices that depend on the request's body, and prices that have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from conftest import NOW
from paying import pay, settings
from shop import Shop, ask_asgi, ask_wsgi, both, environ_of, scope_of
from x402_core import PaymentRequirements, asgi, header, wsgi
from x402_core.asgi import Charge, PriceChange, Request
from x402_core.errors import OfferError

LIMIT = 16
Ask = Callable[..., Any]


def price(request: Request) -> str:
    """A cent a byte."""
    assert request.body is not None
    return f"${max(len(request.body), 1) / 100:.2f}"


def echo(transport: str) -> Ask:
    """Asks an application that answers with the body that it has read."""
    routes = {"POST /weather": Charge(price, max_body_bytes=LIMIT)}
    given = settings(Shop(transport).facilitator, routes=routes)

    async def by_asgi(scope: Any, receive: Any, send: Any) -> None:
        parts, more = [], True
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            more = message.get("more_body", False)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"".join(parts)})

    def by_wsgi(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    app: Any
    if transport == "asgi":
        app = asgi.PaymentMiddleware(by_asgi, **given)
    else:
        app = wsgi.PaymentMiddleware(by_wsgi, **given)

    def ask(body: bytes, headers: Any = (), *, chunked: bool = False) -> Any:
        pairs = list(dict(headers).items())
        if transport == "asgi":
            parts = [body[:3], body[3:]] if chunked else [body]
            return asyncio.run(ask_asgi(app, scope_of("POST", "/weather", "", pairs), parts))
        environ = environ_of("POST", "/weather", "", pairs)
        environ["wsgi.input"] = BytesIO(body)
        if chunked:
            environ["wsgi.input_terminated"] = True
        else:
            environ["CONTENT_LENGTH"] = str(len(body))
        return ask_wsgi(app, environ)

    return ask


def amount(reply: Any) -> int:
    assert reply.status == 402, reply
    required = header.decode_payment_required(reply.header("payment-required") or "")
    return required.accepts[0].amount


@both
@pytest.mark.parametrize("chunked", [False, True])
def test_a_price_may_depend_on_the_body(transport: str, chunked: bool) -> None:
    ask = echo(transport)
    assert amount(ask(b"", chunked=chunked)) == 10_000
    unpaid = ask(b"sunny", chunked=chunked)
    assert amount(unpaid) == 50_000
    paid = pay(dict(unpaid.headers))
    # What is paid for one body does not buy a longer one.
    assert amount(ask(b"sunny day", paid, chunked=chunked)) == 90_000
    reply = ask(b"sunny", paid, chunked=chunked)
    assert (reply.status, reply.body) == (200, b"sunny")


@both
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_is_read_up_to_a_bound(transport: str, chunked: bool) -> None:
    ask = echo(transport)
    assert amount(ask(b"x" * LIMIT, chunked=chunked)) == LIMIT * 10_000
    for length in (LIMIT + 1, 1 << 20):
        reply = ask(b"x" * length, chunked=chunked)
        assert reply.status == 413 and b"16 bytes" in reply.body


@pytest.mark.parametrize("length", ["9", "-1", "1_0", "x", "9" * 40])
def test_a_body_that_is_not_as_long_as_stated_is_refused(length: str) -> None:
    routes = {"POST /weather": Charge(price, max_body_bytes=LIMIT)}
    shop = Shop("wsgi", routes=routes)
    environ = environ_of("POST", "/weather")
    environ |= {"wsgi.input": BytesIO(b"sunny"), "CONTENT_LENGTH": length}
    assert (ask_wsgi(shop.wsgi, environ).status, shop.runs) == (400, 0)


def test_a_client_that_goes_while_it_sends_its_body_gets_no_answer() -> None:
    routes = {"POST /weather": Charge(price, max_body_bytes=LIMIT)}
    shop = Shop("asgi", routes=routes)
    messages = iter([{"type": "http.request", "more_body": True}, {"type": "http.disconnect"}])

    async def receive() -> Any:
        return next(messages)

    async def send(message: Any) -> None:
        raise AssertionError(message)

    asyncio.run(shop.asgi(scope_of("POST", "/weather"), receive, send))
    assert shop.runs == 0


@both
def test_without_a_bound_the_body_is_not_read(transport: str) -> None:
    bodies: list[bytes | None] = []

    def look(request: Request) -> str:
        bodies.append(request.body)
        return "$0.01"

    assert Shop(transport, routes={"GET /weather": look}).get().status == 402
    assert bodies == [None]


@both
@pytest.mark.parametrize("by_function", [False, True])
def test_a_former_price_is_honoured_for_some_seconds(transport: str, by_function: bool) -> None:
    prices: list[Any] = ["$0.01"]
    now = [float(NOW)]
    shop = Shop(transport, routes={"GET /weather": lambda _: prices[0]}, clock=lambda: now[0])
    old = [shop.pay(entropy=entropy) for entropy in (7, 8)]
    change = PriceChange("$0.02", former="$0.01", at=NOW, seconds=30)
    if by_function:
        prices[0] = change
    else:
        shop = Shop(transport, routes={"GET /weather": change}, clock=lambda: now[0])
    assert amount(shop.get()) == 20_000
    now[0] += 30
    assert shop.get(headers=old[0]).status == 200
    assert shop.payments[0].amount == 10_000
    asked = shop.facilitator.settled[0].payment_requirements
    assert isinstance(asked, PaymentRequirements) and asked.amount == 10_000
    now[0] += 1
    late = shop.get(headers=old[1])
    assert amount(late) == 20_000 and shop.runs == 1
    now[0] -= 31
    assert shop.paid(entropy=9).status == 200
    assert shop.payments[1].amount == 20_000


@both
def test_a_mistake_in_a_former_price_is_found_at_once(transport: str) -> None:
    change = PriceChange("$0.02", former="$0", at=NOW, seconds=30)
    with pytest.raises(OfferError, match="price"):
        Shop(transport, routes={"GET /weather": change})
