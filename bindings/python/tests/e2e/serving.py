"""Our applications on real servers, on a port of the loopback that the system chooses."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Thread

import fastapi_app
import flask_app
import uvicorn
from e2e import evm_only
from fastapi import FastAPI
from flask import Flask
from werkzeug.serving import make_server
from x402_core.asgi import PaymentMiddleware
from x402_core.facilitator import FacilitatorClient

Server = Callable[[str], AbstractContextManager[str]]
"""Takes the facilitator's URL, and runs until the block ends; gives its own URL."""


def under_uvicorn(make_app: Callable[[str], FastAPI | PaymentMiddleware]) -> Server:
    """This application under uvicorn."""

    @contextmanager
    def run(facilitator: str) -> Iterator[str]:
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen()
            config = uvicorn.Config(make_app(facilitator), log_level="warning", lifespan="on")
            server = uvicorn.Server(config)
            thread = Thread(target=server.run, args=([listener],))
            thread.start()
            while not server.started:
                thread.join(0.01)
                assert thread.is_alive(), "the application has not started: see the log"
            try:
                yield f"http://127.0.0.1:{listener.getsockname()[1]}"
            finally:
                server.should_exit = True
                thread.join()

    return run


def under_werkzeug(make_app: Callable[[FacilitatorClient], Flask]) -> Server:
    """This application under werkzeug."""

    @contextmanager
    def run(facilitator: str) -> Iterator[str]:
        with FacilitatorClient(facilitator) as client:
            server = make_server("127.0.0.1", 0, make_app(client), threaded=True)
            thread = Thread(target=server.serve_forever)
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}"
            finally:
                server.shutdown()
                thread.join()
                server.server_close()

    return run


EXAMPLES = {
    "fastapi": under_uvicorn(fastapi_app.make_app),
    "flask": under_werkzeug(flask_app.make_app),
}
EVM_ONLY = {
    "fastapi": under_uvicorn(evm_only.fastapi_app),
    "flask": under_werkzeug(evm_only.flask_app),
}
