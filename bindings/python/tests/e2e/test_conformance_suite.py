"""The published suite x402-conformance judges our applications and our facilitator for tests.

What it reports is expected exactly: a check that fails here and is not listed, one that is listed
and passes, and one that the suite no longer makes are all failures.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest
from e2e.peers import PATIENCE, installed
from e2e.serving import EVM_ONLY, EXAMPLES
from x402_core.testing import Served

OFFER_CHECKS = {"P1", "P2", "P3", "P4", "P5", "P6", "P7"}
"""What the suite looks at in an answer to an unpaid request."""
FACILITATOR_CHECKS = {"S1", "S2", "S3", "S4"}
"""What it looks at in a facilitator's list of what it supports."""

FAULTS_OF_OUR_SERVERS: dict[str, str] = {}
"""The checks that our servers fail, and why: the list may only become shorter."""
FAULTS_OF_OUR_FACILITATOR = {
    "S3": "the suite knows of mainnet and devnet only, and we settle on Solana's testnet too",
}
"""The checks that our facilitator fails, and why: the list may only become shorter."""

PAID = {
    "fastapi": (EXAMPLES["fastapi"], ("/weather", "/stream", "/forecast/2")),
    "flask": (EXAMPLES["flask"], ("/weather", "/stream", "/forecast/2")),
    "fastapi, EVM only": (EVM_ONLY["fastapi"], ("/weather",)),
    "flask, EVM only": (EVM_ONLY["flask"], ("/weather",)),
}
"""Our applications, and what costs something in them."""


def suite(mode: str, *targets: str) -> list[dict[str, dict[str, Any]]]:
    """What the suite reports of each target: the results by the names of the checks."""
    done = subprocess.run(
        [installed("PYTHON"), "-m", "x402conf", mode, *targets],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert [result["target"] for result in results] == list(targets)
    return [{check["check"].split()[0]: check for check in of["checks"]} for of in results]


def failed(checks: dict[str, dict[str, Any]]) -> set[str]:
    """The checks that failed; a warning is one of them."""
    return {name for name, check in checks.items() if not check["pass"]}


@pytest.fixture(scope="module", params=PAID)
def paid(request: pytest.FixtureRequest, facilitator: Served) -> Iterator[list[str]]:
    """The URLs of an application that cost something."""
    run, paths = PAID[request.param]
    with run(facilitator.url) as url:
        yield [url + path for path in paths]


def test_our_servers_pass(paid: list[str]) -> None:
    """Every check of every paid route."""
    for checks in suite("resource", *paid):
        assert set(checks) == OFFER_CHECKS
        assert failed(checks) == set(FAULTS_OF_OUR_SERVERS), checks


def test_our_facilitator_passes(facilitator: Served) -> None:
    """Every check of what the facilitator supports."""
    (checks,) = suite("live", facilitator.url)
    assert set(checks) == FACILITATOR_CHECKS
    assert failed(checks) == set(FAULTS_OF_OUR_FACILITATOR), checks


def test_the_suite_sees_what_is_free(facilitator: Served) -> None:
    """A route without a price fails: what passes here is looked at."""
    with EXAMPLES["fastapi"](facilitator.url) as url:
        (checks,) = suite("resource", f"{url}/")
    assert failed(checks) == {"P1"}
