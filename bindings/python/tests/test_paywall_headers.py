"""What leaves the server: no shared cache keeps it, and no receipt is made up."""

from __future__ import annotations

import pytest
from paying import TRANSACTION, receipt_of
from shop import CONTENT, Made, Shop, both
from x402_core._paywall.headers import protect

PLAIN = "PAYMENT-SIGNATURE, X-PAYMENT"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([], "private"),
        (["public, max-age=60"], "private, max-age=60"),
        (["s-maxage=60, proxy-revalidate"], "private"),
        (["no-store"], "private, no-store"),
        (["No-Store", "PUBLIC"], "private, no-store"),
        (['private="set-cookie", max-age=5'], "private, max-age=5"),
        (['no-cache="x", no-cache, must-revalidate'], "private, no-cache, must-revalidate"),
        (["max-age=60, stale-while-revalidate=9, immutable"], "private, max-age=60, immutable"),
        (["max-age=-1,max-age=1;public"], "private"),
    ],
)
def test_cache_control(said: list[str], expected: str) -> None:
    safe = dict(protect([("cache-control", value) for value in said]))
    assert safe == {"Cache-Control": expected, "Vary": PLAIN}


def test_vary_and_other_caches() -> None:
    said = [("Vary", "Accept, *"), ("Surrogate-Control", "max-age=9"), ("X-Accel-Expires", "9")]
    assert dict(protect(said)) == {"Cache-Control": "private", "Vary": "*"}
    assert dict(protect([("vary", "Origin")]))["Vary"] == f"{PLAIN}, Origin"
    extra = [("PAYMENT-RESPONSE", "a"), ("Cache-Control", "private")]
    said = [("Payment-Response", "mine"), ("Set-Cookie", "a"), ("Set-Cookie", "b")]
    assert protect(said, extra) == [
        ("Set-Cookie", "a"),
        ("Set-Cookie", "b"),
        ("PAYMENT-RESPONSE", "a"),
        ("Cache-Control", "private"),
        ("Vary", PLAIN),
    ]


IMITATIONS = [
    ("PAYMENT-RESPONSE", "ZmFrZQ=="),
    ("x-payment-response", "ZmFrZQ=="),
    ("Payment-Required", "ZmFrZQ=="),
    ("Cache-Control", "public, s-maxage=31536000"),
    ("CDN-Cache-Control", "max-age=31536000"),
    ("X-Kept", "yes"),
]


@both
@pytest.mark.parametrize("flow", ["upfront", "authorization"])
def test_a_handler_makes_no_receipt(transport: str, flow: str) -> None:
    shop = Shop(transport, flow=flow)
    shop.make = lambda: Made(headers=list(IMITATIONS))
    reply = shop.paid()
    assert receipt_of(dict(reply.headers)).transaction == TRANSACTION
    assert (reply.body, reply.header("x-kept")) == (CONTENT, "yes")
    assert reply.header("cache-control") == "private" and reply.header("vary") == PLAIN
    for name in ("x-payment-response", "payment-required", "cdn-cache-control"):
        assert reply.header(name) is None


@both
def test_an_error_is_no_receipt_either(transport: str) -> None:
    shop = Shop(transport, flow="authorization")
    shop.make = lambda: Made(status=418, headers=list(IMITATIONS))
    reply = shop.paid()
    assert (reply.status, reply.header("payment-response")) == (418, None)
    assert reply.header("cache-control") == "private"


@both
def test_browsers_may_read_the_receipt(transport: str) -> None:
    shop = Shop(transport)
    assert "PAYMENT-REQUIRED" in (shop.get().header("access-control-expose-headers") or "")
    shop.make = lambda: Made(headers=[("Access-Control-Expose-Headers", "X-Mine")])
    exposed = shop.paid().header("access-control-expose-headers") or ""
    assert exposed.startswith("X-Mine, ") and "PAYMENT-RESPONSE" in exposed


@both
def test_what_is_free_is_left_alone(transport: str) -> None:
    shop = Shop(transport)
    shop.make = lambda: Made(headers=list(IMITATIONS))
    reply = shop.get("/elsewhere")
    assert reply.headers == IMITATIONS and shop.payments == [None]
