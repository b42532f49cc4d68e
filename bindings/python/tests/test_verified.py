"""Nobody but the verifier makes a `Verified`."""

from __future__ import annotations

import copy
import copyreg
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core.client import Choice, EvmSigningKey, SignedPayment, SigningRequest
from x402_core.server import Serve


def test_says_what_is_proven(verified: x402.Verified, key: EvmSigningKey) -> None:
    assert verified.payer == key.address
    assert (verified.amount, verified.pay_to, verified.mechanism) == (10_000, PAY_TO, "eip3009")
    assert verified.network == x402.Network("eip155:84532")
    assert len(verified.signature) == 65
    assert verified.replay_key.startswith("eip155:84532/eip3009/0x036cbd53")
    assert verified.keep_until == NOW + 60
    assert "balance" in verified.unchecked
    assert verified.warnings == ()


@pytest.mark.parametrize(
    "make",
    [
        lambda _: x402.Verified(),
        lambda _: x402.Verified("0x0", 1),  # type: ignore[call-arg]
        lambda _: x402.Verified.__new__(x402.Verified),
        lambda _: object.__new__(x402.Verified),
        lambda _: copyreg._reconstructor(x402.Verified, object, None),  # type: ignore[attr-defined]
        lambda _: type("Mine", (x402.Verified,), {}),
        lambda _: x402.Verified.from_dict({}),  # type: ignore[attr-defined]
        lambda _: x402.Verified.from_json("{}"),  # type: ignore[attr-defined]
        lambda verified: dict(verified),
        lambda verified: verified.__setstate__({}),
        lambda verified: setattr(verified, "amount", 1),
        lambda verified: object.__setattr__(verified, "amount", 1),
        lambda verified: pickle.dumps(verified),
        lambda verified: pickle.dumps(verified, protocol=0),
        lambda verified: pickle.loads(b"\x80\x04cx402_core\nVerified\n)\x81."),
    ],
)
def test_cannot_be_made(make: Any, verified: x402.Verified) -> None:
    with pytest.raises((TypeError, AttributeError, pickle.UnpicklingError)):
        make(verified)


@pytest.mark.parametrize("kind", [x402.Verified, SignedPayment, Choice, SigningRequest, Serve])
def test_nothing_else_makes_what_leads_to_one(kind: type[Any]) -> None:
    name = kind.__name__.encode()
    stored = b"\x80\x04c" + kind.__module__.encode() + b"\n" + name + b"\n)\x81."
    makers: list[Callable[[], object]] = [
        kind,
        lambda: kind.__new__(kind),  # type: ignore[call-overload]
        lambda: object.__new__(kind),
        lambda: copyreg._reconstructor(kind, object, None),  # type: ignore[attr-defined]
        lambda: type("Mine", (kind,), {}),
        lambda: pickle.loads(stored),
    ]
    for make in makers:
        with pytest.raises((TypeError, pickle.UnpicklingError)):
            make()


def test_other_objects_do_not_become_one(
    verified: x402.Verified, offer: x402.Offer, signed: SignedPayment
) -> None:
    """CPython refuses to assign a `__class__` of another layout, as ours all are."""
    report = x402.examine_header(signed.header_text, offer, now=NOW)
    for other in (report, report.notes[0], report.findings[0], offer, signed, signed.message):
        with pytest.raises(TypeError):
            other.__class__ = x402.Verified  # type: ignore[assignment]
    with pytest.raises(TypeError):
        verified.__class__ = x402.Report  # type: ignore[assignment]


def test_a_copy_is_the_same(verified: x402.Verified) -> None:
    assert copy.copy(verified) is verified
    assert copy.deepcopy([verified])[0] is verified


def test_is_matched_by_its_properties(verified: x402.Verified) -> None:
    match verified:
        case x402.Verified(payer, amount, x402.Network("eip155", chain)):
            assert (payer, amount, chain) == (verified.payer, 10_000, "84532")
        case _:
            pytest.fail("no match")


def test_equal_payments_are_equal(
    verified: x402.Verified, signed: SignedPayment, offer: x402.Offer
) -> None:
    again = x402.verify(signed.message, offer, now=NOW)
    assert again == verified and hash(again) == hash(verified)
    assert {verified: 1}[again] == 1
