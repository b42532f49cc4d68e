"""What is left open by each single fact, for every transfer method; simulations and blockhashes."""

from __future__ import annotations

import evm
import svm
from evm import SEPOLIA, USDC, Case, pay, pay_permit2
from groups.erc6492 import wrap
from groups.svm_chain import held
from groups.v1 import lower, terms
from model import Group, Json, Vector, ref
from svm import DEVNET, PAYEE, PAYER, PYUSD, TOKEN_2022, token_account

TX = "/payload/transaction"
SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)
EIP3009 = ("asset_code", "balance", "nonce", "payer_code", "simulation")
PERMIT2 = ("allowance", *EIP3009)
SOLANA = ("accounts", "balance", "blockhash", "simulation")


def build() -> Group:
    """The group."""
    refs = (
        ref("specs/schemes/exact/scheme_exact_evm.md", "1 and 2, verification"),
        ref("specs/schemes/exact/scheme_exact_svm.md", "Protocol Flow, 9"),
    )
    group = Group("chain.facts", "What each declared fact answers, and what stays open", "L4", refs)
    group.note("Unchecked", "BASIC", "A payment is accepted with the questions that only the chain can answer; each declared fact answers one.")
    group.note("Simulation", "BASIC", "What a simulated settlement came to.")
    group.note("Blockhash", "BASIC", "A transaction is valid while its blockhash is recent.")
    group.note("Delegation", "CAN_OF_WORMS", "Of a delegation only a simulation tells anything, and that proves no signature.")
    group.note("Warning", "CAN_OF_WORMS", "Accepted, and worth a word to the payee.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    eip3009 = group.accept("eip3009", "EIP-3009, nothing is known", pay(), flags="Unchecked", unchecked=EIP3009, warnings=())
    permit2 = group.accept("permit2", "Permit2, nothing is known", pay_permit2(), flags="Unchecked", unchecked=PERMIT2, warnings=())
    solana = group.accept("solana", "Solana, nothing is known", svm.pay(), flags="Unchecked", unchecked=SOLANA, warnings=())
    _evm(group, "eip3009", eip3009, EIP3009)
    _evm(group, "permit2", permit2, PERMIT2)
    _contract(group, eip3009)
    _solana(group, solana)
    _warnings(group, eip3009, permit2, solana)
    _delegation(group)
    return group


def at(base: Vector, facts: Json, network: str = SEPOLIA) -> Case:
    """The base's payment under declared facts of one network."""
    case = base.case
    return Case(case.op, case.input, case.now, {network: facts}, case.derived)


def _merged(*parts: Json) -> Json:
    """Facts about several accounts as one."""
    found: Json = {}
    for part in parts:
        for name, value in part.items():
            if name != "accounts":
                found[name] = value
                continue
            accounts = found.setdefault("accounts", {})
            for address, known in value.items():
                accounts[address] = accounts.get(address, {}) | known
    return found


def _evm(group: Group, prefix: str, base: Vector, questions: tuple[str, ...]) -> None:
    payer, token = evm.PAYER.lower(), USDC.lower()
    facts: dict[str, Json] = {
        "payer_code": {"accounts": {payer: {"code": "0x"}}},
        "asset_code": {"accounts": {token: {"code": "0x6001"}}},
        "balance": {"accounts": {payer: {"balances": {token: "10000"}}}},
        "allowance": {"accounts": {payer: {"allowances": {token: "10000"}}}},
        "simulation": {"simulation": True},
    }
    own = {name: known for name, known in facts.items() if name in questions}
    for name, known in own.items():
        left = [one for one in questions if one != name]
        title = f"{prefix}: of {len(questions)} questions, {name.replace('_', ' ')} is answered"
        group.accept(f"{prefix}-{name.replace('_', '-')}", title, at(base, known), flags="Unchecked", base=base, unchecked=left, warnings=())
    every = _merged(*own.values())
    title = f"{prefix}: everything that can be declared is; a nonce may be used the next moment"
    group.accept(f"{prefix}-all", title, at(base, every), flags="Unchecked", base=base, unchecked=("nonce",), warnings=())
    failed = at(base, {"simulation": False})
    simulated: Json = {"base": base}
    group.reject(
        f"{prefix}-simulation-failed",
        f"{prefix}: a simulated settlement fails",
        failed,
        "simulation.failed",
        "/payload",
        flags="Simulation",
        **simulated,
    )
    alone = at(base, _merged(every, {"simulation": False}))
    title = f"{prefix}: a simulated settlement fails, whatever else is well"
    group.reject(f"{prefix}-simulation-failed-alone", title, alone, "simulation.failed", "/payload", flags="Simulation", **simulated)


def _contract(group: Group, base: Vector) -> None:
    payer = evm.PAYER.lower()
    inner = base.case.input["payload"]["payload"]["signature"]
    options: Json = {"flags": "Unchecked", "base": base, "level": "should", "also": ("undecided",)}
    answered = {"accounts": {payer: {"code": "0x6001", "erc1271": True}}}
    left = [one for one in EIP3009 if one != "payer_code"]
    group.accept(
        "contract", "the payer's contract accepts the signature: that it is there is answered too", at(base, answered), unchecked=left, **options
    )
    alone = {"accounts": {payer: {"erc1271": True}}}
    group.accept(
        "contract-answer-alone", "only the contract's answer is known, which implies the contract", at(base, alone), unchecked=left, **options
    )
    many = evm.signed(base.case, "0x" + "11" * 65)
    long = Case(many.op, many.input, None, {SEPOLIA: _merged(answered, {"simulation": True})}, many.derived)
    group.accept(
        "contract-simulated", "the contract accepts 65 bytes of nobody's, the settlement was simulated", long, unchecked=left[:-1], **options
    )
    wrapped = evm.signed(base.case, wrap(inner), state={SEPOLIA: _merged(answered, {"simulation": True})})
    group.accept("contract-wrapper", "a wrapper around an accepted signature, the settlement was simulated", wrapped, unchecked=left[:-1], **options)
    undeployed = evm.signed(base.case, wrap(inner), state={SEPOLIA: {"accounts": {payer: {"code": "0x", "erc1271": True}}, "simulation": True}})
    group.reject(
        "wrapper-simulated",
        "a wrapper, no code, the answer and the simulation are good: still nobody's allowed factory",
        undeployed,
        "signature.factory_not_allowed",
        "/payload/signature",
        flags="Simulation",
        base=base,
        level="policy",
        also=("undecided", "accept"),
        why="the factory is on nobody's allow-list by default",
    )


def _solana(group: Group, base: Vector) -> None:
    accounts = {"accounts": {SOURCE: held(), DESTINATION: held("0")}}
    source = {"accounts": {SOURCE: held()}}
    for slug, title, known, answered in (
        ("blockhash", "the blockhash is recent", {"blockhash_valid": True}, ("blockhash",)),
        ("accounts", "both token accounts are known", accounts, ("accounts", "balance")),
        ("source", "the source alone is known", source, ("balance",)),
        ("destination", "the destination alone is known", {"accounts": {DESTINATION: held("0")}}, ()),
        ("simulation", "the settlement was simulated", {"simulation": True}, ("simulation",)),
        ("all", "everything that can be declared is", _merged(accounts, {"simulation": True, "blockhash_valid": True}), SOLANA),
    ):
        left = [one for one in SOLANA if one not in answered]
        group.accept(f"solana-{slug}", f"Solana: {title}", at(base, known, DEVNET), flags="Unchecked", base=base, unchecked=left, warnings=())
    offer = svm.requirements(asset=PYUSD)
    paid = svm.pay(offer, mint=PYUSD, program=TOKEN_2022)
    two = group.accept(
        "solana-token-2022",
        "Token-2022: its mint may charge a fee or call a hook",
        paid,
        flags="Unchecked",
        unchecked=("mint_extensions", *SOLANA),
        warnings=(),
    )
    places = [token_account(owner, PYUSD, TOKEN_2022) for owner in (PAYER, PAYEE)]
    whole = _merged({"accounts": {place: held("10000", PYUSD, TOKEN_2022) for place in places}}, {"simulation": True, "blockhash_valid": True})
    title = "Token-2022: everything that can be declared is"
    group.accept("solana-token-2022-all", title, at(two, whole, DEVNET), flags="Unchecked", base=two, unchecked=("mint_extensions",), warnings=())
    simulated: Json = {"base": base}
    failed, expired = at(base, {"simulation": False}, DEVNET), at(base, {"blockhash_valid": False}, DEVNET)
    group.reject("solana-simulation-failed", "Solana: a simulated settlement fails", failed, "simulation.failed", TX, flags="Simulation", **simulated)
    group.reject(
        "solana-blockhash-expired", "Solana: the blockhash is no longer recent", expired, "blockhash.expired", TX, flags="Blockhash", **simulated
    )
    both = at(base, {"simulation": False, "blockhash_valid": False}, DEVNET)
    title = "Solana: the blockhash is no longer recent, so that the simulation fails"
    group.reject(
        "solana-blockhash-and-simulation", title, both, "blockhash.expired", TX, other=("simulation.failed",), flags="Blockhash", **simulated
    )
    wrong = at(base, {"simulation": False, "blockhash_valid": False}, "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp")
    group.accept("solana-other-network", "Solana: both fail on another network", wrong, flags="Blockhash", base=base, unchecked=SOLANA, warnings=())
    offer = terms(network="solana-devnet", asset=svm.USDC, payTo=PAYEE, extra={"feePayer": svm.FEE_PAYER})
    old = group.accept(
        "v1-solana", "version 1 on Solana, nothing is known", lower(svm.pay(), offer, "solana-devnet"), flags="Unchecked", unchecked=SOLANA
    )
    simulated = {"base": old}
    group.reject(
        "v1-solana-simulation-failed",
        "version 1 on Solana: a simulated settlement fails",
        at(old, {"simulation": False}, DEVNET),
        "simulation.failed",
        TX,
        flags="Simulation",
        **simulated,
    )
    group.reject(
        "v1-solana-blockhash-expired",
        "version 1 on Solana: the blockhash is no longer recent",
        at(old, {"blockhash_valid": False}, DEVNET),
        "blockhash.expired",
        TX,
        flags="Blockhash",
        **simulated,
    )


def _warnings(group: Group, eip3009: Vector, permit2: Vector, solana: Vector) -> None:
    long, free = "time.window_too_long", "amount.zero"
    warned: Json = {"level": "policy", "also": ("reject",), "why": "no rule bounds the window; a warning is due"}

    def window(slug: str, title: str, after: int, before: int, *warnings: str, now: int | None = None) -> None:
        options: Json = {"flags": "Warning Boundary", "resigned": True, "warnings": warnings} | (warned if warnings else {})
        one = pay(validAfter=str(after), validBefore=str(before), now=now)
        two = pay_permit2(validAfter=str(after), deadline=str(before), now=now)
        group.accept(f"eip3009-{slug}", f"EIP-3009: {title}", one, base=eip3009, **options)
        group.accept(f"permit2-{slug}", f"Permit2: {title}", two, base=permit2, **options)

    # What is left of a window that always was shrinks by the second: a moment of its own pins it.
    now = evm.NOW + 1
    window("window-61", "the window has a second more than maxTimeoutSeconds", evm.NOW - 10, evm.NOW + 51, long)
    window("window-open-60", "the window always was, and is open for maxTimeoutSeconds", 0, now + 60, now=now)
    window("window-open-61", "the window always was, and is open for a second more", 0, now + 61, long, now=now)
    window("window-1970", "the window opened in the first second of 1970", 1, evm.NOW + 60, long)
    offer = evm.requirements(amount="0")
    zero: Json = {"flags": "Warning", "resigned": True, "level": "undefined", "also": ("reject",), "why": "may an offer ask for nothing?"}
    case = pay(offer, value="0", validAfter="0", validBefore=str(now + 61), now=now)
    group.accept("eip3009-two-warnings", "EIP-3009: a long window, and nothing to pay", case, base=eip3009, warnings=(free, long), **zero)
    offer = svm.requirements(amount="0")
    title = "Solana: nothing to pay, and no memo"
    described = {"/input/payload/payload/transaction": title}
    paid = svm.pay(offer, amount=0, rest=[])
    group.accept("solana-two-warnings", title, paid, base=solana, warnings=(free, "memo.missing"), described=described, **zero)


def _delegation(group: Group) -> None:
    offer = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})
    inner: Json = {"delegationManager": evm.STRANGER, "permissionContext": "0x" + "7710" * 48, "delegator": evm.PAYER}
    case = evm.case(evm.payment(offer, inner), offer, state={SEPOLIA: {"simulation": True}})
    why = "the simulation would succeed: the method's page calls that verified, though nobody's signature is proven"
    group.undecided(
        "delegation-simulated",
        "a delegation whose redemption succeeds",
        case,
        "simulation",
        flags="Delegation",
        level="should",
        also=("accept", "reject"),
        why=why,
    )
