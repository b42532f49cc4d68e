"""Gets a resource with the published httpx client, which pays for it.

    python pay_httpx.py --url http://127.0.0.1:8000/report --evm-key 0x…

Prints one JSON line, as `../typescript/pay.mjs` does.
"""

from __future__ import annotations

import asyncio

from paying import arguments, show, wallet, watched
from x402 import x402Client
from x402.http import x402HTTPClient
from x402.http.clients.httpx import wrapHttpxWithPayment


async def main() -> None:
    """Pay and print."""
    given = arguments(__doc__)
    paying = watched(x402HTTPClient, wallet(x402Client(), given), given)
    async with wrapHttpxWithPayment(paying) as client:
        response = await client.get(given.url)
    show(response.status_code, response.text, response.headers, paying.sent, "x402[httpx]")


if __name__ == "__main__":
    asyncio.run(main())
