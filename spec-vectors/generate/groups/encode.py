"""Messages written as headers: one canonical form."""

from __future__ import annotations

import json
from typing import Any

import canonical
import evm
import wire
from model import Case, Group, Json, Vector, ref
from page_headers import pages
from wire import text

TEXT = "/input/text"
SIGNATURE, REQUIRED, RESPONSE = "payment-signature", "payment-required", "payment-response"
WHY = "the specification fixes no bytes; one canonical form lets every language send the same"


class Writing:
    """Adds vectors about one header, each described by its title."""

    def __init__(self, group: Group, header: str, title: str, content: Json, version: int) -> None:
        self.group, self.header, self.message, self.version = group, header, content, version
        self.base: Vector | None = None
        self.base = self.ok(f"{header}-plain", f"{header.upper()}: {title}", text(content), flags="Order")

    def ok(self, slug: str, title: str, content: str | Json, flags: str, also: tuple[str, ...] = ()) -> Vector:
        """A text that is written, and the header that it becomes."""
        written = content if isinstance(content, str) else text(content)
        case = Case("encode_header", {"header": self.header, "text": written}, derived={"header": canonical.header(self.header, written)})
        more: Json = {"base": self.base, "described": {TEXT: title}} if self.base else {}
        return self.group.accept(slug, title, case, flags=flags, level="policy", also=also, why=WHY, **more)

    def bad(self, slug: str, title: str, content: str | Json, code: str, path: str | None = None, **more: Any) -> None:
        """A text that is no such message."""
        case = Case("encode_header", {"header": self.header, "text": content if isinstance(content, str) else text(content)})
        loose: Json = (
            {}
            if isinstance(content, str)
            else {"level": "policy", "also": ("accept",), "why": "a writer may leave this to the types of its language"}
        )
        self.group.reject(slug, title, case, code, path, base=self.base, described={TEXT: title}, flags="NotWritten", **(loose | more))


def _reverse(message: Json) -> Json:
    return dict(reversed(message.items()))


def build() -> Group:
    """The group."""
    http = "specs/transports-v2/http.md"
    group = Group(
        "encode", "Messages written as headers", "L0", (ref(http, "Payment Payload Transmission"), ref("RFC 8259", "2 to 9"), ref("RFC 4648", "4"))
    )
    group.note("Order", "INTEROP", "Known members are written in the order of the specification's samples, unknown ones after them as they arrived.")
    group.note("Spelling", "INTEROP", "White space, escapes and forms of numbers of the text that was read are not written.")
    group.note("Kept", "SECURITY", "What the writer does not know, or what was signed or agreed on, is written as it arrived.")
    group.note("Absent", "INTEROP", "An optional member that is absent or null is left out; an empty one is not.")
    group.note(
        "Unicode",
        "INTEROP",
        "Text in any script becomes UTF-8 inside base64: no header breaks.",
        "https://github.com/x402-foundation/x402/issues/865",
    )
    group.note("Golden", "GOLDEN", "Values that were published.")
    group.note("Padding", "BOUNDARY", "Each of the three lengths modulo 3.")
    group.note("NotWritten", "MALFORMED", "What is no message is not written.")
    payment = Writing(group, SIGNATURE, "members in the specification's order", wire.payload() | {"extensions": {}}, 2)
    offer = Writing(group, REQUIRED, "members in the specification's order", wire.required(), 2)
    answer = Writing(group, RESPONSE, "members in the specification's order", _reordered_response("eip155:84532"), 2)
    first = Writing(group, "x-payment", "members in the specification's order", wire.payload_v1(), 1)
    receipt = Writing(group, "x-payment-response", "members in the specification's order", _reordered_response("base-sepolia"), 1)
    _pages(group)
    _orders(payment, offer, answer, first, receipt)
    _spellings(payment, offer)
    _unicode(payment, answer, offer)
    _absent(payment, offer, answer)
    _kept(payment, offer)
    _padding(payment)
    _refused(payment, offer, answer, first)
    return group


def _pages(group: Group) -> None:
    """The pages' own headers have this form."""
    for page in pages():
        shown = wire.encode(page.text)
        if canonical.header(page.header, page.text) != shown:
            raise ValueError(f"the page's {page.slug} has another form")
        spaced = json.dumps(dict(reversed(json.loads(page.text).items())), indent=1)
        case = Case("encode_header", {"header": page.header, "text": spaced}, derived={"header": shown})
        group.accept(page.slug, f"{page.header.upper()} as its page shows it, from indented text in another order", case, flags="Golden", level="policy", why=WHY,
                     refs=(page.section,))  # fmt: skip


def _reordered_response(network: str) -> Json:
    paid = wire.settled(network)
    return {name: paid[name] for name in ("success", "transaction", "network", "payer")}


def _orders(payment: Writing, offer: Writing, answer: Writing, first: Writing, receipt: Writing) -> None:
    for side in (payment, offer, answer, first, receipt):
        side.ok(f"{side.header}-reversed", f"{side.header.upper()}: the members arrive in reverse", _reverse(side.message), "Order")
        more = {"zulu": 1, "alpha": [True, None]} | side.message
        side.ok(f"{side.header}-unknown", f"{side.header.upper()}: two unknown members arrive first", more, "Order Kept")
    resource = evm.RESOURCE | {"iconUrl": "/icon.png", "tags": ["b", "a"], "serviceName": "Weather"}
    payment.ok("resource-reversed", "the resource's members arrive in reverse", payment.message | {"resource": _reverse(resource)}, "Order")
    offer.ok("resource-unknown", "the resource has unknown members first", offer.message | {"resource": {"z": 1, "a": 2} | resource}, "Order Kept")
    terms = offer.message["accepts"][0]
    two = [_reverse(terms), {"note": "thing"} | _reverse(terms) | {"network": "eip155:8453"}]
    offer.ok("offers-reversed", "two offers with their members in reverse, in their order", offer.message | {"accepts": two}, "Order")
    failed = {"extra": {"z": 1, "a": 2}, "extensions": {}, "amount": "0", "payer": evm.PAYER, "network": evm.SEPOLIA, "transaction": "",
              "errorMessage": "no funds", "errorReason": "insufficient_funds", "success": False}  # fmt: skip
    answer.ok("response-all", "every member of an answer, in reverse", failed, "Order")
    late = {"errorReason": "insufficient_funds", "success": False, "network": "base", "payer": evm.PAYER, "transaction": ""}
    receipt.ok("v1-response-failure", "version 1: a failure whose members arrive in another order", late, "Order")


def _spellings(payment: Writing, offer: Writing) -> None:
    good = text(payment.message)
    payment.ok(
        "white-space", "white space around and within", "\r\n " + json.dumps(payment.message, indent=2).replace("\n", "\n\t") + "\n", "Spelling"
    )
    for slug, written in (("fraction", "2.0"), ("exponent", "2e0"), ("negative-exponent", "20e-1"), ("capital-exponent", "0.2E+1")):
        payment.ok(f"version-{slug}", f"x402Version is written {written}", good.replace('"x402Version":2', f'"x402Version":{written}'), "Spelling")
    for slug, written in (("fraction", "60.00"), ("exponent", "6e1")):
        changed = text(offer.message).replace('"maxTimeoutSeconds":60', f'"maxTimeoutSeconds":{written}')
        offer.ok(f"timeout-{slug}", f"an offer's maxTimeoutSeconds is written {written}", changed, "Spelling")
    payment.ok("escaped-letters", "letters and solidi are escaped", good.replace("premium", "\\u0070remium").replace("/", "\\/"), "Spelling")
    payment.ok("escaped-name", "members' names are escaped", good.replace('"payload"', '"\\u0070ayload"').replace('"url"', '"ur\\u006C"'), "Spelling")
    payment.ok(
        "escaped-quotes", "a quotation mark and a backslash, escaped by number", good.replace("premium market", '\\u0022a\\u005Cb\\"\\\\'), "Spelling"
    )
    payment.ok(
        "control-short",
        "control characters that have short escapes, by number",
        good.replace("premium", "\\u0008\\u0009\\u000a\\u000C\\u000d"),
        "Spelling",
    )
    payment.ok("control-long", "control characters without short escapes", good.replace("premium", "\\u0000\\u0001\\u000B\\u001F"), "Spelling")


def _unicode(payment: Writing, answer: Writing, offer: Writing) -> None:
    good = text(payment.message)
    for slug, title, inserted in (
        ("scripts", "text in four scripts", "Погода, 天気, الطقس, मौसम"),
        ("latin-1", "an accented letter, which is one byte in Latin-1", "caf\u00e9"),
        ("escaped-letters-wide", "letters of other scripts, escaped", "\\u5929\\u6C17 caf\\u00E9"),
        ("pair", "an escaped surrogate pair", "\\ud83d\\uDC4D"),
        ("astral", "a character beyond 2^16", "\U0001f44d"),
        ("separators", "U+2028 and U+2029, which end lines in JavaScript", "\\u2028\u2029"),
        ("delete", "U+007F and U+0085", "\\u007f\u0085"),
        ("last", "the last character, U+10FFFF, and U+FFFE", "\\udbff\\udfff\ufffe"),
        ("mark-within", "a byte order mark within a string", "\\ufeffx"),
        ("combining", "a letter and its accent apart: nothing is normalised", "e\u0301"),
    ):
        payment.ok(f"unicode-{slug}", title, good.replace("premium market", inserted), "Unicode")
    failed = {"success": False, "errorReason": "残高不足", "transaction": "", "network": evm.SEPOLIA}
    answer.ok("unicode-reason", "an answer's reason is not ASCII", failed, "Unicode")
    offer.ok("unicode-name", "a member's name is not ASCII", offer.message | {"価格": "¥1"}, "Unicode Kept")


def _absent(payment: Writing, offer: Writing, answer: Writing) -> None:
    for side, slug, title, changed in (
        (payment, "payment-nulls", "resource and extensions are null", payment.message | {"resource": None, "extensions": None}),
        (payment, "resource-nulls", "the resource's optional members are null", payment.message | {"resource": {"url": "/", "description": None, "mimeType": None, "tags": None}}),
        (payment, "resource-empty", "the resource's texts and tags are empty", payment.message | {"resource": {"url": "/", "description": "", "mimeType": "", "tags": []}}),
        (offer, "offer-nulls", "error, resource, extensions and an offer's extra are null", {
            "x402Version": 2, "error": None, "resource": None, "accepts": [evm.requirements(extra=None)], "extensions": None}),
        (offer, "offer-empty", "error is empty, extensions and an offer's extra have no member", {
            "x402Version": 2, "error": "", "accepts": [evm.requirements(extra={})], "extensions": {}}),
        (answer, "answer-nulls", "every optional member of an answer is null", _reordered_response(evm.SEPOLIA) | dict.fromkeys(
            ("errorReason", "errorMessage", "payer", "amount", "extensions", "extra"))),
    ):  # fmt: skip
        side.ok(slug, title, changed, "Absent", ("reject",) if slug == "offer-nulls" else ())
    bare = {"x402Version": 2, "accepted": payment.message["accepted"], "payload": payment.message["payload"]}
    payment.ok("payment-bare", "no resource and no extensions", bare, "Absent")


def _kept(payment: Writing, offer: Writing) -> None:
    message = payment.message
    good = text(message)
    payment.ok(
        "accepted-kept",
        "accepted has its members in an order of its own: it is an echo",
        message | {"accepted": _reverse(message["accepted"])},
        "Kept",
    )
    payment.ok(
        "accepted-number-kept",
        "accepted.maxTimeoutSeconds is written 60.0: it is an echo",
        good.replace('"maxTimeoutSeconds":60', '"maxTimeoutSeconds":60.0'),
        "Kept",
    )
    payment.ok("accepted-null-kept", "accepted.extra is null: it is an echo", _edit_accepted(message, extra=None), "Kept Absent", ("reject",))
    payment.ok("payload-kept", "the payload's members in an order of its own", message | {"payload": _reverse(message["payload"])}, "Kept")
    payment.ok("null-kept", "an unknown member is null", message | {"later": None}, "Kept")
    for slug, title, number in (
        ("big", "an integer above 2^64", "18446744073709551617"), ("huge", "a number that no double holds", "1E400"), ("zeros", "a number with zeros at its end", "1.50"),
        ("minus-zero", "-0", "-0"), ("precise", "more digits than a double has", "0.1000000000000000055511151231257827"), ("exponent", "an exponent with a sign", "5e+03"),
    ):  # fmt: skip
        payment.ok(f"number-{slug}", f"an unknown member is {title}", good[:-1] + f',"later":{number}}}', "Kept")
    payment.ok(
        "extensions-kept",
        "extensions in an order of their own",
        message | {"extensions": {"z": {"info": {"b": 1, "a": {}}, "schema": {}}, "a": {}}},
        "Kept",
    )
    offer.ok("extra-kept", "an offer's extra has unknown members and an order of its own", offer.message | {"accepts": [
        evm.requirements(extra={"version": "2", "z": [[], {}], "name": "USDC"})]}, "Kept")  # fmt: skip
    payment.ok(
        "names-alike",
        "an extension has members named like known ones",
        message | {"extensions": {"payload": 1, "Accepted": 2, "x402_version": 3}},
        "Kept",
    )


def _edit_accepted(message: Json, **changes: Any) -> Json:
    """The payment with other members in `accepted`."""
    return message | {"accepted": message["accepted"] | changes}


def _padding(payment: Writing) -> None:
    for pads in range(3):
        sizes = (payment.message | {"extensions": {"filler": "." * n}} for n in range(3))
        fits = next(one for one in sizes if canonical.header(SIGNATURE, text(one)).count("=") == pads)
        payment.ok(f"padding-{pads}", f"the base64 has {pads} pad characters", fits, "Padding")


def _refused(payment: Writing, offer: Writing, answer: Writing, first: Writing) -> None:
    good = text(payment.message)
    wrong: dict[str, Any] = {"level": "should", "why": "some parsers take it"}
    payment.bad("duplicate", "a member twice", good.replace('"amount":"10000"', '"amount":"10000","amount":"1"'), "json.duplicate_member", **wrong)
    payment.bad("trailing", "the message twice", good + good, "json.trailing", other=("json.syntax",))
    payment.bad("surrogate", "half a surrogate pair: no UTF-8 can say it", good.replace("premium", "\\ud83d"), "json.surrogate", **wrong)
    payment.bad("not-json", "no JSON", good.replace('"', "'"), "json.syntax")
    payment.bad("header-again", "a header already", wire.encode(good), "json.syntax")
    payment.bad(
        "v1-payment", "a version 1 payment in PAYMENT-SIGNATURE", wire.payload_v1(), "version.mismatch", "/x402Version", other=("member.missing",)
    )
    first.bad(
        "v2-payment", "X-PAYMENT: a payment says 2", first.message | {"x402Version": 2}, "version.mismatch", "/x402Version", other=("member.missing",)
    )
    offer.bad(
        "v1-offer", "a version 1 offer, which goes into the body", wire.required_v1(), "version.mismatch", "/x402Version", other=("member.missing",)
    )
    payment.bad("no-accepted", "a payment without accepted", {"x402Version": 2, "payload": {}}, "member.missing", "/accepted")
    payment.bad("misspelt", "PAYLOAD beside payload", payment.message | {"PAYLOAD": {}}, "member.case", "/PAYLOAD")
    offer.bad(
        "amount-number",
        "an offer's amount is a number",
        offer.message | {"accepts": [evm.requirements(amount=10000)]},
        "member.type",
        "/accepts/0/amount",
    )
    offer.bad(
        "network-name",
        "an offer's network is version 1's name",
        offer.message | {"accepts": [evm.requirements(network="base")]},
        "member.value",
        "/accepts/0/network",
    )
    answer.bad("success-text", "success is a string", _reordered_response(evm.SEPOLIA) | {"success": "true"}, "member.type", "/success")
    answer.bad("no-transaction", "an answer without transaction", {"success": False, "network": evm.SEPOLIA}, "member.missing", "/transaction")
