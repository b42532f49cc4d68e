"""Responses of EVM nodes, each with the answer that it is: a value, a refusal, a failure or nonsense."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eth_abi import encode
from eth_account import Account
from eth_utils import keccak, to_checksum_address

import chain
import evm
import keys
from chain import BLOCK, TIME, aggregated, call, failure, flag, hash32, hexed, listed, log, quantity, receipt, reply, response, uint
from evm import PAYEE, PAYER, PERMIT2, USDC
from groups.chain_errors import add_errors
from model import Case, Group, Json, ref

OWN = "how answers are named is this suite's; what they mean is the node's"


def case(queries: Sequence[Json], responses: Sequence[Json], answers: Sequence[Json], multicall: bool | None = False) -> Case:
    """Queries, a node's responses, and the answers."""
    options = {} if multicall is None else {"multicall": multicall}
    given = {"namespace": "eip155", "queries": list(queries), **options, "responses": list(responses)}
    return Case("read_answers", given, derived={"answers": listed(list(answers))})


BALANCE: Json = {"query": "balance", "token": USDC, "owner": PAYER}
PAUSED: Json = {"query": "paused", "token": USDC}
SEPARATOR: Json = {"query": "domain_separator", "token": USDC}
NAME: Json = {"query": "token_name", "token": USDC}
CHAIN_ID: Json = {"query": "chain_id"}
SIMULATE: Json = {"query": "simulate", "to": USDC, "data": "0x5c975abb"}
LATEST: Json = {"query": "block"}
RECEIPT: Json = {"query": "receipt", "transaction": chain.TRANSACTION}
TRANSACTION: Json = {"query": "transaction", "transaction": chain.TRANSACTION}
BAD_RETURN: Json = {"refused": "bad_return"}
WRONG_TYPE: Json = {"nonsense": "wrong_type"}
UNASKED: Json = {"nonsense": "unasked"}


def build() -> Group:
    """The group."""
    refs = (ref("Ethereum JSON-RPC", "methods"), ref("JSON-RPC 2.0", "Response object"), ref("Solidity ABI", "Formal Specification of the Encoding"))
    group = Group("chain.answers", "Answers of EVM nodes", "L4", refs)
    group.note("Value", "BASIC", "A method's result, as a value of its type.")
    group.note(
        "Abi",
        "SECURITY",
        "What a contract returns must be a value of the function's type in every bit: a truncated word or a dirty one is not cut to size.",
    )
    group.note("Revert", "BASIC", "The data of a revert, with its custom error decoded.")
    group.note("Multicall", "INTEROP", "The results of one `aggregate3`, as of its block.")
    group.note("Type", "MALFORMED", "The result does not have the method's type.")
    group.note("Unasked", "SECURITY", "The result is about something that was not asked.")
    group.note("Logs", "SECURITY", "Every log must fit the filter, be sealed and not removed.")
    group.note("Provider", "INTEROP", "What providers answer in place of an answer: their errors, limits and pages.")
    group.note("Envelope", "MALFORMED", "What is around the result: the version, the id, the batch.")
    group.note("Boundary", "BOUNDARY", "The last value that passes, or the first that does not.")

    def one(slug: str, title: str, query: Json, body: str, answer: Json, flags: str, status: int | None = 200, **more: Any) -> None:
        group.accept(slug, title, case([query], [response(body, status, **more)], [answer]), flags=flags, level="should", why=OWN)

    _quantities(one)
    _abi(one)
    _methods(one)
    _blocks(one)
    _receipts(one)
    _reverts(one)
    _sent(one)
    _multicall(group)
    add_errors(group, one, case)
    return group


def _quantities(one: Any) -> None:
    for slug, title, result, number in (
        ("8453", "Base's chain id", "0x2105", "8453"),
        ("0", "0", "0x0", "0"),
        ("leading-zeros", "leading zeros, as some nodes write them", "0x002105", "8453"),
        ("upper-case", "digits in upper case", "0xAA36A7", "11155111"),
        ("u64-max", "2^64-1", "0xffffffffffffffff", str(2**64 - 1)),
    ):
        one(f"number-{slug}", f"a number: {title}", CHAIN_ID, reply(result), {"number": number}, "Value Boundary")
    odd: tuple[tuple[str, str, Any], ...] = (
        ("u64-more", "2^64", "0x10000000000000000"), ("no-prefix", "without 0x", "2105"), ("prefix-alone", "0x alone", "0x"), ("decimal", "a JSON number", 8453),
        ("negative", "a minus sign", "-0x1"), ("word", "a word", "latest"), ("null", "null", None), ("object", "an object", {"chainId": "0x2105"}),
        ("spaces", "a space", "0x2105 "), ("capital-prefix", "0X", "0X2105"), ("65-digits", "65 digits", "0x" + "0" * 64 + "1"),
    )  # fmt: skip
    for slug, title, bad in odd:
        one(f"number-{slug}", f"not a number: {title}", CHAIN_ID, reply(bad), WRONG_TYPE, "Type Boundary" if slug == "u64-more" else "Type")
    wei: Json = {"query": "native_balance", "account": PAYER}
    one("amount-max", "wei: 2^256-1", wei, reply("0x" + "f" * 64), {"amount": str(evm.MAX_UINT256)}, "Value Boundary")
    one("amount-more", "wei: 2^256", wei, reply("0x1" + "0" * 64), WRONG_TYPE, "Type Boundary")
    one("gas-price", "a price of gas", {"query": "gas_price"}, reply("0xf4494"), {"amount": "1000596"}, "Value")
    one("priority-fee", "a tip of 0", {"query": "priority_fee"}, reply("0x0"), {"amount": "0"}, "Value")
    one("account-nonce", "a nonce", {"query": "account_nonce", "account": PAYER}, reply("0x1f"), {"number": "31"}, "Value")


def _abi(one: Any) -> None:
    def read(slug: str, title: str, query: Json, data: bytes, answer: Json, flags: str = "Abi") -> None:
        one(f"abi-{slug}", title, query, reply(hexed(data)), answer, flags)

    read("balance", "a balance", BALANCE, uint(5_000_000), {"amount": "5000000"})
    read("balance-0", "a balance of 0", BALANCE, uint(0), {"amount": "0"}, "Abi Boundary")
    read("balance-max", "a balance of 2^256-1", BALANCE, uint(evm.MAX_UINT256), {"amount": str(evm.MAX_UINT256)}, "Abi Boundary")
    read("balance-truncated", "a balance of 31 bytes", BALANCE, uint(5_000_000)[:31], BAD_RETURN, "Abi Boundary")
    read("balance-empty", "no data: no contract is there", BALANCE, b"", BAD_RETURN)
    read("flag-true", "true", PAUSED, flag(True), {"flag": True})
    read("flag-false", "false", PAUSED, flag(False), {"flag": False})
    read("flag-2", "a flag of 2", PAUSED, uint(2), BAD_RETURN, "Abi Boundary")
    read("flag-dirty", "true, with a dirty first byte", PAUSED, b"\x01" + flag(True)[1:], BAD_RETURN)
    read("flag-left", "true at the wrong end of the word", PAUSED, b"\x01" + bytes(31), BAD_RETURN)
    separator = hash32("separator")
    read("separator", "a domain separator", SEPARATOR, bytes.fromhex(separator[2:]), {"hash": separator})
    read("separator-short", "a domain separator of 20 bytes", SEPARATOR, bytes.fromhex(separator[2:])[:20], BAD_RETURN)
    allowance: Json = {"query": "allowance", "token": USDC, "owner": PAYER, "spender": PERMIT2}
    read("allowance", "an allowance", allowance, uint(10_000), {"amount": "10000"})
    state: Json = {"query": "authorization_state", "token": USDC, "authorizer": PAYER, "nonce": hash32("nonce")}
    read("authorization-used", "an authorization is used", state, flag(True), {"flag": True})
    read("authorization-unused", "an authorization is not used", state, flag(False), {"flag": False})
    listed_: Json = {"query": "is_blacklisted", "token": USDC, "account": PAYEE}
    read("blacklisted", "an account is barred", listed_, flag(True), {"flag": True})
    read("l1-fee", "a fee for posting to L1", {"query": "l1_fee_upper_bound", "size": 450}, uint(31_234_567), {"amount": "31234567"})
    for nonce, bitmap, is_used in (
        ("0", 1, True),
        ("0", evm.MAX_UINT256 - 1, False),
        ("255", 1 << 255, True),
        ("255", (1 << 255) - 1, False),
        ("257", 2, True),
        ("257", 1, False),
    ):
        query: Json = {"query": "permit_nonce", "owner": PAYER, "nonce": nonce}
        title = f"the nonce {nonce} of Permit2 is {'used' if is_used else 'not used'}"
        read(f"permit-nonce-{nonce}-{'used' if is_used else 'unused'}", title, query, uint(bitmap), {"flag": is_used}, "Abi Boundary")
    text = encode(["string"], ["USD Coin"])
    read("text", "a token's name", NAME, text, {"text": "USD Coin"})
    read("text-unicode", "a name that is not ASCII", NAME, encode(["string"], ["USD₮0"]), {"text": "USD₮0"})
    read("text-empty", "an empty name", NAME, encode(["string"], [""]), {"text": ""}, "Abi Boundary")
    read("text-version", "a token's version", {"query": "token_version", "token": USDC}, encode(["string"], ["2"]), {"text": "2"})
    read("text-256", "a name of 256 bytes", NAME, encode(["string"], ["x" * 256]), {"text": "x" * 256}, "Abi Boundary")
    read("text-257", "a name of 257 bytes", NAME, encode(["string"], ["x" * 257]), BAD_RETURN, "Abi Boundary")
    read("text-truncated", "a name, cut off", NAME, text[:-32], BAD_RETURN)
    read("text-long-length", "a name whose length runs past the end", NAME, text[:63] + b"\xff" + text[64:], BAD_RETURN)
    read("text-huge-length", "a name of 2^255 bytes", NAME, text[:32] + b"\x80" + text[33:], BAD_RETURN)
    read("text-offset", "a name whose offset runs past the end", NAME, text[:31] + b"\xe0" + text[32:], BAD_RETURN)
    read(
        "text-dirty", "dirty padding behind a name does not count, as Solidity's own decoder has it", NAME, text[:-1] + b"\x01", {"text": "USD Coin"}
    )
    read("text-not-utf-8", "a name that is not UTF-8", NAME, encode(["bytes"], [b"\xff\xfe"]), BAD_RETURN)
    read("text-bytes32", "a name as bytes32, as old tokens have it", NAME, b"MKR".ljust(32, b"\0"), BAD_RETURN)
    wallet: Json = {"query": "erc1271", "account": PAYER, "digest": hash32("digest"), "signature": "0x" + "aa" * 65}
    magic = bytes.fromhex("1626ba7e")
    read("erc1271", "a contract accepts a signature", wallet, magic.ljust(32, b"\0"), {"flag": True})
    read("erc1271-refused", "a contract refuses a signature", wallet, b"\xff\xff\xff\xff".ljust(32, b"\0"), {"flag": False})
    read("erc1271-zero", "a contract returns zeros", wallet, bytes(32), {"flag": False})
    read("erc1271-right", "the magic value at the wrong end", wallet, magic.rjust(32, b"\0"), BAD_RETURN)
    read("erc1271-dirty", "the magic value with dirty padding", wallet, magic.ljust(31, b"\0") + b"\x01", BAD_RETURN)
    read("erc1271-short", "the magic value alone", wallet, magic, BAD_RETURN)
    read("erc1271-empty", "no data: an account without code", wallet, b"", BAD_RETURN)
    for slug, title, result in (
        ("odd", "half a byte", "0x123"), ("no-prefix", "no prefix", "00" * 32), ("not-hex", "letters", "0xzz"), ("null", "null", None), ("number", "a number", 5), ("list", "a list", ["0x"]),
    ):  # fmt: skip
        one(f"call-{slug}", f"a call's result is {title}", BALANCE, reply(result), WRONG_TYPE, "Type")
    one("simulate", "a simulated call succeeds", SIMULATE, reply("0x"), {"succeeded": True}, "Value")
    one("simulate-data", "a simulated call returns data", SIMULATE, reply(hexed(flag(False))), {"succeeded": True}, "Value")


def _methods(one: Any) -> None:
    code: Json = {"query": "code", "account": PAYER}
    contract = bytes.fromhex("6080604052")
    one("code-none", "no code", code, reply("0x"), {"code": "none"}, "Value")
    one("code-contract", "a contract", code, reply(hexed(contract)), {"code": {"contract": hexed(keccak(contract))}}, "Value")
    delegated = b"\xef\x01\x00" + bytes.fromhex(evm.STRANGER[2:])
    one(
        "code-7702",
        "an account that runs another contract's code",
        code,
        reply(hexed(delegated)),
        {"code": {"delegated": evm.STRANGER}},
        "Value Boundary",
    )
    for slug, title, raw in (
        ("short", "a byte less", delegated[:-1]),
        ("long", "a byte more", delegated + b"\0"),
        ("version", "another version", b"\xef\x01\x01" + delegated[3:]),
    ):
        one(
            f"code-7702-{slug}",
            f"a delegation with {title} is a contract",
            code,
            reply(hexed(raw)),
            {"code": {"contract": hexed(keccak(raw))}},
            "Value Boundary",
        )
    fees: Json = {"query": "fee_history"}
    history = {"oldestBlock": "0x1406f3c", "baseFeePerGas": ["0x64", "0x65", "0x66"], "gasUsedRatio": [0.5, 0.4], "reward": [["0x1"], ["0x2"]]}
    one("fees", "the fees of two blocks", fees, reply(history), {"fees": {"base_fees": ["100", "101", "102"], "tips": ["1", "2"]}}, "Value")
    for slug, title, changed in (
        ("no-next", "the next block's base fee is missing", {"baseFeePerGas": ["0x64", "0x65"]}), ("no-reward", "no tips", {"reward": None}), ("two-tips", "two tips of one block", {"reward": [["0x1", "0x2"], ["0x2"]]}),
        ("none", "no block at all", {"baseFeePerGas": ["0x64"], "reward": []}), ("six", "six blocks, one more than asked", {"baseFeePerGas": ["0x1"] * 7, "reward": [["0x1"]] * 6}),
    ):  # fmt: skip
        one(f"fees-{slug}", f"fees: {title}", fees, reply(history | changed), WRONG_TYPE, "Type")
    sender = PAYER.lower()
    known = {"hash": chain.TRANSACTION, "from": sender, "nonce": "0x1f", "blockHash": chain.BLOCK_HASH, "blockNumber": quantity(BLOCK), "type": "0x2"}
    block = {"height": str(BLOCK), "hash": chain.BLOCK_HASH}
    found = {"from": PAYER, "nonce": "31", "block": block}
    one("transaction", "a transaction in a block", TRANSACTION, reply(known), {"transaction": found}, "Value")
    waiting = known | {"blockHash": None, "blockNumber": None}
    one("transaction-waiting", "a transaction that waits", TRANSACTION, reply(waiting), {"transaction": found | {"block": None}}, "Value")
    zeros = known | {"blockHash": "0x" + "00" * 32}
    one(
        "transaction-preconfirmed",
        "a block hash of zeros is not a block",
        TRANSACTION,
        reply(zeros),
        {"transaction": found | {"block": None}},
        "Value",
    )
    one("transaction-null", "the node does not have the transaction", TRANSACTION, reply(None), {"transaction": None}, "Value")
    one("transaction-other", "another transaction", TRANSACTION, reply(known | {"hash": hash32("other")}), UNASKED, "Unasked")
    one(
        "transaction-no-sender",
        "a transaction without a sender",
        TRANSACTION,
        reply({k: v for k, v in known.items() if k != "from"}),
        WRONG_TYPE,
        "Type",
    )


def _blocks(one: Any) -> None:
    block = {"number": quantity(BLOCK), "hash": chain.BLOCK_HASH, "timestamp": quantity(TIME), "transactions": [], "baseFeePerGas": "0x64"}
    point = {"height": str(BLOCK), "hash": chain.BLOCK_HASH, "time": str(TIME)}
    here = {"height": str(BLOCK)}
    numbered: Json = {"query": "block", "at": BLOCK}
    one("block-latest", "the newest block", LATEST, reply(block), {"block": point, "at": point}, "Value")
    one("block-number", "a block by its number", numbered, reply(block), {"block": point, "at": here}, "Value")
    one("block-null", "the node does not have a block of this number", numbered, reply(None), {"block": None, "at": here}, "Value")
    one("block-latest-null", "there is always a newest block", LATEST, reply(None), WRONG_TYPE, "Type")
    one("block-safe-null", "a young chain has no safe block", {"query": "block", "at": "safe"}, reply(None), {"block": None}, "Value")
    other = block | {"number": quantity(BLOCK + 1)}
    one("block-other", "a block of another number", numbered, reply(other), UNASKED, "Unasked")
    for member in ("number", "hash", "timestamp"):
        less = {name: value for name, value in block.items() if name != member}
        one(f"block-no-{member}", f"a block without {member}", LATEST, reply(less), WRONG_TYPE, "Type")
    one("block-pending", "a block without a hash, as a pending one", LATEST, reply(block | {"hash": None}), WRONG_TYPE, "Type")
    one("block-short-hash", "a hash of 31 bytes", LATEST, reply(block | {"hash": chain.BLOCK_HASH[:-2]}), WRONG_TYPE, "Type Boundary")


def _log_value(entry: Json) -> Json:
    return {
        "address": to_checksum_address(entry["address"]),
        "topics": entry["topics"],
        "data": entry["data"],
        "index": str(int(entry["logIndex"], 16)),
    }


def _receipts(one: Any) -> None:
    sender = keys.evm("facilitator").address
    nonce = hash32("nonce")
    whole = receipt(chain.used(nonce), chain.moved(), first=7)
    block = {"height": str(BLOCK), "hash": chain.BLOCK_HASH}
    value = {
        "transaction": chain.TRANSACTION, "block": block, "succeeded": True, "from": sender, "to": USDC, "gas_used": str(0x14FF3),
        "gas_price": str(0xF4494), "l1_fee": None, "logs": [_log_value(entry) for entry in whole["logs"]],
    }  # fmt: skip
    one("receipt", "a receipt with two logs", RECEIPT, reply(whole), {"receipt": value}, "Value")
    one("receipt-null", "the node does not have the receipt", RECEIPT, reply(None), {"receipt": None}, "Value")
    bare = receipt()
    empty = value | {"logs": []}
    one(
        "receipt-op",
        "a receipt of the OP stack",
        RECEIPT,
        reply(bare | {"l1Fee": "0x1f4", "l1GasUsed": "0x640"}),
        {"receipt": empty | {"l1_fee": "500"}},
        "Value",
    )
    one(
        "receipt-no-price",
        "a receipt without a price",
        RECEIPT,
        reply(bare | {"effectiveGasPrice": None}),
        {"receipt": empty | {"gas_price": None}},
        "Value",
    )
    one("receipt-created", "a receipt of a creation", RECEIPT, reply(bare | {"to": None}), {"receipt": empty | {"to": None}}, "Value")
    one("receipt-reverted", "a receipt of a failure", RECEIPT, reply(receipt(status=0)), {"receipt": empty | {"succeeded": False}}, "Value")
    zeros = receipt(blockHash="0x" + "00" * 32)
    one(
        "receipt-preconfirmed", "a block hash of zeros: the block is not sealed", RECEIPT, reply(zeros), {"receipt": empty | {"block": None}}, "Value"
    )
    one(
        "receipt-no-block", "no block", RECEIPT, reply(bare | {"blockHash": None, "blockNumber": None}), {"receipt": empty | {"block": None}}, "Value"
    )
    one("receipt-other", "another transaction's receipt", RECEIPT, reply(bare | {"transactionHash": hash32("other")}), UNASKED, "Unasked")
    moved = chain.moved()(7)
    for slug, title, changed, answer in (
        ("log-removed", "a log that is removed", moved | {"removed": True}, WRONG_TYPE),
        ("log-removed-text", "removed is a text", moved | {"removed": "false"}, WRONG_TYPE),
        ("log-other-transaction", "a log of another transaction", moved | {"transactionHash": hash32("other")}, UNASKED),
        ("log-other-block", "a log of another block", moved | {"blockHash": hash32("other")}, UNASKED),
        ("log-no-index", "a log without a place", {k: v for k, v in moved.items() if k != "logIndex"}, WRONG_TYPE),
        ("log-five-topics", "a log of five topics", moved | {"topics": [nonce] * 5}, WRONG_TYPE),
        ("log-short-topic", "a topic of 31 bytes", moved | {"topics": [nonce[:-2]]}, WRONG_TYPE),
        ("log-short-address", "an address of 19 bytes", moved | {"address": USDC[:-2]}, WRONG_TYPE),
        ("log-odd-data", "data of half a byte", moved | {"data": "0x1"}, WRONG_TYPE),
        ("log-null", "a log that is null", None, WRONG_TYPE),
    ):
        one(f"receipt-{slug}", f"a receipt with {title}", RECEIPT, reply(bare | {"logs": [changed]}), answer, "Logs")
    four = log(USDC, [nonce] * 4, b"", 7)
    one(
        "receipt-log-four-topics",
        "a log of four topics",
        RECEIPT,
        reply(bare | {"logs": [four]}),
        {"receipt": empty | {"logs": [_log_value(four)]}},
        "Value Boundary",
    )
    order = [chain.moved()(8), chain.moved()(7)]
    one("receipt-log-order", "logs out of order", RECEIPT, reply(bare | {"logs": order}), WRONG_TYPE, "Logs")
    one("receipt-log-twice", "two logs at one place", RECEIPT, reply(bare | {"logs": [moved, moved]}), WRONG_TYPE, "Logs")
    for slug, title, changes in (
        ("status-2", "the status 2", {"status": "0x2"}), ("no-status", "a state root in place of a status", {"status": None, "root": nonce}), ("no-logs", "logs that are null", {"logs": None}),
        ("no-gas", "no gas", {"gasUsed": None}), ("hash-no-number", "a block hash without a number", {"blockNumber": None}), ("short-hash", "a short hash", {"transactionHash": nonce[:-2]}),
    ):  # fmt: skip
        one(f"receipt-{slug}", f"a receipt with {title}", RECEIPT, reply(bare | changes), WRONG_TYPE, "Type")
    _searches(one, nonce)


def _searches(one: Any, nonce: str) -> None:
    query: Json = {
        "query": "logs",
        "address": USDC,
        "topics": [chain.USED, chain.word(PAYER), nonce],
        "first_block": BLOCK - 100,
        "last_block": BLOCK + 100,
    }
    first = chain.used(nonce)(5)
    found = {"block": {"height": str(BLOCK), "hash": chain.BLOCK_HASH}, "transaction": chain.TRANSACTION, "log": _log_value(first)}
    one("logs", "a log that fits", query, reply([first]), {"logs": [found]}, "Logs")
    one("logs-none", "no log", query, reply([]), {"logs": []}, "Logs")
    second = first | {"logIndex": "0x9"}
    later = found | {"log": _log_value(second)}
    one("logs-order", "two logs out of order are put in order", query, reply([second, first]), {"logs": [found, later]}, "Logs")
    for slug, title, changes, answer in (
        ("address", "of another contract", {"address": PAYEE.lower()}, UNASKED), ("topic", "with another nonce", {"topics": [chain.USED, chain.word(PAYER), hash32("other")]}, UNASKED),
        ("topics", "with fewer topics", {"topics": [chain.USED, chain.word(PAYER)]}, UNASKED), ("before", "before the first block", {"blockNumber": quantity(BLOCK - 101)}, UNASKED),
        ("after", "behind the last block", {"blockNumber": quantity(BLOCK + 101)}, UNASKED), ("removed", "that is removed", {"removed": True}, WRONG_TYPE),
        ("pending", "of a block that is not sealed", {"blockHash": None}, WRONG_TYPE), ("zeros", "with a block hash of zeros", {"blockHash": "0x" + "00" * 32}, WRONG_TYPE),
        ("no-transaction", "without a transaction", {"transactionHash": None}, WRONG_TYPE),
    ):  # fmt: skip
        one(f"logs-{slug}", f"a log {title}", query, reply([first | changes]), answer, "Logs")
    for slug, block in (("first", BLOCK - 100), ("last", BLOCK + 100)):
        at = first | {"blockNumber": quantity(block)}
        fits = found | {"block": {"height": str(block), "hash": chain.BLOCK_HASH}}
        one(f"logs-{slug}-block", f"a log of the {slug} block", query, reply([at]), {"logs": [fits]}, "Logs Boundary")
    one("logs-null", "null is not a list", query, reply(None), WRONG_TYPE, "Type")


def errors() -> list[tuple[str, bytes, Json]]:
    """The custom errors of tokens, Permit2 and x402's proxy: a name, the data, and what it says."""
    every: list[tuple[str, bytes]] = [
        ("ERC20InsufficientBalance", call("ERC20InsufficientBalance(address,uint256,uint256)", PAYER, 1, 10_000)),
        ("ERC20InsufficientAllowance", call("ERC20InsufficientAllowance(address,uint256,uint256)", PERMIT2, 1, 10_000)),
        ("ERC20InvalidReceiver", call("ERC20InvalidReceiver(address)", PAYEE)),
        ("ERC20InvalidSender", call("ERC20InvalidSender(address)", PAYER)),
        ("EnforcedPause", call("EnforcedPause()")),
        ("AllowanceExpired", call("AllowanceExpired(uint256)", TIME)),
        ("InsufficientAllowance", call("InsufficientAllowance(uint256)", 9_999)),
        ("InvalidContractSignature", call("InvalidContractSignature()")),
        ("InvalidNonce", call("InvalidNonce()")),
        ("InvalidSignature", call("InvalidSignature()")),
        ("InvalidSignatureLength", call("InvalidSignatureLength()")),
        ("InvalidSigner", call("InvalidSigner()")),
        ("SignatureExpired", call("SignatureExpired(uint256)", TIME)),
        ("AmountExceedsPermitted", call("AmountExceedsPermitted()")),
        ("InvalidDestination", call("InvalidDestination()")),
        ("InvalidOwner", call("InvalidOwner()")),
        ("InvalidPermit2Address", call("InvalidPermit2Address()")),
        ("PaymentTooEarly", call("PaymentTooEarly()")),
        ("Permit2612AmountMismatch", call("Permit2612AmountMismatch()")),
        ("UnauthorizedFacilitator", call("UnauthorizedFacilitator()")),
    ]
    named = [(name, data, {"error": name}) for name, data in every]
    # Permit2 and the proxy have an error of this name, with an argument and without.
    both = {"error": "InvalidAmount"}
    return [*named, ("InvalidAmount", call("InvalidAmount()"), both), ("InvalidAmount", call("InvalidAmount(uint256)", 10_000), both)]


def _reverts(one: Any) -> None:
    def reverts(slug: str, title: str, data: bytes, refused: Any, flags: str = "Revert", query: Json = SIMULATE) -> None:
        one(f"revert-{slug}", title, query, failure(3, "execution reverted", data=hexed(data)), {"refused": refused}, flags)

    for number, (name, data, refused) in enumerate(errors(), 1):
        reverts(f"{number}-{name.lower()}", f"a call reverts with {name}", data, refused)
    message = call("Error(string)", "FiatTokenV2: invalid signature")
    reverts("message", "a call reverts with a text", message, {"message": "FiatTokenV2: invalid signature"})
    reverts("message-empty", "a call reverts with an empty text", call("Error(string)", ""), {"message": ""}, "Revert Boundary")
    reverts("message-256", "a text of 256 bytes", call("Error(string)", "x" * 256), {"message": "x" * 256}, "Revert Boundary")
    reverts("message-long", "a text of 300 bytes, of which 256 count", call("Error(string)", "x" * 300), {"message": "x" * 256}, "Revert Boundary")
    reverts("panic", "a call overflows", call("Panic(uint256)", 0x11), {"panic": "17"})
    reverts("silent", "a call reverts without data", b"", "silent")
    reverts("unknown", "an unknown error", call("SomethingElse(uint256)", 7), {"unknown": hexed(chain.selector("SomethingElse(uint256)"))})
    reverts("one-byte", "data of one byte", b"\x08", {"unknown": "0x08000000"}, "Revert Boundary")
    cut = message[:-32]
    reverts("message-truncated", "a text, cut off", cut, {"unknown": "0x08c379a0"})
    short = call("ERC20InsufficientBalance(address,uint256,uint256)", PAYER, 1, 10_000)
    reverts("error-truncated", "a known error, cut off", short[:-1], {"unknown": hexed(short[:4])}, "Revert Boundary")
    dirty = short[:4] + b"\x01" + short[5:]
    reverts("error-dirty", "a known error with a dirty address", dirty, {"unknown": hexed(short[:4])})
    reverts("read", "a read reverts", message, {"message": "FiatTokenV2: invalid signature"}, query=BALANCE)
    wallet: Json = {"query": "erc1271", "account": PAYER, "digest": hash32("digest"), "signature": "0x"}
    reverts("erc1271", "a contract reverts on a signature", b"", "silent", query=wallet)
    for slug, title, code, text, more in (
        ("nethermind", "Nethermind's code", -32015, "VM execution error.", {"data": "Reverted " + hexed(message)}),
        ("object", "the data in an object", -32000, "execution reverted", {"data": {"data": hexed(message)}}),
        ("word", "the word alone", -32000, "execution reverted: FiatTokenV2: invalid signature", {"data": hexed(message)}),
    ):
        body = failure(code, text, **more)
        one(f"revert-{slug}", f"a revert: {title}", SIMULATE, body, {"refused": {"message": "FiatTokenV2: invalid signature"}}, "Revert Provider")
    for slug, text in (
        ("gas", "out of gas"),
        ("opcode", "invalid opcode: INVALID"),
        ("stack", "stack underflow (0 <=> 1)"),
        ("no-data", "execution reverted"),
    ):
        one(f"revert-halt-{slug}", f"a call halts: {text}", SIMULATE, failure(-32000, text), {"refused": "silent"}, "Revert Provider")


def _sent(one: Any) -> None:
    signed = Account.sign_transaction(
        {"type": 2, "chainId": 84532, "nonce": 7, "maxFeePerGas": 2_000_000_000, "maxPriorityFeePerGas": 1_000_000, "gas": 90_000, "to": USDC, "value": 0, "data": "0x"},
        keys.evm("facilitator").key,
    )  # fmt: skip
    query: Json = {"query": "send", "transaction": hexed(bytes(signed.raw_transaction))}
    one("send", "the node takes a transaction", query, reply(hexed(bytes(signed.hash))), {"sent": "accepted"}, "Value")
    one("send-other", "the node names another transaction", query, reply(hash32("other")), UNASKED, "Unasked")
    one("send-short", "the node names a short hash", query, reply(hash32("other")[:-2]), WRONG_TYPE, "Type")
    for slug, code, text, sent in (
        ("known", -32000, "already known", "already_known"), ("known-nethermind", -32010, "AlreadyKnown", "already_known"), ("known-erigon", -32000, "existing tx with same hash: already known", "already_known"),
        ("nonce-low", -32000, "nonce too low: next nonce 8, tx nonce 7", "nonce_too_low"), ("nonce-low-nethermind", -32010, "OldNonce, Current nonce: 8, nonce of rejected tx: 7", "nonce_too_low"),
        ("nonce-high", -32000, "nonce too high", "nonce_too_high"), ("nonce-gap", -32010, "NonceGap, Future nonce", "nonce_too_high"),
        ("underpriced", -32000, "replacement transaction underpriced", "underpriced"), ("base-fee", -32000, "max fee per gas less than block base fee: address 0x00, maxFeePerGas: 1, baseFee: 2", "underpriced"),
        ("funds", -32000, "insufficient funds for gas * price + value: balance 0, tx cost 1", "insufficient_funds"), ("besu", -32004, "Upfront cost exceeds account balance", "insufficient_funds"),
        ("gas", -32000, "intrinsic gas too low: gas 1, minimum needed 21000", "rejected"), ("chain", -32000, "invalid chain id for signer: have 1 want 84532", "rejected"), ("type", -32000, "transaction type not supported", "rejected"),
    ):  # fmt: skip
        one(f"send-{slug}", f"the node refuses a transaction: {text}", query, failure(code, text), {"sent": sent}, "Provider")
    one(
        "send-limited",
        "the node limits the rate",
        query,
        failure(-32005, "rate limit exceeded"),
        {"failed": "rate_limited", "transient": True, "code": -32005},
        "Provider",
    )


def _multicall(group: Group) -> None:
    at: Json = {"height": str(BLOCK), "time": str(TIME)}

    def several(slug: str, title: str, queries: list[Json], result: Any, answers: list[Json], flags: str = "Multicall") -> None:
        made = case(queries, [response(reply(result))], answers, None)
        group.accept(f"multicall-{slug}", title, made, flags=flags, level="should", why=OWN)

    three = [BALANCE, PAUSED, SIMULATE]
    good: list[Json] = [{"amount": "5000000", "at": at}, {"flag": False, "at": at}, {"succeeded": True, "at": at}]
    several("plain", "two reads and a simulation", three, aggregated(uint(5_000_000), flag(False), b""), good)
    refused = call("ERC20InsufficientBalance(address,uint256,uint256)", PAYER, 1, 10_000)
    reverted: Json = {"refused": {"error": "ERC20InsufficientBalance"}, "at": at}
    several("reverts", "the simulation reverts", three, aggregated(uint(5_000_000), flag(False), (False, refused)), [*good[:2], reverted])
    several("silent", "a read reverts without data", three, aggregated((False, b""), flag(False), b""), [{"refused": "silent", "at": at}, *good[1:]])
    bad = BAD_RETURN | {"at": at}
    several("empty-read", "a read returns nothing", three, aggregated(b"", flag(False), b""), [bad, *good[1:]])
    several("dirty-flag", "a flag of 2", three, aggregated(uint(5_000_000), uint(2), b""), [good[0], bad, good[2]], "Multicall Abi")
    later = [{"amount": "1", "at": {"height": "1", "time": "2"}}]
    several("block-1", "the block 1 at the time 2", [BALANCE], aggregated(uint(1), number=1, time=2), later)
    wrong: list[Json] = [WRONG_TYPE] * 3
    several("missing", "Multicall3 is not there", three, "0x", [{"failed": "no_multicall", "transient": False}] * 3)
    several("too-few", "a result is missing", three, aggregated(uint(5_000_000), flag(False)), wrong)
    several("too-many", "a result more", three, aggregated(uint(5_000_000), flag(False), b"", b""), wrong)
    several("truncated", "the results are cut off", three, aggregated(uint(5_000_000), flag(False), b"")[:-64], wrong, "Multicall Abi")
    several("number-too-large", "a block number of 2^64", three, aggregated(uint(1), flag(False), b"", number=2**64), wrong, "Multicall Boundary")
    several(
        "number-largest",
        "a block number of 2^64-1",
        [BALANCE],
        aggregated(uint(1), number=2**64 - 1),
        [{"amount": "1", "at": at | {"height": str(2**64 - 1)}}],
        "Multicall Boundary",
    )
    head = [(True, uint(BLOCK)), (True, uint(TIME))]
    overlapping = uint(32) + uint(3) + uint(96) + uint(224) + uint(224) + b"".join(encode(["bool", "bytes"], one) for one in head[:1])
    several(
        "overlapping",
        "two results share their bytes",
        [BALANCE],
        hexed(overlapping + encode(["bool", "bytes"], head[1])),
        [WRONG_TYPE],
        "Multicall Abi",
    )
    failed = encode(["(bool,bytes)[]"], [[(False, b""), head[1], (True, uint(1))]])
    several("no-number", "the block's number reverts", [BALANCE], hexed(failed), [WRONG_TYPE])
    dirty = bytes.fromhex(aggregated(uint(1))[2:])
    place = dirty.index(encode(["bool"], [True]))
    several("dirty-success", "a success of 2", [BALANCE], hexed(dirty[: place + 31] + b"\x02" + dirty[place + 32 :]), [WRONG_TYPE], "Multicall Abi")
