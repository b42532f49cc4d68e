"""A payment on its way through one request: what is known of it, and what giving up would mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

from .. import v1
from .._effects import Failed
from .._native import server as core
from .._native.bill import Bill
from .._native.chain import Facts
from .._native.exchange import EarlierPayment, Exchange, Serve, UnresolvedPayment
from .._native.facilitator import SettleRequest, VerifyRequest, VerifyResponse
from .._native.message import SettleResponse
from .._native.network import Network
from .._native.policy import Policy
from .._native.verify import Verified
from ..errors import FacilitatorError, UndecidedError, X402Error
from . import record
from .payment import Outcome, Payment, made
from .request import Request

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from typing import Literal

    from ..literals import FacilitatorFailure, MarkAnswer, ProblemKind, Reservation
    from ..ports import ReplayAnswer
    from .effects import HandlerAnswer
    from .payment import OutcomeKind

__all__ = ["Claim"]


@dataclass
class Claim:
    """What one request claims to have paid."""

    route: str
    started: float
    asked: Request | None = None
    """The request, once it is known what it costs."""
    bill: Bill | None = None
    now: int = 0
    policy: Policy | None = None
    signers: Sequence[str] | None = None
    exchange: Exchange | None = None
    key: str = ""
    keep_until: int = 0
    holder: str = ""
    held: bool = False
    """Whether the key is reserved for this request, and not concluded yet."""
    recalled: bool = False
    """Whether the store of responses may have something of this request."""
    resumed: bool = False
    """Whether an earlier request left it unresolved: the money may have moved."""
    checked: bool = False
    """Whether the seller's hook has seen it."""
    request: VerifyRequest | SettleRequest | None = None
    payer: str | None = None
    verified: Verified | None = None
    answer: SettleResponse | None = None
    receipt: SettleResponse | None = None
    facts: Facts = field(default_factory=Facts)
    """What the nodes have answered about it."""
    reservation: Reservation = "untouched"
    status: int | None = None
    """The handler's, once it has run."""
    handled: HandlerAnswer | None = None
    """Its answer, where it is complete."""

    @property
    def reservation_if_abandoned(self) -> Reservation:
        """What the reservation has to become if the request ends here, for whatever reason."""
        said = "untouched" if self.exchange is None else self.exchange.if_abandoned
        if said == "untouched" and self.held:  # the exchange has not heard of it
            return "unresolved" if self.resumed else "release"
        return said

    def reserved(self, answer: object) -> ReplayAnswer | Literal["unavailable"]:
        """Takes the replay store's answer.

        Only a key that this request reserved is ever concluded by it: released after an answer
        that did not come, it could be another's.
        """
        if answer == "new":
            self.held = True
            return "new"
        if isinstance(answer, UnresolvedPayment):
            self.held = self.resumed = True
            return answer
        if isinstance(answer, EarlierPayment):
            self.held = self.resumed = True
            self.key, self.keep_until = answer.key, answer.keep_until
            return answer
        if answer == "seen":
            return "seen"
        if isinstance(answer, Failed):
            record.failed("replay store", self.route, answer.error)
        return "unavailable"

    def marked(self, answer: object) -> MarkAnswer | Literal["unavailable"]:
        """Takes the replay store's answer to a mark; a key that is lost is not concluded."""
        if answer == "marked":
            return "marked"
        if answer == "lost":
            self.held = False
            return "lost"
        if isinstance(answer, Failed):
            record.failed("replay store", self.route, answer.error)
        return "unavailable"

    def chain_answer(self, answer: object) -> Facts:
        """Takes what the nodes answered, beside what they answered before."""
        if isinstance(answer, Facts):
            self.facts = Facts(self.facts, answer, nodes=answer.quorum)
        elif isinstance(answer, Failed):
            record.failed("chain", self.route, answer.error)
        return self.facts

    def verify_answer(self, answer: object) -> VerifyResponse | FacilitatorFailure:
        """Takes the facilitator's answer to `verify`."""
        return answer if isinstance(answer, VerifyResponse) else self._failure(answer)

    def settle_answer(self, answer: object) -> SettleResponse | FacilitatorFailure:
        """Takes the facilitator's answer to `settle`."""
        self.answer = answer if isinstance(answer, SettleResponse) else None
        return self._failure(answer) if self.answer is None else self.answer

    def serve(self, step: Serve) -> None:
        """It may be served for."""
        self.payer, self.verified = step.payer, step.verified
        self.settle()

    def settle(self) -> None:
        """What was asked last was believed: where that is a settlement, it is the receipt."""
        self.receipt = self.answer

    def identify(self) -> None:
        """Finds out whose money it is, where that is not known yet."""
        if self.payer is not None or self.request is None or self.bill is None:
            return
        payment = self.request.payment_payload
        is_old = isinstance(payment, v1.PaymentPayload)
        offers = self.bill.offers_v1 if is_old else self.bill.offers
        try:
            _, self.verified = core.verify_any(
                payment, offers, now=self.now, policy=self.policy, signers=self.signers
            )
            self.payer = self.verified.payer
        except UndecidedError as undecided:
            self.payer = undecided.payer
        except X402Error:
            pass

    def payment(self) -> Payment:
        """What handlers and hooks get to know."""
        amount, asset, network, pay_to = self._terms()
        assert network is not None
        return made(
            route=self.route,
            payer=self.payer or "",
            amount=amount or 0,
            asset=asset,
            network=network,
            pay_to=pay_to,
            verified=self.verified,
            receipt=self.receipt,
            resumed=self.resumed,
        )

    def outcome(
        self, kind: OutcomeKind | ProblemKind, status: int, code: str | None = None
    ) -> Outcome:
        """How it ended."""
        self.identify()
        amount, _, network, _ = self._terms()
        transaction = None if self.answer is None else self.answer.transaction or None
        return Outcome(
            route=self.route,
            kind=kind,
            status=status,
            code=code,
            payer=self.payer,
            network=None if network is None else str(network),
            amount=amount,
            transaction=transaction,
            reservation=self.reservation,
            duration=perf_counter() - self.started,
        )

    def _terms(self) -> tuple[int | None, str, Network | None, str]:
        verified = self.verified
        if verified is not None:
            return verified.amount, verified.asset, verified.network, verified.pay_to
        if self.request is None:
            return None, "", None, ""
        asked = self.request.payment_requirements
        if isinstance(asked, v1.PaymentRequirements):
            network = Network.from_v1_name(asked.network)
            return asked.max_amount_required, asked.asset, network, asked.pay_to
        return asked.amount, asked.asset, asked.network, asked.pay_to

    def _failure(self, answer: object) -> FacilitatorFailure:
        if not isinstance(answer, Failed):
            return "invalid_response"
        record.failed("facilitator", self.route, answer.error)
        error = answer.error
        # What broke in an unknown way may have happened after the facilitator had the payment.
        return error.failure if isinstance(error, FacilitatorError) else "no_response"
