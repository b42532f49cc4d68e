"""The extension `bazaar`: what a resource takes and gives, so that it can be found.

    app.add_middleware(
        PaymentMiddleware,
        routes={"GET /weather/{city}": Charge("$0.01", description="The weather of a city")},
        bazaar=app,
        ...
    )

declares each charged route by what FastAPI, Starlette or Flask itself knows of it: parameters,
body, answer and docstring. For any other application, or where that is not enough, declare a route
by JSON Schemas: `Charge("$0.01", bazaar=Bazaar.http("GET", query={...}))`.

A facilitator that settles a payment for the route learns of it, and may list it. What it answers
about that is in the log, and in `Payment.extension_responses`.
"""

from __future__ import annotations

import time

from ._native import bazaar as core
from ._native.bazaar import Bazaar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime
    from typing import Any

    from ._native.facilitator import SettleRequest

__all__ = ["Bazaar", "discovered_resource"]


def discovered_resource(
    request: SettleRequest, *, now: int | datetime | None = None
) -> dict[str, Any] | None:
    """What a facilitator can list of a payment that it has settled.

    It is the entry of `items` in the answer to `GET /discovery/resources`; `None` if the payment
    states no resource that can be listed.

    Args:
        request: What the seller asked to settle.
        now: When the resource was seen; the present if not given.

    Raises:
        MalformedError: The payment's extension is not what it must be; do not list it.
    """
    return core.discovered_resource(request, now=int(time.time()) if now is None else now)
