"""Whoever pays in these tests, and by which library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from conftest import NOW
from x402_core.client import EvmSigningKey
from x402_core.payer import Payer, Progress

from .senders import KINDS, Sender
from .shop import Handler, Shop


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The library that sends."""
    return str(request.param)


@pytest.fixture
def shop() -> Shop:
    """A server that charges a cent."""
    return Shop()


@pytest.fixture
def progress() -> list[Progress]:
    """What the payer of `send` tells."""
    return []


Send = Callable[..., Sender]


@pytest.fixture
def sender(kind: str, key: EvmSigningKey, progress: list[Progress]) -> Send:
    """Makes a sender to a handler, or to sockets; the other arguments are the payer's."""

    def make(handler: Handler | None = None, **options: Any) -> Sender:
        options = {"resend_after": (0, 0, 0), "clock": lambda: NOW, **options}
        return Sender(kind, Payer(key, on_progress=progress.append, **options), handler)

    return make
