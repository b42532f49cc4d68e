"""The two named policies: what the lenient one lets through, and what it never does."""

from __future__ import annotations

import copy
from typing import Any

import evm
import svm
from evm import STRANGER, Signature
from groups.eip3009_fields import wrong_case
from groups.v1 import lower, pay, terms
from model import NOW, Case, Group, Json, Vector, ref

SIGNATURE, TRANSACTION = "/payload/signature", "/payload/transaction"
LENIENT = {"level": "policy", "also": ("reject",), "why": "published clients and wallets produce it"}
STRICT = {"level": "policy", "also": ("accept",), "why": "tokens revert on it, or nobody need produce it"}


def build() -> Group:
    """The group."""
    spec = "specs/schemes/exact/"
    group = Group(
        "policy",
        "Strict and lenient reading",
        "L3",
        (ref(f"{spec}scheme_exact_evm.md", "1"), ref(f"{spec}scheme_exact_svm.md", "Facilitator Verification Rules (MUST)")),
    )
    group.note(
        "Named",
        "BASIC",
        "`strict` is what no policy means; `interop` takes what published clients produce. A testee without policies leaves the member unread.",
    )
    group.note("Leniency", "INTEROP", "The same payment under both policies: a leniency is for a form, never for the proof.")
    group.note("NoLeniency", "SECURITY", "No policy touches proof, payee, amount, time, sponsor or proven bounds.")
    plain = evm.pay()
    strict = group.accept("strict", "EIP-3009 under the strict policy by its name", _under(plain, "strict"), flags="Named")
    lenient = group.accept("interop", "EIP-3009 under the lenient policy", _under(plain, "interop"), flags="Named", base=strict)
    for name, case in (("permit2", evm.pay_permit2()), ("solana", svm.pay()), ("v1", pay())):
        first = group.accept(f"{name}-strict", f"{name} under the strict policy by its name", _under(case, "strict"), flags="Named")
        group.accept(f"{name}-interop", f"{name} under the lenient policy", _under(case, "interop"), flags="Named", base=first)
    _forms(group, plain)
    _never(group, lenient)
    _never_on_solana(group)
    return group


def _under(case: Case, policy: str) -> Case:
    return Case("verify", case.input | {"policy": policy}, case.now, case.state, case.derived)


def _pair(group: Group, slug: str, title: str, case: Case, code: str, path: str, also: tuple[str, ...] = ("accept",)) -> None:
    """A form that only the lenient policy takes."""
    base = group.accept(f"{slug}-interop", f"{title}: lenient", _under(case, "interop"), flags="Leniency", **LENIENT)
    group.reject(f"{slug}-strict", f"{title}: strict", _under(case, "strict"), code, path, flags="Leniency", base=base, **(STRICT | {"also": also}))


def _forms(group: Group, plain: Case) -> None:
    eoa = evm.account_state(code="0x")
    both = ("accept", "undecided")
    permit = evm.pay_permit2()
    for slug, case in (("eip3009", plain), ("permit2", permit), ("v1", pay())):
        good = evm.signature_of(case)
        _pair(
            group,
            f"{slug}-parity",
            f"{slug}: v is the parity",
            _signed(case, Signature(good.r, good.s, good.v - 27).hex()),
            "signature.v",
            SIGNATURE,
            both,
        )
        compact = _signed(case, good.compact())
        known = Case("verify", compact.input, compact.now, eoa, compact.derived)
        _pair(group, f"{slug}-compact", f"{slug}: 64 bytes of EIP-2098, the payer has no code", known, "signature.length", SIGNATURE)
    sender = "/payload/payload/authorization/from"
    case = evm.edited(plain, sender, wrong_case(evm.PAYER), derive=True)
    _pair(group, "checksum", "the payer's address has a letter in the wrong case", case, "address.checksum", "/payload/authorization/from")
    one = copy.deepcopy(pay())
    one.input["payload"]["payload"]["authorization"]["to"] = wrong_case(evm.PAYEE)
    _pair(group, "v1-checksum", "version 1: the payee's address has a letter in the wrong case", one, "address.checksum", "/payload/authorization/to")
    order = [svm.guard(), svm.limit(), svm.price(), svm.transfer(), svm.memo()]
    _pair(group, "guard-first", "a Lighthouse instruction comes first", svm.pay(instructions=order), "svm.compute_limit", TRANSACTION)
    offer = terms(network="solana-devnet", asset=svm.USDC, payTo=svm.PAYEE, extra={"feePayer": svm.FEE_PAYER})
    guarded = lower(svm.pay(instructions=order), offer, "solana-devnet")
    _pair(group, "v1-guard-first", "version 1: a Lighthouse instruction comes first", guarded, "svm.compute_limit", TRANSACTION)


def _signed(case: Case, signature: str) -> Case:
    changed = copy.deepcopy(case.input)
    changed["payload"]["payload"]["signature"] = signature
    return Case("verify", changed, case.now, case.state, evm.derived(changed["requirements"], changed["payload"]["payload"]))


def _never(group: Group, lenient: Vector) -> None:
    auth = "/payload/authorization"
    good = evm.signature_of(lenient.case)

    def bad(slug: str, title: str, case: Case, code: str, path: str, **more: Any) -> None:
        options: Json = {"flags": "NoLeniency", "base": lenient, "resigned": True} | more
        group.reject(f"interop-{slug}", f"lenient: {title}", _under(case, "interop"), code, path, **options)

    group.accept(
        "interop-now-plus-6",
        "lenient: validBefore is 6 s ahead",
        _under(evm.pay(validBefore=str(NOW + 6)), "interop"),
        flags="NoLeniency",
        base=lenient,
        resigned=True,
    )
    bad("now-plus-5", "validBefore is 5 s ahead", evm.pay(validBefore=str(NOW + 5)), "time.expired", f"{auth}/validBefore", level="policy", also=("accept",),
        why="the margin is a choice; it is one for both policies")  # fmt: skip
    bad("early", "validAfter is a second ahead", evm.pay(validAfter=str(NOW + 1)), "time.early", f"{auth}/validAfter")
    bad("value", "one unit less", evm.pay(value="9999"), "amount.mismatch", f"{auth}/value")
    bad("payee", "signed for somebody else", evm.pay(to=STRANGER), "recipient.mismatch", f"{auth}/to")
    bad("signer", "signed by somebody else", evm.pay(signer="stranger"), "signature.invalid", SIGNATURE, also=("undecided",))
    bad("amount-zero", "signed for nothing", evm.pay(value="0"), "amount.mismatch", f"{auth}/value")
    for slug, value, code in (("v-29", 29, "signature.v"), ("v-2", 2, "signature.v"), ("v-eip155", 35, "signature.v")):
        bad(
            slug, f"v is {value}", _signed(lenient.case, Signature(good.r, good.s, value).hex()), code, SIGNATURE, resigned=False, also=("undecided",)
        )
    flipped = Signature(good.r, good.s, 28 - good.v).hex()
    bad(
        "parity-flipped", "v is the other parity", _signed(lenient.case, flipped), "signature.invalid", SIGNATURE, resigned=False, also=("undecided",)
    )
    twin = good.twin()
    bad("parity-high-s", "v is the parity and s above n/2", _signed(lenient.case, Signature(twin.r, twin.s, twin.v - 27).hex()), "signature.malleable", SIGNATURE, resigned=False,
        level="should", also=("accept", "undecided"), why="tokens revert on it; the page does not say so")  # fmt: skip
    changed = copy.deepcopy(lenient.case)
    changed.input["payload"]["payload"]["authorization"]["nonce"] = "0x" + "00" * 32
    unproven = Case("verify", changed.input, derived=evm.derived(changed.input["requirements"], changed.input["payload"]["payload"]))
    bad("nonce", "another nonce than was signed", unproven, "signature.invalid", SIGNATURE, resigned=False, also=("undecided",))


def _never_on_solana(group: Group) -> None:
    lenient = next(vector for vector in group.vectors if vector.id == "policy/solana-interop")

    def bad(slug: str, title: str, case: Case, code: str, **more: Any) -> None:
        group.reject(f"interop-solana-{slug}", f"lenient, Solana: {title}", _under(case, "interop"), code, TRANSACTION, flags="NoLeniency", base=lenient, resigned=True,
                     described={"/input/payload/payload/transaction": title}, **more)  # fmt: skip

    bad("amount", "one unit less", svm.pay(amount=9999), "amount.mismatch")
    bad("payee", "to somebody else", svm.pay(owner=svm.STRANGER), "recipient.mismatch")
    bad("price", "a compute unit price of 5,000,001", svm.pay(priced=svm.price(5_000_001)), "svm.compute_price.too_high")
    bad("sponsor-memo", "a memo names the fee payer", svm.pay(rest=[svm.memo(accounts=[(svm.FEE_PAYER, "s")])]), "svm.fee_payer.in_accounts")
    whole = group.accept("interop-solana-price-limit", "lenient, Solana: a compute unit price of 5,000,000", _under(svm.pay(priced=svm.price(5_000_000)), "interop"), flags="NoLeniency",
                         base=lenient, resigned=True, described={"/input/payload/payload/transaction": "a compute unit price of 5,000,000"})  # fmt: skip
    group.reject("interop-solana-unsigned", "lenient, Solana: the payer has not signed", _under(svm.pay(priced=svm.price(5_000_000), signatures={svm.PAYER: bytes(64)}), "interop"),
                 "svm.signature.invalid", TRANSACTION, flags="NoLeniency", base=whole, described={"/input/payload/payload/transaction": "the payer has not signed"})  # fmt: skip
