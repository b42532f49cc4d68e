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
    group.note("VersionForm", "INTEROP", "2, 2.0 and 20e-1 are one number.")
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
    _forms(group, good, text(one))
    return group


def _forms(group: Group, good: str, old: str) -> None:
    """The one number, however it is written, and others that a careless reader takes for it."""
    control, first = (next(vector for vector in group.vectors if vector.id == f"version/{slug}") for slug in ("two", "one"))
    for slug, written in (
        ("zeros", "2.000"),
        ("shifted", "20e-1"),
        ("fraction-exponent", "0.2e1"),
        ("capital", "2E+0"),
        ("long", "2" + "0" * 30 + "e-30"),
        ("exponent-zeros", "2e000"),
    ):
        case = decode_json("PaymentPayload", good.replace('"x402Version":2', f'"x402Version":{written}'))
        title = f"x402Version is written {written}"
        group.accept(
            f"form-{slug}",
            title,
            case,
            base=control,
            described={TEXT: title},
            flags="VersionForm",
            level="should",
            why="JSON numbers have many forms",
        )
    for slug, written in (("one-fraction", "1.0"), ("one-shifted", "10e-1")):
        case = decode_json("PaymentPayload", old.replace('"x402Version":1', f'"x402Version":{written}'), 1)
        title = f"version 1: x402Version is written {written}"
        group.accept(
            f"form-{slug}", title, case, base=first, described={TEXT: title}, flags="VersionForm", level="should", why="JSON numbers have many forms"
        )
    for slug, title, written in (
        ("wraps-8", "258, which is 2 in 8 bits", "258"), ("wraps-16", "65538, which is 2 in 16 bits", "65538"), ("wraps-32", "2^32+2, which is 2 in 32 bits", str(2**32 + 2)), ("wraps-64", "2^64+2, which is 2 in 64 bits", str(2**64 + 2)),
        ("cut", "2.9, which is 2 when cut off", "2.9"), ("rounded", "1.5, which is 2 when rounded", "1.5"), ("twenty", "2e1", "2e1"), ("fifth", "2e-1", "2e-1"), ("endless", "2e400, which no double holds", "2e400"), ("vanishing", "2e-400, which is 0 to a double", "2e-400"), ("minus-zero", "-0", "-0"),
    ):  # fmt: skip
        case = decode_json("PaymentPayload", good.replace('"x402Version":2', f'"x402Version":{written}'))
        title = f"x402Version is {title}"
        group.reject(
            f"number-{slug}",
            title,
            case,
            "version.unsupported",
            VERSION,
            other=("member.value",),
            base=control,
            described={TEXT: title},
            flags="VersionNumber",
        )
    for slug, title, written, code in (
        ("three", "3", "3", "version.unsupported"), ("zero", "0", "0", "version.unsupported"), ("wraps", "257, which is 1 in 8 bits", "257", "version.unsupported"), ("half", "1.5", "1.5", "version.unsupported"),
        ("text", "a string", '"1"', "member.type"), ("true", "true, which is 1 to some", "true", "member.type"), ("null", "null", "null", "member.type"),
    ):  # fmt: skip
        case = decode_json("PaymentPayload", old.replace('"x402Version":1', f'"x402Version":{written}'), 1)
        title = f"version 1: x402Version is {title}"
        flags = "VersionType" if code == "member.type" else "VersionNumber"
        group.reject(
            f"one-is-{slug}",
            title,
            case,
            code,
            VERSION,
            other=("version.unsupported", "member.value", "member.missing"),
            base=first,
            described={TEXT: title},
            flags=flags,
        )
    title = "version 1: no x402Version"
    group.reject("one-missing", title, decode_json("PaymentPayload", old.replace('"x402Version":1,', ""), 1), "member.missing", VERSION, other=("version.unsupported",), base=first,
                 described={TEXT: title}, flags="VersionNumber")  # fmt: skip
    for slug, title, base, text_of, version in (
        ("two-wanted-one", "a version 2 payment where version 1 is read", control, good, 1), ("one-wanted-two", "a version 1 payment where version 2 is read", first, old, 2),
    ):  # fmt: skip
        group.reject(
            slug,
            title,
            decode_json("PaymentPayload", text_of, version),
            "version.mismatch",
            VERSION,
            other=("member.missing",),
            base=base,
            flags="VersionNumber",
        )
