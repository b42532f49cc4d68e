"""Many processes, one store of used payments, and all kinds of traffic at once.

    python bindings/python/load/run.py --seconds 60

It fails if a payment is answered twice, if something that is no good payment is answered at all,
if the facilitator has settled other payments than were answered, or at any 500. It needs what
`requirements-dev.txt` names, and `redis-server`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import redis
import traffic

HERE = Path(__file__).resolve().parent
PATIENCE = 30
"""How long a process may take to start or to end, in seconds."""


@contextmanager
def process(*command: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Runs a program until the block ends."""
    with subprocess.Popen(command, text=True, **options) as running:
        try:
            yield running
        finally:
            running.terminate()
            running.wait(PATIENCE)


@contextmanager
def store(folder: Path) -> Iterator[str]:
    """A Redis of our own; its URL."""
    program = shutil.which("redis-server")
    if program is None:
        sys.exit("there is no redis-server: install Debian's package redis-server")
    path = folder / "redis.sock"
    options = ("--port", "0", "--unixsocket", str(path), "--save", "", "--dir", str(folder))
    with process(program, *options, stdout=subprocess.DEVNULL):
        url = f"unix://{path}"
        retry = redis.retry.Retry(redis.backoff.ConstantBackoff(0.1), 100)
        again: dict[str, Any] = {"retry": retry, "retry_on_error": [redis.ConnectionError]}
        with redis.Redis.from_url(url, **again) as client:
            client.ping()
        yield url


@contextmanager
def facilitator() -> Iterator[str]:
    """The test facilitator in a process of its own; its URL."""
    with process(sys.executable, "-m", "x402_core.testing", stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        yield running.stdout.readline().strip()


@contextmanager
def application(workers: int, environment: dict[str, str]) -> Iterator[str]:
    """The application under uvicorn; its URL."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        number = listener.fileno()
        options = ["--fd", str(number), "--workers", str(workers), "--log-level", "warning"]
        options += ["--timeout-keep-alive", "600"]  # who asks keeps more connections than it uses
        command = (sys.executable, "-m", "uvicorn", "--factory", "app:make_app", *options)
        with process(*command, pass_fds=[number], cwd=HERE, env=os.environ | environment):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


def read(folder: Path) -> tuple[Counter[str], list[dict[str, int]]]:
    """How often each payment was answered, and the times of each worker."""
    served: Counter[str] = Counter()
    times = []
    for file in folder.glob("*.jsonl"):
        for line in map(json.loads, file.read_text().splitlines()):
            if "served" in line:
                served[line["served"]] += 1
            else:
                times.append(line)
    return served, times


def faults(
    tally: traffic.Tally, served: Counter[str], settlements: int, times: list[Any], workers: int
) -> list[str]:
    """All that is wrong."""
    found = list(tally.faults)
    twice = [key for key, count in served.items() if count > 1]
    if twice:
        found.append(f"{len(twice)} payments were answered twice, such as {twice[0]}")
    if Counter(tally.bought) != served:
        found.append(f"{len(tally.bought)} answers came, {served.total()} were made")
    if settlements != served.total():
        found.append(f"{settlements} payments were settled, {served.total()} answered")
    if served.total() == 0:
        found.append("nobody was served")
    if len(times) != workers:
        found.append(f"{len(times)} of {workers} workers have written their times")
    return found


def report(tally: traffic.Tally, took: float, times: list[dict[str, int]]) -> None:
    """Prints what happened."""
    for kind, counts in sorted(tally.statuses.items()):
        answers = ", ".join(f"{count} × {status}" for status, count in sorted(counts.items()))
        print(f"{kind:<10} {answers}")
    requests = sum(counts.total() for counts in tally.statuses.values())
    print(f"{requests} requests in {took:.1f} s: {requests / took:.0f} a second")
    names = ("used", "verifying", "requests")
    used, verifying, calls = (sum(line[name] for line in times) for name in names)
    print(
        f"verification: {verifying / calls / 1e3:.0f} µs a request, "
        f"{100 * verifying / used:.1f} % of the {used / 1e9:.1f} s that the workers computed"
    )


def main() -> int:
    """Runs it all; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seed", type=int, default=402)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ExitStack() as stack:
            settling = stack.enter_context(facilitator())
            environment = {
                "X402_LOAD": name,
                "X402_FACILITATOR": settling,
                "X402_REDIS": stack.enter_context(store(folder)),
            }
            with application(given.workers, environment) as url:
                tally, took = asyncio.run(traffic.run(url, given.seconds, given.seed))
            settlements = len(httpx.get(f"{settling}/settlements").json())
        served, times = read(folder)
    report(tally, took, times)
    found = faults(tally, served, settlements, times, given.workers)
    print(f"{served.total()} answers for {settlements} settlements, {len(found)} faults")
    for fault in found[:20]:
        print(f"FAULT {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
