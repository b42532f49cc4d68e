"""The requests and answers of httpx, as a plan sees them."""

from __future__ import annotations

from contextlib import suppress

import anyio
import httpx

from .._effects import Failed
from .body import LIMIT, PRICED, decoded
from .effects import Answer
from .intents import intent_of
from .outgoing import OutgoingRequest
from .request import PayingRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from ..client import SignedPayment
    from .payer_settings import PayerSettings

__all__ = [
    "EXTENSION",
    "AsyncHttpxCarrier",
    "HttpxCarrier",
    "is_paid_otherwise",
    "is_short",
    "keep",
    "keep_async",
    "outgoing_request",
    "paying_request",
    "reported",
]

EXTENSION = "x402"
"""Where an answer's extensions have the report."""

PAYING = "x402_core.request"
"""Where a request's extensions have its `PayingRequest`, which httpx copies at a redirect."""

LONGEST_UPLOAD = 1024 * 1024
"""In bytes: a body that is longer is not held in memory for the case that it is paid for."""

PAYMENTS = ("payment-signature", "x-payment")
"""The headers that carry a payment, in either version."""


def is_paid_otherwise(request: httpx.Request) -> bool:
    """Whether the caller pays by other means, and is left alone."""
    return any(name in request.headers for name in PAYMENTS)


def is_short(request: httpx.Request) -> bool:
    """Whether the body is one that can be read first, to be sent twice: a form with files."""
    if isinstance(request.stream, httpx.ByteStream):
        return False
    length = request.headers.get("content-length", "")
    return length.isdecimal() and int(length) <= LONGEST_UPLOAD


def paying_request(
    settings: PayerSettings, request: httpx.Request
) -> PayingRequest[httpx.Response]:
    """The caller's request that this one goes on with, or a new one.

    It goes on after a redirect, and once it is paid: a library that sends a paid request again, as
    HTTP authentication does after a 401, must not pay a second time.
    """
    paying = request.extensions.get(PAYING)
    if not isinstance(paying, PayingRequest) or not paying.goes_on_with(request):
        paying = PayingRequest(settings)
        # Another dict: the caller may use this one for other requests.
        request.extensions = {**request.extensions, PAYING: paying}
    paying.last = request
    return paying


def outgoing_request(request: httpx.Request) -> OutgoingRequest:
    """The request, as far as paying for it goes."""
    url = str(request.url.copy_with(userinfo=b"", fragment=None))
    key = request.headers.get("idempotency-key")
    intent = None
    if isinstance(request.stream, httpx.ByteStream):
        # Not `request.content`: httpx has not read the body of a request at a redirect.
        intent = intent_of(request.method, url, b"".join(request.stream), key)
    return OutgoingRequest(
        url=url,
        method=request.method,
        has_idempotency_key=key is not None,
        is_repeatable=intent is not None,
        intent=intent,
    )


def reported(response: httpx.Response, paying: PayingRequest[httpx.Response]) -> httpx.Response:
    """The answer, with what was paid for it."""
    request = paying.last
    if isinstance(request, httpx.Request) and not (paying.goes_on or paying.is_paid):
        request.extensions = {
            name: value for name, value in request.extensions.items() if name != PAYING
        }
    if paying.report is not None:
        response.extensions[EXTENSION] = paying.report
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
    body = _body(response, raw)
    return Answer(response.status_code, response.headers.raw, body, response)


def _body(response: httpx.Response, raw: bytes | None) -> bytes | None:
    """The body without its encoding, if it is not too long."""
    return None if raw is None else decoded(raw, response.headers.get("content-encoding", ""))


class HttpxCarrier:
    """Moves bytes with a transport."""

    def __init__(self, transport: httpx.BaseTransport, request: httpx.Request) -> None:
        self._transport = transport
        self._request = request

    def send(self, payment: SignedPayment | None) -> Answer[httpx.Response] | Failed:
        """Sends the request, with this payment if there is one."""
        try:
            request = _with_payment(self._request, payment)
            response = self._transport.handle_request(request)
            raw = _begin(response) if response.status_code in PRICED else None
            return _answer(response, raw)
        except httpx.TransportError as error:
            error.request = self._request
            return Failed(error)

    def discard(self, response: httpx.Response) -> None:
        response.close()


class AsyncHttpxCarrier:
    """As `HttpxCarrier`, for `async` code."""

    def __init__(self, transport: httpx.AsyncBaseTransport, request: httpx.Request) -> None:
        self._transport = transport
        self._request = request

    async def send(self, payment: SignedPayment | None) -> Answer[httpx.Response] | Failed:
        try:
            request = _with_payment(self._request, payment)
            response = await self._transport.handle_async_request(request)
            raw = await _begin_async(response) if response.status_code in PRICED else None
            return _answer(response, raw)
        except httpx.TransportError as error:
            error.request = self._request
            return Failed(error)

    async def discard(self, response: httpx.Response) -> None:
        await response.aclose()

    async def sleep(self, seconds: float) -> None:
        await anyio.sleep(seconds)


def keep(response: httpx.Response | None, request: httpx.Request) -> None:
    """Reads what an error carries, unless it is too long, and closes it: nobody else does."""
    if response is None:
        return
    response.request = request
    with suppress(httpx.RequestError):
        if _body(response, _begin(response)) is not None:
            response.read()
    response.close()


async def keep_async(response: httpx.Response | None, request: httpx.Request) -> None:
    """As `keep`, for `async` code."""
    if response is None:
        return
    response.request = request
    with suppress(httpx.RequestError):
        if _body(response, await _begin_async(response)) is not None:
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
