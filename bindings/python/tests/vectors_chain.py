"""The vectors about a chain's texts: what is asked, what is answered, and what proves a payment."""

from __future__ import annotations

import json
from typing import Any, Literal

import x402_core as x402
from vectors import Payment, Vector
from x402_core import receipt, v1
from x402_core.chain import ChainQueries, Facts
from x402_core.receipt import ExpectedTransfer, Movement, SettlementStatus

Response = tuple[int | None, str | None, bytes]
Level = Literal["included", "safe", "finalized"] | int


def queries_of(vector: Vector) -> ChainQueries:
    """What to ask about the vector's payment."""
    read = Payment.read(vector)
    return x402.chain_queries(
        read.payment,
        read.offer,
        now=read.now,
        policy=read.policy,
        signers=read.signers,
        chain=read.chain,
    )


def requests(vector: Vector) -> list[Any]:
    """The requests that ask it, without their envelopes."""
    parts: list[Any] = []
    for body in queries_of(vector).bodies():
        read = json.loads(body)
        parts += read if isinstance(read, list) else [read]
    return [{"method": part["method"], "params": part["params"]} for part in parts]


def verify_chain(vector: Vector) -> x402.Verified:
    """The verdict with a node's responses."""
    read = Payment.read(vector)
    facts, _ = queries_of(vector).read(responses(vector.input["responses"]), node=0)
    return x402.verify(
        read.payment,
        read.offer,
        now=read.now,
        policy=read.policy,
        signers=read.signers,
        chain=facts,
    )


def movements(vector: Vector) -> dict[str, Any]:
    """What a transaction moved for each payment."""
    transaction, moved = receipt.movements(expected(vector), vector.input["transaction"])
    return {"transaction": transaction, "movements": [movement(one) for one in moved]}


def prove(vector: Vector) -> list[Any]:
    """What nodes show of the settlement of each payment."""
    payments, transaction = expected(vector), vector.input["transaction"]
    level: Level = vector.input["level"]
    nodes: int = vector.input["nodes"]
    facts = Facts(nodes=nodes)
    for answers in vector.input["rounds"]:
        queries = receipt.queries(payments, transaction, facts, level=level)
        parts = [queries.read(responses(one), node=node)[0] for node, one in enumerate(answers)]
        facts = Facts(facts, *parts, nodes=nodes)
    found = receipt.prove(payments, transaction, facts, level=level)
    return [status(one) for one in found]


def expected(vector: Vector) -> list[ExpectedTransfer]:
    """The transfers that the payments are to make; none depends on the time any more."""
    transfers = []
    for one in vector.input["payments"]:
        requirements = one["requirements"]
        payment: x402.PaymentPayload | v1.PaymentPayload
        if "maxAmountRequired" in requirements:
            offer = x402.Offer.parse(v1.PaymentRequirements.from_dict(requirements))
            payment = v1.PaymentPayload.from_dict(one["payload"])
        else:
            offer = x402.Offer.parse(x402.PaymentRequirements.from_dict(requirements))
            payment = x402.PaymentPayload.from_dict(one["payload"])
        transfers.append(ExpectedTransfer.read(payment, offer, now=0))
    return transfers


def responses(given: list[dict[str, Any]]) -> list[Response]:
    """A node's responses as a host has them."""
    return [(one.get("status"), one.get("retry_after"), one["body"].encode()) for one in given]


def movement(moved: Movement) -> dict[str, Any]:
    """A movement as vectors write it."""
    out: dict[str, Any] = {"kind": moved.kind}
    if moved.kind == "paid":
        out["log_index"] = digits(moved.log_index)
    if moved.kind == "short":
        out["received"] = digits(moved.received)
    if moved.kind in ("paid", "short"):
        out["names_payment"] = moved.names_payment
    return out


def status(found: SettlementStatus) -> dict[str, Any]:
    """A status as vectors write it."""
    out: dict[str, Any] = {"kind": found.kind}
    if found.kind == "short":
        out["received"] = digits(found.received)
    if found.kind == "paid":
        block = None
        if found.block_number is not None and found.block_hash is not None:
            block = {
                "height": str(found.block_number),
                "hash": f"0x{found.block_hash.hex()}",
            }
        out |= {
            "transaction": found.transaction,
            "block": block,
            "slot": digits(found.slot),
            "log_index": digits(found.log_index),
        }
    return out


def digits(number: int | None) -> str | None:
    """A number as vectors write it."""
    return None if number is None else str(number)
