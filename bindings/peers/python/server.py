"""Charges for two routes with the published middleware for FastAPI or for Flask.

    python server.py --framework flask --facilitator http://127.0.0.1:4021

Prints one JSON line, {"url","package","version","routes"}, and ends when its input does.
`/evm` and `/solana` cost $0.01 and say how many answers the route has given; `/free` costs nothing.
`/identified` costs as much as `/evm`, needs a payment with an id, and states it.
"""

from __future__ import annotations

import argparse
import os
from typing import Any

from serving import (
    EVM_NETWORK,
    EVM_PAY_TO,
    PRICE,
    SVM_NETWORK,
    SVM_PAY_TO,
    reports,
    run_asgi,
    run_wsgi,
)
from x402 import x402ResourceServer, x402ResourceServerSync
from x402.extensions import payment_identifier as identifier
from x402.http import (
    FacilitatorConfig,
    HTTPFacilitatorClient,
    HTTPFacilitatorClientSync,
    decode_payment_signature_header,
)
from x402.mechanisms.evm.exact import register_exact_evm_server
from x402.mechanisms.svm.exact import register_exact_svm_server

IDENTIFIED = "/identified"
PATHS = ["/evm", "/solana", IDENTIFIED]


def routes() -> dict[str, Any]:
    """What costs something, as the package wants it said."""
    evm, solana = (EVM_NETWORK, EVM_PAY_TO), (SVM_NETWORK, SVM_PAY_TO)
    terms = {"/evm": evm, "/solana": solana, IDENTIFIED: evm}
    required = identifier.declare_payment_identifier_extension(required=True)
    needs_id = {"extensions": {identifier.PAYMENT_IDENTIFIER: required}}
    return {
        f"GET {path}": {
            "accepts": {"scheme": "exact", "network": network, "payTo": pay_to, "price": PRICE},
            "description": "A report that costs something",
            "mimeType": "application/json",
            **(needs_id if path == IDENTIFIED else {}),
        }
        for path, (network, pay_to) in terms.items()
    }


def identified(header: str) -> dict[str, Any] | None:
    """What a handler adds for the payment in this header; `None` if it lacks the id."""
    payment: Any = decode_payment_signature_header(header)
    if not identifier.validate_payment_identifier_requirement(payment, True).valid:
        return None
    return {"id": identifier.extract_payment_identifier(payment)}


def fastapi_app(config: FacilitatorConfig) -> Any:
    """The application on FastAPI."""
    from fastapi import FastAPI, Request
    from fastapi.responses import JSONResponse
    from x402.http.middleware.fastapi import PaymentMiddlewareASGI

    server = x402ResourceServer(HTTPFacilitatorClient(config))
    register_exact_evm_server(server)
    register_exact_svm_server(server)
    app, report = FastAPI(), reports(PATHS)
    app.add_middleware(PaymentMiddlewareASGI, routes=routes(), server=server)
    for path in PATHS[:2]:
        app.get(path)(lambda path=path: report(path))
    app.get("/free")(lambda: {"report": "free"})

    def with_id(request: Request) -> JSONResponse:
        found = identified(request.headers["payment-signature"])
        return JSONResponse(report(IDENTIFIED) | found if found else {"error": "no id"}, 200 if found else 400)

    with_id.__annotations__["request"] = Request
    app.get(IDENTIFIED, response_model=None)(with_id)
    return app


def flask_app(config: FacilitatorConfig) -> Any:
    """The application on Flask."""
    from flask import Flask, request
    from x402.http.middleware.flask import payment_middleware

    server = x402ResourceServerSync(HTTPFacilitatorClientSync(config))
    register_exact_evm_server(server)
    register_exact_svm_server(server)
    app, report = Flask(__name__), reports(PATHS)
    for path in PATHS[:2]:
        app.get(path, endpoint=path)(lambda path=path: report(path))
    app.get("/free")(lambda: {"report": "free"})

    @app.get(IDENTIFIED)
    def with_id() -> Any:
        found = identified(request.headers["payment-signature"])
        return (report(IDENTIFIED) | found, 200) if found else ({"error": "no id"}, 400)

    payment_middleware(app, routes(), server)
    return app


def main() -> None:
    """Serve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--framework", choices=["fastapi", "flask"], required=True)
    parser.add_argument("--facilitator", default=os.environ.get("X402_FACILITATOR"))
    arguments = parser.parse_args()
    if not arguments.facilitator:
        parser.error("where is the facilitator? --facilitator URL, or X402_FACILITATOR")
    config = FacilitatorConfig(url=arguments.facilitator)
    if arguments.framework == "fastapi":
        run_asgi(fastapi_app(config), "x402[fastapi]", PATHS)
    else:
        run_wsgi(flask_app(config), "x402[flask]", PATHS)


if __name__ == "__main__":
    main()
