"""Every conformance vector comes out as expected, for the reason that it gives."""

from __future__ import annotations

from collections import Counter

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
from x402_core.server import check_extensions

ALL = list(load())

LEAST = {
    "check_extensions": 40,
    "decode_header": 100,
    "decode_json": 900,
    "encode_header": 80,
    "price": 130,
    "verify": 1300,
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
    "vector", [v for v in ALL if v.id not in NOT_EXPRESSIBLE], ids=lambda vector: vector.id
)
def test_vector(vector: Vector) -> None:
    compare(vector, run(vector))


@pytest.mark.parametrize(
    "vector", [v for v in ALL if v.derived and v.op == "verify"], ids=lambda vector: vector.id
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
        case "check_extensions":
            payment = x402.PaymentPayload.from_dict(vector.input["payload"])
            return outcome(lambda: check_extensions(vector.input["extensions"], payment))
        case "decode_header":
            return outcome(lambda: decode_header(vector.input["header"], vector.input["value"]))
        case "decode_json":
            parse = MESSAGES[vector.input["type"], vector.input["x402Version"]]
            return outcome(lambda: parse(vector.input["text"]))
        case "encode_header":
            return outcome(lambda: check_header(vector))
        case "price":
            return outcome(lambda: check_price(vector))
        case "verify":
            return verify(vector)
    raise AssertionError(vector.op)


def check_header(vector: Vector) -> None:
    value = encode_header(vector.input["header"], vector.input["text"])
    assert value == vector.derived["header"]


def check_price(vector: Vector) -> None:
    asset, amount = price(vector.input["price"], vector.input["network"])
    assert {"amount": amount, "asset": asset} == vector.derived


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
