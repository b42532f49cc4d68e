"""One canonical text for each message, so that every language sends the same bytes.

Known members come in the order of the specification's samples, the SDKs' own among them, then unknown ones as they
arrived. Absent and null optional members are left out. Nothing is escaped that need not be; numbers that the
protocol knows are plain integers, all others stay as they were written.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

Write = Callable[[Any], str]


class Number(str):
    """A JSON number as it was written."""


def header(kind: str, text: str) -> str:
    """The header for a message in any spelling."""
    message = json.loads(text, parse_int=Number, parse_float=Number)
    return base64.b64encode(MESSAGES[kind](message).encode()).decode()


def _json(value: Any) -> str:
    """Any JSON, its members in the order in which they arrived."""
    if isinstance(value, Number):
        return str(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(name)}:{_json(member)}" for name, member in value.items()) + "}"
    return json.dumps(value, ensure_ascii=False)


def _integer(value: Any) -> str:
    return str(int(Decimal(value)))


def _list(write: Write) -> Write:
    return lambda values: "[" + ",".join(map(write, values)) + "]"


def _message(**known: Write) -> Write:
    def write(message: Any) -> str:
        members = [f'"{name}":{one(message[name])}' for name, one in known.items() if message.get(name) is not None]
        members += [f"{_json(name)}:{_json(value)}" for name, value in message.items() if name not in known]
        return "{" + ",".join(members) + "}"

    return write


_RESOURCE = _message(url=_json, description=_json, mimeType=_json, serviceName=_json, tags=_json, iconUrl=_json)
_REQUIREMENTS = _message(scheme=_json, network=_json, amount=_json, asset=_json, payTo=_json, maxTimeoutSeconds=_integer, extra=_json)
_RESPONSE = _message(
    success=_json, errorReason=_json, errorMessage=_json, transaction=_json, network=_json, payer=_json, amount=_json, extensions=_json, extra=_json
)  # fmt: skip

MESSAGES: dict[str, Write] = {
    "payment-required": _message(x402Version=_integer, error=_json, resource=_RESOURCE, accepts=_list(_REQUIREMENTS), extensions=_json),
    "payment-signature": _message(x402Version=_integer, resource=_RESOURCE, accepted=_json, payload=_json, extensions=_json),
    "payment-response": _RESPONSE,
    "x-payment": _message(x402Version=_integer, scheme=_json, network=_json, payload=_json),
    "x-payment-response": _RESPONSE,
}
