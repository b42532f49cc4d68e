"""What a killed server leaves behind, and who may come back for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW
from paying import Script, Store, failure
from shop import CONTENT, Made, Shop, both
from x402_core.asgi import PaymentMiddleware
from x402_core.server import LEASE_SECONDS

FLOWS = pytest.mark.parametrize("flow", ["upfront", "authorization"])


class Killed(BaseException):
    """Stands for SIGKILL: nothing after it is heard of."""


class Kills(Store):
    """A store whose server is killed once, before or after what it is asked for."""

    def __init__(self, place: str, *, after: bool = True) -> None:
        super().__init__()
        self.place, self.after, self.dead = place, after, False

    def _kill(self, place: str, act: Callable[[], Any]) -> Any:
        if self.dead or place != self.place:
            return None if self.dead else act()
        self.dead = True
        if self.after:
            act()
        raise Killed

    def reserve(self, *key: Any, **more: Any) -> Any:
        return self._kill("reserve", lambda: super(Kills, self).reserve(*key, **more))

    def mark_settling(self, *key: Any, **more: Any) -> Any:
        return self._kill("mark", lambda: super(Kills, self).mark_settling(*key, **more))

    def conclude(self, *key: Any) -> None:
        self._kill("conclude", lambda: super(Kills, self).conclude(*key))

    def restart(self) -> None:
        """Another server goes on with the same keys."""
        self.dead, self.place = False, ""


def killed(transport: str, store: Kills, **more: Any) -> tuple[Shop, dict[str, str], list[float]]:
    """A shop whose first paid request was killed, the payment, and the clock."""
    now = [float(NOW)]
    shop = Shop(transport, replay_store=store, clock=lambda: now[0], **more)
    headers = shop.pay()
    with pytest.raises(Killed):
        shop.get(headers=headers)
    store.restart()
    return shop, headers, now


@both
@FLOWS
@pytest.mark.parametrize(
    ("place", "after"),
    [("reserve", True), ("mark", False), ("mark", True), ("conclude", False)],
)
def test_the_payer_of_a_killed_server_is_served_once(
    transport: str, flow: str, place: str, after: bool
) -> None:
    store = Kills(place, after=after)
    shop, headers, now = killed(transport, store, flow=flow)
    settled = len(shop.facilitator.settled)
    assert shop.get(headers=headers).status == 402, "its lease has not lapsed"
    now[0] += LEASE_SECONDS + 1
    assert shop.get(headers=headers).body == CONTENT
    assert shop.get(headers=headers).status == 402
    # What was asked before is asked again by the same name.
    assert len(shop.facilitator.settled) == settled + 1
    assert len(set(shop.facilitator.tokens)) == 1
    assert store.concluded == ["keep"]


@both
def test_a_payment_is_not_taken_to_another_route(transport: str) -> None:
    """Approved for one route and left unresolved there, it opens no other of the same price."""
    routes = {"GET /weather": "$0.01", "GET /partners": "$0.01"}
    shop = Shop(transport, Script(*[TimeoutError()] * 3), routes=routes)
    headers = shop.pay()
    assert shop.get(headers=headers).status == 503
    elsewhere = shop.get("/partners", headers)
    assert (elsewhere.status, shop.runs) == (402, 0)
    assert shop.get(headers=headers).body == CONTENT


@both
@FLOWS
def test_a_handler_that_is_not_idempotent_runs_once(transport: str, flow: str) -> None:
    """Settled, and the answer lost on the way: a `POST` does its work once."""
    store = Kills("conclude", after=False)
    routes = {"POST /weather": "$0.01"}
    now = [float(NOW)]
    shop = Shop(transport, replay_store=store, routes=routes, flow=flow, clock=lambda: now[0])
    headers = shop.pay(method="POST")
    with pytest.raises(Killed):
        shop.get(headers=headers, method="POST")
    store.restart()
    now[0] += LEASE_SECONDS + 1
    assert shop.get(headers=headers, method="POST").status == 402
    assert (shop.runs, len(shop.facilitator.settled)) == (1, 1)


@both
def test_a_new_payment_for_the_same_terms_is_not_settled_before_the_first(transport: str) -> None:
    """Published clients sign anew after a 503: the first payment is served for, the second unused."""
    shop = Shop(transport, Script(*[TimeoutError()] * 3))
    first, second = shop.pay(), shop.pay(entropy=9)
    assert shop.get(headers=first).status == 503
    assert shop.get(headers=second).body == CONTENT
    assert len({request.to_json() for request in shop.facilitator.settled}) == 1
    assert shop.get(headers=first).status == 402
    assert shop.get(headers=second).body == CONTENT, "it is still good for another answer"
    shop = Shop(transport, Script(*[TimeoutError()] * 3, failure("settlement_pending")))
    assert [shop.get(headers=shop.pay()).status, shop.get(headers=shop.pay(entropy=9)).status] == [
        503,
        200,
    ]


def test_leases_are_renewed_while_a_request_goes_on() -> None:
    renewed: list[str] = []

    class Counting(Store):
        def renew(self, key: str, holder: str, /, *, now: int) -> None:
            renewed.append(holder)

    shop = Shop("wsgi", replay_store=Counting())

    def make() -> Made:
        shop.wsgi._services.renew()
        shop.wsgi._services.renew()
        return Made()

    shop.make = make
    assert shop.paid().body == CONTENT
    assert len(renewed) == 2 and len(set(renewed)) == 1
    shop.wsgi._services.renew()
    assert len(renewed) == 2, "nothing is held any more"


def test_async_leases_are_renewed_until_the_request_has_ended() -> None:
    shop = Shop("asgi")
    services = shop.asgi._services

    async def run() -> None:
        tasks: list[int] = []

        def make() -> Made:
            tasks.append(len(services._renewing))
            return Made()

        shop.make = make
        headers = await asyncio.to_thread(shop.pay)
        await asyncio.to_thread(shop.get, headers=headers)
        assert tasks == [1] and services._renewing == {}

    asyncio.run(run())
    assert isinstance(shop.asgi, PaymentMiddleware)


@both
def test_by_default_the_handler_runs_first_and_its_errors_cost_nothing(transport: str) -> None:
    shop = Shop(transport, flow=None)
    shop.make = lambda: Made(status=422)
    headers = shop.pay()
    assert shop.get(headers=headers).status == 422
    assert shop.facilitator.settled == [] and len(shop.facilitator.verified) == 1
    shop.make = Made
    assert shop.get(headers=headers).body == CONTENT
