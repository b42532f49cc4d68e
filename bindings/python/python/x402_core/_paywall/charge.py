"""What a route costs, as a seller says it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, Literal, Union

from .._native.bazaar import Bazaar
from .._native.bill import PaymentOption
from .._native.money import Money
from .._native.network import Network
from .request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..literals import FacilitatorVerify, PaymentFlow, TransferMethod

__all__ = ["FREE", "Charge", "NoPrice", "Payee", "Price", "PriceChange", "RoutePrice"]


class NoPrice(Enum):
    """The price of what costs nothing."""

    FREE = "free"


FREE: Final = NoPrice.FREE
"""What a price function returns for a request that costs nothing."""

SinglePrice = Union[str, Money, int, PaymentOption, Sequence[PaymentOption]]
"""Such as `"$0.01"`; an `int` counts atomic units; options state everything themselves."""


@dataclass(frozen=True)
class PriceChange:
    """A price that has changed, and the former one, which is honoured for some seconds.

    A payer who signed for the former price before it changed is served for it. The 402 states the
    present price alone.

    Example:
        `PriceChange("$0.02", former="$0.01", at=1_740_672_000, seconds=30)`
    """

    price: SinglePrice
    """What it costs now."""
    former: SinglePrice
    """What it cost before."""
    at: int
    """When the price changed, in Unix seconds."""
    seconds: int
    """For how many seconds after that the former price is honoured."""

    @property
    def until(self) -> int:
        """Until when the former price is honoured, in Unix seconds."""
        return self.at + self.seconds


Price = Union[SinglePrice, PriceChange]
"""What something costs."""

RoutePrice = Union[Price, NoPrice, None, Callable[[Request], Any]]
"""A price, `FREE` or `None` for free, or what is asked for a price or `FREE` at each request."""

Payee = Union[str, Mapping[str, str]]
"""Who is paid: everywhere, or by network (`eip155:8453`) or family of networks (`eip155:*`)."""


@dataclass(frozen=True, eq=False)
class Charge:
    """What a route costs, where the price alone does not say it.

    What is not given is as the middleware's arguments say.
    """

    price: RoutePrice
    """What it costs: a price, `FREE` or `None` for free, or a function of the `Request` that
    returns a price or `FREE`. A function that returns `None`, and a price of zero, are mistakes."""
    description: str | None = None
    """What is paid for, for people. The log warns of more than 500 characters at the start:
    facilitators do not list such a resource, and give no reason."""
    mime_type: str | None = None
    """The media type of the paid answer."""
    networks: Sequence[Network | str] | None = None
    """Where it may be paid."""
    pay_to: Payee | None = None
    """Who is paid."""
    asset: str | None = None
    """The token, by address or symbol; the one that the price names or the network's default."""
    transfer_method: TransferMethod | None = None
    """How the token is transferred, if not as the asset table says."""
    max_timeout_seconds: int | None = None
    """How long the payment may take, in seconds."""
    flow: PaymentFlow | None = None
    """`upfront` settles before the handler runs, `authorization` runs the handler first."""
    facilitator_verify: FacilitatorVerify | None = None
    """When the facilitator is asked to verify, after everything was verified here."""
    max_body_bytes: int | None = None
    """For a price that depends on the request's body: how many bytes of it are read at most.

    The price function gets the body as `Request.body`, and the application can read it again. A
    longer body is answered 413. If not given, the paywall does not read the body."""
    extensions: Mapping[str, Any] | None = None
    """Extensions of the protocol that the 402 advertises, by name, as JSON."""
    bazaar: Bazaar | Literal[False] | None = None
    """What the route takes and gives, so that it can be found: see `x402_core.bazaar`.

    If not given, what the application of the middleware's argument `bazaar` knows of the route;
    `False` declares nothing."""
    requires_payment_id: bool = False
    """Whether a payment without an id is answered 400. Only with `responses`."""

    @property
    def is_free(self) -> bool:
        """Whether it costs nothing, whatever the request is."""
        return self.price is None or self.price is FREE
