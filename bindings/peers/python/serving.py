"""Runs an application on a port of the loopback that the system chooses, until its input ends."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from importlib.metadata import version
from typing import Any

EVM_NETWORK = "eip155:84532"
EVM_PAY_TO = "0x7C17DE551103413CD29ff11bb0751b10a346B675"
SVM_NETWORK = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"
SVM_PAY_TO = "CZJUbiqU5WySMKiqDMS8EfZ8ritAu97jbmhRy3sMX8J"
PRICE = "$0.01"


def reports(paths: list[str]) -> Any:
    """The handler of the routes that cost something: it counts what each of them has given."""
    served = dict.fromkeys(paths, 0)

    def report(path: str) -> dict[str, Any]:
        served[path] += 1
        return {"report": "worth its price", "served": served[path]}

    return report


def listen() -> socket.socket:
    """A listening socket."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    return listener


def announce(listener: socket.socket, package: str, paths: list[str]) -> None:
    """Prints the line that says where the server is, and ends the process with standard input."""
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    line = {"url": url, "package": package, "version": version("x402"), "routes": paths}
    print(json.dumps(line), flush=True)

    def wait() -> None:
        sys.stdin.read()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def run_asgi(app: Any, package: str, paths: list[str]) -> None:
    """Serves a FastAPI application with uvicorn."""
    import uvicorn

    listener = listen()
    announce(listener, package, paths)
    uvicorn.Server(uvicorn.Config(app, log_level="warning")).run([listener])


def run_wsgi(app: Any, package: str, paths: list[str]) -> None:
    """Serves a Flask application with waitress."""
    import waitress

    listener = listen()
    announce(listener, package, paths)
    waitress.serve(app, sockets=[listener])
