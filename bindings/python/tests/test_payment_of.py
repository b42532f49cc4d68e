"""`payment_of` takes what a handler has: a request of a framework, a scope or an environment."""

from __future__ import annotations

import io
from typing import Any

import pytest
from asgi_client import Client
from django.conf import settings as django_settings
from django.core.handlers.asgi import ASGIRequest
from django.core.handlers.wsgi import WSGIRequest
from flask import Flask, request as flask_request
from paying import AsyncScript, Script, pay, settings
from shop import Shop, both, environ_of, scope_of
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from werkzeug.test import Client as WsgiClient
from x402_core import asgi, wsgi

FINDERS = [asgi.payment_of, wsgi.payment_of]


@pytest.mark.parametrize("payment_of", FINDERS)
def test_a_request_of_a_framework(payment_of: Any) -> None:
    async def weather(request: Request) -> PlainTextResponse:
        assert payment_of(request) is payment_of(request.scope)
        return PlainTextResponse(payment_of(request).route)

    app = asgi.PaymentMiddleware(
        Starlette(routes=[Route("/weather", weather)]), **settings(AsyncScript())
    )
    client = Client(app)
    assert client.get("/weather", headers=pay(client.get("/weather").headers)).text == "GET /weather"

    flask = Flask(__name__)

    @flask.get("/weather")
    def forecast() -> str:
        assert payment_of(flask_request) is payment_of(flask_request.environ)
        return str(payment_of(flask_request).route)

    shop = WsgiClient(wsgi.PaymentMiddleware(flask, **settings(Script())))
    paid = shop.get("/weather", headers=pay(dict(shop.get("/weather").headers)))
    assert paid.text == "GET /weather"


@pytest.mark.parametrize("payment_of", FINDERS)
def test_django(payment_of: Any) -> None:
    if not django_settings.configured:
        django_settings.configure()
    shop = Shop("wsgi")
    shop.paid()
    (payment,) = shop.payments
    environ = environ_of("GET", "/weather") | {"x402": payment, "wsgi.input": io.BytesIO()}
    assert payment_of(WSGIRequest(environ)) is payment
    scope = scope_of("GET", "/weather") | {"x402": payment}
    assert payment_of(ASGIRequest(scope, io.BytesIO())) is payment


@both
@pytest.mark.parametrize("payment_of", FINDERS)
def test_a_free_request_has_none(transport: str, payment_of: Any) -> None:
    assert payment_of(scope_of("GET", "/")) is None
    assert payment_of({"x402": "forged"}) is None
    for wrong in (None, "GET", 5):
        with pytest.raises(TypeError, match="expected a request, an ASGI scope or a WSGI"):
            payment_of(wrong)
