"""The shape of a store, and of who signs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from .rows import FoundRow, Lease, StoredRow

__all__ = ["SettlementStore", "Signer"]


class SettlementStore(Protocol):
    """Keeps a facilitator's rows durably: see `StoreRequest` and `StoreCommand` of the core.

    Raises:
        StoreUnavailableError: The command was not carried out. After any other exception it may
            have been.
    """

    def load(self, ids: Iterable[str], /) -> list[FoundRow]:
        """Reads rows and what comes with them, in one snapshot."""

    def put(self, rows: Iterable[StoredRow], lease: Lease | None = None, /) -> list[FoundRow] | None:
        """Writes all rows or none; `None` if they are written, else the rows as they are."""

    def claim(self, kind: str, limit: int, lease: Lease, /) -> list[FoundRow]:
        """Leases rows of a kind that are due and whose lease is absent or lapsed.

        The kinds are `transaction` and `settlement`.
        """

    def renew(self, transaction: str, lease: Lease, /) -> list[FoundRow] | None:
        """Prolongs the lease of a transaction; `None` if this owner has it."""

    def prune(self, before: int, /) -> None:
        """Deletes what is not needed after this time, in Unix seconds."""


class Signer(Protocol):
    """An account that signs: on EVM networks, or on Solana."""

    @property
    def address(self) -> str:
        """The account's address."""

    def sign(self, payload: bytes, /) -> bytes:
        """The signature: of 32 bytes r, s and v, 65 bytes; on Solana of a message, 64 bytes."""
