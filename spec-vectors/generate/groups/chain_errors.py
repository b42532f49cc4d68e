"""What stands in the place of an answer: errors of providers, limits, pages, and broken envelopes."""

from __future__ import annotations

from typing import Any

import coding
from chain import failure, reply, response
from model import Group, Json

OWN = "how failures are named is this suite's; whether to ask again is sound practice"
CHAIN_ID: Json = {"query": "chain_id"}
GAS_PRICE: Json = {"query": "gas_price"}
LOGS: Json = {"query": "logs", "address": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "topics": [], "first_block": 1, "last_block": 2_000}
BALANCE: Json = {"query": "native_balance", "account": "0x036CbD53842c5426634e7929541eC2318f3dCF7e", "at": 17}
PAGE = "<!DOCTYPE html><html><body>Service unavailable</body></html>"
TRANSIENT = ("lagging", "no_response", "other", "rate_limited", "server_error", "timeout")


def failed(cause: str, code: int | None = None, retry_after: int | None = None) -> Json:
    """A failure of the node."""
    out: Json = {"failed": cause, "transient": cause in TRANSIENT}
    given = {"code": code, "retry_after": retry_after}
    return out | {name: value for name, value in given.items() if value is not None}


def nonsense(kind: str) -> Json:
    """No answer."""
    return {"nonsense": kind}


def add_errors(group: Group, one: Any, case: Any) -> None:
    """Add the vectors to the group of answers."""
    _providers(one)
    _statuses(one)
    _envelopes(one)
    _batches(group, case)


def _providers(one: Any) -> None:
    for slug, query, code, message, cause in (
        ("infura-rate", CHAIN_ID, -32005, "daily request count exceeded, request rate limited", "rate_limited"),
        ("alchemy-compute", CHAIN_ID, 429, "Your app has exceeded its compute units per second capacity", "rate_limited"),
        ("quicknode-rate", CHAIN_ID, -32007, "50/second request limit reached - reduce calls per second", "rate_limited"),
        ("too-many", CHAIN_ID, -32000, "Too many requests, reason: call rate limit exhausted", "rate_limited"),
        ("throughput", CHAIN_ID, -32000, "exceeded throughput", "rate_limited"),
        ("method", CHAIN_ID, -32601, "the method eth_maxPriorityFeePerGas does not exist/is not available", "unsupported"),
        ("method-whitelist", CHAIN_ID, -32000, "rpc method is not whitelisted", "unsupported"),
        ("method-ankr", CHAIN_ID, -32004, "method handler crashed: unsupported", "unsupported"),
        ("forbidden", CHAIN_ID, 403, "origin not allowed", "forbidden"),
        ("unauthorized", CHAIN_ID, 401, "must be authenticated", "forbidden"),
        ("internal", CHAIN_ID, -32603, "internal error", "server_error"),
        ("timeout", CHAIN_ID, -32002, "request timed out", "timeout"),
        ("timeout-geth", CHAIN_ID, -32000, "execution aborted (timeout = 5s)", "timeout"),
        ("deadline", CHAIN_ID, -32000, "context deadline exceeded", "timeout"),
        ("invalid", CHAIN_ID, -32602, "invalid argument 0: hex string without 0x prefix", "invalid_request"),
        ("parse", CHAIN_ID, -32700, "parse error", "invalid_request"),
        ("header", BALANCE, -32000, "header not found", "lagging"),
        ("unknown-block", BALANCE, -39001, "Unknown block", "lagging"),
        ("not-found", BALANCE, -32001, "resource not found", "lagging"),
        ("syncing", BALANCE, -32000, "node is syncing", "lagging"),
        ("trie", BALANCE, -32000, "missing trie node 7a3f (path )", "history_unavailable"),
        ("pruned", BALANCE, -32000, "historical state is not available: pruned", "history_unavailable"),
        ("archive", BALANCE, -32000, "this request requires an archive node", "history_unavailable"),
        ("range-alchemy", LOGS, -32602, "You can make eth_getLogs requests with up to a 500 block range", "range_too_large"),
        ("range-infura", LOGS, -32005, "query returned more than 10000 results", "range_too_large"),
        ("range-base", LOGS, -32000, "block range is too large", "range_too_large"),
        ("too-large", LOGS, -32008, "response is too big", "too_large"),
        ("size", LOGS, -32000, "response size exceeded", "too_large"),
        ("other", CHAIN_ID, -32000, "something went wrong", "other"),
    ):
        body = failure(code, message)
        one(f"provider-{slug}", f"a provider: {message}", query, body, failed(cause, code), "Provider")
    one(
        "provider-text",
        "the error is a text",
        CHAIN_ID,
        coding.compact({"jsonrpc": "2.0", "id": 1, "error": "rate limit exceeded"}),
        failed("rate_limited"),
        "Provider",
    )
    one("provider-text-code", "the code is a text", CHAIN_ID, failure("-32005", "limit exceeded"), failed("rate_limited", -32005), "Provider")
    own = coding.compact({"code": 429, "message": "rate limit exceeded"})
    one("provider-gateway", "a gateway's own form", CHAIN_ID, own, failed("rate_limited", 429), "Provider")
    unknown = coding.compact({"message": "no route"})
    one("provider-gateway-unknown", "a gateway's own form that says nothing", CHAIN_ID, unknown, nonsense("not_json_rpc"), "Provider")
    one(
        "provider-null-result",
        "a result of null beside an error",
        CHAIN_ID,
        failure(-32603, "internal error")[:-1] + ',"result":null}',
        failed("server_error", -32603),
        "Provider",
    )
    one("provider-null-error", "an error of null beside a result", CHAIN_ID, reply("0x2105")[:-1] + ',"error":null}', {"number": "8453"}, "Provider")
    one("provider-null-id", "an error without an id", CHAIN_ID, failure(-32603, "internal error", None), failed("server_error", -32603), "Provider")
    one(
        "provider-reads-no-revert",
        "an error of a method that is not a call is not a revert",
        CHAIN_ID,
        failure(3, "execution reverted"),
        failed("other", 3),
        "Provider",
    )


def _statuses(one: Any) -> None:
    for status, cause in (
        (401, "forbidden"), (403, "forbidden"), (404, "unsupported"), (405, "unsupported"), (408, "timeout"), (410, "unsupported"), (413, "too_large"), (429, "rate_limited"),
        (400, "invalid_request"), (422, "invalid_request"), (500, "server_error"), (501, "unsupported"), (502, "server_error"), (503, "server_error"), (504, "timeout"), (302, "other"),
    ):  # fmt: skip
        one(f"status-{status}", f"HTTP status {status} with a page", CHAIN_ID, PAGE, failed(cause), "Provider", status)
    one("status-none", "no response", CHAIN_ID, "", failed("no_response"), "Provider", None)
    one("status-200-page", "status 200 with an HTML page", CHAIN_ID, PAGE, nonsense("not_json"), "Provider")
    one("status-200-empty", "status 200 without a body", CHAIN_ID, "", nonsense("not_json"), "Provider")
    one("status-500-answer", "status 500 with an answer", CHAIN_ID, reply("0x2105"), {"number": "8453"}, "Provider", 500)
    one("status-400-error", "status 400 with an error", CHAIN_ID, failure(-32005, "rate limit"), failed("rate_limited", -32005), "Provider", 400)
    for slug, value, seconds in (("2", "2", 2), ("spaces", " 30 ", 30), ("long", "86400", 3_600), ("digits", "9" * 30, 3_600), ("0", "0", 0)):
        one(
            f"retry-after-{slug}",
            f"Retry-After: {value}",
            CHAIN_ID,
            PAGE,
            failed("rate_limited", None, seconds),
            "Provider Boundary",
            429,
            retry_after=value,
        )
    for slug, value in (("date", "Wed, 21 Oct 2026 07:28:00 GMT"), ("negative", "-1"), ("fraction", "1.5"), ("empty", "")):
        one(
            f"retry-after-{slug}",
            f"Retry-After: {value!r} does not count",
            CHAIN_ID,
            PAGE,
            failed("rate_limited"),
            "Provider",
            429,
            retry_after=value,
        )
    one("retry-after-forbidden", "Retry-After of what waiting does not help", CHAIN_ID, PAGE, failed("forbidden"), "Provider", 403, retry_after="2")


def _envelopes(one: Any) -> None:
    whole: Json = {"jsonrpc": "2.0", "id": 1, "result": "0x2105"}
    good = {"number": "8453"}
    for slug, title, body, answer in (
        ("id-text", "the id as a text", whole | {"id": "1"}, good),
        ("more", "unknown members", whole | {"server": "x", "timing": 7}, good),
        ("id-other", "another id", whole | {"id": 2}, nonsense("missing_id")),
        ("id-fraction", "an id of 1.5", whole | {"id": 1.5}, nonsense("missing_id")),
        ("id-null", "an id of null", whole | {"id": None}, nonsense("missing_id")),
        ("version", "JSON-RPC 1.0", whole | {"jsonrpc": "1.0"}, nonsense("not_json_rpc")),
        ("both", "a result and an error", whole | {"error": {"code": -32000, "message": "x"}}, nonsense("not_json_rpc")),
        ("neither", "neither result nor error", {"jsonrpc": "2.0", "id": 1}, nonsense("not_json_rpc")),
        ("list", "a list in place of one response", [whole], nonsense("not_json_rpc")),
        ("text", "a text", "0x2105", nonsense("not_json_rpc")),
        ("null", "null", None, nonsense("not_json_rpc")),
    ):
        one(f"envelope-{slug}", f"a response with {title}", CHAIN_ID, coding.compact(body), answer, "Envelope")
    one(
        "envelope-twice",
        "a result that stands twice",
        CHAIN_ID,
        '{"jsonrpc":"2.0","id":1,"result":"0x1","result":"0x2105"}',
        nonsense("not_json"),
        "Envelope",
    )
    one("envelope-cut", "a response, cut off", CHAIN_ID, coding.compact(whole)[:-2], nonsense("not_json"), "Envelope")
    one("envelope-behind", "something behind the response", CHAIN_ID, coding.compact(whole) + "x", nonsense("not_json"), "Envelope")
    one("envelope-spaces", "white space around the response", CHAIN_ID, f" {coding.compact(whole)}\n", good, "Envelope")


def _batches(group: Group, case: Any) -> None:
    two = [CHAIN_ID, GAS_PRICE]
    parts = [{"jsonrpc": "2.0", "id": 1, "result": "0x2105"}, {"jsonrpc": "2.0", "id": 2, "result": "0x7"}]
    good: list[Json] = [{"number": "8453"}, {"amount": "7"}]
    error = {"jsonrpc": "2.0", "id": None, "error": {"code": -32600, "message": "batch too large"}}
    limited = {"jsonrpc": "2.0", "id": None, "error": {"code": -32005, "message": "rate limit exceeded"}}
    for slug, title, body, answers in (
        ("order", "the responses in another order", parts[::-1], good),
        ("plain", "two responses", parts, good),
        ("missing", "one response is missing", parts[:1], [good[0], nonsense("missing_id")]),
        ("twice", "one response comes twice", [*parts, parts[1]], [good[0], nonsense("duplicate_id")]),
        ("more", "a response that was not asked for", [*parts, parts[1] | {"id": 3}], good),
        ("refused", "an error in place of the batch", error, [failed("batch_refused", -32600)] * 2),
        ("limited", "a limit in place of the batch", limited, [failed("rate_limited", -32005)] * 2),
        ("part-refused", "an error without an id speaks for the rest", [parts[0], error], [good[0], failed("batch_refused", -32600)]),
        ("one", "one response in place of the batch", parts[0], [nonsense("not_json_rpc")] * 2),
        ("empty", "an empty list", [], [nonsense("missing_id")] * 2),
        ("null", "null in the list", [parts[0], None], [good[0], nonsense("missing_id")]),
    ):
        made = case(two, [response(coding.compact(body))], answers)
        group.accept(f"batch-{slug}", f"a batch: {title}", made, flags="Envelope", level="should", why=OWN)
    large = case(two, [response("", 413)], [failed("batch_refused")] * 2)
    group.accept("batch-413", "a batch that is too large", large, flags="Envelope Provider", level="should", why=OWN)
    none = case(two, [], [failed("no_response")] * 2)
    group.accept("batch-none", "no response at all", none, flags="Envelope", level="should", why=OWN)
