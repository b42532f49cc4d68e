"""Replicas of a server that are killed with SIGKILL while they sell, and one store of payments.

    python bindings/python/load/kill.py --payments 2000 --replicas 4 --together 8

Payments are brought to replicas that share a Redis; at seeded places a replica is killed and
started again. A payer whose connection broke, or who was told to come back, brings the same payment
again, and in the end every payment that was served is brought once more. It fails if a payment is
served twice, settled under two names or served unsettled, if the handler of a `POST` runs twice for
a settled payment, and if a payment is settled and neither served nor can be.

Three endings are counted and are not faults, since no server that can be killed avoids both sides:

- "begun": the handler of a settled `POST` has begun, or may have, and runs no second time. Its
  answer is lost.
- "cut off": a payment is written down as spent before its answer leaves, so that it buys one answer.
  A kill between the two loses the answer. With `--together 1` no kill falls there.
- "not paid": the handler of a `POST` in the flow `authorization` has run, and nothing was settled.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import redis
from run import store
from witness import NOW, PLACES, Witness
from x402_core import PaymentRequired, header
from x402_core.client import Account, EvmSigningKey, Wallet, select, sign

HERE = Path(__file__).resolve().parent
PREFIX = "x402:replay:"
KINDS = [(method, path) for method in ("GET", "POST") for path in ("/upfront", "/held")]
ROUNDS = 12
"""How often a payer comes back at most; each payment kills at most once at each place."""


class Replica:
    """A process that serves on a socket of its own, which outlives it."""

    def __init__(self, number: int, environment: dict[str, str], together: int) -> None:
        self.number = number
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
        self.port: int = self.listener.getsockname()[1]
        self.room = asyncio.Semaphore(together)
        environment = environment | {"X402_SOCKET": str(self.listener.fileno())}
        environment["X402_WITNESS"] += f"/{number}"
        self._nursery = subprocess.Popen(
            [sys.executable, str(HERE / "replica.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            pass_fds=[self.listener.fileno()],
            env=environment,
        )
        self._server = 0

    def start(self) -> None:
        """Starts the server; until it is ready, connections wait in the socket."""
        assert self._nursery.stdin is not None and self._nursery.stdout is not None
        print(file=self._nursery.stdin, flush=True)
        self._server = int(self._nursery.stdout.readline())

    def kill(self) -> None:
        """Ends the server at once, whatever it does."""
        if self._server:
            os.kill(self._server, signal.SIGKILL)
            self._server = 0

    def close(self) -> None:
        """Ends it for good."""
        self.kill()
        with self._nursery:
            assert self._nursery.stdin is not None
            self._nursery.stdin.close()
        self.listener.close()

    async def ask(self, kind: tuple[str, str], payment: str = "") -> tuple[int, dict[str, str]]:
        """One request on a connection of its own: the status, 0 if no whole answer came, and the
        headers."""
        method, path = kind
        async with self.room:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            head = f"{method} {path} HTTP/1.1\r\nHost: load\r\nConnection: close\r\n"
            paid = f"PAYMENT-SIGNATURE: {payment}\r\n" if payment else ""
            try:
                writer.write(f"{head}{paid}Content-Length: 0\r\n\r\n".encode())
                text = await reader.read()
            except ConnectionError:
                text = b""
            finally:
                writer.close()
        start, _, body = text.partition(b"\r\n\r\n")
        first, *lines = start.decode("latin-1").split("\r\n")
        fields = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in fields}
        if len(body) != int(headers.get("content-length", -1)):
            return 0, {}
        return int(first.split()[1]), headers


@dataclass
class Payment:
    """A payment and what became of it."""

    kind: tuple[str, str]
    text: str
    nonce: str
    key: str
    delivered: int = 0
    statuses: Counter[int] = field(default_factory=Counter)


@dataclass
class Run:
    """What came of it all."""

    witness: Witness
    payments: list[Payment]
    spent: set[str]
    """The payments that Redis calls spent, by nonce."""
    begun: set[str]
    """Those whose record states that the handler has begun, or may have."""
    together: int
    faults: list[str] = field(default_factory=list)

    def judge(self) -> Counter[tuple[tuple[str, str], str]]:
        """Names what became of each payment, and all that is wrong."""
        self.faults += self.witness.faults
        table: Counter[tuple[tuple[str, str], str]] = Counter()
        for payment in self.payments:
            ending = self._ending(payment)
            table[payment.kind, ending] += 1
            handled = self.witness.handled[payment.nonce]
            # In the other flow a handler works before anything is settled: the seller lends it.
            if payment.kind == ("POST", "/upfront") and handled > 1:
                self.faults.append(f"{payment.nonce}: {handled} runs of a POST")
            if ending.isupper():
                statuses = dict(payment.statuses)
                self.faults.append(f"{payment.nonce} {payment.kind}: {ending} {statuses}")
        return table

    def _ending(self, payment: Payment) -> str:
        settled, handled = payment.nonce in self.witness.settled, self.witness.handled[payment.nonce]
        if payment.delivered > 1:
            return "SERVED TWICE"
        if payment.delivered:
            return "served" if settled else "SERVED UNPAID"
        if not settled:
            return "not paid"
        if payment.kind[0] == "POST" and payment.nonce in self.begun:
            return "begun"
        if self.together > 1 and payment.nonce in self.spent and handled:
            return "cut off"
        return "LOST"


def sell(
    *, seed: int, payments: int, replicas: int, chance: float, together: int, url: str
) -> Run:
    """Sells and kills; `url` is Redis'."""
    return asyncio.run(_sell(seed, payments, replicas, chance, together, url))


async def _sell(
    seed: int, count: int, replicas: int, chance: float, together: int, url: str
) -> Run:
    running: list[Replica] = []

    def kill(number: int) -> None:
        running[number].kill()
        running[number].start()

    witness = Witness(seed, chance, kill)
    draw = random.Random(seed)
    with redis.Redis.from_url(url, decode_responses=True) as store:
        async with await asyncio.start_server(witness.serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            environment = {"X402_WITNESS": f"http://127.0.0.1:{port}", "X402_REDIS": url}
            try:
                for number in range(replicas):
                    running.append(Replica(number, os.environ | environment, together))
                    running[-1].start()
                payments = await _signed(running[0], count, draw)
                await _rounds(payments, running, witness, store, draw)
            finally:
                for replica in running:
                    replica.close()
        spent, begun = set(), set()
        for name in store.scan_iter(f"{PREFIX}eip155:*"):
            nonce, kept = name.rpartition("/")[2], store.hgetall(name)
            if kept["s"] == "spent":
                spent.add(nonce)
            elif json.loads(kept.get("r", "{}")).get("begun"):
                begun.add(nonce)
    return Run(witness, payments, spent, begun, together)


async def _signed(replica: Replica, count: int, draw: random.Random) -> list[Payment]:
    """New payments, each of a payer of its own."""
    bills: dict[tuple[str, str], PaymentRequired] = {}
    for kind in KINDS:
        _, headers = await replica.ask(kind)
        bills[kind] = header.decode_payment_required(headers["payment-required"])
    made = []
    for index in range(count):
        kind = KINDS[index % len(KINDS)]
        key = EvmSigningKey.from_bytes(draw.randbytes(32))
        choice = select(bills[kind], Wallet(Account.evm(key.address)))
        signed = sign(choice, key, now=NOW, entropy=draw.randbytes(32))
        assert signed.verified is not None
        name = signed.verified.replay_key
        made.append(Payment(kind, signed.header_text, name.rpartition("/")[2], name))
    return made


async def _rounds(
    payments: list[Payment],
    replicas: list[Replica],
    witness: Witness,
    store: redis.Redis,
    draw: random.Random,
) -> None:
    """Every payment is brought until it is served or refused for good, and then once more."""

    async def bring(payment: Payment, replica: Replica) -> None:
        status, _ = await replica.ask(payment.kind, payment.text)
        payment.statuses[status] += 1
        payment.delivered += status == 200

    for number in range(ROUNDS):
        witness.killing = number < ROUNDS - 2
        kills = witness.kills.total()
        unserved = [payment for payment in payments if not payment.delivered]
        await asyncio.gather(*(bring(payment, draw.choice(replicas)) for payment in unserved))
        lapse(store)
        served = sum(payment.delivered > 0 for payment in unserved)
        if not served and kills == witness.kills.total():
            break  # nothing more can happen
    await asyncio.gather(*(bring(payment, draw.choice(replicas)) for payment in payments))


def lapse(store: redis.Redis) -> None:
    """Lets the leases of the dead end, as time does: no request goes on now."""
    names: Iterator[str] = store.scan_iter(f"{PREFIX}eip155:*")
    for name in list(names):
        state = store.hget(name, "s")
        if state == "settling":
            store.hset(name, "l", "0")
        elif state == "reserved":
            store.delete(name)


def report(run: Run) -> None:
    """Prints what happened."""
    table = run.judge()
    endings = sorted({ending for _, ending in table})
    print(f"{'payments for':<16}" + "".join(f"{ending:>14}" for ending in endings))
    for kind in KINDS:
        cells = "".join(f"{table[kind, ending]:>14}" for ending in endings)
        print(f"{' '.join(kind):<16}{cells}")
    kills = ", ".join(f"{run.witness.kills[place]} {place}" for place in PLACES)
    print(f"{run.witness.kills.total()} kills: {kills}")
    statuses: Counter[int] = Counter()
    for payment in run.payments:
        statuses += payment.statuses
    answers = ", ".join(f"{count} × {status}" for status, count in sorted(statuses.items()))
    print(f"answers (0: the connection broke): {answers}")
    handled, settled = run.witness.handled.total(), len(run.witness.settled)
    print(f"{settled} settlements for {run.witness.asked.total()} questions, {handled} handlers ran")


def main() -> int:
    """Runs it all; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=2000)
    parser.add_argument("--replicas", type=int, default=4)
    parser.add_argument("--together", type=int, default=8, help="requests of a replica at once")
    parser.add_argument("--chance", type=float, default=0.05, help="of a kill at a place")
    parser.add_argument("--seed", type=int, default=402)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        url = stack.enter_context(store(Path(name)))
        run = sell(url=url, **vars(given))
    report(run)
    print(f"{len(run.faults)} faults")
    for fault in run.faults[:20]:
        print(f"FAULT {fault}")
    return 1 if run.faults else 0


if __name__ == "__main__":
    sys.exit(main())
