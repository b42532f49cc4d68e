"""`PaymentRequired`, both versions."""

from __future__ import annotations

import wire
from groups import required_more
from groups.payment_payload import Decoding
from model import Group, ref
from mutate import drop, edit
from wire import decode_json

KIND = "PaymentRequired"


def build() -> Group:
    """The group."""
    group = Group(
        "message.payment_required",
        "PaymentRequired",
        "L1",
        (ref("specs/x402-specification-v2.md", "5.1.2"), ref("specs/x402-specification-v1.md", "5.1.2")),
    )
    group.note("MissingMember", "MALFORMED", "A required member is missing.")
    group.note("MemberType", "MALFORMED", "A member has another JSON type.")
    group.note("MemberValue", "MALFORMED", "A member's value is outside its grammar.")
    group.note("OptionalMember", "INTEROP", "A member that may be left out, or null, or empty.")
    group.note("MemberName", "INTEROP", "Some libraries read snake_case and any case.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The page and the published SDKs differ.")
    required_more.notes(group)
    _two(group)
    _one(group)
    return group


def _two(group: Group) -> None:
    message = wire.required()
    control = group.accept("plain", "a version 2 offer", decode_json(KIND, message))
    two = Decoding(group, control, KIND, message, 2)
    two.missing("/accepts", flags="MissingMember")
    two.typed("/accepts", null=None, object={}, text="", flags="MemberType")
    two.typed("/error", number=402, flags="MemberType")
    two.typed("/extensions", array=[], flags="MemberType")
    two.typed("/resource", text="https://api.example.com/premium-data", flags="MemberType")
    two.ok("error-absent", "no error: it is optional", drop(message, "/error"), flags="OptionalMember")
    two.ok("extensions-absent", "no extensions: they are optional", drop(message, "/extensions"), flags="OptionalMember")
    two.ok(
        "resource-absent",
        "no resource",
        drop(message, "/resource"),
        flags="SpecDefect",
        level="policy",
        also=("reject",),
        why="the page requires it; the official Python SDK does not",
    )
    two.ok("accepts-empty", "no way to pay is offered", edit(message, "/accepts", []), flags="SpecDefect", level="undefined", also=("reject",))
    offers = [message["accepts"][0] | {"network": network} for network in ("eip155:8453", "eip155:84532", "ach:us")]
    two.ok("accepts-three", "three ways to pay, one of them on no chain", edit(message, "/accepts", offers), flags="OptionalMember")
    _offer(two, "maxTimeoutSeconds", "max_timeout_seconds", "amount")
    required_more.two(two)


def _offer(side: Decoding, timeout: str, snake: str, amount: str, prefix: str = "") -> None:
    """What holds for one offer in either version."""
    message = side.message
    offer = message["accepts"][0]

    def with_offer(changed: object) -> dict[str, object]:
        return message | {"accepts": [changed]}

    for name in ("scheme", "network", amount, "asset", "payTo", timeout):
        less = {key: value for key, value in offer.items() if key != name}
        side.bad(
            f"{prefix}offer-no-{name.lower()}",
            f"the offer has no {name}",
            with_offer(less),
            "member.missing",
            f"/accepts/0/{name}",
            flags="MissingMember",
        )
        wrong = 1 if name != timeout else "60"
        side.bad(
            f"{prefix}offer-{name.lower()}-type",
            f"the offer's {name} is {wrong!r}",
            with_offer(offer | {name: wrong}),
            "member.type",
            f"/accepts/0/{name}",
            flags="MemberType",
        )
    for slug, value in (("fraction", 60.5), ("negative", -1), ("huge", 10**30)):
        side.bad(
            f"{prefix}offer-timeout-{slug}",
            f"the offer's {timeout} is {value}",
            with_offer(offer | {timeout: value}),
            "member.value",
            f"/accepts/0/{timeout}",
            flags="MemberValue",
            level="must" if slug == "negative" else "should",
        )
    side.bad(f"{prefix}offer-null", "an offer is null", with_offer(None), "member.type", "/accepts/0", flags="MemberType")
    side.bad(
        f"{prefix}offer-extra-array",
        "the offer's extra is an array",
        with_offer(offer | {"extra": []}),
        "member.type",
        "/accepts/0/extra",
        flags="MemberType",
    )
    side.ok(
        f"{prefix}offer-extra-absent",
        "the offer has no extra",
        with_offer({key: value for key, value in offer.items() if key != "extra"}),
        flags="OptionalMember",
    )
    side.ok(
        f"{prefix}offer-extra-null",
        "the offer's extra is null",
        with_offer(offer | {"extra": None}),
        flags="OptionalMember",
        level="policy",
        also=("reject",),
        why="the official SDKs differ",
    )
    side.ok(f"{prefix}offer-unknown-member", "the offer has a member more", with_offer(offer | {"note": "thing"}), flags="OptionalMember")
    side.ok(
        f"{prefix}offer-timeout-whole-fraction",
        f"the offer's {timeout} is 60.0",
        with_offer(offer | {timeout: 60.0}),
        flags="MemberValue",
        level="should",
    )
    renamed = {snake if key == timeout else key: value for key, value in offer.items()}
    side.bad(
        f"{prefix}offer-name-snake",
        f"{snake} instead of {timeout}",
        with_offer(renamed),
        "member.case",
        None,
        other=("member.missing",),
        flags="MemberName",
    )
    cased = {"payto" if key == "payTo" else key: value for key, value in offer.items()}
    side.bad(
        f"{prefix}offer-name-lower", "payto instead of payTo", with_offer(cased), "member.case", None, other=("member.missing",), flags="MemberName"
    )


def _one(group: Group) -> None:
    message = wire.required_v1()
    control = group.accept("v1-plain", "a version 1 offer", decode_json(KIND, message, 1))
    one = Decoding(group, control, KIND, message, 1)
    offer = message["accepts"][0]
    one.missing("/accepts", "v1-", flags="MissingMember")
    _offer(one, "maxTimeoutSeconds", "max_timeout_seconds", "maxAmountRequired", "v1-")
    one.ok(
        "v1-error-absent",
        "no error",
        drop(message, "/error"),
        flags="SpecDefect",
        level="policy",
        also=("reject",),
        why="the page requires it; every published SDK makes it optional",
    )
    fewer = {key: value for key, value in offer.items() if key not in ("mimeType", "outputSchema")}
    one.ok("v1-offer-optional-absent", "no mimeType and no outputSchema", message | {"accepts": [fewer]}, flags="OptionalMember")
    schema = offer | {"outputSchema": {"input": {"type": "http", "method": "GET"}}}
    one.ok("v1-offer-output-schema", "an outputSchema", message | {"accepts": [schema]}, flags="OptionalMember")
    newer = {"amount" if key == "maxAmountRequired" else key: value for key, value in offer.items()}
    one.bad(
        "v1-offer-amount",
        "amount, version 2's name, instead of maxAmountRequired",
        message | {"accepts": [newer]},
        "member.missing",
        "/accepts/0/maxAmountRequired",
        flags="MissingMember",
    )
    required_more.one(one)
