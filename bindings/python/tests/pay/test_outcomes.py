"""What an answer means for the money: never a second payment while the first is in doubt."""

from __future__ import annotations

import asyncio
import pickle
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import httpx
import pytest
import requests
import x402_core as x402
import x402_core.httpx
import x402_core.requests
from conftest import NOW
from x402_core import header
from x402_core.client import Budget, EvmSigningKey, Spending
from x402_core.errors import (
    MalformedError,
    NoChoiceError,
    NotPaidError,
    PaymentRefusedError,
    PaymentUnknownError,
)
from x402_core.payer import Payer, Progress

from .conftest import Send
from .senders import loopback
from .shop import Ask, Handler, Reply, Shop, redirect

URL = "https://shop.example/"


def stages(progress: list[Progress]) -> list[str]:
    return [step.stage for step in progress]


def script(shop: Shop, *replies: Reply | None) -> tuple[Handler, list[str]]:
    """Asks for payment, then gives these answers to payments, then sells; and the payments."""
    left, payments = list(replies), []

    def answer(ask: Ask) -> Reply | None:
        if ask.payment is None:
            return shop.required()
        payments.append(ask.payment)
        return left.pop(0) if left else shop(ask)

    return answer, payments


def pending() -> Reply:
    response = x402.SettleResponse(
        success=False,
        error_reason="settlement_pending",
        transaction="0xab",
        network="eip155:84532",
    )
    return Reply(503, [("PAYMENT-RESPONSE", header.encode_payment_response(response))])


@pytest.mark.parametrize(
    "lost",
    [
        None,
        Reply(504),
        Reply(503),
        Reply(429),
        Reply(408),
        pending(),
        Reply(502, [("PAYMENT-RESPONSE", "?")]),
    ],
)
def test_the_same_payment_is_sent_again(
    sender: Send, shop: Shop, progress: list[Progress], lost: Reply | None
) -> None:
    handler, payments = script(shop, lost, lost)
    got = sender(handler)(URL)
    assert got.text == "sunny" and len(payments) == 3 and len(set(payments)) == 1
    assert stages(progress) == ["asked", "signed", "resent", "resent", "settled"]
    assert got.paid.sendings == 3


@pytest.mark.parametrize("lost", [None, Reply(503, [], b"oops"), pending()])
def test_in_the_end_nobody_knows(
    sender: Send, shop: Shop, progress: list[Progress], lost: Reply | None
) -> None:
    handler, payments = script(shop, *[lost] * 9)
    send = sender(handler, per_day="$0.01")
    words = "sent 4 times.*Do not pay again"
    with pytest.raises(PaymentUnknownError, match=words) as raised:
        send(URL)
    assert len(payments) == 4 and len(set(payments)) == 1
    error, report = raised.value, raised.value.report
    assert report.spend_status == "reserved" and report.sendings == 4
    assert report.replay_key is not None and report.replay_key in str(error)
    assert str(report.valid_until) in str(error)
    if lost is None:
        assert error.response is None
        assert isinstance(error.__cause__, httpx.ReadError | requests.ConnectionError)
        assert error.__cause__.request is not None
        assert "payment-signature" not in error.__cause__.request.headers
    else:
        assert error.response.status_code == lost.status
        assert error.response.content == lost.body
    assert stages(progress)[-1] == "unknown"
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), again.report) == (type(error), str(error), report)
    with pytest.raises(NotPaidError, match="over_budget"):
        send(f"{URL}another")


def test_what_is_not_idempotent_is_not_sent_again(sender: Send, shop: Shop) -> None:
    for lost, again in ((None, False), (Reply(502), False), (pending(), True), (Reply(429), True)):
        handler, payments = script(shop, lost)
        send = sender(handler)
        if again:
            assert send(URL, method="POST", body=b"a").text == "sunny"
        else:
            with pytest.raises(PaymentUnknownError, match="sent once"):
                send(URL, method="POST", body=b"a")
        assert len(payments) == 1 + again
    handler, payments = script(shop, None)
    assert sender(handler)(URL, method="POST", headers={"Idempotency-Key": "1"}).status == 200
    assert len(payments) == 2


def test_a_payment_that_expires_is_not_sent_again(
    sender: Send, shop: Shop, progress: list[Progress]
) -> None:
    handler, payments = script(shop, None)
    late = iter([NOW, NOW, NOW, NOW + 10_000])
    with pytest.raises(PaymentUnknownError):
        sender(handler, clock=lambda: next(late))(URL)
    assert len(payments) == 1


@pytest.mark.parametrize(
    ("after", "date", "waits"),
    [
        ("7", None, [7]),
        ("0", None, [2]),
        ("1", None, [2]),
        ("soon", None, [2]),
        ("Sun, 06 Nov 1994 08:49:49 GMT", "Sun, 06 Nov 1994 08:49:37 GMT", [12]),
        ("601", None, []),
        ("300", None, []),
        ("9" * 30, None, []),
    ],
)
def test_the_server_says_when_to_ask_again(
    sender: Send,
    shop: Shop,
    monkeypatch: pytest.MonkeyPatch,
    after: str,
    date: str | None,
    waits: list[float],
) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr("anyio.sleep", sleep)
    headers = [("Retry-After", after)] + ([("Date", date)] if date else [])
    handler, payments = script(shop, Reply(503, headers))
    send = sender(handler, resend_after=(2, 2, 2))
    if waits:
        assert send(URL).text == "sunny"
    else:
        with pytest.raises(PaymentUnknownError, match="asks to wait"):
            send(URL)
    assert slept == waits and len(payments) == 1 + len(waits)


def test_a_signature_that_takes_too_long_is_not_sent(
    sender: Send, shop: Shop, progress: list[Progress]
) -> None:
    handler, payments = script(shop)
    times = [NOW, NOW, NOW + 10_000]
    send = sender(handler, clock=lambda: times.pop(0) if times else NOW, per_day="$0.01")
    with pytest.raises(NotPaidError, match="signing took too long") as raised:
        send(URL)
    assert payments == [] and raised.value.report.spend_status == "nothing"
    assert stages(progress) == ["asked"]
    # The budget has it again.
    assert send(URL).text == "sunny"


def test_refused(sender: Send, shop: Shop, progress: list[Progress]) -> None:
    handler, payments = script(
        shop, Reply(402, shop.required_because("insufficient_funds"), b"poor")
    )
    now = [NOW]
    send = sender(handler, per_day="$0.01", clock=lambda: now[0])
    with pytest.raises(PaymentRefusedError, match="refused.*'insufficient_funds'$") as raised:
        send(URL)
    assert raised.value.report.spend_status == "reserved" and len(payments) == 1
    assert raised.value.response.content == b"poor"
    assert stages(progress) == ["asked", "signed", "refused"]
    # The server states that it did not settle it, which is not proof: not even when it expired.
    assert raised.value.report.valid_until is not None
    now[0] = raised.value.report.valid_until + 1
    with pytest.raises(NotPaidError, match="over_budget"):
        send(URL)
    now[0] = shop.now = NOW + 86_400
    assert send(URL).text == "sunny"
    assert len(set(payments)) == 2


@pytest.mark.parametrize("budget", ["per_host", "per_day", "total"])
def test_a_server_that_denies_never_gets_more_than_the_budgets(
    sender: Send, shop: Shop, budget: str
) -> None:
    """It keeps each payment and answers that it did not settle it, once an hour for a day."""
    kept: list[str] = []

    def lie(ask: Ask) -> Reply | None:
        if ask.payment is None:
            return shop(ask)
        kept.append(ask.payment)
        return Reply(402, shop.required_because("insufficient_funds"))

    now = [NOW]
    limits: dict[str, Any] = {budget: "$0.01"}
    if budget == "total":
        limits = {"spending": Spending(budget=Budget.dollars("$0.01"))}
    send = sender(lie, clock=lambda: now[0], raise_refusals=False, **limits)
    for hour in range(24):
        now[0] = shop.now = NOW + hour * 3_600
        assert send(URL).status == 402
    assert len(kept) == 1


@pytest.mark.parametrize(
    "refusal",
    [
        Reply(402),
        Reply(412),
        Reply(402, Shop().required_because("Settlement failed: insufficient_funds")),
        Reply(
            402,
            [*Shop().required_because("insufficient_funds"), *Shop().required_because("other")],
        ),
    ],
)
def test_refused_without_a_clear_word(sender: Send, shop: Shop, refusal: Reply) -> None:
    handler, payments = script(shop, refusal)
    send = sender(handler, per_day="$0.01")
    with pytest.raises(PaymentRefusedError, match="Do not pay again") as raised:
        send(URL)
    assert raised.value.report.spend_status == "reserved" and len(payments) == 1
    with pytest.raises(NotPaidError):
        send(URL)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 422, 500, 501, 507])
def test_an_applications_own_error_is_a_response(
    sender: Send, shop: Shop, progress: list[Progress], status: int
) -> None:
    handler, payments = script(shop, Reply(status, [], b"no such item"))
    send = sender(handler, per_day="$0.01")
    got = send(URL)
    assert (got.status, got.text) == (status, "no such item")
    assert (got.paid.spend_status, got.paid.receipt, len(payments)) == ("reserved", None, 1)
    assert stages(progress) == ["asked", "signed", "unconfirmed"]
    with pytest.raises(NotPaidError, match="over_budget"):
        send(URL)


def test_refused_after_a_second_sending(sender: Send, shop: Shop) -> None:
    handler, payments = script(shop, None, Reply(402, shop.required_because("insufficient_funds")))
    with pytest.raises(PaymentRefusedError, match="Do not pay again") as raised:
        sender(handler)(URL)
    assert raised.value.report.spend_status == "reserved" and len(payments) == 2


def test_refusals_can_be_returned(sender: Send, shop: Shop) -> None:
    handler, _ = script(shop, Reply(402, shop.required_because("insufficient_funds"), b"poor"))
    send = sender(handler, raise_refusals=False)
    got = send(URL)
    assert (got.status, got.text, got.paid.spend_status) == (402, "poor", "reserved")
    shop.price = "$2"
    got = send(URL)
    assert (got.status, got.text, got.paid.spend_status) == (402, "{}", "nothing")


def test_a_price_that_rises(sender: Send, shop: Shop) -> None:
    """The first payment is refused for a higher price: nothing more is signed."""
    dear = Shop(price="$0.99")
    handler, payments = script(shop, dear.required())
    with pytest.raises(PaymentRefusedError):
        sender(handler)(URL)
    assert len(payments) == 1


@pytest.mark.parametrize(
    ("members", "about"),
    [
        ({"payer": "0x" + "00" * 20}, {"payer"}),
        ({"network": "eip155:8453"}, {"network"}),
        ({"amount": 10_001}, {"amount"}),
        ({"transaction": ""}, {"transaction"}),
    ],
)
def test_receipts_that_contradict(
    sender: Send, shop: Shop, members: dict[str, Any], about: set[str]
) -> None:
    handler, _ = script(shop, Reply(200, [shop.receipt(**members)], b"sunny"))
    got = sender(handler)(URL)
    assert got.text == "sunny" and got.paid.spend_status == "spent"
    assert {found.member for found in got.paid.mismatches} == about


def test_no_receipt(sender: Send, shop: Shop, progress: list[Progress]) -> None:
    handler, _ = script(shop, Reply(200, [], b"sunny"))
    got = sender(handler)(URL)
    assert (got.text, got.paid.spend_status, got.paid.receipt) == ("sunny", "reserved", None)
    assert stages(progress) == ["asked", "signed", "unconfirmed"]


def test_a_receipt_for_a_failure(sender: Send, shop: Shop) -> None:
    handler, _ = script(shop, Reply(500, [shop.receipt()], b"sorry"))
    got = sender(handler)(URL)
    assert (got.status, got.text, got.paid.spend_status) == (500, "sorry", "spent")


def test_what_cannot_be_paid(sender: Send, shop: Shop, progress: list[Progress]) -> None:
    shop.price = "$1.01"
    with pytest.raises(NotPaidError, match="too_expensive.*found 1.01 USDC") as raised:
        sender(shop)(URL)
    assert isinstance(raised.value.__cause__, NoChoiceError)
    response = raised.value.response
    assert b'"x402Version"' in response.content and response.request is not None
    assert raised.value.report.origin == URL[:-1] and progress == []


@pytest.mark.parametrize(
    "headers",
    [
        [("PAYMENT-REQUIRED", "?")],
        [("PAYMENT-REQUIRED", "e30=")],
        [("PAYMENT-REQUIRED", "e30=")] * 2,
        [("PAYMENT-REQUIRED", "A" * 50_000)],
    ],
)
def test_a_402_that_is_malformed(sender: Send, headers: list[tuple[str, str]]) -> None:
    with pytest.raises(NotPaidError) as raised:
        sender(lambda ask: Reply(402, headers))(URL)
    assert isinstance(raised.value.__cause__, MalformedError)
    got = sender(lambda ask: Reply(402, headers), raise_refusals=False)(URL)
    assert got.status == 402


def test_no_answer_to_the_request_without_payment(sender: Send) -> None:
    errors = (httpx.ReadError, requests.ConnectionError)
    with pytest.raises(errors, match="cut"):
        sender(lambda ask: None)(URL)


def test_urllib3_does_not_pay_again(key: EvmSigningKey, shop: Shop) -> None:
    handler, payments = script(shop, *[None] * 9)
    payer = Payer(key, resend_after=(0,), clock=lambda: NOW)
    with loopback(handler) as url, requests.Session() as session:
        session.mount(url, x402_core.requests.X402Adapter(payer, max_retries=7))
        with pytest.raises(PaymentUnknownError, match="sent 2 times"):
            session.get(url)
    assert len(payments) == 2


def test_a_transport_that_fails_otherwise(
    sender: Send, shop: Shop, progress: list[Progress]
) -> None:
    """Whatever is raised while a payment is under way, the payment is in doubt."""

    def answer(ask: Ask) -> Reply:
        return shop.required() if ask.payment is None else Reply(1 // 0)

    with pytest.raises(PaymentUnknownError, match="ZeroDivisionError.*sent once") as raised:
        sender(answer)(URL)
    assert isinstance(raised.value.__cause__, ZeroDivisionError)
    assert stages(progress) == ["asked", "signed", "unknown"]


def test_redirects_are_no_repetitions(sender: Send, shop: Shop) -> None:
    """A payment that went through redirects is still sent again when an answer is lost."""
    handler, payments = script(shop, *[redirect(307, "/b")] * 5, None)
    got = sender(handler, resend_after=(0,))(URL)
    assert (got.text, got.paid.sendings, len(set(payments))) == ("sunny", 7, 1)


def test_cancelled(key: EvmSigningKey, shop: Shop, progress: list[Progress]) -> None:
    """A task that is cancelled while its payment is under way: the cost stays reserved."""

    payments: list[str] = []

    async def main() -> None:
        sent = asyncio.Event()

        async def answer(request: httpx.Request) -> httpx.Response:
            if "payment-signature" not in request.headers:
                return httpx.Response(402, headers=list(shop.required().headers))
            payments.append(request.headers["payment-signature"])
            if len(payments) > 1:
                return httpx.Response(200)
            sent.set()
            return await asyncio.Future()

        payer = Payer(key, per_day="$0.01", on_progress=progress.append, clock=lambda: NOW)
        transport = httpx.MockTransport(answer)
        async with x402_core.httpx.AsyncClient(payer, transport=transport) as client:
            task = asyncio.create_task(client.get(URL))
            await sent.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert stages(progress) == ["asked", "signed", "unknown"]
            with pytest.raises(NotPaidError, match="over_budget"):
                await client.get(f"{URL}another")
            # The same request, made again, goes on with the payment.
            assert (await client.get(URL)).status_code == 200
            assert len(payments) == 2 and len(set(payments)) == 1

    asyncio.run(main())


DIGEST = [("WWW-Authenticate", 'Digest realm="x", nonce="abc", qop="auth", algorithm=MD5')]


@pytest.mark.parametrize("raise_refusals", [True, False])
def test_authentication_pays_no_second_time(
    key: EvmSigningKey, shop: Shop, raise_refusals: bool
) -> None:
    """After a 401, both libraries send the same request again: the server is paid once."""
    handler, payments = script(shop, Reply(401, DIGEST, b"who are you?"))
    payer = Payer(key, raise_refusals=raise_refusals, clock=lambda: NOW)
    with loopback(handler) as url:
        with (
            x402_core.httpx.Client(
                payer, trust_env=False, auth=httpx.DigestAuth("u", "p")
            ) as client,
            _refused(raise_refusals),
        ):
            assert client.get(url).status_code == 402
        assert len(payments) == 1
    handler, payments = script(shop, Reply(401, DIGEST, b"who are you?"))
    with (
        loopback(handler) as url,
        x402_core.requests.Session(payer) as session,
        _refused(raise_refusals),
    ):
        answer = session.get(url, auth=requests.auth.HTTPDigestAuth("u", "p"))
        assert answer.status_code == 402
    assert len(payments) == 1


def test_a_request_object_is_paid_once(key: EvmSigningKey, shop: Shop) -> None:
    payer = Payer(key, clock=lambda: NOW)
    with loopback(shop) as url, x402_core.httpx.Client(payer, trust_env=False) as client:
        request = client.build_request("GET", url)
        assert client.send(request).text == "sunny"
        with pytest.raises(PaymentRefusedError, match="a request is paid for once"):
            client.send(request)
        assert client.get(url).text == "sunny"
    assert len(shop.payments) == 2


def _refused(is_raised: bool) -> AbstractContextManager[object]:
    return pytest.raises(PaymentRefusedError) if is_raised else nullcontext()
