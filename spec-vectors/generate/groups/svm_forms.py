"""Solana: everything that a good transaction may look like, and the nearest that is none."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import replace

import svm
from groups import svm_accounts, svm_proofs
from groups.svm_accounts import near
from groups.svm_layout import IN, SPEC, TX, accepted, described, revisions
from model import Group, Json, Vector, expectation, ref
from svm import (
    COMPUTE_BUDGET,
    FEE_PAYER,
    PAYEE,
    PAYER,
    PYUSD,
    STRANGER,
    TOKEN,
    TOKEN_2022,
    USDC,
    Instruction,
    Tx,
    guard,
    instruction,
    limit,
    memo,
    pay,
    price,
    requirements,
    token_account,
    transfer,
)

SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)
TRANSFER = struct.pack("<BQB", 12, 10_000, 6)
OPEN = "the runtime takes it, the page does not speak of it: may a verifier refuse it?"


def build() -> Group:
    """The group."""
    refs = (ref(SPEC, "Facilitator Verification Rules"), ref("Solana transactions", "wire format"))
    group = Group("svm.exact.forms", "Solana: one payment in many forms", "L3", refs)
    group.note(
        "Layout", "BASIC", "Compute limit, compute price, TransferChecked, then up to four of Lighthouse and Memo.", "x402-foundation/x402#828"
    )
    group.note("Revisions", "CAN_OF_WORMS", "The verdict differs between revisions of the page.", "x402-foundation/x402#1378")
    group.note("Message", "INTEROP", "The message's header, version and keys: what the runtime takes and clients may write.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.", "x402-foundation/x402#3120")
    group.note("Memo", "INTEROP", "A Memo where the offer has none: its content is the client's.")
    group.note("AccountOrder", "SECURITY", "The accounts of the transfer in another order, or other accounts that look like them.")
    group.note(
        "SponsorSafety",
        "SECURITY",
        "The fee payer signs the whole transaction: it must be asked for nothing else.",
        "x402-foundation/x402#482",
        "x402-foundation/x402#646",
        "x402-foundation/x402#705",
    )
    group.note("Signature", "SECURITY", "A signature over something else, or one that only lenient verifiers take.", "x402-rs/x402-rs#106")
    group.note(
        "SponsorSlot",
        "INTEROP",
        "What stands in the fee payer's slot is not signed: the same message arrives in many bytes, and must be known again by its message.",
        "GHSA-qr2g-p6q7-w82m",
    )
    group.note("ForeignInstruction", "SECURITY", "What the sponsor would sign for and nobody asked for.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The specification leaves it open; `why` states the question.")
    control = group.accept("plain", "a payment as published clients build it", pay())
    _layout(group, control)
    _message(group, control)
    _budget(group, control)
    svm_accounts.add(group, control)
    svm_proofs.add(group, control)
    return group


def _layout(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    good("memo-two", "two memos where the offer has none", pay(rest=[memo(), memo(b"thanks")]), flags="Memo")
    good("memo-three", "three memos, the sixth instruction a Memo", pay(rest=[memo(), memo(b"a"), memo(b"b")]), flags="Memo")
    good("memo-empty", "an empty memo where the offer has none", pay(rest=[memo(b"")]), flags="Memo", level="should")
    good("memo-long", "a memo of 566 bytes where the offer has none", pay(rest=[memo(b"m" * 566)]), flags="Memo", level="should")
    good("memo-signed", "the memo names the payer, who signs", pay(rest=[memo(accounts=[(PAYER, "s")])]), flags="Memo")
    offer = requirements(extra={"feePayer": FEE_PAYER, "memo": " "})
    named = good("memo-space", "the offer's memo is one space", pay(offer, rest=[memo(b" ")]), flags="Memo")
    bad(
        "memo-space-none", "the offer's memo is one space, the memo is empty", pay(offer, rest=[memo(b"")]), "memo.mismatch", flags="Memo", base=named
    )
    offer = requirements(extra={"feePayer": FEE_PAYER, "memo": 'a\n"\0'})
    good("memo-controls", "the offer's memo has a line feed, a quote and a NUL", pay(offer, rest=[memo(b'a\n"\0')]), flags="Memo")

    def revised(slug: str, title: str, rest: list[Instruction], old: Json, new: Json) -> None:
        options: Json = {"flags": "Layout Revisions", "base": control, "resigned": True, "described": {IN: title}}
        group.add(slug, title, pay(rest=rest), revisions(old, new), **options)

    april = expectation("reject", "svm.instruction_count", TX, spec="S-Apr", why="the page of April allows six")
    yes = expectation("accept", spec="S-new")
    revised("four-guards", "four Lighthouse instructions and no memo", [guard()] * 4, april, yes)
    revised("four-memos", "four memos", [memo(bytes([one])) for one in b"abcd"], april, yes)
    strict = "the page of April allows only a Memo as sixth instruction; both official SDKs allow either"
    old = expectation("reject", "svm.instruction.unknown", TX, spec="S-Apr", level="should", also=("accept",), why=strict)
    revised("three-guards", "three Lighthouse instructions and no memo", [guard()] * 3, old, yes)
    for slug, title, order in (
        ("guard-second", "a guard after the limit", [limit(), guard(), price(), transfer(), memo()]),
        ("guard-third", "a guard before the transfer", [limit(), price(), guard(), transfer(), memo()]),
        ("guards-around", "a guard before every required instruction", [guard(), limit(), guard(), price(), guard(), transfer(), memo()]),
    ):
        case = pay(instructions=order, policy="interop")
        good(f"{slug}-interop", f"{title}, under the lenient policy", case, flags="Layout", level="policy", also=("reject",))
        code = {"guard-second": "svm.compute_price", "guard-third": "svm.transfer", "guards-around": "svm.compute_limit"}[slug]
        bad(slug, title, pay(instructions=order), code, flags="Layout", level="policy", also=("accept",), why="some wallets put guards first")
    foreign = instruction(STRANGER, b"\1")
    order = [foreign, limit(), price(), transfer(), memo()]
    bad(
        "foreign-first-interop",
        "an unknown program comes first, under the lenient policy",
        pay(instructions=order, policy="interop"),
        "svm.compute_limit",
        flags="Layout",
    )
    for slug, title, one in (
        ("loaded-accounts", "SetLoadedAccountsDataSizeLimit", instruction(COMPUTE_BUDGET, struct.pack("<BI", 4, 65536))),
        ("ed25519", "the Ed25519 precompile", instruction("Ed25519SigVerify111111111111111111111111111", b"\0\0")),
        ("token-approve", "Approve for somebody", instruction(TOKEN, b"\4" + bytes(8), [(SOURCE, "w"), (STRANGER, ""), (PAYER, "s")])),
        ("set-authority", "SetAuthority", instruction(TOKEN, b"\6\2\1" + bytes(32), [(SOURCE, "w"), (PAYER, "s")])),
        ("look-alike", "a program whose address begins like Lighthouse's", instruction(near(svm.LIGHTHOUSE), b"\1")),
    ):
        bad(f"after-{slug}", f"after the memo: {title}", pay(rest=[memo(), one]), "svm.instruction.unknown", flags="ForeignInstruction")
    create = [(PAYER, "sw"), (DESTINATION, "w"), (PAYEE, ""), (USDC, ""), (svm.SYSTEM, ""), (TOKEN, "")]
    made = [limit(), price(), instruction(svm.ASSOCIATED_TOKEN, b"\1", create), transfer(), memo()]
    why = "rule 5 speaks of a Create ATA instruction, rule 1 has no place for one: which of the two holds?"
    bad(
        "create-before-transfer",
        "the payee's token account is created before the transfer",
        pay(instructions=made),
        "svm.transfer",
        flags="Layout SpecDefect",
        level="undefined",
        also=("accept",),
        why=why,
    )


def _message(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    changes: tuple[tuple[str, str, Callable[[Tx], Tx]], ...] = (
        ("payer-writable", "the payer's account may be written", lambda tx: replace(tx, header=(2, 0, tx.header[2]))),
        ("all-writable", "every account may be written", lambda tx: replace(tx, header=(2, 0, 0))),
        (
            "unused-key",
            "a key that no instruction uses",
            lambda tx: replace(tx, keys=(*tx.keys, bytes([9]) * 32), header=(2, tx.header[1], tx.header[2] + 1)),
        ),
    )
    for slug, title, change in changes:
        good(slug, title, pay(change=change), flags="Message", level="should", also=("reject",), why=OPEN)
    good(
        "legacy-token-2022",
        "a legacy message with a mint of Token-2022",
        pay(requirements(asset=PYUSD), mint=PYUSD, program=TOKEN_2022, legacy=True),
        flags="Message",
    )
    good("legacy-guards", "a legacy message with two guards", pay(rest=[guard(), guard(), memo()], legacy=True), flags="Message")
    unused = pay(change=lambda tx: replace(tx, keys=(*tx.keys, tx.keys[1]), header=(2, tx.header[1], tx.header[2] + 1)))
    bad("payer-alias", "the payer stands twice among the keys", unused, "svm.bytes", flags="Message")
    late = pay(change=lambda tx: replace(tx, prefix=0x82))
    bad("version-2", "the message has version 2", late, "svm.bytes", flags="Message")
    for slug, title, content in (
        ("zeros", "100 zero bytes", bytes(100)),
        ("newline", "one line feed", b"\n"),
        ("nothing", "no signature, no message", b"\0"),
    ):
        case = svm.case(content, requirements())
        bad(f"bytes-{slug}", title, case, "svm.bytes", flags="Message", layer="L0", resigned=False)


def _budget(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    good("fee-greatest", "limit and price are the greatest that pass", pay(limited=limit(400_000), priced=price(5_000_000)), flags="Boundary")
    both = pay(limited=limit(400_001), priced=price(5_000_001))
    bad(
        "fee-above",
        "limit and price are one above",
        both,
        "svm.compute_limit.too_high",
        other=("svm.compute_price.too_high", "svm.fee.too_high"),
        flags="Boundary",
    )
    named = instruction(COMPUTE_BUDGET, struct.pack("<BI", 2, 20_000), [(PAYER, "s")])
    good("limit-names-payer", "the limit's accounts name the payer", pay(limited=named), flags="Message", level="should", also=("reject",), why=OPEN)
    named = instruction(COMPUTE_BUDGET, struct.pack("<BI", 2, 20_000), [(FEE_PAYER, "")])
    bad(
        "limit-names-fee-payer",
        "the limit's accounts name the fee payer",
        pay(limited=named),
        "svm.fee_payer.in_accounts",
        other=("svm.compute_limit",),
        flags="SponsorSafety",
    )
