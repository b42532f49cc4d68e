"""Other scopes than a request for a page: lifespan, WebSockets, mounted applications."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from asgi_client import Client
from paying import AsyncScript, Script, pay, settings
from shop import scope_of
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from x402_core.asgi import PaymentMiddleware, payment_of


class Recorder:
    """An application that notes what it is asked."""

    def __init__(self) -> None:
        self.scopes: list[Any] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.scopes.append(scope)


async def nothing() -> Any:
    return {"type": "websocket.connect"}


def ask(app: Any, scope: dict[str, Any]) -> list[Any]:
    """What an application sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope, nothing, send))
    return sent


@pytest.mark.parametrize("kind", ["lifespan", "something.new"])
def test_what_is_no_request_passes(kind: str) -> None:
    inner = Recorder()
    scope = {"type": kind}
    assert ask(PaymentMiddleware(inner, **settings(Script())), scope) == []
    assert inner.scopes == [scope]


def test_a_websocket_is_no_hole() -> None:
    inner = Recorder()
    app = PaymentMiddleware(
        inner, **settings(Script(), routes={"/feed/*": "$1", "WEBSOCKET /feed/open": None})
    )
    socket: dict[str, Any] = {"type": "websocket", "headers": [], "root_path": ""}
    for path in ("/feed/a", "/feed", "//feed/a", "/FEED/a"):
        (closed,) = ask(app, {**socket, "path": path})
        assert (closed["type"], closed["code"]) == ("websocket.close", 1008)
    assert inner.scopes == []
    for path in ("/feed/open", "/elsewhere"):
        ask(app, {**socket, "path": path})
    assert len(inner.scopes) == 2


class Closing(AsyncScript):
    """A client that is made from a URL."""

    closed = 0

    async def aclose(self) -> None:
        self.closed += 1


def test_a_client_made_here_is_closed_with_the_application(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Closing] = []

    def make(url: str) -> Closing:
        assert url == "https://facilitator.test"
        made.append(Closing())
        return made[-1]

    monkeypatch.setattr("x402_core.facilitator.AsyncFacilitatorClient", make)
    app = PaymentMiddleware(Recorder(), **settings("https://facilitator.test"))
    ask(app, {"type": "lifespan"})
    assert [client.closed for client in made] == [1]
    client = Client(app, raises=False)
    client.get("/weather", headers=pay(client.get("/weather").headers))
    assert len(made) == 2 and len(made[1].settled) == 1
    own = Closing()
    ask(PaymentMiddleware(Recorder(), **settings(own)), {"type": "lifespan"})
    assert own.closed == 0


async def weather(request: Request) -> Response:
    payment = payment_of(request.scope)
    return PlainTextResponse("nobody" if payment is None else "sunny")


def test_a_mounted_application_charges_for_its_own_paths() -> None:
    inner = Starlette(
        routes=[Route("/weather", weather)],
        middleware=[Middleware(PaymentMiddleware, **settings(Script()))],
    )
    client = Client(Starlette(routes=[Mount("/api", inner), Route("/weather", weather)]))
    assert client.get("/weather").text == "nobody"
    unpaid = client.get("/api/weather")
    assert unpaid.status_code == 402
    assert client.get("/api/weather", headers=pay(unpaid.headers)).text == "sunny"


@pytest.mark.parametrize(
    "path", ["/weather", "/weather/", "//weather", "/weath%65r", "/x/../weather", "/%2fweather"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "get"])
def test_nothing_is_served_to_who_does_not_pay(path: str, method: str) -> None:
    app = Starlette(
        routes=[Route("/weather", weather), Mount("/x", routes=[Route("/weather", weather)])],
        middleware=[Middleware(PaymentMiddleware, **settings(Script()))],
    )
    reply = Client(app).request(method, path)
    assert reply.status_code in (402, 404, 405)
    assert "sunny" not in reply.text and "nobody" not in reply.text


def test_a_root_path_of_the_server() -> None:
    inner = Recorder()
    app = PaymentMiddleware(inner, **settings(Script()))
    sent = ask(app, scope_of("GET", "/api/weather", root="/api"))
    assert sent[0]["status"] == 402 and inner.scopes == []


def test_headers_may_be_lists_as_some_servers_have_them() -> None:
    app = PaymentMiddleware(Recorder(), **settings(Script()))
    scope = {**scope_of("GET", "/weather"), "headers": [[b"host", b"shop.test"], [b"a", b"b"]]}
    assert ask(app, scope)[0]["status"] == 402


def test_what_the_application_notes_in_the_scope_stays() -> None:
    async def noting(scope: Any, receive: Any, send: Any) -> None:
        scope["route"] = "noted"

    app = PaymentMiddleware(noting, **settings(Script()))
    unpaid = Client(app).get("/weather")
    scope = scope_of("GET", "/weather", headers=pay(unpaid.headers).items())
    assert ask(app, scope)[0]["status"] == 500 and scope["route"] == "noted"
