"""What all requests of a payer may spend together."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone

import httpx
import pytest
import x402_core.httpx
import x402_core.requests
from chain_node import Node, serve
from conftest import NOW
from x402_core.chain import AsyncChain, Chain
from x402_core.client import Budget, EvmSigningKey, Spending
from x402_core.errors import (
    InvalidValueError,
    NotPaidError,
    PaymentRefusedError,
    SessionError,
)
from x402_core.payer import Payer, PaymentReport

from .conftest import Send
from .senders import Sender, loopback
from .shop import Ask, Reply, Shop

DAY = 86_400


def test_per_call(sender: Send, shop: Shop) -> None:
    with pytest.raises(NotPaidError, match="too_expensive"):
        sender(shop, per_call="$0.009")("https://a.example")
    assert sender(shop, per_call="$0.01")("https://a.example").status == 200
    spending = Spending(max_per_payment="$0.01", budget=Budget.dollars("$0.02"))
    send = sender(shop, spending=spending)
    for _ in range(2):
        assert send("https://a.example").status == 200
    with pytest.raises(NotPaidError, match="over_budget"):
        send("https://a.example")


LIMITS = ("per_call", "per_host", "per_day")


@pytest.mark.parametrize("argument", LIMITS)
@pytest.mark.parametrize(
    "limit", ["$0.05", "0.05", "0.05 usd", "5 cents", "0.05 USDC", "0.05 usdc", "0.05 MegaUSD"]
)
def test_a_limit_applies_in_every_spelling(
    sender: Send, shop: Shop, argument: str, limit: str
) -> None:
    shop.price = "$0.50"
    with pytest.raises(NotPaidError, match="too_expensive|over_budget"):
        sender(shop, **{argument: limit})("https://a.example")
    assert shop.payments == []


@pytest.mark.parametrize("argument", LIMITS)
@pytest.mark.parametrize("limit", ["0.05 EURC", "0.05 DAI"])
def test_a_limit_in_an_unknown_unit_is_an_error(
    key: EvmSigningKey, argument: str, limit: str
) -> None:
    understood = "`5 cents` or an amount of a token such as `0.05 USDC`; known tokens are CASH, "
    with pytest.raises(InvalidValueError, match=understood):
        Payer(key, **{argument: limit})  # type: ignore[arg-type]


def test_per_host(sender: Send, shop: Shop) -> None:
    send = sender(shop, per_host="$0.01", per_day="$0.03")
    for host in ("a.example", "b.example:444", "c.example."):
        assert send(f"https://{host}/").status == 200
        for again in (host, host.upper(), host.rstrip(".").partition(":")[0] + ":80"):
            with pytest.raises(NotPaidError, match=r"over_budget.*at most \$0,"):
                send(f"https://{again}")
    with pytest.raises(NotPaidError, match="over_budget"):
        send("https://d.example/")


def test_per_day(sender: Send, shop: Shop) -> None:
    now = [float(NOW)]
    send = sender(shop, per_day=Budget.dollars("$0.02"), clock=lambda: now[0])

    def is_paid() -> bool:
        # The server's clock stands still; its payments are valid for five minutes.
        return send("https://a.example/").status == 200

    assert is_paid()
    now[0] += 60
    assert is_paid()
    now[0] = NOW + DAY - 1
    with pytest.raises(NotPaidError, match="over_budget"):
        is_paid()
    shop.now = NOW + DAY
    now[0] = NOW + DAY
    assert is_paid()
    with pytest.raises(NotPaidError, match="over_budget"):
        is_paid()
    # A clock that goes back gives nothing back.
    now[0] = NOW
    with pytest.raises(NotPaidError, match="over_budget"):
        is_paid()
    now[0] = shop.now = NOW + DAY + 60
    assert is_paid()


def test_a_refused_payment_comes_back_once(sender: Send, shop: Shop) -> None:
    """When a day has passed, the payments of that day leave it, the refused ones as well."""
    refuse = [True]

    def answer(ask: Ask) -> Reply | None:
        if ask.payment is not None and refuse.pop():
            return Reply(402, shop.required_because("insufficient_funds"))
        return shop(ask)

    now = [float(NOW)]
    send = sender(answer, per_day="$0.01", clock=lambda: now[0])
    with pytest.raises(PaymentRefusedError):
        send("https://a.example")
    now[0] += DAY
    shop.now = NOW + DAY
    refuse.append(False)
    assert send("https://a.example").status == 200
    with pytest.raises(NotPaidError, match="over_budget"):
        send("https://a.example")


def test_threads(key: EvmSigningKey, shop: Shop) -> None:
    payer = Payer(key, per_day="$0.10", clock=lambda: NOW)
    with (
        loopback(shop) as url,
        ThreadPoolExecutor(50) as pool,
        x402_core.httpx.Client(payer, trust_env=False, timeout=60) as client,
    ):

        def pay(n: int) -> bool:
            try:
                if n % 2:
                    return client.get(url).status_code == 200
                with x402_core.requests.Session(payer) as session:
                    return session.get(url).status_code == 200
            except NotPaidError:
                return False

        assert sum(pool.map(pay, range(50))) == 10
    assert len(shop.served) == 10 and len(shop.payments) == 10


def test_tasks(key: EvmSigningKey, shop: Shop) -> None:
    payer = Payer(key, per_host="$0.10", clock=lambda: NOW)

    async def main(url: str) -> int:
        limits = httpx.Limits(max_connections=None)
        async with x402_core.httpx.AsyncClient(
            payer, trust_env=False, timeout=60, limits=limits
        ) as client:

            async def pay() -> bool:
                try:
                    return (await client.get(url)).status_code == 200
                except NotPaidError:
                    return False

            return sum(await asyncio.gather(*(pay() for _ in range(50))))

    with loopback(shop) as url:
        assert asyncio.run(main(url)) == 10
    assert len(shop.served) == 10 and len(shop.payments) == 10


def test_policies_that_are_none(key: EvmSigningKey) -> None:
    with pytest.raises(InvalidValueError, match="account to pay from"):
        Payer()
    with pytest.raises(InvalidValueError, match="per_call or spending, found both"):
        Payer(key, per_call="$1", spending=Spending())
    with pytest.raises(InvalidValueError):
        Payer(key, per_day="a lot")
    for waits in ((1, 1, 1, 1), (-1,), (float("nan"),), (601,)):
        with pytest.raises(InvalidValueError, match="resend_after"):
            Payer(key, resend_after=waits)


def test_payers_have_budgets_of_their_own(key: EvmSigningKey, shop: Shop, kind: str) -> None:
    for _ in range(2):
        payer = Payer(key, per_day="$0.01", clock=lambda: NOW)
        assert Sender(kind, payer, shop)("https://a.example").status == 200


def test_the_chain_gives_budgets_back_and_no_server_does(sender: Send, shop: Shop) -> None:
    url = "https://a.example"

    def deny(ask: Ask) -> Reply | None:
        if ask.payment is None:
            return shop.required(url)
        return Reply(402, shop.required_because("insufficient_funds"))

    send = sender(deny, per_day="$0.01", per_host="$0.01")
    with pytest.raises(PaymentRefusedError) as raised:
        send(url)
    report = raised.value.report
    assert report.valid_until is not None
    for early in (NOW, report.valid_until):
        with pytest.raises(SessionError, match="ask the chain again then"):
            send.payer.release_unused(report, block_time=early)
    with pytest.raises(NotPaidError, match="over_budget"):
        send(url)
    late = report.valid_until + 1
    released = send.payer.release_unused(report, block_time=late)
    assert (released.spend_status, report.spend_status) == ("unused", "reserved")
    with pytest.raises(PaymentRefusedError) as raised:
        send(url)
    again = raised.value.report
    assert again.replay_key != report.replay_key
    # Once for each payment, and only by who paid.
    for payer, which in ((send.payer, report), (sender(deny).payer, again)):
        with pytest.raises(InvalidValueError, match="whose cost this payer holds"):
            payer.release_unused(which, block_time=late)
    moment = datetime.fromtimestamp((again.valid_until or 0) + 1, timezone.utc)
    assert send.payer.release_unused(again, block_time=moment).spend_status == "unused"


def test_the_nodes_show_that_a_payment_is_unused(
    kind: str, key: EvmSigningKey, shop: Shop
) -> None:
    url = "https://a.example"

    def deny(ask: Ask) -> Reply | None:
        if ask.payment is None:
            return shop.required(url)
        return Reply(402, shop.required_because("insufficient_funds"))

    nodes = Node(), Node(), Node()

    def payer_with(urls: list[str]) -> Payer:
        given = {"base-sepolia": urls}
        client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
        chain = AsyncChain(given, client=client) if kind == "async" else Chain(given)
        return Payer(key, chain=chain, per_day="$0.01", clock=lambda: NOW)

    def denied(payer: Payer) -> PaymentReport:
        with pytest.raises(PaymentRefusedError) as raised:
            Sender(kind, payer, deny)(url)
        return raised.value.report

    with serve(*nodes) as urls:
        payer = payer_with(urls)

        def release(report: PaymentReport) -> PaymentReport:
            if kind == "async":
                return asyncio.run(payer.release_unused_async(report))
            return payer.release_unused(report)

        report = denied(payer)
        assert report.valid_until is not None
        for times, why in (
            ([report.valid_until] * 3, "ask again later"),
            ([report.valid_until + 1, report.valid_until, 0], "ask again later"),
        ):
            for node, time in zip(nodes, times, strict=True):
                node.block_time = time
            with pytest.raises(SessionError, match=why):
                release(report)
        for node in nodes:
            node.block_time = report.valid_until + 1
        for used, why in (([True] * 3, "used or cancelled"), ([True, True, False], "used or")):
            for node, is_used in zip(nodes, used, strict=True):
                node.is_used = is_used
            with pytest.raises(SessionError, match=why):
                release(report)
        # One node of three lies.
        nodes[1].is_used = nodes[2].is_used = False
        assert release(report).spend_status == "unused"
        with pytest.raises(InvalidValueError, match="whose cost this payer holds"):
            release(report)
        denied(payer)  # the budget is there again
        nodes[0].is_used = False
        payer = payer_with(urls[:1])
        report = denied(payer)
        with pytest.raises(SessionError, match="two or more must agree"):
            release(report)
    without = Payer(key, clock=lambda: NOW)
    with pytest.raises(InvalidValueError, match="`block_time`"):
        without.release_unused(report)


def test_nothing_was_signed_and_nothing_is_given_back(sender: Send, shop: Shop) -> None:
    send = sender(shop, per_call="$0.001")
    with pytest.raises(NotPaidError) as raised:
        send("https://a.example")
    with pytest.raises(InvalidValueError, match="found None"):
        send.payer.release_unused(raised.value.report, block_time=NOW)
