"""The check at start: mistakes that only the facilitator or the chain knows end the process."""

from __future__ import annotations

import asyncio
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import x402_core as x402
from conftest import PAY_TO
from paying import NETWORK, AsyncScript, Script, settings
from shop import CONTENT, Shop, both
from test_paywall_terms import BOTH, DEVNET, FEE_PAYER, KINDS, SVM, kind, required
from x402_core import asgi, header
from x402_core.asgi import Charge
from x402_core.errors import FacilitatorError, InvalidValueError, OfferError, X402Error
from x402_core.server import PaymentOption
from x402_core.testing import TestFacilitator

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def check(shop: Shop) -> None:
    """Runs the check of either middleware."""
    if shop.transport == "asgi":
        asyncio.run(shop.asgi.check())
    else:
        shop.wsgi.check()


def offering(*kinds: x402.SupportedKind) -> Script:
    script = Script()
    script.kinds = list(kinds)
    return script


def failing(error: BaseException) -> Script:
    script = Script()

    def supported() -> Any:
        raise error

    script.supported = supported  # type: ignore[method-assign]
    return script


@both
def test_what_the_facilitator_lacks_leaves_the_others_on_sale(
    transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    """One network without support, EVM or Solana, is taken off sale with one warning."""
    for kinds, left in [
        ([kind(NETWORK, None)], [NETWORK]),
        ([kind("base-sepolia", None), kind(DEVNET, None)], [NETWORK]),
        ([KINDS[1]], [DEVNET]),
        (KINDS, [NETWORK, DEVNET]),
    ]:
        caplog.clear()
        shop = Shop(transport, offering(*kinds), **BOTH)
        check(shop)
        for _ in range(3):
            assert [str(entry.network) for entry in required(shop).accepts] == left
        warnings = [record for record in caplog.records if record.levelname == "WARNING"]
        assert len(warnings) == 2 - len(left)
        assert shop.facilitator.asked == 1
        assert shop.get("/elsewhere").body == CONTENT


@both
def test_options_that_a_seller_lists_are_compared_too(transport: str) -> None:
    options = [PaymentOption(n, "$0.01", PAY_TO) for n in ("eip155:8453", NETWORK)]
    shop = Shop(transport, offering(kind(NETWORK, None)), routes={"GET /weather": options})
    check(shop)
    assert [str(entry.network) for entry in required(shop).accepts] == [NETWORK]
    by_function = {"GET /weather": lambda _: options[1]}
    check(Shop(transport, offering(kind(NETWORK, None)), routes=by_function, pay_to=None))
    solana = PaymentOption(DEVNET, "$0.01", SVM)
    assert solana.fee_payer is None
    shop = Shop(transport, offering(*KINDS), routes={"GET /weather": lambda _: solana})
    assert (required(shop).accepts[0].extra or {})["feePayer"] == FEE_PAYER


@both
@pytest.mark.parametrize(
    "kinds", [[], [kind("eip155:1", None)], [kind(NETWORK, None, version=1)]]
)
def test_a_facilitator_that_supports_nothing_on_offer_ends_the_process(
    transport: str, kinds: list[x402.SupportedKind]
) -> None:
    with pytest.raises(OfferError, match=r"route 'GET /weather', networks: .*in version 2"):
        check(Shop(transport, offering(*kinds)))
    routes = {"GET /weather": "$0.01", "GET /x": Charge(lambda _: "$1", networks=["base"])}
    with pytest.raises(OfferError, match=r"route 'GET /x', networks"):
        check(Shop(transport, offering(kind(NETWORK, None)), routes=routes))


@both
def test_a_fee_payer_that_is_not_the_facilitators_is_found(transport: str) -> None:
    solana = {**BOTH, "networks": [DEVNET]}
    check(Shop(transport, offering(*KINDS), fee_payer=FEE_PAYER, **solana))
    with pytest.raises(OfferError, match="fee_payer"):
        check(Shop(transport, offering(*KINDS), fee_payer=SVM, **solana))


@both
def test_version_1_is_not_offered_where_it_is_not_settled(transport: str) -> None:
    shop = Shop(transport, offering(kind(NETWORK, None)))
    check(shop)
    assert shop.get().body == b"{}"
    old = kind("base-sepolia", None, version=1)
    shop = Shop(transport, offering(kind(NETWORK, None), old))
    check(shop)
    assert b'"network":"base-sepolia"' in shop.get().body


@both
@pytest.mark.parametrize(
    ("failure", "status", "ends"),
    [
        ("not_processed", 401, True),
        ("not_processed", 403, True),
        ("not_processed", 404, True),
        ("invalid_response", 200, True),
        ("not_processed", 429, False),
        ("not_processed", None, False),
        ("no_response", 503, False),
    ],
)
def test_a_wrong_url_or_key_ends_the_process_and_an_outage_does_not(
    transport: str, failure: Any, status: int | None, ends: bool, caplog: pytest.LogCaptureFixture
) -> None:
    error = FacilitatorError("GET https://f.test/supported: why", failure=failure, status=status)
    shop = Shop(transport, failing(error))
    if ends:
        with pytest.raises(FacilitatorError, match=r"f\.test/supported"):
            check(shop)
    else:
        check(shop)
        assert "at start: GET https://f.test/supported" in caplog.text
        assert shop.get().status == 402


@both
@pytest.mark.parametrize("error", [OSError("?"), KeyError("?")])
def test_a_facilitator_that_breaks_is_a_warning(
    transport: str, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    check(Shop(transport, failing(error)))
    assert type(error).__name__ in caplog.text


@both
def test_the_payees_token_account_is_asked_for(transport: str) -> None:
    asked: list[tuple[str, str]] = []
    answers: list[object] = [True]

    def exists(network: str, account: str) -> object:
        asked.append((network, account))
        return answers[0]

    shop = Shop(transport, offering(*KINDS), account_exists=exists, **BOTH)
    check(shop)
    ((network, account),) = asked
    assert network == DEVNET and account not in (SVM, FEE_PAYER)
    answers[0] = None
    check(shop)
    answers[0] = False
    with pytest.raises(InvalidValueError, match=rf"pay_to: .*{account}"):
        check(shop)

    def broken(*_: object) -> Any:
        raise OSError

    check(Shop(transport, offering(*KINDS), account_exists=broken, **BOTH))


def test_the_lookup_of_accounts_may_be_async() -> None:
    async def exists(*_: object) -> bool:
        return False

    shop = Shop("asgi", AsyncScript(), fee_payer=FEE_PAYER, account_exists=exists, **BOTH)
    shop.facilitator.kinds = KINDS
    with pytest.raises(InvalidValueError, match="token account"):
        check(shop)


def lifespan(app: Any) -> list[dict[str, Any]]:
    """Starts and stops an application as a server does."""
    sent: list[dict[str, Any]] = []

    async def run() -> None:
        events = iter(["lifespan.startup", "lifespan.shutdown"])

        async def receive() -> dict[str, Any]:
            return {"type": next(events)}

        async def send(message: Any) -> None:
            sent.append(message)

        await app({"type": "lifespan"}, receive, send)

    asyncio.run(run())
    return sent


async def starting(scope: Any, receive: Any, send: Any) -> None:
    """An application that starts and stops."""
    for word in ("startup", "shutdown"):
        assert (await receive())["type"] == f"lifespan.{word}"
        await send({"type": f"lifespan.{word}.complete"})


def test_a_servers_start_runs_the_check() -> None:
    script = offering(kind("eip155:1", None))
    app = asgi.PaymentMiddleware(starting, **settings(script))
    (failed,) = lifespan(app)
    assert failed["type"] == "lifespan.startup.failed"
    assert "route 'GET /weather', networks" in failed["message"]
    unchecked = asgi.PaymentMiddleware(starting, check_at_start=False, **settings(script))
    assert [message["type"] for message in lifespan(unchecked)] == [
        "lifespan.startup.complete",
        "lifespan.shutdown.complete",
    ]
    script.kinds = [kind(NETWORK, None)]
    app = asgi.PaymentMiddleware(starting, **settings(script))
    assert len(lifespan(app)) == 2 and script.asked == 2


@pytest.mark.parametrize("name", ["fastapi_app", "flask_app", "django_app"])
def test_a_mistake_in_an_example_ends_the_process(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    example = import_module(name)
    monkeypatch.setattr(example, "PAY_TO", PAY_TO.replace("Bc6", "bc6"))
    with pytest.raises(X402Error, match="pay_to"):
        example.make_app(facilitator=TestFacilitator())


@both
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"routes": {"GET /weather": "a cent"}}, r"route 'GET /weather', price: .*a cent"),
        ({"routes": {"GET /weather": "$0.0000001"}}, r"route 'GET /weather', price"),
        ({"routes": {"GET /weather": "$0"}}, r"route 'GET /weather', price"),
        ({"routes": {"GET /weather": 1.5}}, r"route 'GET /weather', price"),
        ({"routes": {"GET /a": "$1", "GET /b": "1 EURX"}}, r"route 'GET /b', price"),
        ({"pay_to": PAY_TO.replace("Bc6", "bc6")}, r"route 'GET /weather', pay_to"),
        ({"pay_to": "0x036CbD53842c5426634e7929541eC2318f3dCF7e"}, r"pay_to"),
        ({"pay_to": None}, r"route 'GET /weather', pay_to"),
        ({"networks": [84532]}, r"networks: .*found 84532: write 'eip155:84532'"),
        ({"networks": [None]}, r"networks: "),
        ({"networks": ["bsae"]}, r"route 'GET /weather', networks: .*bsae"),
        ({"networks": ["base-sepolia", NETWORK]}, r"networks: .*a second time"),
        ({"routes": {}}, r"routes: .*at least one route"),
        ({"routes": {("GET", "/w"): "$1"}}, r"routes: .*write 'GET /w'"),
        ({"routes": {7: "$1"}}, r"routes: "),
        ({"routes": {"GET /weather": Charge("$1", asset="FOO")}}, r"'GET /weather', asset"),
        (
            {"routes": {"GET /weather": Charge("$1", transfer_method="permit2", networks=["x"])}},
            r"'GET /weather', networks",
        ),
        ({"routes": {"GET /weather": Charge("$1", max_body_bytes=9)}}, r"max_body_bytes"),
    ],
)
def test_a_mistake_names_the_route_and_the_argument(
    transport: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(X402Error, match=message):
        Shop(transport, **arguments)


def test_what_is_kept_of_a_402_before_the_check_is_made_anew() -> None:
    shop = Shop("wsgi", offering(kind(NETWORK, None)), networks=[NETWORK, "base"])
    assert len(required(shop).accepts) == 2
    check(shop)
    text = shop.get().header("payment-required") or ""
    assert len(header.decode_payment_required(text).accepts) == 1
