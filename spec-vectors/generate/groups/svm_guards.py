"""Solana: the Lighthouse instructions that wallets add, and what passes for them."""

from __future__ import annotations

from typing import Any

import svm
from model import Case, Group, Json, Vector
from svm import CAPTURED_GUARD, FEE_PAYER, PAYER, STRANGER, guard, limit, memo, pay, price, transfer

TX = "/payload/transaction"
IN = "/input/payload/payload/transaction"
SOURCE = (svm.token_account(PAYER), "")
SPONSOR = (FEE_PAYER, "")

# Guards of finalized mainnet transactions; the last one is Solflare's, on the fee payer.
CAPTURED = (
    ("info", CAPTURED_GUARD.hex(), "AccountInfo, owner and data length"),
    (
        "hash",
        "06040303010001a500000000000000000851a365d091db74537db9d33fe38737777e127d89ae79cdf45eeba2a8b780af4600a501",
        "a hash of the whole account",
    ),
    ("token", "0a040402a8ea410900000000040300000600000000000000000508", "TokenAccount, four assertions"),
    ("token-delegate", "0604030025288d07000000000403000001000000000000000000", "AccountInfo, three assertions"),
    ("owner", "060401030000", "AccountInfo, the owner is System"),
)
KINDS = {
    0: "MemoryWrite", 1: "MemoryClose", 2: "AssertAccountData", 3: "AssertAccountDataMulti", 4: "AssertAccountDelta", 5: "AssertAccountInfo",
    6: "AssertAccountInfoMulti", 7: "AssertMintAccount", 8: "AssertMintAccountMulti", 9: "AssertTokenAccount", 10: "AssertTokenAccountMulti",
    11: "AssertStakeAccount", 15: "AssertSysvarClock", 16: "AssertMerkleTreeAccount", 17: "AssertBubblegumTreeConfigAccount", 18: "no instruction",
}  # fmt: skip
ASSERTIONS = (5, 6, 9, 10)


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of layouts."""
    group.note("Captured", "INTEROP", "A guard as a wallet sent it: the bytes are of finalized mainnet transactions.", "x402-foundation/x402#3318")
    group.note(
        "GuardAttack",
        "SECURITY",
        "What is no assertion on an account can write memory at a signer's cost, or pass in the simulation and fail when it lands: the sponsor pays.",
    )
    shared: Json = {"resigned": True, "base": control}

    def good(slug: str, title: str, case: Case, **more: Any) -> Vector:
        return group.accept(slug, title, case, **(shared | {"described": {IN: title}} | more))

    def bad(slug: str, title: str, case: Case, code: str, **more: Any) -> Vector:
        return group.reject(slug, title, case, code, TX, **(shared | {"described": {IN: title}} | more))

    _captured(good, bad)
    _kinds(good, bad)
    _forms(good, bad)
    _counts(good, bad)


def _lenient(title: str) -> str:
    return f"{title}, under the lenient policy"


def _captured(good: Any, bad: Any) -> None:
    policy: Json = {"level": "policy", "also": ("reject",)}
    page: Json = {"level": "policy", "also": ("accept",), "why": "the page allows guards behind the transfer alone, and no account of the fee payer"}
    for slug, data, title in CAPTURED:
        one = bytes.fromhex(data)
        # The control of every guard has the first of them already.
        good(f"captured-{slug}", f"{title}: behind the transfer", pay(rest=[guard(data=one), memo(b"guarded")]), flags="Captured")
        order = [guard([SPONSOR], one), limit(), price(), transfer(), memo()]
        title = f"{title}: first, and on the fee payer"
        good(f"captured-{slug}-sponsor-interop", _lenient(title), pay(instructions=order, policy="interop"), flags="Captured", **policy)
        bad(
            f"captured-{slug}-sponsor",
            title,
            pay(instructions=order),
            "svm.compute_limit",
            other=("svm.fee_payer.in_accounts",),
            flags="Captured",
            **page,
        )
    three = [guard([SPONSOR], bytes.fromhex(CAPTURED[index][1])) for index in (2, 1, 0)]
    last = guard(data=bytes.fromhex(CAPTURED[2][1]))
    phantom = [limit(), price(), *three, transfer(), memo(), last]
    title = "three guards before the transfer and one behind, as Phantom inserts them"
    good("phantom-interop", _lenient(title), pay(instructions=phantom, policy="interop"), flags="Captured", **policy)
    bad("phantom", title, pay(instructions=phantom), "svm.transfer", other=("svm.fee_payer.in_accounts",), flags="Captured", **page)
    solflare = [guard([SPONSOR], bytes.fromhex(CAPTURED[4][1]))] * 2
    title = "two guards first, on the fee payer, as Solflare inserts them"
    case = pay(instructions=[*solflare, limit(), price(), transfer(), memo()], policy="interop")
    good("solflare-interop", _lenient(title), case, flags="Captured", **policy)


def _kinds(good: Any, bad: Any) -> None:
    body = CAPTURED_GUARD[1:]
    why = "the page says Lighthouse, and not which of its instructions: wallets send assertions on accounts alone"
    for kind, name in KINDS.items():
        case = pay(rest=[guard(data=bytes([kind]) + body), memo()])
        edge = "Guards Boundary" if kind in (4, 5, 6, 7, 8, 9, 10, 11) else "GuardAttack"
        if kind in ASSERTIONS:
            if kind != 6:
                good(f"guard-kind-{kind}", f"Lighthouse {kind}, {name}", case, flags=edge)
            continue
        should: Json = {"level": "should", "also": ("accept",), "why": why}
        bad(f"guard-kind-{kind}", f"Lighthouse {kind}, {name}", case, "svm.guard.kind", flags=edge, **should)
    bad("guard-empty", "a Lighthouse instruction without data", pay(rest=[guard(data=b""), memo()]), "svm.guard.kind", flags="GuardAttack",
        level="should", also=("accept",), why="the program fails on it: only the sponsor's fee moves")  # fmt: skip
    write = guard([(PAYER, "sw"), (STRANGER, "w"), (svm.SYSTEM, "")], b"\x00\x00\x00\x00\x00")
    title = "MemoryWrite, for which the payer funds an account"
    bad("guard-memory-write", title, pay(rest=[write, memo()]), "svm.guard.kind", other=("svm.guard.form",), flags="GuardAttack", level="should",
        also=("accept",), why=why)  # fmt: skip
    clock = [guard([], bytes([15, 0, 0]) + (420_000_000).to_bytes(8, "little") + b"\5"), limit(), price(), transfer(), memo()]
    title = "AssertSysvarClock, a slot that the simulation is before and the landing behind"
    case = pay(instructions=clock, policy="interop")
    bad(
        "guard-clock-interop",
        _lenient(title),
        case,
        "svm.guard.kind",
        other=("svm.guard.form",),
        flags="GuardAttack",
        level="policy",
        also=("accept",),
    )


def _forms(good: Any, bad: Any) -> None:
    why = "a guard asserts on one account; these log levels take a further one"
    policy: Json = {"level": "should", "also": ("accept",), "why": why}
    for slug, title, accounts in (("no-account", "no account", []), ("two-accounts", "two accounts", [SOURCE, (svm.USDC, "")])):
        bad(f"guard-{slug}", f"a guard with {title}", pay(rest=[guard(accounts), memo()]), "svm.guard.form", flags="Guards Boundary", **policy)
    good("guard-one-account", "a guard on the payer itself", pay(rest=[guard([(PAYER, "")]), memo()]), flags="Guards Boundary")
    for level in (*range(8), 255):
        case = pay(rest=[guard(data=bytes([6, level]) + CAPTURED_GUARD[2:]), memo(b"level")])
        title = f"a guard of log level {level}"
        if level in (3, 6, 7, 255):
            bad(f"guard-log-{level}", title, case, "svm.guard.form", flags="Guards Boundary", **policy)
        else:
            good(f"guard-log-{level}", title, case, flags="Guards Boundary")
    bad("guard-no-log", "a guard of one byte", pay(rest=[guard(data=b"\6"), memo()]), "svm.guard.form", flags="Guards", **policy)
    for size in (512, 513):
        case = pay(rest=[guard(data=CAPTURED_GUARD + bytes(size - len(CAPTURED_GUARD))), memo()])
        title = f"a guard of {size} bytes"
        if size == 512:
            good("guard-512-bytes", title, case, flags="Guards Boundary", level="policy", also=("reject",))
        else:
            why = "no wallet's guard is that long; nothing written bounds them"
            bad("guard-513-bytes", title, case, "svm.guard.form", flags="Guards Boundary", level="policy", also=("accept",), why=why)


def _counts(good: Any, bad: Any) -> None:
    why = "guards are a wallet's, and not counted with the payment's own instructions; the page counts seven in all"
    policy: Json = {"flags": "Guards Boundary", "level": "policy", "also": ("reject",), "why": why}
    good("four-guards-and-memo", "four guards behind the transfer, and a memo", pay(rest=[*[guard()] * 4, memo()]), **policy)
    four = [memo(bytes([one])) for one in b"abcd"]
    good("four-guards-and-memos", "four guards and four memos", pay(rest=[*[guard()] * 4, *four]), **policy)
    bad(
        "five-guards-and-memo",
        "five guards behind the transfer, and a memo",
        pay(rest=[*[guard()] * 5, memo()]),
        "svm.guard.count",
        flags="Guards Boundary",
    )
    bad("five-guards", "five guards behind the transfer", pay(rest=[guard()] * 5), "svm.guard.count", flags="Guards Boundary")
    why = "wallets were seen to send up to eight"
    for count in (8, 9):
        before = [guard()] * 4
        order = [limit(), *before, price(), transfer(), *[guard()] * (count - 4), memo()]
        title, case = _lenient(f"{count} guards around the transfer"), pay(instructions=order, policy="interop")
        if count == 8:
            good("eight-guards-interop", title, case, flags="Guards Boundary", level="policy", also=("reject",), why=why)
        else:
            bad("nine-guards-interop", title, case, "svm.guard.count", flags="Guards Boundary", level="policy", also=("accept",), why=why)
