"""The vectors about queries of a host's own, and about what is sent to a chain."""

from __future__ import annotations

import base64
import json
import re
from typing import Any

import x402_core as x402
from vectors import Vector
from vectors_chain import digits, responses
from x402_core import chain
from x402_core.chain import ChainQueries, EvmQuery, Fact, Query, Shape, SvmQuery
from x402_core.evm import EvmTransaction
from x402_core.svm import SvmPartiallySignedTransaction


def write_queries(vector: Vector) -> list[Any]:
    """The requests that ask the queries, without their envelopes."""
    parts: list[Any] = []
    for body in queries(vector).bodies(shape(vector)):
        read = json.loads(body)
        parts += read if isinstance(read, list) else [read]
    return [{"method": part["method"], "params": part["params"]} for part in parts]


def read_answers(vector: Vector) -> list[Any]:
    """A node's answers to the queries."""
    asked = queries(vector)
    given = responses(vector.input["responses"])
    facts, _ = asked.read(given, node=0, shape=shape(vector))
    found = chain.answers(facts, asked)
    assert all(len(one) == 1 and one[0].node == 0 for one in found)
    return [fact(one) for (one,) in found]


def transaction(vector: Vector) -> dict[str, Any]:
    """What the sender signs, and what it sends."""
    given = vector.input
    numbers = ("chain_id", "nonce", "max_fee_per_gas", "max_priority_fee_per_gas", "gas_limit")
    built = EvmTransaction(
        **{name: number(given[name]) for name in numbers},
        to=given["to"],
        value=number(given["value"]),
        input=unhex(given["input"]),
        access_list=[
            (item["address"], [unhex(key) for key in item["storage_keys"]])
            for item in given.get("access_list", [])
        ],
    )
    derived: dict[str, Any] = {"signingHash": to_hex(built.signing_hash)}
    if "signature" in given:
        signed = built.with_signature(unhex(given["signature"]))
        derived["rawTransaction"] = to_hex(signed.to_bytes())
        derived["transaction"] = signed.id
        if signed.signer is not None:
            derived["recovered"] = signed.signer
        assert signed.transaction == built
    return derived


def co_sign(vector: Vector) -> dict[str, Any]:
    """What the fee payer signs, and what it sends."""
    given = vector.input
    try:
        raw = base64.b64decode(given["transaction"], validate=True)
    except ValueError as error:
        raise x402.InvalidValueError("not base64") from error
    transaction = SvmPartiallySignedTransaction.parse(raw)
    derived: dict[str, Any] = {
        "feePayer": transaction.fee_payer,
        "message": to_hex(transaction.message),
        "messageHash": to_hex(transaction.message_hash),
    }
    if "signature" in given:
        derived["rawTransaction"] = to_hex(transaction.with_signature(given["signature"]))
        derived["transaction"] = given["signature"]
    return derived


def shape(vector: Vector) -> Shape:
    return Shape(multicall=vector.input.get("multicall", True))


def queries(vector: Vector) -> ChainQueries:
    read = evm if vector.input["namespace"] == "eip155" else svm
    return ChainQueries.of(*map(read, vector.input["queries"]))


OF_BYTES = ("nonce", "digest", "signature", "transaction", "data")


def evm(query: dict[str, Any]) -> Query:
    """A query of `EvmQuery` with the arguments that its function takes."""
    name, given = query["query"], {name: query[name] for name in query if name != "query"}
    if name == "permit_nonce":
        given["nonce"] = int(given["nonce"])
    elif name == "logs":
        given["topics"] = [topic and unhex(topic) for topic in given["topics"]]
    elif name not in ("receipt", "transaction"):
        given |= {member: unhex(given[member]) for member in OF_BYTES if member in given}
    if "from" in given:
        given["sender"] = given.pop("from")
    return getattr(EvmQuery, name)(**given)  # type: ignore[no-any-return]


def svm(query: dict[str, Any]) -> Query:
    """A query of `SvmQuery` with the arguments that its function takes."""
    name, given = query["query"], {name: query[name] for name in query if name != "query"}
    if name in ("send", "simulate"):
        given["transaction"] = base64.b64decode(given["transaction"])
    return getattr(SvmQuery, name)(**given)  # type: ignore[no-any-return]


def fact(found: Fact) -> dict[str, Any]:
    """An answer as vectors write it."""
    out = answer(found.answer)
    if found.at is not None:
        out["at"] = head(found.at)
    return out


def answer(found: chain.Answer) -> dict[str, Any]:
    match found:
        case chain.Value():
            return value(found)
        case chain.Revert():
            return {"refused": revert(found)}
        case chain.Nonsense(kind):
            return {"nonsense": kind}
        case chain.Failure(cause, is_transient, code, retry_after):
            members = {"failed": cause, "transient": is_transient}
            return members | some({"code": code, "retry_after": retry_after})


def value(found: chain.Value) -> dict[str, Any]:
    read = getattr(found, found.kind)
    if read is None:
        assert found.is_absence
        return {found.kind: None}
    if found.kind == "blockhash":
        height = digits(found.last_valid_block_height)
        return {"blockhash": found.blockhash, "last_valid_block_height": height}
    return {found.kind: WRITE.get(found.kind, lambda same: same)(read)}


def revert(found: chain.Revert) -> Any:
    match found.kind:
        case "bad_return" | "silent":
            return found.kind
        case "fault":
            assert found.fault is not None
            return {"fault": fault(found.fault)}
        case "panic":
            return {"panic": digits(found.panic)}
        case "unknown":
            assert found.unknown is not None
            return {"unknown": to_hex(found.unknown)}
        case kind:
            return {kind: getattr(found, kind)}


def fault(found: chain.TransactionFault) -> dict[str, Any]:
    if found.instruction is None:
        return {"name": found.name}
    return {"instruction": found.instruction, "custom": found.custom, "name": found.name}


def head(found: chain.Head) -> dict[str, Any]:
    members = {"height": digits(found.height), "time": digits(found.time)}
    return some(members | {"hash": found.hash and to_hex(found.hash)})


def block(found: chain.BlockRef) -> dict[str, Any]:
    return {"height": digits(found.number), "hash": to_hex(found.hash)}


def code(found: chain.Code) -> Any:
    if found.delegate is not None:
        return {"delegated": found.delegate}
    return "none" if found.hash is None else {"contract": to_hex(found.hash)}


def log(found: chain.Log) -> dict[str, Any]:
    return {
        "address": found.address,
        "topics": [to_hex(topic) for topic in found.topics],
        "data": to_hex(found.data),
        "index": digits(found.index),
    }


def found_log(found: chain.FoundLog) -> dict[str, Any]:
    where = {"block": block(found.block), "transaction": found.transaction}
    return where | {"log": log(found.log)}


def receipt(found: chain.Receipt) -> dict[str, Any]:
    return {
        "transaction": found.transaction,
        "block": found.block and block(found.block),
        "succeeded": found.succeeded,
        "from": found.sender,
        "to": found.to,
        "gas_used": digits(found.gas_used),
        "gas_price": digits(found.gas_price),
        "l1_fee": digits(found.l1_fee),
        "logs": [log(one) for one in found.logs],
    }


def pooled(found: chain.PooledTransaction) -> dict[str, Any]:
    where = found.block and block(found.block)
    return {"from": found.sender, "nonce": digits(found.nonce), "block": where}


def account(found: chain.AccountInfo) -> dict[str, Any]:
    return {
        "owner": found.owner,
        "lamports": digits(found.lamports),
        "executable": found.executable,
        "data": base64.b64encode(found.data).decode(),
    }


def balance(found: chain.TokenBalance) -> dict[str, Any]:
    return {
        "account": found.account,
        "mint": found.mint,
        "owner": found.owner,
        "program": found.program,
        "amount": digits(found.amount),
    }


def outcome(found: chain.TransactionOutcome) -> dict[str, Any]:
    return {
        "slot": digits(found.slot),
        "fault": found.fault and fault(found.fault),
        "fee": digits(found.fee),
        "before": [balance(one) for one in found.before],
        "after": [balance(one) for one in found.after],
    }


def address_signature(found: chain.AddressSignature) -> dict[str, Any]:
    return {
        "signature": found.signature,
        "slot": digits(found.slot),
        "time": digits(found.time),
    }


def status(found: chain.SignatureStatus) -> dict[str, Any]:
    reason = found.fault and fault(found.fault)
    return {"slot": digits(found.slot), "fault": reason, "commitment": found.commitment}


WRITE: dict[str, Any] = {
    "number": digits,
    "amount": digits,
    "hash": lambda found: to_hex(found),
    "code": code,
    "block": head,
    "receipt": receipt,
    "logs": lambda found: [found_log(one) for one in found],
    "transaction": pooled,
    "fees": lambda found: {
        "base_fees": [digits(fee) for fee in found.base_fees],
        "tips": [digits(tip) for tip in found.tips],
    },
    "account": account,
    "signatures": lambda found: [address_signature(one) for one in found],
    "outcome": outcome,
    "status": status,
    "simulated": lambda found: {"units": digits(found.units)},
}
"""How the value of each kind is written."""


def some(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def to_hex(octets: bytes) -> str:
    return f"0x{octets.hex()}"


def unhex(text: str) -> bytes:
    """Bytes as vectors write them: in Python, a text of another form is not bytes."""
    if not re.fullmatch("0x(?:[0-9a-fA-F]{2})*", text):
        raise x402.InvalidValueError("not hex")
    return bytes.fromhex(text[2:])


def number(text: str) -> int:
    """A number as vectors write it: in Python, a text of another form is not a number."""
    if not re.fullmatch("[0-9]+", text):
        raise x402.InvalidValueError("not digits")
    return int(text)
