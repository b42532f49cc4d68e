"""The double of a chain that `x402-devnet double` serves: three nodes, and faults on command."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core.chain import Chain
from x402_core.client import Account, EvmSigningKey, SignedPayment, Wallet, select

TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
SEPARATOR = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
PRICE = 10_000
BLOCK_SECONDS = 2


class Double:
    """The chain, and what can be done to it."""

    def __init__(self, url: str, nodes: int) -> None:
        self.url = url
        self.urls = [f"{url}/{node + 1}" for node in range(nodes)]
        self._client = httpx.Client(timeout=60.0)
        self.do(
            "reset",
            chainId=84532,
            token=TOKEN,
            separator=SEPARATOR,
            start=NOW,
            blockSeconds=BLOCK_SECONDS,
            nodes=nodes,
        )

    def close(self) -> None:
        """Ends the connection."""
        self._client.close()

    def do(self, command: str, **members: object) -> dict[str, Any]:
        """Gives a command."""
        reply = self._client.post(f"{self.url}/control", json={"do": command, **members})
        answer: dict[str, Any] = reply.json()
        assert reply.status_code == 200, answer
        return answer

    def faults(self, node: int, **faults: object) -> None:
        """What is wrong with a node from here on."""
        self.do("faults", node=node, faults=faults)

    def clock(self) -> float:
        """The time of the chain."""
        now: int = self.do("report")["now"]
        return now / 1000

    def report(self, *accounts: str) -> dict[str, Any]:
        """What is in the chain."""
        return self.do("report", accounts=accounts)

    def earned(self) -> int:
        """How many units the payee has."""
        units: int = self.report(PAY_TO)["accounts"][PAY_TO]["units"]
        return units

    def chain(self) -> Chain:
        """Connections to the nodes."""
        return Chain({"base-sepolia": self.urls}, timeout=60.0, connect_timeout=60.0)


@contextmanager
def double(nodes: int = 3) -> Iterator[Double]:
    """A chain of its own, while it is needed."""
    command = [os.environ["X402_DEVNET"], "double"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        found = Double(process.stdout.readline().strip(), nodes)
        try:
            yield found
        finally:
            found.close()
            process.kill()


def payment(
    key: EvmSigningKey,
    number: int,
    *,
    now: float = NOW,
    by_permit2: bool = False,
    wallet: str | None = None,
) -> x402.SettleRequest:
    """A payment of a cent, by an account or by a contract wallet."""
    extra = {"assetTransferMethod": "permit2"} if by_permit2 else {"name": "USDC", "version": "2"}
    requirements = x402.PaymentRequirements(
        scheme="exact",
        network="eip155:84532",
        amount=PRICE,
        asset=TOKEN,
        pay_to=PAY_TO,
        max_timeout_seconds=600,
        extra=extra,
    )
    required = x402.PaymentRequired(accepts=[requirements])
    choice = select(required, Wallet(Account.evm(wallet or key.address)))
    entropy = number.to_bytes(32, "big")
    request = choice.signing_request(
        entropy=entropy, now=int(now), contract_wallet=wallet is not None
    )
    signed: SignedPayment
    if wallet is None:
        signed = request.sign_with(key)
    else:
        signed = request.assemble_contract(b"\x71" * 130)
    return x402.SettleRequest(
        x402_version=2, payment_payload=signed.message, payment_requirements=requirements
    )
