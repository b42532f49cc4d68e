"""Encodings that hold each other, such as base64 around UTF-8 around JSON: undone one by one, and done again."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from typing import Any

import transaction

DEPTH = 100  # deeper JSON is a text to the proofs, so that no reader's own limit matters
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class UndecodableError(ValueError):
    """The value is not what the coding writes."""


def to_base58(raw: bytes) -> str:
    """Solana's text form of bytes."""
    number, out = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        out = _BASE58[digit] + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def from_base58(text: str) -> bytes:
    """Bytes from Solana's text form."""
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    return bytes(len(text) - len(text.lstrip("1"))) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def compact(document: Any) -> str:
    """JSON without white space; what is not ASCII stands as it is."""
    return json.dumps(document, separators=(",", ":"), ensure_ascii=False)


def _json(text: str) -> Any:
    depth = 0
    for letter in text:
        depth += (letter in "[{") - (letter in "]}")
        if depth > DEPTH:
            raise ValueError("too deep")
    return json.loads(text, parse_constant=_refuse, parse_int=_number(int), parse_float=_number(float), object_pairs_hook=_members)


def _number(kind: type[int] | type[float]) -> Callable[[str], float]:
    """Numbers keep their text, so those that Python would write in another way are not read."""

    def read(text: str) -> float:
        number = kind(text)
        if repr(number) != text:
            raise ValueError(f"{text} is another number's text")
        return number

    return read


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise ValueError("a member stands twice")
    return members


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _base64(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not canonical")
    return raw


def _prefixed(text: str) -> bytes:
    if not text.startswith("0x"):
        raise ValueError("no 0x")
    return bytes.fromhex(text[2:])


_CODINGS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "base64": (_base64, lambda raw: base64.b64encode(raw).decode()),
    "base64url": (base64.urlsafe_b64decode, lambda raw: base64.urlsafe_b64encode(raw).decode()),
    "base58": (from_base58, to_base58),
    "hex": (bytes.fromhex, bytes.hex),
    "0xhex": (_prefixed, lambda raw: "0x" + raw.hex()),
    "utf8": (lambda raw: raw.decode("utf-8"), lambda text: text.encode("utf-8")),
    "utf16le": (lambda raw: raw.decode("utf-16-le"), lambda text: text.encode("utf-16-le")),
    "utf16be": (lambda raw: raw.decode("utf-16-be"), lambda text: text.encode("utf-16-be")),
    "json": (_json, compact),
    "solana": (transaction.read, transaction.write),
}


def undo(value: Any, codings: Sequence[str]) -> Any:
    """What `value` holds behind the codings, the outermost first."""
    try:
        for coding in codings:
            value = _CODINGS[coding][0](value)
    except (ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise UndecodableError(str(error)) from error
    return value


def redo(content: Any, codings: Sequence[str]) -> Any:
    """The value that holds `content`."""
    try:
        for coding in reversed(codings):
            content = _CODINGS[coding][1](content)
    except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as error:
        raise UndecodableError(str(error)) from error
    return content


def exact(value: Any, codings: Sequence[str]) -> Any:
    """As `undo`, where the codings write `value` again to the byte."""
    content = undo(value, codings)
    if redo(content, codings) != value:
        raise UndecodableError("written in another way")
    return content
