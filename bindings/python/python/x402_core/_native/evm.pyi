from collections.abc import Sequence
from typing import NoReturn, final

__all__ = ["EvmSignedTransaction", "EvmTransaction"]

@final
class EvmTransaction:
    """A call of a contract, or a transfer of the native token, without a signature (type 2).

    It always has a receiver: a transaction that creates a contract is not one of these.
    """

    def __new__(
        cls,
        *,
        chain_id: int,
        nonce: int,
        max_fee_per_gas: int,
        max_priority_fee_per_gas: int,
        gas_limit: int,
        to: str,
        value: int | None = None,
        input: bytes | None = None,
        access_list: Sequence[tuple[str, Sequence[bytes]]] | None = None,
    ) -> EvmTransaction:
        """A transaction with these fields.

        Args:
            chain_id: The id of the chain on which it is valid.
            nonce: How many transactions the sender has sent before.
            max_fee_per_gas: The most that a unit of gas may cost, in wei.
            max_priority_fee_per_gas: The most that a block's builder gets of it, in wei.
            gas_limit: The most gas that it may use.
            to: The contract that is called, or the account that is paid.
            value: The amount of the native token that is moved, in wei; none if it is not given.
            input: The call data; empty if it is not given.
            access_list: The accounts, and slots of their storage, that are paid for in advance.

        Raises:
            InvalidValueError: A number is too large, a text is not an address, a slot does not have
                32 bytes, or the builder's fee is above the whole one.
        """

    @property
    def chain_id(self) -> int:
        """The id of the chain on which it is valid."""

    @property
    def nonce(self) -> int:
        """How many transactions the sender has sent before."""

    @property
    def max_fee_per_gas(self) -> int:
        """The most that a unit of gas may cost, in wei."""

    @property
    def max_priority_fee_per_gas(self) -> int:
        """The most that a block's builder gets of it, in wei."""

    @property
    def gas_limit(self) -> int:
        """The most gas that it may use."""

    @property
    def to(self) -> str:
        """The contract that is called, or the account that is paid."""

    @property
    def value(self) -> int:
        """The amount of the native token that is moved, in wei."""

    @property
    def input(self) -> bytes:
        """The call data."""

    @property
    def access_list(self) -> tuple[tuple[str, tuple[bytes, ...]], ...]:
        """The accounts, and slots of their storage, that are paid for in advance."""

    @property
    def signing_hash(self) -> bytes:
        """The 32 bytes that the sender signs."""

    def with_signature(self, signature: bytes) -> EvmSignedTransaction:
        """The transaction with a signature of `signing_hash`.

        Any signature has some signer: compare `EvmSignedTransaction.signer` with the account that
        should have signed.

        Raises:
            InvalidValueError: The bytes are not r, s in the lower half of the order, and v.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class EvmSignedTransaction:
    """A transaction with its sender's signature.

    Any party that has its bytes can send them until the sender's nonce is used: keep them as a
    secret until then.
    """

    @staticmethod
    def parse(bytes: bytes) -> EvmSignedTransaction:
        """Reads a transaction that takes up all of these bytes.

        Raises:
            InvalidValueError: The first defect, with its byte: another type, a form that is not
                canonical, a signature that no chain takes, or bytes too few or too many.
        """

    @property
    def transaction(self) -> EvmTransaction:
        """What was signed."""

    @property
    def signature(self) -> bytes:
        """The sender's 65 bytes: r, s and v."""

    @property
    def signer(self) -> str | None:
        """The account that signed, which is the sender; `None` if no key can have signed."""

    @property
    def id(self) -> str:
        """The transaction's id: its hash, by which a chain knows it."""

    def to_bytes(self) -> bytes:
        """The bytes to send: `EvmQuery.send`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...
