from collections.abc import Sequence
from datetime import datetime
from typing import final

from ..errors import MalformedError, NoChoiceError
from ..literals import SessionState, SettlementClaim, SpendStatus
from . import v1
from .chain import ChainQueries, Facts
from .client import Choice, SignedPayment
from .receipt_mismatch import ReceiptMismatch
from .message import PaymentRequired, SettleResponse
from .spending import Spending
from .wallet import Wallet

__all__ = [
    "Blocked",
    "Done",
    "Failed",
    "Follow",
    "Pay",
    "Receipt",
    "Session",
    "Unconfirmed",
    "Unknown",
    "Unpayable",
    "Unreadable",
]

@final
class Session:
    """One paid HTTP request, without the HTTP: what each answer means, and what may be done next.

    Only the server that the caller named is paid, over plain `http` only on this machine, unless
    the `Spending` allows it.
    At most one payment is signed for a request, it goes to the origin that asked for it and to
    no other, and its cost leaves the budget when it is attached. No answer of the server brings it
    back: only the chain does, see `release_unused`. When its outcome is unknown the same payment
    may be sent again: it can be settled but once.
    """

    def __new__(cls, url: str, wallet: Wallet, spending: Spending | None = None) -> Session:
        """A session for a request to this URL.

        Raises:
            InvalidValueError: The URL is none of `https` or `http`, or its origin is ambiguous.
        """

    @property
    def state(self) -> SessionState:
        """Where the session stands."""

    @property
    def spend_status(self) -> SpendStatus:
        """What became of the money."""

    @property
    def origin(self) -> str:
        """The origin of the request, after the redirects that were followed."""

    @property
    def spending(self) -> Spending:
        """The policy, with what is left of the budget: the next session starts with it."""

    @property
    def payment_required(self) -> PaymentRequired | v1.PaymentRequired | None:
        """What the server asked for."""

    @property
    def payment(self) -> SignedPayment | None:
        """The payment to send with the request, while it may be sent."""

    def response(
        self,
        status: int,
        headers: Sequence[tuple[str | bytes, str | bytes]],
        body: str | bytes | None = None,
    ) -> _Step:
        """Takes an answer; the body is read only where version 1 asks for payment in it.

        Raises:
            SessionError: No request was due.
        """

    def no_response(self) -> _Step:
        """Reports that no response arrived: a time-out, a broken connection.

        Raises:
            SessionError: No request was due.
        """

    def pay(self, payment: SignedPayment, *, now: int | datetime) -> SignedPayment:
        """Attaches the payment of the choice that was given, and reserves its cost.

        Args:
            payment: The signed payment.
            now: The time at which it is sent, in Unix seconds or as a `datetime` with a time zone.
                A device or a person may have taken longer to sign than the payment is valid: then
                it is not sent and costs nothing.

        Raises:
            SessionError: No payment is due, this one is for something else, or it expires too soon
                to be settled: sign the choice once more.
        """

    def resend(self) -> SignedPayment:
        """Makes the same payment ready to be sent once more.

        Raises:
            SessionError: Nothing is unknown about a payment, or it was sent too often.
        """

    def release_unused(self, block_time: int | datetime) -> None:
        """Puts the cost back into the budget, on the chain's word that the payment is unused.

        To be called if the payment's nonce is unused at a final block whose time is after
        `SignedPayment.valid_until`: `authorizationState` of the token (EIP-3009), or the bitmap of
        Permit2. Neither a server's statement nor a clock is such a proof. The session ends.

        Args:
            block_time: The time of that block, in Unix seconds or as a `datetime` with a time zone.

        Raises:
            SessionError: No payment is attached, or its cost was put back before; the payment has
                not expired at that block, or it is on Solana, where it expires by height.
        """

    def release_queries(self, facts: Facts | None = None) -> ChainQueries:
        """What is left to ask the payment's network for `release_expired`, given the facts so far.

        One round on an EVM chain, three on Solana. Empty if no payment is attached, or no query
        shows whether it is used.
        """

    def release_expired(self, facts: Facts) -> None:
        """Puts the cost back into the budget if the chain proves that the payment cannot be made.

        Two or more nodes have its nonce unused, and their finalized block is behind its window. On
        Solana a finalized block, ten minutes after the payment was attached or later, has forgotten
        its blockhash, and no transaction of the payer's token account executed it. With one node
        nothing is put back. The session ends.

        Raises:
            SessionError: No payment is attached, or its cost was put back before, or the facts do
                not prove it: the cost stays spent.
        """

    def may_follow(self, location: str) -> bool:
        """Whether the request, with the payment if it has one, may go to this URL.

        For HTTP clients that follow redirects by themselves: to be asked before each.
        """

    def blocked(self, location: str) -> Blocked | None:
        """Why the request may not go to this URL; `None` if `may_follow` says that it may."""

@final
class Done:
    """Nothing is to be paid: the answer, whatever it is, is the caller's."""

    __match_args__ = ()

@final
class Follow:
    """Follow this redirect; a payment goes along."""

    __match_args__ = ("location",)
    @property
    def location(self) -> str:
        """Where to, absolute or relative."""

@final
class Pay:
    """The server asks for payment and this is what to pay: sign it, then `Session.pay`."""

    __match_args__ = ("choice",)
    @property
    def choice(self) -> Choice:
        """What to pay."""

@final
class Unpayable:
    """The server asks for payment in no way that is acceptable."""

    __match_args__ = ("error",)
    @property
    def error(self) -> NoChoiceError:
        """Why not, for each way."""

@final
class Unreadable:
    """A 402 that is not of this protocol, or malformed."""

    __match_args__ = ("error",)
    @property
    def error(self) -> MalformedError:
        """What is wrong with it."""

@final
class Blocked:
    """A redirect that must not be followed, or a server that must not be paid.

    A payment that was sent may have been settled.
    """

    __match_args__ = ("reason",)
    @property
    def reason(self) -> str:
        """Why not."""

@final
class Receipt:
    """The payment was settled, so the server says."""

    __match_args__ = ("status", "response", "mismatches")
    @property
    def status(self) -> int:
        """The answer's status."""

    @property
    def response(self) -> SettleResponse:
        """The receipt as it came."""

    @property
    def mismatches(self) -> tuple[ReceiptMismatch, ...]:
        """Where it contradicts the payment; empty for a good receipt."""

@final
class Unconfirmed:
    """The server gave an answer without a receipt, such as an application's own 404 or 500.

    The answer is the caller's, and whether it was paid is unknown.
    """

    __match_args__ = ("status", "error")
    @property
    def status(self) -> int:
        """The answer's status."""

    @property
    def error(self) -> MalformedError | None:
        """What is wrong with the receipt, if there is one."""

@final
class Failed:
    """The payment was refused."""

    __match_args__ = ("status", "reason", "settled", "required", "receipt")
    @property
    def status(self) -> int:
        """The answer's status."""

    @property
    def reason(self) -> str | None:
        """Why, in the server's words."""

    @property
    def settled(self) -> SettlementClaim:
        """Whether money may have moved nevertheless: `no` is the server's statement, not proof."""

    @property
    def required(self) -> PaymentRequired | v1.PaymentRequired | None:
        """What the server asks for now."""

    @property
    def receipt(self) -> SettleResponse | None:
        """The receipt of the failed settlement."""

@final
class Unknown:
    """What became of the payment is unknown, or not yet decided.

    `Session.resend` it, or leave it. Never sign another for this request.
    """

    __match_args__ = ("status", "receipt", "error", "retry_after")
    @property
    def status(self) -> int | None:
        """The answer's status, if there was an answer."""

    @property
    def receipt(self) -> SettleResponse | None:
        """The receipt of a settlement that is still pending."""

    @property
    def error(self) -> MalformedError | None:
        """What is wrong with the receipt, if it could not be read."""

    @property
    def retry_after(self) -> int | None:
        """After how many seconds the server wants to be asked again: its `Retry-After`."""

_Step = (
    Done
    | Follow
    | Pay
    | Unpayable
    | Unreadable
    | Blocked
    | Receipt
    | Unconfirmed
    | Failed
    | Unknown
)
