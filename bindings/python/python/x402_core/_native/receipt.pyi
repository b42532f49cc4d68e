from collections.abc import Sequence
from datetime import datetime
from typing import Literal, NoReturn, final

from ..literals import Mechanism, MovementKind, SearchResultKind, SettlementStatusKind
from . import v1
from .chain import ChainQueries, Facts
from .message import PaymentPayload
from .network import Network
from .policy import Policy
from .scheme import Offer

__all__ = [
    "ExpectedTransfer",
    "Landed",
    "Movement",
    "SearchResult",
    "SettlementStatus",
    "find",
    "movements",
    "prove",
    "queries",
    "search",
]

@final
class ExpectedTransfer:
    """The transfer that a payment is to make: what a proof of its settlement looks for.

    A verified payment has one: `Verified.expected_transfer`. It has no constructor.
    """

    __match_args__ = ("payer", "amount", "network")

    @staticmethod
    def read(
        payment: PaymentPayload | v1.PaymentPayload,
        offer: Offer,
        *,
        now: int | datetime,
        policy: Policy | None = None,
        signers: Sequence[str] | None = None,
    ) -> ExpectedTransfer:
        """Reads the transfer in a payment of an offer, also in one whose window is over.

        Raises:
            RejectedError: The first rule that the payment breaks, other than by its time.
        """

    @property
    def mechanism(self) -> Mechanism:
        """How the payment is made."""

    @property
    def network(self) -> Network:
        """The network."""

    @property
    def payer(self) -> str:
        """The payer."""

    @property
    def pay_to(self) -> str:
        """The payee."""

    @property
    def asset(self) -> str:
        """The token."""

    @property
    def amount(self) -> int:
        """The amount in atomic units of the token."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Landed:
    """What a transaction did, as a node reported it in JSON.

    It is a statement, not a proof: only nodes show that the transaction is in the chain.
    """

    @staticmethod
    def read(transaction_json: str | bytes) -> Landed:
        """Reads the JSON that a node returned.

        Args:
            transaction_json: The result of `eth_getTransactionReceipt`, or of `getTransaction` with
                the encoding `base64`, alone or in its JSON-RPC response.

        Raises:
            InvalidValueError: The text is not such a result; also for a result `null`, a node's
                answer that it does not have the transaction.
        """

    @property
    def transaction(self) -> str:
        """The transaction's id: compare it with the one that was claimed."""

    @property
    def block_number(self) -> int | None:
        """The number of its block, on an EVM chain; `None` while the block is not sealed."""

    @property
    def block_hash(self) -> bytes | None:
        """The hash of its block, on an EVM chain."""

    @property
    def slot(self) -> int | None:
        """Its slot, on Solana."""

    def movements(self, expected: Sequence[ExpectedTransfer]) -> tuple[Movement, ...]:
        """What the transaction moved for each of these payments, in their order, if it is in the
        chain.

        Each transfer counts for one payment only, so give all the payments that the transaction is
        to have settled.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Movement:
    """What one transaction moved for one payment, by its logs or its token balances.

    It is read from the transaction alone. Whether the transaction is in the chain, only nodes can
    tell: `prove`.
    """

    __match_args__ = ("kind",)

    @property
    def kind(self) -> MovementKind:
        """What kind of movement it is."""

    @property
    def received(self) -> int | None:
        """What the payee received, if it is less than the amount, in atomic units."""

    @property
    def log_index(self) -> int | None:
        """The place of the transfer's log in its block; `None` on Solana, which has no logs."""

    @property
    def names_payment(self) -> bool | None:
        """Whether the transaction names what the payer signed, if it moved anything."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class SearchResult:
    """What a search of a range of blocks found."""

    __match_args__ = ("kind", "transaction")

    @property
    def kind(self) -> SearchResultKind:
        """What kind of result it is."""

    @property
    def transaction(self) -> str | None:
        """The transaction that used the authorization, and by which to `prove` the payment; or the
        one that cancelled it.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class SettlementStatus:
    """What the facts of a chain show of a settlement; `str()` is the same in words.

    Only the kind `paid` is success. The kinds `short`, `cancelled`, `failed` and `unrelated` are
    about a transaction that is in the chain at the level asked for; the rest may change.
    """

    __match_args__ = ("kind",)

    @property
    def kind(self) -> SettlementStatusKind:
        """What kind of status it is."""

    @property
    def is_contradiction(self) -> bool:
        """Whether it contradicts the statement that the transaction settled the payment."""

    @property
    def received(self) -> int | None:
        """What the payee received, if it is less than the amount, in atomic units."""

    @property
    def transaction(self) -> str | None:
        """The transaction that paid."""

    @property
    def block_number(self) -> int | None:
        """The number of its block, on an EVM chain."""

    @property
    def block_hash(self) -> bytes | None:
        """The hash of its block, on an EVM chain."""

    @property
    def slot(self) -> int | None:
        """Its slot, on Solana."""

    @property
    def log_index(self) -> int | None:
        """The place of the transfer's log in its block, on an EVM chain."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

def queries(
    expected: Sequence[ExpectedTransfer],
    transaction: str,
    facts: Facts,
    *,
    level: Literal["included", "safe", "finalized"] | int | None = None,
) -> ChainQueries:
    """What is left to ask a chain for a proof; nothing once `prove` has all that it can use.

    It takes two rounds at most.

    Args:
        expected: The payments that the transaction is to have settled, on one network.
        transaction: Its id, as receipts carry it.
        facts: What the nodes answered so far; `Facts(nodes=...)` at first.
        level: How sure the settlement must be, `included` if it is not given; a number is one of
            further blocks.

    Raises:
        InvalidValueError: The text is not the id of a transaction, or the level does not exist.
    """

def prove(
    expected: Sequence[ExpectedTransfer],
    transaction: str,
    facts: Facts,
    *,
    level: Literal["included", "safe", "finalized"] | int | None = None,
) -> tuple[SettlementStatus, ...]:
    """What the facts show of the settlement of these payments by one transaction, in their order.

    Each transfer counts for one payment only, so give all the payments that the transaction is to
    have settled. The arguments are those of `queries`.

    Raises:
        InvalidValueError: The text is not the id of a transaction, or the level does not exist.
    """

def movements(
    expected: Sequence[ExpectedTransfer], transaction_json: str | bytes
) -> tuple[str, tuple[Movement, ...]]:
    """What a transaction moved for each of these payments, offline.

    Args:
        expected: The payments, in any order.
        transaction_json: The result of `eth_getTransactionReceipt`, or of `getTransaction` with the
            encoding `base64`, alone or in its JSON-RPC response.

    Returns:
        The transaction's id, and a movement for each payment, in their order.

    Raises:
        InvalidValueError: The text is not such a result.
    """

def search(expected: ExpectedTransfer, first_block: int, last_block: int) -> ChainQueries:
    """The queries that look for the transaction which used or cancelled an authorization, in these
    blocks, both included.

    Any account may send an authorization of EIP-3009, so another transaction than the facilitator's
    may have made the payment. There are none for the other mechanisms, whose logs name no payment.

    Raises:
        InvalidValueError: The range is empty, or longer than 2,000 blocks.
    """

def find(
    expected: ExpectedTransfer, first_block: int, last_block: int, facts: Facts
) -> SearchResult:
    """What the answers to the queries of `search` show, for the same range.

    Raises:
        InvalidValueError: As `search`.
    """
