"""Solana: the sponsor's safety."""

from __future__ import annotations

from dataclasses import replace

from groups.svm_layout import IN, TX, accepted, described, revisions
from model import Group, Vector, expectation
from svm import (
    FEE_PAYER,
    FEE_PAYER_2,
    PAYER,
    STRANGER,
    Tx,
    guard,
    memo,
    pay,
    requirements,
    token_account,
)

SOURCE = token_account(PAYER)


def add(group: Group, control: Vector) -> None:
    """Add the vectors to the group of transfers."""
    good, bad = accepted(group, control), described(group, control)
    flags = {"flags": "SponsorSafety"}
    bad("fee-payer-other", "the transaction's fee payer is another than the offer's", pay(payer=FEE_PAYER_2), "svm.fee_payer.mismatch", **flags)
    bad(
        "fee-payer-client",
        "the client pays the fee itself",
        pay(payer=PAYER),
        "svm.fee_payer.mismatch",
        other=("svm.signers", "svm.fee_payer.in_accounts"),
        **flags,
    )
    group.reject(
        "fee-payer-unmanaged",
        "the offer's fee payer is none of the facilitator's signers",
        pay(signers=[FEE_PAYER_2]),
        "svm.fee_payer.unmanaged",
        base=control,
        **flags,
    )
    group.accept("signers-unknown", "the facilitator's signers are not known", pay(signers=None), base=control, flags="SponsorSafety")
    both = [memo(accounts=[(PAYER, "s")])]
    in_accounts = "svm.fee_payer.in_accounts"
    bad(
        "fee-payer-transfers",
        "the fee payer is the transfer's authority",
        pay(authority=FEE_PAYER, rest=both),
        "svm.fee_payer.transferring",
        other=(in_accounts, "svm.signers", "svm.source.sponsor"),
        **flags,
    )
    bad(
        "fee-payer-source",
        "the source is the fee payer's token account, the client its delegate",
        pay(source=token_account(FEE_PAYER)),
        "svm.source.sponsor",
        **flags,
    )
    bad(
        "managed-source",
        "the source is another managed signer's token account",
        pay(source=token_account(FEE_PAYER_2)),
        "svm.source.sponsor",
        **flags,
    )
    bad(
        "fee-payer-is-source", "the source is the fee payer's own address", pay(source=FEE_PAYER), in_accounts, other=("svm.source.sponsor",), **flags
    )
    bad(
        "managed-authority",
        "another managed signer is the transfer's authority",
        pay(authority=FEE_PAYER_2, source=SOURCE),
        "svm.signer.managed",
        other=("svm.fee_payer.transferring",),
        **flags,
    )
    bad("fee-payer-in-memo", "the Memo's accounts name the fee payer", pay(rest=[memo(accounts=[(FEE_PAYER, "s")])]), in_accounts, **flags)
    bad("fee-payer-in-guard", "the Lighthouse accounts name the fee payer", pay(rest=[guard([(FEE_PAYER, "")]), memo()]), in_accounts, **flags)
    bad(
        "fee-payer-in-transfer",
        "the transfer's accounts name the fee payer as fifth",
        pay(more=[(FEE_PAYER, "")]),
        in_accounts,
        other=("svm.transfer",),
        **flags,
    )

    def as_program(tx: Tx) -> Tx:
        last = tx.instructions[-1]
        return replace(tx, instructions=(*tx.instructions[:-1], (0, *last[1:])))

    def alias(tx: Tx) -> Tx:
        """The fee payer a second time among the keys, under an index of its own."""
        program, _, data = tx.instructions[-1]
        signed, read_signed, read = tx.header
        return replace(
            tx,
            keys=(*tx.keys, tx.keys[0]),
            header=(signed, read_signed, read + 1),
            instructions=(*tx.instructions[:-1], (program, (len(tx.keys),), data)),
        )

    bad(
        "fee-payer-as-program",
        "the fee payer is the fourth instruction's program",
        pay(change=as_program),
        in_accounts,
        other=("svm.instruction.unknown", "svm.bytes"),
        **flags,
    )
    bad(
        "fee-payer-alias",
        "the fee payer stands twice among the keys, the Memo names its second place",
        pay(change=alias),
        "svm.bytes",
        other=(in_accounts,),
        **flags,
    )
    own = requirements(payTo=FEE_PAYER)
    good("pay-to-fee-payer", "payTo is the fee payer: being paid is no danger", pay(own, owner=FEE_PAYER), level="should", also=("reject",), **flags)
    third = "a third required signature"
    for slug, title, overrides in (("signed", f"{third}, given", None), ("unsigned", f"{third}, not given", {STRANGER: bytes(64)})):
        case = pay(rest=[memo(accounts=[(STRANGER, "s")])], signatures=overrides)
        other = () if overrides is None else ("svm.signature.invalid",)
        old = expectation("reject", "svm.signers", TX, spec="S-Apr", level="should", also=("accept",) if overrides is None else (), other=other)
        group.add(
            f"cosigner-{slug}",
            title,
            case,
            revisions(old, expectation("reject", "svm.signers", TX, spec="S-new", other=other)),
            flags="SponsorSafety Revisions Boundary",
            base=control,
            resigned=True,
            described={IN: title},
        )
    managed = pay(rest=[memo(accounts=[(FEE_PAYER_2, "s")])], signatures={FEE_PAYER_2: bytes(64)})
    bad(
        "managed-cosigner",
        "another managed signer is asked to sign a Memo",
        managed,
        "svm.signers",
        other=("svm.signer.managed", "svm.signature.invalid"),
        **flags,
    )
