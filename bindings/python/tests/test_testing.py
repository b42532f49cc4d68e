"""The facilitator for tests judges like a real one, and does what it is told."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from typing import Any

import pytest
import x402_core as x402
from conftest import NOW, PAY_TO
from flask import Flask
from hypothesis import HealthCheck, example, given, settings, strategies as st
from x402_core import ports, server, testing
from x402_core.client import SignedPayment
from werkzeug.test import Client as WsgiClient
from x402_core.errors import FacilitatorError, InvalidValueError
from x402_core.replay import MemoryReplayStore
from x402_core.testing import (
    AsyncTestFacilitator,
    InvalidResponse,
    NotProcessed,
    Outcome,
    Pending,
    Refuse,
    TestFacilitator,
    TestPayer,
    TimeOut,
)
from x402_core.testing.facilitator import _base58
from x402_core.testing.http import reply
from x402_core.testing.script import outcome_from_dict
from x402_core.wsgi import PaymentMiddleware

DEVNET = x402.Network.solana_devnet()
FEE_PAYER = "9hSR6S7WPtxmTojgo6GG3k4yDPecgJY292j7xrsUGWBu"
PAY_TO_SVM = "GyGKxMyg1p9SsHfm15MkNUu1u9TN2JtTspcdmrtGUdse"
RESOURCE = x402.ResourceInfo(url="https://api.example.com/weather", description="Weather")
OPTIONS = {
    "eip3009": server.PaymentOption("eip155:84532", "$0.01", PAY_TO),
    "permit2": server.PaymentOption("eip155:84532", "$0.01", PAY_TO, transfer_method="permit2"),
    "solana": server.PaymentOption(DEVNET, "$0.01", PAY_TO_SVM, fee_payer=FEE_PAYER),
}


class Paid:
    """A payment of one of the options, and what a server asks a facilitator about it."""

    def __init__(self, method: str = "eip3009", version: int = 2) -> None:
        bill = server.Bill.from_options([OPTIONS[method]], RESOURCE)
        required: Any = bill.required
        if version == 1:
            required = bill.with_v1_options([OPTIONS[method]]).required_v1
        self.payment: SignedPayment = TestPayer().sign(required, now=NOW)
        arguments = {
            "x402_version": version,
            "payment_payload": self.payment.message,
            "payment_requirements": required.accepts[0],
        }
        self.verify = x402.VerifyRequest(**arguments)
        self.settle = x402.SettleRequest(**arguments)


@pytest.fixture
def facilitator() -> TestFacilitator:
    return TestFacilitator(now=lambda: NOW)


@pytest.mark.parametrize(
    ("method", "version"),
    [("eip3009", 2), ("eip3009", 1), ("permit2", 2), ("solana", 2), ("solana", 1)],
)
def test_a_payment_is_settled_once(
    facilitator: TestFacilitator, method: str, version: int
) -> None:
    paid = Paid(method, version)
    assert facilitator.verify(paid.verify) == x402.VerifyResponse(
        is_valid=True, payer=paid.payment.payer
    )
    answer = facilitator.settle(paid.settle)
    assert answer.success and answer.payer == paid.payment.payer
    form = r"0x[0-9a-f]{64}" if method != "solana" else r"[1-9A-HJ-NP-Za-km-z]{64,88}"
    assert re.fullmatch(form, answer.transaction)
    assert answer.network == paid.settle.payment_requirements.to_dict()["network"]
    twice = facilitator.settle(paid.settle)
    assert (twice.success, twice.error_reason) == (False, "duplicate_settlement")
    assert (twice.transaction, twice.payer) == (answer.transaction, answer.payer)
    (settlement,) = facilitator.settlements
    assert settlement.transaction == answer.transaction
    assert settlement.verified == paid.payment.verified
    again = facilitator.verify(paid.verify)
    assert not again.is_valid
    reasons = {"eip3009": "nonce_already_used", "permit2": "permit2_invalid_nonce"}
    assert (again.invalid_reason or "").endswith(reasons.get(method, "simulation_failed"))
    other = Paid(method, version)
    assert facilitator.settle(other.settle).transaction != answer.transaction


def test_it_verifies_truly(facilitator: TestFacilitator) -> None:
    paid = Paid()
    dear = paid.settle.to_dict()
    dear["paymentRequirements"]["amount"] = "10001"
    refused = facilitator.settle(x402.SettleRequest.from_dict(dear))
    assert not refused.success and refused.transaction == ""
    assert refused.error_reason == "invalid_payment_requirements"
    assert "10001" in (refused.error_message or "")
    forged = paid.verify.to_dict()
    forged["paymentPayload"]["payload"]["authorization"]["nonce"] = "0x" + "00" * 32
    said = facilitator.verify(x402.VerifyRequest.from_dict(forged))
    assert said.invalid_reason == "invalid_exact_evm_payload_signature"
    nothing = paid.verify.to_dict()
    nothing["paymentRequirements"]["payTo"] = "0x" + "00" * 20
    said = facilitator.verify(x402.VerifyRequest.from_dict(nothing))
    assert said.invalid_reason == "invalid_payment_requirements"
    elsewhere = TestFacilitator(networks=["eip155:8453"], now=lambda: NOW)
    said = elsewhere.verify(paid.verify)
    assert said.invalid_reason == "invalid_network"
    assert said.invalid_message == "network: expected one of eip155:8453, found eip155:84532"
    late = TestFacilitator(now=lambda: NOW + 3_600)
    assert not late.verify(paid.verify).is_valid
    assert facilitator.settlements == late.settlements == ()


def test_refusals_name_the_payer(facilitator: TestFacilitator) -> None:
    for method in ("eip3009", "permit2"):
        paid = Paid(method)
        facilitator.next_verify(Refuse("x"))
        facilitator.next_settle(Refuse("x"))
        payers = [facilitator.verify(paid.verify).payer, facilitator.settle(paid.settle).payer]
        assert payers == [paid.payment.payer] * 2
    other = Paid().verify.to_dict()
    nothings: list[dict[str, Any]] = [{}, {"authorization": []}, {"authorization": {"from": 1}}]
    for nothing in nothings:
        other["paymentPayload"]["payload"] = nothing
        said = facilitator.verify(x402.VerifyRequest.from_dict(other))
        assert not said.is_valid and said.payer is None


def test_transactions_are_written_in_full() -> None:
    # The test vectors of the Internet draft on base58.
    assert _base58(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert _base58(bytes.fromhex("0000287fb4cd")) == "11233QC4"


def test_a_repeated_request_gets_its_answer_again() -> None:
    moments = iter([NOW, NOW + 3_600])
    facilitator = TestFacilitator(now=lambda: next(moments))
    paid = Paid()
    answer = facilitator.settle(paid.settle, repeat_token="a")
    assert answer.success
    # Its payment has expired since.
    assert facilitator.settle(paid.settle, repeat_token="a") == answer
    for token in ("b", None):
        other = facilitator.settle(paid.settle, repeat_token=token)
        assert other.error_reason == "duplicate_settlement"
    facilitator.reset()
    fresh = TestFacilitator(now=lambda: NOW)
    assert fresh.settle(paid.settle).success
    assert fresh.settle(paid.settle, repeat_token="a").error_reason == "duplicate_settlement"


def test_an_idempotent_facilitator_reports_a_settlement_to_everybody() -> None:
    facilitator = TestFacilitator(now=lambda: NOW, idempotent=True)
    paid = Paid()
    answers = [facilitator.settle(paid.settle, repeat_token=token) for token in (None, "a", "b")]
    assert answers[0].success and answers == [answers[0]] * 3
    assert len(facilitator.settlements) == 1


@pytest.mark.parametrize("flow", ["authorization", "upfront"])
def test_two_servers_do_not_both_sell_for_one_payment(flow: Any) -> None:
    """What a seller of several processes without a shared store would not see otherwise."""
    facilitator = TestFacilitator(now=lambda: NOW)
    app = Flask(__name__)
    app.get("/weather")(lambda: "sunny")
    workers = [
        WsgiClient(
            PaymentMiddleware(
                app,
                routes={"GET /weather": "$0.01"},
                pay_to=PAY_TO,
                networks=["base-sepolia"],
                facilitator=facilitator,
                replay_store=MemoryReplayStore(),
                flow=flow,
                clock=lambda: NOW,
            )
        )
        for _ in range(4)
    ]
    unpaid: Any = workers[0].get("/weather")
    headers = TestPayer().pay(unpaid, now=NOW)
    assert [worker.get("/weather", headers=headers).status_code for worker in workers].count(200) == 1
    assert len(facilitator.settlements) == 1


def test_the_chain_is_declared() -> None:
    paid = Paid()

    def state(offer: Any, **account: Any) -> x402.DeclaredState:
        payer = paid.verify.to_dict()["paymentPayload"]["payload"]["authorization"]["from"]
        network = {"accounts": {payer: account}}
        return x402.DeclaredState.from_dict({str(offer.network): network})

    terms = paid.verify.payment_requirements
    poor = TestFacilitator(now=lambda: NOW, chain=state(terms, balances={terms.asset: "9999"}))
    assert poor.verify(paid.verify).invalid_reason == "insufficient_funds"

    def chain(_: object, offer: x402.Offer) -> x402.DeclaredState:
        assert offer.amount == 10_000
        return state(offer, code="0x6001", erc1271=True)

    wallet = paid.verify.to_dict()
    wallet["paymentPayload"]["payload"]["signature"] = "0x" + "ab" * 96
    request = x402.VerifyRequest.from_dict(wallet)
    assert TestFacilitator(now=lambda: NOW, chain=chain).verify(request).is_valid
    assert not TestFacilitator(now=lambda: NOW).verify(request).is_valid


def failure(call: Any, request: Any) -> str:
    with pytest.raises(FacilitatorError) as raised:
        call(request)
    return raised.value.failure


def test_what_is_scripted_happens(facilitator: TestFacilitator) -> None:
    paid = Paid()
    facilitator.next_verify(testing.ALLOWANCE_REQUIRED, TimeOut(), NotProcessed(), InvalidResponse())
    assert facilitator.verify(paid.verify).invalid_reason == "permit2_allowance_required"
    failures = [failure(facilitator.verify, paid.verify) for _ in range(3)]
    assert failures == ["no_response", "not_processed", "invalid_response"]
    assert facilitator.verify(paid.verify).is_valid

    facilitator.next_settle(Refuse("insufficient_funds", "nothing there"), TimeOut(), InvalidResponse())
    facilitator.next_settle(NotProcessed(), Pending(settles=False), Refuse("x", transaction="0x1"))
    answer = facilitator.settle(paid.settle)
    assert (answer.error_reason, answer.error_message) == ("insufficient_funds", "nothing there")
    failures = [failure(facilitator.settle, paid.settle) for _ in range(3)]
    assert failures == ["no_response", "invalid_response", "not_processed"]
    assert facilitator.settle(paid.settle).error_reason == "settlement_pending"
    assert facilitator.settle(paid.settle).transaction == "0x1"
    assert facilitator.settlements == ()
    assert facilitator.settle(paid.settle).success
    endpoints = [call.endpoint for call in facilitator.calls]
    assert endpoints == ["verify"] * 5 + ["settle"] * 7
    came = facilitator.calls[1].answer
    assert isinstance(came, FacilitatorError) and came.failure == "no_response"
    with pytest.raises(InvalidValueError, match="next_settle"):
        facilitator.next_verify(Pending())
    facilitator.next_settle(Refuse("never"))
    facilitator.reset()
    assert facilitator.calls == [] and facilitator.settlements == ()
    assert facilitator.settle(paid.settle).success


@pytest.mark.parametrize("outcome", [TimeOut(settles=True), InvalidResponse(settles=True), Pending()])
def test_what_settles_all_the_same(facilitator: TestFacilitator, outcome: Outcome) -> None:
    paid = Paid()
    facilitator.next_settle(outcome)
    transaction = None
    try:
        answer = facilitator.settle(paid.settle)
    except FacilitatorError:
        pass
    else:
        assert answer.error_reason == "settlement_pending"
        transaction = answer.transaction
    (settlement,) = facilitator.settlements
    final = facilitator.settle(paid.settle)
    assert final.success and final.transaction == settlement.transaction
    assert transaction in (None, final.transaction)
    facilitator.next_settle(Pending())
    late = Paid()
    dear = late.settle.to_dict()
    dear["paymentRequirements"]["amount"] = "10001"
    answer = facilitator.settle(x402.SettleRequest.from_dict(dear))
    assert answer.error_reason == "invalid_payment_requirements"


def test_many_threads_settle_a_payment_once(facilitator: TestFacilitator) -> None:
    paid = Paid()
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: facilitator.settle(paid.settle), range(64)))
    assert [answer.success for answer in answers].count(True) == 1
    assert {answer.error_reason for answer in answers} == {None, "duplicate_settlement"}
    assert len({answer.transaction for answer in answers}) == len(facilitator.settlements) == 1
    assert len(facilitator.calls) == 64


def test_supported(facilitator: TestFacilitator) -> None:
    answer = facilitator.supported()
    kinds = {(kind.x402_version, kind.network): kind for kind in answer.kinds}
    assert {kind.scheme for kind in answer.kinds} == {"exact"}
    assert kinds[2, str(DEVNET)].extra == kinds[1, "solana-devnet"].extra
    assert kinds[2, str(DEVNET)].extra == {"feePayer": FEE_PAYER}
    assert kinds[1, "base-sepolia"].extra is None and (2, "eip155:8453") in kinds
    assert answer.signers["solana:*"] == (FEE_PAYER,)


def test_async(facilitator: TestFacilitator) -> None:
    async def ask() -> None:
        face: ports.AsyncFacilitator = AsyncTestFacilitator(facilitator)
        paid = Paid()
        assert (await face.verify(paid.verify)).is_valid
        assert (await face.settle(paid.settle)).success
        assert await face.supported() == facilitator.supported()

    asyncio.run(ask())
    direct: ports.Facilitator = AsyncTestFacilitator(facilitator).sync
    assert direct is facilitator and len(facilitator.settlements) == 1
    assert AsyncTestFacilitator().sync.settlements == ()


def ask(url: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    connection = HTTPConnection(url.removeprefix("http://"))
    try:
        text = body if isinstance(body, (str, bytes, type(None))) else json.dumps(body)
        connection.request(method, path, text)
        response = connection.getresponse()
        content = response.read()
        is_json = response.getheader("content-type") == "application/json"
        return response.status, json.loads(content) if is_json else content
    finally:
        connection.close()


def test_a_request_without_the_outer_version(facilitator: TestFacilitator) -> None:
    """As @faremeter/middleware 0.22 sends it; the published facilitators read the payment's."""
    for version in (1, 2):
        for endpoint in ("verify", "settle"):
            paid = Paid(version=version)
            body = paid.settle.to_dict()
            del body["x402Version"]
            answer = reply(facilitator, "POST", f"/{endpoint}", b" " + json.dumps(body).encode())
            assert answer is not None and answer.status == 200
            said = json.loads(answer.body)
            assert said.get("isValid", said.get("success")) is True, said
        # Stated wrongly is not missing, and what is missing on both sides stays missing.
        changes: list[dict[str, Any]] = [
            {"x402Version": 3},
            {"paymentPayload": {}},
            {"paymentPayload": 5},
        ]
        for change in changes:
            answer = reply(facilitator, "POST", "/settle", json.dumps(body | change).encode())
            assert answer is not None and answer.status == 400
    doubled = b'{"paymentPayload":{"x402Version":2},"paymentPayload":{"x402Version":2}}'
    answer = reply(facilitator, "POST", "/settle", doubled)
    assert answer is not None and answer.status == 400


def test_the_repeat_token_comes_by_http(facilitator: TestFacilitator) -> None:
    body = Paid().settle.to_json()
    with testing.serve(facilitator) as (url, _):
        answers = []
        for token in ("a", "a", "b", None):
            connection = HTTPConnection(url.removeprefix("http://"))
            headers = {} if token is None else {"Idempotency-Key": token}
            connection.request("POST", "/settle", body, headers)
            answers.append(json.loads(connection.getresponse().read()).get("errorReason"))
            connection.close()
    assert answers == [None, None, "duplicate_settlement", "duplicate_settlement"]
    facilitator.reset()
    app = testing.asgi_app(facilitator)
    tokens = [[(b"idempotency-key", b"a")], [(b"Idempotency-Key", b"a")], []]
    said = [
        asyncio.run(over_asgi(app, "POST", "/settle", body.encode(), headers=each))[1]
        for each in tokens
    ]
    assert [json.loads(each)["success"] for each in said] == [True, True, False]


def test_accepts_as_faremeter_asks(facilitator: TestFacilitator) -> None:
    base = {
        "scheme": "exact",
        "network": "eip155:84532",
        "amount": "10000",
        "asset": "0x036CbD53842c5426634e7929541eC2318f3dCF7e",
        "payTo": PAY_TO,
    }
    solana = base | {
        "network": str(DEVNET),
        "asset": "4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU",
        "payTo": PAY_TO_SVM,
        "maxTimeoutSeconds": 90,
        "extra": {"memo": "m"},
    }
    foreign = [base | {"network": "stellar:pubnet"}, base | {"scheme": "flat"}, {}, 5]
    bill = {"x402Version": 2, "resource": {"url": ""}, "accepts": [base, *foreign, solana]}
    answer = reply(facilitator, "POST", "/accepts", json.dumps(bill).encode())
    assert answer is not None and answer.status == 200
    domain = {"name": "USDC", "version": "2"}
    assert json.loads(answer.body) == bill | {
        "accepts": [
            base | {"maxTimeoutSeconds": 60, "extra": domain},
            solana | {"extra": {"memo": "m", "feePayer": FEE_PAYER}},
        ]
    }
    wrongs: list[Any] = [{"x402Version": 1, "accepts": []}, {"x402Version": 2}, []]
    for wrong in wrongs:
        answer = reply(facilitator, "POST", "/accepts", json.dumps(wrong).encode())
        assert answer is not None and answer.status == 400


def test_over_http(facilitator: TestFacilitator) -> None:
    paid = Paid()
    with testing.serve(facilitator) as (url, served):
        assert served is facilitator
        assert ask(url, "GET", "/supported")[1] == facilitator.supported().to_dict()
        status, body = ask(url, "POST", "/verify", paid.verify.to_json())
        assert status == 200 and body == {"isValid": True, "payer": paid.payment.payer}
        script = {"settle": [{"outcome": "time_out", "settles": True}, {"outcome": "invalid_response"}]}
        assert ask(url, "POST", "/script", script) == (200, {})
        with pytest.raises(RemoteDisconnected):
            ask(url, "POST", "/settle", paid.settle.to_json())
        assert b"invalid_response" in ask(url, "POST", "/settle", paid.settle.to_json())[1]
        facilitator.next_settle(NotProcessed())
        assert ask(url, "POST", "/settle", paid.settle.to_json()) == (429, b"")
        status, body = ask(url, "POST", "/settle", paid.settle.to_json())
        assert status == 200 and body["success"]
        (settlement,) = ask(url, "GET", "/settlements")[1]
        assert settlement["transaction"] == body["transaction"]
        assert (settlement["amount"], settlement["payTo"]) == ("10000", PAY_TO)
        calls = ask(url, "GET", "/calls")[1]
        endpoints = [call["endpoint"] for call in calls]
        assert endpoints == ["supported", "supported", "verify"] + ["settle"] * 4
        assert calls[3]["failure"] == "no_response" and calls[6]["answer"] == body
        assert calls[6]["request"] == paid.settle.to_dict()
        assert ask(url, "POST", "/reset") == (200, {})
        assert ask(url, "GET", "/calls") == (200, [])
        status, body = ask(url, "POST", "/verify", '{"x402Version":3}')
        assert status == 400 and "x402Version" in body["error"]
        assert ask(url, "POST", "/script", {"verify": [{"outcome": "explode"}]})[0] == 400
        assert ask(url, "GET", "/nowhere")[0] == 404
        assert ask(url, "POST", "/verify", b" " * (testing.http.MAX_BODY + 1))[0] == 413
        idle = HTTPConnection(url.removeprefix("http://"))
        idle.request("GET", "/supported")
        idle.getresponse().read()
    idle.close()


async def over_asgi(
    app: Any, method: str, path: str, *parts: bytes, headers: Any = ()
) -> tuple[int, bytes]:
    messages = [
        {"type": "http.request", "body": part, "more_body": number + 1 < len(parts)}
        for number, part in enumerate(parts)
    ]
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await app(scope, receive, send)
    return sent[0]["status"], sent[1]["body"]


def test_over_asgi(facilitator: TestFacilitator) -> None:
    app = testing.asgi_app(facilitator)
    text = Paid().settle.to_json().encode()
    status, body = asyncio.run(over_asgi(app, "POST", "/settle", text[:99], text[99:]))
    assert status == 200 and json.loads(body)["success"]
    facilitator.next_settle(TimeOut())
    assert asyncio.run(over_asgi(app, "POST", "/settle", text)) == (504, b"")
    long = [b" " * testing.http.MAX_BODY] * 3
    assert asyncio.run(over_asgi(app, "POST", "/settle", *long))[0] == 413


def test_asgi_lifespan(facilitator: TestFacilitator) -> None:
    async def live() -> list[Any]:
        messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
        sent: list[Any] = []

        async def receive() -> Any:
            return messages.pop(0)

        async def send(message: Any) -> None:
            sent.append(message["type"])

        await testing.asgi_app(facilitator)({"type": "lifespan"}, receive, send)
        return sent

    assert asyncio.run(live()) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


PATHS = st.sampled_from(["/verify", "/settle", "/script"])
PARTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["verify", "settle", "outcome", "reason", "settles"]), inner, max_size=3
    ),
)


@given(PATHS, st.binary(max_size=99) | PARTS.map(lambda value: json.dumps(value).encode()))
@example("/script", b"[" * 100_000)
@example("/script", b'{"settle": {"outcome": "refuse"}}')
@example("/settle", b'{"x402Version":2}')
@settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_whatever_is_posted_is_answered(path: str, body: bytes) -> None:
    answer = reply(TestFacilitator(now=lambda: NOW), "POST", path, body)
    assert answer is not None and answer.status in (200, 400)
    json.loads(answer.body)


@given(st.recursive(st.none() | st.text(max_size=9), lambda inner: st.lists(inner, max_size=3)))
@settings(
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
def test_whatever_is_paid_with_is_judged(payload: Any) -> None:
    for version in (1, 2):
        request = Paid(version=version).settle.to_dict()
        request["paymentPayload"]["payload"] = {"authorization": payload, "transaction": payload}
        facilitator = TestFacilitator(now=lambda: NOW)
        assert not facilitator.settle(x402.SettleRequest.from_dict(request)).success
        assert not facilitator.verify(x402.VerifyRequest.from_dict(request)).is_valid


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"outcome": "refuse"},
        {"outcome": "refuse", "reason": 1},
        {"outcome": "pending", "settles": "no"},
        {"outcome": "not_processed", "settles": True},
        {"outcome": []},
    ],
)
def test_what_is_no_outcome(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="outcome: expected an object"):
        outcome_from_dict(value)


def test_the_command() -> None:
    command = [sys.executable, "-m", "x402_core.testing", "--now", str(NOW)]
    command += ["--network", "eip155:84532"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        paid = Paid()
        assert ask(url, "POST", "/verify", paid.verify.to_json())[1]["isValid"]
        kinds = ask(url, "GET", "/supported")[1]["kinds"]
        assert [kind["network"] for kind in kinds] == ["eip155:84532", "base-sepolia"]
        process.terminate()
        assert process.wait() == 0


class Answer:
    """A 402 as the test clients give it."""

    def __init__(self, headers: dict[str, str], **body: bytes) -> None:
        self.headers = headers
        vars(self).update(body)


def test_the_fixtures(
    x402_facilitator: TestFacilitator,
    x402_async_facilitator: AsyncTestFacilitator,
    x402_facilitator_url: str,
    x402_payer: TestPayer,
) -> None:
    assert x402_async_facilitator.sync is x402_facilitator
    ask(x402_facilitator_url, "GET", "/supported")
    assert len(x402_facilitator.calls) == 1
    bill = server.Bill.from_options([OPTIONS["eip3009"]], RESOURCE).with_v1_options([OPTIONS["eip3009"]])
    headers = x402_payer.pay(Answer({"Payment-Required": bill.header}), now=NOW)
    offer = bill.offers[0]
    verified = x402.verify_header(headers["PAYMENT-SIGNATURE"], offer, now=NOW)
    assert verified.payer == x402_payer.evm_key.address
    for answer in (
        Answer({}, content=(bill.body_v1 or "").encode()),
        Answer({}, data=(bill.body_v1 or "").encode()),
    ):
        headers = x402_payer.pay(answer, now=NOW)
        x402.verify_header(headers["X-PAYMENT"], bill.offers_v1[0], now=NOW)


def test_the_plugin_loads_nothing() -> None:
    program = "import sys, _x402_core_pytest; print([n for n in sys.modules if 'x402_core.' in n])"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert result.stdout.strip() == b"[]"


def test_the_example(tmp_path: Path) -> None:
    (example,) = re.findall(r"```python\n(.*?)```", testing.__doc__ or "", re.DOTALL)
    tests = tmp_path / "test_shop.py"
    tests.write_text(example)
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider"]
    result = subprocess.run([*command, str(tests)], capture_output=True, text=True, cwd=tmp_path)
    assert result.returncode == 0 and "2 passed" in result.stdout, result.stdout
