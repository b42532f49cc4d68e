"""What the members of a `Value` are made of."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from typing import Self

    from .query import Commitment

_T = TypeVar("_T")


def unhex(text: str) -> bytes:
    """The bytes that this is the hex of, with `0x`."""
    return bytes.fromhex(text[2:])


def maybe(json: Any, read: Callable[[Any], _T]) -> _T | None:
    """What is read of a member that may be `null`."""
    return None if json is None else read(json)


@dataclass(frozen=True)
class BlockRef:
    """One block of an EVM chain, by number and hash."""

    number: int
    """The block's number."""
    hash: bytes
    """The block's hash: 32 bytes."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(int(json["height"]), unhex(json["hash"]))


@dataclass(frozen=True)
class TransactionFault:
    """An error of Solana's runtime."""

    name: str
    """The runtime's name of the error, `Custom` if a program gave a number."""
    instruction: int | None
    """The place of the instruction that failed, if one did."""
    custom: int | None
    """The program's own error number, if it gave one."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["name"],
            json.get("instruction"),
            json.get("custom"),
        )


@dataclass(frozen=True)
class TokenBalance:
    """The balance of one token account."""

    account: str
    """The token account."""
    mint: str
    """The token."""
    owner: str | None
    """The wallet that owns the account, where the node reports it."""
    program: str | None
    """The token program, where the node reports it."""
    amount: int
    """Atomic units of the token."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["account"],
            json["mint"],
            json["owner"],
            json["program"],
            int(json["amount"]),
        )


@dataclass(frozen=True)
class Log:
    """What a contract recorded while a transaction ran."""

    address: str
    """The contract."""
    topics: tuple[bytes, ...]
    """At most four topics of 32 bytes; the first is the event's hash."""
    data: bytes
    """The data."""
    index: int
    """The log's place in its block."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["address"],
            tuple(unhex(one) for one in json["topics"]),
            unhex(json["data"]),
            int(json["index"]),
        )


@dataclass(frozen=True)
class Receipt:
    """The receipt of an EVM transaction: one node's statement of what it did."""

    transaction: str
    """The transaction's id."""
    block: BlockRef | None
    """The block that contains it; `None` if the block is not sealed yet."""
    succeeded: bool
    """Whether the transaction succeeded; otherwise it reverted and has no logs."""
    sender: str
    """The sender."""
    to: str | None
    """The contract that was called; `None` if the transaction created one."""
    gas_used: int
    """The gas used."""
    gas_price: int | None
    """The price paid in wei per gas, where the node reports it."""
    l1_fee: int | None
    """The fee in wei for posting to L1, where there is one."""
    logs: tuple[Log, ...]
    """The logs in order."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["transaction"],
            maybe(json["block"], BlockRef.of),
            json["succeeded"],
            json["from"],
            json["to"],
            int(json["gas_used"]),
            maybe(json["gas_price"], int),
            maybe(json["l1_fee"], int),
            tuple(Log.of(one) for one in json["logs"]),
        )


@dataclass(frozen=True)
class FoundLog:
    """A log that a search found."""

    block: BlockRef
    """The block."""
    transaction: str
    """The transaction's id."""
    log: Log
    """The log."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            BlockRef.of(json["block"]),
            json["transaction"],
            Log.of(json["log"]),
        )


@dataclass(frozen=True)
class PooledTransaction:
    """An EVM transaction as a node knows it."""

    sender: str
    """The sender."""
    nonce: int
    """The sender's nonce."""
    block: BlockRef | None
    """The block that contains it; `None` while it waits."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["from"],
            int(json["nonce"]),
            maybe(json["block"], BlockRef.of),
        )


@dataclass(frozen=True)
class FeeHistory:
    """The fees of the last blocks, oldest first, in wei per gas."""

    base_fees: tuple[int, ...]
    """The base fee of each block, and at the end that of the next block."""
    tips: tuple[int, ...]
    """The median tip of each block."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            tuple(int(one) for one in json["base_fees"]),
            tuple(int(one) for one in json["tips"]),
        )


@dataclass(frozen=True)
class AccountInfo:
    """An account of Solana as it is stored."""

    owner: str
    """The program that owns the account."""
    lamports: int
    """The account's balance in lamports."""
    executable: bool
    """Whether the account is a program."""
    data: bytes
    """The account's data."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["owner"],
            int(json["lamports"]),
            json["executable"],
            base64.b64decode(json["data"]),
        )


@dataclass(frozen=True)
class ProgramAccount:
    """An account of a program."""

    address: str
    """The account's address."""
    account: AccountInfo
    """The account."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["address"],
            AccountInfo.of(json["account"]),
        )


@dataclass(frozen=True)
class PrioritizationFee:
    """The least that a transaction paid for priority in one slot."""

    slot: int
    """The slot."""
    fee: int
    """Micro-lamports for a compute unit."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            int(json["slot"]),
            int(json["fee"]),
        )


@dataclass(frozen=True)
class AddressSignature:
    """A transaction of Solana that names an account."""

    signature: str
    """The transaction's first signature."""
    slot: int
    """The slot of its block."""
    time: int | None
    """The time of its block in Unix seconds, where the node has it."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            json["signature"],
            int(json["slot"]),
            None if json["time"] is None else int(json["time"]),
        )


@dataclass(frozen=True)
class TransactionOutcome:
    """What a transaction of Solana did."""

    slot: int
    """The slot of its block."""
    fault: TransactionFault | None
    """Why it failed; `None` if it succeeded."""
    fee: int
    """The fee in lamports."""
    before: tuple[TokenBalance, ...]
    """The token balances before it."""
    after: tuple[TokenBalance, ...]
    """The token balances after it."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            int(json["slot"]),
            maybe(json["fault"], TransactionFault.of),
            int(json["fee"]),
            tuple(TokenBalance.of(one) for one in json["before"]),
            tuple(TokenBalance.of(one) for one in json["after"]),
        )


@dataclass(frozen=True)
class SignatureStatus:
    """What a node knows of a transaction of Solana."""

    slot: int
    """The slot in which the transaction was executed."""
    fault: TransactionFault | None
    """Why it failed; `None` if it succeeded."""
    commitment: Commitment
    """How sure its block is."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            int(json["slot"]),
            maybe(json["fault"], TransactionFault.of),
            json["commitment"],
        )


@dataclass(frozen=True)
class Simulated:
    """The simulation of a transaction of Solana that succeeds."""

    units: int | None
    """The compute units that it used, where the node reported them."""

    @classmethod
    def of(cls, json: Mapping[str, Any]) -> Self:
        """Reads what the native half wrote."""
        return cls(
            maybe(json["units"], int),
        )
