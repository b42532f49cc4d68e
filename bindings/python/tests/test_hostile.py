"""Whatever comes in, only the declared exceptions come out."""

from __future__ import annotations

from typing import Any

import x402_core as x402
from conftest import NOW
from hypothesis import HealthCheck, example, given, settings, strategies as st
from vectors import MESSAGES, Payment, encode, load
from x402_core import client, header, server

settings.register_profile(
    "tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("tests")

DECODERS = [getattr(header, name) for name in header.__all__ if name.startswith("decode_")]
READERS: list[Any] = [
    x402.Money,
    x402.Network,
    x402.Network.by_name,
    x402.Network.from_v1_name,
    x402.explain,
    x402.AssetTable().with_asset,
    client.Account.evm,
    client.Account.solana,
    client.Budget.dollars,
    client.EvmSigningKey.from_hex,
    client.SvmSigningKey.from_base58,
    lambda text: x402.AssetTable().price("eip155:8453", text),
    lambda text: x402.Asset.erc20("eip155:1", text, text, 6),
    x402.DeclaredState.from_json,
    lambda text: x402.DeclaredState.from_dict({"eip155:1": {"accounts": {text: {"code": text}}}}),
    lambda text: x402.Policy(erc6492_factories=[text]),
    lambda text: server.PaymentOption("eip155:8453", text, text).to_requirements(),
    lambda text: server.verify_answer(200, text),
    lambda text: server.settle_answer(200, text),
]
# Strings with half a surrogate pair too.
TEXTS = st.text(st.characters(), max_size=80) | st.sampled_from(["\ud800", "$0.01", "eip155:1"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
PAYMENTS = [
    Payment.read(vector)
    for vector in load()
    if vector.op == "verify" and vector.expected["verdict"] == "accept"
]


@given(st.binary(max_size=200) | TEXTS)
@example("bnVsbA==")
@example(b"\xff")
def test_headers(value: str | bytes) -> None:
    for decode in DECODERS:
        declared(decode, value)
    payment = PAYMENTS[0]
    declared(x402.verify_header, value, payment.offer, now=NOW)
    assert x402.examine_header(value, payment.offer, now=NOW).refusal is not None
    for name in ("payment-signature", "X-PAYMENT", value):
        declared(header.find_payment, [(name, value)])


@given(JSON)
@example({"x402Version": 2, "accepts": []})
def test_trees(value: Any) -> None:
    for parse in set(MESSAGES.values()):
        declared(parse.__self__.from_dict, value)  # type: ignore[attr-defined]
    declared(x402.PaymentPayload, accepted=value, payload=value, extensions=value)
    declared(x402.ResourceInfo, url=value, description=value, tags=value, icon_url=value)


@given(st.binary(max_size=200) | TEXTS)
def test_texts(value: str | bytes) -> None:
    for parse in MESSAGES.values():
        declared(parse, value)
    for read in READERS:
        declared(read, value)


@given(st.integers() | st.floats() | TEXTS)
def test_numbers(value: Any) -> None:
    payment = PAYMENTS[0]
    declared(x402.verify, payment.payment, payment.offer, now=value)
    declared(x402.Network.eip155, value)
    declared(x402.DeclaredState.from_dict, {"eip155:1": value})
    declared(x402.Policy, expiry_margin=value, max_compute_unit_limit=value)
    declared(x402.Policy, max_worst_fee=value, max_window=value)
    declared(x402.Money.from_amount, value, value)
    declared(server.PaymentOption, "eip155:1", value, "", max_timeout_seconds=value)


@given(st.sampled_from(PAYMENTS), st.data())
def test_payments_with_one_character_changed(payment: Payment, data: st.DataObject) -> None:
    """No change to a header makes a payment of something else."""
    text = encode(payment.payment)
    at = data.draw(st.integers(0, len(text) - 1))
    other = text[:at] + data.draw(st.characters(codec="ascii")) + text[at + 1 :]
    try:
        changed = x402.verify_header(
            other,
            payment.offer,
            now=payment.now,
            policy=payment.policy,
            signers=payment.signers,
            chain=payment.chain,
        )
    except x402.Refusal as refusal:
        assert refusal.code and refusal.wire_code and str(refusal)
    else:
        verified = payment.verify()
        assert changed.replay_key == verified.replay_key and changed.payer == verified.payer
        assert (changed.amount, changed.pay_to) == (verified.amount, verified.pay_to)


@given(st.lists(st.tuples(TEXTS, TEXTS | st.binary(max_size=40)), max_size=4), TEXTS)
def test_requests(headers: list[tuple[str, str | bytes]], answer: str) -> None:
    option = server.PaymentOption("eip155:84532", "$0.01", PAYMENTS[0].offer.pay_to)
    bill = server.Bill.from_options([option], x402.ResourceInfo(url="https://a"))
    exchange = server.Exchange(server.Route(bill))
    declared(exchange.request, headers, method="GET", entropy=bytes(16), now=NOW)
    events = (
        exchange.replay_store,
        exchange.marked,
        exchange.verified,
        exchange.settled,
        exchange.handled,
    )
    for event in events:
        declared(event, answer)


def declared(act: Any, *arguments: Any, **keywords: Any) -> None:
    """Does it; only an `X402Error`, or a `TypeError` for a wrong type, may come out."""
    try:
        act(*arguments, **keywords)
    except x402.X402Error as error:
        assert str(error)
    except TypeError:
        pass
