"""One replica of a server that is killed again and again: it reports to `witness.py` where it is.

`kill.py` starts it with a socket that listens already. This process serves nothing: for each line
that it reads it forks one that does, and writes its process id. So a replica is back at once.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import httpx
import uvicorn
from witness import NOW, PAY_TO
from x402_core.asgi import Charge, PaymentMiddleware, payment_of
from x402_core.facilitator import AsyncFacilitatorClient
from x402_core.literals import PaymentFlow, Reservation
from x402_core.redis import AsyncRedisReplayStore

WITNESS = os.environ["X402_WITNESS"]
CLIENT = httpx.AsyncClient(trust_env=False, timeout=60)
"""One for all: to make one holds up the event loop for longer than a whole request takes."""


class Reporting(AsyncRedisReplayStore):
    """A store that reports an ending before it writes it down."""

    async def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        await report("conclude", key)
        await super().conclude(key, keep_until, holder, reservation)


async def report(place: str, key: str) -> None:
    """The witness may kill this process before it answers."""
    await CLIENT.post(f"{WITNESS}/{place}", content=key)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """What is sold: the name of the payment that it is sold for."""
    payment = payment_of(scope)
    assert payment is not None and payment.verified is not None
    key = payment.verified.replay_key
    await report("handler", key)
    body = b"sunny " + key.encode()
    headers = [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def serve() -> None:
    """Serves until it is killed."""
    logging.getLogger("x402_core").setLevel(logging.CRITICAL)  # refusals are what is expected
    flows: dict[str, PaymentFlow] = {"/upfront": "upfront", "/held": "authorization"}
    paywall = PaymentMiddleware(
        app,
        routes={
            f"{method} {path}": Charge("$0.01", flow=flow, max_timeout_seconds=3600)
            for path, flow in flows.items()
            for method in ("GET", "POST")
        },
        pay_to=PAY_TO,
        networks=["eip155:84532"],
        facilitator=AsyncFacilitatorClient(WITNESS, client=CLIENT),
        replay_store=Reporting.from_url(os.environ["X402_REDIS"], timeout=60),
        clock=lambda: NOW,
    )
    number = int(os.environ["X402_SOCKET"])
    uvicorn.run(paywall, fd=number, log_level="critical", lifespan="off")


def main() -> None:
    """Forks a server for each line, one at a time."""
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            serve()
            return
        print(child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
