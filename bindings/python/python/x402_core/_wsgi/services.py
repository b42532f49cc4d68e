"""Performs a paywall's effects in plain code."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from .._effects import Call, Failed, Sleep, call
from .._paywall.effects import Effect, Supported
from .._paywall.services import Services, Source

__all__ = ["PlainServices"]


class PlainServices(Services):
    """The facilitator and the store of a middleware."""

    def __init__(self, facilitator: Source, store: Any, sleep: Callable[[float], object]) -> None:
        super().__init__(facilitator, store, sleep)
        self._asking = Lock()
        self._supported: Any = None

    def perform(self, effect: Effect) -> object:
        """What was returned, or `Failed` with the `Exception` that was raised."""
        try:
            return self._perform(effect)
        except Exception as error:
            return Failed(error)

    def _perform(self, effect: Effect) -> object:
        match effect:
            case Call():
                return call(effect)
            case Sleep():
                return self.sleep(effect.seconds)
            case Supported():
                with self._asking:  # once, however many requests wait for it
                    if self._supported is None:
                        self._supported = self.method(effect)()
                    return self._supported
        return self.method(effect)()
