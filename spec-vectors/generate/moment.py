"""Whether a verdict hangs on the second in which it is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import coding

EARLIER, LATER = 5, 40  # seconds by which the clock of a testee may differ from the vector's moment
DAY, HOUR = 86_400, 3_600  # the longest window that any offer may have, and what clients add
MARGIN = 6  # seconds that the published verifiers want until the end
FORMS: dict[str, list[str]] = {"payload": [], "payload_text": ["json"], "payload_header": ["base64", "utf8", "json"]}


def hangs(request: Any, now: int) -> bool:
    """Whether a time window of a `verify` request opens or closes near `now`."""
    return any(now - EARLIER < second <= now + LATER for second in _turns(request))


def _turns(request: Any) -> Iterator[int]:
    """The seconds from which on another verdict may be right."""
    for name, codings in FORMS.items():
        try:
            payment = coding.undo(request[name], codings)["payload"]
        except (KeyError, TypeError, ValueError):
            continue
        for opens in _times(payment, "validAfter"):
            yield from (opens, opens + 1)
        for member in ("validBefore", "deadline"):
            for ends in _times(payment, member):
                yield from (ends - MARGIN, ends - MARGIN + 1, ends, ends + 1, ends - _longest(request))


def _longest(request: Any) -> int:
    """How many seconds ahead a window may end."""
    offered = request.get("requirements", {}).get("maxTimeoutSeconds")
    return max(DAY, offered if isinstance(offered, int) else 0) + HOUR


def _times(value: Any, member: str) -> Iterator[int]:
    """The seconds that a member says, wherever it stands; what is no number is refused at any moment."""
    if isinstance(value, dict):
        text = value.get(member)
        if isinstance(text, str) and re.fullmatch(r"[0-9]{1,78}", text):
            yield int(text)
        for inner in value.values():
            yield from _times(inner, member)
