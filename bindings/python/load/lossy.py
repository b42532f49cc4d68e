"""A network between buyers and a server that loses requests and answers, and brings some twice."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

CALM = 0.4
"""Which part of the requests has a good connection."""
FATES = ("answer lost", "answer cut", "request lost", "request twice", "answer late")
LATE = 0.7
"""By how much an answer is late, in seconds."""


class LossyNetwork:
    """A proxy of one server, where each connection carries one request."""

    def __init__(self, url: str, seed: int) -> None:
        self.fates: Counter[str] = Counter()
        """How often each of them befell a request."""
        self._host, self._port = urlsplit(url).hostname, urlsplit(url).port
        self._draw = random.Random(seed)
        self._running: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        """Runs until the block ends; its URL."""
        async with await asyncio.start_server(self._serve, "127.0.0.1", 0) as server:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            await asyncio.gather(*self._running)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task: asyncio.Task[None] | None = asyncio.current_task()
        assert task is not None
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError):
                await self._carry(reader, writer)
        finally:
            writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head[:-4].split(b"\r\n")
        fields = [line.partition(b":") for line in lines[1:]]
        length = next((int(value) for name, _, value in fields if name.lower() == b"content-length"), 0)
        kept = [line for line in lines if not line.lower().startswith(b"connection:")]
        request = b"\r\n".join([*kept, b"Connection: close", b"", await reader.readexactly(length)])
        fate = "none" if self._draw.random() < CALM else self._draw.choice(FATES)
        self.fates[fate] += 1
        if fate == "request lost":
            return
        if fate == "request twice":
            answer, _ = await asyncio.gather(self._ask(request), self._ask(request))
        else:
            answer = await self._ask(request)
        if fate == "answer lost":
            return
        if fate == "answer late":
            await asyncio.sleep(LATE)
        writer.write(answer[: len(answer) // 2] if fate == "answer cut" else answer)
        await writer.drain()

    async def _ask(self, request: bytes) -> bytes:
        """The server's whole answer."""
        reader, writer = await asyncio.open_connection(self._host, self._port)
        try:
            writer.write(request)
            return await reader.read()
        finally:
            writer.close()
