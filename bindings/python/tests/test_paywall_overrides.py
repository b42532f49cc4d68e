"""Headers that override the method: some handlers obey them, so they must not change the price."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from paying import Script, settings
from shop import CONTENT, Shop, ask_asgi, ask_wsgi, both, environ_of, scope_of
from x402_core import asgi, wsgi

ROUTES = {
    "POST /orders": "$0.01",
    "DELETE /orders": "$0.50",
    "OPTIONS /orders": None,
    "PUT /orders": None,
    "/rpc": "$0.01",
    "GET /weather": "$0.01",
}

every_header = pytest.mark.parametrize(
    "header",
    [
        "X-HTTP-Method-Override",
        "x-http-method-override",
        "X-HTTP-Method",
        "X-Method-Override",
        "HTTP-Method-Override",
        "Method-Override",
    ],
)


@both
@every_header
@pytest.mark.parametrize(
    ("method", "path", "override"),
    [
        ("POST", "/orders", "DELETE"),
        ("POST", "/orders", " delete "),
        ("POST", "/orders", "POST, DELETE"),
        ("DELETE", "/orders", "POST"),
        ("PUT", "/orders", "DELETE"),  # free as it is
        ("OPTIONS", "/orders", "POST"),
        ("POST", "/orders", "PUT"),
        ("GET", "/weather", "POST"),
        ("POST", "/weather", "GET"),
        ("GET", "/weather", "WEBSOCKET"),
    ],
)
def test_another_result_is_refused(
    transport: str, header: str, method: str, path: str, override: str
) -> None:
    shop = Shop(transport, routes=ROUTES)
    reply = shop.get(path, {header: override}, method=method)
    refused_anyway = (method, path) == ("POST", "/weather")
    assert reply.status in ((400, 405) if refused_anyway else (400,))
    assert header.lower() in reply.body.decode().lower() or reply.status == 405
    assert shop.runs == 0


@both
@every_header
@pytest.mark.parametrize(
    ("method", "path", "override", "status"),
    [
        ("POST", "/orders", "POST", 402),
        ("POST", "/orders", "post", 402),
        ("GET", "/weather", "HEAD", 402),
        ("POST", "/rpc", "DELETE", 402),
        ("PUT", "/orders", "OPTIONS", 200),
        ("POST", "/elsewhere", "DELETE", 200),
    ],
)
def test_the_same_result_passes(
    transport: str, header: str, method: str, path: str, override: str, status: int
) -> None:
    shop = Shop(transport, routes=ROUTES)
    assert shop.get(path, {header: override}, method=method).status == status


@both
def test_several_headers_are_all_read(transport: str) -> None:
    shop = Shop(transport, routes=ROUTES)
    first, second = ("X-HTTP-Method-Override", "POST"), ("X-Method-Override", "DELETE")
    assert shop.get("/orders", [first, second], method="POST").status == 400
    assert shop.get("/orders", [second, first], method="POST").status == 400
    twice = [first, ("X-HTTP-Method-Override", "DELETE")]
    assert shop.get("/orders", twice, method="POST").status == 400
    paid = shop.get("/orders", [first], method="POST")
    assert paid.status == 402 and shop.runs == 0


@both
def test_a_payment_for_one_method_does_not_run_another(transport: str) -> None:
    """The handler obeys the header, as some frameworks' recipes do."""
    ran: list[str] = []

    async def obeys_asgi(scope: Any, receive: Any, send: Any) -> None:
        headers = dict(scope["headers"])
        ran.append(headers.get(b"x-http-method-override", scope["method"].encode()).decode())
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": CONTENT})

    def obeys_wsgi(environ: Any, start_response: Any) -> list[bytes]:
        ran.append(environ.get("HTTP_X_HTTP_METHOD_OVERRIDE", environ["REQUEST_METHOD"]))
        start_response("200 OK", [])
        return [CONTENT]

    given = settings(Script(), routes=ROUTES)
    shop = Shop(transport, routes=ROUTES)
    payment = shop.pay("/orders", method="POST")
    headers = [*payment.items(), ("X-HTTP-Method-Override", "DELETE")]
    if transport == "asgi":
        app = asgi.PaymentMiddleware(obeys_asgi, **given)
        scope = scope_of("POST", "/orders", headers=headers)
        reply = asyncio.run(ask_asgi(app, scope))
    else:
        reply = ask_wsgi(
            wsgi.PaymentMiddleware(obeys_wsgi, **given),
            environ_of("POST", "/orders", headers=headers),
        )
    assert (reply.status, ran) == (400, [])


def test_underscores_are_dashes_to_some_servers() -> None:
    """A WSGI application behind ASGI cannot tell them apart."""
    shop = Shop("asgi", routes=ROUTES)
    headers = {"X_HTTP_Method_Override": "DELETE"}
    assert shop.get("/orders", headers, method="POST").status == 400
