"""A store in a file, for the processes of one machine."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from threading import Lock
from typing import TypeVar

from .errors import StoreOpenError, StoreUnavailableError, StoreUnknownError
from .file import MIGRATIONS, Migration, open_file, statement
from .rows import FoundRow, Lease, StoredRow

__all__ = ["SqliteStore"]

_T = TypeVar("_T")

_LOAD = statement("load")
_INSERT = statement("insert")
_REPLACE = statement("replace")
_DUE = statement("due")
_LEASE = statement("lease")
_RENEW = statement("renew")
_PRUNE = statement("prune")
_OVER = statement("over")
_FORGET = statement("forget")


class SqliteStore:
    """Rows in an SQLite file. It carries out `StoreCommand` of the core, and decides nothing.

    The file is the owner's alone. What was put is on the disk when it is answered.
    """

    def __init__(
        self, path: str | os.PathLike[str], *, migrations: tuple[Migration, ...] = MIGRATIONS
    ) -> None:
        """Opens the file, and makes it if it does not exist. Its folder must exist.

        Args:
            path: The file, on a local disk.
            migrations: The tables of another version: for tests of upgrades.

        Raises:
            StoreOpenError: It cannot be read or written, others than its owner have rights to it,
                it cannot be durable, or a newer program has changed its tables so that this one
                cannot use them.
        """
        self._path = os.fspath(path)
        self._migrations = migrations
        self._lock = Lock()
        self._process = os.getpid()
        # `None` after an answer was lost: the next command opens the file again.
        self._connection: sqlite3.Connection | None = open_file(self._path, migrations)
        # Of the process that forked this one: it must not even be closed here.
        self._inherited: sqlite3.Connection | None = None

    def load(self, ids: Iterable[str], /) -> list[FoundRow]:
        """Reads rows and what comes with them, in one snapshot."""
        return self._found(list(ids), None)

    def by_alias(self, alias: str, /) -> list[FoundRow]:
        """Reads the row with this alias and what comes with it, in one snapshot."""
        return self._found([], alias)

    def put(self, rows: Iterable[StoredRow], lease: Lease | None = None, /) -> list[FoundRow] | None:
        """Writes all rows or none.

        Returns:
            `None` if they are written, durably; else, in conflict, the rows as they are.
        """
        rows = list(rows)

        def work(connection: sqlite3.Connection) -> tuple[bool, bool]:
            fits = all(_write(connection, row, lease) for row in rows)
            return fits, fits

        if self._inside(work):
            return None
        return self._found([row.id for row in rows], None)

    def claim(self, kind: str, limit: int, lease: Lease, /) -> list[FoundRow]:
        """Leases rows of a kind that are due and whose lease is absent or lapsed."""

        def work(connection: sqlite3.Connection) -> tuple[list[FoundRow], bool]:
            due = connection.execute(_DUE, (limit, kind)).fetchall()
            for name, _ in due:
                connection.execute(_LEASE, (name, lease.owner, lease.millis))
            return [FoundRow(kind, body) for _, body in due], True

        return self._inside(work)

    def renew(self, transaction: str, lease: Lease, /) -> list[FoundRow] | None:
        """Prolongs the lease of a transaction, if this owner has it.

        Returns:
            `None` if it is prolonged; else, in conflict, the rows as they are.
        """

        def work(connection: sqlite3.Connection) -> tuple[bool, bool]:
            values = (transaction, lease.owner, lease.millis)
            return connection.execute(_RENEW, values).rowcount == 1, True

        return None if self._inside(work) else self._found([transaction], None)

    def prune(self, before: int, /) -> None:
        """Deletes what is not needed after this time, in Unix seconds."""

        def work(connection: sqlite3.Connection) -> tuple[None, bool]:
            connection.execute(_PRUNE, (before,))
            for (transaction,) in connection.execute(_OVER).fetchall():
                connection.execute(_FORGET, (transaction,))
            return None, True

        self._inside(work)

    def close(self) -> None:
        """Closes the file. A later command opens it again."""
        with self._lock:
            self._drop()

    def _found(self, ids: list[str], alias: str | None) -> list[FoundRow]:
        with self._lock:
            try:
                # One statement reads one snapshot.
                rows = self._open().execute(_LOAD, (json.dumps(ids), alias)).fetchall()
            except sqlite3.Error as error:
                raise StoreUnavailableError(str(error)) from error
        return [FoundRow(kind, body) for kind, body in rows]

    def _inside(self, work: Callable[[sqlite3.Connection], tuple[_T, bool]]) -> _T:
        """Does the work in one database transaction, which is written if the work says so."""
        with self._lock:
            connection = self._open()
            try:
                connection.execute("BEGIN IMMEDIATE")
                value, is_written = work(connection)
            except BaseException as error:
                self._roll_back(connection)
                if isinstance(error, (sqlite3.Error, OverflowError)):
                    raise StoreUnavailableError(str(error)) from error
                raise
            if not is_written:
                self._roll_back(connection)
                return value
            try:
                connection.execute("COMMIT")
            except BaseException as error:
                if connection.in_transaction and str(error) == "database is locked":
                    self._roll_back(connection)
                    raise StoreUnavailableError(str(error)) from error
                # The disk failed while it was being written.
                self._drop()
                if isinstance(error, sqlite3.Error):
                    raise StoreUnknownError(str(error)) from error
                raise
            return value

    def _open(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            self._process = os.getpid()
            self._inherited, self._connection = self._connection, None
        if self._connection is None:
            try:
                self._connection = open_file(self._path, self._migrations)
            except StoreOpenError as error:
                raise StoreUnavailableError(str(error)) from error
        return self._connection

    def _roll_back(self, connection: sqlite3.Connection) -> None:
        try:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        except sqlite3.Error:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _write(connection: sqlite3.Connection, row: StoredRow, lease: Lease | None) -> bool:
    """Whether the row fits."""
    if row.kind != "transaction":
        lease = None
    values = (
        row.id,
        row.kind,
        row.version,
        row.body,
        row.parent,
        json.dumps(row.links),
        row.alias,
        row.position,
        row.due,
        row.prune_after,
        lease and lease.owner,
        lease and lease.millis,
    )
    return connection.execute(_INSERT if row.version == 1 else _REPLACE, values).rowcount == 1
