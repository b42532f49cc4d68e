"""ERC-7710: only a simulation can say anything about a delegation."""

from __future__ import annotations

import evm
from model import Group, Json, ref


def build() -> Group:
    """The group."""
    group = Group(
        "evm.exact.erc7710",
        "ERC-7710 payments of the exact scheme",
        "L4",
        (ref("specs/schemes/exact/scheme_exact_evm.md", "3, phase 3"), ref("ERC-7710", "Specification")),
    )
    group.note(
        "Delegation", "CAN_OF_WORMS", "The delegation is opaque: what it allows, only its manager knows.", "https://eips.ethereum.org/EIPS/eip-7710"
    )
    terms = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})
    inner: Json = {"delegationManager": evm.STRANGER, "permissionContext": "0x" + "7710" * 48, "delegator": evm.PAYER}
    simulate = {"flags": "Delegation", "level": "should", "also": ("reject",), "why": "an implementation may not support the method at all"}
    group.undecided("delegation", "a delegation, and nobody has simulated it", evm.case(evm.payment(terms, inner), terms), "simulation", **simulate)
    facts = evm.account_state(code="0x6001", balances={evm.USDC.lower(): "10000"})
    funded = evm.case(evm.payment(terms, inner), terms, state=facts)
    group.undecided("delegator-funded", "the delegator has code and funds: that proves nothing", funded, "simulation", **simulate)
    control = group.accept("authorization", "an EIP-3009 payment for comparison", evm.pay())
    unasked = evm.case(evm.payment(evm.requirements(), inner), evm.requirements())
    group.reject(
        "unasked",
        "a delegation where the offer names no method",
        unasked,
        "method.mismatch",
        "/payload",
        other=("payload.malformed",),
        flags="Delegation",
        base=control,
    )
    return group
