"""Solana: the offer's memo."""

from __future__ import annotations

import svm
from groups import svm_settles
from groups.svm_layout import IN, SPEC, accepted, described
from model import Group, ref
from svm import FEE_PAYER, guard, memo, pay, requirements


def build() -> Group:
    """The group."""
    group = Group("svm.exact.memo", "Solana: the offer's memo", "L3", (ref(SPEC, "extra.memo"), ref(SPEC, "Facilitator Verification Rules, 1")))
    group.note("Memo", "BASIC", "If the offer has a memo, exactly one Memo carries its UTF-8 bytes.")
    group.note("MemoBytes", "CAN_OF_WORMS", "Memos are bytes; decoding them into text before comparing makes different memos equal.")
    group.note(
        "Boundary",
        "BOUNDARY",
        "The longest memo and one byte more; a memo that is one byte shorter or longer than the offer's, one memo too few or too many.",
    )
    text = "order-42"

    def offer(value: str) -> svm.Json:
        return requirements(extra={"feePayer": FEE_PAYER, "memo": value})

    terms = offer(text)
    control = group.accept("match", "the memo is the offer's", pay(terms, rest=[memo(text.encode())]), flags="Memo Boundary")
    good, bad = accepted(group, control), described(group, control)
    good("match-after-guard", "a guard comes before the memo", pay(terms, rest=[guard(), memo(text.encode())]), flags="Memo")
    for slug, title, data in (
        ("other", "another memo", b"order-43"), ("case", "another case", b"Order-42"), ("empty", "an empty memo", b""), ("prefix", "only the beginning", b"order-4"),
        ("longer", "something follows", b"order-42\0"), ("nonce", "a random memo, as without an offer's", svm.NONCE_MEMO), ("bom", "a byte order mark before it", b"\xef\xbb\xbforder-42"),
    ):  # fmt: skip
        bad(
            f"mismatch-{slug}",
            f"the offer's memo is order-42: {title}",
            pay(terms, rest=[memo(data)]),
            "memo.mismatch",
            flags={"bom": "MemoBytes", "prefix": "Memo Boundary", "longer": "Memo Boundary"}.get(slug, "Memo"),
        )
    bad("none", "no memo at all", pay(terms, rest=[]), "memo.count", flags="Memo Boundary")
    bad("guard-only", "a guard and no memo", pay(terms, rest=[guard()]), "memo.count", flags="Memo")
    bad("twice", "the same memo twice", pay(terms, rest=[memo(text.encode()), memo(text.encode())]), "memo.count", flags="Memo Boundary")
    bad("one-more", "the offer's memo and another", pay(terms, rest=[memo(text.encode()), memo(b"other")]), "memo.count", flags="Memo")
    group.reject(
        "accepted-differs",
        "transaction and accepted.extra agree on another memo than the offer's",
        pay(terms, accepted=offer("order-43"), rest=[memo(b"order-43")]),
        "accepted.mismatch",
        "/accepted/extra",
        other=("memo.mismatch",),
        flags="Memo",
        base=control,
        resigned=True,
        described={IN: "the memo is order-43"},
    )

    special = offer("a\ufffdb")
    base = good("replacement-character", "the memo holds U+FFFD", pay(special, rest=[memo("a\ufffdb".encode())]), flags="MemoBytes")
    bad("invalid-utf8", "a byte FF stands for U+FFFD", pay(special, rest=[memo(b"a\xffb")]), "memo.mismatch", flags="MemoBytes", base=base)
    composed = offer("caf\u00e9")
    base = good("composed", "the memo holds a composed letter", pay(composed, rest=[memo("caf\u00e9".encode())]), flags="MemoBytes")
    bad("decomposed", "the letter is decomposed", pay(composed, rest=[memo("cafe\u0301".encode())]), "memo.mismatch", flags="MemoBytes", base=base)
    emoji = offer("\U0001f44d")
    good("emoji", "the memo holds a character outside the basic plane", pay(emoji, rest=[memo("\U0001f44d".encode())]), flags="MemoBytes")
    good("256-bytes", "a memo of 256 bytes", pay(offer("m" * 256), rest=[memo(b"m" * 256)]), flags="Boundary")
    bad(
        "257-bytes",
        "a memo of 257 bytes, offered and sent",
        pay(offer("m" * 257), rest=[memo(b"m" * 257)]),
        None,
        flags="Boundary",
        level="should",
        also=("accept",),
        why="the page bounds the offer, so that the error is the seller's; published verifiers do not look",
    )
    good(
        "wide-256-bytes",
        "a memo of 128 characters and 256 bytes",
        pay(offer("\u00e9" * 128), rest=[memo(("\u00e9" * 128).encode())]),
        flags="Boundary",
    )
    bad(
        "wide-258-bytes",
        "a memo of 129 characters and 258 bytes",
        pay(offer("\u00e9" * 129), rest=[memo(("\u00e9" * 129).encode())]),
        None,
        flags="Boundary",
        level="should",
        also=("accept",),
        why="the bound is on bytes",
    )
    good(
        "offer-empty",
        "the offer's memo is empty: as if there were none",
        pay(offer(""), rest=[memo()]),
        flags="Memo",
        level="policy",
        also=("reject",),
    )
    group.accept("offer-none", "the offer has no memo, the client sends a random one", pay(), flags="Memo")
    svm_settles.add_memos(group, next(vector for vector in group.vectors if vector.id.endswith("/offer-none")))
    return group
