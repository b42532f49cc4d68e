"""A server that charges, over the core's own exchange: what it serves was truly paid for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock

import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core import header, server
from x402_core.literals import FacilitatorFailure

__all__ = ["Ask", "Handler", "Reply", "Shop", "redirect"]

TRANSACTION = "0x" + "12" * 32
PAYMENTS = ("payment-signature", "x-payment")


@dataclass
class Ask:
    """A request, as a server gets it."""

    method: str
    url: str
    headers: list[tuple[str, str]]
    body: bytes = b""

    @property
    def payment(self) -> str | None:
        """The payment header, if there is one."""
        found = [value for name, value in self.headers if name.lower() in PAYMENTS]
        assert len(found) < 2
        return found[0] if found else None


@dataclass
class Reply:
    """An answer, as a server gives it."""

    status: int = 200
    headers: Iterable[tuple[str, str]] = ()
    body: bytes = b""


Handler = Callable[[Ask], "Reply | None"]
"""Answers a request; `None` cuts the connection."""


def redirect(status: int, location: str, *headers: tuple[str, str]) -> Reply:
    """A redirect."""
    return Reply(status, [("Location", location), *headers])


@dataclass
class Shop:
    """Serves everybody who pays; every payment once."""

    price: str = "$0.01"
    v1_only: bool = False
    now: int = NOW
    settle: Callable[[x402.SettleRequest], x402.SettleResponse | FacilitatorFailure] | None = None
    content: Handler = field(default=lambda ask: Reply(200, [], b"sunny"))
    asks: list[Ask] = field(default_factory=list)
    served: list[str] = field(default_factory=list)
    """The payments that were settled, by their replay keys."""
    lock: Lock = field(default_factory=Lock)

    def __call__(self, ask: Ask) -> Reply | None:
        """Answers a request."""
        with self.lock:
            self.asks.append(ask)
            return self._answer(ask)

    @property
    def payments(self) -> list[str]:
        """The payment headers that came, in their order, repetitions included."""
        return [ask.payment for ask in self.asks if ask.payment is not None]

    def required(self, url: str = "https://shop.example/") -> Reply:
        """A 402."""
        options = [server.PaymentOption("eip155:84532", self.price, PAY_TO)]
        bill = server.Bill.from_options(options, x402.ResourceInfo(url=url)).with_v1_options(options)
        if self.v1_only:
            return Reply(402, [], (bill.body_v1 or "").encode())
        return Reply(402, [("PAYMENT-REQUIRED", bill.header)], b"{}")

    def required_because(self, error: str) -> list[tuple[str, str]]:
        """The headers of a 402 that says why."""
        options = [server.PaymentOption("eip155:84532", self.price, PAY_TO)]
        bill = server.Bill.from_options(options, x402.ResourceInfo(url="https://shop.example/"))
        return [("PAYMENT-REQUIRED", bill.header_with_error(error))]

    def receipt(
        self,
        transaction: str = TRANSACTION,
        network: str = "eip155:84532",
        payer: str | None = None,
        amount: int | None = None,
    ) -> tuple[str, str]:
        """The header of a receipt."""
        response = x402.SettleResponse(
            success=True, transaction=transaction, network=network, payer=payer, amount=amount
        )
        return ("PAYMENT-RESPONSE", header.encode_payment_response(response))

    def _answer(self, ask: Ask) -> Reply | None:
        options = [server.PaymentOption("eip155:84532", self.price, PAY_TO)]
        bill = server.Bill.from_options(options, x402.ResourceInfo(url=ask.url))
        bill = bill.with_v1_options(options)
        exchange = server.Exchange(server.Route(bill, flow="upfront"))
        step = exchange.request(ask.headers, method="GET", entropy=bytes(16), now=self.now)
        content: Reply | None = None
        key = ""
        while True:
            match step:
                case server.AskReplayStore(key):
                    step = exchange.replay_store("seen" if key in self.served else "new")
                case server.MarkSettling():
                    step = exchange.marked("marked")
                case server.AskSettle(request):
                    answer = self._settle(request)
                    if isinstance(answer, x402.SettleResponse) and answer.success:
                        self.served.append(key)
                    step = exchange.settled(answer)
                case server.Serve():
                    content = self.content(ask)
                    if content is None:
                        return None
                    step = exchange.handled(content.status)
                case server.Deliver(headers):
                    assert content is not None
                    return Reply(content.status, [*content.headers, *headers], content.body)
                case server.Respond(response) if response.status == 402 and self.v1_only:
                    return Reply(402, [], response.body.encode())
                case server.Respond(response):
                    return Reply(response.status, response.headers, response.body.encode())
                case _:
                    raise AssertionError(step)

    def _settle(self, request: x402.SettleRequest) -> x402.SettleResponse | FacilitatorFailure:
        if self.settle is not None:
            return self.settle(request)
        payload = request.payment_payload.payload
        return x402.SettleResponse(
            success=True,
            transaction=TRANSACTION,
            network=request.payment_requirements.network,
            payer=payload["authorization"]["from"],
        )
