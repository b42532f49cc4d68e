"""What several tests start from: one payment that verifies, and one offer."""

from __future__ import annotations

import pytest
import x402_core as x402
from redis_server import pytest_addoption as pytest_addoption, redis_server as redis_server
from x402_core.client import Account, EvmSigningKey, SignedPayment, Wallet, select, sign

NOW = 1_740_672_094
PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"


@pytest.fixture
def requirements() -> x402.PaymentRequirements:
    """A cent on Base Sepolia."""
    return x402.PaymentRequirements(
        scheme="exact",
        network="eip155:84532",
        amount=10_000,
        asset="0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        pay_to=PAY_TO,
        max_timeout_seconds=60,
        extra={"name": "USDC", "version": "2"},
    )


@pytest.fixture
def offer(requirements: x402.PaymentRequirements) -> x402.Offer:
    """The same as an offer."""
    return x402.Offer.parse(requirements)


@pytest.fixture
def key() -> EvmSigningKey:
    """A public test key."""
    return EvmSigningKey.from_hex("0x" + "0123456789abcdef" * 4)


@pytest.fixture
def signed(requirements: x402.PaymentRequirements, key: EvmSigningKey) -> SignedPayment:
    """A payment of the offer, good from `NOW` on."""
    required = x402.PaymentRequired(accepts=[requirements])
    choice = select(required, Wallet(Account.evm(key.address)))
    return sign(choice, key, now=NOW, entropy=bytes(range(32)))


@pytest.fixture
def verified(signed: SignedPayment, offer: x402.Offer) -> x402.Verified:
    """The proof of that payment."""
    return x402.verify_header(signed.header_text, offer, now=NOW)
