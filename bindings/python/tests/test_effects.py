"""The driver: one plan, the same steps in plain and in `async` code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import x402_core
from x402_core._effects import Call, Failed, Plan, Sleep, call, call_async, run, run_async

Step = Call | Sleep
Driver = Callable[[Plan[Any, Any], Callable[[Any], object]], Any]


def drive_async(plan: Plan[Any, Any], perform: Callable[[Any], object]) -> Any:
    """The asynchronous driver, over the same function."""

    async def performed(effect: Any) -> object:
        return perform(effect)

    return asyncio.run(run_async(plan, performed))


drivers = pytest.mark.parametrize("drive", [run, drive_async])


class Stop(BaseException):
    """What is not an `Exception`."""


@drivers
def test_a_plan_gets_the_result_of_each_effect(drive: Driver) -> None:
    def plan() -> Plan[Step, list[object]]:
        first = yield Sleep(1)
        second = yield Sleep(2)
        return [first, second]

    asked: list[Any] = []

    def perform(effect: Any) -> object:
        asked.append(effect)
        return Failed(ValueError()) if effect.seconds == 2 else "slept"

    result = drive(plan(), perform)
    assert asked == [Sleep(1), Sleep(2)]
    assert result[0] == "slept" and isinstance(result[1], Failed)


@drivers
def test_a_plan_without_an_effect(drive: Driver) -> None:
    def plan() -> Plan[Step, str]:
        return "done"
        yield Sleep(0)

    assert drive(plan(), lambda _: None) == "done"


@drivers
@pytest.mark.parametrize(
    "error", [ValueError("a"), Stop("b"), KeyboardInterrupt(), asyncio.CancelledError("c")]
)
def test_what_performing_raises_is_raised_in_the_plan(drive: Driver, error: BaseException) -> None:
    seen: list[BaseException] = []

    def plan() -> Plan[Step, str]:
        try:
            yield Sleep(1)
        except BaseException as caught:
            seen.append(caught)
            yield Sleep(2)
        return "cleaned up"

    def perform(effect: Any) -> None:
        if effect.seconds == 1:
            raise error

    assert drive(plan(), perform) == "cleaned up"
    assert seen == [error]


@drivers
@pytest.mark.parametrize("error", [ValueError("a"), Stop("b")])
def test_what_a_plan_does_not_catch_comes_out(drive: Driver, error: BaseException) -> None:
    ended: list[str] = []

    def plan() -> Plan[Step, None]:
        try:
            yield Sleep(1)
        finally:
            ended.append("finally")

    def perform(_: Any) -> None:
        raise error

    with pytest.raises(type(error)) as caught:
        drive(plan(), perform)
    assert caught.value is error and ended == ["finally"]


def test_a_generator_exit_is_a_step_like_others() -> None:
    """What stops a worker may be one; what was begun is cleaned up all the same."""

    def inner() -> Plan[Step, None]:
        yield Sleep(1)

    def plan() -> Plan[Step, str]:
        try:
            yield from inner()
        except GeneratorExit:
            yield Sleep(2)
        return "cleaned up"

    def perform(effect: Any) -> None:
        if effect.seconds == 1:
            raise GeneratorExit

    assert run(plan(), perform) == "cleaned up"


def test_a_call() -> None:
    async def double(number: int) -> int:
        return 2 * number

    plain = Call(lambda a, b: a + b, (1, 2))
    assert call(plain) == 3 and asyncio.run(call_async(plain)) == 3
    assert asyncio.run(call_async(Call(double, (4,)))) == 8
    with pytest.raises(TypeError, match="double is async: use it with the async client or"):
        call(Call(double, (4,)))


def test_there_is_no_other_driver() -> None:
    """Whatever steps through a generator has to know its end by this name."""
    package = Path(x402_core.__file__).parent
    found = [path.name for path in package.rglob("*.py") if "StopIteration" in path.read_text()]
    assert found == ["_effects.py"]
