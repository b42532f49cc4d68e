"""Servers that do what they like: nothing is paid twice, and only declared errors come out."""

from __future__ import annotations

from collections import defaultdict
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import requests
import x402_core as x402
from conftest import NOW, PAY_TO
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from x402_core import header
from x402_core.client import EvmSigningKey
from x402_core.errors import X402Error
from x402_core.payer import Payer

from .senders import KINDS, Sender
from .shop import Ask, Reply, Shop

KEY = EvmSigningKey.from_hex("0x" + "0123456789abcdef" * 4)
DECLARED = (X402Error, httpx.HTTPError, httpx.InvalidURL, requests.RequestException)
"""What may come out: the package's errors, and the libraries' own."""

V2, V1, DEAR = Shop(), Shop(v1_only=True), Shop(price="$0.90")
REASONS = [
    "",
    "settlement_pending",
    "insufficient_funds",
    "Payment required",
    "a\r\nb: c",
    "\x00é",
]

receipts = st.builds(
    lambda success, reason, transaction: header.encode_payment_response(
        x402.SettleResponse(
            success=success,
            error_reason=None if success else reason,
            transaction=transaction,
            network="eip155:84532",
        )
    ),
    st.booleans(),
    st.sampled_from(REASONS),
    st.sampled_from(["", "0x" + "12" * 32]),
)
garbage = st.one_of(
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40),
    st.sampled_from(["e30=", "bnVsbA==", "A" * 20_000, "=" * 999, "W10="]),
)
locations = st.one_of(
    st.sampled_from(
        [
            "/",
            "/a",
            "?b",
            "",
            "//evil.example",
            "https://evil.example/",
            "http://shop.example/",
            "https://shop.example:444/",
            "https://shop.example/c",
            "https://user:pass@shop.example/",
            "https://shop.example\\@evil.example",
            "ftp://shop.example",
            "https://[::1",
            "https://shop.example:99999/",
        ]
    ),
    garbage,
)
headers = st.lists(
    st.one_of(
        st.tuples(st.just("PAYMENT-REQUIRED"), garbage),
        st.tuples(st.just("PAYMENT-RESPONSE"), st.one_of(receipts, garbage)),
        st.tuples(st.just("X-PAYMENT-RESPONSE"), st.one_of(receipts, garbage)),
        st.tuples(st.just("Location"), locations),
        st.tuples(st.just("Content-Encoding"), st.sampled_from(["gzip", "deflate", "br", "x"])),
        st.tuples(st.just("Retry-After"), garbage),
        st.tuples(st.just("X-Bomb"), st.just("b" * 5_000)),
    ),
    max_size=4,
)
statuses = st.sampled_from([200, 204, 301, 302, 303, 307, 308, 400, 402, 402, 402, 412, 429, 500])
offers = st.sampled_from(
    [
        V2.required(),
        DEAR.required(),
        V1.required(),
        *[Reply(402, V2.required_because(reason)) for reason in REASONS],
    ]
)
replies = st.one_of(
    offers,
    st.none(),
    st.builds(Reply, statuses, headers, st.binary(max_size=40)),
    st.builds(
        lambda offer, more, body: Reply(402, [*offer.headers, *more], body + offer.body),
        offers,
        headers,
        st.sampled_from([b"", b"\xff", b" "]),
    ),
)


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    script=st.lists(replies, min_size=1, max_size=8),
    method=st.sampled_from(["GET", "POST", "HEAD"]),
    options=st.fixed_dictionaries(
        {
            "raise_refusals": st.booleans(),
            "pay_after_redirect": st.booleans(),
        }
    ),
    follow=st.booleans(),
)
def test_whatever_a_server_does(
    kind: str,
    script: list[Reply | None],
    method: str,
    options: dict[str, Any],
    follow: bool,
) -> None:
    asks: list[Ask] = []
    asked: set[str] = set()

    def serve(ask: Ask) -> Reply | None:
        asks.append(ask)
        if ask.payment is not None:
            # Whoever gets a payment has asked for one.
            assert origin(ask) in asked
        reply = script[len(asks) - 1] if len(asks) <= len(script) else V2(ask)
        if reply is not None and reply.status == 402:
            asked.add(origin(ask))
        return reply

    payer = Payer(
        KEY, per_call="$0.95", per_day="$2", resend_after=(0, 0, 0), clock=lambda: NOW, **options
    )
    send = Sender(kind, payer, serve)
    paid: dict[str, set[str]] = defaultdict(set)
    for _ in range(3):
        seen, before = set(), len(asks)
        try:
            with suppress(*DECLARED):
                send("https://shop.example/", method=method, body=b"a", follow=follow)
        except ValueError as error:
            # requests itself, which follows the location `https://[::1`.
            assert kind == "requests" and str(error) == "Invalid IPv6 URL"
        for ask in asks[before:]:
            if ask.payment is not None:
                seen.add(ask.payment)
                paid[ask.payment].add(origin(ask))
        assert len(seen) <= 1
    # Each went to one server; encrypted, as the request was.
    assert all(len(origins) == 1 for origins in paid.values())
    assert all(origin.startswith("https:") for origin in set().union(*paid.values()))
    if not options["pay_after_redirect"]:
        assert set().union(*paid.values()) <= {"https://shop.example"}
    # Whatever it says about them: so much can be settled, and no more.
    assert sum(amount(payment) for payment in paid) <= 2_000_000


def origin(ask: Ask) -> str:
    """Who was asked."""
    parts = urlsplit(ask.url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".removesuffix(":443")


def amount(payment: str) -> int:
    """What a payment costs, in atomic units."""
    try:
        message = header.decode_payment_signature(payment)
    except x402.MalformedError:
        message = header.decode_x_payment(payment)  # type: ignore[assignment]
    assert message.payload["authorization"]["to"] == PAY_TO
    return int(message.payload["authorization"]["value"])
