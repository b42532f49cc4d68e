"""Payments with an id: published clients and our applications, our clients and published servers."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from e2e import keeping
from e2e.money import NewSettlements
from e2e.peers import Client, server
from e2e.serving import under_uvicorn, under_werkzeug
from e2e.test_our_clients import CLIENTS as OURS
from e2e.test_our_clients import PAY_TO, SERVERS, payer
from e2e.test_their_clients import CLIENTS as THEIRS
from x402_core.testing import Served

SHOPS = {
    "fastapi": (under_uvicorn(keeping.fastapi_app), "/news"),
    "flask": (under_werkzeug(keeping.flask_app), "/weather"),
}
"""Our applications, and what is bought there."""
EXTENSION = "payment-identifier"


def info_of(sent: tuple[str, str]) -> dict[str, Any]:
    """What a payment states of its id."""
    message = json.loads(base64.b64decode(sent[1]))
    info: dict[str, Any] = message["extensions"][EXTENSION]["info"]
    return info


def with_id(client: Client, payment_id: str) -> Client:
    """The client that gives its payment this id."""
    return replace(client, arguments=(*client.arguments, "--payment-id", payment_id))


@pytest.fixture(scope="module", params=SHOPS)
def shop(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[tuple[str, str]]:
    """An application that keeps responses: its URL, and the path of what is bought."""
    run, path = SHOPS[request.param]
    with run(facilitator.url) as url:
        yield url, path


@pytest.mark.parametrize("name", THEIRS)
def test_their_payment_buys_one_answer(
    name: str, shop: tuple[str, str], facilitator: Served
) -> None:
    """The same id again gets the same answer; with another payment it is a conflict."""
    url, path = shop
    payment_id = f"order_by_{name}_of_{path[1:]}"
    client, new = with_id(THEIRS[name], payment_id), NewSettlements.of(facilitator)
    paid = client.pay(f"{url}{path}", "evm")
    assert paid.status == 200, paid.body
    settlement = new.only("evm", keeping.PAY_TO)
    assert info_of(paid.sent) == {"required": path == "/news", "id": payment_id}

    for _ in range(2):
        again = httpx.get(f"{url}{path}", headers=dict([paid.sent]))
        assert (again.status_code, again.text) == (200, paid.body)
        assert "payment-response" in again.headers
    other = client.pay(f"{url}{path}", "evm")
    assert (other.status, other.receipt) == (409, None), other.body
    assert json.loads(other.body)["error"] == "payment_identifier_conflict"
    elsewhere = httpx.get(f"{url}{path}?day=2", headers=dict([paid.sent]))
    assert elsewhere.status_code == 409
    assert new.all() == [settlement]


@pytest.mark.parametrize("name", ["fetch", "httpx"])
def test_their_payment_without_an_id_is_refused(name: str, facilitator: Served) -> None:
    """Where an id is required, the answer is 400, and nothing is settled."""
    new = NewSettlements.of(facilitator)
    with SHOPS["fastapi"][0](facilitator.url) as url:
        refused = THEIRS[name].pay(f"{url}/news", "evm")
    assert refused.status == 400 and info_of(refused.sent) == {"required": True}
    assert json.loads(refused.body)["pointer"] == f"/extensions/{EXTENSION}/info/id"
    assert new.all() == []


@pytest.fixture(scope="module", params=SERVERS)
def their_url(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[str]:
    """A published server, one of whose routes requires an id."""
    program, *arguments = SERVERS[request.param]
    with server(program, facilitator.url, *arguments) as url:
        yield url


@pytest.mark.parametrize("name", OURS)
def test_our_payment_has_an_id(name: str, their_url: str, facilitator: Served) -> None:
    """The published package finds the id and takes it; each payment has another one."""
    new, found = NewSettlements.of(facilitator), set()
    for _ in range(2):
        status, body, report = OURS[name](payer("evm"), f"{their_url}/identified")
        assert status == 200, body
        assert report is not None and report.spend_status == "spent"
        assert body["id"].startswith("pay_") and len(body["id"]) == 36
        found.add(body["id"])
    assert len(found) == 2
    settled = [settlement.verified.pay_to for settlement in new.all()]
    assert settled == [PAY_TO["evm"]] * 2
