from collections.abc import Sequence
from datetime import datetime
from typing import Literal, final

from ..errors import Refusal, UndecidedError
from ..literals import (
    ExchangeStage,
    FacilitatorFailure,
    MarkAnswer,
    ProblemKind,
    Reservation,
    SettlementStatusKind,
)
from .bill import Route
from .chain import ChainQueries, Facts
from .facilitator import SettleRequest, VerifyRequest, VerifyResponse
from .message import SettleResponse
from .network import Network
from .policy import DeclaredState, Policy
from .receipt_mismatch import ReceiptMismatch
from .verify import Verified

__all__ = [
    "AskChain",
    "AskReplayStore",
    "AskResponseStore",
    "AskSettle",
    "AskVerify",
    "Deliver",
    "EarlierPayment",
    "Exchange",
    "MarkSettling",
    "Problem",
    "Repeat",
    "Respond",
    "Serve",
    "ServerResponse",
    "StoredResponse",
    "UnresolvedPayment",
]

@final
class Exchange:
    """One HTTP request for a resource that costs something, until its answer.

    Each event says what happened and gives the next step, until a `Respond` or a `Deliver` ends
    the exchange. The handler never runs for a payment that was not verified, nothing is delivered
    before it is settled, and one payment buys one answer.

    Every event raises `OutOfTurnError` if the exchange does not wait for it.
    """

    def __new__(
        cls,
        route: Route,
        *,
        has_chain: bool = False,
        needs_proof: bool = False,
        url: str | None = None,
        body: str | bytes | None = None,
    ) -> Exchange:
        """An exchange that waits for its request.

        If the host can ask the nodes of chains (`has_chain`), the exchange states `AskChain`: a new
        payment is compared with the chain before the facilitator is asked, and a settlement that
        the facilitator reports before anything is delivered. What the nodes do not agree on, or do
        not answer, changes nothing; with `needs_proof` a settlement that they do not prove is
        answered 503, and the same payment may come again.

        A host that keeps responses gives the request's whole `url`, and its `body` where that is
        short. Of a payment with an id the exchange then states `AskResponseStore`, if the bill
        takes one; at the end the host does what `response_update` returns.
        """

    @property
    def stage(self) -> ExchangeStage:
        """What the exchange waits for."""

    def request(
        self,
        headers: Sequence[tuple[str | bytes, str | bytes]],
        *,
        method: str,
        entropy: bytes,
        now: int | datetime,
        policy: Policy | None = None,
        signers: Sequence[str] | None = None,
        chain: DeclaredState | Facts | None = None,
    ) -> _Step:
        """A request came with these headers, all of them, at this moment.

        `entropy` is 16 random bytes: who asks the replay store, and the settlement's repeat token.
        """

    @property
    def accepted(self) -> Serve | None:
        """The payment, once it may be served for, until the exchange ends."""

    @property
    def if_abandoned(self) -> Reservation:
        """What becomes of the replay key if the exchange is given up now."""

    @property
    def shown(self) -> SettlementStatusKind | None:
        """What the chain showed of the settlement; `None` if it was not asked."""

    def holds(
        self, status: int, *, content_type: str | None, length: int | None, limit: int
    ) -> bool:
        """Whether the host holds back a handler's answer that begins like this.

        If not, `handled` is due at once, before the first byte leaves. `length` is the body's
        length in bytes, if it is known; `limit` is how much is held back.
        """

    def response_store(self, record: str | None, *, is_available: bool = True) -> _Step:
        """The store of responses answered `AskResponseStore`: with what it has under the key."""

    def response_update(
        self, reservation: Reservation, response: StoredResponse | None = None
    ) -> tuple[str, str, str | None, int] | None:
        """What the store of responses must do when the exchange has ended; `None` if nothing.

        Args:
            reservation: What became of the replay key.
            response: What leaves after a `Deliver`, complete and with all its headers; `None` if it
                is a stream, or nothing leaves.

        Returns:
            The key, the record that is there, the record that takes its place, `None` if the key
            is forgotten, and for how many seconds it is kept. It is done only if the store still
            has that record, in one step that no other request can divide.
        """

    def replay_store(
        self, answer: Literal["new", "seen", "unavailable"] | UnresolvedPayment | EarlierPayment
    ) -> _Step:
        """The replay store answered `AskReplayStore`."""

    def chain(
        self,
        facts: DeclaredState | Facts,
        *,
        now: int | datetime,
        policy: Policy | None = None,
        signers: Sequence[str] | None = None,
    ) -> _Step:
        """The nodes answered `AskChain`, or did not.

        `facts` are the answers to all queries of this exchange. Without facts the exchange goes on
        as one without nodes.
        """

    def marked(self, answer: MarkAnswer | Literal["unavailable"]) -> _Step:
        """The replay store answered `MarkSettling`."""

    def verified(self, answer: VerifyResponse | FacilitatorFailure) -> _Step:
        """The facilitator answered `AskVerify`, or did not."""

    def settled(self, answer: SettleResponse | FacilitatorFailure) -> _Step:
        """The facilitator answered `AskSettle`, or did not."""

    def handled(self, status: int) -> _Step:
        """The handler has finished with this HTTP status, or its answer begins: `holds`."""

@final
class AskReplayStore:
    """Ask the replay store for the key and reserve it, in one step."""

    __match_args__ = ("key", "keep_until", "account", "holder")
    @property
    def key(self) -> str:
        """The key: the same for every form of the same payment."""

    @property
    def keep_until(self) -> int:
        """Until when it must be kept, in Unix seconds; in any case until settlement is final."""

    @property
    def account(self) -> str | None:
        """What the same payer's payments for the same terms share."""

    @property
    def holder(self) -> str:
        """Who asks: the name of this exchange, which no other has."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AskResponseStore:
    """Ask the store of responses what it has under this key."""

    __match_args__ = ("key", "record", "seconds")
    @property
    def key(self) -> str:
        """The payment's id."""

    @property
    def record(self) -> str | None:
        """What to put there if nothing is there, in one step that no other request can divide;
        `None` if nothing is put there."""

    @property
    def seconds(self) -> int:
        """For how many seconds it is kept."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class MarkSettling:
    """Have the replay store note that the payment is being settled, or that its handler begins."""

    __match_args__ = ("key", "keep_until", "record", "account")
    @property
    def key(self) -> str:
        """The key that this exchange has reserved."""

    @property
    def keep_until(self) -> int:
        """Until when it must be kept, in Unix seconds."""

    @property
    def record(self) -> str:
        """What the store keeps with the key. It holds the payment: do not log it."""

    @property
    def account(self) -> str | None:
        """By what else the key is found, once it is unresolved; `None`: by itself alone."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class UnresolvedPayment:
    """An answer of a replay store: the payment was left unresolved, and is settling for this
    request now."""

    __match_args__ = ("record",)
    def __new__(cls, record: str) -> UnresolvedPayment:
        """With the record that was marked last."""

    @property
    def record(self) -> str:
        """The record that was marked last."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class EarlierPayment:
    """An answer of a replay store: an earlier payment of the account was left unresolved, and is
    settling for this request now; the key that was asked for is not reserved."""

    __match_args__ = ("key", "keep_until", "record")
    def __new__(cls, key: str, keep_until: int, record: str) -> EarlierPayment:
        """With its key, until when that must be kept, and its record."""

    @property
    def key(self) -> str:
        """Its key: what is concluded in the end."""

    @property
    def keep_until(self) -> int:
        """Until when it must be kept, in Unix seconds."""

    @property
    def record(self) -> str:
        """The record that was marked last."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AskChain:
    """Ask the nodes of a network, all of it in one round."""

    __match_args__ = ("network", "queries")
    @property
    def network(self) -> Network:
        """The network."""

    @property
    def queries(self) -> ChainQueries:
        """What to ask."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AskVerify:
    """Ask the facilitator to verify: `POST /verify`."""

    __match_args__ = ("request",)
    @property
    def request(self) -> VerifyRequest:
        """The body."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AskSettle:
    """Ask the facilitator to settle: `POST /settle`."""

    __match_args__ = ("request", "attempt", "repeat_token")
    @property
    def request(self) -> SettleRequest:
        """The body; the same in every attempt."""

    @property
    def attempt(self) -> int:
        """Which attempt it is, from 1. Wait a while before the second and later ones."""

    @property
    def repeat_token(self) -> str:
        """The header `Idempotency-Key`: the same in every request for this payment."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Serve:
    """Run the handler and hold its answer back."""

    __match_args__ = ("payer", "verified")
    @property
    def payer(self) -> str:
        """The payer."""

    @property
    def verified(self) -> Verified | None:
        """The proof, where there is one."""

    @property
    def undecided(self) -> UndecidedError | None:
        """What could not be proven here, where the facilitator vouches for the payment."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Respond:
    """Answer with this; whatever the handler made is thrown away. Ends the exchange."""

    __match_args__ = ("response", "reservation", "problem")
    @property
    def response(self) -> ServerResponse:
        """The answer."""

    @property
    def reservation(self) -> Reservation:
        """What to do with the replay key."""

    @property
    def problem(self) -> Problem:
        """Why, for the seller's log."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Repeat:
    """Answer with the response that this payment got before. Ends the exchange."""

    __match_args__ = ("response",)
    @property
    def response(self) -> StoredResponse:
        """The response as it was sent."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Deliver:
    """Answer with what the handler made, and these headers. Ends the exchange."""

    __match_args__ = ("headers", "reservation", "if_undelivered")
    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """Headers to add to the handler's; its own receipt headers are dropped."""

    @property
    def reservation(self) -> Reservation:
        """What to do with the replay key."""

    @property
    def if_undelivered(self) -> Reservation:
        """What to do with it instead, if the answer does not leave."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

_Step = (
    AskResponseStore
    | AskReplayStore
    | AskChain
    | AskVerify
    | MarkSettling
    | AskSettle
    | Serve
    | Respond
    | Repeat
    | Deliver
)

@final
class ServerResponse:
    """A complete HTTP answer."""

    __match_args__ = ("status", "headers", "body")
    @property
    def status(self) -> int:
        """The status code."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers, each name once."""

    @property
    def body(self) -> str:
        """The body: JSON, or a page."""

    def header(self, name: str) -> str | None:
        """The value of a header, whose name may have any case."""

    @property
    def can_have_page(self) -> bool:
        """Whether it asks for payment, and so may have a page for browsers."""

    def with_page(self, html: str | None, policy: str) -> ServerResponse:
        """The same answer from a server that has pages: with this one, or with the body it has.

        Either way it states that it varies by `Accept`. `policy` is the page's
        `Content-Security-Policy`.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class StoredResponse:
    """A response that was sent before."""

    __match_args__ = ("status", "headers", "body")
    def __new__(
        cls, status: int, headers: Sequence[tuple[str, str]], body: bytes
    ) -> StoredResponse:
        """The response with this status, these headers and this body.

        A byte of a header's value is a character (ISO 8859-1).
        """

    @property
    def status(self) -> int:
        """The status code."""

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers as they were sent."""

    @property
    def body(self) -> bytes:
        """The body."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Problem:
    """Why an exchange ended without what was asked for, for the seller's log; `str()` says it."""

    __match_args__ = ("kind",)
    @property
    def kind(self) -> ProblemKind:
        """What kind of problem it is."""

    @property
    def reason(self) -> str | None:
        """The facilitator's reason, where it gave one; of a false settlement what the chain shows."""

    @property
    def refusal(self) -> Refusal | None:
        """Why the payment was refused here, where it was."""

    @property
    def mismatch(self) -> ReceiptMismatch | None:
        """Where the facilitator's answer is not about this payment, where it is not."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
