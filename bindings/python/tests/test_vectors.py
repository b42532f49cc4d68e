"""Every conformance vector comes out as expected, for the reason that it gives."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
import x402_core as x402
from vectors import (
    MESSAGES,
    Outcome,
    Payment,
    Vector,
    decode_header,
    encode_header,
    load,
    manifest,
    outcome,
    price,
)
from vectors_chain import movements, prove, requests, verify_chain
from vectors_queries import co_sign, read_answers, transaction, write_queries
from vectors_requests import answer_requests, discover, select
from x402_core.server import check_extensions

ALL = list(load())

LEAST = {
    "answer_requests": 110,
    "chain_queries": 25,
    "check_extensions": 40,
    "co_sign": 50,
    "decode_header": 100,
    "decode_json": 900,
    "discover": 200,
    "encode_header": 80,
    "movements": 200,
    "price": 130,
    "prove": 70,
    "read_answers": 440,
    "select": 100,
    "transaction": 90,
    "verify": 1300,
    "verify_chain": 90,
    "write_queries": 60,
}
"""How many vectors of each operation there are at least; another operation is not known here."""

NOT_EXPRESSIBLE = {
    "header/payment-response-no-value",
    "header/x-payment-response-no-value",
}
"""A receipt that does not come: its decoder takes a value, and a session what was paid."""

LEFT_OPEN = {"message.payment_required/accepts-empty"}
"""Vectors that the specification leaves open, where the core refuses what cannot be paid."""


def test_no_vector_is_left_out() -> None:
    counts = Counter(vector.op for vector in ALL)
    assert counts.total() == manifest()["totals"]["vectors"]
    assert set(counts) == set(LEAST)
    assert NOT_EXPRESSIBLE | LEFT_OPEN <= {vector.id for vector in ALL}
    assert all(counts[op] >= least for op, least in LEAST.items()), counts


@pytest.mark.parametrize(
    "vector",
    [v for v in ALL if v.id not in NOT_EXPRESSIBLE],
    ids=lambda vector: vector.id,
)
def test_vector(vector: Vector) -> None:
    compare(vector, run(vector))


@pytest.mark.parametrize(
    "vector",
    [v for v in ALL if v.derived and v.op == "verify"],
    ids=lambda vector: vector.id,
)
def test_intermediate_values(vector: Vector) -> None:
    """What the rules compute on the way is what independent implementations computed."""
    names = {
        "domain_separator": "domainSeparator",
        "struct_hash": "structHash",
        "digest": "signingHash",
        "recovered": "recovered",
        "message_hash": "messageHash",
    }
    try:
        report = Payment.read(vector).examine()
    except x402.X402Error:
        return  # Nothing can be computed of what cannot be read.
    notes = {names.get(note.name): note.value for note in report.notes}
    for step, expected in vector.derived.items():
        if step in notes:
            assert notes[step] == (expected or "nobody"), step
    if vector.expected["verdict"] == "accept":
        assert {"signingHash", "messageHash"} & set(notes)


def run(vector: Vector) -> Outcome:
    """What the package says."""
    match vector.op:
        case "answer_requests":
            return outcome(lambda: check_json(vector, {"statuses": answer_requests(vector)}))
        case "chain_queries":
            return outcome(lambda: check_json(vector, {"requests": requests(vector)}))
        case "check_extensions":
            payment = x402.PaymentPayload.from_dict(vector.input["payload"])
            return outcome(lambda: check_extensions(vector.input["extensions"], payment))
        case "co_sign":
            return outcome(lambda: check_json(vector, co_sign(vector)))
        case "decode_header":
            return outcome(lambda: decode_header(vector.input["header"], vector.input["value"]))
        case "decode_json":
            parse = MESSAGES[vector.input["type"], vector.input["x402Version"]]
            return outcome(lambda: parse(vector.input["text"]))
        case "discover":
            return outcome(lambda: check_json(vector, {"discovered": discover(vector)}))
        case "encode_header":
            return outcome(lambda: check_header(vector))
        case "movements":
            return outcome(lambda: check_json(vector, movements(vector)))
        case "price":
            return outcome(lambda: check_price(vector))
        case "prove":
            return outcome(lambda: check_json(vector, {"statuses": prove(vector)}))
        case "read_answers":
            return outcome(lambda: check_json(vector, {"answers": read_answers(vector)}))
        case "select":
            return outcome(lambda: check_json(vector, {"choice": select(vector)}))
        case "transaction":
            return outcome(lambda: check_json(vector, transaction(vector)))
        case "verify":
            return verify(vector)
        case "verify_chain":
            return outcome(lambda: check_unchecked(vector))
        case "write_queries":
            return outcome(lambda: check_json(vector, {"requests": write_queries(vector)}))
    raise AssertionError(vector.op)


def check_header(vector: Vector) -> None:
    value = encode_header(vector.input["header"], vector.input["text"])
    assert value == vector.derived["header"]


def check_price(vector: Vector) -> None:
    asset, amount = price(vector.input["price"], vector.input["network"])
    assert {"amount": amount, "asset": asset} == vector.derived


def check_json(vector: Vector, found: dict[str, Any]) -> None:
    """Compares values, of which lists and objects are written as JSON."""
    for name, expected in vector.derived.items():
        assert expected is not None
        value = json.loads(expected) if isinstance(found[name], list | dict) else expected
        assert found[name] == value, name
    assert set(found) == set(vector.derived) or vector.expected["verdict"] != "accept"


def check_unchecked(vector: Vector) -> None:
    verified = verify_chain(vector)
    if "unchecked" in vector.expected:
        assert sorted(verified.unchecked) == sorted(vector.expected["unchecked"])


def verify(vector: Vector) -> Outcome:
    """The verdict, which message, header and report must agree on."""
    try:
        payment = Payment.read(vector)
    except x402.X402Error as error:
        return outcome(lambda: reraise(error))
    verdict = outcome(payment.verify)
    assert outcome(payment.verify_header) == verdict
    report = payment.examine()
    assert outcome(report.verdict) == verdict
    assert (report.refusal is None) == (verdict.verdict == "accept")
    if verdict.verdict == "accept":
        assert payment.verify() == payment.verify_header() == report.verdict()
    return verdict


def reraise(error: Exception) -> None:
    raise error


def compare(vector: Vector, got: Outcome) -> None:
    expected = vector.expected
    if vector.id in LEFT_OPEN:
        assert expected["level"] == "undefined" and got.verdict != expected["verdict"]
        return
    assert got.verdict == expected["verdict"], got
    codes = [expected.get("code"), *expected.get("otherCodes", [])]
    if codes[0] is not None and got.verdict != "accept":
        assert set(got.codes) & set(codes), got
    if "path" in expected and got.verdict == "reject":
        assert got.pointer == expected["path"], got
