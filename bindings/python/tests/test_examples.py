"""The examples that charge, as they are, with a facilitator of the tests."""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_client import Client
from werkzeug.test import Client as WsgiClient
from x402_core import header
from x402_core.testing import TestFacilitator, TestPayer

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"

Get = Callable[..., tuple[int, dict[str, str], bytes]]


def of_asgi(app: Any) -> Get:
    def get(path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        answer = Client(app).get(path, headers=headers)
        return answer.status_code, dict(answer.headers), answer.content

    return get


def of_wsgi(app: Any) -> Get:
    def get(path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
        answer = WsgiClient(app).get(path, headers=headers)
        return answer.status_code, dict(answer.headers), answer.data

    return get


@pytest.mark.parametrize(
    ("name", "paths", "transport"),
    [
        ("fastapi_app", ("/weather", "/forecast/3", "/stream"), of_asgi),
        ("flask_app", ("/weather", "/forecast/3", "/stream"), of_wsgi),
        ("django_app", ("/weather/",), of_wsgi),
    ],
)
def test_it_charges(
    name: str,
    paths: tuple[str, ...],
    transport: Callable[[Any], Get],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    facilitator, payer = TestFacilitator(), TestPayer()
    get = transport(import_module(name).make_app(facilitator=facilitator))
    assert get("/")[0] == 200
    for count, path in enumerate(paths, 1):
        status, headers, body = get(path)
        assert status == 402 and b"sunny" not in body
        unpaid = httpx.Response(402, headers=headers, content=body)
        required = header.decode_payment_required(unpaid.headers["payment-required"])
        assert [entry.network.namespace for entry in required.accepts] == ["eip155", "solana"]
        status, headers, body = get(path, payer.pay(unpaid))
        assert status == 200 and b"sunny" in body
        assert len(facilitator.settlements) == count
    if "/forecast/3" in paths:
        assert get("/forecast/0")[0] == 200
        assert facilitator.settlements[1].verified.amount == 30_000


@pytest.mark.parametrize("days", ["+5", "%205", "5.0", "05", "1_0", "٥", "5%20", "1" * 5000])
@pytest.mark.parametrize("name", ["fastapi_app", "flask_app"])
def test_no_way_to_write_a_number_makes_its_forecast_free(name: str, days: str) -> None:
    app = import_module(name).make_app(TestFacilitator())
    get = of_asgi(app) if name == "fastapi_app" else of_wsgi(app)
    status, _, body = get(f"/forecast/{days}")
    assert b"sunny" not in body and status < 500
