"""Extensions: what the 402 advertised comes back unchanged."""

from __future__ import annotations

import copy

from evm import pay
from model import Case, Group, Json, ref

WHY = "the text has the client echo what it received; published verifiers take a payment without it"


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "5.1.2"),)
    group = Group("extension.echo", "Extensions: the info that was advertised comes back, with additions only", "L2", refs)
    group.note("Echo", "BASIC", "A client adds to an extension's info and neither deletes nor overwrites what the server wrote there.")
    group.note("LeftOut", "CAN_OF_WORMS", "The client did not take part in the extension at all.")
    group.note("PerRequest", "INTEROP", "What published servers write anew in every 402, so that a client's copy may be of an earlier one.")
    group.note("OwnMember", "SECURITY", "A member that credits whoever stands there: only the server may name itself.")
    group.note("Boundary", "BOUNDARY", "The longest list that leaves room for the facilitator's own entry, or one more.")
    _ordinary(group)
    _special(group)
    return group


def advertised_case(advertised: Json, echoed: Json | None) -> Case:
    """A payment for which `advertised` was served and that brings `echoed` along."""
    plain = pay()
    payload = plain.input["payload"] | ({} if echoed is None else {"extensions": copy.deepcopy(echoed)})
    return Case("check_extensions", {"payload": payload, "extensions": advertised})


def _info(**info: object) -> Json:
    return {"info": info, "schema": {"type": "object"}}


def _ordinary(group: Group) -> None:
    advertised = {"example": _info(a=1, text="b", nested={"c": True}, list=["d", "e"])}
    control = group.accept("identical", "everything comes back as advertised", advertised_case(advertised, advertised), flags="Echo")

    def variant(slug: str, title: str, echoed: Json | None, pointer: str | None = None, flags: str = "Echo", level: str = "must") -> None:
        case = advertised_case(advertised, echoed)
        if pointer is None:
            group.accept(slug, title, case, base=control, flags=flags, level=level, **({"also": ("reject",), "why": WHY} if level != "must" else {}))
        else:
            group.reject(slug, title, case, "extension.echo_mismatch", pointer, base=control, flags=flags)

    good = advertised["example"]["info"]

    def with_info(**changes: object) -> Json:
        return {"example": _info(**(good | changes))}

    def without(*names: str) -> Json:
        return {"example": _info(**{name: value for name, value in good.items() if name not in names})}

    pointer = "/extensions/example/info"
    variant("appended", "a member was added to the info", with_info(mine="1"))
    variant("appended-nested", "a member was added inside of the info", with_info(nested={"c": True, "mine": 1}))
    backwards = {"example": _info(**dict(reversed(good.items())))}
    # The same JSON, so that no base could show a difference.
    group.accept("reordered", "the info's members in another order", advertised_case(advertised, backwards), flags="Echo")
    variant("no-schema", "the info comes back without the schema", {"example": {"info": good}})
    variant("other-beside", "another extension beside it", advertised | {"other": _info(x=1)})
    variant("empty", "no extension comes back", {}, flags="LeftOut", level="undefined")
    variant("absent", "the payment has no extensions", None, flags="LeftOut", level="undefined")
    variant("deleted", "a member of the info is missing", without("text"), pointer)
    variant("deleted-nested", "a member inside of the info is missing", with_info(nested={}), pointer)
    variant("changed-text", "a text of the info differs", with_info(text="c"), pointer)
    variant("changed-type", "a number of the info became a string", with_info(a="1"), pointer)
    variant("changed-nested", "a value inside of the info differs", with_info(nested={"c": False}), pointer)
    variant("list-shortened", "a list of the info lost an entry", with_info(list=["d"]), pointer)
    variant("list-extended", "a list of the info gained an entry", with_info(list=["d", "e", "f"]), pointer)
    variant("list-reordered", "a list of the info in another order", with_info(list=["e", "d"]), pointer)
    variant("info-array", "the info is an array", {"example": {"info": [1]}}, pointer)
    variant("info-null", "the info is null", {"example": {"info": None}}, pointer)
    variant("null", "the extension is null", {"example": None}, pointer)
    nothing = group.accept("none-advertised", "an extension that was not advertised", advertised_case({}, {"mine": _info(x=1)}), flags="Echo")
    group.accept("none-at-all", "nothing advertised, nothing sent", advertised_case({}, None), base=nothing, flags="Echo")
    bare = {"example": {"a": 1}}
    kept = group.accept("without-info", "an extension without info comes back whole", advertised_case(bare, bare), flags="Echo")
    group.accept("without-info-appended", "a member was added to it", advertised_case(bare, {"example": {"a": 1, "b": 2}}), base=kept, flags="Echo")
    group.reject(
        "without-info-changed", "a member of it differs", advertised_case(bare, {"example": {"a": 2}}), "extension.echo_mismatch", pointer, base=kept, flags="Echo"
    )
    odd = {"a/b~c": _info(a=1)}
    named = group.accept("name-with-slash", "the name has a slash and a tilde", advertised_case(odd, odd), flags="Echo")
    group.reject(
        "name-with-slash-changed",
        "the pointer to such a name is escaped",
        advertised_case(odd, {"a/b~c": _info(a=2)}),
        "extension.echo_mismatch",
        "/extensions/a~1b~0c/info",
        base=named,
        flags="Echo",
    )


def _special(group: Group) -> None:
    for name, shared, fresh, stale in (
        ("sign-in-with-x", {"domain": "api.example.com"}, {"nonce": "22", "issuedAt": "2025-02-27T16:01:40Z", "expirationTime": "2025-02-27T16:06:40Z"},
         {"nonce": "11", "issuedAt": "2025-02-27T16:00:00Z", "expirationTime": "2025-02-27T16:05:00Z"}),
        ("offer-receipt", {"format": "eip712"}, {"offers": [{"acceptIndex": 0, "validUntil": 2}]}, {"offers": [{"acceptIndex": 0, "validUntil": 1}]}),
    ):  # fmt: skip
        advertised = {name: _info(**shared, **fresh)}
        control = group.accept(f"{name}-identical", f"{name}: all of it comes back", advertised_case(advertised, advertised), flags="PerRequest")
        for member, value in stale.items():
            earlier = {name: _info(**shared, **(fresh | {member: value}))}
            group.accept(f"{name}-{member.lower()}", f"{name}: {member} of an earlier 402", advertised_case(advertised, earlier), base=control, flags="PerRequest")
        (member, value), *_ = shared.items()
        changed = {name: _info(**{member: value + "x"}, **fresh)}
        pointer = f"/extensions/{name}/info"
        group.reject(f"{name}-changed", f"{name}: {member} differs", advertised_case(advertised, changed), "extension.echo_mismatch", pointer, base=control)
        foreign = {"example": _info(**shared, **fresh)}
        (member, value), *_ = stale.items()
        group.reject(
            f"{name}-elsewhere",
            f"another extension's {member} is not written anew",
            advertised_case(foreign, {"example": _info(**shared, **(fresh | {member: value}))}),
            "extension.echo_mismatch",
            "/extensions/example/info",
            base=group.accept(f"{name}-elsewhere-identical", "the same members in another extension", advertised_case(foreign, foreign), flags="Echo"),
            flags="PerRequest",
        )
    _builder_code(group)


def _builder_code(group: Group) -> None:
    name = "builder-code"
    pointer = f"/extensions/{name}/info"
    advertised = {name: _info(a="app", s=["x"])}

    def echoed(**info: object) -> Json:
        return {name: _info(**info)}

    def refused(slug: str, title: str, offered: Json, sent: Json, flags: str = "OwnMember") -> None:
        group.reject(f"{name}-{slug}", title, advertised_case(offered, sent), "extension.echo_mismatch", pointer, base=control, flags=flags)

    control = group.accept(f"{name}-identical", "all of it comes back", advertised_case(advertised, advertised), flags="OwnMember")
    added = advertised_case(advertised, echoed(a="app", s=["mine", "x"]))
    group.accept(f"{name}-service-added", "the client adds its own service code", added, base=control, flags="OwnMember")
    refused("service-dropped", "the server's service code is gone", advertised, echoed(a="app", s=["mine"]))
    refused("app-changed", "another app code than the server's", advertised, echoed(a="other", s=["x"]))
    refused("app-invented", "an app code where the server named none", {name: _info(s=["x"])}, echoed(a="app", s=["x"]))
    refused("app-unasked", "an app code where nothing was advertised", {}, echoed(a="app"))
    group.accept(f"{name}-wallet-unasked", "a wallet code where nothing was advertised", advertised_case({}, echoed(w="wallet")), base=control, flags="OwnMember")
    ten = [f"s{number}" for number in range(10)]
    group.accept(f"{name}-ten", "ten service codes", advertised_case({name: _info()}, echoed(s=ten)), base=control, flags="Boundary")
    group.reject(
        f"{name}-eleven",
        "eleven service codes",
        advertised_case({name: _info()}, echoed(s=[*ten, "s10"])),
        "extension.echo_mismatch",
        pointer,
        base=control,
        flags="Boundary",
        level="should",
        also=("accept",),
        why="published verifiers count only where the 402 advertised a list",
    )
