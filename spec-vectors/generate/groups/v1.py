"""Version 1 of the protocol, verified: EIP-3009 and Solana."""

from __future__ import annotations

import copy
from typing import Any

import evm
import svm
from evm import STRANGER, Case
from groups.eip3009_terms import sample
from model import PUBLISHED, Group, Json, Vector, ref

SIGNATURE = "/payload/signature"


def terms(**changes: object) -> Json:
    """The seller's version 1 terms."""
    offer: Json = {
        "scheme": "exact", "network": "base-sepolia", "maxAmountRequired": "10000", "asset": evm.USDC, "payTo": evm.PAYEE,
        "resource": "https://api.example.com/premium-data", "description": "Access to premium market data", "mimeType": "application/json",
        "outputSchema": None, "maxTimeoutSeconds": 60, "extra": {"name": "USDC", "version": "2"},
    }  # fmt: skip
    return offer | changes


def lower(case: Case, offer: Json, network: str) -> Case:
    """A version 2 case as version 1."""
    payload = {"x402Version": 1, "scheme": "exact", "network": network, "payload": copy.deepcopy(case.input["payload"]["payload"])}
    more: Json = {name: case.input[name] for name in ("signers", "policy") if name in case.input}
    return Case("verify", {"payload": payload, "requirements": offer, **more}, case.now, case.state, case.derived)


def pay(offer: Json | None = None, **changes: Any) -> Case:
    """A version 1 payment by EIP-3009."""
    return lower(evm.pay(**changes), terms() if offer is None else offer, "base-sepolia")


def build() -> Group:
    """The group."""
    spec = "specs/x402-specification-v1.md"
    group = Group("v1.exact", "Version 1 payments", "L2", (ref(spec, "5.2"), ref(spec, "6.1.2")))
    group.note("V1Terms", "INTEROP", "Version 1 has no `accepted`: scheme and network stand in the payment itself, the network by a name.")
    group.note("Transfer", "SECURITY", "What is signed differs from the offer.")
    group.note("Signature", "SECURITY", "The signature is no canonical one of the payer's over this authorization.")
    group.note("Golden", "GOLDEN", "Values that were published, or computed by two other implementations alike.")
    group.note("Solana", "BASIC", "The scheme on Solana is the same in both versions.")
    control = group.accept("eip3009", "a version 1 payment by EIP-3009", pay())
    payload, offered = sample()
    golden = lower(evm.case(payload, offered, now=PUBLISHED), terms(payTo=offered["payTo"]), "base-sepolia")
    group.accept("specification-sample", "the sample of the version 1 specification", golden, flags="Golden", refs=(ref(spec, "5.2.1"),))
    _evm(group, control)
    _solana(group)
    return group


def _evm(group: Group, control: Vector) -> None:
    base = control.case

    def edit(path: str, value: object) -> Case:
        request = evm.mutate.edit(base.input, path, value)
        return Case("verify", request, derived=evm.derived(terms(), request["payload"]["payload"]))

    def spoil(path: str, value: object) -> Case:
        return Case("verify", evm.mutate.edit(base.input, path, value))

    for slug, title, path, value, code in (
        ("scheme", "the payment's scheme is another", "/scheme", "upto", "scheme.mismatch"),
        ("network", "the payment's network is another", "/network", "base", "network.mismatch"),
        ("network-caip2", "the payment's network is in the form of version 2", "/network", "eip155:84532", "network.mismatch"),
        ("network-case", "the payment's network is in another case", "/network", "Base-Sepolia", "network.mismatch"),
        ("network-unknown", "the payment's network has no known name", "/network", "nowhere", "network.mismatch"),
    ):
        group.reject(slug, title, edit("/payload" + path, value), code, path, flags="V1Terms", base=control)
    group.accept("unknown-member", "the payment has a member more", edit("/payload/note", "thing"), flags="V1Terms", base=control, level="should")
    other = terms(resource="https://api.example.com/other", description="", mimeType="")
    group.accept(
        "other-resource", "the offer is for another resource: nothing in a version 1 payment binds it", pay(other), flags="V1Terms", base=control
    )
    bare = {name: value for name, value in terms().items() if name not in ("mimeType", "outputSchema")}
    group.accept("optional-members-absent", "the offer has no mimeType and no outputSchema", pay(bare), flags="V1Terms", base=control)
    mainnet = terms(network="base", asset="0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", extra={"name": "USD Coin", "version": "2"})
    two = evm.requirements(network="eip155:8453", asset=mainnet["asset"], extra=mainnet["extra"])
    group.accept("base", "the name `base` is chain 8453", lower(evm.pay(two), mainnet, "base"), base=control, resigned=True)

    auth = "/payload/authorization"
    for slug, title, code, path, changes in (
        ("value-less", "one less than maxAmountRequired", "amount.mismatch", f"{auth}/value", {"value": "9999"}),
        ("to-stranger", "signed for somebody else", "recipient.mismatch", f"{auth}/to", {"to": STRANGER}),
        ("before-now", "validBefore is now", "time.expired", f"{auth}/validBefore", {"validBefore": str(evm.NOW)}),
        ("after-now-plus-1", "validAfter is a second ahead", "time.early", f"{auth}/validAfter", {"validAfter": str(evm.NOW + 1)}),
    ):
        group.reject(slug, title, pay(**changes), code, path, flags="Transfer", base=control, resigned=True)
    group.reject(
        "value-more",
        "one more than maxAmountRequired",
        pay(value="10001"),
        "amount.mismatch",
        f"{auth}/value",
        flags="Transfer",
        base=control,
        resigned=True,
        level="should",
        also=("accept",),
        why="version 1 once read: meets or exceeds; every published SDK wants it equal",
    )
    good = evm.signature_of(base)
    for slug, title, text, code, level, also in (
        ("v-flipped", "v is the other of 27 and 28", evm.Signature(good.r, good.s, 55 - good.v).hex(), "signature.invalid", "must", ("undecided",)),
        ("high-s", "s is n-s and v flipped", good.twin().hex(), "signature.malleable", "should", ("accept", "undecided")),
        ("no-prefix", "the signature has no 0x", good.hex()[2:], "payload.malformed", "should", ()),
    ):
        changed = spoil if code == "payload.malformed" else edit
        group.reject(
            slug,
            title,
            changed("/payload/payload/signature", text),
            code,
            SIGNATURE,
            flags="Signature",
            base=control,
            layer="L3",
            level=level,
            also=also,
        )
    hexadecimal = spoil("/payload/payload/authorization/value", "0x2710")
    group.reject(
        "value-hex",
        "value is hexadecimal",
        hexadecimal,
        "payload.malformed",
        f"{auth}/value",
        flags="Transfer",
        base=control,
        layer="L1",
        level="should",
    )
    as_two = edit("/payload/x402Version", 2)
    group.reject(
        "version-2",
        "x402Version is 2 in a version 1 payment",
        as_two,
        "version.mismatch",
        "/x402Version",
        other=("member.missing",),
        flags="V1Terms",
        base=control,
        layer="L1",
    )


def _solana(group: Group) -> None:
    offer = terms(network="solana-devnet", asset=svm.USDC, payTo=svm.PAYEE, extra={"feePayer": svm.FEE_PAYER})
    control = group.accept("solana", "a version 1 payment on Solana", lower(svm.pay(), offer, "solana-devnet"), flags="Solana", layer="L3")
    for slug, title, case, code in (
        ("solana-amount", "one less than maxAmountRequired", svm.pay(amount=9999), "amount.mismatch"),
        ("solana-recipient", "to somebody else", svm.pay(owner=svm.STRANGER), "recipient.mismatch"),
        ("solana-unsigned", "the payer has not signed", svm.pay(signatures={svm.PAYER: bytes(64)}), "svm.signature.invalid"),
    ):
        group.reject(
            slug,
            f"on Solana: {title}",
            lower(case, offer, "solana-devnet"),
            code,
            "/payload/transaction",
            flags="Solana",
            base=control,
            layer="L3",
            resigned=slug != "solana-unsigned",
            described={"/input/payload/payload/transaction": title},
        )
