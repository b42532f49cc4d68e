"""Charges for a route with the package's last middleware of version 1, for FastAPI or for Flask.

    python server_v1.py --framework flask --facilitator http://127.0.0.1:4021

Prints one JSON line, {"url","package","version","routes"}, and ends when its input does. `/evm`
costs $0.01 and says how many answers it has given; there is no Solana in this version.
"""

from __future__ import annotations

import argparse
from typing import Any

from serving import EVM_PAY_TO, PRICE, reports, run_asgi, run_wsgi

PATHS = ["/evm"]


def terms(facilitator: str) -> dict[str, Any]:
    """What costs something, as the package wants it said."""
    return {
        "path": "/evm",
        "price": PRICE,
        "pay_to_address": EVM_PAY_TO,
        "network": "base-sepolia",
        "description": "A report that costs something",
        "mime_type": "application/json",
        "facilitator_config": {"url": facilitator},
    }


def fastapi_app(facilitator: str) -> Any:
    """The application on FastAPI."""
    from fastapi import FastAPI
    from x402.fastapi.middleware import require_payment

    app, report = FastAPI(), reports(PATHS)
    app.middleware("http")(require_payment(**terms(facilitator)))
    app.get("/evm")(lambda: report("/evm"))
    app.get("/free")(lambda: {"report": "free"})
    return app


def flask_app(facilitator: str) -> Any:
    """The application on Flask."""
    from flask import Flask
    from x402.flask.middleware import PaymentMiddleware

    app, report = Flask(__name__), reports(PATHS)
    app.get("/evm")(lambda: report("/evm"))
    app.get("/free", endpoint="free")(lambda: {"report": "free"})
    PaymentMiddleware(app).add(**terms(facilitator))
    return app


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framework", choices=["fastapi", "flask"], required=True)
    parser.add_argument("--facilitator", required=True)
    arguments = parser.parse_args()
    if arguments.framework == "fastapi":
        run_asgi(fastapi_app(arguments.facilitator), "x402.fastapi", PATHS)
    else:
        run_wsgi(flask_app(arguments.facilitator), "x402.flask", PATHS)


if __name__ == "__main__":
    main()
