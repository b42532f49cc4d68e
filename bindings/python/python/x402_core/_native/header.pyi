from collections.abc import Sequence

from . import v1
from .message import PaymentPayload, PaymentRequired, SettleResponse

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

def decode_payment_required(value: str | bytes) -> PaymentRequired:
    """Reads the value of `PAYMENT-REQUIRED`.

    Raises:
        MalformedError: It is too long or not base64, its text is not JSON, or the JSON is not
            this message.
    """

def decode_payment_response(value: str | bytes) -> SettleResponse:
    """Reads the value of `PAYMENT-RESPONSE`.

    Raises:
        MalformedError: It is too long or not base64, its text is not JSON, or the JSON is not
            this message.
    """

def decode_payment_signature(value: str | bytes) -> PaymentPayload:
    """Reads the value of `PAYMENT-SIGNATURE`.

    Raises:
        MalformedError: It is too long or not base64, its text is not JSON, or the JSON is not
            this message.
    """

def decode_x_payment(value: str | bytes) -> v1.PaymentPayload:
    """Reads the value of `X-PAYMENT`.

    Raises:
        MalformedError: It is too long or not base64, its text is not JSON, or the JSON is not
            this message.
    """

def decode_x_payment_response(value: str | bytes) -> SettleResponse:
    """Reads the value of `X-PAYMENT-RESPONSE`.

    Raises:
        MalformedError: It is too long or not base64, its text is not JSON, or the JSON is not
            this message.
    """

def encode_payment_required(message: PaymentRequired) -> str:
    """Writes the value of `PAYMENT-REQUIRED`, always in the same form."""

def encode_payment_response(message: SettleResponse) -> str:
    """Writes the value of `PAYMENT-RESPONSE`, always in the same form."""

def encode_payment_signature(message: PaymentPayload) -> str:
    """Writes the value of `PAYMENT-SIGNATURE`, always in the same form."""

def encode_x_payment(message: v1.PaymentPayload) -> str:
    """Writes the value of `X-PAYMENT`, always in the same form."""

def encode_x_payment_response(message: SettleResponse) -> str:
    """Writes the value of `X-PAYMENT-RESPONSE`, always in the same form."""

def find_payment(
    headers: Sequence[tuple[str | bytes, str | bytes]],
) -> PaymentPayload | v1.PaymentPayload | None:
    """Reads the one payment out of a request's headers, whose names may have any case.

    `None` is no error: the request does not pay, and the server asks for payment.

    Raises:
        MalformedError: There are two payment headers, or the one is no payment of its version.
    """

def require_payment(
    headers: Sequence[tuple[str | bytes, str | bytes]],
) -> PaymentPayload | v1.PaymentPayload:
    """Reads the one payment out of the headers of a request that has to pay.

    Raises:
        MalformedError: As for `find_payment`, and there is no payment header.
    """
