"""Applications that keep their responses, for payments with an id."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from flask import Flask
from x402_core import asgi, wsgi
from x402_core.facilitator import FacilitatorClient
from x402_core.responses import MemoryResponseStore

PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
PATHS = ("/weather", "/news")


def terms(charge: Any) -> dict[str, Any]:
    """What each path costs: `/news` only with an id."""
    return {
        "routes": {"GET /weather": "$0.01", "GET /news": charge("$0.01", requires_payment_id=True)},
        "pay_to": PAY_TO,
        "networks": ["base-sepolia"],
        "responses": MemoryResponseStore(),
    }


def reports() -> Any:
    """A handler that counts its answers."""
    served = 0

    def report() -> dict[str, int]:
        nonlocal served
        served += 1
        return {"served": served}

    return report


def fastapi_app(facilitator: str) -> FastAPI:
    """The application on FastAPI."""
    app, report = FastAPI(), reports()
    for path in PATHS:
        app.get(path)(lambda: report())
    app.add_middleware(
        asgi.PaymentMiddleware, facilitator=facilitator, **terms(asgi.Charge)
    )
    return app


def flask_app(facilitator: FacilitatorClient) -> Flask:
    """The application on Flask."""
    app, report = Flask(__name__), reports()
    for path in PATHS:
        app.get(path, endpoint=path)(lambda: report())
    app.wsgi_app = wsgi.PaymentMiddleware(  # type: ignore[method-assign]
        app.wsgi_app, facilitator=facilitator, **terms(wsgi.Charge)
    )
    return app
