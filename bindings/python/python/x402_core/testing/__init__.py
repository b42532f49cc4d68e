"""Test what you charge for: a facilitator without a chain, and somebody who pays.

# Test your paid routes

A `TestFacilitator` verifies payments by every rule and settles them in memory; a `Payer` has keys
that everybody knows. Nothing leaves the process. Give the facilitator to the middleware in the
place of a real one, or ask it as here:

```python
from x402_core import ResourceInfo, SettleRequest
from x402_core.server import Bill, PaymentOption
from x402_core.testing import Payer, Pending, TestFacilitator

facilitator = TestFacilitator()
option = PaymentOption("eip155:84532", "$0.01", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
bill = Bill.of([option], ResourceInfo(url="https://api.example.com/weather"))

payment = Payer().sign(bill.required)
request = SettleRequest(
    x402_version=2,
    payment_payload=payment.message,
    payment_requirements=bill.required.accepts[0],
)
facilitator.next_settle(Pending())
assert facilitator.settle(request).error_reason == "settlement_pending"
assert facilitator.settle(request).success
(settlement,) = facilitator.settlements
assert settlement.verified.amount == 10_000 and settlement.verified.payer == payment.payer
```

`next_verify` and `next_settle` take what is to happen next: `Refuse`, `TimeOut`, `NotTaken`,
`Garbage`, `Pending`. `calls` and `settlements` say what has happened.

With pytest these fixtures are there without an import: `x402_facilitator`,
`x402_async_facilitator` and `x402_facilitator_url`, which are one and the same, and `x402_payer`,
whose `pay(response)` gives the headers to answer a 402 with.

For programs in other languages, `serve()` and `python -m x402_core.testing` serve a facilitator
over HTTP on this machine; `x402_core.testing.http.reply` lists its paths.
"""

from .facilitator import AsyncTestFacilitator, Call, Settlement, TestFacilitator
from .http import asgi_app
from .loopback import Served, serve
from .payer import Payer
from .script import ALLOWANCE_REQUIRED, Garbage, NotTaken, Outcome, Pending, Refuse, TimeOut

__all__ = [
    "ALLOWANCE_REQUIRED",
    "AsyncTestFacilitator",
    "Call",
    "Garbage",
    "NotTaken",
    "Outcome",
    "Payer",
    "Pending",
    "Refuse",
    "Served",
    "Settlement",
    "TestFacilitator",
    "TimeOut",
    "asgi_app",
    "serve",
]
