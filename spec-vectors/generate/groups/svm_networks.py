"""Solana: networks, tokens, amounts and what the offer must say."""

from __future__ import annotations

from typing import Any

import mutate
import svm
from groups.svm_bytes import base58
from groups.svm_layout import SPEC, accepted, described
from model import Case, Group, Json, Vector, ref
from svm import DEVNET, FEE_PAYER, FEE_PAYER_2, PAYEE, PYUSD, STRANGER, TOKEN, TOKEN_2022, USDC, memo, pay, requirements, token_account

MAINNET = "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"
TESTNET = "solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z"
MAINNET_USDC = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
SELLER = "the error is the seller's: nobody can pay this offer"


def build() -> Group:
    """The group."""
    refs = (ref(SPEC, "PaymentRequirements"), ref(SPEC, "Facilitator Verification Rules, 4"), ref("CAIP-2", "Solana namespace"))
    group = Group("svm.exact.networks", "Solana: networks, tokens, amounts and offers", "L3", refs)
    group.note("Network", "BASIC", "The network's name is a part of its genesis hash; the transaction does not name it, only its blockhash does.")
    group.note("NetworkText", "MALFORMED", "A network is compared as text: there is one way to write it.")
    group.note("Token", "INTEROP", "A mint belongs to one token program; its token accounts are derived with that program.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("Offer", "INTEROP", "An offer that cannot be paid is refused as the seller's error.")
    group.note("Accepted", "SECURITY", "`accepted` is the client's copy of the offer; nothing in it may differ from the offer itself.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The specification leaves it open; `why` states the question.")
    main = requirements(network=MAINNET, asset=MAINNET_USDC)
    control = group.accept("mainnet", "USDC on Solana's mainnet", pay(main, mint=MAINNET_USDC), flags="Network")
    _tokens(group, control)
    _networks(group, control)
    _amounts(group, control)
    _offers(group, control)
    _terms(group, control)
    return group


def _tokens(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    for slug, title, network, mint, program in (
        ("mainnet-usdt", "USDT on mainnet, the classic token program", MAINNET, "Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB", TOKEN),
        ("mainnet-pyusd", "PYUSD on mainnet, Token-2022", MAINNET, "2b1kV6DkPAnxd5ixfnxCpjxmKwqjjaYmCZfHsFu24GXo", TOKEN_2022),
        ("testnet-usdc", "USDC on the test network, by the same mint as on the development network", TESTNET, USDC, TOKEN),
        ("unknown-mint", "a mint that no table knows", DEVNET, STRANGER, TOKEN),
    ):
        offer = requirements(network=network, asset=mint)
        good(slug, title, pay(offer, mint=mint, program=program), flags="Token")
    for slug, title, places in (("decimals-0", "a mint without decimals", 0), ("decimals-9", "a mint with 9 decimals", 9)):
        good(slug, title, pay(requirements(asset=STRANGER), mint=STRANGER, decimals=places), flags="Token")
    why = "the token program fails: MintDecimalsMismatch; a verifier without a table cannot know"
    known: Json = {"level": "policy", "also": ("accept",)}
    for places in (0, 5, 7, 9):
        bad(
            f"usdc-decimals-{places}",
            f"USDC with {places} decimals in the instruction",
            pay(requirements(network=MAINNET, asset=MAINNET_USDC), mint=MAINNET_USDC, decimals=places),
            "svm.decimals",
            flags="Token Boundary" if places in (5, 7) else "Token",
            why=why,
            **known,
        )
    offer = requirements(asset=PYUSD)
    why = "the token program fails on a mint that it does not own; a verifier without a table cannot know"
    own = good(
        "program-of-mint",
        "a Token-2022 mint moved by its own program",
        pay(offer, mint=PYUSD, program=TOKEN_2022),
        flags="Token Boundary",
    )
    for slug, title, case, base in (
        ("classic", "a Token-2022 mint moved by the classic program, both accounts derived with that", pay(offer, mint=PYUSD), own),
        ("2022", "USDC moved by Token-2022, both accounts derived with that", pay(program=TOKEN_2022), None),
    ):
        more: Json = {"flags": "Token Boundary", "why": why} | known | ({"base": base} if base else {})
        bad(f"program-not-of-mint-{slug}", title, case, "svm.token_program", **more)
    bad(
        "program-mixed",
        "the classic program moves the mint to the account under Token-2022",
        pay(offer, mint=PYUSD, destination=token_account(PAYEE, PYUSD, TOKEN_2022)),
        "recipient.mismatch",
        flags="Token",
        other=("svm.token_program",),
        base=own,
    )


def _networks(group: Group, control: Vector) -> None:
    terms = control.case.input["requirements"]
    for slug, title, text in (
        ("genesis", "by the whole genesis hash", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"), ("name", "by its cluster's name", "solana:mainnet"),
        ("v1", "by its version 1 name", "solana"), ("case", "in lower case", MAINNET.lower()), ("wildcard", "as a pattern", "solana:*"),
        ("devnet", "as the development network", DEVNET), ("evm", "of another family", "eip155:8453"), ("empty", "as nothing", ""),
    ):  # fmt: skip
        case = pay(terms, accepted=terms | {"network": text}, mint=MAINNET_USDC)
        group.reject(
            f"accepted-{slug}",
            f"accepted.network is written {title}",
            case,
            "network.mismatch",
            "/accepted/network",
            flags="NetworkText",
            base=control,
            layer="L2",
        )


def _amounts(group: Group, control: Vector) -> None:
    good, bad = accepted(group, control), described(group, control)
    for slug, title, amount in (
        ("1", "1", 1),
        ("2-53", "2^53+1, which a double cannot hold", 2**53 + 1),
        ("i64", "2^63, no signed 64-bit number", 2**63),
    ):
        offer = requirements(amount=str(amount))
        base = good(f"amount-{slug}", f"offer and amount are {title}", pay(offer, amount=amount), flags="Boundary")
        near = f"the offer is {title}; transferred is one less"
        bad(f"amount-{slug}-less", near, pay(offer, amount=amount - 1), "amount.mismatch", flags="Boundary", base=base)
    good(
        "amount-zero",
        "offer and amount are 0",
        pay(requirements(amount="0"), amount=0),
        flags="Boundary SpecDefect",
        level="undefined",
        also=("reject",),
        why="may an offer ask for nothing? The page does not say; a settlement of nothing costs its fee",
    )
    over = requirements(amount=str(2**64))
    case = pay(requirements(amount=str(2**64 - 1)), amount=2**64 - 1)
    title = "the offer asks for 2^64, transferred is all that the instruction can say"
    group.reject(
        "amount-over",
        title,
        svm.case(case.input["payload"]["payload"]["transaction"], over),
        None,
        flags="Boundary Offer",
        base=good("amount-max", "offer and amount are 2^64-1", case, flags="Boundary"),
        layer="L2",
        why=SELLER,
    )


def _offers(group: Group, control: Vector) -> None:
    base = group.accept("devnet", "the development network's offer, for comparison", pay(), flags="Offer")
    text = base.case.input["payload"]["payload"]["transaction"]

    def bad(slug: str, title: str, level: str = "must", **changes: Any) -> None:
        case = svm.case(text, requirements(**changes))
        also = () if level == "must" else ("accept",)
        group.reject(f"offer-{slug}", title, case, None, flags="Offer", base=base, layer="L1", level=level, also=also, why=SELLER)

    bad("no-fee-payer", "the offer names no fee payer", extra={})
    bad("fee-payer-null", "the offer's fee payer is null", extra={"feePayer": None})
    bad("fee-payer-number", "the offer's fee payer is a number", extra={"feePayer": 1})
    bad("fee-payer-empty", "the offer's fee payer is empty", extra={"feePayer": ""})
    bad("fee-payer-31-bytes", "the offer's fee payer has 31 bytes", extra={"feePayer": base58(bytes([7]) * 31)})
    bad("fee-payer-33-bytes", "the offer's fee payer has 33 bytes", extra={"feePayer": base58(bytes([7]) * 33)})
    bad("fee-payer-hex", "the offer's fee payer is in hexadecimal", extra={"feePayer": "0x" + bytes(svm.Pubkey.from_string(FEE_PAYER)).hex()})
    bad("pay-to-31-bytes", "payTo has 31 bytes", payTo=base58(bytes([7]) * 31))
    bad("pay-to-letter", "payTo has a letter that base58 has not", payTo=PAYEE[:-1] + "0")
    bad("pay-to-space", "payTo ends in a space", payTo=PAYEE + " ")
    bad("asset-33-bytes", "the asset has 33 bytes", asset=base58(bytes([7]) * 33))
    bad("memo-number", "the offer's memo is a number", "should", extra={"feePayer": FEE_PAYER, "memo": 42})
    bad("timeout-zero", "maxTimeoutSeconds is 0", "should", maxTimeoutSeconds=0)
    for slug, title, seconds in (("timeout-1", "maxTimeoutSeconds is 1", 1), ("timeout-max", "maxTimeoutSeconds is 2^53-1", 2**53 - 1)):
        group.accept(slug, title, svm.case(text, requirements(maxTimeoutSeconds=seconds), derived=base.case.derived), flags="Boundary", base=base)


def _terms(group: Group, control: Vector) -> None:
    offer = requirements(extra={"feePayer": FEE_PAYER, "memo": "order-42"})
    base = group.accept("memo", "an offer with a memo", pay(offer, rest=[memo(b"order-42")]), flags="Accepted")

    def accepting(**changes: Any) -> Case:
        return pay(offer, accepted=offer | changes, rest=[memo(b"order-42")])

    more: Json = {"feePayer": FEE_PAYER, "memo": "order-42", "note": [1]}
    group.accept("extra-superset", "accepted.extra has a member more", accepting(extra=more), flags="Accepted", base=base, layer="L2")
    group.accept(
        "timeout-fraction-zero",
        "accepted.maxTimeoutSeconds is written 60.0",
        accepting(maxTimeoutSeconds=60.0),
        flags="Accepted",
        base=base,
        layer="L1",
        level="should",
        also=("reject",),
    )
    for slug, title, changes, path in (
        ("no-memo", "accepted.extra lacks the memo", {"extra": {"feePayer": FEE_PAYER}}, "extra"),
        ("no-fee-payer", "accepted.extra lacks the fee payer", {"extra": {"memo": "order-42"}}, "extra"),
        ("other-fee-payer", "accepted.extra names another managed fee payer", {"extra": {"feePayer": FEE_PAYER_2, "memo": "order-42"}}, "extra"),
        ("timeout", "accepted.maxTimeoutSeconds is one more", {"maxTimeoutSeconds": 61}, "maxTimeoutSeconds"),
        ("amount-form", "accepted.amount has a leading zero", {"amount": "010000"}, "amount"),
        ("pay-to-case", "accepted.payTo is in lower case: base58 is not hexadecimal", {"payTo": PAYEE.lower()}, "payTo"),
        ("asset-case", "accepted.asset is in lower case", {"asset": USDC.lower()}, "asset"),
        ("pay-to-account", "accepted.payTo is the payee's token account", {"payTo": token_account(PAYEE)}, "payTo"),
    ):  # fmt: skip
        group.reject(
            f"accepted-{slug}",
            title,
            accepting(**changes),
            "accepted.mismatch",
            f"/accepted/{path}",
            flags="Accepted",
            base=base,
            layer="L2",
            level="should",
            also=("accept",),
            why="facilitators of both official SDKs compare scheme and network only",
        )
    for slug, title, changes, code, path in (
        ("scheme-case", "accepted.scheme is Exact, with a capital", {"scheme": "Exact"}, "scheme.mismatch", "scheme"),
        ("scheme-upto", "accepted.scheme is upto", {"scheme": "upto"}, "scheme.mismatch", "scheme"),
    ):
        case = accepting(**changes)
        group.reject(f"accepted-{slug}", title, case, code, f"/accepted/{path}", flags="Accepted", base=base, layer="L2")
    snake = edited(base, "/payload/payload/Transaction", base.case.input["payload"]["payload"]["transaction"])
    group.reject(
        "payload-near-miss",
        "the payload has `Transaction` too",
        snake,
        "payload.malformed",
        "/payload/Transaction",
        flags="Accepted",
        base=base,
        layer="L1",
        level="should",
        also=("accept",),
        why="readers that take both spellings would read another payment",
    )
    group.accept(
        "payload-unknown-member", "the payload has a member more", edited(base, "/payload/payload/note", "x"), flags="Accepted", base=base, layer="L1"
    )


def edited(base: Vector, path: str, value: object) -> Case:
    """The base with another value at `path` of its input."""
    return Case("verify", mutate.edit(base.case.input, path, value), derived=base.case.derived)
