"""Test what you charge for: a facilitator without a chain, and somebody who pays.

# Test your paid routes

A `TestFacilitator` verifies payments by every rule and settles them in memory; a `TestPayer` has keys
that everybody knows. Nothing leaves the process. Give the facilitator to the middleware in the
place of a real one:

```python
from flask import Flask
from x402_core.testing import Refuse, TestFacilitator, TestPayer
from x402_core.wsgi import PaymentMiddleware


def make_app(facilitator: TestFacilitator) -> Flask:
    app = Flask("shop")

    @app.get("/weather")
    def weather() -> str:
        return "sunny"

    app.wsgi_app = PaymentMiddleware(
        app.wsgi_app,
        routes={"GET /weather": "$0.01"},
        pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        networks=["base-sepolia"],
        facilitator=facilitator,
    )
    return app


def test_the_weather_costs_a_cent(x402_facilitator: TestFacilitator, x402_payer: TestPayer) -> None:
    client = make_app(x402_facilitator).test_client()
    unpaid = client.get("/weather")
    assert unpaid.status_code == 402
    paid = client.get("/weather", headers=x402_payer.pay(unpaid))
    assert paid.text == "sunny"
    (settlement,) = x402_facilitator.settlements
    assert settlement.verified.amount == 10_000


def test_who_has_no_money_gets_no_weather(
    x402_facilitator: TestFacilitator, x402_payer: TestPayer
) -> None:
    client = make_app(x402_facilitator).test_client()
    x402_facilitator.next_settle(Refuse("insufficient_funds"))
    refused = client.get("/weather", headers=x402_payer.pay(client.get("/weather")))
    assert refused.status_code == 402 and "sunny" not in refused.text
```

A payment is settled once. A second request to settle it fails with `duplicate_settlement`, which
a shop gets that serves one payment twice; `TestFacilitator(idempotent=True)` reports the first
settlement again.

`next_verify` and `next_settle` take what is to happen next: `Refuse`, `TimeOut`, `NotProcessed`,
`InvalidResponse`, `Pending`. `calls` and `settlements` say what has happened.

With pytest these fixtures are there without an import: `x402_facilitator`,
`x402_async_facilitator` and `x402_facilitator_url`, which are one and the same, and `x402_payer`,
whose `pay(response)` gives the headers to answer a 402 with.

`check_endpoint(client, url)` asks a route what those see who have not paid, and names what is wrong.

For programs in other languages, `serve()` and `python -m x402_core.testing` serve a facilitator
over HTTP on this machine; `x402_core.testing.http.reply` lists its paths.
"""

from .endpoint import ClientFinding, EndpointFinding, EndpointReport, check_endpoint
from .facilitator import AsyncTestFacilitator, Call, Settlement, TestFacilitator
from .http import asgi_app
from .loopback import Served, serve
from .memory import MemoryStore
from .payer import TestPayer
from .script import ALLOWANCE_REQUIRED, InvalidResponse, NotProcessed, Outcome, Pending, Refuse, TimeOut

__all__ = [
    "ALLOWANCE_REQUIRED",
    "AsyncTestFacilitator",
    "Call",
    "ClientFinding",
    "EndpointFinding",
    "EndpointReport",
    "InvalidResponse",
    "MemoryStore",
    "NotProcessed",
    "Outcome",
    "Pending",
    "Refuse",
    "Served",
    "Settlement",
    "TestFacilitator",
    "TestPayer",
    "TimeOut",
    "asgi_app",
    "check_endpoint",
    "serve",
]
