"""Solana: which instructions, in which order, and the compute budget."""

from __future__ import annotations

import struct
from typing import Any

import svm
from groups import svm_guards
from model import Case, Group, Json, Vector, expectation, ref
from svm import COMPUTE_BUDGET, FEE_PAYER, LIGHTHOUSE, MEMO_V1, PAYEE, PAYER, SYSTEM, guard, instruction, limit, memo, pay, price, transfer

TX = "/payload/transaction"
IN = "/input/payload/payload/transaction"
SPEC = "specs/schemes/exact/scheme_exact_svm.md"


def described(group: Group, base: Vector) -> Any:
    """A function that adds a rejected transaction, described by its title."""

    def bad(slug: str, title: str, case: Case, code: str | None, **more: Any) -> Vector:
        options = {"base": base, "resigned": True, "described": {IN: title}} | more
        return group.reject(slug, title, case, code, TX if code else None, **options)

    return bad


def accepted(group: Group, base: Vector) -> Any:
    """A function that adds an accepted transaction, described by its title."""

    def good(slug: str, title: str, case: Case, **more: Any) -> Vector:
        options = {"base": base, "resigned": True, "described": {IN: title}} | more
        return group.accept(slug, title, case, **options)

    return good


def revisions(old: Json, new: Json) -> list[Json]:
    """One expectation for each revision, the newest last."""
    return [old, new]


def build() -> Group:
    """The group."""
    refs = (ref(SPEC, "Facilitator Verification Rules, 1"), ref(SPEC, "Facilitator Verification Rules, 3"))
    group = Group("svm.exact.layout", "Solana: instructions and compute budget", "L3", refs)
    group.note("Layout", "BASIC", "Compute limit, compute price, TransferChecked, then up to four Memos and up to four of Lighthouse.")
    group.note(
        "Guards",
        "INTEROP",
        "Wallets add Lighthouse instructions of their own: assertions on one account each, counted apart.",
        "x402-foundation/x402#828",
    )
    group.note("ForeignInstruction", "SECURITY", "What the sponsor would sign for and nobody asked for.")
    group.note("ComputeBudget", "SECURITY", "The sponsor pays for the compute budget.", "x402-foundation/x402#3120")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("NoMemo", "CAN_OF_WORMS", "Clients must send a Memo, verifiers need not look for one: a warning.")
    group.note("Revisions", "CAN_OF_WORMS", "The verdict differs between revisions of the page.")
    control = group.accept("memo", "limit, price, transfer, memo: what published clients build", pay(), flags="Layout")
    _counts(group, control)
    _order(group, control)
    _foreign(group, control)
    _limit(group, control)
    _price(group, control)
    svm_guards.add(group, control)
    return group


def _counts(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    good("legacy", "a legacy message instead of version 0", pay(legacy=True), flags="Layout")
    good("three", "no optional instruction", pay(rest=[]), flags="Layout NoMemo", level="should")
    good("one-guard", "a Lighthouse instruction, then the memo", pay(rest=[guard(), memo()]), flags="Guards")
    good("guard-last", "the memo, then a Lighthouse instruction", pay(rest=[memo(), guard()]), flags="Guards")
    good("two-guards", "two Lighthouse instructions, then the memo", pay(rest=[guard(), guard(), memo()]), flags="Guards")
    sixth = "the page of April allows only a Memo as sixth instruction; both official SDKs allow either"
    case = pay(rest=[guard(), memo(), guard()])
    title = "the sixth instruction is Lighthouse"
    old = expectation("reject", "svm.instruction.unknown", TX, spec="S-Apr", level="should", also=("accept",), why=sixth)
    group.add(
        "sixth-guard",
        title,
        case,
        revisions(old, expectation("accept", spec="S-new")),
        flags="Guards Revisions",
        base=control,
        resigned=True,
        described={IN: title},
    )
    seven = pay(rest=[guard(), guard(), guard(), memo()])
    title = "seven instructions: four optional ones"
    old = expectation("reject", "svm.instruction_count", TX, spec="S-Apr", why="the page of April allows six")
    group.add(
        "seven",
        title,
        seven,
        revisions(old, expectation("accept", spec="S-new")),
        flags="Boundary Revisions",
        base=control,
        resigned=True,
        described={IN: title},
    )
    bad(
        "five-memos",
        "eight instructions that are no guards: five memos",
        pay(rest=[memo(bytes([one])) for one in b"abcde"]),
        "svm.instruction_count",
        flags="Boundary",
    )
    bad(
        "two",
        "no transfer: limit and price only",
        pay(instructions=[limit(), price()]),
        "svm.instruction_count",
        other=("svm.signers", "svm.transfer"),
        flags="Boundary",
    )
    bad("one", "nothing but the transfer", pay(instructions=[transfer()]), "svm.instruction_count", other=("svm.compute_limit",), flags="Layout")
    bad("none", "no instruction at all", pay(instructions=[]), "svm.instruction_count", other=("svm.signers", "svm.transfer"), flags="Layout")


def _order(group: Group, control: Vector) -> None:
    bad = described(group, control)
    for slug, title, order, code in (
        ("price-first", "price before limit", [price(), limit(), transfer(), memo()], "svm.compute_limit"),
        ("transfer-first", "the transfer comes first", [transfer(), limit(), price(), memo()], "svm.compute_limit"),
        ("memo-first", "the memo comes first", [memo(), limit(), price(), transfer()], "svm.compute_limit"),
        ("memo-before-transfer", "the memo comes before the transfer", [limit(), price(), memo(), transfer()], "svm.transfer"),
        ("no-limit", "no limit", [price(), transfer(), memo()], "svm.compute_limit"),
        ("no-price", "no price", [limit(), transfer(), memo()], "svm.compute_price"),
        ("limit-twice", "a second limit instead of the price", [limit(), limit(), transfer(), memo()], "svm.compute_price"),
        ("guard-first", "a Lighthouse instruction comes first", [guard(), limit(), price(), transfer(), memo()], "svm.compute_limit"),
    ):
        policy = {"level": "policy", "also": ("accept",), "why": "some wallets put guards first"} if slug == "guard-first" else {}
        bad(slug, title, pay(instructions=order), code, flags="Guards" if policy else "Layout", **policy)
    accepted(group, control)(
        "guard-first-interop",
        "a Lighthouse instruction comes first, under the lenient policy",
        pay(instructions=[guard(), limit(), price(), transfer(), memo()], policy="interop"),
        flags="Guards",
        level="policy",
        also=("reject",),
    )
    nonce = instruction(SYSTEM, struct.pack("<I", 4), [(svm.STRANGER, "w"), (PAYER, "s")])
    bad(
        "durable-nonce",
        "a durable nonce is advanced first",
        pay(instructions=[nonce, limit(), price(), transfer(), memo()]),
        "svm.compute_limit",
        flags="Layout",
    )


def _foreign(group: Group, control: Vector) -> None:
    bad = described(group, control)
    lamports = struct.pack("<IQ", 2, 1)
    create = [(PAYER, "sw"), (svm.token_account(PAYEE), "w"), (PAYEE, ""), (svm.USDC, ""), (SYSTEM, ""), (svm.TOKEN, "")]
    for slug, title, one in (
        ("second-transfer", "a second TransferChecked", transfer(amount=1)),
        ("system-transfer", "a System transfer by the payer", instruction(SYSTEM, lamports, [(PAYER, "sw"), (PAYEE, "w")])),
        ("create-account", "the payee's token account is created", instruction(svm.ASSOCIATED_TOKEN, b"\x01", create)),
        ("unknown-program", "an unknown program", instruction(svm.STRANGER, b"\x01")),
        ("memo-v1", "the first version of the Memo program", instruction(MEMO_V1, svm.NONCE_MEMO)),
        ("heap-frame", "RequestHeapFrame", instruction(COMPUTE_BUDGET, struct.pack("<BI", 1, 32768))),
        ("second-price", "a second compute price", price(2)),
        ("second-limit", "a second compute limit", limit(400_000)),
    ):
        case = pay(rest=[memo(), one])
        bad(slug, f"after the memo: {title}", case, "svm.instruction.unknown", flags="ForeignInstruction")


def _limit(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    good("limit-400000", "a compute limit of 400000", pay(limited=limit(400_000)), flags="ComputeBudget Boundary")
    why = "the two budget instructions use 150 units each: the transfer is never reached"
    good(
        "limit-above-budget",
        "a compute limit of 301: how much a transfer needs is the cluster's affair",
        pay(limited=limit(301)),
        flags="ComputeBudget Boundary",
        level="policy",
        also=("reject",),
    )
    for units in (300, 1, 0):
        flags = "ComputeBudget Boundary" if units == 300 else "ComputeBudget"
        policy = {"level": "should", "also": ("accept",), "why": why}
        title = f"a compute limit of {units}, used up before the transfer"
        bad(f"limit-used-up-{units}", title, pay(limited=limit(units)), "svm.compute_limit.too_low", flags=flags, **policy)
    for units in (400_001, 1_400_000, 2**32 - 1):
        bad(
            f"limit-{units}",
            f"a compute limit of {units}",
            pay(limited=limit(units)),
            "svm.compute_limit.too_high",
            flags="ComputeBudget Boundary" if units == 400_001 else "ComputeBudget",
            level="policy",
            also=("accept",),
            why="the page bounds the price, not the limit; the product is what the sponsor pays",
        )
    for slug, title, data in (
        ("empty", "no data", b""),
        ("byte", "1 byte", b"\x02"),
        ("short", "4 bytes", b"\x02\x20\x4e\x00"),
        ("long", "6 bytes", b"\x02\x20\x4e\x00\x00\x00"),
        ("discriminator", "discriminator 0", b"\x00\x20\x4e\x00\x00"),
    ):
        bad(
            f"limit-data-{slug}",
            f"the limit's data: {title}",
            pay(limited=instruction(COMPUTE_BUDGET, data)),
            "svm.compute_limit",
            flags="ComputeBudget",
            level="should" if slug == "long" else "must",
        )
    bad(
        "limit-program",
        "the limit is sent to another program",
        pay(limited=instruction(svm.STRANGER, b"\x02\x20\x4e\x00\x00")),
        "svm.compute_limit",
        flags="ComputeBudget",
    )


def _price(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    for micro in (0, 5_000_000):
        good(f"price-{micro}", f"a compute price of {micro} micro-lamports", pay(priced=price(micro)), flags="ComputeBudget Boundary")
    for micro in (5_000_001, 2**64 - 1):
        bad(
            f"price-{micro}",
            f"a compute price of {micro} micro-lamports",
            pay(priced=price(micro)),
            "svm.compute_price.too_high",
            flags="ComputeBudget Boundary",
        )
    data = struct.pack("<BQ", 3, 1)
    for slug, title, wrong in (
        ("empty", "no data", b""),
        ("byte", "1 byte", b"\x03"),
        ("short", "8 bytes", data[:-1]),
        ("long", "10 bytes", data + b"\0"),
        ("discriminator", "discriminator 4", b"\x04" + data[1:]),
    ):
        bad(
            f"price-data-{slug}",
            f"the price's data: {title}",
            pay(priced=instruction(COMPUTE_BUDGET, wrong)),
            "svm.compute_price",
            flags="ComputeBudget",
            level="should" if slug == "long" else "must",
        )
    bad(
        "price-program", "the price is sent to another program", pay(priced=instruction(LIGHTHOUSE, data)), "svm.compute_price", flags="ComputeBudget"
    )
    dearest = pay(limited=limit(400_000), priced=price(5_000_000))
    good(
        "fee-2010000",
        "the highest fee of all: 2010000 lamports, the product of both bounds",
        dearest,
        flags="ComputeBudget Boundary",
        level="policy",
        also=("reject",),
    )
    for units, micro, code in ((400_001, 5_000_000, "svm.compute_limit.too_high"), (400_000, 5_000_001, "svm.compute_price.too_high")):
        bad(
            f"fee-above-{units}-{micro}",
            f"a compute limit of {units} at {micro} micro-lamports: more than 2010000 lamports",
            pay(limited=limit(units), priced=price(micro)),
            code,
            other=("svm.fee.too_high",),
            flags="ComputeBudget Boundary",
            level="policy",
            also=("accept",),
            why="the page bounds the price alone; the product is what the sponsor pays",
        )
    with_accounts = instruction(COMPUTE_BUDGET, data, [(FEE_PAYER, "w")])
    bad(
        "price-names-fee-payer",
        "the price's accounts name the fee payer",
        pay(priced=with_accounts),
        "svm.fee_payer.in_accounts",
        other=("svm.compute_price",),
        flags="ComputeBudget",
    )
