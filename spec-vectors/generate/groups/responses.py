"""A facilitator's and a server's answers: `VerifyResponse` and `SettleResponse`."""

from __future__ import annotations

import evm
import svm
import wire
from groups.payment_payload import Decoding
from model import Group, Json, ref
from mutate import drop, edit
from wire import decode_json

HASH = wire.settled()["transaction"]
OPTIONAL_NULL = {"level": "policy", "also": ("reject",), "why": "published clients and servers read null as absent"}
SDK_MEMBER = "a member that only the published SDKs have"


def _notes(group: Group) -> None:
    group.note("MissingMember", "MALFORMED", "A required member is missing.")
    group.note("MemberType", "MALFORMED", "A member has another JSON type.")
    group.note("MemberName", "INTEROP", "Some libraries read snake_case and any case.")
    group.note("OptionalMember", "INTEROP", "A member that may be left out, or null, or empty.")
    group.note("SdkMember", "INTEROP", "A member that the published SDKs write and the page does not know.")
    group.note(
        "UnknownReason",
        "INTEROP",
        "A reason that the reader does not know is a reason all the same.",
        "https://github.com/x402-foundation/x402/issues/2742",
    )
    group.note("Contradiction", "CAN_OF_WORMS", "Two members contradict each other; what then counts is for the reader of the message.")


def build_verify() -> Group:
    """The group of `VerifyResponse`."""
    kind = "VerifyResponse"
    group = Group(
        "message.verify_response", kind, "L1", (ref("specs/x402-specification-v2.md", "5.4.2"), ref("specs/x402-specification-v2.md", "7.1"))
    )
    _notes(group)
    valid: Json = {"isValid": True, "payer": evm.PAYER}
    refused: Json = {"isValid": False, "invalidReason": "insufficient_funds", "payer": evm.PAYER}
    control = group.accept("valid", "a valid payment", decode_json(kind, valid))
    side = Decoding(group, control, kind, valid, 2)
    no = Decoding(group, side.ok("invalid", "a payment without funds", refused), kind, refused, 2)
    group.accept("v1-valid", "a valid payment of version 1", decode_json(kind, valid, 1))
    for slug, title, message, flags in (
        ("no-payer", "valid, and nobody says who pays", {"isValid": True}, "OptionalMember"),
        ("no-reason", "invalid without a reason", {"isValid": False}, "OptionalMember"),
        ("payer-solana", "the payer has an account on Solana", valid | {"payer": svm.PAYER}, "OptionalMember"),
        ("unknown-reason", "a reason that nobody knows", refused | {"invalidReason": "moon_phase"}, "UnknownReason"),
        ("dotted-reason", "a reason with dots, spaces and capitals", refused | {"invalidReason": "Unexpected error: v1.2 of X"}, "UnknownReason"),
        ("message", "invalidMessage explains the reason", refused | {"invalidMessage": "balance 9, needed 10"}, "SdkMember"),
        ("extra", "extra carries what the scheme says", valid | {"extra": {"channelState": {"balance": "1"}}}, "SdkMember"),
        ("extensions", "extensions carry what is said about them", valid | {"extensions": {"bazaar": {"status": "ok"}}}, "SdkMember"),
        ("unknown-member", "a member more", valid | {"remainingSeconds": 5.5}, "OptionalMember"),
    ):  # fmt: skip
        side.ok(slug, title, message, flags=flags)
    for name in ("invalidReason", "payer"):
        side.ok(f"{name.lower()}-null", f"{name} is null", valid | {name: None}, flags="OptionalMember", **OPTIONAL_NULL)
    both = {"level": "undefined", "also": ("reject",), "why": "may a valid payment have a reason why it is invalid?"}
    side.ok("valid-with-reason", "valid, with a reason why it is not", valid | {"invalidReason": "insufficient_funds"}, flags="Contradiction", **both)
    side.missing("/isValid", flags="MissingMember")
    side.typed("/isValid", text="true", number=1, null=None, object={}, flags="MemberType")
    no.typed("/invalidReason", number=402, array=["insufficient_funds"], object={"code": "insufficient_funds"}, flags="MemberType")
    side.typed("/payer", number=1, object={"address": evm.PAYER}, flags="MemberType")
    for name in ("extensions", "extra"):
        side.bad(
            f"{name}-array", f"{name} is an array", valid | {name: []}, "member.type", f"/{name}", flags="MemberType", level="should", why=SDK_MEMBER
        )
    _named(side, "isValid", "is_valid", "IsValid")
    _beside(no, "invalidReason", "invalid_reason", "no_funds")
    return group


def _named(side: Decoding, name: str, *others: str) -> None:
    """Another spelling instead of a required name."""
    for other in others:
        renamed = {other if key == name else key: value for key, value in side.message.items()}
        slug = other.lower().replace("_", "-") + ("-snake" if "_" in other else "-case")
        side.bad(f"name-{slug}", f"{other} instead of {name}", renamed, "member.case", None, other=("member.missing",), flags="MemberName")


def _beside(side: Decoding, name: str, other: str, value: object) -> None:
    """Another spelling beside the name."""
    side.bad(
        f"beside-{other.lower().replace('_', '-')}",
        f"{other} beside {name}",
        side.message | {other: value},
        "member.case",
        f"/{other}",
        flags="MemberName",
        level="should",
        also=("accept",),
        why="to many parsers it is a member like any unknown one",
    )


def build_settle() -> Group:
    """The group of `SettleResponse`."""
    kind = "SettleResponse"
    spec = "specs/x402-specification-v2.md"
    group = Group("message.settle_response", kind, "L1", (ref(spec, "5.3.2"), ref(spec, "7.2"), ref("specs/x402-specification-v1.md", "5.3.2")))
    _notes(group)
    group.note("Transaction", "INTEROP", "A transaction is text in the network's own form, and empty where there is none.")
    group.note("SpecDefect", "CAN_OF_WORMS", "The page and the published SDKs differ, or the pages do.")
    group.note("AmountText", "MALFORMED", "An amount is 0 or [1-9][0-9]*, at most 2^256-1, in a string.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")
    paid = wire.settled()
    failed: Json = {"success": False, "errorReason": "insufficient_funds", "payer": evm.PAYER, "transaction": "", "network": evm.SEPOLIA}
    control = group.accept("success", "a payment was made", decode_json(kind, paid))
    side = Decoding(group, control, kind, paid, 2)
    no = Decoding(group, side.ok("failure", "a payment was not made: no transaction", failed), kind, failed, 2)
    _settled(side, failed)
    side.missing("/success", flags="MissingMember")
    side.typed("/success", text="true", number=1, null=None, flags="MemberType")
    no.missing("/transaction", "failure-", flags="MissingMember")
    no.typed("/transaction", "failure-", null=None, flags="MemberType")
    side.typed("/transaction", number=1, array=[HASH], object={"hash": HASH}, flags="MemberType")
    side.missing("/network", flags="MissingMember")
    side.typed("/network", null=None, number=84532, flags="MemberType")
    no.typed("/errorReason", number=402, object={"code": "insufficient_funds"}, flags="MemberType")
    side.typed("/payer", number=1, flags="MemberType")
    side.bad("extensions-array", "extensions is an array", paid | {"extensions": []}, "member.type", "/extensions", flags="MemberType")
    _amounts(side)
    _named(side, "success", "Success")
    _named(no, "transaction", "Transaction")
    _beside(no, "errorReason", "error_reason", "no_funds")
    _settled_v1(group)
    return group


def _settled(side: Decoding, failed: Json) -> None:
    paid = side.message
    pending = failed | {"errorReason": "settlement_pending", "transaction": HASH}
    for slug, title, message, flags in (
        ("no-payer", "nobody says who paid", drop(paid, "/payer"), "OptionalMember"),
        ("failure-no-reason", "a failure without a reason", drop(failed, "/errorReason"), "OptionalMember"),
        ("failure-no-payer", "a failure, and nobody says who would have paid", drop(failed, "/payer"), "OptionalMember"),
        ("failure-transaction", "a failure with a transaction: it was rejected on chain", failed | {"errorReason": "invalid_transaction_state", "transaction": HASH}, "Transaction"),
        ("pending", "settlement_pending with its transaction: not made yet", pending, "UnknownReason Transaction"),
        ("pending-no-transaction", "settlement_pending without a transaction", pending | {"transaction": ""}, "UnknownReason"),
        ("unknown-reason", "a reason that nobody knows", failed | {"errorReason": "moon_phase"}, "UnknownReason"),
        ("spec-code-reason", "a reason of the page that one SDK's own list lacks", failed | {"errorReason": "invalid_exact_evm_payload_recipient_mismatch"}, "UnknownReason"),
        ("error-message", "errorMessage explains the reason", failed | {"errorMessage": "9 of 10 units"}, "SdkMember"),
        ("solana", "a transaction on Solana is base58", paid | {"network": svm.DEVNET, "payer": svm.PAYER, "transaction": "5" * 87}, "Transaction"),
        ("transaction-other-form", "a transaction in a form of its own", paid | {"network": "ach:us", "transaction": "2026/11-22 #7"}, "Transaction"),
        ("extensions", "extensions carry a receipt", paid | {"extensions": {"offer-receipt": {"info": {}, "schema": {}}}}, "OptionalMember"),
        ("extra", "extra carries what the scheme says", paid | {"extra": {"chargedAmount": "7"}}, "SdkMember"),
        ("unknown-member", "a member more", paid | {"blockNumber": 123456789}, "OptionalMember"),
    ):  # fmt: skip
        side.ok(slug, title, message, flags=flags)
    for name in ("errorReason", "payer", "amount", "extensions"):
        side.ok(f"{name.lower()}-null", f"{name} is null", paid | {name: None}, flags="OptionalMember", **OPTIONAL_NULL)
    open_question = {"level": "undefined", "also": ("reject",)}
    side.ok(
        "success-no-transaction", "made, with an empty transaction", paid | {"transaction": ""}, flags="Contradiction",
        why="the page has the empty text for failures; a settlement of nothing under upto has no transaction either", **open_question,
    )  # fmt: skip
    side.ok(
        "success-with-reason", "made, with a reason why not", paid | {"errorReason": "insufficient_funds"}, flags="Contradiction",
        why="may a payment that was made have a reason why it was not?", **open_question,
    )  # fmt: skip
    side.ok(
        "v1-network-name", "the network is version 1's name", paid | {"network": "base-sepolia"}, flags="SpecDefect",
        why="the page demands CAIP-2; one type serves both versions in every published SDK", **open_question,
    )  # fmt: skip


def _amounts(side: Decoding) -> None:
    paid = side.message
    for slug, title, value in (("zero", "nothing", "0"), ("max", "2^256-1", str(2**256 - 1))):
        side.ok(f"amount-{slug}", f"the amount settled is {title}", paid | {"amount": value}, flags="Boundary")
    for slug, title, value in (
        ("over", "2^256", str(2**256)),
        ("empty", "the empty text", ""),
        ("minus", "negative", "-1"),
        ("fraction", "a fraction", "0.5"),
        ("dollars", "in dollars", "$0.01"),
        ("leading-zero", "with a leading zero", "010000"),
    ):
        level = "should" if slug in ("over", "leading-zero") else "must"
        side.bad(
            f"amount-{slug}", f"the amount settled is {title}", paid | {"amount": value}, "member.value", "/amount", flags="AmountText", level=level
        )
    side.bad("amount-number", "the amount settled is a number", paid | {"amount": 10000}, "member.type", "/amount", flags="AmountText")


def _settled_v1(group: Group) -> None:
    """What differs in version 1: names of networks, and `payer` is required by its page."""
    paid = wire.settled("base-sepolia")
    control = group.accept("v1-success", "a payment of version 1 was made", decode_json("SettleResponse", paid, 1))
    one = Decoding(group, control, "SettleResponse", paid, 1)
    failed = {"success": False, "errorReason": "insufficient_funds", "transaction": "", "network": "base-sepolia", "payer": evm.PAYER}
    one.ok("v1-failure", "a payment of version 1 was not made", failed)
    one.ok(
        "v1-no-payer", "nobody says who paid", drop(paid, "/payer"), flags="SpecDefect", level="policy", also=("reject",),
        why="the version 1 page requires it; every published SDK makes it optional",
    )  # fmt: skip
    one.ok(
        "v1-caip2-network", "the network is in the form of version 2", edit(paid, "/network", evm.SEPOLIA), flags="SpecDefect",
        level="undefined", also=("reject",), why="the page says only: blockchain network identifier",
    )  # fmt: skip
    one.missing("/network", "v1-", flags="MissingMember")
    one.typed("/success", "v1-", text="true", flags="MemberType")
