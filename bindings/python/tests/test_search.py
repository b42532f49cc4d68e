"""Another transaction that used an authorization, and a receipt that is read without a node."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from test_known_proofs import VECTORS, expected
from x402_core import InvalidValueError, receipt
from x402_core.chain import Facts
from x402_core.receipt import ExpectedTransfer, Landed, SearchResult

PAID = VECTORS["receipt.movements/paid"]
TRANSACTION = "0x" + "ab" * 32
FIRST, LAST = 1_000, 2_999


def logs(transfer: ExpectedTransfer, name: str) -> list[dict[str, Any]]:
    """The logs of a kind, as nodes write them: the ones of the vector's receipt, or none."""
    topics = {
        "used": "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5",
        "cancelled": "0x1cdd46ff242716cdaa72d159d339a485b3438398348d68f09d7c8c0a59353d81",
    }
    payer = "0x" + transfer.payer[2:].lower().rjust(64, "0")
    return [
        {
            "address": transfer.asset.lower(),
            "topics": [topics[name], payer, nonce()],
            "data": "0x",
            "blockNumber": "0x7d0",
            "blockHash": "0x" + "07" * 32,
            "transactionHash": TRANSACTION,
            "transactionIndex": "0x0",
            "logIndex": "0x1",
            "removed": False,
        }
    ]


def nonce() -> str:
    (payment,) = PAID.input["payments"]
    return str(payment["payload"]["payload"]["authorization"]["nonce"])


def found(transfer: ExpectedTransfer, kinds: list[str | None], nodes: int = 1) -> SearchResult:
    """What one of these nodes answers: logs of a kind to each query, none, or no response."""
    queries = receipt.search(transfer, FIRST, LAST)
    (body,) = queries.bodies()
    replies = []
    for request, kind in zip(json.loads(body), kinds, strict=True):
        if kind is not None:
            result = logs(transfer, kind) if kind else []
            replies.append({"jsonrpc": "2.0", "id": request["id"], "result": result})
    facts, _ = queries.read([(200, None, json.dumps(replies).encode())], node=1)
    return receipt.find(transfer, FIRST, LAST, Facts(facts, nodes=nodes))


@pytest.mark.parametrize(
    ("kinds", "kind"),
    [
        (["used", ""], "used_by"),
        (["used", None], "used_by"),
        (["", "cancelled"], "cancelled_by"),
        (["", ""], "not_found"),
        (["", None], "unknown"),
    ],
)
def test_the_logs_tell_use_from_cancellation(kinds: list[str | None], kind: str) -> None:
    transfer = expected(PAID)
    result = found(transfer, kinds)
    assert result.kind == kind
    assert result.transaction == (TRANSACTION if kind.endswith("_by") else None)
    assert result == found(transfer, kinds)
    assert hash(result) == hash(found(transfer, kinds))
    assert found(transfer, kinds, nodes=2).kind == "unknown"
    assert kind in repr(result)
    with pytest.raises(TypeError, match="search again"):
        pickle.dumps(result)


def test_a_range_has_bounds_and_other_mechanisms_have_no_logs() -> None:
    for first, last in ((5, 4), (0, 2_000)):
        with pytest.raises(InvalidValueError, match="block"):
            receipt.search(expected(PAID), first, last)
        with pytest.raises(InvalidValueError, match="block"):
            receipt.find(expected(PAID), first, last, Facts())
    for name in ("receipt.movements/permit2-paid", "receipt.movements_svm/paid"):
        transfer = expected(VECTORS[name])
        assert not receipt.search(transfer, 5, 6)
        assert receipt.find(transfer, 5, 6, Facts()).kind == "unknown"


def test_a_receipt_is_read_without_a_node() -> None:
    text = PAID.input["transaction"]
    landed = Landed.read(text)
    assert landed.block_number == 21_000_000
    assert landed.block_hash is not None
    assert landed.slot is None
    assert (landed.transaction, landed.movements([expected(PAID)])) == receipt.movements(
        [expected(PAID)], text
    )
    assert landed == Landed.read(text.encode())
    assert landed.transaction in repr(landed)
    solana = VECTORS["receipt.movements_svm/paid"]
    landed = Landed.read(solana.input["transaction"])
    assert landed.block_number is None
    assert landed.block_hash is None
    assert landed.slot is not None
    (movement,) = landed.movements([expected(solana)])
    assert movement.kind == "paid"
    for wrong in ("null", "{}", "["):
        with pytest.raises(InvalidValueError):
            Landed.read(wrong)
    with pytest.raises(TypeError, match="read it again"):
        pickle.dumps(landed)
