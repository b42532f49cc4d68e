"""The facilitator clients over real connections, with servers that do not behave."""

from __future__ import annotations

import asyncio
import json
import socket

import httpx
import pytest
from conftest import NOW
from facilitator_clients import ANSWERS, REQUESTS, SETTLE, Asker
from rude_server import Conduct, closes, hangs, rude_server, sends, stalls, talks_nonsense
from x402_core.errors import FacilitatorError
from x402_core.facilitator import AsyncFacilitatorClient
from x402_core.testing import TestFacilitator, TimeOut, serve


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def asker(request: pytest.FixtureRequest) -> Asker:
    return Asker(request.param)


def good(name: str) -> bytes:
    return json.dumps(ANSWERS[name]).encode()


@pytest.mark.parametrize(
    ("conduct", "failure", "status", "says"),
    [
        (closes, "no_response", None, "the connection broke"),
        (hangs, "no_response", None, "no answer within 0.05 s"),
        (stalls, "no_response", None, "no answer within 0.05 s"),
        (talks_nonsense, "no_response", None, "the connection broke"),
        (sends(200, good("settle"), 1_000), "no_response", None, "the connection broke"),
        (sends(200, b"<html>"), "invalid_response", 200, "6 bytes of no content type"),
        (sends(200, b"{" * 100), "invalid_response", 200, "100 bytes"),
        (sends(200, b" " * 3_000_000), "invalid_response", None, "more than 262144 bytes"),
        (sends(500, b"oops"), "no_response", 500, "out of order"),
        (sends(302, b""), "not_processed", 302, "redirect"),
    ],
)
def test_what_a_server_may_do(
    asker: Asker, conduct: Conduct, failure: str, status: int | None, says: str
) -> None:
    with rude_server(conduct) as rude:
        seconds = 0.05 if conduct in (hangs, stalls) else 60.0
        with pytest.raises(FacilitatorError) as raised:
            asker.call("settle", url=rude.url, settle_timeout=seconds)
        assert len(rude.requests) == 1 and rude.requests[0].startswith(b"POST /settle ")
    error = raised.value
    assert (error.failure, error.status) == (failure, status)
    assert says in str(error) and f"POST {rude.url}/settle: " in str(error)
    assert SETTLE.payment_payload.payload["signature"] not in str(error)


@pytest.mark.parametrize("conduct", [closes, sends(500, b"oops")])
def test_asking_again_helps(asker: Asker, conduct: Conduct) -> None:
    with rude_server(conduct, sends(200, good("verify"), stays=False)) as rude:
        assert asker.call("verify", url=rude.url).is_valid
        assert len(rude.requests) == 2 and len(asker.waits) == 1


def test_a_failed_settlement_is_an_answer(asker: Asker) -> None:
    failed = {"success": False, "errorReason": "x", "transaction": "", "network": "eip155:84532"}
    with rude_server(sends(200, json.dumps(failed).encode(), stays=False)) as rude:
        assert asker.call("settle", url=rude.url).error_reason == "x"


def test_a_connection_is_used_again(asker: Asker) -> None:
    names = ["verify", "settle", "supported"]
    with rude_server(*[sends(200, good(name)) for name in names]) as rude:
        answer = asker.call(" ".join(names), url=rude.url)
        assert answer.to_dict() == ANSWERS["supported"]
        assert (len(rude.requests), rude.connections) == (3, 1)


@pytest.mark.parametrize("name", list(REQUESTS))
def test_nobody_is_there(asker: Asker, name: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FacilitatorError, match="no connection") as raised:
        asker.call(name, url=f"http://127.0.0.1:{port}")
    assert raised.value.failure == "not_processed" and len(asker.waits) == 2


def test_it_pays_at_a_test_facilitator(asker: Asker) -> None:
    facilitator = TestFacilitator(now=lambda: NOW)
    with serve(facilitator) as (url, _):
        assert asker.call("verify", url=url).is_valid
        facilitator.next_settle(TimeOut(settles=True))
        with pytest.raises(FacilitatorError) as raised:
            asker.call("settle", url=url)
        assert raised.value.failure == "no_response"
        assert asker.call("settle", url=url).success
        assert len(facilitator.settlements) == 1
        assert asker.call("supported", url=url) == facilitator.supported()


def test_a_client_of_many_loops() -> None:
    with serve() as (url, facilitator):
        client = AsyncFacilitatorClient(url)

        async def ask() -> None:
            assert (await client.supported()).kinds
            assert (await client.supported()).kinds

        for _ in range(3):
            asyncio.run(ask())
        assert len(facilitator.calls) == 6
        asyncio.run(client.aclose())
        with pytest.raises(FacilitatorError, match="the client is closed"):
            asyncio.run(client.supported())


def test_what_nobody_thought_of_is_no_answer(asker: Asker) -> None:
    def fails(request: httpx.Request) -> httpx.Response:
        raise RuntimeError("the event loop is closed")

    with pytest.raises(FacilitatorError, match="RuntimeError") as raised:
        asker.call("settle", handler=fails)
    assert raised.value.failure == "no_response" and raised.value.__cause__ is not None
