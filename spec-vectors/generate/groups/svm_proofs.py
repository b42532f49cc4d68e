"""Solana: signatures over something else, and those that only lenient verifiers take."""

from __future__ import annotations

import base64
from hashlib import sha256, sha512

import keys
import svm
from groups.svm_layout import accepted, described
from groups.svm_signatures import IDENTITY, ORDER, compiled
from model import Case, Group, Vector
from svm import FEE_PAYER, PAYER, pay

FIELD = 2**255 - 19


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of forms."""
    good, bad = accepted(group, control), described(group, control)
    message = compiled().message()
    pair = keys.svm("svm-payer")

    def slot(signature: bytes) -> Case:
        return pay(signatures={PAYER: signature})

    for slug, title, signed in (
        ("hash", "the message's SHA-256", sha256(message).digest()),
        ("text", "the message's base64", base64.b64encode(message)),
        ("off-chain", "the message as an off-chain message", b"\xffsolana offchain\0\0" + len(message).to_bytes(2, "little") + message),
        ("no-version", "the message without its version", message[1:]),
        ("transaction", "the whole transaction", compiled().bytes()),
    ):
        case = slot(bytes(pair.sign_message(signed)))
        bad(f"over-{slug}", f"signed over {title}", case, "svm.signature.invalid", flags="Signature", resigned=True)
    raw = compiled().signatures[1]
    for slug, title, wrong in (
        ("s-zero", "S is 0", raw[:32] + bytes(32)), ("s-order", "S is the order of the group", raw[:32] + ORDER.to_bytes(32, "little")),
        ("r-zero", "R is all zeros", bytes(32) + raw[32:]), ("halves", "R and S are swapped", raw[32:] + raw[:32]),
        ("r-sign", "the sign of R is flipped", raw[:31] + bytes([raw[31] ^ 128]) + raw[32:]),
    ):  # fmt: skip
        bad(slug, f"the payer's signature: {title}", slot(wrong), "svm.signature.invalid", flags="Signature", resigned=False)
    why = "RFC 8032 takes it; Solana verifies strictly, so that the chain refuses it"
    for slug, title, point in (
        ("r-identity", "R is the neutral element", IDENTITY),
        ("r-identity-other", "R is the neutral element, written as p+1", (FIELD + 1).to_bytes(32, "little")),
    ):
        case = slot(_with_identity(point, message))
        level = "should" if slug == "r-identity" else "must"
        also = ("accept",) if slug == "r-identity" else ()
        bad(slug, f"the equation holds and {title}", case, "svm.signature.invalid", flags="Signature", level=level, also=also, why=why, resigned=True)
    stranger = pay(signatures={FEE_PAYER: "svm-stranger"})
    good(
        "sponsor-slot-stranger",
        "somebody else's signature stands in the fee payer's slot",
        stranger,
        flags="SponsorSlot",
        level="should",
        resigned=False,
    )
    copy = pay(signatures={FEE_PAYER: raw})
    good("sponsor-slot-copy", "the payer's signature stands in both slots", copy, flags="SponsorSlot", level="should", resigned=False)
    both = pay(signatures={FEE_PAYER: "svm-fee-payer", PAYER: bytes(64)})
    bad("only-sponsor", "the fee payer has signed, the payer has not", both, "svm.signature.invalid", flags="Signature SponsorSlot", resigned=False)
    second = pay(signatures={PAYER: "svm-fee-payer-2"})
    title = "another managed signer has signed in the payer's place"
    bad("by-managed", title, second, "svm.signature.invalid", flags="Signature", resigned=False)


def _with_identity(point: bytes, message: bytes) -> bytes:
    """A signature of the payer's whose R is the neutral element, written as `point`: S = h a, which gives nothing of a away but needs it."""
    digest = bytearray(sha512(keys.secret("svm-payer")).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 127 | 64
    h = int.from_bytes(sha512(point + bytes(svm.Pubkey.from_string(PAYER)) + message).digest(), "little")
    return point + (h * int.from_bytes(digest, "little") % ORDER).to_bytes(32, "little")
