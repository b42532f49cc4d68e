"""Those who ask: some pay, some pay with the same again, some cheat, some send rubbish."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from asking import Answer, Asker
from x402_core import DeclaredState, PaymentRequired, header
from x402_core.client import (
    Account,
    EvmSigningKey,
    SignedPayment,
    SvmSigningKey,
    Wallet,
    select,
    sign,
)

TASKS = 24
BURST = 6
PATHS = ("/upfront", "/held")
EVM = EvmSigningKey.from_bytes(b"\x01" * 32)
SVM = SvmSigningKey.from_seed(b"\x01" * 32)
WALLETS = {
    "evm": Wallet(Account.evm(EVM.address)),
    "solana": Wallet(Account.solana(SVM.address)),
}
RUBBISH = (
    "",
    "=",
    "not base64 \u00e9",
    base64.b64encode(b"not json").decode(),
    base64.b64encode(b'{"x402Version":2}').decode(),
    base64.b64encode(b'{"x402Version":2,' + b'"a":[' * 200).decode(),
    "A" * 12_000,
)


def key_of(payment: SignedPayment) -> str:
    """What makes a payment the same as another."""
    assert payment.verified is not None
    return payment.verified.replay_key


@dataclass
class Tally:
    """What came of it all."""

    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    bought: list[str] = field(default_factory=list)
    """The replay key of each payment that was answered with content, as often as it was."""
    faults: list[str] = field(default_factory=list)
    """What must not happen."""

    def note(self, kind: str, answer: Answer, *expected: int) -> bool:
        """Counts an answer; whether it has the content."""
        status = answer.status
        self.statuses.setdefault(kind, Counter())[status] += 1
        if status not in expected:
            self.faults.append(f"{kind}: {status} {answer.text[:200]}")
        if ("sunny" in answer.text) != (status == 200):
            self.faults.append(f"{kind}: {status} has the wrong content: {answer.text[:200]}")
        return status == 200


@dataclass
class Traffic:
    """The askers, who share what they have paid with."""

    asker: Asker
    bills: dict[str, PaymentRequired]
    chance: random.Random
    tally: Tally = field(default_factory=Tally)
    used: list[tuple[str, str]] = field(default_factory=list)

    def signed(self, path: str) -> SignedPayment:
        """A new payment."""
        network = self.chance.choice(["evm", "evm", "solana"])
        choice = select(self.bills[path], WALLETS[network])
        if network == "evm":
            return sign(choice, EVM)
        blockhash = SvmSigningKey.from_seed(self.chance.randbytes(32)).address
        state = {str(choice.network): {"latest_blockhash": blockhash}}
        return sign(choice, SVM, chain=DeclaredState.from_dict(state))

    async def ask(self, path: str, text: str) -> Answer:
        """One request, with this payment header."""
        return await self.asker.get(path, text.encode("latin-1"))

    async def pay(self) -> None:
        """A new payment, once."""
        path = self.chance.choice(PATHS)
        payment = self.signed(path)
        if self.tally.note("paid", await self.ask(path, payment.header_text), 200):
            self.tally.bought.append(key_of(payment))
        self.used.append((path, payment.header_text))

    async def burst(self) -> None:
        """A new payment, many times at once: one of them is served."""
        path = self.chance.choice(PATHS)
        payment = self.signed(path)
        asking = (self.ask(path, payment.header_text) for _ in range(BURST))
        answers = await asyncio.gather(*asking)
        served = [self.tally.note("at once", answer, 200, 402) for answer in answers]
        self.tally.bought += [key_of(payment)] * sum(served)
        if sum(served) != 1:
            self.tally.faults.append(f"at once: {sum(served)} of {BURST} were served")
        self.used.append((path, payment.header_text))

    async def replay(self) -> None:
        """A payment that has bought its answer already, where there is one, at either route."""
        if self.used:
            path, text = self.chance.choice(self.used[-500:])
            self.tally.note("replayed", await self.ask(path, text), 402)

    async def tamper(self) -> None:
        """A payment of which a byte was changed."""
        path = self.chance.choice(PATHS)
        payment = json.loads(base64.b64decode(self.signed(path).header_text))
        payload = payment["payload"]
        if "transaction" in payload:
            wire = bytearray(base64.b64decode(payload["transaction"]))
            wire[self.chance.randrange(65, 129)] ^= 1 << self.chance.randrange(8)
            payload["transaction"] = base64.b64encode(wire).decode()
        else:
            payload["authorization"]["nonce"] = "0x" + self.chance.randbytes(32).hex()
        text = base64.b64encode(json.dumps(payment).encode()).decode()
        self.tally.note("tampered", await self.ask(path, text), 402)

    async def rubbish(self) -> None:
        """Something that is no payment."""
        text = self.chance.choice([*RUBBISH, base64.b64encode(self.chance.randbytes(90)).decode()])
        self.tally.note("rubbish", await self.ask(self.chance.choice(PATHS), text), 400)

    async def unpaid(self) -> None:
        """Nothing at all."""
        answer = await self.asker.get(self.chance.choice(PATHS))
        self.tally.note("unpaid", answer, 402)

    async def keep_asking(self, until: float) -> None:
        """One asker after the other."""
        kinds: list[Callable[[], Awaitable[None]]] = [
            *[self.pay] * 4,
            self.burst,
            self.replay,
            self.replay,
            self.tamper,
            self.tamper,
            self.rubbish,
            self.unpaid,
        ]
        while time.monotonic() < until:
            await self.chance.choice(kinds)()


async def run(url: str, seconds: float, seed: int) -> tuple[Tally, float]:
    """Asks for so long; what came of it, and how long it took in the end."""
    asker = Asker(url)
    bills = {}
    for path in PATHS:
        answer = await asker.get(path)
        bills[path] = header.decode_payment_required(answer.headers["payment-required"])
    traffic = Traffic(asker, bills, random.Random(seed))
    start = time.monotonic()
    await asyncio.gather(*[traffic.keep_asking(start + seconds) for _ in range(TASKS)])
    took = time.monotonic() - start
    await asker.close()
    return traffic.tally, took
