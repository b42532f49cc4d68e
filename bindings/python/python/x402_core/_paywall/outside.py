"""What both middlewares make of their arguments: the facilitator and the store."""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutinefunction
from typing import Any

from ..errors import InvalidValueError

__all__ = ["Lazy", "is_async", "reject_async"]


class Lazy:
    """A facilitator, made when it is first needed if only its URL is given."""

    def __init__(self, given: Any, make: Callable[[str], Any]) -> None:
        self.given, self.make = given, make
        self.made: Any = None

    def get(self) -> Any:
        """The facilitator."""
        if not isinstance(self.given, str):
            return self.given
        if self.made is None:
            self.made = self.make(self.given)
        return self.made


def is_async(method: object) -> bool:
    """Whether a method has to be awaited."""
    return iscoroutinefunction(method) or iscoroutinefunction(getattr(method, "__call__", None))


def reject_async(what: str, methods: tuple[object, ...], instead: str) -> None:
    """Refuses at once what could only be awaited.

    Raises:
        InvalidValueError: One of the methods is `async`.
    """
    if any(is_async(method) for method in methods):
        message = f"{what}: expected {instead}, found one for `async` code"
        raise InvalidValueError(message, noun=what, expected=instead, found="`async` methods")
