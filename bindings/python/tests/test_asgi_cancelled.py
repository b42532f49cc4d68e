"""A request that is given up: what it reserved is concluded all the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
import pytest
from conftest import NOW
from paying import AsyncScript, pay, settings
from shop import ask_asgi, scope_of
from x402_core.asgi import PaymentMiddleware
from x402_core.replay import MemoryReplayStore

FLOWS = pytest.mark.parametrize("flow", ["upfront", "authorization"])
Canceller = Callable[[Awaitable[Any], asyncio.Event], Awaitable[None]]


class Slow:
    """A place where a request waits until it is let go."""

    def __init__(self) -> None:
        self.reached = asyncio.Event()
        self.go_on = asyncio.Event()

    async def __call__(self) -> None:
        self.reached.set()
        await self.go_on.wait()


class Shop:
    """A shop where one place is slow: `reserve`, `verify`, `settle`, `handler`, `conclude`."""

    def __init__(self, slow_at: str, flow: str) -> None:
        self.slow_at, self.slow = slow_at, Slow()
        self.store, self.script = MemoryReplayStore(), AsyncScript()
        self.concluded: list[str] = []
        self.runs = 0
        if slow_at == "sleep":
            self.script.script.append(TimeoutError())
        more = {"facilitator_verify": "always", "sleep": lambda _: self.at("sleep")}
        given = settings(self, replay_store=self, flow=flow, **more)
        self.app = PaymentMiddleware(self.handler, **given)

    async def at(self, place: str) -> None:
        if place == self.slow_at:
            await self.slow()

    async def reserve(self, *key: Any, **more: Any) -> Any:
        answer = self.store.reserve(*key, **more)
        await self.at("reserve")
        return answer

    async def mark_settling(self, *key: Any, **more: Any) -> Any:
        await self.at("mark")
        return self.store.mark_settling(*key, **more)

    async def renew(self, *key: Any, **more: Any) -> None:
        self.store.renew(*key, **more)

    async def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Any, /
    ) -> None:
        await self.at("conclude")
        self.store.conclude(key, keep_until, holder, reservation)
        self.concluded.append(reservation)

    async def verify(self, request: Any, /) -> Any:
        await self.at("verify")
        return await self.script.verify(request)

    async def settle(self, request: Any, /, **_: Any) -> Any:
        await self.at("settle")
        return await self.script.settle(request)

    async def supported(self) -> Any:
        return await self.script.supported()

    async def handler(self, scope: Any, receive: Any, send: Any) -> None:
        self.runs += 1
        await self.at("handler")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"sunny"})


async def by_task(request: Awaitable[Any], reached: asyncio.Event) -> None:
    """Cancels as asyncio does: once."""
    task = asyncio.ensure_future(request)
    await reached.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def by_scope(request: Awaitable[Any], reached: asyncio.Event) -> None:
    """Cancels as anyio does: again at every step."""

    async def run() -> None:
        await request

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        await reached.wait()
        group.cancel_scope.cancel()


EXPECTED = {
    ("reserve", "upfront"): "release",
    ("verify", "upfront"): "release",
    ("settle", "upfront"): "unresolved",
    ("handler", "upfront"): "unresolved",
    ("conclude", "upfront"): "keep",
    ("sleep", "upfront"): "unresolved",
    ("reserve", "authorization"): "release",
    ("verify", "authorization"): "release",
    ("settle", "authorization"): "unresolved",
    ("sleep", "authorization"): "unresolved",
    ("handler", "authorization"): "release",
    ("conclude", "authorization"): "keep",
}


@pytest.mark.parametrize("cancel", [by_task, by_scope])
@pytest.mark.parametrize(("place", "flow"), EXPECTED)
def test_it_is_concluded(cancel: Canceller, place: str, flow: str) -> None:
    async def run() -> None:
        shop = Shop(place, flow)
        unpaid = await ask_asgi(shop.app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()
        request = ask_asgi(shop.app, scope_of("GET", "/weather", headers=headers))
        await cancel(request, shop.slow.reached)
        shop.slow.go_on.set()
        while shop.app._services._running:
            await asyncio.sleep(0)
        assert shop.concluded == [EXPECTED[place, flow]]
        if shop.concluded == ["keep"]:
            return
        shop.slow_at = ""
        again = await ask_asgi(shop.app, scope_of("GET", "/weather", headers=headers))
        assert (again.status, again.body) == (200, b"sunny")
        assert shop.concluded[1:] == ["keep"]

    asyncio.run(run())


@FLOWS
def test_it_stays_unresolved_if_an_earlier_request_left_it_so(flow: str) -> None:
    async def run() -> None:
        shop = Shop("", flow)
        shop.script.script = [TimeoutError()] * 3
        unpaid = await ask_asgi(shop.app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()
        await ask_asgi(shop.app, scope_of("GET", "/weather", headers=headers))
        shop.slow_at = "reserve"
        request = ask_asgi(shop.app, scope_of("GET", "/weather", headers=headers))
        await by_task(request, shop.slow.reached)
        shop.slow.go_on.set()
        while shop.app._services._running:
            await asyncio.sleep(0)
        assert shop.concluded == ["unresolved", "unresolved"]
        assert len(shop.script.settled) == 3

    asyncio.run(run())


@FLOWS
def test_a_request_that_is_cancelled_at_the_last_moment(flow: str) -> None:
    """The settlement, or the verification, ends in the same step as the request."""
    tasks: list[asyncio.Task[Any]] = []

    class Cancelling(AsyncScript):
        async def verify(self, request: Any, /) -> Any:  # type: ignore[override]
            if flow == "authorization":
                tasks[0].cancel()
            return await super().verify(request)

        async def settle(self, request: Any, /, **_: Any) -> Any:  # type: ignore[override]
            tasks[0].cancel()
            return await super().settle(request)

    async def run() -> None:
        shop = Shop("", flow)
        shop.script = Cancelling()
        unpaid = await ask_asgi(shop.app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()
        request = ask_asgi(shop.app, scope_of("GET", "/weather", headers=headers))
        tasks.append(asyncio.ensure_future(request))
        with pytest.raises(asyncio.CancelledError):
            await tasks[0]
        while shop.app._services._running:
            await asyncio.sleep(0)
        assert shop.runs == 0
        assert shop.concluded == ["unresolved" if flow == "upfront" else "release"]

    asyncio.run(run())


@FLOWS
def test_a_loop_that_closes(flow: str) -> None:
    """Whatever is still going on is cancelled then, and concluded on the way."""
    shops: list[Shop] = []

    async def run() -> None:
        shops.append(Shop("settle", flow))
        unpaid = await ask_asgi(shops[0].app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()
        request = ask_asgi(shops[0].app, scope_of("GET", "/weather", headers=headers))
        request_task = asyncio.ensure_future(request)
        await shops[0].slow.reached.wait()
        del request_task

    asyncio.run(run())
    assert shops[0].concluded == ["unresolved"]


@FLOWS
def test_a_client_that_is_gone(flow: str) -> None:
    async def run() -> None:
        shop = Shop("", flow)
        unpaid = await ask_asgi(shop.app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()

        async def send(_: Any) -> None:
            raise OSError("the connection is closed")

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        with pytest.raises(OSError):
            await shop.app(scope_of("GET", "/weather", headers=headers), receive, send)
        assert shop.concluded == ["keep"]
        key = shop.script.settled[0].to_json()
        assert key and shop.runs == 1

    asyncio.run(run())


@FLOWS
def test_fifty_at_once_and_one_is_served(flow: str) -> None:
    async def run() -> None:
        shop = Shop("settle", flow)
        unpaid = await ask_asgi(shop.app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()
        requests = [
            asyncio.ensure_future(ask_asgi(shop.app, scope_of("GET", "/weather", headers=headers)))
            for _ in range(50)
        ]
        await shop.slow.reached.wait()
        await asyncio.sleep(0)
        shop.slow.go_on.set()
        replies = await asyncio.gather(*requests)
        assert sorted(reply.status for reply in replies) == [200, *[402] * 49]
        assert [reply.body for reply in replies].count(b"sunny") == 1
        assert (shop.runs, len(shop.script.settled), shop.concluded) == (1, 1, ["keep"])
        assert shop.store.reserve("other", NOW, "other", now=NOW) == "new"

    asyncio.run(run())


class Stop(BaseException):
    """What is no `Exception`."""


@pytest.mark.parametrize("where", ["verify", "settle", "on_verified"])
@pytest.mark.parametrize("raised", [Stop(), GeneratorExit()])
def test_no_key_stays_reserved_whatever_is_raised(where: str, raised: BaseException) -> None:
    async def fail(*_: Any, **__: Any) -> Any:
        raise raised

    async def run() -> None:
        shop = Shop("", "upfront")
        unpaid = await ask_asgi(shop.app, scope_of("GET", "/weather"))
        headers = pay(dict(unpaid.headers)).items()
        given = settings(shop, replay_store=shop, facilitator_verify="always")
        if where == "on_verified":
            given["on_verified"] = fail
        else:
            setattr(shop, where, fail)
        app = PaymentMiddleware(shop.handler, **given)
        with pytest.raises(BaseException) as caught:
            await ask_asgi(app, scope_of("GET", "/weather", headers=headers))
        assert caught.value is raised and shop.runs == 0
        assert shop.concluded == ["unresolved" if where == "settle" else "release"]

    asyncio.run(run())
