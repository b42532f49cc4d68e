"""Responses of Solana nodes, each with the answer that it is."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from solders.transaction import VersionedTransaction

import svm
from chain import SLOT, TIME, account, balance, context, failure, identifier, listed, outcome, reply, response, sponsored, token_data
from groups.chain_errors import PAGE, failed, nonsense
from model import Case, Group, Json, ref
from svm import PAYEE, PAYER, PYUSD, TOKEN, TOKEN_2022, USDC, token_account

OWN = "how answers are named is this suite's; what they mean is the node's"
WRONG_TYPE = nonsense("wrong_type")
AT: Json = {"height": str(SLOT)}
SOURCE, DESTINATION = token_account(PAYER), token_account(PAYEE)


def case(queries: Sequence[Json], responses: Sequence[Json], answers: Sequence[Json]) -> Case:
    """Queries, a node's responses, and the answers."""
    given = {"namespace": "solana", "queries": list(queries), "responses": list(responses)}
    return Case("read_answers", given, derived={"answers": listed(list(answers))})


def build() -> Group:
    """The group."""
    refs = (ref("Solana JSON-RPC", "HTTP methods"), ref("Agave", "rpc-client-api, custom_error.rs"), ref("Agave", "TransactionError"))
    group = Group("chain.answers_svm", "Answers of Solana nodes", "L4", refs)
    group.note("Value", "BASIC", "A method's result, as a value of its type, as of its slot.")
    group.note("Fault", "BASIC", "An error of the runtime.")
    group.note(
        "Balances",
        "SECURITY",
        "The token balances around a transaction, by account: the accounts of lookup tables come behind the transaction's own.",
    )
    group.note("Type", "MALFORMED", "The result does not have the method's type.")
    group.note("Unasked", "SECURITY", "The result is about something that was not asked.")
    group.note("Provider", "INTEROP", "What nodes answer in place of an answer.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")

    def one(slug: str, title: str, query: Json, body: str, answer: Json, flags: str, status: int | None = 200) -> None:
        group.accept(slug, title, case([query], [response(body, status)], [answer]), flags=flags, level="should", why=OWN)

    _accounts(group, one)
    _numbers(one)
    _named(one)
    _simulated(one)
    _statuses(group, one)
    _outcomes(one)
    _balances(one)
    _errors(one)
    return group


def _stored(data: bytes, owner: str = TOKEN, lamports: int = 2_039_280, executable: bool = False) -> Json:
    return {"account": {"owner": owner, "lamports": str(lamports), "executable": executable, "data": base64.b64encode(data).decode()}, "at": AT}


def _accounts(group: Group, one: Any) -> None:
    query: Json = {"query": "account_info", "address": SOURCE}
    held = token_data(10_000)
    one("account", "a token account", query, reply(context(account(held, TOKEN))), _stored(held), "Value")
    frozen = token_data(10_000, state=2)
    one("account-frozen", "a frozen token account", query, reply(context(account(frozen, TOKEN))), _stored(frozen), "Value")
    extended = token_data(10_000, PYUSD, extensions=bytes.fromhex("07000000") + bytes.fromhex("0f000100" + "00"))
    one(
        "account-token-2022",
        "a token account with extensions",
        query,
        reply(context(account(extended, TOKEN_2022))),
        _stored(extended, TOKEN_2022),
        "Value",
    )
    wallet = account(b"", svm.SYSTEM, 1)
    one("account-wallet", "an account without data", query, reply(context(wallet)), _stored(b"", svm.SYSTEM, 1), "Value")
    program = account(b"\x7fELF", "BPFLoaderUpgradeab1e11111111111111111111111", executable=True)
    one(
        "account-program",
        "a program",
        query,
        reply(context(program)),
        _stored(b"\x7fELF", "BPFLoaderUpgradeab1e11111111111111111111111", executable=True),
        "Value",
    )
    one("account-none", "no such account", query, reply(context(None)), {"account": None, "at": AT}, "Value")
    one(
        "account-lamports-max",
        "2^64-1 lamports",
        query,
        reply(context(account(b"", svm.SYSTEM, 2**64 - 1))),
        _stored(b"", svm.SYSTEM, 2**64 - 1),
        "Value Boundary",
    )
    one("account-lamports-more", "2^64 lamports", query, reply(context(account(b"", svm.SYSTEM, 2**64))), WRONG_TYPE, "Type Boundary")
    good = account(held, TOKEN)
    encoded = good["data"][0]
    for slug, title, changes in (
        ("base58", "data in base58", {"data": [encoded, "base58"]}), ("text", "data as a text", {"data": encoded}), ("parsed", "data parsed", {"data": {"program": "spl-token", "parsed": {}}}),
        ("not-base64", "data that is not base64", {"data": ["%%%", "base64"]}), ("no-owner", "no owner", {"owner": None}), ("short-owner", "a short owner", {"owner": TOKEN[:-4]}),
        ("lamports-text", "lamports as a text", {"lamports": "1"}), ("no-executable", "executable is missing", {"executable": None}),
    ):  # fmt: skip
        one(f"account-{slug}", f"an account with {title}", query, reply(context(good | changes)), WRONG_TYPE, "Type")
    one("account-no-context", "an account without its slot", query, reply({"value": good}), WRONG_TYPE, "Type")
    one("account-bare", "an account that is the result itself", query, reply(good), WRONG_TYPE, "Type")
    one("account-slot-text", "a slot as a text", query, reply(context(good) | {"context": {"slot": str(SLOT)}}), WRONG_TYPE, "Type")
    both: list[Json] = [query, {"query": "account_info", "address": DESTINATION}]
    for slug, title, value, answers in (
        ("two", "two accounts of one slot", [good, None], [_stored(held), {"account": None, "at": AT}]),
        ("two-one-bad", "two accounts, one of which is none", [{"owner": TOKEN}, good], [WRONG_TYPE, _stored(held)]),
        ("two-few", "one account in place of two", [good], [WRONG_TYPE] * 2), ("two-many", "three accounts in place of two", [good] * 3, [WRONG_TYPE] * 2), ("two-null", "null in place of two", None, [WRONG_TYPE] * 2),
    ):  # fmt: skip
        made = case(both, [response(reply(context(value)))], answers)
        group.accept(f"accounts-{slug}", title, made, flags="Value", level="should", why=OWN)


def _numbers(one: Any) -> None:
    height: Json = {"query": "block_height"}
    slot: Json = {"query": "slot", "commitment": "finalized"}
    for query, name in ((height, "height"), (slot, "slot"), ({"query": "first_available_block"}, "first-block")):
        one(f"number-{name}", f"a {name}", query, reply(278_901_234), {"number": "278901234", "at": {"height": "278901234"}}, "Value")
    one("number-max", "2^64-1", slot, reply(2**64 - 1), {"number": str(2**64 - 1), "at": {"height": str(2**64 - 1)}}, "Value Boundary")
    for slug, title, result in (
        ("more", "2^64", 2**64),
        ("negative", "-1", -1),
        ("fraction", "1.5", 1.5),
        ("text", "a text", "7"),
        ("hex", "hexadecimal", "0x7"),
        ("null", "null", None),
    ):
        one(f"number-{slug}", f"not a slot: {title}", slot, reply(result), WRONG_TYPE, "Type Boundary" if slug == "more" else "Type")
    valid: Json = {"query": "blockhash_valid", "blockhash": str(svm.Hash(svm.BLOCKHASH))}
    for known in (True, False):
        one(f"blockhash-valid-{str(known).lower()}", f"a blockhash counts: {known}", valid, reply(context(known)), {"flag": known, "at": AT}, "Value")
    one("blockhash-valid-text", "a flag as a text", valid, reply(context("true")), WRONG_TYPE, "Type")
    latest: Json = {"query": "latest_blockhash"}
    blockhash = str(svm.Hash(svm.BLOCKHASH))
    good = {"blockhash": blockhash, "lastValidBlockHeight": 278_901_384}
    one(
        "blockhash",
        "a new blockhash",
        latest,
        reply(context(good)),
        {"blockhash": blockhash, "last_valid_block_height": "278901384", "at": AT},
        "Value",
    )
    one(
        "blockhash-short",
        "a blockhash of 31 bytes",
        latest,
        reply(context(good | {"blockhash": str(svm.Hash(svm.BLOCKHASH))[:-2]})),
        WRONG_TYPE,
        "Type",
    )
    one("blockhash-no-height", "a blockhash without a height", latest, reply(context({"blockhash": blockhash})), WRONG_TYPE, "Type")


FAULTS: tuple[tuple[str, str, Any, Json], ...] = (
    ("custom", "an instruction fails with a number", {"InstructionError": [2, {"Custom": 1}]}, {"instruction": 2, "custom": 1, "name": "Custom"}),
    ("custom-max", "the number 2^32-1", {"InstructionError": [2, {"Custom": 2**32 - 1}]}, {"instruction": 2, "custom": 2**32 - 1, "name": "Custom"}),
    (
        "named",
        "an instruction fails with a name",
        {"InstructionError": [0, "InvalidAccountData"]},
        {"instruction": 0, "custom": None, "name": "InvalidAccountData"},
    ),
    (
        "borsh",
        "an instruction fails with a text",
        {"InstructionError": [1, {"BorshIoError": "x"}]},
        {"instruction": 1, "custom": None, "name": "BorshIoError"},
    ),
    ("account", "the fee payer does not exist", "AccountNotFound", {"name": "AccountNotFound"}),
    ("processed", "it was executed before", "AlreadyProcessed", {"name": "AlreadyProcessed"}),
    ("fee", "the fee payer cannot pay", "InsufficientFundsForFee", {"name": "InsufficientFundsForFee"}),
    ("other", "another name", "WouldExceedMaxBlockCostLimit", {"name": "WouldExceedMaxBlockCostLimit"}),
    ("rent", "another name with details", {"InsufficientFundsForRent": {"account_index": 3}}, {"name": "InsufficientFundsForRent"}),
)
NO_FAULTS: tuple[tuple[str, str, Any], ...] = (
    ("empty", "an empty name", ""), ("two", "two names", {"A": 1, "B": 2}), ("none", "no name", {}), ("spaces", "a name with spaces", "not a name"), ("number", "a number", 7), ("flag", "false", False),
    ("index", "an index of 256", {"InstructionError": [256, "InvalidAccountData"]}), ("list", "an instruction without an error", {"InstructionError": [1]}), ("words", "an instruction that is a text", {"InstructionError": "x"}),
    ("long", "a name of 65 letters", "x" * 65),
)  # fmt: skip


def _named(one: Any) -> None:
    genesis: Json = {"query": "genesis_hash"}
    first = svm.Hash(svm.BLOCKHASH)
    one("genesis", "the hash of the first block", genesis, reply(str(first)), {"hash": f"0x{bytes(first).hex()}"}, "Value")
    for slug, title, result in (("short", "31 bytes", str(first)[:-2]), ("hex", "hexadecimal", bytes(first).hex()), ("null", "null", None)):
        one(f"genesis-{slug}", f"not a hash: {title}", genesis, reply(result), WRONG_TYPE, "Type")
    named: Json = {"query": "signatures_for_address", "address": SOURCE, "min_slot": SLOT}
    newer, older = identifier(sponsored(svm.pay())), identifier(sponsored(svm.pay(amount=9_999)))

    def row(signature: str, slot: int, time: int | None = TIME) -> Json:
        return {"blockTime": time, "confirmationStatus": "finalized", "err": None, "memo": None, "signature": signature, "slot": slot}

    def value(signature: str, slot: int, time: int | None = TIME) -> Json:
        return {"signature": signature, "slot": str(slot), "time": None if time is None else str(time)}

    both = [row(newer, SLOT + 1), row(older, SLOT)]
    one("signatures", "two transactions of an account", named, reply(both), {"signatures": [value(newer, SLOT + 1), value(older, SLOT)]}, "Value")
    one("signatures-none", "no transaction of an account", named, reply([]), {"signatures": []}, "Value")
    untimed = reply([row(newer, SLOT, None)])
    one("signatures-no-time", "a transaction without a time", named, untimed, {"signatures": [value(newer, SLOT, None)]}, "Value")
    full = [row(newer, SLOT)] * 256
    one("signatures-256", "as many as were asked for", named, reply(full), {"signatures": [value(newer, SLOT)] * 256}, "Value Boundary")
    one("signatures-257", "more than were asked for", named, reply([*full, row(newer, SLOT)]), WRONG_TYPE, "Type Boundary")
    one("signatures-order", "the older one first", named, reply(both[::-1]), WRONG_TYPE, "Type")
    for slug, title, changes in (
        ("short", "a short signature", {"signature": newer[:-4]}), ("slot-text", "a slot as a text", {"slot": str(SLOT)}), ("time-text", "a time as a text", {"blockTime": str(TIME)}),
    ):  # fmt: skip
        one(f"signatures-{slug}", f"a transaction with {title}", named, reply([row(newer, SLOT) | changes]), WRONG_TYPE, "Type")
    one("signatures-null", "null in place of a list", named, reply(None), WRONG_TYPE, "Type")
    behind = failure(-32016, "Minimum context slot has not been reached")
    one("signatures-behind", "the node has not reached the slot", named, behind, failed("lagging", -32016), "Provider")


def _simulated(one: Any) -> None:
    query: Json = {"query": "simulate", "transaction": svm.pay().input["payload"]["payload"]["transaction"]}
    good: Json = {"err": None, "logs": [], "unitsConsumed": 6_199, "accounts": None, "returnData": None}
    one("simulate", "a simulation succeeds", query, reply(context(good)), {"simulated": {"units": "6199"}, "at": AT}, "Value")
    one("simulate-no-units", "a simulation without units", query, reply(context({"err": None})), {"simulated": {"units": None}, "at": AT}, "Value")
    for slug, title, err, fault in FAULTS:
        one(
            f"simulate-{slug}", f"a simulation: {title}", query, reply(context(good | {"err": err})), {"refused": {"fault": fault}, "at": AT}, "Fault"
        )
    lagging = failed("lagging")
    one(
        "simulate-blockhash",
        "a blockhash that the node does not know may be a newer one",
        query,
        reply(context(good | {"err": "BlockhashNotFound"})),
        lagging,
        "Fault Provider",
    )
    for slug, title, err in NO_FAULTS:
        one(f"simulate-no-{slug}", f"not an error of the runtime: {title}", query, reply(context(good | {"err": err})), WRONG_TYPE, "Type")
    one("simulate-missing", "a simulation without err", query, reply(context({"logs": []})), WRONG_TYPE, "Type")
    one("simulate-null", "a simulation that is null", query, reply(context(None)), WRONG_TYPE, "Type")


def _statuses(group: Group, one: Any) -> None:
    signature = identifier(sponsored(svm.pay()))
    query: Json = {"query": "status", "signature": signature}
    good = {"slot": 299_999_990, "confirmations": 10, "err": None, "status": {"Ok": None}, "confirmationStatus": "confirmed"}

    def status(commitment: str, fault: Json | None = None) -> Json:
        return {"status": {"slot": "299999990", "fault": fault, "commitment": commitment}, "at": AT}

    for level in ("processed", "confirmed", "finalized"):
        one(f"status-{level}", f"a status: {level}", query, reply(context([good | {"confirmationStatus": level}])), status(level), "Value")
    old = {"slot": 299_999_990, "confirmations": None, "err": None}
    one("status-rooted", "no confirmations count any more", query, reply(context([old])), status("finalized"), "Value")
    one("status-counted", "confirmations count", query, reply(context([old | {"confirmations": 3}])), status("processed"), "Value")
    one("status-none", "the node does not know it", query, reply(context([None])), {"status": None, "at": AT}, "Value")
    for slug, title, err, fault in FAULTS[:3]:
        one(f"status-{slug}", f"a status: {title}", query, reply(context([good | {"err": err}])), status("confirmed", fault), "Fault")
    for slug, title, value in (
        ("unknown", "an unknown level", [good | {"confirmationStatus": "rooted"}]), ("no-err", "no err", [{"slot": 1, "confirmationStatus": "finalized"}]), ("two", "two statuses", [good, good]), ("empty", "an empty list", []),
        ("null", "null", None), ("no-level", "neither level nor confirmations", [{"slot": 1, "err": None}]),
    ):  # fmt: skip
        one(f"status-{slug}", f"not a status: {title}", query, reply(context(value)), WRONG_TYPE, "Type")
    other = {"query": "status", "signature": identifier(sponsored(svm.pay(), "svm-fee-payer-2"))}
    made = case([query, other], [response(reply(context([good, None])))], [status("confirmed"), {"status": None, "at": AT}])
    group.accept("statuses-two", "two statuses", made, flags="Value", level="should", why=OWN)


def _balance_value(where: str, amount: int, mint: str = USDC, owner: str | None = PAYEE, program: str | None = TOKEN) -> Json:
    return {"account": where, "mint": mint, "owner": owner, "program": program, "amount": str(amount)}


def _outcomes(one: Any) -> None:
    paid = svm.pay()
    raw = sponsored(paid)
    signature = identifier(raw)
    query: Json = {"query": "transaction", "signature": signature, "finalized": False}
    place = _place(raw, DESTINATION)
    good = outcome(raw, [balance(place, 5)], [balance(place, 10_005)])
    value = {
        "slot": str(SLOT),
        "fault": None,
        "fee": "10001",
        "before": [_balance_value(DESTINATION, 5)],
        "after": [_balance_value(DESTINATION, 10_005)],
    }
    one("outcome", "a transaction that paid", query, reply(good), {"outcome": value, "at": AT}, "Value Balances")
    one("outcome-null", "the node does not have the transaction", query, reply(None), {"outcome": None}, "Value")
    for slug, title, err, fault in FAULTS[:4]:
        body = reply(outcome(raw, [balance(place, 5)], [balance(place, 5)], err=err))
        same = value | {"fault": fault, "after": value["before"]}
        one(f"outcome-{slug}", f"a transaction: {title}", query, body, {"outcome": same, "at": AT}, "Fault")
    other = sponsored(svm.pay(), "svm-fee-payer-2")
    one("outcome-other", "another transaction", query, reply(outcome(other, [], [])), nonsense("unasked"), "Unasked")
    encoded = good["transaction"][0]
    without = {name: value for name, value in good["meta"].items() if name != "err"}
    for slug, title, changed in (
        ("no-meta", "no meta, as of a node without history", good | {"meta": None}), ("no-err", "a meta without err", good | {"meta": without}), ("parsed", "a transaction that is parsed", good | {"transaction": {"message": {}, "signatures": [signature]}}),
        ("base58", "a transaction in base58", good | {"transaction": [encoded, "base58"]}), ("cut", "a transaction, cut off", good | {"transaction": [encoded[:-4], "base64"]}), ("longer", "a byte behind the transaction", good | {"transaction": [base64.b64encode(raw + b"\0").decode(), "base64"]}),
        ("no-slot", "no slot", {k: v for k, v in good.items() if k != "slot"}), ("no-fee", "no fee", good | {"meta": good["meta"] | {"fee": None}}), ("no-balances", "no balances before", good | {"meta": good["meta"] | {"preTokenBalances": None}}),
        ("list", "a list", [good]), ("text", "a text", encoded),
    ):  # fmt: skip
        one(f"outcome-{slug}", f"not an outcome: {title}", query, reply(changed), WRONG_TYPE, "Type")


def _place(raw: bytes, address: str) -> int:
    """Where an account stands among the transaction's own."""
    return _keys(raw).index(address)


def _balances(one: Any) -> None:
    table = (svm.STRANGER, [PAYEE, DESTINATION, USDC])
    raw = sponsored(svm.pay(table=table))
    query: Json = {"query": "transaction", "signature": identifier(raw), "finalized": True}
    own = len(_keys(raw))
    loaded = {"loadedAddresses": {"writable": [DESTINATION], "readonly": [USDC]}}
    good = outcome(raw, [], [balance(own, 10_000)], meta=loaded)
    value = {"slot": str(SLOT), "fault": None, "fee": "10001", "before": [], "after": [_balance_value(DESTINATION, 10_000)]}
    one("balance-loaded", "the destination comes from a lookup table", query, reply(good), {"outcome": value, "at": AT}, "Balances")
    readonly = outcome(raw, [], [balance(own + 1, 7)], meta=loaded)
    one(
        "balance-loaded-readonly",
        "read-only accounts of tables come last",
        query,
        reply(readonly),
        {"outcome": value | {"after": [_balance_value(USDC, 7)]}, "at": AT},
        "Balances",
    )
    for slug, title, after, meta in (
        ("index", "an index behind all accounts", [balance(own + 2, 1)], loaded), ("not-loaded", "an index of a table that was not loaded", [balance(own, 1)], {"loadedAddresses": None}),
        ("amount", "an amount of 2^64", [balance(0, 2**64)], loaded), ("fraction", "an amount with a fraction", [balance(0, 1) | {"uiTokenAmount": {"amount": "0.5"}}], loaded),
        ("number", "an amount that is a number", [balance(0, 1) | {"uiTokenAmount": {"amount": 1}}], loaded), ("no-mint", "no mint", [{k: v for k, v in balance(0, 1).items() if k != "mint"}], loaded),
        ("loaded-short", "a loaded address that is short", [balance(0, 1)], {"loadedAddresses": {"writable": [DESTINATION[:-3]], "readonly": []}}),
        ("owner", "an owner that is not an address", [balance(0, 1, owner="payee")], loaded),
    ):  # fmt: skip
        one(f"balance-{slug}", f"a balance: {title}", query, reply(outcome(raw, [], after, meta=meta)), WRONG_TYPE, "Balances Type")
    first = _keys(raw)[0]
    most = outcome(raw, [], [balance(0, 2**64 - 1, owner=None, program=None)], meta=loaded)
    bare = value | {"after": [_balance_value(first, 2**64 - 1, owner=None, program=None)]}
    one("balance-max", "2^64-1 units, of a node that names no owner", query, reply(most), {"outcome": bare, "at": AT}, "Balances Boundary")
    legacy = sponsored(svm.pay(legacy=True))
    old = outcome(legacy, [], [balance(_place(legacy, DESTINATION), 10_000)], version="legacy", meta={"loadedAddresses": None})
    asked = {"query": "transaction", "signature": identifier(legacy), "finalized": True}
    one("balance-legacy", "a legacy transaction", asked, reply(old), {"outcome": value, "at": AT}, "Balances")


def _keys(raw: bytes) -> list[str]:
    return [str(key) for key in VersionedTransaction.from_bytes(raw).message.account_keys]


def _errors(one: Any) -> None:
    slot: Json = {"query": "slot"}
    for code, message, cause in (
        (-32001, "Block 5 cleaned up, does not exist on node", "history_unavailable"), (-32004, "Block not available for slot 5", "lagging"), (-32005, "Node is behind by 42 slots", "lagging"),
        (-32007, "Slot 5 was skipped, or missing due to ledger jump to recent snapshot", "history_unavailable"), (-32009, "Slot 5 was skipped, or missing in long-term storage", "history_unavailable"),
        (-32010, "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA excluded from account secondary indexes", "unsupported"), (-32011, "Transaction history is not available from this node", "history_unavailable"),
        (-32014, "Block status not yet available for slot 5", "lagging"), (-32015, "Transaction version (0) is not supported by the requesting client", "unsupported"), (-32016, "Minimum context slot has not been reached", "lagging"),
        (-32602, "Invalid param: WrongSize", "invalid_request"), (-32603, "Internal error", "server_error"), (-32601, "Method not found", "unsupported"), (429, "Too many requests for a specific RPC call", "rate_limited"),
        (-32429, "rate limit exceeded", "rate_limited"), (-32099, "something went wrong", "other"),
    ):  # fmt: skip
        one(f"error-{abs(code)}", f"an error: {message}", slot, failure(code, message), failed(cause, code), "Provider")
    one("error-page", "status 200 with an HTML page", slot, PAGE, nonsense("not_json"), "Provider")
    one("error-status-429", "status 429", slot, PAGE, failed("rate_limited"), "Provider", 429)
    paid = sponsored(svm.pay())
    send: Json = {"query": "send", "transaction": base64.b64encode(paid).decode()}
    other = sponsored(svm.pay(), "svm-fee-payer-2")
    one("send", "the node takes a transaction", send, reply(identifier(paid)), {"sent": "accepted"}, "Value")
    one("send-other", "the node names another transaction", send, reply(identifier(other)), nonsense("unasked"), "Unasked")
    one("send-short", "the node names something else", send, reply("x"), WRONG_TYPE, "Type")
    for slug, code, message, err, sent in (
        ("processed", -32002, "Transaction simulation failed: This transaction has already been processed", "AlreadyProcessed", "already_known"),
        (
            "fee",
            -32002,
            "Transaction simulation failed: Attempt to debit an account but found no record of a prior credit.",
            "AccountNotFound",
            "insufficient_funds",
        ),
        ("custom", -32002, "Transaction simulation failed: Error processing Instruction 2", {"InstructionError": [2, {"Custom": 1}]}, "rejected"),
        ("signature", -32003, "Transaction signature verification failure", None, "rejected"),
        ("length", -32602, "base64 encoded transaction too large", None, "rejected"),
    ):
        more: Json = {} if err is None else {"data": {"err": err, "logs": []}}
        one(f"send-{slug}", f"the node refuses a transaction: {message}", send, failure(code, message, **more), {"sent": sent}, "Provider")
    unknown = failure(-32002, "Transaction simulation failed: Blockhash not found", data={"err": "BlockhashNotFound"})
    one("send-blockhash", "a node that lags does not know the blockhash", send, unknown, failed("lagging", -32002), "Provider")
