"""Who signs, who is asked, and who is told."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
import x402_core as x402
import x402_core.httpx
import x402_core.requests
from chain_node import Node, serve as serve_nodes
from conftest import NOW
from x402_core import header, server
from x402_core.chain import AsyncChain, Chain, ChainQueries, Facts
from x402_core.client import (
    Account,
    Choice,
    EvmSigningKey,
    SignedPayment,
    SigningRequest,
    SvmSigningKey,
)
from x402_core.errors import (
    AssembleError,
    InvalidValueError,
    NotPaidError,
    SessionError,
    SigningRequestError,
)
from x402_core.payer import Payer, Progress, Signer

from .conftest import Send
from .senders import Sender
from .shop import Ask, Reply, Shop

URL = "https://shop.example/"
BLOCKHASH = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM"


def test_a_key_elsewhere(kind: str, key: EvmSigningKey, shop: Shop) -> None:
    asked: list[SigningRequest] = []

    def sign(request: SigningRequest) -> bytes:
        asked.append(request)
        return key.sign(request.to_sign)

    # Addresses are compared as such, whatever the case of their letters.
    payer = Payer(Signer(Account.evm(key.address.lower()), sign), clock=lambda: NOW)
    assert Sender(kind, payer, shop)(URL).text == "sunny"
    assert [request.payer for request in asked] == [key.address]

    whole = Signer(Account.evm(key.address), lambda request: request.sign_with(key))
    assert Sender(kind, Payer(whole, clock=lambda: NOW), shop)(URL).text == "sunny"
    assert len(shop.served) == 2


def test_the_first_account_that_can_pay_does(kind: str, key: EvmSigningKey, shop: Shop) -> None:
    elsewhere = Signer(Account.evm(key.address, only_on=["eip155:8453"]), lambda request: b"")
    first, second = (EvmSigningKey.from_bytes(bytes([n]) * 32) for n in (1, 2))
    payer = Payer(elsewhere, first, second, clock=lambda: NOW)
    assert Sender(kind, payer, shop)(URL).paid.payer == first.address


def test_callbacks_in_async_code(key: EvmSigningKey, shop: Shop, kind: str) -> None:
    async def sign(request: SigningRequest) -> bytes:
        return key.sign(request.to_sign)

    async def approve(choice: Choice) -> bool:
        return choice.amount == 10_000

    payer = Payer(
        Signer(Account.evm(key.address), sign),
        approve=approve,
        per_day="$0.01",
        clock=lambda: NOW,
    )
    send = Sender(kind, payer, shop)
    if kind == "async":
        assert send(URL).text == "sunny"
        return
    for _ in range(2):
        with pytest.raises(TypeError, match="approve is async: use it with the async client"):
            send(URL)
    assert shop.payments == []


@pytest.mark.parametrize(
    ("sign", "cause"),
    [
        (lambda request: b"", AssembleError),
        (lambda request: b"\1" * 65, AssembleError),
        (
            lambda request: EvmSigningKey.from_bytes(b"\1" * 32).sign(request.to_sign),
            AssembleError,
        ),
        (lambda request: None, TypeError),
        (lambda request: "0x", TypeError),
        (lambda request: 1 // 0, ZeroDivisionError),
    ],
)
def test_signers_that_fail(
    kind: str, key: EvmSigningKey, shop: Shop, sign: Any, cause: type[Exception]
) -> None:
    bad = Signer(Account.evm(key.address, only_on=["eip155:84532"]), sign)
    send = Sender(kind, Payer(bad, per_day="$0.01", clock=lambda: NOW), shop)
    # The second time shows that the first took nothing from the budget.
    for _ in range(2):
        with pytest.raises(NotPaidError if cause is AssembleError else cause) as raised:
            send(URL)
        if cause is AssembleError:
            assert isinstance(raised.value.__cause__, AssembleError)
    assert shop.payments == []


def test_a_payment_for_something_else(
    kind: str, key: EvmSigningKey, shop: Shop, signed: SignedPayment
) -> None:
    """A signer may give a whole payment, but only the one that was chosen."""
    shop.price = "$0.02"
    payer = Payer(Signer(Account.evm(key.address), lambda request: signed), clock=lambda: NOW)
    with pytest.raises(NotPaidError) as raised:
        Sender(kind, payer, shop)(URL)
    assert isinstance(raised.value.__cause__, SessionError) and shop.payments == []


def test_a_contract_wallet(kind: str, key: EvmSigningKey, shop: Shop) -> None:
    payments: list[str] = []

    def answer(ask: Ask) -> Reply:
        if ask.payment is None:
            return shop.required()
        payments.append(ask.payment)
        return Reply(200, [shop.receipt()], b"sunny")

    contract = Signer(Account.evm(key.address), lambda request: b"\1" * 97, contract_wallet=True)
    got = Sender(kind, Payer(contract, clock=lambda: NOW), answer)(URL)
    assert got.text == "sunny" and got.paid.replay_key is None
    (payment,) = payments
    assert header.decode_payment_signature(payment).payload["signature"] == "0x" + "01" * 97


def test_approval(sender: Send, shop: Shop) -> None:
    asked: list[Choice] = []

    def approve(choice: Choice) -> bool:
        asked.append(choice)
        return len(asked) > 1

    send = sender(shop, approve=approve, per_day="$0.01")
    with pytest.raises(NotPaidError, match="approve said no"):
        send(URL)
    assert shop.payments == []
    assert send(URL).text == "sunny" and [choice.price for choice in asked] == ["0.01 USDC"] * 2


@pytest.mark.parametrize("answer", ["async", "plain", "declared"])
def test_solana(kind: str, shop: Shop, answer: str) -> None:
    key = SvmSigningKey.from_seed(b"\1" * 32)
    option = server.PaymentOption(
        x402.Network.solana_devnet(),
        "$0.01",
        "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
        fee_payer="9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu",
    )
    bill = server.Bill.from_options([option], x402.ResourceInfo(url=URL))
    payments: list[str] = []

    def serve(ask: Ask) -> Reply:
        if ask.payment is None:
            return Reply(402, [("PAYMENT-REQUIRED", bill.header)])
        payments.append(ask.payment)
        x402.verify_header(ask.payment, bill.offers[0], now=NOW)
        receipt = shop.receipt("5" * 88, str(bill.offers[0].network), key.address)
        return Reply(200, [receipt], b"sunny")

    node = Node(blockhash=BLOCKHASH)
    network = x402.Network.solana_devnet()

    class Plain:
        def ask(self, asked: x402.Network, queries: ChainQueries) -> Facts:
            assert asked == network
            answers = [(200, None, node.answer(body.encode())) for body in queries.bodies()]
            return queries.read(answers, node=0)[0]

    class Awaited:
        async def ask(self, asked: x402.Network, queries: ChainQueries) -> Facts:
            return Plain().ask(asked, queries)

    chain: Any = {
        "plain": Plain(),
        "async": Awaited() if kind == "async" else Plain(),
        "declared": x402.DeclaredState.from_dict({str(network): {"latest_blockhash": BLOCKHASH}}),
    }[answer]
    payer = Payer(key, chain=chain, clock=lambda: NOW)
    got = Sender(kind, payer, serve)(URL)
    assert got.text == "sunny" and got.paid.valid_until is None and len(payments) == 1
    assert node.asked == ([] if answer == "declared" else ["getLatestBlockhash"])

    class Wrong:
        def ask(self, asked: x402.Network, queries: ChainQueries) -> Any:
            return BLOCKHASH

    for wrong, cause in (
        (x402.DeclaredState.from_dict({}), SigningRequestError),
        (Wrong(), TypeError),
    ):
        payer = Payer(key, chain=wrong, clock=lambda: NOW)
        with pytest.raises(TypeError if cause is TypeError else NotPaidError) as raised:
            Sender(kind, payer, serve)(URL)
        assert isinstance(raised.value.__cause__ or raised.value, cause)
    with pytest.raises(InvalidValueError, match="expected a chain.*recent block hash"):
        Payer(key)


def test_solana_by_nodes(kind: str, shop: Shop) -> None:
    """The newest node's block hash is signed; a node that fails changes nothing."""
    key = SvmSigningKey.from_seed(b"\1" * 32)
    option = server.PaymentOption(
        x402.Network.solana_devnet(),
        "$0.01",
        "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
        fee_payer="9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu",
    )
    bill = server.Bill.from_options([option], x402.ResourceInfo(url=URL))
    signed: list[SigningRequest] = []

    def sign(request: SigningRequest) -> bytes:
        signed.append(request)
        return key.sign(request.to_sign)

    old = Node(blockhash="1" * 31 + "2", slot=99)
    new, failing = Node(blockhash=BLOCKHASH), Node(status=500, body=b"")
    nodes = (old, failing, new)

    def serve(ask: Ask) -> Reply:
        for node in nodes:
            if ask.url.startswith(node.url):  # with requests, httpx has no sockets either
                return Reply(node.status, [], node.answer(ask.body))
        if ask.payment is None:
            return Reply(402, [("PAYMENT-REQUIRED", bill.header)])
        x402.verify_header(ask.payment, bill.offers[0], now=NOW)
        receipt = shop.receipt("5" * 88, str(bill.offers[0].network), key.address)
        return Reply(200, [receipt], b"sunny")

    signer = Signer(Account.solana(key.address), sign)
    with serve_nodes(*nodes) as urls:
        given = {"solana-devnet": urls}
        client = httpx.AsyncClient(limits=httpx.Limits(max_keepalive_connections=0))
        with Chain(given) as plain:
            chain: Any = AsyncChain(given, client=client) if kind == "async" else plain
            payer = Payer(signer, chain=chain, clock=lambda: NOW)
            assert Sender(kind, payer, serve)(URL).text == "sunny"
    assert old.asked == new.asked == ["getLatestBlockhash", "getGenesisHash"]
    state = {"solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1": {"latest_blockhash": BLOCKHASH}}
    newest = Choice.signing_request(
        signed[0].choice, entropy=b"\7" * 32, now=NOW, chain=x402.DeclaredState.from_dict(state)
    )
    # The block hash follows the accounts; only the memo behind it is drawn anew.
    message, expected = signed[0].to_sign, newest.to_sign
    assert message[:300] == expected[:300]

    with serve_nodes(failing) as urls, Chain({"solana-devnet": urls}) as dead:
        payer = Payer(signer, chain=dead, clock=lambda: NOW)
        with pytest.raises(NotPaidError) as raised:
            Sender(kind, payer, serve)(URL)
    assert isinstance(raised.value.__cause__, SigningRequestError)
    with pytest.raises(TypeError, match="a Chain such as"):
        Payer(signer, chain=object())  # type: ignore[arg-type]


def test_what_is_no_payer(key: EvmSigningKey) -> None:
    makers: list[Any] = [
        x402_core.httpx.Client,
        x402_core.httpx.AsyncClient,
        x402_core.httpx.PayingTransport,
        x402_core.httpx.AsyncPayingTransport,
        x402_core.requests.Session,
        x402_core.requests.X402Adapter,
    ]
    for maker in makers:
        with pytest.raises(TypeError, match=r"expected a Payer, such as Payer\(key\), found Evm"):
            maker(key)
    wrong: Any = "0x" + "0123456789abcdef" * 4
    with pytest.raises(TypeError, match="expected an EvmSigningKey.*, found str$"):
        Payer(wrong)


def test_listeners_that_fail_change_nothing(
    kind: str, key: EvmSigningKey, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(progress: Progress) -> None:
        raise ValueError(progress.stage)

    payer = Payer(key, on_progress=fail, clock=lambda: NOW)
    assert Sender(kind, payer, shop)(URL).text == "sunny"
    failed = [record for record in caplog.records if record.name == "x402_core.payer"]
    assert [str((record.exc_info or (0, 0, 0))[1]) for record in failed] == [
        "asked",
        "signed",
        "settled",
    ]
