"""How paid answers leave an ASGI application: streams, errors, background work, held back or not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from asgi_client import Client
from paying import AsyncScript, Store, failure, pay, receipt_of, settings
from shop import scope_of
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route
from x402_core.asgi import PaymentMiddleware

Endpoint = Callable[[Request], Any]
FLOWS = pytest.mark.parametrize("flow", ["upfront", "authorization"])


class Sale:
    """A Starlette application with one endpoint that costs a cent."""

    def __init__(self, endpoint: Endpoint, *script: object, **more: Any) -> None:
        self.script, self.store = AsyncScript(*script), Store()
        given = settings(self.script, replay_store=self.store, **more)
        middleware = [Middleware(PaymentMiddleware, **given)]
        self.app = Starlette(routes=[Route("/weather", endpoint)], middleware=middleware)
        self.client = Client(self.app, raises=False)

    def paid(self, **more: Any) -> Any:
        headers = pay(self.client.get("/weather").headers)
        return self.client.get("/weather", headers={**headers, **more})


async def stream(_: Request) -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        for part in (b"sun", b"", b"ny"):
            yield part

    return StreamingResponse(parts())


async def nothing() -> Any:
    return {"type": "http.request", "body": b"", "more_body": False}


@FLOWS
def test_a_stream_arrives_whole(flow: str) -> None:
    sale = Sale(stream, flow=flow)
    reply = sale.paid()
    assert (reply.status_code, reply.content) == (200, b"sunny")
    assert receipt_of(reply.headers).success and sale.store.concluded == ["keep"]


def messages(sale: Sale) -> list[tuple[str, int]]:
    """What leaves, and how many settlements there were when it left."""
    headers = pay(sale.client.get("/weather").headers)
    left: list[tuple[str, int]] = []

    async def run() -> None:
        async def send(message: Any) -> None:
            left.append((message["type"][14:], len(sale.script.settled)))

        async def receive() -> Any:
            await asyncio.sleep(0)
            return {"type": "http.request", "body": b"", "more_body": False}

        await sale.app(scope_of("GET", "/weather", headers=headers.items()), receive, send)

    asyncio.run(run())
    return left


async def whole(_: Request) -> Response:
    return Response(b"sunny")


async def events(_: Request) -> Response:
    return Response(b"data: sunny\n\n", media_type="text/event-stream")


def test_what_is_not_held_back_is_settled_before_its_first_byte() -> None:
    for endpoint in (events, whole):
        sale = Sale(endpoint, flow="authorization", max_held_bytes=1)
        assert messages(sale)[0] == ("start", 1)
        assert sale.store.concluded == ["keep"]
        refused = Sale(endpoint, failure("insufficient_funds"), flow="authorization")
        reply = refused.paid()
        assert reply.status_code == 402 and b"sunny" not in reply.content


def test_a_stream_that_is_not_settled_does_not_leave() -> None:
    sale = Sale(stream, failure("insufficient_funds"), flow="authorization")
    reply = sale.paid()
    assert reply.status_code == 402 and b"sun" not in reply.content
    assert sale.store.concluded == ["release"]


def test_a_stream_passes_as_it_comes_once_it_is_settled() -> None:
    assert messages(Sale(stream)) == [("start", 1), *[("body", 1)] * 4]
    # Of unknown length: settled at its start.
    assert messages(Sale(stream, flow="authorization")) == [("start", 1), *[("body", 1)] * 4]
    assert messages(Sale(whole, flow="authorization")) == [("start", 1), ("body", 1)]


@FLOWS
def test_background_work_comes_after_the_answer(flow: str) -> None:
    done: list[int] = []

    async def endpoint(_: Request) -> Response:
        return Response("sunny", background=BackgroundTask(work))

    def work() -> None:
        done.append(len(sale.script.settled))

    sale = Sale(endpoint, flow=flow)
    assert sale.paid().text == "sunny" and done == [1]


def test_an_answer_that_nobody_paid_for_has_no_background_work() -> None:
    done: list[int] = []

    async def endpoint(_: Request) -> Response:
        return Response("sunny", background=BackgroundTask(done.append, 1))

    sale = Sale(endpoint, failure("insufficient_funds"), flow="authorization")
    reply = sale.paid()
    assert reply.status_code == 402 and "sunny" not in reply.text and done == []
    assert sale.store.concluded == ["release"]


def test_what_is_too_long_to_be_held_back() -> None:
    for endpoint in (stream, whole):
        for most in (4, 5):
            sale = Sale(endpoint, flow="authorization", max_held_bytes=most)
            assert sale.paid().content == b"sunny" and sale.store.concluded == ["keep"]
            assert Sale(endpoint, max_held_bytes=most).paid().content == b"sunny"

    async def liar(_: Request) -> Response:
        response = StreamingResponse(iter([b"sun", b"ny"]))
        response.headers["content-length"] = "2"
        return response

    sale = Sale(liar, flow="authorization", max_held_bytes=4)
    assert sale.paid().status_code == 500
    assert (sale.script.settled, sale.store.concluded) == ([], ["release"])


async def fail(_: Request) -> Response:
    raise LookupError("handler")


async def fail_late(_: Request) -> StreamingResponse:
    async def parts() -> AsyncIterator[bytes]:
        yield b"sun"
        raise LookupError("stream")

    return StreamingResponse(parts())


@pytest.mark.parametrize("endpoint", [fail])
def test_a_handler_that_raises_costs_nothing_where_its_answer_is_held_back(
    endpoint: Endpoint,
) -> None:
    sale = Sale(endpoint, flow="authorization")
    reply = sale.paid()
    assert reply.status_code == 500 and b"sun" not in reply.content
    assert (sale.script.settled, sale.store.concluded) == ([], ["release"])
    with pytest.raises(LookupError):
        Client(sale.app).get("/weather", headers=pay(sale.client.get("/weather").headers))


def test_a_handler_that_raises_after_settlement_gives_a_receipt() -> None:
    sale = Sale(fail)
    reply = sale.paid()
    assert reply.status_code == 500 and receipt_of(reply.headers).success
    assert sale.store.concluded == ["keep"]
    late = Sale(fail_late)
    assert late.paid().status_code == 200 and late.store.concluded == ["keep"]


@pytest.mark.parametrize("said", [[], ["http.response.start"], ["http.response.body"]])
@FLOWS
def test_a_handler_that_says_half_of_it(said: list[str], flow: str) -> None:
    async def half(scope: Any, receive: Any, send: Any) -> None:
        for kind in said:
            await send({"type": kind, "status": 200, "headers": [], "more_body": True})

    store = Store()
    app = PaymentMiddleware(half, **settings(AsyncScript(), replay_store=store, flow=flow))
    client = Client(app, raises=False)
    headers = pay(client.get("/weather").headers)
    if flow == "upfront" and "http.response.start" in said:
        with pytest.raises(AssertionError):  # the client's: the server would break it off
            client.get("/weather", headers=headers)
    else:
        assert client.get("/weather", headers=headers).status_code == 500
    assert store.concluded == ["keep" if flow == "upfront" else "release"]


@FLOWS
def test_files_and_middlewares_below(flow: str, tmp_path: Any) -> None:
    path = tmp_path / "weather.txt"
    path.write_text("sunny")

    class Below(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: Any) -> Any:
            response = await call_next(request)
            response.headers["X-Below"] = "yes"
            return response

    async def endpoint(_: Request) -> Response:
        return FileResponse(path)

    for script, status in (((), 200), ((failure("insufficient_funds"),), 402)):
        store = Store()
        given = settings(AsyncScript(*script), replay_store=store, flow=flow)
        stack = [Middleware(PaymentMiddleware, **given), Middleware(Below)]
        app = Starlette(routes=[Route("/weather", endpoint)], middleware=stack)
        client = Client(app)
        reply = client.get("/weather", headers=pay(client.get("/weather").headers))
        assert reply.status_code == status and ("sunny" in reply.text) == (status == 200)
        assert store.concluded == ["keep" if status == 200 else "release"]


def test_other_ways_to_send_do_not_pass_what_is_held_back() -> None:
    async def sly(scope: Any, receive: Any, send: Any) -> None:
        assert scope["extensions"] == {}
        await send({"type": "http.response.push", "path": "/", "headers": []})
        await send({"type": "http.response.start", "status": 200, "headers": [], "trailers": True})
        await send({"type": "http.response.pathsend", "path": "/etc/hosts"})
        await send({"type": "http.response.body", "body": memoryview(b"sunny")})
        await send({"type": "http.response.trailers", "headers": []})
        await send({"type": "http.response.body", "body": b"more"})

    given = settings(AsyncScript(), flow="authorization")
    app = PaymentMiddleware(sly, **given)
    headers = pay(Client(app).get("/weather").headers).items()
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(app(scope_of("GET", "/weather", headers=headers), nothing, send))
    start, body = sent
    assert "trailers" not in start and body["body"] == b"sunny"
