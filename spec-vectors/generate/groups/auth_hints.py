"""`auth-hints`: which ways to pay a client skips, since they need another authentication beside the payment."""

from __future__ import annotations

import copy
from typing import Any

import coding
import evm
import wire
from model import Case, Group, Json, Vector, ref
from patch import edit

NAME = "auth-hints"
TEXT = "/input/required"
ACCOUNT = evm.PAYER
ALL = "the text has several requirements in one list and does not state whether one of them is enough"
LAX = "the text names no answer to a hint of another form; the client reads as much of it as it can"
NO_METHOD = "authentication is required, and the text names no answer to a requirement that no method meets"
INTEGER = "to JSON Schema 1.0 is an integer"


def oauth2(**changes: Any) -> Json:
    """A method: a token of an authorization server."""
    server = "https://as.example.com"
    return {"type": "oauth2", "tokenType": "DPoP", "authorizationServer": server, "tokenEndpoint": f"{server}/token"} | changes


SIGN_IN: Json = {"type": "sign-in-with-x"}


def needs(*indexes: Any, methods: Any = None) -> Json:
    """A requirement of these entries."""
    return {"acceptIndexes": list(indexes), "methods": [oauth2()] if methods is None else methods}


def hints(*requirements: Any) -> Json:
    """What a server advertises."""
    return {NAME: {"info": {"authRequirements": list(requirements)}, "schema": {"type": "object"}}}


def required(extensions: Json | None, *, accepts: list[Any] | None = None) -> Json:
    """A 402 with two ways to pay."""
    offered = [evm.requirements(), evm.requirements(amount="20000")] if accepts is None else accepts
    message: Json = wire.required() | {"accepts": copy.deepcopy(offered)}
    del message["extensions"]
    return message if extensions is None else message | {"extensions": copy.deepcopy(extensions)}


def skips(*entries: int, reason: str = "authentication") -> list[Json]:
    """Entries that are not paid for the same reason."""
    return [{"entry": entry, "reason": reason} for entry in entries]


def case(message: Json | str, entry: int | None = 0, skipped: list[Json] | None = None, *, sent: Any = ..., **client: Any) -> Case:
    """A 402, and what a client makes of it; `...` as what it sends back is what it got."""
    choice: Json = {"entry": entry, "skipped": skipped or []}
    if entry is not None:
        got = message.get("extensions") if isinstance(message, dict) else None
        choice["extensions"] = got if sent is ... else sent
    text = message if isinstance(message, str) else wire.text(message)
    return Case("select", {"required": text, "accounts": [ACCOUNT]} | client, derived={"choice": coding.compact(choice)})


def build() -> Group:
    """The group."""
    refs = (ref("specs/extensions/extension-auth-hints.md", "`acceptIndexes` Matching"), ref("specs/extensions/extension-auth-hints.md", "Client Behavior"))
    group = Group("extension.auth_hints", "auth-hints: ways to pay that need another authentication", "L2", refs)
    group.note("Hint", "BASIC", "An entry of `accepts` that needs another authentication: a client that does not bring it pays another entry, or none.")
    group.note("Method", "BASIC", "The client brings one of the methods: the entry is like any other.")
    group.note("Index", "BOUNDARY", "The last place in `accepts`, or the first that no entry has. A client ignores what no entry has.")
    group.note("Place", "SECURITY", "The hints are in another place, or are about other places than a reader would count.")
    group.note("Form", "MALFORMED", "The extension has another form. It hides no way to pay, and no entry that it names is paid by mistake.")
    group.note("Echo", "BASIC", "What was advertised goes back with the payment. Credentials do not: they are HTTP headers.")
    group.note("Duplicate", "SECURITY", "A member twice: one reader checks the first, another the last.")
    control = group.accept("first", "the first entry needs another authentication", case(required(hints(needs(0))), 1, skips(0)), flags="Hint Echo")
    _entries(group, control)
    _methods(group, control)
    _indexes(group, control)
    _places(group, control)
    _forms(group, control)
    _texts(group, control)
    return group


def _entries(group: Group, control: Vector) -> None:
    one = evm.requirements()
    for slug, title, message, entry, skipped in (
        ("none", "no entry needs it", required(None), 0, ()),
        ("second", "the second entry needs it", required(hints(needs(1))), 0, (1,)),
        ("both", "both entries need it: none is paid", required(hints(needs(0, 1))), None, (0, 1)),
        ("both-apart", "both entries need it, by two requirements", required(hints(needs(1), needs(0))), None, (0, 1)),
        ("only", "the only entry needs it", required(hints(needs(0)), accepts=[one]), None, (0,)),
        ("nothing", "the list of requirements is empty", required(hints()), 0, ()),
        ("no-index", "a requirement of no entry", required(hints(needs())), 0, ()),
        ("twice", "an entry is named twice", required(hints(needs(0, 0))), 1, (0,)),
        ("last", "the last of three entries needs it", required(hints(needs(2)), accepts=[one, one | {"amount": "20000"}, one | {"amount": "30000"}]), 0, (2,)),
    ):
        flags = "Hint Index" if slug in ("only", "last") else "Hint"
        group.accept(slug, title, case(message, entry, skips(*skipped)), base=control, flags=flags)


def _methods(group: Group, control: Vector) -> None:
    first = required(hints(needs(0)))
    either = required(hints(needs(0, methods=[oauth2(), SIGN_IN])))
    for slug, title, message, brought, is_paid in (
        ("brought", "the client brings the method", first, ["oauth2"], True),
        ("other-brought", "the client brings another method", first, ["sign-in-with-x"], False),
        ("two-brought", "the client brings both methods", first, ["sign-in-with-x", "oauth2"], True),
        ("either-first", "one of two methods is enough: the first", either, ["oauth2"], True),
        ("either-second", "one of two methods is enough: the second", either, ["sign-in-with-x"], True),
        ("either-none", "neither of two methods is brought", either, ["mutual-tls"], False),
        ("unknown", "a method that the specification does not define", required(hints(needs(0, methods=[{"type": "mutual-tls"}]))), ["oauth2"], False),
        ("unknown-brought", "a method that the specification does not define, which the client brings",
         required(hints(needs(0, methods=[{"type": "mutual-tls"}]))), ["mutual-tls"], True),
        ("case", "the method in another case", required(hints(needs(0, methods=[oauth2(type="OAuth2")]))), ["oauth2"], False),
        ("space", "the method with a space", required(hints(needs(0, methods=[oauth2(type="oauth2 ")]))), ["oauth2"], False),
        ("prefix", "a method whose name begins so", required(hints(needs(0, methods=[oauth2(type="oauth2-mtls")]))), ["oauth2"], False),
        ("elsewhere", "the client's method is another entry's", required(hints(needs(0), needs(1, methods=[SIGN_IN]))), ["sign-in-with-x"], False),
    ):  # fmt: skip
        made = case(message, 0 if is_paid else 1, [] if is_paid else skips(0), authentication=brought)
        group.accept(f"method-{slug}", title, made, base=control, flags="Method" if is_paid else "Hint")
    two = required(hints(needs(0), needs(0, 1, methods=[SIGN_IN])))
    group.accept("requirements-two", "two requirements of one entry, and the client meets both",
                 case(two, authentication=["oauth2", "sign-in-with-x"]), base=control, flags="Method")  # fmt: skip
    group.accept("requirements-first", "two requirements of one entry, and the client meets the first",
                 case(two, None, skips(0, 1), authentication=["oauth2"]), base=control, flags="Hint", level="policy", why=ALL)  # fmt: skip
    group.accept("requirements-second", "two requirements of one entry, and the client meets the second",
                 case(two, 1, skips(0), authentication=["sign-in-with-x"]), base=control, flags="Hint", level="policy", why=ALL)  # fmt: skip
    empty = required(hints(needs(0, methods=[])))
    for slug, title, brought in (("none", "", {}), ("none-brought", ", and the client brings one", {"authentication": ["oauth2"]})):
        group.accept(f"methods-{slug}", f"a requirement without a method{title}", case(empty, 1, skips(0), **brought), base=control, flags="Hint Form",
                     level="should", why=NO_METHOD)  # fmt: skip


def _indexes(group: Group, control: Vector) -> None:
    for slug, title, index in (
        ("over", "the first place that no entry has", 2),
        ("minus-1", "place -1, which is the last one to some languages", -1),
        ("minus-2", "place -2", -2),
        ("2-32", "place 2^32, which is 0 in 32 bits", 2**32),
        ("2-53", "place 2^53", 2**53),
    ):
        message = required(hints(needs(index)))
        group.accept(f"index-{slug}", title, case(message), base=control, flags="Index")
        beside = required(hints(needs(index, 1)))
        group.accept(f"index-{slug}-beside", f"{title}, beside the second", case(beside, 0, skips(1)), base=control, flags="Index")
    zero = required(hints(needs(0.0)))
    group.accept("index-float", "place 0.0", case(zero, 1, skips(0)), base=control, flags="Index", level="should", why=INTEGER)
    for slug, title, value in (
        ("half", "place 0.5", 0.5),
        ("text", "a text in place of a number", "0"),
        ("true", "true, which is 1 to some languages", True),
        ("false", "false, which is 0 to some languages", False),
        ("null", "null in place of a number", None),
        ("list", "a list in place of a number", [0]),
    ):
        message = required(hints(needs(value)))
        group.accept(f"index-{slug}", f"the place is {title}", case(message), base=control, flags="Form", level="policy", why=LAX)
        message = required(hints(needs(value, 0)))
        group.accept(f"index-{slug}-beside", f"the place is {title}, beside the first", case(message, 1, skips(0)), base=control, flags="Form",
                     level="policy", why=LAX)  # fmt: skip


def _places(group: Group, control: Vector) -> None:
    pay, other = evm.requirements(), evm.requirements(amount="20000")
    unread = other | {"amount": 5}
    unknown = other | {"scheme": "deferred"}
    upfront = pay | {"extra": pay["extra"] | {"paymentFlow": "upfront"}}
    for slug, title, message, entry, skipped in (
        ("behind-unread", "an entry that cannot be read keeps its place", required(hints(needs(1)), accepts=[unread, pay, other]), 2,
         [*skips(0, reason="offer"), *skips(1)]),
        ("before-unread", "the hint is about the entry before one that cannot be read", required(hints(needs(0)), accepts=[pay, unread, other]), 2,
         [*skips(0), *skips(1, reason="offer")]),
        ("behind-scheme", "an entry of an unknown scheme keeps its place", required(hints(needs(1)), accepts=[unknown, pay, other]), 2,
         [*skips(0, reason="offer"), *skips(1)]),
        ("scheme", "the hint is about an entry of an unknown scheme", required(hints(needs(0)), accepts=[unknown, pay]), 1, skips(0, reason="offer")),
        ("order", "places are the message's, whatever a client prefers", required(hints(needs(1)), accepts=[upfront, other]), 0, skips(1)),
        ("twins", "one of two entries that are the same", required(hints(needs(0)), accepts=[pay, pay]), 1, skips(0)),
    ):  # fmt: skip
        group.accept(f"place-{slug}", title, case(message, entry, skipped), base=control, flags="Place")
    stated = hints(needs(0))
    bare = required(None)
    for slug, title, message in (
        ("message", "the hints are in the message, not among the extensions", bare | stated),
        ("extra", "the hints are in an entry's `extra`", edit(bare, f"/accepts/0/extra/{NAME}", stated[NAME])),
        ("resource", "the hints are in the resource", edit(bare, f"/resource/{NAME}", stated[NAME])),
        ("case", "the extension's name in another case", required({"Auth-Hints": stated[NAME]})),
        ("underscore", "the extension's name with an underscore", required({"auth_hints": stated[NAME]})),
        ("prefix", "an extension whose name begins so", required({"auth-hints-2": stated[NAME]})),
        ("other", "another extension with the same info", required({"mine": stated[NAME]})),
        ("no-info", "the requirements are beside `info`", required({NAME: stated[NAME]["info"]})),
        ("schema", "the requirements are in the schema", required({NAME: {"info": {}, "schema": stated[NAME]["info"]}})),
    ):
        group.accept(f"place-{slug}", title, case(message), base=control, flags="Place")


def _forms(group: Group, control: Vector) -> None:
    more: Json = {"level": "policy", "why": LAX}
    for slug, title, extension in (
        ("null", "the extension is null", None),
        ("text", "the extension is a text", "oauth2"),
        ("list", "the extension is a list", [needs(0)]),
        ("info-null", "`info` is null", {"info": None}),
        ("info-list", "`info` is a list", {"info": [needs(0)]}),
        ("requirements-null", "the requirements are null", {"info": {"authRequirements": None}}),
        ("requirements-object", "the requirements are an object", {"info": {"authRequirements": needs(0)}}),
        ("requirement-text", "a requirement is a text", {"info": {"authRequirements": ["oauth2"]}}),
        ("no-indexes", "a requirement has no places", {"info": {"authRequirements": [{"methods": [oauth2()]}]}}),
        ("indexes-number", "the places are a number", {"info": {"authRequirements": [{"acceptIndexes": 0, "methods": [oauth2()]}]}}),
        ("indexes-null", "the places are null", {"info": {"authRequirements": [{"acceptIndexes": None, "methods": [oauth2()]}]}}),
    ):
        group.accept(f"form-{slug}", title, case(required({NAME: extension})), base=control, flags="Form", **more)
    for slug, title, requirement in (
        ("no-methods", "a requirement has no methods", {"acceptIndexes": [0]}),
        ("methods-null", "the methods are null", {"acceptIndexes": [0], "methods": None}),
        ("methods-text", "the methods are a text", {"acceptIndexes": [0], "methods": "oauth2"}),
        ("methods-object", "the methods are one method, not a list", {"acceptIndexes": [0], "methods": oauth2()}),
        ("method-text", "a method is a text", needs(0, methods=["oauth2"])),
        ("method-no-type", "a method has no type", needs(0, methods=[{"tokenType": "Bearer"}])),
        ("method-type-number", "a method's type is a number", needs(0, methods=[{"type": 2}])),
    ):
        made = case(required(hints(requirement)), 1, skips(0), authentication=["oauth2"])
        group.accept(f"form-{slug}", f"{title}: the entry is not paid", made, base=control, flags="Form", level="should", why=NO_METHOD)
    beside = required(hints("oauth2", needs(0)))
    group.accept("form-beside", "a good requirement beside one of another form", case(beside, 1, skips(0)), base=control, flags="Form", **more)
    unknown = required(hints(needs(0) | {"scopes": ["read"]}))
    group.accept("form-unknown", "a requirement with a member that the specification does not name", case(unknown, 1, skips(0)), base=control, flags="Form Echo")
    sparse = required(hints(needs(0, methods=[{"type": "oauth2"}])))
    group.accept("form-sparse", "a method with its type only", case(sparse, authentication=["oauth2"]), base=control, flags="Form Method", **more)
    also = required(hints(needs(0)) | {"mine": {"info": {"a": 1}}})
    group.accept("echo-beside", "another extension beside it goes back, too", case(also, 1, skips(0)), base=control, flags="Echo")


def _texts(group: Group, control: Vector) -> None:
    text = wire.text(required(hints(needs(0))))
    duplicate: Json = {"level": "should", "also": ("accept",), "why": "RFC 8259 leaves it open; the official SDKs take the last"}
    for slug, title, old, new in (
        ("requirements", "the requirements twice, first empty", '"authRequirements":', '"authRequirements":[],"authRequirements":'),
        ("indexes", "the places twice", '"acceptIndexes":[0]', '"acceptIndexes":[0],"acceptIndexes":[]'),
        ("escaped", "the places twice, once escaped", '"acceptIndexes":[0]', '"acceptIndexes":[0],"accept\\u0049ndexes":[1]'),
        ("extension", "the extension twice", f'"{NAME}":', f'"{NAME}":{{}},"{NAME}":'),
    ):
        asked = case(text.replace(old, new, 1), None)
        made = Case(asked.op, asked.input)
        group.reject(f"duplicate-{slug}", title, made, "json.duplicate_member", base=control, flags="Duplicate", layer="L0", described={TEXT: title},
                     **duplicate)  # fmt: skip
    cut = Case("select", {"required": text[:-1], "accounts": [ACCOUNT]})
    group.reject("cut", "the text is cut", cut, "json.syntax", base=control, flags="Form", layer="L0", described={TEXT: "the last character is missing"})
