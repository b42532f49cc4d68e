"""Permit2: members, terms and chain facts."""

from __future__ import annotations

from typing import Any

import evm
from evm import MAX_UINT256, PAYEE, PAYER, SEPOLIA, STRANGER, USDC, edited, pay_permit2
from model import Case, Group, Json, Vector

IN = "/payload/payload/permit2Authorization"
OUT = "/payload/permit2Authorization"
FACILITATORS = "facilitators of both official SDKs compare scheme and network only; servers compare all"


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of forms."""
    _members(group, control)
    _accepted(group, control)
    _facts(group, control)


def _members(group: Group, control: Vector) -> None:
    def change(path: str, value: Any, **more: Any) -> Case:
        return edited(control.case, path, value, derive=True, **more)

    for slug, title, path in (
        ("authorization", "the authorization", f"{IN}/memo"), ("permitted", "permitted", f"{IN}/permitted/decimals"),
        ("witness", "the witness, as before the audit,", f"{IN}/witness/extra"), ("payload", "the payload", "/payload/payload/memo"),
    ):  # fmt: skip
        case = change(path, "0x")
        group.accept(f"unknown-in-{slug}", f"{title} has a member more", case, flags="Members", base=control, layer="L1", level="should")
    for slug, path in (("spender", "/Spender"), ("permitted", "/permitted/Token"), ("witness", "/witness/valid_after")):
        group.reject(
            f"near-miss-{slug}",
            f"there is `{path[1:]}` too",
            change(IN + path, "0"),
            "payload.malformed",
            OUT + path,
            flags="Members",
            base=control,
            layer="L1",
            level="should",
            also=("accept",),
            why="readers that take both spellings would read another payment",
        )
    upper = control.case
    for path, good in {"/from": PAYER, "/permitted/token": USDC, "/spender": evm.EXACT_PROXY, "/witness/to": PAYEE}.items():
        upper = edited(upper, IN + path, "0x" + good[2:].upper(), derive=True)
    group.accept("addresses-upper", "every address is in upper case", upper, flags="Address", base=control, layer="L1", level="should")
    for path in ("/permitted/token", "/spender", "/witness/to"):
        code = {"/permitted/token": "token", "/spender": "spender", "/witness/to": "recipient"}[path]
        group.reject(
            f"zero-{path.split('/')[-1]}",
            f"{path[1:]} is the zero address",
            change(IN + path, "0x" + "00" * 20),
            "address.zero",
            OUT + path,
            other=(f"{code}.mismatch",),
            flags="Address",
            base=control,
            layer="L1",
        )
    for slug, title, path, value in (
        ("permitted-list", "permitted is a list, as for a batch", "/permitted", [{"token": USDC, "amount": "10000"}]),
        ("witness-null", "the witness is null", "/witness", None),
        ("witness-text", "the witness is a hash", "/witness", "0x" + "11" * 32),
        ("authorization-list", "the authorization is a list", "", []),
    ):
        case = edited(control.case, IN + path, value)
        group.reject(slug, title, case, "payload.malformed", OUT + path, flags="Members", base=control, layer="L1")
    case = edited(control.case, "/payload/payload/authorization", evm.authorization())
    group.reject(
        "method-both",
        "an EIP-3009 authorization stands beside the permit",
        case,
        "payload.ambiguous",
        "/payload",
        flags="Method",
        base=control,
        layer="L1",
        level="should",
        also=("accept",),
        why="published verifiers look at one of the two",
    )


def _accepted(group: Group, control: Vector) -> None:
    terms = evm.permit2_requirements()
    domain = {"name": "USDC", "version": "2"}
    for slug, title, extra in (
        ("no-method", "accepted.extra names no method", domain), ("other-method", "accepted.extra names eip3009", domain | {"assetTransferMethod": "eip3009"}),
        ("method-case", "accepted.extra names Permit2, with a capital", domain | {"assetTransferMethod": "Permit2"}),
    ):  # fmt: skip
        case = pay_permit2(terms, accepted=terms | {"extra": extra})
        group.reject(
            f"accepted-{slug}",
            title,
            case,
            "accepted.mismatch",
            "/accepted/extra",
            flags="Accepted",
            base=control,
            layer="L2",
            level="should",
            also=("accept",),
            why=FACILITATORS,
        )
    offer = evm.permit2_requirements(extra={"assetTransferMethod": "Permit2"} | domain)
    group.reject(
        "offer-method-case",
        "the offer names Permit2, with a capital: no method is called so",
        pay_permit2(offer),
        None,
        flags="Method",
        base=control,
        layer="L2",
        level="should",
        also=("accept",),
        why="the error is the seller's",
    )


def _facts(group: Group, control: Vector) -> None:
    nonce = control.case.input["payload"]["payload"]["permit2Authorization"]["nonce"]

    def facts(**changes: Any) -> Json:
        known: Json = {"code": "0x", "balances": {USDC.lower(): "10000"}, "allowances": {USDC.lower(): "10000"}}
        return evm.account_state(**(known | changes))

    def used(**changes: str) -> Json:
        found = facts()
        found[SEPOLIA]["nonces_used"] = [{"token": USDC.lower(), "from": PAYER.lower(), "nonce": nonce} | changes]
        return found

    def at(state: Json) -> Case:
        return evm.case(control.case.input["payload"], control.case.input["requirements"], state=state)

    chain: Json = {"flags": "ChainFacts", "base": control, "layer": "L4", "level": "should", "also": ("accept",)}
    why = "an offline verifier may leave this to settlement"
    group.reject("nonce-used", "the nonce is used", at(used()), "nonce.used", OUT + "/nonce", why=why, **chain)
    other = used(token=STRANGER.lower())
    group.reject(
        "nonce-used-elsewhere", "the nonce is used for another token: Permit2 has one bitmap", at(other), "nonce.used", OUT + "/nonce", **chain
    )
    must: Json = {"flags": "ChainFacts", "base": control, "layer": "L4"}
    group.accept("nonce-used-by-other", "somebody else used the same nonce", at(used(**{"from": STRANGER.lower()})), **must)
    group.accept("allowance-max", "the allowance is 2^256-1", at(facts(allowances={USDC.lower(): str(MAX_UINT256)})), **must)
    both = {USDC.lower(): "10000", STRANGER.lower(): "0"}
    group.accept("allowance-of-another-token", "another token has no allowance", at(facts(allowances=both)), **must)
    bare = facts()
    bare[SEPOLIA]["accounts"][USDC.lower()] = {"code": "0x"}
    group.reject("asset-no-code", "there is no code at the asset's address", at(bare), "asset.not_contract", "/accepted/asset", why=why, **chain)
    zero = facts(balances={USDC.lower(): "0"}, allowances={USDC.lower(): "0"})
    group.reject(
        "nothing-at-all",
        "neither balance nor allowance",
        at(zero),
        "allowance.insufficient",
        OUT + "/permitted",
        other=("funds.insufficient",),
        why=why,
        **chain,
    )
