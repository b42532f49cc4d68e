"""One shop behind both middlewares: what holds for one must hold for the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import pytest
from conftest import PAY_TO
from paying import Script, Store, pay, settings
from x402_core import asgi, wsgi

CONTENT = b"sunny"
TRANSPORTS = ["asgi", "wsgi"]

both = pytest.mark.parametrize("transport", TRANSPORTS)
"""Runs a test with each middleware."""


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        """The values of a header, joined."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        return ", ".join(values) if values else None


@dataclass
class Made:
    """What the handler makes."""

    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: list[bytes] = field(default_factory=lambda: [CONTENT])


class Shop:
    """An application that sells `CONTENT`, asked without a server."""

    def __init__(self, transport: str, facilitator: Any = None, **more: Any) -> None:
        self.facilitator = Script() if facilitator is None else facilitator
        self.store = more.pop("replay_store") if "replay_store" in more else Store()
        self.waited: list[float] = []
        self.payments: list[Any] = []
        self.make: Callable[[], Made] = Made
        """The handler: what it makes, or raises."""
        given = settings(self.facilitator, replay_store=self.store, **more)
        self.transport = transport
        if transport == "asgi":
            self.asgi = asgi.PaymentMiddleware(self._asgi, sleep=self._asleep, **given)
        else:
            self.wsgi = wsgi.PaymentMiddleware(self._wsgi, sleep=self.waited.append, **given)

    @property
    def runs(self) -> int:
        """How often the handler ran."""
        return len(self.payments)

    def paid(self, path: str = "/weather", *, entropy: int = 7, **more: Any) -> Reply:
        """Asks, pays and asks again."""
        return self.get(path, self.pay(path, entropy=entropy), **more)

    def pay(
        self, path: str = "/weather", *, method: str = "GET", entropy: int = 7
    ) -> dict[str, str]:
        """The headers that pay for a path."""
        unpaid = self.get(path, method=method)
        assert unpaid.status == 402, unpaid
        return pay(dict(unpaid.headers), entropy=entropy)

    def get(
        self,
        path: str = "/weather",
        headers: Mapping[str, str] | list[tuple[str, str]] | None = None,
        *,
        method: str = "GET",
        root: str = "",
    ) -> Reply:
        """Asks for a path, encoded as in a URL."""
        pairs = list(headers.items() if isinstance(headers, Mapping) else headers or ())
        path, _, query = path.partition("?")
        if self.transport == "asgi":
            return asyncio.run(self.ask(scope_of(method, unquote(path), query, pairs, root)))
        environ = environ_of(method, unquote(path, "latin-1"), query, pairs, root)
        return ask_wsgi(self.wsgi, environ)

    async def ask(self, scope: dict[str, Any]) -> Reply:
        """One request in the loop that there is."""
        return await ask_asgi(self.asgi, scope)

    async def _asleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def _asgi(self, scope: Any, receive: Any, send: Any) -> None:
        self.payments.append(scope.get("x402"))
        made = self.make()
        headers = [(n.encode(), v.encode("latin-1")) for n, v in made.headers]
        await send({"type": "http.response.start", "status": made.status, "headers": headers})
        for chunk in made.body:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body"})

    def _wsgi(self, environ: Any, start_response: Any) -> list[bytes]:
        self.payments.append(environ.get("x402"))
        made = self.make()
        start_response(f"{made.status} Made", made.headers)
        return made.body


def scope_of(
    method: str, path: str, query: str = "", headers: Any = (), root: str = ""
) -> dict[str, Any]:
    """An ASGI scope."""
    return {
        "type": "http",
        "http_version": "1.1",
        "method": method,
        "scheme": "https",
        "path": path,
        "query_string": query.encode(),
        "root_path": root,
        "headers": [
            (b"host", b"shop.test"),
            *((n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers),
        ],
    }


def environ_of(
    method: str, path: str, query: str = "", headers: Any = (), root: str = ""
) -> dict[str, Any]:
    """A WSGI environment; headers of one name are joined, as servers do."""
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": root,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "wsgi.url_scheme": "https",
        "HTTP_HOST": "shop.test",
    }
    for name, value in headers:
        key = "HTTP_" + name.upper().replace("-", "_")
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ


async def ask_asgi(
    app: Any, scope: dict[str, Any], parts: Sequence[bytes] = (b"",)
) -> Reply:
    """Runs an ASGI application for one request, and holds it to the order of messages."""
    sent: list[dict[str, Any]] = []

    last = len(parts) - 1
    body = iter(
        {"type": "http.request", "body": part, "more_body": index < last}
        for index, part in enumerate(parts)
    )

    async def receive() -> dict[str, Any]:
        for message in body:
            return message
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await app(scope, receive, send)
    assert [m["type"] for m in sent[:1]] == ["http.response.start"], sent
    assert all(m["type"] == "http.response.body" for m in sent[1:])
    assert sent[-1].get("more_body", False) is False
    headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in sent[0]["headers"]]
    return Reply(sent[0]["status"], headers, b"".join(m.get("body", b"") for m in sent[1:]))


def ask_wsgi(app: Any, environ: dict[str, Any]) -> Reply:
    """Runs a WSGI application for one request, and closes its body."""
    started: list[Any] = []
    written: list[bytes] = []

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Callable[..., Any]:
        assert exc_info or not started
        started[:] = [status, headers]
        return written.append

    body = app(environ, start_response)
    try:
        chunks = list(body)
    finally:
        getattr(body, "close", lambda: None)()
    return Reply(int(started[0][:3]), started[1], b"".join([*written, *chunks]))


__all__ = ["CONTENT", "PAY_TO", "TRANSPORTS", "Made", "Reply", "Shop", "both"]
