"""Performs a paywall's effects in `async` code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import Any

from .._effects import Call, Failed, Sleep, call_async
from .._paywall.effects import Effect, Supported
from .._paywall.leases import RENEW_AFTER
from .._paywall.record import LOGGER
from .._paywall.services import Services, Source, is_async

__all__ = ["AsyncServices"]


class AsyncServices(Services):
    """The facilitator and the store of a middleware, whether they are `async` or not."""

    def __init__(
        self,
        facilitator: Source,
        store: Any,
        sleep: Callable[[float], Awaitable[object]],
        clock: Callable[[], float],
        chain: Any = None,
        responses: Any = None,
    ) -> None:
        super().__init__(facilitator, store, sleep, clock, chain, responses)
        self._renewing: dict[str, asyncio.Task[None]] = {}
        self._asking: asyncio.Task[Any] | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def perform(self, effect: Effect) -> object:
        """What was returned, or `Failed` with the `Exception` that was raised."""
        result: object
        try:
            result = await self._perform(effect)
        except Exception as error:
            result = Failed(error)
        holder = self.leases.note(effect, result)
        if holder is not None:
            key = self.leases.held().get(holder)
            self._renew_from_now_on(holder, key)
        return result

    async def renew(self, key: str, holder: str) -> None:
        """Renews the lease of a key."""
        try:
            await _call(self.renewal(key, holder))
        except Exception as error:
            LOGGER.warning("a lease could not be renewed: %s", type(error).__qualname__)

    def _renew_from_now_on(self, holder: str, key: str | None) -> None:
        """Renews a lease again and again; with no key, not any more."""
        task = self._renewing.pop(holder, None)
        if task is not None and not task.get_loop().is_closed():
            task.cancel()
        if key is not None:
            self._renewing[holder] = asyncio.ensure_future(self._renew(holder, key))

    async def _renew(self, holder: str, key: str) -> None:
        while True:
            await asyncio.sleep(RENEW_AFTER)
            await self.renew(key, holder)

    def start(self, work: Awaitable[Any]) -> asyncio.Task[Any]:
        """Does something that goes on when the request is cancelled."""
        task = asyncio.ensure_future(_awaited(work))
        self._running.add(task)  # the loop alone would let it be collected
        task.add_done_callback(self._running.discard)
        return task

    async def _perform(self, effect: Effect) -> object:
        match effect:
            case Call():
                return await call_async(effect)
            case Sleep():
                return await self.sleep(effect.seconds)
            case Supported():
                return await self._supported(effect)
        return await _call(self.method(effect))

    async def _supported(self, effect: Supported) -> object:
        """Asks once, however many requests wait for it."""
        task = self._asking
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._asking = self.start(_call(self.method(effect)))
        return await asyncio.shield(task)


async def _call(method: partial[Any]) -> object:
    """Calls a method that may block, where it is not `async`, in a thread."""
    if is_async(method.func):
        return await method()
    said = await asyncio.to_thread(method)
    return await said if isawaitable(said) else said


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work
