"""A payment goes to the server that asked for it, wherever an answer points."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest
import requests
import x402_core.httpx
import x402_core.requests
from conftest import NOW
from x402_core.client import EvmSigningKey
from x402_core.errors import NotPaidError, PaymentRefusedError, PaymentUnknownError
from x402_core.payer import Payer, Progress

from .conftest import Send
from .senders import Sender, loopback
from .shop import Ask, Handler, Reply, Shop, redirect

SHOP = "https://shop.example"
EVIL = "https://evil.example"


@dataclass
class Web:
    """Several servers, by the beginnings of their URLs; it notes what each one gets."""

    servers: dict[str, Handler]
    asks: dict[str, list[Ask]] = field(default_factory=lambda: defaultdict(list))

    def __call__(self, ask: Ask) -> Reply | None:
        """Answers a request."""
        begin = max((url for url in self.servers if ask.url.startswith(url)), key=len)
        self.asks[begin].append(ask)
        return self.servers[begin](ask)

    def payments(self, begin: str) -> list[str]:
        """The payments that a server got."""
        return [ask.payment for ask in self.asks[begin] if ask.payment is not None]


def when_paid(shop: Shop, answer: Callable[[Ask], Reply]) -> Handler:
    """Asks for payment, and answers so whatever is paid."""
    return lambda ask: shop.required(ask.url) if ask.payment is None else answer(ask)


def test_within_a_server_before_payment(sender: Send, shop: Shop) -> None:
    web = Web({SHOP: shop, f"{SHOP}/old": lambda ask: redirect(307, "/new")})
    got = sender(web)(f"{SHOP}/old", method="POST", body=b"a")
    assert (got.text, got.paid.sendings) == ("sunny", 1)
    assert [ask.body for ask in shop.asks] == [b"a", b"a"]


def test_an_upgrade_is_the_same_server(sender: Send, shop: Shop) -> None:
    web = Web({SHOP: shop, "http://shop.example": lambda ask: redirect(301, SHOP)})
    assert sender(web)("http://shop.example").text == "sunny"
    assert web.payments("http://shop.example") == []


@pytest.mark.parametrize(
    "first",
    [SHOP, "https://shop.example:8443", "https://a.evil.example", "http://evil.example:81"],
)
def test_nobody_is_paid_whom_the_caller_did_not_name(
    sender: Send, first: str, progress: list[Progress]
) -> None:
    evil = Shop()
    web = Web({first: lambda ask: redirect(302, EVIL), EVIL: evil})
    with pytest.raises(NotPaidError, match=f"expected {first} .*found {EVIL}.*pay_after_redirect"):
        sender(web)(first)
    assert evil.payments == [] and progress == []
    got = sender(web, pay_after_redirect=True)(first)
    assert (got.text, got.paid.origin) == ("sunny", EVIL)
    assert web.payments(first) == []


@pytest.mark.parametrize(
    "location", ["http://shop.example", "https://user@shop.example", "https://shop.example\\@a"]
)
def test_where_a_redirect_leads_must_be_safe_and_clear(
    sender: Send, shop: Shop, location: str
) -> None:
    web = Web({"http": shop, f"{SHOP}/start": lambda ask: redirect(302, location)})
    errors = (NotPaidError, httpx.HTTPError, requests.RequestException)
    with pytest.raises(errors):
        sender(web, pay_after_redirect=True)(f"{SHOP}/start")
    assert shop.payments == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_payment_goes_along_within_a_server(sender: Send, shop: Shop, status: int) -> None:
    def answer(ask: Ask) -> Reply | None:
        if ask.url.endswith("/job"):
            if ask.payment is None:
                return shop.required(ask.url)
            return redirect(status, "/result")
        return shop(ask)

    shop.content = lambda ask: Reply(200, [], ask.method.encode() + ask.body)
    web = Web({SHOP: answer})
    got = sender(web)(f"{SHOP}/job", method="POST", body=b" a")
    assert got.text == ("POST a" if status > 303 else "GET")
    assert len(web.payments(SHOP)) == 2 and len(set(web.payments(SHOP))) == 1
    assert (got.paid.spend_status, got.paid.sendings) == ("spent", 2)
    assert len(shop.served) == 1


def test_redirects_that_are_not_followed(sender: Send, shop: Shop) -> None:
    web = Web({SHOP: when_paid(shop, lambda ask: redirect(303, "/result"))})
    got = sender(web)(SHOP, follow=False)
    assert (got.status, got.paid.spend_status, len(web.asks[SHOP])) == (303, "reserved", 2)


@pytest.mark.parametrize("follow", [True, False])
@pytest.mark.parametrize("to", [EVIL, "http://shop.example", "//evil.example", f"{SHOP}:444"])
def test_a_payment_never_goes_elsewhere(
    sender: Send, shop: Shop, to: str, follow: bool, progress: list[Progress]
) -> None:
    elsewhere = Shop()
    web = Web({"http": elsewhere, f"{SHOP}/": when_paid(shop, lambda ask: redirect(307, to))})
    with pytest.raises(PaymentUnknownError, match="may have been settled.*redirects") as raised:
        sender(web)(f"{SHOP}/", method="POST", body=b"a", follow=follow)
    assert raised.value.response.status_code == 307
    assert raised.value.report.spend_status == "reserved"
    assert elsewhere.asks == [] and len(web.payments(f"{SHOP}/")) == 1
    assert [step.stage for step in progress] == ["asked", "signed", "unknown"]


def test_after_the_receipt_a_redirect_is_an_ordinary_one(sender: Send, shop: Shop) -> None:
    files = "https://elsewhere.example"
    web = Web(
        {
            SHOP: when_paid(shop, lambda ask: redirect(302, files, shop.receipt())),
            files: lambda ask: Reply(200, [], b"a file"),
        }
    )
    got = sender(web)(SHOP)
    assert (got.text, got.paid.spend_status) == ("a file", "spent")
    assert web.payments(files) == []


@pytest.mark.parametrize("where", [EVIL, f"{SHOP}/more"])
def test_one_request_is_paid_once(sender: Send, shop: Shop, where: str) -> None:
    more = Shop()
    web = Web(
        {
            SHOP: when_paid(shop, lambda ask: redirect(302, where, shop.receipt())),
            where: more,
        }
    )
    send = sender(web, pay_after_redirect=True)
    with pytest.raises(PaymentRefusedError, match="a request is paid for once") as raised:
        send(SHOP)
    assert raised.value.report.spend_status == "spent" and more.payments == []
    got = sender(web, raise_refusals=False)(SHOP)
    assert got.status == 402 and more.payments == []


def test_loops(sender: Send, shop: Shop) -> None:
    def loop(ask: Ask) -> Reply:
        there = EVIL if ask.url.startswith(SHOP) else SHOP
        return redirect(302, there)

    web = Web({SHOP: loop, EVIL: loop})
    with pytest.raises((httpx.TooManyRedirects, requests.TooManyRedirects)):
        sender(web)(SHOP)
    web = Web({SHOP: when_paid(shop, lambda ask: redirect(307, "/again"))})
    with pytest.raises(PaymentUnknownError, match="redirected 10 times"):
        sender(web)(SHOP)
    assert len(set(web.payments(SHOP))) == 1


def test_what_the_library_sees_has_no_payment(sender: Send, shop: Shop) -> None:
    web = Web({SHOP: shop, f"{SHOP}/a": when_paid(shop, lambda ask: redirect(307, "/b"))})
    answer = sender(web)(f"{SHOP}/a").response
    assert len(answer.history) == 1
    for step in [*answer.history, answer]:
        assert "payment-signature" not in step.request.headers


@pytest.mark.parametrize("how", ["httpx", "requests"])
def test_a_request_that_is_sent_again_is_paid_once(
    key: EvmSigningKey, shop: Shop, how: str
) -> None:
    moved = [redirect(302, "https://elsewhere.example"), None, redirect(307, "/b")]

    def answer(ask: Ask) -> Reply | None:
        return (moved.pop(0) if moved else None) or shop(ask)

    with loopback(answer) as url:
        payer = Payer(key, clock=lambda: NOW)
        if how == "httpx":
            with x402_core.httpx.Client(payer, trust_env=False) as client:
                request = client.build_request("GET", url, extensions={"a": 1})
                statuses = [client.send(request).status_code for _ in range(3)]
                with pytest.raises(PaymentRefusedError, match="paid for once"):
                    client.send(request)
        else:
            with x402_core.requests.Session(payer) as session:
                prepared = session.prepare_request(requests.Request("GET", url))
                statuses = [
                    session.send(prepared, allow_redirects=False).status_code for _ in range(3)
                ]
                with pytest.raises(PaymentRefusedError, match="paid for once"):
                    session.send(prepared, allow_redirects=False)
    # A redirect before payment, one after it, and one that is served.
    assert statuses == [302, 307, 200]
    assert len(shop.served) == 1 and len(set(shop.payments)) == 1


def test_following_by_hand(key: EvmSigningKey, shop: Shop, kind: str) -> None:
    def answer(ask: Ask) -> Reply | None:
        first = ask.url.endswith("/a") and ask.payment
        return redirect(307, "/b") if first else shop(ask)

    with loopback(answer) as url:
        payer = Payer(key, clock=lambda: NOW)
        if kind == "requests":
            with x402_core.requests.Session(payer) as session:
                response = session.get(f"{url}/a", allow_redirects=False)
                assert response.next is not None
                assert session.send(response.next).text == "sunny"
        else:
            with x402_core.httpx.Client(payer, trust_env=False) as client:
                reply = client.get(f"{url}/a")
                assert reply.next_request is not None
                assert client.send(reply.next_request).text == "sunny"
    assert len(shop.served) == 1
    assert len(set(shop.payments)) == 1


@pytest.mark.parametrize("is_paid", [True, False])
def test_a_redirect_that_is_followed_to_somewhere_else(
    key: EvmSigningKey, shop: Shop, is_paid: bool
) -> None:
    """Where the library goes is looked at too, not only where the answer points."""

    def moved(ask: Ask) -> Reply:
        return redirect(307, "/b")

    evil = Shop()
    web = Web({SHOP: when_paid(shop, moved) if is_paid else moved, EVIL: evil})
    payer = Payer(key, pay_after_redirect=True, clock=lambda: NOW)
    with Sender("httpx", payer, web).client() as client:
        request = client.get(SHOP).next_request
        assert request is not None
        request.url = httpx.URL(EVIL)
        with pytest.raises(PaymentUnknownError if is_paid else NotPaidError, match=EVIL):
            client.send(request)
    assert evil.payments == []
