"""The requests and answers of requests, as a plan sees them."""

from __future__ import annotations

import io
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit

import requests
import urllib3

from .._effects import Failed
from .body import LIMIT, PRICED, decoded
from .effects import Answer
from .intents import intent_of
from .outgoing import OutgoingRequest
from .request import PayingRequest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from ..client import SignedPayment
    from .payer_settings import PayerSettings

__all__ = [
    "RequestsCarrier",
    "is_paid_otherwise",
    "keep",
    "outgoing_request",
    "paying_request",
    "put_away",
]

PAYING = "x402_core.request"
"""Where a request's hooks have its `PayingRequest`: requests hands them on at a redirect."""

PAYMENTS = ("PAYMENT-SIGNATURE", "X-PAYMENT")
"""The headers that carry a payment, in either version."""


def is_paid_otherwise(request: requests.PreparedRequest) -> bool:
    """Whether the caller pays by other means, and is left alone."""
    return any(name in request.headers for name in PAYMENTS)


def paying_request(
    settings: PayerSettings, request: requests.PreparedRequest
) -> PayingRequest[requests.Response]:
    """The caller's request that this one goes on with, or a new one.

    It goes on after a redirect, and once it is paid: a library that sends a paid request again, as
    HTTP authentication does after a 401, must not pay a second time.
    """
    hooks = cast("dict[str, Any]", request.hooks)
    paying = hooks.get(PAYING)
    if not isinstance(paying, PayingRequest) or not paying.goes_on_with(request):
        paying = PayingRequest(settings)
        # Another dict: only what is copied from this request goes on with it.
        request.hooks = cast(Any, {**hooks, PAYING: paying})
    paying.last = request
    return paying


def put_away(request: requests.PreparedRequest) -> None:
    """The request is answered: it cannot go on."""
    hooks = cast("dict[str, Any]", request.hooks)
    request.hooks = cast(Any, {name: value for name, value in hooks.items() if name != PAYING})


def outgoing_request(request: requests.PreparedRequest) -> OutgoingRequest:
    """The request, as far as paying for it goes."""
    url = str(request.url)
    with suppress(ValueError):  # Not a URL: the adapter will say so.
        parts = urlsplit(url)
        url = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment=""))
    body: object = request.body
    can_rewind = hasattr(body, "seek") and isinstance(request._body_position, int)
    method, key = str(request.method), request.headers.get("Idempotency-Key")
    intent = None
    if isinstance(body, str | bytes | None):
        intent = intent_of(method, url, body, None if key is None else str(key))
    return OutgoingRequest(
        url=url,
        method=method,
        has_idempotency_key=key is not None,
        is_repeatable=intent is not None or can_rewind,
        intent=intent,
    )


class RequestsCarrier:
    """Moves bytes with an adapter."""

    def __init__(
        self,
        request: requests.PreparedRequest,
        send: Callable[[SignedPayment | None], requests.Response],
    ) -> None:
        self._request = request
        self._send = send

    def send(self, payment: SignedPayment | None) -> Answer[requests.Response] | Failed:
        """Sends the request, with this payment if there is one."""
        try:
            response = self._send(payment)
            # Without the payment.
            response.request = self._request
            raw = _begun(response) if response.status_code in PRICED else None
        except requests.RequestException as error:
            error.request = self._request
            return Failed(error)
        except urllib3.exceptions.HTTPError as error:
            lost = requests.ConnectionError(error, request=self._request)
            lost.__cause__ = error
            return Failed(lost)
        headers = [
            (name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
            for name, value in response.raw.headers.items()
        ]
        return Answer(response.status_code, headers, _body(response, raw), response)

    def discard(self, response: requests.Response) -> None:
        """Closes an answer."""
        response.close()


def keep(response: requests.Response | None) -> None:
    """Reads what an error carries, unless it is too long, and closes it: nobody else does."""
    if response is None:
        return
    with suppress(requests.RequestException, urllib3.exceptions.HTTPError):
        if _body(response, _begun(response)) is not None:
            _ = response.content
    response.close()


def _body(response: requests.Response, raw: bytes | None) -> bytes | None:
    """The body without its encoding, if it is not too long."""
    return None if raw is None else decoded(raw, response.headers.get("content-encoding", ""))


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
