from collections.abc import Sequence
from typing import Any, Self, final

from .network import Network

__all__ = [
    "PaymentPayload",
    "PaymentRequired",
    "PaymentRequirements",
    "ResourceInfo",
    "SettleResponse",
    "UnreadEntry",
]

class _Message:
    """What every message has; there is no such class but in these stubs."""

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """Reads the message from JSON text, strictly.

        Raises:
            MalformedError: The text is not JSON, or not this message; it says where.
        """

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Self:
        """Reads the message from a `dict` with the member names of the wire.

        Raises:
            MalformedError: It is not this message; it says where.
            TypeError: It holds a value that JSON has no form for.
        """

    def to_json(self) -> str:
        """The canonical JSON text: compact, members in the specification's order."""

    def to_dict(self) -> dict[str, Any]:
        """The message as a new `dict`, with the member names of the wire."""

    @property
    def unknown(self) -> dict[str, Any]:
        """The members that the specification does not know, as they arrived; a copy."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, tuple[str]]: ...

@final
class ResourceInfo(_Message):
    """What is paid for: the resource behind the 402."""

    __match_args__ = ("url", "description", "mime_type", "service_name", "tags", "icon_url")
    def __new__(
        cls,
        *,
        url: str,
        description: str | None = None,
        mime_type: str | None = None,
        service_name: str | None = None,
        tags: Sequence[str] | None = None,
        icon_url: str | None = None,
    ) -> ResourceInfo:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def url(self) -> str:
        """The resource's URL, any text that is not empty."""

    @property
    def description(self) -> str | None:
        """What it is, for people."""

    @property
    def mime_type(self) -> str | None:
        """The media type of the paid answer."""

    @property
    def service_name(self) -> str | None:
        """Who offers it: 1 to 32 printable ASCII characters."""

    @property
    def tags(self) -> tuple[str, ...] | None:
        """At most five keywords."""

    @property
    def icon_url(self) -> str | None:
        """An icon of who offers it."""

@final
class PaymentRequirements(_Message):
    """One way to pay: one of the `accepts` of a `PaymentRequired`."""

    __match_args__ = (
        "scheme",
        "network",
        "amount",
        "asset",
        "pay_to",
        "max_timeout_seconds",
        "extra",
    )
    def __new__(
        cls,
        *,
        scheme: str,
        network: Network | str,
        amount: int,
        asset: str,
        pay_to: str,
        max_timeout_seconds: int,
        extra: dict[str, Any] | None = None,
    ) -> PaymentRequirements:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def scheme(self) -> str:
        """How the payment is made, such as `exact`."""

    @property
    def network(self) -> Network:
        """Where it is made."""

    @property
    def amount(self) -> int:
        """How much, in atomic units of the asset."""

    @property
    def asset(self) -> str:
        """The token's address, in the network's own form."""

    @property
    def pay_to(self) -> str:
        """Who is paid: an address in the network's own form, or a role such as `merchant`."""

    @property
    def max_timeout_seconds(self) -> int:
        """How long the payment may take, in seconds."""

    @property
    def extra(self) -> dict[str, Any] | None:
        """What the scheme needs to know besides; a copy."""

@final
class PaymentRequired(_Message):
    """The answer that asks for payment: the header `PAYMENT-REQUIRED` of a 402."""

    __match_args__ = ("accepts", "error", "resource", "extensions")
    def __new__(
        cls,
        *,
        accepts: Sequence[PaymentRequirements],
        error: str | None = None,
        resource: ResourceInfo | dict[str, Any] | None = None,
        extensions: dict[str, Any] | None = None,
    ) -> PaymentRequired:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The `x402Version` of this message: 2."""

    @property
    def accepts(self) -> tuple[PaymentRequirements, ...]:
        """The ways to pay that could be read, of which the client chooses one."""

    @property
    def unread(self) -> tuple[UnreadEntry, ...]:
        """The elements of `accepts` that could not be read: they do not spoil the others."""

    @property
    def error(self) -> str | None:
        """Why payment is required, for people."""

    @property
    def resource(self) -> ResourceInfo | None:
        """What is paid for."""

    @property
    def extensions(self) -> dict[str, Any] | None:
        """What is said about extensions, by name; a copy."""

@final
class PaymentPayload(_Message):
    """The client's payment: the header `PAYMENT-SIGNATURE` of a request.

    It is money until it expires: `repr()` does not show its `payload`, `str()` and `to_json()` do.
    """

    __match_args__ = ("accepted", "payload", "resource", "extensions")
    def __new__(
        cls,
        *,
        accepted: PaymentRequirements | dict[str, Any],
        payload: dict[str, Any],
        resource: ResourceInfo | dict[str, Any] | None = None,
        extensions: dict[str, Any] | None = None,
    ) -> PaymentPayload:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def x402_version(self) -> int:
        """The `x402Version` of this message: 2."""

    @property
    def accepted(self) -> dict[str, Any]:
        """The way to pay that the client chose, as it says it read it; a copy."""

    @property
    def payload(self) -> dict[str, Any]:
        """The payment itself, in the scheme's own form; a copy."""

    @property
    def resource(self) -> ResourceInfo | None:
        """What is paid for."""

    @property
    def extensions(self) -> dict[str, Any] | None:
        """What is said about extensions, by name; a copy."""

@final
class SettleResponse(_Message):
    """What became of a payment: a facilitator's answer to `POST /settle`, and `PAYMENT-RESPONSE`."""

    __match_args__ = (
        "success",
        "transaction",
        "network",
        "error_reason",
        "error_message",
        "payer",
        "amount",
        "extensions",
        "extra",
    )
    def __new__(
        cls,
        *,
        success: bool,
        transaction: str,
        network: Network | str,
        error_reason: str | None = None,
        error_message: str | None = None,
        payer: str | None = None,
        amount: int | None = None,
        extensions: dict[str, Any] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> SettleResponse:
        """Raises `MalformedError` for an argument that this message may not have."""

    @property
    def success(self) -> bool:
        """Whether the payment was made."""

    @property
    def transaction(self) -> str:
        """The transaction in the network's own form, empty if there is none."""

    @property
    def network(self) -> str:
        """Where it was made: a CAIP-2 name in version 2, one of version 1's own names there."""

    @property
    def error_reason(self) -> str | None:
        """Why it was not: a code."""

    @property
    def error_message(self) -> str | None:
        """Why it was not, for people."""

    @property
    def payer(self) -> str | None:
        """Who paid."""

    @property
    def amount(self) -> int | None:
        """How much was paid, in atomic units of the asset."""

    @property
    def extensions(self) -> dict[str, Any] | None:
        """What is said about extensions, by name; a copy."""

    @property
    def extra(self) -> dict[str, Any] | None:
        """What the scheme needs to know besides; a copy."""

@final
class UnreadEntry:
    """One element of a list that could not be read; `str()` says why."""

    __match_args__ = ("index", "text")

    @property
    def index(self) -> int:
        """The element's place in the list as it arrived, counted from 0."""

    @property
    def text(self) -> str:
        """The element as JSON text."""

    @property
    def reason(self) -> str:
        """What is wrong with it, and where in the message."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
