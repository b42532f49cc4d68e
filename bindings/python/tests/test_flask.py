"""A Flask application that charges."""

from __future__ import annotations

import pytest
from flask import Flask, request
from paying import TRANSACTION, Script, pay, receipt_of, settings
from werkzeug.test import Client
from x402_core.wsgi import PaymentMiddleware, payment_of


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def client(script: Script) -> Client:
    app = Flask(__name__)

    @app.get("/weather")
    def weather() -> dict[str, object]:
        payment = payment_of(request.environ)
        assert payment is not None and payment.transaction == TRANSACTION
        return {"report": "sunny", "payer": payment.payer}

    @app.get("/")
    def index() -> str:
        return "free"

    app.wsgi_app = PaymentMiddleware(app.wsgi_app, **settings(script))  # type: ignore[method-assign]
    return Client(app)


def test_it_charges(client: Client, script: Script) -> None:
    assert client.get("/").text == "free"
    unpaid = client.get("/weather")
    assert unpaid.status_code == 402 and unpaid.headers["Cache-Control"] == "no-store"
    headers = pay(dict(unpaid.headers))
    paid = client.get("/weather", headers=headers)
    assert paid.status_code == 200 and paid.get_json()["report"] == "sunny"
    assert receipt_of(dict(paid.headers)).transaction == TRANSACTION
    assert "private" in paid.headers["Cache-Control"]
    again = client.get("/weather", headers=headers)
    assert again.status_code == 402 and "sunny" not in again.text
    assert len(script.settled) == 1


def test_version_1(client: Client) -> None:
    unpaid = client.get("/weather")
    headers = pay({}, unpaid.data, old=True)
    paid = client.get("/weather", headers=headers)
    assert paid.status_code == 200 and "X-PAYMENT" in headers
    assert paid.headers["X-PAYMENT-RESPONSE"]
