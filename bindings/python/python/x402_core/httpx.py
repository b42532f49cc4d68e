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

`report(response)` says what was paid, `response.extensions["x402"]` is the same. The errors are
those of httpx, and `x402_core.errors.PaymentError`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import anyio
import httpx

from ._pay.body import LIMIT, PRICED, decoded
from ._pay.hop import Hop
from ._pay.journey import Journey
from ._pay.report import PaymentReport
from ._pay.run import Answer, NoAnswer, run, run_async
from .errors import PaymentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from .client import SignedPayment
    from .payer import Payer

__all__ = ["AsyncClient", "AsyncPayingTransport", "Client", "PayingTransport", "report"]

EXTENSION = "x402"
"""Where an answer's extensions have the report."""

JOURNEY = "x402_core.journey"
"""Where a request's extensions have its journey, which httpx copies at a redirect."""

PAYMENTS = ("payment-signature", "x-payment")
"""The headers of a caller who pays by other means, and is left alone."""


def report(response: httpx.Response) -> PaymentReport | None:
    """What was paid for this answer; `None` if nothing was asked for it."""
    found = response.extensions.get(EXTENSION)
    return found if isinstance(found, PaymentReport) else None


class PayingTransport(httpx.BaseTransport):
    """Sends requests by another transport, and pays for those that cost something."""

    def __init__(self, payer: Payer, transport: httpx.BaseTransport | None = None) -> None:
        """A transport that pays; over httpx's own `HTTPTransport` if no other is given."""
        self._payer = payer
        self._transport = httpx.HTTPTransport() if transport is None else transport

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; see `httpx.BaseTransport`.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        if any(name in request.headers for name in PAYMENTS):
            return self._transport.handle_request(request)
        journey = _journey(self._payer, request)
        plan = journey.hop(_hop(request))
        try:
            answer = run(plan, _Carrier(self._transport, request))
        except PaymentError as error:
            _keep(error.response, request)
            raise
        return _reported(answer.response, journey)

    def close(self) -> None:
        """Closes the transport beneath."""
        self._transport.close()


class AsyncPayingTransport(httpx.AsyncBaseTransport):
    """As `PayingTransport`, for `httpx.AsyncClient`."""

    def __init__(self, payer: Payer, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """A transport that pays; over httpx's own `AsyncHTTPTransport` if no other is given."""
        self._payer = payer
        self._transport = httpx.AsyncHTTPTransport() if transport is None else transport

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Sends one request; see `httpx.AsyncBaseTransport`.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        if any(name in request.headers for name in PAYMENTS):
            return await self._transport.handle_async_request(request)
        journey = _journey(self._payer, request)
        plan = journey.hop(_hop(request))
        try:
            answer = await run_async(plan, _AsyncCarrier(self._transport, request))
        except PaymentError as error:
            await _keep_async(error.response, request)
            raise
        return _reported(answer.response, journey)

    async def aclose(self) -> None:
        """Closes the transport beneath."""
        await self._transport.aclose()


class Client(httpx.Client):
    """An `httpx.Client` that pays; it takes the same arguments after the payer."""

    def __init__(self, payer: Payer, **options: Any) -> None:
        super().__init__(**options)
        self._transport = PayingTransport(payer, self._transport)
        for pattern, transport in self._mounts.items():
            if transport is not None:
                self._mounts[pattern] = PayingTransport(payer, transport)


class AsyncClient(httpx.AsyncClient):
    """An `httpx.AsyncClient` that pays; it takes the same arguments after the payer."""

    def __init__(self, payer: Payer, **options: Any) -> None:
        super().__init__(**options)
        self._transport = AsyncPayingTransport(payer, self._transport)
        for pattern, transport in self._mounts.items():
            if transport is not None:
                self._mounts[pattern] = AsyncPayingTransport(payer, transport)


def _journey(payer: Payer, request: httpx.Request) -> Journey[httpx.Response]:
    """The journey that this request goes on with, or a new one."""
    journey = request.extensions.get(JOURNEY)
    if not isinstance(journey, Journey) or not journey.goes_on or journey.last is request:
        journey = Journey(payer._terms)
        # Another dict: the caller may use this one for other requests.
        request.extensions = {**request.extensions, JOURNEY: journey}
    journey.last = request
    return journey


def _hop(request: httpx.Request) -> Hop:
    return Hop(
        url=str(request.url.copy_with(userinfo=b"", fragment=None)),
        method=request.method,
        has_idempotency_key="idempotency-key" in request.headers,
        is_repeatable=isinstance(request.stream, httpx.ByteStream),
    )


def _reported(response: httpx.Response, journey: Journey[httpx.Response]) -> httpx.Response:
    if journey.report is not None:
        response.extensions[EXTENSION] = journey.report
    return response


def _with_payment(request: httpx.Request, payment: SignedPayment | None) -> httpx.Request:
    """A request of its own, so that httpx does not see the payment."""
    if payment is None:
        return request
    headers = request.headers.copy()
    headers[payment.header_name] = payment.header_text
    return httpx.Request(
        request.method,
        request.url,
        headers=headers,
        stream=request.stream,
        extensions=request.extensions,
    )


def _answer(response: httpx.Response, raw: bytes | None) -> Answer[httpx.Response]:
    encoding = response.headers.get("content-encoding", "")
    body = None if raw is None else decoded(raw, encoding)
    return Answer(response.status_code, response.headers.raw, body, response)


class _Carrier:
    def __init__(self, transport: httpx.BaseTransport, request: httpx.Request) -> None:
        self._transport = transport
        self._request = request

    def send(self, payment: SignedPayment | None) -> Answer[httpx.Response] | NoAnswer:
        try:
            request = _with_payment(self._request, payment)
            response = self._transport.handle_request(request)
            raw = _begin(response) if response.status_code in PRICED else None
            return _answer(response, raw)
        except httpx.TransportError as error:
            return NoAnswer(error)

    def discard(self, response: httpx.Response) -> None:
        response.close()


class _AsyncCarrier:
    def __init__(self, transport: httpx.AsyncBaseTransport, request: httpx.Request) -> None:
        self._transport = transport
        self._request = request

    async def send(self, payment: SignedPayment | None) -> Answer[httpx.Response] | NoAnswer:
        try:
            request = _with_payment(self._request, payment)
            response = await self._transport.handle_async_request(request)
            raw = await _begin_async(response) if response.status_code in PRICED else None
            return _answer(response, raw)
        except httpx.TransportError as error:
            return NoAnswer(error)

    async def discard(self, response: httpx.Response) -> None:
        await response.aclose()

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


def _keep(response: httpx.Response | None, request: httpx.Request) -> None:
    """Reads what an error carries, and closes it: nobody else does."""
    if response is None:
        return
    response.request = request
    with suppress(httpx.RequestError):
        if _begin(response) is not None:
            response.read()
    response.close()


async def _keep_async(response: httpx.Response | None, request: httpx.Request) -> None:
    """As `_keep`, for `async` code."""
    if response is None:
        return
    response.request = request
    with suppress(httpx.RequestError):
        if await _begin_async(response) is not None:
            await response.aread()
    await response.aclose()


def _begin(response: httpx.Response) -> bytes | None:
    """The answer's body as it came, if it is not too long; it can be read again in any case."""
    if not isinstance(response.stream, httpx.SyncByteStream):
        return None
    response.stream = stream = _Begun(response.stream)
    return stream.begin()


async def _begin_async(response: httpx.Response) -> bytes | None:
    """As `_begin`, for `async` code."""
    if not isinstance(response.stream, httpx.AsyncByteStream):
        return None
    response.stream = stream = _AsyncBegun(response.stream)
    return await stream.begin()


class _Begun(httpx.SyncByteStream):
    """A body whose first part was read and is given again."""

    def __init__(self, stream: httpx.SyncByteStream) -> None:
        self._stream = stream
        self._chunks = iter(stream)
        self._read: list[bytes] = []

    def begin(self) -> bytes | None:
        """The whole body, if it is not too long; then the connection is free again."""
        length = 0
        for chunk in self._chunks:
            self._read.append(chunk)
            length += len(chunk)
            if length > LIMIT:
                return None
        self._stream.close()
        return b"".join(self._read)

    def __iter__(self) -> Iterator[bytes]:
        while self._read:
            yield self._read.pop(0)
        yield from self._chunks

    def close(self) -> None:
        self._stream.close()


class _AsyncBegun(httpx.AsyncByteStream):
    """As `_Begun`, for `async` code."""

    def __init__(self, stream: httpx.AsyncByteStream) -> None:
        self._stream = stream
        self._chunks = aiter(stream)
        self._read: list[bytes] = []

    async def begin(self) -> bytes | None:
        """The whole body, if it is not too long; then the connection is free again."""
        length = 0
        async for chunk in self._chunks:
            self._read.append(chunk)
            length += len(chunk)
            if length > LIMIT:
                return None
        await self._stream.aclose()
        return b"".join(self._read)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while self._read:
            yield self._read.pop(0)
        async for chunk in self._chunks:
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()
