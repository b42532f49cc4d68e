"""Ask a facilitator over HTTP: verify, settle, supported.

```python
from x402_core import SupportedResponse
from x402_core.facilitator import FacilitatorClient
from x402_core.testing import serve

with serve() as (url, _), FacilitatorClient(url) as facilitator:
    supported = facilitator.supported()
assert any(kind.network == "eip155:84532" for kind in supported.kinds)
```

Whatever goes wrong is a `FacilitatorError`, whose `failure` says what may have happened to the
payment. A refused payment or a failed settlement is no error but an answer, and so is
`settlement_pending`: whoever gets it asks again for the same settlement, as `server.Exchange` does.

What is repeated by itself: `verify` and `supported` where no answer came, and every call that was
certainly not taken, for want of a connection or with status 429. A settlement that may have been
taken is never repeated here.

A hosted facilitator wants to know who asks:

```python
import os

def auth(endpoint: str) -> dict[str, str]:
    return {"authorization": "Bearer " + os.environ.get("FACILITATOR_TOKEN", "")}

FacilitatorClient("https://facilitator.example/v2/x402", auth=auth).close()
```

It needs `httpx`: install `x402-core[facilitator]`. It logs to `x402_core.facilitator`, at level
`DEBUG`, and neither payments nor headers. Proxies are taken from the environment, as `httpx` does.
"""

from __future__ import annotations

import contextlib
import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING

import anyio
import httpx
from anyio.lowlevel import RunVar

from ._effects import Sleep, run, run_async
from ._facilitator.call import Send, call
from ._facilitator.client_settings import ClientSettings, auth_headers, base_url
from ._facilitator.endpoint import SETTLE, SUPPORTED, VERIFY, Came, Endpoint, Lost, Name, T
from ._facilitator.transport import Body, came, compressed, lost, request

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from . import SettleRequest, SettleResponse, SupportedResponse, VerifyRequest, VerifyResponse

__all__ = ["AsyncAuth", "AsyncFacilitatorClient", "Auth", "FacilitatorClient"]

Auth = Callable[[Name], Mapping[str, str]]
"""Gives the headers that say who asks, for every request anew."""
AsyncAuth = Callable[[Name], Mapping[str, str] | Awaitable[Mapping[str, str]]]
"""As `Auth`, and may be `async`."""


class FacilitatorClient:
    """A facilitator over HTTP, for threads; connections are kept and used again."""

    def __init__(
        self,
        url: str,
        *,
        auth: Auth | None = None,
        verify_timeout: float = 10.0,
        settle_timeout: float = 60.0,
        connect_timeout: float = 5.0,
        attempts: int = 3,
        max_wait: float = 5.0,
        max_body: int = 1 << 18,
        allow_http: bool = False,
        client: httpx.Client | None = None,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        """A client of the facilitator at this URL; nothing is sent yet.

        Args:
            url: Where it is; `/verify`, `/settle` and `/supported` are put behind its path.
            auth: Gives the headers that say who asks, for an endpoint.
            verify_timeout: How long an answer to `verify` or `supported` may take, in seconds.
            settle_timeout: The same for `settle`, which waits for the chain.
            connect_timeout: How long a connection may take, in seconds.
            attempts: How often a call is tried at most.
            max_wait: How long to wait between two attempts at most, in seconds. If the
                facilitator asks for more (`Retry-After`), the call ends.
            max_body: How long an answer may be, in bytes.
            allow_http: Whether the URL may be `http` elsewhere than on this machine.
            client: Sends the requests, and is not closed with this one; a new one if not given.
            sleep: Waits so many seconds.

        Raises:
            InvalidValueError: The URL is none that payments may be sent to.
        """
        self._settings = _settings(
            base_url(url, allow_http),
            verify_timeout,
            settle_timeout,
            connect_timeout,
            attempts,
            max_wait,
            max_body,
        )
        self._auth = auth
        self._sleep = sleep
        self._client = httpx.Client() if client is None else client
        self._owns = client is None

    def __repr__(self) -> str:
        """Its class and the facilitator's URL."""
        return f"{type(self).__name__}({self._settings.base!r})"

    def verify(self, payment: VerifyRequest, /) -> VerifyResponse:
        """Asks whether the payment could be settled.

        Raises:
            FacilitatorError: There is no answer that says anything.
        """
        return self._call(VERIFY, payment.to_json())

    def settle(
        self, payment: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """Settles the payment. Asked again for the same one, a facilitator settles it once.

        Args:
            payment: The payment and its requirements.
            repeat_token: The header `Idempotency-Key`, the same in every request for this payment.

        Raises:
            FacilitatorError: There is no answer that says anything. Unless its `failure` is
                `not_processed`, the payment may be settled all the same.
        """
        return self._call(SETTLE, payment.to_json(), repeat_token)

    def supported(self) -> SupportedResponse:
        """What the facilitator can verify and settle, and the accounts that it pays fees from.

        Raises:
            FacilitatorError: There is no answer that says anything.
        """
        return self._call(SUPPORTED, None)

    def close(self) -> None:
        """Closes the connections, unless the `httpx.Client` was given."""
        if self._owns:
            self._client.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self.close()

    def _call(
        self, endpoint: Endpoint[T], body: str | None, repeat_token: str | None = None
    ) -> T:
        def perform(effect: Send | Sleep) -> object:
            if isinstance(effect, Send):
                return self._send(endpoint, body, repeat_token, effect)
            return self._sleep(effect.seconds)

        return run(call(endpoint, self._settings), perform)

    def _send(
        self, endpoint: Endpoint[T], body: str | None, repeat_token: str | None, target: Send
    ) -> Came | Lost:
        if self._client.is_closed:
            return CLOSED
        try:
            auth = self._auth if target.credentials else None
            headers = auth_headers({} if auth is None else auth(endpoint.name))
        except Exception as error:
            return _no_auth(error)
        if isinstance(headers, Lost):
            return headers
        if repeat_token is not None:
            headers["idempotency-key"] = repeat_token
        sent = request(self._client, endpoint, self._settings, headers, body, target.url)
        content = Body(self._settings, endpoint, time.monotonic())
        try:
            response = self._client.send(sent, stream=True, follow_redirects=False)
            with contextlib.closing(response):
                failed = compressed(response)
                if failed is not None:
                    return failed
                for chunk in response.iter_bytes():
                    failed = content.take(chunk, time.monotonic())
                    if failed is not None:
                        return failed
        except Exception as error:
            return lost(error, endpoint, self._settings)
        return came(response, content.bytes)


class AsyncFacilitatorClient:
    """A facilitator over HTTP, for `async` code; connections are kept and used again."""

    def __init__(
        self,
        url: str,
        *,
        auth: AsyncAuth | None = None,
        verify_timeout: float = 10.0,
        settle_timeout: float = 60.0,
        connect_timeout: float = 5.0,
        attempts: int = 3,
        max_wait: float = 5.0,
        max_body: int = 1 << 18,
        allow_http: bool = False,
        client: httpx.AsyncClient | None = None,
        sleep: Callable[[float], Awaitable[object]] = anyio.sleep,
    ) -> None:
        """A client of the facilitator at this URL; nothing is sent yet.

        The arguments are those of `FacilitatorClient`.

        Raises:
            InvalidValueError: The URL is none that payments may be sent to.
        """
        self._settings = _settings(
            base_url(url, allow_http),
            verify_timeout,
            settle_timeout,
            connect_timeout,
            attempts,
            max_wait,
            max_body,
        )
        self._auth = auth
        self._sleep = sleep
        self._given = client
        # A connection belongs to its event loop, and some servers of tests have one per request.
        self._own: RunVar[httpx.AsyncClient] = RunVar("x402_core.facilitator")
        # Takes a tenth of a second and more, in which no event loop should stand still.
        self._tls = httpx.create_ssl_context() if client is None else None
        self._closed = False

    def __repr__(self) -> str:
        """Its class and the facilitator's URL."""
        return f"{type(self).__name__}({self._settings.base!r})"

    async def verify(self, payment: VerifyRequest, /) -> VerifyResponse:
        """As `FacilitatorClient.verify`."""
        return await self._call(VERIFY, payment.to_json())

    async def settle(
        self, payment: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """As `FacilitatorClient.settle`. If it is cancelled, the payment may be settled."""
        return await self._call(SETTLE, payment.to_json(), repeat_token)

    async def supported(self) -> SupportedResponse:
        """As `FacilitatorClient.supported`."""
        return await self._call(SUPPORTED, None)

    async def aclose(self) -> None:
        """Closes the connections of this event loop, unless the `httpx.AsyncClient` was given."""
        self._closed = True
        own = self._own.get(None)
        if own is not None:
            await own.aclose()

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        await self.aclose()

    async def _call(
        self, endpoint: Endpoint[T], body: str | None, repeat_token: str | None = None
    ) -> T:
        async def perform(effect: Send | Sleep) -> object:
            if isinstance(effect, Send):
                return await self._send(endpoint, body, repeat_token, effect)
            return await self._sleep(effect.seconds)

        return await run_async(call(endpoint, self._settings), perform)

    async def _send(
        self, endpoint: Endpoint[T], body: str | None, repeat_token: str | None, target: Send
    ) -> Came | Lost:
        client = self._http()
        if client.is_closed or self._closed:
            return CLOSED
        try:
            auth = self._auth if target.credentials else None
            given = {} if auth is None else auth(endpoint.name)
            headers = auth_headers(await given if inspect.isawaitable(given) else given)
        except Exception as error:
            return _no_auth(error)
        if isinstance(headers, Lost):
            return headers
        if repeat_token is not None:
            headers["idempotency-key"] = repeat_token
        sent = request(client, endpoint, self._settings, headers, body, target.url)
        content = Body(self._settings, endpoint, time.monotonic())
        try:
            response = await client.send(sent, stream=True, follow_redirects=False)
            async with contextlib.aclosing(response):
                failed = compressed(response)
                if failed is not None:
                    return failed
                async for chunk in response.aiter_bytes():
                    failed = content.take(chunk, time.monotonic())
                    if failed is not None:
                        return failed
        except Exception as error:
            return lost(error, endpoint, self._settings)
        return came(response, content.bytes)

    def _http(self) -> httpx.AsyncClient:
        """The client that was given, or this event loop's own."""
        if self._given is not None:
            return self._given
        own = self._own.get(None)
        if own is None:
            own = httpx.AsyncClient(verify=self._tls or True)
            self._own.set(own)
        return own


CLOSED = Lost("not_processed", "the client is closed", "make a new one; nothing was sent")


def _no_auth(error: Exception) -> Lost:
    # Not quoted: its text may hold what is secret.
    return Lost("not_processed", f"`auth` raised {type(error).__name__}", "nothing was sent", error)


def _settings(
    base: str,
    verify_timeout: float,
    settle_timeout: float,
    connect_timeout: float,
    attempts: int,
    max_wait: float,
    max_body: int,
) -> ClientSettings:
    timeouts = {
        "verify": verify_timeout,
        "settle": settle_timeout,
        "supported": verify_timeout,
    }
    return ClientSettings(base, timeouts, connect_timeout, attempts, max_wait, max_body)
