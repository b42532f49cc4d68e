"""Drives a request's generator."""

from __future__ import annotations

from typing import Union

from .._paywall.actions import Abandoned, Action, Deliver, Ending, Handle, Send, Unpaid
from .._paywall.driver import Flow
from .services import Services

__all__ = ["Run"]

Reached = Union[Handle, Ending]


class Run:
    """One request: up to its handler, and from there to its end."""

    def __init__(self, flow: Flow, services: Services) -> None:
        self.flow, self.services = flow, services

    def advance(self, status: int | None = None) -> Reached:
        """Walks on, with the status of the handler where that has run."""
        try:
            action = self.flow.send(status)
            while not isinstance(action, Handle):
                try:
                    answer = self.services.perform(action)
                except BaseException:  # the worker is being stopped
                    self._leave()
                    raise
                action = self.flow.send(answer)
            return action
        except StopIteration as end:
            ending = end.value
            assert isinstance(ending, (Send, Deliver, Unpaid))
            return ending

    def _leave(self) -> None:
        """Nobody waits for the request any more: concludes what was begun."""
        try:
            action: Action = self.flow.throw(Abandoned())
            while True:
                action = self.flow.send(self.services.perform(action))
        except (StopIteration, Abandoned):
            pass
