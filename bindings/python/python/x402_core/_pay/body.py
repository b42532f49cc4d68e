"""Reading the body of an answer that asks for payment, and no more of it than that takes."""

from __future__ import annotations

import zlib

__all__ = ["LIMIT", "PRICED", "decoded"]

LIMIT = 256 * 1024
"""In bytes, with and without the body's encoding: what a version 1 server asks has a few KiB."""

PRICED = frozenset({402, 412})
"""The statuses whose body may say what is to be paid, or why a payment was refused."""

_WINDOW = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}


def decoded(raw: bytes, encoding: str) -> bytes | None:
    """The body without its encoding; `None` where it is too long, broken, or in another one."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return raw
    if encoding not in _WINDOW:
        return None
    try:
        body = zlib.decompressobj(_WINDOW[encoding]).decompress(raw, LIMIT + 1)
    except zlib.error:
        return None
    return body if len(body) <= LIMIT else None
