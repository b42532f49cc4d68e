"""What these tests share.

They need the packages of others, so `pytest` does not collect them by itself:
`cargo xtask test --only peers` installs the packages and runs the tests.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from x402_core.testing import Served, TestFacilitator, serve

# Outside of a test, an assertion shows its values only in a module that pytest knows of.
pytest.register_assert_rewrite("e2e.money", "e2e.peers", "e2e.served")
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples"))


@pytest.fixture(scope="session")
def facilitator() -> Iterator[Served]:
    """A facilitator that settles once what verifies, over HTTP."""
    with serve(TestFacilitator()) as served:
        yield served
