"""Charge for the routes of a WSGI application: Flask, Django, or any other.

    app.wsgi_app = PaymentMiddleware(
        app.wsgi_app,
        routes={"GET /weather": "$0.01"},
        pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        networks=["eip155:8453"],
        facilitator="https://facilitator.example.com",
    )

What is not listed is free. A handler finds the payment by `payment_of(request)`. The rules
of routes are those of `x402_core.asgi`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ._effects import run
from ._native.asset import AssetTable
from ._native.bill import Bill
from ._native.network import Network
from ._native.page import CONTENT_SECURITY_POLICY, PageTemplate
from ._native.policy import Policy
from ._paywall import record
from ._paywall.answers import bad_request, broken, refused, too_large
from ._paywall.charge import FREE, Charge, NoPrice, Payee, Price, PriceChange, RoutePrice
from ._paywall.effects import Deliver, Handle, Send
from ._paywall.headers import protect
from ._paywall.page import page_of, policy_of
from ._paywall.payment import Outcome, Payment, payment_of
from ._paywall.plan import Paywall
from ._paywall.record import CorsAdvice
from ._paywall.request import Request, body_to_read, url_of
from ._paywall.services import (
    REPLAY_STORE,
    RESPONSE_STORE,
    Source,
    check,
    check_chain,
    reject_async,
    require_methods,
)
from ._paywall.settings import HELD, Settings
from ._paywall.table import Charged, Free, Refused
from ._paywall.workers import WorkersAdvice
from ._wsgi.body import CutShort, TooLong, read_body
from ._wsgi.reply import Held, Passed, Withheld, answer
from ._wsgi.services import PlainServices
from ._wsgi.types import Environ, Headers, StartResponse, Write, WSGIApp, close

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._paywall.start import AccountExists
    from .literals import FacilitatorVerify, PaymentFlow
    from .ports import Chain, Facilitator, ReplayStore, ResponseStore

__all__ = [
    "FREE",
    "Charge",
    "NoPrice",
    "Outcome",
    "Payment",
    "PaymentMiddleware",
    "Price",
    "PriceChange",
    "Request",
    "payment_of",
]

CORS = (
    "Wrap `PaymentMiddleware` in a WSGI middleware for CORS, or let the server in front of the "
    "application answer preflights and add the headers. Middlewares of the application itself, "
    "such as django-cors-headers and Flask-CORS, are inside of the paywall"
)


class PaymentMiddleware:
    """Answers 402 until a route is paid for, and then runs the application.

    The arguments are those of `x402_core.asgi.PaymentMiddleware`; the facilitator, the store and
    the hooks are not `async`. WSGI has no event for a server's start: call `check` after you have
    made the middleware.
        bazaar: The application of FastAPI, Starlette or Flask: each charged route is then declared
            for discovery by what the application knows of it: parameters, body, answer and
            docstring. See `x402_core.bazaar`.

    Raises:
        OfferError: Nobody could pay one of the prices.
        InvalidValueError: A route, network or price is invalid, or something is `async`.
    """

    def __init__(
        self,
        app: WSGIApp,
        *,
        routes: Mapping[str, RoutePrice | Charge],
        facilitator: str | Facilitator,
        pay_to: Payee | None = None,
        networks: Sequence[Network | str] = (),
        replay_store: ReplayStore | None = None,
        fee_payer: Payee | None = None,
        assets: AssetTable | None = None,
        policy: Policy | None = None,
        signers: Sequence[str] | None = None,
        flow: PaymentFlow | None = None,
        facilitator_verify: FacilitatorVerify | None = None,
        settle_attempts: int | None = None,
        retry_after: int = 5,
        v1: bool = True,
        base_url: str | None = None,
        max_held_bytes: int = HELD,
        page: bool | str | PageTemplate | Callable[[Bill, Request], str] = True,
        page_policy: str = CONTENT_SECURITY_POLICY,
        on_verified: Callable[[Payment], bool | None] | None = None,
        on_settled: Callable[[Payment], None] | None = None,
        on_refused: Callable[[Outcome], None] | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
        account_exists: AccountExists | None = None,
        chain: Chain | None = None,
        require_proof: bool = False,
        responses: ResponseStore | None = None,
        bazaar: object | None = None,
    ) -> None:
        self.app = app
        self._account_exists = account_exists
        self._cors = CorsAdvice(CORS)
        self._base_url, self._max_held_bytes = base_url, max_held_bytes
        check(
            base_url,
            max_held_bytes,
            on_verified=on_verified,
            on_settled=on_settled,
            on_refused=on_refused,
        )
        self._facilitator = Source(facilitator, _client)
        store = _store() if replay_store is None else replay_store
        require_methods("replay_store", store, REPLAY_STORE, "a replay store")
        check_chain(chain, require_proof)
        if responses is not None:
            require_methods("responses", responses, RESPONSE_STORE, "a store of responses")
        self._keeps_responses = responses is not None
        self._workers = WorkersAdvice(store, "RedisReplayStore")
        self._services = PlainServices(self._facilitator, store, sleep, clock, chain, responses)
        operations = (store.reserve, store.mark_settling, store.renew, store.conclude)
        reject_async("replay_store", operations, "a `ReplayStore`")
        if responses is not None:
            kept = (responses.recall, responses.replace)
            reject_async("responses", kept, "a `ResponseStore`")
        if not isinstance(facilitator, str):
            methods = (facilitator.verify, facilitator.settle, facilitator.supported)
            reject_async("facilitator", methods, "a URL or a `Facilitator`")
        if callable(page):
            reject_async("page", (page,), "a plain function")
        if chain is not None:
            reject_async("chain", (chain.ask,), "a `Chain`")
        reject_async("hooks", (on_verified, on_settled, on_refused), "plain functions")
        self._paywall = Paywall(
            Settings(
                routes=routes,
                pay_to=pay_to,
                networks=networks,
                fee_payer=fee_payer,
                assets=assets,
                policy=policy,
                signers=signers,
                flow=flow,
                facilitator_verify=facilitator_verify,
                settle_attempts=settle_attempts,
                retry_after=retry_after,
                v1=v1,
                max_held_bytes=max_held_bytes,
                page=page_of(page),
                page_policy=policy_of(page_policy),
                on_verified=on_verified,
                on_settled=on_settled,
                on_refused=on_refused,
                clock=clock,
                has_chain=chain is not None,
                needs_proof=require_proof,
                keeps_responses=responses is not None,
                bazaar=bazaar,
            )
        )
        prices = [charge.price for charge in self._paywall.table.charges]
        reject_async("prices", tuple(filter(callable, prices)), "plain functions")

    def check(self) -> None:
        """Asks the facilitator what it supports, and compares that with what is offered.

        As `x402_core.asgi.PaymentMiddleware.check`. Call it before the server starts.

        Raises:
            OfferError: The facilitator supports no way to pay for a route.
            FacilitatorError: The facilitator's URL or the key is wrong.
            InvalidValueError: A payee has no token account, as far as `account_exists` was given.
        """
        run(self._paywall.check(self._account_exists), self._services.perform)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answers one request, as PEP 3333 says."""
        if environ.get("wsgi.multiprocess"):
            self._workers.give("wsgi.multiprocess")
        found = self._find(environ)
        if isinstance(found, Free):
            return self.app(environ, start_response)
        head = str(environ["REQUEST_METHOD"]).upper() == "HEAD"
        if not isinstance(found, Charged):
            if found.preflight:
                self._cors.give()
            return answer(start_response, refused(found), head=head)
        body = None
        limit = found.charge.max_body_bytes
        if limit is None and self._keeps_responses:
            headers = [(name, value.decode("latin-1")) for name, value in _headers(environ)]
            headers.append(("content-length", str(environ.get("CONTENT_LENGTH") or "")))
            limit = body_to_read(headers)
        if limit is not None:
            try:
                body = read_body(environ, limit)
            except TooLong:
                return answer(start_response, too_large(limit), head=head)
            except CutShort:
                return answer(start_response, bad_request("the body is cut short"), head=head)
        plan = self._paywall.charge(found, self._request(found, environ, body))
        reached = run(plan, self._services.perform)
        if isinstance(reached, Handle):
            environ["x402"] = reached.payment
            handle = self._hold if reached.hold else self._pass
            return handle(reached, environ, start_response, head=head)
        if isinstance(reached, Send):
            return answer(start_response, reached.answer, head=head)
        environ["x402"] = None
        return self.app(environ, _protecting(start_response))

    def _find(self, environ: Environ) -> Free | Refused | Charged:
        """Looks up what the request costs."""
        path, root = _path(environ, "PATH_INFO"), _path(environ, "SCRIPT_NAME")
        return self._paywall.table.find(
            str(environ["REQUEST_METHOD"]),
            path or "/",
            root.rstrip("/") + path,
            headers=[(name, value.decode("latin-1")) for name, value in _headers(environ)],
        )

    def _hold(
        self, reached: Handle, environ: Environ, start_response: StartResponse, *, head: bool
    ) -> Iterable[bytes]:
        held = Held(self._services, reached, limit=self._max_held_bytes)
        stream: Iterable[bytes] | None = None
        try:
            stream = held.gather(self.app, environ)
            status, headers, body = held.finish(stream)
        except BaseException as error:
            if stream is not None:
                close(stream)
            ending = None if held.told else held.tell(500)
            if isinstance(error, Withheld):
                return answer(start_response, error.answer, head=head)
            if isinstance(ending, Deliver) and ending.headers and isinstance(error, Exception):
                # It failed after it was paid: the payer gets the receipt at least.
                record.failed("handler", environ["x402"].route, error)
                receipt = (it for it in ending.headers if it[0].lower() != "cache-control")
                return answer(start_response, broken(*receipt), head=head)
            raise
        start_response(status, headers)
        return body

    def _pass(
        self, reached: Handle, environ: Environ, start_response: StartResponse, *, head: bool
    ) -> Iterable[bytes]:
        passed = Passed(self._services, reached, start_response)
        try:
            return passed.body(self.app, environ)
        except Withheld as withheld:
            return answer(start_response, withheld.answer, head=head)
        except Exception as error:
            if passed.ending is not None:  # the answer has begun: it is the server's to break off
                raise
            record.failed("handler", environ["x402"].route, error)
            return answer(start_response, passed.failed(), head=head)
        except BaseException:
            passed.tell(500)
            raise

    def _request(self, found: Charged, environ: Environ, body: bytes | None) -> Request:
        whole = _path(environ, "SCRIPT_NAME").rstrip("/") + _path(environ, "PATH_INFO")
        scheme = str(environ.get("wsgi.url_scheme", "http"))
        host = environ.get("HTTP_HOST") or environ.get("SERVER_NAME")
        return Request(
            method=str(environ["REQUEST_METHOD"]).upper(),
            path=found.path,
            query=str(environ.get("QUERY_STRING", "")),
            params=found.params,
            url=url_of(scheme, host, whole, base=self._base_url),
            headers=_headers(environ),
            raw=environ,
            body=body,
        )


def _client(url: str) -> Facilitator:
    from .facilitator import FacilitatorClient

    return FacilitatorClient(url)


def _store() -> ReplayStore:
    from .replay import of_process

    return of_process()


def _path(environ: Environ, name: str) -> str:
    """A path of the environment as text: there it is bytes, written as Latin-1.

    What is not UTF-8 becomes half surrogate pairs, which the table refuses.
    """
    try:
        return str(environ.get(name, "")).encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # not as PEP 3333 has it
        return "\udcff"


def _headers(environ: Environ) -> list[tuple[str, bytes]]:
    """The request's headers; two of one name have become one, joined by a comma."""
    return [
        (name[5:].replace("_", "-"), str(value).encode("latin-1", "replace"))
        for name, value in environ.items()
        if name.startswith("HTTP_")
    ]


def _protecting(start_response: StartResponse) -> StartResponse:
    """Lets an answer pass that others would have had to pay for."""

    def protecting(status: str, headers: Headers, exc_info: Any = None, /) -> Write:
        headers = protect(headers)
        if exc_info:
            return start_response(status, headers, exc_info)
        return start_response(status, headers)

    return protecting
