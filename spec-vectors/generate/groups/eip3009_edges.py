"""EIP-3009: numbers and times at the ends of number types, unusual parties, offers that nobody can pay."""

from __future__ import annotations

from typing import Any

import evm
import svm
from evm import MAX_UINT256, NOW, PAYER, USDC, edited, pay, requirements
from groups.eip3009_terms import FACILITATORS
from model import Case, Group, Json, Vector, ref

AUTH = "/payload/authorization/"
DOMAIN = {"name": "USDC", "version": "2"}
LONG = "a seller remembers a payment until it ends: the payer would choose for how long"
SELLER = "the error is the seller's: nobody can pay this offer"


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "6.1.2"), ref("EIP-3009", "Specification"))
    group = Group("evm.exact.eip3009.edges", "EIP-3009: the ends of number types, unusual parties and offers", "L2", refs)
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("NumberType", "SECURITY", "Numbers are uint256: a double, a 32-bit or a 64-bit number makes two of them one.")
    group.note("Window", "BOUNDARY", "Windows that are as short as can be, or empty.")
    group.note("Party", "CAN_OF_WORMS", "Payer or payee is an unusual account.", "x402-foundation/x402#2554")
    group.note("Offer", "INTEROP", "An offer that cannot be paid is refused as the seller's error.")
    group.note("Accepted", "SECURITY", "`accepted` is the client's copy of the offer; nothing in it may differ from the offer itself.")
    group.note("Family", "SECURITY", "A payload of another family of networks.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The specification leaves it open; `why` states the question.")
    control = group.accept("plain", "a payment as published clients build it", pay())
    _amounts(group, control)
    _times(group, control)
    _windows(group, control)
    _parties(group, control)
    _offers(group, control)
    _accepted(group, control)
    return group


def _amounts(group: Group, control: Vector) -> None:
    for slug, title, amount, signed, signed_title in (
        ("1", "1", 1, 0, "0"),
        ("2-32", "2^32+10000", 2**32 + 10_000, 10_000, "10000, the same in 32 bits"),
        ("2-53", "2^53+1", 2**53 + 1, 2**53, "2^53, the same as a double"),
        ("2-63", "2^63", 2**63, 2**63 - 1, "2^63-1, the greatest signed number"),
        ("2-64", "2^64+10000", 2**64 + 10_000, 10_000, "10000, the same in 64 bits"),
        ("2-128", "2^128+10000", 2**128 + 10_000, 10_000, "10000, the same in 128 bits"),
        ("max", "2^256-1", MAX_UINT256, MAX_UINT256 - 1, "2^256-2, the same as a double"),
    ):
        offer = requirements(amount=str(amount))
        good = pay(offer, value=str(amount))
        base = group.accept(f"amount-{slug}", f"offer and value are {title}", good, flags="NumberType Boundary", base=control, resigned=True)
        options: Json = {"flags": "NumberType Boundary", "base": base, "resigned": True}
        near = f"the offer is {title}, the value {signed_title}"
        group.reject(f"amount-{slug}-near", near, pay(offer, value=str(signed)), "amount.mismatch", AUTH + "value", **options)


def _times(group: Group, control: Vector) -> None:
    policy: Json = {"flags": "NumberType", "base": control, "resigned": True, "level": "policy", "also": ("accept",), "why": LONG}
    for slug, title, time in (
        ("2-32", "2^32, beyond 32 bits", 2**32), ("2-53", "2^53+1", 2**53 + 1), ("2-63", "2^63, no signed 64-bit number", 2**63),
        ("u64-max", "2^64-1", 2**64 - 1), ("wraps", "2^64+1, in 64 bits long ago", 2**64 + 1), ("2-255", "2^255, no signed 256-bit number", 2**255),
    ):  # fmt: skip
        group.reject(f"far-{slug}", f"validBefore is {title}", pay(validBefore=str(time)), "time.too_far", AUTH + "validBefore", **policy)
    for slug, title, time in (
        ("2-32-wraps", "2^32 after a moment ago, in 32 bits a moment ago", 2**32 + NOW - 10),
        ("2-63", "2^63, as a signed number long ago", 2**63),
        ("2-64-wraps", "2^64 after a moment ago, in 64 bits a moment ago", 2**64 + NOW - 10),
        ("milliseconds", "now in milliseconds", NOW * 1000),
    ):
        options: Json = {"flags": "NumberType", "base": control, "resigned": True}
        case = pay(validAfter=str(time), validBefore=str(MAX_UINT256))
        group.reject(f"after-{slug}", f"validAfter is {title}", case, "time.early", AUTH + "validAfter", **options)


def _windows(group: Group, control: Vector) -> None:
    def window(after: int, before: int) -> Case:
        return pay(validAfter=str(after), validBefore=str(before))

    options: Json = {"flags": "Window", "base": control, "resigned": True}
    why = "the token wants now > validAfter, but a block is younger than now"
    group.accept(
        "window-shortest", "the window opens now and closes in 6 s", window(NOW, NOW + 6), level="should", also=("reject",), why=why, **options
    )
    all_of_time = window(0, MAX_UINT256)
    title = "the window is all of time"
    group.reject(
        "window-of-all-time", title, all_of_time, "time.too_far", AUTH + "validBefore", level="policy", also=("accept",), why=LONG, **options
    )
    group.reject("window-empty", "the window opens and closes now", window(NOW, NOW), "time.expired", AUTH + "validBefore", **options)
    group.reject(
        "window-backwards",
        "the window closes before it opens, both long ago",
        window(NOW - 50, NOW - 60),
        "time.expired",
        AUTH + "validBefore",
        **options,
    )
    ahead = window(NOW + 60, NOW + 30)
    group.reject(
        "window-backwards-ahead",
        "the window closes before it opens, both ahead",
        ahead,
        "time.early",
        AUTH + "validAfter",
        other=("time.expired",),
        **options,
    )
    long_ago = window(0, 1)
    group.reject("window-1970", "the window was the first second of 1970", long_ago, "time.expired", AUTH + "validBefore", **options)


def _parties(group: Group, control: Vector) -> None:
    def paid_to(slug: str, title: str, address: str, **more: Any) -> None:
        offer = requirements(payTo=address)
        case = pay(offer, to=address)
        group.accept(slug, title, case, **({"flags": "Party", "base": control, "resigned": True} | more))

    open_ended: Json = {"flags": "Party SpecDefect", "level": "undefined", "also": ("reject",)}
    paid_to(
        "payee-is-payer",
        "the payer pays itself",
        PAYER,
        why="nothing moves, and the payment is as good as any: may an offer be paid by its own payee?",
        **open_ended,
    )
    group.reject(
        "payee-is-its-token",
        "payTo is the token's own contract",
        pay(requirements(payTo=USDC), to=USDC),
        None,
        flags="Party",
        base=control,
        resigned=True,
        level="policy",
        also=("accept",),
        why="the seller's mistake: USDC refuses transfers to itself, other tokens keep them for good",
    )
    paid_to(
        "payee-is-permit2", "payTo is Permit2", evm.PERMIT2, why="whoever sends there loses the money: may a verifier refuse the offer?", **open_ended
    )
    paid_to(
        "payee-is-precompile",
        "payTo is a precompiled contract",
        "0x0000000000000000000000000000000000000001",
        why="an address like another: may a verifier refuse the offer?",
        **open_ended,
    )
    paid_to("payee-greatest", "payTo is the greatest address", evm.to_checksum_address("0x" + "ff" * 20), level="should")
    native = requirements(asset="0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE")
    why = "the address that stands for the chain's own coin in other protocols: it has no contract, which only the chain tells"
    group.accept(
        "asset-native", "the asset is the usual stand-in for the native coin", pay(native), base=control, resigned=True, why=why, **open_ended
    )
    state = evm.account_state(native["asset"], code="0x")
    group.reject(
        "asset-native-no-code",
        "the same, and the chain says that there is no contract",
        pay(native, state=state),
        "asset.not_contract",
        "/accepted/asset",
        flags="Party",
        base=control,
        resigned=True,
        layer="L4",
        level="should",
        also=("accept",),
        why="a call of an address without code succeeds and moves nothing",
    )


def _offers(group: Group, control: Vector) -> None:
    inner = control.case.input["payload"]["payload"]

    def offered(derive: bool = False, **changes: Any) -> Case:
        offer = requirements(**changes)
        return evm.case(evm.payment(offer, inner), offer, derive=derive)

    for slug, title, seconds in (("1", "1", 1), ("2-31", "2^31", 2**31), ("2-53", "2^53-1", 2**53 - 1)):
        group.accept(
            f"timeout-{slug}", f"maxTimeoutSeconds is {title}", offered(True, maxTimeoutSeconds=seconds), flags="Offer Boundary", base=control
        )
    null = offered(True, extra=DOMAIN | {"assetTransferMethod": None})
    group.accept(
        "method-null",
        "the offer's transfer method is null: as if it were absent",
        null,
        flags="Offer",
        base=control,
        level="should",
        also=("reject",),
    )
    extra = offered(True, extra=DOMAIN | {"paymentFlow": "authorization", "feeBps": 1})
    group.accept("extra-more", "the offer's extra has members that this scheme does not know", extra, flags="Offer", base=control)
    for slug, title, changes in (
        ("timeout-0", "maxTimeoutSeconds is 0", {"maxTimeoutSeconds": 0}),
        ("asset-name", "the asset is a symbol", {"asset": "USDC"}),
        ("pay-to-name", "payTo is an ENS name", {"payTo": "payee.eth"}),
        ("method-unknown", "the offer's transfer method is unknown", {"extra": DOMAIN | {"assetTransferMethod": "transferFrom"}}),
        ("method-empty", "the offer's transfer method is empty", {"extra": DOMAIN | {"assetTransferMethod": ""}}),
        ("method-number", "the offer's transfer method is a number", {"extra": DOMAIN | {"assetTransferMethod": 3009}}),
    ):
        lenient = slug in ("timeout-0", "method-unknown", "method-empty", "method-number")
        level, also = ("should", ("accept",)) if lenient else ("must", ())
        group.reject(f"offer-{slug}", title, offered(**changes), None, flags="Offer", base=control, level=level, also=also, why=SELLER)
    why = "the error is the seller's: what is no offer is refused, whatever the payment, and no crash of the verifier's"
    nothing: Json = {"flags": "Offer", "base": control, "layer": "L1", "level": "should", "also": ("accept",), "why": why}
    for member in ("scheme", "network", "amount", "asset", "payTo", "maxTimeoutSeconds"):
        case = Case("verify", evm.mutate.drop(control.case.input, f"/requirements/{member}"))
        group.reject(f"terms-no-{member.lower()}", f"the requirements have no {member}", case, "member.missing", **nothing)
    for slug, title, member, value, code in (
        ("amount-number", "a number", "amount", 10_000, "member.type"),
        ("amount-fraction", "a decimal fraction", "amount", "0.01", "member.value"),
        ("network-name", "no CAIP-2 network", "network", "base sepolia", "member.value"),
        ("timeout-text", "a text", "maxTimeoutSeconds", "60", "member.type"),
        ("extra-list", "a list", "extra", [], "member.type"),
    ):
        case = Case("verify", evm.mutate.edit(control.case.input, f"/requirements/{member}", value))
        group.reject(f"terms-{slug}", f"the requirements' {member} is {title}", case, code, **nothing)
    nobody = "0x" + "00" * 20
    for slug, title, case in (
        ("pay-to-zero", "payTo is the zero address, and so was it signed", pay(requirements(payTo=nobody), to=nobody)),
        ("asset-zero", "the asset is the zero address, and so was it signed", pay(requirements(asset=nobody))),
    ):
        group.reject(f"offer-{slug}", title, case, None, flags="Offer", base=control, resigned=True, why=SELLER)
    group.reject(
        "offer-pay-to-role",
        "payTo is the word `merchant`",
        offered(payTo="merchant"),
        None,
        flags="Offer SpecDefect",
        base=control,
        level="undefined",
        also=("accept", "undecided"),
        why="section 5.1.2 allows 'a role constant' for payTo: whom does it name, where nothing says so?",
        refs=(ref("specs/x402-specification-v2.md", "5.1.2, payTo"),),
    )
    foreign = svm.pay().input["payload"]["payload"]
    options: Json = {"flags": "Family", "base": control, "layer": "L1"}
    case = evm.edited(control.case, "/payload/payload", foreign)
    group.reject(
        "family-solana", "the payload is a Solana transaction", case, "payload.malformed", "/payload/signature", other=("method.mismatch",), **options
    )
    case = evm.edited(control.case, "/payload/payload", {})
    group.reject("family-nothing", "the payload is empty", case, "payload.malformed", "/payload/signature", other=("method.mismatch",), **options)
    offer = svm.requirements()
    there = group.accept("family-control", "a Solana payment for comparison", svm.pay(offer), flags="Family")
    swapped = Case("verify", evm.mutate.edit(there.case.input, "/payload/payload", inner))
    group.reject(
        "family-evm",
        "an EVM payload for a Solana offer",
        swapped,
        "payload.malformed",
        "/payload/transaction",
        flags="Family",
        base=there,
        layer="L1",
    )


def _accepted(group: Group, control: Vector) -> None:
    for slug, title, member, value in (
        ("amount-space", "accepted.amount ends in a space", "amount", "10000 "), ("amount-zero", "accepted.amount has a leading zero", "amount", "010000"),
        ("amount-hex", "accepted.amount is in hexadecimal", "amount", "0x2710"), ("amount-fraction", "accepted.amount has a fraction", "amount", "10000.0"),
        ("amount-exponent", "accepted.amount has an exponent", "amount", "1e4"), ("amount-full-width", "accepted.amount is in full-width digits", "amount", "\uff11\uff10\uff10\uff10\uff10"),
        ("timeout-null", "accepted.maxTimeoutSeconds is null", "maxTimeoutSeconds", None), ("timeout-half", "accepted.maxTimeoutSeconds is 60.5", "maxTimeoutSeconds", 60.5),
        ("timeout-negative", "accepted.maxTimeoutSeconds is -60", "maxTimeoutSeconds", -60), ("pay-to-list", "accepted.payTo is a list of the payee", "payTo", [evm.PAYEE]),
        ("extra-list", "accepted.extra is a list", "extra", [DOMAIN]), ("extra-text", "accepted.extra is JSON in a string", "extra", '{"name":"USDC","version":"2"}'),
    ):  # fmt: skip
        case = edited(control.case, f"/payload/accepted/{member}", value, derive=True)
        group.reject(
            f"accepted-{slug}",
            title,
            case,
            "accepted.mismatch",
            f"/accepted/{member}",
            flags="Accepted",
            base=control,
            level="should",
            also=("accept",),
            why=FACILITATORS,
        )
    for member, code, values in (
        (
            "scheme",
            "scheme.mismatch",
            (("case", "in upper case", "EXACT"), ("space", "with a space", "exact "), ("null", "as null", None), ("list", "as a list", ["exact"])),
        ),
        ("network", "network.mismatch", (("null", "as null", None), ("number", "as the chain id alone", 84532))),
    ):
        for slug, title, wrong in values:
            case = edited(control.case, f"/payload/accepted/{member}", wrong, derive=True)
            title = f"accepted.{member} is given {title}"
            group.reject(f"accepted-{member}-{slug}", title, case, code, f"/accepted/{member}", flags="Accepted", base=control)
