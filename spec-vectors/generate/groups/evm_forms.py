"""The same EVM payment in every form that the grammar allows, and the nearest that it does not."""

from __future__ import annotations

import base64
import copy
import json
from typing import Any

import evm
from evm import PAYEE, PAYER, USDC, pay, requirements
from groups import v1
from model import Case, Group, Json, Vector, ref

ACCEPTED = "/payload/accepted/"
FACILITATORS = "facilitators of both official SDKs compare scheme and network only; servers compare all"


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "5.2"), ref("specs/transports-v2/http.md", "Payment Payload Transmission"))
    group = Group("evm.exact.forms", "One payment in many forms", "L1", refs)
    group.note("Optional", "BASIC", "A member that may be left out, or may be there.")
    group.note("UnknownMember", "INTEROP", "A member that the specification does not know is ignored.")
    group.note("JsonForm", "INTEROP", "JSON has many texts for one value.")
    group.note("AddressForm", "INTEROP", "All-lower and all-upper hexadecimal digits carry no checksum; 0x is part of the grammar.")
    group.note("Extra", "CAN_OF_WORMS", "The offer's `extra` stands in `accepted.extra`, at every depth; what the client adds is its own affair.")
    group.note("Header", "BASIC", "The payment as it stands in the HTTP header.")
    group.note("Version", "SECURITY", "A payment of one version never pays an offer of the other.")
    control = group.accept("plain", "a payment as the specification shows it", pay())
    _optional(group, control)
    _addresses(group, control)
    _extra(group, control)
    _text(group, control)
    _header(group, control)
    group.accept("policy-strict", "the policy is named: strict, as it is without a name", pay(policy="strict"), flags="Optional", base=control)
    return group


def _payload(base: Vector, **changes: Any) -> Case:
    payload = base.case.input["payload"] | changes
    return evm.case({name: value for name, value in payload.items() if value is not ...}, base.case.input["requirements"])


def _optional(group: Group, control: Vector) -> None:
    url = {"url": "https://api.example.com/premium-data"}
    for slug, title, changes in (
        ("no-resource", "no resource", {"resource": ...}), ("resource-null", "resource is null", {"resource": None}),
        ("resource-url-only", "the resource has its URL only", {"resource": url}),
        ("resource-unknown-member", "the resource has a member more", {"resource": url | {"etag": "1"}}),
        ("extensions-empty", "extensions is empty", {"extensions": {}}), ("extensions-null", "extensions is null", {"extensions": None}),
        ("extensions-unknown", "an extension that nobody knows", {"extensions": {"no-such": {"info": {"a": [1]}, "schema": {}}}}),
    ):  # fmt: skip
        null = slug.endswith("-null")
        group.accept(
            slug,
            title,
            _payload(control, **changes),
            flags="Optional",
            base=control,
            level="should" if null else "must",
            also=("reject",) if null else (),
        )
    group.accept("unknown-member", "the payment has a member more", _payload(control, note="thing"), flags="UnknownMember", base=control)
    group.accept(
        "unknown-prototype",
        "a member is named __proto__",
        _payload(control, **{"__proto__": {"x402Version": 1}}),
        flags="UnknownMember",
        base=control,
        level="should",
    )


def _addresses(group: Group, control: Vector) -> None:
    for slug, title, member, text, level in (
        ("asset-upper", "accepted.asset is in upper case", "asset", "0x" + USDC[2:].upper(), "policy"),
        ("payto-lower", "accepted.payTo is in lower case", "payTo", PAYEE.lower(), "policy"),
        ("payto-upper", "accepted.payTo is in upper case", "payTo", "0x" + PAYEE[2:].upper(), "policy"),
    ):
        case = evm.edited(control.case, ACCEPTED + member, text, derive=True)
        why = "official servers compare the text"
        group.accept(f"accepted-{slug}", title, case, flags="AddressForm", base=control, level=level, also=("reject",), why=why)
    for member, good in (("asset", USDC), ("payTo", PAYEE)):
        at = next(i for i in range(2, 42) if good[i].isalpha())
        forms = (
            ("checksum", "has one letter in the other case", good[:at] + good[at].swapcase() + good[at + 1 :]),
            ("no-prefix", "has no 0x", good[2:]),
            ("upper-prefix", "has 0X", "0X" + good[2:]),
            ("space", "ends in a space", good + " "),
        )
        for slug, title, text in forms:
            group.reject(
                f"accepted-{member.lower()}-{slug}",
                f"accepted.{member} {title}",
                evm.edited(control.case, ACCEPTED + member, text, derive=True),
                "accepted.mismatch",
                f"/accepted/{member}",
                flags="AddressForm",
                base=control,
                level="should",
                also=("accept",),
                why=FACILITATORS,
            )
    both = evm.edited(control.case, "/payload/payload/authorization/from", PAYER.lower(), derive=True)
    both = evm.edited(both, "/payload/payload/authorization/to", PAYEE.lower(), derive=True)
    group.accept("authorization-all-lower", "every address of the authorization is in lower case", both, flags="AddressForm", base=control)


def _extra(group: Group, control: Vector) -> None:
    domain = {"name": "USDC", "version": "2"}
    offered = domain | {"note": {"a": 1, "b": [1, {"c": None}]}}
    terms = requirements(extra=offered)
    base = group.accept("extra-nested", "the offer's extra has objects and lists", pay(terms), flags="Extra", base=control)

    def one(extra: Json) -> Case:
        return pay(terms, accepted=requirements(extra=extra))

    more = domain | {"note": {"a": 1, "z": 0, "b": [1, {"c": None}]}}
    group.accept("extra-nested-more", "an object within accepted.extra has a member more", one(more), flags="Extra", base=base)
    why = "whether the client may change a list that it was given, the text does not say"
    for slug, title, note in (
        ("list-order", "a list in accepted.extra is in another order", {"a": 1, "b": [{"c": None}, 1]}),
        ("list-longer", "a list in accepted.extra has an entry more", {"a": 1, "b": [1, {"c": None}, 2]}),
        ("list-shorter", "a list in accepted.extra has an entry less", {"a": 1, "b": [1]}),
        ("number", "a number in accepted.extra is another", {"a": 2, "b": [1, {"c": None}]}),
        ("number-text", "a number in accepted.extra is a string", {"a": "1", "b": [1, {"c": None}]}),
        ("true-for-1", "a number in accepted.extra is true", {"a": True, "b": [1, {"c": None}]}),
        ("nested-missing", "an object within accepted.extra lacks a member", {"b": [1, {"c": None}]}),
        ("list-for-object", "a list in accepted.extra stands for an object", [1]),
    ):
        group.reject(
            f"extra-{slug}",
            title,
            one(domain | {"note": note}),
            "accepted.mismatch",
            "/accepted/extra",
            flags="Extra",
            base=base,
            level="should",
            also=("accept",),
            why=why if slug.startswith("list") else FACILITATORS,
        )


def _text(group: Group, control: Vector) -> None:
    payload = control.case.input["payload"]
    text = json.dumps(payload, separators=(",", ":"))

    def raw(changed: str) -> Case:
        return Case("verify", {"payload_text": changed, "requirements": requirements()}, derived=control.case.derived)

    def good(slug: str, title: str, changed: str, **more: Any) -> None:
        group.accept(slug, title, raw(changed), base=plain, flags="JsonForm", described={"/input/payload_text": title}, **more)

    plain = group.accept("text", "the payment as compact JSON", raw(text), base=control, flags="JsonForm")
    good("text-white-space", "there is white space wherever JSON allows it", json.dumps(payload, indent="\t", separators=(" , ", " : ")) + "\r\n ")
    good("text-escaped-name", "a letter in the name `amount` is escaped", text.replace('"amount"', '"\\u0061mount"'))
    good("text-escaped-slash", "slashes in the URL are escaped", text.replace("/", "\\/"))
    good("text-escaped-value", "a digit of the value is escaped", text.replace('"value":"10000"', '"value":"\\u0031\\u0030000"'))
    good(
        "text-version-fraction", "x402Version is written 2.0", text.replace('"x402Version":2', '"x402Version":2.0'), level="should", also=("reject",)
    )
    twice = text.replace('"amount":"10000"', '"amount":"10000","\\u0061mount":"10000"')
    title = "accepted has its amount twice, once with an escape in the name"
    group.reject(
        "text-escaped-duplicate",
        title,
        raw(twice),
        "json.duplicate_member",
        flags="JsonForm",
        base=plain,
        layer="L0",
        level="should",
        described={"/input/payload_text": title},
    )


def _header(group: Group, control: Vector) -> None:
    def header(payload: Json, terms: Json, derived: Json) -> Case:
        text = base64.b64encode(json.dumps(payload, separators=(",", ":")).encode()).decode()
        return Case("verify", {"payload_header": text, "requirements": terms}, derived=derived)

    two = control.case.input["payload"]
    whole = group.accept(
        "header", "the payment as PAYMENT-SIGNATURE", header(two, requirements(), control.case.derived), flags="Header", base=control
    )
    more = copy.deepcopy(two) | {"extensions": {"a": {"info": {"text": "caf\u00e9 \U0001f44d"}}}}
    group.accept(
        "header-not-ascii",
        "the JSON in the header is not ASCII",
        Case(
            "verify",
            {"payload_header": base64.b64encode(json.dumps(more, ensure_ascii=False).encode()).decode(), "requirements": requirements()},
            derived=control.case.derived,
        ),
        flags="Header",
        base=whole,
        described={"/input/payload_header": "an extension's info has letters outside of ASCII, written as UTF-8; white space follows each colon"},
    )
    title = "a payment in version 1's form that says it is version 2"
    group.reject(
        "header-v1-form-named-2",
        title,
        header(v1.pay().input["payload"] | {"x402Version": 2}, requirements(), {}),
        "member.missing",
        "/accepted",
        other=("version.mismatch",),
        flags="Version",
        base=whole,
        described={"/input/payload_header": title},
    )
