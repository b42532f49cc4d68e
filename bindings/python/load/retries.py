"""Blind retries over a network that loses answers, and several processes that sell.

    python bindings/python/load/retries.py --seconds 60
    python bindings/python/load/retries.py --seconds 60 --server gunicorn --responses sqlite

Each intent to buy is an order of its own. A buyer of ours is an `httpx` client that pays, on httpx's
own transport with retries, under a loop that makes every request that fails again, as a retry
library does. A plain buyer signs a payment once and sends that until it is answered, sometimes
twice at the same time. It fails if an order is sold twice, if an answer is another order's, if two
answers to an order differ, if the facilitator has settled other than once for each order, if a
buyer gives up, or at a status that a buyer cannot act on. It needs `redis-server`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import x402_core.httpx
from lossy import LossyNetwork
from run import HERE, facilitator, process, store
from x402_core import header
from x402_core.client import Account, EvmSigningKey, Wallet, select, sign
from x402_core.errors import PaymentError
from x402_core.payer import Payer

ATTEMPTS = 60
"""How often a buyer asks at most for one order."""
PAUSE = 0.05
TIMEOUT = 0.5
"""How long a buyer waits for an answer, in seconds: less than one that is late takes."""
AGAIN = {409, 502, 503}
"""What a server answers to the payment that is to come again."""
CALLS = [(method, flow) for method in ("GET", "POST") for flow in ("upfront", "authorization")]


@dataclass
class Tally:
    """What buyers have seen."""

    bought: dict[str, set[str]] = field(default_factory=dict)
    """The answers to each order."""
    requests: Counter[str] = field(default_factory=Counter)
    """How many requests were made, by the kind of buyer."""
    statuses: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def answered(self, order: str, answer: httpx.Response) -> None:
        """An answer of the application's came."""
        if answer.json()["order"] != order:
            self.faults.append(f"the answer to {order} is {answer.text}")
        self.bought.setdefault(order, set()).add(answer.text)


class Buyer:
    """Buys one order after another, until the time is over."""

    def __init__(self, url: str, number: int, seed: int, tally: Tally) -> None:
        self.url, self.tally = url, tally
        self.draw = random.Random(f"{seed}/{number}")
        self.name = f"{number}"
        self.key = EvmSigningKey.from_bytes(self.draw.randbytes(32))
        # No connection is used twice: the network carries one request on each.
        limits = httpx.Limits(max_keepalive_connections=0)
        self.transport = httpx.AsyncHTTPTransport(retries=2, limits=limits)

    async def run(self, ours: bool, end: float) -> None:
        """Buys."""
        async with self.transport:
            count = 0
            while time.monotonic() < end:
                order, (method, flow) = f"{self.name}-{count}", CALLS[count % len(CALLS)]
                count += 1
                content = b"!" if method == "POST" else b""
                request = (method, f"{self.url}/{flow}?order={order}", content)
                order += content.decode()
                if not await (self.by_ours if ours else self.plainly)(order, *request):
                    self.tally.faults.append(f"{order} was given up: {method} {flow}")

    async def by_ours(self, order: str, method: str, url: str, content: bytes) -> bool:
        """Our client pays, under a loop that knows nothing of payments."""
        payer = Payer(self.key, per_call="$0.01", per_day="$0.01", resend_after=())
        paying = x402_core.httpx.AsyncPayingTransport(payer, Kept(self.transport))
        async with httpx.AsyncClient(transport=paying, timeout=TIMEOUT) as client:
            for _ in range(ATTEMPTS):
                self.tally.requests["ours"] += 1
                try:
                    answer = await client.request(method, url, content=content)
                except (httpx.TransportError, PaymentError) as error:
                    self.tally.statuses[f"ours {type(error).__name__}"] += 1
                    await asyncio.sleep(PAUSE)
                    continue
                self.tally.statuses[f"ours {answer.status_code}"] += 1
                if answer.status_code == 200:
                    self.tally.answered(order, answer)
                    return True
        return False

    async def plainly(self, order: str, method: str, url: str, content: bytes) -> bool:
        """A payment that is signed once, and sent until it is answered; and once more."""
        limits = {"transport": Kept(self.transport), "timeout": TIMEOUT}
        async with httpx.AsyncClient(**limits) as client:  # type: ignore[arg-type]
            headers: dict[str, str] = {}
            answers = 0
            for _ in range(ATTEMPTS):
                together = 2 if self.draw.random() < 0.2 else 1
                calls = [
                    client.request(method, url, content=content, headers=headers)
                    for _ in range(together)
                ]
                self.tally.requests["plain"] += together
                for answer in await asyncio.gather(*calls, return_exceptions=True):
                    if isinstance(answer, httpx.TransportError):
                        self.tally.statuses[f"plain {type(answer).__name__}"] += 1
                        continue
                    if isinstance(answer, BaseException):
                        raise answer
                    self.tally.statuses[f"plain {answer.status_code}"] += 1
                    if answer.status_code == 200:
                        self.tally.answered(order, answer)
                        answers += 1
                    elif answer.status_code == 402 and not headers:
                        headers = self.signed(answer)
                    elif answer.status_code not in AGAIN and not (
                        answer.status_code == 402 and "payment-signature" not in answer.request.headers
                    ):
                        self.tally.faults.append(f"{order}: {answer.status_code} {answer.text}")
                        return True
                if answers > 1:
                    return True
                await asyncio.sleep(PAUSE)
        return False

    def signed(self, answer: httpx.Response) -> dict[str, str]:
        """The header that pays what this answer asks for."""
        required = header.decode_payment_required(answer.headers["payment-required"])
        choice = select(required, Wallet(Account.evm(self.key.address)))
        made = sign(choice, self.key, now=int(time.time()), entropy=self.draw.randbytes(32))
        return {"payment-signature": made.header_text}


class Kept(httpx.AsyncBaseTransport):
    """A transport that its client does not close."""

    def __init__(self, transport: httpx.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request."""
        return await self._transport.handle_async_request(request)


@contextmanager
def application(server: str, workers: int, environment: dict[str, str]) -> Iterator[str]:
    """The application in several processes; its URL."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1024)
        number = str(listener.fileno())
        command = [sys.executable, "-m", server]
        if server == "uvicorn":
            command += ["--factory", "retries_app:fastapi_app", "--fd", number]
            command += ["--workers", str(workers), "--log-level", "warning"]
        else:
            command += ["retries_app:flask_app()", "--bind", f"fd://{number}", "--threads", "8"]
            command += ["--workers", str(workers), "--log-level", "warning"]
        options = {"pass_fds": [listener.fileno()], "cwd": HERE, "env": os.environ | environment}
        with process(*command, **options):
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"


async def buy(url: str, given: argparse.Namespace, tally: Tally) -> Counter[str]:
    """Lets all buyers buy, half of them with our client; what befell their requests."""
    async with httpx.AsyncClient(timeout=30) as client:
        (await client.get(f"{url}/upfront?order=none")).headers["payment-required"]
    network = LossyNetwork(url, given.seed)
    async with network.open() as lossy:
        end = time.monotonic() + given.seconds
        buyers = [Buyer(lossy, number, given.seed, tally) for number in range(given.buyers)]
        runs = [buyer.run(number % 2 == 0, end) for number, buyer in enumerate(buyers)]
        await asyncio.gather(*runs)
    return network.fates


def judge(tally: Tally, sold: Counter[str], settlements: int) -> list[str]:
    """All that is wrong."""
    found = list(tally.faults)
    found += [f"{order} was sold {count} times" for order, count in sold.items() if count > 1]
    found += [f"{order} has {len(them)} answers" for order, them in tally.bought.items() if len(them) > 1]
    if set(tally.bought) != set(sold):
        found.append(f"{len(tally.bought)} orders were answered, {len(sold)} were sold")
    if settlements != len(tally.bought):
        found.append(f"{settlements} payments were settled for {len(tally.bought)} orders")
    if not tally.bought:
        found.append("no order was answered")
    return found


def sell(given: argparse.Namespace) -> tuple[Tally, Counter[str], int, list[str]]:
    """Runs it all: what buyers saw, what befell them, the settlements, and all that is wrong."""
    tally, sold = Tally(), Counter[str]()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with ExitStack() as stack:
            settling = stack.enter_context(facilitator())
            environment = {
                "X402_LOAD": name,
                "X402_FACILITATOR": settling,
                "X402_REDIS": stack.enter_context(store(folder)),
                "X402_RESPONSES": given.responses,
            }
            with application(given.server, given.workers, environment) as url:
                fates = asyncio.run(buy(url, given, tally))
            settlements = len(httpx.get(f"{settling}/settlements").json())
        for file in folder.glob("*.jsonl"):
            sold.update(json.loads(line)["order"] for line in file.read_text().splitlines())
    return tally, fates, settlements, judge(tally, sold, settlements)


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--buyers", type=int, default=24)
    parser.add_argument("--server", choices=["uvicorn", "gunicorn"], default="uvicorn")
    parser.add_argument("--responses", choices=["redis", "sqlite"], default="redis")
    parser.add_argument("--seed", type=int, default=402)
    return parser.parse_args(arguments)


def main() -> int:
    """Prints what happened; 0 if nothing is wrong."""
    given = parse()
    tally, fates, settlements, found = sell(given)
    requests = tally.requests.total()
    print(f"{requests} requests: " + ", ".join(f"{n} × {fate}" for fate, n in sorted(fates.items())))
    print(", ".join(f"{n} × {status}" for status, n in sorted(tally.statuses.items())))
    orders = len(tally.bought)
    print(f"{orders} orders answered, {settlements} payments settled, {len(found)} faults")
    for fault in found[:20]:
        print(f"FAULT {fault}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
