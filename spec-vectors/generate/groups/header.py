"""HTTP headers: base64 and what is inside."""

from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import wire
from groups import header_forms
from model import Case, Group, Vector, ref
from wire import decode_header, encode, text

VALUE = "/input/value"
SIGNATURE = "payment-signature"
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
LIMIT = 64 * 1024


def build() -> Group:
    """The group."""
    refs = (ref("specs/transports-v2/http.md", "Payment Payload Transmission"), ref("RFC 4648", "4"))
    group = Group("header", "HTTP headers", "L0", refs)
    group.note(
        "Base64",
        "CAN_OF_WORMS",
        "The specification says Base64 and names neither alphabet nor padding: standard, padded, canonical, without white space.",
        "https://www.rfc-editor.org/rfc/rfc4648",
    )
    group.note("OtherEncoding", "MALFORMED", "Something else than base64, or more than once.")
    group.note("Repeated", "SECURITY", "Two payments in one request: two readers may each see another.")
    group.note("Version", "INTEROP", "PAYMENT-SIGNATURE carries version 2, X-PAYMENT version 1.")
    group.note("Size", "BOUNDARY", "64 KiB are the limit; many servers have a lower one.")
    group.note("Encoding", "MALFORMED", "The decoded bytes are not UTF-8.")
    control = group.accept("payment-signature", "a payment in PAYMENT-SIGNATURE", decode_header(SIGNATURE, encode(text(wire.payload()))))
    for header, message in (
        ("payment-required", wire.required()),
        ("payment-response", wire.settled()),
        ("x-payment", wire.payload_v1()),
        ("x-payment-response", wire.settled("base-sepolia")),
    ):
        group.accept(header, f"a message in {header.upper()}", decode_header(header, encode(text(message))))
    group.accept("one-value-list", "the header's only value, as a list", decode_header(SIGNATURE, [control.case.input["value"]]), base=control)
    pretty = encode(json.dumps(wire.payload(), indent=2) + "\n")
    group.accept(
        "pretty-json",
        "indented JSON with a line feed at its end",
        decode_header(SIGNATURE, pretty),
        base=control,
        described={VALUE: "white space within and after the JSON"},
    )
    _base64(group, control)
    _other(group, control)
    _repeated(group, control)
    _version(group, control)
    _size(group, control)
    header_forms.extend(group, {vector.case.input["header"]: vector for vector in group.vectors[:5]})
    return group


def _bad(group: Group, base: Vector, slug: str, title: str, value: str, code: str | None, **more: Any) -> None:
    group.reject(slug, title, decode_header(SIGNATURE, value), code, base=base, described={VALUE: title}, **more)


def _padded(group: Group, control: Vector) -> tuple[Vector, Vector]:
    """A header that ends in two pad characters, and one with `+` and `/` in it."""

    def described(words: str) -> Case:
        message = wire.payload()
        message["resource"]["description"] = words
        return decode_header(SIGNATURE, encode(text(message)))

    two = next(c for n in range(3) if (c := described("Weather" + "." * n)).input["value"].endswith("=="))
    padded = group.accept(
        "padded", "base64 that ends in two pad characters", two, base=control, flags="Base64", described={VALUE: "another description"}
    )
    signs = next(c for n in range(64) if {"+", "/"} <= set((c := described(f"\u00bf\u00be\u00ff?>{n}>?\u65e5\u672c\u8a9e~~~")).input["value"]))
    return padded, group.accept(
        "plus-and-slash", "base64 with both + and /", signs, base=control, flags="Base64", described={VALUE: "a description in several scripts"}
    )


def _base64(group: Group, control: Vector) -> None:
    padded, signs = _padded(group, control)
    good, two = control.case.input["value"], padded.case.input["value"]
    aligned = next(c for n in range(3) if not (c := encode(text(wire.payload() | {"x": "." * n}))).endswith("="))
    whole = group.accept(
        "aligned", "base64 that needs no padding", decode_header(SIGNATURE, aligned), base=control, flags="Base64", described={VALUE: "a member more"}
    )
    lenient = {"level": "should", "why": "some decoders take it"}
    dirty = two[:-3] + ALPHABET[ALPHABET.index(two[-3]) + 1] + "=="
    for slug, title, value, base, loose in (
        ("unpadded", "the padding is left out", two[:-2], padded, True),
        ("half-padded", "one of two pad characters is left out", two[:-1], padded, True),
        ("over-padded", "a pad character too many", two + "=", padded, True),
        ("padded-aligned", "two pad characters where none is needed", aligned + "==", whole, True),
        ("inner-pad", "a pad character within", good[:40] + "=" + good[40:], control, True),
        ("trailing-bits", "the unused bits are not zero", dirty, padded, True),
        ("url-safe", "the URL-safe alphabet", signs.case.input["value"].replace("+", "-").replace("/", "_"), signs, False),
        ("leading-space", "a space before", " " + good, control, True),
        ("trailing-space", "a space after", good + " ", control, True),
        ("tab", "a tab within", good[:40] + "\t" + good[40:], control, True),
        ("line-feed", "a line feed at the end", good + "\n", control, True),
        ("mime", "lines of 76 characters", "\r\n".join(good[i : i + 76] for i in range(0, len(good), 76)), control, True),
        ("junk", "an asterisk within", good[:40] + "*" + good[40:], control, True),
        ("non-ascii", "a full-width letter within", good[:40] + "\uff21" + good[40:], control, True),
        ("cut", "the last character is missing", good[:-1] if not good.endswith("=") else good.rstrip("=")[:-1], control, False),
    ):
        _bad(group, base, slug, title, value, "header.base64", flags="Base64", **(lenient if loose else {}))


def _other(group: Group, control: Vector) -> None:
    message = text(wire.payload())
    good = control.case.input["value"]
    _bad(
        group,
        control,
        "raw-json",
        "JSON without base64: its commas make it a list",
        message,
        "header.base64",
        other=("header.duplicate",),
        flags="OtherEncoding",
    )
    _bad(group, control, "double", "base64 of base64", encode(good), "json.syntax", flags="OtherEncoding")
    _bad(group, control, "hex", "hexadecimal", message.encode().hex(), None, flags="OtherEncoding")
    _bad(group, control, "percent", "percent-encoded", good.rstrip("=") + "%3D%3D", "header.base64", flags="OtherEncoding")
    _bad(group, control, "quoted", "in quotation marks", f'"{good}"', "header.base64", flags="OtherEncoding")
    raw = message.encode()
    stored = b"\x01" + struct.pack("<HH", len(raw), len(raw) ^ 0xFFFF) + raw + struct.pack("<II", zlib.crc32(raw), len(raw))
    _bad(group, control, "gzip", "base64 of gzip", encode(b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + stored), None, flags="OtherEncoding")
    _bad(group, control, "empty", "the empty text", "", None, flags="OtherEncoding")
    _bad(group, control, "base64-of-nothing", "base64 of one space", encode(" "), "json.syntax", flags="OtherEncoding")
    for slug, title, raw in (
        ("invalid-utf8", "a byte FF within a string", message.replace("premium market", "pre\0um market").encode().replace(b"\0", b"\xff")),
        ("overlong", "an overlong slash", message.replace("premium market", "pre\0um market").encode().replace(b"\0", b"\xc0\xaf")),
        (
            "encoded-surrogate",
            "a surrogate encoded in three bytes",
            message.replace("premium market", "pre\0um market").encode().replace(b"\0", b"\xed\xa0\xbd"),
        ),
        ("cut-character", "a character cut in half", message.replace("premium market", "pre\0um market").encode().replace(b"\0", b"\xe2\x82")),
    ):
        _bad(
            group,
            control,
            slug,
            title,
            encode(raw),
            "json.utf8",
            flags="Encoding",
            level="should",
            why="some decoders put a replacement character in its place",
        )
    for slug, codec in (("utf16-le", "utf-16-le"), ("utf16-be", "utf-16-be")):
        _bad(
            group,
            control,
            slug,
            f"the JSON is in {codec.upper()}",
            encode(message.encode(codec)),
            "json.syntax",
            other=("json.utf8",),
            flags="Encoding",
        )
    _bad(
        group,
        control,
        "bom",
        "a byte order mark before the JSON",
        encode(b"\xef\xbb\xbf" + message.encode()),
        "json.bom",
        flags="Encoding",
        level="should",
        why="some decoders drop it",
    )


def _repeated(group: Group, control: Vector) -> None:
    good = control.case.input["value"]
    other = encode(text(wire.payload() | {"extensions": {}}))
    flags: dict[str, Any] = {"flags": "Repeated", "base": control}
    group.reject(
        "twice-same",
        "the header twice, the same value",
        decode_header(SIGNATURE, [good, good]),
        "header.duplicate",
        level="should",
        why="HTTP libraries join or drop",
        **flags,
    )
    group.reject("twice-different", "the header twice, another value", decode_header(SIGNATURE, [good, other]), "header.duplicate", **flags)
    for slug, glue in (("comma", ","), ("comma-space", ", ")):
        title = f"two values joined by {slug.replace('-', ' and ')}"
        group.reject(
            slug,
            title,
            decode_header(SIGNATURE, good + glue + other),
            "header.duplicate",
            other=("header.base64",),
            described={VALUE: title},
            **flags,
        )
    group.reject("no-value", "a list without values", decode_header(SIGNATURE, []), "header.missing", **flags)


def _version(group: Group, control: Vector) -> None:
    one = next(vector for vector in group.vectors if vector.id == "header/x-payment")
    changed = decode_header(SIGNATURE, one.case.input["value"])
    group.reject(
        "v1-in-payment-signature",
        "a version 1 payment in PAYMENT-SIGNATURE",
        changed,
        "version.mismatch",
        "/x402Version",
        flags="Version",
        base=one,
        layer="L1",
    )
    group.reject(
        "v2-in-x-payment",
        "a version 2 payment in X-PAYMENT",
        decode_header("x-payment", control.case.input["value"]),
        "version.mismatch",
        "/x402Version",
        flags="Version",
        base=control,
        layer="L1",
    )


def _size(group: Group, control: Vector) -> None:
    def filled(size: int) -> str:
        message = wire.payload() | {"extensions": {"filler": {"info": {"text": ""}}}}
        room = size // 4 * 3 - len(text(message).encode())
        message["extensions"]["filler"]["info"]["text"] = "x" * room
        return encode(text(message))

    whole = group.accept(
        "size-limit",
        "a header of 65,536 characters",
        decode_header(SIGNATURE, filled(LIMIT)),
        flags="Size",
        level="policy",
        also=("reject",),
        base=control,
        described={VALUE: "an extension fills the header"},
    )
    title = "a header of 65,540 characters"
    group.reject(
        "size-over",
        title,
        decode_header(SIGNATURE, filled(LIMIT + 4)),
        "header.size",
        flags="Size",
        level="policy",
        also=("accept",),
        base=whole,
        described={VALUE: title},
    )
