"""Reads a request's body for its price, and gives it to the application again."""

from __future__ import annotations

from io import BytesIO

from .types import Environ

__all__ = ["CutShort", "TooLong", "read_body"]


class TooLong(Exception):
    """The body is longer than the price function takes."""


class CutShort(Exception):
    """The body is shorter than its `CONTENT_LENGTH`, or that is not a number."""


def read_body(environ: Environ, limit: int) -> bytes:
    """The whole body; `wsgi.input` begins again for the application.

    Raises:
        TooLong: The body has more than `limit` bytes; no more of it is read.
        CutShort: It is not as long as the request states.
    """
    stated = str(environ.get("CONTENT_LENGTH") or "")
    if stated:
        if not (stated.isascii() and stated.isdigit() and len(stated) < 20):
            raise CutShort
        length = int(stated)
        if length > limit:
            raise TooLong
        body = _read(environ, length)
        if len(body) < length:
            raise CutShort
    elif environ.get("wsgi.input_terminated"):  # chunked: the stream has an end of its own
        body = _read(environ, limit + 1)
        if len(body) > limit:
            raise TooLong
    else:
        body = b""
    environ["wsgi.input"] = BytesIO(body)
    return body


def _read(environ: Environ, most: int) -> bytes:
    """At most this many bytes; a stream may give fewer at a time."""
    parts: list[bytes] = []
    left = most
    while left > 0:
        part = environ["wsgi.input"].read(left)
        if not part:
            break
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
