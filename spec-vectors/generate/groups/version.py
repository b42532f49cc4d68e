"""`x402Version`."""

from __future__ import annotations

from typing import Any

import wire
from model import Group, ref
from wire import decode_json, text

TEXT = "/input/text"
VERSION = "/x402Version"


def build() -> Group:
    """The group."""
    group = Group("version", "x402Version", "L1", (ref("specs/x402-specification-v2.md", "5.2.2"), ref("specs/x402-specification-v2.md", "9")))
    group.note("VersionType", "MALFORMED", "x402Version is a JSON number. The specification's extension pages write it as a string.")
    group.note("VersionNumber", "SECURITY", "Only 1 and 2 are known.")
    group.note("VersionName", "INTEROP", "Some libraries read x402version and x402_version as x402Version.")
    group.note("VersionShape", "INTEROP", "The members are those of the other version.")
    two, one = wire.payload(), wire.payload_v1()
    control = group.accept("two", "a version 2 payment", decode_json("PaymentPayload", two))
    first = group.accept("one", "a version 1 payment", decode_json("PaymentPayload", one, 1))

    def bad(slug: str, title: str, changed: str, code: str, **more: Any) -> None:
        options: dict[str, Any] = {"base": control, "described": {TEXT: title}, "flags": "VersionNumber"} | more
        path = options.pop("path", VERSION)
        group.reject(slug, title, decode_json("PaymentPayload", changed), code, path, **options)

    good = text(two)
    for slug, title, written in (
        ("three", "3", "3"), ("zero", "0", "0"), ("minus-two", "-2", "-2"), ("fraction", "2.5", "2.5"), ("huge", "10^20", "100000000000000000000"),
    ):  # fmt: skip
        bad(
            slug,
            f"x402Version is {title}",
            good.replace('"x402Version":2', f'"x402Version":{written}'),
            "version.unsupported",
            other=("member.value",),
        )
    near = good.replace('"x402Version":2', '"x402Version":2.0000000000000000001')
    bad(
        "nearly-two",
        "x402Version is 2.0000000000000000001, which is 2 to who reads a double",
        near,
        "version.unsupported",
        other=("member.value",),
        level="policy",
        also=("accept",),
    )
    for slug, title, written in (
        ("text", "a string", '"2"'), ("text-one", "the string 1", '"1"'), ("text-space", "a string with a space", '" 2"'), ("true", "true", "true"), ("null", "null", "null"), ("array", "an array", "[2]"), ("object", "an object", "{}"),
    ):  # fmt: skip
        bad(
            f"type-{slug}",
            f"x402Version is {title}",
            good.replace('"x402Version":2', f'"x402Version":{written}'),
            "member.type",
            other=("version.unsupported", "member.missing") if written == "null" else ("version.unsupported",),
            flags="VersionType",
        )
    bad("missing", "no x402Version", good.replace('"x402Version":2,', ""), "member.missing", other=("version.unsupported",))
    for slug, name in (("lower-case", "x402version"), ("snake-case", "x402_version"), ("pascal-case", "X402Version")):
        title = f"{name} instead of x402Version"
        bad(
            f"name-{slug}",
            title,
            good.replace("x402Version", name),
            "member.case",
            other=("member.missing", "version.unsupported"),
            flags="VersionName",
            path=None,
        )
        both = f"{name} beside x402Version"
        bad(
            f"name-{slug}-beside",
            both,
            good.replace('"x402Version":2', f'"x402Version":2,"{name}":1'),
            "member.case",
            flags="VersionName",
            path=None,
            level="should",
            also=("accept",),
            why="to many parsers it is a member like any unknown one",
        )
    group.reject(
        "one-as-two",
        "a version 1 payment says 2",
        decode_json("PaymentPayload", text(one).replace('"x402Version":1', '"x402Version":2')),
        "member.missing",
        "/accepted",
        base=group.accept(
            "one-read-as-any",
            "a version 1 payment once more",
            decode_json("PaymentPayload", text(one) + " ", 1),
            base=first,
            described={TEXT: "a space follows"},
        ),
        described={TEXT: "x402Version is 2, the members are those of version 1", "/input/x402Version": "the reader wants version 2"},
        flags="VersionShape",
    )
    title = "a version 2 payment says 1"
    group.reject(
        "two-as-one",
        title,
        decode_json("PaymentPayload", good.replace('"x402Version":2', '"x402Version":1'), 1),
        "member.missing",
        "/scheme",
        base=control,
        described={TEXT: title, "/input/x402Version": "the reader wants version 1"},
        flags="VersionShape",
    )
    return group
