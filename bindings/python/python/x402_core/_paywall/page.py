"""The page that a browser gets with a 402; which requests get it, the core decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .._effects import Call, Failed, Plan
from .._native.exchange import Respond, ServerResponse
from .._native.page import PageTemplate, is_navigation
from . import record
from .claim import Claim
from .effects import Effect
from .headers import can_be_sent
from .invalid import invalid
from .settings import Settings

__all__ = ["for_people", "page_of", "policy_of"]


def page_of(page: object) -> PageTemplate | Callable[..., Any] | None:
    """What a seller gives as `page`, ready to be used.

    Raises:
        InvalidValueError: It is neither a template, a function nor a `bool`.
    """
    if page is True:
        return PageTemplate()
    if page is False:
        return None
    if isinstance(page, str):
        return PageTemplate(page)
    if isinstance(page, PageTemplate) or callable(page):
        return page
    raise invalid("page", "a template, a function, True or False", type(page).__name__)


def policy_of(policy: str) -> str:
    """What a seller gives as `page_policy`.

    Raises:
        InvalidValueError: No header can have this value.
    """
    if not isinstance(policy, str) or not can_be_sent([("Content-Security-Policy", policy)]):
        raise invalid("page_policy", "the value of a header", repr(policy))
    return policy


def for_people(step: Respond, claim: Claim, settings: Settings) -> Plan[Effect, ServerResponse]:
    """The exchange's answer, as a page where a browser asks for one."""
    response, page, asked = step.response, settings.page, claim.asked
    if page is None or asked is None or claim.bill is None or not response.can_have_page:
        return response
    html = None
    if is_navigation(asked.headers):
        if isinstance(page, PageTemplate):
            refusal = step.problem.refusal
            error = step.problem.reason if refusal is None else refusal.code
            html = page.fill(claim.bill, assets=settings.assets, error=error)
        else:
            said = yield Call(page, (claim.bill, asked))
            if not isinstance(said, (str, Failed)):
                said = Failed(TypeError(f"expected a text, found {type(said).__name__}"))
            if isinstance(said, Failed):
                record.failed("page", claim.route, said.error)
            else:
                html = said
    return response.with_page(html, settings.page_policy)
