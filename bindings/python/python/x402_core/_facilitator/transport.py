"""What `httpx` says, in a facilitator's terms."""

from __future__ import annotations

import logging

import httpx

from .._native import __version__
from .client_settings import ClientSettings
from .endpoint import Came, Endpoint, Lost, T

log = logging.getLogger("x402_core.facilitator")

HEADERS = {
    "accept": "application/json",
    # What is compressed could be of any size.
    "accept-encoding": "identity",
    "user-agent": f"x402-core/{__version__} (Python)",
}

# Of these nothing has left this machine, or nothing has reached the facilitator.
_NOT_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


def request(
    client: httpx.Client | httpx.AsyncClient,
    endpoint: Endpoint[T],
    settings: ClientSettings,
    headers: dict[str, str],
    body: str | None,
    url: str | None = None,
) -> httpx.Request:
    """The HTTP request."""
    content = {} if body is None else {"content-type": "application/json"}
    return client.build_request(
        endpoint.method,
        url or settings.url_of(endpoint.name),
        headers=HEADERS | content | headers,
        content=None if body is None else body.encode(),
        timeout=settings.timeout_of(endpoint),
    )


class Body:
    """An answer's body as it comes, up to its limits."""

    def __init__(self, settings: ClientSettings, endpoint: Endpoint[T], started: float) -> None:
        self.bytes = b""
        self._most = settings.max_body
        self._until = started + settings.timeouts[endpoint.name]

    def take(self, chunk: bytes, moment: float) -> Lost | None:
        """Takes the next bytes, or says that they are too many or come too late."""
        self.bytes += chunk
        if len(self.bytes) > self._most:
            what = f"an answer of more than {self._most} bytes"
            return Lost("invalid_response", what, "is this the URL of a facilitator?")
        if moment > self._until:
            return Lost("no_response", "an answer that does not end", "ask again later")
        return None


def compressed(response: httpx.Response) -> Lost | None:
    """Refuses what nobody asked for, and what could be of any size when it is unpacked."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return None
    return Lost("invalid_response", "a compressed answer", "it must be sent as it is")


def came(response: httpx.Response, body: bytes) -> Came:
    """The answer."""
    headers = response.headers
    kind = headers.get("content-type", "").partition(";")[0].strip()
    kind = kind[:40] if kind.isascii() and kind.isprintable() else ""
    log.debug("%s: status %d, %d bytes", response.request.url, response.status_code, len(body))
    return Came(
        response.status_code,
        body,
        kind,
        headers.get("retry-after"),
        str(response.request.url),
        headers.get("location"),
        headers.get("extension-responses"),
    )


def lost(error: Exception, endpoint: Endpoint[T], settings: ClientSettings) -> Lost:
    """Why there is no answer."""
    name = type(error).__name__
    log.debug("%s: %s", settings.url_of(endpoint.name), name)
    if isinstance(error, httpx.LocalProtocolError):
        # Not quoted: it shows the header that cannot be sent.
        advice = "nothing was sent: look at the headers that the `httpx` client adds"
        return Lost("not_processed", f"no request ({name})", advice)
    if isinstance(error, _NOT_SENT):
        advice = "nothing was sent: look at the URL and the network"
        return Lost("not_processed", f"no connection ({name}: {error})", advice, error)
    advice = "look at the network, and whether the facilitator is well"
    if isinstance(error, httpx.TimeoutException):
        seconds = settings.timeouts[endpoint.name]
        return Lost("no_response", f"no answer within {seconds:g} s ({name})", advice, error)
    return Lost("no_response", f"the connection broke ({name}: {error})", advice, error)
