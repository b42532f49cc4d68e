"""ERC-7710: only a simulation can say anything about a delegation."""

from __future__ import annotations

from typing import Any

import evm
from evm import SEPOLIA, Case
from model import Group, Json, Vector, ref

SUPPORT = "an implementation may not support the method at all"


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
    group.note("Members", "MALFORMED", "A member is missing, of another type, or outside its grammar.")
    group.note("Method", "INTEROP", "The payload has a member of a delegation where another method was offered.")
    terms = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})
    inner: Json = {"delegationManager": evm.STRANGER, "permissionContext": "0x" + "7710" * 48, "delegator": evm.PAYER}

    def paid(payload: Json = inner, state: Json | None = None) -> Case:
        return evm.case(evm.payment(terms, payload), terms, state=state)

    simulate = {"flags": "Delegation", "level": "should", "also": ("reject",), "why": SUPPORT}
    group.undecided("delegation", "a delegation, and nobody has simulated it", paid(), "simulation", **simulate)
    facts = evm.account_state(code="0x6001", balances={evm.USDC.lower(): "10000"})
    funded = "the delegator has code and funds: that proves nothing"
    group.undecided("delegator-funded", funded, paid(state=facts), "simulation", **simulate)
    lower = inner | {"delegationManager": evm.STRANGER.lower(), "delegator": evm.PAYER.lower()}
    group.undecided("lower-case", "the addresses are in lower case", paid(lower), "simulation", **simulate)
    group.undecided(
        "context-empty",
        "the permission context is empty, which may be all that the manager needs",
        paid(inner | {"permissionContext": "0x"}),
        "simulation",
        **simulate,
    )
    group.undecided("unknown-member", "the payload has a member more", paid(inner | {"caveats": []}), "simulation", **simulate)
    group.undecided("signature-beside", "the payload has a signature too", paid(inner | {"signature": "0x" + "11" * 65}), "simulation", **simulate)
    control = group.accept("authorization", "an EIP-3009 payment for comparison", evm.pay())
    _refused(group, control, paid, inner)
    _other_methods(group, control, inner)
    return group


def _refused(group: Group, control: Vector, paid: Any, inner: Json) -> None:
    failed = paid(state={SEPOLIA: {"simulation": False}})
    title = "a simulated redemption fails"
    group.reject("simulation-failed", title, failed, "simulation.failed", "/payload", flags="Delegation", base=control)
    both = evm.account_state(code="0x6001", balances={evm.USDC.lower(): "10000"})
    both[SEPOLIA]["simulation"] = False
    title = "the delegator has code and funds, and a simulated redemption fails"
    group.reject("simulation-failed-funded", title, paid(state=both), "simulation.failed", "/payload", flags="Delegation", base=control)

    def without(name: str) -> Json:
        return {other: value for other, value in inner.items() if other != name}

    for slug, title, payload, member in (
        ("no-manager", "no delegation manager", without("delegationManager"), "delegationManager"),
        ("no-context", "no permission context", without("permissionContext"), "permissionContext"),
        ("no-delegator", "no delegator", without("delegator"), "delegator"),
        ("manager-short", "the manager's address is a digit short", inner | {"delegationManager": evm.STRANGER[:-1]}, "delegationManager"),
        ("delegator-null", "the delegator is null", inner | {"delegator": None}, "delegator"),
        ("context-odd", "the context has an odd number of digits", inner | {"permissionContext": "0x123"}, "permissionContext"),
        ("context-no-prefix", "the context has no 0x", inner | {"permissionContext": "7710"}, "permissionContext"),
        ("context-object", "the context is an object", inner | {"permissionContext": {}}, "permissionContext"),
        ("near-miss", "there is `permission_context` too", inner | {"permission_context": "0x"}, "permission_context"),
        ("empty", "the payload is empty", {}, "delegationManager"),
    ):
        level = "should" if slug in ("context-no-prefix", "near-miss") else "must"
        group.reject(slug, title, paid(payload), "payload.malformed", f"/payload/{member}", flags="Members", base=control, layer="L1", level=level)


def _other_methods(group: Group, control: Vector, inner: Json) -> None:
    terms = evm.requirements()
    signed = control.case.input["payload"]["payload"]

    def bad(slug: str, title: str, payload: Json, code: str, offer: Json = terms, **more: Any) -> None:
        case = evm.case(evm.payment(offer, payload), offer, derive=False)
        options: Json = {"flags": "Method", "base": control, "layer": "L1"} | more
        group.reject(slug, title, case, code, "/payload", **options)

    bad(
        "unasked",
        "a delegation where the offer names no method",
        inner,
        "method.mismatch",
        other=("payload.malformed",),
        flags="Delegation",
        layer="L4",
    )
    bare: Json = {"signature": signed["signature"]}
    manager, context = ({name: inner[name]} for name in ("delegationManager", "permissionContext"))
    bad("unasked-manager", "a signature and a delegation manager where the offer names no method", bare | manager, "method.mismatch")
    bad("unasked-context", "a signature and a permission context where the offer names no method", bare | context, "method.mismatch")
    why = "published verifiers look at one of the two"
    both: Json = {"level": "should", "also": ("accept",), "why": why}
    bad("beside-manager", "a delegation manager stands beside the authorization", signed | manager, "payload.ambiguous", **both)
    bad("beside-context", "a permission context stands beside the authorization", signed | context, "payload.ambiguous", **both)
    permit2 = evm.permit2_requirements()
    permit = evm.pay_permit2(permit2).input["payload"]["payload"]
    bad("beside-permit2", "a permission context stands beside a Permit2 authorization", permit | context, "payload.ambiguous", permit2, **both)
    bad("permit2-offered", "a delegation where the offer names permit2", inner, "method.mismatch", permit2)
    offered = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})
    bad("permit2-for-delegation", "a Permit2 authorization where the offer names erc7710", permit, "method.mismatch", offered)
    everything = signed | permit | inner
    bad("everything", "the members of all three methods", everything, "payload.ambiguous")
