"""A published client pays one of our applications, and is served once."""

from __future__ import annotations

import fastapi_app
import httpx
from e2e.money import NewSettlements
from e2e.peers import Client, Paid
from e2e.tamper import tampered
from x402_core.testing import Served, Settlement

PAY_TO = {"evm": fastapi_app.PAY_TO["eip155:*"], "solana": fastapi_app.PAY_TO["solana:*"]}
"""The payees of our applications."""


def pays(
    client: Client, url: str, network: str, facilitator: Served, amount: int = 10_000
) -> tuple[Paid, Settlement]:
    """The client pays once and is served; afterwards its payment is refused."""
    new = NewSettlements.of(facilitator)
    paid = client.pay(url, network)
    assert paid.status == 200, paid.body
    settlement = new.only(network, PAY_TO[network], amount)
    assert paid.receipt is not None
    assert paid.receipt["success"] is True
    assert paid.receipt["transaction"] == settlement.transaction
    assert paid.receipt["payer"] == settlement.verified.payer

    name, value = paid.sent
    for header in (tampered(value), value):
        answer = httpx.get(url, headers={name: header})
        assert answer.status_code == 402, answer.text
        assert "sunny" not in answer.text
    assert new.all() == [settlement]
    return paid, settlement
