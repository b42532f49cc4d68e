"""`PaymentPayload`, both versions."""

from __future__ import annotations

from typing import Any

import wire
from model import Group, Json, Vector, ref
from mutate import drop, edit
from wire import decode_json

TEXT = "/input/text"
KIND = "PaymentPayload"


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
