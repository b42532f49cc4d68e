"""EIP-3009: the signature of an account without code."""

from __future__ import annotations

import evm
from evm import N, P, Signature, pay, signature_of, signed
from groups import eip3009_signed
from groups.eip3009_signed import NO_CODE_KNOWN, SIGNATURE, UNKNOWN
from model import PUBLISHED, Group, Json, Vector, ref

EVM_SPEC = ref("specs/schemes/exact/scheme_exact_evm.md", "1, phase 2, step 1")
EOA = evm.account_state(code="0x")


def build() -> Group:
    """The group."""
    group = Group("evm.exact.eip3009.signature", "EIP-3009 signatures of an account without code", "L3", (EVM_SPEC, ref("EIP-3009", "Specification")))
    group.note(
        "SignatureV", "INTEROP", "v is not 27 or 28. Libraries that recover accept 0 and 1; tokens revert.", "https://eips.ethereum.org/EIPS/eip-3009"
    )
    group.note(
        "SigMalleable",
        "CAN_OF_WORMS",
        "s is above n/2: the same signature twice over. Tokens revert; the protocol's text is silent.",
        "https://eips.ethereum.org/EIPS/eip-2",
        "x402-foundation/x402#2725",
    )
    group.note("SignatureLength", "INTEROP", "Not 65 bytes: only a contract could accept it.", "https://eips.ethereum.org/EIPS/eip-2098")
    group.note("EdgeCaseScalar", "MALFORMED", "r or s is outside 1 to n-1, or no curve point has this r.")
    group.note("SignedOther", "SECURITY", "A good signature of the payer's over something else.", "https://eips.ethereum.org/EIPS/eip-712")
    group.note(
        "DomainName", "CAN_OF_WORMS", "The EIP-712 name of USDC is 'USD Coin' on some chains and 'USDC' on others.", "x402-foundation/x402#837"
    )
    group.note("SignatureText", "MALFORMED", "The signature is not 0x and an even number of hexadecimal digits.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    group.note("Golden", "GOLDEN", "Values that were published, or computed by two other implementations alike.")
    control = _controls(group)
    _v(group, control)
    _malleable(group, control)
    _range(group, control)
    _length(group, control)
    eip3009_signed.add(group, control)
    return group


def _controls(group: Group) -> Vector:
    cases = {signature_of(case).v: case for case in (pay(nonce=f"0x{evm.nonce(f'eip3009-{i}').hex()}") for i in range(16))}
    control = group.accept("v-28", "a payment as wallets sign it, v is 28", cases[28], flags="SignatureV Boundary")
    group.accept("v-27", "the same, v is 27", cases[27], flags="SignatureV Boundary", base=control, resigned=True)
    group.accept("payer-known-without-code", "the chain says that the payer has no code", pay(state=EOA), base=control)
    text = control.case.input["payload"]["payload"]["signature"]
    group.accept("upper-case-hex", "upper-case hexadecimal digits", signed(control.case, "0x" + text[2:].upper()), base=control, level="should")
    golden = evm.requirements(payTo="0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
    key = evm.Account.from_key(evm.keys.GOLDEN_EVM)
    window: Json = {
        "from": key.address,
        "to": golden["payTo"],
        "validAfter": "0",
        "validBefore": "1740672154",
        "nonce": "0xf3746613c2d920b5fdabc0856f2aeb2d4f88ee6037b8cc5d04a71a4462f13480",
    }
    case = pay(golden, signer=key, now=PUBLISHED, **window)
    if case.derived["signingHash"] != "0x3da299bc08b74c73910ff7cbddb6c7006ae4a182ef02533eaee117d6fc22f62a":
        raise ValueError("the golden digest differs")
    group.accept("golden-key-a", "golden: signed alike by two official SDKs", case, flags="Golden")
    return control


def _v(group: Group, control: Vector) -> None:
    r, s, v = signature_of(control.case)
    for value in (0, 1):
        if value == v - 27:
            interop = signed(control.case, Signature(r, s, value).hex(), policy="interop")
            group.accept(
                "v-parity-interop",
                "v is the parity, under the lenient policy",
                interop,
                flags="SignatureV",
                base=control,
                level="policy",
                also=("reject",),
            )
            group.reject(
                "v-parity", "v is the parity, 0 or 1, and the signature is right", signed(control.case, Signature(r, s, value).hex()), "signature.v", SIGNATURE,
                flags="SignatureV", base=control, level="should", also=("accept", "undecided"), why="tokens revert on it; a facilitator could add 27 first",
            )  # fmt: skip
    group.reject(
        "v-parity-flipped",
        "v is the other parity",
        signed(control.case, Signature(r, s, 28 - v).hex()),
        "signature.v",
        SIGNATURE,
        other=("signature.invalid",),
        flags="SignatureV",
        base=control,
        also=UNKNOWN,
    )
    for value in (2, 26, 29, 35, 37, 255):
        group.reject(
            f"v-{value}",
            f"v is {value}",
            signed(control.case, Signature(r, s, value).hex()),
            "signature.v",
            SIGNATURE,
            flags="SignatureV Boundary" if value in (26, 29) else "SignatureV",
            base=control,
            also=UNKNOWN,
        )
    group.reject(
        "v-flipped",
        "v is 28 for 27 or 27 for 28",
        signed(control.case, Signature(r, s, 55 - v).hex()),
        "signature.invalid",
        SIGNATURE,
        flags="SignatureV",
        base=control,
        also=UNKNOWN,
        why=NO_CODE_KNOWN,
    )
    known = signed(control.case, Signature(r, s, 55 - v).hex(), state=EOA)
    group.reject(
        "v-flipped-no-code",
        "v is flipped and the payer is known to have no code",
        known,
        "signature.invalid",
        SIGNATURE,
        flags="SignatureV",
        base=control,
    )


def _malleable(group: Group, control: Vector) -> None:
    r, s, v = signature_of(control.case)
    silent = "tokens revert on it; the text of the protocol is silent and both official SDKs accept it offline"
    also = ("accept", "undecided")
    twin = signature_of(control.case).twin().hex()
    group.reject(
        "high-s-v-flipped",
        "s is n-s and v flipped: recovers to the payer",
        signed(control.case, twin),
        "signature.malleable",
        SIGNATURE,
        flags="SigMalleable",
        base=control,
        level="should",
        also=also,
        why=silent,
    )
    group.reject(
        "high-s-v-flipped-no-code",
        "the same for a payer known to have no code",
        signed(control.case, twin, state=EOA),
        "signature.malleable",
        SIGNATURE,
        flags="SigMalleable",
        base=control,
        level="should",
        also=("accept",),
        why=silent,
    )
    group.reject(
        "high-s-interop",
        "the same under the lenient policy: no leniency touches the proof",
        signed(control.case, twin, policy="interop"),
        "signature.malleable",
        SIGNATURE,
        flags="SigMalleable",
        base=control,
        level="should",
        also=also,
        why=silent,
    )
    group.reject(
        "high-s",
        "s is n-s, v as it was",
        signed(control.case, Signature(r, N - s, v).hex()),
        "signature.malleable",
        SIGNATURE,
        other=("signature.invalid",),
        flags="SigMalleable",
        base=control,
        also=UNKNOWN,
    )


def _range(group: Group, control: Vector) -> None:
    r, s, v = signature_of(control.case)
    top = 2**256 - 1
    for slug, title, one in (
        ("r-zero", "r is 0", Signature(0, s, v)),
        ("s-zero", "s is 0", Signature(r, 0, v)),
        ("r-n", "r is n", Signature(N, s, v)),
        ("s-n", "s is n", Signature(r, N, v)),
        ("r-s-zero", "r and s are 0", Signature(0, 0, v)),
        ("r-s-ff", "r and s are 2^256-1", Signature(top, top, v)),
        ("s-max", "s is 2^256-1", Signature(r, top, v)),
    ):
        group.reject(slug, title, signed(control.case, one.hex()), "signature.range", SIGNATURE, flags="EdgeCaseScalar", base=control, also=UNKNOWN)
    group.reject(
        "s-n-minus-1",
        "s is n-1, the greatest scalar",
        signed(control.case, Signature(r, N - 1, v).hex()),
        "signature.malleable",
        SIGNATURE,
        other=("signature.invalid",),
        flags="EdgeCaseScalar",
        base=control,
        also=UNKNOWN,
    )
    off = next(x for x in range(r + 1, r + 64) if pow((pow(x, 3, P) + 7) % P, (P - 1) // 2, P) == P - 1)
    group.reject(
        "r-not-on-curve",
        "no curve point has this r",
        signed(control.case, Signature(off, s, v).hex()),
        "signature.invalid",
        SIGNATURE,
        flags="EdgeCaseScalar",
        base=control,
        also=UNKNOWN,
    )


def _length(group: Group, control: Vector) -> None:
    good = control.case.input["payload"]["payload"]["signature"]
    compact = signature_of(control.case).compact()
    for slug, title, text in (
        ("compact", "64 bytes of EIP-2098", compact),
        ("cut", "64 bytes: v is cut off", good[:-2]),
        ("long", "66 bytes", good + "00"),
        ("twice", "130 bytes: twice the signature", good + good[2:]),
        ("empty", "no bytes", "0x"),
    ):
        group.reject(
            f"length-{slug}",
            f"{title}, and the payer has no code",
            signed(control.case, text, state=EOA),
            "signature.length",
            SIGNATURE,
            flags="SignatureLength",
            base=control,
            level="should" if slug == "compact" else "must",
            also=("accept",) if slug == "compact" else (),
        )
        if slug in ("compact", "long", "empty"):
            why = "a contract wallet could accept it; every published verifier rejects it or asks the chain"
            group.undecided(
                f"length-{slug}-unknown",
                f"{title}, and the payer's code is unknown",
                signed(control.case, text),
                "payer_code",
                flags="SignatureLength",
                base=control,
                level="should",
                also=("reject",),
                why=why,
            )
    lenient = signed(control.case, compact, state=EOA, policy="interop")
    group.accept(
        "length-compact-interop",
        "64 bytes of EIP-2098 under the lenient policy",
        lenient,
        flags="SignatureLength",
        base=control,
        level="policy",
        also=("reject",),
    )
