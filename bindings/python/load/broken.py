"""Facilitators that are broken in one way each, for `kill_local.py --break`.

The breaks are in the host's hooks: what it makes of the store and of the answers. The comparison of
`kill_local.py` must find each of them.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterable
from dataclasses import replace
from threading import Thread
from typing import Any

from x402_core import SettleResponse
from x402_core._store.rows import FoundRow, Lease, StoredRow
from x402_core._store.sqlite import _write
from x402_core._local.plans import ask_store
from x402_core._native.settlement import LoadRows
from x402_core.local import LocalFacilitator, SqliteStore

WRITTEN_AFTER = 1.0
"""How many seconds a store that answers too early takes to write."""


class Early(SqliteStore):
    """Answers before it has written: a kill between the two loses the rows."""

    def put(self, rows: Iterable[StoredRow], lease: Lease | None = None, /) -> Any:
        rows = list(rows)
        found = super().load([row.id for row in rows])
        if {row.id for row in rows if row.version > 1} and not found:
            return found

        def write() -> None:
            time.sleep(WRITTEN_AFTER)
            super(Early, self).put(rows, lease)

        Thread(target=write, daemon=True).start()
        return None


class Unversioned(SqliteStore):
    """Writes whatever the versions are: the last one wins."""

    def put(self, rows: Iterable[StoredRow], lease: Lease | None = None, /) -> Any:
        def work(connection: Any) -> tuple[None, bool]:
            for row in rows:
                connection.execute("DELETE FROM x402_rows WHERE id = ?", (row.id,))
                _write(connection, replace(row, version=1), lease)
            return None, True

        return self._inside(work)


class Own(SqliteStore):
    """Each process has a store of its own."""

    def __init__(self, path: str) -> None:
        SqliteStore(path).close()  # with its tables, for the comparison
        super().__init__(f"{path}.{os.getpid()}")


class Forgetful(LocalFacilitator):
    """Takes another nonce for each request: it forgets which transaction carries a payment."""

    def _perform_now(self, effect: Any) -> object:
        if not isinstance(effect, LoadRows):
            return super()._perform_now(effect)
        found = ask_store(self._store, effect)
        found.found[:] = [_without_transaction(row) for row in found.found]
        return found


def _without_transaction(row: FoundRow) -> FoundRow:
    body = json.loads(row.body)
    if row.kind == "settlement" and body.get("state") == "open":
        body.pop("transaction", None)
        return row._replace(body=json.dumps(body))
    return row


class Hasty(LocalFacilitator):
    """Takes the end of its patience for a failure."""

    def settle(self, request: Any, /, *, repeat_token: str | None = None) -> SettleResponse:
        answer = super().settle(request, repeat_token=repeat_token)
        if answer.error_reason != "settlement_pending":
            return answer
        return SettleResponse(
            success=False,
            transaction="",
            network=answer.network,
            error_reason="settlement_abandoned",
        )


STORES: dict[str, Any] = {
    "answered before it is written": Early,
    "versions are not compared": Unversioned,
    "a store for each process": Own,
}
FACILITATORS: dict[str, Any] = {
    "a new nonce for each request": Forgetful,
    "a time-out is a failure": Hasty,
}
BREAKS = [*STORES, *FACILITATORS]
SETTINGS: dict[str, dict[str, Any]] = {
    "a time-out is a failure": {"answer_within": 3, "block": 5.0},
    "answered before it is written": {"every": 1.5, "payments": 30},
}
"""What makes a break likely to matter. The unbroken facilitator holds under it, too."""
