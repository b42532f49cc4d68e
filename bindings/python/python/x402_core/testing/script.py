"""What a test facilitator is told to do with the next call, instead of what it would do."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from ..errors import InvalidValueError

__all__ = [
    "ALLOWANCE_REQUIRED",
    "InvalidResponse",
    "NotProcessed",
    "Outcome",
    "Pending",
    "Refuse",
    "TimeOut",
    "outcome_from_dict",
]


@dataclass(frozen=True)
class Refuse:
    """The payment is called invalid, or its settlement fails; nothing is settled."""

    reason: str
    """The `invalidReason` or `errorReason`."""
    message: str | None = None
    """The same for people."""
    transaction: str = ""
    """The transaction of a failed settlement, where one was sent: then money may have moved."""


@dataclass(frozen=True)
class TimeOut:
    """No answer comes: `FacilitatorError` with `no_response`; over HTTP the connection breaks."""

    settles: bool = False
    """Whether a call to settle settles all the same."""


@dataclass(frozen=True)
class NotProcessed:
    """The request is turned away: `FacilitatorError` with `not_processed`; over HTTP status 429."""


@dataclass(frozen=True)
class InvalidResponse:
    """Not a facilitator's response: `FacilitatorError` with `invalid_response`; over HTTP no JSON."""

    settles: bool = False
    """Whether a call to settle settles all the same."""


@dataclass(frozen=True)
class Pending:
    """The settlement is under way: `settlement_pending`, with its transaction."""

    settles: bool = True
    """Whether it is settled when it is asked for again; else it is only tried then."""


Outcome = Refuse | TimeOut | NotProcessed | InvalidResponse | Pending

ALLOWANCE_REQUIRED = Refuse("permit2_allowance_required")
"""The payer has not allowed Permit2 to move the token: a server answers 412."""

_BY_NAME: dict[str, type[Outcome]] = {
    "refuse": Refuse,
    "time_out": TimeOut,
    "not_processed": NotProcessed,
    "invalid_response": InvalidResponse,
    "pending": Pending,
}


def outcome_from_dict(value: Any) -> Outcome:
    """Reads an outcome from JSON, such as `{"outcome": "time_out", "settles": true}`.

    Raises:
        InvalidValueError: It is none.
    """
    if isinstance(value, dict):
        members = dict(value)
        outcome = _BY_NAME.get(str(members.pop("outcome", None)))
        if outcome is not None:
            names = {field.name for field in fields(outcome)}
            fit = members.keys() <= names and all(
                isinstance(member, bool if name == "settles" else str)
                for name, member in members.items()
            )
            if fit and (outcome is not Refuse or "reason" in members):
                return outcome(**members)
    expected = f"an object whose `outcome` is one of {', '.join(_BY_NAME)}, with its members"
    raise InvalidValueError(
        f"outcome: expected {expected}, found {value!r}",
        noun="outcome",
        expected=expected,
        found=repr(value),
    )
