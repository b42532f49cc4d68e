"""The start of a server: the paywall is checked before the application starts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from .._paywall.record import LOGGER
from ..errors import X402Error
from .types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["run_lifespan"]


async def run_lifespan(
    app: ASGIApp,
    scope: Scope,
    receive: Receive,
    send: Send,
    *,
    check: Callable[[], Awaitable[None]] | None,
) -> None:
    """Runs an application from start to end; a seller's mistake ends it at the start."""
    first = await receive()
    if check is not None and first["type"] == "lifespan.startup":
        try:
            await check()
        except X402Error as error:
            LOGGER.error("the paywall cannot start: %s", error)
            await send({"type": "lifespan.startup.failed", "message": f"x402: {error}"})
            return
    kept: list[Message] = [first]

    async def again() -> Message:
        return kept.pop() if kept else await receive()

    await app(scope, again, send)
