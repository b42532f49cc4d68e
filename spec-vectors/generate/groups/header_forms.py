"""The other four headers, and more forms of all five."""

from __future__ import annotations

import json
from typing import Any

import evm
import svm
import wire
from groups.v1 import lower
from groups.v1 import terms as v1_terms
from model import Group, Json, Vector
from page_headers import HASH, pages
from wire import decode_header, encode, text

VALUE = "/input/value"
LIMIT = 64 * 1024
LENIENT: dict[str, Any] = {"level": "should", "why": "some decoders take it"}


def extend(group: Group, controls: dict[str, Vector]) -> None:
    """Adds to the group of headers; `controls` are the plain vectors by header."""
    group.note("Golden", "GOLDEN", "Values that were published.")
    group.note("Published", "INTEROP", "Spelt as a published package spells it.")
    group.note("Content", "BASIC", "Another message of the kind that this header carries.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The pages leave it open or contradict each other.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    for page in pages():
        group.accept(
            page.slug,
            f"{page.header.upper()} as its page shows it",
            decode_header(page.header, encode(page.text)),
            flags="Golden",
            refs=(page.section,),
        )
    _contents(group, controls)
    _published(group, controls)
    for header in ("payment-required", "payment-response", "x-payment", "x-payment-response"):
        _broken(group, header, controls[header])
    _versions(group, controls)
    _sizes(group, controls)


def _contents(group: Group, controls: dict[str, Vector]) -> None:
    solana = lower(svm.pay(), v1_terms(), "solana-devnet").input["payload"]
    failed: Json = {"success": False, "errorReason": "insufficient_funds", "transaction": "", "network": evm.SEPOLIA, "payer": evm.PAYER}
    two = wire.required() | {"accepts": [evm.requirements(), svm.requirements()]}
    unicode = wire.required() | {"error": "支払いが必要です \U0001f4b3", "resource": {"url": "https://例え.jp/", "description": "Доступ"}}
    for slug, title, header, message in (
        ("required-two-offers", "an offer on EVM and one on Solana", "payment-required", two),
        ("required-unicode", "an offer with text in three scripts", "payment-required", unicode),
        ("required-extension", "an offer with an extension", "payment-required", wire.required() | {"extensions": {"bazaar": {"info": {"input": {}}, "schema": {"type": "object"}}}}),
        ("signature-permit2", "a payment by Permit2", "payment-signature", evm.pay_permit2().input["payload"]),
        ("signature-solana", "a payment on Solana", "payment-signature", svm.pay().input["payload"]),
        ("x-payment-solana", "a version 1 payment on Solana", "x-payment", solana),
        ("response-failure", "a payment that was not made", "payment-response", failed),
        ("response-pending", "a payment that is on its way", "payment-response", failed | {"errorReason": "settlement_pending", "transaction": HASH}),
        ("response-unicode", "a reason that is not ASCII", "payment-response", failed | {"errorMessage": "残高不足"}),
        ("x-response-failure", "a version 1 payment that was not made", "x-payment-response", failed | {"network": "base-sepolia"}),
    ):  # fmt: skip
        base = None if slug == "signature-permit2" else controls[header]
        group.accept(slug, title, decode_header(header, encode(text(message))), base=base, flags="Content", described={VALUE: title})


def _published(group: Group, controls: dict[str, Vector]) -> None:
    """Spellings of the same message that published packages send."""
    required, answer, payment = wire.required(), wire.settled(), wire.payload()
    reordered = {name: payment[name] for name in ("x402Version", "payload", "resource", "accepted")}
    terms = required["accepts"][0]
    swapped = {name: terms[name] for name in ("scheme", "network", "asset", "amount", "payTo", "maxTimeoutSeconds", "extra")}
    for slug, title, header, written in (
        ("spaced", "white space after commas and colons", "payment-response", json.dumps(answer)),
        ("escaped", "everything that is not ASCII is escaped", "payment-required", json.dumps(required | {"error": "支払い \U0001f4b3"})),
        ("reordered", "payload before resource and accepted", "payment-signature", text(reordered)),
        ("swapped", "asset before amount in an offer", "payment-required", text(required | {"accepts": [swapped]})),
        (
            "empty-texts",
            "a resource with empty texts",
            "payment-required",
            text(required | {"resource": {"url": "http://127.0.0.1/w", "description": "d", "mimeType": ""}}),
        ),
        (
            "bare",
            "an offer without error and extensions",
            "payment-required",
            text({name: required[name] for name in ("x402Version", "resource", "accepts")}),
        ),
    ):
        group.accept(
            f"published-{slug}", title, decode_header(header, encode(written)), base=controls[header], flags="Published", described={VALUE: title}
        )


TWICE = "nothing is in doubt where both values are one; libraries and proxies add response headers again"


def _broken(group: Group, header: str, control: Vector) -> None:
    """What is wrong with a value is wrong in every header."""
    good: str = control.case.input["value"]
    message = next(m for m in (wire.required(), wire.settled(), wire.payload_v1(), wire.settled("base-sepolia")) if encode(text(m)) == good)
    padded = next(v for n in range(3) if (v := encode(text(message | {"x": "." * n}))).endswith("=="))
    base = group.accept(
        f"{header}-padded",
        f"{header.upper()}: two pad characters",
        decode_header(header, padded),
        base=control,
        flags="Base64",
        described={VALUE: "a member more"},
    )

    def bad(slug: str, title: str, value: str | list[str], code: str, flags: str, *, of: Vector = control, **more: Any) -> None:
        described = {VALUE: title} if isinstance(value, str) else {}
        group.reject(
            f"{header}-{slug}", f"{header.upper()}: {title}", decode_header(header, value), code, base=of, described=described, flags=flags, **more
        )

    bad("unpadded", "the padding is left out", padded[:-2], "header.base64", "Base64", of=base, **LENIENT)
    bad("line-feed", "a line feed within", good[:76] + "\n" + good[76:], "header.base64", "Base64", **LENIENT)
    bad("raw-json", "JSON without base64", text(message), "header.base64", "OtherEncoding", other=("header.duplicate",))
    bad(
        "bom",
        "a byte order mark before the JSON",
        encode("\ufeff" + text(message)),
        "json.bom",
        "Encoding",
        level="should",
        why="some decoders drop it",
    )
    name = next(iter(message))
    first = text({name: message[name]})[1:-1]
    bad(
        "duplicate",
        f"{name} twice",
        encode("{" + first + "," + text(message)[1:]),
        "json.duplicate_member",
        "Encoding",
        level="should",
        why="parsers differ",
    )
    bad("null", "the message is null", encode("null"), "member.type", "OtherEncoding", layer="L1")
    other = encode(text(message | {"x": 1}))
    if header == "x-payment":
        bad("twice", "the header twice, the same value", [good, good], "header.duplicate", "Repeated", level="should", why="HTTP libraries join or drop")
        bad("comma", "two values joined by a comma", good + "," + good, "header.duplicate", "Repeated", other=("header.base64",))
    else:
        _same_twice(group, header, control)
        bad("comma-different", "two different values joined by a comma", good + "," + other, "header.duplicate", "Repeated", other=("header.base64",))
    bad("twice-different", "the header twice, another value", [good, other], "header.duplicate", "Repeated")
    bad("no-value", "a list without values", [], "header.missing", "Repeated")


def _same_twice(group: Group, header: str, control: Vector) -> None:
    """A response's header that a library or a proxy adds again."""
    good: str = control.case.input["value"]
    for slug, title, value in (
        ("repeated", "the header twice, the same value", [good, good]),
        ("joined", "the same value twice, joined by a comma", good + "," + good),
        ("joined-space", "the same value twice, joined by a comma and a space", good + ", " + good),
    ):
        described = {VALUE: title} if isinstance(value, str) else {}
        group.accept(f"{header}-{slug}", f"{header.upper()}: {title}", decode_header(header, value), base=control, described=described,
                     flags="Repeated", level="policy", also=("reject",), why=TWICE)  # fmt: skip


def _versions(group: Group, controls: dict[str, Vector]) -> None:
    """Each header has its version."""
    for slug, title, header, message, other in (
        ("v1-offer-in-required", "a version 1 offer, which belongs into the body, in PAYMENT-REQUIRED", "payment-required", wire.required_v1(), ("member.missing", "member.value")),
        ("offer-says-one", "an offer in PAYMENT-REQUIRED says 1", "payment-required", wire.required() | {"x402Version": 1}, ()),
        ("offer-says-three", "an offer in PAYMENT-REQUIRED says 3", "payment-required", wire.required() | {"x402Version": 3}, ()),
        ("signature-says-three", "a payment in PAYMENT-SIGNATURE says 3", "payment-signature", wire.payload() | {"x402Version": 3}, ()),
        ("x-payment-says-zero", "a payment in X-PAYMENT says 0", "x-payment", wire.payload_v1() | {"x402Version": 0}, ()),
        ("x-payment-says-two", "a payment in X-PAYMENT has version 1's members and says 2", "x-payment", wire.payload_v1() | {"x402Version": 2}, ("member.missing",)),
    ):  # fmt: skip
        code = "version.mismatch" if message["x402Version"] in (1, 2) else "version.unsupported"
        group.reject(slug, title, decode_header(header, encode(text(message))), code, "/x402Version", other=other, flags="Version", base=controls[header],
                     layer="L1", described={VALUE: title})  # fmt: skip
    for header, name in (("payment-response", "base-sepolia"), ("x-payment-response", evm.SEPOLIA)):
        title = f"{header.upper()}: the network is in the other version's form"
        group.accept(
            f"{header}-other-network", title, decode_header(header, encode(text(wire.settled(name)))), flags="Version SpecDefect", base=controls[header], layer="L1",
            level="undefined", also=("reject",), why="a response has no x402Version: is its network's form bound to the header?", described={VALUE: title},
        )  # fmt: skip
    url = encode(text(wire.settled() | {"extra": {"x": "??>>~~"}}))
    base = group.accept("response-signs", "PAYMENT-RESPONSE: base64 with + or /", decode_header("payment-response", url), base=controls["payment-response"], flags="Base64",
                        described={VALUE: "extra with question marks"})  # fmt: skip
    dialect = url.replace("+", "-").replace("/", "_").rstrip("=")
    if dialect == url:
        raise ValueError("the value is the same in both alphabets")
    title = "PAYMENT-RESPONSE: the URL-safe alphabet without padding, as signed tokens have it"
    group.reject("response-base64url", title, decode_header("payment-response", dialect), "header.base64", base=base, flags="Base64 SpecDefect", level="undefined",
                 also=("accept",), why="the pages say base64 and name no dialect: is this one meant too?", described={VALUE: title})  # fmt: skip


def _sizes(group: Group, controls: dict[str, Vector]) -> None:
    for header, message in (("payment-required", wire.required()), ("x-payment", wire.payload_v1())):

        def filled(size: int, message: Json = message) -> str:
            room = size // 4 * 3 - len(text(message | {"filler": ""}).encode())
            return encode(text(message | {"filler": "x" * room}))

        whole = group.accept(
            f"{header}-size-limit", f"{header.upper()}: 65,536 characters", decode_header(header, filled(LIMIT)), flags="Size Boundary", level="policy", also=("reject",),
            base=controls[header], why="the specification sets no bound; many servers have a lower one", described={VALUE: "a member fills the header"},
        )  # fmt: skip
        sizes: list[tuple[str, str, str, tuple[str, ...]]] = [("over", "65,540 characters", filled(LIMIT + 4), ())]
        if header == "payment-required":
            sizes.append(("next", "65,537 characters, which are no whole groups", filled(LIMIT) + "A", ("header.base64",)))
        for slug, title, value, other in sizes:
            group.reject(
                f"{header}-size-{slug}", f"{header.upper()}: {title}", decode_header(header, value), "header.size", other=other, flags="Size Boundary", level="policy",
                also=("accept",) if slug == "over" else (), base=whole, why="the specification sets no bound", described={VALUE: title},
            )  # fmt: skip
