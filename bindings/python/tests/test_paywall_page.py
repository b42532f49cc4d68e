"""A browser's navigation gets a page; every other client keeps JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import NOW
from shop import Shop, both
from x402_core import server
from x402_core.errors import InvalidValueError
from x402_core.header import decode_payment_required
from x402_core.testing import TestPayer

CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
BROWSER = {"Accept": CHROME}


@both
def test_a_browser_gets_a_page(transport: str) -> None:
    shop = Shop(transport)
    for headers in (BROWSER, {"Accept": "*/*", "Sec-Fetch-Mode": "navigate"}):
        page = shop.get(headers=headers)
        text = page.body.decode()
        assert page.status == 402 and page.header("content-type") == "text/html; charset=utf-8"
        assert page.header("content-length") == str(len(page.body))
        assert page.header("vary") == "Accept" and page.header("cache-control") == "no-store"
        assert page.header("content-security-policy") == server.CONTENT_SECURITY_POLICY
        assert text.startswith("<!doctype html>") and "0.01 USDC" in text and "<svg" in text
        assert "<script" not in text and len(page.body) <= 60_000
        required = decode_payment_required(page.header("payment-required") or "")
        assert required.accepts[0].pay_to in text
    assert shop.runs == 0


@both
@pytest.mark.parametrize("accept", [None, "*/*", "application/json, text/plain, */*"])
def test_programs_keep_json(transport: str, accept: str | None) -> None:
    answer = Shop(transport).get(headers={} if accept is None else {"Accept": accept})
    assert answer.status == 402 and answer.header("content-type") == "application/json"
    assert json.loads(answer.body)["x402Version"] == 1
    assert answer.header("vary") == "Accept"
    assert answer.header("content-security-policy") is None


@both
def test_a_refused_payment_of_a_browser_is_explained(transport: str) -> None:
    shop = Shop(transport)
    payment = TestPayer().pay(_response(shop.get()), now=NOW - 3_600)
    page = shop.get(headers=BROWSER | payment)
    assert page.status == 402 and "time.expired" in page.body.decode()


def _response(reply: Any) -> Any:
    class Response:
        headers = dict(reply.headers)
        content = reply.body

    return Response


@both
def test_head_has_the_headers_of_the_page(transport: str) -> None:
    answer = Shop(transport).get(headers=BROWSER, method="HEAD")
    assert (answer.status, answer.body) == (402, b"")
    assert answer.header("content-type") == "text/html; charset=utf-8"


@both
def test_the_page_can_be_the_sellers_own(transport: str) -> None:
    template = "<h1>{{title}}</h1>{{options}}"
    policy = "script-src 'self'"
    page = Shop(transport, page=template, page_policy=policy).get(headers=BROWSER)
    assert page.body.startswith(b"<h1>shop.test</h1><article>")
    assert page.header("content-security-policy") == policy

    def made(bill: server.Bill, request: Any) -> str:
        return f"<p>{request.path} {bill.offers[0].amount}</p>"

    page = Shop(transport, page=made).get(headers=BROWSER)
    assert page.body == b"<p>/weather 10000</p>"
    off = Shop(transport, page=False).get(headers=BROWSER)
    assert off.header("content-type") == "application/json" and off.header("vary") is None
    for wrong in ("<h1>{{name}}</h1>", "{{title}}", 5, None):
        with pytest.raises(InvalidValueError, match="page"):
            Shop(transport, page=wrong)


@both
@pytest.mark.parametrize("policy", ["a\r\nSet-Cookie: b", "\u20ac", None])
def test_a_policy_that_is_no_header_is_found_at_the_start(transport: str, policy: Any) -> None:
    with pytest.raises(InvalidValueError, match="page_policy: expected the value of a header"):
        Shop(transport, page_policy=policy)


@both
def test_a_function_that_fails_leaves_the_json(
    transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    def raises(*_: object) -> str:
        raise RuntimeError("no template")

    for broken in (raises, lambda *_: 5):
        caplog.clear()
        answer = Shop(transport, page=broken).get(headers=BROWSER)
        assert (answer.status, answer.header("content-type")) == (402, "application/json")
        assert "GET /weather: the page failed" in caplog.text


def test_wsgi_takes_no_async_function() -> None:
    async def page(*_: object) -> str:
        return ""

    with pytest.raises(InvalidValueError, match="page: expected a plain function"):
        Shop("wsgi", page=page)
    assert Shop("asgi", page=page).get(headers=BROWSER).body == b""


def test_the_template_by_hand() -> None:
    option = server.PaymentOption("eip155:8453", "$0.01", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
    from x402_core import AssetTable, ResourceInfo

    resource = ResourceInfo(url="https://a.example/b", description="<b>&")
    bill = server.Bill.from_options([option], resource)
    template = server.PageTemplate("{{description}}|{{url}}|{{error}}|{{options}}")
    page = template.fill(bill, error="late")
    assert page.startswith("&lt;b&gt;&amp;|https://a.example/b|late|<article>")
    assert "10000 atomic units" in template.fill(bill, assets=AssetTable.empty())
    assert template == server.PageTemplate("{{description}}|{{url}}|{{error}}|{{options}}")
    assert template != server.PageTemplate() and "default" in repr(server.PageTemplate())
    assert "seller" in repr(template)
