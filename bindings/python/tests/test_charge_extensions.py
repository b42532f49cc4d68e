"""`Charge(extensions=...)`: what a route advertises, payers send back, and facilitators get."""

from __future__ import annotations

import base64
import json
from typing import Any

from asgi_client import Client
from paying import AsyncScript, pay, settings
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from x402_core.asgi import Charge, PaymentMiddleware
from x402_core.header import decode_payment_required

OWN = {"info": {"tier": "gold", "sizes": [1, 2]}, "schema": {}}


def shop() -> tuple[AsyncScript, Client]:
    """A route that advertises an extension of its own."""
    app = Starlette(routes=[Route("/weather", lambda request: JSONResponse({}))])
    script = AsyncScript()
    charge = Charge("$0.01", extensions={"example.com/tier": OWN})
    arguments = settings(script) | {"routes": {"GET /weather": charge}}
    return script, Client(PaymentMiddleware(app, **arguments))


def test_an_extension_of_ones_own_passes_through() -> None:
    script, client = shop()
    unpaid = client.get("/weather")
    required = decode_payment_required(unpaid.headers["payment-required"])
    assert required.extensions is not None
    assert required.extensions["example.com/tier"] == OWN
    assert client.get("/weather", headers=pay(unpaid.headers)).status_code == 200
    (request,) = script.settled
    assert json.loads(request.to_json())["paymentPayload"]["extensions"]["example.com/tier"] == OWN


def test_an_extension_that_comes_back_changed_is_refused() -> None:
    script, client = shop()
    unpaid = client.get("/weather")
    headers = pay(unpaid.headers)
    ((name, value),) = headers.items()
    payload: dict[str, Any] = json.loads(base64.b64decode(value))
    payload["extensions"]["example.com/tier"]["info"]["tier"] = "free"
    changed = base64.b64encode(json.dumps(payload).encode()).decode()
    answer = client.get("/weather", headers={name: changed})
    assert answer.status_code == 402
    assert script.settled == []
