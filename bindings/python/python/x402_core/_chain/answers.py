"""What nodes answered to a host's own queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Union

from .values import (
    AccountInfo,
    AddressSignature,
    FeeHistory,
    FoundLog,
    PooledTransaction,
    PrioritizationFee,
    ProgramAccount,
    Receipt,
    SignatureStatus,
    Simulated,
    TransactionFault,
    TransactionOutcome,
    maybe,
    unhex,
)

if TYPE_CHECKING:
    from typing import Self

    from .._native.chain import ChainQueries, Facts
    from ..literals import Cause, Sent
    from ..literals import Nonsense as NonsenseKind


@dataclass(frozen=True)
class Head:
    """A point of a chain: a block, or a slot of Solana."""

    height: int
    """The number of the block or slot."""
    hash: bytes | None = None
    """The block's hash: 32 bytes."""
    time: int | None = None
    """The block's time in Unix seconds."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        height, block = int(json["height"]), json.get("hash")
        return cls(height, maybe(block, unhex), maybe(json.get("time"), int))


@dataclass(frozen=True)
class Code:
    """What is at an EVM address."""

    kind: Literal["none", "delegated", "contract"]
    """No code, another contract's by EIP-7702, or a contract."""
    delegate: str | None = None
    """The contract whose code runs, by EIP-7702."""
    hash: bytes | None = None
    """The Keccak-256 hash of a contract's code."""

    @classmethod
    def of(cls, json: str | Mapping[str, str]) -> Self:
        """Reads what the native half wrote."""
        if isinstance(json, str):
            return cls("none")
        if "delegated" in json:
            return cls("delegated", delegate=json["delegated"])
        return cls("contract", hash=unhex(json["contract"]))


@dataclass(frozen=True)
class Value:
    """A chain's answer: the member that the query names, and `None` for the others."""

    kind: str
    """Which member the value has, such as `amount` or `receipt`."""
    number: int | None = None
    """A count, a height or an id."""
    amount: int | None = None
    """Atomic units of a token, or wei."""
    flag: bool | None = None
    """Yes or no."""
    hash: bytes | None = None
    """32 bytes."""
    text: str | None = None
    """A text of at most 256 bytes."""
    code: Code | None = None
    """The code at an EVM address."""
    block: Head | None = None
    """A block, with hash and time."""
    receipt: Receipt | None = None
    """The receipt of an EVM transaction."""
    logs: tuple[FoundLog, ...] | None = None
    """Logs, in the order of the chain."""
    transaction: PooledTransaction | None = None
    """An EVM transaction that the node knows."""
    fees: FeeHistory | None = None
    """Base fees and tips."""
    sent: Sent | None = None
    """What a node did with a transaction; it never proves anything."""
    succeeded: bool = False
    """Whether a simulated call succeeds; otherwise the answer is a `Revert`."""
    account: AccountInfo | None = None
    """An account of Solana."""
    program_accounts: tuple[ProgramAccount, ...] | None = None
    """The accounts of a program that match."""
    prioritization_fees: tuple[PrioritizationFee, ...] | None = None
    """What was paid for priority, oldest slot first."""
    signatures: tuple[AddressSignature, ...] | None = None
    """Transactions of Solana that name an account, newest first."""
    outcome: TransactionOutcome | None = None
    """What a transaction of Solana did."""
    status: SignatureStatus | None = None
    """The status of a transaction of Solana."""
    simulated: Simulated | None = None
    """The simulation of a transaction of Solana that succeeds."""
    blockhash: str | None = None
    """A blockhash for a new transaction of Solana."""
    last_valid_block_height: int | None = None
    """The last block height at which a transaction with `blockhash` can land."""

    @property
    def is_absence(self) -> bool:
        """Whether what was asked for is not there: no receipt, no log, no code, an unused nonce."""
        value = getattr(self, self.kind)
        return value in (None, (), Code("none")) or value is False

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        members = {name: _read(name, value) for name, value in json.items()}
        return cls(next(iter(members)), **members)


def _read(name: str, value: Any) -> Any:
    read = _READ.get(name)
    if value is None or read is None:
        return value
    return tuple(read(one) for one in value) if isinstance(value, list) else read(value)


_READ: Mapping[str, Any] = {
    "number": int,
    "amount": int,
    "hash": unhex,
    "code": Code.of,
    "block": Head.of,
    "receipt": Receipt.of,
    "logs": FoundLog.of,
    "transaction": PooledTransaction.of,
    "fees": FeeHistory.of,
    "account": AccountInfo.of,
    "program_accounts": ProgramAccount.of,
    "prioritization_fees": PrioritizationFee.of,
    "signatures": AddressSignature.of,
    "outcome": TransactionOutcome.of,
    "status": SignatureStatus.of,
    "simulated": Simulated.of,
    "last_valid_block_height": int,
}


@dataclass(frozen=True)
class Revert:
    """Why the chain refuses: the call reverts, or the transaction fails."""

    kind: Literal["bad_return", "error", "message", "panic", "silent", "fault", "unknown"]
    """Data of another type, a known contract's error, its text, a code, nothing, or a fault."""
    error: str | None = None
    """The custom error of a known contract, by its name in Solidity."""
    message: str | None = None
    """The contract's text."""
    panic: int | None = None
    """The code of a failed assertion or a computation out of range."""
    fault: TransactionFault | None = None
    """The error of Solana's runtime."""
    unknown: bytes | None = None
    """The first four bytes of another custom error's data."""

    @classmethod
    def of(cls, json: Any) -> Self:
        """Reads what the native half wrote."""
        if isinstance(json, str):
            return cls("silent" if json == "silent" else "bad_return")
        ((kind, value),) = json.items()
        readers: dict[str, Any] = {"panic": int, "fault": TransactionFault.of, "unknown": unhex}
        read = readers.get(kind)
        return cls(kind, **{kind: value if read is None else read(value)})


@dataclass(frozen=True)
class Failure:
    """A node's failure to answer: it proves nothing about the chain."""

    cause: Cause
    """Why."""
    is_transient: bool
    """Whether the same request to the same node may succeed later."""
    code: int | None = None
    """The code of the JSON-RPC error, if there was one."""
    retry_after: int | None = None
    """Seconds to wait before the next request, where the node stated it; at most an hour."""


@dataclass(frozen=True)
class Nonsense:
    """A response that is not an answer: it proves nothing about the chain."""

    kind: NonsenseKind
    """What is wrong with it."""


Answer = Union[Value, Revert, Failure, Nonsense]
"""A node's answer to a query."""


@dataclass(frozen=True)
class Fact:
    """What one node answered to one query."""

    answer: Answer
    """The answer."""
    at: Head | None
    """The point of the chain at which the answer holds, where it is known."""
    node: int
    """The number of the node, from 0."""


@dataclass(frozen=True)
class Agreed:
    """What enough nodes agree on."""

    answer: Value | Revert
    """The answer."""
    at: Head | None
    """The newest point of the chain at which enough nodes give it, where it is known."""
    nodes: int
    """The number of nodes that give it."""


def answers(facts: Facts, queries: ChainQueries) -> tuple[tuple[Fact, ...], ...]:
    """The facts about each of these queries, in their order.

    There is one of every node that was asked, and two of a node that contradicts itself.
    """
    return tuple(tuple(map(_fact, found)) for found in queries.answers_to_json(facts))


def agreed(facts: Facts, queries: ChainQueries) -> tuple[Agreed | None, ...]:
    """What enough nodes agree on, of each of these queries in their order; `None` if they do not.

    How many are enough depends on the `nodes` of the facts: of two or more, two must agree.
    """
    return tuple(maybe(found, _agreed) for found in queries.agreed_to_json(facts))


def _fact(json: dict[str, Any]) -> Fact:
    at, node = json.pop("at", None), json.pop("node")
    return Fact(_answer(json), maybe(at, Head.of), node)


def _agreed(json: dict[str, Any]) -> Agreed:
    at, nodes = json.pop("at", None), json.pop("nodes")
    answer = Revert.of(json["refused"]) if "refused" in json else Value.of(json)
    return Agreed(answer, maybe(at, Head.of), nodes)


def _answer(json: dict[str, Any]) -> Answer:
    match json:
        case {"refused": revert}:
            return Revert.of(revert)
        case {"failed": cause, "transient": transient}:
            return Failure(cause, transient, json.get("code"), json.get("retry_after"))
        case {"nonsense": kind}:
            return Nonsense(kind)
    return Value.of(json)
