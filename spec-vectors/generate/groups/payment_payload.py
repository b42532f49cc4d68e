"""`PaymentPayload`, both versions."""

from __future__ import annotations

from typing import Any

import wire
from model import Group, Json, Vector, ref
from mutate import drop, edit
from wire import decode_json

TEXT = "/input/text"
KIND = "PaymentPayload"
BESIDE: dict[str, Any] = {"level": "should", "also": ("accept",), "why": "to many parsers it is a member like any unknown one"}


class Decoding:
    """Adds vectors about one message, each described by its title."""

    def __init__(self, group: Group, base: Vector, kind: str, message: Json, version: int) -> None:
        self.group, self.base, self.kind, self.message, self.version = group, base, kind, message, version

    def ok(self, slug: str, title: str, changed: Json, **more: Any) -> Vector:
        """An accepted message."""
        options = {"base": self.base, "described": {TEXT: title}} | more
        return self.group.accept(slug, title, decode_json(self.kind, changed, self.version), **options)

    def bad(self, slug: str, title: str, changed: Json, code: str, path: str | None, **more: Any) -> None:
        """A rejected message."""
        options = {"base": self.base, "described": {TEXT: title}} | more
        self.group.reject(slug, title, decode_json(self.kind, changed, self.version), code, path, **options)

    def missing(self, path: str, prefix: str = "", **more: Any) -> None:
        """A rejected message without the member at `path`."""
        name = path[1:].replace("/", " ")
        self.bad(f"{prefix}no-{name.replace(' ', '-').lower()}", f"no {name}", drop(self.message, path), "member.missing", path, **more)

    def typed(self, path: str, prefix: str = "", code: str = "member.type", flags: str = "", **values: Any) -> None:
        """Rejected messages with these values at `path`."""
        name = path[1:].replace("/", " ")
        for slug, value in values.items():
            title = f"{name} is {slug.replace('_', ' ')}"
            other = ("member.missing",) if value is None else ()
            self.bad(
                f"{prefix}{name.replace(' ', '-').lower()}-{slug.replace('_', '-')}",
                title,
                edit(self.message, path, value),
                code,
                path,
                other=other,
                flags=flags,
            )


def build() -> Group:
    """The group."""
    group = Group(
        "message.payment_payload",
        "PaymentPayload",
        "L1",
        (ref("specs/x402-specification-v2.md", "5.2.2"), ref("specs/x402-specification-v1.md", "5.2.2")),
    )
    group.note("MissingMember", "MALFORMED", "A required member is missing.")
    group.note("MemberType", "MALFORMED", "A member has another JSON type.")
    group.note("OptionalMember", "INTEROP", "A member that may be left out, or null, or empty.")
    group.note("MemberName", "INTEROP", "Some libraries read snake_case and any case.")
    group.note("UnknownMember", "INTEROP", "A member that the specification does not know, at any level.")
    group.note("Unbound", "INTEROP", "What a scheme or network needs is for the rules of that scheme, not for who reads the message.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The pages contradict each other, or leave it open.")
    _two(group)
    _one(group)
    return group


def _two(group: Group) -> None:
    message = wire.payload() | {"extensions": {}}
    control = group.accept("plain", "a version 2 payment", decode_json(KIND, message))
    two = Decoding(group, control, KIND, message, 2)
    for name in ("accepted", "payload"):
        two.missing(f"/{name}", flags="MissingMember")
        two.typed(f"/{name}", null=None, array=[], text="{}", flags="MemberType")
    two.missing("/resource/url", flags="MissingMember")
    two.typed("/resource", text="https://api.example.com/premium-data", number=1, array=[], flags="MemberType")
    two.typed("/resource/url", number=1, flags="MemberType")
    two.typed("/resource/description", number=1, flags="MemberType")
    two.typed("/extensions", array=[], text="", flags="MemberType")
    for name in ("resource", "extensions"):
        two.ok(f"{name}-absent", f"no {name}: it is optional", drop(message, f"/{name}"), flags="OptionalMember")
        two.ok(
            f"{name}-null",
            f"{name} is null",
            edit(message, f"/{name}", None),
            flags="OptionalMember",
            level="policy",
            also=("reject",),
            why="published clients and servers read null as absent",
        )
    two.ok(
        "resource-url-only",
        "the resource has nothing but its url",
        edit(message, "/resource", {"url": "https://api.example.com/"}),
        flags="OptionalMember",
    )
    two.ok(
        "resource-empty-texts",
        "description and mimeType are empty, as servers send them",
        edit(message, "/resource", {"url": "https://api.example.com/", "description": "", "mimeType": ""}),
        flags="OptionalMember",
    )
    two.ok(
        "extension",
        "an extension is echoed",
        edit(message, "/extensions", {"bazaar": {"info": {"input": {"type": "http"}}, "schema": {}}}),
        flags="OptionalMember",
    )
    two.ok(
        "payload-unknown-scheme",
        "an unknown scheme with a payload of its own",
        edit(edit(message, "/accepted/scheme", "later"), "/payload", {"proof": "x"}),
        flags="OptionalMember",
    )
    two.ok(
        "accepted-unreadable",
        "accepted is no offer at all: a matter of verification",
        edit(message, "/accepted", {"amount": 1}),
        flags="OptionalMember",
        level="policy",
        also=("reject",),
        why="what is wrong inside accepted may be a malformed message or a refused payment",
    )
    _two_more(two)
    for name, other in (("accepted", "Accepted"), ("payload", "PAYLOAD")):
        renamed = {other if key == name else key: value for key, value in message.items()}
        two.bad(f"name-{name}", f"{other} instead of {name}", renamed, "member.case", None, other=("member.missing",), flags="MemberName")
    mime = edit(message, "/resource", {"url": "https://api.example.com/", "mime_type": "text/plain"})
    two.bad(
        "name-mime-type",
        "resource.mime_type instead of mimeType",
        mime,
        "member.case",
        None,
        flags="MemberName",
        level="should",
        also=("accept",),
        why="to many parsers it is a member like any unknown one",
    )


def _one(group: Group) -> None:
    message = wire.payload_v1()
    control = group.accept("v1-plain", "a version 1 payment", decode_json(KIND, message, 1))
    one = Decoding(group, control, KIND, message, 1)
    for name in ("scheme", "network", "payload"):
        one.missing(f"/{name}", "v1-", flags="MissingMember")
        one.typed(f"/{name}", "v1-", null=None, number=1, flags="MemberType")
    one.ok("v1-unknown-member", "a member more", message | {"resource": "https://api.example.com/"}, flags="OptionalMember")
    _one_more(one)


def _two_more(two: Decoding) -> None:
    message = two.message
    accepted, inner = message["accepted"], message["payload"]
    for slug, title, changed, flags in (
        ("unknown-everywhere", "members more in the message, accepted, the resource and the payload",
         edit(edit(edit(message, "/accepted/a", 1), "/resource/b", [2]), "/payload/c", {"d": None}) | {"e": True}, "UnknownMember"),
        ("accepted-empty", "accepted is empty: a matter of verification", edit(message, "/accepted", {}), "Unbound"),
        ("payload-empty", "the payload is empty: a matter of verification", edit(message, "/payload", {}), "Unbound"),
        ("accepted-no-chain", "accepted is paid on no chain", edit(message, "/accepted", accepted | {"network": "sepa:eu", "asset": "EUR", "payTo": "merchant"}), "Unbound"),
        ("accepted-extra-deep", "accepted.extra has members of its own", edit(message, "/accepted/extra", accepted["extra"] | {"z": {"y": [{"x": 1}]}}), "UnknownMember"),
        ("payload-both-methods", "the payload has two transfer methods: a matter of verification", edit(message, "/payload", inner | {"permit2Authorization": {}}), "Unbound"),
        ("payload-transaction", "the payload is a transaction", edit(message, "/payload", {"transaction": "AA=="}), "Unbound"),
        ("payload-numbers", "the authorization has numbers for texts: a matter of verification", edit(message, "/payload/authorization/value", 10000), "Unbound"),
        ("extensions-several", "three extensions, one of them unknown", edit(message, "/extensions", {
            name: {"info": {}, "schema": {}} for name in ("bazaar", "payment-identifier", "x-later")}), "OptionalMember"),
    ):  # fmt: skip
        two.ok(slug, title, changed, flags=flags, **({"level": "policy", "also": ("reject",), "why": "what is wrong inside may be a malformed message or a refused payment"}
                                                     if slug in ("accepted-empty", "payload-empty", "payload-numbers") else {}))  # fmt: skip
    for slug, title, extension in (
        ("extension-no-schema", "an extension without schema", {"info": {}}),
        ("extension-true", "an extension that is true", True),
    ):
        two.ok(slug, title, edit(message, "/extensions", {"bazaar": extension}), flags="SpecDefect", level="undefined", also=("reject",),
               why="the page requires info and schema of what a server advertises; need a client's echo have both?")  # fmt: skip
    two.typed("/accepted", number=1, true=True, flags="MemberType")
    two.typed("/payload", number=1, base64_text="AA==", flags="MemberType")
    two.typed("/extensions", number=0, true=True, flags="MemberType")
    two.typed("/resource/mimeType", number=1, object={"type": "text"}, flags="MemberType")
    for slug, title, path, value, name in (
        ("resource", "Resource beside resource", "/Resource", {}, "/Resource"), ("extensions", "EXTENSIONS beside extensions", "/EXTENSIONS", {}, "/EXTENSIONS"),
        ("accepted", "accepted_ beside accepted", "/accepted_", {}, "/accepted_"), ("url", "resource.Url beside url", "/resource/Url", "/", "/resource/Url"),
    ):  # fmt: skip
        two.bad(f"beside-{slug}", title, edit(message, path, value), "member.case", name, flags="MemberName", **BESIDE)
    listed = {"accepts" if name == "accepted" else name: [value] if name == "accepted" else value for name, value in message.items()}
    two.bad("accepts", "accepts, a list, instead of accepted", listed, "member.missing", "/accepted", flags="SpecDefect", level="undefined", also=("accept",),
            why="the extensions' pages show accepts within a payment; the core page has accepted")  # fmt: skip


def _one_more(one: Decoding) -> None:
    message = one.message
    inner = message["payload"]
    for slug, title, changed, flags in (
        ("network-of-page", "the network is the page's other example", message | {"network": "ethereum-mainnet"}, "Unbound"),
        ("network-unknown", "a network that nobody knows", message | {"network": "nowhere"}, "Unbound"),
        ("scheme-unknown", "a scheme that nobody knows", message | {"scheme": "later", "payload": {"proof": "x"}}, "Unbound"),
        ("payload-transaction", "the payload is a transaction", message | {"network": "solana", "payload": {"transaction": "AA=="}}, "Unbound"),
        (
            "unknown-everywhere",
            "members more in the message and the payload",
            message | {"a": None, "payload": inner | {"b": {"c": []}}},
            "UnknownMember",
        ),
        ("two-members", "version 2's members beside version 1's", message | {"accepted": {}, "extensions": {}}, "UnknownMember"),
        ("member-order", "the members in another order", dict(reversed(message.items())), "OptionalMember"),
    ):
        one.ok(f"v1-{slug}", title, changed, flags=flags)
    one.ok("v1-network-caip2", "the network is in the form of version 2", message | {"network": "eip155:84532"}, flags="SpecDefect", level="undefined", also=("reject",),
           why="the page says only: blockchain network identifier")  # fmt: skip
    for name in ("scheme", "network"):
        one.bad(
            f"v1-{name}-empty",
            f"{name} is empty",
            message | {name: ""},
            "member.value",
            f"/{name}",
            flags="MemberType",
            level="should",
            why="the page only says: string",
        )
        one.typed(f"/{name}", "v1-", array=["exact"], object={"name": "base"}, flags="MemberType")
    one.typed("/payload", "v1-", array=[inner], text="{}", flags="MemberType")
    for name, other in (("scheme", "Scheme"), ("network", "NETWORK"), ("payload", "pay_load")):
        renamed = {other if key == name else key: value for key, value in message.items()}
        slug = f"v1-name-{other.lower().replace('_', '-')}"
        one.bad(slug, f"{other} instead of {name}", renamed, "member.case", None, other=("member.missing",), flags="MemberName")
    one.bad("v1-beside-scheme", "Scheme beside scheme", message | {"Scheme": "upto"}, "member.case", "/Scheme", flags="MemberName", **BESIDE)
