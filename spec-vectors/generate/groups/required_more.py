"""More of `PaymentRequired`: members, values and unknown ones, both versions."""

from __future__ import annotations

from typing import Any

import svm
from groups.payment_payload import BESIDE, Decoding
from model import Group, Json
from mutate import drop, edit

FOREIGN = "an offer of another kind does not make the others unpayable; a reader may still demand that it knows all"
DIFFER = "the official SDKs differ"


def notes(group: Group) -> None:
    """The flags of this module."""
    group.note("UnknownMember", "INTEROP", "A member that the specification does not know, at any level.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("ForeignOffer", "INTEROP", "An offer in a form that the reader does not know, beside one that can be paid.")
    group.note("Unbound", "INTEROP", "What a scheme or network needs is for the rules of that scheme, not for who reads the message.")


def _foreign(side: Decoding, prefix: str, offer: Json, forms: dict[str, tuple[str, object]]) -> None:
    """One offer that cannot be read beside one that can, before and behind it."""
    forms = {"null": ("null instead of an offer", None), "text": ("a string instead of an offer", "exact"), **forms}
    for slug, (title, other) in forms.items():
        for place, offers in (("before", [other, offer]), ("behind", [offer, other])):
            side.ok(f"{prefix}offer-{slug}-{place}", f"{title}, {place} an offer that can be paid", side.message | {"accepts": offers},
                    flags="ForeignOffer", level="policy", also=("reject",), why=FOREIGN)  # fmt: skip
    null, other = None, {"scheme": "exact"}
    side.bad(f"{prefix}offers-none-readable", "two offers, and none can be read", side.message | {"accepts": [null, other]}, "member.type",
             "/accepts/0", flags="ForeignOffer", other=("member.missing", "member.value"))  # fmt: skip


def two(side: Decoding) -> None:
    """Version 2."""
    message = side.message
    offer = message["accepts"][0]

    def with_offer(**changes: Any) -> Json:
        return message | {"accepts": [offer | changes]}

    for slug, title, changed, flags in (
        ("error-empty", "error is empty", message | {"error": ""}, "OptionalMember"),
        ("error-code", "error is a reason of the specification", message | {"error": "insufficient_funds"}, "OptionalMember"),
        ("resource-all", "the resource has every member that the SDKs know", message | {"resource": {
            "url": "https://api.example.com/", "description": "d", "mimeType": "text/html", "serviceName": "Weather", "tags": ["a"], "iconUrl": "/i.png"}}, "OptionalMember"),
        ("unknown-everywhere", "members more in the message, the resource and an offer", edit(edit(message, "/resource/a", 1), "/b", None) | {
            "accepts": [offer | {"c": [1]}]}, "UnknownMember"),
        ("extension", "an extension is advertised", message | {"extensions": {"bazaar": {"info": {}, "schema": {"type": "object"}}}}, "OptionalMember"),
        ("fiat", "an offer in euros to a role", with_offer(network="sepa:eu", asset="EUR", payTo="merchant", extra={}), "Unbound"),
        ("solana", "an offer on Solana", message | {"accepts": [svm.requirements()]}, "Unbound"),
        ("scheme-unknown", "a scheme that nobody knows", with_offer(scheme="later"), "Unbound"),
        ("address-text", "asset and payTo are no addresses: a matter of verification", with_offer(asset="usdc", payTo="me"), "Unbound"),
        ("same-offer-twice", "one offer twice", message | {"accepts": [offer, offer]}, "OptionalMember"),
        ("extra-deep", "extra has members of its own", with_offer(extra=offer["extra"] | {"z": {"y": [{}]}}), "UnknownMember"),
        ("extra-empty", "extra is empty", with_offer(extra={}), "OptionalMember"),
        ("timeout-one", "maxTimeoutSeconds is 1", with_offer(maxTimeoutSeconds=1), "Boundary"),
        ("timeout-day", "maxTimeoutSeconds is a day", with_offer(maxTimeoutSeconds=86400), "Boundary"),
        ("timeout-2-53", "maxTimeoutSeconds is 2^53-1", with_offer(maxTimeoutSeconds=2**53 - 1), "Boundary"),
    ):  # fmt: skip
        side.ok(slug, title, changed, flags=flags)
    hundred = message | {"accepts": [offer | {"amount": str(n)} for n in range(1, 101)]}
    side.ok("offers-hundred", "a hundred offers", hundred, flags="Boundary", base=None)
    for name in ("error", "resource", "extensions"):
        side.ok(f"{name}-null", f"{name} is null", message | {name: None}, flags="OptionalMember", level="policy", also=("reject",), why=DIFFER)
    side.ok("timeout-zero", "maxTimeoutSeconds is 0", with_offer(maxTimeoutSeconds=0), flags="Boundary SpecDefect", level="undefined", also=("reject",),
            why="can a payment be completed in no time?")  # fmt: skip
    side.ok(
        "timeout-u64",
        "maxTimeoutSeconds is 2^64-1",
        with_offer(maxTimeoutSeconds=2**64 - 1),
        flags="Boundary",
        level="policy",
        also=("reject",),
        why="doubles end at 2^53",
    )
    side.bad("timeout-u64-over", "maxTimeoutSeconds is 2^64", with_offer(maxTimeoutSeconds=2**64), "member.value", "/accepts/0/maxTimeoutSeconds", flags="Boundary",
             level="should", why="the page sets no bound")  # fmt: skip
    side.ok("offer-both-amounts", "an offer has maxAmountRequired beside amount", with_offer(maxAmountRequired="1"), flags="UnknownMember")
    side.bad("offer-max-amount", "an offer has maxAmountRequired instead of amount", message | {"accepts": [drop(offer, "/amount") | {"maxAmountRequired": "10000"}]},
             "member.missing", "/accepts/0/amount", flags="SpecDefect", level="undefined", also=("accept",),
             why="scheme_exact.md still says maxAmountRequired where the core page says amount: which counts?")  # fmt: skip
    side.bad("version-text", 'x402Version is "2", as the extensions\' pages show it', message | {"x402Version": "2"}, "member.type", "/x402Version",
             other=("version.unsupported",), flags="SpecDefect", level="undefined", also=("accept",), why="the core page says number; must a reader take both?")  # fmt: skip
    for slug, value, code in (("one", 1, "version.mismatch"), ("three", 3, "version.unsupported"), ("null", None, "member.type")):
        side.bad(f"version-{slug}", f"x402Version is {value}", message | {"x402Version": value}, code, "/x402Version", other=("version.unsupported", "member.missing"),
                 flags="MemberValue")  # fmt: skip
    side.missing("/x402Version", flags="MissingMember", other=("version.unsupported",))
    side.missing("/resource/url", flags="MissingMember")
    side.typed("/error", array=[], object={"code": "payment_required"}, flags="MemberType")
    side.typed("/resource", array=[], number=1, flags="MemberType")
    side.typed("/resource/url", null=None, number=1, flags="MemberType")
    side.typed("/extensions", text="", number=0, flags="MemberType")
    side.typed("/accepts", number=1, true=True, flags="MemberType")
    for slug, title, changed, path in (
        ("offer-text", "an offer is a string", message | {"accepts": ["exact"]}, "/accepts/0"), ("offer-array", "an offer is an array", message | {"accepts": [[offer]]}, "/accepts/0"),
        ("offer-extra-text", "an offer's extra is a string", with_offer(extra="{}"), "/accepts/0/extra"),
        ("offer-timeout-null", "an offer's maxTimeoutSeconds is null", with_offer(maxTimeoutSeconds=None), "/accepts/0/maxTimeoutSeconds"),
        ("offer-timeout-true", "an offer's maxTimeoutSeconds is true", with_offer(maxTimeoutSeconds=True), "/accepts/0/maxTimeoutSeconds"),
        ("offer-asset-object", "an offer's asset is an object", with_offer(asset={"address": offer["asset"]}), "/accepts/0/asset"),
        ("offer-payto-array", "an offer's payTo is an array", with_offer(payTo=[offer["payTo"]]), "/accepts/0/payTo"), ("offer-asset-null", "an offer's asset is null", with_offer(asset=None), "/accepts/0/asset"),
        ("offer-scheme-null", "an offer's scheme is null", with_offer(scheme=None), "/accepts/0/scheme"), ("offer-payto-null", "an offer's payTo is null", with_offer(payTo=None), "/accepts/0/payTo"),
    ):  # fmt: skip
        side.bad(slug, title, changed, "member.type", path, flags="MemberType", other=("member.missing",))
    _foreign(side, "", offer, {
        "no-amount": ("no amount", drop(offer, "/amount")),
        "algorand": ("the hash of a network in full", offer | {"network": "algorand:wGHE2Pwdvd7S12BL5FaOP20EGYesN73ktiC1qzkkit8="}),
        "network-text": ("a network's name of version 1", offer | {"network": "base"}),
        "amount-decimal": ("an amount with a decimal point", offer | {"network": "xrpl:0", "amount": "10.5", "asset": "USD"}),
        "amount-number": ("an amount as a number", offer | {"amount": 10000}),
        "asset-empty": ("an empty asset", offer | {"asset": ""}),
        "timeout-text": ("maxTimeoutSeconds as a string", offer | {"maxTimeoutSeconds": "60"}),
        "no-timeout": ("no maxTimeoutSeconds", drop(offer, "/maxTimeoutSeconds")),
        "of-version-1": ("the form of version 1", drop(offer, "/amount") | {"maxAmountRequired": "10000"}),
        "other-form": ("a form of its own", {"scheme": "invoice", "invoice": ["lnbc1", {"sat": 1.5}]}),
    })  # fmt: skip
    _empty(side, "", ("scheme", "asset", "payTo"))
    _names(side, "", (("accepts", "Accepts"),), (("error", "Error", "/Error"), ("extensions", "extensions_", "/extensions_")))
    for other in ("Amount", "AssEt", "pay_to", "maxtimeoutseconds"):
        meant = next(name for name in offer if name.lower() == other.lower().replace("_", ""))
        renamed = {other if name == meant else name: value for name, value in offer.items()}
        side.bad(f"offer-named-{other.lower().replace('_', '-')}", f"an offer has {other} instead of {meant}", message | {"accepts": [renamed]}, "member.case", f"/accepts/0/{other}",
                 other=("member.missing",), flags="MemberName")  # fmt: skip
    side.bad(
        "offer-beside-amount",
        "an offer has AMOUNT beside amount",
        with_offer(AMOUNT="1"),
        "member.case",
        "/accepts/0/AMOUNT",
        flags="MemberName",
        **BESIDE,
    )


def one(side: Decoding) -> None:
    """Version 1."""
    message = side.message
    offer = message["accepts"][0]

    def with_offer(**changes: Any) -> Json:
        return message | {"accepts": [offer | changes]}

    for slug, title, changed, flags in (
        ("unknown-everywhere", "members more in the message and an offer", message | {"a": {}, "accepts": [offer | {"b": 1}]}, "UnknownMember"),
        ("network-unknown", "a network that nobody knows", with_offer(network="nowhere"), "Unbound"), ("network-of-page", "the page's other example of a network", with_offer(network="ethereum-mainnet"), "Unbound"),
        ("resource-path", "the resource is a path", with_offer(resource="/premium-data"), "Unbound"), ("description-empty", "description and mimeType are empty", with_offer(description="", mimeType=""), "OptionalMember"),
        ("two-networks", "two offers on two networks", message | {"accepts": [offer, offer | {"network": "base"}]}, "OptionalMember"), ("error-empty", "error is empty", message | {"error": ""}, "OptionalMember"),
        ("unicode", "a description in three scripts", with_offer(description="Погода 天気 الطقس"), "OptionalMember"), ("amount-max", "maxAmountRequired is 2^256-1", with_offer(maxAmountRequired=str(2**256 - 1)), "Boundary"),
        ("both-amounts", "amount beside maxAmountRequired", with_offer(amount="1"), "UnknownMember"), ("two-members", "version 2's resource and extensions beside", message | {"resource": {"url": "/"}, "extensions": {}}, "UnknownMember"),
    ):  # fmt: skip
        side.ok(f"v1-{slug}", title, changed, flags=flags)
    for slug, title, changed in (
        ("error-null", "error is null", message | {"error": None}), ("description-absent", "an offer has no description", message | {"accepts": [drop(offer, "/description")]}),
        ("description-null", "an offer's description is null", with_offer(description=None)), ("mimetype-null", "an offer's mimeType is null", with_offer(mimeType=None)),
    ):  # fmt: skip
        side.ok(f"v1-{slug}", title, changed, flags="SpecDefect", level="policy", also=("reject",), why=DIFFER)
    side.ok("v1-network-caip2", "an offer's network is in the form of version 2", with_offer(network="eip155:84532"), flags="SpecDefect", level="undefined", also=("reject",),
            why="the page says only: blockchain network identifier")  # fmt: skip
    side.bad("v1-accepts-empty", "no way to pay is offered", message | {"accepts": []}, "member.value", "/accepts", flags="SpecDefect", level="undefined", also=("accept",),
             why="the page does not say that there must be one")  # fmt: skip
    for slug, title, changed, code, path in (
        ("offer-no-resource", "an offer has no resource", message | {"accepts": [drop(offer, "/resource")]}, "member.missing", "/accepts/0/resource"),
        ("offer-resource-object", "an offer's resource is version 2's object", with_offer(resource={"url": "/"}), "member.type", "/accepts/0/resource"),
        ("offer-resource-null", "an offer's resource is null", with_offer(resource=None), "member.type", "/accepts/0/resource"),
        ("offer-description-number", "an offer's description is a number", with_offer(description=1), "member.type", "/accepts/0/description"),
        ("offer-mimetype-number", "an offer's mimeType is a number", with_offer(mimeType=1), "member.type", "/accepts/0/mimeType"),
        ("offer-schema-array", "an offer's outputSchema is an array", with_offer(outputSchema=[]), "member.type", "/accepts/0/outputSchema"),
        ("offer-schema-text", "an offer's outputSchema is a string", with_offer(outputSchema="{}"), "member.type", "/accepts/0/outputSchema"),
        ("error-number", "error is a number", message | {"error": 402}, "member.type", "/error"), ("accepts-object", "accepts is one offer, no list", message | {"accepts": offer}, "member.type", "/accepts"),
        ("accepts-null", "accepts is null", message | {"accepts": None}, "member.type", "/accepts"), ("version-two", "x402Version is 2", message | {"x402Version": 2}, "version.mismatch", "/x402Version"),
        ("version-text", "x402Version is a string", message | {"x402Version": "1"}, "member.type", "/x402Version"), ("no-version", "no x402Version", drop(message, "/x402Version"), "member.missing", "/x402Version"),
    ):  # fmt: skip
        flags = "MissingMember" if code == "member.missing" else "MemberType"
        others: tuple[str, ...] = (
            ("version.unsupported", "member.missing") if path == "/x402Version" else ("member.missing",) if slug.endswith("-null") else ()
        )
        side.bad(f"v1-{slug}", title, changed, code, path, flags=flags, other=others)
    for slug, title, value in (
        ("over", "2^256", str(2**256)), ("leading-zero", "with a leading zero", "010000"), ("negative", "negative", "-1"), ("fraction", "a fraction", "0.01"), ("hex", "hexadecimal", "0x2710"), ("empty", "empty", ""),
    ):  # fmt: skip
        level = "must" if slug in ("negative", "fraction", "empty") else "should"
        side.bad(
            f"v1-amount-{slug}",
            f"maxAmountRequired is {title}",
            with_offer(maxAmountRequired=value),
            "member.value",
            "/accepts/0/maxAmountRequired",
            flags="MemberValue",
            level=level,
        )
    _empty(side, "v1-", ("scheme", "network", "asset", "payTo"))
    _foreign(side, "v1-", offer, {
        "no-resource": ("no resource", drop(offer, "/resource")),
        "of-version-2": ("the form of version 2", drop(offer, "/maxAmountRequired") | {"amount": "10000"}),
        "amount-decimal": ("an amount with a decimal point", offer | {"maxAmountRequired": "10.5"}),
        "timeout-text": ("maxTimeoutSeconds as a string", offer | {"maxTimeoutSeconds": "60"}),
    })  # fmt: skip
    _names(side, "v1-", (("accepts", "ACCEPTS"),), (("error", "Error", "/Error"),))
    for meant, other in (("maxAmountRequired", "max_amount_required"), ("resource", "Resource")):
        renamed = {other if name == meant else name: value for name, value in offer.items()}
        side.bad(f"v1-offer-named-{other.lower().replace('_', '-')}", f"an offer has {other} instead of {meant}", message | {"accepts": [renamed]}, "member.case", f"/accepts/0/{other}",
                 other=("member.missing",), flags="MemberName")  # fmt: skip
    for meant, other in (("mimeType", "mime_type"), ("outputSchema", "outputschema")):
        side.bad(
            f"v1-offer-beside-{other.replace('_', '-')}",
            f"an offer has {other} beside {meant}",
            with_offer(**{other: None}),
            "member.case",
            f"/accepts/0/{other}",
            flags="MemberName",
            **BESIDE,
        )


def _empty(side: Decoding, prefix: str, names: tuple[str, ...]) -> None:
    offer = side.message["accepts"][0]
    for name in names:
        side.bad(f"{prefix}offer-{name.lower()}-empty", f"an offer's {name} is empty", side.message | {"accepts": [offer | {name: ""}]}, "member.value", f"/accepts/0/{name}", flags="MemberValue",
                 level="should", why="the page only says: string")  # fmt: skip


def _names(side: Decoding, prefix: str, instead: tuple[tuple[str, str], ...], beside: tuple[tuple[str, str, str], ...]) -> None:
    for name, other in instead:
        renamed = {other if key == name else key: value for key, value in side.message.items()}
        side.bad(
            f"{prefix}name-{name}", f"{other} instead of {name}", renamed, "member.case", f"/{other}", other=("member.missing",), flags="MemberName"
        )
    for name, other, path in beside:
        side.bad(f"{prefix}beside-{name}", f"{other} beside {name}", side.message | {other: None}, "member.case", path, flags="MemberName", **BESIDE)
