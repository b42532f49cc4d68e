"""The three ways to send a request, as one: httpx in plain and `async` code, and requests."""

from __future__ import annotations

import asyncio
import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch

import httpx
import requests
import urllib3
import x402_core.httpx
import x402_core.requests
from requests.adapters import HTTPAdapter
from x402_core.payer import Payer, PaymentReport

from .shop import Ask, Handler, Reply

__all__ = ["KINDS", "Got", "Sender", "elsewhere", "loopback"]

KINDS = ("httpx", "async", "requests")


@dataclass
class Got:
    """What the caller got."""

    status: int
    text: str
    report: PaymentReport | None
    response: Any

    @property
    def paid(self) -> PaymentReport:
        """The report, where something was asked for."""
        assert self.report is not None
        return self.report


@dataclass
class Sender:
    """Sends requests by one library, to a handler without sockets if there is one."""

    kind: str
    payer: Payer
    handler: Handler | None = None

    def __call__(
        self,
        url: str,
        *,
        method: str = "GET",
        body: Any = None,
        follow: bool = True,
        headers: dict[str, str] | None = None,
    ) -> Got:
        """Sends a request."""
        if self.kind == "requests":
            mock = nullcontext() if self.handler is None else elsewhere(self.handler)
            with mock, x402_core.requests.Session(self.payer) as session:
                answer = session.request(
                    method, url, data=body, allow_redirects=follow, headers=headers
                )
                report = x402_core.requests.report(answer)
                return Got(answer.status_code, answer.text, report, answer)
        if self.kind == "httpx":
            with self.client() as client:
                return got(
                    client.request(
                        method, url, content=body, follow_redirects=follow, headers=headers
                    )
                )

        async def send() -> Got:
            async with self.async_client() as client:
                return got(
                    await client.request(
                        method, url, content=body, follow_redirects=follow, headers=headers
                    )
                )

        return asyncio.run(send())

    def client(self) -> x402_core.httpx.Client:
        """A client of httpx."""
        transport = (
            None
            if self.handler is None
            else httpx.MockTransport(partial(over_httpx, self.handler))
        )
        return x402_core.httpx.Client(self.payer, transport=transport, trust_env=False)

    def async_client(self) -> x402_core.httpx.AsyncClient:
        """An async client of httpx."""
        transport = (
            None
            if self.handler is None
            else httpx.MockTransport(partial(over_httpx, self.handler))
        )
        return x402_core.httpx.AsyncClient(self.payer, transport=transport, trust_env=False)


def over_httpx(handler: Handler, request: httpx.Request) -> httpx.Response:
    """Answers a request of httpx without sockets."""
    headers = request.headers.multi_items()
    reply = handler(Ask(request.method, str(request.url), headers, request.content))
    if reply is None:
        raise httpx.ReadError("the connection was cut")
    return httpx.Response(reply.status, headers=list(reply.headers), content=reply.body)


@contextmanager
def elsewhere(handler: Handler) -> Iterator[None]:
    """Has all that httpx (in plain code) and requests send answered without sockets."""

    def send(
        adapter: HTTPAdapter, request: requests.PreparedRequest, **_: Any
    ) -> requests.Response:
        body = request.body or b""
        body = body if isinstance(body, bytes) else str(body).encode()
        headers = [(name, str(value)) for name, value in request.headers.items()]
        reply = handler(Ask(str(request.method), str(request.url), headers, body))
        if reply is None:
            raise requests.ConnectionError("the connection was cut", request=request)
        raw = urllib3.HTTPResponse(
            body=io.BytesIO(reply.body),
            headers=urllib3.HTTPHeaderDict(reply.headers),
            status=reply.status,
            preload_content=False,
        )
        return adapter.build_response(request, raw)

    def handle(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        request.read()
        return over_httpx(handler, request)

    with (
        patch.object(HTTPAdapter, "send", send),
        patch.object(httpx.HTTPTransport, "handle_request", handle),
    ):
        yield


def got(answer: httpx.Response) -> Got:
    """What the caller got from httpx."""
    return Got(answer.status_code, answer.text, x402_core.httpx.report(answer), answer)


@contextmanager
def loopback(handler: Handler) -> Iterator[str]:
    """Serves on a real socket; the URL has no path."""

    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 5

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            url = f"http://{self.headers['host']}{self.path}"
            reply = handler(Ask(self.command, url, list(self.headers.items()), body))
            if reply is None:
                self.close_connection = True
                return
            self.write(reply)

        do_GET = do_POST = do_PUT = answer

        def write(self, reply: Reply) -> None:
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    class Threads(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

    with Threads(("127.0.0.1", 0), Server) as listener:
        thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.server_port}"
        finally:
            listener.shutdown()
            thread.join()
