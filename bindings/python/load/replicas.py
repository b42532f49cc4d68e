"""Several processes of `x402 facilitator` with one store and one key, behind one port."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from balancer import balancer
from run import process
from service import Service

DEAD = 2.5
"""How long a killed process is away at most, in seconds: another one takes its leases meanwhile."""
ALL = 0.25
"""How often all of them are killed at once."""


class Replicas:
    """The processes; to a run they are one service."""

    def __init__(self, services: list[Service], port: int) -> None:
        """Those that are behind a port; they do not run yet."""
        self.services = services
        self.rows = services[0].rows
        self.url = f"http://127.0.0.1:{port}"

    def output(self, *arguments: str) -> str:
        """What a command prints; it must succeed."""
        return self.services[0].output(*arguments)

    def start(self) -> None:
        """Starts all of them."""
        for service in self.services:
            service.start()

    def kill(self) -> None:
        """Kills all of them with SIGKILL."""
        for service in self.services:
            service.kill()

    def strike(self, chance: random.Random) -> None:
        """Kills one, or all of them, and starts them again, after a time if there are others."""
        if chance.random() < ALL:
            struck = self.services
        else:
            struck = [chance.choice(self.services)]
        for service in struck:
            service.kill()
        if len(self.services) > 1:
            time.sleep(chance.uniform(0, DEAD))
        for service in struck:
            service.start()

    def end(self) -> None:
        """Ends them with SIGTERM."""
        for service in self.services:
            service.end()

    def close(self) -> None:
        """Kills those that run."""
        for service in self.services:
            service.close()


@contextmanager
def replicas(folder: Path, networks: str, count: int, store: str, forgets: bool) -> Iterator[Replicas]:
    """As many as are asked for, with a file that they share (`sqlite`), or a server (`postgres`)."""
    with ExitStack() as stack:
        rows: Path | str = folder / "rows.sqlite"
        if store == "postgres":
            rows = stack.enter_context(postgres())
        services = []
        for number in range(count):
            own = folder / str(number)
            own.mkdir()
            services.append(Service(own, networks, rows, forgets))
        ports = [service.port for service in services]
        port = stack.enter_context(balancer(ports)) if count > 1 else ports[0]
        found = Replicas(services, port)
        stack.callback(found.close)
        yield found


@contextmanager
def postgres() -> Iterator[str]:
    """A database of a server of our own, by `x402-devnet postgres`; its URL."""
    command = (os.environ["X402_DEVNET"], "postgres")
    with process(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        assert running.stdin is not None and running.stdout is not None
        try:
            yield running.stdout.readline().strip()
        finally:
            running.stdin.close()  # it ends, and its server with it
            running.wait()
