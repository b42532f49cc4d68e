"""Where the specification contradicts itself or is silent: the questions, each with the bytes that raise it."""

from __future__ import annotations

import copy
from typing import Any

import evm
import svm
from evm import NOW, PAYER, SEPOLIA, STRANGER, USDC, pay, pay_permit2, requirements
from model import COMMIT, Case, Group, Json, Vector, expectation, ref
from mutate import edit

CORE = "specs/x402-specification-v2.md"
EVM = "specs/schemes/exact/scheme_exact_evm.md"
GAS = "specs/extensions/eip2612_gas_sponsoring.md"
AUTH = "/payload/permit2Authorization"


def build() -> Group:
    """The group."""
    group = Group("spec.defects", "Questions that the specification leaves open", "L2", (ref(CORE, "5.2"),))
    group.note(
        "SpecDefect", "CAN_OF_WORMS", f"The pages (commit {COMMIT}) contradict each other or are silent; `why` states the question. Never failed."
    )
    group.note("Evm", "CAN_OF_WORMS", "The most used path has no list of what a verifier must do.", "x402-foundation/x402#2725")
    eip3009 = group.accept("eip3009", "an EIP-3009 payment, for comparison", pay())
    permit2 = group.accept("permit2", "a Permit2 payment, for comparison", pay_permit2())
    solana = group.accept("solana", "a Solana payment, for comparison", svm.pay())
    _messages(group, eip3009)
    _methods(group, eip3009, permit2)
    _permit2(group, permit2)
    _times(group, eip3009)
    _wallets(group, eip3009)
    _solana(group, solana)
    return group


def _question(group: Group, base: Vector) -> Any:
    """A function that adds a question: the verdict that this suite would give, and what else conforms."""

    def one(slug: str, title: str, case: Case, code: str, why: str, path: str | None = None, **more: Any) -> None:
        others = ("accept", "undecided") if code else ("reject", "undecided")
        found = expectation("reject" if code else "accept", code or None, path, level="undefined", also=others, other=more.pop("other", ()), why=why)
        options: Json = {"flags": "SpecDefect", "base": base} | more
        group.add(slug, title, case, [found], **options)

    return one


def _messages(group: Group, base: Vector) -> None:
    one = _question(group, base)
    payload = base.case.input["payload"]

    def change(derive: bool = True, **members: Any) -> Case:
        changed = {name: value for name, value in (copy.deepcopy(payload) | members).items() if value is not ...}
        return evm.case(changed, base.case.input["requirements"], derive=derive)

    why = 'the extension pages write "x402Version": "2", the core specification says number: which holds?'
    pages = (ref(GAS, "PaymentRequired"), ref(CORE, "5.2.2"))
    one(
        "version-text",
        "x402Version is the text 2",
        change(False, x402Version="2"),
        "version.unsupported",
        why,
        "/x402Version",
        refs=pages,
        layer="L1",
        other=("member.type",),
    )
    why = "the extension pages show `accepts`, a list, in a PaymentPayload: is the one entry of it what was accepted?"
    listed = change(False, accepted=..., accepts=[payload["accepted"]])
    one(
        "accepts-for-accepted",
        "`accepts` stands for `accepted`",
        listed,
        "member.missing",
        why,
        "/accepted",
        refs=(ref(GAS, "Usage"), ref(CORE, "5.2.2")),
        layer="L1",
    )
    elsewhere = payload["resource"] | {"url": "https://api.example.com/another-route"}
    why = "nothing that is signed names the resource: may a payment made for one route be taken for another of the same price?"
    one(
        "resource-of-another-route",
        "the payment names another resource than the one asked for",
        change(resource=elsewhere),
        "",
        why,
        refs=(ref(CORE, "5.2.2, resource"),),
    )
    why = "version 1 had the resource as a text; the text of version 2 wants an object that is optional: is another type an error, or as good as absent?"
    texts = change(False, resource="https://api.example.com/premium-data")
    one(
        "resource-text",
        "the resource is a text, as in version 1",
        texts,
        "member.type",
        why,
        "/resource",
        refs=(ref(CORE, "5.2.2, resource"),),
        layer="L1",
    )


def _methods(group: Group, eip3009: Vector, permit2: Vector) -> None:
    page = (ref(EVM, "Summary, assetTransferMethod"),)
    why = "the page speaks of an assetTransferMethod 'in the payload', and shows it in extra: does the payload's count?"
    unnamed = pay_permit2(requirements())
    named = Case("verify", edit(unnamed.input, "/payload/payload/assetTransferMethod", "permit2"), derived=unnamed.derived)
    options: Json = {"refs": page, "flags": "SpecDefect Evm"}
    _question(group, permit2)(
        "method-in-payload", "the payload names permit2, the offer nothing", named, "method.mismatch", why, "/payload", **options
    )
    other = evm.edited(permit2.case, "/payload/payload/assetTransferMethod", "eip3009", derive=True)
    _question(group, permit2)("method-contradicted", "the payload names eip3009 and is of Permit2, as offered", other, "", why, **options)
    case = evm.edited(eip3009.case, "/payload/payload/assetTransferMethod", "eip3009", derive=True)
    _question(group, eip3009)("method-repeated", "the payload names the method that it is of", case, "", why, **options)


def _permit2(group: Group, base: Vector) -> None:
    one = _question(group, base)
    first = group.accept("permit2-nonce-1", "a Permit2 payment with nonce 1, for comparison", pay_permit2(nonce="1"))
    upto = (ref("specs/schemes/upto/scheme_upto_evm.md", "Phase 2, sample"), ref(EVM, "2, phase 2"))
    why = "the sample of upto writes this member in 32 bytes of hexadecimal, the sample of exact in decimal: may both be read?"
    padded = evm.edited(first.case, "/payload/payload/permit2Authorization/nonce", f"0x{1:064x}")
    one("nonce-32-bytes", "the nonce is written as 32 bytes", padded, "payload.malformed", why, AUTH + "/nonce", refs=upto, layer="L1", base=first)
    token = USDC.lower()
    none = evm.account_state(code="0x", balances={token: "10000"}, allowances={token: "0"})
    terms = base.case.input["requirements"]
    pages = (ref(EVM, "2, phase 3, 2"), ref(GAS, "Verification"))
    options: Json = {"refs": pages, "layer": "L4", "other": ("funds.insufficient",)}

    def sponsored(state: Json | None = none, **changes: Any) -> Case:
        extensions = {"eip2612GasSponsoring": {"info": eip2612_permit(changes)}}
        return evm.case(base.case.input["payload"] | {"extensions": extensions}, terms, state=state)

    why = (
        "the payer sends an approval of exactly the amount along, which the proxy takes: whether the facilitator submits it, the verifier is not told; "
        "is the missing allowance a reason?"
    )
    one("allowance-by-exact-permit", "no allowance, and a signed EIP-2612 permit of the amount", sponsored(), "", why, **(options | {"other": ()}))
    contradiction = (
        "the extension's page calls the greatest value typical; the proxy reverts with Permit2612AmountMismatch() on any value but the payment's: "
        "which of the two holds?"
    )
    for slug, title, amount in (
        ("max", "the greatest value", evm.MAX_UINT256),
        ("more", "one unit more", 10_001),
        ("less", "one unit less", 9_999),
    ):
        title = f"no allowance, and a signed EIP-2612 permit of {title}"
        one(
            f"allowance-by-permit-of-{slug}",
            title,
            sponsored(amount=str(amount)),
            "allowance.insufficient",
            contradiction,
            AUTH + "/permitted",
            **options,
        )
    why = "the permit approves something else than this payment needs: is it as good as none?"
    for slug, title, changes in (
        ("stranger", "from somebody else", {"from": STRANGER}),
        ("other-token", "of another token", {"asset": STRANGER}),
        ("other-spender", "for another spender", {"spender": evm.EXACT_PROXY}),
        ("expired", "that has ended", {"deadline": str(NOW - 1)}),
        ("unsigned", "without a signature", {"signature": "0x"}),
    ):
        title = f"no allowance, and an EIP-2612 permit {title}"
        one(f"allowance-by-permit-{slug}", title, sponsored(**changes), "allowance.insufficient", why, AUTH + "/permitted", **options)
    group.accept(
        "allowance-unknown-with-exact-permit",
        "a signed EIP-2612 permit of the amount, and nothing known of the allowance",
        sponsored(None),
        flags="SpecDefect",
        base=base,
        refs=pages,
    )


def eip2612_permit(changes: Json) -> Json:
    """The info of a sponsored permit, signed by the payer for the token unless the signature is given."""
    permit: Json = {
        "from": PAYER, "asset": USDC, "spender": evm.PERMIT2, "amount": "10000", "nonce": "0", "deadline": str(NOW + 50), "version": "1",
    }  # fmt: skip
    permit |= changes
    message = evm.eip2612_message(permit, evm.token_domain(evm.permit2_requirements()))
    return {"signature": evm.sign(evm.digest(message)).hex()} | permit


def _times(group: Group, base: Vector) -> None:
    one = _question(group, base)
    silent = "the published verifiers want six seconds until the end; the page has no such margin"
    for seconds in (1, 5):
        offer = requirements(maxTimeoutSeconds=seconds)
        case = pay(offer, validAfter=str(NOW), validBefore=str(NOW + seconds))
        title = f"the offer allows {seconds} s, and so was it signed: no window satisfies offer and margin"
        why = f"{silent}: must an offer leave room for it?"
        options: Json = {"refs": (ref(CORE, "5.1.2, maxTimeoutSeconds"), ref(EVM, "1, phase 2, 3")), "flags": "SpecDefect Evm", "resigned": True}
        one(f"timeout-{seconds}", title, case, "time.expired", why, "/payload/authorization/validBefore", **options)
    offer = requirements(maxTimeoutSeconds=6)
    why = "six seconds from the first moment, the last that the published verifiers take"
    shortest = pay(offer, validAfter=str(NOW), validBefore=str(NOW + 6))
    group.accept(
        "timeout-6",
        "the offer allows 6 s, and so was it signed",
        shortest,
        flags="SpecDefect",
        base=base,
        resigned=True,
        level="should",
        also=("reject",),
        why=why,
    )


def _wallets(group: Group, base: Vector) -> None:
    one = _question(group, base)
    payload, terms = base.case.input["payload"], base.case.input["requirements"]
    options: Json = {"refs": (ref(EVM, "1, phase 2, 1"), ref("ERC-1271", "Specification")), "flags": "SpecDefect Evm", "layer": "L4"}
    funds: Json = {"balances": {USDC.lower(): "10000"}}
    why = "the signature recovers to the payer, and isValidSignature answered no, as it does where there is no code: which of the two decides?"
    said_no = evm.case(payload, terms, state=evm.account_state(erc1271=False, **funds))
    one("contract-unknown-refuses", "the code is unknown, the contract's answer is no, the signature recovers", said_no, "", why, **options)
    why = "a contract's answer and no code: the facts contradict each other"
    both = evm.case(payload, terms, state=evm.account_state(code="0x", erc1271=True, **funds))
    one("contract-without-code", "no code, a contract's yes, and the signature recovers", both, "", why, **options)
    garbage = evm.signed(base.case, "0x" + "11" * 65, state=evm.account_state(code="0x", erc1271=True, **funds))
    codes = {"other": ("signature.invalid", "signature.range")}
    one(
        "contract-without-code-garbage",
        "no code, a contract's yes, and a signature of nobody's",
        garbage,
        "signature.v",
        why,
        "/payload/signature",
        **(options | codes),
    )
    used = evm.account_state(code="0x", **funds)
    used[SEPOLIA]["nonces_used"] = [
        {"token": USDC.lower(), "from": PAYER.lower(), "nonce": "0x" + payload["payload"]["authorization"]["nonce"][2:].upper()}
    ]
    why = "some tokens do not revert on a used nonce: must a verifier ask authorizationState, or may it leave that to settlement?"
    case = evm.case(payload, terms, state=used)
    one("nonce-used", "the nonce is used, declared in upper case", case, "nonce.used", why, "/payload/authorization/nonce", **options)


def _solana(group: Group, base: Vector) -> None:
    one = _question(group, base)
    page = (ref("specs/schemes/exact/scheme_exact_svm.md", "Facilitator Verification Rules, 1"),)
    why = "clients must send a nonce of 16 bytes or more; the rules for facilitators do not name it: may a shorter memo be refused?"
    short = svm.pay(rest=[svm.memo(b"1")])
    options: Json = {"refs": page, "layer": "L3", "resigned": True}
    described = {"/input/payload/payload/transaction": "the memo is one byte"}
    one("memo-short", "the memo is one byte, where the offer has none", short, "", why, described=described, **options)
    data = svm.memo(b"\x01" * 16)
    why = "the nonce is hexadecimal 'for UTF-8 compliance': must a verifier look whether it is?"
    described = {"/input/payload/payload/transaction": "the memo is sixteen bytes of value 1"}
    one(
        "memo-not-hexadecimal",
        "the memo is sixteen bytes that are no hexadecimal digits",
        svm.pay(rest=[data]),
        "",
        why,
        described=described,
        **options,
    )
    why = "rule 2 forbids the fee payer among the accounts; nothing is said of payTo: may the sponsor be paid?"
    own = svm.requirements(payTo=svm.FEE_PAYER)
    described = {"/input/payload/payload/transaction": "the destination is the fee payer's token account"}
    page = (ref("specs/schemes/exact/scheme_exact_svm.md", "Facilitator Verification Rules, 2"),)
    case = svm.pay(own, owner=svm.FEE_PAYER, signers=None)
    one(
        "sponsor-is-payee",
        "payTo is the fee payer, the facilitator's signers are unknown",
        case,
        "",
        why,
        described=described,
        **(options | {"refs": page}),
    )
