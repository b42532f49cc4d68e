"""The terms that these payments are settled on: network, token, payer, payee and amount."""

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
class NewSettlements:
    """The settlements of a facilitator since this value was made."""

    facilitator: Served
    before: int

    @classmethod
    def of(cls, facilitator: Served) -> NewSettlements:
        """No settlements yet."""
        return cls(facilitator, len(facilitator.facilitator.settlements))

    def all(self) -> list[Settlement]:
        """The settlements, in their order."""
        return list(self.facilitator.facilitator.settlements[self.before :])

    def only(self, network: str, pay_to: str, amount: int = 10_000) -> Settlement:
        """The one settlement, which has moved the price from the payer to the payee."""
        (settlement,) = self.all()
        paid = settlement.verified
        found = (str(paid.network), paid.asset, paid.payer, paid.pay_to, paid.amount)
        expected = (NETWORKS[network], USDC[network], PAYERS[network], pay_to, amount)
        assert found == expected
        return settlement
