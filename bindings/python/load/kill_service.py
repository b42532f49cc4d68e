"""`x402 facilitator`, killed with SIGKILL while it settles what a Python server sells, on Anvil.

    X402_DEVNET_URL=... X402=target/debug/x402 python bindings/python/load/kill_service.py

`X402` is the command, built with `cargo build -p x402-cli --features services`; the node is that of
`x402-devnet serve`. First one payment is followed through a kill between broadcast and answer: no
block comes before the process is dead, and the one that takes its place must answer with the same
transaction. Then payers pay while the facilitator is killed and started again and again. In the end
chain, store and answers must agree, as in `kill_local.py`.

`--replicas 2 --store postgres` has two processes with one key and one PostgreSQL, behind one port. One
of them is killed at a time, sometimes all, and another one goes on with what a dead one has left;
`X402_DEVNET` is the program `x402-devnet`, which starts the server.

`--payers each` has a payer for each payment. All payments of one payer meet in the server, too, which
resolves an open one before it takes the next.

`--break forget` takes the store away at each kill, which the same comparison must find.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from kill_local import (
    PAYER,
    Answer,
    balance,
    faults,
    fund,
    nonce,
    pay,
    prepare,
    rows,
    rpc,
    settle_down,
)
from replicas import Replicas, replicas
from service import PATIENCE, anvil, bill, server, wait_until
from service_app import PAY_TO_EVM as PAY_TO
from x402_core import PaymentRequired
from x402_core.client import Account, EvmSigningKey, Wallet, select, sign


def mine(chain: str) -> None:
    """A block of the present."""
    last = int(rpc(chain, "eth_getBlockByNumber", "latest", False)["timestamp"], 16)
    rpc(chain, "evm_setNextBlockTimestamp", max(last + 1, int(time.time())))
    rpc(chain, "evm_mine")


@contextmanager
def present(chain: str) -> Iterator[None]:
    """The chain is in the present, and afterwards as it was."""
    snapshot = rpc(chain, "evm_snapshot")
    try:
        yield
    finally:
        rpc(chain, "evm_revert", snapshot)


def signed(url: str, count: int) -> list[dict[str, str]]:
    """The headers of as many payments as are asked for, of one payer."""
    required = bill(url)
    return [pays(required, PAYER) for _ in range(count)]


def signed_by_each(chain: str, url: str, count: int) -> list[dict[str, str]]:
    """The same of as many payers, each with money for one."""
    required = bill(url)
    payers = [EvmSigningKey.from_hex("0x" + os.urandom(32).hex()) for _ in range(count)]
    for payer in payers:
        fund(chain, payer.address, 1)
    mine(chain)
    return [pays(required, payer) for payer in payers]


def pays(required: PaymentRequired, payer: EvmSigningKey) -> dict[str, str]:
    """The header of a payment."""
    choice = select(required, Wallet(Account.evm(payer.address)))
    payment = sign(choice, payer, now=int(time.time()), entropy=os.urandom(32))
    return dict(payment.headers)


def is_sent(chain: str) -> bool:
    """Whether a transaction waits for a block."""
    return int(rpc(chain, "txpool_status")["pending"], 16) > 0


def once(chain: str, service: Replicas, url: str) -> list[Answer]:
    """One payment, with a kill between broadcast and answer."""
    (payment,) = signed(url, 1)
    used = nonce(chain)
    with ThreadPoolExecutor(1) as payer:
        paying = payer.submit(pay, url, payment, PATIENCE)
        wait_until(lambda: is_sent(chain))
        service.kill()
        mine(chain)
        service.start()
        first = paying.result()
    assert first.status == 200, first
    assert first.transaction is not None and nonce(chain) - used == 1
    receipt = rpc(chain, "eth_getTransactionReceipt", first.transaction)
    assert receipt is not None and receipt["status"] == "0x1"
    began = time.monotonic()
    (payment,) = signed(url, 1)
    with ThreadPoolExecutor(1) as payer:
        paying = payer.submit(pay, url, payment, PATIENCE)
        wait_until(lambda: is_sent(chain))
        mined = time.monotonic()
        mine(chain)
        second = paying.result()
    assert second.status == 200, second
    now = time.monotonic()
    print(f"a payment: {mined - began:.3f} s to the chain, then {now - mined:.3f} s to 200")
    return [first, second]


def many(
    chain: str, service: Replicas, url: str, given: argparse.Namespace
) -> list[Answer]:
    """Payments while the facilitator is killed again and again."""
    if given.payers == "each":
        payments = signed_by_each(chain, url, given.payments)
    else:
        payments = signed(url, given.payments)
    stop, ended, chance = Event(), Event(), random.Random(given.seed)
    kills = 0

    def kill() -> None:
        nonlocal kills
        while not stop.wait(chance.uniform(0.1, 2 * given.every)):
            service.strike(chance)
            kills += 1

    def blocks() -> None:
        while not ended.wait(given.block):
            mine(chain)

    threads = [Thread(target=kill, daemon=True), Thread(target=blocks, daemon=True)]
    for thread in threads:
        thread.start()
    with ThreadPoolExecutor(given.together) as payers:
        answers = list(payers.map(lambda one: pay(url, one, PATIENCE), payments))
    stop.set()
    threads[0].join()
    settle_down(service.rows, PATIENCE)
    again = [at for at, answer in enumerate(answers) if answer.status not in (200, 402)]
    for at in again:
        answers[at] = pay(url, payments[at], PATIENCE)
    ended.set()
    threads[1].join()
    print(f"{kills} kills")
    assert kills > 0
    return answers


def main() -> int:
    """Runs it all; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=400)
    parser.add_argument("--together", type=int, default=8)
    parser.add_argument("--every", type=float, default=0.5, help="seconds between two kills")
    parser.add_argument("--seed", type=int, default=402)
    parser.add_argument("--block", type=float, default=0.5, help="seconds for a block")
    parser.add_argument("--payers", choices=["one", "each"], default="one")
    parser.add_argument("--replicas", type=int, default=1, help="processes with one key")
    parser.add_argument("--store", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--break", dest="broken", choices=["forget"])
    given = parser.parse_args()
    chain = os.environ["X402_DEVNET_URL"]
    with present(chain), tempfile.TemporaryDirectory() as name:
        prepare(chain, given.payments + 2)
        mine(chain)
        folder = Path(name)
        networks, forgets = anvil(folder, chain), given.broken == "forget"
        with replicas(folder, networks, given.replicas, given.store, forgets) as service:
            found = whole(chain, service, given)
    for fault in found:
        print(f"FAULT {fault}")
    if given.broken:
        print(f"{given.broken}: " + ("found" if found else "NOT FOUND"))
    return 1 if bool(found) != bool(given.broken) else 0


def whole(chain: str, service: Replicas, given: argparse.Namespace) -> list[str]:
    """What is wrong after both parts."""
    service.output("check")
    before, used = balance(chain, PAY_TO), nonce(chain)
    service.start()
    with server(service.url) as url:
        answers = once(chain, service, url)
        answers += many(chain, service, url, given)
    service.end()
    listed = service.output("settlements", "list", "--limit", "9999")
    assert len(listed.splitlines()) == len(rows(service.rows, "settlement")) + 1
    earned = balance(chain, PAY_TO) - before
    found, ends = faults(chain, service.rows, answers, earned, nonce(chain) - used)
    # The server lives: it loses no answer.
    if ends.unanswered != ends.instead:
        found.append(f"{ends.unanswered} payments landed without an answer: {ends.instead} others got it")
    return found


if __name__ == "__main__":
    sys.exit(main())
