"""Messages as text: sample objects, their JSON and their headers."""

from __future__ import annotations

import base64
import json
from typing import Any

import evm
from groups.v1 import terms as v1_terms
from model import Case, Json

COMPACT = (",", ":")


def text(message: Any) -> str:
    """Compact JSON; what is not ASCII stands as it is."""
    return json.dumps(message, separators=COMPACT, ensure_ascii=False)


def encode(content: str | bytes) -> str:
    """Padded standard base64."""
    return base64.b64encode(content.encode() if isinstance(content, str) else content).decode()


def payload() -> Json:
    """A version 2 `PaymentPayload`."""
    message: Json = evm.pay().input["payload"]
    return message


def payload_v1() -> Json:
    """A version 1 `PaymentPayload`."""
    return {"x402Version": 1, "scheme": "exact", "network": "base-sepolia", "payload": evm.pay().input["payload"]["payload"]}


def required() -> Json:
    """A version 2 `PaymentRequired`."""
    return {
        "x402Version": 2, "error": "PAYMENT-SIGNATURE header is required", "resource": dict(evm.RESOURCE),
        "accepts": [evm.requirements()], "extensions": {},
    }  # fmt: skip


def required_v1() -> Json:
    """A version 1 `PaymentRequired`."""
    return {"x402Version": 1, "error": "X-PAYMENT header is required", "accepts": [v1_terms()]}


def settled(network: str = evm.SEPOLIA) -> Json:
    """A `SettleResponse`."""
    return {"success": True, "payer": evm.PAYER, "transaction": "0x" + evm.nonce("transaction").hex(), "network": network}


def decode_json(kind: str, content: str | Json, version: int = 2) -> Case:
    """A `decode_json` request."""
    return Case("decode_json", {"type": kind, "x402Version": version, "text": content if isinstance(content, str) else text(content)})


def decode_header(header: str, value: str | list[str]) -> Case:
    """A `decode_header` request."""
    return Case("decode_header", {"header": header, "value": value})
