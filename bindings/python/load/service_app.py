"""A server that has its payments settled by `x402 facilitator`: `service.py` starts it."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterable
from typing import Any

from x402_core.facilitator import FacilitatorClient
from x402_core.wsgi import Charge, PaymentMiddleware, payment_of

PAY_TO_EVM = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
PAY_TO_SOLANA = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"
PAY_TO = {"eip155:*": PAY_TO_EVM, "solana:*": PAY_TO_SOLANA}


def sell(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What is sold: the name of the payment that it is sold for."""
    payment = payment_of(environ)
    assert payment is not None and payment.verified is not None
    start_response("200 OK", [("content-type", "text/plain")])
    return [payment.verified.replay_key.encode()]


def make_app() -> Any:
    """The application, for one process."""
    logging.getLogger("x402_core").setLevel(logging.CRITICAL)  # the facilitator is killed
    return PaymentMiddleware(
        sell,
        routes={"GET /upfront": Charge("$0.01", flow="upfront", max_timeout_seconds=3600)},
        pay_to=PAY_TO,
        networks=os.environ["X402_NETWORKS"].split(),
        facilitator=FacilitatorClient(os.environ["X402_FACILITATOR"], max_wait=1.0),
    )
