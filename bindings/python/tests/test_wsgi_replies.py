"""How paid answers leave a WSGI application: streams, `write`, errors, held back or not."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from paying import Script, Store, failure, pay, receipt_of, settings
from shop import ask_wsgi, environ_of
from x402_core.wsgi import PaymentMiddleware

FLOWS = pytest.mark.parametrize("flow", ["upfront", "authorization"])
App = Callable[[dict[str, Any], Any], Iterable[bytes]]
TEXT = [("Content-Type", "text/plain")]


class Body:
    """A body that knows whether it was closed."""

    def __init__(self, *parts: bytes | Exception) -> None:
        self.parts, self.closed = parts, 0

    def __iter__(self) -> Iterator[bytes]:
        for part in self.parts:
            if isinstance(part, Exception):
                raise part
            yield part

    def close(self) -> None:
        self.closed += 1


class Sale:
    """A WSGI application that costs a cent."""

    def __init__(self, app: App, *script: object, **more: Any) -> None:
        self.script, self.store = Script(*script), Store()
        self.app = PaymentMiddleware(app, **settings(self.script, replay_store=self.store, **more))

    def environ(self, *, method: str = "GET") -> dict[str, Any]:
        """A request that pays."""
        unpaid = ask_wsgi(self.app, environ_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers))
        return environ_of(method, "/weather", headers=headers.items())

    def paid(self, **more: Any) -> Any:
        return ask_wsgi(self.app, self.environ(**more))


def of(body: Any) -> App:
    """An application that answers with this."""

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", TEXT)
        return body

    return app


@FLOWS
@pytest.mark.parametrize(("script", "status"), [((), 200), ((failure("insufficient_funds"),), 402)])
def test_bodies_are_closed(flow: str, script: tuple[object, ...], status: int) -> None:
    body = Body(b"sun", b"ny")
    sale = Sale(of(body), *script, flow=flow)
    reply = sale.paid()
    assert reply.status == status
    assert reply.body == b"sunny" if status == 200 else b"sun" not in reply.body
    assert body.closed == (0 if (flow, status) == ("upfront", 402) else 1)


def test_a_stream_passes_as_it_comes_once_it_is_settled() -> None:
    taken: list[str] = []

    def app(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", TEXT)
        for part in ("sun", "ny"):
            taken.append(part)
            yield part.encode()

    sale = Sale(app)
    started: list[Any] = []

    def start_response(*arguments: Any) -> Any:
        started.append(arguments)

    body = sale.app(sale.environ(), start_response)
    assert taken == ["sun"] and started and sale.store.concluded == ["keep"]
    assert list(body) == [b"sun", b"ny"]
    getattr(body, "close")()  # noqa: B009
    # Of unknown length: settled at its start.
    late = Sale(app, flow="authorization")
    taken.clear()
    body = late.app(late.environ(), start_response)
    assert taken == ["sun"] and late.store.concluded == ["keep"]
    assert list(body) == [b"sun", b"ny"]
    held = Sale(of([b"sun", b"ny"]), flow="authorization")
    held.app(held.environ(), start_response)
    assert held.store.concluded == ["keep"]


@FLOWS
def test_write(flow: str) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        write = start_response("200 OK", TEXT)
        write(b"sun")
        write(b"n")
        return [b"y"]

    reply = Sale(app, flow=flow).paid()
    assert reply.body == b"sunny" and receipt_of(dict(reply.headers)).success
    assert Sale(app, flow="authorization", max_held_bytes=4).paid().status == 500


@FLOWS
def test_an_answer_may_be_replaced_before_it_leaves(flow: str) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", TEXT)
        try:
            raise LookupError
        except LookupError:
            start_response("503 Later", TEXT, sys.exc_info())
        return [b"later"]

    sale = Sale(app, flow=flow)
    reply = sale.paid()
    assert (reply.status, reply.body) == (503, b"later")
    assert sale.store.concluded == ["keep" if flow == "upfront" else "release"]


def test_what_is_too_long_to_be_held_back() -> None:
    body = Body(b"sun", b"ny")
    sale = Sale(of(body), flow="authorization", max_held_bytes=4)
    reply = sale.paid()
    assert reply.status == 200 and reply.body == b"sunny" and body.closed == 1
    assert sale.store.concluded == ["keep"]

    def liar(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [*TEXT, ("Content-Length", "2")])
        return lied

    lied = Body(b"sun", b"ny")
    sale = Sale(liar, flow="authorization", max_held_bytes=4)
    assert sale.paid().status == 500 and lied.closed == 1
    assert (sale.script.settled, sale.store.concluded) == ([], ["release"])


def fail(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    raise LookupError("handler")


def fail_lazily(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    raise LookupError("handler")
    yield b""


@pytest.mark.parametrize("app", [fail, fail_lazily])
def test_a_handler_that_raises_costs_nothing_where_its_answer_is_held_back(app: App) -> None:
    sale = Sale(app, flow="authorization")
    with pytest.raises(LookupError):
        sale.paid()
    assert (sale.script.settled, sale.store.concluded) == ([], ["release"])


@pytest.mark.parametrize("app", [fail, fail_lazily])
def test_a_handler_that_raises_after_settlement_gives_a_receipt(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    sale = Sale(app)
    reply = sale.paid()
    assert reply.status == 500 and receipt_of(dict(reply.headers)).success
    assert sale.store.concluded == ["keep"] and "LookupError" in caplog.text


def test_a_body_that_breaks_before_it_says_a_status() -> None:
    body = Body(LookupError("early"))
    sale = Sale(lambda environ, start_response: body)
    assert sale.paid().status == 500 and body.closed == 1
    assert sale.store.concluded == ["keep"]


def test_a_stream_that_breaks_after_settlement() -> None:
    body = Body(b"sun", LookupError("late"))
    sale = Sale(of(body))
    with pytest.raises(LookupError):
        sale.paid()
    assert sale.store.concluded == ["keep"] and body.closed == 1


@FLOWS
@pytest.mark.parametrize("status", [None, "", "abc", "099 Odd"])
def test_a_handler_that_says_no_status(flow: str, status: str | None) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if status is not None:
            start_response(status, TEXT)
        return [b"sunny"]

    sale = Sale(app, flow=flow)
    if status is None or flow == "authorization":
        assert sale.paid().status == 500
    elif status == "099 Odd":
        assert sale.paid().body == b"sunny"
    else:
        with pytest.raises(ValueError, match="invalid literal"):  # the test's server reads it
            sale.paid()
    assert sale.store.concluded == ["keep" if flow == "upfront" else "release"]


class Stopped(BaseException):
    """What stops a worker."""


STOPS = {
    ("reserve", "upfront"): [],  # nobody knows whether it was reserved
    ("verify", "upfront"): ["release"],
    ("settle", "upfront"): ["unresolved"],
    ("handler", "upfront"): ["keep"],
    ("settle", "authorization"): ["unresolved"],
    ("handler", "authorization"): ["release"],
}


@pytest.mark.parametrize(("place", "flow"), STOPS)
def test_a_worker_that_is_stopped(place: str, flow: str) -> None:
    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        if place == "handler":
            raise Stopped
        start_response("200 OK", TEXT)
        return [b"sunny"]

    def stop(*_: object, **__: object) -> Any:
        raise Stopped

    sale = Sale(app, flow=flow, facilitator_verify="always")
    environ = sale.environ()
    if place != "handler":
        setattr(sale.store if place == "reserve" else sale.script, place, stop)
    with pytest.raises(Stopped):
        ask_wsgi(sale.app, environ)
    assert sale.store.concluded == STOPS[place, flow]


@FLOWS
def test_fifty_at_once_and_one_is_served(flow: str) -> None:
    sale = Sale(of([b"sunny"]), flow=flow)
    environ = sale.environ()
    together = threading.Barrier(50)
    replies: list[Any] = []

    def run() -> None:
        together.wait()
        replies.append(ask_wsgi(sale.app, dict(environ)))

    threads = [threading.Thread(target=run) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(reply.status for reply in replies) == [200, *[402] * 49]
    assert (len(sale.script.settled), sale.store.concluded) == (1, ["keep"])


@FLOWS
def test_head_costs_nothing(flow: str) -> None:
    sale = Sale(of([b"sunny"]), flow=flow)
    unpaid = ask_wsgi(sale.app, environ_of("HEAD", "/weather"))
    assert (unpaid.status, unpaid.body) == (402, b"")
    assert sale.paid(method="HEAD").status == 200 and sale.script.settled == []
    assert sale.store.concluded == ["release"]
