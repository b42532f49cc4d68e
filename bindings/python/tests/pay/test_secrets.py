"""Neither a key nor a payment can be read anywhere but on the wire."""

from __future__ import annotations

import copy
import logging
import pickle
import traceback
from collections.abc import Callable

import pytest
import x402_core.requests
from conftest import NOW
from x402_core import header
from x402_core.client import Account, EvmSigningKey
from x402_core.errors import PaymentRefusedError, X402Error
from x402_core.payer import Payer, Progress, Signer

from .conftest import Send
from .senders import Sender, loopback
from .shop import Ask, Reply, Shop, redirect

SECRET = "0123456789abcdef" * 4


def signature(ask: Ask) -> str:
    """The signature of a payment."""
    assert ask.payment is not None
    return str(header.decode_payment_signature(ask.payment).payload["signature"])


@pytest.mark.parametrize(
    "answer",
    [
        lambda shop, ask: shop(ask),
        lambda shop, ask: None,
        lambda shop, ask: Reply(502),
        lambda shop, ask: Reply(402, shop.required_because("insufficient_funds")),
        lambda shop, ask: redirect(307, "http://evil.example/"),
    ],
)
def test_nothing_shows_a_payment(
    kind: str,
    key: EvmSigningKey,
    shop: Shop,
    caplog: pytest.LogCaptureFixture,
    answer: Callable[[Shop, Ask], Reply | None],
) -> None:
    caplog.set_level(logging.DEBUG)
    payments: list[str] = []
    told: list[Progress] = []

    def serve(ask: Ask) -> Reply | None:
        if ask.payment is None:
            return shop.required()
        payments.append(ask.payment)
        return answer(shop, ask)

    payer = Payer(key, on_progress=told.append, resend_after=(0,), clock=lambda: NOW)
    send = Sender(kind, payer)
    texts = [repr(payer), repr(payer._settings)]
    with loopback(serve) as url:
        try:
            got = send(url)
        except X402Error as error:
            texts += [str(error), repr(error), repr(error.__dict__)]
            texts += traceback.format_exception(error)
            response = getattr(error, "response", None)
            if response is not None:
                texts += [repr(response), repr(response.request.headers)]
        else:
            texts += [repr(got.report), repr(got.response.request.headers)]
    texts += [repr(told), caplog.text]
    assert len(payments) >= 1
    for payment in payments:
        sign = header.decode_payment_signature(payment).payload["signature"]
        for text in texts:
            # Its beginning is what the server asked for.
            assert payment[-400:-350] not in text and payment[-50:] not in text
            assert sign[:60] not in text and SECRET not in text


@pytest.mark.parametrize("what", [lambda ask: ask.payment, signature])
def test_servers_that_give_back_what_they_got(
    sender: Send, shop: Shop, what: Callable[[Ask], str]
) -> None:
    def serve(ask: Ask) -> Reply | None:
        if ask.payment is None:
            return shop.required()
        return Reply(402, shop.required_because(f"bad: {what(ask)}"))

    with pytest.raises(PaymentRefusedError, match=r"'bad: (0x)?\[...\]'"):
        sender(serve)("https://shop.example")


def test_who_pays_cannot_be_copied(key: EvmSigningKey) -> None:
    payer = Payer(key)
    signer = Signer(Account.evm(key.address), lambda request: key.sign(request.to_sign))
    assert repr(payer) == f"<Payer from {key.address}>"
    assert repr(signer) == f"<Signer for {key.address}>"
    for holder in (payer, x402_core.requests.X402Adapter(payer)):
        for copying in (pickle.dumps, copy.deepcopy):
            with pytest.raises(TypeError):
                copying(holder)
