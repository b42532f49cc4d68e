"""Both facilitator clients behind one face, so that each test holds for both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core import server
from x402_core.facilitator import AsyncFacilitatorClient, FacilitatorClient
from x402_core.testing import TestPayer

URL = "https://facilitator.example/v2/x402"
OPTION = server.PaymentOption("eip155:84532", "$0.01", PAY_TO)
BILL = server.Bill.from_options([OPTION], x402.ResourceInfo(url="https://api.example.com"))
PAYMENT = TestPayer().sign(BILL.required, now=NOW)
VERIFY = x402.VerifyRequest(
    x402_version=2, payment_payload=PAYMENT.message, payment_requirements=BILL.required.accepts[0]
)
SETTLE = x402.SettleRequest.from_json(VERIFY.to_json())
REQUESTS: dict[str, tuple[Any, ...]] = {"verify": (VERIFY,), "settle": (SETTLE,), "supported": ()}

ANSWERS: dict[str, dict[str, Any]] = {
    "verify": {"isValid": True, "payer": PAYMENT.payer},
    "settle": {"success": True, "transaction": "0x1", "network": "eip155:84532"},
    "supported": {
        "kinds": [{"x402Version": 2, "scheme": "exact", "network": "eip155:84532"}],
        "extensions": [],
        "signers": {},
    },
}

Handler = Callable[[httpx.Request], httpx.Response]


class Asker:
    """Calls a facilitator, and notes how long the client waits in between."""

    def __init__(self, is_async: bool) -> None:
        self.is_async = is_async
        self.waits: list[float] = []

    def call(self, names: str, url: str = URL, handler: Handler | None = None, **how: Any) -> Any:
        """Calls these endpoints one after the other, and gives the last one's answer.

        The answers come from `handler`; without one from where the URL says.
        """
        if self.is_async:
            return asyncio.run(self._call(names.split(), url, handler, how))
        if handler is not None:
            how["client"] = httpx.Client(transport=httpx.MockTransport(handler))
        answer = None
        with FacilitatorClient(url, sleep=self.waits.append, **how) as client:
            for name in names.split():
                answer = getattr(client, name)(*REQUESTS[name])
        if handler is not None:
            assert not how["client"].is_closed
            how["client"].close()
        return answer

    async def _call(self, names: list[str], url: str, handler: Handler | None, how: Any) -> Any:
        async def sleep(seconds: float) -> None:
            self.waits.append(seconds)

        if handler is not None:
            how["client"] = httpx.AsyncClient(transport=httpx.MockTransport(handler))
        answer = None
        async with AsyncFacilitatorClient(url, sleep=sleep, **how) as client:
            for name in names:
                answer = await getattr(client, name)(*REQUESTS[name])
        if handler is not None:
            assert not how["client"].is_closed
            await how["client"].aclose()
        return answer
