"""The plan for one request for something that has a price.

`server.Exchange` decides what happens to the payment; this decides what happens around it: prices,
hooks, the log, and what becomes of the reservation when something breaks. Whatever happens, what
was reserved here is concluded once, and content leaves only by `Deliver` and `Unpaid`.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from time import perf_counter
from typing import Any

from .._effects import Call, Failed, Plan, Sleep
from .._native.exchange import (
    AskChain,
    AskReplayStore,
    AskResponseStore,
    AskSettle,
    AskVerify,
    Exchange,
    MarkSettling,
    Repeat,
    Respond,
    Serve,
    StoredResponse,
)
from .._native.facilitator import SupportedResponse
from . import answers, effects, record, start
from .bills import Bills
from .charge import FREE, Charge, Price
from .claim import Claim
from .discovery import Discovery
from .effects import Abandoned, Effect, PaywallPlan
from .headers import protect
from .invalid import invalid, of_route
from .page import for_people
from .request import Request
from .settings import Settings
from .table import Charged, RouteTable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .._native.bill import Bill, Route
    from .._native.exchange import _Step
    from .._native.message import SettleResponse
    from ..literals import FacilitatorFailure, Reservation
    from .payment import OutcomeKind
    from .start import AccountExists

__all__ = ["Paywall"]

WAITS = (0.5, 1.0, 2.0)
"""How long to wait before the second and later attempts to settle, in seconds."""


class Paywall:
    """A seller's settings, made ready."""

    def __init__(self, settings: Settings) -> None:
        """Reads the settings.

        Raises:
            OfferError: Nobody could pay one of the prices.
            InvalidValueError: A route, network or price is invalid.
        """
        self.settings = settings
        self.table = RouteTable(settings.routes)
        self.bills = Bills(settings)
        self.discovery = None if settings.bazaar is None else Discovery(settings.bazaar)
        self._check_charges()

    def check(self, account_exists: AccountExists | None = None) -> Plan[Effect, None]:
        """The check at start: whether the facilitator can be asked and settles what is offered.

        Raises:
            FacilitatorError: It cannot be asked until the seller has changed the URL or the key.
            OfferError: It supports no way to pay for a route.
            InvalidValueError: The payee has no token account.
        """
        supported = yield effects.Supported()
        if isinstance(supported, SupportedResponse):
            self.bills.learn(supported)
        else:
            start.unanswered(supported)
        bills = self._check_charges()
        if account_exists is not None:
            yield from start.accounts(bills, account_exists)

    def _check_charges(self) -> list[tuple[str, Bill]]:
        """Finds the seller's mistakes; the bills of the prices that are known."""
        bills = []
        for name, charge in zip(self.table.names, self.table.charges, strict=True):
            price = charge.price
            if charge.max_body_bytes is not None and not callable(price):
                expected = "none where the price is not a function"
                error = invalid("max_body_bytes", expected, str(charge.max_body_bytes))
                raise of_route(name, error)
            if callable(price):
                self.bills.check_networks(name, charge)
            elif price is not None and price is not FREE:
                bills.append((name, self.bills.check(name, charge, price)))
        return bills

    def charge(self, found: Charged, request: Request) -> PaywallPlan:
        """Answers a request that costs something."""
        claim = Claim(found.route, perf_counter())
        return _concluding(claim, self._charge(found, request, claim))

    def _charge(self, found: Charged, request: Request, claim: Claim) -> PaywallPlan:
        charge = found.charge
        if self.discovery is not None:
            charge = self.discovery.described(charge, request.method, request.path)
        price = yield from self._price(charge, request, claim)
        if isinstance(price, (effects.Send, effects.Unpaid)):
            return price
        route = self.bills.route(found.route, charge, price, request.url)
        return (yield from self._exchange(route, request, claim))

    def _price(
        self, charge: Charge, request: Request, claim: Claim
    ) -> Plan[Effect, Price | effects.Send | effects.Unpaid]:
        """Says what the request costs."""
        price = charge.price
        if callable(price):
            price = yield Call(price, (request,))
            if isinstance(price, Failed):
                record.failed("price", claim.route, price.error)
                record.log(claim.outcome("broken", 500, "price"))
                return effects.Send(answers.broken())
        if price is FREE:
            record.log(claim.outcome("free", 200))
            return effects.Unpaid()
        if price is None:
            error = TypeError("expected a price or FREE, found None: a missing `return`?")
            record.failed("price", claim.route, error)
            record.log(claim.outcome("broken", 500, "price"))
            return effects.Send(answers.broken())
        if self.bills.lacks_fee_payer(charge, price):
            supported = yield effects.Supported()
            if not isinstance(supported, SupportedResponse):
                if isinstance(supported, Failed):
                    record.failed("facilitator", claim.route, supported.error)
                record.log(claim.outcome("facilitator", 503, "supported"))
                retry_after = self.settings.retry_after
                return effects.Send(answers.unavailable("facilitator_unavailable", retry_after))
            self.bills.learn(supported)
        return price

    def _exchange(self, route: Route, request: Request, claim: Claim) -> PaywallPlan:
        """Asks for the payment, and does what the exchange says."""
        settings = self.settings
        claim.asked, claim.bill, claim.now = request, route.bill, int(settings.clock())
        claim.policy, claim.signers = settings.policy, settings.signers
        exchange = claim.exchange = Exchange(
            route,
            has_chain=settings.has_chain,
            needs_proof=settings.needs_proof,
            url=request.whole_url if settings.keeps_responses else None,
            body=request.bound_body,
        )
        step = exchange.request(
            request.headers,
            method=request.method,
            entropy=secrets.token_bytes(16),
            now=claim.now,
            policy=claim.policy,
            signers=claim.signers,
        )
        return (yield from self._steps(exchange, step, claim))

    def _handled(
        self,
        exchange: Exchange,
        claim: Claim,
        status: int,
        answer: effects.HandlerAnswer | None,
    ) -> PaywallPlan:
        """The handler has run."""
        claim.status = status if 100 <= status <= 599 else 500
        claim.handled = answer
        return (yield from self._steps(exchange, exchange.handled(claim.status), claim))

    def _steps(self, exchange: Exchange, step: _Step, claim: Claim) -> PaywallPlan:
        """Does what the exchange says, up to the handler or to the end."""
        while True:
            if isinstance(step, (MarkSettling, AskSettle, Serve)) and not claim.checked:
                claim.checked = True
                claim.request = step.request if isinstance(step, AskSettle) else claim.request
                declined = yield from self._declined(exchange, claim)
                if declined is not None:
                    return declined
            if isinstance(step, AskResponseStore):
                step = yield from self._recall(exchange, step, claim)
            elif isinstance(step, AskReplayStore):
                claim.key, claim.keep_until = step.key, step.keep_until
                claim.holder = step.holder
                answer = yield effects.Reserve(
                    step.key, step.keep_until, step.holder, claim.now, step.account
                )
                step = exchange.replay_store(claim.reserved(answer))
            elif isinstance(step, MarkSettling):
                now = int(self.settings.clock())
                answer = yield effects.Mark(
                    step.key, step.keep_until, claim.holder, step.record, now, step.account
                )
                step = exchange.marked(claim.marked(answer))
            elif isinstance(step, AskChain):
                step = yield from self._ask_chain(exchange, step, claim)
            elif isinstance(step, AskVerify):
                claim.request = step.request
                answer = yield effects.Verify(step.request)
                step = exchange.verified(claim.verify_answer(answer))
            elif isinstance(step, AskSettle):
                if step.attempt > 1:
                    yield Sleep(WAITS[min(step.attempt - 2, len(WAITS) - 1)])
                step = exchange.settled((yield from _settle(step, claim)))
            elif isinstance(step, Serve):
                claim.serve(step)
                yield from self._told(claim)
                return effects.Handle(
                    claim.payment(),
                    hold=claim.receipt is None or claim.recalled,
                    holds=lambda status, media_type, length: exchange.holds(
                        status,
                        content_type=media_type,
                        length=length,
                        limit=self.settings.max_held_bytes,
                    ),
                    handled=lambda status, answer: _concluding(
                        claim, self._handled(exchange, claim, status, answer)
                    ),
                    abandoned=lambda: _abandoned(claim),
                )
            elif isinstance(step, Repeat):
                record.log(claim.outcome("served", step.response.status, "repeated"))
                return effects.Send(answers.of_stored(step.response))
            elif isinstance(step, Respond):
                yield from _keep(claim, step.reservation)
                yield from _conclude(claim, step.reservation)
                yield from self._refused(step, claim)
                response = yield from for_people(step, claim, self.settings)
                return effects.Send(answers.of_response(response))
            else:
                late = claim.receipt is None
                claim.settle()
                undelivered = None if claim.receipt is None else step.if_undelivered
                yield from _keep(claim, step.reservation, step.headers)
                yield from _conclude(claim, step.reservation, undelivered)
                if late:
                    yield from self._told(claim)
                status = claim.status or 500
                kind: OutcomeKind = "handler_failed" if status >= 400 else "served"
                if claim.receipt is None and status < 400:
                    kind = "free"
                record.log(claim.outcome(kind, status))
                return effects.Deliver(step.headers)

    def _recall(
        self, exchange: Exchange, step: AskResponseStore, claim: Claim
    ) -> Plan[Effect, _Step]:
        """Asks the store of responses for the payment's id."""
        claim.recalled = True
        answer = yield effects.Recall(step.key, step.record, step.seconds, claim.now)
        if isinstance(answer, Failed):
            record.failed("response store", claim.route, answer.error)
        is_available = answer is None or isinstance(answer, str)
        return exchange.response_store(answer if is_available else None, is_available=is_available)

    def _ask_chain(
        self, exchange: Exchange, step: AskChain, claim: Claim
    ) -> Plan[Effect, _Step]:
        """Asks the nodes; what they do not answer stays unknown."""
        answer = yield effects.AskNodes(step.network, step.queries)
        following = exchange.chain(
            claim.chain_answer(answer),
            now=int(self.settings.clock()),
            policy=claim.policy,
            signers=claim.signers,
        )
        if exchange.shown is not None:
            record.shown(claim.route, exchange.shown, claim.answer)
        return following

    def _declined(
        self, exchange: Exchange, claim: Claim
    ) -> Plan[Effect, effects.Send | None]:
        """Asks the seller's hook, before any money moves; what it breaks is not settled.

        It is asked again for a payment that is resumed, whose money may have moved: that one is
        left for the payer to bring again.
        """
        hook = self.settings.on_verified
        if hook is None:
            return None
        if exchange.accepted is not None:
            claim.serve(exchange.accepted)
        said = yield Call(hook, (claim.payment(),))
        if said is None or said is True:
            return None
        if said is not False and not isinstance(said, Failed):
            kind = type(said).__name__
            said = Failed(TypeError(f"on_verified: expected None, True or False, found {kind}"))
        yield from _keep(claim, claim.reservation_if_abandoned)
        yield from _conclude(claim, claim.reservation_if_abandoned)
        if isinstance(said, Failed):
            record.failed("hook on_verified", claim.route, said.error)
            answer, outcome = answers.broken(), claim.outcome("broken", 500, "on_verified")
        else:
            answer, outcome = answers.forbidden(), claim.outcome("declined", 403)
        record.log(outcome)
        return effects.Send(answer)

    def _told(self, claim: Claim) -> Plan[Effect, None]:
        """Tells the seller's hook of a settlement: the money has moved, whatever the hook does."""
        hook = self.settings.on_settled
        if hook is not None and claim.receipt is not None:
            yield from _call("on_settled", hook, claim.payment(), claim)

    def _refused(self, step: Respond, claim: Claim) -> Plan[Effect, None]:
        problem = step.problem
        code = problem.reason if problem.refusal is None else problem.refusal.code
        outcome = claim.outcome(problem.kind, step.response.status, code)
        record.log(outcome)
        hook = self.settings.on_refused
        if hook is not None and problem.kind != "unpaid":
            yield from _call("on_refused", hook, outcome, claim)


def _concluding(claim: Claim, plan: PaywallPlan) -> PaywallPlan:
    """Runs a plan, and concludes what was reserved if it does not do so itself."""
    try:
        return (yield from plan)
    except Abandoned:
        return (yield from _abandoned(claim))
    except Exception as error:
        record.failed("paywall", claim.route, error)
        return (yield from _broken_off(claim, "broken", 500))
    except BaseException:  # the worker is being stopped
        yield from _abandoned(claim)
        raise


def _abandoned(claim: Claim) -> PaywallPlan:
    """The client does not wait for the answer any more."""
    return _broken_off(claim, "abandoned", 499)


def _broken_off(claim: Claim, kind: OutcomeKind, status: int) -> PaywallPlan:
    try:
        yield from _keep(claim, claim.reservation_if_abandoned)
        yield from _conclude(claim, claim.reservation_if_abandoned)
    except Abandoned:
        pass  # what the store was asked for may have happened
    else:
        record.log(claim.outcome(kind, status))
    return effects.Send(answers.broken())


def _call(
    name: str, hook: Callable[[Any], Any], argument: object, claim: Claim
) -> Plan[Effect, None]:
    """Calls a hook that cannot change anything any more."""
    said = yield Call(hook, (argument,))
    if isinstance(said, Failed):
        transaction = None if claim.receipt is None else claim.receipt.transaction
        record.failed(f"hook {name}", claim.route, said.error, transaction=transaction)


def _settle(
    step: AskSettle, claim: Claim
) -> Plan[Effect, SettleResponse | FacilitatorFailure]:
    """Asks for the settlement; from then on the money may have moved."""
    claim.request = step.request
    return claim.settle_answer((yield effects.Settle(step.request, step.repeat_token)))


def _keep(
    claim: Claim, reservation: Reservation, extra: tuple[tuple[str, str], ...] = ()
) -> Plan[Effect, None]:
    """Has the response kept, before it leaves: its payer may lose it and come back."""
    if not claim.recalled or claim.exchange is None:
        return
    claim.recalled = False
    response = None
    if claim.handled is not None:
        headers, body = claim.handled
        response = StoredResponse(claim.status or 500, protect(headers, extra), body)
    update = claim.exchange.response_update(reservation, response)
    if update is None:
        return
    said = yield effects.Replace(*update, claim.now)
    if isinstance(said, Failed):
        record.failed("response store", claim.route, said.error)


def _conclude(
    claim: Claim, reservation: Reservation, if_undelivered: Reservation | None = None
) -> Plan[Effect, None]:
    """Tells the store what became of the key, if it is this request's."""
    if not claim.held or reservation == "untouched":
        return
    claim.held, claim.reservation = False, reservation

    def undelivered() -> None:
        claim.reservation = if_undelivered or reservation

    said = yield effects.Conclude(
        claim.key, claim.keep_until, claim.holder, reservation, if_undelivered, undelivered
    )
    if isinstance(said, Failed):
        # It stays reserved: no payer is served twice, and the log names whom to help.
        record.failed("replay store", claim.route, said.error, reservation=claim.reservation)
