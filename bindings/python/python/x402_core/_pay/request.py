"""One request of the caller, from its first answer to the one that the caller gets.

The HTTP libraries follow redirects by themselves, and send another request for each. All of them
are one `PayingRequest`, so that one payment is signed for them together. What the library repeats
at a redirect never contains the payment: it is added to each single request that is sent, where the
`Session` allows it.
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
from .effects import Answer, Discard, Send
from .progress import Progress, tell
from .resend import SentPayment
from .sign import sign

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ..client import Choice, Outlay
    from .effects import PayPlan
    from .outgoing import OutgoingRequest
    from .payer_settings import PayerSettings

__all__ = ["PayingRequest"]

Response = TypeVar("Response")


class PayingRequest(Generic[Response]):
    """A request and the redirects that it takes."""

    def __init__(self, settings: PayerSettings) -> None:
        self.last: object = None
        """The HTTP library's request that was sent last."""
        self.goes_on = False
        """Whether the answer to it was a redirect, which the library may follow."""
        self._settings = settings
        self._first: OutgoingRequest | None = None
        self._redirects: list[Answer[Response]] = []
        self._forbidden: str | None = None
        self._sent: SentPayment[Response] | None = None
        self._report: PaymentReport | None = None

    def __reduce__(self) -> tuple[object, ...]:
        """Copied and pickled as `None`: it belongs to one request, which may be copied."""
        return type(None), ()

    @property
    def report(self) -> PaymentReport | None:
        """What is known about the payment, once a server has asked for one."""
        return self._report if self._sent is None else self._sent.report

    @property
    def is_paid(self) -> bool:
        """Whether a payment was signed for it: there is never another one."""
        return self._sent is not None

    def goes_on_with(self, request: object) -> bool:
        """Whether the HTTP library's next request is one of those that this one takes."""
        return self.is_paid or (self.goes_on and self.last is not request)

    def send(self, outgoing: OutgoingRequest) -> PayPlan[Response, Answer[Response]]:
        """Sends a request and pays for it, if that is asked for and allowed.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        self.goes_on = False
        if self._sent is None:
            answer = yield from self._unpaid(outgoing)
        else:
            if self._sent.is_unknown:
                # The library sends the request again by itself.
                self._settings.intents.take(outgoing.intent, self._settings.clock)
                self._sent.resume()
            answer = yield from self._deliver(self._sent, outgoing)
        self.goes_on = answer.is_redirect
        return answer

    def _deliver(
        self, sent: SentPayment[Response], outgoing: OutgoingRequest
    ) -> PayPlan[Response, Answer[Response]]:
        """Sends the request with its payment, which is kept where it is in doubt in the end."""
        try:
            return (yield from sent.send(outgoing))
        except BaseException:
            if sent.is_in_doubt:
                until = sent.report.valid_until or self._settings.clock() + SOLANA_WINDOW
                self._settings.intents.keep(outgoing.intent, sent, until)
            raise

    def _unpaid(self, outgoing: OutgoingRequest) -> PayPlan[Response, Answer[Response]]:
        sent: SentPayment[Response] | None = self._settings.intents.take(
            outgoing.intent, self._settings.clock
        )
        if sent is not None:
            self._sent = sent
            if sent.refused is not None:
                self._settings.intents.keep(outgoing.intent, sent, sent.report.valid_until or 0)
                raise sent.refused
            sent.resume()
            return (yield from self._deliver(sent, outgoing))
        answer: Answer[Response] | Failed = yield Send(None)
        if isinstance(answer, Failed):
            raise answer.error
        try:
            session, step, outlay = self._read(outgoing, answer)
        except InvalidValueError as error:
            # Nobody can be paid at this URL, but perhaps it costs nothing.
            self._forbidden = str(error)
            return answer if answer.status != 402 else self._refuse(outgoing, answer, error)
        match step:
            case Follow():
                self._redirects.append(answer)
            case Blocked(reason):
                self._forbidden = self._forbidden or reason
                if answer.status == 402:
                    return self._refuse(outgoing, answer, self._forbidden)
            case Unreadable(malformed) if malformed.code != "header.missing":
                return self._refuse(outgoing, answer, malformed)
            case Unpayable(no_choice):
                return self._refuse(outgoing, answer, no_choice)
            case Pay(choice):
                if outlay is None:
                    return self._refuse(outgoing, answer, self._forbidden)
                return (yield from self._pay(outgoing, answer, session, choice, outlay))
        return answer

    def _read(
        self, outgoing: OutgoingRequest, answer: Answer[Response]
    ) -> tuple[Session, object, Outlay | None]:
        """What the answer means under the budgets as they are now; a cost is reserved at once."""
        settings, now = self._settings, int(self._settings.clock())
        self._first = self._first or outgoing
        with settings.ledger.lock:
            left = settings.ledger.budgets.left(outgoing.url, now)
            session = Session(self._first.url, settings.wallet, settings.spending.with_budget(left))
            for redirect in self._redirects:
                session.response(redirect.status, redirect.headers)
            step = session.response(answer.status, answer.headers, answer.body)
            if not isinstance(step, Pay):
                return session, step, None
            if outgoing.origin != session.origin:
                reason = f"expected a redirect to {session.origin}, found one to {outgoing.origin}"
                self._forbidden = self._forbidden or reason
            if self._forbidden is not None:
                return session, step, None
            outlay = settings.ledger.budgets.reserve(outgoing.url, step.choice.cost, now)
            return session, step, outlay

    def _pay(
        self,
        outgoing: OutgoingRequest,
        answer: Answer[Response],
        session: Session,
        choice: Choice,
        outlay: Outlay,
    ) -> PayPlan[Response, Answer[Response]]:
        settings = self._settings
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
            tell(settings.on_progress, Progress("asked", self._report))
            if not outgoing.is_repeatable:
                return self._refuse(outgoing, answer, NOT_REPEATABLE)
            if settings.approve is not None and not (yield Call(settings.approve, (choice,))):
                return self._refuse(outgoing, answer, "approve said no")
            try:
                payment = yield from sign(choice, settings)
                session.pay(payment, now=int(settings.clock()))
            except (AssembleError, InvalidValueError, SessionError, SigningRequestError) as error:
                return self._refuse(outgoing, answer, error)
            yield Discard(answer.response)
            sent: SentPayment[Response] = SentPayment(
                settings, session, outlay, self._report
            )
            self._sent = sent
        except NotPaidError:
            raise
        except Exception:
            # A callback failed: the answer is dropped.
            yield Discard(answer.response)
            raise
        finally:
            if self._sent is None:
                settings.ledger.budgets.release(outlay)
        return (yield from self._deliver(sent, outgoing))

    def _refuse(
        self, outgoing: OutgoingRequest, answer: Answer[Response], why: str | X402Error | None
    ) -> Answer[Response]:
        """Pays nothing."""
        report = self._report or PaymentReport(origin=outgoing.origin or "the server")
        self._report = report
        if not self._settings.raise_refusals:
            return answer
        message = f"{report.origin} asks for payment, and nothing was paid: {why}"
        error = NotPaidError(message, report=report, response=answer.response)
        raise error from (why if isinstance(why, X402Error) else None)


SOLANA_WINDOW = 150
"""For how many seconds a payment whose end no clock knows is in doubt."""

NOT_REPEATABLE = (
    "expected a body that can be sent twice, first to learn the price, found a stream: give bytes"
)
