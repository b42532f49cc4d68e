"""What a server asks a facilitator: `VerifyRequest` and `SettleRequest`, of both versions."""

from __future__ import annotations

import evm
import wire
from groups.payment_payload import Decoding
from groups.v1 import terms as v1_terms
from model import Group, Json, ref
from mutate import drop, edit
from wire import decode_json

OUTER = "/x402Version"
PAYLOAD = "/paymentPayload"
TERMS = "/paymentRequirements"
EMPTY = wire.encode("{}")


def build() -> Group:
    """The group."""
    spec = "specs/x402-specification-v2.md"
    group = Group(
        "message.facilitator_request",
        "VerifyRequest and SettleRequest",
        "L1",
        (ref(spec, "7.1"), ref(spec, "7.2"), ref("specs/x402-specification-v1.md", "7.1")),
    )
    group.note("MissingMember", "MALFORMED", "A required member is missing.")
    group.note("MemberType", "MALFORMED", "A member has another JSON type.")
    group.note("MemberName", "INTEROP", "Some libraries read snake_case and any case.")
    group.note("OptionalMember", "INTEROP", "A member that may be left out, or null, or empty.")
    group.note("TwoVersions", "SECURITY", "Request, payment and requirements must be of one version: who reads which decides what is paid.")
    group.note("V1Terms", "INTEROP", "Version 1 has no `accepted`: scheme and network stand in the payment itself, the network by a name.")
    two: Json = {"x402Version": 2, "paymentPayload": wire.payload(), "paymentRequirements": evm.requirements()}
    one: Json = {"x402Version": 1, "paymentPayload": wire.payload_v1(), "paymentRequirements": v1_terms()}
    for kind in ("VerifyRequest", "SettleRequest"):
        prefix = kind.removesuffix("Request").lower() + "-"
        second = Decoding(group, group.accept(f"{prefix}two", f"a {kind} of version 2", decode_json(kind, two)), kind, two, 2)
        first = Decoding(group, group.accept(f"{prefix}one", f"a {kind} of version 1", decode_json(kind, one, 1)), kind, one, 1)
        if kind == "VerifyRequest":
            _accepted(second, first, prefix)
            _versions(second, first, prefix)
            _typed(second, first, prefix)
            continue
        smaller = edit(two, f"{TERMS}/amount", "1")
        second.ok(f"{prefix}other-amount", "less is to be settled than was accepted, as upto does", smaller, flags="OptionalMember")
        second.missing(PAYLOAD, prefix, flags="MissingMember")
        second.missing(TERMS, prefix, flags="MissingMember")
        first.bad(f"{prefix}one-says-two", "version 1's members say 2 outside", edit(one, OUTER, 2), "version.mismatch", f"{PAYLOAD}/x402Version",
                  other=("member.missing",), flags="TwoVersions")  # fmt: skip
    return group


def _accepted(two: Decoding, one: Decoding, prefix: str) -> None:
    for slug, title, message in (
        ("unknown-members", "members more at every level", edit(edit(two.message, f"{TERMS}/note", 1), "/requestId", "7") | {"": None}),
        ("no-resource", "the payment names no resource", drop(two.message, f"{PAYLOAD}/resource")),
        ("no-extra", "the requirements have no extra", drop(two.message, f"{TERMS}/extra")),
        ("other-terms", "what was accepted is not what is required: a matter of verification", edit(two.message, f"{TERMS}/amount", "20000")),
        ("other-scheme", "a scheme that nobody knows", edit(edit(two.message, f"{TERMS}/scheme", "later"), f"{PAYLOAD}/payload", {})),
    ):
        two.ok(prefix + slug, title, message, flags="OptionalMember")
    for slug, title, message in (
        (
            "one-unknown-network",
            "a network without a known name",
            edit(edit(one.message, f"{TERMS}/network", "nowhere"), f"{PAYLOAD}/network", "nowhere"),
        ),
        (
            "one-no-optional",
            "no mimeType, outputSchema and extra",
            drop(drop(drop(one.message, f"{TERMS}/mimeType"), f"{TERMS}/outputSchema"), f"{TERMS}/extra"),
        ),
    ):
        one.ok(prefix + slug, title, message, flags="V1Terms")


def _versions(two: Decoding, one: Decoding, prefix: str) -> None:
    inner = f"{PAYLOAD}/x402Version"
    crossed = {"flags": "TwoVersions", "other": ("member.missing",)}
    two.bad(f"{prefix}outer-one", "version 2's members say 1 outside", edit(two.message, OUTER, 1), "version.mismatch", inner, **crossed)
    two.bad(
        f"{prefix}inner-one", "the payment says 1, all else is version 2", edit(two.message, inner, 1), "version.mismatch", inner, flags="TwoVersions"
    )
    one.bad(
        f"{prefix}inner-two", "the payment says 2, all else is version 1", edit(one.message, inner, 2), "version.mismatch", inner, flags="TwoVersions"
    )
    two.bad(f"{prefix}payload-one", "a version 1 payment for version 2's requirements", edit(two.message, PAYLOAD, one.message["paymentPayload"]),
            "version.mismatch", inner, **crossed)  # fmt: skip
    two.bad(f"{prefix}terms-one", "a version 2 payment for version 1's requirements", edit(two.message, TERMS, one.message["paymentRequirements"]),
            "member.missing", None, other=("member.value",), flags="TwoVersions")  # fmt: skip
    one.bad(f"{prefix}terms-two", "a version 1 payment for version 2's requirements", edit(one.message, TERMS, two.message["paymentRequirements"]),
            "member.missing", f"{TERMS}/maxAmountRequired", flags="TwoVersions")  # fmt: skip
    for slug, title, value, code in (
        ("three", "3", 3, "version.unsupported"), ("zero", "0", 0, "version.unsupported"),
        ("text", "a string", "2", "member.type"), ("null", "null", None, "member.type"),
    ):  # fmt: skip
        two.bad(f"{prefix}version-{slug}", f"the request's x402Version is {title}", edit(two.message, OUTER, value), code, OUTER,
                other=("version.unsupported", "member.missing", "member.value"), flags="TwoVersions")  # fmt: skip
    two.bad(f"{prefix}no-version", "no x402Version outside", drop(two.message, OUTER), "member.missing", OUTER, other=("version.unsupported",),
            flags="MissingMember")  # fmt: skip


def _typed(two: Decoding, one: Decoding, prefix: str) -> None:
    two.missing(PAYLOAD, prefix, flags="MissingMember")
    two.missing(TERMS, prefix, flags="MissingMember")
    two.typed(PAYLOAD, prefix, header_value=EMPTY, null=None, array=[], flags="MemberType")
    two.typed(TERMS, prefix, array=[evm.requirements()], null=None, flags="MemberType")
    one.typed(PAYLOAD, f"{prefix}one-", header_value=EMPTY, flags="MemberType")
    for name, other in (("paymentPayload", "payment_payload"), ("paymentRequirements", "PaymentRequirements")):
        renamed = {other if key == name else key: value for key, value in two.message.items()}
        slug = f"{prefix}name-{other.lower().replace('_', '-')}"
        two.bad(slug, f"{other} instead of {name}", renamed, "member.case", None, other=("member.missing",), flags="MemberName")
    older = {"paymentHeader" if key == "paymentPayload" else key: EMPTY if key == "paymentPayload" else value for key, value in one.message.items()}
    one.bad(f"{prefix}one-header", "paymentHeader, an older name, with the header's text", older, "member.missing", PAYLOAD, flags="MissingMember")
