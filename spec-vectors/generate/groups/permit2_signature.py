"""Permit2: signatures, and what the chain says."""

from __future__ import annotations

from typing import Any

import evm
from evm import (
    HALF_N,
    STRANGER,
    USDC,
    Signature,
    digest,
    edited,
    permit2_domain,
    permit_message,
    sign,
    signature_of,
    signed,
)
from model import Case, Group, Json, Vector

IN = "/payload/payload/permit2Authorization"
OUT = "/payload/permit2Authorization"
SIGNATURE = "/payload/signature"
UNKNOWN = ("undecided",)
EOA = evm.account_state(code="0x")


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of Permit2."""
    _signature(group, control)
    _low_s(group, control)
    _chain(group, control)


def _signature(group: Group, control: Vector) -> None:
    wire = control.case.input["payload"]["payload"]["permit2Authorization"]
    r, s, v = signature_of(control.case)

    def bad(slug: str, title: str, signature: str, code: str, **more: Any) -> None:
        case = signed(control.case, signature, state=more.pop("state", None))
        group.reject(slug, title, case, code, SIGNATURE, **({"flags": "Signature", "base": control, "layer": "L3", "also": UNKNOWN} | more))

    extra = (("to", "address"), ("validAfter", "uint256"), ("extra", "bytes"))
    upto = (("to", "address"), ("facilitator", "address"), ("validAfter", "uint256"))
    for slug, title, message in (
        ("chain", "another chain id", permit_message(wire, permit2_domain(chainId=8453))),
        ("version", "a domain with a version", permit_message(wire, permit2_domain(version="1"))),
        ("contract", "the token as verifying contract", permit_message(wire, permit2_domain(verifyingContract=USDC))),
        ("name", "another domain name", permit_message(wire, permit2_domain(name="USDC"))),
        ("old-witness", "the witness type of before the audit", permit_message(wire, permit2_domain(), extra, {"extra": b""})),
        ("upto-witness", "the witness type of upto", permit_message(wire, permit2_domain(), upto, {"facilitator": STRANGER})),
    ):
        bad(f"over-{slug}", f"signed over {title}", sign(digest(message)).hex(), "signature.invalid", resigned=True)
    bad(
        "by-stranger",
        "signed by somebody else",
        sign(digest(permit_message(wire, permit2_domain())), "stranger").hex(),
        "signature.invalid",
        resigned=True,
    )
    for member, value in (("from", STRANGER), ("nonce", "1")):
        changed = edited(control.case, f"{IN}/{member}", value, derive=True)
        group.reject(
            f"changed-{member}",
            f"{member} was changed after signing",
            changed,
            "signature.invalid",
            SIGNATURE,
            flags="Signature",
            base=control,
            layer="L3",
            also=UNKNOWN,
        )
    nobody = edited(control.case, f"{IN}/from", "0x" + "00" * 20, derive=True)
    group.reject(
        "from-zero", "from is the zero address", nobody, "address.zero", OUT + "/from", other=("signature.invalid",), flags="Signature", base=control
    )
    bad(
        "v-parity",
        "v is the parity, 0 or 1",
        Signature(r, s, v - 27).hex(),
        "signature.v",
        level="should",
        also=("accept", *UNKNOWN),
        why="Permit2 reverts on it; a facilitator could add 27 first",
    )
    bad("v-29", "v is 29", Signature(r, s, 29).hex(), "signature.v")
    bad("v-flipped", "v is the other of 27 and 28", Signature(r, s, 55 - v).hex(), "signature.invalid")
    bad("r-zero", "r is 0", Signature(0, s, v).hex(), "signature.range")
    bad(
        "high-s",
        "s is n-s and v flipped: recovers to the payer",
        Signature(r, s, v).twin().hex(),
        "signature.malleable",
        flags="SigMalleable",
        level="should",
        also=("accept", *UNKNOWN),
        why="Permit2 takes it; a second form of one signature is a second name of one payment",
    )
    bad(
        "compact",
        "64 bytes of EIP-2098, and the payer has no code",
        Signature(r, s, v).compact(),
        "signature.length",
        level="policy",
        also=("accept",),
        why="Permit2 itself takes 64 bytes",
        state=EOA,
    )
    bad("text", "the signature without 0x", Signature(r, s, v).hex()[2:], "payload.malformed", layer="L1", level="should", also=())
    refused = signed(control.case, Signature(r, s, v).hex(), state=evm.account_state(code="0x6001", erc1271=False))
    group.reject(
        "contract-says-no",
        "the contract at the payer refuses the signature",
        refused,
        "signature.contract",
        SIGNATURE,
        flags="Signature",
        base=control,
        layer="L4",
    )
    taken = signed(control.case, "0x" + "11" * 65, state=evm.account_state(code="0x6001", erc1271=True))
    group.accept(
        "contract-says-yes",
        "the contract at the payer accepts the signature",
        taken,
        flags="Signature",
        base=control,
        layer="L4",
        level="should",
        also=UNKNOWN,
    )


def _low_s(group: Group, control: Vector) -> None:
    """Permit2 signs no payer, so a signature with a chosen s is somebody's."""
    wire = control.case.input["payload"]["payload"]["permit2Authorization"]
    hash32 = digest(permit_message(wire, permit2_domain()))
    k = int.from_bytes(evm.nonce("permit2-low-s"), "big") % evm.N
    for s, slug in ((1, "s-1"), (HALF_N, "s-half"), (HALF_N + 1, "s-half-plus-1")):
        signature, owner = evm.forge(hash32, k, s)
        case = evm.edited(signed(control.case, signature.hex()), f"{IN}/from", owner, derive=True)
        if s <= HALF_N:
            group.accept(
                slug,
                f"s is {'1' if s == 1 else '(n-1)/2, the greatest that is low'}",
                case,
                flags="SigMalleable Boundary",
                base=control,
                resigned=True,
                layer="L3",
            )
        else:
            group.reject(
                slug,
                "s is (n+1)/2, the least that is high",
                case,
                "signature.malleable",
                SIGNATURE,
                flags="SigMalleable Boundary",
                base=control,
                resigned=True,
                layer="L3",
                level="should",
                also=("accept", *UNKNOWN),
            )


def _chain(group: Group, control: Vector) -> None:
    def facts(balance: str, allowance: str) -> Json:
        return evm.account_state(code="0x", balances={USDC.lower(): balance}, allowances={USDC.lower(): allowance})

    def one(balance: str, allowance: str) -> Case:
        return signed(control.case, signature_of(control.case).hex(), state=facts(balance, allowance))

    why = "an offline verifier may leave this to settlement"
    group.accept("funds-exact", "balance and allowance are the amount", one("10000", "10000"), flags="ChainFacts Boundary", base=control, layer="L4")
    group.reject(
        "allowance-short",
        "the allowance is one less than the amount",
        one("10000", "9999"),
        "allowance.insufficient",
        flags="ChainFacts Boundary",
        base=control,
        layer="L4",
        level="should",
        also=("accept",),
        why=why,
    )
    group.reject(
        "allowance-zero",
        "Permit2 was never approved",
        one("10000", "0"),
        "allowance.insufficient",
        flags="ChainFacts",
        base=control,
        layer="L4",
        level="should",
        also=("accept",),
        why=why,
    )
    group.reject(
        "balance-short",
        "the balance is one less than the amount",
        one("9999", "10000"),
        "funds.insufficient",
        flags="ChainFacts Boundary",
        base=control,
        layer="L4",
        level="should",
        also=("accept",),
        why=why,
    )
