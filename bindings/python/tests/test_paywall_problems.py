"""Every way in which a request ends without what was asked for: nothing is served, and the
reservation is concluded."""

from __future__ import annotations

from typing import Any

import pytest
import x402_core as x402
from conftest import NOW
from paying import KEY, TRANSACTION, Script, Store, failure, signed_for
from shop import CONTENT, Made, Shop, both
from x402_core import header, server
from x402_core.errors import FacilitatorError

FLOWS = pytest.mark.parametrize("flow", ["upfront", "authorization"])
OTHER = x402.SettleResponse(success=True, transaction=TRANSACTION, network="eip155:1")


@both
def test_unpaid(transport: str) -> None:
    shop = Shop(transport)
    reply = shop.get()
    assert (reply.status, shop.runs) == (402, 0)
    assert reply.header("cache-control") == "no-store"
    assert shop.get("/elsewhere").body == CONTENT


@both
@pytest.mark.parametrize("name", ["PAYMENT-SIGNATURE", "X-PAYMENT"])
@pytest.mark.parametrize("value", ["", "?", "bm90IGpzb24=", "e30=", "\xff\xfe", "a" * 100_000])
def test_malformed(transport: str, name: str, value: str) -> None:
    shop = Shop(transport)
    reply = shop.get(headers={name: value})
    assert reply.status == 400 and CONTENT not in reply.body
    assert (shop.runs, shop.store.concluded) == (0, [])


@both
def test_two_payments_at_once(transport: str) -> None:
    shop = Shop(transport)
    ((name, value),) = shop.pay().items()
    twice = [(name, value), (name.lower(), value)]
    assert shop.get(headers=twice).status == 400
    assert shop.get(headers=[*twice[:1], ("X-PAYMENT", value)]).status == 400
    assert shop.runs == 0


@both
def test_refused(transport: str) -> None:
    times = [NOW, NOW + 3600]
    shop = Shop(transport, clock=lambda: times.pop(0))
    reply = shop.paid()
    assert reply.status == 402 and b"sunny" not in reply.body
    assert (shop.runs, shop.store.concluded, shop.facilitator.settled) == (0, [], [])


@both
@FLOWS
def test_replayed(transport: str, flow: str) -> None:
    shop = Shop(transport, flow=flow)
    headers = shop.pay()
    assert shop.get(headers=headers).body == CONTENT
    for _ in range(3):
        assert shop.get(headers=headers).status == 402
    assert (shop.runs, len(shop.facilitator.settled)) == (1, 1)
    assert shop.store.concluded == ["keep"]


class Broken:
    """A store that cannot say."""

    def __init__(self, answer: object) -> None:
        self.answer, self.concluded = answer, list[str]()

    def reserve(self, *key: Any, **more: Any) -> Any:
        if isinstance(self.answer, BaseException):
            raise self.answer
        return self.answer

    def mark_settling(self, *key: Any, **more: Any) -> Any:
        return "marked"

    def renew(self, *key: Any, **more: Any) -> None:
        pass

    def conclude(self, key: str, keep_until: int, holder: str, reservation: Any, /) -> None:
        self.concluded.append(reservation)


@both
@FLOWS
@pytest.mark.parametrize("answer", ["unavailable", None, 7, "yes", OSError("no"), SystemError()])
def test_a_store_that_does_not_answer(transport: str, flow: str, answer: object) -> None:
    shop = Shop(transport, flow=flow, replay_store=Broken(answer))
    reply = shop.paid()
    assert (reply.status, shop.runs, shop.facilitator.settled) == (503, 0, [])
    assert shop.store.concluded == []  # it may be another's reservation


class Forgetful(Store):
    """A store that fails where a request ends."""

    def conclude(self, key: str, keep_until: int, holder: str, reservation: Any, /) -> None:
        raise OSError("no connection")


@both
@FLOWS
def test_a_store_that_fails_at_the_end(
    transport: str, flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(transport, flow=flow, replay_store=Forgetful())
    headers = shop.pay()
    assert shop.get(headers=headers).body == CONTENT  # it was paid for
    assert shop.get(headers=headers).status == 402 and shop.runs == 1
    (event,) = [record for record in caplog.records if record.levelname == "ERROR"]
    assert vars(event)["reservation"] == "keep"
    shop = Shop(transport, Script(failure("insufficient_funds")), flow=flow, replay_store=Forgetful())
    assert shop.paid().status == 402


VERDICTS = [
    (x402.VerifyResponse(is_valid=False, invalid_reason="insufficient_funds"), 402),
    (x402.VerifyResponse(is_valid=False, invalid_reason="permit2_allowance_required"), 412),
    (x402.VerifyResponse(is_valid=True, payer="0x" + "11" * 20), 502),
    (FacilitatorError("?", failure="not_processed"), 503),
    (FacilitatorError("?", failure="invalid_response"), 503),
    (TimeoutError(), 503),
    ("valid", 503),
    (None, 503),
]


@both
@FLOWS
@pytest.mark.parametrize(("verdict", "status"), VERDICTS)
def test_the_facilitators_verdict(transport: str, flow: str, verdict: object, status: int) -> None:
    script = Script()
    script.verdict = verdict
    shop = Shop(transport, script, flow=flow, facilitator_verify="always")
    reply = shop.paid()
    assert (reply.status, shop.runs, script.settled) == (status, 0, [])
    assert shop.store.concluded == ["release"]


SETTLEMENTS = [
    ([failure("insufficient_funds")], 402, "release"),
    ([failure("transaction_failed", TRANSACTION)], 503, "unresolved"),
    ([failure("transaction_failed")], 503, "unresolved"),
    ([failure("a reason of tomorrow")], 503, "unresolved"),
    ([OTHER], 502, "keep"),
    ([FacilitatorError("?", failure="not_processed")], 503, "release"),
    ([FacilitatorError("?", failure="no_response")] * 3, 503, "unresolved"),
    ([FacilitatorError("?", failure="invalid_response")] * 3, 503, "unresolved"),
    ([failure("settlement_pending")] * 3, 503, "unresolved"),
    ([TimeoutError(), KeyError(), None], 503, "unresolved"),
    (["success", True, OTHER.to_dict()], 503, "unresolved"),
]


@both
@FLOWS
@pytest.mark.parametrize(("script", "status", "reservation"), SETTLEMENTS)
def test_settlements_that_fail(
    transport: str, flow: str, script: list[object], status: int, reservation: str
) -> None:
    shop = Shop(transport, Script(*script), flow=flow)
    reply = shop.paid()
    assert reply.status == status and CONTENT not in reply.body
    assert reply.header("payment-response") is None or not shop.facilitator.script
    assert shop.store.concluded == [reservation]
    assert shop.runs == (flow == "authorization")
    assert shop.waited == [0.5, 1.0][: len(script) - 1]


@both
@FLOWS
def test_an_unknown_outcome_is_asked_for_again(transport: str, flow: str) -> None:
    shop = Shop(transport, Script(*[TimeoutError()] * 3), flow=flow)
    headers = shop.pay()
    first, second = shop.get(headers=headers), shop.get(headers=headers)
    assert (first.status, second.status, second.body) == (503, 200, CONTENT)
    assert first.header("retry-after") == "5"
    assert len({request.to_json() for request in shop.facilitator.settled}) == 1
    (token,) = set(shop.facilitator.tokens)
    assert token is not None and len(token) == 32
    assert shop.store.concluded == ["unresolved", "keep"]


@both
def test_an_error_of_the_handler_costs_nothing_before_settlement(transport: str) -> None:
    shop = Shop(transport, flow="authorization")
    shop.make = lambda: Made(status=404, body=[b"none"])
    headers = shop.pay()
    reply = shop.get(headers=headers)
    assert (reply.status, reply.body, reply.header("payment-response")) == (404, b"none", None)
    assert (shop.facilitator.settled, shop.store.concluded) == ([], ["release"])
    shop.make = Made
    assert shop.get(headers=headers).body == CONTENT


@both
def test_an_error_of_the_handler_after_settlement_has_a_receipt(transport: str) -> None:
    shop = Shop(transport)
    shop.make = lambda: Made(status=500, body=[b"oh"])
    reply = shop.paid()
    assert (reply.status, reply.body) == (500, b"oh")
    assert reply.header("payment-response") and shop.store.concluded == ["keep"]


@both
@FLOWS
@pytest.mark.parametrize(
    ("event", "upfront", "authorization"),
    [
        ("request", [], []),
        ("replay_store", ["release"], ["release"]),
        ("settled", ["unresolved"], ["unresolved"]),
        ("marked", ["release"], ["release"]),
        ("handled", ["unresolved"], ["release"]),
    ],
)
def test_a_fault_of_ours_is_an_answer_too(
    transport: str,
    flow: str,
    event: str,
    upfront: list[str],
    authorization: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Faulty:
        def __init__(self, route: Any, **more: Any) -> None:
            self.exchange = server.Exchange(route, **more)

        def __getattr__(self, name: str) -> Any:
            return fail if name == event else getattr(self.exchange, name)

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError(event)

    shop = Shop(transport, flow=flow)
    headers = shop.pay()
    monkeypatch.setattr("x402_core._paywall.plan.Exchange", Faulty)
    reply = shop.get(headers=headers)
    assert (reply.status, CONTENT in reply.body) == (500, False)
    assert shop.store.concluded == (upfront if flow == "upfront" else authorization)


@both
def test_a_log_that_raises_concludes_nothing_twice(
    transport: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = Shop(transport)
    headers = shop.pay()

    def log(_: object) -> None:
        monkeypatch.undo()
        raise OSError("the disk is full")

    monkeypatch.setattr("x402_core._paywall.record.log", log)
    assert shop.get(headers=headers).status == 500
    assert shop.store.concluded == ["keep"]


def unproven(shop: Shop) -> list[tuple[str, str]]:
    """A payment with a contract wallet's signature, which only the chain can check."""
    message = signed_for(dict(shop.get().headers)).message.to_dict()
    message["payload"]["signature"] = "0x" + "ab" * 96
    payment = x402.PaymentPayload.from_dict(message)
    return [("PAYMENT-SIGNATURE", header.encode_payment_signature(payment))]


@both
@FLOWS
def test_a_payment_that_only_the_chain_can_prove(transport: str, flow: str) -> None:
    heard: list[Any] = []
    shop = Shop(transport, flow=flow, on_verified=heard.append)
    headers = unproven(shop)
    reply = shop.get(headers=headers)
    assert (reply.status, reply.body, len(shop.facilitator.verified)) == (200, CONTENT, 1)
    (payment,) = shop.payments
    assert (payment.payer, payment.verified, payment.amount) == (KEY.address, None, 10_000)
    assert heard[0].payer == KEY.address
    assert shop.get(headers=headers).status == 402
    shop.facilitator.verdict = x402.VerifyResponse(is_valid=False)
    other = Shop(transport, shop.facilitator, flow=flow)
    assert other.get(headers=unproven(other)).status == 402 and other.runs == 0
    never = Shop(transport, flow=flow, facilitator_verify="never")
    assert never.get(headers=unproven(never)).status == 402
    assert (never.runs, never.facilitator.verified) == (0, [])


def test_one_payment_buys_one_answer_of_all_that_run_in_a_process() -> None:
    """Two middlewares without a store of their own share one: mounted parts, say."""
    facilitator, entropy = Script(), 99  # a payment that no other test makes
    shops = [
        Shop("asgi", facilitator, replay_store=None),
        Shop("asgi", facilitator, replay_store=None),
        Shop("wsgi", facilitator, replay_store=None),
    ]
    paid = shops[0].pay(entropy=entropy)
    replies = [shop.get("/weather", paid).status for shop in shops]
    assert replies == [200, 402, 402]


@both
@pytest.mark.parametrize(
    "header", [("X-Title", "a\r\nX-B: c"), ("X-Title", "a\0"), ("X Title", "a"), ("", "a")]
)
def test_what_no_server_can_send_is_found_before_the_money_moves(
    transport: str, header: tuple[str, str]
) -> None:
    shop = Shop(transport, flow="authorization")
    shop.make = lambda: Made(headers=[header])
    assert (shop.paid().status, shop.facilitator.settled) == (500, [])
    assert shop.store.concluded == ["release"]
