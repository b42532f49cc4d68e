"""What published servers ask a facilitator in a way of their own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from .. import AssetTable, InvalidValueError, MalformedError, Network, Offer, PaymentRequirements
from ..errors import OfferError

if TYPE_CHECKING:
    from .facilitator import TestFacilitator

__all__ = ["accepted", "with_version"]


def with_version(body: bytes) -> bytes:
    """A request about a payment, with the payment's version where it states none itself.

    The published facilitators read the payment's alone, and some servers send no other.
    """
    message = _object(body)
    payment = message.get("paymentPayload")
    version = payment.get("x402Version") if isinstance(payment, dict) else None
    if "x402Version" in message or type(version) is not int:
        return body
    # The rest stays as it came, so that it is read as strictly as ever.
    before, brace, after = body.partition(b"{")
    return before + brace + b'"x402Version":%d,' % version + after


def accepted(facilitator: TestFacilitator, body: bytes) -> dict[str, Any]:
    """A bill of version 2, of which the entries are left that the facilitator settles.

    Each gets in `extra` what its transfer needs and it does not state: the token's EIP-712 name
    and version, or who pays the fee on Solana.
    """
    message = _object(body)
    entries = message.get("accepts")
    if message.get("x402Version") != 2 or not isinstance(entries, list):
        expected = "a bill of version 2: an object with `x402Version` and the list `accepts`"
        raise InvalidValueError(
            f"bill: expected {expected}", noun="bill", expected=expected, found="another body"
        )
    kinds = [kind for kind in facilitator.kinds().kinds if kind.x402_version == 2]
    fee_payers = {kind.network: kind.extra for kind in kinds}
    left = []
    for entry in entries:
        network = entry.get("network") if isinstance(entry, dict) else None
        if not isinstance(network, str) or network not in fee_payers:
            continue
        entry = {"maxTimeoutSeconds": 60, **entry}
        needs = dict(fee_payers[network] or _domain(network, entry.get("asset")))
        stated = entry.get("extra")
        extra = needs | (stated if isinstance(stated, dict) else {})
        entry = {**entry, "extra": extra} if extra else entry
        try:
            Offer.parse(PaymentRequirements.from_dict(entry))
        except (MalformedError, OfferError):
            continue
        left.append(entry)
    return {**message, "accepts": left}


def _domain(network: str, address: object) -> dict[str, str]:
    """The EIP-712 domain of a well-known token."""
    asset = AssetTable().by_address(Network(network), str(address))
    domain = None if asset is None else asset.eip712
    return {} if domain is None else {"name": domain[0], "version": domain[1]}


def _object(body: bytes) -> dict[str, Any]:
    """A JSON object; an empty one where it is none, for the strict reader to name what is wrong."""
    try:
        message = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}
