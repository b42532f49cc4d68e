"""Asks over connections that are kept.

It is written by hand: a usual HTTP client computes more for a request than the application does,
so that it would be what is measured.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """A whole answer."""

    status: int
    headers: dict[str, str]
    text: str


class Asker:
    """Sends requests to one server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        assert parts.hostname is not None and parts.port is not None
        self._host, self._port = parts.hostname, parts.port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str, payment: bytes | None = None) -> Answer:
        """One request, with this value of PAYMENT-SIGNATURE."""
        if self._idle:
            connection = self._idle.pop()
        else:
            connection = await asyncio.open_connection(self._host, self._port)
        reader, writer = connection
        header = b"" if payment is None else b"PAYMENT-SIGNATURE: " + payment + b"\r\n"
        writer.write(b"GET " + path.encode() + b" HTTP/1.1\r\nHost: load\r\n" + header + b"\r\n")
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status, *lines = head.rstrip().split("\r\n")
        fields = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in fields}
        body = await reader.readexactly(int(headers["content-length"]))
        if headers.get("connection") == "close":
            writer.close()
        else:
            self._idle.append(connection)
        return Answer(int(status.split()[1]), headers, body.decode())

    async def close(self) -> None:
        """Ends the connections."""
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()
