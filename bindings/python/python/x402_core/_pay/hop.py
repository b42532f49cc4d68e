"""One request, as an HTTP library is about to send it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from ..client import Session, Wallet
from ..errors import InvalidValueError

__all__ = ["Hop"]

IDEMPOTENT = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PUT", "TRACE"})
"""The methods that may be sent twice (RFC 9110, section 9.2.2)."""


@dataclass(frozen=True, slots=True, repr=False)
class Hop:
    """One of the requests that a caller's request takes: the first, or at a redirect."""

    url: str
    """Without user name and password."""
    method: str
    is_repeatable: bool
    """Whether its body can be sent twice."""

    @property
    def is_idempotent(self) -> bool:
        """Whether doing it twice does no more than doing it once."""
        return self.method in IDEMPOTENT

    @property
    def host(self) -> str:
        """Who is talked to, without the port."""
        return (urlsplit(self.url).hostname or "").rstrip(".")

    @property
    def origin(self) -> str | None:
        """Who is talked to, as a `Session` says it; `None` if readers disagree about that."""
        try:
            return Session(self.url, Wallet()).origin
        except InvalidValueError:
            return None

    def is_same_as(self, first: Hop) -> bool:
        """Whether it goes to the same server, if perhaps encrypted now."""
        ours, theirs = urlsplit(self.url), urlsplit(first.url)
        if self.host != first.host:
            return False
        return self.origin == first.origin or (
            ours.scheme == "https"
            and theirs.scheme == "http"
            and (ours.port or 443, theirs.port or 80) == (443, 80)
        )
