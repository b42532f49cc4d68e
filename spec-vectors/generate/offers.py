"""What the published clients are asked to pay: `published_clients/offers.json`."""

from __future__ import annotations

import evm
import svm
from groups.v1 import terms as v1_terms
from model import Json

PATH = "generate/published_clients/offers.json"
BASE_USDC = "0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"


def offers() -> list[Json]:
    """Name, protocol version and terms of each payment."""
    two = {
        "eip3009": evm.requirements(),
        "eip3009-named": evm.requirements(extra={"assetTransferMethod": "eip3009", "name": "USDC", "version": "2"}),
        "eip3009-base": evm.requirements(network="eip155:8453", asset=BASE_USDC, extra={"name": "USD Coin", "version": "2"}),
        "permit2": evm.permit2_requirements(),
        "solana": svm.requirements(),
        "solana-memo": svm.requirements(extra={"feePayer": svm.FEE_PAYER, "memo": "order-42"}),
        "solana-token-2022": svm.requirements(asset=svm.PYUSD),
    }
    one = {
        "v1-eip3009": v1_terms(),
        "v1-solana": v1_terms(network="solana-devnet", asset=svm.USDC, payTo=svm.PAYEE, extra={"feePayer": svm.FEE_PAYER}),
    }
    return [{"name": name, "x402Version": version, "requirements": terms} for version, group in ((2, two), (1, one)) for name, terms in group.items()]
