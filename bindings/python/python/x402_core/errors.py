"""Exceptions, grouped by responsibility.

| class | who | an HTTP server answers |
|---|---|---|
| `MalformedError` | the sender: it is no x402 message | 400 |
| `RejectedError` | the payer: the payment breaks a rule | 402 with `wire_code` |
| `UndecidedError` | nobody: only the chain can prove the signature | never accept; ask the chain |
| `OfferError` | the seller: nobody could pay these terms | 500 |
| `InvalidValueError` | the caller: a text or number that is not the value it was given as | |
| `NoChoiceError` | nobody: the wallet cannot, or the policy forbids | |
| `SigningRequestError`, `AssembleError` | the caller, or the wallet that signed | |
| `OutOfTurnError`, `VerificationOutOfTurnError`, `SettlementOutOfTurnError`, `SessionError` | the caller: an event that nothing waits for | |
| `FacilitatorError` | the facilitator: it gave no answer that says anything | 502 or 503 |
| `NotPaidError` | nobody: nothing was signed, so no money can have moved | |
| `PaymentRefusedError` | the server: it refused the payment | |
| `PaymentUnknownError` | nobody knows: the payment may have been settled, do not pay again | |
| `ReplayStoreError` | the server's own store: it cannot say whether a payment is new | 503 |

Everything that this package raises is an `X402Error`, but for a `TypeError` where an argument
has the wrong type.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in `typing`, whose import takes longer than all of ours
if TYPE_CHECKING:
    from typing import Any

    from ._native.refused_entry import RefusedEntry
    from ._report import PaymentReport
    from .literals import ChainCheck, ExchangeStage, FacilitatorFailure, VerificationStage

__all__ = [
    "AssembleError",
    "FacilitatorError",
    "InvalidValueError",
    "MalformedError",
    "NoChoiceError",
    "NotPaidError",
    "OfferError",
    "OutOfTurnError",
    "PaymentError",
    "PaymentRefusedError",
    "PaymentUnknownError",
    "Refusal",
    "RejectedError",
    "ReplayStoreError",
    "SessionError",
    "SettlementOutOfTurnError",
    "SigningRequestError",
    "UndecidedError",
    "VerificationOutOfTurnError",
    "X402Error",
]


class X402Error(Exception):
    """The base of everything that this package raises."""


class Refusal(X402Error):
    """A payment did not verify: one of the three kinds that a server must tell apart."""

    code: str
    """The abstract dotted code, such as `amount.mismatch`; stable."""
    wire_code: str
    """The `invalidReason` for the wire."""
    pointer: str | None
    """JSON pointer (RFC 6901) into the message or the payment as received."""
    expected: str | None
    """What a good message or payment has there."""
    found: str | None
    """What was there instead; shortened, with control characters escaped."""
    hint: str | None
    """What to do next, in one sentence."""
    needs: tuple[ChainCheck, ...]
    """The checks that only the chain can make; of an `UndecidedError` alone."""

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        wire_code: str = "",
        pointer: str | None = None,
        expected: str | None = None,
        found: str | None = None,
        hint: str | None = None,
        needs: tuple[ChainCheck, ...] = (),
    ) -> None:
        super().__init__(message)
        self.code = code
        self.wire_code = wire_code
        self.pointer = pointer
        self.expected = expected
        self.found = found
        self.hint = hint
        self.needs = needs


class MalformedError(Refusal):
    """It is no x402 message: HTTP status 400."""

    byte: int | None
    """The offset of the bad byte: of the header for base64, of the decoded text for JSON."""

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        wire_code: str = "",
        pointer: str | None = None,
        byte: int | None = None,
        expected: str | None = None,
        found: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(
            message,
            code=code,
            wire_code=wire_code,
            pointer=pointer,
            expected=expected,
            found=found,
            hint=hint,
        )
        self.byte = byte


class RejectedError(Refusal):
    """The payment breaks a rule: HTTP status 402 with the `wire_code`."""

    instruction: int | None
    """The Solana instruction that is meant, counted from 0."""

    def __init__(
        self,
        message: str = "",
        *,
        code: str = "",
        wire_code: str = "",
        pointer: str | None = None,
        instruction: int | None = None,
        expected: str | None = None,
        found: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(
            message,
            code=code,
            wire_code=wire_code,
            pointer=pointer,
            expected=expected,
            found=found,
            hint=hint,
        )
        self.instruction = instruction


class UndecidedError(Refusal):
    """Nothing speaks against the payment, and only the chain can prove the payer's signature.

    Never an acceptance. Verify again with `Facts` that answer what `chain_queries` asks.
    """

    mechanism: str
    """How the payer wants to pay, such as `eip3009`."""
    payer: str
    """The account that is said to pay; not proven."""
    digest: bytes | None
    """The hash to ask `isValidSignature` about."""
    signature: bytes
    """The signature to ask `isValidSignature` about, without an ERC-6492 wrapper."""

    def __init__(
        self,
        message: str = "",
        *,
        wire_code: str = "",
        needs: tuple[ChainCheck, ...] = (),
        mechanism: str = "",
        payer: str = "",
        digest: bytes | None = None,
        signature: bytes = b"",
    ) -> None:
        super().__init__(message, code="undecided", wire_code=wire_code, needs=needs)
        self.mechanism = mechanism
        self.payer = payer
        self.digest = digest
        self.signature = signature


class OfferError(X402Error):
    """The seller's terms cannot be paid as they stand: HTTP status 500, never the payer's fault."""

    pointer: str
    """JSON pointer (RFC 6901) into the requirements or the bill."""
    expected: str
    """What would have been an offer."""
    found: str
    """What was there instead."""

    def __init__(
        self, message: str = "", *, pointer: str = "", expected: str = "", found: str = ""
    ) -> None:
        super().__init__(message)
        self.pointer = pointer
        self.expected = expected
        self.found = found


class InvalidValueError(X402Error, ValueError):
    """A text or a number that is not the value it was given as: a network, a price, an address."""

    noun: str
    """The value's name, such as `network`."""
    expected: str
    """What would have been a value."""
    found: str
    """What was there instead."""

    def __init__(
        self, message: str = "", *, noun: str = "", expected: str = "", found: str = ""
    ) -> None:
        super().__init__(message)
        self.noun = noun
        self.expected = expected
        self.found = found


class NoChoiceError(X402Error):
    """None of the ways to pay is acceptable; it says of each why."""

    refused: tuple[RefusedEntry, ...]
    """One refusal for each entry of `accepts`, in its order."""

    def __init__(self, message: str = "", *, refused: tuple[RefusedEntry, ...] = ()) -> None:
        super().__init__(message)
        self.refused = refused


class SigningRequestError(X402Error):
    """A choice cannot be made into something to sign."""


class AssembleError(X402Error):
    """A signature makes no payment; where a rule is broken, `__cause__` is the `Refusal`."""


class OutOfTurnError(X402Error):
    """An event came that the exchange does not wait for; it still waits."""

    stage: ExchangeStage
    """What the exchange waits for."""
    event: str
    """The event that came."""

    def __init__(
        self, message: str = "", *, stage: ExchangeStage = "done", event: str = ""
    ) -> None:
        super().__init__(message)
        self.stage = stage
        self.event = event


class SettlementOutOfTurnError(X402Error):
    """An event came that a settlement or a broadcast does not wait for; it still waits."""


class VerificationOutOfTurnError(X402Error):
    """An event came that the verification does not wait for; it still waits."""

    stage: VerificationStage
    """What the verification waits for."""
    event: str
    """The event that came."""

    def __init__(
        self, message: str = "", *, stage: VerificationStage = "done", event: str = ""
    ) -> None:
        super().__init__(message)
        self.stage = stage
        self.event = event


class SessionError(X402Error):
    """The session cannot do this as things stand; it stays as it was."""


class FacilitatorError(X402Error):
    """A facilitator gave no answer that says anything about the payment."""

    failure: FacilitatorFailure
    """`not_processed`: nothing has happened to the payment. `no_response`: it may have been settled.
    `invalid_response`: the response is not a facilitator's."""
    status: int | None
    """The answer's HTTP status, where one came."""

    def __init__(
        self,
        message: str = "",
        *,
        failure: FacilitatorFailure = "no_response",
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.failure = failure
        self.status = status


class PaymentError(X402Error):
    """An HTTP client did not get what it would have paid for.

    `__cause__` is the reason where another error is: a `NoChoiceError`, a `MalformedError`, or
    what the HTTP library raised.
    """

    response: Any
    """The last answer, of the HTTP library's type; `None` if there was none."""
    report: PaymentReport
    """What is known about the payment."""

    def __init__(self, message: str, *, report: PaymentReport, response: Any = None) -> None:
        super().__init__(message)
        self.response = response
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickled without the answer, which may hold a connection."""
        return _payment_error, (type(self), str(self), self.report)


def _payment_error(kind: type[PaymentError], message: str, report: PaymentReport) -> PaymentError:
    return kind(message, report=report)


class NotPaidError(PaymentError):
    """The server asks for payment, and nothing was sent: no money can have moved."""


class PaymentRefusedError(PaymentError):
    """The server refused the payment.

    Its cost stays out of the budgets: the server has the payment, and can settle it until it
    expires, whatever it states.
    """


class PaymentUnknownError(PaymentError):
    """The payment may have been settled, and nobody says whether: do not pay again.

    The same payment was sent as often as is sensible. `report` has what to look up on the chain,
    and until when it can be settled. A retry layer must not retry it: another request is another
    payment.
    """


class ReplayStoreError(X402Error):
    """A replay store cannot say whether a payment is new; nothing is served for it."""
