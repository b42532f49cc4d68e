"""Solana: the payer's signature."""

from __future__ import annotations

import base64
import struct
from dataclasses import replace

import svm
from groups.svm_layout import accepted, described
from model import Case, Group, ref
from svm import FEE_PAYER, PAYER, STRANGER, TOKEN, Tx, compile_tx, limit, memo, pay, price, requirements, sign, token_account, transfer

ORDER = 2**252 + 27742317777372353535851937790883648493
IDENTITY = bytes([1]) + bytes(31)

GOLDEN = (
    "AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQuvWK8jKUmhMsACXdbx77wIR5A3WdJWMk+G+5GavU8U0HCfacolp1SolSsydTz8sqnxOCfegM"
    "Z2ljnBm1PXUAgAIBBAiBOXcOqH0XX1ajVGbDTH7My42KkbTuN6Jd9g9bj8mzlIqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29cVfrYUDwcTMIz1rajclqlUU/uq3ieryKWb3Ki2UMxyVvtxjbgQB4pwJnq"
    "JwOAZZHm5AvuwQkVBwJdu/5tY3Yf4jtELLORIVfxOpM9ATQoLQMrX/7NAaLb8bd5BgjfAC6nAwZGb+UhFzL/7K26csOb57yM5bvF9xJrLEObOkAAAAAFSlNamSkhBk0k6HFg2jh8fDW13bySu4HkH6hAQQVEjQbd"
    "9uHXZaGT2cvhRs7reawctIXtX1s3kTqM9YV+/wCpAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEEBQAFAiBOAAAFAAkDAQAAAAAAAAAHBAMEAgEKDBAnAAAAAAAABgYACG9yZGVyLTQyAA=="
)


def build() -> Group:
    """The group."""
    rfc = ref("RFC 8032", "5.1.7")
    group = Group(
        "svm.exact.signatures", "Solana: the payer's signature", "L3", (ref("specs/schemes/exact/scheme_exact_svm.md", "Protocol Flow, 4"), rfc)
    )
    group.note(
        "Signature",
        "SECURITY",
        "The payer's Ed25519 signature does not verify, or verifies only under lenient rules.",
        "https://www.rfc-editor.org/rfc/rfc8032",
        "x402-rs/x402-rs#106",
    )
    group.note("SponsorSlot", "INTEROP", "The fee payer has not signed yet; what stands in its slot is nobody's business.", "GHSA-qr2g-p6q7-w82m")
    group.note("Golden", "GOLDEN", "Values that were published, or computed by two other implementations alike.")
    control = group.accept("plain", "the payer signed, the fee payer's slot is empty", pay())
    good, bad = accepted(group, control), described(group, control)
    good(
        "sponsor-slot-garbage",
        "the fee payer's slot holds garbage",
        pay(signatures={FEE_PAYER: b"\x11" * 64}),
        flags="SponsorSlot",
        level="should",
        resigned=False,
    )
    good("sponsor-slot-signed", "the fee payer has signed as well", pay(signatures={FEE_PAYER: "svm-fee-payer"}), flags="SponsorSlot", resigned=False)

    def slot(change: bytes | str) -> Case:
        return pay(signatures={PAYER: change})

    raw = bytearray(compiled().signatures[1])
    scalar = int.from_bytes(raw[32:], "little") + ORDER
    flipped = bytes([raw[0] ^ 1, *raw[1:]])
    other = sign(replace(compiled(), blockhash=bytes([9]) * 32)).signatures[1]
    legacy = sign(compile_tx(parts(), legacy=True)).signatures[1]
    for slug, title, value in (
        ("zero", "the payer's slot is empty", bytes(64)), ("stranger", "somebody else's signature", "svm-stranger"), ("flipped", "one bit is flipped", flipped),
        ("high-s", "S is S plus the group order", bytes(raw[:32]) + scalar.to_bytes(32, "little")), ("ones", "all bits are set", b"\xff" * 64),
        ("other-message", "signed over another blockhash", other), ("legacy-message", "signed over the legacy form of the message", legacy),
    ):  # fmt: skip
        bad(slug, title, slot(value), "svm.signature.invalid", flags="Signature", resigned=False)
    swapped = pay(change=None, signatures={FEE_PAYER: bytes(raw), PAYER: bytes(64)})
    bad(
        "swapped",
        "the payer's signature stands in the fee payer's slot",
        swapped,
        "svm.signature.invalid",
        flags="Signature SponsorSlot",
        resigned=False,
    )

    nobody = str(svm.Pubkey.from_bytes(IDENTITY))
    small = pay(authority=nobody, signatures={nobody: IDENTITY + bytes(32)})
    bad(
        "small-order-key",
        "the payer's key is the neutral element: every message has this signature",
        small,
        "svm.signature.invalid",
        flags="Signature",
    )

    def unflagged(tx: Tx) -> Tx:
        signed, read_signed, read = tx.header
        return replace(tx, header=(signed - 1, max(read_signed - 1, 0), read))

    bad(
        "authority-not-signer",
        "the authority is no required signer",
        pay(change=unflagged),
        "svm.signers",
        other=("svm.bytes", "svm.signature.invalid"),
        flags="Signature",
    )

    robbed = [(token_account(STRANGER), "w"), (svm.USDC, ""), (token_account(svm.PAYEE), "w"), (STRANGER, "")]
    bad(
        "authority-is-another",
        "the transfer's authority does not sign; somebody else does, for the Memo",
        pay(
            moved=svm.instruction(TOKEN, struct.pack("<BQB", 12, 10_000, 6), robbed),
            rest=[memo(accounts=[(PAYER, "s")])],
            authority=STRANGER,
        ),
        "svm.authority",
        other=("svm.signers", "svm.signature.invalid", "svm.transfer"),
        flags="Signature",
    )

    golden = svm.keys.GOLDEN_SVM
    payer, sponsor, payee = (str(svm.Keypair.from_seed(golden[name]).pubkey()) for name in ("client", "fee payer", "payee"))
    terms = requirements(payTo=payee, extra={"feePayer": sponsor, "memo": "order-42"})
    content = base64.b64decode(GOLDEN)
    message = content[129:]
    if svm.sha256(message).hexdigest() != "ef0550a9d2820905dca4131350f1be36a0dbc547630a9ca0d3bec054d2ca1552":
        raise ValueError("the golden message hash differs")
    found = {
        "messageHash": "0x" + svm.sha256(message).hexdigest(),
        "sourceTokenAccount": token_account(payer, terms["asset"], TOKEN),
        "destinationTokenAccount": token_account(payee, terms["asset"], TOKEN),
    }
    group.accept(
        "golden",
        "golden: the bytes of the official TypeScript client, accepted by both official SDKs",
        svm.case(content, terms, signers=[sponsor], derived=found),
        flags="Golden",
    )
    ordered = [limit(), price(), transfer(owner=payee, authority=payer), memo(b"order-42")]
    rebuilt = replace(compile_tx(ordered, sponsor), blockhash=bytes([1]) * 32)
    signature = bytes(svm.Keypair.from_seed(golden["client"]).sign_message(rebuilt.message()))
    tx = replace(rebuilt, signatures=(bytes(64), signature))
    python = svm.case(tx.bytes(), terms, signers=[sponsor], derived=svm.derived(tx, terms, payer))
    group.accept(
        "golden-other-order",
        "the same payment with the accounts in the order of solders, as the official Python client builds it",
        python,
        flags="Golden",
    )
    return group


def parts() -> list[svm.Instruction]:
    """The instructions of a plain payment."""
    return [limit(), price(), transfer(), memo()]


def compiled() -> Tx:
    """A plain payment, signed."""
    return sign(compile_tx(parts()))
