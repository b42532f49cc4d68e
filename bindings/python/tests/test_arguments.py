"""A wrong argument is said in one line: what was expected, and what was found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core import client, header, server

REQUIREMENTS = server.PaymentOption("eip155:84532", "$0.01", PAY_TO).to_requirements()
OFFER = x402.Offer.parse(REQUIREMENTS)
BILL = server.Bill.from_message(x402.PaymentRequired(accepts=[REQUIREMENTS]))


def exchange() -> Any:
    return server.Exchange(server.Route(BILL))


WRONG_TYPES: list[tuple[Callable[[], Any], str]] = [
    (lambda: x402.Network(5), "expected str, found int"),  # type: ignore[arg-type]
    (lambda: x402.Network.eip155("1"), "expected int, found str"),  # type: ignore[arg-type]
    (lambda: x402.Asset.erc20(5, "", "", 6), "expected Network or str, found int"),  # type: ignore[arg-type]
    (lambda: x402.AssetTable().price("eip155:1", 5), "expected Money or str, found int"),  # type: ignore[arg-type]
    (lambda: x402.Offer.parse({}), "expected PaymentRequirements, found dict"),  # type: ignore[arg-type]
    (lambda: x402.verify("x", OFFER), "expected PaymentPayload, found str"),  # type: ignore[arg-type]
    (lambda: x402.verify_header(5, OFFER), "expected str or bytes, found int"),  # type: ignore[arg-type]
    (lambda: x402.verify_header("", OFFER, now=1.5), "expected int, found float"),  # type: ignore[arg-type]
    (
        lambda: x402.verify_many([(5, OFFER)]),  # type: ignore[list-item]
        "expected a PaymentPayload, str or bytes, found int",
    ),
    (lambda: header.decode_x_payment([]), "expected str or bytes, found list"),  # type: ignore[arg-type]
    (
        lambda: server.PaymentOption("eip155:1", 0.01, PAY_TO),  # type: ignore[arg-type]
        "expected Money or str, found float",
    ),
    (lambda: exchange().verified(5), "expected VerifyResponse or str, found int"),
    (lambda: exchange().settled(5), "expected SettleResponse or str, found int"),
    (lambda: client.Spending(max_per_payment=5), "expected Money or str, found int"),  # type: ignore[arg-type]
    (lambda: client.select({}, client.Wallet()), "expected PaymentRequired, found dict"),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(("act", "message"), WRONG_TYPES)
def test_wrong_types(act: Callable[[], Any], message: str) -> None:
    with pytest.raises(TypeError) as raised:
        act()
    # The interpreter says before, which argument it was.
    assert str(raised.value).endswith(message)


@pytest.mark.parametrize(
    ("act", "noun"),
    [
        (lambda: server.PaymentOption("eip155:1", "0.1.2", PAY_TO), "price"),
        (lambda: server.PaymentOption("eip155:1", -3, PAY_TO), "amount"),
        (lambda: server.PaymentOption("eip155:01", 3, PAY_TO), "network"),
        (lambda: server.PaymentOption("eip155:1", 3, PAY_TO, fee_payer="x"), "Solana address"),
        (lambda: server.PaymentOption("eip155:1", 3, "", max_timeout_seconds=-1), "number"),
        (lambda: x402.verify_header("", OFFER, signers=["x"], now=NOW), "address"),
        (lambda: client.Spending(max_per_payment="a"), "price"),
        (lambda: client.Spending(max_per_payment=["$1", "b"]), "price"),
        (lambda: client.Spending(only_on=["eip155"]), "network"),
        (lambda: client.Spending(network_kind="moon"), "kind of network"),  # type: ignore[arg-type]
        (lambda: exchange().verified("perhaps"), "failure of a facilitator"),
    ],
)
def test_wrong_values(act: Callable[[], Any], noun: str) -> None:
    with pytest.raises(x402.InvalidValueError) as raised:
        act()
    assert raised.value.noun == noun
