"""The pytest fixtures of `x402_core.testing`.

A package of its own, so that pytest loads it without loading `x402_core`: whoever has the package
installed and tests something else pays nothing for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from x402_core.testing import AsyncTestFacilitator, TestFacilitator, TestPayer


@pytest.fixture
def x402_facilitator() -> TestFacilitator:
    """A facilitator without a chain, new for each test."""
    from x402_core.testing import TestFacilitator

    return TestFacilitator()


@pytest.fixture
def x402_async_facilitator(x402_facilitator: TestFacilitator) -> AsyncTestFacilitator:
    """The same facilitator for `async` code."""
    from x402_core.testing import AsyncTestFacilitator

    return AsyncTestFacilitator(x402_facilitator)


@pytest.fixture
def x402_facilitator_url(x402_facilitator: TestFacilitator) -> Iterator[str]:
    """The URL of the same facilitator, served over HTTP on this machine."""
    from x402_core.testing import serve

    with serve(x402_facilitator) as served:
        yield served.url


@pytest.fixture
def x402_payer() -> TestPayer:
    """Somebody who pays whatever is asked, with keys that everybody knows."""
    from x402_core.testing import TestPayer

    return TestPayer()
