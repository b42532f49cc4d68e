"""How much sooner a verdict is there than with the published package: header text in, verdict out.

Both are measured in one process, by turns, with the chain of the published package's facilitator
answering at once that all is well. To be run by a Python that has the release wheel and what
`bindings/peers/python/requirements.txt` names:

    python bindings/python/bench/official.py
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import x402_core as ours
from eth_keys.backends import get_backend
from solders.keypair import Keypair
from x402 import http, schemas, x402FacilitatorSync
from x402.mechanisms.evm.exact import register_exact_evm_facilitator
from x402.mechanisms.svm.exact import register_exact_svm_facilitator
from x402.mechanisms.svm.signers import FacilitatorKeypairSigner
from x402_core import header

ROOT = Path(__file__).resolve().parents[3]
ROUNDS = 15
PLENTY = 2**256 - 1

# Each with how many times sooner the verdict must be there; None where it is only stated.
CASES = {
    "EIP-3009": ("evm.exact.eip3009.signature/golden-key-a", 100),
    "Solana": ("svm.exact.transfer/plain", None),
}


class EvmChain:
    """A chain on which everybody has enough, only the token has code, and every call succeeds."""

    def get_addresses(self) -> list[str]:
        """The facilitator's accounts."""
        return []

    def get_code(self, address: str) -> bytes:
        """Code at the token alone."""
        return b"\x00" if address.lower() == "0x036cbd53842c5426634e7929541ec2318f3dcf7e" else b""

    def read_contract(self, _address: str, _abi: Any, function: str, *arguments: Any) -> Any:
        """The answer of a contract."""
        if function == "tryAggregate":
            return [(True, b"") for _ in arguments[1]]
        return PLENTY if function == "balanceOf" else None


class SvmChain(FacilitatorKeypairSigner):
    """The package's own signer, on a node that simulates nothing and is content."""

    def _get_client(self, _network: str) -> Any:
        content = SimpleNamespace(value=SimpleNamespace(err=None))
        return SimpleNamespace(simulate_transaction=lambda *_, **__: content)


def vector(identity: str) -> tuple[dict[str, Any], int]:
    """What goes into a vector, and its moment."""
    group = json.loads((ROOT / f"spec-vectors/vectors/{identity.split('/')[0]}.json").read_text())
    found = next(vector for vector in group["vectors"] if vector["id"] == identity)
    return found["input"], found.get("now", group["defaults"]["now"])


def seed(address: str) -> Keypair:
    """The test key of an account."""
    keys = json.loads((ROOT / "spec-vectors/keys.json").read_text())["keys"]
    secret = next(key["secret"] for key in keys if key["address"] == address)
    return Keypair.from_seed(bytes.fromhex(secret[2:]))


def our_verdict(text: str, requirements: dict[str, Any], now: int) -> Callable[[], str]:
    """The verdict of this package: who pays."""
    offer = ours.Offer.parse(ours.PaymentRequirements.from_dict(requirements))
    return lambda: ours.verify_header(text, offer, now=now).payer


def their_verdict(text: str, given: dict[str, Any]) -> Callable[[], str]:
    """The verdict of the published package's facilitator: who pays."""
    requirements = schemas.parse_payment_requirements(2, given)
    facilitator = x402FacilitatorSync()
    register_exact_evm_facilitator(facilitator, EvmChain(), "eip155:*")  # type: ignore[arg-type]
    if sponsor := given.get("extra", {}).get("feePayer"):
        register_exact_svm_facilitator(facilitator, SvmChain([seed(sponsor)]), "solana:*")

    def verdict() -> str:
        answer = facilitator.verify(http.decode_payment_signature_header(text), requirements)
        assert answer.is_valid and answer.payer, answer
        return answer.payer

    return verdict


def microseconds(verdict: Callable[[], str], calls: int) -> float:
    """What one call takes."""
    start = time.perf_counter()
    for _ in range(calls):
        verdict()
    return (time.perf_counter() - start) / calls * 1e6


def compare(name: str, identity: str, target: int | None) -> bool:
    """Prints the medians and their ratio; whether it is large enough."""
    given, now = vector(identity)
    text = header.encode_payment_signature(ours.PaymentPayload.from_dict(given["payload"]))
    time.time = lambda: float(now)
    mine = our_verdict(text, given["requirements"], now)
    theirs = their_verdict(text, given["requirements"])
    assert mine() == theirs()
    pairs = [(microseconds(mine, 500), microseconds(theirs, 20)) for _ in range(ROUNDS)]
    ratio = statistics.median(slow / fast for fast, slow in pairs)
    fast, slow = (statistics.median(column) for column in zip(*pairs, strict=True))
    aim = f"of at least {target}" if target else "(no target)"
    print(f"{name:<9} x402_core {fast:8.2f} µs   x402 {slow:8.2f} µs   {ratio:6.1f} times {aim}")
    return target is None or ratio >= target


def main() -> int:
    """Prints each pair; 0 if each ratio is large enough."""
    backend = type(get_backend()).__name__
    ours, theirs = version("x402-core"), version("x402")
    print(f"x402_core {ours}, and x402 {theirs} with {backend} of eth-keys")
    met = [compare(name, *case) for name, case in CASES.items()]
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
