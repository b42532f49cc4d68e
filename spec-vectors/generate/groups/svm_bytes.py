"""Solana: the transaction's bytes and their base64."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import svm
from groups.svm_layout import IN, TX, accepted, described
from groups.svm_signatures import compiled, parts
from model import Case, Group, Vector, ref
from svm import STRANGER, Tx, compile_tx, memo, pay, requirements, short, sign

SPEC = "specs/schemes/exact/scheme_exact_svm.md"


def build() -> Group:
    """The group."""
    group = Group(
        "svm.exact.bytes",
        "Solana: the transaction's bytes",
        "L0",
        (ref(SPEC, "PaymentPayload payload Field"), ref("Solana transactions", "wire format")),
    )
    group.note("Base64", "MALFORMED", "The transaction is padded, canonical, standard base64.")
    group.note("Cut", "MALFORMED", "Bytes are missing or left over.")
    group.note("CompactU16", "MALFORMED", "Lengths are minimal compact-u16.")
    group.note("Index", "MALFORMED", "An index or a count points out of the message.")
    group.note("Version", "CAN_OF_WORMS", "Legacy and version 0 are known; nobody knows what others will mean.")
    group.note("Size", "BOUNDARY", "A transaction has at most 1,232 bytes.")
    group.note("LookupTable", "CAN_OF_WORMS", "Accounts that stand in a lookup table are not known without the chain.")
    control = group.accept("plain", "a version 0 transaction in standard base64", pay())
    _base64(group, control)
    _cut(group, control)
    _counts(group, control)
    _indices(group, control)
    _size(group, control)
    _tables(group, control)
    return group


def _base64(group: Group, control: Vector) -> None:
    raw = compiled().bytes()
    good = base64.b64encode(raw).decode()
    shorter = next(
        c for c in (pay(rest=[memo(svm.NONCE_MEMO[:n])]) for n in range(20, 24)) if c.input["payload"]["payload"]["transaction"].endswith("==")
    )
    text = shorter.input["payload"]["payload"]["transaction"]
    padded = accepted(group, control)("padded", "a transaction whose base64 ends in two pad characters", shorter, flags="Base64")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    dirty = text[:-3] + alphabet[alphabet.index(text[-3]) + 1] + "=="
    why = "some decoders take it"
    for slug, title, wrong, base in (
        ("unpadded", "the padding is left out", text[:-2], padded),
        ("trailing-bits", "the unused bits are not zero", dirty, padded),
        ("url-safe", "the URL-safe alphabet", good.replace("+", "-").replace("/", "_"), control),
        ("newline", "a line feed within", good[:76] + "\n" + good[76:], control),
        ("space", "a space at the end", good + " ", control),
        ("junk", "an asterisk within", good[:76] + "*" + good[76:], control),
        ("base58", "base58 instead", base58(raw), control),
        ("hex", "hexadecimal with 0x instead", "0x" + raw.hex(), control),
    ):
        case = svm.case(wrong, requirements())
        lenient = slug in ("unpadded", "trailing-bits", "newline", "space", "junk")
        group.reject(
            f"base64-{slug}",
            f"base64: {title}",
            case,
            "svm.bytes",
            TX,
            other=("payload.malformed",),
            flags="Base64",
            base=base,
            level="should" if lenient else "must",
            why=why if lenient else None,
            described={IN: title},
        )


def base58(raw: bytes) -> str:
    """Solana's other text form of bytes."""
    number, out = int.from_bytes(raw, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        out = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"[digit] + out
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + out


def _raw(content: bytes) -> Case:
    return svm.case(content, requirements())


def _cut(group: Group, control: Vector) -> None:
    bad = described(group, control)
    raw = compiled().bytes()
    for slug, title, content in (
        ("trailing-byte", "a zero byte follows", raw + b"\0"), ("trailing-copy", "the transaction follows once more", raw + raw), ("cut-one", "the last byte is missing", raw[:-1]),
        ("cut-half", "the second half is missing", raw[: len(raw) // 2]), ("cut-signatures", "only the signatures are there", raw[:129]), ("count-only", "one byte", b"\2"),
        ("message-only", "the signatures are missing", compiled().message()),
    ):  # fmt: skip
        bad(slug, title, _raw(content), "svm.bytes", flags="Cut", resigned=False)
    for prefix in (0x81, 0xFF):
        later = pay(change=partial(replace, prefix=prefix))
        bad(f"version-{prefix & 127}", f"the message has version {prefix & 127}", later, "svm.bytes", flags="Version")


def _counts(group: Group, control: Vector) -> None:
    bad = described(group, control)
    tx = compiled()
    raw = tx.bytes()
    for slug, title, count in (
        ("padded", "82 00 for 2", b"\x82\0"),
        ("padded-twice", "82 80 00 for 2", b"\x82\x80\0"),
        ("four-bytes", "four bytes", b"\x82\x80\x80\0"),
        ("overflow", "more than 65535", b"\xff\xff\x04"),
        ("endless", "no end", b"\xff\xff\xff\xff\xff"),
    ):
        bad(f"compact-{slug}", f"the number of signatures is written {title}", _raw(count + raw[1:]), "svm.bytes", flags="CompactU16", resigned=False)
    message = tx.message()
    keyed = message[:4] + bytes([message[4] | 128, 0]) + message[5:]
    signature = bytes(svm.keys.svm("svm-payer").sign_message(keyed))
    bad(
        "compact-keys",
        "the number of keys is written in two bytes, and so signed",
        _raw(short(2) + bytes(64) + signature + keyed),
        "svm.bytes",
        flags="CompactU16",
    )
    for wanted in (0, 1, 3):
        signatures = (tx.signatures * 2)[:wanted] if wanted != 1 else tx.signatures[1:]
        bad(
            f"signatures-{wanted}",
            f"{wanted} signatures where the header wants 2",
            _raw(replace(tx, signatures=signatures).bytes()),
            "svm.bytes",
            other=("svm.signers",),
            flags="Index",
            resigned=False,
        )


def _indices(group: Group, control: Vector) -> None:
    bad = described(group, control)
    accounts = len(compiled().keys)

    def last(tx: Tx, program: int | None = None, used: tuple[int, ...] | None = None) -> Tx:
        old = tx.instructions[-1]
        new = (old[0] if program is None else program, old[1] if used is None else used, old[2])
        return replace(tx, instructions=(*tx.instructions[:-1], new))

    changes: tuple[tuple[str, str, Callable[[Tx], Tx]], ...] = (
        ("program-index", "an instruction's program is out of range", lambda tx: last(tx, program=accounts)),
        ("program-index-255", "an instruction's program is 255", lambda tx: last(tx, program=255)),
        ("account-index", "an instruction's account is out of range", lambda tx: last(tx, used=(accounts,))),
        ("account-index-255", "an instruction's account is 255", lambda tx: last(tx, used=(255,))),
        (
            "duplicate-key",
            "a program stands twice among the keys",
            lambda tx: replace(tx, keys=(*tx.keys, tx.keys[-1]), header=(*tx.header[:2], tx.header[2] + 1)),
        ),
        ("no-signers", "the header wants no signatures", lambda tx: replace(tx, header=(0, 0, tx.header[2]))),
        ("all-readonly", "as many read-only signers as signers", lambda tx: replace(tx, header=(2, 2, tx.header[2]))),
        ("too-many-signers", "the header wants more signatures than there are keys", lambda tx: replace(tx, header=(accounts + 1, 1, 0))),
        ("too-many-readonly", "more read-only keys than keys", lambda tx: replace(tx, header=(*tx.header[:2], accounts))),
    )
    for slug, title, change in changes:
        bad(slug, title, pay(change=change), "svm.bytes", other=("svm.signers",) if "signers" in slug else (), flags="Index")


def _size(group: Group, control: Vector) -> None:
    def filled(size: int) -> Case:
        def rest(room: int) -> list[svm.Instruction]:
            return [memo(b"m" * room)]

        room = 128 + size - len(sign(compile_tx([*parts()[:3], *rest(128)])).bytes())
        return pay(rest=rest(room))

    accepted(group, control)("size-1232", "1,232 bytes, filled by a memo", filled(1232), flags="Size", level="should")
    described(group, control)(
        "size-1233",
        "1,233 bytes, filled by a memo",
        filled(1233),
        "svm.size",
        flags="Size",
        level="should",
        also=("accept",),
        why="no node would take it; the published verifiers do not look",
    )


def _tables(group: Group, control: Vector) -> None:
    bad = described(group, control)
    destination = svm.token_account(svm.PAYEE)
    used = pay(table=(STRANGER, [svm.SYSTEM, destination]))
    allowed = {"also": ("undecided",), "level": "should", "flags": "LookupTable", "layer": "L3"}
    unresolved = bad("table", "the destination stands in a lookup table of which nothing is known", used, "svm.lookup_tables", **allowed)
    facts = {svm.DEVNET: {"lookup_tables": {STRANGER: [svm.SYSTEM, destination]}}}
    known = svm.Case(used.op, used.input, None, facts, used.derived)
    options = {"base": control, "resigned": True, "described": {IN: unresolved.title}, "flags": "LookupTable", "layer": "L4", "level": "should"}
    resolved = group.accept("table-resolved", "the same, and the table's addresses are known", known, also=("reject", "undecided"), **options)
    elsewhere = {svm.DEVNET: {"lookup_tables": {STRANGER: [svm.SYSTEM, svm.token_account(STRANGER)]}}}
    group.reject(
        "table-resolved-elsewhere",
        "the same, and the table leads to somebody else's account",
        svm.Case(used.op, used.input, None, elsewhere, used.derived),
        "recipient.mismatch",
        TX,
        other=("svm.lookup_tables",),
        base=resolved,
        resigned=False,
        flags="LookupTable",
        layer="L4",
        also=("undecided",),
    )
    key = bytes(svm.Pubkey.from_string(STRANGER))
    bad(
        "table-unused",
        "a lookup table is loaded that no instruction uses",
        pay(change=lambda tx: replace(tx, tables=((key, (0,), ()),))),
        "svm.lookup_tables",
        **allowed,
    )
    bad(
        "table-empty",
        "a lookup table is named and nothing loaded from it",
        pay(change=lambda tx: replace(tx, tables=((key, (), ()),))),
        "svm.lookup_tables",
        other=("svm.bytes",),
        **allowed,
    )
