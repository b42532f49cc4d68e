"""Workers of a server that settles by itself, killed with SIGKILL while they sell, on Anvil.

    X402_DEVNET_URL=... python bindings/python/load/kill_local.py --payments 400 --workers 4
    X402_DEVNET_URL=... python bindings/python/load/kill_local.py --payments 40 --break all

The node is that of `x402-devnet serve`. gunicorn runs the workers, which share a key, an SQLite
file and a Redis, and starts new ones for those that are killed. A payer whose connection broke, or
who is told to come back, brings the same payment again, and one who is refused does not. In the end
chain, store and answers must agree:

- every payment is settled once or not at all, and the payee has the price of each that is;
- no transaction of the facilitator's reverted, and none of its nonces is missing;
- each settled payment's row is paid, by the transaction that its receipt on the wire names;
- nothing was answered that is not settled, and no payment is left open or unsettled;
- no payment that was refused has landed: its payer signs another one, and would pay twice;
- a settled payment is written down as spent. A kill between that and the answer loses the answer,
  which is counted as "cut off" and is not a fault, as in `kill.py`.

All payments are of one payer, who brings some while others are open. A server that finds an open
one of the same payer and terms resolves that one first, and serves the new request for it: the new
payment stays unused, and the request that brought the open one is told that it is spent. Such pairs
are counted as "served for another".

`--break NAME` breaks the facilitators in one way, which the same comparison must find; the names
are in `broken.py`, and `all` runs each of them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event, Thread
from typing import Any, NamedTuple

import httpx
import redis
from broken import BREAKS, SETTINGS
from local_app import NOW, PAY_TO
from kill import PREFIX, lapse
from run import process, store
from x402_core import PaymentRequired, header
from x402_core.client import Account, EvmSigningKey, Wallet, select, sign

HERE = Path(__file__).resolve().parent
TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
PRICE = 10_000
PAYER = EvmSigningKey.from_hex("0x" + "0123456789abcdef" * 4)
GAS_SECRET = "0x" + "0badc0de" * 8
GAS_KEY = EvmSigningKey.from_hex(GAS_SECRET)
ROUNDS = 3
"""How often payers come again in the end."""
PATIENCE = 120.0
"""How long a payment is brought again at most, in seconds."""
CLIENT = httpx.Client(timeout=60.0, limits=httpx.Limits(max_connections=None))
"""Connections that are kept: a new client for each request costs more than the request."""


class Answer(NamedTuple):
    """How a payment ended for its payer."""

    payment: dict[str, str]
    status: int
    transaction: str | None = None
    reason: str = ""
    is_refused: bool = False
    """Whether the facilitator could not settle it."""


def rpc(url: str, method: str, *params: object) -> Any:
    """The result of a request to the node."""
    body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answer = CLIENT.post(url, json=body).json()
    assert "result" in answer, answer
    return answer["result"]


def word(value: str | int) -> str:
    """An ABI word."""
    return f"{value if isinstance(value, int) else int(value, 0):064x}"


def balance(url: str, account: str) -> int:
    """How many units of the token an account has."""
    call = {"to": TOKEN, "data": "0x70a08231" + word(account)}
    return int(rpc(url, "eth_call", call, "latest"), 16)


def nonce(url: str) -> int:
    """How many transactions of the facilitator are in the chain."""
    return int(rpc(url, "eth_getTransactionCount", GAS_KEY.address, "latest"), 16)


def prepare(url: str, payments: int) -> None:
    """Gives the payer money and the facilitator gas."""
    rpc(url, "anvil_setBalance", GAS_KEY.address, hex(10**20))
    fund(url, PAYER.address, payments)
    rpc(url, "evm_mine")


def fund(url: str, payer: str, payments: int) -> None:
    """Gives an account the price of payments, in the next block."""
    (account,) = rpc(url, "eth_accounts")
    data = "0xa9059cbb" + word(payer) + word(payments * PRICE)
    rpc(url, "eth_sendTransaction", {"from": account, "to": TOKEN, "data": data})


def mine(url: str, every: float, stop: Event) -> None:
    """Mines until it is told to stop."""
    while not stop.wait(every):
        rpc(url, "evm_mine")


def workers(arbiter: int) -> list[int]:
    """The processes that gunicorn has started."""
    children = Path(f"/proc/{arbiter}/task/{arbiter}/children").read_text()
    return [int(child) for child in children.split()]


def kill(arbiter: int, seed: int, every: float, stop: Event) -> int:
    """Kills a worker again and again, until it is told to stop; how many."""
    chance, kills = random.Random(seed), 0
    while not stop.wait(chance.uniform(0.2, 2 * every)):
        alive = workers(arbiter)
        if alive:
            os.kill(chance.choice(alive), signal.SIGKILL)
            kills += 1
    return kills


def pay(url: str, payment: dict[str, str], patience: float) -> Answer:
    """Brings a payment until it is decided."""
    until = time.monotonic() + patience
    status = 0
    while time.monotonic() < until:
        try:
            reply = CLIENT.get(f"{url}/upfront", headers=payment)
        except httpx.TransportError:
            time.sleep(0.02)
            continue  # the worker was killed
        status = reply.status_code
        if status == 200:
            receipt = header.decode_payment_response(reply.headers["payment-response"])
            return Answer(payment, status, receipt.transaction)
        if status == 402 and "payment-response" in reply.headers:
            receipt = header.decode_payment_response(reply.headers["payment-response"])
            return Answer(payment, status, reason=str(receipt.error_reason), is_refused=True)
        if status == 402:
            required = header.decode_payment_required(reply.headers["payment-required"])
            return Answer(payment, status, reason=str(required.error))
        time.sleep(0.1)
    return Answer(payment, status, reason="no answer")


def is_used(url: str, payment: dict[str, str]) -> bool:
    """Whether a payment has landed."""
    sent = header.decode_payment_signature(next(iter(payment.values())))
    signed = sent.payload["authorization"]
    data = "0xe94a0102" + word(signed["from"]) + word(signed["nonce"])
    return int(rpc(url, "eth_call", {"to": TOKEN, "data": data}, "latest"), 16) == 1


def is_noop(url: str, transaction: str) -> bool:
    """Whether a transaction only fills a hole."""
    found = rpc(url, "eth_getTransactionByHash", transaction)
    return found is not None and found["input"] == "0x"


def rows(store: Path | str, kind: str) -> list[dict[str, Any]]:
    """The rows of a kind, in a file of SQLite or at the URL of a PostgreSQL."""
    if isinstance(store, str):
        found = query(store, f"SELECT body FROM x402_rows WHERE kind = '{kind}'")
        return [json.loads(body) for body in found]
    with closing(sqlite3.connect(store)) as file:
        bodies = file.execute("SELECT body FROM x402_rows WHERE kind = ?", (kind,))
        return [json.loads(body) for (body,) in bodies]


def query(url: str, text: str) -> list[str]:
    """The lines that PostgreSQL answers with."""
    command = ("psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", "-c", text, url)
    return subprocess.check_output(command, text=True).splitlines()


class Ends(NamedTuple):
    """How many payments ended in which way."""

    landed: int
    unanswered: int
    """Landed, and their own request was not answered."""
    instead: int
    """Not landed, and answered for another one."""


def faults(
    chain: str, path: Path | str, answers: list[Answer], earned: int, sent: int
) -> tuple[list[str], Ends]:
    """All that does not agree, and how the payments ended."""
    found = []
    settlements, attempts = rows(path, "settlement"), rows(path, "attempt")
    states = Counter(row["state"] for row in settlements)
    counts = Counter((answer.status, answer.reason) for answer in answers)
    print("settlements:", dict(states), "answers:", counts)
    paid = {row["proof"]["transaction"] for row in settlements if row["state"] == "paid"}
    served = [answer.transaction for answer in answers if answer.status == 200]
    if len(set(served)) < len(served):
        found.append("a transaction was answered twice")
    if not set(served) <= paid:
        found.append(f"{len(set(served) - paid)} answers name a transaction that paid nothing")
    landed = [answer for answer in answers if is_used(chain, answer.payment)]
    if len(paid) != len(landed):
        found.append(f"{len(landed)} payments have landed: {dict(states)}")
    refused = [answer for answer in answers if answer.is_refused]
    twice = sum(answer.is_refused for answer in landed)
    if twice:
        found.append(f"{twice} payments were refused and have landed")
    answered = sum(answer.status == 200 for answer in landed)
    ends = Ends(len(landed), len(landed) - twice - answered, len(served) - answered)
    left = len(answers) - len(refused) - (len(landed) - twice) - ends.instead
    if left:
        found.append(f"{left} payments are neither settled nor refused: {dict(states)}")
    if earned != len(paid) * PRICE:
        found.append(f"the payee earned {earned}, the store has {len(paid)} paid settlements")
    receipts = [rpc(chain, "eth_getTransactionReceipt", row["hash"]) for row in attempts]
    mined = [receipt for receipt in receipts if receipt is not None]
    if any(receipt["status"] != "0x1" for receipt in mined):
        found.append("a transaction reverted: a payment was settled twice")
    noops = sum(is_noop(chain, receipt["transactionHash"]) for receipt in mined)
    if not sent == len(mined) == len(paid) + noops:
        made = f"{len(paid)} paid, {noops} fill holes"
        found.append(f"{sent} nonces are used, {len(mined)} attempts landed, {made}")
    print(f"{len(served)} answers, {len(paid)} settled, {sent} transactions")
    cut_off = ends.unanswered - ends.instead
    print(f"{len(refused)} refused, {ends.instead} served for another, {cut_off} cut off")
    return found, ends


def main() -> int:
    """Runs it all; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=400)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--together", type=int, default=8)
    parser.add_argument("--every", type=float, default=0.5, help="seconds between two kills")
    parser.add_argument("--seed", type=int, default=402)
    parser.add_argument("--answer-within", type=int, default=20, help="seconds for an answer")
    parser.add_argument("--block", type=float, default=0.5, help="seconds for a block")
    parser.add_argument("--patience", type=float, help="seconds for a payment")
    parser.add_argument("--break", dest="broken", choices=["all", *BREAKS])
    given = parser.parse_args()
    given.patience = given.patience or (20.0 if given.broken else PATIENCE)
    if not given.broken:
        return 1 if run(given, "") else 0
    survivors = 0
    for name in BREAKS if given.broken == "all" else [given.broken]:
        asked = argparse.Namespace(**vars(given) | SETTINGS.get(name, {}))
        found = run(asked, name)
        print(f"{name}: " + (f"found by {len(found)} faults" if found else "NOT FOUND"))
        survivors += not found
    return 1 if survivors else 0


def run(given: argparse.Namespace, broken: str) -> list[str]:
    """What is wrong on a chain that is as before afterwards."""
    chain = os.environ["X402_DEVNET_URL"]
    snapshot = rpc(chain, "evm_snapshot")
    try:
        return sell(chain, given, broken)
    finally:
        rpc(chain, "evm_revert", snapshot)


def sell(chain: str, given: argparse.Namespace, broken: str) -> list[str]:
    """Sells, kills and compares; what is wrong."""
    prepare(chain, given.payments)
    before, used = balance(chain, PAY_TO), nonce(chain)
    with tempfile.TemporaryDirectory() as name, store(Path(name)) as replays:
        path = Path(name) / "rows.sqlite"
        environment = os.environ | {
            "X402_REDIS": replays,
            "X402_ROWS": str(path),
            "X402_GAS_KEY": GAS_SECRET,
            "X402_BEGAN": str(time.time()),
            "X402_BREAK": broken,
            "X402_ANSWER_WITHIN": str(given.answer_within),
        }
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        command = [sys.executable, "-m", "gunicorn", "local_app:make_app()", "--threads", "4"]
        command += ["--workers", str(given.workers), "--bind", f"127.0.0.1:{port}"]
        command += ["--log-level", "critical", "--timeout", "120"]
        with process(*command, cwd=HERE, env=environment) as arbiter:
            url = f"http://127.0.0.1:{port}"
            payments = signed(url, given.payments)
            stop, ended, kills = Event(), Event(), []
            miner = Thread(target=mine, args=(chain, given.block, ended), daemon=True)
            miner.start()
            killer = Thread(
                target=lambda: kills.append(kill(arbiter.pid, given.seed, given.every, stop)),
                daemon=True,
            )
            killer.start()
            with ThreadPoolExecutor(given.together) as payers:
                patience = given.patience
                answers = list(payers.map(lambda one: pay(url, one, patience), payments))
            stop.set()
            killer.join()
            settle_down(path, patience)
            with closing(redis.Redis.from_url(replays, decode_responses=True)) as client:
                for _ in range(1 if broken else ROUNDS):
                    # The leases of the dead end, as time does it, and their payers come again.
                    lapse(client)
                    left = [
                        at
                        for at, answer in enumerate(answers)
                        if answer.status != 200 and not answer.is_refused
                    ]
                    with ThreadPoolExecutor(given.together) as payers:
                        again = list(payers.map(lambda at: pay(url, payments[at], patience), left))
                    for at, answer in zip(left, again):
                        answers[at] = answer
                settle_down(path, patience)
                names = list(client.scan_iter(f"{PREFIX}eip155:*"))
                spent = sum(client.hget(name, "s") == "spent" for name in names)
            ended.set()
            miner.join()
        print(f"{kills[0]} kills")
        earned = balance(chain, PAY_TO) - before
        found, ends = faults(chain, path, answers, earned, nonce(chain) - used)
    if spent != ends.landed:
        found.append(f"{spent} of {ends.landed} settled payments are written down as spent")
    if not kills[0] and not broken:
        found.append("nothing was killed")
    for fault in found:
        print(f"FAULT {fault}")
    return found


def signed(url: str, count: int) -> list[dict[str, str]]:
    """The headers of as many payments as are asked for."""
    while True:
        try:
            unpaid = httpx.get(f"{url}/upfront", timeout=60.0)
            break
        except httpx.TransportError:
            time.sleep(0.1)  # it has not started
    required = header.decode_payment_required(unpaid.headers["payment-required"])
    assert isinstance(required, PaymentRequired)
    choice = select(required, Wallet(Account.evm(PAYER.address)))
    entropies = (os.urandom(32) for _ in range(count))
    return [dict(sign(choice, PAYER, now=NOW, entropy=entropy).headers) for entropy in entropies]


def settle_down(path: Path | str, patience: float) -> None:
    """Waits until the workers have ended what is open."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if not any(row["state"] == "open" for row in rows(path, "settlement")):
            return
        time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
