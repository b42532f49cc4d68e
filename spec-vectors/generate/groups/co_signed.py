"""Solana transactions that lack their fee payer's signature alone: what it signs, and the bytes that it sends, as solders writes them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from typing import Any

from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

import keys
import svm
from chain import hexed
from groups.svm_bytes import base58
from groups.svm_signatures import IDENTITY, ORDER, parts
from model import Case, Group, Vector, ref
from svm import FEE_PAYER, FEE_PAYER_2, PAYER, STRANGER, Tx, compile_tx, memo, short, sign

FEE_PAYER_KEY = "svm-fee-payer"


def asked(content: bytes | str, signature: bytes | str | None = None) -> Case:
    """A transaction, and perhaps the fee payer's signature."""
    text = base64.b64encode(content).decode() if isinstance(content, bytes) else content
    given = {} if signature is None else {"signature": str(Signature(signature)) if isinstance(signature, bytes) else signature}
    return Case("co_sign", {"transaction": text, **given})


def unsigned(tx: Tx) -> Case:
    """A transaction, and what its fee payer signs."""
    message = VersionedTransaction.from_bytes(tx.bytes()).message
    found = {"feePayer": str(message.account_keys[0]), "message": hexed(tx.message()), "messageHash": hexed(sha256(tx.message()).digest())}
    return replace(asked(tx.bytes()), derived=found)


def signed(tx: Tx, key: str = FEE_PAYER_KEY) -> Case:
    """A transaction and its fee payer's signature, and the bytes that are sent."""
    signature = keys.svm(key).sign_message(tx.message())
    made = VersionedTransaction.from_bytes(tx.bytes())
    whole = VersionedTransaction.populate(made.message, [signature, *made.signatures[1:]])
    if not all(whole.verify_with_results()):
        raise ValueError("a signature is missing")
    found = unsigned(tx).derived | {"rawTransaction": hexed(bytes(whole)), "transaction": str(whole.signatures[0])}
    return replace(asked(tx.bytes(), bytes(signature)), derived=found)


def build() -> Group:
    """The group."""
    refs = (ref("Solana transactions", "wire format"), ref("RFC 8032", "5.1.7"), ref("specs/schemes/exact/scheme_exact_svm.md", "Settlement"))
    group = Group("transaction.solana", "Solana transactions to co-sign", "L3", refs)
    group.note("Settlement", "BASIC", "A payment's transaction, which its fee payer signs last.")
    group.note("Signed", "GOLDEN", "The bytes that are sent, as solders writes them.")
    group.note("Slot", "SECURITY", "What the fee payer's slot held counts for nothing: its own signature takes the place.")
    group.note("Signers", "SECURITY", "Every other signer has signed these very bytes: the fee payer's signature is the last one.")
    group.note("Strict", "SECURITY", "Signatures that validators refuse, though a lax verifier takes them.")
    group.note("Bytes", "MALFORMED", "The bytes are not a transaction.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    plain = sign(compile_tx(parts()))
    group.accept("unsigned", "a payment, not signed by the fee payer yet", unsigned(plain), flags="Settlement")
    control = group.accept("signed", "a payment, and the fee payer's signature", signed(plain), flags="Settlement Signed")
    _forms(group)
    _signers(group, control, plain)
    _signature(group, control, plain)
    _bytes(group, control, plain)
    return group


def _forms(group: Group) -> None:
    table = (str(Pubkey(sha256(b"table").digest())), [svm.USDC])
    for slug, title, tx in (
        ("legacy", "a legacy message", compile_tx(parts(), legacy=True)),
        ("lookup-table", "an account in a lookup table", compile_tx(parts(), table=table)),
        ("other-fee-payer", "another fee payer", compile_tx(parts(), FEE_PAYER_2)),
        ("token-2022", "a transfer by Token-2022", compile_tx([*parts()[:2], svm.transfer(mint=svm.PYUSD, program=svm.TOKEN_2022), memo()])),
        ("memo-signer", "a third signer, of the memo", compile_tx([*parts()[:3], memo(accounts=[(STRANGER, "s")])])),
        ("fee-payer-alone", "no signer but the fee payer", compile_tx([svm.limit(), svm.price(), memo()])),
    ):
        key = "svm-fee-payer-2" if slug == "other-fee-payer" else FEE_PAYER_KEY
        group.accept(slug, title, signed(sign(tx), key), flags="Settlement Signed")
    for size in (1231, 1232):
        group.accept(f"size-{size}", f"a transaction of {size} bytes", signed(_of_size(size)), flags="Signed Boundary")
    plain = compile_tx(parts())
    own = bytes(keys.svm(FEE_PAYER_KEY).sign_message(plain.message()))
    for slug, title, held in (
        ("held-own", "the fee payer has signed already", own),
        ("held-copy", "its slot holds the payer's signature", bytes(keys.svm("svm-payer").sign_message(plain.message()))),
        ("held-stranger", "its slot holds a stranger's signature", bytes(keys.svm("svm-stranger").sign_message(plain.message()))),
        ("held-noise", "its slot holds bytes that are not a signature", b"\xff" * 64),
    ):
        tx = sign(plain, {FEE_PAYER: held})
        group.accept(slug, title, signed(tx), flags="Slot Signed")


def _of_size(size: int) -> Tx:
    """A signed payment of this size, by the length of its memo."""
    tx = compile_tx([*parts()[:3], memo(b"m" * 500)])
    return sign(compile_tx([*parts()[:3], memo(b"m" * (500 + size - len(tx.bytes())))]))


Bad = Callable[..., Vector]


def _refuser(group: Group, control: Vector) -> Bad:
    def bad(slug: str, title: str, case: Case, flags: str) -> Vector:
        return group.reject(slug, title, case, None, flags=flags, base=control)

    return bad


def _signers(group: Group, control: Vector, plain: Tx) -> None:
    bad = _refuser(group, control)
    own = control.case.input["signature"]
    message = plain.message()
    payer = keys.svm("svm-payer")
    good = plain.signatures[1]
    scalar = int.from_bytes(good[32:], "little")

    def slot(signature: bytes) -> Case:
        return asked(replace(plain, signatures=(bytes(64), signature)).bytes(), own)

    for slug, title, signature in (
        ("payer-unsigned", "the payer has not signed", bytes(64)),
        ("payer-noise", "the payer's slot holds bytes that are not a signature", b"\xff" * 64),
        ("payer-stranger", "a stranger has signed in the payer's place", bytes(keys.svm("svm-stranger").sign_message(message))),
        ("payer-is-fee-payer", "the fee payer has signed in the payer's place", bytes(keys.svm(FEE_PAYER_KEY).sign_message(message))),
        ("payer-other-message", "the payer has signed another amount", bytes(payer.sign_message(compile_tx([*parts()[:2], svm.transfer(amount=9_999), memo()]).message()))),
        ("payer-hash", "the payer has signed the message's SHA-256", bytes(payer.sign_message(sha256(message).digest()))),
        ("payer-transaction", "the payer has signed the whole transaction", bytes(payer.sign_message(plain.bytes()))),
        ("payer-bit", "one bit of the payer's signature is flipped", bytes([good[0] ^ 1]) + good[1:]),
    ):  # fmt: skip
        bad(slug, title, slot(signature), "Signers")
    for slug, title, signature in (
        ("payer-s-order", "S of the payer's signature is above the order", good[:32] + (scalar + ORDER).to_bytes(32, "little")),
        ("payer-s-zero", "S of the payer's signature is 0", good[:32] + bytes(32)),
        ("payer-r-identity", "R and S of the payer's signature are neutral", IDENTITY + bytes(32)),
    ):
        bad(slug, title, slot(signature), "Signers Strict")
    third = sign(compile_tx([*parts()[:3], memo(accounts=[(STRANGER, "s")])]))
    for index, name in ((1, "second"), (2, "third")):
        held = [*third.signatures]
        held[index] = bytes(64)
        bad(f"{name}-of-three-unsigned", f"the {name} of three signers has not signed", asked(replace(third, signatures=tuple(held)).bytes(), None), "Signers")


def _signature(group: Group, control: Vector, plain: Tx) -> None:
    bad = _refuser(group, control)
    pair, message = keys.svm(FEE_PAYER_KEY), plain.message()
    good = bytes(pair.sign_message(message))
    scalar = int.from_bytes(good[32:], "little")
    other = compile_tx([*parts()[:2], svm.transfer(amount=9_999), memo()]).message()
    for slug, title, signature, flags in (
        ("by-payer", "the payer's signature in place of the fee payer's", plain.signatures[1], "Signers"),
        ("by-other-fee-payer", "another fee payer's signature", bytes(keys.svm("svm-fee-payer-2").sign_message(message)), "Signers"),
        ("zero", "a signature of zeros", bytes(64), "Signers"),
        ("other-message", "the fee payer's signature of another message", bytes(pair.sign_message(other)), "Signers"),
        ("s-order", "S of the fee payer's signature is above the order", good[:32] + (scalar + ORDER).to_bytes(32, "little"), "Strict"),
        ("r-identity", "R and S of the fee payer's signature are neutral", IDENTITY + bytes(32), "Strict"),
    ):
        bad(slug, title, asked(plain.bytes(), signature), flags)
    text = str(Signature(good))
    for slug, title, wrong in (
        ("signature-empty", "an empty signature", ""),
        ("signature-63", "a signature of 63 bytes", base58(good[:63])),
        ("signature-65", "a signature of 65 bytes", base58(good + b"\1")),
        ("signature-hex", "a signature in hexadecimal", good.hex()),
        ("signature-zero-digit", "a digit that base58 does not have", "0" + text[1:]),
    ):
        bad(slug, title, asked(plain.bytes(), wrong), "Bytes")


def _bytes(group: Group, control: Vector, plain: Tx) -> None:
    bad = _refuser(group, control)
    raw, own = plain.bytes(), control.case.input["signature"]
    message = plain.message()
    large = _of_size(1232)
    beyond = sign(compile_tx([*parts()[:3], memo(b"m" * (1 + len(large.instructions[3][2])))]))
    for slug, title, content in (
        ("empty", "no bytes", b""),
        ("message-only", "the message without its signatures", message),
        ("cut-one", "the last byte is missing", raw[:-1]),
        ("trailing-byte", "a zero byte follows", raw + b"\0"),
        ("no-signatures", "no signatures", short(0) + message),
        ("one-signature", "one signature of two", short(1) + bytes(64) + message),
        ("three-signatures", "three signatures of two", short(3) + bytes(128) + plain.signatures[1] + message),
        ("count-padded", "the number of signatures is written in two bytes", b"\x82\0" + raw[1:]),
        ("version-1", "a message of version 1", _resigned(plain, prefix=0x81)),
        ("key-twice", "a key stands twice", _resigned(plain, keys=(*plain.keys[:-1], plain.keys[1]))),
        ("program-index", "a program index points out of the keys", _program(plain)),
        ("no-signer", "the message asks for no signature", _resigned(plain, header=(0, *plain.header[1:]))),
    ):
        bad(slug, title, asked(content, own), "Bytes")
    bad("size-1233", "a transaction of 1233 bytes", asked(beyond.bytes(), own), "Bytes Boundary")
    text = base64.b64encode(raw).decode()
    for slug, title, wrong in (
        ("base64-space", "a space at the end of the base64", text + " "),
        ("base64-url", "base64 in the URL-safe alphabet", text.replace("+", "-").replace("/", "_")),
        ("base64-hex", "hexadecimal in place of base64", "0x" + raw.hex()),
    ):
        if wrong == text:
            raise ValueError(f"{slug} is the control")
        bad(slug, title, asked(wrong, own), "Bytes")


def _resigned(plain: Tx, **changes: Any) -> bytes:
    """Other bytes, signed by their signers."""
    return sign(replace(plain, **changes)).bytes()


def _program(plain: Tx) -> bytes:
    first, *rest = plain.instructions
    return _resigned(plain, instructions=((len(plain.keys), *first[1:]), *rest))
