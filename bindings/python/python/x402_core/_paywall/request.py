"""A request as prices may depend on it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

__all__ = ["Request", "url_of"]

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
    """The whole body, where the charge has `max_body_bytes`; `None` otherwise."""

    def header(self, name: str) -> str | None:
        """The first header of this name, which may have any case."""
        for key, value in self.headers:
            if _text(key).lower() == name.lower():
                return _text(value)
        return None


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
