"""Performs a paywall's effects in plain code."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock, Thread
from typing import Any

from .._effects import Call, Failed, Sleep, call
from .._paywall.effects import Effect, Supported
from .._paywall.leases import RENEW_AFTER
from .._paywall.record import LOGGER
from .._paywall.services import Services, Source

__all__ = ["PlainServices"]


class PlainServices(Services):
    """The facilitator and the store of a middleware."""

    def __init__(
        self,
        facilitator: Source,
        store: Any,
        sleep: Callable[[float], object],
        clock: Callable[[], float],
        chain: Any = None,
        responses: Any = None,
    ) -> None:
        super().__init__(facilitator, store, sleep, clock, chain, responses)
        self._renewing: Thread | None = None
        self._starting = Lock()
        self._asking = Lock()
        self._supported: Any = None

    def perform(self, effect: Effect) -> object:
        """What was returned, or `Failed` with the `Exception` that was raised."""
        try:
            result = self._perform(effect)
        except Exception as error:
            result = Failed(error)
        if self.leases.note(effect, result) in self.leases.held():
            self._start_renewing()
        return result

    def renew(self) -> None:
        """Renews the leases of all keys that are held."""
        for holder, key in self.leases.held().items():
            try:
                self.renewal(key, holder)()
            except Exception as error:
                LOGGER.warning("a lease could not be renewed: %s", type(error).__qualname__)

    def _start_renewing(self) -> None:
        with self._starting:
            if self._renewing is None or not self._renewing.is_alive():
                self._renewing = Thread(target=self._renew, name="x402 leases", daemon=True)
                self._renewing.start()

    def _renew(self) -> None:
        """Renews leases for as long as keys are held."""
        while True:
            time.sleep(RENEW_AFTER)
            with self._starting:
                if not self.leases.held():
                    self._renewing = None
                    return
            self.renew()

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
