"""A facilitator's check of a payment: the machine, and its drivers with nodes on this machine."""

from __future__ import annotations

import asyncio
import json
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import x402_core as x402
from chain_node import Node, serve
from x402_core.chain import AsyncChain, Chain, Facts
from x402_core.errors import VerificationOutOfTurnError
from x402_core.server import AskChain
from x402_core.verification import (
    AsyncVerifier,
    Capabilities,
    Verification,
    Verifier,
    supported,
)

KNOWN = json.loads(
    (Path(__file__).parents[2] / "known-answers" / "verification.json").read_text()
)
NOW: int = KNOWN["now"]
REQUEST = x402.VerifyRequest.from_json(json.dumps(KNOWN["request"]))
SIGNERS = {row["network"]: row["accounts"] for row in KNOWN["signers"]}
CAPABILITIES = Capabilities(SIGNERS)
PAYER = KNOWN["request"]["paymentPayload"]["payload"]["authorization"]["from"]
SEPARATOR = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"


def sync(capabilities: Capabilities, urls: list[str], now: int) -> x402.VerifyResponse:
    """Verifies with a `Verifier`."""
    with Chain({"base-sepolia": urls} if urls else {}) as chain:
        return Verifier(capabilities, chain).verify(REQUEST, now=now)


def in_loop(capabilities: Capabilities, urls: list[str], now: int) -> x402.VerifyResponse:
    """Does the same with an `AsyncVerifier`."""

    async def main() -> x402.VerifyResponse:
        async with AsyncChain({"base-sepolia": urls} if urls else {}) as chain:
            return await AsyncVerifier(capabilities, chain).verify(REQUEST, now=now)

    return asyncio.run(main())


@pytest.mark.parametrize("run", [sync, in_loop])
@pytest.mark.parametrize("case", KNOWN["cases"], ids=lambda case: str(case["name"]))
def test_the_answers_are_those_of_every_language(
    run: Callable[[Capabilities, list[str], int], x402.VerifyResponse], case: dict[str, Any]
) -> None:
    signers = dict(SIGNERS)
    signers.pop(case.get("without"), None)
    nodes = [Node(balance=balance, separator=SEPARATOR) for balance in case["balances"]]
    with serve(*nodes) as urls:
        answer = run(Capabilities(signers), urls, NOW + case.get("after", 0))
    expected = case["answer"]
    assert answer.is_valid == expected["isValid"]
    assert answer.invalid_reason == expected.get("invalidReason")
    assert (answer.invalid_message is None) == answer.is_valid
    assert (answer.payer == PAYER) == case["posts"] or not nodes
    assert all((node.requests > 0) == case["posts"] for node in nodes)


def test_what_is_supported_is_that_of_every_language() -> None:
    assert supported(CAPABILITIES).to_json() == KNOWN["supported"]
    with Chain({}) as chain:
        assert Verifier(CAPABILITIES, chain).supported() == supported(CAPABILITIES)
    verifier = AsyncVerifier(CAPABILITIES, AsyncChain({}))
    assert asyncio.run(verifier.supported()) == supported(CAPABILITIES)
    assert repr(verifier) == (
        "<AsyncVerifier: <Capabilities: eip155:84532, solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1>>"
    )


def test_the_machine_asks_one_round_and_answers() -> None:
    verification = Verification(CAPABILITIES)
    stages = [verification.stage]
    ask = verification.request(REQUEST, now=NOW)
    assert isinstance(ask, AskChain) and ask.queries
    assert ask.network == x402.Network("base-sepolia")
    stages.append(verification.stage)
    answer = verification.answered(Facts(nodes=3), now=NOW)
    assert isinstance(answer, x402.VerifyResponse)
    assert (answer.invalid_reason, answer.payer) == ("unexpected_verify_error", PAYER)
    assert [*stages, verification.stage] == ["start", "asking", "done"]
    for value in (verification, ask):
        with pytest.raises(TypeError, match="cannot pickle"):
            pickle.dumps(value)


def test_an_event_out_of_turn_changes_nothing() -> None:
    verification = Verification(CAPABILITIES)
    with pytest.raises(VerificationOutOfTurnError) as raised:
        verification.answered(Facts(), now=NOW)
    assert (raised.value.stage, raised.value.event) == ("start", "answered")
    assert str(raised.value) == (
        "the event `answered` cannot be taken now: the verification waits for the request"
    )
    again = pickle.loads(pickle.dumps(raised.value))
    assert (again.stage, str(again)) == ("start", str(raised.value))
    assert isinstance(verification.request(REQUEST, now=NOW), AskChain)


def test_capabilities_are_values() -> None:
    policy = x402.Policy(compact=True)
    given = Capabilities(SIGNERS, policy=policy, asks_wallets=True)
    assert given != CAPABILITIES and CAPABILITIES == Capabilities(SIGNERS)
    assert (given.policy, given.asks_wallets) == (policy, True)
    signers = {str(network): list(accounts) for network, accounts in given.signers.items()}
    assert list(signers.items()) == list(SIGNERS.items())
    again = pickle.loads(pickle.dumps(given))
    assert again == given and hash(again) == hash(given)
    by_name = Capabilities({x402.Network("base"): [SIGNERS["eip155:84532"][0]]})
    assert list(by_name.signers) == [x402.Network("eip155:8453")]


@pytest.mark.parametrize(
    ("signers", "expected"),
    [
        ({"base": []}, "at least one account"),
        ({"bsae": ["0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"]}, "perhaps `base`"),
        ({"tvm:-239": ["0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"]}, "namespace"),
        ({"base": ["9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"]}, "family"),
        (
            dict.fromkeys(
                ["base", "eip155:8453"], ["0xd407e409E34E0b9afb99EcCeb609bDbcD5e7f1bf"]
            ),
            "each network once",
        ),
    ],
    ids=str,
)
def test_wrong_capabilities_are_found_at_once(signers: Any, expected: str) -> None:
    with pytest.raises(x402.InvalidValueError, match=expected):
        Capabilities(signers)
    with pytest.raises(TypeError):
        Capabilities([("base", [])])  # type: ignore[arg-type]


def test_what_a_chain_raises_comes_out() -> None:
    class Broken:
        def ask(self, network: object, queries: object) -> Facts:
            raise RuntimeError("no chain")

    with pytest.raises(RuntimeError, match="no chain"):
        Verifier(CAPABILITIES, Broken()).verify(REQUEST, now=NOW)
