from collections.abc import Sequence
from typing import final

from ..literals import TransferMethod
from .network import Network

__all__ = [
    "Account",
    "EvmSigningKey",
    "SvmSigningKey",
    "Wallet",
]

@final
class Account:
    """An account that signs payments: its address, on which networks, and by which methods."""

    __match_args__ = ("address",)

    @staticmethod
    def evm(
        address: str,
        *,
        only_on: Sequence[Network | str] | None = None,
        only_by: Sequence[TransferMethod] | None = None,
    ) -> Account:
        """An account on every EVM chain, or on these: networks or patterns such as `eip155:*`.

        Raises:
            InvalidValueError: An argument is no value of its kind.
        """

    @staticmethod
    def solana(address: str, *, only_on: Sequence[Network | str] | None = None) -> Account:
        """An account on every network of Solana, or on these.

        Raises:
            InvalidValueError: An argument is no value of its kind.
        """

    @property
    def address(self) -> str:
        """The account's address."""

    def is_on(self, network: Network | str) -> bool:
        """Whether the account is on this network."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Wallet:
    """The accounts that a client can pay from; where several could pay, the first one does."""

    def __new__(cls, *accounts: Account) -> Wallet: ...
    @property
    def accounts(self) -> tuple[Account, ...]:
        """The accounts, in their order."""

    def __eq__(self, other: object, /) -> bool: ...

@final
class EvmSigningKey:
    """The private key of an account on EVM chains; it shows its address only."""

    @staticmethod
    def from_bytes(bytes: bytes) -> EvmSigningKey:
        """Takes the key's 32 bytes, big endian; raises `InvalidValueError` if they are none."""

    @staticmethod
    def from_hex(text: str) -> EvmSigningKey:
        """Reads 64 hex digits, with or without `0x`.

        Raises:
            InvalidValueError: The text is something else; the error does not quote it.
        """

    @property
    def address(self) -> str:
        """The account's address."""

    def sign(self, digest: bytes) -> bytes:
        """Signs a digest of 32 bytes: 65 bytes, low s, v of 27 or 28."""

@final
class SvmSigningKey:
    """The private key of an account on Solana; it shows its address only."""

    @staticmethod
    def from_seed(seed: bytes) -> SvmSigningKey:
        """The key that RFC 8032 derives from 32 secret bytes."""

    @staticmethod
    def from_keypair_bytes(bytes: bytes) -> SvmSigningKey:
        """Reads the seed, then the public key; raises `InvalidValueError` if they do not match."""

    @staticmethod
    def from_base58(text: str) -> SvmSigningKey:
        """Reads a key as Phantom and other wallets export it: base58 of 64 bytes, or of the 32 of
        the seed alone.

        Raises:
            InvalidValueError: The text is something else; the error does not quote it.
        """

    @property
    def address(self) -> str:
        """The public key."""

    def sign(self, message: bytes) -> bytes:
        """Signs a message: 64 bytes."""
