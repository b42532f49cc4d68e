"""A Flask application that charges for some of its routes.

pip install "x402-core[wsgi]" flask
X402_FACILITATOR=https://facilitator.example.com flask --app flask_app run
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from flask import Flask, Response, request
from x402_core.wsgi import FREE, Charge, NoPrice, PaymentMiddleware, payment_of
from x402_core.wsgi import Request as Priced

PAY_TO = {
    "eip155:*": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "solana:*": "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
}


def price_of_forecast(request: Priced) -> str | NoPrice:
    """Today is free, and every other day costs a cent.

    The application may take more texts for a number than this; none of them is free.
    """
    days = request.params["days"]
    if days == "0":
        return FREE
    return f"${int(days) / 100:.2f}" if re.fullmatch("[1-9][0-9]?", days) else "$1"


def make_app(facilitator: Any = None, replay_store: Any = None) -> Flask:
    """The application.

    Args:
        facilitator: A URL or an object; else the environment's `X402_FACILITATOR`.
        replay_store: Where used payments are remembered; else in this process.
    """
    app = Flask(__name__)

    @app.get("/")
    def index() -> dict[str, str]:
        return {"weather": "/weather", "forecast": "/forecast/3", "stream": "/stream"}

    @app.get("/weather")
    def weather() -> dict[str, str]:
        payment = payment_of(request)
        return {"report": "sunny", "payer": payment.payer if payment else ""}

    @app.get("/forecast/<int:days>")
    def forecast(days: int) -> dict[str, list[str]]:
        return {"reports": ["sunny"] * (min(days, 99) + 1)}

    @app.get("/stream")
    def stream() -> Response:
        def hours() -> Iterator[str]:
            for hour in range(24):
                yield f"{hour:02} h: sunny\n"

        return Response(hours(), mimetype="text/plain")

    paywall = PaymentMiddleware(
        app.wsgi_app,
        routes={
            "GET /weather": "$0.01",
            "GET /forecast/<int:days>": Charge(price_of_forecast, flow="authorization"),
            "GET /stream": "$0.02",
        },
        pay_to=PAY_TO,
        networks=["base-sepolia", "solana-devnet"],
        facilitator=facilitator or os.environ["X402_FACILITATOR"],
        replay_store=replay_store,
    )
    paywall.check()  # a mistake that the facilitator knows of ends the process, too
    app.wsgi_app = paywall  # type: ignore[method-assign]
    return app
