"""More published clients pay our FastAPI application, in each version that they speak.

Each finds one answer with the bills of both versions, on two networks, and takes what it can pay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from e2e.money import NETWORKS, NETWORKS_V1
from e2e.peers import Client
from e2e.served import pays
from e2e.serving import EXAMPLES
from x402_core.testing import Served

AXIOS = Client("ts:pay.mjs", ("--client", "axios"))
FETCH_V1 = Client("ts-v1:pay_v1.mjs", ("--client", "fetch"))
AXIOS_V1 = Client("ts-v1:pay_v1.mjs", ("--client", "axios"))
FAREMETER = Client("ts-others:pay_faremeter.mjs")
X402_SOLANA = Client("ts-others:pay_x402_solana.mjs")

PAYMENTS = {
    "@x402/axios": (AXIOS, ("evm", "solana"), (1, 2)),
    "x402-fetch": (FETCH_V1, ("evm", "solana"), (1,)),
    "x402-axios": (AXIOS_V1, ("evm", "solana"), (1,)),
    "@faremeter/fetch": (FAREMETER, ("evm", "solana"), (1, 2)),
    "x402-solana": (X402_SOLANA, ("solana",), (1, 2)),
}
"""What pays, on which networks, in which versions."""


@pytest.fixture(scope="module")
def url(facilitator: Served) -> Iterator[str]:
    """The example application."""
    with EXAMPLES["fastapi"](facilitator.url) as url:
        yield url


@pytest.mark.parametrize(
    ("name", "network", "version"),
    [
        (name, network, version)
        for name, (_, networks, versions) in PAYMENTS.items()
        for network in networks
        for version in versions
    ],
)
def test_pays(name: str, network: str, version: int, url: str, facilitator: Served) -> None:
    """One payment, one answer, and a receipt in the payment's version."""
    client = PAYMENTS[name][0].in_version(version)
    paid, settlement = pays(client, f"{url}/weather", network, facilitator)
    assert json.loads(paid.body) == {"report": "sunny", "payer": settlement.verified.payer}
    header, networks = (
        ("X-PAYMENT", NETWORKS_V1) if version == 1 else ("PAYMENT-SIGNATURE", NETWORKS)
    )
    assert paid.sent[0] == header
    assert paid.receipt is not None and paid.receipt["network"] == networks[network]
