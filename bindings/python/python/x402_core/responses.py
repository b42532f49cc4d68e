"""Responses that are kept, so that a payment that comes again with its id gets the first one.

`MemoryResponseStore` is for the threads or the `async` code of one process, `SqliteResponseStore`
for the processes of one machine. More machines share one in Redis: `x402_core.redis`.

```python
from x402_core.responses import MemoryResponseStore

app = PaymentMiddleware(app, responses=MemoryResponseStore(), ...)
```

Each keeps at most 10,000 responses for a day; of more, those that came first are forgotten. A
payment whose response is forgotten is not paid twice: the replay store knows it.
"""

from __future__ import annotations

import os
import sqlite3
from threading import Lock

from ._native.server import MAX_RESPONSES

__all__ = ["MemoryResponseStore", "SqliteResponseStore"]


class MemoryResponseStore:
    """Keeps responses in this process's memory, for any number of threads; nothing in it waits."""

    def __init__(self, *, max_responses: int = MAX_RESPONSES) -> None:
        """An empty store.

        Args:
            max_responses: How many responses it keeps at most.
        """
        self._lock = Lock()
        self._max = max_responses
        # In the order in which they came: each record, and until when it is kept.
        self._records: dict[str, tuple[str, int]] = {}

    def __len__(self) -> int:
        """How many it keeps."""
        return len(self._records)

    def recall(self, key: str, record: str | None, seconds: int, /, *, now: int) -> str | None:
        """Asks for the record of a key, and puts one there if there is none."""
        with self._lock:
            found = self._records.get(key)
            if found is not None and found[1] >= now:
                return found[0]
            self._records.pop(key, None)
            if record is not None:
                while len(self._records) >= self._max:
                    del self._records[next(iter(self._records))]
                self._records[key] = record, now + seconds
            return None

    def replace(
        self, key: str, old: str, new: str | None, seconds: int, /, *, now: int
    ) -> None:
        """Puts a record in the place of another, if that is still there."""
        with self._lock:
            found = self._records.get(key)
            if found is None or found[0] != old:
                return
            if new is None:
                del self._records[key]
            else:
                self._records[key] = new, now + seconds


class SqliteResponseStore:
    """Keeps responses in an SQLite file, which is the owner's alone."""

    def __init__(
        self, path: str | os.PathLike[str], *, max_responses: int = MAX_RESPONSES
    ) -> None:
        """Opens the file, and makes it if it does not exist. Its folder must exist.

        Args:
            path: The file, on a local disk.
            max_responses: How many responses it keeps at most.
        """
        self._path, self._max = os.fspath(path), max_responses
        self._lock = Lock()
        os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
        with self._open() as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(_TABLE)
        connection.close()

    def recall(self, key: str, record: str | None, seconds: int, /, *, now: int) -> str | None:
        """Asks for the record of a key, and puts one there if there is none."""
        with self._lock:
            connection = self._open()
            try:
                connection.execute("BEGIN IMMEDIATE" if record is not None else "BEGIN")
                found = connection.execute(_FIND, (key, now)).fetchone()
                if found is None and record is not None:
                    connection.execute(_PUT, (key, record, now + seconds))
                    connection.execute(_FORGET, (now, self._max))
                connection.execute("COMMIT")
                return None if found is None else str(found[0])
            finally:
                connection.close()

    def replace(
        self, key: str, old: str, new: str | None, seconds: int, /, *, now: int
    ) -> None:
        """Puts a record in the place of another, if that is still there."""
        with self._lock:
            connection = self._open()
            try:
                if new is None:
                    connection.execute(_DROP, (key, old))
                else:
                    connection.execute(_REPLACE, (new, now + seconds, key, old))
            finally:
                connection.close()

    def _open(self) -> sqlite3.Connection:
        """A connection of this process and thread: none outlives a fork."""
        return sqlite3.connect(self._path, timeout=10, isolation_level=None)


_TABLE = """
CREATE TABLE IF NOT EXISTS response (
    number INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    record TEXT NOT NULL,
    keep_until INTEGER NOT NULL
) STRICT
"""
_FIND = "SELECT record FROM response WHERE key = ? AND keep_until >= ?"
_PUT = "INSERT OR REPLACE INTO response (key, record, keep_until) VALUES (?, ?, ?)"
_FORGET = """
DELETE FROM response WHERE keep_until < ?
    OR number <= (SELECT max(number) FROM response) - ?
"""
_DROP = "DELETE FROM response WHERE key = ? AND record = ?"
_REPLACE = "UPDATE response SET record = ?, keep_until = ? WHERE key = ? AND record = ?"
