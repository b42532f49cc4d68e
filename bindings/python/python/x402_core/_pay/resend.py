"""A request whose payment is signed: sending it, and sending the same one again."""

from __future__ import annotations

from dataclasses import replace
from typing import Generic, TypeVar

from .._effects import Failed, Sleep
from .._report import PaymentReport
from ..client import Blocked, Receipt, Unconfirmed, Unknown
from ..client import Failed as FailedPayment
from ..errors import PaymentError, PaymentRefusedError, PaymentUnknownError, SessionError
from .effects import Answer, Discard, Send
from .messages import in_doubt, quoted
from .progress import Progress, tell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..client import Outlay, Session
    from ..literals import PaymentStage
    from .effects import PayPlan
    from .outgoing import OutgoingRequest
    from .payer_settings import PayerSettings

__all__ = ["SentPayment"]

Response = TypeVar("Response")

LONGEST_WAIT = 600
"""In seconds: what is to be asked again later than that is not asked again."""


class SentPayment(Generic[Response]):
    """The one payment of a request, from its first sending on."""

    def __init__(
        self,
        settings: PayerSettings,
        session: Session,
        outlay: Outlay,
        report: PaymentReport,
    ) -> None:
        payment = session.payment
        verified = payment and payment.verified
        self.report = replace(
            report,
            spend_status=session.spend_status,
            valid_until=payment and payment.valid_until,
            replay_key=verified and verified.replay_key,
        )
        if self.report.replay_key is not None:
            settings.ledger.keep(self.report.replay_key, session, outlay)
        self._settings = settings
        self._session = session
        self._resent = 0
        self.refused: PaymentRefusedError | None = None
        """The refusal of a payment that was used before: what it bought was lost."""
        self._tell("signed")

    @property
    def is_unknown(self) -> bool:
        """Whether the outcome of the last sending is unknown."""
        return self._session.state == "unknown"

    @property
    def is_in_doubt(self) -> bool:
        """Whether another payment for the same thing could be a second one."""
        return self.refused is not None or self._session.state in ("paid", "unknown")

    def resume(self) -> None:
        """Makes the same payment ready to be sent once more, for another request.

        Raises:
            PaymentUnknownError: It was sent too often.
        """
        if self._session.state == "paid":  # the sending was broken off
            self._session.no_response()
        self._resend()
        self._resent = 0
        self._tell("resent")

    def send(self, outgoing: OutgoingRequest) -> PayPlan[Response, Answer[Response]]:
        """Sends the request, with the payment if it is still due, again if that is sensible.

        Raises:
            PaymentRefusedError: The server refused the payment, or asks for a second one.
            PaymentUnknownError: It may have been settled, and nobody says.
        """
        if self._session.payment is None:
            return (yield from self._after(outgoing))
        if outgoing.origin != self._session.origin:
            raise self._unknown(f"the redirect led to {outgoing.origin}, which did not ask for it")
        try:
            return (yield from self._deliver(outgoing))
        except PaymentError:
            raise
        except Exception as error:
            raise self._unknown(f"sending it failed ({type(error).__name__})") from error
        except BaseException:
            # Cancelled, or interrupted: the server may have the payment.
            self._tell("unknown")
            raise

    def _deliver(self, outgoing: OutgoingRequest) -> PayPlan[Response, Answer[Response]]:
        while True:
            self._update(sendings=self.report.sendings + 1)
            answer: Answer[Response] | Failed = yield Send(self._session.payment)
            after = None
            if isinstance(answer, Answer):
                step = self._session.response(answer.status, answer.headers, answer.body)
                if not isinstance(step, Unknown):
                    return self._settled(answer, step)
                self._update(receipt=step.receipt)
                after = step.retry_after
                why = f"the last answer had status {answer.status}"
                if after:
                    why = f"{why} and asks to wait {after} s"
                may_repeat = outgoing.is_idempotent or _is_not_done(answer.status, step)
            else:
                self._session.no_response()
                why = f"there was no answer ({type(answer.error).__name__})"
                may_repeat = outgoing.is_idempotent
            wait = self._wait(after) if may_repeat else None
            if wait is None:
                raise self._unknown(why, answer)
            if isinstance(answer, Answer):
                yield Discard(answer.response)
            yield Sleep(wait)
            self._resend(answer)
            self._resent += 1
            self._tell("resent")

    def _resend(self, answer: object = None) -> None:
        try:
            self._session.resend()
        except SessionError as error:
            raise self._unknown(str(error), answer) from error

    def _settled(self, answer: Answer[Response], step: object) -> Answer[Response]:
        """What the answer means, where the payment is not to be sent again."""
        self._update(spend_status=self._session.spend_status)
        match step:
            case Receipt():
                self._update(receipt=step.response, mismatches=step.mismatches)
                self._tell("settled")
            case Unconfirmed():
                self._tell("unconfirmed")
            case FailedPayment():
                return self._refused(answer, step)
            case Blocked():
                raise self._unknown(f"the server redirects it: {step.reason}", answer)
        return answer

    def _refused(self, answer: Answer[Response], step: FailedPayment) -> Answer[Response]:
        self._update(receipt=step.receipt)
        self._tell("refused")
        if not self._settings.raise_refusals:
            return answer
        report = self.report
        message = (
            f"{report.origin} refused the payment of {report.price} with status {step.status} and "
            f"{quoted(step.reason)}"
        )
        if step.settled != "no":
            why = "the server does not say that it was not"
            message = f"{message}; {in_doubt(report, why)}"
        error = PaymentRefusedError(message, report=report, response=answer.response)
        if step.settled != "no" and step.reason == "duplicate_settlement":
            self.refused = error
        raise error

    def _after(self, outgoing: OutgoingRequest) -> PayPlan[Response, Answer[Response]]:
        """The payment is done, and the library sends the request again: at a redirect, or a 401."""
        answer: Answer[Response] | Failed = yield Send(None)
        if isinstance(answer, Failed):
            raise answer.error
        if answer.status != 402 or not self._settings.raise_refusals:
            return answer
        message = (
            f"expected what the payment of {self.report.price} to {self.report.origin} bought, "
            f"found that {outgoing.origin} asks for payment again: a request is paid for once; make "
            f"another one to pay again"
        )
        raise PaymentRefusedError(message, report=self.report, response=answer.response)

    def _wait(self, after: int | None) -> float | None:
        """How long to wait before the payment is sent again; `None` if it is not.

        Args:
            after: How many seconds the server asks to wait at least.
        """
        waits, until = self._settings.resend_after, self.report.valid_until
        if self._resent >= len(waits):
            return None
        wait = max(waits[self._resent], after or 0)
        if wait > LONGEST_WAIT:
            return None
        return wait if until is None or self._settings.clock() + wait < until else None

    def _unknown(self, why: str, answer: object = None) -> PaymentUnknownError:
        self._update(spend_status=self._session.spend_status)
        self._tell("unknown")
        response = answer.response if isinstance(answer, Answer) else None
        error = PaymentUnknownError(
            in_doubt(self.report, why), report=self.report, response=response
        )
        if isinstance(answer, Failed):
            error.__cause__ = answer.error
        return error

    def _update(self, **members: Any) -> None:
        self.report = replace(self.report, **members)

    def _tell(self, stage: PaymentStage) -> None:
        tell(self._settings.on_progress, Progress(stage, self.report))


def _is_not_done(status: int, step: Unknown) -> bool:
    """Whether the server says that it has not worked on the request, or is not done with it."""
    return step.receipt is not None or status in (402, 412, 425, 429, 503)
