"""The published clients pay our applications: FastAPI under uvicorn, Flask under werkzeug."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest
from e2e.money import NETWORKS, NETWORKS_V1
from e2e.peers import Client
from e2e.served import pays
from e2e.serving import EVM_ONLY, EXAMPLES
from x402_core.testing import Served

CLIENTS = {
    "fetch": Client("ts:pay.mjs"),
    "httpx": Client("py:pay_httpx.py"),
    "requests": Client("py:pay_requests.py"),
}
OLD_CLIENTS = {
    "httpx": Client("v1:pay_v1.py", ("--client", "httpx")),
    "requests": Client("v1:pay_v1.py", ("--client", "requests")),
}


@pytest.fixture(scope="module", params=EXAMPLES)
def url(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[str]:
    """The example application."""
    with EXAMPLES[request.param](facilitator.url) as url:
        yield url


@pytest.fixture(scope="module", params=EVM_ONLY)
def evm_only(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[str]:
    """An application that is paid on one network."""
    with EVM_ONLY[request.param](facilitator.url) as url:
        yield url


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("name", CLIENTS)
def test_pays_in_version_2(name: str, network: str, url: str, facilitator: Served) -> None:
    """With one header of version 2 each way."""
    paid, settlement = pays(CLIENTS[name], f"{url}/weather", network, facilitator)
    assert json.loads(paid.body) == {"report": "sunny", "payer": settlement.verified.payer}
    assert paid.sent[0] == "PAYMENT-SIGNATURE"
    assert paid.receipt is not None and paid.receipt["network"] == NETWORKS[network]


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("name", CLIENTS)
def test_pays_in_version_1(name: str, network: str, url: str, facilitator: Served) -> None:
    """With what the body says, where the header of version 2 is not to be seen."""
    paid, settlement = pays(
        CLIENTS[name].in_version(1), f"{url}/weather", network, facilitator
    )
    assert json.loads(paid.body) == {"report": "sunny", "payer": settlement.verified.payer}
    assert paid.sent[0] == "X-PAYMENT"
    assert paid.receipt is not None and paid.receipt["network"] == NETWORKS_V1[network]


@pytest.mark.parametrize("name", OLD_CLIENTS)
def test_a_client_of_version_1_pays(name: str, evm_only: str, facilitator: Served) -> None:
    """A client that has never heard of version 2."""
    paid, settlement = pays(OLD_CLIENTS[name], f"{evm_only}/weather", "evm", facilitator)
    assert json.loads(paid.body) == {"report": "sunny", "payer": settlement.verified.payer}
    assert paid.sent[0] == "X-PAYMENT"
    assert paid.receipt is not None and paid.receipt["network"] == "base-sepolia"


@pytest.mark.parametrize("path", ["/stream", "/forecast/2"])
@pytest.mark.parametrize("name", CLIENTS)
def test_pays_for_other_routes(name: str, path: str, url: str, facilitator: Served) -> None:
    """A stream comes whole; a price that is asked for, and settled for after the handler."""
    paid, _ = pays(CLIENTS[name], f"{url}{path}", "evm", facilitator, 20_000)
    assert paid.body.count("sunny") == (24 if path == "/stream" else 3)


@pytest.mark.parametrize("path", ["/weather", "/stream", "/forecast/2"])
def test_unpaid_gets_nothing(path: str, url: str, facilitator: Served) -> None:
    """A 402 with the bills of both versions, and no content."""
    before = len(facilitator.facilitator.settlements)
    answer = httpx.get(f"{url}{path}")
    assert answer.status_code == 402
    assert "PAYMENT-REQUIRED" in answer.headers
    assert answer.json()["x402Version"] == 1
    assert "sunny" not in answer.text
    assert len(facilitator.facilitator.settlements) == before
