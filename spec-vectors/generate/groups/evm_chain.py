"""What declared chain facts decide: contract signatures, balances, nonces."""

from __future__ import annotations

from typing import Any

import evm
from evm import PAYER, SEPOLIA, STRANGER, USDC, pay, payer_state, signed
from groups import erc6492
from model import Case, Group, Json, Vector, ref

SIGNATURE = "/payload/signature"
DELEGATE = "0xef0100" + STRANGER[2:].lower()


def build() -> Group:
    """The group."""
    refs = (ref("specs/schemes/exact/scheme_exact_evm.md", "1, phase 2"), ref("ERC-1271", "Specification"), ref("ERC-6492", "Verifier side"))
    group = Group("evm.exact.chain", "Declared chain facts: contract signatures, balances, nonces", "L4", refs)
    group.note(
        "ContractSignature", "CAN_OF_WORMS", "Where the payer has code, only its isValidSignature decides.", "https://eips.ethereum.org/EIPS/eip-1271"
    )
    group.note(
        "DelegatedAccount",
        "CAN_OF_WORMS",
        "An account with EIP-7702 code has code: a signature that recovers proves nothing.",
        "https://eips.ethereum.org/EIPS/eip-7702",
    )
    group.note(
        "Counterfactual",
        "SECURITY",
        "An ERC-6492 wrapper names a factory that somebody would have to call.",
        "https://eips.ethereum.org/EIPS/eip-6492",
        "x402-foundation/x402#2480",
    )
    group.note(
        "ChainFacts",
        "BASIC",
        "A balance, a nonce or an allowance as the chain declares it.",
        "x402-foundation/x402#2385",
        "x402-foundation/x402#2554",
    )
    group.note("TokenFacts", "SECURITY", "What a token's issuer can do: pause it, bar an account, rename it.")
    control = group.accept("account", "an account without code, enough funds, nonce unused", pay(state=_funds("10000")), flags="ChainFacts")
    _contract(group, control)
    erc6492.add(group, control)
    _facts(group, control)
    return group


def _funds(balance: str) -> Json:
    return payer_state(code="0x", balance=balance)


def _contract(group: Group, control: Vector) -> None:
    flags = "ContractSignature"
    garbage = "0x" + "11" * 65
    base = group.accept(
        "contract-says-yes",
        "65 bytes that recover to nobody, and the contract accepts them",
        signed(control.case, garbage, state=payer_state(code="0x6001", erc1271=True)),
        flags=flags,
        base=control,
        level="should",
        also=("undecided",),
    )
    group.accept(
        "contract-empty-signature",
        "an empty signature, and the contract accepts it",
        signed(control.case, "0x", state=payer_state(code="0x6001", erc1271=True)),
        flags=flags,
        base=control,
        level="undefined",
        also=("reject", "undecided"),
    )
    long = "0x" + "22" * 194
    group.accept(
        "contract-long-signature",
        "194 bytes, and the contract accepts them",
        signed(control.case, long, state=payer_state(code="0x6001", erc1271=True)),
        flags=flags,
        base=control,
        level="should",
        also=("undecided",),
    )
    group.reject(
        "contract-says-no",
        "the contract refuses the signature",
        signed(control.case, garbage, state=payer_state(code="0x6001", erc1271=False)),
        "signature.contract",
        SIGNATURE,
        flags=flags,
        base=base,
    )
    group.reject(
        "contract-says-no-to-good",
        "the contract refuses a signature that recovers to its address",
        _state(control, payer_state(code="0x6001", erc1271=False)),
        "signature.contract",
        SIGNATURE,
        flags=flags,
        base=control,
    )
    group.reject(
        "delegate-says-no",
        "EIP-7702 code refuses a signature that recovers",
        _state(control, payer_state(code=DELEGATE, erc1271=False)),
        "signature.contract",
        SIGNATURE,
        flags="DelegatedAccount",
        base=control,
    )
    group.accept(
        "delegate-says-yes",
        "EIP-7702 code accepts the signature",
        _state(control, payer_state(code=DELEGATE, erc1271=True)),
        flags="DelegatedAccount",
        base=control,
        level="should",
        also=("undecided",),
    )
    group.undecided(
        "contract-not-asked",
        "the payer has code, what it answers is unknown",
        _state(control, payer_state(code="0x6001")),
        "erc1271",
        flags=flags,
        base=control,
        level="should",
        also=("reject",),
    )
    group.undecided(
        "delegate-not-asked",
        "the payer has EIP-7702 code, what it answers is unknown",
        _state(control, payer_state(code=DELEGATE)),
        "erc1271",
        flags="DelegatedAccount",
        base=control,
        level="should",
        also=("reject",),
    )
    group.undecided(
        "length-unknown-code",
        "194 bytes, nothing known of the payer",
        signed(control.case, long, state=None),
        "payer_code",
        flags=flags,
        base=control,
        level="should",
        also=("reject",),
    )


def _state(base: Vector, state: Json | None) -> Case:
    return evm.case(base.case.input["payload"], base.case.input["requirements"], state=state)


def _facts(group: Group, control: Vector) -> None:
    flags = "ChainFacts"
    unchecked = ("accept",)
    why = "an offline verifier may leave this to settlement"
    group.reject(
        "balance-short",
        "the balance is one less than the amount",
        _state(control, _funds("9999")),
        "funds.insufficient",
        flags=flags,
        base=control,
        level="should",
        also=unchecked,
        why=why,
    )
    group.reject(
        "balance-zero",
        "the balance is 0",
        _state(control, _funds("0")),
        "funds.insufficient",
        flags=flags,
        base=control,
        level="should",
        also=unchecked,
        why=why,
    )
    group.accept("balance-more", "the balance is greater", _state(control, _funds(str(2**128))), flags=flags, base=control)
    nonce = control.case.input["payload"]["payload"]["authorization"]["nonce"]

    def used(**changes: str) -> Json:
        entry = {"token": USDC.lower(), "from": PAYER.lower(), "nonce": nonce} | changes
        facts = _funds("10000")
        facts[SEPOLIA]["nonces_used"] = [entry]
        return facts

    group.reject(
        "nonce-used", "the nonce is used", _state(control, used()), "nonce.used", flags=flags, base=control, level="should", also=unchecked, why=why
    )
    group.accept(
        "nonce-used-by-other", "somebody else used the same nonce", _state(control, used(**{"from": STRANGER.lower()})), flags=flags, base=control
    )
    group.accept(
        "nonce-used-elsewhere",
        "the payer used the same nonce with another token",
        _state(control, used(token=STRANGER.lower())),
        flags=flags,
        base=control,
    )
    bare = _funds("10000")
    bare[SEPOLIA]["accounts"][USDC.lower()] = {"code": "0x"}
    group.reject(
        "asset-no-code",
        "there is no code at the asset's address",
        _state(control, bare),
        "asset.not_contract",
        flags=flags,
        base=control,
        level="should",
        also=unchecked,
        why=why,
    )
    there = _funds("10000")
    there[SEPOLIA]["accounts"][USDC.lower()] = {"code": "0x6001"}
    group.accept("asset-code", "there is code at the asset's address", _state(control, there), flags=flags, base=control)
    _barred(group, control)


def _barred(group: Group, control: Vector) -> None:
    """What a token's issuer can do to a payment, and a token whose domain is another."""
    requirements = control.case.input["requirements"]
    token, payee = USDC.lower(), requirements["payTo"].lower()
    domain = control.case.derived["domainSeparator"]
    options: Json = {"flags": "TokenFacts", "base": control, "level": "should", "also": ("accept",), "why": "an offline verifier may leave this to settlement"}

    def at(address: str, **facts: Any) -> Case:
        known = _funds("10000")
        accounts = known[SEPOLIA]["accounts"]
        accounts[address] = accounts.get(address, {}) | facts
        return _state(control, known)

    payer = PAYER.lower()
    for slug, title, case, code, path in (
        ("token-paused", "the token is paused", at(token, paused=True), "asset.paused", "/accepted/asset"),
        (
            "payer-blacklisted",
            "the token's issuer has barred the payer",
            at(payer, blacklisted={token: True}),
            "payer.blacklisted",
            "/payload/authorization/from",
        ),
        ("payee-blacklisted", "the token's issuer has barred the payee", at(payee, blacklisted={token: True}), "recipient.blacklisted", "/accepted/payTo"),
        (
            "token-other-domain",
            "the token's own domain separator is another",
            at(token, domain_separator="0x" + "11" * 32),
            "domain.mismatch",
            "/accepted/extra/name",
        ),
    ):
        group.reject(slug, title, case, code, path, **options)
    for slug, title, case in (
        ("token-not-paused", "the token is not paused", at(token, paused=False)),
        ("payer-not-blacklisted", "the payer is not barred", at(payer, blacklisted={token: False})),
        ("payer-blacklisted-elsewhere", "another token's issuer has barred the payer", at(payer, blacklisted={STRANGER.lower(): True})),
        ("token-domain", "the token's domain separator is that of the offer", at(token, domain_separator=domain)),
    ):
        group.accept(slug, title, case, flags="TokenFacts", base=control)
