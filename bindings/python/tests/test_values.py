"""Networks, tokens, prices, amounts and times as Python's own values."""

from __future__ import annotations

import pickle
from datetime import datetime, timedelta, timezone
from typing import Any, get_args

import pytest
import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core import client, server, testing
from x402_core.client import SignedPayment
from x402_core.literals import Family

USDC = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"


def test_networks() -> None:
    network = x402.Network("eip155:84532")
    assert network == x402.Network.eip155(84532) == x402.Network.by_name("Base Sepolia")
    assert network == x402.Network.from_v1_name("base-sepolia")
    assert (network.namespace, network.reference, network.chain_id) == ("eip155", "84532", 84532)
    assert (network.name, network.v1_name) == ("Base Sepolia", "base-sepolia")
    assert network.is_evm and not network.is_svm and network.is_testnet
    assert str(network) == "eip155:84532" and repr(network) == "Network('eip155:84532')"
    assert sorted([network, x402.Network.eip155(1)])[0].chain_id == 1
    assert x402.Network.by_name("nowhere") is None
    assert dict(x402.v1_networks())["solana"] == x402.Network.solana_mainnet()


def test_a_network_is_named_as_people_name_it() -> None:
    base = x402.Network("eip155:8453")
    assert x402.Network("base") == x402.Network("Base") == base
    assert server.PaymentOption("base", "$0.01", PAY_TO).to_requirements().network == base
    assert x402.AssetTable().default_for("base") is not None
    facilitator = testing.TestFacilitator(networks=["base", x402.Network("solana")])
    assert facilitator.networks == [base, x402.Network.solana_mainnet()]
    assert client.Account.evm(PAY_TO, only_on=["base"]).is_on("base")
    terms = server.PaymentOption("base", "$0.01", PAY_TO).to_requirements()
    required = x402.PaymentRequired(accepts=[terms])
    wallet = client.Wallet(client.Account.evm("0x857b06519E91e3A54538791bDbb0E22373e36b66"))
    choice = client.select(required, wallet, client.Spending(only_on=["base"], prefer=["Base"]))
    assert choice.network == base


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("bsae", "base"),
        ("base-mainnet", "base"),
        ("solana:mainnet", "solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp"),
    ],
)
def test_a_slip_in_a_network_gets_a_suggestion(text: str, meant: str) -> None:
    for act in (
        lambda: server.PaymentOption(text, "$0.01", PAY_TO),
        lambda: client.Spending(only_on=[text]),
        lambda: client.Account.evm(PAY_TO, only_on=[text]),
        lambda: x402.AssetTable().default_for(text),
    ):
        with pytest.raises(x402.InvalidValueError) as raised:
            act()
        assert raised.value.expected.endswith(f"perhaps `{meant}`")


def test_a_network_of_a_message_is_kept_as_it_is() -> None:
    network = x402.Network("solana:mainnet")
    assert pickle.loads(pickle.dumps(network)) == network
    with pytest.raises(x402.MalformedError):
        x402.PaymentRequirements.from_json(
            '{"scheme":"exact","network":"base","amount":"1","asset":"a","payTo":"b",'
            '"maxTimeoutSeconds":60}'
        )


def test_an_address_of_no_family_is_asked_for_in_both_forms() -> None:
    for text in (PAY_TO[2:], "vitalik.eth"):
        with pytest.raises(x402.InvalidValueError) as raised:
            client.Spending(only_to=[text])
        assert raised.value.expected == "`0x` and 40 hex digits, or 32 bytes in base58"


def test_a_network_is_of_a_family_or_of_none_that_is_known() -> None:
    for text, family in [
        ("eip155:84532", "evm"),
        ("solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1", "svm"),
        ("solana:unknown", "svm"),
        ("tvm:-239", None),
    ]:
        network = x402.Network(text)
        assert network.family == family
        assert (network.is_evm, network.is_svm) == (family == "evm", family == "svm")
    networks = dict(x402.v1_networks()).values()
    assert {network.family for network in networks} == set(get_args(Family))


def test_prices_become_amounts_exactly_or_not_at_all() -> None:
    assert x402.Money("$0.10") == x402.Money("0.1 USD")
    assert x402.Money("0.01 USDC").symbol == "USDC"
    assert x402.Money("$0.01").to_amount(18) == 10**16
    assert str(x402.Money.from_amount(2**256 - 1, 18)).endswith(".584007913129639935")
    for act in (
        lambda: x402.Money("0.1.2"),
        lambda: x402.Money("$0.0000001").to_amount(6),
        lambda: x402.Money("$1").to_amount(256),
    ):
        with pytest.raises(x402.InvalidValueError):
            act()


def test_tokens() -> None:
    table = x402.AssetTable()
    token, amount = table.price("eip155:84532", "$0.01")
    assert (token.address, token.decimals, amount) == (USDC, 6, 10_000)
    assert token.eip712 == ("USDC", "2") and token.transfer_method == "eip3009"
    assert token.display(1_500_000) == "1.5 USDC"
    eurc = x402.Asset.erc20("eip155:84532", PAY_TO, "EURC", 6).with_eip3009("EURC", "2")
    more = table.with_asset(eurc)
    assert more.by_symbol("eip155:84532", "EURC") == eurc
    assert more.default_for("eip155:84532") == token
    assert table.with_default(eurc).default_for("eip155:84532") == eurc
    assert len(more) == len(table) + 1 == len(list(more)) and more != table
    assert x402.AssetTable.empty().rows == ()
    mint = "EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"
    spl = x402.Asset.spl(x402.Network.solana_mainnet(), mint, "X", 9, "Token-2022")
    assert (spl.token_program, spl.transfer_method) == ("Token-2022", None)


@pytest.mark.parametrize("amount", [0, 1, 2**53 + 1, 2**64 - 1, 2**64, 2**256 - 1])
def test_amounts_have_no_bound_but_the_contracts(
    amount: int, requirements: x402.PaymentRequirements
) -> None:
    entry = requirements.to_dict() | {"amount": str(amount)}
    assert x402.PaymentRequirements.from_dict(entry).amount == amount
    assert x402.Money.from_amount(amount, 0).to_amount(0) == amount


@pytest.mark.parametrize("amount", [-1, 2**256, -(2**300), 10**5000], ids=hex)
def test_other_numbers_are_no_amounts(amount: int) -> None:
    with pytest.raises(x402.InvalidValueError):
        x402.Money.from_amount(amount, 0)


@pytest.mark.parametrize("amount", [True, 1.0, "1", b"1"])
def test_other_types_are_no_amounts(amount: Any) -> None:
    with pytest.raises(TypeError):
        x402.Money.from_amount(amount, 0)


def test_times(signed: SignedPayment, offer: x402.Offer) -> None:
    utc = datetime.fromtimestamp(NOW, timezone.utc)
    for now in (NOW, utc, utc.astimezone(timezone(timedelta(hours=9))), utc.replace(microsecond=9)):
        assert x402.verify_header(signed.header_text, offer, now=now).amount == 10_000
    late = utc + timedelta(seconds=60)
    with pytest.raises(x402.RejectedError):
        x402.verify_header(signed.header_text, offer, now=late)
    for moment in (utc.replace(tzinfo=None), -1, 10**11 + 1, NOW * 1000):
        with pytest.raises(x402.InvalidValueError):
            x402.verify_header(signed.header_text, offer, now=moment)
    for wrong in (float(NOW), "now", True):
        with pytest.raises(TypeError):
            x402.verify_header(signed.header_text, offer, now=wrong)  # type: ignore[arg-type]


def test_the_clock_is_read_where_no_moment_is_given(
    signed: SignedPayment, offer: x402.Offer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("time.time", lambda: NOW + 0.5)
    assert x402.verify_header(signed.header_text, offer).payer == signed.payer
    assert x402.examine(signed.message, offer).refusal is None
    monkeypatch.setattr("time.time", lambda: NOW + 3600.0)
    with pytest.raises(x402.RejectedError):
        x402.verify_header(signed.header_text, offer)


@pytest.mark.parametrize(
    "value",
    [
        x402.Network("eip155:1"),
        x402.Money("0.01 USDC"),
        x402.Policy(v_0_1=True, erc6492_factories=[PAY_TO]),
        x402.DeclaredState.from_dict({"eip155:1": {"accounts": {PAY_TO: {"code": "0x"}}}}),
    ],
)
def test_values_are_equal_hashable_and_pickled(value: Any) -> None:
    again = pickle.loads(pickle.dumps(value))
    assert again == value and hash(again) == hash(value) and again is not value
    assert repr(again) == repr(value)


def test_policies() -> None:
    strict = x402.Policy()
    assert strict == x402.Policy.strict() == x402.Policy.by_name("strict")
    assert strict != x402.Policy.interop() and x402.Policy.by_name("lax") is None
    changed = strict.replace(expiry_margin=0, compact=True)
    assert (changed.expiry_margin, changed.compact) == (0, True)
    assert changed.replace(expiry_margin=strict.expiry_margin, compact=False) == strict
    with pytest.raises(TypeError):
        strict.replace(lenient=True)
    with pytest.raises(AttributeError):
        strict.compact = True  # type: ignore[misc]
    with pytest.raises(x402.InvalidValueError):
        x402.Policy(max_compute_unit_limit=2**32)


def test_bounds_of_a_policy() -> None:
    for policy in (x402.Policy.strict(), x402.Policy.interop()):
        assert (policy.max_worst_fee, policy.max_window) == (2_010_000, 86_400)
        assert not policy.permit2_signatures
    changed = x402.Policy(max_worst_fee=50_000, max_window=2**64 - 1, permit2_signatures=True)
    assert (changed.max_worst_fee, changed.max_window) == (50_000, 2**64 - 1)
    assert changed.permit2_signatures
    assert pickle.loads(pickle.dumps(changed)) == changed
    for wrong in (-1, 2**64):
        with pytest.raises(x402.InvalidValueError):
            x402.Policy(max_worst_fee=wrong)
        with pytest.raises(x402.InvalidValueError):
            x402.Policy(max_window=wrong)


def test_rules() -> None:
    rules = x402.all_rules()
    assert len(rules) == len(set(rules)) > 60
    explained = x402.explain("amount.mismatch")
    assert {rule.mechanism for rule in explained} >= {"eip3009", "permit2", "solana"}
    assert all(rule.demands and rule.hint and rule.source for rule in explained)
    assert x402.explain("nonsense") == ()
