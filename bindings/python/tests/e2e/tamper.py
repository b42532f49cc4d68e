"""Payments that were changed on their way."""

from __future__ import annotations

import base64
import json


def tampered(header: str) -> str:
    """The payment with another nonce, or with another byte in the payer's signature."""
    payment = json.loads(base64.b64decode(header))
    payload = payment["payload"]
    if "transaction" in payload:
        wire = bytearray(base64.b64decode(payload["transaction"]))
        wire[65 + 20] ^= 1  # of the second signature, behind a length and the fee payer's empty one
        payload["transaction"] = base64.b64encode(wire).decode()
    else:
        payload["authorization"]["nonce"] = "0x" + "5a" * 32
    return base64.b64encode(json.dumps(payment).encode()).decode()
