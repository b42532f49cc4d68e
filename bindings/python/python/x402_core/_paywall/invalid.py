"""The mistakes of a seller, in one form of words."""

from __future__ import annotations

import re

from ..errors import InvalidValueError, OfferError

__all__ = ["invalid", "of_route"]

ARGUMENTS = {
    "amount": "price",
    "network": "networks",
    "asset": "asset",
    "payTo": "pay_to",
    "maxTimeoutSeconds": "max_timeout_seconds",
    "extra/feePayer": "fee_payer",
    "extra/assetTransferMethod": "transfer_method",
}
"""The argument that a member of an offer is made from."""

NOUNS = {"money": "price", "amount": "price", "number": "price", "network": "networks"}
"""The argument that a value of this kind is given as."""

ENTRY = re.compile(r"/accepts/[0-9]+/(.+)")


def invalid(noun: str, expected: str, found: str, *, where: str | None = None) -> InvalidValueError:
    """The error for an argument that is not what it may be.

    Args:
        noun: The argument's name.
        expected: What it may be.
        found: What it is.
        where: Which of several it is, for people; the noun where there is but one.
    """
    message = f"{where or noun}: expected {expected}, found {found}"
    return InvalidValueError(message, noun=noun, expected=expected, found=found)


def of_route(route: str, error: OfferError | InvalidValueError) -> OfferError | InvalidValueError:
    """The same mistake, with the route and the argument that it is in."""
    expected, found = error.expected, error.found
    if isinstance(error, OfferError):
        entry = ENTRY.fullmatch(error.pointer)
        argument = ARGUMENTS.get(entry[1] if entry else error.pointer.lstrip("/"), "price")
        message = f"route {route!r}, {argument}: expected {expected}, found {found}"
        return OfferError(message, pointer=error.pointer, expected=expected, found=found)
    argument = NOUNS.get(error.noun, error.noun)
    message = f"route {route!r}, {argument}: expected {expected}, found {found}"
    return InvalidValueError(message, noun=error.noun, expected=expected, found=found)
