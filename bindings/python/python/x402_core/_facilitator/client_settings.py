"""Where a facilitator is, and how it is asked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx

from .._loopback import is_loopback
from ..errors import InvalidValueError
from .endpoint import Endpoint, Lost, T


log = logging.getLogger("x402_core.facilitator")


@dataclass(frozen=True)
class ClientSettings:
    """The arguments of a client, of either kind."""

    base: str
    """The URL, without a slash at its end."""
    timeouts: Mapping[str, float]
    """How long an answer may take, in seconds, by endpoint."""
    connect_timeout: float
    attempts: int
    max_wait: float
    max_body: int
    advised: list[str] = field(default_factory=list)
    """Where the facilitator has redirected to, once that was logged."""

    def url_of(self, endpoint: str) -> str:
        """The URL of an endpoint."""
        return f"{self.base}/{endpoint}"

    def advise(self, endpoint: str, url: str) -> None:
        """Writes, once, that the facilitator has another URL."""
        if not self.advised:
            self.advised.append(url)
            base = url.removesuffix(f"/{endpoint}")
            log.warning("%s redirects: use the facilitator URL %s", self.base, base)

    def timeout_of(self, endpoint: Endpoint[T]) -> httpx.Timeout:
        """How long each single step of a request may take."""
        return httpx.Timeout(self.timeouts[endpoint.name], connect=self.connect_timeout)


def base_url(text: str, allow_http: bool) -> str:
    """Reads a facilitator's URL.

    Raises:
        InvalidValueError: It is none that payments may be sent to.
    """
    try:
        url = httpx.URL(text)
    except (httpx.InvalidURL, TypeError):
        # Not shown if there may be a password in it.
        found = "another text" if "@" in str(text) else repr(text)
        raise _invalid("a URL such as https://facilitator.example", found) from None
    if url.userinfo:
        raise _invalid("a URL without credentials, which `auth` gives", "credentials in it")
    if url.scheme not in ("https", "http") or not url.host:
        raise _invalid("a URL such as https://facilitator.example", repr(text))
    if url.query or url.fragment:
        raise _invalid("a URL without query and fragment", repr(text))
    if url.scheme == "http" and not allow_http and not is_loopback(url.host):
        expected = "https, or a client with `allow_http=True` where the network is trusted"
        raise _invalid(expected, repr(text))
    return str(url).rstrip("/")


def auth_headers(given: object) -> dict[str, str] | Lost:
    """The headers that `auth` gave, if they can be sent; their values are never shown."""
    if not isinstance(given, Mapping):
        what = f"`auth` gave {type(given).__name__}, expected a mapping of headers"
        return Lost("not_processed", what, "nothing was sent")
    headers: dict[str, str] = {}
    for name, value in given.items():
        fits = isinstance(name, str) and isinstance(value, str)
        if not fits or not (name + value).isascii() or not (name + value).isprintable():
            shown = repr(name) if isinstance(name, str) else type(name).__name__
            what = f"`auth` gave a header that cannot be sent, {shown}"
            return Lost("not_processed", what, "expected printable ASCII text; nothing was sent")
        headers[name] = value
    return headers


def _invalid(expected: str, found: str) -> InvalidValueError:
    return InvalidValueError(
        f"facilitator URL: expected {expected}, found {found}",
        noun="facilitator URL",
        expected=expected,
        found=found,
    )
