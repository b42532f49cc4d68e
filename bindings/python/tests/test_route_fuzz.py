"""No application serves unpaid what costs something, however the path is written."""

from __future__ import annotations

import logging
import sys
from typing import Any

import fuzz_routes
import pytest
from route_fuzz.judge import Shop, fuzz, shops

PATHS = 20_000
SEED = 402

LOUD = ["django.request", "litestar"]
"""Loggers that have a line for every 404."""


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in LOUD:
        monkeypatch.setattr(logging.getLogger(name), "disabled", True)


def test_no_application_reads_a_path_in_another_way() -> None:
    """`python tests/fuzz_routes.py` does the same for longer."""
    places = shops()
    tally = fuzz(places, PATHS, SEED)
    assert not tally.faults, "\n".join(map(str, tally.faults[:20]))
    # Each answer is tried, and by enough requests to mean something.
    assert min(tally.answers.values()) > PATHS // 10 and tally.runs > PATHS // 10
    assert len(places) == len({place.name for place in places})


def test_it_finds_what_it_is_for() -> None:
    """A table that overlooks case, which Flask does not, lets a free route shadow a paid one."""
    places = shops("files")
    for place in places:
        overlook_case(place)
    faults = fuzz(places, 2_000, SEED).faults
    text = "\n".join(str(fault) for fault in faults if fault.shop == "flask, catalogue files")
    assert "a paid handler ran unpaid: GET /files/{p:path}" in text
    assert "application: flask, catalogue files" in text
    assert "request: GET '/files/Public/" in text


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["fuzz_routes.py", "--paths", "200", "--seed", "7", "--only", "files"]
    monkeypatch.setattr(sys, "argv", arguments)
    assert fuzz_routes.main() == 0
    printed = capsys.readouterr().out
    assert printed.startswith("200 paths, {") and printed.endswith("\n0 faults\n")


def overlook_case(place: Shop) -> None:
    """Has a paywall look up the path in lower case."""
    find, key = place.paywall._find, "path" if place.speaks_asgi else "PATH_INFO"

    def wrong(scope: dict[str, Any]) -> object:
        return find({**scope, key: scope[key].lower()})

    place.paywall._find = wrong
