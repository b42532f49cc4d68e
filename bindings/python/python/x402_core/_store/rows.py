"""Rows as databases keep them: `StoredRow` of the core."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["FoundRow", "Lease", "StoredRow"]


class FoundRow(NamedTuple):
    """A row that a database found: its kind, and its JSON as it was put."""

    kind: str
    body: str

    def __repr__(self) -> str:
        """Without the body, which is bearer money."""
        return f"FoundRow(kind={self.kind!r}, ...)"


class Lease(NamedTuple):
    """A replica's right to drive transactions, for some milliseconds of the database's clock."""

    owner: str
    millis: int


@dataclass(frozen=True)
class StoredRow:
    """A row as a database keeps it: its text, and the columns that it is found by.

    The names of rows are `kind key`.
    """

    id: str
    version: int
    body: str = field(repr=False)
    """Bearer money."""
    parent: str | None = None
    links: tuple[str, ...] = ()
    alias: str | None = None
    position: int | None = None
    due: bool = False
    prune_after: int | None = None

    @property
    def kind(self) -> str:
        """The first word of its name."""
        return self.id.partition(" ")[0]
