"""A facilitator's rows in memory: for tests."""

from __future__ import annotations

import sqlite3
from threading import Lock

from .._store.file import MIGRATIONS
from .._store.sqlite import SqliteStore

__all__ = ["MemoryStore"]


class MemoryStore(SqliteStore):
    """A `SqliteStore` without a file: it forgets everything when the process ends.

    What it forgets may be a payment that is being settled, so it is for tests alone.
    """

    def __init__(self) -> None:
        """An empty store."""
        self._path, self._migrations, self._lock = ":memory:", MIGRATIONS, Lock()
        self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            for statement in MIGRATIONS[-1].sql.split(";"):
                memory.execute(statement)
            self._connection = memory
        return self._connection
