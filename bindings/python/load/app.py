"""The application under load: it writes down whom it has served, and how long verification took.

`run.py` starts it in several processes. Each writes one file: a line for every answer that was
made, and at the end its times.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from x402_core._paywall import plan
from x402_core.asgi import Charge, PaymentMiddleware, payment_of
from x402_core.redis import AsyncRedisReplayStore
from x402_core.server import Exchange

PAY_TO = {
    "eip155:*": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "solana:*": "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
}


class Timed:
    """An exchange that adds up what `request`, which verifies, costs this thread."""

    nanoseconds = 0
    requests = 0

    def __init__(self, route: Any, **options: Any) -> None:
        self._exchange = Exchange(route, **options)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._exchange, name)

    def request(self, *arguments: Any, **options: Any) -> Any:
        """A request came."""
        start = time.thread_time_ns()
        try:
            return self._exchange.request(*arguments, **options)
        finally:
            Timed.nanoseconds += time.thread_time_ns() - start
            Timed.requests += 1


def make_app() -> FastAPI:
    """The application, for one process."""
    setattr(plan, "Exchange", Timed)
    folder = Path(os.environ["X402_LOAD"])
    record = (folder / f"{os.getpid()}.jsonl").open("w", buffering=1)

    def write(line: dict[str, Any]) -> None:
        record.write(json.dumps(line) + "\n")

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        start = time.process_time_ns()
        yield
        used = time.process_time_ns() - start
        write({"used": used, "verifying": Timed.nanoseconds, "requests": Timed.requests})
        record.close()

    app = FastAPI(lifespan=lifespan)

    def report(request: Request) -> dict[str, str]:
        payment = payment_of(request.scope)
        assert payment is not None and payment.verified is not None
        write({"served": payment.verified.replay_key})
        return {"report": "sunny", "payer": payment.payer}

    app.get("/upfront")(report)
    app.get("/held")(report)
    app.add_middleware(
        PaymentMiddleware,
        routes={
            "GET /upfront": Charge("$0.01", flow="upfront"),
            "GET /held": Charge("$0.01", flow="authorization"),
        },
        pay_to=PAY_TO,
        networks=["base-sepolia", "solana-devnet"],
        facilitator=os.environ["X402_FACILITATOR"],
        replay_store=AsyncRedisReplayStore.from_url(os.environ["X402_REDIS"]),
    )
    return app
