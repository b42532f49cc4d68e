"""The log: one event for each outcome, with fields to count by, and without secrets."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from paying import KEY, TRANSACTION, Script, failure, signed_for
from shop import Made, Shop, both
from x402_core.errors import FacilitatorError

FIELDS = ("route", "kind", "code", "status", "payer", "network", "amount", "transaction")


@pytest.fixture(autouse=True)
def listening(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="x402_core")


def events(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    """The outcomes, as a log collector sees them."""
    return [vars(record) for record in caplog.records if hasattr(record, "reservation")]


@both
@pytest.mark.parametrize("flow", ["upfront", "authorization"])
def test_a_sale(transport: str, flow: str, caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop(transport, flow=flow)
    shop.paid()
    unpaid, served = events(caplog)
    assert (unpaid["kind"], unpaid["levelname"]) == ("unpaid", "DEBUG")
    assert {name: served[name] for name in FIELDS} == {
        "route": "GET /weather",
        "kind": "served",
        "code": None,
        "status": 200,
        "payer": KEY.address,
        "network": "eip155:84532",
        "amount": 10_000,
        "transaction": TRANSACTION,
    }
    assert (served["levelname"], served["reservation"]) == ("INFO", "keep")
    assert 0 <= served["duration"] < 60


@both
def test_levels(transport: str, caplog: pytest.LogCaptureFixture) -> None:
    shop = Shop(
        transport,
        Script(failure("nonce_used"), *[FacilitatorError("?")] * 3, failure("a", "0x1")),
    )
    for entropy in (1, 2, 3):
        shop.paid(entropy=entropy)
    shop.get(headers={"X-PAYMENT": "?"})
    shop.make = lambda: Made(status=500)
    shop.paid(entropy=9)
    found = [(e["kind"], e["code"], e["levelname"]) for e in events(caplog) if e["status"] != 402]
    assert found == [
        ("not_settled", "nonce_used", "ERROR"),
        ("pending", None, "ERROR"),
        ("not_settled", "a", "ERROR"),
        ("refused", "header.base64", "INFO"),
        ("handler_failed", None, "WARNING"),  # settled before the handler ran
    ]
    found = [(e["kind"], e["code"], e["levelname"]) for e in events(caplog) if e["payer"]]
    assert found[0] == ("not_settled", "nonce_used", "ERROR")
    assert found[2] == ("not_settled", "a", "ERROR")  # there is a transaction


@both
@pytest.mark.parametrize("status", [404, 500])
def test_an_error_that_was_paid_for_is_a_warning(
    transport: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(transport, flow="upfront")
    shop.make = lambda: Made(status=status)
    assert shop.paid().status == status
    event = events(caplog)[-1]
    assert (event["kind"], event["levelname"]) == ("handler_failed", "WARNING")
    assert (event["status"], event["reservation"]) == (status, "keep")


@both
def test_an_answer_that_cannot_be_held_back_names_its_route(
    transport: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(transport, flow="authorization", max_held_bytes=10)
    shop.make = lambda: Made(headers=[("Content-Length", "5")], body=[b"too long for this"])
    assert shop.paid().status == 500
    assert "GET /weather: an answer of more than 10 bytes cannot be held back" in caplog.text
    shop.make = lambda: Made(headers=[("X-Bad", "a\nb")])
    assert shop.paid(entropy=8).status == 500
    assert "GET /weather: an answer has a status or a header that no server can send" in caplog.text


class Talkative(Script):
    """A facilitator that says in its errors all that it was given."""

    def settle(self, request: Any, /, **_: Any) -> Any:
        self.settled.append(request)
        raise RuntimeError(request.to_json())


@both
@pytest.mark.parametrize("facilitator", [Script(), Talkative(), Script(failure("\x1b[31m"))])
@pytest.mark.parametrize("flow", ["upfront", "authorization"])
def test_no_secrets(
    transport: str, facilitator: Script, flow: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = Shop(transport, facilitator, flow=flow)
    unpaid = shop.get()
    signed = signed_for(dict(unpaid.headers))
    payload = signed.message.payload
    nonce = payload["authorization"]["nonce"]
    shop.get(headers=signed.headers)
    shop.get(headers=signed.headers)
    shop.get(headers={"PAYMENT-SIGNATURE": signed.header_text[:-9]})
    tampered = signed.message.to_dict()
    tampered["payload"]["signature"] = payload["signature"][:-4] + "0000"
    shop.get(headers={"PAYMENT-SIGNATURE": json.dumps(tampered)})
    assert len(events(caplog)) == 5
    handler = logging.Formatter()
    texts = [handler.format(r) + repr(sorted(vars(r).items(), key=str)) for r in caplog.records]
    for secret in (payload["signature"][2:40], signed.header_text[40:80], nonce[2:40], "\x1b"):
        assert not any(secret in text for text in texts), secret
