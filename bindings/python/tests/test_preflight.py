"""A browser's preflight: inside of the paywall it never runs what is paid for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.wsgi import WsgiToAsgi
from frameworks import ASGI, WSGI, Reached
from litestar import Litestar
from litestar import route as litestar_route
from paying import Script, pay, settings
from shop import Reply, ask_asgi, ask_wsgi, environ_of, scope_of
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount
from x402_core import asgi, wsgi

ORIGIN = {"Origin": "https://a.test"}
PREFLIGHT = {**ORIGIN, "Access-Control-Request-Method": "GET"}
BROWSER = {**PREFLIGHT, "Access-Control-Request-Headers": "payment-signature"}

Ask = Callable[..., Reply]


def asking(app: Any, *, speaks_asgi: bool) -> Ask:
    """Asks an application."""

    def ask(method: str, headers: Any = None, path: str = "/weather") -> Reply:
        pairs = (headers or {}).items()
        if speaks_asgi:
            return asyncio.run(ask_asgi(app, scope_of(method, path, headers=pairs)))
        environ = environ_of(method, path, headers=pairs)
        return ask_wsgi(app, {**environ, "SERVER_NAME": "shop.test", "SERVER_PORT": "443"})

    return ask


def charging(name: str, reached: Reached, **more: Any) -> tuple[Any, bool]:
    """An application that charges for `/weather`, and whether it speaks ASGI."""
    given = settings(Script(), **more)
    if name in ASGI:
        return asgi.PaymentMiddleware(ASGI[name](["/weather"], reached), **given), True
    return wsgi.PaymentMiddleware(WSGI[name](["/weather"], reached), **given), False


every = pytest.mark.parametrize("name", [*ASGI, *WSGI])


@every
@pytest.mark.parametrize("headers", [PREFLIGHT, BROWSER, ORIGIN, {}])
@pytest.mark.parametrize("route", ["GET /weather", "POST /weather", "/weat{rest}", "/*"])
def test_no_preflight_runs_a_paid_handler(
    name: str, headers: dict[str, str], route: str
) -> None:
    reached = Reached()
    app, speaks_asgi = charging(name, reached, routes={route: "$0.01"})
    reply = asking(app, speaks_asgi=speaks_asgi)("OPTIONS", headers)
    priced = " " not in route and headers in (ORIGIN, {})  # OPTIONS has a price here
    assert reply.status == (402 if priced else 405)
    assert reply.header("x-answer") is None and b"CONTENT" not in reply.body
    assert reached.runs == []


@every
def test_a_method_that_is_listed_as_free_is_free(name: str) -> None:
    reached = Reached()
    routes = {"GET /weather": "$0.01", "OPTIONS /weather": None}
    app, speaks_asgi = charging(name, reached, routes=routes)
    ask = asking(app, speaks_asgi=speaks_asgi)
    for headers in (PREFLIGHT, {}):
        assert ask("OPTIONS", headers).status == 200
    assert reached.runs == [("OPTIONS", "/weather")] * 2
    assert ask("GET").status == 402


@every
def test_a_preflight_can_be_sold(name: str) -> None:
    reached = Reached()
    app, speaks_asgi = charging(name, reached, routes={"OPTIONS /weather": "$0.01"})
    ask = asking(app, speaks_asgi=speaks_asgi)
    unpaid = ask("OPTIONS", PREFLIGHT)
    assert unpaid.status == 402 and reached.runs == []
    assert ask("OPTIONS", {**PREFLIGHT, **pay(dict(unpaid.headers))}).status == 200
    assert reached.runs == [("OPTIONS", "/weather")]


@every
def test_the_log_tells_once_where_cors_belongs(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "x402_core")
    app, speaks_asgi = charging(name, Reached())
    ask = asking(app, speaks_asgi=speaks_asgi)
    ask("OPTIONS")
    assert caplog.records == []
    for _ in range(3):
        assert ask("OPTIONS", PREFLIGHT).status == 405
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "CORS belongs outside of the paywall" in record.getMessage()
    how = "add_middleware(CORSMiddleware" if speaks_asgi else "WSGI middleware"
    assert how in record.getMessage()


over_asgi: Any = WsgiToAsgi
"""Serves a WSGI application over ASGI; its types are missing."""


def cors(app: Any) -> Any:
    """Starlette's CORS middleware around an ASGI application."""
    names = ["PAYMENT-REQUIRED", "PAYMENT-RESPONSE"]
    return CORSMiddleware(app, ["https://a.test"], allow_headers=["*"], expose_headers=names)


@every
def test_cors_outside_of_the_paywall_answers_preflights(name: str) -> None:
    reached = Reached()
    app, speaks_asgi = charging(name, reached)
    ask = asking(cors(app if speaks_asgi else over_asgi(app)), speaks_asgi=True)
    reply = ask("OPTIONS", BROWSER)
    assert reply.status == 200 and reached.runs == []
    assert reply.header("access-control-allow-origin") == "https://a.test"
    assert reply.header("access-control-allow-headers") == "payment-signature"
    unpaid = ask("GET", ORIGIN)
    assert unpaid.status == 402 and reached.runs == []
    assert unpaid.header("access-control-allow-origin") == "https://a.test"
    assert "PAYMENT-REQUIRED" in (unpaid.header("access-control-expose-headers") or "")
    paid = ask("GET", {**ORIGIN, **pay(dict(unpaid.headers))})
    assert (paid.status, paid.body) == (200, b"CONTENT")
    assert reached.runs == [("GET", "/weather")]


def test_the_last_middleware_added_is_the_outermost() -> None:
    """What the log advises for Starlette and FastAPI."""
    reached = Reached()
    for name in ("starlette", "fastapi"):
        app = ASGI[name](["/weather"], reached)
        app.add_middleware(asgi.PaymentMiddleware, **settings(Script()))
        app.add_middleware(CORSMiddleware, allow_origins=["https://a.test"], allow_headers=["*"])
        ask = asking(app, speaks_asgi=True)
        assert ask("OPTIONS", BROWSER).status == 200
        assert ask("GET", ORIGIN).header("access-control-allow-origin") == "https://a.test"
    assert reached.runs == []


def test_a_middleware_of_the_application_itself() -> None:
    """The paywall in Starlette's and Litestar's own lists, around what answers every method."""
    reached = Reached()
    paid = Middleware(asgi.PaymentMiddleware, **settings(Script(), routes={"/rpc": "$0.01"}))
    below = Starlette(routes=[Mount("/rpc", app=reached.asgi("/rpc"))], middleware=[paid])

    @litestar_route("/rpc", http_method=["GET", "POST", "OPTIONS"])
    async def rpc() -> str:
        reached.runs.append(("any", "/rpc"))
        return "CONTENT"

    def paywall(app: Any) -> Any:
        return asgi.PaymentMiddleware(app, **settings(Script(), routes={"/rpc": "$0.01"}))

    inside = Litestar([rpc], middleware=[paywall], openapi_config=None)
    around = paywall(Litestar([rpc], openapi_config=None))
    for app in (below, inside, around, Starlette(routes=[Mount("/", app=below)])):
        ask = asking(app, speaks_asgi=True)
        assert ask("OPTIONS", PREFLIGHT, "/rpc").status == 405
        assert ask("OPTIONS", {}, "/rpc").status == 402
    assert reached.runs == []


@pytest.mark.parametrize("name", ["starlette", "fastapi", "litestar", "raw-asgi"])
def test_below_a_mount_and_a_root(name: str) -> None:
    reached = Reached()
    app, _ = charging(name, reached)
    ask = asking(Starlette(routes=[Mount("/api", app=app)]), speaks_asgi=True)
    assert ask("OPTIONS", PREFLIGHT, "/api/weather").status == 405
    for path in ("/api/weather", "/weather"):
        scope = scope_of("OPTIONS", path, headers=PREFLIGHT.items(), root="/api")
        assert asyncio.run(ask_asgi(app, scope)).status == 405
    assert reached.runs == []


def test_half_a_preflight_and_other_spellings() -> None:
    reached = Reached()
    app, _ = charging("raw-asgi", reached, routes={"/weather": "$0.01"})
    ask = asking(app, speaks_asgi=True)
    half = {"Access-Control-Request-Method": "GET"}
    assert [ask("OPTIONS", headers).status for headers in (ORIGIN, half)] == [402, 402]
    assert ask("options", PREFLIGHT).status == 405
    assert ask("OPTIONS", PREFLIGHT, "//weather").status == 404
    assert ask("OPTIONS", PREFLIGHT, "/elsewhere").status == 200  # nothing is charged there
    assert reached.runs == [("OPTIONS", "/weather")]
