"""Plans, and the one driver that runs them, in plain and in `async` code.

A plan is a generator without I/O. It yields an effect, such as `Sleep(0.5)`, gets the effect's
result, and returns its own. What raises while an effect is performed is raised in the plan, at the
`yield`: a plan cleans up with `try` and `except`, as a function does.

The charging middleware, the paying clients and the facilitator clients each have effects of their
own, and a function that performs them. `Call`, `Sleep` and `Failed` are common to them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Generator
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any, TypeVar

__all__ = ["Call", "Failed", "Plan", "Sleep", "call", "call_async", "run", "run_async"]

Effect = TypeVar("Effect")
Result = TypeVar("Result")

Plan = Generator[Effect, Any, Result]
"""Yields effects, gets the result of each, and returns its own."""


@dataclass(frozen=True, slots=True, repr=False)
class Call:
    """Call a function of the package's user; the result is what it returns."""

    function: Callable[..., object]
    arguments: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Sleep:
    """Wait."""

    seconds: float


@dataclass(frozen=True, slots=True, repr=False)
class Failed:
    """The result of an effect that raised an exception which the plan reads as a value."""

    error: Exception


def run(plan: Plan[Effect, Result], perform: Callable[[Effect], object]) -> Result:
    """Runs a plan to its end."""
    try:
        effect = next(plan)
        while True:
            try:
                value = perform(effect)
            except BaseException as error:
                effect = plan.throw(error)
            else:
                effect = plan.send(value)
    except StopIteration as end:
        result: Result = end.value
        return result


async def run_async(
    plan: Plan[Effect, Result], perform: Callable[[Effect], Awaitable[object]]
) -> Result:
    """Runs a plan to its end, in `async` code."""
    try:
        effect = next(plan)
        while True:
            try:
                value = await perform(effect)
            except BaseException as error:
                effect = plan.throw(error)
            else:
                effect = plan.send(value)
    except StopIteration as end:
        result: Result = end.value
        return result


def call(effect: Call) -> object:
    """Performs a `Call`.

    Raises:
        TypeError: The function is `async`.
    """
    value = effect.function(*effect.arguments)
    if isawaitable(value):
        if isinstance(value, Coroutine):
            value.close()  # it never runs, and would warn of that
        name = getattr(effect.function, "__qualname__", "the callback")
        raise TypeError(f"{name} is async: use it with the async client or middleware only")
    return value


async def call_async(effect: Call) -> object:
    """Performs a `Call`, of a function that may be `async`."""
    value = effect.function(*effect.arguments)
    return await value if isawaitable(value) else value
