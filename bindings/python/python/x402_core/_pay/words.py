"""What errors say: never a payment, and of the server's words no more than a line."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .report import PaymentReport

__all__ = ["in_doubt", "quoted"]

LONGEST = 200
"""In characters."""


def quoted(text: str | None) -> str:
    """A server's words in quotes, shortened, with everything but printable ASCII escaped."""
    if text is None:
        return "no reason"
    return ascii(text if len(text) <= LONGEST else f"{text[:LONGEST]}...")


def in_doubt(report: PaymentReport, why: str) -> str:
    """What to do about a payment that may have been settled."""
    until = (
        "it expires with its block hash, after about two minutes"
        if report.valid_until is None
        else f"it can be settled until Unix time {report.valid_until}"
    )
    return (
        f"the payment of {report.cost} to {report.origin} may have been settled: {why}, after "
        f"{report.sendings} sendings. Do not pay again before that is clear: {until}, and the "
        f"chain knows it as {report.replay_key}"
    )
