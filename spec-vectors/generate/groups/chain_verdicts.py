"""Verdicts with a node's answers: a payment, and the response to everything that is asked about it in one round."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import chain
import evm
import svm
from chain import account, aggregated, call, context, failure, flag, hash32, hexed, reply, response, token_data, uint
from evm import PAYER
from groups.chain_errors import PAGE
from groups.erc6492 import wrap
from model import Case, Group, Json, Vector, ref
from svm import PAYEE, PYUSD, STRANGER, SYSTEM, TOKEN, TOKEN_2022

OFFLINE = "an offline verifier may leave this to settlement"
PAYLOAD, SIGNATURE, TX = "/payload", "/payload/signature", "/payload/transaction"
CONTRACT = hexed(bytes.fromhex("6080604052"))
MAGIC = hexed(bytes.fromhex("1626ba7e").ljust(32, b"\0"))
EIP3009 = ("asset_code", "balance", "nonce", "payer_code", "simulation")
PERMIT2 = ("allowance", *EIP3009)
SOLANA = ("accounts", "balance", "blockhash", "simulation")
EARLY = "FiatTokenV2: authorization is not yet valid"


def asked(case: Case, *responses: Json) -> Case:
    """The payment, and a node's responses to what is asked about it."""
    return Case("verify_chain", case.input | {"responses": list(responses)}, case.now, case.state)


def reverted(declaration: str, *arguments: Any) -> tuple[bool, bytes]:
    """A call of the aggregate that reverts."""
    return False, call(declaration, *arguments)


def eip3009(case: Case | None = None, *, token: str = CONTRACT, payer: str = "0x", wallet: str = "0x", balance: Any = None, used: Any = None, paused: Any = None,
            separator: Any = None, barred: Any = None, payee_barred: Any = None, settled: Any = b"", whole: str | None = None) -> Case:  # fmt: skip
    """An EIP-3009 payment with everything well but what is given."""
    case = evm.pay() if case is None else case
    domain = bytes.fromhex(evm.pay().derived["domainSeparator"][2:])

    def given(value: Any, otherwise: bytes) -> Any:
        return otherwise if value is None else value

    results = (
        given(balance, uint(10_000)), given(used, flag(False)), given(paused, flag(False)), given(separator, domain), given(barred, flag(False)),
        given(payee_barred, flag(False)), settled,
    )  # fmt: skip
    return asked(case, response(reply(token, aggregated(*results) if whole is None else whole, payer, wallet)))


def permit2(case: Case | None = None, *, token: str = CONTRACT, payer: str = "0x", allowance: int = 10_000, balance: int = 10_000, bitmap: int = 0, settled: Any = b"",
            barred: bool = False, paused: bool = False) -> Case:  # fmt: skip
    """A Permit2 payment with everything well but what is given."""
    case = evm.pay_permit2() if case is None else case
    results = (uint(allowance), uint(balance), uint(bitmap), flag(paused), flag(barred), flag(False), settled)
    return asked(case, response(reply(aggregated(*results), token, payer, "0x")))


def solana(case: Case | None = None, *, source: Any = None, destination: Any = None, mint: Any = None, valid: Any = True, err: Any = None) -> Case:
    """A Solana payment with everything well but what is given; an account that is false does not exist."""
    case = svm.pay() if case is None else case
    held = [account(token_data(10_000), TOKEN) if source is None else source or None]
    held += [account(token_data(0, owner=PAYEE), TOKEN) if destination is None else destination or None]
    held += [] if mint is None else [mint]
    return asked(case, response(reply(context(held), context(valid), context({"err": err, "logs": [], "unitsConsumed": 6_199}))))


def build() -> Group:
    """The group."""
    refs = (
        ref("specs/schemes/exact/scheme_exact_evm.md", "1 and 2, verification"),
        ref("specs/schemes/exact/scheme_exact_svm.md", "Facilitator Verification Rules"),
    )
    group = Group("chain.verdicts", "Verdicts with a node's answers", "L4", refs)
    group.note("Whole", "BASIC", "The node answers everything, and everything is well.")
    group.note("Fact", "SECURITY", "One answer stops the payment: each has its own code.")
    group.note("Revert", "BASIC", "The simulated settlement reverts.")
    group.note("Abi", "SECURITY", "What a contract returns is not a value of its type: it answers nothing.")
    group.note("Silent", "SECURITY", "A node that fails, limits or answers nonsense decides nothing: what it was asked stays open.")
    group.note("Wallet", "CAN_OF_WORMS", "The payer has code: its contract decides, whatever could be recovered.")
    group.note("Mint", "SECURITY", "An extension of Token-2022 changes what the payee gets, or stops the transfer.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    _eip3009(group)
    _silent(group)
    _wallets(group)
    _permit2(group)
    _solana(group)
    return group


def _accept(group: Group, slug: str, title: str, case: Case, unchecked: Sequence[str], flags: str, **more: Any) -> Vector:
    return group.accept(slug, title, case, flags=flags, unchecked=unchecked, **more)


def _eip3009(group: Group) -> None:
    control = _accept(group, "eip3009", "EIP-3009: everything is well", eip3009(), (), "Whole Boundary")

    def good(slug: str, title: str, case: Case, unchecked: Sequence[str] = (), flags: str = "Whole") -> None:
        _accept(group, f"eip3009-{slug}", f"EIP-3009: {title}", case, unchecked, flags, base=control)

    def bad(slug: str, title: str, case: Case, code: str, path: str, flags: str = "Fact", **more: Any) -> None:
        options: Json = {"level": "should", "also": ("accept",), "why": OFFLINE} | more
        group.reject(f"eip3009-{slug}", f"EIP-3009: {title}", case, code, path, flags=flags, base=control, **options)

    value, nonce = "/payload/authorization/value", "/payload/authorization/nonce"
    bad("balance-less", "the balance is one unit less", eip3009(balance=uint(9_999)), "funds.insufficient", value, "Fact Boundary")
    bad("balance-0", "the payer has nothing", eip3009(balance=uint(0)), "funds.insufficient", value)
    good("balance-max", "the balance is 2^256-1", eip3009(balance=uint(evm.MAX_UINT256)))
    bad("nonce-used", "the nonce was used", eip3009(used=flag(True)), "nonce.used", nonce)
    bad("paused", "the token is paused", eip3009(paused=flag(True)), "asset.paused", "/accepted/asset")
    bad("payer-blacklisted", "the payer is barred", eip3009(barred=flag(True)), "payer.blacklisted", "/payload/authorization/from")
    bad("payee-blacklisted", "the payee is barred", eip3009(payee_barred=flag(True)), "recipient.blacklisted", "/accepted/payTo")
    other = bytes.fromhex(hash32("other domain")[2:])
    bad("domain", "the token has another domain", eip3009(separator=other), "domain.mismatch", "/accepted/extra/name")
    bad("asset-no-code", "no code is at the token's address", eip3009(token="0x"), "asset.not_contract", "/accepted/asset")
    for slug, title, settled in (
        ("message", "with a text", reverted("Error(string)", "FiatTokenV2: invalid signature")),
        ("silent", "without a reason", (False, b"")),
        ("panic", "with a panic", reverted("Panic(uint256)", 17)),
        ("custom", "with an unknown error", reverted("SomethingElse()")),
        ("early-near", "with nearly the text of an early window", reverted("Error(string)", EARLY + ".")),
    ):
        bad(f"reverts-{slug}", f"the settlement reverts {title}", eip3009(settled=settled), "simulation.failed", PAYLOAD, "Revert")
    early = eip3009(settled=reverted("Error(string)", EARLY))
    good("reverts-early", "the settlement is early by the node's newest block, which is older", early, ("simulation",), "Revert")
    proxy_early = eip3009(settled=reverted("PaymentTooEarly()"))
    good("reverts-early-error", "the same by a custom error", proxy_early, ("simulation",), "Revert")
    good(
        "no-blacklist",
        "the token has no such functions as paused and isBlacklisted",
        eip3009(paused=(False, b""), barred=(False, b""), payee_barred=(False, b"")),
    )
    good("no-separator", "the token states no domain separator", eip3009(separator=(False, b"")))
    good("returns-true", "the settlement returns a value", eip3009(settled=flag(True)))
    for slug, title, case, unchecked in (
        ("balance-truncated", "a balance of 31 bytes", eip3009(balance=uint(10_000)[:31]), ("balance",)),
        ("balance-empty", "a balance of no bytes", eip3009(balance=b""), ("balance",)),
        ("nonce-2", "a used nonce of 2", eip3009(used=uint(2)), ("nonce",)),
        ("nonce-dirty", "a dirty flag of the nonce", eip3009(used=b"\x01" + bytes(31)), ("nonce",)),
        ("balance-reverts", "the balance reverts", eip3009(balance=(False, b"")), ("balance",)),
        ("nonce-reverts", "the nonce reverts", eip3009(used=(False, b"")), ("nonce",)),
    ):
        good(f"abi-{slug}", title, case, unchecked, "Abi")


def _silent(group: Group) -> None:
    base = evm.pay()

    def left(slug: str, title: str, case: Case, unchecked: Sequence[str]) -> None:
        _accept(group, f"silent-{slug}", title, case, unchecked, "Silent")

    multicalled = ("balance", "nonce", "simulation")
    for slug, title, body, status in (
        ("page", "an HTML page with status 200", PAGE, 200), ("page-502", "an HTML page with status 502", PAGE, 502), ("limited", "status 429", "", 429), ("none", "no response", "", None),
        ("error", "an error in place of the batch", failure(-32005, "rate limit exceeded", None), 200), ("refused", "the node takes no batch", failure(-32600, "batch requests are not supported", None), 200),
        ("cut", "a response, cut off", reply(CONTRACT, "0x", "0x", "0x")[:-2], 200), ("empty-list", "an empty list", "[]", 200), ("null", "null", "null", 200),
    ):  # fmt: skip
        left(slug, f"the node answers with {title}", asked(base, response(body, status)), EIP3009)
    left("no-response", "no response to any body", asked(base), EIP3009)
    left("no-multicall", "Multicall3 is not there", eip3009(whole="0x"), multicalled)
    left("aggregate-cut", "the aggregate is cut off", eip3009(whole=aggregated(uint(10_000), flag(False))[:-64]), multicalled)
    left("aggregate-few", "the aggregate lacks a result", eip3009(whole=aggregated(uint(0), flag(True), flag(True))), multicalled)
    left("code-bad", "the token's code is not bytes", eip3009(token="latest"), ("asset_code",))
    left("payer-code-bad", "the payer's code is not bytes", eip3009(payer="0xf"), ("payer_code",))
    other = evm.pay_permit2()
    left("permit2-page", "Permit2: an HTML page", asked(other, response(PAGE)), PERMIT2)
    left("solana-page", "Solana: an HTML page", asked(svm.pay(), response(PAGE)), SOLANA)
    left("solana-behind", "Solana: the node is behind", asked(svm.pay(), response(failure(-32005, "Node is behind by 42 slots", None))), SOLANA)
    stranger = evm.pay(signer="stranger")
    control = _accept(group, "silent-control", "nothing is answered", asked(base, response("{}")), EIP3009, "Silent")
    title = "another account signed: no answer is asked for, and none helps"
    group.reject("silent-stranger", title, asked(stranger, response("{}")), "signature.invalid", SIGNATURE, flags="Silent", base=control)


def _wallets(group: Group) -> None:
    plain = evm.pay()
    delegated = "0xef0100" + evm.STRANGER[2:].lower()
    control = _accept(
        group, "wallet-plain", "the payer's contract accepts the payer's own signature", eip3009(payer=CONTRACT, wallet=MAGIC), (), "Wallet"
    )
    _accept(group, "wallet-7702", "the payer runs another contract's code, which accepts", eip3009(payer=delegated, wallet=MAGIC), (), "Wallet")
    refused: Json = {"flags": "Wallet", "base": control, "level": "should", "also": ("accept", "undecided"), "why": OFFLINE}
    for slug, title, wallet in (
        ("refuses", "the payer's contract refuses the signature", "0xffffffff" + "00" * 28),
        ("zeros", "the payer's contract returns zeros", "0x" + "00" * 32),
    ):
        group.reject(f"wallet-{slug}", title, eip3009(payer=CONTRACT, wallet=wallet), "signature.contract", SIGNATURE, **refused)
    silent: Json = {"flags": "Wallet", "level": "should", "also": ("accept", "reject"), "why": OFFLINE}
    for slug, title, answer in (
        ("empty", "nothing", "0x"),
        ("short", "the magic value alone", "0x1626ba7e"),
        ("dirty", "a dirty word", MAGIC[:-2] + "01"),
    ):
        case = eip3009(payer=CONTRACT, wallet=answer)
        group.reject(f"wallet-returns-{slug}", f"the payer's contract returns {title}", case, "signature.contract", SIGNATURE, **refused)
    # Of a signature that no key can have made, the contract is asked before the code.
    long = evm.signed(plain, "0x" + "11" * 66)
    domain = bytes.fromhex(plain.derived["domainSeparator"][2:])
    results = (uint(10_000), flag(False), flag(False), domain, flag(False), flag(False), b"")

    def of_wallet(case: Case, wallet: str, code: str) -> Case:
        return asked(case, response(reply(CONTRACT, aggregated(*results), wallet, code)))

    accepted = _accept(group, "wallet-66-bytes", "66 bytes that the payer's contract accepts", of_wallet(long, MAGIC, CONTRACT), (), "Wallet")
    options: Json = {"flags": "Wallet", "level": "should", "also": ("undecided",), "why": OFFLINE}
    group.reject(
        "wallet-66-bytes-refused",
        "66 bytes that the payer's contract refuses",
        of_wallet(long, "0x" + "00" * 32, CONTRACT),
        "signature.contract",
        SIGNATURE,
        base=accepted,
        **options,
    )
    group.reject(
        "wallet-66-bytes-no-code",
        "66 bytes of a payer without code",
        of_wallet(long, "0x", "0x"),
        "signature.length",
        SIGNATURE,
        base=accepted,
        **options,
    )
    group.undecided("wallet-66-bytes-silent", "66 bytes, and no answer", asked(long, response(PAGE)), "payer_code", **silent)
    inner = plain.input["payload"]["payload"]["signature"]
    wrapped = evm.signed(plain, wrap(inner))
    there = _accept(
        group, "wallet-wrapped", "an ERC-6492 wrapper of a wallet that is deployed and accepts", of_wallet(wrapped, MAGIC, CONTRACT), (), "Wallet"
    )
    missing = of_wallet(wrapped, "0x", "0x")
    group.reject(
        "wallet-wrapped-no-code",
        "an ERC-6492 wrapper of a wallet that is not deployed, by a factory that is not allowed",
        missing,
        "signature.factory_not_allowed",
        SIGNATURE,
        base=there,
        **options,
    )


def _permit2(group: Group) -> None:
    control = _accept(group, "permit2", "Permit2: everything is well", permit2(), (), "Whole Boundary")
    number = int(evm.permit()["nonce"])
    bit = 1 << (number & 255)
    inner = "/payload/permit2Authorization"

    def bad(slug: str, title: str, case: Case, code: str, path: str, flags: str = "Fact") -> None:
        options: Json = {"level": "should", "also": ("accept",), "why": OFFLINE}
        group.reject(f"permit2-{slug}", f"Permit2: {title}", case, code, path, flags=flags, base=control, **options)

    bad("allowance-less", "the allowance is one unit less", permit2(allowance=9_999), "allowance.insufficient", f"{inner}/permitted", "Fact Boundary")
    bad("balance-less", "the balance is one unit less", permit2(balance=9_999), "funds.insufficient", f"{inner}/permitted/amount", "Fact Boundary")
    bad("nonce-used", "the nonce was used", permit2(bitmap=bit), "nonce.used", f"{inner}/nonce")
    bad("paused", "the token is paused", permit2(paused=True), "asset.paused", "/accepted/asset")
    bad("payer-blacklisted", "the payer is barred", permit2(barred=True), "payer.blacklisted", f"{inner}/from")
    bad("asset-no-code", "no code is at the token's address", permit2(token="0x"), "asset.not_contract", "/accepted/asset")
    for slug, declaration, arguments in (
        ("nonce", "InvalidNonce()", ()), ("signer", "InvalidSigner()", ()), ("expired", "SignatureExpired(uint256)", (chain.TIME,)), ("balance", "ERC20InsufficientBalance(address,uint256,uint256)", (PAYER, 1, 10_000)),
        ("transfer", "Error(string)", ("TRANSFER_FROM_FAILED",)),
    ):  # fmt: skip
        bad(
            f"reverts-{slug}",
            f"the settlement reverts with {declaration}",
            permit2(settled=reverted(declaration, *arguments)),
            "simulation.failed",
            PAYLOAD,
            "Revert",
        )
    others = permit2(bitmap=evm.MAX_UINT256 ^ bit)
    _accept(group, "permit2-other-nonces", "Permit2: all other nonces of the word were used", others, (), "Whole Boundary", base=control)
    early = permit2(settled=reverted("PaymentTooEarly()"))
    _accept(group, "permit2-early", "Permit2: early by the node's newest block, which is older", early, ("simulation",), "Revert", base=control)


def _mint(*extensions: tuple[int, bytes]) -> Json:
    """The account of a mint of Token-2022."""
    base = bytearray(165)
    base[44:46] = 6, 1
    tail = b"".join(kind.to_bytes(2, "little") + len(value).to_bytes(2, "little") + value for kind, value in extensions)
    return account(bytes(base) + (b"\x01" + tail if extensions else b"") if extensions else bytes(base[:82]), TOKEN_2022)


def _solana(group: Group) -> None:
    control = _accept(group, "solana", "Solana: everything is well", solana(), (), "Whole Boundary")

    def good(slug: str, title: str, case: Case, unchecked: Sequence[str] = (), flags: str = "Whole") -> None:
        _accept(group, f"solana-{slug}", f"Solana: {title}", case, unchecked, flags, base=control)

    def bad(slug: str, title: str, case: Case, code: str, flags: str = "Fact", base: Vector = control) -> None:
        options: Json = {"level": "should", "also": ("accept",), "why": OFFLINE}
        group.reject(f"solana-{slug}", f"Solana: {title}", case, code, TX, flags=flags, base=base, **options)

    def held(amount: int = 10_000, **more: Any) -> Json:
        return account(token_data(amount, **more), TOKEN)

    bad("balance-less", "the balance is one unit less", solana(source=held(9_999)), "funds.insufficient", "Fact Boundary")
    bad("source-frozen", "the source is frozen", solana(source=held(state=2)), "svm.account.frozen")
    bad("destination-frozen", "the destination is frozen", solana(destination=held(0, owner=PAYEE, state=2)), "svm.account.frozen")
    bad("source-missing", "the source does not exist", solana(source=False), "svm.accounts")
    bad("destination-missing", "the destination does not exist", solana(destination=False), "svm.recipient_account")
    bad("source-wallet", "the System program owns the source", solana(source=account(b"", SYSTEM)), "svm.accounts")
    bad("blockhash-old", "the blockhash does not count any more", solana(valid=False), "blockhash.expired")
    for slug, title, err in (
        ("custom", "an instruction fails", {"InstructionError": [2, {"Custom": 1}]}),
        ("fee", "the fee payer cannot pay", "InsufficientFundsForFee"),
        ("processed", "it was executed before", "AlreadyProcessed"),
    ):
        bad(f"simulation-{slug}", f"the simulation fails: {title}", solana(err=err), "simulation.failed", "Revert")
    good("simulation-blockhash", "the simulating node does not know the blockhash yet", solana(err="BlockhashNotFound"), ("simulation",), "Silent")
    good("blockhash-text", "the blockhash's flag is a text", solana(valid="true"), ("blockhash",), "Silent")
    good("simulation-odd", "the simulation's error is none", solana(err=7), ("simulation",), "Silent")
    offer = svm.requirements(asset=PYUSD)
    two = svm.pay(offer, mint=PYUSD, program=TOKEN_2022)

    def extended(amount: int, owner: str, state: int = 1) -> Json:
        # ImmutableOwner and TransferHookAccount, as wallets have them.
        return account(token_data(amount, PYUSD, owner, state, bytes.fromhex("07000000") + bytes.fromhex("0f000100" + "00")), TOKEN_2022)

    def dollars(mint: Json, *, source: Json | None = None) -> Case:
        return solana(two, source=source or extended(10_000, svm.PAYER), destination=extended(0, PAYEE), mint=mint)

    fees = (5_000).to_bytes(8, "little") + (100).to_bytes(2, "little")
    free = (5_000).to_bytes(8, "little") + (0).to_bytes(2, "little")
    config = bytes(72) + bytes(8) + fees + bytes(8) + fees
    none = bytes(72) + bytes(8) + free + bytes(8) + free
    hook = bytes(32) + bytes(svm.Pubkey.from_string(STRANGER))
    whole = _accept(group, "token-2022", "Token-2022: accounts with extensions, a mint without a fee", dollars(_mint((1, none))), (), "Mint")
    _accept(group, "token-2022-plain", "Token-2022: a mint without extensions", dollars(_mint()), (), "Mint", base=whole)
    bad("token-2022-fee", "Token-2022: the mint takes a fee", dollars(_mint((1, config))), "svm.mint.fee", "Mint", whole)
    bad("token-2022-hook", "Token-2022: the mint calls a hook", dollars(_mint((14, hook))), "svm.mint.hook", "Mint", whole)
    bad("token-2022-paused", "Token-2022: the mint is paused", dollars(_mint((26, bytes(32) + b"\x01"))), "svm.mint.paused", "Mint", whole)
    bad("token-2022-bound", "Token-2022: the mint is not transferable", dollars(_mint((9, b""))), "svm.mint.non_transferable", "Mint", whole)
    frozen = dollars(_mint((1, none)), source=extended(10_000, svm.PAYER, 2))
    bad("token-2022-frozen", "Token-2022: the source is frozen", frozen, "svm.account.frozen", "Mint", whole)
