"""What a verification asks the chain about a payment: every request, its calldata included, in one round."""

from __future__ import annotations

from typing import Any

import chain
import evm
import svm
from chain import Call, aggregate, call, eth_call, listed, request
from evm import EXACT_PROXY, PAYEE, PAYER, PERMIT2, USDC
from groups.erc6492 import FACTORY, wrap
from groups.spec_defects import eip2612_permit
from groups.v1 import lower, terms
from model import NOW, Case, Group, Json, ref

CHOICE = "what is asked, and in which order, is an implementation's choice"


def asked(case: Case, requests: list[Json]) -> Case:
    """The payment, and what is asked about it."""
    return Case("chain_queries", case.input, case.now, case.state, {"requests": listed(requests)})


def code(account: str) -> Json:
    """`eth_getCode`."""
    return request("eth_getCode", account, "latest")


def erc1271(case: Case, signature: bytes) -> Json:
    """The payer's contract is asked about the payment's signature."""
    inner = case.input["payload"]["payload"]
    payer = (inner.get("authorization") or inner["permit2Authorization"])["from"]
    digest = bytes.fromhex(case.derived["signingHash"][2:])
    return eth_call(payer, call("isValidSignature(bytes32,bytes)", digest, signature))


def eip3009_reads(case: Case, settlement: Call, *, balance: bool = True) -> list[Call]:
    """The reads and the settlement of an EIP-3009 payment."""
    terms, wire = case.input["requirements"], case.input["payload"]["payload"]["authorization"]
    token, payer = terms["asset"], wire["from"]
    reads = [(token, call("balanceOf(address)", payer))] if balance else []
    return [
        *reads,
        (token, call("authorizationState(address,bytes32)", payer, bytes.fromhex(wire["nonce"][2:]))),
        (token, call("paused()")),
        (token, call("DOMAIN_SEPARATOR()")),
        (token, call("isBlacklisted(address)", payer)),
        (token, call("isBlacklisted(address)", terms["payTo"])),
        settlement,
    ]


def permit2_reads(case: Case, settlement: Call) -> list[Call]:
    """The reads and the settlement of a Permit2 payment."""
    terms, wire = case.input["requirements"], case.input["payload"]["payload"]["permit2Authorization"]
    token, payer = wire["permitted"]["token"], wire["from"]
    return [
        (token, call("allowance(address,address)", payer, PERMIT2)),
        (token, call("balanceOf(address)", payer)),
        (PERMIT2, call("nonceBitmap(address,uint256)", payer, int(wire["nonce"]) >> 8)),
        (token, call("paused()")),
        (token, call("isBlacklisted(address)", payer)),
        (token, call("isBlacklisted(address)", terms["payTo"])),
        settlement,
    ]


def signature(case: Case) -> bytes:
    """The payment's signature."""
    return bytes.fromhex(case.input["payload"]["payload"]["signature"][2:])


def eip3009(case: Case) -> list[Json]:
    """What is asked about an EIP-3009 payment of which nothing is known."""
    reads = eip3009_reads(case, chain.transfer_call(case))
    return [code(case.input["requirements"]["asset"]), aggregate(reads), code(PAYER), erc1271(case, signature(case))]


def permit2(case: Case) -> list[Json]:
    """What is asked about a Permit2 payment of which nothing is known."""
    token = case.input["payload"]["payload"]["permit2Authorization"]["permitted"]["token"]
    return [aggregate(permit2_reads(case, chain.settle_call(case))), code(token), code(PAYER), erc1271(case, signature(case))]


def solana(case: Case, accounts: list[str]) -> list[Json]:
    """What is asked about a Solana payment of which nothing is known."""
    at = {"commitment": "confirmed"}
    transaction = case.input["payload"]["payload"]["transaction"]
    simulate = {"encoding": "base64", "sigVerify": False, "replaceRecentBlockhash": False, **at}
    return [
        request("getMultipleAccounts", accounts, {"encoding": "base64", **at}),
        request("isBlockhashValid", str(svm.Hash(svm.BLOCKHASH)), at),
        request("simulateTransaction", transaction, simulate),
    ]


def build() -> Group:
    """The group."""
    refs = (
        ref("specs/schemes/exact/scheme_exact_evm.md", "1 and 2, verification and settlement"),
        ref("specs/schemes/exact/scheme_exact_svm.md", "Facilitator Verification Rules"),
    )
    group = Group("chain.queries", "What a verification asks the chain about a payment", "L4", refs)
    group.note("Round", "BASIC", "Everything about a payment is asked in one round.")
    group.note("Calldata", "GOLDEN", "Calldata as eth-abi encodes it: the reads, and the settlement.")
    group.note("Known", "BASIC", "What is known is not asked again.")
    group.note("Refused", "SECURITY", "A payment that breaks a rule offline costs no query.")
    group.note("Wallet", "CAN_OF_WORMS", "A signature that no key can have made is a contract's: the contract is asked.")
    group.note("Boundary", "BOUNDARY", "The last value before another form.")

    def one(slug: str, title: str, case: Case, requests: list[Json], flags: str = "Round Calldata") -> None:
        group.accept(slug, title, asked(case, requests), flags=flags, level="policy", why=CHOICE)

    _eip3009(one)
    _permit2(one)
    _solana(one)
    _nothing(one)
    return group


def _eip3009(one: Any) -> None:
    plain = evm.pay()
    one("eip3009", "EIP-3009", plain, eip3009(plain))
    edges: tuple[tuple[str, str, Json], ...] = (
        ("max-value", "the amount is 2^256-1", {"value": str(evm.MAX_UINT256)}),
        ("from-0", "the window opens at 0", {"validAfter": "0"}),
        ("nonce-0", "the nonce is 0", {"nonce": "0x" + "00" * 32}),
    )
    for slug, title, changes in edges:
        offer = evm.requirements(amount=changes.get("value", "10000"))
        case = evm.pay(offer, **changes)
        one(f"eip3009-{slug}", f"EIP-3009: {title}", case, eip3009(case), "Calldata Boundary")
    for v in (27, 28):
        numbers = (n for n in range(64) if evm.signature_of(evm.pay(nonce=chain.hash32(f"v{n}"))).v == v)
        case = evm.pay(nonce=chain.hash32(f"v{next(numbers)}"))
        one(f"eip3009-v-{v}", f"EIP-3009: v is {v}", case, eip3009(case), "Calldata")
    other = evm.requirements(network="eip155:8453", asset="0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913", extra={"name": "USD Coin", "version": "2"})
    mainnet = evm.pay(other)
    one("eip3009-base", "EIP-3009 on Base", mainnet, eip3009(mainnet))
    offer = terms()
    old = lower(evm.pay(), offer, "base-sepolia")
    one("eip3009-v1", "EIP-3009 in version 1", old, eip3009(old))
    empty = evm.pay(state=evm.account_state(code="0x"))
    whole = eip3009(empty)
    one("eip3009-code-known", "EIP-3009: the payer has no code", empty, whole[:2], "Known")
    funded = evm.pay(state=evm.payer_state(code="0x"))
    reads = aggregate(eip3009_reads(funded, chain.transfer_call(funded), balance=False))
    one("eip3009-balance-known", "EIP-3009: the payer has no code and the amount", funded, [whole[0], reads], "Known")
    long = evm.signed(plain, "0x" + "11" * 66)
    by_bytes = aggregate(eip3009_reads(long, chain.transfer_call_by_bytes(long, signature(long))))
    long = Case(long.op, long.input, derived=plain.derived)
    one(
        "eip3009-contract",
        "EIP-3009: 66 bytes, which only a contract can accept",
        long,
        [code(USDC), by_bytes, erc1271(long, signature(long)), code(PAYER)],
        "Wallet Calldata",
    )
    inner = plain.input["payload"]["payload"]["signature"]
    wrapped = evm.signed(plain, wrap(inner))
    wrapped = Case(wrapped.op, wrapped.input, derived=plain.derived)
    reads = aggregate(eip3009_reads(plain, chain.transfer_call(plain)))
    one(
        "eip3009-wrapped",
        f"EIP-3009: an ERC-6492 wrapper with the factory {FACTORY}",
        wrapped,
        [code(USDC), reads, erc1271(wrapped, signature(plain)), code(PAYER)],
        "Wallet Calldata",
    )


def _permit2(one: Any) -> None:
    plain = evm.pay_permit2()
    one("permit2", "Permit2", plain, permit2(plain))
    for slug, nonce in (("255", 255), ("256", 256), ("max", evm.MAX_UINT256)):
        case = evm.pay_permit2(nonce=str(nonce))
        one(f"permit2-nonce-{slug}", f"Permit2: the nonce {slug}", case, permit2(case), "Calldata Boundary")
    wire = eip2612_permit({})
    signed = bytes.fromhex(wire["signature"][2:])
    payload = plain.input["payload"] | {"extensions": {"eip2612GasSponsoring": {"info": wire}}}
    case = evm.case(payload, plain.input["requirements"])
    permit = (int(wire["amount"]), int(wire["deadline"]), signed[:32], signed[32:64], signed[64])
    data = call(f"settleWithPermit((uint256,uint256,bytes32,bytes32,uint8),{chain.PERMIT})", permit, *chain.permit_arguments(case))
    reads = permit2_reads(case, (EXACT_PROXY, data))
    one("permit2-sponsored", "Permit2 with a signed allowance", case, [aggregate(reads), code(USDC), code(PAYER), erc1271(case, signature(case))])
    offer = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})
    inner: Json = {"delegationManager": evm.STRANGER, "permissionContext": "0x" + "7710" * 48, "delegator": PAYER}
    delegated = evm.case(evm.payment(offer, inner), offer)
    move = call("transfer(address,uint256)", PAYEE, 10_000)
    execution = bytes.fromhex(USDC[2:]) + bytes(32) + move
    redeem = call("redeemDelegations(bytes[],bytes32[],bytes[])", [bytes.fromhex("7710" * 48)], [bytes(32)], [execution])
    one("erc7710", "ERC-7710: the redemption of a delegation", delegated, [aggregate([(evm.STRANGER, redeem)])])
    facilitator = evm.keys.evm("facilitator").address
    by_signer = evm.case(evm.payment(offer, inner), offer, signers=[facilitator])
    one("erc7710-redeemer", "ERC-7710 by a known facilitator", by_signer, [eth_call(evm.STRANGER, redeem, sender=facilitator)])


def _solana(one: Any) -> None:
    source, destination = svm.token_account(svm.PAYER), svm.token_account(svm.PAYEE)
    plain = svm.pay()
    one("solana", "Solana", plain, solana(plain, [source, destination]), "Round")
    legacy = svm.pay(legacy=True)
    one("solana-legacy", "Solana: a legacy transaction", legacy, solana(legacy, [source, destination]), "Round")
    offer = svm.requirements(asset=svm.PYUSD)
    two = svm.pay(offer, mint=svm.PYUSD, program=svm.TOKEN_2022)
    accounts = [svm.token_account(owner, svm.PYUSD, svm.TOKEN_2022) for owner in (svm.PAYER, svm.PAYEE)]
    one("solana-token-2022", "Solana: Token-2022, whose mint counts too", two, solana(two, [*accounts, svm.PYUSD]), "Round")
    valid = svm.pay(state={svm.DEVNET: {"blockhash_valid": True}})
    whole = solana(valid, [source, destination])
    one("solana-blockhash-known", "Solana: the blockhash is known to count", valid, [whole[0], whole[2]], "Known")
    simulated = svm.pay(state={svm.DEVNET: {"simulation": True}})
    one("solana-simulated", "Solana: the settlement was simulated", simulated, whole[:2], "Known")


def _nothing(one: Any) -> None:
    for slug, title, case in (
        ("stranger", "another account signed", evm.pay(signer="stranger")),
        ("expired", "the window is over", evm.pay(validBefore=str(NOW - 1))),
        ("amount", "the amount is another", evm.pay(value="9999")),
        ("permit2-stranger", "Permit2: another account signed", evm.pay_permit2(signer="stranger")),
        ("solana-amount", "Solana: the amount is another", svm.pay(amount=9_999)),
    ):
        one(f"nothing-{slug}", f"nothing is asked: {title}", case, [], "Refused")
