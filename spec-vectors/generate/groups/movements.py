"""What a transaction moved for a payment by its receipt alone: EVM."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from eth_utils import keccak, to_checksum_address

import chain
import coding
import evm
from chain import APPROVAL, CANCELED, TRANSFER, USED, Event, cancelled, hash32, listed, moved, raw, receipt, reply, settled, uint, used, word
from evm import EXACT_PROXY, PAYEE, PAYER, STRANGER, UPTO_PROXY, USDC
from model import Case, Group, Json, Vector, ref

PROOF = "the specification leaves the proof of a settlement to the facilitator's word; a payee that looks for itself needs this answer"
EURC = "0x808456652fdb597867f38412077A9182bf77359F"
NONCE = evm.authorization()["nonce"]
OTHER = hash32("nonce-2")


def paid(log_index: int | None, names_payment: bool = True) -> Json:
    """The payee received the amount."""
    return {"kind": "paid", "log_index": None if log_index is None else str(log_index), "names_payment": names_payment}


def short(received: int, names_payment: bool = True) -> Json:
    """The payee received less."""
    return {"kind": "short", "received": str(received), "names_payment": names_payment}


UNRELATED, FAILED, CANCELLED = ({"kind": kind} for kind in ("unrelated", "failed", "cancelled"))


def payment(case: Case) -> Json:
    """A payment and its offer."""
    return {"payload": case.input["payload"], "requirements": case.input["requirements"]}


def case(payments: Sequence[Case], text: str, movements: Sequence[Json], transaction: str = chain.TRANSACTION) -> Case:
    """Payments, a transaction's text, and what it moved for each."""
    given = {"payments": [payment(one) for one in payments], "transaction": text}
    return Case("movements", given, derived={"transaction": transaction, "movements": listed(list(movements))})


def build() -> Group:
    """The group."""
    refs = (ref("EIP-3009", "Specification, AuthorizationUsed"), ref("ERC-20", "Transfer"), ref("Ethereum JSON-RPC", "eth_getTransactionReceipt"))
    group = Group("receipt.movements", "What a receipt shows of a payment", "L4", refs)
    group.note("Named", "BASIC", "The token's `AuthorizationUsed` names payer and nonce, and a `Transfer` of the same token pays.")
    group.note("Foreign", "SECURITY", "Any contract can emit any event: one of another contract, payer, payee or nonce is not this payment's.")
    group.note(
        "Amount",
        "SECURITY",
        "The payee received another amount than the payment's: a token that takes a fee, or that moves nothing and does not revert.",
    )
    group.note("Form", "SECURITY", "An event must have exactly its topics and its data: a dirty or truncated word is not one.")
    group.note("Batch", "SECURITY", "Each transfer pays for one payment: two equal payments need two.")
    group.note("Ended", "BASIC", "The authorization was cancelled, or the transaction failed.")
    group.note("Permit2", "BASIC", "The proxy's `Settled` and a transfer: no event names the permit.")
    group.note("Delegation", "CAN_OF_WORMS", "A transfer alone: nothing names the delegation.")
    group.note("Receipt", "INTEROP", "What nodes write into receipts.")
    group.note("Unreadable", "MALFORMED", "The text is not a receipt.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    payer = evm.pay()

    def one(slug: str, title: str, events: Sequence[Event], movement: Json, flags: str, **more: Any) -> Vector:
        options: Json = {"level": "should", "why": PROOF}
        return group.accept(slug, title, case([payer], reply(receipt(*events, **more)), [movement]), flags=flags, **options)

    control = one("paid", "the authorization was used, and the amount moved", [used(NONCE), moved()], paid(41), "Named")
    _named(one)
    _foreign(one)
    _amounts(one)
    _forms(one)
    _ended(one)
    _batches(group)
    _permit2(group)
    _delegations(group)
    _written(group, payer)
    _unreadable(group, control, payer)
    return group


def _named(one: Any) -> None:
    approval = raw(USDC, [APPROVAL, word(PAYER), word(PAYEE)], uint(10_000))
    for slug, title, events, index in (
        ("transfer-first", "the transfer comes first", [moved(), used(NONCE)], 40),
        ("between", "another event is between", [used(NONCE), approval, moved()], 42),
        ("other-token-between", "another token's equal transfer is between", [used(NONCE), moved(token=EURC), moved()], 42),
        ("two-equal", "two equal transfers: the one behind pays", [moved(), used(NONCE), moved()], 42),
        ("two-behind", "two equal transfers behind: the first pays", [used(NONCE), moved(), moved()], 41),
        ("long-way", "ten other transfers are between", [used(NONCE), *[moved(1, sender=STRANGER)] * 10, moved()], 51),
        ("far-before", "the transfer comes long before", [moved(), *[approval] * 10, used(NONCE)], 40),
    ):
        one(slug, title, events, paid(index), "Named")
    one("index-0", "the first log of its block", [moved(), used(NONCE)], paid(0), "Named Boundary", first=0)
    one("index-large", "a place beyond 2^53", [used(NONCE), moved()], paid(2**53 + 2), "Named Boundary", first=2**53 + 1)
    one("whole-before-part", "a part comes first, the whole pays", [used(NONCE), moved(9_999), moved()], paid(42), "Named Amount")
    one("whole-before-used", "a part is behind, the whole before", [moved(), used(NONCE), moved(9_999)], paid(40), "Named Amount")
    one("sent-by-stranger", "another account sent the transaction", [used(NONCE), moved()], paid(41), "Named", **{"from": STRANGER.lower()})
    one("through-contract", "another contract was called", [used(NONCE), moved()], paid(41), "Named", to=EXACT_PROXY.lower())


def _foreign(one: Any) -> None:
    for slug, title, events in (
        ("token", "the transfer is of another token", [used(NONCE), moved(token=EURC)]),
        ("used-token", "another token's authorization was used", [used(NONCE, token=EURC), moved()]),
        ("swapped", "payer and payee are swapped", [used(NONCE), moved(sender=PAYEE, to=PAYER)]),
        ("payee", "another account received it", [used(NONCE), moved(to=STRANGER)]),
        ("payer", "another account paid it", [used(NONCE), moved(sender=STRANGER)]),
        ("authorizer", "another account's authorization was used", [used(NONCE, authorizer=STRANGER), moved()]),
        ("authorizer-payee", "the payee's authorization was used", [used(NONCE, authorizer=PAYEE), moved()]),
        ("nonce", "another nonce was used", [used(OTHER), moved()]),
        ("nonce-bit", "a nonce that differs in its last bit was used", [used(word(int(NONCE, 16) ^ 1)), moved()]),
        ("no-used", "a transfer, and no authorization", [moved()]),
        ("nothing", "no log at all", []),
        ("self", "the payer paid itself", [used(NONCE), moved(to=PAYER)]),
        ("mint", "the amount was minted", [used(NONCE), moved(sender="0x" + "00" * 20)]),
        ("contract", "a contract that is no token has both events", [used(NONCE, token=STRANGER), moved(token=STRANGER)]),
        ("other-payment-before", "another payment's authorization, its transfer before it", [moved(), used(OTHER), used(NONCE)]),
    ):
        one(f"foreign-{slug}", title, events, UNRELATED, "Foreign")
    one(
        "foreign-between",
        "another account's authorization takes no transfer of the payer's",
        [used(OTHER, authorizer=STRANGER), moved(), used(NONCE)],
        paid(41),
        "Foreign",
    )
    one(
        "foreign-token-between",
        "another token's authorization takes no transfer of this token",
        [used(OTHER, token=EURC), moved(), used(NONCE)],
        paid(41),
        "Foreign",
    )
    one(
        "other-payment-both",
        "another payment's and this one's, each with its transfer",
        [used(OTHER), moved(), used(NONCE), moved()],
        paid(43),
        "Batch",
    )
    one("other-payment-both-before", "the same, the transfers first", [moved(), used(OTHER), moved(), used(NONCE)], paid(42), "Batch")
    three = [moved(5, to=STRANGER), used(OTHER), moved(), used(NONCE)]
    one("other-amount-before", "another payment's own transfer is before it, so that it takes no other", three, paid(42), "Batch")
    apart = [moved(5, to=STRANGER), moved(token=EURC), used(OTHER), moved(), used(NONCE)]
    one("other-token-beside", "another token's event does not part a transfer from its authorization", apart, paid(43), "Batch")


def _amounts(one: Any) -> None:
    for slug, title, events, movement in (
        ("fee", "the token took a fee", [used(NONCE), moved(9_900), moved(100, to=STRANGER)], short(9_900)),
        ("one-less", "one unit less", [used(NONCE), moved(9_999)], short(9_999)),
        ("one-more", "one unit more is another transfer", [used(NONCE), moved(10_001)], UNRELATED),
        ("zero", "nothing moved", [used(NONCE), moved(0)], short(0)),
        ("none", "the token did not revert, and moved nothing", [used(NONCE)], UNRELATED),
        ("halves", "two halves are not the whole", [used(NONCE), moved(5_000), moved(5_000)], short(5_000)),
        ("halves-before", "the first half behind the authorization counts", [moved(4_000), used(NONCE), moved(6_000)], short(6_000)),
        ("part-before", "a part that moved before", [moved(4_000), used(NONCE)], short(4_000)),
        ("max", "2^256-1 units are more", [used(NONCE), moved(evm.MAX_UINT256)], UNRELATED),
    ):
        one(f"amount-{slug}", title, events, movement, "Amount Boundary" if slug.startswith("one") else "Amount")


def _forms(one: Any) -> None:
    payer, payee = word(PAYER), word(PAYEE)
    dirty = "0x01" + payer[4:]
    for slug, title, event in (
        ("dirty-payer", "a transfer whose payer has a dirty word", raw(USDC, [TRANSFER, dirty, payee], uint(10_000))),
        ("dirty-payee", "a transfer whose payee has a dirty word", raw(USDC, [TRANSFER, payer, "0xff" + payee[4:]], uint(10_000))),
        ("short-data", "a transfer with 31 bytes of data", raw(USDC, [TRANSFER, payer, payee], uint(10_000)[:31])),
        ("long-data", "a transfer with 33 bytes of data", raw(USDC, [TRANSFER, payer, payee], uint(10_000) + b"\0")),
        ("two-words", "a transfer with two words of data", raw(USDC, [TRANSFER, payer, payee], uint(10_000) * 2)),
        ("no-data", "a transfer without data", raw(USDC, [TRANSFER, payer, payee])),
        ("indexed", "a transfer whose value is a topic, as of ERC-721", raw(USDC, [TRANSFER, payer, payee, word(10_000)])),
        ("two-topics", "a transfer whose payee is in the data", raw(USDC, [TRANSFER, payer], bytes.fromhex(payee[2:]) + uint(10_000))),
        ("no-topics", "a transfer without topics", raw(USDC, [], uint(10_000))),
        ("other-event", "an approval in place of a transfer", raw(USDC, [APPROVAL, payer, payee], uint(10_000))),
        ("other-name", "an event of another name", raw(USDC, [chain.topic("Transfer(address,address,uint128)"), payer, payee], uint(10_000))),
    ):
        one(f"form-{slug}", title, [used(NONCE), event], UNRELATED, "Form")
    for slug, title, event in (
        ("used-data", "an authorization's event with data", raw(USDC, [USED, payer, NONCE], b"\0" * 32)),
        ("used-dirty", "an authorization's event with a dirty account", raw(USDC, [USED, dirty, NONCE])),
        ("used-two-topics", "an authorization's event without its nonce", raw(USDC, [USED, payer], bytes.fromhex(NONCE[2:]))),
        ("used-four-topics", "an authorization's event with a topic more", raw(USDC, [USED, payer, NONCE, NONCE])),
    ):
        one(f"form-{slug}", title, [event, moved()], UNRELATED, "Form")
    anonymous = raw(USDC, [], b"")
    one("form-anonymous-between", "a log without topics is between", [used(NONCE), anonymous, moved()], paid(42), "Form")


def _ended(one: Any) -> None:
    for slug, title, events, movement in (
        ("cancelled", "the payer cancelled the authorization", [cancelled(NONCE)], CANCELLED),
        ("cancelled-and-moved", "cancelled, and an equal transfer beside", [cancelled(NONCE), moved()], CANCELLED),
        ("cancelled-then-used", "cancelled, then used, which no token allows: the first counts", [cancelled(NONCE), used(NONCE), moved()], CANCELLED),
        ("used-then-cancelled", "used, then cancelled: the first counts", [used(NONCE), moved(), cancelled(NONCE)], paid(41)),
        ("used-twice", "used twice: one payment", [used(NONCE), moved(), used(NONCE), moved()], paid(41)),
        ("cancelled-other-nonce", "another authorization was cancelled", [cancelled(OTHER)], UNRELATED),
        ("cancelled-other-account", "another account's authorization was cancelled", [cancelled(NONCE, authorizer=STRANGER)], UNRELATED),
        ("cancelled-other-token", "another token's authorization was cancelled", [cancelled(NONCE, token=EURC)], UNRELATED),
        ("cancelled-other-and-paid", "another authorization was cancelled, this one used", [cancelled(OTHER), used(NONCE), moved()], paid(42)),
        ("cancelled-dirty", "a cancellation with a dirty account", [raw(USDC, [CANCELED, "0x01" + word(PAYER)[4:], NONCE])], UNRELATED),
    ):
        one(f"ended-{slug}", title, events, movement, "Ended")
    one("ended-failed", "the transaction failed", [], FAILED, "Ended", status=0)
    one("ended-failed-with-logs", "the transaction failed, and the node lists logs", [used(NONCE), moved()], FAILED, "Ended", status=0)


def _by_stranger(pay: Callable[..., Case], **changes: Any) -> Case:
    """Another account's payment, which that account signed."""
    return pay(signer="stranger", **{"from": STRANGER, **changes})


def _batches(group: Group) -> None:
    first, second = evm.pay(), evm.pay(nonce=OTHER)
    other = _by_stranger(evm.pay, nonce=hash32("nonce-3"))
    more = evm.pay(evm.requirements(amount="20000"), value="20000", nonce=hash32("nonce-4"))
    used_other = used(hash32("nonce-3"), authorizer=STRANGER)
    moved_other = moved(sender=STRANGER)

    def several(slug: str, title: str, payments: Sequence[Case], events: Sequence[Event], movements: Sequence[Json]) -> None:
        group.accept(f"batch-{slug}", title, case(payments, reply(receipt(*events)), movements), flags="Batch", level="should", why=PROOF)

    both = [first, second]
    several("two", "two equal payments, two transfers", both, [used(NONCE), moved(), used(OTHER), moved()], [paid(41), paid(43)])
    several("two-reversed", "the second payment was settled first", both, [used(OTHER), moved(), used(NONCE), moved()], [paid(43), paid(41)])
    several("two-transfers-first", "each transfer before its authorization", both, [moved(), used(NONCE), moved(), used(OTHER)], [paid(42), paid(40)])
    several("two-together", "both authorizations, then both transfers", both, [used(NONCE), used(OTHER), moved(), moved()], [paid(42), paid(43)])
    several("one-of-two", "two equal payments, one transfer", both, [used(NONCE), moved(), used(OTHER)], [paid(41), UNRELATED])
    several("one-of-two-last", "the transfer comes last", both, [used(NONCE), used(OTHER), moved()], [paid(42), UNRELATED])
    several("first-only", "only the first was used", both, [used(NONCE), moved(), moved()], [paid(41), UNRELATED])
    several("second-cancelled", "the second was cancelled", both, [used(NONCE), moved(), cancelled(OTHER)], [paid(41), CANCELLED])
    several("listed-twice", "one payment, listed twice", [first, first], [used(NONCE), moved(), moved()], [paid(41), UNRELATED])
    several("two-payers", "payments of two accounts", [first, other], [used(NONCE), used_other, moved_other, moved()], [paid(43), paid(42)])
    several(
        "two-payers-one-paid", "the second account's transfer is missing", [first, other], [used(NONCE), moved(), used_other], [paid(41), UNRELATED]
    )
    several(
        "two-amounts", "payments of two amounts", [first, more], [used(NONCE), used(hash32("nonce-4")), moved(20_000), moved()], [paid(43), paid(42)]
    )
    several(
        "short-beside",
        "the larger payment is short, and takes no transfer of the other",
        [more, first],
        [used(hash32("nonce-4")), moved(15_000), used(NONCE), moved()],
        [short(15_000), paid(43)],
    )
    several(
        "three",
        "three payments of one account",
        [first, second, more],
        [used(NONCE), moved(), used(OTHER), moved(), used(hash32("nonce-4")), moved(20_000)],
        [paid(41), paid(43), paid(45)],
    )
    failed = case(both, reply(receipt(status=0)), [FAILED, FAILED])
    group.accept("batch-failed", "the batch failed", failed, flags="Batch Ended", level="should", why=PROOF)


def _permit2(group: Group) -> None:
    first, second = evm.pay_permit2(), evm.pay_permit2(nonce="7")
    authorized = evm.pay()

    def several(slug: str, title: str, payments: Sequence[Case], events: Sequence[Event], movements: Sequence[Json], status: int = 1) -> None:
        made = case(payments, reply(receipt(*events, status=status)), movements)
        group.accept(f"permit2-{slug}", f"Permit2: {title}", made, flags="Permit2", level="should", why=PROOF)

    here, there = paid(40, False), paid(42, False)
    for slug, title, events, movement in (
        ("paid", "a transfer, then Settled", [moved(), settled()], here),
        ("settled-first", "Settled, then a transfer", [settled(), moved()], paid(41, False)),
        ("with-permit", "SettledWithPermit", [moved(), settled(name="SettledWithPermit()")], here),
        ("no-settled", "a transfer without Settled", [moved()], UNRELATED),
        ("no-transfer", "Settled without a transfer", [settled()], UNRELATED),
        ("other-proxy", "the proxy of upto", [moved(), settled(UPTO_PROXY)], UNRELATED),
        ("any-contract", "another contract's Settled", [moved(), settled(STRANGER)], UNRELATED),
        ("settled-data", "Settled with data", [moved(), raw(EXACT_PROXY, [chain.topic("Settled()")], bytes(32))], UNRELATED),
        ("settled-topics", "Settled with a topic more", [moved(), raw(EXACT_PROXY, [chain.topic("Settled()"), NONCE])], UNRELATED),
        ("token", "another token moved", [moved(token=EURC), settled()], UNRELATED),
        ("swapped", "payer and payee are swapped", [moved(sender=PAYEE, to=PAYER), settled()], UNRELATED),
        ("payee", "another account received it", [moved(to=STRANGER), settled()], UNRELATED),
        ("fee", "the token took a fee", [moved(9_900), moved(100, to=STRANGER), settled()], short(9_900, False)),
        ("more", "one unit more", [moved(10_001), settled()], UNRELATED),
        ("authorized", "the transfer is an authorization's", [used(OTHER), moved(), settled()], UNRELATED),
        ("two-transfers", "two transfers: the first pays", [moved(), moved(), settled()], here),
    ):
        several(slug, title, [first], events, [movement])
    several("failed", "the transaction failed", [first], [], [FAILED], 0)
    both = [first, second]
    several("two", "two payments", both, [moved(), settled(), moved(), settled()], [here, there])
    several("two-one-settled", "two payments, one Settled", both, [moved(), settled(), moved()], [here, UNRELATED])
    several("two-one-transfer", "two payments, one transfer", both, [moved(), settled(), settled()], [here, UNRELATED])
    several("two-other-proxy", "two payments, one by the right proxy", both, [moved(), settled(), moved(), settled(STRANGER)], [here, UNRELATED])
    several("listed-twice", "one payment, listed twice", [first, first], [moved(), settled(), moved(), settled()], [here, UNRELATED])
    unpaid = evm.pay_permit2(evm.permit2_requirements(amount="20000"), amount="20000", nonce="8")
    several(
        "settled-kept",
        "a payment without a transfer takes no Settled",
        [_by_stranger(evm.pay_permit2), first],
        [moved(), settled()],
        [UNRELATED, here],
    )
    several(
        "short-then-whole",
        "a larger payment is short",
        [unpaid, first],
        [moved(15_000), settled(), moved(), settled()],
        [short(15_000, False), there],
    )
    mixed = [moved(), settled(), used(NONCE), moved()]
    several("beside-eip3009", "a permit and an authorization of one amount", [first, authorized], mixed, [here, paid(43)])
    several(
        "beside-eip3009-one",
        "the authorization's transfer is not the permit's",
        [first, authorized],
        [settled(), used(NONCE), moved()],
        [UNRELATED, paid(42)],
    )


def _delegations(group: Group) -> None:
    offer = evm.requirements(extra={"assetTransferMethod": "erc7710", "name": "USDC", "version": "2"})

    def delegated(context: str = "7710") -> Case:
        return evm.case(evm.payment(offer, {"delegationManager": STRANGER, "permissionContext": "0x" + context * 48, "delegator": PAYER}), offer)

    for slug, title, payments, events, movements in (
        ("paid", "a transfer", [delegated()], [moved()], [paid(40, False)]),
        ("short", "a transfer of less", [delegated()], [moved(1)], [short(1, False)]),
        ("payee", "a transfer to another account", [delegated()], [moved(to=STRANGER)], [UNRELATED]),
        ("token", "another token's transfer", [delegated()], [moved(token=EURC)], [UNRELATED]),
        ("authorized", "an authorization's transfer", [delegated()], [used(OTHER), moved()], [UNRELATED]),
        ("two", "two delegations, one transfer", [delegated(), delegated("7711")], [moved()], [paid(40, False), UNRELATED]),
    ):
        made = case(payments, reply(receipt(*events)), movements)
        group.accept(f"delegation-{slug}", f"a delegation: {title}", made, flags="Delegation", level="should", why=PROOF)


def _written(group: Group, payer: Case) -> None:
    events = [used(NONCE), moved()]
    good = receipt(*events)

    def written(slug: str, title: str, text: str, movement: Json | None = None) -> None:
        made = case([payer], text, [movement or paid(41)])
        group.accept(f"written-{slug}", title, made, flags="Receipt", level="should", why=PROOF)

    written("bare", "the receipt without its response", coding.compact(good))
    written("spaces", "the receipt with white space", json.dumps(good, indent=1))
    written("id-text", "a response whose id is a text", coding.compact({"id": "x", "result": good, "jsonrpc": "2.0"}))
    checksummed = [entry | {"address": to_checksum_address(entry["address"])} for entry in good["logs"]]
    written("checksums", "addresses with checksums", reply(good | {"logs": checksummed, "from": to_checksum_address(good["from"])}))
    upper = [
        entry | {"data": "0x" + entry["data"][2:].upper(), "topics": ["0x" + one[2:].upper() for one in entry["topics"]]} for entry in good["logs"]
    ]
    written("upper-case", "hexadecimal digits in upper case", reply(good | {"logs": upper}))
    zeros = [entry | {"logIndex": "0x000" + entry["logIndex"][2:]} for entry in good["logs"]]
    written("leading-zeros", "places with leading zeros", reply(good | {"logs": zeros, "status": "0x01"}))
    bare_logs = [{name: entry[name] for name in ("address", "topics", "data", "logIndex")} for entry in good["logs"]]
    written("short-logs", "logs without the block and the transaction", reply(good | {"logs": bare_logs}))
    written(
        "op-stack", "a receipt of the OP stack", reply(good | {"l1Fee": "0x1f4", "l1GasPrice": "0x1", "l1GasUsed": "0x640", "l1FeeScalar": "0.684"})
    )
    written("arbitrum", "a receipt of Arbitrum", reply(good | {"gasUsedForL1": "0x51c", "l1BlockNumber": "0x1312d00", "type": "0x78"}))
    written("bloom", "a receipt with its bloom", reply(good | {"logsBloom": _bloom(good["logs"])}))
    written("preconfirmed", "a preconfirmation, with a block hash of zeros: it moved, if it stays", reply(_unsealed(good)))
    written("no-block", "a receipt without a block", reply(good | {"blockHash": None, "blockNumber": None}))
    written(
        "not-removed",
        "a receipt that does not say whether logs are removed",
        reply(good | {"logs": [{k: v for k, v in e.items() if k != "removed"} for e in good["logs"]]}),
    )


def _unsealed(good: Json) -> Json:
    zero = "0x" + "00" * 32
    return good | {"blockHash": zero, "logs": [entry | {"blockHash": zero} for entry in good["logs"]]}


def _bloom(logs: Sequence[Json]) -> str:
    """The 2,048 bits of the Yellow Paper, M3:2048."""
    bits = 0
    for entry in logs:
        for part in [entry["address"], *entry["topics"]]:
            digest = keccak(bytes.fromhex(part[2:]))
            for place in (0, 2, 4):
                bits |= 1 << (int.from_bytes(digest[place : place + 2], "big") & 2047)
    return "0x" + bits.to_bytes(256, "big").hex()


def _unreadable(group: Group, control: Vector, payer: Case) -> None:
    good = receipt(used(NONCE), moved())

    def bad(slug: str, title: str, text: str) -> None:
        made = Case("movements", {"payments": [payment(payer)], "transaction": text})
        options: Json = {"flags": "Unreadable", "base": control, "level": "should", "why": "a text that is not a receipt proves nothing"}
        group.reject(f"unreadable-{slug}", title, made, None, **options)

    def changed(slug: str, title: str, **members: Any) -> None:
        bad(slug, title, reply(good | members))

    def log_with(slug: str, title: str, **members: Any) -> None:
        bad(f"log-{slug}", title, reply(good | {"logs": [good["logs"][0], good["logs"][1] | members]}))

    bad("null", "the node does not have the transaction", reply(None))
    bad("page", "an HTML page", "<html></html>")
    bad("empty", "an empty text", "")
    bad("cut", "the receipt, cut off", reply(good)[:-1])
    bad("twice", "a member that stands twice", reply(good)[:-2] + ',"status":"0x1"}}')
    bad("no-status", "no status", reply({name: value for name, value in good.items() if name != "status"}))
    changed("status-2", "the status 2", status="0x2")
    changed("status-true", "a status of true", status=True)
    changed("status-empty", "an empty status", status="0x")
    changed("no-logs", "logs that are null", logs=None)
    changed("short-hash", "a hash of 31 bytes", transactionHash=chain.TRANSACTION[:-2])
    changed("long-hash", "a hash of 33 bytes", transactionHash=chain.TRANSACTION + "00")
    changed("no-number", "a block hash without a number", blockNumber=None)
    changed("short-sender", "a sender of 19 bytes", **{"from": STRANGER[:-2].lower()})
    changed("gas-text", "gas in decimal digits", gasUsed="21000")
    log_with("removed", "a log that is removed", removed=True)
    log_with("other-transaction", "a log of another transaction", transactionHash=hash32("other"))
    log_with("other-block", "a log of another block", blockHash=hash32("other"))
    log_with("index-number", "a place that is a JSON number", logIndex=41)
    log_with("index-same", "two logs at one place", logIndex="0x28")
    log_with("index-before", "logs out of order", logIndex="0x27")
    log_with("index-large", "a place of 2^64", logIndex="0x10000000000000000")
    log_with("odd-data", "data of half a byte", data="0x0")
    log_with("short-topic", "a topic of 31 bytes", topics=[TRANSFER, word(PAYER), word(PAYEE)[:-2]])
    log_with("five-topics", "five topics", topics=[TRANSFER, word(PAYER), word(PAYEE), NONCE, NONCE])
    log_with("short-address", "an address of 19 bytes", address=USDC[:-2].lower())
