"""The check at start: what only the facilitator and the chain know of a seller's mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._effects import Call, Failed, Plan
from .._native.bill import Bill
from .._native.server import is_configuration_error
from ..errors import FacilitatorError
from .effects import Effect
from .invalid import invalid, of_route
from .record import LOGGER

__all__ = ["AccountExists", "accounts", "unanswered"]

AccountExists = Callable[[str, str], Any]
"""Whether an account exists, by the CAIP-2 name of its network and its address: `True` or `False`,
or `None` if that is not known. It may be `async` for the ASGI middleware."""


def unanswered(answer: object) -> None:
    """The facilitator has not stated what it supports.

    A facilitator that is out of order, or not reached, is only a warning: the paywall starts, and
    asks again where it must.

    Raises:
        FacilitatorError: Only the seller can change that: the URL or the key is wrong.
    """
    error = answer.error if isinstance(answer, Failed) else None
    if isinstance(error, FacilitatorError) and is_configuration_error(error.failure, error.status):
        raise error
    why = error if isinstance(error, FacilitatorError) else type(error or answer).__qualname__
    LOGGER.warning("the facilitator could not be asked what it supports, at start: %s", why)


def accounts(bills: list[tuple[str, Bill]], exists: AccountExists) -> Plan[Effect, None]:
    """Asks whether the payees have the token accounts that they are paid into.

    Raises:
        InvalidValueError: One has none.
    """
    asked: set[tuple[str, tuple[str, ...]]] = set()
    for name, bill in bills:
        for offer in bill.offers:
            network, needed = str(offer.network), offer.payee_accounts
            if not needed or (network, needed) in asked:
                continue
            asked.add((network, needed))
            answers = []
            for account in needed:
                answer = yield Call(exists, (network, account))
                if isinstance(answer, Failed):
                    kind = type(answer.error).__qualname__
                    LOGGER.warning("account_exists failed for %s: %s", account, kind)
                answers.append(answer)
            if all(answer is False for answer in answers):
                where = " or ".join(needed)
                expected = f"a payee on {network} whose token account {where} exists"
                found = f"{offer.pay_to} without it: create it, for instance by a first transfer"
                raise of_route(name, invalid("pay_to", expected, found))
