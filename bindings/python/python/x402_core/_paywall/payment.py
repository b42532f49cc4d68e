"""What handlers and hooks get to know of a payment, and of how a request ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .._native.message import SettleResponse
from .._native.network import Network
from .._native.server import extension_responses
from .._native.verify import Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal, NoReturn, Self

    from ..literals import ProblemKind, Reservation

    OutcomeKind = Literal["served", "free", "handler_failed", "declined", "abandoned", "broken"]

__all__ = ["Outcome", "Payment", "payment_of"]


@dataclass(frozen=True, init=False)
class Payment:
    """The payment that a request is served for.

    Only the paywall makes one: it has no constructor and cannot be pickled.
    """

    route: str
    """The route, as it was written."""
    payer: str
    """The payer."""
    amount: int
    """How much is paid, in atomic token units."""
    asset: str
    """The token that is paid with."""
    network: Network
    """The network that is paid on."""
    pay_to: str
    """Who is paid."""
    verified: Verified | None = field(repr=False)
    """The proof; `None` where the facilitator vouches for what only the chain can prove."""
    receipt: SettleResponse | None = None
    """The settlement; `None` until it is made: in the flow `authorization`, after the handler."""
    resumed: bool = False
    """Whether the payer comes back with a payment that an earlier request left unresolved: the
    money may have moved, and the handler may have run before."""

    def __new__(cls) -> Self:
        raise TypeError("cannot create 'Payment': only the paywall makes one")

    def __init_subclass__(cls) -> NoReturn:
        raise TypeError("cannot inherit from 'Payment'")

    def __copy__(self) -> Payment:
        return self

    def __deepcopy__(self, memo: object) -> Payment:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("cannot pickle 'Payment': keep what it holds")

    @property
    def transaction(self) -> str | None:
        """The settlement's transaction, once there is one."""
        return None if self.receipt is None else self.receipt.transaction

    @property
    def extension_responses(self) -> tuple[str, ...]:
        """What the facilitator states about extensions, once it has settled: `bazaar: listed`, or
        `bazaar: not listed because ...`."""
        return () if self.receipt is None else extension_responses(self.receipt)


def made(
    *,
    route: str,
    payer: str,
    amount: int,
    asset: str,
    network: Network,
    pay_to: str,
    verified: Verified | None,
    receipt: SettleResponse | None,
    resumed: bool,
) -> Payment:
    """A payment, for the paywall alone."""
    payment = object.__new__(Payment)
    payment.__dict__.update(
        route=route,
        payer=payer,
        amount=amount,
        asset=asset,
        network=network,
        pay_to=pay_to,
        verified=verified,
        receipt=receipt,
        resumed=resumed,
    )
    return payment


def payment_of(request: object) -> Payment | None:
    """The payment that a request is served for.

    Args:
        request: The request of Starlette, FastAPI, Flask, Django or another framework that keeps
            the ASGI scope as `scope` or the WSGI environment as `environ`, or one of these two.

    Returns:
        `None` if the request costs nothing.

    Raises:
        TypeError: It is none of these.
    """
    for name in ("scope", "environ"):
        inner = getattr(request, name, None)
        if isinstance(inner, Mapping):
            request = inner
            break
    if not isinstance(request, Mapping):
        found = type(request).__name__
        expected = "a request, an ASGI scope or a WSGI environment"
        raise TypeError(f"payment_of: expected {expected}, found {found}")
    payment = request.get("x402")
    return payment if isinstance(payment, Payment) else None


@dataclass(frozen=True)
class Outcome:
    """How a request for something that has a price ended; never the payment itself."""

    route: str
    """The route, as it was written."""
    kind: OutcomeKind | ProblemKind
    """What became of it, or the kind of the exchange's problem.

    `served` for money, `free` this time, `handler_failed` if the application answered with an
    error (paid for if `reservation` is `keep`), `declined` by the seller's hook, `abandoned` by
    the client, `broken` by a fault of the server's.
    """
    status: int
    """The HTTP status of the answer."""
    code: str | None = None
    """Why: the code of a refusal, or the facilitator's reason."""
    payer: str | None = None
    """Whose money it is, as far as that is known."""
    network: str | None = None
    """The network, by its CAIP-2 name."""
    amount: int | None = None
    """How much, in atomic token units."""
    transaction: str | None = None
    """The settlement's transaction, where there is one."""
    reservation: Reservation = "untouched"
    """What became of the payment: `keep`, it is spent; `unresolved`, it may be."""
    duration: float = 0.0
    """How long it took until the answer, in seconds."""
