"""JSON as text: what parsers disagree on."""

from __future__ import annotations

import json
from typing import Any

import wire
from groups import json_more
from model import Group, Vector, ref
from wire import decode_json, text

TEXT = "/input/text"
KIND = "PaymentPayload"
DEPTH, NODES = 64, 4096


def build() -> Group:
    """The group."""
    group = Group("json", "JSON text", "L0", (ref("RFC 8259", "2 to 9"), ref("specs/x402-specification-v2.md", "5.2")))
    group.note(
        "Duplicate",
        "SECURITY",
        "Of two members of one name, parsers take the first, the last, or none: verifier and settler may each see another payment.",
        "https://www.rfc-editor.org/rfc/rfc8259#section-4",
    )
    group.note("Syntax", "MALFORMED", "The text is not JSON; some parsers take it all the same.")
    group.note("Trailing", "MALFORMED", "Something follows the JSON value.")
    group.note("Unicode", "CAN_OF_WORMS", "Escapes that are no character.")
    group.note("Shape", "MALFORMED", "The text is JSON, and no object.")
    group.note("Bounds", "BOUNDARY", "A bound on depth and number of values keeps the work within bounds.")
    group.note("Harmless", "INTEROP", "Unusual and harmless: it must pass.")
    good = text(wire.payload())
    control = group.accept("plain", "compact JSON", decode_json(KIND, good))

    def ok(slug: str, title: str, changed: str, **more: Any) -> Vector:
        return group.accept(slug, title, decode_json(KIND, changed), **({"base": control, "flags": "Harmless", "described": {TEXT: title}} | more))

    def bad(slug: str, title: str, changed: str, code: str | None, **more: Any) -> None:
        options: dict[str, Any] = {"base": control, "described": {TEXT: title}} | more
        group.reject(slug, title, decode_json(KIND, changed), code, **options)

    _harmless(good, ok)
    _duplicates(good, bad)
    _syntax(good, bad)
    _unicode(good, ok, bad)
    json_more.extend(group, good, ok, bad)
    for slug, value in (("array", f"[{good}]"), ("string", '"payment"'), ("null", "null"), ("number", "2"), ("true", "true")):
        bad(f"top-{slug}", f"the message is {slug}", value, "member.type", flags="Shape", layer="L1")
    bad("empty", "no text", "", "json.syntax", flags="Syntax")
    bad("blank", "white space only", " \n", "json.syntax", flags="Syntax")
    _bounds(ok, bad)
    return group


def _harmless(good: str, ok: Any) -> None:
    message = wire.payload()
    ok("white-space", "white space around and within", " \r\n\t" + json.dumps(message, indent=2).replace("\n", "\r\n\t") + "\n ")
    ok("member-order", "the members in another order", text(dict(reversed(message.items()))))
    ok("unknown-members", "members that the specification does not know", text(message | {"note": [1, None, {"a": False}], "": ""}))
    ok("proto", "members named __proto__ and constructor", text(message | {"__proto__": {"x402Version": 1}, "constructor": {"prototype": {}}}))
    ok("escaped-name", "a member's name is escaped", good.replace('"payload"', '"p\\u0061yload"'))
    ok("escaped-solidus", "solidi are escaped", good.replace("/", "\\/"))
    ok("same-name-elsewhere", "one name in two objects", text(message | {"extensions": {"payload": {"payload": {}}}}))
    ok("big-number", "an integer above 2^53 in an extension", text(message | {"extensions": {"x": {"info": {"n": 9007199254740993}}}}))
    ok("version-fraction", "x402Version is written 2.0", good.replace('"x402Version":2', '"x402Version":2.0'), level="should")
    ok("version-exponent", "x402Version is written 2e0", good.replace('"x402Version":2', '"x402Version":2e0'), level="should")


def _duplicates(good: str, bad: Any) -> None:
    for slug, title, changed in (
        ("version", "x402Version twice, 2 then 1", good.replace('"x402Version":2', '"x402Version":2,"x402Version":1')),
        ("same", "x402Version twice, both 2", good.replace('"x402Version":2', '"x402Version":2,"x402Version":2')),
        ("amount", "accepted.amount twice", good.replace('"amount":"10000"', '"amount":"10000","amount":"1"')),
        ("value", "the authorization's value twice", good.replace('"value":"10000"', '"value":"1","value":"10000"')),
        ("escaped", "accepted.amount twice, once escaped", good.replace('"amount":"10000"', '"amount":"10000","\\u0061mount":"1"')),
        ("extra", "a member of accepted.extra twice", good.replace('"version":"2"', '"version":"2","version":"1"')),
        ("unknown", "a member that nobody knows twice", good[:-1] + ',"note":1,"note":2}'),
        ("in-array", "a member twice in an object within an array", good[:-1] + ',"note":[{"a":1,"a":1}]}'),
    ):
        bad(
            f"duplicate-{slug}",
            title,
            changed,
            "json.duplicate_member",
            flags="Duplicate",
            level="should",
            why="RFC 8259 leaves it open; the official SDKs take the last",
        )


def _syntax(good: str, bad: Any) -> None:
    for slug, title, changed in (
        ("trailing-comma", "a comma after the last member", good[:-1] + ",}"), ("comment", "a comment", good[:-1] + "/* paid */}"),
        ("single-quotes", "single quotation marks", good.replace('"', "'")), ("bare-name", "a name without quotation marks", good.replace('"payload"', "payload")),
        ("nan", "NaN", good[:-1] + ',"note":NaN}'), ("infinity", "Infinity", good[:-1] + ',"note":-Infinity}'), ("leading-zero", "a number with a leading zero", good[:-1] + ',"note":01}'),
        ("plus", "a number with a plus sign", good[:-1] + ',"note":+1}'), ("dot-first", "a number without digits before the dot", good[:-1] + ',"note":.5}'),
        ("dot-last", "a number without digits after the dot", good[:-1] + ',"note":5.}'), ("hex-number", "a hexadecimal number", good[:-1] + ',"note":0x10}'),
        ("line-feed-in-string", "a line feed in a string", good.replace("premium market", "premium\nmarket")), ("nul-in-string", "a NUL in a string", good.replace("premium market", "premium\0market")),
        ("bad-escape", "an unknown escape", good.replace("premium market", "premium\\xmarket")), ("short-escape", "an escape of three digits", good.replace("premium market", "premium \\u041")),
        ("cut", "the last brace is missing", good[:-1]), ("true-case", "True", good[:-1] + ',"note":True}'), ("vertical-tab", "a vertical tab between members", good.replace(",", ",\v", 1)),
        ("no-break-space", "a no-break space between members", good.replace(",", ",\u00a0", 1)),
    ):  # fmt: skip
        bad(f"syntax-{slug}", title, changed, "json.syntax", flags="Syntax")
    for slug, title, changed in (
        ("twice", "the message twice", good + good),
        ("word", "a word follows", good + " paid"),
        ("brace", "a brace too many", good + "}"),
        ("nul", "a NUL follows", good + "\0"),
    ):
        bad(f"trailing-{slug}", title, changed, "json.trailing", flags="Trailing", other=("json.syntax",))


def _unicode(good: str, ok: Any, bad: Any) -> None:
    ok("surrogate-pair", "an escaped surrogate pair", good.replace("premium market", "premium \\ud83d\\udc4d"), flags="Unicode")
    ok("escaped-nul", "an escaped NUL", good.replace("premium market", "premium \\u0000"), flags="Unicode", level="undefined")
    lenient = {"flags": "Unicode", "level": "should", "why": "JavaScript cuts characters in half and parses the halves"}
    for slug, title, escape in (
        ("high", "half a surrogate pair, the first", "\\ud83d"),
        ("low", "half a surrogate pair, the second", "\\udc4d"),
        ("swapped", "a surrogate pair the wrong way round", "\\udc4d\\ud83d"),
        ("high-high", "two first halves", "\\ud83d\\ud83d"),
    ):
        bad(f"surrogate-{slug}", title, good.replace("premium market", f"premium {escape}"), "json.surrogate", **lenient)
    bad("bom", "a byte order mark before the text", "\ufeff" + good, "json.bom", flags="Unicode", level="should", why="some decoders drop it")


def _count(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(_count, inner))


def _bounds(ok: Any, bad: Any) -> None:
    def deep(levels: int) -> str:
        """`levels` arrays and objects within each other: the message, `extensions`, then arrays."""
        return text(wire.payload() | {"extensions": {"deep": "*"}}).replace('"*"', "[" * (levels - 2) + "]" * (levels - 2))

    def wide(values: int) -> str:
        message = wire.payload() | {"extensions": {"wide": []}}
        message["extensions"]["wide"] = [0] * (values - _count(message))
        return text(message)

    open_bound = {"level": "policy", "also": ("accept",), "why": "the specification sets no bound"}
    whole = ok(f"depth-{DEPTH}", f"arrays and objects {DEPTH} deep", deep(DEPTH), flags="Bounds", level="should")
    bad(f"depth-{DEPTH + 1}", f"arrays and objects {DEPTH + 1} deep", deep(DEPTH + 1), "json.depth", flags="Bounds", base=whole, **open_bound)
    bad("depth-2000", "arrays and objects 2,000 deep", deep(2000), "json.depth", flags="Bounds", base=whole, **open_bound)
    many = ok(f"nodes-{NODES}", f"{NODES} values, each object, array and scalar counted", wide(NODES), flags="Bounds", level="should")
    bad(f"nodes-{NODES + 1}", f"{NODES + 1} values", wide(NODES + 1), "json.nodes", flags="Bounds", base=many, **open_bound)
