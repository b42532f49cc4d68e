"""A retry layer above a client makes requests anew, and pays once."""

from __future__ import annotations

import threading
from typing import Any

import httpx
import pytest
import x402_core.httpx
from conftest import NOW, PAY_TO
from x402_core.client import EvmSigningKey
from x402_core.errors import NotPaidError, PaymentError, PaymentRefusedError, PaymentUnknownError
from x402_core.payer import Payer
from x402_core.replay import MemoryReplayStore
from x402_core.responses import MemoryResponseStore
from x402_core.testing import TestFacilitator
from x402_core.wsgi import PaymentMiddleware

from .conftest import Send
from .shop import Reply, Shop
from .test_outcomes import script

URL = "https://shop.example/"


def test_a_request_that_is_made_again_goes_on_with_its_payment(sender: Send, shop: Shop) -> None:
    handler, payments = script(shop, *[None] * 5)
    send = sender(handler, per_day="$0.01")
    with pytest.raises(PaymentUnknownError):
        send(URL)
    assert len(payments) == 4
    with pytest.raises(NotPaidError, match="over_budget"):
        send(f"{URL}another")
    got = send(URL)
    assert got.text == "sunny" and got.paid.sendings == 6
    assert len(payments) == 6 and len(set(payments)) == 1


def test_another_request_is_another_payment(sender: Send, shop: Shop) -> None:
    keyed = {"Idempotency-Key": "an-order-of-mine"}
    requests: list[tuple[dict[str, Any], bool]] = [
        ({"method": "POST", "body": b"a"}, True),
        ({"method": "POST", "body": b"b"}, False),
        ({"method": "PUT", "body": b"a"}, False),
        ({"method": "POST", "body": b"a", "headers": keyed}, False),
    ]
    for again, is_same in requests:
        handler, payments = script(shop, None)
        send = sender(handler)
        with pytest.raises(PaymentUnknownError, match="sent once"):
            send(URL, method="POST", body=b"a")
        assert send(URL, **again).text == "sunny"
        assert len(set(payments)) == (1 if is_same else 2), again
        # What is answered is not in doubt: the next request is another payment.
        assert send(URL, **again).text == "sunny"
        assert len(set(payments)) == (2 if is_same else 3), again


def test_a_payment_that_was_used_before_is_not_followed_by_another(
    sender: Send, shop: Shop
) -> None:
    spent = Reply(402, shop.required_because("duplicate_settlement"))
    handler, payments = script(shop, None, spent)
    now = [NOW]
    send = sender(handler, clock=lambda: now[0])
    for _ in range(3):
        with pytest.raises(PaymentRefusedError, match="duplicate_settlement"):
            send(URL)
    assert len(payments) == 2 and len(set(payments)) == 1
    now[0] += 10_000
    assert send(URL).text == "sunny" and len(set(payments)) == 2


class Lossy(httpx.BaseTransport):
    """Loses every second answer to a payment, after the server has sent it."""

    def __init__(self, app: Any) -> None:
        self.transport = httpx.WSGITransport(app)
        self.paid = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.transport.handle_request(request)
        if "payment-signature" in request.headers:
            self.paid += 1
            if self.paid % 2:
                raise httpx.ReadError("lost", request=request)
        return response


def test_every_buyer_pays_once_for_each_intent(key: EvmSigningKey) -> None:
    facilitator, sold = TestFacilitator(now=lambda: NOW), []

    def app(environ: Any, start_response: Any) -> list[bytes]:
        body = environ["QUERY_STRING"].encode() + environ["wsgi.input"].read()
        sold.append(body)
        start_response("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    paywall = PaymentMiddleware(
        app,
        routes={"GET /n": "$0.01", "POST /n": "$0.01"},
        pay_to=PAY_TO,
        networks=["base-sepolia"],
        facilitator=facilitator,
        replay_store=MemoryReplayStore(),
        responses=MemoryResponseStore(),
        clock=lambda: NOW,
        sleep=lambda _: None,
    )

    def buy(number: int) -> None:
        payer = Payer(key, per_day="$0.40", resend_after=(), clock=lambda: NOW)
        transport = x402_core.httpx.PayingTransport(payer, Lossy(paywall))
        with httpx.Client(transport=transport, base_url="http://localhost") as client:
            for intent in range(20):
                name = f"{number}-{intent}"
                for method in ("GET", "POST"):
                    body = b"" if method == "GET" else b"!"
                    assert retried(client, method, f"/n?{name}", body) == name + body.decode()

    def retried(client: httpx.Client, method: str, url: str, body: bytes) -> str:
        """As tenacity does: blindly."""
        for _ in range(9):
            try:
                return client.request(method, url, content=body).text
            except (httpx.TransportError, PaymentError):
                continue
        raise TimeoutError(url)

    threads = [threading.Thread(target=buy, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sold) == len(set(sold)) == len(facilitator.settlements) == 160

