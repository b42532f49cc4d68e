"""Hostile requests: never an exception, never content without a settlement."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from paying import Script, failure, signed_for
from shop import CONTENT, TRANSPORTS, Shop
from x402_core.errors import FacilitatorError

NAMES = st.sampled_from(
    ["PAYMENT-SIGNATURE", "payment-signature", "X-PAYMENT", "x-payment", "PAYMENT_SIGNATURE"]
)
LATIN = st.text(alphabet=st.characters(max_codepoint=255), max_size=40)
GUARD = examples(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=TRANSPORTS)
def shop(request: pytest.FixtureRequest) -> Shop:
    return Shop(request.param)


def payment() -> dict[str, Any]:
    """A payment of a shop's price, as JSON."""
    return signed_for(dict(Shop("wsgi").get().headers)).message.to_dict()


PAYMENT = payment()
PATHS = [
    ("x402Version",),
    ("accepted",),
    ("accepted", "amount"),
    ("accepted", "payTo"),
    ("accepted", "extra"),
    ("payload",),
    ("payload", "signature"),
    ("payload", "authorization"),
    ("payload", "authorization", "value"),
    ("payload", "authorization", "to"),
    ("payload", "authorization", "nonce"),
]
"""Where nothing else may stand; a payer may say what they like in `resource` and `extensions`."""
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@st.composite
def tampered(draw: st.DrawFn) -> str:
    """The header of a payment with something else in one of its places."""
    message = json.loads(json.dumps(PAYMENT))
    *above, last = draw(st.sampled_from(PATHS))
    place = message
    for name in above:
        place = place[name]
    place[last] = draw(JSON.filter(lambda value: value != place.get(last)))
    return base64.b64encode(json.dumps(message).encode()).decode()


def unserved(shop: Shop, headers: list[tuple[str, str]]) -> None:
    """The request is answered, and neither the handler nor the facilitator is asked."""
    reply = shop.get(headers=headers)
    assert reply.status in (400, 402) and CONTENT not in reply.body
    assert reply.header("cache-control") == "no-store"
    assert (shop.runs, shop.facilitator.settled, shop.store.concluded) == (0, [], [])


@GUARD
@given(headers=st.lists(st.tuples(NAMES, LATIN), max_size=3))
def test_headers_of_any_kind(shop: Shop, headers: list[tuple[str, str]]) -> None:
    unserved(shop, headers)


@GUARD
@given(header=tampered())
def test_payments_that_were_tampered_with(shop: Shop, header: str) -> None:
    unserved(shop, [("PAYMENT-SIGNATURE", header)])


TRANSACTION = "0x" + "56" * 32
ANSWERS: list[Any] = [
    None,
    failure("insufficient_funds"),
    failure("unexpected_settle_error"),
    failure("settlement_pending", TRANSACTION),
    FacilitatorError("?", failure="not_processed"),
    FacilitatorError("?", failure="invalid_response"),
    FacilitatorError("?"),
    TimeoutError(),
    "settled",
    {"success": True},
]


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("flow", ["upfront", "authorization"])
@GUARD
@given(script=st.lists(st.integers(0, len(ANSWERS)), max_size=7))
def test_facilitators_of_any_kind(transport: str, flow: str, script: list[int]) -> None:
    """Content leaves once at most, and never without a settlement."""
    facilitator = Script()
    shop = Shop(transport, facilitator, flow=flow)
    headers = shop.pay()
    settles = Script.settle
    good = 0

    def settle(request: Any, /, **_: Any) -> Any:
        nonlocal good
        choice = script.pop(0) if script else len(ANSWERS)
        if choice == len(ANSWERS):
            good += 1
            return settles(facilitator, request)
        if isinstance(ANSWERS[choice], BaseException):
            raise ANSWERS[choice]
        return ANSWERS[choice]

    facilitator.settle = settle  # type: ignore[method-assign]
    served = 0
    for _ in range(4):
        reply = shop.get(headers=headers)
        if CONTENT in reply.body:
            served += 1
            assert good == 1 and reply.header("payment-response")
        else:
            assert reply.status in (402, 502, 503)
    assert served == min(good, 1)
    assert served <= 1


@GUARD
@given(path=LATIN, method=st.text(max_size=8), root=st.sampled_from(["", "/api", "/api/"]))
def test_paths_and_methods_of_any_kind(shop: Shop, path: str, method: str, root: str) -> None:
    shop.get("/" + path.replace("?", ""), method=method, root=root)
    shop.get(path.replace("?", ""), method=method, root=root)
