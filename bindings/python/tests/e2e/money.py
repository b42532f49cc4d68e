"""What a payment of these tests moves: how much of which token, where, from whom and to whom."""

from __future__ import annotations

from dataclasses import dataclass

from e2e.peers import ADDRESSES
from x402_core.testing import Served, Settlement

NETWORKS = {"evm": "eip155:84532", "solana": "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"}
NETWORKS_V1 = {"evm": "base-sepolia", "solana": "solana-devnet"}
USDC = {
    "evm": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
    "solana": "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
}
PAYERS = {"evm": ADDRESSES["payer"], "solana": ADDRESSES["svm-payer"]}


@dataclass(frozen=True)
class Purse:
    """The settlements of a facilitator, from now on."""

    facilitator: Served
    before: int

    @classmethod
    def of(cls, facilitator: Served) -> Purse:
        """The settlements that are yet to come."""
        return cls(facilitator, len(facilitator.facilitator.settlements))

    def settlements(self) -> list[Settlement]:
        """Those that have come."""
        return list(self.facilitator.facilitator.settlements[self.before :])

    def moved(self, network: str, pay_to: str, amount: int = 10_000) -> Settlement:
        """The only one, which has moved what was asked for, and nothing else."""
        (settlement,) = self.settlements()
        paid = settlement.verified
        found = (str(paid.network), paid.asset, paid.payer, paid.pay_to, paid.amount)
        expected = (NETWORKS[network], USDC[network], PAYERS[network], pay_to, amount)
        assert found == expected
        return settlement
