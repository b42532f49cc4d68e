"""Applications below a root path: a framework and the paywall must drop the same of a path."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import FastAPI
from frameworks import ASGI, WSGI, Reached
from paying import Script, settings
from shop import ask_asgi, ask_wsgi, environ_of, scope_of
from starlette.applications import Starlette
from starlette.routing import Mount
from x402_core import asgi, wsgi
from x402_core._paywall.paths import routed

PATHS = ["/weather", "/api/weather", "/apiweather", "/x/api/weather", "/api/api/weather", "/api"]
ROOTS = ["/api", "/api/", "api", "/", ""]


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("name", ["starlette", "fastapi", "litestar", "django-asgi"])
def test_a_root_of_the_server(name: str, root: str) -> None:
    reached = Reached()
    app = asgi.PaymentMiddleware(ASGI[name](["/weather"], reached), **settings(Script()))
    statuses = {}
    for path in PATHS:
        scope = scope_of("GET", path, root=root)
        statuses[path] = asyncio.run(ask_asgi(app, scope)).status
    assert reached.runs == []
    assert statuses["/weather"] == 402


@pytest.mark.parametrize("root", ROOTS)
@pytest.mark.parametrize("name", ["flask", "django"])
def test_a_root_of_a_wsgi_server(name: str, root: str) -> None:
    reached = Reached()
    app = wsgi.PaymentMiddleware(WSGI[name](["/weather"], reached), **settings(Script()))
    for path in PATHS:
        environ = environ_of("GET", path, root=root)
        ask_wsgi(app, {**environ, "SERVER_NAME": "shop.test", "SERVER_PORT": "443"})
    assert reached.runs == []
    environ = environ_of("GET", "/weather", root=root)
    assert ask_wsgi(app, environ).status == 402


@pytest.mark.filterwarnings("ignore:The `root_path` parameter is deprecated")
def test_a_root_of_fastapi_itself() -> None:
    """It is set behind a paywall around the application, and before one inside of it."""
    runs: list[str] = []

    def app() -> FastAPI:
        made = FastAPI(root_path="/api", openapi_url=None)
        made.add_api_route("/weather", lambda: runs.append("ran"), methods=["GET", "OPTIONS"])
        return made

    around: Any = asgi.PaymentMiddleware(app(), **settings(Script()))
    inside = app()
    inside.add_middleware(asgi.PaymentMiddleware, **settings(Script()))
    for paywall in (around, inside):
        for path in ("/weather", "/api/weather"):
            for root in ("", "/other"):
                scope = scope_of("GET", path, root=root)
                assert asyncio.run(ask_asgi(paywall, scope)).status == 402
        for path in ("/api//weather", "/api/api/weather", "//weather"):
            assert asyncio.run(ask_asgi(paywall, scope_of("GET", path))).status == 404
    assert runs == []


def test_another_framework_may_call_something_else_its_root_path() -> None:
    """Flask's and Quart's `root_path` is a folder."""

    class App:
        root_path = "/srv/shop"

        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            raise AssertionError("it ran unpaid")

    paywall = asgi.PaymentMiddleware(App(), **settings(Script()))
    for path in ("/weather", "/api/weather"):
        scope = scope_of("GET", path, root="/api")
        assert asyncio.run(ask_asgi(paywall, scope)).status == 402


def test_mounts_in_mounts() -> None:
    reached = Reached()
    paywall = asgi.PaymentMiddleware(ASGI["starlette"](["/weather"], reached), **settings(Script()))
    outer = Starlette(routes=[Mount("/a", routes=[Mount("/b", app=paywall)])])
    assert asyncio.run(ask_asgi(outer, scope_of("GET", "/a/b/weather"))).status == 402
    for path in ("/a/b//weather", "/a/b/weather/", "/a/b/b/weather", "/a/b/a/b/weather"):
        asyncio.run(ask_asgi(outer, scope_of("GET", path)))
    assert reached.runs == []


@pytest.mark.parametrize(
    ("path", "root", "paths"),
    [
        ("/a", "", {"/a"}),
        ("", "", {"/"}),
        ("/api/a", "/api", {"/a", "/api/a"}),
        ("/api", "/api/", {"/", "/api"}),
        ("/a", "/api", {"/a", "/api/a"}),
        ("/x/api/a", "/api", {"/x/api/a", "/api/x/api/a", "/a"}),
        ("/apis/api/a", "/api/", {"/apis/api/a", "/api/apis/api/a", "/s/api/a", "/a"}),
    ],
)
def test_the_paths_that_an_application_may_route_by(path: str, root: str, paths: set[str]) -> None:
    assert set(routed(path, root)) == paths
