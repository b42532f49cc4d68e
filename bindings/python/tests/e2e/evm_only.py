"""Applications that are paid on Base Sepolia alone.

The last package of version 1 refuses a bill that has an entry for a network it does not know, and
it knows no Solana.
"""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from flask import Flask, request
from x402_core import asgi, wsgi
from x402_core.facilitator import FacilitatorClient

TERMS: dict[str, Any] = {
    "routes": {"GET /weather": "$0.01"},
    "pay_to": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "networks": ["base-sepolia"],
}


def fastapi_app(facilitator: str) -> FastAPI:
    """The application on FastAPI."""
    app = FastAPI()

    @app.get("/weather")
    async def weather(request: Request) -> dict[str, str]:
        payment = asgi.payment_of(request.scope)
        return {"report": "sunny", "payer": payment.payer if payment else ""}

    app.add_middleware(asgi.PaymentMiddleware, facilitator=facilitator, **TERMS)
    return app


def flask_app(facilitator: FacilitatorClient) -> Flask:
    """The application on Flask."""
    app = Flask(__name__)

    @app.get("/weather")
    def weather() -> dict[str, str]:
        payment = wsgi.payment_of(request.environ)
        return {"report": "sunny", "payer": payment.payer if payment else ""}

    app.wsgi_app = wsgi.PaymentMiddleware(  # type: ignore[method-assign]
        app.wsgi_app, facilitator=facilitator, **TERMS
    )
    return app
