"""Questions of a host's own to a chain, and what was answered."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
import x402_core as x402
from x402_core.chain import (
    Agreed,
    ChainQueries,
    Code,
    EvmQuery,
    Fact,
    Facts,
    Failure,
    Head,
    Nonsense,
    Query,
    Revert,
    Shape,
    SvmQuery,
    Value,
    agreed,
    answers,
)
from x402_core.client import EvmSigningKey
from x402_core.evm import EvmSignedTransaction, EvmTransaction

TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
OWNER = "0x02641Cb74aD12Bb91740c26A553525a54e4eB312"
ALONE = Shape(batch=1, multicall=False)
GAS = EvmQuery.native_balance(OWNER)
CODE = EvmQuery.code(OWNER, at="finalized")
QUERIES = ChainQueries.of(GAS, CODE)


def read(node: int, *results: Any, queries: ChainQueries = QUERIES) -> Facts:
    """What a node answers with these results, each in a body of its own."""
    given = enumerate(results, 1)
    bodies = [json.dumps({"jsonrpc": "2.0", "id": id, **result}).encode() for id, result in given]
    facts, _ = queries.read([(200, None, body) for body in bodies], node=node, shape=ALONE)
    return facts


def result(value: Any) -> dict[str, Any]:
    return {"result": value}


def test_a_query_is_a_value() -> None:
    assert EvmQuery.native_balance(OWNER.lower()) == GAS != CODE
    assert len({GAS, EvmQuery.native_balance(OWNER), CODE}) == 2
    assert "native" in repr(GAS).lower()
    with pytest.raises(TypeError, match="cannot pickle Query"):
        pickle.dumps(GAS)
    assert [json.loads(body)["method"] for body in QUERIES.bodies(ALONE)] == [
        "eth_getBalance",
        "eth_getCode",
    ]


def test_signed_bytes_are_not_shown() -> None:
    for query in (EvmQuery.send(b"\x02secret"), SvmQuery.send(b"\x01secret")):
        assert "7 bytes" in repr(query) and "secret" not in repr(query)
        assert b"\x02secret".hex()[2:] not in repr(query)


def test_what_is_not_a_query() -> None:
    for make in (
        lambda: EvmQuery.code("0x12"),
        lambda: EvmQuery.code(5),  # type: ignore[arg-type]
        lambda: EvmQuery.receipt("0x12"),
        lambda: EvmQuery.erc1271(OWNER, b"short", b""),
        lambda: EvmQuery.logs(TOKEN, [], 1, 2_001),
        lambda: EvmQuery.permit_nonce(OWNER, -1),
        lambda: EvmQuery.block(at="pending"),  # type: ignore[arg-type]
        lambda: SvmQuery.account_info(OWNER),
        lambda: SvmQuery.program_accounts("1" * 32, {}),
        lambda: SvmQuery.slot(commitment="sometimes"),  # type: ignore[arg-type]
        lambda: ChainQueries.of(GAS, SvmQuery.slot()),
        lambda: Query.of_json("evm", {"query": "weather"}),
    ):
        with pytest.raises(x402.InvalidValueError):
            make()


def test_the_facts_of_a_node() -> None:
    facts = read(4, result("0x2a"), result("0x"))
    assert answers(facts, QUERIES) == (
        (Fact(Value("amount", amount=42), None, 4),),
        (Fact(Value("code", code=Code("none")), None, 4),),
    )
    ((gas,), (code,)) = answers(facts, QUERIES)
    assert isinstance(gas.answer, Value) and not gas.answer.is_absence
    assert isinstance(code.answer, Value) and code.answer.is_absence
    assert answers(facts, ChainQueries.of(EvmQuery.chain_id())) == ((),)


def test_what_is_not_an_answer() -> None:
    error = {"error": {"code": -32005, "message": "slow down"}}
    ((gas,), (code,)) = answers(read(0, error, result(7)), QUERIES)
    assert gas.answer == Failure("rate_limited", True, -32005)
    assert code.answer == Nonsense("wrong_type")
    assert agreed(read(0, error, result(7)), QUERIES) == (None, None)


def test_a_call_that_reverts() -> None:
    queries = ChainQueries.of(EvmQuery.paused(TOKEN), EvmQuery.token_name(TOKEN))
    reverted = {"error": {"code": 3, "message": "execution reverted", "data": "0x756688fe"}}
    facts = read(0, reverted, result("0x"), queries=queries)
    assert [one.answer for (one,) in answers(facts, queries)] == [
        Revert("error", error="InvalidNonce"),
        Revert("bad_return"),
    ]


def test_two_of_three_nodes_agree() -> None:
    parts = [read(0, result("0x2a"), result("0x")), read(1, result("0x2b"), result("0x"))]
    assert agreed(Facts(*parts, nodes=3), QUERIES) == (
        None,
        Agreed(Value("code", code=Code("none")), None, 2),
    )
    parts.append(read(2, result("0x2a"), result("0x60")))
    gas, code = agreed(Facts(*parts, nodes=3), QUERIES)
    assert gas == Agreed(Value("amount", amount=42), None, 2)
    assert code is not None and code.nodes == 2


def test_a_point_of_the_chain() -> None:
    queries = ChainQueries.of(EvmQuery.block())
    block = {"number": "0x7", "hash": "0x" + "11" * 32, "timestamp": "0x9"}
    ((found,),) = answers(read(0, result(block), queries=queries), queries)
    head = Head(7, b"\x11" * 32, 9)
    assert (found.answer, found.at) == (Value("block", block=head), head)


KEY = EvmSigningKey.from_hex("46" * 32)


def transaction(**changed: Any) -> EvmTransaction:
    fields: dict[str, Any] = {
        "chain_id": 84532,
        "nonce": 7,
        "max_fee_per_gas": 2_000_000_000,
        "max_priority_fee_per_gas": 1_000_000,
        "gas_limit": 90_000,
        "to": TOKEN,
        "input": bytes.fromhex("e3ee160e"),
        "access_list": [(OWNER, [bytes(32)])],
    }
    return EvmTransaction(**(fields | changed))


def test_a_transaction_is_signed_and_sent() -> None:
    built = transaction()
    signed = built.with_signature(KEY.sign(built.signing_hash))
    assert signed.signer == KEY.address == "0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F"
    raw = signed.to_bytes()
    assert raw[:2] == b"\x02\xf8" and signed.id.startswith("0x")
    again = EvmSignedTransaction.parse(raw)
    assert (again, hash(again), again.transaction) == (signed, hash(signed), built)
    (body,) = ChainQueries.of(EvmQuery.send(raw)).bodies()
    assert json.loads(body)["params"] == [f"0x{raw.hex()}"]
    assert raw.hex() not in repr(signed) and "e3ee160e" not in repr(built)
    with pytest.raises(TypeError, match="cannot pickle EvmSignedTransaction"):
        pickle.dumps(signed)


def test_the_fields_of_a_transaction() -> None:
    built = transaction(value=5)
    assert (built.chain_id, built.nonce, built.gas_limit, built.to) == (84532, 7, 90_000, TOKEN)
    assert (built.max_fee_per_gas, built.max_priority_fee_per_gas) == (2_000_000_000, 1_000_000)
    assert (built.value, built.input) == (5, bytes.fromhex("e3ee160e"))
    assert built.access_list == ((OWNER, (bytes(32),)),)
    assert transaction().value == 0 and transaction(input=None).input == b""


@pytest.mark.parametrize(
    "changed",
    [
        {"to": "0x12"},
        {"max_priority_fee_per_gas": 2_000_000_001},
        {"max_fee_per_gas": 2**128},
        {"gas_limit": 2**64},
        {"access_list": [(OWNER, [b"short"])]},
    ],
)
def test_what_is_not_a_transaction(changed: dict[str, Any]) -> None:
    with pytest.raises(x402.InvalidValueError):
        transaction(**changed)


def test_what_is_not_a_signed_transaction() -> None:
    built = transaction()
    signature = KEY.sign(built.signing_hash)
    for wrong in (b"", signature[:64], signature[:32] + b"\xff" * 32 + signature[64:]):
        with pytest.raises(x402.InvalidValueError):
            built.with_signature(wrong)
    raw = built.with_signature(signature).to_bytes()
    for wrong in (b"", raw[:-1], raw + b"\x00", b"\x01" + raw[1:]):
        with pytest.raises(x402.InvalidValueError, match="at byte"):
            EvmSignedTransaction.parse(wrong)
