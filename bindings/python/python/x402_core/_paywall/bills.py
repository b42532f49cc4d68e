"""The bills of resources, made from prices and the seller's settings."""

from __future__ import annotations

from functools import lru_cache

from .._native.bill import Bill, PaymentOption, Route
from .._native.facilitator import SupportedResponse
from .._native.message import ResourceInfo
from .._native.money import Money
from .._native.network import Network
from .._native.wallet import Account
from ..errors import InvalidValueError, OfferError
from .charge import Charge, Price
from .invalid import invalid
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


class Bills:
    """Makes routes' bills; those asked for again are kept."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.supported: SupportedResponse | None = None
        self._warned: set[Network] = set()
        self._kept = lru_cache(maxsize=1024)(self._make)

    def learn(self, supported: SupportedResponse) -> None:
        """The facilitator has said what it supports."""
        self.supported = supported

    def lacks_fee_payer(self, charge: Charge, price: Price) -> bool:
        """Whether the facilitator has to be asked who pays the fees."""
        if self.supported is not None or self.settings.fee_payer is not None:
            return False
        if isinstance(price, PaymentOption) or _is_options(price):
            return False
        return any(network.is_svm for network in self._networks(charge))

    def route(self, name: str, charge: Charge, price: Price, url: str) -> Route:
        """The route of this name for a resource at this price.

        Raises:
            OfferError: The seller's mistake: nobody could pay this.
            InvalidValueError: The price is none, or nobody is to be paid.
        """
        make = self._kept if len(url) <= LONG else self._make
        return make(name, charge, _known(price), url)

    def check(self, charge: Charge, price: Price) -> None:
        """Finds the seller's mistakes before the first request, but for the fee payer.

        Raises:
            OfferError: Nobody could pay this.
            InvalidValueError: The price is none, or nobody is to be paid.
        """
        self._make("", charge, _known(price), "https://example.com/", check=True)

    def _make(
        self, name: str, charge: Charge, price: Price, url: str, *, check: bool = False
    ) -> Route:
        settings = self.settings
        options = self._options(charge, price, check=check)
        resource = ResourceInfo(url=url, description=charge.description, mime_type=charge.mime_type)
        bill = Bill.from_options(options, resource, settings.assets)
        if settings.v1:
            old = [option for option in options if self._is_in_v1(option, resource)]
            bill = bill.with_v1_options(old, settings.assets) if old else bill
        return Route(
            bill,
            name=name,
            flow=self.flow(charge),
            facilitator_verify=self._facilitator_verify(charge),
            settle_attempts=settings.settle_attempts,
            retry_after=settings.retry_after,
        )

    def flow(self, charge: Charge) -> PaymentFlow | None:
        """When the handler runs."""
        return charge.flow or self.settings.flow

    def _facilitator_verify(self, charge: Charge) -> FacilitatorVerify | None:
        """When the facilitator verifies: before a handler works for a payer without money."""
        said = charge.facilitator_verify or self.settings.facilitator_verify
        return said or (None if self.flow(charge) == "upfront" else "always")

    def _options(self, charge: Charge, price: Price, *, check: bool) -> list[PaymentOption]:
        if isinstance(price, PaymentOption):
            return [price]
        if not isinstance(price, (str, int, Money)):
            return list(price)
        pay_to = charge.pay_to or self.settings.pay_to
        options = []
        networks = self._networks(charge)
        on_sale = networks if check else [n for n in networks if not self._is_unsupported(n)]
        # Where nothing is left, the missing fee payer is the mistake that is reported.
        for network in on_sale or networks:
            payee = by_network("pay_to", pay_to, network)
            if payee is None:
                raise invalid("pay_to", "who is paid", "nobody")
            option = PaymentOption(
                network,
                price,
                payee,
                asset=charge.asset,
                max_timeout_seconds=charge.max_timeout_seconds,
                transfer_method=charge.transfer_method if network.is_evm else None,
                # Any account will do to find mistakes in the rest.
                fee_payer=payee if check and network.is_svm else self._fee_payer(network),
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

    def _is_unsupported(self, network: Network) -> bool:
        """Whether the facilitator cannot settle there: the other networks stay on sale."""
        if not network.is_svm or self.supported is None or self.settings.fee_payer is not None:
            return False
        try:
            Account.solana(self._fee_payer(network) or "")
        except (OfferError, InvalidValueError) as error:
            if network not in self._warned:
                self._warned.add(network)
                LOGGER.warning("nothing is sold on %s: %s", network, error)
            return True
        return False

    def _fee_payer(self, network: Network) -> str | None:
        if not network.is_svm:
            return None
        if self.settings.fee_payer is not None:
            return by_network("fee_payer", self.settings.fee_payer, network)
        kinds = () if self.supported is None else self.supported.kinds
        for kind in kinds:
            payer = (kind.extra or {}).get("feePayer")
            is_here = kind.network in (str(network), network.v1_name)
            if is_here and kind.scheme == "exact" and isinstance(payer, str):
                return payer
        expected = f"a fee payer for {network} from the facilitator, or the argument `fee_payer`"
        message = f"/extra/feePayer: expected {expected}, found none in its `supported()`"
        raise OfferError(message, pointer="/extra/feePayer", expected=expected, found="none")

    def _is_in_v1(self, option: PaymentOption, resource: ResourceInfo) -> bool:
        if option.network.v1_name is None:
            return False
        try:
            option.to_requirements_v1(resource, self.settings.assets)
        except OfferError:
            return False
        return True


def _known(price: object) -> str | int | Money | PaymentOption | tuple[PaymentOption, ...]:
    """The price in a form that can be a key.

    Raises:
        InvalidValueError: It is nothing of what a price may be.
    """
    if isinstance(price, (str, int, Money, PaymentOption)):
        return price
    if _is_options(price):
        return tuple(price)
    expected = "a price such as `$0.01`, a number of atomic units or payment options"
    raise invalid("price", expected, type(price).__name__, where="a price")


def _is_options(price: object) -> TypeGuard[Sequence[PaymentOption]]:
    return isinstance(price, (list, tuple)) and all(isinstance(p, PaymentOption) for p in price)
