"""Runs the plans of a request that may be cancelled meanwhile."""

from __future__ import annotations

import asyncio

from .._effects import run_async
from .._paywall.effects import (
    Abandoned,
    Conclude,
    Effect,
    Ending,
    Handle,
    Mark,
    PaywallPlan,
    Settle,
    Verify,
)
from .services import AsyncServices

__all__ = ["Shield"]


class Shield:
    """One request.

    If it is cancelled, what was begun with the store or the facilitator is finished, nothing more
    is begun, and what was reserved is concluded: as unresolved where it is paid and the answer has
    not begun to leave, so that the payer can come back for it.
    """

    def __init__(self, services: AsyncServices) -> None:
        self.services = services
        self.cancelled = False

    async def run(self, plan: PaywallPlan) -> Ending:
        """Runs a plan to its end, even if the request is cancelled."""
        task = self.services.start(self._finish(plan))
        try:
            ending: Ending = await asyncio.shield(task)
        except asyncio.CancelledError:
            self.cancelled = True
            if task.done() and not task.cancelled():
                self.services.start(self._abandon(task.result()))
            raise
        return ending

    async def abandon(self, reached: Handle) -> None:
        """The handler was cancelled before its answer began to leave."""
        self.cancelled = True
        await asyncio.shield(self.services.start(self._abandon(reached)))

    async def _finish(self, plan: PaywallPlan) -> Ending:
        ending = await run_async(plan, self._perform)
        if self.cancelled:
            await self._abandon(ending)
        return ending

    async def _abandon(self, ending: Ending) -> None:
        """A handler that was to run will not, or its answer will not leave."""
        if isinstance(ending, Handle):
            await run_async(ending.abandoned(), self._perform)

    async def _perform(self, effect: Effect) -> object:
        if self.cancelled and isinstance(effect, (Verify, Mark, Settle)):
            raise Abandoned  # no money moves for an undelivered answer
        if self.cancelled and isinstance(effect, Conclude):
            effect = effect.undelivered()
        try:
            return await self.services.perform(effect)
        except asyncio.CancelledError:  # the loop itself is closing
            raise Abandoned from None
