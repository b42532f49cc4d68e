"""`bazaar`: `info` against its schema, and schemas that are attacks."""

from __future__ import annotations

from typing import Any

import jsonschema_rs

from groups.bazaar_cases import ROOT, Listing, declaration, found
from model import Group, Json
from patch import edit

SCHEMA, INFO = f"{ROOT}/schema", f"{ROOT}/info"
QUERY = "/schema/properties/input/properties/queryParams"
BOUND: Json = {"level": "policy", "also": ("accept",), "why": "the specification sets no bound"}


def extend(group: Group, listing: Listing) -> None:
    """Adds the vectors about schemas."""
    _broken(listing)
    _kept(listing)
    _malformed(listing)
    _references(listing)
    _costs(group, listing)


def _query(described: Any) -> Json:
    return edit(declaration(), QUERY, described)


def _is_valid(bazaar: Json) -> bool:
    return bool(jsonschema_rs.Draft202012Validator(bazaar["schema"]).is_valid(bazaar["info"]))


_PARAMS = f"{INFO}/input/queryParams"
_KEYWORDS: tuple[tuple[str, str, Any, Any, str], ...] = (
    # The keyword's name, what it asks, where it holds, where it does not, and where the fault is.
    ("type", "another type", {"type": "object"}, {"type": "array"}, ""),
    ("type-list", "one of several types", {"type": ["object", "null"]}, {"type": ["array", "null"]}, ""),
    ("required", "a member that is missing", {"required": ["city"]}, {"required": ["zip"]}, "/zip"),
    ("additional", "a member that is not named", {"properties": {"city": True}, "additionalProperties": False},
     {"properties": {}, "additionalProperties": False}, "/city"),
    ("additional-schema", "members of another type", {"additionalProperties": {"type": "string"}}, {"additionalProperties": {"type": "number"}}, "/city"),
    ("names", "names of another length", {"propertyNames": {"maxLength": 4}}, {"propertyNames": {"maxLength": 3}}, ""),
    ("count-most", "fewer members", {"maxProperties": 1}, {"maxProperties": 0}, ""),
    ("count-least", "more members", {"minProperties": 1}, {"minProperties": 2}, ""),
    ("const", "another value", {"properties": {"city": {"const": "Bern"}}}, {"properties": {"city": {"const": "bern"}}}, "/city"),
    ("enum", "one of other values", {"properties": {"city": {"enum": ["Basel", "Bern"]}}}, {"properties": {"city": {"enum": ["Basel"]}}}, "/city"),
    ("length-most", "a shorter text", {"properties": {"city": {"maxLength": 4}}}, {"properties": {"city": {"maxLength": 3}}}, "/city"),
    ("length-least", "a longer text", {"properties": {"city": {"minLength": 4}}}, {"properties": {"city": {"minLength": 5}}}, "/city"),
    ("all-of", "several schemas", {"allOf": [{"type": "object"}, {"required": ["city"]}]}, {"allOf": [{"type": "object"}, {"type": "string"}]}, ""),
    ("any-of", "any of several schemas", {"anyOf": [{"type": "string"}, {"type": "object"}]}, {"anyOf": [{"type": "string"}, {"type": "null"}]}, ""),
    ("one-of", "exactly one of several schemas", {"oneOf": [{"type": "string"}, {"type": "object"}]}, {"oneOf": [True, {"type": "object"}]}, ""),
    ("not", "what is not allowed", {"not": {"type": "string"}}, {"not": {"type": "object"}}, ""),
    ("if", "a condition", {"if": {"required": ["city"]}, "then": True, "else": False}, {"if": {"required": ["city"]}, "then": False}, ""),
    ("nothing", "nothing at all", True, False, ""),
)  # fmt: skip


def _broken(listing: Listing) -> None:
    for slug, title, holds, breaks, place in _KEYWORDS:
        good, wrong = _query(holds), _query(breaks)
        if not _is_valid(good) or _is_valid(wrong):
            raise ValueError(f"schema-{slug}: another implementation disagrees")
        listing.ok(f"schema-{slug}", f"the schema asks for {title}, and it is so", good, found())
        listing.bad(f"schema-{slug}-broken", f"the schema asks for {title}", wrong, f"{_PARAMS}{place}", "member.value", flags="Schema")
    other = edit(declaration(), "/schema/properties/input/properties/method/enum", ["POST"])
    listing.bad("schema-other-method", "the schema is of another method", other, f"{INFO}/input/method", "member.value", flags="Schema")
    whole = edit(declaration(), "/schema", {"type": "string"})
    listing.bad("schema-other-type", "the schema is of a text", whole, INFO, "member.value", flags="Schema")
    wanted = edit(declaration(), "/schema/required", ["input", "output"])
    listing.bad("schema-no-output", "the schema requires an output, and none is declared", wanted, f"{INFO}/output", "member.value", flags="Schema")


def _kept(listing: Listing) -> None:
    listing.ok("schema-empty", "a schema that asks for nothing", edit(declaration(), "/schema", {}), found())
    listing.ok("schema-unknown-keyword", "a keyword that JSON Schema does not have", _query({"x-mine": 1, "example": {"city": 1}}), found())
    listing.ok("schema-format", "a format, which is a note and not a rule", _query({"properties": {"city": {"format": "date"}}}), found(),
               level="should", why="draft 2020-12 makes `format` a note; readers may be set to check it")  # fmt: skip
    open_pattern: Json = {"level": "policy", "also": ("reject",), "why": "what a pattern decides may be left open: it is another language, of unbounded cost"}
    for slug, title, pattern in (("", "a pattern that the value has", "^Be"), ("-broken", "a pattern that the value has not", "^Ba")):
        listing.ok(f"schema-pattern{slug}", title, _query({"properties": {"city": {"pattern": pattern}}}), found(), **open_pattern)
    listing.ok("schema-reference", "a reference inside of the schema",
               edit(_query({"$ref": "#/$defs/query"}), "/schema/$defs", {"query": {"required": ["city"]}}), found())  # fmt: skip
    listing.ok("schema-reference-escaped", "a reference with escapes",
               edit(_query({"$ref": "#/$defs/a~1b~0c"}), "/schema/$defs", {"a/b~c": {"required": ["city"]}}), found())  # fmt: skip
    listing.ok("schema-reference-recursive", "a schema of nested values that refers to itself",
               edit(_query({"$ref": "#/$defs/tree"}), "/schema/$defs", {"tree": {"additionalProperties": {"$ref": "#/$defs/tree"}}}), found())  # fmt: skip


def _malformed(listing: Listing) -> None:
    for slug, title, described in (
        ("type", "a type that does not exist", {"type": "dictionary"}),
        ("type-number", "a type that is a number", {"type": 5}),
        ("required", "`required` that is a text", {"required": "city"}),
        ("properties", "`properties` that is a list", {"properties": ["city"]}),
        ("enum", "`enum` that is a text", {"enum": "Bern"}),
        ("text", "a schema that is a text", "object"),
    ):
        listing.bad(f"keyword-{slug}", title, _query(described), SCHEMA, "member.value", flags="Schema")


def _references(listing: Listing) -> None:
    bad = listing.bad
    for slug, title, described in (
        ("https", "to another host", {"$ref": "https://evil.example/schema.json"}),
        ("http-metadata", "to an address of the facilitator's own network", {"$ref": "http://169.254.169.254/latest/meta-data/"}),
        ("file", "to a file", {"$ref": "file:///etc/passwd"}),
        ("relative", "to a document beside it", {"$ref": "other.json"}),
        ("scheme-relative", "to another host, without a scheme", {"$ref": "//evil.example/schema.json"}),
        ("fragment", "to a place in another document", {"$ref": "https://evil.example/schema.json#/a"}),
        ("nested", "behind another keyword", {"anyOf": [{"type": "object"}, {"items": {"$ref": "https://evil.example/"}}]}),
        ("id", "by a name of its own", {"$id": "https://evil.example/schema.json"}),
    ):
        bad(f"reference-{slug}", f"a reference {title}", _query(described), SCHEMA, "member.value", flags="Reference")
    unused = edit(declaration(), "/schema/$defs", {"unused": {"$ref": "https://evil.example/schema.json"}})
    bad("reference-unused", "a reference to another host that is never used", unused, SCHEMA, "member.value", flags="Reference")
    dynamic = _query({"$dynamicRef": "https://evil.example/schema.json"})
    bad("reference-dynamic", "a dynamic reference to another host", dynamic, SCHEMA, "member.value", flags="Reference",
        level="should", why="the specification does not name the keyword; published packages look for `$ref` and `$id` alone")  # fmt: skip
    data = _query({"const": {"city": "Bern"}, "examples": [{"$ref": "https://evil.example/"}]})
    bad("reference-data", "what looks like a reference in an example", data, SCHEMA, "member.value", flags="Reference",
        level="policy", also=("accept",), why="it is data; published packages do not tell it from a reference")  # fmt: skip
    for slug, title, described in (
        ("nowhere", "to a place that does not exist", {"$ref": "#/$defs/nothing"}),
        ("number", "that is a number", {"$ref": 5}),
    ):
        bad(f"reference-{slug}", f"a reference {title}", _query(described), SCHEMA, "member.value", flags="Reference")


def _costs(group: Group, listing: Listing) -> None:
    itself = _query({"$ref": f"#{QUERY.removeprefix('/schema')}"})
    listing.bad("cost-itself", "a schema that is itself, without end", itself, SCHEMA, "member.value", flags="Cost")
    turns = edit(_query({"$ref": "#/$defs/a"}), "/schema/$defs", {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}})
    listing.bad("cost-two", "two schemas that are each other, without end", turns, SCHEMA, "member.value", flags="Cost")
    for levels in (8, 16):
        names = [f"d{level}" for level in range(levels)]
        doubling: Json = {name: {"allOf": [{"$ref": f"#/$defs/{other}"}] * 2} for name, other in zip(names, names[1:], strict=False)}
        bazaar = edit(_query({"$ref": "#/$defs/d0"}), "/schema/$defs", doubling | {names[-1]: {"type": "object"}})
        if levels == 8:
            listing.ok("cost-doubling-7", "seven schemas, each of which asks twice for the next", bazaar, found(), flags="Cost")
        else:
            last = next(vector for vector in group.vectors if vector.id.endswith("/cost-doubling-7"))
            Listing(group, last).bad("cost-doubling-15", "fifteen schemas, each of which asks twice for the next", bazaar, SCHEMA, "member.value", flags="Cost", **BOUND)
    # The message has other values around the schema: objects and lists are nested 64 deep at most.
    nested: Json = {"type": "object"}
    for _ in range(20):
        nested = {"additionalProperties": nested}
    listing.ok("cost-nested-20", "a schema that is nested 20 deep", _query(nested), found(), flags="Cost")
