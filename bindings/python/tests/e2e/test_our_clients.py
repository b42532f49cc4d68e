"""Our clients pay the servers that others publish: Express, Hono, FastAPI and Flask."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
import requests
import x402_core.httpx
import x402_core.requests
from e2e.money import NETWORKS, NewSettlements
from e2e.peers import EVM_KEY, SVM_SEED, server
from e2e.tamper import tampered
from x402_core import DeclaredState
from x402_core.client import EvmSigningKey, SvmSigningKey
from x402_core.payer import Payer, PaymentReport
from x402_core.testing import Served, TestPayer

SERVERS = {
    "express": ("ts:server.mjs", "--framework", "express"),
    "hono": ("ts:server.mjs", "--framework", "hono"),
    "fastapi": ("py:server.py", "--framework", "fastapi"),
    "flask": ("py:server.py", "--framework", "flask"),
}
OLD_SERVERS = {
    "fastapi of x402 1.0.0": ("v1:server_v1.py", "--framework", "fastapi"),
    "flask of x402 1.0.0": ("v1:server_v1.py", "--framework", "flask"),
    "x402-express 1.2.0": ("ts-v1:server_v1.mjs",),
}
OLD_SHOPS = [
    ("fastapi of x402 1.0.0", "evm"),
    ("flask of x402 1.0.0", "evm"),
    ("x402-express 1.2.0", "evm"),
    ("x402-express 1.2.0", "solana"),
]
"""The package for Python knows no Solana."""
PATHS = {"evm": "/evm", "solana": "/solana"}
PAY_TO = {
    "evm": "0x7C17DE551103413CD29ff11bb0751b10a346B675",
    "solana": "CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J",
}
BLOCKHASH = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"

Answer = tuple[int, Any, PaymentReport | None]


def by_httpx(payer: Payer, url: str) -> Answer:
    """By httpx."""
    with x402_core.httpx.Client(payer) as client:
        answer = client.get(url)
    return answer.status_code, answer.json(), x402_core.httpx.report(answer)


def by_async_httpx(payer: Payer, url: str) -> Answer:
    """By httpx, in async code."""

    async def get() -> httpx.Response:
        async with x402_core.httpx.AsyncClient(payer) as client:
            return await client.get(url)

    answer = asyncio.run(get())
    return answer.status_code, answer.json(), x402_core.httpx.report(answer)


def by_requests(payer: Payer, url: str) -> Answer:
    """By requests."""
    with x402_core.requests.Session(payer) as session:
        answer = session.get(url)
    return answer.status_code, answer.json(), x402_core.requests.report(answer)


CLIENTS: dict[str, Callable[[Payer, str], Answer]] = {
    "httpx": by_httpx,
    "httpx, async": by_async_httpx,
    "requests": by_requests,
}


def payer(network: str) -> Payer:
    """Pays at most a cent, and a day long no more than ten."""
    if network == "evm":
        return Payer(EvmSigningKey.from_hex(EVM_KEY), per_call="$0.01", per_day="$0.10")
    return Payer(
        SvmSigningKey.from_seed(bytes.fromhex(SVM_SEED[2:])),
        per_call="$0.01",
        per_day="$0.10",
        chain=DeclaredState.from_dict({NETWORKS["solana"]: {"latest_blockhash": BLOCKHASH}}),
    )


@pytest.fixture(scope="module", params=SERVERS)
def url(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[str]:
    """A server of version 2."""
    program, *arguments = SERVERS[request.param]
    with server(program, facilitator.url, *arguments) as url:
        yield url


@pytest.fixture(scope="module", params=OLD_SHOPS, ids=" on ".join)
def old_shop(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[tuple[str, str]]:
    """The URL of a server of version 1, and a network that it is paid on."""
    name, network = request.param
    program, *arguments = OLD_SERVERS[name]
    with server(program, facilitator.url, *arguments) as url:
        yield url, network


def pays(name: str, url: str, network: str, facilitator: Served) -> PaymentReport:
    """Pays once, and is served."""
    new = NewSettlements.of(facilitator)
    status, body, report = CLIENTS[name](payer(network), f"{url}{PATHS[network]}")
    assert status == 200, body
    assert body["report"] == "worth its price"
    settlement = new.only(network, PAY_TO[network])
    assert report is not None
    assert report.spend_status == "spent"
    assert report.sendings == 1
    assert report.mismatches == ()
    assert report.payer == settlement.verified.payer
    assert report.replay_key == settlement.verified.replay_key
    assert report.receipt is not None
    assert report.receipt.transaction == settlement.transaction
    return report


@pytest.mark.parametrize("network", PATHS)
@pytest.mark.parametrize("name", CLIENTS)
def test_pays_in_version_2(name: str, network: str, url: str, facilitator: Served) -> None:
    """One settlement, one answer, and a receipt that agrees with the payment."""
    pays(name, url, network, facilitator)


@pytest.mark.parametrize("name", CLIENTS)
def test_pays_in_version_1(name: str, old_shop: tuple[str, str], facilitator: Served) -> None:
    """The same with a server that has never heard of version 2."""
    pays(name, *old_shop, facilitator)


@pytest.mark.parametrize("name", CLIENTS)
def test_pays_nothing_beyond_its_policy(name: str, url: str, facilitator: Served) -> None:
    """Nothing is signed for what costs too much."""
    before = len(facilitator.facilitator.settlements)
    careful = Payer(EvmSigningKey.from_hex(EVM_KEY), per_call="$0.001", raise_refusals=False)
    status, _, report = CLIENTS[name](careful, f"{url}/evm")
    assert status == 402
    assert report is None or report.spend_status == "nothing"
    assert len(facilitator.facilitator.settlements) == before


@pytest.mark.parametrize("network", PATHS)
def test_their_server_refuses(network: str, url: str, facilitator: Served) -> None:
    """Unpaid, changed and used payments: what our clients are served for is checked."""
    refuses(f"{url}{PATHS[network]}", facilitator)


def test_their_server_of_version_1_refuses(
    old_shop: tuple[str, str], facilitator: Served
) -> None:
    """The same in version 1."""
    url, network = old_shop
    refuses(f"{url}{PATHS[network]}", facilitator)


def refuses(url: str, facilitator: Served) -> None:
    """Serves nothing but the payment as it was signed, once."""
    before = len(facilitator.facilitator.settlements)
    unpaid = requests.get(url, timeout=60)
    assert unpaid.status_code == 402
    paying = TestPayer().pay(unpaid)
    ((name, value),) = paying.items()
    changed = requests.get(url, headers={name: tampered(value)}, timeout=60)
    assert changed.status_code == 402, changed.text
    assert "worth" not in changed.text
    assert len(facilitator.facilitator.settlements) == before
    served = requests.get(url, headers=paying, timeout=60)
    assert served.status_code == 200, served.text
    assert json.loads(served.text)["report"] == "worth its price"
    again = requests.get(url, headers=paying, timeout=60)
    assert again.status_code == 402, again.text
    assert "worth" not in again.text
    assert len(facilitator.facilitator.settlements) == before + 1
