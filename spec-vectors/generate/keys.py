"""The test keys: every secret is the SHA-256 digest of a public label. TEST KEYS ONLY."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from eth_account import Account
from eth_account.signers.local import LocalAccount
from solders.keypair import Keypair

PREFIX = "x402-vectors/1:"

EVM_LABELS = ("payer", "payee", "stranger", "facilitator", "contract-wallet")
SVM_LABELS = ("svm-payer", "svm-payee", "svm-stranger", "svm-fee-payer", "svm-fee-payer-2")

# The keys of the golden values, which exist outside of this suite.
GOLDEN_EVM = bytes.fromhex("0123456789abcdef" * 4)
GOLDEN_SVM = {"client": bytes([1] * 32), "fee payer": bytes([2] * 32), "payee": bytes([3] * 32)}


def secret(label: str) -> bytes:
    """The 32 secret bytes of a label."""
    return sha256(f"{PREFIX}{label}".encode()).digest()


@cache
def evm(label: str) -> LocalAccount:
    """The secp256k1 account of a label."""
    account: LocalAccount = Account.from_key(secret(label))
    return account


@cache
def svm(label: str) -> Keypair:
    """The Ed25519 key pair of a label."""
    return Keypair.from_seed(secret(label))


def table(set_version: str) -> dict[str, object]:
    """The content of `keys.json`."""
    rows: list[tuple[str | None, str, bytes, str]] = []
    rows += [(label, "secp256k1", secret(label), evm(label).address) for label in EVM_LABELS]
    rows += [(label, "ed25519", secret(label), str(svm(label).pubkey())) for label in SVM_LABELS]
    rows.append((None, "secp256k1", GOLDEN_EVM, Account.from_key(GOLDEN_EVM).address))
    rows += [(None, "ed25519", seed, str(Keypair.from_seed(seed).pubkey())) for seed in GOLDEN_SVM.values()]
    return {
        "format": "x402-keys/1",
        "set": set_version,
        "warning": "TEST KEYS ONLY: everybody knows these secrets. Never send anything of value to these addresses.",
        "derivation": f"secret = SHA-256 of the UTF-8 text '{PREFIX}' followed by the label",
        "keys": [{"label": label, "curve": curve, "secret": f"0x{private.hex()}", "address": address} for label, curve, private, address in rows],
    }
