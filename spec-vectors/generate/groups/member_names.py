"""Every known member's name in another spelling, and names that are only near one."""

from __future__ import annotations

import evm
import wire
from groups.payment_payload import BESIDE, Decoding
from groups.v1 import terms as v1_terms
from model import Group, Json, ref
from wire import decode_json

RESOURCE = evm.RESOURCE | {"serviceName": "Weather", "tags": ["a"], "iconUrl": "/i.png"}
VERIFIED: Json = {"isValid": False, "invalidReason": "r", "invalidMessage": "m", "payer": evm.PAYER, "extensions": {}, "extra": {}}
SETTLED: Json = wire.settled() | {"errorReason": "r", "errorMessage": "m", "amount": "1", "extensions": {}, "extra": {}}
KIND: Json = {"x402Version": 2, "scheme": "exact", "network": evm.SEPOLIA, "extra": {}}
SUPPORTED: Json = {"kinds": [KIND], "extensions": [], "signers": {}}

# Kind, version, a message with every member, the pointer of an object, and the other spellings of its members.
# What the groups of the single messages have is left out.
SPELLINGS: tuple[tuple[str, int, Json, str, tuple[str, ...]], ...] = (
    ("PaymentRequirements", 2, evm.requirements(), "", ("Scheme", "NETWORK", "_amount", "asset_", "PayTo", "maxTimeout_seconds", "EXTRA")),
    ("PaymentRequirements", 1, v1_terms(), "", ("Scheme", "network_", "maxamountRequired", "ASSET", "payTO", "RESOURCE", "Description", "MimeType", "output_schema", "MaxTimeoutSeconds", "Extra")),
    ("ResourceInfo", 2, RESOURCE, "", ("Url", "DESCRIPTION", "mime_Type", "service_name", "Tags", "icon_url")),
    ("PaymentPayload", 2, wire.payload() | {"resource": RESOURCE}, "/resource", ("Description", "servicename", "TAGS", "iconURL")),
    ("PaymentPayload", 2, wire.payload() | {"extensions": {}}, "", ("RESOURCE", "pay_load", "ACCEPTED", "extenSions")),
    ("PaymentPayload", 1, wire.payload_v1(), "", ("x402version", "sCHEME", "Network", "payLoad")),
    ("PaymentRequired", 2, wire.required(), "", ("X402VERSION", "ERROR", "Resource", "accept_s", "Extensions")),
    ("PaymentRequired", 1, wire.required_v1(), "", ("x402_Version", "eRROR", "Accepts")),
    ("VerifyResponse", 2, VERIFIED, "", ("is_Valid", "InvalidReason", "invalid_message", "Payer", "EXTENSIONS", "Extra")),
    ("SettleResponse", 2, SETTLED, "", ("SUCCESS", "errorreason", "ErrorMessage", "transAction", "Network", "PAYER", "Amount", "extensions_", "EXTRA")),
    ("SupportedResponse", 2, SUPPORTED, "", ("KINDS", "Extensions", "_signers")),
    ("SupportedResponse", 2, SUPPORTED, "/kinds/0", ("X402Version", "Scheme", "net_work", "ExtrA")),
    ("VerifyRequest", 2, {"x402Version": 2, "paymentPayload": wire.payload(), "paymentRequirements": evm.requirements()}, "", ("x402version", "PaymentPayload", "payment_requirements")),
)  # fmt: skip
NEAR: dict[str, Json] = {
    "PaymentRequirements": {"amounts": "1", "pay-to": "x", "payTo2": "y", "max Timeout Seconds": 1, "sch\u00e8me": "z", "a\u017fset": "s"},
    "ResourceInfo": {"uri": "/", "mime-type": "text/html", "tag": "a", "serviceNames": []},
    "PaymentPayload": {"accept": {}, "accepts": [], "payloads": [], "x402Versions": [1], "x402-version": 1},
    "PaymentRequired": {"errors": [], "accepted": {}, "extension": {}, "x402": 1, "\u212aey": "kelvin"},
    "VerifyResponse": {"valid": True, "isValid ": True, "reason": "x", "payers": []},
    "SettleResponse": {"succeeded": False, "txHash": "0x", "networkId": 1, "transactions": []},
    "SupportedResponse": {"kind": {}, "signer": "x", "extensions2": []},
    "SupportedKind": {"x402Versions": [1, 2], "schemes": [], "networks": "*", "extras": {}},
    "VerifyRequest": {"payload": {}, "requirements": {}, "paymentPayloads": []},
}


def build() -> Group:
    """The group."""
    group = Group("message.names", "Names of members", "L1", (ref("specs/x402-specification-v2.md", "5"), ref("specs/x402-specification-v1.md", "5")))
    group.note("MemberName", "INTEROP", "Some libraries read any case and snake_case: to them it is the known member, to others an unknown one.")
    group.note("NearName", "INTEROP", "A name that differs by more than case and underscores is any unknown member's.")
    for kind, version, message, pointer, others in SPELLINGS:
        prefix = f"{kind.lower()}-{version}" + pointer.replace("/", "-")
        near = _at(message, pointer, NEAR[{"/resource": "ResourceInfo", "/kinds/0": "SupportedKind"}.get(pointer, kind)])
        title = f"{kind} of version {version}: names that are near known ones, at {pointer or 'the top'}"
        control = group.accept(f"{prefix}-near", title, decode_json(kind, near, version), flags="NearName")
        side = Decoding(group, control, kind, near, version)
        for other in others:
            _beside(side, prefix, pointer, other)
    return group


def _object(message: Json, pointer: str) -> Json:
    found: Json = message["kinds"][0] if pointer == "/kinds/0" else message["resource"] if pointer else message
    return found


def _at(message: Json, pointer: str, members: Json) -> Json:
    """The message with more members in the object at `pointer`."""
    found = _object(message, pointer) | members
    return message | ({"kinds": [found]} if pointer == "/kinds/0" else {"resource": found} if pointer else found)


def _beside(side: Decoding, prefix: str, pointer: str, other: str) -> None:
    where = _object(side.message, pointer)
    meant = next(name for name in where if name.lower() == other.lower().replace("_", ""))
    title = f"{side.kind} of version {side.version}: {other} beside {meant}, the same"
    side.bad(
        f"{prefix}-{meant.lower()}",
        title,
        _at(side.message, pointer, {other: where[meant]}),
        "member.case",
        f"{pointer}/{other}",
        flags="MemberName",
        **BESIDE,
    )
