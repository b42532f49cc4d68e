"""The store of a facilitator's rows in SQLite, under the contract that every store runs."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from x402_core._store.errors import StoreOpenError, StoreUnavailableError, StoreUnknownError
from x402_core._store.file import MIGRATIONS, Migration, durable
from x402_core._store.rows import FoundRow, Lease, StoredRow
from x402_core._store.sqlite import SqliteStore

CRATE = Path(__file__).parents[3] / "crates" / "x402-http"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted((CRATE / "contract").glob("*.json"))
    for case in json.loads(file.read_text())["cases"]
]
ROUNDS = 10
"""How often two commands are raced."""

NEXT = (
    *MIGRATIONS,
    Migration(2, 1, "ALTER TABLE x402_rows ADD COLUMN colour text NOT NULL DEFAULT 'grey'"),
)
"""The tables of the next version, which this one can use."""

Pair = tuple[SqliteStore, SqliteStore]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Two connections to the same rows."""
    stores = SqliteStore(tmp_path / "a.sqlite"), SqliteStore(tmp_path / "a.sqlite")
    yield stores
    for store in stores:
        store.close()


def ask(store: SqliteStore, step: dict[str, Any]) -> object:
    """Carries out the command of a step: its answer, the rows in alphabetical order."""
    lease = Lease(**step["lease"]) if "lease" in step else None

    def texts(rows: list[FoundRow]) -> list[str]:
        return sorted(f"{row.kind} {row.body}" for row in rows)

    def written(conflict: list[FoundRow] | None) -> object:
        return "done" if conflict is None else {"conflict": texts(conflict)}

    match step:
        case {"put": rows}:
            stored = [StoredRow(**{**row, "links": tuple(row.get("links", ()))}) for row in rows]
            return written(store.put(stored, lease))
        case {"load": ids}:
            return {"rows": texts(store.load(ids))}
        case {"by_alias": alias}:
            return {"rows": texts(store.by_alias(alias))}
        case {"claim": limit}:
            assert lease
            return {"rows": texts(store.claim(step.get("kind", "transaction"), limit, lease))}
        case {"renew": transaction}:
            assert lease
            return written(store.renew(transaction, lease))
        case {"prune": before}:
            store.prune(before)
            return "done"
    pytest.fail(f"no command: {step}")


def expected(answer: Any) -> object:
    return answer if answer == "done" else {name: sorted(rows) for name, rows in answer.items()}


def run(pair: Pair, steps: list[dict[str, Any]]) -> None:
    """Each step over the other connection: what one wrote, the other must see."""
    for number, step in enumerate(steps):
        assert ask(pair[number % 2], step) == expected(step["answer"]), f"step {number}"


def race(pair: Pair, commands: list[dict[str, Any]]) -> list[object]:
    barrier = Barrier(2)

    def runner(store: SqliteStore, command: dict[str, Any]) -> object:
        barrier.wait()
        return ask(store, command)

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(runner, pair, commands))


def test_there_is_a_contract() -> None:
    assert len(CASES) >= 45


@pytest.mark.parametrize("case", CASES)
def test_it_keeps_the_contract(pair: Pair, case: dict[str, Any]) -> None:
    beside = sqlite3.connect(pair[0]._path, isolation_level=None)
    for _ in range(ROUNDS if "race" in case else 1):
        beside.execute("DELETE FROM x402_rows")
        run(pair, case.get("steps", []))
        if "race" in case:
            answers = race(pair, case["race"])
            endings = [
                ending
                for ending in case["endings"]
                if [expected(answer) for answer in ending["answers"]] == answers
            ]
            assert endings, f"no such ending: {answers}"
            run(pair, endings[0]["then"])
    beside.close()


def test_the_statements_are_those_of_rust() -> None:
    ours = Path(sys.modules["x402_core._store"].__path__[0]) / "sql"
    theirs = CRATE / "src" / "store" / "sqlite"
    read = {
        folder: {file.name: file.read_text() for file in folder.glob("*.sql")}
        for folder in (ours, theirs)
    }
    # The command lists settlements, and reads with the store that is written in Rust.
    assert read[theirs].pop("list.sql")
    assert read[ours] and read[ours] == read[theirs]


def test_the_file_and_those_beside_it_are_the_owners_alone(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.sqlite")
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == dict.fromkeys(("a.sqlite", "a.sqlite-shm", "a.sqlite-wal"), 0o600)
    store.close()
    (tmp_path / "a.sqlite").chmod(0o640)
    with pytest.raises(StoreOpenError, match="found the mode 640"):
        SqliteStore(tmp_path / "a.sqlite")


def test_what_is_not_a_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreOpenError, match="No such file"):
        SqliteStore(tmp_path / "no" / "folder" / "a.sqlite")
    (tmp_path / "text").write_text("not a database, whatever it is called. " * 99)
    (tmp_path / "text").chmod(0o600)
    with pytest.raises(StoreOpenError, match="not a database"):
        SqliteStore(tmp_path / "text")


def test_what_may_be_lost_is_refused(tmp_path: Path) -> None:
    memory = sqlite3.connect(":memory:")
    with pytest.raises(ValueError, match="found `memory`"):
        durable(memory)
    memory.close()
    store = SqliteStore(tmp_path / "a.sqlite")
    connection = store._open()
    durable(connection)
    connection.execute("PRAGMA synchronous = NORMAL")
    with pytest.raises(ValueError, match="found 1"):
        durable(connection)
    store.close()


def test_two_versions_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    old, new = SqliteStore(path), SqliteStore(path, migrations=NEXT)
    body = '{"format":2,"colour":{"a":[1.0,null]}}'
    assert new.put([StoredRow("lane l1", 1, body)]) is None
    beside = sqlite3.connect(path, isolation_level=None)
    beside.execute("UPDATE x402_rows SET colour = 'red'")
    assert old.load(["lane l1"]) == [FoundRow("lane", body)]
    assert old.put([StoredRow("lane l1", 2, body)]) is None
    assert beside.execute("SELECT colour, version FROM x402_rows").fetchall() == [("red", 2)]
    # Also one that starts after the upgrade.
    restarted = SqliteStore(path)
    assert restarted.load(["lane l1"]) == new.load(["lane l1"])
    later = (*NEXT, Migration(3, 3, "ALTER TABLE x402_rows DROP COLUMN colour"))
    newest = SqliteStore(path, migrations=later)
    with pytest.raises(StoreOpenError, match="this program has version 1: run a newer one"):
        SqliteStore(path)
    beside.close()
    for store in (old, new, restarted, newest):
        store.close()


def test_a_child_process_has_a_connection_of_its_own(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "a.sqlite")
    assert store.put([StoredRow("lane l1", 1, "l1")]) is None
    child = os.fork()
    if child == 0:
        status = 1
        try:
            before = store._connection
            if store.put([StoredRow("lane l2", 1, "l2")]) is None:
                status = 0 if store._connection is not before else 2
        finally:
            os._exit(status)
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 0
    assert len(store.load(["lane l1", "lane l2"])) == 2
    store.close()


KILLED = """
import itertools, sys
from x402_core._store.rows import StoredRow
from x402_core._store.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
for number in itertools.count():
    halves = [StoredRow(f"lane {half}{number}", 1, "body") for half in "ab"]
    assert store.put(halves) is None
    print(number, flush=True)
"""


def test_a_process_that_is_killed_leaves_each_put_whole_and_what_it_answered(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.sqlite"
    command = [sys.executable, "-c", KILLED, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        answered = [int(process.stdout.readline()) for _ in range(20)]
        process.kill()
        answered += [int(line) for line in process.stdout]
    store = SqliteStore(path)
    for number in answered:
        assert len(store.load([f"lane a{number}", f"lane b{number}"])) == 2
    # The last one may have been written without an answer.
    last = answered[-1] + 1
    assert len(store.load([f"lane a{last}", f"lane b{last}"])) in (0, 2)
    store.close()


FULL_DISK = """
import resource, sys
from x402_core._store.errors import StoreUnavailableError, StoreUnknownError
from x402_core._store.rows import StoredRow
from x402_core._store.sqlite import SqliteStore

store = SqliteStore(sys.argv[1])
soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), hard))
try:
    store.put([StoredRow("lane l2", 1, "x" * 100_000)])
except StoreUnknownError:
    print("unknown")
except StoreUnavailableError:
    print("unavailable")
else:
    print("done")
resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
print([row.kind for row in store.load(["lane l1", "lane l2"])])
print(store.put([StoredRow("lane l3", 1, "l3")]))
"""


def test_a_disk_that_is_full_at_a_commit_is_unknown_and_the_file_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    store = SqliteStore(path)
    assert store.put([StoredRow("lane l1", 1, "l1")]) is None
    store.close()
    # The log gets what is written at the commit, and can hold some of it.
    command = [sys.executable, "-c", FULL_DISK, str(path), "50000"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert answer.splitlines() == ["unknown", "['lane']", "None"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 50_000
    store = SqliteStore(path)
    assert len(store.load(["lane l1", "lane l2", "lane l3"])) == 2
    store.close()


def test_a_file_that_is_held_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("x402_core._store.file.PATIENCE", 0)
    store = SqliteStore(tmp_path / "a.sqlite")
    beside = sqlite3.connect(tmp_path / "a.sqlite", isolation_level=None)
    beside.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailableError, match="locked"):
        store.put([StoredRow("lane l1", 1, "l1")])
    assert store.load(["lane l1"]) == []
    beside.execute("ROLLBACK")
    assert store.put([StoredRow("lane l1", 1, "l1")]) is None
    beside.close()
    store.close()


def test_a_number_that_sql_does_not_have_is_unavailable(pair: Pair) -> None:
    with pytest.raises(StoreUnavailableError):
        pair[0].put([StoredRow("lane l1", 1, "l1", position=2**63)])
    assert pair[1].put([StoredRow("lane l1", 1, "l1")]) is None


def test_a_row_for_people_shows_no_body() -> None:
    assert "money" not in repr([StoredRow("lane l1", 1, "money"), FoundRow("lane", "money")])
