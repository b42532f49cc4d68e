"""What a seller says once, for all routes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .._native.asset import AssetTable
from .._native.network import Network
from .._native.page import PageTemplate
from .._native.policy import Policy
from .charge import Charge, Payee, RoutePrice
from .invalid import invalid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..literals import FacilitatorVerify, PaymentFlow

__all__ = ["HELD", "Settings", "by_network", "network_of"]

HELD = 4 * 1024 * 1024
"""How many bytes of an answer are held back until it is settled, if not said."""


@dataclass(frozen=True)
class Settings:
    """The arguments of a middleware that have nothing to do with input and output."""

    routes: Mapping[str, RoutePrice | Charge]
    pay_to: Payee | None
    networks: Sequence[Network | str]
    fee_payer: Payee | None
    assets: AssetTable | None
    policy: Policy | None
    signers: Sequence[str] | None
    flow: PaymentFlow | None
    facilitator_verify: FacilitatorVerify | None
    settle_attempts: int | None
    retry_after: int
    v1: bool
    max_held_bytes: int
    page: PageTemplate | Callable[[Any, Any], Any] | None
    page_policy: str
    on_verified: Callable[[Any], Any] | None
    on_settled: Callable[[Any], Any] | None
    on_refused: Callable[[Any], Any] | None
    clock: Callable[[], float]
    has_chain: bool = False
    needs_proof: bool = False
    """Whether there are nodes to ask."""
    bazaar: object | None = None
    """The application whose routes are declared for discovery."""
    keeps_responses: bool = False
    """Whether there is a store of responses."""


def network_of(network: Network | str) -> Network:
    """A network by its CAIP-2 name, or by what people call it.

    Raises:
        InvalidValueError: There is none of this name.
    """
    if isinstance(network, Network):
        return network
    if not isinstance(network, str):
        number = isinstance(network, int) and not isinstance(network, bool)
        advice = f": write 'eip155:{network}'" if number else ""
        expected = "a network such as `base` or `eip155:8453`"
        raise invalid("networks", expected, f"{network!r}{advice}")
    return Network(network)


def by_network(what: str, values: Payee | None, network: Network) -> str | None:
    """What holds on a network: said for it, for its family, or for all.

    Raises:
        InvalidValueError: Something is said, and nothing for this network; a name is not one of
            a network; two names are of one network.
    """
    if values is None or isinstance(values, str):
        return values
    named = {
        name if name.endswith(":*") else str(Network(name)): value
        for name, value in values.items()
    }
    if len(named) < len(values):
        raise invalid(what, "one value for each network", ", ".join(values))
    for name in (str(network), f"{network.namespace}:*"):
        if name in named:
            return named[name]
    expected = f"one for `{network}` or `{network.namespace}:*`"
    found = ", ".join(values) or "nothing"
    raise invalid(what, expected, found)
