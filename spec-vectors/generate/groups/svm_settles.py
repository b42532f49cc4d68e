"""Solana: what is well formed and cannot settle, as the message alone tells."""

from __future__ import annotations

import struct
from dataclasses import replace
from typing import Any

import svm
from model import Case, Group, Json, Vector
from svm import DEVNET, PAYEE, PAYER, STRANGER, TOKEN, USDC, Tx, instruction, memo, pay, token_account

TX = "/payload/transaction"
IN = "/input/payload/payload/transaction"
SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)


def _adders(group: Group, base: Vector) -> tuple[Any, Any]:
    shared: Json = {"resigned": True, "base": base}

    def good(slug: str, title: str, case: Case, **more: Any) -> Vector:
        return group.accept(slug, title, case, **(shared | {"described": {IN: title}} | more))

    def bad(slug: str, title: str, case: Case, code: str, why: str, **more: Any) -> Vector:
        options: Json = shared | {"described": {IN: title}, "level": "should", "also": ("accept",), "why": why}
        return group.reject(slug, title, case, code, TX, **(options | more))

    return good, bad


def add_accounts(group: Group, control: Vector) -> None:
    """Add what the transfer's accounts and the blockhash decide."""
    group.note(
        "Unsettleable",
        "SECURITY",
        "The transaction fails on every chain: a sponsor that does not simulate pays its fee for nothing, as often as it is sent.",
    )
    good, bad = _adders(group, control)
    data = struct.pack("<BQB", 12, 10_000, 6)

    def moved(source: str, destination: str) -> Case:
        accounts = [(SOURCE, source), (USDC, ""), (DESTINATION, destination), (PAYER, "s")]
        return pay(moved=instruction(TOKEN, data, accounts))

    why = "the runtime fails with ReadonlyDataModified; the page does not say so"
    for slug, title, flags in (
        ("source", "the source is read-only", ("", "w")),
        ("destination", "the destination is read-only", ("w", "")),
        ("both", "source and destination are read-only", ("", "")),
    ):
        bad(f"readonly-{slug}", title, moved(*flags), "svm.readonly", why, flags="Unsettleable Boundary")
    read = (svm.token_account(PAYER), "")
    title = "a guard reads the source, which the transfer writes: it stays writable"
    good("readonly-in-guard", title, pay(rest=[svm.guard([read]), memo(b"r")]), flags="Unsettleable Boundary")
    table = (STRANGER, [SOURCE, USDC, DESTINATION])
    known: Json = {DEVNET: {"lookup_tables": {STRANGER: table[1]}}}
    written = pay(table=table, state=known)

    def read_only(tx: Tx) -> Tx:
        ((key, writable, readable),) = tx.tables or ()
        # Both token accounts among those that are read: their indexes move behind the writable ones.
        old = [*writable, *readable]
        new = sorted(old)
        places = {len(tx.keys) + at: len(tx.keys) + new.index(one) for at, one in enumerate(old)}
        moved = tuple((one, tuple(places.get(i, i) for i in used), data) for one, used, data in tx.instructions)
        return replace(tx, tables=((key, (), tuple(new)),), instructions=moved)

    layer: Json = {"layer": "L4", "level": "should", "also": ("reject", "undecided")}
    loaded = good("readonly-table-written", "source and destination come from a lookup table, writable", written, flags="Unsettleable", **layer)
    title = "source and destination come from a lookup table, read-only"
    bad("readonly-table", title, pay(table=table, state=known, change=read_only), "svm.readonly", why, flags="Unsettleable", base=loaded, layer="L4",
        also=("accept", "undecided"), other=("svm.lookup_tables",))  # fmt: skip
    one = good(
        "blockhash-one",
        "the blockhash is the number 1",
        pay(change=lambda tx: replace(tx, blockhash=bytes(31) + b"\1")),
        flags="Unsettleable Boundary",
    )
    zero = pay(change=lambda tx: replace(tx, blockhash=bytes(32)))
    why = "no block has this hash: a client that asked no node leaves it so"
    bad("blockhash-zero", "the blockhash is 32 zero bytes", zero, "blockhash.zero", why, flags="Unsettleable Boundary", base=one)
    dear = pay(limited=svm.limit(400_000), priced=svm.price(5_000_000), rest=[memo(b"\xff\xfe")])
    title = "the dearest failure: a memo that is no UTF-8, at the highest fee"
    bad("dearest-failure", title, dear, "memo.utf8", "a sponsor that does not simulate pays 2010000 lamports for it", flags="Unsettleable")


def add_memos(group: Group, control: Vector) -> None:
    """Add what the Memo program refuses."""
    group.note("MemoProgram", "SECURITY", "The Memo program fails on bytes that are no UTF-8, and on an account that does not sign.")
    good, bad = _adders(group, control)
    terms = svm.requirements()
    why = "the Memo program fails on bytes that are no UTF-8"
    for slug, title, data, is_text in (
        ("two-bytes", "a letter of two bytes", "\u00e9".encode(), True),
        ("cut", "the first of two bytes", "\u00e9".encode()[:1], False),
        ("byte-ff", "the byte FF", b"\xff", False),
        ("surrogate", "half a surrogate pair", b"\xed\xa0\x80", False),
        ("overlong", "an overlong NUL", b"\xc0\x80", False),
        ("last", "the greatest code point", "\U0010ffff".encode(), True),
        ("beyond", "one code point beyond", b"\xf4\x90\x80\x80", False),
        ("nul", "a NUL", b"\0", True),
        ("random", "sixteen random bytes, and not their digits", bytes.fromhex(svm.NONCE_MEMO.decode()), False),
    ):
        case = pay(terms, rest=[memo(data)])
        if is_text:
            good(f"utf8-{slug}", f"the memo is {title}", case, flags="MemoProgram Boundary")
        else:
            bad(f"utf8-{slug}", f"the memo is {title}", case, "memo.utf8", why, flags="MemoProgram Boundary")
    title = "the second memo is no UTF-8"
    bad("utf8-second", title, pay(terms, rest=[memo(), memo(b"\xff")]), "memo.utf8", why, flags="MemoProgram")
    why = "the Memo program demands that every account it is given signs"
    signed = good(
        "signers-payer", "the memo names the payer, who signs", pay(terms, rest=[memo(accounts=[(PAYER, "s")])]), flags="MemoProgram Boundary"
    )
    for slug, title, accounts in (
        ("stranger", "somebody who does not sign", [(STRANGER, "")]),
        ("source", "the payer's token account", [(SOURCE, "")]),
        ("payer-and-stranger", "the payer, and somebody who does not sign", [(PAYER, "s"), (STRANGER, "")]),
    ):
        case = pay(terms, rest=[memo(accounts=accounts)])
        bad(f"signers-{slug}", f"the memo names {title}", case, "memo.signers", why, flags="MemoProgram Boundary", base=signed)
    title = "the second memo names somebody who does not sign"
    bad("signers-second", title, pay(terms, rest=[memo(), memo(b"m", [(STRANGER, "")])]), "memo.signers", why, flags="MemoProgram")
