"""The test facilitator as an HTTP server on this machine, for programs in any language."""

from __future__ import annotations

import socket
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple

from .facilitator import TestFacilitator
from .http import MAX_BODY, Reply, reply, too_long

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Served", "serve"]


class Served(NamedTuple):
    """A facilitator that is served."""

    url: str
    """Where: `http://127.0.0.1:` and the port."""
    facilitator: TestFacilitator
    """The facilitator: script it, and look at its calls and settlements."""


@contextmanager
def serve(facilitator: TestFacilitator | None = None, *, port: int = 0) -> Iterator[Served]:
    """Serves a facilitator over HTTP on 127.0.0.1, until the block ends.

    Args:
        facilitator: The facilitator; a new one if it is not given.
        port: The port; one that is free if it is 0.
    """
    facilitator = TestFacilitator() if facilitator is None else facilitator
    with _Server(facilitator, port) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield Served(f"http://127.0.0.1:{server.server_port}", facilitator)
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, facilitator: TestFacilitator, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.facilitator = facilitator
        self._lock = Lock()
        self._connections: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._connections.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Says nothing where a client does not wait for its answer."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        """Ends the connections that clients keep open, and with them their threads."""
        with self._lock:
            for connection in self._connections:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # the client was faster


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("content-length", "")
        if not length.isdigit():
            self.close_connection = True
            self.send_error(411)
            return
        body = self.rfile.read(min(int(length), MAX_BODY + 1))
        if len(body) <= MAX_BODY:
            self._answer(body)
            return
        # Read to its end, or a client that still writes would never see the answer.
        left = int(length) - len(body)
        while left > 0 and (part := self.rfile.read(min(left, 1 << 16))):
            left -= len(part)
        self._send(too_long())

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: payments are money until they expire."""

    def _answer(self, body: bytes) -> None:
        answer = reply(
            self.server.facilitator,
            self.command,
            self.path.partition("?")[0],
            body,
            repeat_token=self.headers.get("idempotency-key"),
        )
        if answer is None:
            self.close_connection = True
        else:
            self._send(answer)

    def _send(self, answer: Reply) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)
