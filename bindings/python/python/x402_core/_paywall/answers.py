"""The answers that are the middleware's own, not the `Exchange`'s."""

from __future__ import annotations

import json
from dataclasses import dataclass

from .._native.exchange import ServerResponse, StoredResponse
from .table import Refused

__all__ = [
    "Answer",
    "bad_request",
    "broken",
    "forbidden",
    "of_response",
    "of_stored",
    "refused",
    "too_large",
    "unavailable",
]


@dataclass(frozen=True)
class Answer:
    """A complete HTTP answer."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


def of_response(response: ServerResponse) -> Answer:
    """The exchange's answer."""
    body = response.body.encode()
    headers = [*response.headers, ("Content-Length", str(len(body)))]
    return Answer(response.status, tuple(headers), body)


def of_stored(response: StoredResponse) -> Answer:
    """A response that was sent before, with the length that it has now."""
    own = {"content-length", "transfer-encoding"}
    headers = [(name, value) for name, value in response.headers if name.lower() not in own]
    headers.append(("Content-Length", str(len(response.body))))
    return Answer(response.status, tuple(headers), response.body)


def refused(what: Refused) -> Answer:
    """There is no such route, or it must not be reached in this way."""
    extra = (("Allow", ", ".join(what.allow)),) if what.allow else ()
    return _say(what.status, what.error, *extra)


def broken(*extra: tuple[str, str]) -> Answer:
    """The server is at fault; its log says why."""
    return _say(500, "internal_server_error", *extra)


def bad_request(error: str) -> Answer:
    """The request's body is not what the request states."""
    return _say(400, error)


def too_large(limit: int) -> Answer:
    """The body is longer than what a price is made for."""
    return _say(413, f"the body has more than {limit} bytes")


def forbidden() -> Answer:
    """The seller does not take this payment, and has not taken it."""
    return _say(403, "payment_declined")


def unavailable(error: str, retry_after: int) -> Answer:
    """The price is temporarily unavailable."""
    return _say(503, error, ("Retry-After", str(retry_after)))


def _say(status: int, error: str, *extra: tuple[str, str]) -> Answer:
    body = json.dumps({"error": error}).encode()
    headers = (
        ("Content-Type", "application/json"),
        ("Cache-Control", "no-store"),
        ("Content-Length", str(len(body))),
        *extra,
    )
    return Answer(status, headers, body)
