"""Performs a paywall's effects in `async` code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from inspect import isawaitable
from typing import Any

from .._effects import Call, Failed, Sleep, call_async
from .._paywall.effects import Effect, Supported
from .._paywall.services import Services, Source, is_async

__all__ = ["AsyncServices"]


class AsyncServices(Services):
    """The facilitator and the store of a middleware, whether they are `async` or not."""

    def __init__(
        self, facilitator: Source, store: Any, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        super().__init__(facilitator, store, sleep)
        self._asking: asyncio.Task[Any] | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def perform(self, effect: Effect) -> object:
        """What was returned, or `Failed` with the `Exception` that was raised."""
        try:
            return await self._perform(effect)
        except Exception as error:
            return Failed(error)

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
