from collections.abc import Sequence
from typing import Any, final

from .message import UnreadEntry, _Message

__all__ = [
    "PaymentPayload",
    "PaymentRequired",
    "PaymentRequirements",
]

@final
class PaymentRequirements(_Message):
    """One way to pay: one of the `accepts` of a `PaymentRequired`."""

    __match_args__ = (
        "scheme",
        "network",
        "max_amount_required",
        "asset",
        "pay_to",
        "resource",
        "max_timeout_seconds",
        "description",
        "mime_type",
        "output_schema",
        "extra",
    )
    def __new__(
        cls,
        *,
        scheme: str,
        network: str,
        max_amount_required: int,
        asset: str,
        pay_to: str,
        resource: str,
        max_timeout_seconds: int,
        description: str | None = None,
        mime_type: str | None = None,
        output_schema: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> PaymentRequirements:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def scheme(self) -> str:
        """How the payment is made, such as `exact`."""

    @property
    def network(self) -> str:
        """Where it is made, such as `base-sepolia`; `Network.from_v1_name` reads it."""

    @property
    def max_amount_required(self) -> int:
        """How much at most, in atomic units of the asset."""

    @property
    def asset(self) -> str:
        """The token's address, in the network's own form."""

    @property
    def pay_to(self) -> str:
        """Who is paid: an address in the network's own form, or a role such as `merchant`."""

    @property
    def resource(self) -> str:
        """The URL of what is paid for."""

    @property
    def max_timeout_seconds(self) -> int:
        """How long the payment may take, in seconds."""

    @property
    def description(self) -> str | None:
        """What it is, for people."""

    @property
    def mime_type(self) -> str | None:
        """The media type of the paid answer."""

    @property
    def output_schema(self) -> dict[str, Any] | None:
        """What the paid answer looks like, as JSON Schema; a copy."""

    @property
    def extra(self) -> dict[str, Any] | None:
        """What the scheme needs to know besides; a copy."""

@final
class PaymentRequired(_Message):
    """The answer that asks for payment: the JSON body of a 402."""

    __match_args__ = ("accepts", "error")
    def __new__(
        cls,
        *,
        accepts: Sequence[PaymentRequirements],
        error: str | None = None,
    ) -> PaymentRequired:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The `x402Version` of this message: 1."""

    @property
    def accepts(self) -> tuple[PaymentRequirements, ...]:
        """The ways to pay that could be read, of which the client chooses one."""

    @property
    def unread(self) -> tuple[UnreadEntry, ...]:
        """The elements of `accepts` that could not be read: they do not spoil the others."""

    @property
    def error(self) -> str | None:
        """Why payment is required, for people."""

@final
class PaymentPayload(_Message):
    """The client's payment: the header `X-PAYMENT` of a request.

    It is money until it expires: `repr()` does not show its `payload`, `str()` and `to_json()` do.
    """

    __match_args__ = ("scheme", "network", "payload")
    def __new__(
        cls,
        *,
        scheme: str,
        network: str,
        payload: dict[str, Any],
    ) -> PaymentPayload:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The `x402Version` of this message: 1."""

    @property
    def scheme(self) -> str:
        """How the payment is made, such as `exact`."""

    @property
    def network(self) -> str:
        """Where it is made, such as `base-sepolia`; `Network.from_v1_name` reads it."""

    @property
    def payload(self) -> dict[str, Any]:
        """The payment itself, in the scheme's own form; a copy."""
