"""The programs of `bindings/peers`: servers that others publish, and clients."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[4]
PYTHON = ROOT / "bindings/peers/python"
PATIENCE = 60
"""How long a program may take, in seconds: it is far quicker."""

_KEYS = json.loads((ROOT / "spec-vectors/keys.json").read_text())["keys"]
KEYS = {key["label"]: key["secret"] for key in _KEYS}
ADDRESSES = {key["label"]: key["address"] for key in _KEYS}
EVM_KEY, SVM_SEED = KEYS["payer"], KEYS["svm-payer"]

RUNTIMES = {
    "ts": ("node", "NODE"),
    "ts-v1": ("node", "NODE_V1"),
    "ts-others": ("node", "NODE_OTHERS"),
    "py": ("python", "PYTHON"),
    "v1": ("python", "PYTHON_V1"),
}
"""What runs the programs of each kind, and where the step has installed their packages."""


def command(name: str) -> list[str]:
    """The command line of a program, which is named as `KIND:FILE`."""
    kind, _, program = name.partition(":")
    runtime, packages = RUNTIMES[kind]
    if runtime == "node":
        return ["node", str(Path(installed(packages)) / program)]
    return [installed(packages), str(PYTHON / program)]


def installed(what: str) -> str:
    """Where the step has installed the peers."""
    variable = f"X402_PEERS_{what}"
    if variable not in os.environ:
        raise RuntimeError(f"{variable} is not set: run `cargo xtask test --only peers`")
    return os.environ[variable]


@dataclass(frozen=True)
class Paid:
    """What came of a client's request."""

    status: int
    body: str
    receipt: dict[str, Any] | None
    sent: tuple[str, str]
    """The name and value of the payment header."""


@dataclass(frozen=True)
class Client:
    """A client that others publish."""

    program: str
    arguments: tuple[str, ...] = ()

    def in_version(self, version: int) -> Client:
        """The client that sees the bill of this version, where it understands both."""
        return replace(self, arguments=(*self.arguments, "--x402-version", str(version)))

    def pay(self, url: str, network: str) -> Paid:
        """Gets the resource, and pays for it on a network of this family."""
        key = ("--evm-key", EVM_KEY) if network == "evm" else ("--svm-seed", SVM_SEED)
        done = subprocess.run(
            [*command(self.program), *self.arguments, "--url", url, *key],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        line = json.loads(done.stdout)
        name, value = line["sent"]
        return Paid(line["status"], line["body"], line["receipt"], (name, value))


@contextmanager
def server(program: str, facilitator: str, *arguments: str) -> Iterator[str]:
    """Runs a server that others publish, which settles by this facilitator; its URL."""
    process = subprocess.Popen(
        [*command(program), *arguments, "--facilitator", facilitator],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None and process.stdout is not None
        line = process.stdout.readline()
        assert line, f"{program} has said nothing and ended"
        yield str(json.loads(line)["url"])
        process.stdin.close()
        process.wait(PATIENCE)
