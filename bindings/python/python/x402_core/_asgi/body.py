"""Reads a request's body for its price, and gives it to the application again."""

from __future__ import annotations

from .types import Message, Receive

__all__ = ["Gone", "TooLong", "read_body"]


class TooLong(Exception):
    """The body is longer than the price function takes."""


class Gone(Exception):
    """The client has gone before its body was there."""


async def read_body(receive: Receive, limit: int) -> tuple[bytes, Receive]:
    """The whole body, and what the application receives instead.

    Raises:
        TooLong: The body has more than `limit` bytes; no more of it is read.
        Gone: The client has left.
    """
    parts: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise Gone
        part = bytes(message.get("body", b""))
        size += len(part)
        if size > limit:
            raise TooLong
        parts.append(part)
        more = bool(message.get("more_body", False))
    body = b"".join(parts)
    kept: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return kept.pop() if kept else await receive()

    return body, again
