"""Many payments at once, and many threads at once."""

from __future__ import annotations

import threading

import pytest
import x402_core as x402
from conftest import NOW
from vectors import Payment, load, outcome
from x402_core.client import SignedPayment


@pytest.mark.parametrize("threads", [None, 1, 3, 100])
def test_each_verdict_is_the_single_one(threads: int | None) -> None:
    payments = []
    for vector in load():
        if vector.op == "verify" and vector.state is None and "policy" not in vector.input:
            try:
                payments.append(Payment.read(vector))
            except x402.X402Error:
                continue
    payments = [payment for payment in payments if payment.signers is None and payment.now]
    now = max({payment.now for payment in payments}, key=[p.now for p in payments].count)
    payments = [payment for payment in payments if payment.now == now]
    pairs = [(payment.payment, payment.offer) for payment in payments]
    assert len(pairs) > 200
    verdicts = x402.verify_many(pairs, now=now, threads=threads)
    assert len(verdicts) == len(pairs)
    for payment, verdict in zip(payments, verdicts, strict=True):
        if isinstance(verdict, x402.Verified):
            assert verdict == payment.verify()
        else:
            assert outcome(payment.verify).verdict != "accept"
            assert str(verdict) == str(payment.examine().refusal)


def test_headers_and_messages_mix(signed: SignedPayment, offer: x402.Offer) -> None:
    text = signed.header_text
    verdicts = x402.verify_many(
        ((payment, offer) for payment in (text, text.encode(), signed.message, "\ud800")), now=NOW
    )
    assert [type(verdict) for verdict in verdicts] == [x402.Verified] * 3 + [x402.MalformedError]
    assert x402.verify_many([], now=NOW) == ()


def test_threads_verify_side_by_side(signed: SignedPayment, offer: x402.Offer) -> None:
    """The classes are shared between threads, on an interpreter without a lock too."""
    start = threading.Barrier(8)
    payers: list[str] = []

    def work() -> None:
        start.wait()
        for _ in range(50):
            payers.append(x402.verify_header(signed.header_text, offer, now=NOW).payer)
            payers.append(x402.examine(signed.message, offer, now=NOW).verdict().payer)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert payers == [signed.payer] * 800
