"""A port behind which several servers are: each connection goes to one of those that listen."""

from __future__ import annotations

import contextlib
import random
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Thread


@contextmanager
def balancer(ports: Sequence[int]) -> Iterator[int]:
    """The port, until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        Thread(target=_accept, args=(listener, ports), daemon=True).start()
        port: int = listener.getsockname()[1]
        yield port
        # Wakes the thread that accepts.
        listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, ports: Sequence[int]) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _ = listener.accept()
            server = _connect(ports)
            if server is None:
                client.close()
                continue
            for pair in ((client, server), (server, client)):
                Thread(target=_copy, args=pair, daemon=True).start()


def _connect(ports: Sequence[int]) -> socket.socket | None:
    """A connection to one of those that listen."""
    for port in random.sample(ports, len(ports)):
        with contextlib.suppress(OSError):
            return socket.create_connection(("127.0.0.1", port))
    return None


def _copy(source: socket.socket, target: socket.socket) -> None:
    """Hands on what comes; the end of one side is that of the other."""
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            target.sendall(data)
    for each in (source, target):
        with contextlib.suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
