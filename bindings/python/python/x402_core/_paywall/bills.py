"""The bills of resources, made from prices and the seller's settings."""

from __future__ import annotations

from functools import lru_cache

from .._native.bill import Bill, PaymentOption, Route
from .._native.facilitator import SupportedResponse
from .._native.message import ResourceInfo
from .._native.money import Money
from .._native.network import Network
from .._native.server import supported_options
from ..errors import InvalidValueError, OfferError
from .charge import Charge, Price, PriceChange, SinglePrice
from .invalid import invalid, of_route
from .record import LOGGER
from .settings import Settings, by_network, network_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeGuard

    from ..literals import FacilitatorVerify, PaymentFlow

__all__ = ["Bills"]

LONG = 512
"""Bills for longer URLs are not kept: clients make them up, and memory is finite."""

STAND_IN = "SysvarC1ock11111111111111111111111111111111"
"""An account of Solana that no facilitator has: a fee payer as long as its own is not known."""


class Bills:
    """Makes routes' bills; those asked for again are kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supported: SupportedResponse | None = None
        self._warned: set[str] = set()
        self._kept = lru_cache(maxsize=1024)(self._make)

    def learn(self, supported: SupportedResponse) -> None:
        """The facilitator has stated what it supports."""
        self.supported = supported
        self._kept.cache_clear()

    def lacks_fee_payer(self, charge: Charge, price: Price) -> bool:
        """Whether the facilitator has to be asked who pays the fees."""
        if self.supported is not None or self.settings.fee_payer is not None:
            return False
        options = price if isinstance(price, (list, tuple)) else [price]
        if all(isinstance(option, PaymentOption) for option in options):
            return any(_lacks_fee_payer(option) for option in options)
        return any(network.is_svm for network in self._networks(charge))

    def route(self, name: str, charge: Charge, price: Price, url: str) -> Route:
        """The route of this name for a resource at this price.

        Raises:
            OfferError: The seller's mistake: nobody could pay this.
            InvalidValueError: The price is none, or nobody is to be paid.
        """
        make = self._kept if len(url) <= LONG else self._make
        return make(name, charge, _known(price), url)

    def check(self, name: str, charge: Charge, price: Price) -> Bill:
        """Finds the seller's mistakes before the first request.

        As long as the facilitator has not been asked, any account stands in for its fee payer.

        Raises:
            OfferError: Nobody could pay this; the message names the route and the argument.
            InvalidValueError: As `OfferError`, for an argument that is not a value of its kind.
        """
        try:
            make = self._make(name, charge, _known(price), "https://example.com/", check=True)
        except (OfferError, InvalidValueError) as error:
            raise of_route(name, error) from None
        for warning in make.bill.warnings if name not in self._warned else ():
            self._warned.add(name)
            LOGGER.warning("route %r: %s", name, warning)
        return make.bill

    def check_networks(self, name: str, charge: Charge) -> None:
        """Finds a route whose price a function states, and which the facilitator cannot settle.

        Raises:
            OfferError: The facilitator supports none of the networks.
        """
        networks = self.settings.networks if charge.networks is None else charge.networks
        payee = charge.pay_to or self.settings.pay_to
        if self.supported is None or not networks or payee is None:
            return  # the function returns options that state everything themselves
        try:
            self._on_sale(self._options(charge, 1, check=False))
        except (OfferError, InvalidValueError) as error:
            raise of_route(name, error) from None

    def _make(
        self, name: str, charge: Charge, price: Price, url: str, *, check: bool = False
    ) -> Route:
        settings = self.settings
        now = price.price if isinstance(price, PriceChange) else price
        bill = self._bill(charge, now, url, check=check)
        former = None
        if isinstance(price, PriceChange):
            former = (self._bill(charge, price.former, url, check=check), price.until)
        return Route(
            bill,
            name=name,
            flow=self.flow(charge),
            facilitator_verify=self._facilitator_verify(charge),
            settle_attempts=settings.settle_attempts,
            retry_after=settings.retry_after,
            former=former,
        )

    def _bill(self, charge: Charge, price: SinglePrice, url: str, *, check: bool) -> Bill:
        settings = self.settings
        options = self._on_sale(self._options(charge, price, check=check))
        resource = ResourceInfo(url=url, description=charge.description, mime_type=charge.mime_type)
        bill = Bill.from_options(options, resource, settings.assets)
        for name, extension in (charge.extensions or {}).items():
            bill = bill.with_extension(name, extension)
        if charge.bazaar:
            bill = bill.with_bazaar(charge.bazaar)
        if settings.keeps_responses:
            bill = bill.with_payment_identifier(required=charge.requires_payment_id)
        elif charge.requires_payment_id:
            expected = "a store of `responses` for a route that requires an id"
            raise invalid("requires_payment_id", expected, "none")
        if not settings.v1:
            return bill
        old = [option for option in options if self._is_in_v1(option, resource)]
        if old and self.supported is not None:
            try:
                old = list(supported_options(old, self.supported, x402_version=1)[0])
            except OfferError:  # it settles no payment of version 1
                return bill
        return bill.with_v1_options(old, settings.assets) if old else bill

    def flow(self, charge: Charge) -> PaymentFlow | None:
        """When the handler runs."""
        return charge.flow or self.settings.flow

    def _facilitator_verify(self, charge: Charge) -> FacilitatorVerify | None:
        """When the facilitator verifies: before a handler works for a payer without money."""
        said = charge.facilitator_verify or self.settings.facilitator_verify
        return said or (None if self.flow(charge) == "upfront" else "always")

    def _options(self, charge: Charge, price: SinglePrice, *, check: bool) -> list[PaymentOption]:
        if isinstance(price, PaymentOption):
            return [price]
        if not isinstance(price, (str, int, Money)):
            return list(price)
        pay_to = charge.pay_to or self.settings.pay_to
        options = []
        for network in self._networks(charge):
            payee = by_network("pay_to", pay_to, network)
            if payee is None:
                raise invalid("pay_to", "who is paid", "nobody")
            fee_payer = self._fee_payer(network)
            if check and self.supported is None and network.is_svm:
                fee_payer = fee_payer or STAND_IN
            option = PaymentOption(
                network,
                price,
                payee,
                asset=charge.asset,
                max_timeout_seconds=charge.max_timeout_seconds,
                transfer_method=charge.transfer_method if network.is_evm else None,
                fee_payer=fee_payer,
            )
            options.append(option)
        return options

    def _networks(self, charge: Charge) -> list[Network]:
        networks = self.settings.networks if charge.networks is None else charge.networks
        if isinstance(networks, str) or not networks:
            expected = "a list of networks, such as `['eip155:8453']`"
            found = "a text" if isinstance(networks, str) else "none"
            raise invalid("networks", expected, found)
        return [network_of(network) for network in networks]

    def _on_sale(self, options: list[PaymentOption]) -> list[PaymentOption]:
        """The options that the facilitator supports, as far as it was asked; of the others, the log
        warns once.

        Raises:
            OfferError: None is left.
        """
        if self.supported is None:
            return options
        on_sale, others = supported_options(options, self.supported)
        for error in others:
            if str(error) not in self._warned:
                self._warned.add(str(error))
                LOGGER.warning("the facilitator cannot settle one of the ways to pay: %s", error)
        return list(on_sale)

    def _fee_payer(self, network: Network) -> str | None:
        if not network.is_svm or self.settings.fee_payer is None:
            return None
        return by_network("fee_payer", self.settings.fee_payer, network)

    def _is_in_v1(self, option: PaymentOption, resource: ResourceInfo) -> bool:
        if option.network.v1_name is None:
            return False
        try:
            option.to_requirements_v1(resource, self.settings.assets)
        except OfferError:
            return False
        return True


def _known(price: object) -> SinglePrice | PriceChange:
    """The price in a form that can be a key.

    Raises:
        InvalidValueError: It is nothing of what a price may be.
    """
    if isinstance(price, PriceChange):
        now, former = _single(price.price), _single(price.former)
        return PriceChange(now, former, price.at, price.seconds)
    return _single(price)


def _single(price: object) -> SinglePrice:
    if isinstance(price, (str, int, Money, PaymentOption)):
        return price
    if _is_options(price):
        return tuple(price)
    expected = "a price such as `$0.01`, a number of atomic units or payment options"
    raise invalid("price", expected, type(price).__name__)


def _is_options(price: object) -> TypeGuard[Sequence[PaymentOption]]:
    return isinstance(price, (list, tuple)) and all(isinstance(p, PaymentOption) for p in price)


def _lacks_fee_payer(option: object) -> bool:
    return isinstance(option, PaymentOption) and option.network.is_svm and option.fee_payer is None
