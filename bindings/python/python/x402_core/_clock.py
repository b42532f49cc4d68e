"""The one place that reads the clock."""

from __future__ import annotations

import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


def moment(now: int | datetime | None) -> int | datetime:
    """The moment that was given, else the present one in Unix seconds."""
    return int(time.time()) if now is None else now
