"""Requests to a node, and what comes back."""

from __future__ import annotations

import logging
import time

import httpx

from .._native import __version__
from .._native.chain import MAX_BODY
from .plan import Post, Response

log = logging.getLogger("x402_core.chain")

HEADERS = {
    "accept": "application/json",
    # What is compressed could be of any size.
    "accept-encoding": "identity",
    "content-type": "application/json",
    "user-agent": f"x402-core/{__version__} (Python)",
}

NO_RESPONSE: Response = (None, None, b"")


def request(
    client: httpx.Client | httpx.AsyncClient, post: Post, timeout: httpx.Timeout
) -> httpx.Request:
    """The HTTP request."""
    content = post.body.encode()
    return client.build_request(
        "POST", post.url, headers=HEADERS, content=content, timeout=timeout
    )


class Body:
    """A body as it comes, up to its limits."""

    def __init__(self, timeout: httpx.Timeout) -> None:
        self._bytes = bytearray()
        self._until = time.monotonic() + (timeout.read or 0.0)
        self._late = False

    def take(self, chunk: bytes) -> bool:
        """Takes the next bytes; whether more may follow."""
        self._bytes += chunk[: MAX_BODY + 1 - len(self._bytes)]
        self._late = time.monotonic() > self._until
        return len(self._bytes) <= MAX_BODY and not self._late

    def response(self, response: httpx.Response) -> Response:
        """The whole response, for the core to read."""
        if self._late:
            return NO_RESPONSE
        return response.status_code, response.headers.get("retry-after"), bytes(self._bytes)


def is_readable(response: httpx.Response) -> bool:
    """Whether the body is as it was asked for: not compressed."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    return coding in ("", "identity")


def lost(error: Exception) -> Response:
    """No response. The URL is not logged: it may hold a key."""
    log.debug("a node did not respond: %s", type(error).__name__)
    return NO_RESPONSE
