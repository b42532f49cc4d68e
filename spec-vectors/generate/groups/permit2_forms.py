"""Permit2: boundaries, near misses, and what else was signed."""

from __future__ import annotations

from eth_account.messages import encode_defunct
from eth_utils import keccak

import evm
from evm import (
    MAX_UINT256,
    NOW,
    STRANGER,
    N,
    Signature,
    digest,
    edited,
    pay_permit2,
    permit2_domain,
    permit_message,
    sign,
    signature_of,
    signed,
)
from groups import permit2_members
from model import Group, Json, Vector, ref

IN = "/payload/payload/permit2Authorization"
OUT = "/payload/permit2Authorization"
SIGNATURE = "/payload/signature"
UNKNOWN = ("undecided",)


def build() -> Group:
    """The group."""
    refs = (ref("specs/schemes/exact/scheme_exact_evm.md", "2, phase 3"), ref("Permit2", "SignatureTransfer"))
    group = Group("evm.exact.permit2.forms", "Permit2: boundaries, near misses and other messages", "L3", refs)
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("SignedOther", "SECURITY", "A good signature of the payer's over something else than what the payload shows.")
    group.note("Members", "INTEROP", "Unknown members are ignored; a known name in another spelling is not unknown.")
    group.note("Address", "INTEROP", "An address in another form, or nobody's.")
    group.note("Accepted", "SECURITY", "`accepted` is the client's copy of the offer; nothing in it may differ from the offer itself.")
    group.note("Method", "INTEROP", "The payload's form must be the offered method's.")
    group.note("SignatureForm", "INTEROP", "A signature that wallets produce and the contract takes in another form.")
    group.note("ChainFacts", "BASIC", "A nonce, a balance or an allowance as the chain declares it.", "x402-foundation/x402#2554")
    control = group.accept("plain", "a Permit2 payment", pay_permit2())
    _boundaries(group, control)
    _signed_other(group, control)
    permit2_members.add(group, control)
    _signature(group, control)
    return group


def _boundaries(group: Group, control: Vector) -> None:
    free = evm.permit2_requirements(amount="0")
    group.reject(
        "amount-0",
        "offer and amount are 0",
        pay_permit2(free, amount="0"),
        "permit2.amount_zero",
        OUT + "/permitted/amount",
        flags="Boundary",
        base=control,
        resigned=True,
        layer="L2",
        level="should",
        also=("accept",),
        why="the proxy reverts with InvalidAmount(), whatever the chain's state",
    )
    own = evm.permit2_requirements(payTo=evm.USDC)
    group.reject(
        "payee-is-its-token",
        "payTo is the token's own contract",
        pay_permit2(own, to=evm.USDC),
        None,
        flags="Boundary",
        base=control,
        resigned=True,
        layer="L2",
        level="policy",
        also=("accept",),
        why="the seller's mistake: USDC refuses transfers to itself, other tokens keep them for good",
    )
    for slug, title, amount in (("amount-1", "1", 1), ("amount-2-53", "2^53+1", 2**53 + 1), ("amount-max", "2^256-1", MAX_UINT256)):
        offer = evm.permit2_requirements(amount=str(amount))
        good = group.accept(
            slug,
            f"offer and amount are {title}",
            pay_permit2(offer, amount=str(amount)),
            flags="Boundary",
            base=control,
            resigned=True,
            layer="L2",
        )
        near = pay_permit2(offer, amount=str(amount - 1))
        group.reject(
            f"{slug}-less",
            f"the offer is {title}, the amount one less",
            near,
            "amount.mismatch",
            OUT + "/permitted/amount",
            flags="Boundary",
            base=good,
            resigned=True,
            layer="L2",
        )
    for slug, title, nonce in (("word-end", "255, the last of its word in the bitmap", 255), ("word-begin", "256, the first of the next word", 256)):
        case = pay_permit2(nonce=str(nonce))
        group.accept(f"nonce-{slug}", f"the nonce is {title}", case, flags="Boundary", base=control, resigned=True)
    for slug, title, deadline in (("2-53", "2^53+1", 2**53 + 1), ("u64", "2^64", 2**64)):
        group.reject(
            f"far-{slug}",
            f"the deadline is {title}",
            pay_permit2(deadline=str(deadline)),
            "time.too_far",
            OUT + "/deadline",
            flags="Boundary",
            base=control,
            resigned=True,
            layer="L2",
            level="policy",
            also=("accept",),
            why="a seller remembers a payment until it ends: the payer would choose for how long",
        )
    case = pay_permit2(validAfter=str(MAX_UINT256), deadline=str(MAX_UINT256))
    group.reject(
        "after-max",
        "witness.validAfter is 2^256-1, and so is the deadline",
        case,
        "time.early",
        OUT + "/witness/validAfter",
        flags="Boundary",
        base=control,
        resigned=True,
        layer="L2",
    )
    now = pay_permit2(deadline=str(NOW))
    group.reject(
        "deadline-now",
        "the deadline is now",
        now,
        "time.expired",
        OUT + "/deadline",
        flags="Boundary",
        base=control,
        resigned=True,
        layer="L2",
        level="policy",
        also=("accept",),
        why="the contract wants deadline >= now; six seconds are what the published verifiers want",
    )


def _signed_other(group: Group, control: Vector) -> None:
    wire = control.case.input["payload"]["payload"]["permit2Authorization"]

    def bad(slug: str, title: str, hash32: bytes) -> None:
        case = signed(control.case, sign(hash32).hex())
        options: Json = {"flags": "SignedOther", "base": control, "resigned": True, "also": UNKNOWN}
        group.reject(slug, title, case, "signature.invalid", SIGNATURE, **options)

    for slug, title, changes in (
        ("to", "another recipient", {"to": STRANGER}),
        ("amount", "an amount of 1", {"amount": "1"}),
        ("token", "another token", {"token": STRANGER}),
        ("spender", "another spender", {"spender": evm.OLD_EXACT_PROXY}),
        ("deadline", "another deadline", {"deadline": str(NOW + 49)}),
        ("valid-after", "another validAfter", {"validAfter": str(NOW - 11)}),
    ):
        other = evm.permit(**changes)
        bad(f"over-{slug}", f"signed for {title}, shown is the offer's", digest(permit_message(other, permit2_domain())))
    swapped = (("validAfter", "uint256"), ("to", "address"))
    good = digest(permit_message(wire, permit2_domain()))
    for slug, title, hash32 in (
        ("witness-order", "the witness type has its members in the other order", digest(permit_message(wire, permit2_domain(), swapped))),
        ("no-chain", "the domain has no chain id", digest(permit_message(wire, {"name": "Permit2", "verifyingContract": evm.PERMIT2}))),
        ("salt", "the domain has a salt", digest(permit_message(wire, permit2_domain(salt=b"\1" * 32)))),
        (
            "proxy-as-contract",
            "the spender is the verifying contract",
            digest(permit_message(wire, permit2_domain(verifyingContract=evm.EXACT_PROXY))),
        ),
        ("personal", "the digest is signed as a personal message", digest(encode_defunct(good))),
        ("hash", "the digest is hashed once more", keccak(good)),
        ("eip3009", "a transfer of EIP-3009 is signed", digest(evm.transfer_message(evm.authorization(), evm.token_domain(evm.requirements())))),
    ):
        bad(f"over-{slug}", title, hash32)


def _signature(group: Group, control: Vector) -> None:
    r, s, v = signature_of(control.case)
    good = Signature(r, s, v)
    at = edited(control.case, f"{IN}/from", evm.PAYER[:2] + evm.PAYER[2:].swapcase(), derive=True, policy="interop")
    for slug, title, case in (
        ("v-parity", "v is the parity", signed(control.case, Signature(r, s, v - 27).hex(), policy="interop")),
        ("compact", "64 bytes of EIP-2098", signed(control.case, good.compact(), policy="interop")),
        ("checksum", "the payer's address has the other case throughout", at),
    ):
        group.accept(
            f"{slug}-interop", f"{title}, under the lenient policy", case, flags="SignatureForm", base=control, level="policy", also=("reject",)
        )
    high = signed(control.case, good.twin().hex(), policy="interop")
    group.reject(
        "high-s-interop",
        "s is above n/2, under the lenient policy: no leniency touches the proof",
        high,
        "signature.malleable",
        SIGNATURE,
        flags="SignatureForm",
        base=control,
        level="should",
        also=("accept", "undecided"),
    )
    for slug, title, one in (
        ("r-n-minus-1", "r is n-1, the greatest scalar", Signature(N - 1, s, v)), ("r-n", "r is n", Signature(N, s, v)),
        ("s-zero", "s is 0", Signature(r, 0, v)), ("s-n", "s is n", Signature(r, N, v)),
    ):  # fmt: skip
        code = "signature.invalid" if slug == "r-n-minus-1" else "signature.range"
        group.reject(slug, title, signed(control.case, one.hex()), code, SIGNATURE, flags="Boundary", base=control, also=UNKNOWN)
    wire = control.case.input["payload"]["payload"]["permit2Authorization"]
    hash32 = digest(permit_message(wire, permit2_domain()))
    for slug, title, x in (("least", "the least that a point has", 1), ("greatest", "the greatest below n that a point has", N - 1)):
        one, owner = evm.forge_r(hash32, x, 1 if x == 1 else -1)
        case = edited(signed(control.case, one.hex()), f"{IN}/from", owner, derive=True)
        group.accept(f"r-{slug}", f"r is {title}", case, flags="Boundary", base=control, resigned=True)
