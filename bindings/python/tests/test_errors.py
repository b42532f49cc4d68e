"""What goes wrong is said by class, with everything that a server needs."""

from __future__ import annotations

import pickle

import pytest
import x402_core as x402
from conftest import NOW
from x402_core.client import SignedPayment
from x402_core.errors import AssembleError, OutOfTurnError, NoChoiceError, SigningRequestError


def tampered(signed: SignedPayment, **members: str) -> x402.PaymentPayload:
    """The payment with other members of its authorization."""
    message = signed.message
    assert isinstance(message, x402.PaymentPayload)
    payload = message.payload
    payload["authorization"] |= members
    return x402.PaymentPayload(accepted=message.accepted, payload=payload)


def test_malformed(offer: x402.Offer) -> None:
    with pytest.raises(x402.MalformedError) as raised:
        x402.verify_header("not base64!", offer, now=NOW)
    error = raised.value
    assert (error.code, error.wire_code) == ("header.base64", "invalid_payload")
    assert (error.byte, error.pointer, error.needs) == (3, None, ())
    assert error.expected and error.found and error.hint
    assert str(error).startswith("header.base64 at byte 3: expected ")


def test_malformed_member() -> None:
    with pytest.raises(x402.MalformedError) as raised:
        x402.PaymentRequirements.from_json(b'{"scheme":"exact","network":"base"}')
    assert (raised.value.code, raised.value.pointer) == ("member.value", "/network")
    assert raised.value.byte is None


def test_rejected(offer: x402.Offer, signed: SignedPayment) -> None:
    with pytest.raises(x402.RejectedError) as raised:
        x402.verify(tampered(signed, value="9999"), offer, now=NOW)
    error = raised.value
    assert error.code == "amount.mismatch"
    assert error.wire_code == "invalid_exact_evm_payload_authorization_value_mismatch"
    assert error.pointer == "/payload/authorization/value"
    assert error.instruction is None and error.needs == ()
    assert "10000" in (error.expected or "") and "9999" in (error.found or "")


def test_undecided(offer: x402.Offer, signed: SignedPayment) -> None:
    payment = signed.message
    assert isinstance(payment, x402.PaymentPayload)
    payload = payment.payload | {"signature": "0x" + "ab" * 96}
    payment = x402.PaymentPayload(accepted=payment.accepted, payload=payload)
    with pytest.raises(x402.UndecidedError) as raised:
        x402.verify(payment, offer, now=NOW)
    error = raised.value
    assert (error.code, error.wire_code) == ("undecided", "unexpected_verify_error")
    assert "erc1271" in error.needs and error.mechanism == "eip3009"
    assert error.payer == signed.payer and error.signature == b"\xab" * 96
    assert error.digest is not None and len(error.digest) == 32
    wallet = {"code": "0x6001", "erc1271": True}
    network = {"accounts": {str(signed.payer): wallet}}
    chain = x402.DeclaredState.from_dict({str(offer.network): network})
    assert x402.verify(payment, offer, now=NOW, chain=chain).payer == signed.payer


def test_the_sellers_mistake(requirements: x402.PaymentRequirements) -> None:
    entry = requirements.to_dict() | {"scheme": "upto"}
    with pytest.raises(x402.OfferError) as raised:
        x402.Offer.parse(x402.PaymentRequirements.from_dict(entry))
    assert raised.value.pointer == "/scheme"
    assert (raised.value.expected, raised.value.found) == ('"exact"', '"upto"')


def test_values() -> None:
    with pytest.raises(x402.InvalidValueError) as raised:
        x402.Network("bsae")
    assert (raised.value.noun, raised.value.found) == ("network", '"bsae"')
    assert isinstance(raised.value, ValueError)


def test_every_error_has_one_base_and_survives_pickling(
    offer: x402.Offer, signed: SignedPayment
) -> None:
    errors: list[x402.X402Error] = [
        AssembleError("text"),
        OutOfTurnError("text", stage="settling", event="handled"),
        NoChoiceError("text"),
        SigningRequestError("text"),
        x402.OfferError("text", pointer="/a"),
    ]
    for payment in (tampered(signed, value="1"), tampered(signed, nonce="0x00")):
        refusal = x402.examine(payment, offer, now=NOW).refusal
        assert refusal is not None
        errors.append(refusal)
    for error in errors:
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error) and isinstance(again, x402.X402Error)
        assert str(again) == str(error) and vars(again) == vars(error)
