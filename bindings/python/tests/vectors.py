"""The shared conformance vectors, put to this package as a server author would."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import x402_core as x402
from x402_core import client, header, v1

FOLDER = Path(__file__).resolve().parents[3] / "spec-vectors"
SPEC = "S-new"
"""The spec revision that the core follows: the newest."""


@dataclass(frozen=True)
class Vector:
    """One vector, with the defaults of its file."""

    id: str
    op: str
    input: dict[str, Any]
    now: int | None
    state: dict[str, Any] | None
    derived: dict[str, str | None]
    expected: dict[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What the package says of a vector."""

    verdict: str
    codes: tuple[str, ...] = ()
    pointer: str | None = None


def manifest() -> dict[str, Any]:
    """`MANIFEST.json`."""
    read: dict[str, Any] = json.loads((FOLDER / "MANIFEST.json").read_bytes())
    return read


def load() -> Iterator[Vector]:
    """Every vector of every file that the manifest lists, whose digest and count must fit."""
    for file in manifest()["files"]:
        if "vectors" not in file:
            continue
        content = (FOLDER / file["path"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == file["sha256"], file["path"]
        group = json.loads(content)
        assert len(group["vectors"]) == file["vectors"], file["path"]
        for vector in group["vectors"]:
            expected = (e for e in vector["expect"] if e["spec"] in ("*", SPEC))
            yield Vector(
                id=vector["id"],
                op=vector["op"],
                input=vector["input"],
                now=vector.get("now", group["defaults"].get("now")),
                state=vector.get("state"),
                derived=vector["derived"],
                expected=next(expected),
            )


def outcome(act: Callable[[], object]) -> Outcome:
    """The verdict of whatever is done; anything but a declared refusal is an error."""
    try:
        act()
    except x402.UndecidedError as undecided:
        return Outcome("undecided", undecided.needs)
    except x402.Refusal as refusal:
        return Outcome("reject", (refusal.code,), refusal.pointer)
    except (x402.InvalidValueError, x402.OfferError):
        # The protocol has no code for a seller's mistake.
        return Outcome("reject")
    return Outcome("accept")


def decode_header(name: str, value: str | list[str]) -> object:
    """The message of a header that came once, or several times."""
    if name in ("payment-signature", "x-payment"):
        values = [value] if isinstance(value, str) else value
        return header.require_payment([(name, value) for value in values])
    if not isinstance(value, str) and name == "payment-required":
        return required(name, value)
    decode: Callable[[str], object] = {
        "payment-required": header.decode_payment_required,
        "payment-response": header.decode_payment_response,
        "x-payment-response": header.decode_x_payment_response,
    }[name]
    # The lines of a header as one, as HTTP libraries join them.
    return decode(value if isinstance(value, str) else ",".join(value))


def required(name: str, values: list[str]) -> object:
    """What a 402 asks for, as a session reads it out of all headers."""
    session = client.Session("https://example.com", client.Wallet())
    step = session.response(402, [(name, value) for value in values])
    if isinstance(step, client.Unreadable):
        raise step.error
    assert isinstance(step, client.Unpayable), step
    return session.payment_required


MESSAGES: dict[tuple[str, int], Callable[[str], object]] = {
    ("PaymentPayload", 1): v1.PaymentPayload.from_json,
    ("PaymentPayload", 2): x402.PaymentPayload.from_json,
    ("PaymentRequired", 1): v1.PaymentRequired.from_json,
    ("PaymentRequired", 2): x402.PaymentRequired.from_json,
    ("PaymentRequirements", 1): v1.PaymentRequirements.from_json,
    ("PaymentRequirements", 2): x402.PaymentRequirements.from_json,
    ("ResourceInfo", 2): x402.ResourceInfo.from_json,
    **{
        (name, version): getattr(x402, name).from_json
        for name in (
            "SettleRequest",
            "SettleResponse",
            "SupportedResponse",
            "VerifyRequest",
            "VerifyResponse",
        )
        for version in (1, 2)
    },
}


def encode_header(name: str, text: str) -> str:
    """The value of a header with the message of this JSON text."""
    match name:
        case "payment-required":
            return header.encode_payment_required(x402.PaymentRequired.from_json(text))
        case "payment-response":
            return header.encode_payment_response(x402.SettleResponse.from_json(text))
        case "payment-signature":
            return header.encode_payment_signature(x402.PaymentPayload.from_json(text))
        case "x-payment":
            return header.encode_x_payment(v1.PaymentPayload.from_json(text))
        case "x-payment-response":
            return header.encode_x_payment_response(x402.SettleResponse.from_json(text))
    raise AssertionError(name)


def price(price: str, network: str) -> tuple[str, str]:
    """A price in money as the network's token and a count of its units.

    The protocol names a network as messages do; an argument may also have its known name.
    """
    if str(x402.Network(network)) != network:
        raise x402.InvalidValueError(
            f"{network} is not a CAIP-2 name", noun="network", expected="CAIP-2", found=network
        )
    asset, amount = x402.AssetTable().price(network, price)
    return asset.address, str(amount)


@dataclass(frozen=True)
class Payment:
    """A `verify` vector: the payment, the offer, and all that the verdict depends on."""

    payment: x402.PaymentPayload | v1.PaymentPayload
    offer: x402.Offer
    now: int
    policy: x402.Policy | None
    signers: list[str] | None
    chain: x402.DeclaredState

    @classmethod
    def read(cls, vector: Vector) -> Payment:
        """Reads the vector; what it does not allow to be read is raised."""
        requirements = vector.input["requirements"]
        payload: type[x402.PaymentPayload] | type[v1.PaymentPayload]
        decode: Callable[[str], x402.PaymentPayload | v1.PaymentPayload]
        if "maxAmountRequired" in requirements:
            offer = x402.Offer.parse(v1.PaymentRequirements.from_dict(requirements))
            payload, decode = v1.PaymentPayload, header.decode_x_payment
        else:
            offer = x402.Offer.parse(x402.PaymentRequirements.from_dict(requirements))
            payload, decode = x402.PaymentPayload, header.decode_payment_signature
        if "payload_header" in vector.input:
            payment = decode(vector.input["payload_header"])
        elif "payload_text" in vector.input:
            payment = payload.from_json(vector.input["payload_text"])
        else:
            payment = payload.from_dict(vector.input["payload"])
        assert vector.now is not None, vector.id
        return cls(
            payment=payment,
            offer=offer,
            now=vector.now,
            policy=x402.Policy.by_name(vector.input.get("policy", "strict")),
            signers=vector.input.get("signers"),
            chain=x402.DeclaredState.from_dict(vector.state or {}),
        )

    def verify(self) -> x402.Verified:
        """The verdict on the message."""
        return x402.verify(
            self.payment,
            self.offer,
            now=self.now,
            policy=self.policy,
            signers=self.signers,
            chain=self.chain,
        )

    def verify_header(self) -> x402.Verified:
        """The verdict on the header that carries the message."""
        return x402.verify_header(
            encode(self.payment),
            self.offer,
            now=self.now,
            policy=self.policy,
            signers=self.signers,
            chain=self.chain,
        )

    def examine(self) -> x402.Report:
        """Every rule."""
        return x402.examine(
            self.payment,
            self.offer,
            now=self.now,
            policy=self.policy,
            signers=self.signers,
            chain=self.chain,
        )


def encode(payment: x402.PaymentPayload | v1.PaymentPayload) -> str:
    """The header of a payment."""
    if isinstance(payment, v1.PaymentPayload):
        return header.encode_x_payment(payment)
    return header.encode_payment_signature(payment)
