"""`x402 facilitator` on Solana and Anvil at once, killed with SIGKILL while a Python server sells.

    X402_DEVNET_URL=... X402_SOLANA_URL=... X402=target/debug/x402 \\
        python bindings/python/load/kill_solana.py --payments 200

The nodes are those of `x402-devnet serve --solana 200`, `X402` is the command. In turn: a payment
whose facilitator is killed between broadcast and answer; one that is settled again and again, also
by the process that takes the place of a killed one; a payer without money; published clients, which
`--client` names; payments on both chains at once; payers who pay while the facilitator is killed
again and again; and one whose facilitator is ended by SIGTERM before the block comes.

Each payment has a payer of its own. In the end each is compared: one that was answered has landed in
the transaction that the answer names and no other, its row is paid by that transaction, and what was
not answered has not landed.

`--break forget` takes the store away at each kill, which the same comparison must find.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import kill_service
from kill_local import PRICE, Answer, balance, nonce, pay, prepare, rows, settle_down
from service import PATIENCE, Service, anvil, bill, server, wait_until, write_key
from service_app import PAY_TO_EVM, PAY_TO_SOLANA
from solana import CONFIG, FEE_PAYER, FEE_SECRET, NETWORK, USDC, Solana, message_of, payer, seed
from x402_core import PaymentPayload, PaymentRequired, SettleRequest, VerifyRequest
from x402_core.client import SignedPayment
from x402_core.facilitator import FacilitatorClient

ON_ANVIL = 3
"""How many payments are made on Anvil while one is made on Solana."""


OTHERS = 5
"""How many payers have a part of their own."""


class Run:
    """One service between two chains and a server, and what its payers were answered."""

    def __init__(self, chain: str, solana: Solana, service: Service, url: str) -> None:
        """With the server at this URL."""
        self.chain = chain
        self.solana = solana
        self.service = service
        self.url = url
        self.required: PaymentRequired = bill(url)
        self.answers: list[Answer] = []
        self.payers = itertools.count()

    def signed(self) -> SignedPayment:
        """A payment by a payer who has made none."""
        return self.solana.sign(self.required, payer(next(self.payers)))

    def pay(self, payment: SignedPayment) -> Answer:
        """Brings a payment until it is decided."""
        answer = pay(self.url, dict(payment.headers), PATIENCE)
        self.answers.append(answer)
        return answer

    @contextmanager
    def paying(self, blocks: int) -> Iterator[None]:
        """Inside, a payment has been broadcast and no block comes; then it must succeed."""
        self.solana.ask("devnet_blocks", 0)
        payment = self.signed()
        with ThreadPoolExecutor(1) as paying:
            answer = paying.submit(self.pay, payment)
            wait_until(lambda: self.solana.ask("devnet_waiting") > 0)
            yield
            self.solana.ask("devnet_blocks", blocks)
            assert answer.result().status == 200, answer.result()


def replayed(run: Run) -> None:
    """A payment is verified, and settled once, however often that is asked for."""
    payment = run.signed()
    assert isinstance(payment.message, PaymentPayload)
    requirements = next(each for each in run.required.accepts if str(each.network) == NETWORK)
    parts: dict[str, Any] = {"payment_payload": payment.message}
    parts["payment_requirements"] = requirements
    asked = SettleRequest(x402_version=2, **parts)
    with FacilitatorClient(run.service.url, max_wait=1.0) as client:
        kinds = {(kind.scheme, str(kind.network)) for kind in client.supported().kinds}
        assert {("exact", NETWORK), ("exact", "eip155:84532")} <= kinds, kinds
        assert client.verify(VerifyRequest(x402_version=2, **parts)).is_valid
        first = client.settle(asked, repeat_token="the server's")
        assert first.success, first
        again = client.settle(asked, repeat_token="the server's")
        run.service.kill()
        run.service.start()
        restarted = client.settle(asked, repeat_token="the server's")
        other = client.settle(asked, repeat_token="another server's")
    assert first == again == restarted, (first, again, restarted)
    # Another server must not serve for it.
    found = other.success, other.error_reason, other.transaction
    assert found == (False, "duplicate_settlement", first.transaction), other
    run.answers.append(Answer(dict(payment.headers), 200, first.transaction))


def published(run: Run, client: str) -> None:
    """A client that another project publishes pays: a program of `bindings/peers`."""
    number = next(run.payers)
    command = [*shlex.split(client), "--url", f"{run.url}/upfront"]
    command += ["--svm-seed", seed(number).hex()]
    environment = os.environ | {"X402_SOLANA_URL": run.solana.url}
    printed = subprocess.check_output(command, env=environment, text=True, timeout=PATIENCE)
    said = json.loads(printed)
    assert said["status"] == 200, said
    name, header = said["sent"]
    print(f"{said['package']} {said['version']} has paid")
    run.answers.append(Answer({name: header}, 200, said["receipt"]["transaction"]))


def refused(run: Run) -> None:
    """A payer without money is refused, and nothing is sent."""
    payment = run.signed()
    run.solana.ask("devnet_empty", payment.payer, USDC)
    used = run.solana.landed()
    answer = run.pay(payment)
    assert answer.status == 402, answer
    print(f"a payer without money: {answer.reason}")
    assert run.solana.landed() == used


def together(run: Run) -> None:
    """One service settles on both chains at once."""
    before, used = balance(run.chain, PAY_TO_EVM), nonce(run.chain)
    ended = Event()

    def blocks() -> None:
        while not ended.wait(0.2):
            kill_service.mine(run.chain)

    miner = Thread(target=blocks, daemon=True)
    miner.start()
    on_anvil = kill_service.signed(run.url, ON_ANVIL)
    with ThreadPoolExecutor(2) as payers:
        solana = payers.submit(run.pay, run.signed())
        answers = payers.submit(lambda: [pay(run.url, one, PATIENCE) for one in on_anvil]).result()
    ended.set()
    miner.join()
    assert solana.result().status == 200, solana.result()
    assert [answer.status for answer in answers] == [200] * ON_ANVIL, answers
    assert balance(run.chain, PAY_TO_EVM) - before == ON_ANVIL * PRICE
    assert nonce(run.chain) - used == ON_ANVIL


def many(run: Run, given: argparse.Namespace) -> None:
    """Payments while the facilitator is killed again and again."""
    stop, chance = Event(), random.Random(given.seed)
    kills = 0

    def kill() -> None:
        nonlocal kills
        while not stop.wait(chance.uniform(0.1, 2 * given.every)):
            run.service.kill()
            kills += 1
            run.service.start()

    killer = Thread(target=kill, daemon=True)
    killer.start()
    began = time.monotonic()
    with ThreadPoolExecutor(given.together) as payers:
        # Signed when it is paid: a blockhash lives for 150 blocks.
        list(payers.map(lambda _: run.pay(run.signed()), range(given.payments)))
    took = time.monotonic() - began
    stop.set()
    killer.join()
    settle_down(run.service.rows, PATIENCE)
    print(f"{given.payments} payments in {took:.1f} s, {kills} kills")
    assert kills > 0 or given.broken


def drained(run: Run, blocks: int) -> None:
    """SIGTERM waits for the answer; the next process finds the block finalized."""
    with run.paying(blocks), ThreadPoolExecutor(1) as ending:
        ended = ending.submit(run.service.end)
        run.solana.ask("devnet_blocks", blocks)
        ended.result()
    run.service.start()
    run.solana.ask("devnet_advance", 40)
    wait_until(lambda: all(row["state"] == "final" for row in of_solana(run, "transaction")))


def of_solana(run: Run, kind: str) -> list[dict[str, object]]:
    """The rows of a kind on Solana."""
    return [row for row in rows(run.service.rows, kind) if NETWORK in str(row)]


def faults(run: Run, earned: int) -> list[str]:
    """All that does not agree, payment by payment."""
    landed = run.solana.landed()
    settlements = rows(run.service.rows, "settlement")
    settlements = [row for row in settlements if row["network"] == NETWORK]
    states = Counter(row["state"] for row in settlements)
    counts = Counter((answer.status, answer.reason) for answer in run.answers)
    print("settlements:", dict(states), "answers:", dict(counts), "landed:", len(landed))
    paid = {row["proof"]["transaction"] for row in settlements if row["state"] == "paid"}
    found = [f"a settlement is {state}" for state in states if state not in ("paid", "not_paid_dead")]
    brought = {message_of(answer.payment) for answer in run.answers}
    if not set(landed) <= brought:
        found.append("a transaction carries what no payer brought")
    if paid != set(landed.values()):
        found.append(f"{len(paid)} rows are paid, {len(landed)} payments have landed")
    for number, answer in enumerate(run.answers):
        where = landed.get(message_of(answer.payment))
        if answer.status == 200 and (where is None or where != answer.transaction):
            found.append(f"payment {number} was answered with {answer.transaction}, and is in {where}")
        if answer.status != 200 and where is not None:
            found.append(f"payment {number} was answered with {answer.reason}, and is in {where}")
    unpaid = [answer for answer in run.answers if answer.status != 200]
    if len(unpaid) != 1:
        found.append(f"{len(unpaid)} payments are not settled, and one payer had no money")
    if earned != len(landed) * PRICE:
        found.append(f"the payee earned {earned} by {len(landed)} payments")
    return found


def whole(run: Run, given: argparse.Namespace) -> list[str]:
    """What is wrong after all parts."""
    before = run.solana.balance(PAY_TO_SOLANA)
    with run.paying(given.block):
        run.service.kill()
        run.service.start()
    replayed(run)
    refused(run)
    for client in given.clients:
        published(run, client)
    together(run)
    many(run, given)
    drained(run, given.block)
    found = faults(run, run.solana.balance(PAY_TO_SOLANA) - before)
    listed = run.service.output("settlements", "list", "--limit", "9999").splitlines()
    assert len(listed) == len(rows(run.service.rows, "settlement")) + 1
    balances = run.service.output("balances")
    assert FEE_PAYER.address in balances, balances
    run.service.end()
    return found


def main() -> int:
    """Runs it all; 0 if nothing is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--payments", type=int, default=200)
    parser.add_argument("--together", type=int, default=8)
    parser.add_argument("--every", type=float, default=0.5, help="seconds between two kills")
    parser.add_argument("--seed", type=int, default=402)
    parser.add_argument("--block", type=int, default=200, help="milliseconds for a block of Solana")
    more = "a program of `bindings/peers` that pays, too"
    parser.add_argument("--client", dest="clients", action="append", default=[], help=more)
    parser.add_argument("--break", dest="broken", choices=["forget"])
    given = parser.parse_args()
    chain, solana = os.environ["X402_DEVNET_URL"], Solana(os.environ["X402_SOLANA_URL"])
    solana.prepare(given.payments + len(given.clients) + OTHERS)
    solana.ask("devnet_fund", PAY_TO_SOLANA, USDC, 0)
    solana.ask("devnet_blocks", given.block)
    with kill_service.present(chain), tempfile.TemporaryDirectory() as name:
        prepare(chain, ON_ANVIL)
        kill_service.mine(chain)
        folder = Path(name)
        write_key(folder / "fees.key", FEE_SECRET)
        networks = anvil(folder, chain) + CONFIG.format(
            network=NETWORK, chain=solana.url, key=folder / "fees.key"
        )
        service = Service(folder, networks, forgets=given.broken == "forget")
        service.output("check")
        service.start()
        try:
            with server(service.url, ["base-sepolia", "solana-devnet"]) as url:
                found = whole(Run(chain, solana, service, url), given)
        finally:
            service.close()
    for fault in found:
        print(f"FAULT {fault}")
    if given.broken:
        print(f"{given.broken}: " + ("found" if found else "NOT FOUND"))
    return 1 if bool(found) != bool(given.broken) else 0


if __name__ == "__main__":
    sys.exit(main())
