"""Serves a test facilitator and prints its URL: `python -m x402_core.testing [--port 0]`."""

from __future__ import annotations

import argparse
import signal
from threading import Event

from .facilitator import TestFacilitator
from .loopback import serve


def main() -> None:
    """Serves until it is told to stop."""
    parser = argparse.ArgumentParser(
        prog="python -m x402_core.testing",
        description="Serves an x402 facilitator without a chain on 127.0.0.1 and prints its URL.",
    )
    parser.add_argument("--port", type=int, default=0, help="the port; a free one if 0")
    parser.add_argument("--now", type=int, help="the time, in Unix seconds, if not the clock's")
    parser.add_argument(
        "--network", action="append", help="a network to settle on, such as eip155:84532; repeat"
    )
    parser.add_argument(
        "--idempotent", action="store_true", help="report a settlement to every request for it"
    )
    arguments = parser.parse_args()
    now = None if arguments.now is None else lambda: int(arguments.now)
    facilitator = TestFacilitator(
        networks=arguments.network, now=now, idempotent=arguments.idempotent
    )
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with serve(facilitator, port=arguments.port) as served:
        print(served.url, flush=True)
        stop.wait()


if __name__ == "__main__":
    main()
