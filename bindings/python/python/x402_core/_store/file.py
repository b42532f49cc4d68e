"""The file of a store: its rights, its tables and its promise to keep what was written."""

from __future__ import annotations

import os
import sqlite3
import stat
from importlib.resources import files
from typing import NamedTuple

from .errors import StoreOpenError

__all__ = ["MIGRATIONS", "Migration", "open_file", "statement"]

PATIENCE = 5.0
"""How long a command waits for another process that writes, in seconds."""

_TABLE = """CREATE TABLE IF NOT EXISTS x402_schema
(version bigint PRIMARY KEY, oldest bigint NOT NULL)"""


def statement(name: str) -> str:
    """The text of a statement: the same in every language."""
    return (files(__package__) / "sql" / f"{name}.sql").read_text(encoding="utf-8")


class Migration(NamedTuple):
    """A step from one version of the tables to the next."""

    version: int
    oldest: int
    """The oldest version of the program that can use the tables then."""
    sql: str


MIGRATIONS = (Migration(1, 1, statement("schema")),)
"""The tables, from the first version to this one."""


def open_file(path: str, migrations: tuple[Migration, ...]) -> sqlite3.Connection:
    """Opens the file, and makes it if it does not exist.

    Raises:
        StoreOpenError: It cannot be used.
    """
    try:
        _make(path)
        connection = sqlite3.connect(
            path, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
    except (OSError, sqlite3.Error) as error:
        raise StoreOpenError(f"{path}: {error}") from error
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # WAL's own default is NORMAL, which loses the newest rows when the power fails.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = 1")
        connection.execute("PRAGMA checkpoint_fullfsync = 1")
        durable(connection)
        _migrate(connection, migrations)
    except (ValueError, sqlite3.Error) as error:
        connection.close()
        raise StoreOpenError(f"{path}: {error}") from error
    return connection


def _make(path: str) -> None:
    """SQLite gives the files beside it the same rights."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        mode = stat.S_IMODE(os.stat(path).st_mode)
        if os.name == "posix" and mode & 0o077:
            raise OSError(
                f"expected a file of its owner alone, found the mode {mode:o}: the signed bytes "
                "in it are money, so run `chmod 600`"
            ) from None


def durable(connection: sqlite3.Connection) -> None:
    """Reads back what was set: SQLite ignores what it cannot do.

    Raises:
        ValueError: Rows may be lost.
    """
    (journal,) = connection.execute("PRAGMA journal_mode").fetchone()
    if journal != "wal":
        raise ValueError(
            f"expected journal_mode `wal`, found `{journal}`: keep the file on a local disk"
        )
    (synchronous,) = connection.execute("PRAGMA synchronous").fetchone()
    if synchronous != 2:
        raise ValueError(f"expected synchronous 2, which is FULL, found {synchronous}")


def _migrate(connection: sqlite3.Connection, known: tuple[Migration, ...]) -> None:
    """Brings the tables to this program's version, unless they have a newer one."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_TABLE)
        newest = "SELECT version, oldest FROM x402_schema ORDER BY version DESC LIMIT 1"
        version, oldest = connection.execute(newest).fetchone() or (0, 0)
        if oldest > known[-1].version:
            raise ValueError(
                f"the store's tables have version {version}, which programs from version {oldest} "
                f"on can use; this program has version {known[-1].version}: run a newer one"
            )
        for step in known:
            if step.version > version:
                for part in step.sql.split(";"):
                    connection.execute(part)
                note = "INSERT INTO x402_schema (version, oldest) VALUES (?, ?)"
                connection.execute(note, (step.version, step.oldest))
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
