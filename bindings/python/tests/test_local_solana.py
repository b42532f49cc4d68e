"""A facilitator in this process on Solana: what it signs, sends and answers."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import x402_core as x402
from chain_node import Node, serve
from conftest import NOW
from x402_core.chain import Chain
from x402_core.client import Account, SvmSigningKey, Wallet, select, sign
from x402_core.errors import InvalidValueError
from x402_core.local import (
    LocalFacilitator,
    RemoteSigner,
    SqliteStore,
    Sponsorship,
    solana_key_from_environment,
    solana_key_from_file,
)
from x402_core.testing import MemoryStore

DEVNET = "solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1"
USDC = "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU"
BLOCKHASH = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM"
PAYER = SvmSigningKey.from_seed(b"\x01" * 32)
FEE_PAYER = SvmSigningKey.from_seed(b"\x02" * 32)
PAY_TO = SvmSigningKey.from_seed(b"\x03" * 32).address
TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
TERMS = {DEVNET: Sponsorship.on_solana(50_000, poll_millis=20, final_poll_millis=20)}


def decode(text: str) -> bytes:
    """The 32 bytes of an address."""
    number = 0
    for letter in text:
        number = 58 * number + ALPHABET.index(letter)
    return number.to_bytes(32, "big")


def encode(data: bytes) -> str:
    """Bytes in base58."""
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = ALPHABET[digit] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


@dataclass
class SolanaNode(Node):
    """A node that executes what it is sent at once; every block is final."""

    slot: int = 1_000
    sent: list[str] = field(default_factory=list)
    """The transactions, each once."""
    drops: int = 0
    """How many sendings are lost."""
    outcomes: dict[str, Any] = field(default_factory=dict)

    def _result(self, method: str, params: list[Any]) -> object:
        if method in ("getBlockHeight", "getSlot"):
            return self.slot
        if method == "sendTransaction":
            return self.send(params[0])
        if method == "getTransaction":
            return self.outcomes.get(params[0])
        values: dict[str, Callable[[], object]] = {
            "getLatestBlockhash": lambda: {"blockhash": BLOCKHASH, "lastValidBlockHeight": 1_150},
            "isBlockhashValid": lambda: True,
            "simulateTransaction": lambda: {"err": None, "logs": [], "unitsConsumed": 6_000},
            "getAccountInfo": self.account,
            "getMultipleAccounts": lambda: [self.account() for _ in params[0]],
        }
        if method in values:
            return {"context": {"slot": self.slot}, "value": values[method]()}
        return super()._result(method, params)

    def account(self) -> dict[str, Any]:
        """A token account with enough in it."""
        data = decode(USDC) + decode(PAYER.address) + (10**9).to_bytes(8, "little")
        data += bytes(36) + b"\x01"
        text = base64.b64encode(data.ljust(165, b"\0")).decode()
        return {"owner": TOKEN, "lamports": 1, "executable": False, "data": [text, "base64"]}

    def send(self, text: str) -> str:
        """Takes a transaction of two signatures."""
        raw = base64.b64decode(text)
        signature = encode(raw[1:65])
        if text not in self.sent:
            self.sent.append(text)
        if self.drops:
            self.drops -= 1
            return signature
        # `TransferChecked` names four accounts before its data: the third one is credited.
        data = b"\x04\x0a\x0c" + (10_000).to_bytes(8, "little")
        place = raw.index(data[1:]) - 2
        balance = {"accountIndex": raw[place], "mint": USDC}
        self.outcomes[signature] = {
            "slot": self.slot,
            "transaction": [text, "base64"],
            "meta": {
                "err": None,
                "fee": 10_000,
                "preTokenBalances": [balance | {"uiTokenAmount": {"amount": "5"}}],
                "postTokenBalances": [balance | {"uiTokenAmount": {"amount": "10005"}}],
            },
        }
        return signature


@contextmanager
def chain_of(node: SolanaNode) -> Iterator[Chain]:
    """The node."""
    with serve(node) as urls, Chain({DEVNET: urls}) as chain:
        yield chain


@pytest.fixture
def request_() -> x402.SettleRequest:
    """A cent on Solana, to settle."""
    requirements = x402.PaymentRequirements(
        scheme="exact",
        network=DEVNET,
        amount=10_000,
        asset=USDC,
        pay_to=PAY_TO,
        max_timeout_seconds=60,
        extra={"feePayer": FEE_PAYER.address},
    )
    required = x402.PaymentRequired(accepts=[requirements])
    choice = select(required, Wallet(Account.solana(PAYER.address)))
    chain = x402.DeclaredState.from_dict({DEVNET: {"latest_blockhash": BLOCKHASH}})
    payment = sign(choice, PAYER, now=NOW, entropy=bytes(range(32)), chain=chain)
    return x402.SettleRequest(
        x402_version=2, payment_payload=payment.message, payment_requirements=requirements
    )


def local(chain: Chain, store: Any, **more: Any) -> LocalFacilitator:
    """A facilitator on Solana, whose leases lapse at once."""
    given: dict[str, Any] = {"solana_signer": FEE_PAYER, "networks": TERMS, "clock": lambda: NOW}
    return LocalFacilitator(chain=chain, store=store, lease_millis=0, **{**given, **more})


def test_a_payment_is_co_signed_sent_and_proven(request_: x402.SettleRequest) -> None:
    node, store = SolanaNode(), MemoryStore()
    with chain_of(node) as chain, local(chain, store) as facilitator:
        (kind,) = [kind for kind in facilitator.supported().kinds if kind.x402_version == 2]
        assert kind.extra == {"feePayer": FEE_PAYER.address}
        answer = facilitator.settle(request_, repeat_token="a")
        assert answer.success, answer
        assert list(node.outcomes) == [answer.transaction]
        assert facilitator.settle(request_, repeat_token="a") == answer
        other = facilitator.settle(request_, repeat_token="b")
        assert other.error_reason == "duplicate_settlement"
    (text,) = node.sent
    raw = base64.b64decode(text)
    assert raw[1:65] == FEE_PAYER.sign(raw[129:]) and raw[65:129] == PAYER.sign(raw[129:])


def test_what_is_lost_is_sent_again_by_another_process(
    request_: x402.SettleRequest, tmp_path: Path
) -> None:
    node, path = SolanaNode(drops=1), tmp_path / "rows.sqlite"
    # Nothing is sent twice by the first process while the test runs.
    terms = {DEVNET: Sponsorship.on_solana(50_000, poll_millis=60_000, answer_within=0)}
    with chain_of(node) as chain:
        with local(chain, SqliteStore(path), networks=terms) as first:
            # Without time for an answer it is given up until something is stored for it.
            while not node.sent:
                first.settle(request_, repeat_token="a")
            answer = first.settle(request_, repeat_token="a")
        assert answer.error_reason == "settlement_pending" and answer.transaction, answer
        with local(chain, SqliteStore(path)) as second:
            again = second.settle(request_, repeat_token="a")
    assert again.success and again.transaction == answer.transaction
    assert len(node.sent) == 1, "the same bytes"


def test_a_remote_signer_signs_the_message(request_: x402.SettleRequest) -> None:
    node = SolanaNode()
    messages: list[bytes] = []

    def remote(message: bytes) -> bytes:
        messages.append(message)
        # Another key's signature is not used: the signer is asked again.
        return (PAYER if len(messages) == 1 else FEE_PAYER).sign(message)

    signer = RemoteSigner(FEE_PAYER.address, remote)
    with chain_of(node) as chain:
        with local(chain, MemoryStore(), solana_signer=signer) as facilitator:
            assert facilitator.settle(request_).success
    assert len(messages) == 2 and messages[0] == messages[1] and len(node.sent) == 1


def test_a_fee_above_the_limit_is_not_paid(request_: x402.SettleRequest) -> None:
    node = SolanaNode()
    terms = {DEVNET: Sponsorship.on_solana(10_000)}
    with chain_of(node) as chain, local(chain, MemoryStore(), networks=terms) as facilitator:
        assert facilitator.settle(request_).error_reason == "settlement_over_limit"
    assert not node.sent


def test_each_network_needs_its_signer() -> None:
    with Chain({}) as chain, pytest.raises(InvalidValueError, match="solana_signer="):
        local(chain, MemoryStore(), solana_signer=None)


def test_keys_come_from_places_that_others_cannot_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pair = list(b"\x02" * 32 + decode(FEE_PAYER.address))
    file = tmp_path / "key.json"
    file.write_text(json.dumps(pair))
    file.chmod(0o640)
    with pytest.raises(InvalidValueError, match="chmod 600"):
        solana_key_from_file(file)
    file.chmod(0o600)
    assert solana_key_from_file(file).address == FEE_PAYER.address
    monkeypatch.setenv("FEE_PAYER", encode(bytes(pair)))
    assert solana_key_from_environment("FEE_PAYER").address == FEE_PAYER.address
    for wrong in ("[1, 2]", "[256]", "[", json.dumps(pair[::-1]), "0x12"):
        monkeypatch.setenv("FEE_PAYER", wrong)
        with pytest.raises(InvalidValueError) as raised:
            solana_key_from_environment("FEE_PAYER")
        assert wrong not in str(raised.value) or wrong == "["
