"""From a 402 to a signed header, within a policy."""

from __future__ import annotations

import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import x402_core as x402
from chain_node import TOKEN, Node
from conftest import NOW, PAY_TO
from x402_core import server
from x402_core.chain import Facts, Shape
from x402_core.client import (
    Account,
    Budget,
    EvmSigningKey,
    Ledger,
    Outlay,
    SignedPayment,
    Spending,
    SvmSigningKey,
    Wallet,
    select,
    sign,
)
from x402_core.errors import (
    AssembleError,
    InvalidValueError,
    NoChoiceError,
    SigningRequestError,
)

DEVNET = x402.Network.solana_devnet()
ENTROPY = bytes(range(1, 33))


@pytest.fixture
def required(requirements: x402.PaymentRequirements) -> x402.PaymentRequired:
    solana = server.PaymentOption(
        DEVNET,
        "$0.02",
        "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse",
        fee_payer="9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu",
    )
    extensions = {"bazaar": {"info": {"input": 1}}}
    accepts = [requirements, solana.to_requirements()]
    return x402.PaymentRequired(accepts=accepts, extensions=extensions)


def test_chooses_what_wallet_and_policy_allow(
    required: x402.PaymentRequired, key: EvmSigningKey
) -> None:
    svm = SvmSigningKey.from_seed(b"\x01" * 32)
    both = Wallet(Account.evm(key.address), Account.solana(svm.address))
    assert [account.address for account in both.accounts] == [key.address, svm.address]
    choice = select(required, both)
    assert (choice.index, choice.price, choice.payer) == (0, "0.01 USDC", key.address)
    assert choice.asset is not None and choice.asset.symbol == "USDC"
    assert not choice.queries() and choice.refused == ()
    choice = select(required, both, Spending(prefer=["solana:*"]))
    assert (choice.index, choice.network) == (1, DEVNET)
    [body] = choice.queries().bodies()
    assert "getLatestBlockhash" in body
    with pytest.raises(NoChoiceError) as raised:
        select(required, both, Spending(max_per_payment="$0.001", only_on=["eip155:84532"]))
    reasons = [(entry.index, entry.reason) for entry in raised.value.refused]
    assert reasons == [(0, "too_expensive"), (1, "network_not_allowed")]
    assert "/accepts/0/amount" in str(raised.value)


def test_an_entry_that_needs_another_authentication_is_skipped(
    requirements: x402.PaymentRequirements, key: EvmSigningKey
) -> None:
    needed = [{"acceptIndexes": [0], "methods": [{"type": "oauth2"}, {"type": "later"}]}]
    hints = {"auth-hints": {"info": {"authRequirements": needed}}}
    required = x402.PaymentRequired(accepts=[requirements, requirements], extensions=hints)
    wallet = Wallet(Account.evm(key.address))
    choice = select(required, wallet)
    assert (choice.index, [entry.reason for entry in choice.refused]) == (1, ["authentication"])
    assert select(required, wallet, Spending(authentication=["sign-in-with-x"])).index == 1
    assert select(required, wallet, Spending(authentication=("oauth2",))).index == 0


def test_budgets(required: x402.PaymentRequired, key: EvmSigningKey) -> None:
    wallet = Wallet(Account.evm(key.address, only_by=["eip3009"]))
    budget = Budget.dollars("$0.015")
    choice = select(required, wallet, Spending(budget=budget))
    rest = budget.reserve(choice.cost)
    assert rest is not None and budget.covers(choice.cost) and not rest.covers(choice.cost)
    assert rest.reserve(choice.cost) is None and rest.release(choice.cost) == budget
    with pytest.raises(NoChoiceError) as raised:
        select(required, wallet, Spending().with_budget(rest))
    assert raised.value.refused[0].reason == "over_budget"
    assert Budget.unlimited().covers(choice.cost)
    both = Budget.dollars("$1").within(budget)
    assert both.reserve(choice.cost) == Budget.dollars("$0.99").within(rest)
    assert not both.within(rest).covers(choice.cost)


def test_threads_share_a_ledger(required: x402.PaymentRequired, key: EvmSigningKey) -> None:
    cost = select(required, Wallet(Account.evm(key.address))).cost
    ledger = Ledger(Budget.dollars("$0.10"))
    with ThreadPoolExecutor(16) as pool:
        outlays = list(
            pool.map(lambda n: ledger.reserve(f"https://{n}.example", cost, NOW), range(64))
        )
    held = [outlay for outlay in outlays if isinstance(outlay, Outlay)]
    assert len(held) == 10
    for _ in range(2):  # The second time, there is nothing left to put back.
        ledger.release(held[0])
    assert ledger.left("https://a.example", NOW) == Budget.dollars("$0.01")


def test_a_ledger_has_hosts_and_periods(
    required: x402.PaymentRequired, key: EvmSigningKey
) -> None:
    cost = select(required, Wallet(Account.evm(key.address))).cost
    cent = Budget.dollars("$0.01")
    of_host = Ledger(per_host=cent)
    assert of_host.reserve("https://a.example", cost, NOW) is not None
    assert of_host.reserve("https://A.example.:444/", cost, NOW) is None
    assert of_host.reserve("https://b.example", cost, NOW) is not None
    of_day = Ledger(per_period=cent)
    assert of_day.reserve("https://a.example", cost, NOW) is not None
    assert of_day.reserve("https://b.example", cost, NOW + 86_399) is None
    assert of_day.reserve("https://b.example", cost, NOW + 86_400) is not None
    with pytest.raises(InvalidValueError, match="URL"):
        of_day.left("https://a@b", NOW)
    with pytest.raises(TypeError, match="Ledger"):
        pickle.dumps(of_day)


def test_signs_and_assembles(
    required: x402.PaymentRequired, key: EvmSigningKey, offer: x402.Offer
) -> None:
    choice = select(required, Wallet(Account.evm(key.address)))
    choice = choice.extend("bazaar", "output", [1])
    assert (choice.extensions or {})["bazaar"]["info"] == {"input": 1, "output": [1]}
    request = choice.signing_request(entropy=ENTROPY, now=NOW)
    assert request.typed_data is not None and request.typed_data_json is not None
    assert request.typed_data["primaryType"] == "TransferWithAuthorization"
    assert request.typed_data == json.loads(request.typed_data_json)
    assert request.to_sign == request.digest and request.solana_message is None
    payment = request.assemble(key.sign(request.to_sign))
    assert payment == request.sign_with(key)
    assert payment.headers == {"PAYMENT-SIGNATURE": payment.header_text}
    assert (str(payment.cost), payment.valid_until) == ("0.01 USDC", NOW + 60)
    assert x402.verify_header(payment.header_text, offer, now=NOW) == payment.verified
    assert payment.unproven is None and payment.header_text not in repr(payment)
    with pytest.raises(AssembleError):
        request.assemble(EvmSigningKey.from_bytes(b"\x01" * 32).sign(request.to_sign))
    with pytest.raises(AssembleError):
        request.sign_with(SvmSigningKey.from_seed(b"\x01" * 32))


def test_a_contract_wallet(required: x402.PaymentRequired, key: EvmSigningKey) -> None:
    choice = select(required, Wallet(Account.evm(key.address)))
    request = choice.signing_request(entropy=ENTROPY, now=NOW, contract_wallet=True)
    assert request.contract_wallet
    payment = request.assemble_contract(b"\x01" * 97)
    assert payment.verified is None and payment.unproven is not None
    assert "erc1271" in payment.unproven.needs


def test_is_funded_by_nodes_or_by_a_state(
    required: x402.PaymentRequired, key: EvmSigningKey
) -> None:
    choice = select(required, Wallet(Account.evm(key.address)))
    queries = choice.funding_queries()
    assert len(queries) == 1 and not choice.queries()
    node, shape = Node(balance=9_999), Shape(multicall=False)

    def ask() -> Facts:
        bodies = queries.bodies(shape)
        answers = [(200, None, node.answer(body.encode())) for body in bodies]
        return queries.read(answers, node=0, shape=shape)[0]

    poor = Facts(ask(), nodes=1)
    assert choice.is_funded(poor) is False
    assert choice.is_funded(Facts(poor, nodes=2)) is None
    node.balance = 10_000
    assert choice.is_funded(ask()) is True
    for balance, funded in (("9999", False), ("10000", True)):
        accounts = {key.address.lower(): {"balances": {TOKEN.lower(): balance}}}
        state = x402.DeclaredState.from_dict({"eip155:84532": {"accounts": accounts}})
        assert choice.is_funded(state) is funded
    assert choice.is_funded(x402.DeclaredState.from_dict({})) is None


def test_solana(required: x402.PaymentRequired) -> None:
    key = SvmSigningKey.from_seed(b"\x01" * 32)
    choice = select(required, Wallet(Account.solana(key.address)))
    with pytest.raises(SigningRequestError) as raised:
        sign(choice, key, now=NOW)
    assert "expected a recent blockhash from the chain, found no answer" in str(raised.value)
    blockhash = "4uQeVj5tqViQh7yWWGStvkEG1Zmhx6uasJtWCJziofM"
    chain = x402.DeclaredState.from_dict({str(DEVNET): {"latest_blockhash": blockhash}})
    request = choice.signing_request(entropy=ENTROPY, now=NOW, chain=chain)
    assert request.solana_message == request.to_sign and request.typed_data is None
    payment = request.assemble(key.sign(request.to_sign))
    assert payment.verified is not None and payment.verified.mechanism == "solana"
    assert payment == sign(choice, key, now=NOW, entropy=ENTROPY, chain=chain)
    transaction = request.solana_transaction
    assert transaction is not None
    with pytest.raises(AssembleError) as refused:
        request.assemble_transaction(transaction, policy=x402.Policy.interop())
    assert isinstance(refused.value.__cause__, x402.RejectedError)
    signature = b"\x02" + bytes(64) + key.sign(request.to_sign)
    whole = request.assemble_transaction(
        signature + request.to_sign, policy=x402.Policy.interop()
    )
    assert whole.verified == payment.verified


def test_system_randomness(required: x402.PaymentRequired, key: EvmSigningKey) -> None:
    choice = select(required, Wallet(Account.evm(key.address)))
    first, second = (sign(choice, key, now=NOW) for _ in range(2))
    assert first.verified is not None and second.verified is not None
    assert first.verified.replay_key != second.verified.replay_key


@pytest.mark.parametrize("entropy", [b"", b"\x01" * 31, b"\x01" * 33])
def test_entropy_is_32_bytes(
    entropy: bytes, required: x402.PaymentRequired, key: EvmSigningKey
) -> None:
    choice = select(required, Wallet(Account.evm(key.address)))
    with pytest.raises(x402.InvalidValueError):
        choice.signing_request(entropy=entropy, now=NOW)
    with pytest.raises(SigningRequestError):
        choice.signing_request(entropy=bytes(32), now=NOW)


def test_keys_and_signed_payments_stay_secret(key: EvmSigningKey, signed: SignedPayment) -> None:
    secrets: list[Any] = [key, SvmSigningKey.from_seed(b"\x07" * 32), signed]
    for secret in secrets:
        with pytest.raises(TypeError):
            pickle.dumps(secret)
        assert "0123456789abcdef" not in repr(secret)
    for wrong in ("0123", "0x" + "0" * 64, "0x" + "f" * 64, "secret-0123456789"):
        with pytest.raises(x402.InvalidValueError) as raised:
            EvmSigningKey.from_hex(wrong)
        assert wrong not in str(raised.value)


def test_version_1(key: EvmSigningKey) -> None:
    resource = x402.ResourceInfo(url="https://api.example.com")
    options = [server.PaymentOption("eip155:84532", "$0.01", PAY_TO)]
    bill = server.Bill.from_options(options, resource).with_v1_options(options)
    assert bill.required_v1 is not None
    choice = select(bill.required_v1, Wallet(Account.evm(key.address)))
    payment = sign(choice, key, now=NOW, entropy=ENTROPY)
    assert (payment.header_name, payment.network_text) == ("X-PAYMENT", "base-sepolia")
    assert x402.verify_header(payment.header_text, bill.offers_v1[0], now=NOW) == payment.verified


def test_keys_are_read_as_wallets_export_them(key: EvmSigningKey) -> None:
    assert EvmSigningKey.from_hex("0123456789abcdef" * 4).address == key.address
    seed = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"
    pair = "2AXDGYSE4f2sz7tvMMzyHvUfcoJmxudvdhBcmiUSo6iuCXagjUCKEQF21awZnUGxmwD4m9vGXuC3qieHXJQHAcT"
    address = SvmSigningKey.from_seed(b"\x01" * 32).address
    for text in (seed, pair):
        assert SvmSigningKey.from_base58(text).address == address
    for wrong in ("", pair[:-1], seed + "11", "0123456789abcdef" * 4):
        with pytest.raises(x402.InvalidValueError) as raised:
            SvmSigningKey.from_base58(wrong)
        assert not wrong or wrong not in str(raised.value)
