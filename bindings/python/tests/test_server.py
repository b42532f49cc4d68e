"""A seller's bill, and an exchange from request to answer."""

from __future__ import annotations

import pytest
import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core import header, server, v1
from x402_core.client import Account, EvmSigningKey, SignedPayment, Wallet, select, sign
from x402_core.errors import OutOfTurnError

DEVNET = x402.Network.solana_devnet()
FEE_PAYER = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
PAY_TO_SVM = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"
RESOURCE = x402.ResourceInfo(url="https://api.example.com/weather", description="Weather")


@pytest.fixture
def bill() -> server.Bill:
    options = [server.PaymentOption("eip155:84532", "$0.01", PAY_TO)]
    return server.Bill.from_options(options, RESOURCE).with_v1_options(options)


@pytest.fixture
def payment(bill: server.Bill, key: EvmSigningKey) -> SignedPayment:
    choice = select(bill.required, Wallet(Account.evm(key.address)))
    return sign(choice, key, now=NOW, entropy=b"\x07" * 32)


def test_bills(bill: server.Bill) -> None:
    assert header.decode_payment_required(bill.header) == bill.required
    assert bill.required.resource == RESOURCE and bill.required.error == "Payment required"
    assert bill.required_v1 is not None and bill.body_v1 == bill.required_v1.to_json()
    (offer,), (old,) = bill.offers, bill.offers_v1
    assert (offer.x402_version, old.x402_version, offer.amount) == (2, 1, 10_000)
    assert offer == x402.Offer.parse(bill.required.accepts[0])
    assert old.requirements == bill.required_v1.accepts[0]
    again = server.Bill.from_message(bill.required).with_v1_message(bill.required_v1)
    assert again.header == bill.header and again.body_v1 == bill.body_v1
    assert header.decode_payment_required(bill.header_with_error("no")).error == "no"
    assert v1.PaymentRequired.from_json(bill.body_v1_with_error("no") or "").error == "no"


def test_options() -> None:
    option = server.PaymentOption(
        DEVNET, "0.5 USDC", PAY_TO_SVM, fee_payer=FEE_PAYER, memo="a", max_timeout_seconds=9
    )
    entry = option.to_requirements()
    assert (entry.amount, entry.max_timeout_seconds) == (500_000, 9)
    assert entry.extra == {"feePayer": FEE_PAYER, "memo": "a"}
    permit2 = server.PaymentOption("eip155:8453", 7, PAY_TO, transfer_method="permit2")
    entry = permit2.to_requirements()
    assert entry.amount == 7 and (entry.extra or {})["assetTransferMethod"] == "permit2"
    assert option.to_requirements_v1(RESOURCE).network == "solana-devnet"
    with pytest.raises(x402.OfferError) as raised:
        server.Bill.from_options([server.PaymentOption(DEVNET, "$1", PAY_TO_SVM)], RESOURCE)
    assert raised.value.pointer == "/accepts/0/extra/feePayer"
    with pytest.raises(x402.OfferError):
        server.Bill.from_options([], RESOURCE)


def test_matching(bill: server.Bill, payment: SignedPayment) -> None:
    dear = server.PaymentOption("eip155:84532", "$1", PAY_TO).to_requirements()
    offers = [x402.Offer.parse(dear), *bill.offers]
    assert server.match_offer(payment.message, offers) is offers[1]
    index, verified = server.verify_any(payment.message, offers, now=NOW)
    assert (index, verified) == (1, payment.verified)
    with pytest.raises(x402.RejectedError) as raised:
        server.match_offer(payment.message, offers[:1])
    assert raised.value.pointer == "/accepted/amount"
    with pytest.raises(x402.MalformedError):
        server.verify_any(payment.message, bill.offers_v1, now=NOW)


def test_extensions(payment: SignedPayment) -> None:
    message = payment.message
    assert isinstance(message, x402.PaymentPayload)
    server.check_extensions(None, message)
    offered = {"bazaar": {"info": {"a": 1}}}
    kept = x402.PaymentPayload(accepted={}, payload={}, extensions=offered)
    server.check_extensions(offered, kept)
    changed = x402.PaymentPayload(accepted={}, payload={}, extensions={"bazaar": {"info": {}}})
    with pytest.raises(x402.RejectedError):
        server.check_extensions(offered, changed)


def settled(payment: SignedPayment) -> x402.SettleResponse:
    return x402.SettleResponse(
        success=True, transaction="0x" + "12" * 32, network="eip155:84532", payer=payment.payer
    )


def test_a_paid_exchange(bill: server.Bill, payment: SignedPayment) -> None:
    exchange = server.Exchange(server.Route(bill, flow="upfront", name="GET /weather"))
    assert exchange.stage == "start" and exchange.accepted is None
    step = exchange.request(list(payment.headers.items()), method="GET", entropy=bytes(16), now=NOW)
    match step:
        case server.AskReplayStore(key, keep_until, account, holder):
            assert holder == "00" * 16 and account is not None and payment.payer in account
            assert payment.verified is not None and key == payment.verified.replay_key
            assert keep_until == payment.valid_until
        case _:
            pytest.fail(repr(step))
    step = exchange.replay_store("new")
    assert isinstance(step, server.MarkSettling) and step.key == key
    assert "GET /weather" in step.record and "record" not in repr(step)
    assert str(exchange.if_abandoned) == "release"
    record = step.record
    step = exchange.marked("marked")
    assert isinstance(step, server.AskSettle) and step.attempt == 1
    assert step.repeat_token == "00" * 16 and str(exchange.if_abandoned) == "unresolved"
    assert exchange.accepted is not None and exchange.accepted.payer == payment.payer
    assert step.request.payment_payload == payment.message
    assert "payload=..." in repr(step) and "signature" not in repr(step)
    assert repr(exchange) == "<Exchange that waits for settling>"
    step = exchange.settled("no_response")
    assert isinstance(step, server.AskSettle) and step.attempt == 2
    step = exchange.settled(server.settle_answer(200, settled(payment).to_json()))
    assert isinstance(step, server.Serve)
    assert step.verified == payment.verified and step.undecided is None
    step = exchange.handled(200)
    assert isinstance(step, server.Deliver)
    assert (step.reservation, step.if_undelivered) == ("keep", "unresolved")
    receipt = header.decode_payment_response(dict(step.headers)["PAYMENT-RESPONSE"])
    assert receipt.success and receipt.payer == payment.payer
    assert repr(exchange) == "<Exchange that waits for done>"

    unresolved = server.UnresolvedPayment(record)
    for answer in (unresolved, server.EarlierPayment("the first", keep_until - 9, record)):
        again = server.Exchange(server.Route(bill, flow="upfront", name="GET /weather"))
        headers = list(payment.headers.items())
        again.request(headers, method="GET", entropy=b"1" * 16, now=NOW)
        step = again.replay_store(answer)
        assert isinstance(step, server.AskSettle) and step.repeat_token == "00" * 16
        assert payment.payer not in repr(answer)
    elsewhere = server.Exchange(server.Route(bill, flow="upfront", name="GET /other"))
    elsewhere.request(headers, method="GET", entropy=b"1" * 16, now=NOW)
    step = elsewhere.replay_store(unresolved)
    assert isinstance(step, server.Respond) and step.problem.kind == "replayed"
    assert step.reservation == "unresolved"


def test_streams_are_not_held_back(bill: server.Bill, payment: SignedPayment) -> None:
    exchange = server.Exchange(server.Route(bill))
    headers = list(payment.headers.items())
    exchange.request(headers, method="GET", entropy=bytes(16), now=NOW)
    assert isinstance(exchange.replay_store("new"), server.Serve)
    json, events = "application/json", "text/event-stream"
    assert exchange.holds(200, content_type=json, length=10, limit=10)
    assert not exchange.holds(200, content_type=json, length=11, limit=10)
    assert not exchange.holds(200, content_type=None, length=None, limit=10)
    assert not exchange.holds(200, content_type=events, length=1, limit=10)
    assert not exchange.holds(404, content_type=json, length=1, limit=10)


def test_a_store_that_lost_the_key(bill: server.Bill, payment: SignedPayment) -> None:
    for answer, status in (("lost", 402), ("unavailable", 503)):
        exchange = server.Exchange(server.Route(bill, flow="upfront"))
        headers = list(payment.headers.items())
        exchange.request(headers, method="GET", entropy=bytes(16), now=NOW)
        exchange.replay_store("new")
        step = exchange.marked(answer)  # type: ignore[arg-type]
        assert isinstance(step, server.Respond) and step.response.status == status


def test_an_unpaid_one(bill: server.Bill) -> None:
    step = server.Exchange(server.Route(bill)).request(
        [("accept", "*/*")], method="GET", entropy=bytes(16), now=NOW
    )
    assert isinstance(step, server.Respond)
    assert (step.response.status, step.reservation) == (402, "untouched")
    assert step.response.header("payment-required") == bill.header
    assert step.response.body == bill.body_v1
    assert step.problem.kind == "unpaid" and step.problem.refusal is None


def test_a_refused_one(bill: server.Bill, payment: SignedPayment) -> None:
    exchange = server.Exchange(server.Route(bill))
    headers = list(payment.headers.items())
    step = exchange.request(headers, method="GET", entropy=bytes(16), now=NOW + 3600)
    assert isinstance(step, server.Respond) and step.response.status == 402
    assert isinstance(step.problem.refusal, x402.RejectedError)
    malformed = server.Exchange(server.Route(bill)).request(
        [(b"X-Payment", b"?")], method="GET", entropy=bytes(16), now=NOW
    )
    assert isinstance(malformed, server.Respond) and malformed.response.status == 400


def test_the_facilitators_word(bill: server.Bill, payment: SignedPayment) -> None:
    route = server.Route(bill, flow="authorization", facilitator_verify="always")
    exchange = server.Exchange(route)
    exchange.request(list(payment.headers.items()), method="GET", entropy=bytes(16), now=NOW)
    step = exchange.replay_store("new")
    assert isinstance(step, server.AskVerify) and step.request.x402_version == 2
    answer = server.verify_answer(200, '{"isValid": false, "invalidReason": "insufficient_funds"}')
    step = exchange.verified(answer)
    assert isinstance(step, server.Respond) and step.reservation == "release"
    assert (step.problem.kind, step.problem.reason) == ("invalid", "insufficient_funds")
    assert server.verify_answer(503, "") == "no_response"
    assert server.settle_answer(404, b"?") == "not_processed"


def test_an_event_out_of_turn(bill: server.Bill) -> None:
    exchange = server.Exchange(server.Route(bill))
    with pytest.raises(OutOfTurnError) as raised:
        exchange.handled(200)
    assert (raised.value.stage, raised.value.event) == ("start", "handled")
    assert exchange.stage == "start"
    with pytest.raises(x402.InvalidValueError):
        exchange.replay_store("perhaps")  # type: ignore[arg-type]
    with pytest.raises(x402.InvalidValueError):
        server.Route(bill, flow="later")  # type: ignore[arg-type]
