"""`x402 facilitator` as a process that a run starts, kills and starts again, and a server beside it.

`X402` is the command, built with `cargo build -p x402-cli --features services`.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
from kill_local import GAS_SECRET, query
from run import HERE, process
from x402_core import PaymentRequired, header

PATIENCE = 60.0
"""How long anything may take, in seconds."""
HEAD = """
listen = "127.0.0.1:{port}"
store = "{store}"
lease_ms = 1_500
"""
ANVIL = """
[networks."eip155:84532"]
nodes = ["{chain}"]
fee_cap_wei = 100_000_000_000
timeout_ms = 15_000
poll_ms = 100
final_poll_ms = 500
[[signers]]
family = "evm"
file = "{folder}/gas.key"
"""
"""Base Sepolia by one node, with the key of `kill_local.py`."""


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def write_key(path: Path, text: str) -> None:
    """A file that its owner alone can read."""
    path.touch(0o600)
    path.write_text(text)


def anvil(folder: Path, chain: str) -> str:
    """The configuration of Base Sepolia by this node; its key is written."""
    write_key(folder / "gas.key", GAS_SECRET)
    return ANVIL.format(folder=folder, chain=chain)


def forget(store: Path | str) -> None:
    """Takes a store away."""
    if isinstance(store, str):
        query(store, "DELETE FROM x402_rows")
        return
    for file in store.parent.glob(f"{store.name}*"):
        file.unlink()


class Service:
    """The facilitator's process: it can be killed and started again."""

    def __init__(
        self, folder: Path, networks: str, rows: Path | str | None = None, forgets: bool = False
    ) -> None:
        """Writes its configuration; it does not run yet.

        `rows` is a file for SQLite, or the URL of a PostgreSQL.
        """
        self.forgets = forgets
        self.rows = rows or folder / "rows.sqlite"
        self.config = folder / "facilitator.toml"
        self.port = free_port()
        store = self.rows if isinstance(self.rows, str) else f"sqlite:{self.rows}"
        head = HEAD.format(port=self.port, store=store)
        self.config.write_text(head + networks)
        self.url = f"http://127.0.0.1:{self.port}"
        self.running: subprocess.Popen[bytes] | None = None

    def command(self, *arguments: str) -> list[str]:
        """A command about it."""
        program = os.environ["X402"]
        return [program, "facilitator", *arguments, "--config", str(self.config)]

    def output(self, *arguments: str) -> str:
        """What a command about it prints; it must succeed."""
        command = self.command(*arguments)
        ended = subprocess.run(command, text=True, capture_output=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        command = self.command("run")
        self.running = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            assert self.running.poll() is None, "the facilitator ended by itself"
            try:
                assert httpx.get(f"{self.url}/live").status_code == 200
                return
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError("the facilitator does not answer")

    def kill(self) -> None:
        """Kills it with SIGKILL."""
        assert self.running is not None
        self.running.kill()
        self.running.wait(PATIENCE)
        if self.forgets:
            forget(self.rows)

    def end(self) -> None:
        """Ends it with SIGTERM: it must end by itself, and well."""
        assert self.running is not None
        self.running.send_signal(signal.SIGTERM)
        assert self.running.wait(PATIENCE) == 0

    def close(self) -> None:
        """Kills it, if it runs."""
        if self.running is not None and self.running.poll() is None:
            self.running.kill()
            self.running.wait(PATIENCE)


@contextmanager
def server(facilitator: str, networks: Sequence[str] = ("base-sepolia",)) -> Iterator[str]:
    """A server that sells; its URL."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "service_app:make_app()", "--threads", "16"]
    command += ["--bind", f"127.0.0.1:{port}", "--log-level", "critical", "--timeout", "120"]
    asked = {"X402_FACILITATOR": facilitator, "X402_NETWORKS": " ".join(networks)}
    with process(*command, cwd=HERE, env=os.environ | asked):
        yield f"http://127.0.0.1:{port}"


def bill(url: str) -> PaymentRequired:
    """What the server asks for, as soon as it has started."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            unpaid = httpx.get(f"{url}/upfront", timeout=60.0)
            break
        except httpx.TransportError:
            assert time.monotonic() < until
            time.sleep(0.05)  # it has not started
    assert unpaid.status_code == 402, unpaid.text
    required = header.decode_payment_required(unpaid.headers["payment-required"])
    assert isinstance(required, PaymentRequired)
    return required


def wait_until(what: Callable[[], bool]) -> None:
    """Waits for something that must come."""
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)
