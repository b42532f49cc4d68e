"""What the buyers of `retries.py` buy, under uvicorn and under gunicorn.

Each sale has a number of its own, which is the answer. Each process writes one file with a line for
every sale.
"""

from __future__ import annotations

import json
import os
import uuid
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from flask import Flask, request
from x402_core import asgi, wsgi
from x402_core.facilitator import FacilitatorClient
from x402_core.redis import (
    AsyncRedisReplayStore,
    AsyncRedisResponseStore,
    RedisReplayStore,
    RedisResponseStore,
)
from x402_core.responses import SqliteResponseStore

PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
FLOWS = ("upfront", "authorization")
METHODS = ("GET", "POST")
REDIS, FOLDER = os.environ["X402_REDIS"], Path(os.environ["X402_LOAD"])
RETRY_AFTER = 1


def terms(charge: Any) -> dict[str, Any]:
    """The prices: of each flow one path, by both methods."""
    routes = {
        f"{method} /{flow}": charge("$0.01", flow=flow) for flow in FLOWS for method in METHODS
    }
    named: dict[str, Any] = {"pay_to": PAY_TO, "networks": ["base-sepolia"]}
    return named | {"routes": routes, "retry_after": RETRY_AFTER}


def responses(in_redis: type[Any]) -> Any:
    """The store of responses that the run is about."""
    if os.environ["X402_RESPONSES"] == "sqlite":
        return SqliteResponseStore(FOLDER / "responses.sqlite")
    return in_redis.from_url(REDIS)


def seller() -> Any:
    """The handler: sells an order, and writes it down."""
    record = (FOLDER / f"{os.getpid()}.jsonl").open("a", buffering=1)

    def sell(order: str) -> dict[str, str]:
        sale = uuid.uuid4().hex
        record.write(json.dumps({"order": order, "sale": sale}) + "\n")
        return {"order": order, "sale": sale}

    return sell


def fastapi_app() -> FastAPI:
    """The application on FastAPI, for one process."""
    app, sell = FastAPI(), seller()

    async def of_query(request: Request) -> dict[str, str]:
        body = await request.body()
        return dict(sell(request.query_params["order"] + body.decode()))

    for flow in FLOWS:
        app.api_route(f"/{flow}", methods=[*METHODS])(of_query)
    app.add_middleware(
        asgi.PaymentMiddleware,
        facilitator=os.environ["X402_FACILITATOR"],
        replay_store=AsyncRedisReplayStore.from_url(REDIS),
        responses=responses(AsyncRedisResponseStore),
        **terms(asgi.Charge),
    )
    return app


def flask_app() -> Flask:
    """The application on Flask, for one process."""
    app, sell = Flask(__name__), seller()
    for flow in FLOWS:

        @app.route(f"/{flow}", endpoint=flow, methods=[*METHODS])
        def of_query() -> dict[str, str]:
            return dict(sell(request.args["order"] + request.get_data(as_text=True)))

    app.wsgi_app = wsgi.PaymentMiddleware(  # type: ignore[method-assign]
        app.wsgi_app,
        facilitator=FacilitatorClient(os.environ["X402_FACILITATOR"]),
        replay_store=RedisReplayStore.from_url(REDIS),
        responses=responses(RedisResponseStore),
        **terms(wsgi.Charge),
    )
    return app
