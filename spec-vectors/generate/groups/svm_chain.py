"""Solana: what declared chain facts decide; lookup tables."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import svm
from groups.svm_layout import IN, SPEC, TX
from model import Case, Group, Json, Vector, ref
from svm import (
    DEVNET,
    FEE_PAYER,
    FEE_PAYER_2,
    PAYEE,
    PAYER,
    PYUSD,
    STRANGER,
    SYSTEM,
    TOKEN,
    TOKEN_2022,
    USDC,
    Tx,
    guard,
    memo,
    pay,
    requirements,
    token_account,
)

MAINNET = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)
CHAIN = "an offline verifier may leave this to settlement"


def held(amount: str = "10000", mint: str = USDC, owner: str = TOKEN) -> Json:
    """A token account that exists."""
    return {"owner": owner, "lamports": "2039280", "token": {"mint": mint, "amount": amount}}


def state(accounts: Json, network: str = DEVNET) -> Json:
    """Declared accounts of one network."""
    return {network: {"accounts": accounts}}


def build() -> Group:
    """The group."""
    refs = (ref(SPEC, "Facilitator Verification Rules, 5"), ref("Solana programs", "Address Lookup Table"))
    group = Group("svm.exact.chain", "Solana: declared chain facts and lookup tables", "L4", refs)
    group.note("TokenAccount", "BASIC", "A token account as the chain declares it; without lamports it does not exist.")
    group.note("Mint", "SECURITY", "An extension of Token-2022 changes what the payee gets, or stops the transfer.")
    group.note("OtherFacts", "BASIC", "Facts about other accounts, or about another network, say nothing.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("LookupTable", "CAN_OF_WORMS", "Accounts that stand in a lookup table are not known without the chain.")
    control = group.accept("plain", "both token accounts exist", pay(state=state({SOURCE: held(), DESTINATION: held("0")})))
    _accounts(group, control)
    _frozen(group, control)
    _mints(group)
    _other(group, control)
    _tables(group, control)
    return group


def _accounts(group: Group, control: Vector) -> None:
    def good(slug: str, title: str, accounts: Json, flags: str = "TokenAccount", **more: Any) -> None:
        group.accept(slug, title, pay(state=state(accounts), **more), flags=flags, base=control)

    def bad(slug: str, title: str, accounts: Json, code: str, flags: str = "TokenAccount") -> None:
        options: Json = {"flags": flags, "base": control, "level": "should", "also": ("accept",), "why": CHAIN}
        group.reject(slug, title, pay(state=state(accounts)), code, TX, **options)

    good("destination-only", "only the destination is known", {DESTINATION: held("0")})
    good("balance-max", "the source holds 2^64-1", {SOURCE: held(str(2**64 - 1)), DESTINATION: held("0")}, "Boundary")
    good(
        "destination-full",
        "the destination holds 2^64-10001, so that the sum fits",
        {SOURCE: held(), DESTINATION: held(str(2**64 - 10_001))},
        "Boundary",
    )
    bad("source-missing", "the source does not exist", {SOURCE: {"lamports": "0"}, DESTINATION: held()}, "svm.accounts")
    bad("both-missing", "neither token account exists", {SOURCE: {"lamports": "0"}, DESTINATION: {"lamports": "0"}}, "svm.accounts")
    bad("source-wallet", "the System program owns the source", {SOURCE: {"owner": SYSTEM, "lamports": "1"}, DESTINATION: held()}, "svm.accounts")
    bad("source-missing-alone", "the source does not exist, of the destination nothing is known", {SOURCE: {"lamports": "0"}}, "svm.accounts")
    bad("balance-zero", "the source is empty", {SOURCE: held("0"), DESTINATION: held()}, "funds.insufficient", "Boundary")
    other = token_account(STRANGER)
    case = pay(source=other, state=state({other: held(), DESTINATION: held("0")}))
    group.accept(
        "source-not-associated",
        "the source is no associated account; it exists and holds the amount",
        case,
        flags="TokenAccount",
        base=control,
        resigned=True,
        described={IN: "the source is another token account, of which the payer may be the owner or the delegate"},
        level="should",
        also=("reject",),
    )
    dollars = requirements(asset=PYUSD)
    source, destination = (token_account(owner, PYUSD, TOKEN_2022) for owner in (PAYER, PAYEE))
    facts = state({source: held("10000", PYUSD, TOKEN_2022), destination: held("0", PYUSD, TOKEN_2022)})
    two = group.accept(
        "token-2022", "both token accounts of Token-2022 exist", pay(dollars, mint=PYUSD, program=TOKEN_2022, state=facts), flags="TokenAccount"
    )
    classic = state({SOURCE: held(), token_account(PAYEE, PYUSD): held("0", PYUSD), destination: {"lamports": "0"}})
    group.reject(
        "token-2022-missing",
        "the destination exists under the classic program only",
        pay(dollars, mint=PYUSD, program=TOKEN_2022, state=classic),
        "svm.recipient_account",
        TX,
        other=("svm.accounts",),
        flags="TokenAccount",
        base=two,
        level="should",
        also=("accept",),
        why=CHAIN,
    )


def _frozen(group: Group, control: Vector) -> None:
    options: Json = {"flags": "TokenAccount", "base": control, "level": "should", "also": ("accept",), "why": CHAIN}
    for slug, frozen in (("source", SOURCE), ("destination", DESTINATION)):
        facts = {SOURCE: held(), DESTINATION: held("0")}
        facts[frozen] = facts[frozen] | {"token": facts[frozen]["token"] | {"frozen": True}}
        group.reject(f"{slug}-frozen", f"the {slug} is frozen", pay(state=state(facts)), "svm.account.frozen", TX, **options)
    thawed = held()
    thawed["token"]["frozen"] = False
    good = pay(state=state({SOURCE: thawed, DESTINATION: held("0")}))
    group.accept("source-thawed", "the source is not frozen", good, flags="TokenAccount", base=control)


def _mint(extension: int, value: bytes) -> Json:
    """The account of a mint of Token-2022 with one extension."""
    base = bytearray(165)
    base[44:46] = 6, 1
    entry = extension.to_bytes(2, "little") + len(value).to_bytes(2, "little") + value
    data = base64.b64encode(bytes(base) + b"\x01" + entry).decode()
    return {"owner": TOKEN_2022, "lamports": "4162560", "data": data}


def _fees(points: int, most: int) -> bytes:
    """Both fees of `TransferFeeConfig`, without authorities."""
    fee = (most.to_bytes(8, "little") + points.to_bytes(2, "little"),) * 2
    epochs = (0).to_bytes(8, "little"), (500).to_bytes(8, "little")
    return bytes(72) + epochs[0] + fee[0] + epochs[1] + fee[1]


def _mints(group: Group) -> None:
    dollars = requirements(asset=PYUSD)

    def at(extension: int, value: bytes) -> Case:
        facts = state({PYUSD: _mint(extension, value)})
        return pay(dollars, mint=PYUSD, program=TOKEN_2022, state=facts)

    base = group.accept("mint-no-fee", "the mint can take a fee, and takes none", at(1, _fees(0, 5_000)), flags="Mint")
    for slug, title, extension, value in (
        ("mint-fee-capped", "a fee of 1 % that is at most 0", 1, _fees(100, 0)),
        ("mint-no-hook", "the mint may have a hook, and has none", 14, bytes(64)),
        ("mint-not-paused", "the mint can be paused, and is not", 26, bytes(33)),
        ("mint-delegate", "the mint has a permanent delegate", 12, bytes([7]) * 32),
    ):
        group.accept(slug, title, at(extension, value), flags="Mint", base=base)
    options: Json = {"flags": "Mint", "base": base, "level": "should", "also": ("accept",), "why": CHAIN}
    for slug, title, extension, value, code in (
        ("mint-fee", "the mint takes a fee of 1 %", 1, _fees(100, 5_000), "svm.mint.fee"),
        ("mint-hook", "the mint has a hook", 14, bytes(32) + bytes([7]) * 32, "svm.mint.hook"),
        ("mint-paused", "the mint is paused", 26, bytes(32) + b"\x01", "svm.mint.paused"),
        ("mint-fixed", "the mint's tokens cannot be transferred", 9, b"", "svm.mint.non_transferable"),
    ):
        group.reject(slug, title, at(extension, value), code, TX, **options)


def _other(group: Group, control: Vector) -> None:
    for slug, title, facts in (
        ("other-network", "nothing exists on another network", state({SOURCE: {"lamports": "0"}, DESTINATION: {"lamports": "0"}}, MAINNET)),
        (
            "other-accounts",
            "other accounts do not exist",
            state({token_account(STRANGER): {"lamports": "0"}, token_account(PAYER, PYUSD): {"lamports": "0"}}),
        ),
        ("wallet-empty", "the payer's wallet has no lamports: the sponsor pays", state({PAYER: {"lamports": "0"}, PAYEE: {"lamports": "0"}})),
        ("evm-network", "facts about an EVM network", {"eip155:84532": {"accounts": {"0x" + "11" * 20: {"code": "0x"}}}}),
        (
            "both-networks",
            "the accounts exist here and not on another network",
            state({SOURCE: held(), DESTINATION: held()}) | state({SOURCE: {"lamports": "0"}}, MAINNET),
        ),
    ):
        group.accept(slug, title, pay(state=facts), flags="OtherFacts", base=control)


def _tables(group: Group, control: Vector) -> None:
    def facts(addresses: Sequence[str], table: str = STRANGER) -> Json:
        return {DEVNET: {"lookup_tables": {table: list(addresses)}}}

    def at(case: Case, known: Json) -> Case:
        return Case(case.op, case.input, None, known, case.derived)

    options: Json = {"resigned": True, "flags": "LookupTable", "level": "should"}

    def good(slug: str, title: str, addresses: Sequence[str], **more: Any) -> tuple[Vector, Case]:
        case = pay(table=(STRANGER, addresses), **more)
        known = at(case, facts(addresses))
        vector = group.accept(slug, title, known, base=control, described={IN: title}, also=("reject", "undecided"), **options)
        return vector, case

    three, used = good("table-three", "source, mint and destination stand in a table of known content", [SOURCE, USDC, DESTINATION])
    good(
        "table-filled",
        "they stand far back in the table",
        [*(svm.token_account(STRANGER, owner) for owner in (PAYER, PAYEE)), SOURCE, DESTINATION, USDC],
    )

    def bad(slug: str, title: str, case: Case, code: str, **more: Any) -> None:
        group.reject(slug, title, case, code, TX, **({"base": three, "flags": "LookupTable", "level": "should", "also": ("undecided",)} | more))

    must: Json = {"level": "must"}
    bad("table-short", "the table holds one address less than is loaded from it", at(used, facts([SOURCE, USDC])), "svm.lookup_tables")
    bad("table-empty", "the table holds nothing", at(used, facts([])), "svm.lookup_tables")
    bad("table-other", "another table is known", at(used, facts([SOURCE, USDC, DESTINATION], PAYEE)), "svm.lookup_tables")
    bad("table-unknown", "the table is not known", at(used, {}), "svm.lookup_tables")
    elsewhere = {MAINNET: {"lookup_tables": {STRANGER: [SOURCE, USDC, DESTINATION]}}}
    bad("table-elsewhere", "the table is known on another network", at(used, elsewhere), "svm.lookup_tables")
    order = at(used, facts([DESTINATION, USDC, SOURCE]))
    bad("table-order", "the table holds source and destination the other way round", order, "recipient.mismatch", **must)
    bad(
        "table-mint",
        "the table holds another mint",
        at(used, facts([SOURCE, PYUSD, DESTINATION])),
        "token.mismatch",
        other=("recipient.mismatch",),
        **must,
    )
    sponsor = at(used, facts([token_account(FEE_PAYER), USDC, DESTINATION]))
    bad("table-sponsor-source", "the table holds the fee payer's token account as source", sponsor, "svm.source.sponsor", **must)
    managed = at(used, facts([token_account(FEE_PAYER_2), USDC, DESTINATION]))
    bad("table-managed-source", "the table holds a managed signer's token account as source", managed, "svm.source.sponsor", **must)
    twice = at(used, facts([SOURCE, USDC, SOURCE]))
    bad("table-alias", "the table holds the source twice", twice, "svm.lookup_tables", other=("svm.bytes", "svm.source.destination"), **must)
    payer = at(used, facts([SOURCE, USDC, PAYER]))
    bad(
        "table-alias-static",
        "the table holds the payer, who stands among the keys",
        payer,
        "svm.lookup_tables",
        other=("recipient.mismatch", "svm.bytes"),
        **must,
    )
    fee = at(used, facts([FEE_PAYER, USDC, DESTINATION]))
    other = ("svm.bytes", "svm.fee_payer.in_accounts", "svm.source.sponsor")
    bad("table-alias-sponsor", "the table holds the fee payer, as source", fee, "svm.lookup_tables", other=other, **must)

    # In whatever order they are read: one table sorts before the one that is used, one after.
    before, after = "1" * 31 + "2", "z" * 43
    tables = {before: [SYSTEM], STRANGER: [SOURCE, USDC, DESTINATION], after: [SYSTEM]}
    many = at(used, {DEVNET: {"lookup_tables": tables}})
    title = "two more tables are known, of which nothing is loaded"
    group.accept("table-among-others", title, many, base=three, flags="LookupTable", level="should", also=("reject", "undecided"))
    guarded, _ = good("table-guard", "a guard reads an account that stands in a table", [PYUSD], rest=[guard([(PYUSD, "")]), memo()])
    hidden = pay(table=(STRANGER, [PYUSD]), rest=[guard([(PYUSD, "")]), memo()])
    bad(
        "table-guard-sponsor",
        "the guard's account in the table is the fee payer",
        at(hidden, facts([FEE_PAYER])),
        "svm.lookup_tables",
        other=("svm.fee_payer.in_accounts", "svm.bytes"),
        base=guarded,
        **must,
    )

    def programless(tx: Tx) -> Tx:
        """The Memo program only in the table."""
        program = tx.index(svm.MEMO)
        keys = tuple(key for at, key in enumerate(tx.keys) if at != program)
        shifted = tuple(
            (one - (one > program) if one != program else len(keys), tuple(i - (i > program) for i in used), data)
            for one, used, data in tx.instructions
        )
        table = (bytes(svm.Pubkey.from_string(STRANGER)), (), (0,))
        return replace(tx, keys=keys, header=(*tx.header[:2], tx.header[2] - 1), instructions=shifted, tables=(table,))

    looked = at(pay(change=programless), facts([svm.MEMO]))
    title = "the Memo program stands in a table: programs must be static"
    group.reject("table-program", title, looked, "svm.bytes", TX, base=control, described={IN: title}, **(options | must))
