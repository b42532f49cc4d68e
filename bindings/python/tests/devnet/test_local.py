"""A Python server that is its own facilitator, on Anvil with Circle's token.

`X402_DEVNET_URL` is the node.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import NOW, PAY_TO
from paying import KEY
from shop import Shop
from x402_core.chain import Chain
from x402_core.client import EvmSigningKey
from x402_core.local import LocalFacilitator, Sponsorship, SqliteStore

from .chain import Devnet

PRICE = 10_000
GAS_KEY = EvmSigningKey.from_hex("0x" + "0badc0de" * 8)
# A slow machine is not a chain that does not answer.
TERMS = {"base-sepolia": Sponsorship(10**11, answer_within=100, poll_millis=50)}


@pytest.fixture
def devnet() -> Iterator[Devnet]:
    """The chain, which mines what it is sent, with gas for the facilitator."""
    devnet = Devnet(os.environ["X402_DEVNET_URL"])
    before = devnet.rpc("evm_snapshot")
    devnet.rpc("anvil_setBalance", GAS_KEY.address, hex(10**18))
    devnet.fund(KEY.address, 10 * PRICE)
    devnet.rpc("evm_setAutomine", True)
    yield devnet
    devnet.rpc("evm_setAutomine", False)
    assert devnet.rpc("evm_revert", before)


@pytest.mark.parametrize("transport", ["asgi", "wsgi"])
def test_a_server_settles_what_it_sells(transport: str, devnet: Devnet, tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "rows.sqlite")
    before = devnet.balance(PAY_TO)
    with Chain({"base-sepolia": devnet.url}, timeout=60.0, connect_timeout=60.0) as chain:
        with LocalFacilitator(
            chain=chain, signer=GAS_KEY, store=store, networks=TERMS, clock=lambda: NOW
        ) as facilitator:
            shop = Shop(transport, facilitator=facilitator)
            replies = [shop.paid(entropy=entropy) for entropy in (1, 2, 3)]
            assert [reply.status for reply in replies] == [200] * 3, replies[0].body
            again = shop.paid(entropy=1)
    assert again.status != 200 and shop.runs == 3
    assert devnet.balance(PAY_TO) - before == 3 * PRICE
    sent = int(devnet.rpc("eth_getTransactionCount", GAS_KEY.address, "latest"), 16)
    assert sent == 3
    with store._lock:
        rows = store._open().execute("SELECT body FROM x402_rows WHERE kind = 'settlement'")
        states = [json.loads(body)["state"] for (body,) in rows]
    assert states == ["paid"] * 3
