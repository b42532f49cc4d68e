"""What handlers and hooks get to know of a payment, and of how a request ended."""

from __future__ import annotations

from dataclasses import dataclass, field

from .._native.message import SettleResponse
from .._native.network import Network
from .._native.verify import Verified

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from ..literals import ProblemKind, Reservation

    OutcomeKind = Literal["served", "free", "handler_failed", "declined", "abandoned", "broken"]

__all__ = ["Outcome", "Payment"]


@dataclass(frozen=True)
class Payment:
    """The payment that a request is served for."""

    route: str
    """The route, as it was written."""
    payer: str
    """Whose money it is."""
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

    @property
    def transaction(self) -> str | None:
        """The settlement's transaction, once there is one."""
        return None if self.receipt is None else self.receipt.transaction


@dataclass(frozen=True)
class Outcome:
    """How a request for something that has a price ended; never the payment itself."""

    route: str
    """The route, as it was written."""
    kind: OutcomeKind | ProblemKind
    """What became of it, or the kind of the exchange's problem.

    `served` for money, `free` this time, `handler_failed` before anything was settled, `declined`
    by the seller's hook, `abandoned` by the client, `broken` by a fault of the server's.
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
