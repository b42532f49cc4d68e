from collections.abc import Sequence
from datetime import datetime
from typing import final

from ..literals import FacilitatorVerify, PaymentFlow, TransferMethod
from . import v1
from .asset import AssetTable
from .bazaar import Bazaar
from .message import PaymentRequired, PaymentRequirements, ResourceInfo
from .money import Money
from .network import Network
from .scheme import Offer

__all__ = [
    "Bill",
    "PaymentOption",
    "Route",
]

@final
class PaymentOption:
    """One way to be paid, as a seller says it: a price on a network, and to whom it goes."""

    __match_args__ = ("network", "price", "pay_to")
    def __new__(
        cls,
        network: Network | str,
        price: Money | str | int,
        pay_to: str,
        *,
        asset: str | None = None,
        max_timeout_seconds: int | None = None,
        transfer_method: TransferMethod | None = None,
        fee_payer: str | None = None,
        memo: str | None = None,
    ) -> PaymentOption:
        """A price to be paid by the scheme `exact`.

        Args:
            network: Where it is paid.
            price: Such as `"$0.01"` or `"0.01 USDC"`; an `int` is a count of atomic units.
            pay_to: Who is paid.
            asset: The token, by address or symbol; the one that the price names, or the
                network's default, if it is not given.
            max_timeout_seconds: How long the payment may take, in seconds; 300 if not given.
            transfer_method: How the token is transferred, if not as the asset table says.
            fee_payer: Who pays Solana's transaction fee: one of the facilitator's own accounts.
            memo: What the payer must write into the transaction's memo on Solana.

        Raises:
            InvalidValueError: An argument is no value of its kind.
        """

    @property
    def network(self) -> Network:
        """Where it is paid."""

    @property
    def price(self) -> str:
        """The price, for people."""

    @property
    def pay_to(self) -> str:
        """Who is paid."""

    @property
    def fee_payer(self) -> str | None:
        """Who pays Solana's transaction fee, where the seller or the facilitator has named it."""

    def to_requirements(self, table: AssetTable | None = None) -> PaymentRequirements:
        """The entry of a version 2 bill.

        Raises:
            OfferError: The seller's mistake: no such token, more decimal places than it has, an
                address that is none, something missing that the network needs.
        """

    def to_requirements_v1(
        self, resource: ResourceInfo, table: AssetTable | None = None
    ) -> v1.PaymentRequirements:
        """The entry of a version 1 bill for this resource.

        Raises:
            OfferError: As for `to_requirements`, or it is nothing that version 1 has.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Bill:
    """What a resource costs: the ways to pay, read as offers and encoded for the 402 once."""

    @staticmethod
    def from_message(required: PaymentRequired) -> Bill:
        """The bill that this message is.

        Raises:
            OfferError: No payment could ever satisfy one of `accepts`; the pointer says which.
        """

    @staticmethod
    def from_options(
        options: Sequence[PaymentOption], resource: ResourceInfo, table: AssetTable | None = None
    ) -> Bill:
        """The bill for these options.

        Raises:
            OfferError: There is no option, one is the seller's mistake, or two are the same.
        """

    def with_v1_message(self, required: v1.PaymentRequired) -> Bill:
        """The same bill, to be paid in version 1 too.

        Raises:
            OfferError: No payment could ever satisfy one of `accepts`.
        """

    def with_v1_options(
        self, options: Sequence[PaymentOption], table: AssetTable | None = None
    ) -> Bill:
        """The same bill, to be paid by these options in version 1 too.

        Raises:
            OfferError: There is no option, or one is none that version 1 has.
        """

    def with_extension(self, name: str, extension: object) -> Bill:
        """The same bill, which advertises this extension in version 2.

        One of the same name is replaced.

        Raises:
            OfferError: The extension is the seller's mistake, or the message has more than clients
                read.
            MalformedError: The extension is not JSON.
        """

    def with_bazaar(self, bazaar: Bazaar) -> Bill:
        """The same bill, whose resource can be found: a facilitator that settles a payment for it
        learns what the resource takes and gives.

        Raises:
            OfferError: The message has more than clients read.
        """

    def with_payment_identifier(self, *, required: bool = False) -> Bill:
        """The same bill, which takes an id with a payment, so that a repeated payment gets the
        first response again.

        With `required`, a payment without an id is answered 400.

        Raises:
            OfferError: The message has more than clients read.
        """

    @property
    def offers(self) -> tuple[Offer, ...]:
        """The ways to pay in version 2, in the order of `accepts`."""

    @property
    def offers_v1(self) -> tuple[Offer, ...]:
        """The ways to pay in version 1; none unless it is offered."""

    @property
    def required(self) -> PaymentRequired:
        """The message that goes into `PAYMENT-REQUIRED`."""

    @property
    def required_v1(self) -> v1.PaymentRequired | None:
        """The message that goes into the body for version 1, where it is offered."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is allowed in it, and refused by some facilitators, verifiers or payers."""

    @property
    def header(self) -> str:
        """The value of `PAYMENT-REQUIRED`."""

    @property
    def body_v1(self) -> str | None:
        """The body for version 1, where it is offered."""

    def header_with_error(self, error: str) -> str:
        """The value of `PAYMENT-REQUIRED` with another `error`."""

    def body_v1_with_error(self, error: str) -> str | None:
        """The body for version 1 with another `error`, where it is offered."""

@final
class Route:
    """A resource that costs something: its bill, and in which order things happen."""

    def __new__(
        cls,
        bill: Bill,
        *,
        name: str | None = None,
        flow: PaymentFlow | None = None,
        facilitator_verify: FacilitatorVerify | None = None,
        settle_attempts: int | None = None,
        retry_after: int | None = None,
        former: tuple[Bill, int | datetime] | None = None,
    ) -> Route:
        """A route with this bill.

        Args:
            bill: What the resource costs.
            name: The route's name, such as `GET /weather`: an unresolved payment is resumed only on
                the route of its name. The resource's URL by default.
            flow: `authorization` runs the handler before settlement, and is what happens if not
                said; `upfront` settles first, and the bill declares it.
            facilitator_verify: When the facilitator is asked to verify, after everything was
                verified here: for what is `undecided` if not said.
            settle_attempts: How often a settlement of unknown outcome is asked for; 3 if not said.
            retry_after: After how many seconds a client may ask again; 5 if not said.
            former: The bill of the price that was asked before, and until when a payment of it is
                honoured. The 402 states the present price alone.

        Raises:
            InvalidValueError: An argument is no value of its kind.
        """

    @property
    def bill(self) -> Bill:
        """What the resource costs."""
