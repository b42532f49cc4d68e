"""Version 1: networks by name, forms, boundaries, wallets and chain facts."""

from __future__ import annotations

from typing import Any

import evm
import svm
from evm import MAX_UINT256, NOW, PAYER, SEPOLIA, USDC, Case
from groups.svm_chain import held
from groups.v1 import lower, pay, terms
from model import Group, Json, Vector, ref

SPEC = "specs/x402-specification-v1.md"
AUTH = "/payload/authorization"


def build() -> Group:
    """The group."""
    group = Group("v1.exact.forms", "Version 1: networks, forms and chain facts", "L2", (ref(SPEC, "5.2"), ref(SPEC, "6.1.2")))
    group.note("V1Network", "INTEROP", "Version 1 has names for networks; the chain id behind a name is nowhere specified.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("V1Form", "INTEROP", "A form that the grammar allows, or the nearest that it does not.")
    group.note("ChainFacts", "BASIC", "What the chain declares is the same in both versions; it is declared by CAIP-2 network.")
    group.note("Solana", "BASIC", "The scheme on Solana is the same in both versions.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The specification leaves it open; `why` states the question.")
    control = group.accept("plain", "a version 1 payment by EIP-3009", pay())
    _networks(group, control)
    _forms(group, control)
    _boundaries(group, control)
    _facts(group, control)
    _solana(group)
    return group


def _networks(group: Group, control: Vector) -> None:
    base = control.case
    for slug, title, value in (
        ("space", "ends in a space", "base-sepolia "), ("underscore", "has an underscore", "base_sepolia"), ("null", "is null", None),
        ("chain-id", "is the chain id", "84532"), ("empty", "is empty", ""),
    ):  # fmt: skip
        case = Case("verify", evm.mutate.edit(base.input, "/payload/network", value), derived={} if value is None else base.derived)
        code = "member.type" if value is None else "network.mismatch"
        other = ("member.missing", "network.mismatch") if value is None else ("member.value",) if value == "" else ()
        group.reject(
            f"network-text-{slug}", f"the payment's network {title}", case, code, "/network", other=other, flags="V1Network", base=control, layer="L1"
        )
    token = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
    extra = {"name": "USD Coin", "version": "2"}
    two = evm.requirements(network="eip155:1", asset=token, extra=extra)
    offer = terms(network="ethereum", asset=token, extra=extra)
    main = group.accept("network-ethereum", "USDC on the network named `ethereum`", lower(evm.pay(two), offer, "ethereum"), flags="V1Network")
    named = evm.mutate.edit(main.case.input, "/payload/network", "ethereum-mainnet")
    why = "the specification's text has `ethereum-mainnet` as an example, the SDKs `ethereum`: are they one?"
    group.reject(
        "network-ethereum-mainnet",
        "the payment's network is named `ethereum-mainnet`",
        Case("verify", named, derived=main.case.derived),
        "network.mismatch",
        "/network",
        flags="V1Network SpecDefect",
        base=main,
        level="undefined",
        also=("accept", "undecided"),
        why=why,
    )


def _forms(group: Group, control: Vector) -> None:
    base = control.case

    def edit(path: str, value: object) -> Case:
        request = evm.mutate.edit(base.input, path, value)
        return Case("verify", request, derived=evm.derived(terms(), request["payload"]["payload"]))

    for slug, title, member in (("from", "from", "from"), ("to", "to", "to")):
        text = base.input["payload"]["payload"]["authorization"][member]
        upper = edit(f"/payload{AUTH}/{member}", "0x" + text[2:].upper())
        group.accept(f"upper-{slug}", f"{title} is in upper case", upper, flags="V1Form", base=control, layer="L1", level="should")
    schema = terms(outputSchema={"input": {"type": "http"}})
    group.accept("output-schema", "the offer has an outputSchema", pay(schema), flags="V1Form", base=control)
    for slug, title, path, value, code in (
        ("scheme-case", "the scheme is in upper case", "/scheme", "EXACT", "scheme.mismatch"),
        ("payload-list", "the payload is a list", "/payload", [], "member.type"),
        ("version-text", "x402Version is the text 1", "/x402Version", "1", "version.unsupported"),
    ):
        request = evm.mutate.edit(base.input, "/payload" + path, value)
        other = ("payload.malformed",) if slug == "payload-list" else ("member.type",) if slug == "version-text" else ()
        derived = base.derived if slug == "scheme-case" else {}
        group.reject(slug, title, Case("verify", request, derived=derived), code, path, other=other, flags="V1Form", base=control, layer="L1")
    permit2 = evm.permit2_requirements()
    offer = terms(extra=permit2["extra"])
    why = "version 1 was written before Permit2: may its offers name it?"
    group.accept(
        "permit2",
        "a version 1 offer names permit2",
        lower(evm.pay_permit2(permit2), offer, "base-sepolia"),
        flags="V1Form SpecDefect",
        base=control,
        resigned=True,
        level="undefined",
        also=("reject", "undecided"),
        why=why,
    )


def _boundaries(group: Group, control: Vector) -> None:
    def good(slug: str, title: str, case: Case, **more: Any) -> Vector:
        return group.accept(slug, title, case, **({"flags": "Boundary", "base": control, "resigned": True} | more))

    good("before-now-plus-6", "validBefore is 6 s ahead", pay(validBefore=str(NOW + 6)))
    group.reject(
        "before-now-plus-5",
        "validBefore is 5 s ahead",
        pay(validBefore=str(NOW + 5)),
        "time.expired",
        f"{AUTH}/validBefore",
        flags="Boundary",
        base=control,
        resigned=True,
        level="policy",
        also=("accept",),
        why="six seconds are what the published verifiers want; the token wants now < validBefore",
    )
    long: Json = {"level": "policy", "also": ("reject",), "why": "no rule bounds the window; a warning is due"}
    why = "a seller remembers a payment until it ends: the payer would choose for how long"
    good("before-day-and-hour", "validBefore is a day and an hour ahead", pay(validBefore=str(NOW + 90_000)), **long)
    for slug, title, far in (("day-and-hour", "a second after a day and an hour", NOW + 90_001), ("max", "2^256-1", MAX_UINT256)):
        group.reject(
            f"far-{slug}",
            f"validBefore is {title}",
            pay(validBefore=str(far)),
            "time.too_far",
            f"{AUTH}/validBefore",
            flags="Boundary",
            base=control,
            resigned=True,
            level="policy",
            also=("accept",),
            why=why,
        )
    good("after-now", "validAfter is now", pay(validAfter=str(NOW)), level="should", also=("reject",))
    for slug, amount in (("1", 1), ("max", MAX_UINT256)):
        two = evm.requirements(amount=str(amount))
        case = lower(evm.pay(two, value=str(amount)), terms(maxAmountRequired=str(amount)), "base-sepolia")
        good(f"amount-{slug}", f"maxAmountRequired and value are {'2^256-1' if slug == 'max' else slug}", case)
    good("timeout-1", "maxTimeoutSeconds is 1: the window is longer", pay(terms(maxTimeoutSeconds=1)), **(long | {"resigned": False}))
    group.reject(
        "timeout-0",
        "maxTimeoutSeconds is 0",
        pay(terms(maxTimeoutSeconds=0)),
        None,
        flags="Boundary",
        base=control,
        level="should",
        also=("accept",),
        why="the error is the seller's: nothing can be paid in no time",
    )


def _facts(group: Group, control: Vector) -> None:
    def at(signature: str | None = None, **facts: Any) -> Case:
        two = evm.pay() if signature is None else evm.signed(evm.pay(), signature)
        case = lower(two, terms(), "base-sepolia")
        return Case(case.op, case.input, None, evm.account_state(**facts), case.derived)

    options: Json = {"flags": "ChainFacts", "base": control, "layer": "L4"}
    funds: Json = {"balances": {USDC.lower(): "10000"}}
    group.accept("funds", "the payer has no code and holds the amount", at(code="0x", **funds), **options)
    chain: Json = {"level": "should", "also": ("undecided",)}
    group.accept("contract-yes", "the payer's contract accepts 194 bytes", at("0x" + "22" * 194, code="0x6001", erc1271=True), **options, **chain)
    refused = at(code="0x6001", erc1271=False)
    group.reject(
        "contract-no", "the payer's contract refuses a signature that recovers", refused, "signature.contract", "/payload/signature", **options
    )
    group.undecided(
        "contract-not-asked",
        "the payer has code, what it answers is unknown",
        at(code="0x6001"),
        "erc1271",
        level="should",
        also=("reject",),
        **options,
    )
    later: Json = {"level": "should", "also": ("accept",), "why": "an offline verifier may leave this to settlement"}
    short = at(code="0x", balances={USDC.lower(): "9999"})
    group.reject("funds-short", "the payer holds one less than the amount", short, "funds.insufficient", f"{AUTH}/value", **options, **later)
    used = at(code="0x", **funds)
    nonce = used.input["payload"]["payload"]["authorization"]["nonce"]
    facts = {SEPOLIA: {"nonces_used": [{"token": USDC.lower(), "from": PAYER.lower(), "nonce": nonce}]}}
    case = Case(used.op, used.input, None, facts, used.derived)
    group.reject("nonce-used", "the nonce is used", case, "nonce.used", f"{AUTH}/nonce", **options, **later)


def _solana(group: Group) -> None:
    def at(case: Case, name: str = "solana-devnet", **changes: Any) -> Case:
        offer = terms(network=name, asset=svm.USDC, payTo=svm.PAYEE, extra={"feePayer": svm.FEE_PAYER}) | changes
        return lower(case, offer, name)

    control = group.accept("solana", "a version 1 payment on Solana", at(svm.pay()), flags="Solana", layer="L3")
    options: Json = {"flags": "Solana", "base": control, "layer": "L3", "resigned": True}
    where = "/input/payload/payload/transaction"
    memo: Json = {"feePayer": svm.FEE_PAYER, "memo": "order-42"}
    paid = at(svm.pay(svm.requirements(extra=memo), rest=[svm.memo(b"order-42")]), extra=memo)
    title = "the offer's memo is in the transaction"
    good = group.accept("solana-memo", title, paid, described={where: title}, **options)
    title = "the offer has a memo, the transaction another"
    wrong = at(svm.pay(svm.requirements(extra=memo), rest=[svm.memo(b"order-43")]), extra=memo)
    group.reject("solana-memo-other", title, wrong, "memo.mismatch", "/payload/transaction", **(options | {"base": good}), described={where: title})
    title = "a legacy message with a guard"
    group.accept("solana-legacy", title, at(svm.pay(rest=[svm.guard(), svm.memo()], legacy=True)), described={where: title}, **options)
    token: Json = {"asset": svm.PYUSD}
    dollars = svm.pay(svm.requirements(**token), mint=svm.PYUSD, program=svm.TOKEN_2022)
    title = "a mint of Token-2022"
    group.accept("solana-token-2022", title, at(dollars, **token), described={where: title}, **options)
    managed = at(svm.pay(signers=[svm.FEE_PAYER_2]))
    group.reject(
        "solana-unmanaged", "the fee payer is none of the facilitator's", managed, "svm.fee_payer.unmanaged", flags="Solana", base=control, layer="L3"
    )
    source = svm.token_account(svm.PAYER)
    missing = svm.pay(state={svm.DEVNET: {"accounts": {source: {"lamports": "0"}}}})
    later: Json = {"level": "should", "also": ("accept",), "why": "an offline verifier may leave this to settlement"}
    facts: Json = {"flags": "ChainFacts", "base": control, "layer": "L4"}
    group.reject("solana-source-missing", "the source does not exist", at(missing), "svm.accounts", "/payload/transaction", **facts, **later)
    both = {source: held(), svm.token_account(svm.PAYEE): held("0")}
    group.accept("solana-accounts", "both token accounts exist", at(svm.pay(state={svm.DEVNET: {"accounts": both}})), **facts)
