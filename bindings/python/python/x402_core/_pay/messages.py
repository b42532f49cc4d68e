"""Error messages: never a payment, and no more than a line of a server's text."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._report import PaymentReport

__all__ = ["in_doubt", "quoted"]

LONGEST = 200
"""In characters."""

ENCODED = re.compile(r"[0-9A-Za-z+/=_-]{67,}")
"""Longer than a hash in hexadecimal digits: a signature, or a header that is given back."""


def quoted(text: str | None) -> str:
    """A server's words in quotes, shortened, with everything but printable ASCII escaped."""
    if text is None:
        return "no reason"
    text = ENCODED.sub("[...]", text)
    return ascii(text if len(text) <= LONGEST else f"{text[:LONGEST]}...")


def in_doubt(report: PaymentReport, why: str) -> str:
    """What to do about a payment that may have been settled."""
    until = (
        "it expires with its block hash, after about two minutes"
        if report.valid_until is None
        else f"it can be settled until Unix time {report.valid_until}"
    )
    times = "once" if report.sendings == 1 else f"{report.sendings} times"
    known = "" if report.replay_key is None else f", and the chain knows it as {report.replay_key}"
    return (
        f"the payment of {report.price} to {report.origin} may have been settled: {why}, and it was "
        f"sent {times}. Do not pay again before that is clear: {until}{known}"
    )
