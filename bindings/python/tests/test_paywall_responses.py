"""A payment that comes again with its id: it gets the first response, whatever was lost."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import threading
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import NOW
from paying import Script, failure
from shop import CONTENT, Made, Shop, both, scope_of
from x402_core.errors import InvalidValueError
from x402_core.responses import MemoryResponseStore, SqliteResponseStore

flows = pytest.mark.parametrize("flow", ["authorization", "upfront"])


def shop_of(transport: str, **more: Any) -> Shop:
    """A shop that keeps responses."""
    shop = Shop(transport, **{"responses": MemoryResponseStore(), **more})
    shop.make = made
    return shop


def made(status: int = 200, *headers: tuple[str, str]) -> Made:
    """A short answer; one without a length is a stream to ASGI, and passes."""
    return Made(status, [("Content-Length", str(len(CONTENT))), *headers])


def changed(paid: dict[str, str], change: Any) -> dict[str, str]:
    """The same payment with other extensions."""
    ((name, value),) = paid.items()
    message = json.loads(base64.b64decode(value))
    change(message["extensions"])
    return {name: base64.b64encode(json.dumps(message).encode()).decode()}


def id_of(paid: dict[str, str]) -> str:
    """A payment's id."""
    (value,) = paid.values()
    info = json.loads(base64.b64decode(value))["extensions"]["payment-identifier"]["info"]
    return str(info["id"])


@both
@flows
def test_a_payment_that_comes_again_gets_the_first_response(transport: str, flow: str) -> None:
    shop = shop_of(transport, flow=flow)
    shop.make = lambda: made(201, ("X-Sold", "1"))
    paid = shop.pay()
    first = shop.get(headers=paid)
    assert (first.status, first.body) == (201, CONTENT)
    shop.make = lambda: made(500)
    for _ in range(3):
        again = shop.get(headers=paid)
        assert (again.status, again.body) == (first.status, first.body)
        assert again.header("payment-response") == first.header("payment-response")
        assert again.header("x-sold") == "1"
        assert again.header("content-length") == str(len(CONTENT))
    assert shop.runs == 1
    assert len(shop.facilitator.settled) == 1


@both
@flows
def test_another_payment_or_request_with_the_id_is_a_conflict(transport: str, flow: str) -> None:
    shop = shop_of(transport, flow=flow, routes={"GET /weather": "$0.01", "PUT /weather": "$0.01"})
    paid = shop.pay()
    assert shop.get(headers=paid).status == 200

    def same_id(extensions: Any) -> None:
        extensions["payment-identifier"]["info"]["id"] = id_of(paid)

    other = changed(shop.pay(entropy=8), same_id)
    for path, headers, method in [
        ("/weather", other, "GET"),
        ("/weather?city=Bern", paid, "GET"),
        ("/weather", paid, "PUT"),
    ]:
        reply = shop.get(path, headers, method=method)
        assert reply.status == 409, (path, method)
        assert json.loads(reply.body)["error"] == "payment_identifier_conflict"
        assert reply.header("retry-after") is None
    assert (shop.runs, len(shop.facilitator.settled)) == (1, 1)
    assert shop.get(headers=paid).status == 200


@both
def test_an_id_that_is_required(transport: str) -> None:
    from x402_core.asgi import Charge

    route = Charge("$0.01", requires_payment_id=True)
    shop = shop_of(transport, routes={"GET /weather": route})
    paid = shop.pay()
    without = changed(paid, lambda extensions: extensions.pop("payment-identifier"))
    reply = shop.get(headers=without)
    assert reply.status == 400
    assert json.loads(reply.body)["pointer"] == "/extensions/payment-identifier/info/id"

    def short(extensions: Any) -> None:
        extensions["payment-identifier"]["info"]["id"] = "x" * 15

    assert shop.get(headers=changed(paid, short)).status == 400
    assert shop.runs == 0
    assert shop.get(headers={**without, "Idempotency-Key": "an-order-of-mine-7"}).status == 200
    with pytest.raises(InvalidValueError, match="requires_payment_id"):
        Shop(transport, routes={"GET /weather": route})


@both
@flows
def test_the_first_request_is_answered_first(transport: str, flow: str) -> None:
    shop = shop_of(transport, flow=flow)
    paid, busy = shop.pay(), []

    def make() -> Made:
        # While the handler works, the client has given up and asks again.
        thread = threading.Thread(target=lambda: busy.append(shop.get(headers=paid)))
        thread.start()
        thread.join()
        return made()

    shop.make = make
    assert shop.get(headers=paid).status == 200
    (reply,) = busy
    assert (reply.status, reply.header("retry-after")) == (409, "5")
    assert json.loads(reply.body)["retryAction"] == "retry_same_payment"
    assert shop.get(headers=paid).body == CONTENT
    assert (shop.runs, len(shop.facilitator.settled)) == (1, 1)


@both
def test_what_bought_nothing_leaves_the_id_free(transport: str) -> None:
    responses = MemoryResponseStore()
    shop = shop_of(transport, facilitator=Script(failure("insufficient_funds")), responses=responses)
    paid = shop.pay()
    assert shop.get(headers=paid).status == 402
    assert len(responses) == 0
    assert shop.get(headers=paid).status == 200
    assert len(responses) == 1

    shop = shop_of(transport, flow="authorization", responses=MemoryResponseStore())
    shop.make = lambda: made(404)
    paid = shop.pay()
    assert shop.get(headers=paid).status == 404
    shop.make = made
    assert shop.get(headers=paid).status == 200


@both
def test_a_response_that_is_long_is_not_kept_and_not_sold_twice(transport: str) -> None:
    shop = shop_of(transport)
    for length in (70_000, None):  # of unknown length it is a stream
        stated = [] if length is None else [("Content-Length", str(length))]
        body = [b"x"] * 2 if length is None else [b"x" * length]
        shop.make = partial(Made, 200, stated, body)
        paid = shop.pay(entropy=7 if length else 8)
        assert shop.get(headers=paid).status == 200
        again = shop.get(headers=paid)
        kept = length is None and transport == "wsgi"  # where a list has a length
        assert again.status == (200 if kept else 402)
    assert (shop.runs, len(shop.facilitator.settled)) == (2, 2)


@both
def test_a_store_that_fails_serves_nothing(transport: str) -> None:
    class Broken(MemoryResponseStore):
        def recall(self, *arguments: Any, **named: Any) -> str | None:
            raise OSError("no store")

    shop = shop_of(transport, responses=Broken())
    reply = shop.get(headers=shop.pay())
    assert reply.status == 503
    assert json.loads(reply.body)["error"] == "response_store_unavailable"
    assert (shop.runs, len(shop.facilitator.settled)) == (0, 0)
    with pytest.raises(InvalidValueError, match="responses"):
        Shop(transport, responses=object())


@pytest.mark.parametrize("flow", ["authorization", "upfront"])
def test_a_response_that_is_lost_comes_again(flow: str) -> None:
    shop = shop_of("asgi", flow=flow)
    paid = shop.pay()

    async def lose() -> None:
        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: Any) -> None:
            raise OSError("the client has gone")

        with pytest.raises(OSError, match="gone"):
            await shop.asgi(scope_of("GET", "/weather", "", paid.items()), receive, send)

    asyncio.run(lose())
    again = shop.get(headers=paid)
    assert (again.status, again.body) == (200, CONTENT)
    assert again.header("payment-response")
    assert (shop.runs, len(shop.facilitator.settled)) == (1, 1)


def test_blind_retries_pay_once_whatever_is_lost() -> None:
    """Many requests at once with the same payment, half of whose answers are lost."""
    shop = shop_of("asgi", flow="authorization")
    intents = [shop.pay(entropy=1 + number) for number in range(20)]

    async def buyer(paid: dict[str, str], number: int) -> None:
        bodies = []
        for attempt in range(6):

            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": b""}

            sent: list[dict[str, Any]] = []

            async def send(
                message: Any, sent: Any = sent, lost: bool = (number + attempt) % 2 == 0
            ) -> None:
                if lost:
                    raise OSError("lost")
                sent.append(message)

            try:
                await shop.asgi(scope_of("GET", "/weather", "", paid.items()), receive, send)
            except OSError:
                continue
            if sent[0]["status"] == 200:
                bodies.append(b"".join(part.get("body", b"") for part in sent[1:]))
            else:
                assert sent[0]["status"] == 409
        assert bodies and set(bodies) == {CONTENT}

    async def all_buyers() -> None:
        await asyncio.gather(*(buyer(paid, n) for n, paid in enumerate(intents) for _ in range(2)))

    asyncio.run(all_buyers())
    assert (shop.runs, len(shop.facilitator.settled)) == (20, 20)


def stores(folder: Path) -> list[Any]:
    """Each kind of store, with room for three."""
    return [
        MemoryResponseStore(max_responses=3),
        SqliteResponseStore(folder / "responses", max_responses=3),
    ]


@pytest.mark.parametrize("kind", [0, 1], ids=["memory", "sqlite"])
def test_a_store_puts_and_replaces_in_one_step(kind: int, tmp_path: Path) -> None:
    store = stores(tmp_path)[kind]
    assert store.recall("a", None, 10, now=NOW) is None
    assert store.recall("a", "1", 10, now=NOW) is None
    assert store.recall("a", "2", 10, now=NOW) == "1"
    store.replace("a", "2", "3", 10, now=NOW)
    assert store.recall("a", None, 10, now=NOW) == "1"
    store.replace("a", "1", "3", 20, now=NOW)
    assert store.recall("a", None, 10, now=NOW + 20) == "3"
    assert store.recall("a", "4", 10, now=NOW + 21) is None
    assert store.recall("a", None, 10, now=NOW + 21) == "4"
    store.replace("a", "4", None, 10, now=NOW + 21)
    assert store.recall("a", None, 10, now=NOW + 21) is None
    for key in "bcde":
        assert store.recall(key, key, 10, now=NOW) is None
    assert [store.recall(key, None, 10, now=NOW) for key in "bcde"] == [None, "c", "d", "e"]


@pytest.mark.parametrize("kind", [0, 1], ids=["memory", "sqlite"])
def test_of_many_requests_one_holds_an_id(kind: int, tmp_path: Path) -> None:
    store, found = stores(tmp_path)[kind], []
    ask = [
        threading.Thread(target=lambda n=n: found.append(store.recall("a", str(n), 9, now=NOW)))
        for n in range(16)
    ]
    for thread in ask:
        thread.start()
    for thread in ask:
        thread.join()
    assert found.count(None) == 1 and len(set(found)) == 2


def test_a_file_is_its_owners_and_shared_by_processes(tmp_path: Path) -> None:
    path = tmp_path / "responses"
    SqliteResponseStore(path).recall("a", "1", 10, now=NOW)
    assert os.stat(path).st_mode & 0o777 == 0o600
    assert SqliteResponseStore(path).recall("a", "2", 10, now=NOW) == "1"
