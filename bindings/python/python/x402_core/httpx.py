"""Pays what servers ask for, with `httpx`.

```python
payer = Payer(EvmSigningKey.from_hex(os.environ["KEY"]), per_call="$0.05", per_day="$1")
with x402_core.httpx.Client(payer) as client:
    print(client.get("https://api.example.com/weather").text)
```

`Client` and `AsyncClient` are httpx's own, with a transport that pays: `PayingTransport` and
`AsyncPayingTransport` for clients that are built otherwise. It is no `httpx.Auth`, because httpx
follows redirects beneath those, and would repeat the payment to whatever host an answer names. A
transport adds the payment to a single request, and httpx never gets to see it.

A cookie that a server sets with the 402 is not kept: httpx does not see that answer.

`report(response)` says what was paid, `response.extensions["x402"]` is the same. The errors are
those of httpx, and `x402_core.errors.PaymentError`.
"""

from __future__ import annotations

from typing import Any

import httpx

from ._pay.effects import pay, pay_async
from ._pay.over_httpx import (
    EXTENSION,
    AsyncHttpxCarrier,
    HttpxCarrier,
    is_paid_otherwise,
    is_short,
    keep,
    keep_async,
    outgoing_request,
    paying_request,
    reported,
)
from ._report import PaymentReport
from .errors import PaymentError
from .payer import Payer, settings_of

__all__ = ["AsyncClient", "AsyncPayingTransport", "Client", "PayingTransport", "report"]


def report(response: httpx.Response) -> PaymentReport | None:
    """What was paid for this answer; `None` if nothing was asked for it."""
    found = response.extensions.get(EXTENSION)
    return found if isinstance(found, PaymentReport) else None


class PayingTransport(httpx.BaseTransport):
    """Sends requests by another transport, and pays for those that cost something."""

    def __init__(self, payer: Payer, transport: httpx.BaseTransport | None = None) -> None:
        """A transport that pays; over httpx's own `HTTPTransport` if no other is given."""
        self._settings = settings_of(payer)
        self._transport = httpx.HTTPTransport() if transport is None else transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; see `httpx.BaseTransport`.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        if is_paid_otherwise(request):
            return self._transport.handle_request(request)
        if is_short(request):
            request.read()
        paying = paying_request(self._settings, request)
        plan = paying.send(outgoing_request(request))
        try:
            answer = pay(plan, HttpxCarrier(self._transport, request))
        except PaymentError as error:
            keep(error.response, request)
            raise
        return reported(answer.response, paying)

    def close(self) -> None:
        """Closes the transport beneath."""
        self._transport.close()


class AsyncPayingTransport(httpx.AsyncBaseTransport):
    """As `PayingTransport`, for `httpx.AsyncClient`."""

    def __init__(self, payer: Payer, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """A transport that pays; over httpx's own `AsyncHTTPTransport` if no other is given."""
        self._settings = settings_of(payer)
        self._transport = httpx.AsyncHTTPTransport() if transport is None else transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; see `httpx.AsyncBaseTransport`.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        if is_paid_otherwise(request):
            return await self._transport.handle_async_request(request)
        if is_short(request):
            await request.aread()
        paying = paying_request(self._settings, request)
        plan = paying.send(outgoing_request(request))
        try:
            answer = await pay_async(plan, AsyncHttpxCarrier(self._transport, request))
        except PaymentError as error:
            await keep_async(error.response, request)
            raise
        return reported(answer.response, paying)

    async def aclose(self) -> None:
        """Closes the transport beneath."""
        await self._transport.aclose()


class Client(httpx.Client):
    """An `httpx.Client` that pays; it takes the same arguments after the payer."""

    def __init__(self, payer: Payer, **options: Any) -> None:
        settings_of(payer)
        super().__init__(**options)
        self._transport = PayingTransport(payer, self._transport)
        for pattern, transport in self._mounts.items():
            if transport is not None:
                self._mounts[pattern] = PayingTransport(payer, transport)


class AsyncClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` that pays; it takes the same arguments after the payer."""

    def __init__(self, payer: Payer, **options: Any) -> None:
        settings_of(payer)
        super().__init__(**options)
        self._transport = AsyncPayingTransport(payer, self._transport)
        for pattern, transport in self._mounts.items():
            if transport is not None:
                self._mounts[pattern] = AsyncPayingTransport(payer, transport)
