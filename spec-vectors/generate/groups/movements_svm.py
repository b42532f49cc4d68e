"""What a transaction moved for a payment by its own outcome: Solana, and payments of other networks."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from solders.transaction import VersionedTransaction

import coding
import evm
import svm
from chain import balance, identifier, moved, outcome, receipt, reply, sponsored, used
from groups.movements import FAILED, NONCE, PROOF, UNRELATED, case, paid, payment, short
from model import Case, Group, Json, Vector, ref
from svm import PAYEE, PAYER, PYUSD, STRANGER, TOKEN_2022, token_account

SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)


def place(raw: bytes, address: str) -> int:
    """Where an account stands among the transaction's own."""
    return [str(key) for key in VersionedTransaction.from_bytes(raw).message.account_keys].index(address)


def build() -> Group:
    """The group."""
    refs = (ref("Solana JSON-RPC", "getTransaction"), ref("specs/schemes/exact/scheme_exact_svm.md", "Settlement"))
    group = Group("receipt.movements_svm", "What the outcome of a Solana transaction shows of a payment", "L4", refs)
    group.note("Received", "BASIC", "The payee's token account received the amount in the payment's own message.")
    group.note("Amount", "SECURITY", "It received another amount: a mint that takes a fee.")
    group.note("Foreign", "SECURITY", "Another message, another account or another mint is not this payment's.")
    group.note("Fault", "BASIC", "The transaction failed: it moved nothing and cannot land again.")
    group.note("Family", "SECURITY", "A transaction of another family of networks settles nothing.")
    group.note("Unreadable", "MALFORMED", "The text is not an outcome.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    pay = svm.pay()
    raw = sponsored(pay)
    at = place(raw, DESTINATION)

    def one(slug: str, title: str, made: Json, movement: Json, flags: str, payments: Sequence[Case] = (pay,), transaction: bytes = raw) -> Vector:
        tested = case(payments, reply(made), [movement] * len(payments), identifier(transaction))
        return group.accept(slug, title, tested, flags=flags, level="should", why=PROOF)

    control = one("paid", "the payee received the amount", outcome(raw, [balance(at, 5)], [balance(at, 10_005)]), paid(None), "Received")
    _received(one, raw, at)
    _foreign(one, raw, at)
    _forms(one, group)
    _families(group, pay, raw, at)
    _unreadable(group, control, pay, raw, at)
    return group


def _received(one: Any, raw: bytes, at: int) -> None:
    source = place(raw, SOURCE)
    both = [balance(source, 10_000, owner=PAYER), balance(at, 0)], [balance(source, 0, owner=PAYER), balance(at, 10_000)]
    for slug, title, before, after, movement in (
        ("new", "the payee's account is new", [], [balance(at, 10_000)], paid(None)),
        ("both", "both accounts are listed", *both, paid(None)),
        ("order", "the payee's account is listed last", both[0], both[1][::-1], paid(None)),
        ("more", "one unit more", [], [balance(at, 10_001)], paid(None)),
        ("less", "one unit less", [], [balance(at, 9_999)], short(9_999)),
        ("zero", "nothing", [balance(at, 7)], [balance(at, 7)], short(0)),
        ("not-listed", "the payee's account is not listed", [], [], short(0)),
        ("paid-out", "it paid", [balance(at, 10_000)], [balance(at, 9_999)], UNRELATED),
        ("closed", "it had the amount, and is not listed any more", [balance(at, 10_000)], [], UNRELATED),
        ("max", "2^64-1 units", [], [balance(at, 2**64 - 1)], paid(None)),
        ("no-owner", "a node that names neither owner nor program", [], [balance(at, 10_000, owner=None, program=None)], paid(None)),
        ("other-owner", "the account has another owner by now", [], [balance(at, 10_000, owner=STRANGER)], paid(None)),
    ):
        one(f"received-{slug}", title, outcome(raw, before, after), movement, "Amount Boundary" if slug in ("more", "less", "max") else "Received")
    for slug, title, err in (
        ("instruction", "an instruction failed", {"InstructionError": [2, {"Custom": 1}]}), ("frozen", "the account is frozen", {"InstructionError": [2, {"Custom": 17}]}), ("fee", "the fee payer cannot pay", "InsufficientFundsForFee"),
        ("rent", "the fee payer would not keep its rent", {"InsufficientFundsForRent": {"account_index": 0}}),
    ):  # fmt: skip
        one(f"fault-{slug}", title, outcome(raw, [balance(at, 5)], [balance(at, 5)], err=err), FAILED, "Fault")
    one(
        "fault-and-received", "it failed, and the node lists a transfer", outcome(raw, [], [balance(at, 10_000)], err="AccountInUse"), FAILED, "Fault"
    )


def _foreign(one: Any, raw: bytes, at: int) -> None:
    one("foreign-mint", "the account is of another mint", outcome(raw, [], [balance(at, 10_000, PYUSD)]), UNRELATED, "Foreign")
    one(
        "foreign-mint-before",
        "the account was of another mint before",
        outcome(raw, [balance(at, 0, PYUSD)], [balance(at, 10_000)]),
        UNRELATED,
        "Foreign",
    )
    source = place(raw, SOURCE)
    one("foreign-account", "the payer's own account received it", outcome(raw, [], [balance(source, 10_000)]), short(0), "Foreign")
    for slug, title, other in (
        ("amount", "a message of another amount", svm.pay(amount=9_999)),
        ("payee", "a message to another payee", svm.pay(owner=STRANGER)),
        ("memo", "a message with another memo", svm.pay(rest=[svm.memo(b"another memo")])),
        ("fee-payer", "a message of another fee payer", svm.pay(payer=svm.FEE_PAYER_2)),
        ("legacy", "the same instructions in a legacy message", svm.pay(legacy=True)),
    ):
        sent = sponsored(other, "svm-fee-payer-2" if slug == "fee-payer" else "svm-fee-payer")
        keys = [str(key) for key in VersionedTransaction.from_bytes(sent).message.account_keys]
        where = keys.index(DESTINATION) if DESTINATION in keys else at
        one(f"foreign-{slug}", title, outcome(sent, [], [balance(where, 10_000)]), UNRELATED, "Foreign", transaction=sent)
    fake = sponsored(svm.pay(), "svm-fee-payer-2")
    one(
        "same-message",
        "the same message with another signature of the fee payer's",
        outcome(fake, [], [balance(at, 10_000)]),
        paid(None),
        "Received",
        transaction=fake,
    )


def _forms(one: Any, group: Group) -> None:
    legacy = svm.pay(legacy=True)
    sent = sponsored(legacy)
    made = outcome(sent, [], [balance(place(sent, DESTINATION), 10_000)], version="legacy", meta={"loadedAddresses": None})
    one("legacy", "a legacy transaction", made, paid(None), "Received", (legacy,), sent)
    offer = svm.requirements(asset=PYUSD)
    two = svm.pay(offer, mint=PYUSD, program=TOKEN_2022)
    sent = sponsored(two)
    at = place(sent, token_account(PAYEE, PYUSD, TOKEN_2022))
    for slug, title, amount, movement in (
        ("whole", "the whole amount", 10_000, paid(None)),
        ("fee", "the mint took 1 %", 9_900, short(9_900)),
        ("all", "the mint took everything", 0, short(0)),
    ):
        made = outcome(sent, [], [balance(at, amount, PYUSD, program=TOKEN_2022)])
        one(f"token-2022-{slug}", f"Token-2022: {title}", made, movement, "Amount", (two,), sent)
    both = [svm.pay(), svm.pay()]
    raw = sponsored(both[0])
    made = outcome(raw, [], [balance(place(raw, DESTINATION), 20_000)])
    twice = case(both, reply(made), [paid(None), UNRELATED], identifier(raw))
    group.accept("listed-twice", "one payment, listed twice", twice, flags="Foreign", level="should", why=PROOF)
    other = case([svm.pay(), svm.pay(rest=[svm.memo(b"another memo")])], reply(made), [paid(None), UNRELATED], identifier(raw))
    group.accept("two-payments", "two payments, the message of one", other, flags="Foreign", level="should", why=PROOF)


def _families(group: Group, pay: Case, raw: bytes, at: int) -> None:
    logs = receipt(used(NONCE), moved())
    by_receipt = case([pay], reply(logs), [UNRELATED])
    group.accept("family-evm-receipt", "a Solana payment and an EVM receipt", by_receipt, flags="Family", level="should", why=PROOF)
    made = outcome(raw, [], [balance(at, 10_000)])
    for slug, one in (("eip3009", evm.pay()), ("permit2", evm.pay_permit2())):
        by_outcome = case([one], reply(made), [UNRELATED], identifier(raw))
        group.accept(f"family-{slug}", f"an EVM payment by {slug} and a Solana transaction", by_outcome, flags="Family", level="should", why=PROOF)
    failed = case([pay], reply(receipt(status=0)), [FAILED])
    group.accept(
        "family-evm-failed",
        "a Solana payment and an EVM transaction that failed",
        failed,
        flags="Family",
        level="undefined",
        why="failed or unrelated: neither is paid",
    )
    both = case([evm.pay(), pay], reply(logs), [paid(41), UNRELATED])
    group.accept("family-mixed", "payments of both families", both, flags="Family", level="should", why=PROOF)


def _unreadable(group: Group, control: Vector, pay: Case, raw: bytes, at: int) -> None:
    good = outcome(raw, [balance(at, 5)], [balance(at, 10_005)])

    def bad(slug: str, title: str, text: str) -> None:
        made = Case("movements", {"payments": [payment(pay)], "transaction": text})
        options: Json = {"flags": "Unreadable", "base": control, "level": "should", "why": "a text that is not an outcome proves nothing"}
        group.reject(f"unreadable-{slug}", title, made, None, **options)

    def meta(slug: str, title: str, **members: Any) -> None:
        bad(slug, title, reply(good | {"meta": good["meta"] | members}))

    bad("null", "the node does not have the transaction", reply(None))
    bad("cut", "the outcome, cut off", reply(good)[:-1])
    bad("no-meta", "no meta", reply(good | {"meta": None}))
    bad("no-slot", "no slot", reply({name: value for name, value in good.items() if name != "slot"}))
    bad("slot-text", "a slot that is a text", reply(good | {"slot": str(good["slot"])}))
    bad("base58", "a transaction in base58", reply(good | {"transaction": [good["transaction"][0], "base58"]}))
    bad("no-encoding", "a transaction without its encoding", reply(good | {"transaction": [good["transaction"][0]]}))
    bad("longer", "a byte behind the transaction", reply(good | {"transaction": [base64.b64encode(raw + b"\0").decode(), "base64"]}))
    meta("no-before", "no balances before", preTokenBalances=None)
    meta("no-after", "no balances after", postTokenBalances=None)
    meta("index", "a balance of an account that is not there", postTokenBalances=[balance(40, 10_005)])
    meta("amount", "an amount of 2^64", postTokenBalances=[balance(at, 10_005) | {"uiTokenAmount": {"amount": str(2**64)}}])
    meta("fee-text", "a fee that is a text", fee="10001")
    meta("err-number", "an error that is a number", err=1)
    bad("no-result", "a response without a result", coding.compact({"jsonrpc": "2.0", "id": 1}))
