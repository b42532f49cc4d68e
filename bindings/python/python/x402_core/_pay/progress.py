"""What the caller hears about a payment on its way."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from .._report import PaymentReport

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..literals import PaymentStage

__all__ = ["Progress", "tell"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Something happened to a payment."""

    stage: PaymentStage
    """What happened:

    - `asked`: the server asks for payment, and the policy allows it
    - `signed`: the payment is signed, and about to be sent
    - `resent`: the same payment is about to be sent once more
    - `settled`: a receipt came
    - `unconfirmed`: the answer came without a receipt
    - `refused`: the server refused the payment
    - `unknown`: what became of the payment is unknown, and it is not sent again
    """
    report: PaymentReport
    """What is known by now."""


def tell(listener: Callable[[Progress], object] | None, progress: Progress) -> None:
    """Tells the caller; what goes wrong there must not leave a payment half done."""
    if listener is None:
        return
    try:
        listener(progress)
    except Exception:
        logging.getLogger("x402_core.payer").exception("on_progress failed")
