from collections.abc import Sequence
from typing import Any, final

from . import v1
from .message import PaymentPayload, PaymentRequirements, UnreadEntry, _Message
from .network import Network

__all__ = [
    "SettleRequest",
    "SupportedKind",
    "SupportedResponse",
    "VerifyRequest",
    "VerifyResponse",
]

@final
class VerifyResponse(_Message):
    """A facilitator's answer to `POST /verify`, in both versions."""

    __match_args__ = (
        "is_valid",
        "invalid_reason",
        "invalid_message",
        "payer",
        "extensions",
        "extra",
    )
    def __new__(
        cls,
        *,
        is_valid: bool,
        invalid_reason: str | None = None,
        invalid_message: str | None = None,
        payer: str | None = None,
        extensions: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> VerifyResponse:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def is_valid(self) -> bool:
        """Whether the payment is valid."""

    @property
    def invalid_reason(self) -> str | None:
        """Why it is not: a code."""

    @property
    def invalid_message(self) -> str | None:
        """Why it is not, for people."""

    @property
    def payer(self) -> str | None:
        """Who pays."""

    @property
    def extensions(self) -> dict[str, Any] | None:
        """What is said about extensions, by name; a copy."""

    @property
    def extra(self) -> dict[str, Any] | None:
        """What the scheme needs to know besides; a copy."""

@final
class VerifyRequest(_Message):
    """The body of `POST /verify`, of either version."""

    __match_args__ = ("x402_version", "payment_payload", "payment_requirements")
    def __new__(
        cls,
        *,
        x402_version: int,
        payment_payload: PaymentPayload | v1.PaymentPayload | dict[str, Any],
        payment_requirements: PaymentRequirements | v1.PaymentRequirements | dict[str, Any],
    ) -> VerifyRequest:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The `x402Version` of both messages: 1 or 2."""

    @property
    def payment_payload(self) -> PaymentPayload | v1.PaymentPayload:
        """The client's payment."""

    @property
    def payment_requirements(self) -> PaymentRequirements | v1.PaymentRequirements:
        """What the server asked for."""

@final
class SettleRequest(_Message):
    """The body of `POST /settle`, of either version."""

    __match_args__ = ("x402_version", "payment_payload", "payment_requirements")
    def __new__(
        cls,
        *,
        x402_version: int,
        payment_payload: PaymentPayload | v1.PaymentPayload | dict[str, Any],
        payment_requirements: PaymentRequirements | v1.PaymentRequirements | dict[str, Any],
    ) -> SettleRequest:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The `x402Version` of both messages: 1 or 2."""

    @property
    def payment_payload(self) -> PaymentPayload | v1.PaymentPayload:
        """The client's payment."""

    @property
    def payment_requirements(self) -> PaymentRequirements | v1.PaymentRequirements:
        """What the server asked for."""

@final
class SupportedKind(_Message):
    """One kind of payment that a facilitator can verify and settle."""

    __match_args__ = ("x402_version", "scheme", "network", "extra")
    def __new__(
        cls,
        *,
        x402_version: int,
        scheme: str,
        network: Network | str,
        extra: dict[str, Any] | None = None,
    ) -> SupportedKind:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The version of the protocol."""

    @property
    def scheme(self) -> str:
        """How the payment is made, such as `exact`."""

    @property
    def network(self) -> str:
        """The network: a CAIP-2 name in version 2, one of version 1's own names there."""

    @property
    def extra(self) -> dict[str, Any] | None:
        """What the scheme needs to know besides; a copy."""

@final
class SupportedResponse(_Message):
    """A facilitator's answer to `GET /supported`, in both versions."""

    __match_args__ = ("kinds", "extensions", "signers")
    def __new__(
        cls,
        *,
        kinds: Sequence[SupportedKind],
        extensions: Sequence[str] | None = None,
        signers: dict[str, list[str]] | None = None,
    ) -> SupportedResponse:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def kinds(self) -> tuple[SupportedKind, ...]:
        """The kinds of payment that could be read."""

    @property
    def unread(self) -> tuple[UnreadEntry, ...]:
        """The elements of `kinds` that could not be read: they do not spoil the others."""

    @property
    def extensions(self) -> tuple[str, ...]:
        """The extensions, by name."""

    @property
    def signers(self) -> dict[str, tuple[str, ...]]:
        """The facilitator's own addresses, by CAIP-2 pattern such as `eip155:*`."""
