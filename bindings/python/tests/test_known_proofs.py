"""Payments by Permit2 and on Solana, proven by what nodes answered: the answers are known.

The nodes' answers are the vectors' of `receipt.proofs`; what they prove is written here.
"""

from __future__ import annotations

from typing import Any

import pytest
import x402_core as x402
from vectors import Vector, load
from x402_core import receipt
from x402_core.chain import ChainQueries, Facts
from x402_core.receipt import ExpectedTransfer, SettlementStatus

HASH = "0x02ea1f36f22c128dd7c22f367e60c0cb12640a46765d0f1867a64bbee9d8b09c"
BLOCK = "3ee4dd4d17f923a1b27530907bcd9db759b31f459836b544ad9a5a2feb84c267"
SIGNATURE = (
    "21VhaPVJtyFxw1n3FSQsekaA2Vkqgm7ZEGbMYVJVxqDNFkn5GJgJtoz7v71N8NDva67BpVmdpRCQtMzfy8rm1x66"
)

VECTORS = {vector.id: vector for vector in load() if vector.op in ("prove", "movements")}


def expected(vector: Vector) -> ExpectedTransfer:
    (given,) = vector.input["payments"]
    offer = x402.Offer.parse(x402.PaymentRequirements.from_dict(given["requirements"]))
    # The window is over: the proof does not depend on the time.
    payment = x402.PaymentPayload.from_dict(given["payload"])
    return ExpectedTransfer.read(payment, offer, now=2_000_000_000)


def ask(queries: ChainQueries, node: int, answers: list[dict[str, Any]]) -> Facts:
    """A node that answers as in the vector, once for each body."""
    assert len(queries.bodies()) == len(answers)
    given = [(one.get("status"), one.get("retry_after"), one["body"].encode()) for one in answers]
    facts, _ = queries.read(given, node=node)
    return facts


def prove(name: str, *, level: str | int = "included") -> SettlementStatus:
    vector = VECTORS[f"receipt.proofs/{name}"]
    transfer, rounds = expected(vector), vector.input["rounds"]
    transaction, nodes = vector.input["transaction"], vector.input["nodes"]
    facts = Facts(nodes=nodes)
    for answers in rounds:
        queries = receipt.queries([transfer], transaction, facts, level=level)  # type: ignore[arg-type]
        parts = [ask(queries, node, one) for node, one in enumerate(answers)]
        facts = Facts(facts, *parts, nodes=nodes)
    (status,) = receipt.prove([transfer], transaction, facts, level=level)  # type: ignore[arg-type]
    return status


def test_a_permit2_payment_is_proven_by_transfer_and_nonce() -> None:
    transfer = expected(VECTORS["receipt.proofs/permit2-paid"])
    assert (transfer.mechanism, transfer.amount) == ("permit2", 10_000)
    assert transfer.payer == "0x02641Cb74aD12Bb91740c26A553525a54e4eB312"
    status = prove("permit2-paid")
    assert (status.kind, status.transaction, status.log_index) == ("paid", HASH, 40)
    assert status.block_number == 21_000_000
    assert status.block_hash == bytes.fromhex(BLOCK)
    assert status.slot is None


@pytest.mark.parametrize(
    ("name", "kind", "received"),
    [
        # The nonce was used in an earlier block: this transaction made another payment.
        ("permit2-used-before", "unrelated", None),
        ("permit2-unused", "unrelated", None),
        # Without the state of the block before, nothing names the payment.
        ("permit2-no-history", "unnamed", None),
        ("permit2-no-state", "unknown", None),
        ("permit2-short", "short", 9_900),
        ("permit2-failed", "failed", None),
        ("permit2-reorganised", "reorganised", None),
    ],
)
def test_a_permit2_payment_that_is_not_proven(
    name: str, kind: str, received: int | None
) -> None:
    status = prove(name)
    assert (status.kind, status.received, status.transaction) == (kind, received, None)


@pytest.mark.parametrize("name", ["solana-of-paid-included", "solana-of-two", "solana-of-three-lie"])
def test_a_solana_payment_is_proven_by_its_message(name: str) -> None:
    status = prove(name)
    assert (status.kind, status.transaction, status.slot) == ("paid", SIGNATURE, 300_000_000)
    assert (status.log_index, status.block_number, status.block_hash) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "kind", "received"),
    [
        ("solana-of-short", "short", 9_900),
        ("solana-of-failed", "failed", None),
        ("solana-of-absent", "absent", None),
        ("solana-of-unrelated", "unrelated", None),
        # One of two nodes lies, or does not answer: two must agree.
        ("solana-of-two-lie", "unknown", None),
        ("solana-of-two-silent", "unknown", None),
        ("solana-of-mainnet", "unknown", None),
    ],
)
def test_a_solana_payment_that_is_not_proven(name: str, kind: str, received: int | None) -> None:
    status = prove(name)
    assert (status.kind, status.received, status.transaction) == (kind, received, None)


@pytest.mark.parametrize(
    ("name", "transaction", "members"),
    [
        ("receipt.movements/permit2-paid", HASH, ("paid", 40, False, None)),
        ("receipt.movements/permit2-fee", HASH, ("short", None, False, 9_900)),
        ("receipt.movements/permit2-other-proxy", HASH, ("unrelated", None, None, None)),
        ("receipt.movements_svm/paid", SIGNATURE, ("paid", None, True, None)),
        ("receipt.movements_svm/received-less", SIGNATURE, ("short", None, True, 9_999)),
        ("receipt.movements_svm/foreign-payee", None, ("unrelated", None, None, None)),
        ("receipt.movements_svm/fault-frozen", SIGNATURE, ("failed", None, None, None)),
    ],
)
def test_a_transaction_is_read_offline(
    name: str, transaction: str | None, members: tuple[str, int | None, bool | None, int | None]
) -> None:
    vector = VECTORS[name]
    found, (moved,) = receipt.movements([expected(vector)], vector.input["transaction"])
    assert found == transaction or transaction is None
    assert (moved.kind, moved.log_index, moved.names_payment, moved.received) == members
