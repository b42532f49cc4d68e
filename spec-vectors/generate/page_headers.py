"""The headers that the specification's HTTP pages show, rebuilt and held to their digests."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from groups.eip3009_terms import sample
from model import Json, ref
from wire import encode, text

PAYER = "0x857b06519E91e3A54538791bDbb0E22373e36b66"
HASH = "0x1234567890abcdef1234567890abcdef1234567890abcdef1234567890abcdef"


class Page(NamedTuple):
    """One header of a page."""

    slug: str
    header: str
    text: str
    section: Json


def pages() -> list[Page]:
    """Every header that is shown, with what is inside."""
    payment, terms = sample()
    del payment["extensions"]
    required = {"x402Version": 2, "error": "PAYMENT-SIGNATURE header is required", "resource": payment["resource"], "accepts": [terms]}
    old = {"x402Version": 1, "scheme": "exact", "network": "base-sepolia", "payload": payment["payload"]}
    return [
        _page("page-required", "payment-required", 2, required, "Payment Required Signaling", "332eca5880f865fd"),
        _page("page-signature", "payment-signature", 2, payment, "Payment Payload Transmission", "78dc1250c3136ed6"),
        _page("page-response", "payment-response", 2, _paid("eip155:84532"), "Settlement Response Delivery", "bcff49aad24804a7"),
        _page("page-failure", "payment-response", 2, _failed("eip155:84532"), "Settlement Response Delivery", "e747b748c12178d6"),
        _page("page-x-payment", "x-payment", 1, old, "Payment Payload Transmission", "e9523d84334bb435"),
        _page("page-x-response", "x-payment-response", 1, _paid("base-sepolia"), "Settlement Response Delivery", "07f5f2e5465ad901"),
        _page("page-x-failure", "x-payment-response", 1, _failed("base-sepolia"), "Settlement Response Delivery", "c471bd9c124bebc8"),
    ]


def _paid(network: str) -> Json:
    return {"success": True, "transaction": HASH, "network": network, "payer": PAYER}


def _failed(network: str) -> Json:
    return {"success": False, "errorReason": "insufficient_funds", "transaction": "", "network": network, "payer": PAYER}


def _page(slug: str, header: str, version: int, message: Json, section: str, digest: str) -> Page:
    content = text(message)
    found = sha256(encode(content).encode()).hexdigest()
    if not found.startswith(digest):
        raise ValueError(f"{slug} is not the page's header: {found}")
    return Page(slug, header, content, ref(f"specs/transports-v{version}/http.md", section))
