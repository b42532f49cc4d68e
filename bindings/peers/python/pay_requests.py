"""Gets a resource with the published client for requests, which pays for it.

    python pay_requests.py --url http://127.0.0.1:8000/report --evm-key 0x…

Prints one JSON line, as `../typescript/pay.mjs` does.
"""

from __future__ import annotations

import requests
from paying import arguments, show, wallet, watched
from x402 import x402ClientSync
from x402.http import x402HTTPClientSync
from x402.http.clients.requests import wrapRequestsWithPayment


def main() -> None:
    """Pay and print."""
    given = arguments(__doc__)
    paying = watched(x402HTTPClientSync, wallet(x402ClientSync(), given), given)
    with wrapRequestsWithPayment(requests.Session(), paying) as session:
        response = session.get(given.url)
    show(response.status_code, response.text, response.headers, paying.sent, "x402[requests]")


if __name__ == "__main__":
    main()
