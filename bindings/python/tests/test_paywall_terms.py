"""From a seller's words to a bill: networks, payees, fee payers, and mistakes found early."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
import x402_core as x402
from conftest import PAY_TO
from paying import NETWORK, AsyncScript, Script
from shop import CONTENT, TRANSPORTS, Shop, both, scope_of
from x402_core import header, v1
from x402_core.asgi import FREE, Charge
from x402_core.errors import FacilitatorError, InvalidValueError, OfferError
from x402_core.server import PaymentOption
from x402_core.testing import TestPayer

DEVNET = str(x402.Network.solana_devnet())
FEE_PAYER = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
SVM = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"
LATER: Any = "later"
BOTH: dict[str, Any] = {
    "networks": ["eip155:84532", DEVNET],
    "pay_to": {"eip155:84532": PAY_TO, "solana:*": SVM},
}


def kind(network: str, extra: dict[str, Any] | None, version: int = 2) -> x402.SupportedKind:
    return x402.SupportedKind(x402_version=version, scheme="exact", network=network, extra=extra)


KINDS = [kind(NETWORK, None), kind(DEVNET, {"feePayer": FEE_PAYER})]


def required(shop: Shop, path: str = "/weather") -> x402.PaymentRequired:
    reply = shop.get(path)
    assert reply.status == 402, reply
    return header.decode_payment_required(reply.header("payment-required") or "")


@both
@pytest.mark.parametrize("name", [DEVNET, "solana-devnet"])
def test_the_facilitator_says_once_who_pays_fees(transport: str, name: str) -> None:
    script = Script()
    upto = x402.SupportedKind(
        x402_version=2, scheme="upto", network=DEVNET, extra={"feePayer": SVM}
    )
    script.kinds = [kind(NETWORK, None), upto, kind(name, {"feePayer": FEE_PAYER})]
    shop = Shop(transport, script, **BOTH)
    for _ in range(3):
        evm, svm = required(shop).accepts
        assert (evm.pay_to, svm.pay_to) == (PAY_TO, SVM)
        assert svm.extra == {"feePayer": FEE_PAYER, "paymentFlow": "upfront"}
    assert script.asked == 1


@both
def test_it_is_not_asked_where_it_is_known(transport: str) -> None:
    shop = Shop(transport, **BOTH, fee_payer=FEE_PAYER)
    extra = {"feePayer": FEE_PAYER, "paymentFlow": "upfront"}
    assert required(shop).accepts[1].extra == extra
    shop = Shop(transport, **BOTH, fee_payer={DEVNET: FEE_PAYER})
    extra = {"feePayer": FEE_PAYER, "paymentFlow": "upfront"}
    assert required(shop).accepts[1].extra == extra
    assert shop.facilitator.asked == 0


@both
@pytest.mark.parametrize(
    "extra", [None, {}, {"feePayer": 7}, {"feePayer": "nobody"}, {"feePayer": PAY_TO}]
)
def test_a_facilitator_without_a_fee_payer(
    transport: str, extra: dict[str, Any] | None, caplog: pytest.LogCaptureFixture
) -> None:
    script = Script()
    script.kinds = [kind(NETWORK, None), kind(DEVNET, extra)]
    shop = Shop(transport, script, **BOTH)
    for _ in range(3):
        (evm,) = required(shop).accepts
        assert evm.pay_to == PAY_TO
    (event,) = [record for record in caplog.records if record.levelname == "WARNING"]
    assert DEVNET in event.getMessage() and "feePayer" in event.getMessage()
    alone = Shop(transport, script, **{**BOTH, "networks": [DEVNET]})
    assert (alone.get().status, alone.runs) == (500, 0)
    assert "feePayer" in caplog.text or "fee_payer" in caplog.text


@both
def test_a_facilitator_that_does_not_say(transport: str) -> None:
    script = Script()
    failing: Any = lambda: (_ for _ in ()).throw(FacilitatorError("?"))
    asked, script.supported = script.supported, failing  # type: ignore[method-assign]
    shop = Shop(transport, script, **BOTH)
    reply = shop.get()
    assert (reply.status, reply.header("retry-after"), shop.runs) == (503, "5", 0)
    script.kinds = KINDS
    script.supported = asked  # type: ignore[method-assign]
    assert len(required(shop).accepts) == 2


def test_a_facilitator_that_failed_is_asked_again() -> None:
    script = AsyncScript()
    script.kinds = KINDS
    asked = script.supported

    async def failing() -> Any:
        raise FacilitatorError("?")

    script.supported = failing  # type: ignore[method-assign]
    shop = Shop("asgi", script, **BOTH)

    async def run() -> None:
        assert (await shop.ask(scope_of("GET", "/weather"))).status == 503
        script.supported = asked  # type: ignore[method-assign]
        assert (await shop.ask(scope_of("GET", "/weather"))).status == 402

    asyncio.run(run())


@both
def test_what_clients_make_up_is_not_kept(transport: str) -> None:
    shop = Shop(transport, routes={"/items/{id}": "$1"})
    terms = (shop.asgi if transport == "asgi" else shop.wsgi)._paywall.bills
    for count in (1, 2):
        for path in ("/items/short", "/items/short", f"/items/long-{'x' * 600}"):
            assert shop.get(path).status == 402
        kept = terms._kept.cache_info()
        assert (kept.currsize, kept.misses, kept.hits) == (1, 1, 2 * count - 1)


def test_many_requests_ask_the_facilitator_once() -> None:
    script = AsyncScript()
    script.kinds = KINDS
    shop = Shop("asgi", script, **BOTH)

    async def at_once() -> None:
        replies = await asyncio.gather(*(shop.ask(scope_of("GET", "/weather")) for _ in range(20)))
        assert {reply.status for reply in replies} == {402}

    asyncio.run(at_once())
    assert script.asked == 1
    waiting = Script()
    waiting.kinds = script.kinds
    shop = Shop("wsgi", waiting, **BOTH)
    threads = [threading.Thread(target=shop.get) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert waiting.asked == 1


@both
def test_it_is_paid_on_solana(transport: str) -> None:
    shop = Shop(transport, networks=[DEVNET], pay_to=SVM, fee_payer=FEE_PAYER)
    payer = TestPayer()
    reply = shop.get(headers=dict(payer.sign(required(shop)).headers))
    assert (reply.status, reply.body) == (200, CONTENT)
    assert shop.payments[0].payer == payer.svm_key.address


@both
def test_version_1_is_offered_where_it_has_the_network(transport: str) -> None:
    networks = ["eip155:84532", "eip155:4242424"]
    routes = {"/weather": [PaymentOption(n, 7, PAY_TO, asset=ASSETS[n]) for n in networks]}
    table = x402.AssetTable()
    unknown = x402.Asset.erc20(networks[1], ASSETS[networks[1]], "TOK", 6).with_eip3009("T", "1")
    shop = Shop(transport, routes=routes, assets=table.with_asset(unknown))
    body = v1.PaymentRequired.from_json(shop.get().body)
    assert [entry.network for entry in body.accepts] == ["base-sepolia"]
    assert body.accepts[0].resource == "https://shop.test/weather"
    assert len(required(shop).accepts) == 2
    assert Shop(transport, v1=False).get().body == b"{}"


ASSETS = {
    "eip155:84532": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    "eip155:4242424": "0x" + "22" * 20,
}


@both
def test_a_charge_says_more_than_a_price(transport: str) -> None:
    charge = Charge(
        "0.5 USDC",
        description="Weather",
        mime_type="application/json",
        networks=["base"],
        pay_to="0x" + "33" * 20,
        max_timeout_seconds=9,
        transfer_method="permit2",
    )
    shop = Shop(transport, routes={"/weather": charge}, base_url="https://api.example.com/v2/")
    message = required(shop)
    (entry,) = message.accepts
    assert str(entry.network) == "eip155:8453" and entry.pay_to == "0x" + "33" * 20
    assert (entry.amount, entry.max_timeout_seconds) == (500_000, 9)
    assert (entry.extra or {})["assetTransferMethod"] == "permit2"
    resource = message.resource
    assert resource is not None and resource.url == "https://api.example.com/v2/weather"
    assert (resource.description, resource.mime_type) == ("Weather", "application/json")


@both
def test_payees_are_named_by_the_networks_names(transport: str) -> None:
    payees = {"base": "0x" + "33" * 20, "Base Sepolia": PAY_TO}
    shop = Shop(transport, networks=["base", "eip155:84532"], pay_to=payees)
    found = {entry.network.name: entry.pay_to for entry in required(shop).accepts}
    assert found == {"Base": "0x" + "33" * 20, "Base Sepolia": PAY_TO}


@both
@pytest.mark.parametrize("host", ["a b", "evil/..", "\xff", "", "a" * 300, "h:123456", '"'])
def test_a_strange_host_names_nothing(transport: str, host: str) -> None:
    shop = Shop(transport, clock=lambda: 0)
    assert required(shop).resource is not None
    reply = shop.get(headers=[("Host", host)])
    assert reply.status == 402


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"pay_to": None}, InvalidValueError),
        ({"pay_to": {"solana:*": SVM}}, InvalidValueError),
        ({"pay_to": {"bsae": PAY_TO, "eip155:*": PAY_TO}}, InvalidValueError),
        ({"pay_to": {"base-sepolia": PAY_TO, "eip155:84532": SVM}}, InvalidValueError),
        ({"pay_to": "nobody"}, OfferError),
        ({"networks": []}, InvalidValueError),
        ({"networks": "base"}, InvalidValueError),
        ({"networks": ["nowhere"]}, InvalidValueError),
        ({"routes": {"/weather": "a cent"}}, InvalidValueError),
        ({"routes": {"/weather": "$0.00000001"}}, OfferError),
        ({"routes": {"/weather": "$0"}}, OfferError),
        ({"routes": {"/weather": "0.00 USDC"}}, OfferError),
        ({"routes": {"/weather": 0}}, OfferError),
        ({"routes": {"/weather": 1.5}}, InvalidValueError),
        ({"routes": ["/weather"]}, InvalidValueError),
        ({"base_url": "api.example.com"}, InvalidValueError),
        ({"max_held_bytes": -1}, InvalidValueError),
        ({"on_verified": "yes"}, InvalidValueError),
        ({"facilitator": object()}, InvalidValueError),
        ({"replay_store": object()}, InvalidValueError),
        ({"routes": {"/weather": ["$1"]}}, InvalidValueError),
        ({"routes": {"/weather": Charge("$1", flow=LATER)}}, InvalidValueError),
        ({"flow": LATER}, InvalidValueError),
        ({"networks": [DEVNET], "pay_to": SVM, "routes": {"/a": "1 EURX"}}, OfferError),
    ],
)
def test_mistakes_are_found_at_once(
    transport: str, arguments: dict[str, Any], error: type[Exception]
) -> None:
    with pytest.raises(error):
        Shop(transport, **arguments)


@both
@pytest.mark.parametrize("mistake", [None, "$0", 0, "0 USDC"])
def test_a_price_function_that_gives_away_is_a_mistake(
    transport: str, mistake: object, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(transport, routes={"GET /weather": lambda _: mistake})
    assert (shop.get().status, shop.runs) == (500, 0)
    assert caplog.records
    free = Shop(transport, routes={"GET /weather": lambda _: FREE})
    assert (free.get().status, free.runs) == (200, 1)
    listed = Shop(transport, routes={"GET /weather": FREE, "GET /other": "$1"})
    assert (listed.get().status, listed.runs) == (200, 1)


def test_wsgi_waits_for_nothing() -> None:
    with pytest.raises(InvalidValueError, match="facilitator"):
        Shop("wsgi", AsyncScript())

    async def hook(_: object) -> None: ...

    with pytest.raises(InvalidValueError, match="hooks"):
        Shop("wsgi", on_settled=hook)
