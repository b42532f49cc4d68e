"""Does what a request's generator asks for: the store, the facilitator, hooks, waiting."""

from __future__ import annotations

from collections.abc import Callable
from inspect import isawaitable
from threading import Lock
from typing import Any

from .._paywall import actions
from .._paywall.actions import Action, Failed
from .._paywall.outside import Source

__all__ = ["Services"]


class Services:
    """The facilitator and the store of a middleware."""

    def __init__(self, facilitator: Source, store: Any, sleep: Callable[[float], object]) -> None:
        self.facilitator, self.store, self.sleep = facilitator, store, sleep
        self._asking = Lock()
        self._supported: Any = None

    def perform(self, action: Action) -> object:
        """The answer to an action, or `Failed`: nothing that is asked of others ever raises."""
        try:
            return self._perform(action)
        except Exception as error:
            return Failed(error)

    def _perform(self, action: Action) -> object:
        if isinstance(action, actions.Reserve):
            return self.store.reserve(action.key, action.keep_until, now=action.now)
        if isinstance(action, actions.Conclude):
            return self.store.conclude(action.key, action.keep_until, action.reservation)
        if isinstance(action, actions.Settle):
            return self.facilitator.get().settle(action.request)
        if isinstance(action, actions.Verify):
            return self.facilitator.get().verify(action.request)
        if isinstance(action, actions.Call):
            return _plain(action.function(action.argument))
        if isinstance(action, actions.Wait):
            return self.sleep(action.seconds)
        with self._asking:  # once, however many requests wait for it
            if self._supported is None:
                self._supported = self.facilitator.get().supported()
            return self._supported


def _plain(said: object) -> object:
    """What a function of the seller's said, unless it can only be awaited, which says nothing.

    Raises:
        TypeError: It has to be awaited.
    """
    if isawaitable(said):
        getattr(said, "close", lambda: None)()  # it will not run, and need not complain of that
        raise TypeError("expected a plain function, found one whose answer has to be awaited")
    return said
