from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal, NoReturn, final

from ..literals import StoreOutcome
from .chain import ChainQueries, Facts
from .exchange import AskChain
from .facilitator import SettleRequest
from .message import SettleResponse
from .network import Network
from .verification import Capabilities

__all__ = [
    "Broadcast",
    "FollowTransaction",
    "LoadRows",
    "PutRows",
    "Reconciliation",
    "SendTransaction",
    "Settlement",
    "SettlementAnswer",
    "SignMessage",
    "SignTransaction",
    "Sponsorship",
    "Wait",
    "settlement_networks",
    "transactions",
]

_Level = Literal["included", "safe", "finalized"] | int

_Found = Sequence[tuple[str, str]]

@final
class Sponsorship:
    """The terms on which a facilitator pays for the gas of one network.

    Solana has no gas: there the payer signs the fee, and limits are in lamports: `on_solana`.
    """

    def __new__(
        cls,
        fee_cap: int,
        *,
        least_tip: int | None = None,
        gas_limit: int | None = None,
        gas_margin: int | None = None,
        batch_within: int | None = None,
        max_batch_gas: int | None = None,
        has_l1_fee: bool = False,
        bump_after: int | None = None,
        fill_after: int | None = None,
        poll_millis: int | None = None,
        final_poll_millis: int | None = None,
        answer_within: int | None = None,
        sign_before: int | None = None,
        wait_until: _Level | None = None,
        most_per_payment: int | None = None,
        most_per_signer: int | None = None,
        most_per_payer: int | None = None,
        most_per_payee: int | None = None,
    ) -> Sponsorship:
        """Terms with a cap on the fee for a unit of gas, and no other limit if none is given.

        Args:
            fee_cap: The most that is ever paid for a unit of gas, in wei.
            least_tip: The least that is offered to a block's builder for a unit of gas, in wei; 1
                if it is not given.
            gas_limit: The most gas that one settlement may use; 300,000 if it is not given.
            gas_margin: How much gas a payment is given above what the nodes estimate, within the
                limit; 30,000 if it is not given.
            batch_within: For how many milliseconds a payment by EIP-3009 waits for others, to go
                with them in one transaction; if it is not given, or is 0, each payment has a
                transaction of its own. What fails inside of a batch goes again alone.
            max_batch_gas: The most gas that such a transaction may use; 3,000,000 if it is not
                given.
            has_l1_fee: Whether posting to L1 costs a fee of its own: on an OP stack rollup.
            bump_after: After how many seconds the first transaction of a lane is sent again with
                higher fees; 8 if it is not given.
            fill_after: After how many seconds a free nonce is filled with a transaction that does
                nothing, if later ones wait for it; 30 if it is not given.
            poll_millis: For how many milliseconds a transaction that has not landed is left alone;
                500 if it is not given.
            final_poll_millis: The same for one that has landed; 15,000 if it is not given.
            answer_within: For how many seconds a request to settle waits for its level; 20 if it is
                not given.
            sign_before: How many seconds before the end of its window a payment is not signed for
                any more; 6 if it is not given.
            wait_until: The level at which a settlement is answered as paid; `included` if it is not
                given.
            most_per_payment: The most that one payment may cost, in wei.
            most_per_signer: The most that a signer pays in a day, in wei.
            most_per_payer: The most that is paid for one payer's payments in a day, in wei.
            most_per_payee: The most that is paid for the payments to one payee in a day, in wei.

        Raises:
            InvalidValueError: A number is too large, or the level does not exist.
        """

    @staticmethod
    def on_solana(
        most_per_payment: int,
        *,
        poll_millis: int | None = None,
        final_poll_millis: int | None = None,
        answer_within: int | None = None,
        wait_until: _Level | None = None,
        most_per_signer: int | None = None,
        most_per_payer: int | None = None,
        most_per_payee: int | None = None,
    ) -> Sponsorship:
        """Terms on Solana with a limit on the fee of one payment.

        Args:
            most_per_payment: The most that one payment may cost, in lamports: 5,000 for each of the
                two signatures, and the compute units at the price that the payer signed.
            poll_millis: After how many milliseconds a transaction that has not landed is sent
                again; 2,000 if it is not given.
            final_poll_millis: For how many milliseconds one that has landed is left alone; 5,000 if
                it is not given.
            answer_within: As in `Sponsorship`.
            wait_until: As in `Sponsorship`: `included` is confirmed.
            most_per_signer: The most that a signer pays in a day, in lamports.
            most_per_payer: The most that is paid for one payer's payments in a day, in lamports.
            most_per_payee: The same for the payments to one payee.

        Raises:
            InvalidValueError: A number is too large, or the level does not exist.
        """

    @property
    def fee_cap(self) -> int:
        """The most that is ever paid for a unit of gas, in wei."""

    @property
    def least_tip(self) -> int:
        """The least that is offered to a block's builder for a unit of gas, in wei."""

    @property
    def gas_limit(self) -> int:
        """The most gas that one settlement may use."""

    @property
    def gas_margin(self) -> int:
        """How much gas a payment is given above what the nodes estimate, within the limit."""

    @property
    def batch_within(self) -> int:
        """For how many milliseconds a reserved transaction waits for further payments."""

    @property
    def max_batch_gas(self) -> int:
        """The most gas that a batch of payments may use."""

    @property
    def has_l1_fee(self) -> bool:
        """Whether posting to L1 costs a fee of its own."""

    @property
    def bump_after(self) -> int:
        """After how many seconds the first transaction of a lane is sent again."""

    @property
    def fill_after(self) -> int:
        """After how many seconds a free nonce is filled, if later ones wait for it."""

    @property
    def poll_millis(self) -> int:
        """For how many milliseconds a transaction that has not landed is left alone."""

    @property
    def final_poll_millis(self) -> int:
        """The same for one that has landed."""

    @property
    def answer_within(self) -> int:
        """For how many seconds a request to settle waits for its level."""

    @property
    def sign_before(self) -> int:
        """How many seconds before the end of its window a payment is not signed for."""

    @property
    def wait_until(self) -> _Level:
        """The level at which a settlement is answered as paid."""

    @property
    def most_per_payment(self) -> int | None:
        """The most that one payment may cost, in wei."""

    @property
    def most_per_signer(self) -> int | None:
        """The most that a signer pays in a day, in wei."""

    @property
    def most_per_payer(self) -> int | None:
        """The most that is paid for one payer's payments in a day, in wei."""

    @property
    def most_per_payee(self) -> int | None:
        """The most that is paid for the payments to one payee in a day, in wei."""

    @property
    def worst_fee(self) -> int:
        """What one payment can cost at most, in wei, without a fee for L1."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class LoadRows:
    """A step: read these rows and what comes with them, in one snapshot: `SqliteStore.load`."""

    __match_args__ = ("ids",)
    @property
    def ids(self) -> tuple[str, ...]:
        """The names of the rows: the kind, a space and the key."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class PutRows:
    """A step: write all of these rows or none, durably: `SqliteStore.put`."""

    __match_args__ = ("rows", "lease", "reversed")
    @property
    def rows(self) -> tuple[tuple[Any, ...], ...]:
        """The members of each `StoredRow`, in their order. They hold signed bytes, which are money."""

    @property
    def lease(self) -> tuple[str, int] | None:
        """The owner and the milliseconds of the lease that the transactions among them get."""

    @property
    def reversed(self) -> tuple[str, ...]:
        """The keys of settlements that were reported as paid and have not been: an alarm."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class FollowTransaction:
    """A step: see that a `Broadcast` drives this transaction, and go on with `woke`."""

    __match_args__ = ("transaction", "millis")
    @property
    def transaction(self) -> str:
        """The key as stores have it: network, signer and nonce, or network and message hash."""

    @property
    def millis(self) -> int:
        """How long to wait at most, in milliseconds."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class SettlementAnswer:
    """The last step: answer the request."""

    __match_args__ = ("status", "retry_after", "response")
    @property
    def status(self) -> int:
        """The HTTP status: 200, or 503 if store or nodes did not answer: it proves nothing."""

    @property
    def retry_after(self) -> int | None:
        """The header `Retry-After` in seconds."""

    @property
    def response(self) -> SettleResponse:
        """The body."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class SignTransaction:
    """A step: sign a transaction's hash."""

    __match_args__ = ("signer", "digest")
    @property
    def signer(self) -> str:
        """The address of the account that signs."""

    @property
    def digest(self) -> bytes:
        """The 32 bytes that it signs."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class SignMessage:
    """A step: sign a message of Solana."""

    __match_args__ = ("signer", "message")
    @property
    def signer(self) -> str:
        """The address of the account that signs, and pays the fee."""

    @property
    def message(self) -> bytes:
        """The bytes that it signs."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class SendTransaction:
    """A step: hand a signed transaction to every node of the network. It is stored."""

    __match_args__ = ("network", "queries")
    @property
    def network(self) -> Network:
        """The network."""

    @property
    def queries(self) -> ChainQueries:
        """What to ask the nodes: the sending alone."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Wait:
    """A step: wait, then go on with `woke`."""

    __match_args__ = ("millis",)
    @property
    def millis(self) -> int:
        """How long, in milliseconds."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Settlement:
    """One `POST /settle`, until its answer: a state machine without I/O.

    Each event returns what to do next, until a `SettlementAnswer` ends it. It can be dropped at any
    time: what it has reserved is driven by a `Broadcast`, and the next request for the payment goes
    on from the rows.
    """

    def __new__(cls, capabilities: Capabilities, terms: Sponsorship) -> Settlement:
        """A settlement that waits for its request."""

    def request(
        self, request: SettleRequest, *, now: int | datetime, repeat_token: str | None = None
    ) -> LoadRows | SettlementAnswer:
        """A request came. `repeat_token` is the header `Idempotency-Key`."""

    def stored(
        self, outcome: StoreOutcome, found: _Found, *, now: int | datetime
    ) -> LoadRows | PutRows | AskChain | FollowTransaction | SettlementAnswer:
        """The store was asked: what it answered, and the rows that it found, as kind and body.

        Raises:
            MalformedError: A row cannot be read: another program wrote it. Report it, and give
                `unavailable`.
            SettlementOutOfTurnError: The settlement does not wait for its store.
        """

    def answered(
        self, facts: Facts, *, now: int | datetime
    ) -> LoadRows | PutRows | AskChain | FollowTransaction | SettlementAnswer:
        """The nodes were asked: their answers, as many as came.

        Raises:
            SettlementOutOfTurnError: The settlement does not wait for answers.
        """

    def woke(self, *, now: int | datetime) -> LoadRows | SettlementAnswer:
        """The rows of the transaction have changed, or its time has passed.

        Raises:
            SettlementOutOfTurnError: The settlement follows no transaction.
        """

    def __reduce__(self) -> NoReturn: ...

_Next = (
    LoadRows | PutRows | AskChain | SignMessage | SignTransaction | SendTransaction | Wait | None
)

@final
class Broadcast:
    """One transaction of a chain, until its end: a state machine without I/O.

    Each event returns what to do next; `None` is the end. Every replica can go on with the
    transaction, from its rows alone. An attempt is stored before it is sent, and no answer to a
    sending proves anything.
    """

    def __new__(
        cls, terms: Sponsorship, transaction: str, lease: tuple[str, int]
    ) -> Broadcast:
        """The broadcast of a transaction by the replica that has its lease; it waits for `woke`.

        Raises:
            InvalidValueError: The text is not the key of a transaction.
        """

    @property
    def network(self) -> Network:
        """The network."""

    def woke(self) -> _Next:
        """Begin, or go on after a `Wait`."""

    def stored(self, outcome: StoreOutcome, found: _Found, *, now: int | datetime) -> _Next:
        """The store was asked: see `Settlement.stored`."""

    def answered(self, facts: Facts, *, now: int | datetime) -> _Next:
        """The nodes were asked: their answers, as many as came."""

    def signed(self, signature: bytes | None, *, now: int | datetime) -> _Next:
        """The signer was asked: its 65 bytes; `None` if it refused or did not answer in time."""

    def message_signed(self, signature: bytes | None, *, now: int | datetime) -> _Next:
        """The signer was asked to sign a message: its 64 bytes, or `None`."""

    def sent(self, facts: Facts) -> _Next:
        """The transaction was handed to every node. None of the answers proves anything."""

    def __reduce__(self) -> NoReturn: ...

@final
class Reconciliation:
    """One settlement that no transaction carries, until it waits again: a machine without I/O.

    Each event returns what to do next; `None` is the end. It reserves a new transaction for what is
    unused and in time, looks for the transaction of another party that used it, and follows that
    until it is final.
    """

    def __new__(
        cls, capabilities: Capabilities, terms: Sponsorship, row: str
    ) -> Reconciliation:
        """The reconciliation of a settlement that a claim gave, by its body.

        Raises:
            MalformedError: The row cannot be read: another program wrote it.
        """

    @property
    def key(self) -> str:
        """The key of the settlement."""

    def begun(self, *, now: int | datetime) -> LoadRows | None:
        """Begin."""

    def stored(
        self, outcome: StoreOutcome, found: _Found, *, now: int | datetime
    ) -> AskChain | None:
        """The store was asked: see `Settlement.stored`."""

    def answered(
        self, facts: Facts, *, now: int | datetime
    ) -> LoadRows | PutRows | AskChain | None:
        """The nodes were asked: their answers, as many as came."""

    def __reduce__(self) -> NoReturn: ...

def settlement_networks(bodies: Sequence[str]) -> tuple[Network, ...]:
    """The networks of the settlements with these bodies, in their order.

    Raises:
        MalformedError: A row cannot be read: another program wrote it.
    """

def transactions(found: _Found) -> tuple[str, ...]:
    """The keys of the transactions among these rows, such as a claim gives.

    Raises:
        MalformedError: A row cannot be read: another program wrote it.
    """
