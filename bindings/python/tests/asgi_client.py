"""Asks an ASGI application, over no network."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

__all__ = ["Client"]


class Client:
    """A client of one application; each request has an event loop of its own."""

    def __init__(self, app: Any, *, raises: bool = True) -> None:
        self.app, self.raises = app, raises

    def get(self, path: str, *, headers: Mapping[str, str] | None = None) -> httpx.Response:
        """`GET`."""
        return self.request("GET", path, headers=headers)

    def request(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """Any method."""
        return asyncio.run(self.ask(method, path, headers=headers))

    async def ask(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None
    ) -> httpx.Response:
        """The same, in the loop that there is."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=self.raises)
        async with httpx.AsyncClient(transport=transport, base_url="http://shop.test") as client:
            return await client.request(method, path, headers=dict(headers or {}))
