"""`builder-code`: who built the application, and which services are in between."""

from __future__ import annotations

import copy
from typing import Any

from groups import auth_hints
from groups.auth_hints import required
from groups.extension_echo import advertised_case
from model import Case, Group, Json, ref

NAME = "builder-code"
POINTER = f"/extensions/{NAME}/info"
UNADVERTISED = "published verifiers count only where the 402 advertised a list"
LONE = "published verifiers compare two texts, and a list only where one side has one"
FORMAT = "a code is checked where it is declared and where it is settled; the server compares"


def info(**members: Any) -> Json:
    """The extension with these members."""
    return {NAME: {"info": members, "schema": {"type": "object"}}}


def codes(prefix: str, count: int) -> list[str]:
    """As many codes of services."""
    return [f"{prefix}{number}" for number in range(count)]


def build() -> Group:
    """The group."""
    refs = (ref("specs/extensions/builder_code.md", "Builder Code Fields"), ref("specs/extensions/builder_code.md", "Validation"))
    group = Group("extension.builder_code", "builder-code: what comes back, and what a client adds", "L2", refs)
    group.note("Services", "BASIC", "The list that both sides add to: what the server named is still there.")
    group.note("Lone", "INTEROP", "A list of one code may be written as the code alone, on either side.")
    group.note("OwnMember", "SECURITY", "The application's code credits the party that it names: only the server writes it.")
    group.note("Boundary", "BOUNDARY", "Five codes of the client's and five of the server's leave room for the facilitator's, or one more does not.")
    group.note("Format", "INTEROP", "Codes that are not codes: letters, digits and underscore, 1 to 32 of them.")
    group.note("Form", "MALFORMED", "The extension has another form.")
    group.note("Client", "BASIC", "A client adds a service's code to what it sends back.")
    _services(group)
    _own_member(group)
    _client(group)
    return group


def _services(group: Group) -> None:
    offered = info(a="app", s=["x", "y"])
    control = group.accept("services", "everything comes back, with the client's code in front", advertised_case(offered, info(a="app", s=["me", "x", "y"])),
                           flags="Services")  # fmt: skip

    def good(slug: str, title: str, advertised: Json, echoed: Json, flags: str = "Services", **more: Any) -> None:
        group.accept(slug, title, advertised_case(advertised, echoed), base=control, flags=flags, **more)

    def bad(slug: str, title: str, advertised: Json, echoed: Json, flags: str = "Services", **more: Any) -> None:
        made = advertised_case(advertised, echoed)
        group.reject(slug, title, made, "extension.echo_mismatch", POINTER, base=control, flags=flags, **more)

    good("services-reordered", "the codes in another order", offered, info(a="app", s=["y", "me", "x"]))
    good("services-twice", "a code twice", offered, info(a="app", s=["x", "x", "y"]))
    good("services-added-where-none", "the client's code where the server named none", info(a="app"), info(a="app", s=["me"]))
    good("services-unasked", "the client's code where nothing was advertised", {}, info(s=["me"]))
    bad("services-one-gone", "one of the server's codes is gone", offered, info(a="app", s=["me", "x"]))
    bad("services-gone", "the list is gone", offered, info(a="app"))
    bad("services-null", "the list is null", offered, info(a="app", s=None))
    bad("services-object", "the list is an object", offered, info(a="app", s={"x": 1, "y": 1}))
    bad("services-empty", "the list is empty", offered, info(a="app", s=[]))
    bad("services-case", "a code in another case", offered, info(a="app", s=["X", "y"]))
    bad("services-joined", "the codes as one text", offered, info(a="app", s="x,y"))
    bad("services-nested", "the codes in a list in the list", offered, info(a="app", s=[["x", "y"]]))

    lone, one = info(a="app", s="x"), info(a="app", s=["x"])
    good("lone", "one code without a list, as advertised", lone, lone, flags="Lone")
    good("lone-to-list", "one code without a list comes back in a list", lone, one, flags="Lone")
    good("lone-to-longer-list", "one code without a list comes back in a list with the client's", lone, info(a="app", s=["me", "x"]), flags="Lone")
    good("list-to-lone", "a list of one code comes back without the list", one, lone, flags="Lone")
    bad("lone-other", "another code without a list", lone, info(a="app", s="y"), flags="Lone")
    bad("lone-to-other-list", "one code without a list is not in the list that comes back", lone, info(a="app", s=["me"]), flags="Lone")
    bad("list-to-lone-two", "a list of two codes comes back as one of them", offered, info(a="app", s="x"), flags="Lone")
    bad("lone-number", "a number comes back for a code", lone, info(a="app", s=1), flags="Lone")

    theirs, ours = codes("their", 5), codes("our", 5)
    five = info(a="app", s=theirs)
    good("ten", "five codes of the server's and five of the client's", five, info(a="app", s=[*ours, *theirs]), flags="Boundary")
    bad("eleven", "five codes of the server's and six of the client's", five, info(a="app", s=[*ours, "our5", *theirs]), flags="Boundary")
    bad("eleven-alike", "five codes of the server's, and one of them seven times", five, info(a="app", s=["their0"] * 6 + theirs), flags="Boundary")
    good("lone-nine-more", "one code without a list and nine of the client's", lone, info(a="app", s=[*codes("our", 9), "x"]), flags="Boundary Lone")
    bad("lone-ten-more", "one code without a list and ten of the client's", lone, info(a="app", s=[*codes("our", 10), "x"]), flags="Boundary Lone",
        level="should", why="the text counts every list that comes back")  # fmt: skip
    good("unasked-ten", "ten codes where nothing was advertised", {}, info(s=codes("our", 10)), flags="Boundary")
    bad("unasked-eleven", "eleven codes where nothing was advertised", {}, info(s=codes("our", 11)), flags="Boundary",
        level="should", also=("accept",), why=UNADVERTISED)  # fmt: skip

    for slug, title, code in (
        ("32", "a code of 32 characters", "c" * 32),
        ("33", "a code of 33 characters", "c" * 33),
        ("empty", "an empty code", ""),
        ("case", "a code in upper case", "Me"),
        ("hyphen", "a code with a hyphen", "my-client"),
        ("line-feed", "a code that ends in a line feed", "me\n"),
    ):
        good(f"format-{slug}", f"the client adds {title}", offered, info(a="app", s=[code, "x", "y"]), flags="Format",
             level="undefined" if slug != "32" else "must", **({"also": ("reject",), "why": FORMAT} if slug != "32" else {}))  # fmt: skip


def _own_member(group: Group) -> None:
    offered = info(a="app")
    control = group.accept("app", "the application's code comes back", advertised_case(offered, offered), flags="OwnMember")

    def bad(slug: str, title: str, advertised: Json, echoed: Json) -> None:
        made = advertised_case(advertised, echoed)
        group.reject(f"app-{slug}", title, made, "extension.echo_mismatch", POINTER, base=control, flags="OwnMember")

    bad("case", "the application's code in another case", offered, info(a="App"))
    bad("space", "the application's code with a space", offered, info(a="app "))
    bad("list", "the application's code in a list", offered, info(a=["app"]))
    bad("two", "the application's code beside another one", offered, info(a=["app", "mine"]))
    bad("number", "a number for the application's code", offered, info(a=1))
    bad("null-for-code", "null for the application's code", offered, info(a=None))
    bad("gone", "the application's code is gone, and the client's own code is there", offered, info(s=["me"]))
    bad("where-null", "an application's code where the server's is null", info(a=None), info(a="mine"))
    bad("where-services", "an application's code where the server named a service only", info(s=["x"]), info(a="x", s=["x"]))
    flat: Json = {NAME: {"a": "app"}}
    group.accept("app-flat", "the extension without `info`, on both sides", advertised_case(flat, flat), base=control, flags="Form")
    made = advertised_case(offered, {NAME: {"a": "app", "s": "me"}})
    group.accept("app-flat-back", "the extension comes back without `info`, as the page shows it", made, base=control, flags="Form")
    made = advertised_case(offered, {NAME: {"a": "mine"}})
    group.reject("app-flat-other", "another application's code, without `info`", made, "extension.echo_mismatch", POINTER, base=control, flags="Form OwnMember")
    made = advertised_case({}, {NAME: {"a": "mine"}})
    group.reject("app-flat-unasked", "an application's code where nothing was advertised, without `info`", made, "extension.echo_mismatch", POINTER,
                 base=control, flags="Form OwnMember")  # fmt: skip
    twice = advertised_case(offered, {NAME: {"info": {"a": "app"}, "a": "mine"}})
    group.accept("app-beside-info", "another application's code beside `info`, which is not read", twice, base=control, flags="Form", level="undefined",
                 also=("reject",), why="the text does not state what a member beside `info` means")  # fmt: skip
    wallet = advertised_case(offered, info(a="app", w="wallet"))
    group.accept("wallet", "the client names a wallet, which is the facilitator's to write", wallet, base=control, flags="Services", level="undefined",
                 also=("reject",), why="the client does not set it, and the text does not state that a server refuses it")  # fmt: skip


def _client(group: Group) -> None:
    """What a client sends back, with what it adds."""

    def asked(extensions: Json | None, sent: Any = ..., **add: Any) -> Case:
        addition = {"add": {"extension": NAME, **add}} if add else {}
        return auth_hints.case(required(extensions), sent=sent, **addition)

    offered = info(a="app", s=["x"])
    control = group.accept("client-echo", "a client sends back what it got", asked(offered), flags="Client")

    def good(slug: str, title: str, extensions: Json, sent: Json, **add: Any) -> None:
        group.accept(f"client-{slug}", title, asked(extensions, sent, **add), base=control, flags="Client")

    def bad(slug: str, title: str, extensions: Json | None, flags: str = "Client", **add: Any) -> None:
        given = asked(extensions, **add)
        more: Json = {} if extensions else {"level": "policy", "also": ("accept",), "why": "a client may attach a service's code where the server did not advertise the extension"}
        group.reject(f"client-{slug}", title, Case(given.op, given.input), None, base=control, flags=flags, **more)

    good("service", "a client adds its code", offered, info(a="app", s=["me", "x"]), member="s", value=["me", "x"])
    good("service-where-none", "a client adds its code where the server named none", info(a="app"), info(a="app", s=["me"]), member="s", value=["me"])
    good("service-beside-lone", "a client adds its code to one without a list", info(a="app", s="x"), info(a="app", s=["me", "x"]), member="s",
         value=["me", "x"])  # fmt: skip
    good("service-lone", "a client adds its code without a list", info(a="app"), info(a="app", s="me"), member="s", value="me")
    good("same", "a client writes the server's own code", offered, copy.deepcopy(offered), member="a", value="app")
    ten = [*codes("our", 9), "x"]
    good("ten", "a client adds nine codes to one", offered, info(a="app", s=ten), member="s", value=ten)
    bad("eleven", "a client adds ten codes to one", offered, "Client Boundary", member="s", value=[*codes("our", 10), "x"])
    bad("service-dropped", "a client's code in place of the server's", offered, member="s", value=["me"])
    bad("lone-dropped", "a client's code in place of the server's, without a list", info(a="app", s="x"), "Client Lone", member="s", value="me")
    bad("app-changed", "a client writes another application's code", offered, "Client OwnMember", member="a", value="mine")
    bad("app-invented", "a client writes an application's code where the server named none", info(s=["x"]), "Client OwnMember", member="a", value="mine")
    bad("unasked", "a client adds its code where nothing was advertised", None, member="s", value=["me"])
    hinted = offered | auth_hints.hints(auth_hints.needs(0))
    made = auth_hints.case(required(hinted), 1, auth_hints.skips(0), sent=hinted | info(a="app", s=["me", "x"]),
                           add={"extension": NAME, "member": "s", "value": ["me", "x"]})  # fmt: skip
    group.accept("client-hints", "a client adds its code to the payment of the entry that it can pay", made, base=control, flags="Client")
