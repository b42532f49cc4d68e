"""What a paid route shows to those who have not paid."""

from __future__ import annotations

import importlib
import warnings
from typing import Any

import pytest
from flask import Flask
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from x402_core import asgi, wsgi
from x402_core.bazaar import Bazaar
from x402_core.errors import InvalidValueError
from x402_core.testing import AsyncTestFacilitator, TestFacilitator, check_endpoint

PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
URL = "https://shop.example/weather"


def weather(request: Request) -> JSONResponse:
    return JSONResponse({"sky": "blue"})


def starlette(price: str = "$0.01", **charge: Any) -> Any:
    app = Starlette(routes=[Route("/weather", weather)])
    return asgi.PaymentMiddleware(
        app,
        routes={"GET /weather": asgi.Charge(price, **charge)},
        pay_to=PAY_TO,
        networks=["base-sepolia"],
        facilitator=AsyncTestFacilitator(),
    )


def browser(app: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Starlette wants another httpx than most have.
        return importlib.import_module("starlette.testclient").TestClient(app)


def levels(report: Any) -> dict[str, str]:
    return {finding.subject: finding.level for finding in report.findings}


def test_a_route_without_a_fault() -> None:
    paid = starlette(description="The weather", bazaar=Bazaar.http("GET"))
    # CORS belongs around the paywall.
    app = CORSMiddleware(
        paid,
        allow_origins=["*"],
        allow_headers=["payment-signature", "access-control-expose-headers"],
        expose_headers=["PAYMENT-REQUIRED", "PAYMENT-RESPONSE"],
    )
    report = check_endpoint(browser(app), URL)
    assert not report.at_least("warning"), report
    assert levels(report)["cors"] == levels(report)["bazaar"] == "good"
    payers = [finding.client for finding in report.clients if finding.pays]
    assert "@x402 2.27 (npm)" in payers and "x402 2.25 (PyPI)" in payers


def test_what_is_wrong_is_named() -> None:
    report = check_endpoint(browser(starlette("$2", description="x" * 501)), URL)
    assert report.level == "warning"
    found = {finding.subject: finding.text for finding in report.at_least("warning")}
    assert found["description"].endswith("found 501")
    assert [finding.pays for finding in report.clients][:2] == [False, False]
    assert "at most 1 USDC" in report.clients[0].text


def test_a_route_that_costs_nothing() -> None:
    report = check_endpoint(browser(starlette()), "https://shop.example/free")
    assert report.level == "problem" and not report.clients
    app = Starlette(routes=[Route("/weather", weather)])
    report = check_endpoint(browser(app), URL)
    assert report.findings[0].text.endswith("served without a payment")


def test_flask() -> None:
    app = Flask("shop")
    app.wsgi_app = wsgi.PaymentMiddleware(  # type: ignore[method-assign]
        app.wsgi_app,
        routes={"GET /weather": "$0.01"},
        pay_to=PAY_TO,
        networks=["base-sepolia"],
        facilitator=TestFacilitator(),
    )
    report = check_endpoint(app.test_client(), URL)
    assert report.level != "problem" and levels(report)["terms"] == "good", report


def test_a_url_must_be_whole() -> None:
    with pytest.raises(InvalidValueError):
        check_endpoint(browser(starlette()), "/weather")
