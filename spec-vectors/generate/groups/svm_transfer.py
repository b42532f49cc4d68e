"""Solana: the transfer, the sponsor's safety, the offer's terms."""

from __future__ import annotations

import struct
from typing import Any

import svm
from groups import svm_settles, svm_sponsor
from groups.svm_layout import IN, SPEC, TX, accepted, described, revisions
from model import Group, Vector, expectation, ref
from svm import (
    FEE_PAYER,
    FEE_PAYER_2,
    PAYEE,
    PAYER,
    PYUSD,
    STRANGER,
    TOKEN,
    TOKEN_2022,
    USDC,
    instruction,
    memo,
    pay,
    requirements,
    token_account,
)

SOURCE = token_account(PAYER)
DESTINATION = token_account(PAYEE)


def build() -> Group:
    """The group."""
    refs = (
        ref(SPEC, "Facilitator Verification Rules, 2"),
        ref(SPEC, "Facilitator Verification Rules, 4"),
        ref(SPEC, "Facilitator Verification Rules, 6"),
    )
    group = Group("svm.exact.transfer", "Solana: the transfer and the sponsor's safety", "L3", refs)
    group.note("Transfer", "SECURITY", "What is transferred differs from the offer.")
    group.note("Token2022", "INTEROP", "A mint of Token-2022: its token accounts have other addresses.")
    group.note("OtherInstruction", "MALFORMED", "The third instruction is no TransferChecked of 10 bytes and 4 accounts.")
    group.note(
        "SponsorSafety",
        "SECURITY",
        "The fee payer signs the whole transaction: it must be asked for nothing else.",
        "x402-foundation/x402#482",
        "x402-foundation/x402#646",
        "x402-foundation/x402#705",
    )
    group.note("Accepted", "SECURITY", "`accepted` is the client's copy of the offer; nothing in it may differ from the offer itself.")
    group.note("Regenerated", "INTEROP", "What servers generate anew for each 402 is not compared.")
    group.note("Revisions", "CAN_OF_WORMS", "The verdict differs between revisions of the page.", "x402-foundation/x402#1378")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("ChainFacts", "BASIC", "A token account as the chain declares it.")
    control = group.accept("plain", "a payment as published clients build it", pay(), flags="Boundary")
    _transfer(group, control)
    _other(group, control)
    svm_sponsor.add(group, control)
    svm_settles.add_accounts(group, control)
    _terms(group, control)
    return group


def _transfer(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    static = "the outcome may be enough, the static path wants the exact amount"
    for slug, amount in (("less", 9_999), ("zero", 0)):
        bad(f"amount-{slug}", f"the amount is {amount} for 10000", pay(amount=amount), "amount.mismatch", flags="Transfer")
    for slug, amount in (("more", 10_001), ("max", 2**64 - 1)):
        title = f"the amount is {amount} for 10000"
        old = expectation("reject", "amount.mismatch", TX, spec="S-Apr")
        new = expectation("reject", "amount.mismatch", TX, spec="S-new", level="policy", also=("accept",), why=static)
        group.add(
            f"amount-{slug}",
            title,
            pay(amount=amount),
            revisions(old, new),
            flags="Transfer Revisions",
            base=control,
            resigned=True,
            described={IN: title},
        )
    top = requirements(amount=str(2**64 - 1))
    good("amount-u64", "offer and amount are 2^64-1", pay(top, amount=2**64 - 1), flags="Transfer")
    bad(
        "recipient",
        "the destination is somebody else's token account",
        pay(destination=token_account(STRANGER)),
        "recipient.mismatch",
        flags="Transfer",
    )
    bad("recipient-wallet", "the destination is the payee's wallet itself", pay(destination=PAYEE), "recipient.mismatch", flags="Transfer")
    bad(
        "recipient-other-mint",
        "the destination is the payee's account for another mint",
        pay(destination=token_account(PAYEE, PYUSD)),
        "recipient.mismatch",
        flags="Transfer",
    )
    bad("mint", "another mint", pay(mint=STRANGER, source=SOURCE, destination=DESTINATION), "token.mismatch", flags="Transfer")
    dollars = requirements(asset=PYUSD)
    two = good("token-2022", "a mint of Token-2022", pay(dollars, mint=PYUSD, program=TOKEN_2022), flags="Token2022")
    wrong = token_account(PAYEE, PYUSD, TOKEN)
    bad(
        "token-2022-wrong-account",
        "the destination is derived with the other token program",
        pay(dollars, mint=PYUSD, program=TOKEN_2022, destination=wrong),
        "recipient.mismatch",
        flags="Token2022",
        base=two,
    )
    vault = requirements(payTo=DESTINATION)
    good("off-curve-payee", "payTo is a program's address", pay(vault, owner=DESTINATION), flags="Transfer")
    bad("self-transfer", "source and destination are the payee's account", pay(source=DESTINATION), "svm.source.destination", flags="Transfer")
    good(
        "other-source", "the source is no associated account of the payer: the chain decides", pay(source=STRANGER), flags="Transfer", level="should"
    )
    facts = {svm.DEVNET: {"accounts": {SOURCE: {"owner": TOKEN, "lamports": "2039280", "token": {"mint": USDC, "amount": "10000"}}}}}
    held = {"owner": TOKEN, "lamports": "2039280", "token": {"mint": USDC, "amount": "10000"}}
    both = {svm.DEVNET: {"accounts": {SOURCE: held, DESTINATION: held}}}
    group.accept("accounts-exist", "both token accounts exist", pay(state=both), flags="ChainFacts", base=control, layer="L4")
    for slug, title, missing in (
        ("destination-missing", "the destination does not exist: it has no lamports", {"lamports": "0"}),
        ("destination-wallet", "the System program owns the destination", {"owner": svm.SYSTEM, "lamports": "890880"}),
    ):
        group.reject(
            slug,
            title,
            pay(state={svm.DEVNET: {"accounts": {SOURCE: held, DESTINATION: missing}}}),
            "svm.recipient_account",
            TX,
            other=("svm.accounts",),
            flags="ChainFacts",
            base=control,
            layer="L4",
            level="should",
            also=("accept",),
            why="an offline verifier may leave this to settlement",
        )
    group.accept("source-funded", "the source holds the amount", pay(state=facts), flags="ChainFacts", base=control, layer="L4")
    short = {svm.DEVNET: {"accounts": {SOURCE: {"owner": TOKEN, "lamports": "2039280", "token": {"mint": USDC, "amount": "9999"}}}}}
    group.reject(
        "source-short",
        "the source holds one less than the amount",
        pay(state=short),
        "funds.insufficient",
        TX,
        flags="ChainFacts",
        base=control,
        layer="L4",
        level="should",
        also=("accept",),
        why="an offline verifier may leave this to settlement",
    )


def _other(group: Group, control: Vector) -> None:
    bad = described(group, control)
    amount, checked = struct.pack("<Q", 10_000), struct.pack("<BQB", 12, 10_000, 6)
    four = [(SOURCE, "w"), (USDC, ""), (DESTINATION, "w"), (PAYER, "s")]
    three = [(SOURCE, "w"), (DESTINATION, "w"), (PAYER, "s")]
    for slug, title, one in (
        ("unchecked", "Transfer", instruction(TOKEN, b"\x03" + amount, three)),
        ("approve", "Approve", instruction(TOKEN, b"\x04" + amount, three)),
        ("approve-checked", "ApproveChecked", instruction(TOKEN, b"\x0d" + checked[1:], four)),
        ("burn", "Burn", instruction(TOKEN, b"\x08" + amount, [(SOURCE, "w"), (USDC, "w"), (PAYER, "s")])),
        ("close", "CloseAccount", instruction(TOKEN, b"\x09", three)),
        ("with-fee", "TransferCheckedWithFee", instruction(TOKEN_2022, b"\x1a\x01" + checked[1:] + bytes(8), four)),
        ("short-data", "TransferChecked with 9 bytes", instruction(TOKEN, checked[:-1], four)),
        ("long-data", "TransferChecked with 11 bytes", instruction(TOKEN, checked + b"\0", four)),
        ("three-accounts", "TransferChecked with 3 accounts", instruction(TOKEN, checked, [four[0], four[1], four[2]])),
        ("five-accounts", "TransferChecked with 5 accounts", instruction(TOKEN, checked, [*four, (STRANGER, "")])),
        ("other-program", "TransferChecked sent to another program", instruction(STRANGER, checked, four)),
    ):
        lenient = slug in ("long-data", "five-accounts")
        signed = slug != "three-accounts"
        rest = [memo()] if signed else [memo(accounts=[(PAYER, "s")])]
        bad(
            slug,
            f"instead of TransferChecked: {title}",
            pay(moved=one, rest=rest),
            "svm.transfer",
            flags="OtherInstruction Boundary" if slug in ("short-data", "long-data", "three-accounts", "five-accounts") else "OtherInstruction",
            level="should" if lenient else "must",
        )


def _terms(group: Group, control: Vector) -> None:
    terms = requirements()
    flags = {"flags": "Accepted", "base": control}
    mainnet = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
    group.reject(
        "accepted-network",
        "accepted.network is another",
        pay(terms, accepted=terms | {"network": mainnet}),
        "network.mismatch",
        "/accepted/network",
        layer="L2",
        **flags,
    )
    for name, value in (("amount", "9999"), ("asset", PYUSD), ("payTo", STRANGER), ("extra", {"feePayer": FEE_PAYER_2})):
        group.reject(
            f"accepted-{name.lower()}",
            f"accepted.{name} is another",
            pay(terms, accepted=terms | {name: value}),
            "accepted.mismatch",
            f"/accepted/{name}",
            layer="L2",
            level="should",
            also=("accept",),
            why="facilitators of both official SDKs compare scheme and network only",
            **flags,
        )
    for name, old, new in (("recentBlockhash", STRANGER, PAYER), ("lastValidBlockHeight", "100", "99")):
        fresh = requirements(extra={"feePayer": FEE_PAYER, name: old})
        group.accept(
            f"accepted-{name.lower()}",
            f"accepted.extra.{name} is of an earlier 402",
            pay(fresh, accepted=fresh | {"extra": {"feePayer": FEE_PAYER, name: new}}),
            flags="Regenerated",
            base=control,
            layer="L2",
        )
    values: dict[str, Any] = {"null": None, "number": 1, "empty": "", "object": {}}
    for slug, wrong in values.items():
        case = svm.case("", terms)
        case.input["payload"]["payload"]["transaction"] = wrong
        code, other = ("svm.bytes", ("payload.malformed",)) if slug == "empty" else ("payload.malformed", ())
        group.reject(f"transaction-{slug}", f"transaction is {slug}", case, code, TX, other=other, flags="OtherInstruction", base=control, layer="L1")
    bare = svm.case("", terms)
    del bare.input["payload"]["payload"]["transaction"]
    group.reject("transaction-missing", "no transaction", bare, "payload.malformed", TX, flags="OtherInstruction", base=control, layer="L1")
