"""A request as prices may depend on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .._native.server import MAX_STORED_BODY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Request", "body_to_read", "url_of"]

HOST = re.compile(r"[A-Za-z0-9._-]{1,253}(?::[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](?::[0-9]{1,5})?")


@dataclass(frozen=True)
class Request:
    """A request for something that has a price."""

    method: str
    """The method, in capitals."""
    path: str
    """The path as the application routes it, decoded."""
    query: str
    """The query, encoded as it came."""
    params: Mapping[str, str]
    """What the route's parameters stand for."""
    url: str
    """The resource's URL, without the query."""
    headers: Sequence[tuple[str | bytes, str | bytes]] = field(repr=False)
    """All headers as they came."""
    raw: Mapping[str, Any] = field(repr=False)
    """The ASGI scope or the WSGI environment."""
    body: bytes | None = field(default=None, repr=False)
    """The whole body, where the charge has `max_body_bytes` or the middleware keeps responses and
    the body is short; `None` otherwise."""

    @property
    def whole_url(self) -> str:
        """The URL with the query."""
        return f"{self.url}?{self.query}" if self.query else self.url

    @property
    def bound_body(self) -> bytes | None:
        """The body that a payment's id is bound to; `None` if it is long or was not read."""
        body = self.body
        return None if body is None or len(body) > MAX_STORED_BODY else body

    def header(self, name: str) -> str | None:
        """The first header of this name, which may have any case."""
        for key, value in self.headers:
            if _text(key).lower() == name.lower():
                return _text(value)
        return None


def body_to_read(headers: Iterable[tuple[str, str]]) -> int | None:
    """The length of a body that is to be read before its request is paid for; `None` if it is not.

    A payment's id is bound to the request's body, as far as that is short and of known length.
    """
    found = {name.lower(): value for name, value in headers}
    if found.keys().isdisjoint(PAYMENTS) or "transfer-encoding" in found:
        return None
    stated = found.get("content-length") or "0"
    length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 20 else None
    return None if length is None or length > MAX_STORED_BODY else length


PAYMENTS = {"payment-signature", "x-payment"}


def url_of(scheme: str, host: str | None, path: str, *, base: str | None) -> str:
    """The URL that a bill names: the seller's own where one is given, else as it was asked for."""
    path = quote(path, safe="/~!$&'()*+,=:@-._", errors="replace")
    if base is not None:
        return base.rstrip("/") + path
    # A host is the client's word: it only ever comes back to the same client.
    host = host if host is not None and HOST.fullmatch(host) else "localhost"
    return f"{scheme if scheme in ('http', 'https') else 'http'}://{host}{path}"


def _text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value
