"""The five HTTP headers: JSON in standard base64.

| header | version | from | carries |
|---|---|---|---|
| `PAYMENT-REQUIRED` | 2 | server | `PaymentRequired` |
| `PAYMENT-SIGNATURE` | 2 | client | `PaymentPayload` |
| `PAYMENT-RESPONSE` | 2 | server | `SettleResponse` |
| `X-PAYMENT` | 1 | client | `v1.PaymentPayload` |
| `X-PAYMENT-RESPONSE` | 1 | server | `SettleResponse` |

In version 1 the server asks for payment in the body: `v1.PaymentRequired.from_json` reads it.
"""

from ._native.header import (
    decode_payment_required,
    decode_payment_response,
    decode_payment_signature,
    decode_x_payment,
    decode_x_payment_response,
    encode_payment_required,
    encode_payment_response,
    encode_payment_signature,
    encode_x_payment,
    encode_x_payment_response,
    find_payment,
    require_payment,
)

__all__ = [
    "decode_payment_required",
    "decode_payment_response",
    "decode_payment_signature",
    "decode_x_payment",
    "decode_x_payment_response",
    "encode_payment_required",
    "encode_payment_response",
    "encode_payment_signature",
    "encode_x_payment",
    "encode_x_payment_response",
    "find_payment",
    "require_payment",
]
