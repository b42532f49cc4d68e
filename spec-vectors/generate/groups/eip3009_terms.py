"""What the payment says it accepted, and what it pays, against the offer; EIP-3009."""

from __future__ import annotations

import json
from typing import Any

import evm
from evm import PAYEE, STRANGER, pay, payment, requirements
from model import PUBLISHED, Case, Group, Json, Vector, ref

ACCEPTED = "/payload/accepted/"
AUTH = "/payload/payload/authorization/"
FACILITATORS = "facilitators of both official SDKs compare scheme and network only; servers compare all"


def build() -> Group:
    """The group."""
    refs = (ref("specs/x402-specification-v2.md", "5.2.2"), ref("specs/x402-specification-v2.md", "6.1.2, step 5"))
    group = Group("evm.exact.eip3009.terms", "The offer against what an EIP-3009 payment accepts and pays", "L2", refs)
    group.note("Accepted", "SECURITY", "`accepted` is the client's copy of the offer; nothing in it may differ from the offer itself.")
    group.note("AcceptedForm", "INTEROP", "The same terms in another form.")
    group.note("Transfer", "SECURITY", "What is signed differs from the offer.")
    group.note("Method", "INTEROP", "The payload is of another transfer method than the one offered.")
    group.note("ZeroAmount", "CAN_OF_WORMS", "An offer of nothing: a warning.")
    group.note("Golden", "GOLDEN", "Values that were published, or computed by two other implementations alike.")
    control = group.accept("equal", "every term is the offer's", pay())
    _sample(group)
    _accepted(group, control)
    _forms(group, control)
    _transfer(group, control)
    _method(group, control)
    return group


def sample() -> tuple[Json, Json]:
    """The specification's own payment and the terms it answers."""
    terms = requirements(payTo="0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
    inner = {
        "signature": "0x2d6a7588d6acca505cbf0d9a4a227e0c52c6c34008c8e8986a1283259764173608a2ce6496642e377d6da8dbbf5836e9bd15092f9ecab05ded3d6293af148b571c",
        "authorization": {
            "from": "0x857b06519E91e3A54538791bDbb0E22373e36b66", "to": terms["payTo"], "value": "10000", "validAfter": "1740672089",
            "validBefore": "1740672154", "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
        },
    }  # fmt: skip
    return payment(terms, inner, extensions={}), terms


def _sample(group: Group) -> None:
    payload, terms = sample()
    case = evm.case(payload, terms, now=PUBLISHED)
    if case.derived["recovered"] != payload["payload"]["authorization"]["from"]:
        raise ValueError("the specification's sample does not recover to its payer")
    group.accept(
        "specification-sample",
        "the sample of the core specification; its window is 65 s, its maxTimeoutSeconds 60",
        case,
        flags="Golden",
        refs=(ref("specs/x402-specification-v2.md", "5.2.1"),),
    )


def _accepted(group: Group, control: Vector) -> None:
    def differs(slug: str, title: str, member: str, value: Any, code: str = "accepted.mismatch") -> None:
        case = evm.edited(control.case, ACCEPTED + member, value, derive=True)
        level = "must" if code != "accepted.mismatch" else "should"
        also, why = ((), None) if code != "accepted.mismatch" else (("accept",), FACILITATORS)
        group.reject(
            f"accepted-{slug}",
            title,
            case,
            code,
            f"/accepted/{member.split('/')[0]}",
            flags="Accepted",
            base=control,
            level=level,
            also=also,
            why=why,
        )

    differs("scheme", "accepted.scheme is another", "scheme", "upto", "scheme.mismatch")
    differs("network", "accepted.network is another", "network", "eip155:8453", "network.mismatch")
    differs("amount-less", "accepted.amount is one less", "amount", "9999")
    differs("amount-more", "accepted.amount is one more", "amount", "10001")
    differs("asset", "accepted.asset is another token", "asset", STRANGER)
    differs("pay-to", "accepted.payTo is somebody else", "payTo", STRANGER)
    differs("timeout", "accepted.maxTimeoutSeconds is one more", "maxTimeoutSeconds", 61)
    differs("timeout-text", "accepted.maxTimeoutSeconds is a string", "maxTimeoutSeconds", "60")
    differs("amount-number", "accepted.amount is a number", "amount", 10000)
    differs("extra-name", "accepted.extra.name is another", "extra/name", "USD Coin")
    differs("extra-null", "accepted.extra is null", "extra", None)
    differs("extra-empty", "accepted.extra is empty", "extra", {})
    for member in ("amount", "asset", "payTo", "maxTimeoutSeconds", "extra"):
        case = evm.case(evm.mutate.drop(control.case.input["payload"], f"/accepted/{member}"), requirements())
        group.reject(
            f"accepted-no-{member.lower()}",
            f"accepted has no {member}",
            case,
            "accepted.mismatch",
            f"/accepted/{member}",
            flags="Accepted",
            base=control,
            level="should",
            also=("accept",),
            why=FACILITATORS,
        )
    terms = requirements()
    cheap = pay(terms, accepted=terms | {"amount": "1"}, value="1")
    group.reject(
        "accepted-and-paid-less",
        "the client lowered the price everywhere and signed it",
        cheap,
        "accepted.mismatch",
        "/accepted/amount",
        other=("amount.mismatch",),
        flags="Accepted Transfer",
        base=control,
        resigned=True,
    )


def _forms(group: Group, control: Vector) -> None:
    policy = {"flags": "AcceptedForm", "level": "policy", "also": ("reject",)}
    more = evm.edited(control.case, ACCEPTED + "extra/note", {"any": ["thing"]}, derive=True)
    group.accept("extra-superset", "accepted.extra has a member more than the offer's", more, flags="AcceptedForm", base=control)
    beside = evm.edited(control.case, ACCEPTED + "note", "thing", derive=True)
    group.accept(
        "accepted-unknown-member",
        "accepted has a member that no offer has",
        beside,
        base=control,
        why="one official server refuses it, the other ignores it",
        **policy,
    )
    group.reject(
        "accepted-near-miss",
        "accepted has `pay_to` too",
        evm.edited(control.case, ACCEPTED + "pay_to", evm.USDC),
        "accepted.mismatch",
        "/accepted/pay_to",
        flags="AcceptedForm",
        base=control,
        level="should",
        also=("accept",),
        why="readers that take both spellings would read another offer",
    )
    lower = evm.edited(control.case, ACCEPTED + "asset", evm.USDC.lower(), derive=True)
    group.accept(
        "accepted-asset-lower-case",
        "accepted.asset is in lower case: the same 20 bytes",
        lower,
        base=control,
        why="official servers compare the text",
        **policy,
    )
    payload = control.case.input["payload"]
    text = json.dumps(payload, separators=(",", ":"))

    def raw(text: str) -> Case:
        return Case("verify", {"payload_text": text, "requirements": requirements()}, derived=control.case.derived)

    plain = group.accept("raw-text", "the control as raw JSON text", raw(text), base=control)
    order = dict(reversed(payload.items())) | {"accepted": dict(reversed(payload["accepted"].items()))}
    group.accept(
        "raw-member-order",
        "the members in another order",
        raw(json.dumps(order, indent=1)),
        flags="AcceptedForm",
        base=plain,
        described={"/input/payload_text": "the members of the payment and of `accepted` are reversed; white space is added"},
    )
    for slug, number in (("fraction-zero", "60.0"), ("exponent", "6e1")):
        changed = text.replace('"maxTimeoutSeconds":60', f'"maxTimeoutSeconds":{number}')
        group.accept(
            f"raw-timeout-{slug}",
            f"maxTimeoutSeconds is written {number}",
            raw(changed),
            flags="AcceptedForm",
            base=plain,
            level="should",
            described={"/input/payload_text": f"accepted.maxTimeoutSeconds is written {number}"},
        )
    twice = text.replace('"amount":"10000"', '"amount":"10000","amount":"1"')
    group.reject(
        "raw-duplicate-amount",
        "accepted has two amounts, the second is lower",
        raw(twice),
        "json.duplicate_member",
        flags="Accepted",
        base=plain,
        layer="L0",
        level="should",
        described={"/input/payload_text": 'accepted has a second member "amount": "1"'},
    )
    nested = text.replace('"value":"10000"', '"value":"10000","value":"10000"')
    group.reject(
        "raw-duplicate-value",
        "the authorization has its value twice",
        raw(nested),
        "json.duplicate_member",
        flags="Accepted",
        base=plain,
        layer="L0",
        level="should",
        described={"/input/payload_text": 'the authorization has "value": "10000" twice'},
    )


def _transfer(group: Group, control: Vector) -> None:
    group.reject(
        "to-stranger",
        "signed for somebody else",
        pay(to=STRANGER),
        "recipient.mismatch",
        "/payload/authorization/to",
        flags="Transfer",
        base=control,
        resigned=True,
    )
    for slug, value in (("less", "9999"), ("more", "10001"), ("zero", "0"), ("max", str(evm.MAX_UINT256))):
        refs = (ref("specs/x402-specification-v2.md", "6.1.2, step 3"),)
        group.reject(
            f"value-{slug}",
            f"the value signed is {value}",
            pay(value=value),
            "amount.mismatch",
            "/payload/authorization/value",
            flags="Transfer",
            base=control,
            resigned=True,
            refs=refs,
        )
    top = requirements(amount=str(evm.MAX_UINT256))
    group.accept("amount-max", "offer and value are 2^256-1", pay(top, value=top["amount"]), base=control, resigned=True)
    free = requirements(amount="0")
    group.accept("amount-zero", "offer and value are 0", pay(free, value="0"), flags="ZeroAmount", base=control, resigned=True, level="undefined")
    to = requirements(payTo=STRANGER)
    group.reject(
        "offer-of-another-payee",
        "the payment of one offer for another offer, `accepted` copied from that",
        pay(to, to=PAYEE),
        "recipient.mismatch",
        "/payload/authorization/to",
        flags="Transfer",
        base=group.accept("other-payee", "another payee", pay(to, to=STRANGER), base=control, resigned=True),
        resigned=True,
    )


def _method(group: Group, control: Vector) -> None:
    named = requirements(extra={"assetTransferMethod": "eip3009", "name": "USDC", "version": "2"})
    group.accept("method-named", "the offer names eip3009", pay(named), flags="Method", base=control)
    for method, level in (("permit2", "must"), ("erc7710", "should")):
        terms = requirements(extra={"assetTransferMethod": method, "name": "USDC", "version": "2"})
        group.reject(
            f"method-{method}",
            f"the offer names {method}, the payload has an EIP-3009 authorization",
            pay(terms),
            "method.mismatch",
            "/payload",
            flags="Method",
            base=control,
            level=level,
            also=("accept",),
            why="official facilitators look at the payload only",
        )
    both = evm.edited(control.case, "/payload/payload/permit2Authorization", evm.permit())
    group.reject(
        "method-both",
        "authorization and permit2Authorization",
        both,
        "payload.ambiguous",
        "/payload",
        flags="Method",
        base=control,
        level="should",
        also=("accept",),
        why="published verifiers look at one of the two",
    )
    neither = evm.dropped(control.case, "/payload/payload/authorization")
    group.reject(
        "method-neither",
        "no authorization at all",
        neither,
        "payload.malformed",
        "/payload/authorization",
        other=("method.mismatch",),
        flags="Method",
        base=control,
    )
    permit2 = evm.pay_permit2(requirements())
    group.reject(
        "method-permit2-unasked",
        "a Permit2 payload where the offer names no method",
        permit2,
        "method.mismatch",
        "/payload",
        flags="Method",
        base=control,
        resigned=True,
        level="should",
        also=("accept",),
        why="official facilitators look at the payload only",
    )
