"""One request of the caller, from its first answer to the one that the caller gets.

The HTTP libraries follow redirects by themselves, each hop a request of its own. A journey goes
along with all hops of one request, so that one payment is signed for all of them together. What
the library repeats at a redirect never contains the payment: it is added to each single hop,
where the `Session` allows it.
"""

from __future__ import annotations

from typing import Generic, TypeVar

from .._effects import Call, Failed
from .._report import PaymentReport
from ..client import Blocked, Follow, Pay, Session, Unpayable, Unreadable
from ..errors import (
    AssembleError,
    InvalidValueError,
    NotPaidError,
    SessionError,
    SigningRequestError,
    X402Error,
)
from .paid import Paid
from .progress import Progress, tell
from .run import Answer, Discard, Send
from .sign import sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..client import Choice
    from .hop import Hop
    from .ledger import Reservation
    from .run import PayPlan
    from .terms import Terms

__all__ = ["Journey"]

Response = TypeVar("Response")


class Journey(Generic[Response]):
    """A request and the redirects that it takes."""

    def __init__(self, terms: Terms) -> None:
        self.last: object = None
        """The HTTP library's request of the last hop."""
        self.goes_on = False
        """Whether the answer to it was a redirect, which the library may follow."""
        self._terms = terms
        self._first: Hop | None = None
        self._redirects: list[Answer[Response]] = []
        self._forbidden: str | None = None
        self._paid: Paid[Response] | None = None
        self._report: PaymentReport | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Copied and pickled as `None`: it belongs to one request, which may be copied."""
        return type(None), ()

    @property
    def report(self) -> PaymentReport | None:
        """What is known about the payment, once a server has asked for one."""
        return self._report if self._paid is None else self._paid.report

    def hop(self, hop: Hop) -> PayPlan[Response, Answer[Response]]:
        """Sends a request and pays for it, if that is asked for and allowed.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        self.goes_on = False
        if self._paid is None:
            answer = yield from self._unpaid(hop)
        else:
            answer = yield from self._paid.hop(hop)
        self.goes_on = answer.is_redirect
        return answer

    def _unpaid(self, hop: Hop) -> PayPlan[Response, Answer[Response]]:
        answer: Answer[Response] | Failed = yield Send(None)
        if isinstance(answer, Failed):
            raise answer.error
        try:
            session, step, reservation = self._read(hop, answer)
        except InvalidValueError as error:
            # Nobody can be paid at this URL, but perhaps it costs nothing.
            self._forbidden = str(error)
            return answer if answer.status != 402 else self._refuse(hop, answer, error)
        match step:
            case Follow():
                self._redirects.append(answer)
            case Blocked(reason):
                self._forbidden = reason
            case Unreadable(malformed) if malformed.code != "header.missing":
                return self._refuse(hop, answer, malformed)
            case Unpayable(no_choice):
                return self._refuse(hop, answer, no_choice)
            case Pay(choice):
                if reservation is None:
                    return self._refuse(hop, answer, self._forbidden)
                return (yield from self._pay(hop, answer, session, choice, reservation))
        return answer

    def _read(
        self, hop: Hop, answer: Answer[Response]
    ) -> tuple[Session, object, Reservation | None]:
        """What the answer means under the budgets as they are now; a cost is reserved at once."""
        terms, now = self._terms, self._terms.clock()
        self._first = self._first or hop
        with terms.ledger.lock:
            left = terms.ledger.left(hop.host, now)
            session = Session(self._first.url, terms.wallet, terms.spending.with_budget(left))
            for redirect in self._redirects:
                session.response(redirect.status, redirect.headers)
            step = session.response(answer.status, answer.headers, answer.body)
            if not isinstance(step, Pay):
                return session, step, None
            self._forbidden = self._forbidden or self._stranger(hop, session)
            if self._forbidden is not None:
                return session, step, None
            return session, step, terms.ledger.reserve(hop.host, step.choice.cost, now)

    def _stranger(self, hop: Hop, session: Session) -> str | None:
        """Why the server is not to be paid, if it may be another than the caller named."""
        if not (self._terms.allow_http or hop.is_private):
            return (
                f"expected https, found {hop.origin}: whoever is on the way could be paid in its "
                "place; give Payer allow_http where the network is trusted"
            )
        if hop.origin != session.origin:
            return f"expected a redirect to {session.origin}, found one to {hop.origin}"
        if self._first is None or self._terms.pay_after_redirect or hop.is_same_as(self._first):
            return None
        return (
            f"expected {self._first.origin} to ask for payment, found {hop.origin}, to which it "
            "redirects: request it there, or give Payer pay_after_redirect"
        )

    def _pay(
        self,
        hop: Hop,
        answer: Answer[Response],
        session: Session,
        choice: Choice,
        reservation: Reservation,
    ) -> PayPlan[Response, Answer[Response]]:
        terms = self._terms
        self._report = PaymentReport(
            origin=session.origin,
            price=choice.price,
            amount=choice.amount,
            asset=choice.cost.asset,
            network=str(choice.network),
            payer=choice.payer,
            pay_to=choice.pay_to,
        )
        try:
            tell(terms.on_progress, Progress("asked", self._report))
            if not hop.is_repeatable:
                return self._refuse(hop, answer, NOT_REPEATABLE)
            if terms.approve is not None and not (yield Call(terms.approve, (choice,))):
                return self._refuse(hop, answer, "approve said no")
            try:
                payment = yield from sign(choice, terms)
                session.pay(payment)
            except (AssembleError, InvalidValueError, SessionError, SigningRequestError) as error:
                return self._refuse(hop, answer, error)
            yield Discard(answer.response)
            paid: Paid[Response] = Paid(terms, session, reservation, self._report)
            self._paid = paid
        except NotPaidError:
            raise
        except Exception:
            # A callback failed: nobody gets the answer.
            yield Discard(answer.response)
            raise
        finally:
            if self._paid is None:
                terms.ledger.release(reservation)
        return (yield from paid.hop(hop))

    def _refuse(
        self, hop: Hop, answer: Answer[Response], why: str | X402Error | None
    ) -> Answer[Response]:
        """Pays nothing."""
        report = self._report or PaymentReport(origin=hop.origin or "the server")
        self._report = report
        if not self._terms.raise_refusals:
            return answer
        message = f"{report.origin} asks for payment, and nothing was paid: {why}"
        error = NotPaidError(message, report=report, response=answer.response)
        raise error from (why if isinstance(why, X402Error) else None)


NOT_REPEATABLE = (
    "expected a body that can be sent twice, first to learn the price, found a stream: give bytes"
)
