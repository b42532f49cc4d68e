"""One worker's application: it sells, and settles on the chain by itself.

`kill_local.py` starts it under gunicorn, in several processes with one key and one store.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

from broken import FACILITATORS, STORES
from x402_core.chain import Chain
from x402_core.local import LocalFacilitator, Sponsorship, SqliteStore, key_from_environment
from x402_core.redis import RedisReplayStore
from x402_core.wsgi import Charge, PaymentMiddleware, payment_of

NOW = 1_740_672_094
PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"


def clock() -> float:
    """The time on the chain: it began at `NOW` when the run began."""
    return NOW + time.time() - float(os.environ["X402_BEGAN"])


def sell(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """What is sold: the name of the payment that it is sold for."""
    payment = payment_of(environ)
    assert payment is not None and payment.verified is not None
    start_response("200 OK", [("content-type", "text/plain")])
    return [payment.verified.replay_key.encode()]


def make_app() -> Any:
    """The application, for one process."""
    logging.getLogger("x402_core").setLevel(logging.CRITICAL)  # refusals are what is expected
    broken = os.environ.get("X402_BREAK", "")
    store = STORES.get(broken, SqliteStore)(os.environ["X402_ROWS"])
    terms = Sponsorship(
        10**11,
        poll_millis=100,
        final_poll_millis=500,
        answer_within=int(os.environ["X402_ANSWER_WITHIN"]),
    )
    facilitator = FACILITATORS.get(broken, LocalFacilitator)(
        chain=Chain({"base-sepolia": os.environ["X402_DEVNET_URL"]}, timeout=60.0),
        signer=key_from_environment("X402_GAS_KEY"),
        store=store,
        networks={"base-sepolia": terms},
        lease_millis=1_500,
        clock=clock,
    )
    facilitator.start()
    return PaymentMiddleware(
        sell,
        routes={"GET /upfront": Charge("$0.01", flow="upfront", max_timeout_seconds=3600)},
        pay_to=PAY_TO,
        networks=["base-sepolia"],
        facilitator=facilitator,
        replay_store=RedisReplayStore.from_url(os.environ["X402_REDIS"], timeout=60),
        clock=clock,
    )
