"""A FastAPI application that charges."""

from __future__ import annotations

import pytest
from asgi_client import Client
from fastapi import FastAPI, Request
from paying import TRANSACTION, AsyncScript, pay, receipt_of, settings
from x402_core.asgi import PaymentMiddleware, payment_of


@pytest.fixture
def script() -> AsyncScript:
    return AsyncScript()


@pytest.fixture
def client(script: AsyncScript) -> Client:
    app = FastAPI()

    @app.get("/weather")
    async def weather(request: Request) -> dict[str, object]:
        payment = payment_of(request.scope)
        assert payment is not None and payment.transaction == TRANSACTION
        return {"report": "sunny", "payer": payment.payer}

    @app.get("/")
    async def index() -> str:
        return "free"

    app.add_middleware(PaymentMiddleware, **settings(script))
    return Client(app)


def test_it_charges(client: Client, script: AsyncScript) -> None:
    assert client.get("/").json() == "free"
    unpaid = client.get("/weather")
    assert unpaid.status_code == 402 and unpaid.headers["Cache-Control"] == "no-store"
    headers = pay(unpaid.headers)
    paid = client.get("/weather", headers=headers)
    assert paid.status_code == 200 and paid.json()["report"] == "sunny"
    assert receipt_of(paid.headers).transaction == TRANSACTION
    assert "private" in paid.headers["Cache-Control"]
    again = client.get("/weather", headers=headers)
    assert again.status_code == 402 and "sunny" not in again.text
    assert len(script.settled) == 1


def test_version_1(client: Client) -> None:
    unpaid = client.get("/weather")
    headers = pay({}, unpaid.content, old=True)
    paid = client.get("/weather", headers=headers)
    assert paid.status_code == 200 and "X-PAYMENT" in headers
    assert paid.headers["X-PAYMENT-RESPONSE"]
