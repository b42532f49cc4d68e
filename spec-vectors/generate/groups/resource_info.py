"""`ResourceInfo`: what is paid for."""

from __future__ import annotations

from typing import Any

import evm
from groups.payment_payload import Decoding
from model import Group, Json, ref
from wire import decode_json

KIND = "ResourceInfo"
KEPT: dict[str, Any] = {"level": "should", "also": ("reject",), "why": "lists of resources leave it out; the published TypeScript package refuses the message"}


def build() -> Group:
    """The group."""
    group = Group("message.resource_info", KIND, "L1", (ref("specs/x402-specification-v2.md", "5.1.2"),))
    group.note("Url", "INTEROP", "A resource is named by a text that need not be an address of the web.")
    group.note("Unicode", "INTEROP", "Text in any script: it must not break a header.", "https://github.com/x402-foundation/x402/issues/865")
    group.note("OptionalMember", "INTEROP", "A member that may be left out, or null, or empty.")
    group.note("MissingMember", "MALFORMED", "A required member is missing.")
    group.note("MemberType", "MALFORMED", "A member has another JSON type.")
    group.note("MemberName", "INTEROP", "Some libraries read snake_case and any case.")
    group.note("SdkBound", "CAN_OF_WORMS", "serviceName, tags and iconUrl are for lists of resources, which leave out what breaks a rule. The message is read.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    message = dict(evm.RESOURCE)
    control = group.accept("plain", "url, description and mimeType", decode_json(KIND, message))
    side = Decoding(group, control, KIND, message, 2)
    for slug, title, changed, flags in (
        ("url-tool", "the url is a tool's", {"url": "mcp://tool/weather"}, "Url"),
        ("url-relative", "the url is a path", {"url": "/premium-data?x=1#y"}, "Url"),
        ("url-word", "the url is a word", {"url": "weather"}, "Url"),
        ("url-unicode", "the url is not escaped", {"url": "https://例え.jp/天気?q=ä"}, "Url Unicode"),
        ("url-space", "the url has a space", {"url": "https://api.example.com/a b"}, "Url"),
        ("description-scripts", "the description is in four scripts", {"description": "Погода, 天気, الطقس, मौसम"}, "Unicode"),
        ("description-emoji", "the description has characters beyond 2^16", {"description": "\U0001f324\ufe0f \U0001d54f402"}, "Unicode"),
        ("description-controls", "the description has line feeds and a tab", {"description": "a\n\tb\r\nc"}, "Unicode"),
        ("description-noncharacter", "the description has U+FFFE and U+2028", {"description": "\ufffe\u2028"}, "Unicode"),
        ("mime-parameters", "the mimeType has parameters", {"mimeType": 'text/html; charset="utf-8"'}, "OptionalMember"),
        ("mime-word", "the mimeType is no media type", {"mimeType": "json"}, "OptionalMember"),
        ("unknown-member", "a member more", {"license": {"name": "CC0"}}, "OptionalMember"),
    ):  # fmt: skip
        side.ok(slug, title, message | changed, flags=flags)
    for name in ("description", "mimeType", "serviceName", "tags", "iconUrl"):
        side.ok(f"{name.lower()}-null", f"{name} is null", message | {name: None}, flags="OptionalMember", level="policy", also=("reject",),
                why="published clients and servers read null as absent")  # fmt: skip
    side.missing("/url", flags="MissingMember")
    side.typed("/url", null=None, array=["https://api.example.com/"], object={"href": "/"}, flags="MemberType")
    side.bad(
        "url-empty", "the url is empty", message | {"url": ""}, "member.value", "/url", flags="Url", level="should", why="the page only says: string"
    )
    side.typed("/mimeType", number=1, array=["text/html"], flags="MemberType")
    side.typed("/description", object={"en": "Weather"}, flags="MemberType")
    for name, other in (("url", "URL"), ("mimeType", "mimetype")):
        renamed = {other if key == name else key: value for key, value in message.items()}
        level: dict[str, Any] = (
            {} if name == "url" else {"level": "should", "also": ("accept",), "why": "to many parsers it is a member like any unknown one"}
        )
        side.bad(
            f"name-{other.lower()}",
            f"{other} instead of {name}",
            renamed,
            "member.case",
            f"/{other}",
            other=("member.missing",),
            flags="MemberName",
            **level,
        )
    _bounds(side)
    return group


def _bounds(side: Decoding) -> None:
    message = side.message
    for slug, title, changed in (
        ("service-name-32", "serviceName has 32 characters", {"serviceName": "s" * 32}),
        ("service-name-ascii", "serviceName has the first and the last printable character", {"serviceName": " ~"}),
        ("tags-none", "no tags", {"tags": []}),
        ("tags-five", "five tags, one of 32 characters", {"tags": ["a", "b", "c", "d", "e" * 32]}),
        ("tags-twice", "one tag twice", {"tags": ["a", "a"]}),
        ("icon-2048", "iconUrl has 2,048 characters", {"iconUrl": "x" * 2048}),
        ("icon-pairs", "iconUrl has 1,024 characters of two UTF-16 units each", {"iconUrl": "\U0001f324" * 1024}),
        ("icon-empty", "iconUrl is empty", {"iconUrl": ""}),
    ):
        side.ok(slug, title, message | changed, flags="SdkBound Boundary")
    for slug, title, changed in (
        ("service-name-33", "serviceName has 33 characters", {"serviceName": "s" * 33}),
        ("service-name-empty", "serviceName is empty", {"serviceName": ""}),
        ("service-name-letter", "serviceName has an accented letter", {"serviceName": "Caf\u00e9"}),
        ("service-name-tab", "serviceName has a tab", {"serviceName": "a\tb"}),
        ("service-name-delete", "serviceName has U+007F", {"serviceName": "a\x7f"}),
        ("tags-six", "six tags", {"tags": list("abcdef")}),
        ("tag-empty", "a tag is empty", {"tags": ["a", ""]}),
        ("tag-33", "a tag has 33 characters", {"tags": ["t" * 33]}),
        ("icon-2049", "iconUrl has 2,049 characters", {"iconUrl": "x" * 2049}),
        (
            "icon-pairs-over",
            "iconUrl has 1,024 characters of two UTF-16 units each, and one more",
            {"iconUrl": "\U0001f324" * 1024 + "x"},
        ),
    ):
        side.ok(f"{slug}-kept", title, message | changed, flags="SdkBound Boundary", **KEPT)
    wrong: tuple[tuple[str, str, Json], ...] = (
        ("tags-text", "tags are a string", {"tags": "a,b"}),
        ("tag-number", "a tag is a number", {"tags": ["a", 7]}),
        ("service-name-number", "serviceName is a number", {"serviceName": 7}),
        ("icon-object", "iconUrl is an object", {"iconUrl": {}}),
    )
    for slug, title, members in wrong:
        side.ok(f"{slug}-kept", title, message | members, flags="SdkBound", **KEPT)
