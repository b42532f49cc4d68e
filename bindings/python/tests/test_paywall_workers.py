"""Several workers that remember payments for themselves are warned about, once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from shop import Shop, both, environ_of
from x402_core._paywall.workers import WorkersAdvice, several_workers
from x402_core.replay import AsyncMemoryReplayStore, MemoryReplayStore


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(WorkersAdvice, "given", False)
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    yield


@pytest.mark.parametrize(
    ("argv", "environ", "expected"),
    [
        (["/usr/bin/gunicorn", "-w", "4", "app:app"], {}, "--workers 4"),
        (["gunicorn", "app:app", "-w4"], {}, "--workers 4"),
        (["gunicorn", "--workers=16"], {}, "--workers 16"),
        (["uvicorn", "app:app", "--workers", "2"], {}, "--workers 2"),
        (["/lib/uvicorn/__main__.py", "app:app", "--workers", "2"], {}, "--workers 2"),
        (["hypercorn", "-w", "3", "app"], {}, "--workers 3"),
        (["granian", "--interface", "asgi", "--workers", "3", "app:app"], {}, "--workers 3"),
        (["gunicorn", "app:app"], {"GUNICORN_CMD_ARGS": "--workers 3"}, "--workers 3"),
        (["gunicorn", "app:app"], {"WEB_CONCURRENCY": "8"}, "WEB_CONCURRENCY=8"),
        (["python", "run.py"], {"WEB_CONCURRENCY": "2"}, "WEB_CONCURRENCY=2"),
        (["gunicorn", "-w", "1", "app:app"], {"WEB_CONCURRENCY": "8"}, None),
        (["gunicorn", "-w", "1"], {"GUNICORN_CMD_ARGS": "-w 4"}, None),
        (["gunicorn", "app:app"], {}, None),
        (["gunicorn", "-w"], {}, None),
        (["pytest", "-w", "4"], {}, None),
        (["uvicorn", "app:app"], {"WEB_CONCURRENCY": "1"}, None),
        (["uvicorn", "app:app"], {"WEB_CONCURRENCY": "many"}, None),
        (["uvicorn", "app:app"], {"WEB_CONCURRENCY": ""}, None),
        ([], {}, None),
    ],
)
def test_the_signs_of_several_workers(
    argv: list[str], environ: dict[str, str], expected: str | None
) -> None:
    assert several_workers(argv, environ) == expected


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [r.getMessage() for r in caplog.records if r.levelno == logging.WARNING]


@both
def test_the_warning_names_the_remedy_and_comes_once(
    transport: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    Shop(transport)  # a store of the seller's own
    assert warnings(caplog) == []
    store = AsyncMemoryReplayStore() if transport == "asgi" else MemoryReplayStore()
    stores: tuple[Any, ...] = (None, store, None)
    for given in stores:
        Shop(transport, replay_store=given)
    (warning,) = warnings(caplog)
    assert "several workers (WEB_CONCURRENCY=4)" in warning
    name = "AsyncRedisReplayStore" if transport == "asgi" else "RedisReplayStore"
    assert f"`replay_store={name}.from_url(...)`" in warning


def test_wsgi_hears_it_from_the_server(caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop("wsgi", replay_store=None)
    shared = Shop("wsgi")
    for multiprocess in (False, True, True):
        for each in (shared, shop):
            environ = environ_of("GET", "/weather") | {"wsgi.multiprocess": multiprocess}
            each.wsgi(environ, lambda *_: print)
        if not multiprocess:
            assert warnings(caplog) == []
    (warning,) = warnings(caplog)
    assert "several workers (wsgi.multiprocess)" in warning
