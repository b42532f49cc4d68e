"""One paid request: what each answer means for the money."""

from __future__ import annotations

import pytest
import x402_core as x402
from conftest import NOW
from x402_core import client, header
from x402_core.errors import SessionError

URL = "https://api.example.com/data"
TRANSACTION = "0x" + "12" * 32


@pytest.fixture
def session(key: client.EvmSigningKey) -> client.Session:
    wallet = client.Wallet(client.Account.evm(key.address))
    budget = client.Budget.dollars("$1")
    return client.Session(URL, wallet, client.Spending(budget=budget))


@pytest.fixture
def asks(requirements: x402.PaymentRequirements) -> list[tuple[str, str | bytes]]:
    required = x402.PaymentRequired(accepts=[requirements])
    return [("payment-required", header.encode_payment_required(required))]


@pytest.fixture
def paid(
    session: client.Session, asks: list[tuple[str, str | bytes]], key: client.EvmSigningKey
) -> client.SignedPayment:
    """The payment that the session has attached."""
    match session.response(402, asks):
        case client.Pay(choice):
            return session.pay(client.sign(choice, key, now=NOW), now=NOW)
        case step:
            pytest.fail(repr(step))


def receipt(payer: str) -> list[tuple[str, str | bytes]]:
    response = x402.SettleResponse(
        success=True, transaction=TRANSACTION, network="eip155:84532", payer=payer
    )
    return [("Payment-Response", header.encode_payment_response(response).encode())]


def test_free(session: client.Session) -> None:
    assert (session.state, session.spend_status, session.origin) == ("fresh", "nothing", URL[:-5])
    assert isinstance(session.response(200, [], b"free"), client.Done)
    assert repr(session) == "<Session with https://api.example.com: ended>"
    with pytest.raises(SessionError):
        session.response(200, [])


def test_paid(session: client.Session, paid: client.SignedPayment) -> None:
    assert (session.state, session.spend_status) == ("paid", "reserved")
    assert session.payment == paid
    assert not session.may_follow("https://elsewhere.example") and session.may_follow("/other")
    assert session.blocked("/other") is None
    blocked = session.blocked("https://elsewhere.example")
    assert blocked is not None and "https://elsewhere.example" in blocked.reason
    step = session.response(200, receipt(paid.payer))
    assert isinstance(step, client.Receipt) and step.mismatches == ()
    assert step.response.transaction == TRANSACTION
    assert session.spend_status == "spent" and session.payment is None
    rest = client.Budget.dollars("$0.99")
    assert session.spending.budget == rest


def test_a_receipt_for_something_else(
    session: client.Session, paid: client.SignedPayment
) -> None:
    step = session.response(200, receipt("0x" + "00" * 20))
    assert isinstance(step, client.Receipt)
    (mismatch,) = step.mismatches
    match mismatch:
        case client.ReceiptMismatch("payer", expected, _):
            assert expected == paid.payer
        case _:
            pytest.fail(repr(mismatch))


def test_unknown_outcome(session: client.Session, paid: client.SignedPayment) -> None:
    step = session.no_response()
    assert isinstance(step, client.Unknown) and step.status is None and step.error is None
    assert session.resend() == paid
    step = session.response(503, [("payment-response", "?"), ("retry-after", "7")])
    assert isinstance(step, client.Unknown) and isinstance(step.error, x402.MalformedError)
    assert step.retry_after == 7
    session.resend()
    assert isinstance(session.response(200, []), client.Unconfirmed)
    assert session.spend_status == "reserved"


def test_refused(
    session: client.Session,
    paid: client.SignedPayment,
    requirements: x402.PaymentRequirements,
) -> None:
    required = x402.PaymentRequired(accepts=[requirements], error="insufficient_funds")
    answer = [("payment-required", header.encode_payment_required(required))]
    step = session.response(402, answer)
    match step:
        case client.Failed(402, "insufficient_funds", "no"):
            assert step.required == required and step.receipt is None
        case _:
            pytest.fail(repr(step))
    # Its statement brings nothing back, the chain's does.
    left = client.Budget.dollars("$0.99")
    assert (session.spend_status, session.spending.budget) == ("reserved", left)
    assert paid.valid_until is not None
    with pytest.raises(SessionError, match="expected a block after"):
        session.release_unused(paid.valid_until)
    session.release_unused(paid.valid_until + 1)
    assert session.spend_status == "unused"
    assert session.spending.budget == client.Budget.dollars("$1")
    with pytest.raises(SessionError, match="a release cannot be taken"):
        session.release_unused(paid.valid_until + 1)


def test_what_is_not_paid(
    session: client.Session, asks: list[tuple[str, str | bytes]], key: client.EvmSigningKey
) -> None:
    wallet = client.Wallet(client.Account.evm(key.address))
    poor = client.Session(URL, wallet, client.Spending(max_per_payment="$0.001"))
    step = poor.response(402, asks)
    assert isinstance(step, client.Unpayable)
    assert step.error.refused[0].reason == "too_expensive"
    assert isinstance(poor.payment_required, x402.PaymentRequired)
    step = client.Session(URL, wallet).response(402, [("payment-required", "?")])
    assert isinstance(step, client.Unreadable) and step.error.code == "header.base64"
    step = session.response(302, [("location", "http://api.example.com")])
    assert isinstance(step, client.Blocked) and "encrypted" in step.reason
    clear = client.Session("http://api.example.com/", wallet)
    step = clear.response(402, asks)
    assert isinstance(step, client.Blocked) and "allow_http" in step.reason
    stranger = client.Session("https://shop.example/", wallet)
    assert isinstance(stranger.response(302, [("location", URL)]), client.Follow)
    step = stranger.response(402, asks)
    assert isinstance(step, client.Blocked) and "pay_after_redirect" in step.reason
    allowed = client.Spending(allow_http=True, pay_after_redirect=True)
    trusting = client.Session("http://shop.example/", wallet, allowed)
    assert isinstance(trusting.response(302, [("location", URL)]), client.Follow)
    assert isinstance(trusting.response(402, asks), client.Pay)
    step = client.Session(URL, wallet).response(302, [("location", "/v2")])
    assert isinstance(step, client.Follow) and step.location == "/v2"
    with pytest.raises(x402.InvalidValueError):
        client.Session("ftp://a", wallet)


def test_another_payment_is_not_attached(
    session: client.Session, asks: list[tuple[str, str | bytes]], signed: client.SignedPayment
) -> None:
    with pytest.raises(SessionError):
        session.pay(signed, now=NOW)
    session.response(402, asks)
    assert session.pay(signed, now=NOW) == signed
    with pytest.raises(SessionError):
        session.resend()
