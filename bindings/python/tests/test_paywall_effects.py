"""What a request comes to if something raises on its way, at every place where that can be."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import pytest
import x402_core as x402
from conftest import PAY_TO
from paying import NETWORK, TRANSACTION, Store, pay, settings
from shop import ask_asgi, ask_wsgi, both, environ_of, scope_of
from x402_core import asgi, wsgi

SOLANA = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"
FEE_PAYER = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"


class Stop(BaseException):
    """The worker is being stopped."""


class Shop:
    """A shop that asks for everything that a paywall can ask for; one place of it raises, once."""

    def __init__(self, transport: str, flow: str, place: str, error: type[BaseException]) -> None:
        self.place, self.error, self.armed = place, error, False
        self.is_async = transport == "asgi"
        self.store = Store()
        self.lost = False
        self.runs = 0
        given = settings(
            self,
            routes={"GET /weather": self.at("price", lambda _: "$0.01")},
            pay_to={"eip155:*": PAY_TO, "solana:*": FEE_PAYER},
            networks=[NETWORK, SOLANA],
            replay_store=self,
            flow=flow,
            facilitator_verify="always",
            on_verified=self.at("on_verified", lambda _: None),
            on_settled=self.at("on_settled", lambda _: None),
            on_refused=self.at("on_refused", lambda _: None),
            sleep=self.at("sleep", lambda _: None),
        )
        middleware: Any = asgi.PaymentMiddleware if self.is_async else wsgi.PaymentMiddleware
        self.app = middleware(self.asgi if self.is_async else self.wsgi, **given)

    def at(self, place: str, go_on: Callable[..., Any]) -> Any:
        """Something to call that raises if it is its turn, in plain or in `async` code."""

        def plain(*arguments: Any, **named: Any) -> Any:
            if self.armed and place == self.place:
                self.armed = False
                raise self.error(place)
            return go_on(*arguments, **named)

        async def unlike(*arguments: Any, **named: Any) -> Any:
            return plain(*arguments, **named)

        return unlike if self.is_async else plain

    @property
    def reserve(self) -> Any:
        return self.at("reserve", self.store.reserve)

    @property
    def mark_settling(self) -> Any:
        return self.at("mark", self.store.mark_settling)

    @property
    def renew(self) -> Any:
        return self.at("renew", self.store.renew)

    @property
    def conclude(self) -> Any:
        return self.at("conclude", self.store.conclude)

    @property
    def verify(self) -> Any:
        return self.at("verify", lambda _: x402.VerifyResponse(is_valid=True))

    @property
    def settle(self) -> Any:
        return self.at("settle", self._settle)

    @property
    def supported(self) -> Any:
        evm = x402.SupportedKind(x402_version=2, scheme="exact", network=NETWORK)
        kind = x402.SupportedKind(
            x402_version=2, scheme="exact", network=SOLANA, extra={"feePayer": FEE_PAYER}
        )
        return self.at("supported", lambda: x402.SupportedResponse(kinds=[evm, kind]))

    def _settle(self, request: Any, repeat_token: str) -> x402.SettleResponse:
        if self.place == "sleep" and not self.lost:
            self.lost = True
            raise TimeoutError
        return x402.SettleResponse(success=True, transaction=TRANSACTION, network=NETWORK)

    async def asgi(self, scope: Any, receive: Any, send: Any) -> None:
        self.runs += 1
        await self.at("handler", lambda: None)()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"sunny"})

    def wsgi(self, environ: Any, start_response: Any) -> list[bytes]:
        self.runs += 1
        self.at("handler", lambda: None)()
        start_response("200 OK", [])
        return [b"sunny"]

    def get(self, headers: Any = ()) -> Any:
        """Asks, and says what came of it: a status, or what was raised."""
        try:
            if not self.is_async:
                return ask_wsgi(self.app, environ_of("GET", "/weather", headers=headers))
            return asyncio.run(self._get(headers))
        except BaseException as error:
            return type(error).__name__

    async def _get(self, headers: Any) -> Any:
        try:
            return await ask_asgi(self.app, scope_of("GET", "/weather", headers=headers))
        finally:
            while self.app._services._running:
                await asyncio.sleep(0)


def outcome(shop: Shop, records: list[logging.LogRecord]) -> tuple[object, ...]:
    """What one paid request comes to: its end, what is concluded, what ran, what is logged."""
    if shop.place != "supported":
        headers = pay(dict(shop.get().headers))
    else:
        other = Shop("wsgi", "upfront", "", Stop)
        headers = pay(dict(other.get().headers))
    records.clear()
    shop.armed = True
    reply = shop.get(headers.items())
    assert not shop.armed, shop.place
    logged = " ".join(str(getattr(r, "kind", getattr(r, "error", "?"))) for r in records)
    end = reply if isinstance(reply, str) else reply.status
    return end, " ".join(shop.store.concluded), shop.runs, logged


FAILS: dict[tuple[str, str], tuple[object, str, int, str]] = {
    ("price", "upfront"): (500, "", 0, "RuntimeError broken"),
    ("supported", "upfront"): (503, "", 0, "RuntimeError facilitator"),
    ("reserve", "upfront"): (503, "", 0, "RuntimeError replay_store"),
    ("verify", "upfront"): (503, "release", 0, "RuntimeError facilitator"),
    ("mark", "upfront"): (503, "release", 0, "RuntimeError replay_store"),
    ("on_verified", "upfront"): (500, "release", 0, "RuntimeError broken"),
    ("settle", "upfront"): (200, "keep", 1, "RuntimeError served"),
    ("sleep", "upfront"): (200, "keep", 1, "TimeoutError served"),
    ("on_settled", "upfront"): (200, "keep", 1, "RuntimeError served"),
    ("conclude", "upfront"): (200, "", 1, "RuntimeError served"),
    ("price", "authorization"): (500, "", 0, "RuntimeError broken"),
    ("supported", "authorization"): (503, "", 0, "RuntimeError facilitator"),
    ("reserve", "authorization"): (503, "", 0, "RuntimeError replay_store"),
    ("verify", "authorization"): (503, "release", 0, "RuntimeError facilitator"),
    ("mark", "authorization"): (503, "release", 1, "RuntimeError replay_store"),
    ("on_verified", "authorization"): (500, "release", 0, "RuntimeError broken"),
    ("settle", "authorization"): (200, "keep", 1, "RuntimeError served"),
    ("sleep", "authorization"): (200, "keep", 1, "TimeoutError served"),
    ("on_settled", "authorization"): (200, "keep", 1, "RuntimeError served"),
    ("conclude", "authorization"): (200, "", 1, "RuntimeError served"),
}
"""An `Exception`: the status, what is concluded, how often the handler ran, what is logged."""

ENDS: dict[tuple[str, str], tuple[str, int, str]] = {
    ("price", "upfront"): ("", 0, "abandoned"),
    ("supported", "upfront"): ("", 0, "abandoned"),
    ("reserve", "upfront"): ("", 0, "abandoned"),
    ("verify", "upfront"): ("release", 0, "abandoned"),
    ("mark", "upfront"): ("release", 0, "abandoned"),
    ("on_verified", "upfront"): ("release", 0, "abandoned"),
    ("settle", "upfront"): ("unresolved", 0, "abandoned"),
    ("sleep", "upfront"): ("unresolved", 0, "TimeoutError abandoned"),
    ("on_settled", "upfront"): ("unresolved", 0, "abandoned"),
    ("conclude", "upfront"): ("", 1, "abandoned"),
    ("price", "authorization"): ("", 0, "abandoned"),
    ("supported", "authorization"): ("", 0, "abandoned"),
    ("reserve", "authorization"): ("", 0, "abandoned"),
    ("verify", "authorization"): ("release", 0, "abandoned"),
    ("mark", "authorization"): ("release", 1, "abandoned"),
    ("on_verified", "authorization"): ("release", 0, "abandoned"),
    ("settle", "authorization"): ("unresolved", 1, "abandoned"),
    ("sleep", "authorization"): ("unresolved", 1, "TimeoutError abandoned"),
    ("on_settled", "authorization"): ("keep", 1, "abandoned"),
    ("conclude", "authorization"): ("", 1, "abandoned"),
}
"""Any other exception: what is concluded, how often the handler ran, what is logged."""


@both
@pytest.mark.parametrize(("place", "flow"), FAILS)
def test_what_fails(
    place: str, flow: str, transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "x402_core")
    shop = Shop(transport, flow, place, RuntimeError)
    assert outcome(shop, caplog.records) == FAILS[place, flow]


@both
@pytest.mark.parametrize("error", [Stop, asyncio.CancelledError])
@pytest.mark.parametrize(("place", "flow"), ENDS)
def test_what_ends_the_request(
    place: str,
    flow: str,
    error: type[BaseException],
    transport: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The exception is raised to the server; only a loop that closes is answered."""
    caplog.set_level(logging.DEBUG, "x402_core")
    shop = Shop(transport, flow, place, error)
    is_answered = transport == "asgi" and error is asyncio.CancelledError
    end: object = 500 if is_answered else error.__name__
    assert outcome(shop, caplog.records) == (end, *ENDS[place, flow])
