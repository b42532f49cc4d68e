"""A server on this machine that answers each request as it is told to, well or not."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

Conduct = Callable[["Rude", socket.socket], bool]
"""Answers one request on a connection, and says whether the connection goes on."""


class Rude:
    """What happened, and what holds back whoever waits."""

    def __init__(self, *conducts: Conduct) -> None:
        self.conducts = list(conducts)
        self.connections = 0
        self.requests: list[bytes] = []
        self.over = Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        """Takes one connection after the other, until all conducts are used."""
        while self.conducts:
            connection, _ = self.listener.accept()
            self.connections += 1
            with connection:
                while self.conducts and (request := read(connection)):
                    self.requests.append(request)
                    if not self.conducts.pop(0)(self, connection):
                        break


@contextmanager
def rude_server(*conducts: Conduct) -> Iterator[Rude]:
    """Runs a server that behaves so, one conduct for each request."""
    rude = Rude(*conducts)
    thread = Thread(target=rude.run)
    thread.start()
    try:
        yield rude
    finally:
        rude.over.set()
        thread.join()
        rude.listener.close()


def read(connection: socket.socket) -> bytes:
    """One request; nothing where the client has gone."""
    request = b""
    try:
        while b"\r\n\r\n" not in request:
            part = connection.recv(4096)
            if not part:
                return b""
            request += part
        head, _, body = request.partition(b"\r\n\r\n")
        lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-len")]
        length = int(lengths[0].partition(b":")[2]) if lengths else 0
        while len(body) < length:
            body += connection.recv(4096)
        return head + b"\r\n\r\n" + body
    except OSError:
        return b""


def sends(status: int, body: bytes, length: int | None = None, *, stays: bool = True) -> Conduct:
    """Answers so; a length that is not the body's ends the connection."""

    def conduct(rude: Rude, connection: socket.socket) -> bool:
        total = len(body) if length is None else length
        head = f"HTTP/1.1 {status} x\r\ncontent-length: {total}\r\n\r\n"
        try:
            connection.sendall(head.encode() + body)
        except OSError:
            return False  # the client has seen enough
        return stays and total == len(body)

    return conduct


def closes(rude: Rude, connection: socket.socket) -> bool:
    """Ends the connection without an answer."""
    return False


def hangs(rude: Rude, connection: socket.socket) -> bool:
    """Says nothing for as long as the test runs."""
    rude.over.wait()
    return False


def stalls(rude: Rude, connection: socket.socket) -> bool:
    """Begins an answer, and says no more for as long as the test runs."""
    connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
    rude.over.wait()
    return False


def talks_nonsense(rude: Rude, connection: socket.socket) -> bool:
    """Answers with something that is not HTTP."""
    connection.sendall(b"220 mail.example ESMTP\r\n")
    return False
