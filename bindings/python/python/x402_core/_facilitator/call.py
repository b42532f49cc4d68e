"""One call of a facilitator, without the I/O: what is asked again, when, and what went wrong."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

from .._effects import Plan, Sleep
from .._native.message import SettleResponse
from .._native.server import extension_responses, facilitator_redirect, with_extension_responses
from ..errors import FacilitatorError
from .endpoint import Came, Endpoint, Lost, T

if TYPE_CHECKING:
    from ..literals import FacilitatorFailure
    from .client_settings import ClientSettings


log = logging.getLogger("x402_core.facilitator")


@dataclass(frozen=True)
class Send:
    """Send the request; the result is `Came` or `Lost`."""

    url: str | None = None
    """Where to, if the facilitator has redirected there."""
    credentials: bool = True
    """Whether `auth` is asked for headers."""


CallPlan = Plan[Union[Send, Sleep], T]
"""One call, as often as it is sent."""


def call(endpoint: Endpoint[T], settings: ClientSettings) -> CallPlan[T]:
    """Asks, as often as it may be asked, and reads the answer.

    Raises:
        FacilitatorError: There is none that says anything.
    """
    attempt = 1
    target = Send()
    while True:
        came: Came | Lost = yield target
        if isinstance(came, Came) and came.location is not None and target.url is None:
            redirect = facilitator_redirect(came.url, came.status, came.location)
            if redirect is not None:
                target = Send(*redirect)
                settings.advise(endpoint.name, redirect[0])
                continue
        if isinstance(came, Lost):
            lost, status, asked = came, None, None
        else:
            answer = endpoint.read(came.status, came.body)
            if isinstance(answer, SettleResponse) and came.extension_responses is not None:
                return _extended(answer, came.extension_responses)
            if not isinstance(answer, str):
                return answer
            lost, status, asked = _lost(answer, came, endpoint), came.status, came.retry_after
        wait = _wait(attempt, asked, settings.max_wait)
        again = _may_repeat(endpoint, lost.failure, status) and wait is not None
        if not again or attempt >= settings.attempts:
            text = f"{endpoint.method} {settings.url_of(endpoint.name)}: {lost.what}; {lost.advice}"
            if not endpoint.repeatable and lost.failure != "not_processed":
                text += "; the payment may be settled: ask for the same settlement again"
            raise FacilitatorError(
                text,
                failure=lost.failure,
                status=status,
            ) from lost.cause
        yield Sleep(wait or 0.0)
        attempt += 1


def _extended(answer: SettleResponse, header: str) -> SettleResponse:
    """The answer with what the facilitator states about extensions, which is logged."""
    answer = with_extension_responses(answer, header)
    for response in extension_responses(answer):
        log.info("extension %s", response)
    return answer


def _may_repeat(endpoint: Endpoint[T], failure: FacilitatorFailure, status: int | None) -> bool:
    """Whether another attempt may help, and cannot settle anything a second time.

    A settlement is asked for again only if the first request was certainly not taken. 503 is no
    such word: proxies say it too when the server behind them broke off.
    """
    if failure == "not_processed":
        return status in (None, 429)
    return failure == "no_response" and endpoint.repeatable


def _wait(attempt: int, asked: str | None, most: float) -> float | None:
    """How long to wait before the next attempt; `None` if that would be too long."""
    if asked is not None and asked.isascii() and asked.isdigit():
        seconds = float(asked[:10])
        return seconds if seconds <= most else None
    # Doubled each time, and spread, so that many servers do not come back at once.
    doubled: float = 0.2 * 2 ** (attempt - 1)
    return min(most, doubled * random.uniform(0.5, 1.5))


def _lost(failure: FacilitatorFailure, came: Came, endpoint: Endpoint[T]) -> Lost:
    """What an answer means that says nothing, and what to do about it."""
    status = came.status
    what = f"status {status}"
    if status in (401, 403):
        advice = "the credentials are missing or refused: look at `auth`"
    elif status in (404, 405):
        advice = "there is no such endpoint: look at the facilitator's URL"
    elif status == 429:
        later = f" in {came.retry_after} s" if (came.retry_after or "").isdigit() else ""
        advice = f"it is asked too often: ask again later{later}"
    elif 300 <= status < 400:
        advice = "this redirect is not followed: give the URL that it redirects to"
    elif failure == "no_response":
        advice = "it is out of order: ask again later"
    else:
        # The body is not quoted: it may repeat the payment, which is money until it expires.
        kind = came.content_type or "no content type"
        what += f" and {len(came.body)} bytes of {kind}"
        advice = f"expected a {endpoint.noun}: is this the URL of a facilitator?"
    return Lost(failure, what, advice)
