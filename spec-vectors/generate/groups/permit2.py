"""Permit2 with the exact proxy as spender."""

from __future__ import annotations

from typing import Any

import evm
from evm import (
    MAX_UINT256,
    NOW,
    PAYEE,
    PAYER,
    STRANGER,
    USDC,
    edited,
    pay_permit2,
)
from groups import permit2_signature
from groups.eip3009_fields import addresses, amounts, level_of, wrong_case
from model import Group, Json, Vector, ref

IN = "/payload/payload/permit2Authorization"
OUT = "/payload/permit2Authorization"
SIGNATURE = "/payload/signature"
UNKNOWN = ("undecided",)
EOA = evm.account_state(code="0x")


def build() -> Group:
    """The group."""
    refs = (ref("specs/schemes/exact/scheme_exact_evm.md", "2, phase 3"), ref("Permit2", "SignatureTransfer"))
    group = Group("evm.exact.permit2", "Permit2 payments of the exact scheme", "L2", refs)
    group.note("Golden", "GOLDEN", "Values that were published, or computed by two other implementations alike.")
    group.note("Transfer", "SECURITY", "What is signed differs from the offer.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note(
        "LongWindow",
        "CAN_OF_WORMS",
        "The deadline is later than maxTimeoutSeconds from now: a warning; more than an hour after that and after a day: refused.",
    )
    group.note("FieldText", "MALFORMED", "A member is missing, of another type, or outside its grammar.")
    group.note("Checksum", "CAN_OF_WORMS", "Mixed case is an EIP-55 checksum and must fit.", "https://eips.ethereum.org/EIPS/eip-55")
    group.note("Signature", "SECURITY", "The signature is no canonical one of the payer's over this authorization.")
    group.note(
        "SigMalleable",
        "CAN_OF_WORMS",
        "s is above n/2. Permit2 itself does not look at s, and expands the 64 bytes of EIP-2098: a verifier may offer to take both.",
        "x402-foundation/x402#2725",
    )
    group.note("SpecDefect", "CAN_OF_WORMS", "The pages contradict each other; `why` says where.", "x402-foundation/x402#1378")
    group.note("ChainFacts", "BASIC", "A balance or an allowance as the chain declares it.")
    group.note("Method", "INTEROP", "The payload is of another transfer method than the one offered.")
    control = group.accept("plain", "a Permit2 payment", pay_permit2())
    _golden(group)
    _transfer(group, control)
    _window(group, control)
    _fields(group, control)
    permit2_signature.add(group, control)
    return group


def _golden(group: Group) -> None:
    key = evm.Account.from_key(evm.keys.GOLDEN_EVM)
    # The permit lasts until 2286, which no signature binds the offer not to allow.
    payee = "0x9876543210987654321098765432109876543210"
    terms = evm.permit2_requirements(amount="1000000", payTo=payee, maxTimeoutSeconds=9_999_999_999)
    inputs: Json = {"from": key.address, "amount": "1000000", "nonce": "1", "deadline": "9999999999", "to": terms["payTo"], "validAfter": "0"}
    case = pay_permit2(terms, signer=key, **inputs)
    if case.derived["signingHash"] != "0x93f7d7cc192fe78957fc114318393187c2fc5194c6d9ac26aba364559fac39d2":
        raise ValueError("the golden digest differs")
    group.accept("golden-key-a", "golden: the inputs of the SDKs' common test, hashed alike by two of them", case, flags="Golden", layer="L3")


def _transfer(group: Group, control: Vector) -> None:
    def differs(slug: str, title: str, code: str, path: str, **changes: Any) -> None:
        group.reject(slug, title, pay_permit2(**changes), code, OUT + path, flags="Transfer", base=control, resigned=True)

    differs("to-stranger", "the witness names another recipient", "recipient.mismatch", "/witness/to", to=STRANGER)
    differs("amount-less", "one less than the offer", "amount.mismatch", "/permitted/amount", amount="9999")
    group.reject(
        "amount-more",
        "one more than the offer",
        pay_permit2(amount="10001"),
        "amount.mismatch",
        OUT + "/permitted/amount",
        flags="Transfer SpecDefect",
        base=control,
        resigned=True,
        level="should",
        also=("accept",),
        why="the page wants the amount to cover the payment, the core specification that it matches exactly; every published SDK wants it equal",
    )
    differs("token", "another token", "token.mismatch", "/permitted/token", token=STRANGER)
    for slug, spender in (("upto", evm.UPTO_PROXY), ("old", evm.OLD_EXACT_PROXY), ("payee", PAYEE), ("permit2", evm.PERMIT2)):
        differs(f"spender-{slug}", f"the spender is {slug}'s address", "spender.mismatch", "/spender", spender=spender)
    bare = evm.requirements(extra={"assetTransferMethod": "permit2"})
    group.accept(
        "no-domain-in-offer",
        "the offer names no EIP-712 domain: Permit2 has its own",
        pay_permit2(bare),
        flags="Method",
        base=control,
        level="should",
        also=("reject",),
    )


def _window(group: Group, control: Vector) -> None:
    margin = "six seconds are what the published verifiers want; the contract wants deadline >= now"
    for slug, value, code in (
        ("plus-6", NOW + 6, None),
        ("plus-5", NOW + 5, "time.expired"),
        ("past", NOW - 1, "time.expired"),
        ("zero", 0, "time.expired"),
    ):
        case = pay_permit2(deadline=str(value))
        if code is None:
            group.accept(f"deadline-{slug}", "the deadline is 6 s ahead", case, flags="Boundary", base=control, resigned=True)
        else:
            near = slug == "plus-5"
            group.reject(
                f"deadline-{slug}",
                f"the deadline is {value}, now is {NOW}",
                case,
                code,
                OUT + "/deadline",
                flags="Boundary",
                base=control,
                resigned=True,
                level="policy" if near else "must",
                also=("accept",) if near else (),
                why=margin if near else None,
            )
    for slug, value in (("hour", NOW + 3600), ("day-and-hour", NOW + 90_000)):
        group.accept(
            f"deadline-{slug}",
            f"the deadline is {value}",
            pay_permit2(deadline=str(value)),
            flags="LongWindow" if slug == "hour" else "LongWindow Boundary",
            base=control,
            resigned=True,
            level="policy",
            also=("reject",),
        )
    for slug, value in (("day-and-hour", NOW + 90_001), ("max", MAX_UINT256)):
        group.reject(
            f"far-{slug}",
            f"the deadline is {value}",
            pay_permit2(deadline=str(value)),
            "time.too_far",
            OUT + "/deadline",
            flags="LongWindow" if slug == "max" else "LongWindow Boundary",
            base=control,
            resigned=True,
            level="policy",
            also=("accept",),
            why="a seller remembers a payment until it ends: the payer would choose for how long",
        )
    group.accept("after-now", "witness.validAfter is now", pay_permit2(validAfter=str(NOW)), flags="Boundary", base=control, resigned=True)
    group.accept("after-zero", "witness.validAfter is 0", pay_permit2(validAfter="0"), base=control, resigned=True)
    group.reject(
        "after-now-plus-1",
        "witness.validAfter is a second ahead",
        pay_permit2(validAfter=str(NOW + 1)),
        "time.early",
        OUT + "/witness/validAfter",
        flags="Boundary",
        base=control,
        resigned=True,
    )


def _fields(group: Group, control: Vector) -> None:
    numbers = {
        "/permitted/amount": "10000",
        "/nonce": control.case.input["payload"]["payload"]["permit2Authorization"]["nonce"],
        "/deadline": str(NOW + 50),
        "/witness/validAfter": str(NOW - 10),
    }
    wanted = {"hex", "leading-zero", "empty", "minus", "over"}
    for path, good in numbers.items():
        name = path.split("/")[-1].lower()
        for slug, title, value in amounts(good):
            if slug in wanted and not (slug == "over" and path == "/permitted/amount"):
                sample = path == "/nonce" and slug == "hex"
                group.reject(
                    f"{name}-{slug}",
                    f"{path[1:]}: {title}",
                    edited(control.case, IN + path, value),
                    "payload.malformed",
                    OUT + path,
                    flags="FieldText",
                    base=control,
                    layer="L1",
                    level=level_of(slug),
                    also=("accept",) if sample else (),
                    why="the upto page's own sample has a hexadecimal nonce" if sample else None,
                )
        group.reject(
            f"{name}-number",
            f"{path[1:]} is a JSON number",
            edited(control.case, IN + path, 1),
            "payload.malformed",
            OUT + path,
            flags="FieldText",
            base=control,
            layer="L1",
        )
    for path, good in {"/from": PAYER, "/permitted/token": USDC, "/spender": evm.EXACT_PROXY, "/witness/to": PAYEE}.items():
        name = path.split("/")[-1]
        group.accept(
            f"{name}-lower-case",
            f"{path[1:]} in lower case",
            edited(control.case, IN + path, good.lower(), derive=True),
            flags="Checksum",
            base=control,
        )
        wrong = edited(control.case, IN + path, wrong_case(good), derive=True)
        group.reject(
            f"{name}-checksum",
            f"{path[1:]} has one letter in the other case",
            wrong,
            "address.checksum",
            OUT + path,
            flags="Checksum",
            base=control,
            layer="L1",
            level="policy",
            also=("accept",),
            why="the published SDKs do not look",
        )
        for slug, title, bad in addresses(good):
            if slug in ("no-prefix", "short", "null"):
                group.reject(
                    f"{name}-{slug}",
                    f"{path[1:]} {title}",
                    edited(control.case, IN + path, bad),
                    "payload.malformed",
                    OUT + path,
                    flags="FieldText",
                    base=control,
                    layer="L1",
                    level=level_of(slug),
                )
    for path in (
        "/from",
        "/permitted",
        "/permitted/token",
        "/permitted/amount",
        "/spender",
        "/nonce",
        "/deadline",
        "/witness",
        "/witness/to",
        "/witness/validAfter",
    ):
        group.reject(
            f"no-{path[1:].replace('/', '-').lower()}",
            f"no {path[1:]}",
            evm.dropped(control.case, IN + path),
            "payload.malformed",
            OUT + path,
            flags="FieldText",
            base=control,
            layer="L1",
        )
    group.accept("nonce-max", "the nonce is 2^256-1", pay_permit2(nonce=str(MAX_UINT256)), flags="Boundary", base=control, resigned=True)
    group.accept("nonce-zero", "the nonce is 0", pay_permit2(nonce="0"), flags="Boundary", base=control, resigned=True)
