"""Contract wallets: what declared facts decide, for both transfer methods."""

from __future__ import annotations

from typing import Any

import evm
from evm import PAYER, SEPOLIA, STRANGER, USDC, Signature, pay, pay_permit2, signature_of, signed
from groups.erc6492 import MAGIC, wrap
from model import Group, Json, Vector, ref

SIGNATURE = "/payload/signature"
WALLET = "0x6001"
DELEGATE = "0xef0100" + STRANGER[2:].lower()
CHAIN = "an offline verifier may leave every contract's signature to the chain"


def facts(**known: Any) -> Json:
    """What the chain says about the payer; funds and allowance suffice."""
    token = USDC.lower()
    return evm.account_state(balances={token: "10000"}, allowances={token: "10000"}, **known)


YES, NO = facts(code=WALLET, erc1271=True), facts(code=WALLET, erc1271=False)


def build() -> Group:
    """The group."""
    refs = (ref("ERC-1271", "Specification"), ref("ERC-6492", "Verifier side"), ref("EIP-7702", "Delegation indicator"))
    group = Group("evm.exact.wallets", "Contract wallets, by what is known of them", "L4", refs)
    group.note("ContractSignature", "CAN_OF_WORMS", "Where the payer has code, only its isValidSignature decides; the bytes are its own affair.")
    group.note("DelegatedAccount", "CAN_OF_WORMS", "An account with EIP-7702 code has code.", "https://eips.ethereum.org/EIPS/eip-7702")
    group.note(
        "Counterfactual",
        "SECURITY",
        "An ERC-6492 wrapper names a factory that somebody would have to call: a facilitator that calls it calls whatever the payer wants.",
        "x402-foundation/x402#2480",
    )
    group.note("OtherFacts", "BASIC", "Facts about somebody else, or about another chain, say nothing.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    eip3009 = group.accept("account", "an account without code", pay(state=facts(code="0x")), flags="Boundary")
    permit2 = group.accept("permit2-account", "an account without code pays by Permit2", pay_permit2(state=facts(code="0x")))
    _bytes(group, eip3009)
    _other_facts(group, eip3009)
    _permit2(group, permit2)
    _wrapped(group, eip3009)
    _wrapped_permit2(group, permit2)
    return group


def _adder(group: Group, base: Vector, flags: str) -> Any:
    """A function that adds one signature under one state, with the verdict that `code` stands for."""

    def one(slug: str, title: str, signature: str | None, state: Json | None, code: str = "", **more: Any) -> Vector:
        text = base.case.input["payload"]["payload"]["signature"] if signature is None else signature
        case = signed(base.case, text, state=state)
        options: Json = {"flags": flags, "base": base} | more
        if not code:
            return group.accept(slug, title, case, **({"level": "should", "also": ("undecided",), "why": CHAIN} | options))
        if code in ("erc1271", "payer_code"):
            return group.undecided(slug, title, case, code, **({"level": "should", "also": ("reject",)} | options))
        return group.reject(slug, title, case, code, SIGNATURE, **options)

    return one


def _bytes(group: Group, base: Vector) -> None:
    one = _adder(group, base, "ContractSignature")
    r, s, v = signature_of(base.case)
    good = Signature(r, s, v)
    for slug, title, text in (
        ("v-parity", "v is the parity", Signature(r, s, v - 27).hex()), ("high-s", "s is above n/2", good.twin().hex()),
        ("zeros", "r, s and v are 0", "0x" + "00" * 65), ("compact", "64 bytes", good.compact()), ("one-byte", "one byte", "0x01"),
        ("owner", "a good signature of an owner's key", evm.sign(bytes.fromhex(base.case.derived["signingHash"][2:]), "contract-wallet").hex()),
        ("1024-bytes", "1,024 bytes", "0x" + "33" * 1024),
    ):  # fmt: skip
        one(f"contract-{slug}", f"{title}, and the contract accepts it", text, YES)
    one("contract-compact-refused", "64 bytes that would recover, and the contract refuses them", good.compact(), NO, "signature.contract")
    one("contract-empty-refused", "no bytes, and the contract refuses them", "0x", NO, "signature.contract")
    one("contract-code-one-byte", "the payer's code is the one byte 00", None, facts(code="0x00"), "erc1271", flags="ContractSignature Boundary")
    one("contract-unknown-code", "65 bytes of nobody's; the code is unknown, yet the contract has answered", "0x" + "11" * 65, facts(erc1271=True))
    one("contract-unknown-code-long", "66 bytes; the code is unknown, yet the contract has answered", "0x" + "11" * 66, facts(erc1271=True))
    one(
        "contract-unknown-code-refused",
        "66 bytes; the code is unknown, and the answer was no",
        "0x" + "11" * 66,
        facts(erc1271=False),
        "signature.contract",
    )
    for size in (1, 63, 64, 66):
        text = "0x" + (good.hex()[2:] + "00" * 4)[: 2 * size]
        one(f"length-{size}-unknown", f"{size} bytes, nothing is known of the payer", text, None, "payer_code", flags="ContractSignature Boundary")
        one(
            f"length-{size}-account",
            f"{size} bytes, and the payer has no code",
            text,
            facts(code="0x"),
            "signature.length",
            flags="ContractSignature Boundary",
            layer="L3",
        )


def _other_facts(group: Group, base: Vector) -> None:
    one = _adder(group, base, "OtherFacts")
    must: Json = {"level": "must", "also": (), "why": None}
    other = evm.account_state(STRANGER, code=WALLET, erc1271=False, balances={USDC.lower(): "0"})
    one("facts-of-another", "a contract at another address refuses everything and has nothing", None, other, **must)
    mainnet = evm.account_state(network="eip155:8453", code=WALLET, erc1271=False, balances={USDC.lower(): "0"})
    one("facts-of-another-chain", "the payer's address is a contract on another chain", None, mainnet, **must)
    there = facts(code="0x") | mainnet
    one("facts-of-both-chains", "an account here, a contract on another chain", None, there, **must)
    tokens = evm.account_state(code="0x", balances={USDC.lower(): "10000", STRANGER.lower(): "0"}, allowances={USDC.lower(): "0"})
    one("facts-of-another-token", "nothing of another token, and no allowance, which EIP-3009 needs none of", None, tokens, **must)
    used = facts(code="0x")
    nonce = base.case.input["payload"]["payload"]["authorization"]["nonce"]
    used["eip155:8453"] = {"nonces_used": [{"token": USDC.lower(), "from": PAYER.lower(), "nonce": nonce}]}
    one("nonce-used-on-another-chain", "the nonce is used on another chain", None, used, **must)
    whole = facts(code="0x")
    whole[SEPOLIA]["nonces_used"] = [{"token": USDC.lower(), "from": PAYER.lower(), "nonce": f"0x{evm.nonce('other').hex()}"}]
    one("nonce-another-used", "another nonce of the payer's is used", None, whole, **must)
    one("balance-max", "the balance is 2^256-1", None, evm.payer_state(code="0x", balance=str(evm.MAX_UINT256)), flags="Boundary", **must)


def _permit2(group: Group, base: Vector) -> None:
    one = _adder(group, base, "ContractSignature")
    one("permit2-contract-long", "194 bytes for Permit2, and the contract accepts them", "0x" + "22" * 194, YES)
    one("permit2-contract-refuses-good", "the contract refuses a signature that recovers to its address", None, NO, "signature.contract")
    one("permit2-contract-not-asked", "the payer has code, what it answers is unknown", None, facts(code=WALLET), "erc1271")
    one("permit2-length-unknown", "194 bytes for Permit2, nothing is known of the payer", "0x" + "22" * 194, None, "payer_code")
    one = _adder(group, base, "DelegatedAccount")
    one("permit2-delegate-yes", "EIP-7702 code accepts the signature", None, facts(code=DELEGATE, erc1271=True))
    one("permit2-delegate-no", "EIP-7702 code refuses a signature that recovers", None, facts(code=DELEGATE, erc1271=False), "signature.contract")
    one("permit2-delegate-not-asked", "EIP-7702 code, what it answers is unknown", None, facts(code=DELEGATE), "erc1271")


def _wrapped(group: Group, base: Vector) -> None:
    one = _adder(group, base, "Counterfactual")
    inner = base.case.input["payload"]["payload"]["signature"]
    none = facts(code="0x")
    for slug, title, text in (
        ("empty-inner", "the inner signature is empty", wrap("0x")),
        ("empty-calldata", "the factory is called with nothing", wrap(inner, calldata=b"")),
        ("whole-words", "calldata and inner signature fill whole words", wrap("0x" + "44" * 64, calldata=b"\1" * 32)),
        ("magic-in-calldata", "the calldata ends in the magic bytes", wrap(inner, calldata=bytes.fromhex(MAGIC))),
        ("long", "the calldata has 2,048 bytes", wrap(inner, calldata=b"\2" * 2048)),
    ):
        one(f"wrapper-{slug}", f"a wrapper of which nothing is known: {title}", text, None, "payer_code")
    title = "a wrapper; the code is unknown, a validator has answered: it deploys the wallet to ask it"
    one("wrapper-answered-code-unknown", title, wrap(inner), facts(erc1271=True), "payer_code", also=("accept", "reject"))
    one("wrapper-answered-no", "a wrapper; the code is unknown, and the answer was no", wrap(inner), facts(erc1271=False), "signature.contract")
    one("wrapper-not-asked", "a wrapper, the contract is deployed, what it answers is unknown", wrap(inner), facts(code=WALLET), "erc1271")
    one(
        "wrapper-factory-and-answer",
        "a wrapper, no code, and yet an answer: still nobody's allowed factory",
        wrap(inner),
        facts(code="0x", erc1271=True),
        "signature.factory_not_allowed",
        level="policy",
        also=("undecided",),
        why="the factory is on nobody's allow-list by default",
    )
    bad = bytearray.fromhex(wrap(inner)[2:-64])
    padding = bytes(bad[:-1]) + b"\1"
    for slug, title, text in (
        ("padding", "the padding of the inner signature is not zero", "0x" + padding.hex() + MAGIC),
        ("one-byte-short", "the last byte before the magic is missing", "0x" + bad[:-1].hex() + MAGIC),
        ("one-byte-long", "a byte stands before the magic", "0x" + bad.hex() + "00" + MAGIC),
    ):
        case = signed(base.case, text, state=None)
        group.reject(
            f"wrapper-{slug}",
            f"a wrapper of which nothing is known: {title}",
            case,
            "signature.wrapper",
            SIGNATURE,
            flags="Counterfactual",
            base=base,
            level="policy",
            also=("undecided",),
        )
    cut = wrap(inner)[:-2]
    one("wrapper-magic-short", "the magic lacks its last byte: no wrapper, only a long signature", cut, none, "signature.length", flags="Boundary")
    shifted = wrap(inner) + "00"
    one("wrapper-magic-followed", "a byte follows the magic: no wrapper, only a long signature", shifted, None, "payer_code", flags="Boundary")


def _wrapped_permit2(group: Group, base: Vector) -> None:
    one = _adder(group, base, "Counterfactual")
    inner = base.case.input["payload"]["payload"]["signature"]
    one("permit2-wrapper-unknown", "a wrapper for Permit2, nothing is known of the payer", wrap(inner), None, "payer_code")
    one("permit2-wrapper-yes", "a wrapper for Permit2, the contract is deployed and accepts", wrap(inner), YES)
    one("permit2-wrapper-no", "a wrapper for Permit2, the contract is deployed and refuses", wrap(inner), NO, "signature.contract")
    allowed = "the factory is on nobody's allow-list by default"
    options: Json = {"level": "policy", "also": ("undecided",), "why": allowed}
    none = facts(code="0x")
    one("permit2-wrapper-factory", "a wrapper for Permit2, no code", wrap(inner), none, "signature.factory_not_allowed", **options)
    one("permit2-wrapper-magic-only", "nothing but the magic for Permit2", "0x" + MAGIC, None, "signature.wrapper", also=("undecided",))
