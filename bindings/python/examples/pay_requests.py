"""Gets a URL, and pays for it with requests if that is asked for and you agree.

    X402_KEY=0x... python pay_requests.py https://api.example.com/weather

The key is that of an EVM account with a little USDC on a network that the server takes.
"""

from __future__ import annotations

import os
import sys

import x402_core.requests
from x402_core.client import Choice, EvmSigningKey
from x402_core.errors import PaymentError
from x402_core.payer import Payer


def approve(choice: Choice) -> bool:
    """Asks before a payment is signed."""
    answer = input(f"Pay {choice.price} on {choice.network} to {choice.pay_to}? [y/N] ")
    return answer.strip().lower() == "y"


def main() -> int:
    """Prints what the server answers."""
    key = EvmSigningKey.from_hex(os.environ["X402_KEY"])
    payer = Payer(key, per_call="$0.05", per_day="$1", approve=approve)
    with x402_core.requests.Session(payer) as session:
        try:
            response = session.get(sys.argv[1], timeout=30)
        except PaymentError as error:
            print(error, file=sys.stderr)
            return 1
    report = x402_core.requests.report(response)
    if report is not None and report.receipt is not None:
        print(f"paid {report.price} in {report.receipt.transaction}", file=sys.stderr)
    print(response.text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
