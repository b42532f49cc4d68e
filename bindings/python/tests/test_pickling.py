"""What may go to another process, and what says why it may not."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import x402_core as x402
from conftest import NOW
from x402_core import client, server
from x402_core.client import SignedPayment
from x402_core.errors import NoChoiceError


def refused(requirements: x402.PaymentRequirements) -> NoChoiceError:
    required = x402.PaymentRequired(accepts=[requirements])
    with pytest.raises(NoChoiceError) as raised:
        client.select(required, client.Wallet())
    return raised.value


def test_why_nothing_is_paid(requirements: x402.PaymentRequirements) -> None:
    error = refused(requirements)
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, NoChoiceError) and str(again) == str(error)
    assert again.refused == error.refused
    ((entry,), (other,)) = (error.refused, again.refused)
    assert other is not entry and hash(other) == hash(entry)
    assert (str(other), repr(other)) == (str(entry), repr(entry))
    assert (other.index, other.reason, other.pointer) == (0, "network", entry.pointer)
    assert (other.expected, other.found) == (entry.expected, entry.found)
    assert copy.deepcopy(entry) == entry


def objects(payment: SignedPayment, requirements: x402.PaymentRequirements) -> list[Any]:
    bill = server.Bill.from_message(required(requirements))
    exchange = server.Exchange(server.Route(bill, flow="upfront"))
    ask = exchange.request(list(payment.headers.items()), method="GET", entropy=bytes(16), now=NOW)
    mark = exchange.replay_store("new")
    settle = exchange.marked("marked")
    answer = x402.SettleResponse(
        success=True, transaction="0x" + "12" * 32, network="eip155:84532"
    )
    serve = exchange.settled(answer)
    deliver = exchange.handled(200)
    respond = server.Exchange(server.Route(bill)).request(
        [], method="GET", entropy=bytes(16), now=NOW
    )
    session = client.Session("https://api.example.com", client.Wallet())
    done = session.response(200, [])
    report = x402.examine(payment.message, x402.Offer.parse(requirements), now=NOW)
    steps = [ask, mark, settle, serve, deliver, respond, done]
    return [payment.verified, report, exchange, session, *steps]


def required(requirements: x402.PaymentRequirements) -> x402.PaymentRequired:
    return x402.PaymentRequired(accepts=[requirements])


def test_what_stays_where_it_is(
    signed: SignedPayment, requirements: x402.PaymentRequirements
) -> None:
    names = []
    for value in objects(signed, requirements):
        name = type(value).__name__
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError, match=rf"^cannot pickle {name}: \w+ \w+ "):
                pickle.dumps(value, protocol)
        names.append(name)
    assert names == [
        "Verified",
        "Report",
        "Exchange",
        "Session",
        "AskReplayStore",
        "MarkSettling",
        "AskSettle",
        "Serve",
        "Deliver",
        "Respond",
        "Done",
    ]
