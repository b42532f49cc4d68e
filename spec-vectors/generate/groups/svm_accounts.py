"""Solana: the transfer's accounts, and the sponsor's."""

from __future__ import annotations

import struct

import svm
from groups.svm_layout import TX, accepted, described
from model import Group, Json, Vector
from svm import (
    FEE_PAYER,
    FEE_PAYER_2,
    PAYEE,
    PAYER,
    PYUSD,
    TOKEN,
    TOKEN_2022,
    USDC,
    Instruction,
    guard,
    instruction,
    memo,
    pay,
    requirements,
    token_account,
)

SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)
TRANSFER = struct.pack("<BQB", 12, 10_000, 6)


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of forms."""
    _accounts(group, control)
    _sponsor(group, control)


def near(address: str) -> str:
    """Another address whose bytes differ in the last one."""
    raw = bytes(svm.Pubkey.from_string(address))
    return str(svm.Pubkey.from_bytes(raw[:-1] + bytes([raw[-1] ^ 1])))


def _accounts(group: Group, control: Vector) -> None:
    bad = described(group, control)

    def moved(*accounts: tuple[str, str]) -> Instruction:
        return instruction(TOKEN, TRANSFER, accounts)

    source, mint, destination, payer = (SOURCE, "w"), (USDC, ""), (DESTINATION, "w"), (PAYER, "s")
    for slug, title, one, code, other in (
        ("reversed", "source and destination are swapped", moved(destination, mint, source, payer), "recipient.mismatch", ()),
        ("mint-last", "mint and destination are swapped", moved(source, destination, mint, payer), "token.mismatch", ("recipient.mismatch",)),
        (
            "authority-first",
            "the authority comes first",
            moved(payer, source, mint, destination),
            "svm.authority",
            ("token.mismatch", "svm.transfer"),
        ),
        ("unchecked-order", "source, destination, authority, as for Transfer", moved(source, destination, payer), "svm.transfer", ()),
        ("no-accounts", "no accounts at all", moved(), "svm.transfer", ()),
    ):
        rest = [memo(accounts=[(PAYER, "s")])]
        named = DESTINATION if slug == "authority-first" else PAYER
        case = pay(moved=one, rest=rest, authority=named)
        bad(f"accounts-{slug}", f"the transfer's accounts: {title}", case, code, other=other, flags="AccountOrder")
    for slug, title, account in (
        ("payee-of-payer", "the payer's own token account of another mint", token_account(PAYER, PYUSD)),
        ("owner-mint-swapped", "the account derived with owner and mint swapped", token_account(USDC, PAYEE)),
        ("mint", "the mint itself", USDC),
        ("nested", "the token account's own token account", token_account(DESTINATION)),
        ("fee-payers", "the fee payer's token account", token_account(FEE_PAYER)),
        ("near", "an address that differs in the last byte", near(DESTINATION)),
    ):
        case = pay(destination=account)
        code = "recipient.mismatch"
        bad(f"destination-{slug}", f"the destination is {title}", case, code, flags="AccountOrder")
    mint_near = near(USDC)
    bad(
        "mint-near",
        "the mint differs in the last byte",
        pay(mint=mint_near, source=SOURCE, destination=DESTINATION),
        "token.mismatch",
        flags="AccountOrder",
    )
    for slug, title, program in (
        ("look-alike", "an address that differs from SPL Token's in the last byte", near(TOKEN)),
        ("associated", "the associated token program", svm.ASSOCIATED_TOKEN),
    ):
        one = instruction(program, TRANSFER, [source, mint, destination, payer])
        bad(f"program-{slug}", f"TransferChecked sent to {title}", pay(moved=one), "svm.transfer", flags="AccountOrder")


def _sponsor(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    flags: Json = {"flags": "SponsorSafety"}
    mixed = [FEE_PAYER_2, "0x0000000000000000000000000000000000000001", FEE_PAYER]
    group.accept("signers-several", "the facilitator's signers are several, of both families", pay(signers=mixed), base=control, **flags)
    group.reject("signers-none", "the facilitator has no signers", pay(signers=[]), "svm.fee_payer.unmanaged", base=control, **flags)
    only = pay(signers=["0x0000000000000000000000000000000000000001"])
    group.reject("signers-evm", "the facilitator has signers of another family only", only, "svm.fee_payer.unmanaged", base=control, **flags)
    own = pay(signers=[FEE_PAYER, PAYER])
    group.reject(
        "payer-managed",
        "the payer is itself one of the facilitator's signers",
        own,
        "svm.signer.managed",
        TX,
        base=control,
        level="should",
        also=("accept",),
        other=("svm.source.sponsor",),
        why="the sponsor's key would pay for itself: no payment by anybody else",
        **flags,
    )
    offer = requirements(payTo=FEE_PAYER_2)
    good("pay-to-managed", "payTo is another managed signer", pay(offer, owner=FEE_PAYER_2), level="should", also=("reject",), **flags)
    offer = requirements(extra={"feePayer": FEE_PAYER_2})
    good("fee-payer-second", "the offer names the second managed signer", pay(offer, payer=FEE_PAYER_2), **flags)
    dollars = requirements(asset=PYUSD)
    two = good("token-2022", "a mint of Token-2022", pay(dollars, mint=PYUSD, program=TOKEN_2022), **flags)
    for slug, title, owner in (("fee-payer", "the fee payer's", FEE_PAYER), ("managed", "another managed signer's", FEE_PAYER_2)):
        case = pay(dollars, mint=PYUSD, program=TOKEN_2022, source=token_account(owner, PYUSD, TOKEN_2022))
        bad(f"token-2022-source-{slug}", f"the source is {title} account under Token-2022", case, "svm.source.sponsor", base=two, **flags)
    classic = pay(dollars, mint=PYUSD, program=TOKEN_2022, source=token_account(FEE_PAYER, PYUSD))
    why = "no account of Token-2022 stands at this address: the chain will say so"
    good(
        "token-2022-source-classic",
        "the source is where the fee payer's account would be under the classic program",
        classic,
        level="undefined",
        also=("reject",),
        why=why,
        flags="SponsorSafety SpecDefect",
    )
    reads = pay(rest=[guard([(token_account(FEE_PAYER), "")]), memo()])
    why = "rule 2 names the fee payer's address, not its token accounts: may a guard read one?"
    good(
        "guard-reads-sponsor-account",
        "a guard reads the fee payer's token account",
        reads,
        level="undefined",
        also=("reject",),
        why=why,
        flags="SponsorSafety SpecDefect",
    )
