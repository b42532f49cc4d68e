"""The log: one event for each outcome, and what went wrong beside it.

The logger is `x402_core`. What an event says is in the record's attributes `route`, `kind`, `code`,
`status`, `payer`, `network`, `amount`, `transaction`, `reservation` and `duration`. Nothing here
logs a header, a payload or a signature, and no text that a client chose but its address.
"""

from __future__ import annotations

import logging

from ..errors import FacilitatorError
from .payment import Outcome

__all__ = ["LOGGER", "CorsAdvice", "failed", "log"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._native.message import SettleResponse
    from ..literals import SettlementStatusKind

LOGGER = logging.getLogger("x402_core")

LEVELS = {
    "served": logging.INFO,
    "free": logging.DEBUG,
    "declined": logging.INFO,
    "unpaid": logging.DEBUG,
    "refused": logging.INFO,
    "invalid": logging.INFO,
    "replayed": logging.INFO,
    "handler_failed": logging.INFO,
}
"""All others are not the payer's fault: a warning at least."""


class CorsAdvice:
    """The warning that a CORS middleware is missing or in the wrong place, written once."""

    def __init__(self, how: str) -> None:
        """The advice.

        Args:
            how: The way to put CORS outside of the paywall, as a sentence.
        """
        self.how, self.given = how, False

    def give(self) -> None:
        """Writes the warning if it was not written before."""
        if not self.given:
            self.given = True
            LOGGER.warning(
                "a browser's preflight reached the paywall and was answered 405: "
                "CORS belongs outside of the paywall. %s",
                self.how,
            )


def log(outcome: Outcome) -> None:
    """Writes an outcome; money that may have moved for nothing is an error."""
    level = LEVELS.get(outcome.kind, logging.WARNING)
    if outcome.reservation == "unresolved" or outcome.kind in ("mismatch", "false_settlement"):
        level = logging.ERROR
    elif outcome.kind == "handler_failed" and outcome.reservation == "keep":
        level = logging.WARNING  # the payer has paid for an error
    code = "" if outcome.code is None else f" ({outcome.code})"
    LOGGER.log(level, "%s: %s%s", outcome.route, outcome.kind, code, extra={**vars(outcome)})


def shown(route: str, status: SettlementStatusKind, receipt: SettleResponse | None) -> None:
    """Writes that the chain does not prove a settlement which the facilitator reports."""
    if status == "paid":
        return
    transaction = None if receipt is None else receipt.transaction
    about = {"route": route, "transaction": transaction, "status": status}
    LOGGER.warning("%s: the chain does not prove the settlement: %s", route, status, extra=about)


def failed(what: str, route: str, error: BaseException, **extra: object) -> None:
    """Writes that something from outside failed: a hook, a price, a store.

    A facilitator holds the payment, so of its error only the kind is shown; a `FacilitatorError`
    states where it was asked, what came and what to do, and nothing of the payment.
    """
    kind = type(error).__qualname__
    about = {"route": route, "error": kind, **extra}
    if what == "facilitator":
        why = f" ({error.failure}): {error}" if isinstance(error, FacilitatorError) else ""
        LOGGER.warning("%s: the facilitator failed: %s%s", route, kind, why, extra=about)
        return
    trace = (type(error), error, error.__traceback__)
    LOGGER.error("%s: the %s failed: %s", route, what, kind, extra=about, exc_info=trace)
