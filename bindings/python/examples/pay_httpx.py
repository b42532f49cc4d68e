"""Gets a URL, and pays for it with httpx if that is asked for.

    X402_KEY=0x... python pay_httpx.py https://api.example.com/weather

The key is that of an EVM account with a little USDC on a network that the server takes.
"""

from __future__ import annotations

import os
import sys

import x402_core.httpx
from x402_core.client import EvmSigningKey
from x402_core.errors import PaymentError
from x402_core.payer import Payer, Progress


def tell(progress: Progress) -> None:
    """Says what happens to the payment."""
    print(
        f"{progress.stage}: {progress.report.price} to {progress.report.origin}", file=sys.stderr
    )


def main() -> int:
    """Prints what the server answers."""
    key = EvmSigningKey.from_hex(os.environ["X402_KEY"])
    payer = Payer(key, per_call="$0.05", per_host="$0.50", per_day="$1", on_progress=tell)
    with x402_core.httpx.Client(payer, follow_redirects=True) as client:
        try:
            response = client.get(sys.argv[1])
        except PaymentError as error:
            print(error, file=sys.stderr)
            return 1
    report = x402_core.httpx.report(response)
    if report is not None and report.receipt is not None:
        print(f"paid {report.price} in {report.receipt.transaction}", file=sys.stderr)
    print(response.text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
