"""Solana Devnet as `x402-devnet serve --solana MILLIS` has it, and payers on it."""

from __future__ import annotations

import base64
import hashlib
import os
import time
from typing import Any

from kill_local import rpc
from x402_core import PaymentRequired, header
from x402_core.chain import Chain
from x402_core.client import Account, SignedPayment, SvmSigningKey, Wallet, select, sign

NETWORK = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"
USDC = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"
FEE_SECRET = "21nS9Wz9sUTQ6MkcYUtnN8aSfPA26xJJP7zqshfzCzqc"
FEE_PAYER = SvmSigningKey.from_base58(FEE_SECRET)
CONFIG = """
[networks."{network}"]
nodes = ["{chain}/1", "{chain}/2"]
most_per_payment = 50_000
poll_ms = 100
final_poll_ms = 500
[[signers]]
family = "solana"
file = "{key}"
"""
"""One chain as two nodes: with a single one, an absence ends nothing."""


def seed(number: int) -> bytes:
    """The seed of a payer, who makes one payment: a server keeps two of the same payer in order."""
    return hashlib.sha256(b"payer %d" % number).digest()


def payer(number: int) -> SvmSigningKey:
    """The key of a payer."""
    return SvmSigningKey.from_seed(seed(number))


def message(transaction: bytes) -> bytes:
    """What the signers of a transaction sign: behind a count below 128 and the signatures."""
    return transaction[1 + 64 * transaction[0] :]


def message_of(payment: dict[str, str]) -> bytes:
    """What the payer of a header has signed."""
    sent = header.decode_payment_signature(next(iter(payment.values())))
    return message(base64.b64decode(sent.payload["transaction"]))


class Solana:
    """The chain at a URL."""

    def __init__(self, url: str) -> None:
        """The chain; nothing is asked yet."""
        self.url = url
        # Kept for all payments: a new one costs more than its requests.
        self.nodes = Chain({NETWORK: [f"{url}/1", f"{url}/2"]})
        self.old: set[str] = set()

    def ask(self, method: str, *params: object) -> Any:
        """The result of a request."""
        return rpc(self.url, method, *params)

    def prepare(self, payments: int) -> None:
        """Gives the fee payer lamports, and to each payer what one payment takes.

        What has landed until now is of another run.
        """
        self.old.update(self.landed().values())
        self.ask("requestAirdrop", FEE_PAYER.address, 10**9)
        for number in range(payments):
            self.ask("devnet_fund", payer(number).address, USDC, 10_000)

    def balance(self, owner: str) -> int:
        """How many units of the token an owner has, confirmed."""
        at = {"commitment": "confirmed"}
        balance: int = self.ask("devnet_balance", owner, USDC, at)
        return balance

    def landed(self) -> dict[bytes, str]:
        """The transactions that the fee payer has paid for, finalized, by what was signed.

        Each must have succeeded: what fails was not simulated as the chain is.
        """
        self.ask("devnet_advance", 40)
        at = {"commitment": "finalized", "encoding": "base64", "maxSupportedTransactionVersion": 0}
        found: dict[bytes, str] = {}
        for each in self.ask("getSignaturesForAddress", FEE_PAYER.address, at):
            if each["signature"] in self.old:
                continue
            outcome = self.ask("getTransaction", each["signature"], at)
            assert outcome["meta"]["err"] is None, outcome["meta"]
            signed = message(base64.b64decode(outcome["transaction"][0]))
            assert signed not in found, "a message is in two transactions"
            found[signed] = each["signature"]
        return found

    def sign(self, required: PaymentRequired, key: SvmSigningKey) -> SignedPayment:
        """A payment of what a server asks for on Solana."""
        choice = select(required, Wallet(Account.solana(key.address)))
        facts = self.nodes.ask(NETWORK, choice.queries())
        now = int(time.time())
        return sign(choice, key, now=now, entropy=os.urandom(32), chain=facts)
