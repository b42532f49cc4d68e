"""WSGI's types, as PEP 3333 has them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Protocol

__all__ = ["Environ", "Headers", "StartResponse", "WSGIApp", "Write", "close"]

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
Write = Callable[[bytes], object]


class StartResponse(Protocol):
    """What an application calls before its body's first byte."""

    def __call__(self, status: str, headers: Headers, exc_info: Any = None, /) -> Write:
        """Takes the status and the headers."""


WSGIApp = Callable[[Environ, StartResponse], Iterable[bytes]]


def close(body: Iterable[bytes]) -> None:
    """Closes a body, as its server has to."""
    closing = getattr(body, "close", None)
    if closing is not None:
        closing()
