"""Facilitators that others publish read our declarations, and ours reads theirs."""

from __future__ import annotations

import json
import subprocess
from typing import Any

import pytest
import x402_core as x402
from x402_core.bazaar import Bazaar, discovered_resource

from .peers import PATIENCE, command

REQUIREMENTS = {
    "scheme": "exact",
    "network": "eip155:8453",
    "amount": "1",
    "asset": "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913",
    "payTo": "0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
    "maxTimeoutSeconds": 60,
}
CITY = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 1}},
    "required": ["city"],
}
TREE = {
    "$ref": "#/$defs/Tree",
    "$defs": {
        "Tree": {
            "type": "object",
            "properties": {
                "name": {"type": "string", "maxLength": 3},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Tree"}},
            },
            "required": ["name", "children"],
        }
    },
}
ID = {"properties": {"id": {"type": "integer"}}, "required": ["id"]}
OURS = [
    Bazaar.http("GET"),
    Bazaar.http("HEAD", query=CITY),
    Bazaar.http("GET", query=CITY, query_example={"city": "Bern", "days": 2}, output=TREE),
    Bazaar.http("DELETE", path="/users/{id}", path_params=ID),
    Bazaar.http("GET", path="/users/{id}", path_params=ID, output_example=[1]),
    Bazaar.http("POST"),
    Bazaar.http("POST", body=TREE),
    Bazaar.http("PUT", body=CITY, body_type="form-data", body_example={"city": "Bern"}),
    Bazaar.http("PATCH", body={"type": "string"}, body_type="text"),
    Bazaar.mcp("weather", CITY),
    Bazaar.mcp("weather", TREE, description="d", example={"name": "a", "children": []}),
]


@pytest.fixture(params=["ts:discovery.mjs", "py:discovery.py"])
def answer(request: pytest.FixtureRequest) -> dict[str, Any]:
    """What a published package reads and writes."""
    asked = {"declarations": [one.to_dict() for one in OURS], "requirements": REQUIREMENTS}
    done = subprocess.run(
        command(request.param),
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def listed(bazaar: object) -> dict[str, Any] | None:
    """What our facilitator finds in a payment with a declaration."""
    payment = {
        "x402Version": 2,
        "accepted": REQUIREMENTS,
        "payload": {},
        "resource": {"url": "https://a.example/users/7?page=1"},
        "extensions": {"bazaar": bazaar},
    }
    request = {
        "x402Version": 2,
        "paymentPayload": payment,
        "paymentRequirements": REQUIREMENTS,
    }
    return discovered_resource(x402.SettleRequest.from_dict(request))


def test_both_find_the_same(answer: dict[str, Any]) -> None:
    found = []
    for bazaar in OURS:
        item = listed(bazaar.to_dict())
        assert item is not None
        name = bazaar.input.get("method") or bazaar.input["toolName"]
        found.append({"url": item["resource"], "name": name})
    assert answer["read"] == found


def test_ours_reads_theirs(answer: dict[str, Any]) -> None:
    items = [listed(bazaar) for bazaar in answer["written"]]
    assert [item and (item["type"], item["resource"]) for item in items] == [
        ("http", "https://a.example/users/7"),
        ("http", "https://a.example/users/7"),
        ("http", "https://a.example/users/:id"),
        ("mcp", "https://a.example/users/7"),
    ]
