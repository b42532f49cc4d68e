"""Gets a resource with the package's last clients of version 1, which pay for it.

    python pay_v1.py --client requests --url http://127.0.0.1:8000/report --evm-key 0x…

Prints one JSON line, {"status","body","receipt","sent","package","version"}.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from importlib.metadata import version
from typing import Any

from eth_account import Account
from x402.clients.base import decode_x_payment_response
from x402.clients.httpx import x402HttpxClient
from x402.clients.requests import x402_requests


async def by_httpx(account: Any, url: str) -> Any:
    """The answer, by httpx."""
    async with x402HttpxClient(account=account) as client:
        return await client.get(url)


def main() -> None:
    """Pay and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--client", choices=["httpx", "requests"], required=True)
    parser.add_argument("--url", required=True)
    parser.add_argument("--evm-key", required=True, help="a test key")
    given = parser.parse_args()
    account = Account.from_key(given.evm_key)
    if given.client == "httpx":
        response = asyncio.run(by_httpx(account, given.url))
    else:
        response = x402_requests(account).get(given.url)
    receipt = response.headers.get("X-PAYMENT-RESPONSE")
    line = {
        "status": response.status_code,
        "body": response.text,
        "receipt": receipt and decode_x_payment_response(receipt),
        "sent": ["X-PAYMENT", response.request.headers.get("X-Payment")],
        "package": f"x402.clients.{given.client}",
        "version": version("x402"),
    }
    print(json.dumps(line))


if __name__ == "__main__":
    main()
