"""The headers of what the handler made: no shared cache keeps it, and no receipt is made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

__all__ = ["can_be_sent", "protect"]

RECEIPTS = {"payment-required", "payment-response", "x-payment-response"}
"""What only the paywall says."""

SHARED = {
    "cdn-cache-control",
    "cloudflare-cdn-cache-control",
    "surrogate-control",
    "surrogate-key",
    "vercel-cdn-cache-control",
    "x-accel-expires",
}
"""What shared caches believe more than `Cache-Control`."""

KEPT = re.compile(r"no-store|no-cache|no-transform|must-revalidate|immutable|max-age=[0-9]+")
"""What a handler may say to the payer's own cache."""

VARY = ("PAYMENT-SIGNATURE", "X-PAYMENT")

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
"""RFC 9110, 5.5: no control characters, above all no line breaks."""

_Headers = list[tuple[str, str]]


def can_be_sent(headers: Iterable[tuple[str, str]]) -> bool:
    """Whether a server can send these headers, which is better known before they are paid for."""
    return all(NAME.fullmatch(name) and VALUE.fullmatch(value) for name, value in headers)


def protect(headers: Iterable[tuple[str, str]], extra: Sequence[tuple[str, str]] = ()) -> _Headers:
    """The handler's headers and the paywall's, made safe for what was paid for.

    Args:
        headers: The handler's.
        extra: The paywall's: a receipt, and what goes with it.
    """
    kept: _Headers = []
    directives, vary = ["private"], list(VARY)
    for name, value in headers:
        lower = name.strip().lower()
        if lower == "cache-control":
            words = [word.strip().lower() for word in value.split(",")]
            directives += [word for word in words if KEPT.fullmatch(word)]
        elif lower == "vary":
            vary += [word.strip() for word in value.split(",") if word.strip()]
        elif lower not in RECEIPTS and lower not in SHARED:
            kept.append((name, value))
    kept += [(name, value) for name, value in extra if name.lower() != "cache-control"]
    kept.append(("Cache-Control", ", ".join(dict.fromkeys(directives))))
    kept.append(("Vary", "*" if "*" in vary else ", ".join(dict.fromkeys(vary))))
    return kept
