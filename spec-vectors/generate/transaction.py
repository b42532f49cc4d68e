"""A Solana transaction as a JSON document, and back to the same bytes.

Accounts of instructions are addresses; an index stays a number where it points at no key, or at a
key that stands twice, so that every index can be told.
"""

from __future__ import annotations

from typing import Any

import coding


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, length: int) -> bytes:
        """The next bytes."""
        if self.at + length > len(self.raw):
            raise ValueError("the transaction ends early")
        self.at += length
        return self.raw[self.at - length : self.at]

    def short(self) -> int:
        """A compact-u16 in any length that is not too large."""
        number = shift = 0
        while True:
            byte = self.take(1)[0]
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number
            if shift > 14:
                raise ValueError("no compact-u16")

    def indices(self) -> list[int]:
        """A list of bytes."""
        return list(self.take(self.short()))


def read(raw: bytes) -> dict[str, Any]:
    """The document of a transaction's bytes."""
    reader = _Reader(raw)
    signatures = [coding.to_base58(reader.take(64)) for _ in range(reader.short())]
    first = reader.take(1)[0]
    version = first & 127 if first & 128 else "legacy"
    counts = [first, *reader.take(2)] if version == "legacy" else list(reader.take(3))
    keys = [coding.to_base58(reader.take(32)) for _ in range(reader.short())]

    def name(index: int) -> str | int:
        known = index < len(keys) and keys.index(keys[index]) == index
        return keys[index] if known else index

    blockhash = coding.to_base58(reader.take(32))
    instructions = [
        {
            "programId": name(reader.take(1)[0]),
            "accounts": [name(index) for index in reader.indices()],
            "data": "0x" + reader.take(reader.short()).hex(),
        }
        for _ in range(reader.short())
    ]
    document: dict[str, Any] = {
        "signatures": signatures,
        "version": version,
        "header": dict(zip(("numRequiredSignatures", "numReadonlySignedAccounts", "numReadonlyUnsignedAccounts"), counts, strict=True)),
        "accountKeys": keys,
        "recentBlockhash": blockhash,
        "instructions": instructions,
    }
    if version != "legacy":
        document["addressTableLookups"] = [
            {"accountKey": coding.to_base58(reader.take(32)), "writableIndexes": reader.indices(), "readonlyIndexes": reader.indices()}
            for _ in range(reader.short())
        ]
    if reader.at != len(raw):
        raise ValueError("bytes follow the transaction")
    return document


def _short(number: int) -> bytes:
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    return bytes([*out, number])


def message(document: dict[str, Any]) -> bytes:
    """The bytes that are signed."""
    keys: list[str] = document["accountKeys"]

    def indices(names: list[str | int]) -> bytes:
        return bytes([keys.index(name) if isinstance(name, str) else name for name in names])

    version = document["version"]
    out = (b"" if version == "legacy" else bytes([128 | version])) + bytes(document["header"].values())
    out += _short(len(keys)) + b"".join(map(coding.from_base58, keys)) + coding.from_base58(document["recentBlockhash"])
    out += _short(len(document["instructions"]))
    for one in document["instructions"]:
        data = bytes.fromhex(one["data"][2:])
        out += indices([one["programId"]]) + _short(len(one["accounts"])) + indices(one["accounts"]) + _short(len(data)) + data
    if version == "legacy":
        return out
    out += _short(len(document["addressTableLookups"]))
    for table in document["addressTableLookups"]:
        out += coding.from_base58(table["accountKey"])
        for name in ("writableIndexes", "readonlyIndexes"):
            out += _short(len(table[name])) + bytes(table[name])
    return out


def write(document: dict[str, Any]) -> bytes:
    """The bytes of a transaction's document."""
    signatures = document["signatures"]
    return _short(len(signatures)) + b"".join(map(coding.from_base58, signatures)) + message(document)
