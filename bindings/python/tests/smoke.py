"""A payment is signed and verified by the installed package alone, which starts fast.

For a Python without anything else: `cargo xtask test --only wheel` runs it.
"""

from __future__ import annotations

import resource
import subprocess
import sys

import x402_core as x402
from x402_core.client import Account, EvmSigningKey, Wallet, select, sign
from x402_core.replay import MemoryReplayStore
from x402_core.server import Bill, PaymentOption
from x402_core.testing import TestFacilitator

IMPORT = 0.060
"""How long an import may take, in seconds of the processor, beyond the interpreter's start."""

option = PaymentOption("eip155:84532", "$0.01", "0x209693Bc6afc0C5328bA36FaF03C514EF312287C")
bill = Bill.from_options([option], x402.ResourceInfo(url="https://api.example.com"))
key = EvmSigningKey.from_hex("0x" + "0123456789abcdef" * 4)
payment = sign(select(bill.required, Wallet(Account.evm(key.address))), key)
verified = x402.verify_header(payment.header_text, bill.offers[0])
assert verified.payer == key.address and verified.amount == 10_000, verified
store = MemoryReplayStore()
assert store.reserve(verified.replay_key, verified.keep_until, "holder", now=0) == "new"
request = x402.SettleRequest(
    x402_version=2,
    payment_payload=payment.message,
    payment_requirements=bill.required.accepts[0],
)
assert TestFacilitator().settle(request).success
try:
    x402.verify_header(payment.header_text[:-8], bill.offers[0])
except x402.MalformedError as error:
    assert error.code, error
else:
    raise AssertionError("a broken header was accepted")


def seconds(code: str) -> float:
    """What the code takes of the processor, whoever else uses it: the least of ten runs."""
    times = []
    for _ in range(10):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-I", "-c", code], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return min(times)


taken = seconds("import x402_core") - seconds("pass")
print(f"{verified}\nthe import takes {taken * 1000:.0f} ms of at most {IMPORT * 1000:.0f}")
assert taken <= IMPORT
