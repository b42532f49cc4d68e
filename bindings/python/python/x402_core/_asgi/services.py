"""Does what a request's generator asks for: the store, the facilitator, hooks, waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from inspect import isawaitable
from typing import Any

from .._paywall import actions
from .._paywall.actions import Action, Failed
from .._paywall.outside import Source, is_async

__all__ = ["Services"]


class Services:
    """The facilitator and the store of a middleware, whether they are `async` or not."""

    def __init__(
        self, facilitator: Source, store: Any, sleep: Callable[[float], Awaitable[object]]
    ) -> None:
        self.facilitator, self.store, self.sleep = facilitator, store, sleep
        self._asking: asyncio.Task[Any] | None = None
        self._running: set[asyncio.Task[Any]] = set()

    async def perform(self, action: Action) -> object:
        """The answer to an action, or `Failed`: nothing that is asked of others ever raises."""
        try:
            return await self._perform(action)
        except Exception as error:
            return Failed(error)

    def start(self, work: Awaitable[Any]) -> asyncio.Task[Any]:
        """Does something that goes on when the request is cancelled."""
        task = asyncio.ensure_future(_awaited(work))
        self._running.add(task)  # the loop alone would let it be collected
        task.add_done_callback(self._running.discard)
        return task

    async def _perform(self, action: Action) -> object:
        if isinstance(action, actions.Reserve):
            return await _call(self.store.reserve, action.key, action.keep_until, now=action.now)
        if isinstance(action, actions.Conclude):
            return await _call(
                self.store.conclude, action.key, action.keep_until, action.reservation
            )
        if isinstance(action, actions.Settle):
            return await _call(self.facilitator.get().settle, action.request)
        if isinstance(action, actions.Verify):
            return await _call(self.facilitator.get().verify, action.request)
        if isinstance(action, actions.Call):
            said = action.function(action.argument)
            return await said if isawaitable(said) else said
        if isinstance(action, actions.Wait):
            return await self.sleep(action.seconds)
        return await self._supported()

    async def _supported(self) -> object:
        """Asks once, however many requests wait for it."""
        task = self._asking
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            task = self._asking = self.start(_call(self.facilitator.get().supported))
        return await asyncio.shield(task)


async def _call(method: Callable[..., Any], *arguments: object, **named: object) -> object:
    """Calls a method that may block, where it is not `async`, in a thread."""
    if is_async(method):
        return await method(*arguments, **named)
    said = await asyncio.to_thread(method, *arguments, **named)
    return await said if isawaitable(said) else said


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work
