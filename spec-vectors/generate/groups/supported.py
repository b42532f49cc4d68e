"""`SupportedResponse`: what a facilitator can do."""

from __future__ import annotations

import evm
import svm
from groups.payment_payload import Decoding
from model import Group, Json, ref
from mutate import drop, edit
from wire import decode_json

KIND = "SupportedResponse"


def build() -> Group:
    """The group."""
    group = Group(
        "message.supported_response", KIND, "L1", (ref("specs/x402-specification-v2.md", "7.3.1"), ref("specs/x402-specification-v1.md", "7.3"))
    )
    group.note("MissingMember", "MALFORMED", "A required member is missing.")
    group.note("MemberType", "MALFORMED", "A member has another JSON type.")
    group.note("MemberValue", "MALFORMED", "A member's value is outside its grammar.")
    group.note("MemberName", "INTEROP", "Some libraries read snake_case and any case.")
    group.note("OptionalMember", "INTEROP", "A member that may be left out, or null, or empty.")
    group.note("UnknownKind", "INTEROP", "A facilitator may know more than the reader: unknown kinds are skipped, never an error.")
    group.note("ForeignKind", "INTEROP", "A kind in a form that the reader does not know, beside one that it does.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The page and the published SDKs differ.")
    message: Json = {
        "kinds": [
            {"x402Version": 2, "scheme": "exact", "network": evm.SEPOLIA},
            {"x402Version": 2, "scheme": "exact", "network": svm.DEVNET, "extra": {"feePayer": svm.FEE_PAYER}},
        ],
        "extensions": ["bazaar"],
        "signers": {"eip155:*": [evm.STRANGER], "solana:*": [svm.FEE_PAYER, svm.FEE_PAYER_2]},
    }
    control = group.accept("plain", "two kinds, an extension, signers", decode_json(KIND, message))
    side = Decoding(group, control, KIND, message, 2)
    _accepted(side)
    side.missing("/kinds", flags="MissingMember")
    side.typed("/kinds", null=None, object={}, text="exact", flags="MemberType")
    side.typed("/extensions", object={"bazaar": {}}, text="bazaar", flags="MemberType")
    side.typed("/signers", array=[], text=evm.STRANGER, flags="MemberType")
    kind = message["kinds"][0]

    def with_kind(changed: object) -> Json:
        return message | {"kinds": [changed]}

    for name in ("x402Version", "scheme", "network"):
        path = f"/kinds/0/{name}"
        side.bad(f"kind-no-{name.lower()}", f"a kind has no {name}", with_kind(drop(kind, f"/{name}")), "member.missing", path, flags="MissingMember")
        wrong = "2" if name == "x402Version" else 2
        side.bad(
            f"kind-{name.lower()}-type", f"a kind's {name} is {wrong!r}", with_kind(kind | {name: wrong}), "member.type", path, flags="MemberType"
        )
    for slug, title, value in (("fraction", "2.5", 2.5), ("negative", "-2", -2)):
        side.bad(
            f"kind-version-{slug}",
            f"a kind's x402Version is {title}",
            with_kind(kind | {"x402Version": value}),
            "member.value",
            "/kinds/0/x402Version",
            flags="MemberValue",
        )
    for name in ("scheme", "network"):
        side.bad(
            f"kind-{name}-empty", f"a kind's {name} is empty", with_kind(kind | {name: ""}), "member.value", f"/kinds/0/{name}", flags="MemberValue",
            level="should", why="the published TypeScript package refuses it",
        )  # fmt: skip
    for slug, title, changed, path in (
        ("kind-null", "a kind is null", with_kind(None), "/kinds/0"),
        ("kind-text", "a kind is a string", with_kind("exact"), "/kinds/0"),
        ("kind-extra-array", "a kind's extra is an array", with_kind(kind | {"extra": []}), "/kinds/0/extra"),
        ("extension-number", "an extension is a number", message | {"extensions": ["bazaar", 7]}, "/extensions/1"),
        ("signers-family-text", "the signers of one family are a string", message | {"signers": {"eip155:*": evm.STRANGER}}, "/signers/eip155:*"),
        ("signer-null", "a signer is null", message | {"signers": {"eip155:*": [None]}}, "/signers/eip155:*/0"),
    ):
        side.bad(slug, title, changed, "member.type", path, flags="MemberType")
    for slug, title, other in (
        ("null", "null instead of a kind", None),
        ("text", "a string instead of a kind", "exact"),
        ("version-text", "a version as a string", kind | {"x402Version": "2"}),
        ("no-scheme", "a kind without a scheme", drop(kind, "/scheme")),
        ("network-number", "a chain's number as the network", kind | {"network": 8453}),
        ("extra-array", "an extra that is an array", kind | {"extra": []}),
    ):
        for place, kinds in (("before", [other, kind]), ("behind", [kind, other])):
            side.ok(f"foreign-{slug}-{place}", f"{title}, {place} one that can be read", message | {"kinds": kinds}, flags="ForeignKind",
                    level="policy", also=("reject",), why="a kind of another form does not make the others unusable")  # fmt: skip
    side.bad("kinds-none-readable", "two kinds, and none can be read", message | {"kinds": [None, "exact"]}, "member.type", "/kinds/0",
             flags="ForeignKind")  # fmt: skip
    snake = {"x402_version" if name == "x402Version" else name: value for name, value in kind.items()}
    side.bad(
        "kind-name-snake", "x402_version instead of x402Version", with_kind(snake), "member.case", None, other=("member.missing",), flags="MemberName"
    )
    cased = {"Kinds" if name == "kinds" else name: value for name, value in message.items()}
    side.bad("name-kinds", "Kinds instead of kinds", cased, "member.case", None, other=("member.missing",), flags="MemberName")
    return group


def _accepted(side: Decoding) -> None:
    message = side.message
    kind = message["kinds"][0]
    for slug, title, changed, flags in (
        ("kinds-empty", "nothing is supported", message | {"kinds": []}, "OptionalMember"),
        ("extensions-empty", "no extension is supported", message | {"extensions": []}, "OptionalMember"),
        ("signers-empty", "no signer is named", message | {"signers": {}}, "OptionalMember"),
        ("signers-none-of-family", "a family without signers", message | {"signers": {"eip155:*": []}}, "OptionalMember"),
        ("signers-one-network", "the signers of one network", message | {"signers": {evm.SEPOLIA: [evm.STRANGER]}}, "OptionalMember"),
        ("both-versions", "kinds of both versions", message | {"kinds": [kind, {"x402Version": 1, "scheme": "exact", "network": "base-sepolia"}]}, "UnknownKind"),
        ("version-three", "a kind of version 3", message | {"kinds": [kind, kind | {"x402Version": 3}]}, "UnknownKind"),
        ("unknown-scheme", "a kind of a scheme that nobody knows", message | {"kinds": [kind | {"scheme": "later"}]}, "UnknownKind"),
        ("unknown-network", "a kind on a network that is no chain", message | {"kinds": [kind | {"network": "sepa:eu"}]}, "UnknownKind"),
        ("unknown-member", "a member more, in the message and in a kind", message | {"version": "1.4", "kinds": [kind | {"name": "USDC"}]}, "OptionalMember"),
        ("same-kind-twice", "one kind twice", message | {"kinds": [kind, kind]}, "OptionalMember"),
    ):  # fmt: skip
        side.ok(slug, title, changed, flags=flags)
    differ = {"level": "policy", "also": ("reject",), "why": "the page requires it; the published SDKs read it as empty"}
    for name in ("extensions", "signers"):
        side.ok(f"{name}-absent", f"no {name}", drop(message, f"/{name}"), flags="SpecDefect", **differ)
        side.ok(f"{name}-null", f"{name} is null", edit(message, f"/{name}", None), flags="SpecDefect", **differ)
    side.ok("kind-extra-null", "a kind's extra is null", message | {"kinds": [kind | {"extra": None}]}, flags="OptionalMember",
            level="policy", also=("reject",), why="the official SDKs differ")  # fmt: skip
    one = {"kinds": [{"x402Version": 1, "scheme": "exact", "network": name} for name in ("base-sepolia", "solana-devnet")]}
    side.group.accept("v1", "version 1 has kinds alone", decode_json(KIND, one, 1))
