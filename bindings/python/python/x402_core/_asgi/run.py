"""Drives a request's generator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Union

from .._paywall import answers
from .._paywall.actions import (
    Abandoned,
    Action,
    Conclude,
    Deliver,
    Ending,
    Handle,
    Send,
    Settle,
    Unpaid,
    Verify,
)
from .._paywall.driver import Flow
from .services import Services

__all__ = ["Run"]

Reached = Union[Handle, Ending]


class Run:
    """One request: up to its handler, and from there to its end.

    If the request is cancelled meanwhile, what was begun with the store or the facilitator is
    finished, nothing more is begun, and what was reserved is concluded: as unresolved where it is
    paid and the answer has not begun to leave, so that the payer can come back for it.
    """

    def __init__(self, flow: Flow, services: Services) -> None:
        self.flow, self.services = flow, services
        self.cancelled = False

    async def advance(self, status: int | None = None) -> Reached:
        """Walks on, with the status of the handler where that has run."""
        task = self.services.start(self._walk(status))
        try:
            reached: Reached = await asyncio.shield(task)
        except asyncio.CancelledError:
            self.cancelled = True
            if task.done() and not task.cancelled():
                self.services.start(self._leave(task.result()))
            raise
        return reached

    async def leave(self) -> None:
        """The handler was cancelled before its answer began to leave."""
        self.cancelled = True
        abandon = self._drive(lambda: self.flow.throw(Abandoned()))
        await asyncio.shield(self.services.start(abandon))

    async def _walk(self, status: int | None) -> Reached:
        reached = await self._drive(lambda: self.flow.send(status))
        if self.cancelled:
            await self._leave(reached)
        return reached

    async def _leave(self, reached: Reached) -> None:
        """The handler that was reached will not run."""
        if isinstance(reached, Handle):
            await self._drive(lambda: self.flow.throw(Abandoned()))

    async def _drive(self, start: Callable[[], Action]) -> Reached:
        try:
            action = start()
            while not isinstance(action, Handle):
                if self.cancelled and isinstance(action, (Verify, Settle)):
                    action = self.flow.throw(Abandoned(begun=False))  # no money moves for nobody
                if self.cancelled and isinstance(action, Conclude):
                    action = action.undelivered()
                try:
                    answer = await self.services.perform(action)
                except asyncio.CancelledError:  # the loop itself is closing
                    action = self.flow.throw(Abandoned())
                except BaseException:  # the worker is being stopped
                    await self._drive(lambda: self.flow.throw(Abandoned()))
                    raise
                else:
                    action = self.flow.send(answer)
            return action
        except StopIteration as end:
            ending = end.value
            assert isinstance(ending, (Send, Deliver, Unpaid))
            return ending
        except Abandoned:
            return Send(answers.broken())
