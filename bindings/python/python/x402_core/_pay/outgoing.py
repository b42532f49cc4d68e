"""One request, as an HTTP library is about to send it."""

from __future__ import annotations

from dataclasses import dataclass

from ..client import Session, Wallet
from ..errors import InvalidValueError

__all__ = ["OutgoingRequest"]

IDEMPOTENT = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"})
"""The methods that may be sent twice (RFC 9110, section 9.2.2)."""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class OutgoingRequest:
    """One of the requests that a caller's request takes: the first, or one at a redirect."""

    url: str
    """Without user name and password."""
    method: str
    has_idempotency_key: bool
    """Whether the server can tell a repetition from another request."""
    is_repeatable: bool
    """Whether its body can be sent twice."""
    intent: str | None = None
    """What it is to buy; `None` where another request cannot be known to be the same."""

    @property
    def is_idempotent(self) -> bool:
        """Whether doing it twice does no more than doing it once."""
        return self.method.upper() in IDEMPOTENT or self.has_idempotency_key

    @property
    def origin(self) -> str | None:
        """Who is talked to, as a `Session` says it; `None` if readers disagree about that."""
        try:
            return Session(self.url, Wallet()).origin
        except InvalidValueError:
            return None
