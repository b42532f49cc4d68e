"""Pays what servers ask for, with `requests`.

```python
payer = Payer(EvmSigningKey.from_hex(os.environ["KEY"]), per_call="$0.05", per_day="$1")
session = x402_core.requests.Session(payer)
print(session.get("https://api.example.com/weather").text)
```

`Session` is that of requests with an `X402Adapter` mounted for `https://` and `http://`; mount
one where another session is to pay. An adapter sends single requests: it adds the payment to a
copy, so that requests, which repeats headers at redirects, never gets to see it.

`report(response)` says what was paid. The errors are those of requests, and
`x402_core.errors.PaymentError`.
"""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter
from requests.utils import rewind_body
from urllib3.util.retry import Retry

from ._pay.body import LIMIT, PRICED, decoded
from ._pay.hop import Hop
from ._pay.journey import Journey
from ._pay.report import PaymentReport
from ._pay.run import Answer, NoAnswer, run
from .errors import PaymentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .client import SignedPayment
    from .payer import Payer

__all__ = ["Session", "X402Adapter", "report"]

JOURNEY = "x402_core.journey"
"""Where a request's hooks have its journey: requests hands them on at a redirect."""

PAYMENTS = ("PAYMENT-SIGNATURE", "X-PAYMENT")
"""The headers of a caller who pays by other means, and is left alone."""


def report(response: requests.Response) -> PaymentReport | None:
    """What was paid for this answer; `None` if nothing was asked for it."""
    found = getattr(response, "x402", None)
    return found if isinstance(found, PaymentReport) else None


class Session(requests.Session):
    """A `requests.Session` that pays."""

    def __init__(self, payer: Payer) -> None:
        super().__init__()
        self.mount("https://", X402Adapter(payer))
        self.mount("http://", X402Adapter(payer))


class X402Adapter(HTTPAdapter):
    """Sends requests, and pays for those that cost something."""

    def __init__(self, payer: Payer, **options: Any) -> None:
        """An adapter that pays; the other arguments are those of `HTTPAdapter`.

        Its `max_retries` count where no payment is sent. With one, urllib3 never tries again:
        the payer's `resend_after` says when the same payment is sent once more.
        """
        super().__init__(**options)
        self._payer = payer

    def send(
        self, request: requests.PreparedRequest, *arguments: Any, **options: Any
    ) -> requests.Response:
        """Sends one request; see `HTTPAdapter.send`.

        Raises:
            PaymentError: As the payer's policy has it.
        """
        if any(name in request.headers for name in PAYMENTS):
            return super().send(request, *arguments, **options)

        def send(payment: SignedPayment | None) -> requests.Response:
            if payment is None:
                return super(X402Adapter, self).send(request, *arguments, **options)
            paid = request.copy()
            paid.headers[payment.header_name] = payment.header_text
            if not isinstance(paid.body, str | bytes | None):
                rewind_body(paid)
            return super(X402Adapter, self._once()).send(paid, *arguments, **options)

        journey = _journey(self._payer, request)
        try:
            answer = run(journey.hop(_hop(request)), _Carrier(request, send))
        except PaymentError as error:
            _keep(error.response)
            raise
        if journey.report is not None:
            answer.response.x402 = journey.report  # type: ignore[attr-defined]
        return answer.response

    def __getstate__(self) -> dict[str, Any]:
        raise TypeError("an X402Adapter cannot be pickled or copied: it can pay")

    def _once(self) -> X402Adapter:
        """The same adapter, with the same connections, that never tries again by itself."""
        once = object.__new__(type(self))
        once.__dict__.update(self.__dict__, max_retries=Retry(0, read=False))
        return once


def _journey(payer: Payer, request: requests.PreparedRequest) -> Journey[requests.Response]:
    """The journey that this request goes on with, or a new one."""
    hooks = cast("dict[str, Any]", request.hooks)
    journey = hooks.get(JOURNEY)
    if not isinstance(journey, Journey) or not journey.goes_on or journey.last is request:
        journey = Journey(payer._terms)
        # Another dict: only what is copied from this request goes on with it.
        request.hooks = cast(Any, {**hooks, JOURNEY: journey})
    journey.last = request
    return journey


def _hop(request: requests.PreparedRequest) -> Hop:
    url = str(request.url)
    with suppress(ValueError):  # Not a URL: the adapter will say so.
        parts = urlsplit(url)
        url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
    body: object = request.body
    can_rewind = hasattr(body, "seek") and isinstance(request._body_position, int)
    return Hop(
        url=url,
        method=str(request.method),
        has_idempotency_key="Idempotency-Key" in request.headers,
        is_repeatable=isinstance(body, str | bytes | None) or can_rewind,
    )


class _Carrier:
    def __init__(
        self,
        request: requests.PreparedRequest,
        send: Callable[[SignedPayment | None], requests.Response],
    ) -> None:
        self._request = request
        self._send = send

    def send(self, payment: SignedPayment | None) -> Answer[requests.Response] | NoAnswer:
        try:
            response = self._send(payment)
            # Without the payment.
            response.request = self._request
            raw = _begun(response) if response.status_code in PRICED else None
        except requests.RequestException as error:
            error.request = self._request
            return NoAnswer(error)
        except urllib3.exceptions.HTTPError as error:
            lost = requests.ConnectionError(error, request=self._request)
            lost.__cause__ = error
            return NoAnswer(lost)
        headers = [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in response.raw.headers.items()
        ]
        encoding = response.headers.get("content-encoding", "")
        body = None if raw is None else decoded(raw, encoding)
        return Answer(response.status_code, headers, body, response)

    def discard(self, response: requests.Response) -> None:
        response.close()


def _keep(response: requests.Response | None) -> None:
    """Reads what an error carries, and closes it: nobody else does."""
    if response is None:
        return
    with suppress(requests.RequestException, urllib3.exceptions.HTTPError):
        if _begun(response) is not None:
            _ = response.content
    response.close()


def _begun(response: requests.Response) -> bytes | None:
    """The answer's body as it came, if it is not too long; it can be read again in any case."""
    raw: urllib3.HTTPResponse = response.raw
    begin = raw.read(LIMIT + 1, decode_content=False)
    is_whole = len(begin) <= LIMIT
    response.raw = urllib3.HTTPResponse(
        body=io.BytesIO(begin) if is_whole else _Begun(begin, raw),
        headers=raw.headers,
        status=raw.status,
        version=raw.version,
        reason=raw.reason,
        preload_content=False,
        decode_content=False,
        original_response=raw._original_response,
        request_method=response.request.method,
    )
    return begin if is_whole else None


class _Begun(io.RawIOBase):
    """A body whose first part was read and is given again."""

    def __init__(self, begin: bytes, rest: urllib3.HTTPResponse) -> None:
        self._begin = io.BytesIO(begin)
        self._rest = rest

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        if size is None or size < 0:
            return self._begin.read() + self._rest.read(decode_content=False)
        return self._begin.read(size) or self._rest.read(size, decode_content=False)

    def close(self) -> None:
        self._rest.close()
        super().close()
