"""Charge for the routes of an ASGI application: Starlette, FastAPI, or any other.

    app.add_middleware(
        PaymentMiddleware,
        routes={"GET /weather": "$0.01"},
        pay_to="0x209693Bc6afc0C5328bA36FaF03C514EF312287C",
        networks=["eip155:8453"],
        facilitator="https://facilitator.example.com",
    )

What is not listed is free. A handler finds the payment by `payment_of(request)`.

FastAPI and Starlette make an added middleware at the first call, and some servers then start in
spite of a mistake in its arguments. Wrap the application to end the process at the start:
`app = PaymentMiddleware(app, routes=...)`. What only the facilitator knows is checked when the
server starts; see `PaymentMiddleware.check`.

# Routes

A route is a path as the application has it, with a method in capitals before it if only that
method is meant: `GET /weather`, `/items/{id}`. `GET` includes `HEAD`. A last segment `*` is the
rest of the path. Parameters are written as in the framework: `{id:int}` as in Starlette, FastAPI
and Litestar, `<int:id>` as in Flask and Django. A type of your own is written as `{name}`, or as
`{name:path}` if it accepts slashes. A wrong route raises `InvalidValueError` at the start.

1. The most specific route counts: literal before parameter before rest, segment by segment; a
   typed parameter before one without type; a route with the method before one without. Give a
   route the price `None` to make it free, for instance below a `*` that is charged.
2. A charged route reads a type in its widest sense and a free route in its narrowest, since
   frameworks differ. A charged `/reports/*` includes `/reports` and `/reports/`; a free one does
   not.
3. A path must be written as the route is. One that a lenient reader may take for a charged route
   is answered 404: another case, a last slash, doubled slashes, dot segments, encoding, `;`. The
   value of a parameter may have these. If any route is charged, a path is also answered 404 if it
   has more than 2,048 characters or a control character, or is not valid Unicode.
4. A charged path has no methods but those that are listed: others are answered 405, since many
   handlers answer every method alike.
5. A browser's preflight on a charged path is answered 405, and the log warns once: CORS belongs
   outside of the paywall. List `"OPTIONS /weather": None` to have the application answer it.
6. A WebSocket on a charged path is answered 403. `"WEBSOCKET /feed": None` makes one free.
7. A header such as `X-HTTP-Method-Override` is answered 400 if its method would lead to another
   result. Put a middleware that changes methods or paths outside of the paywall.
8. Below a root path, write the routes with the root or without it. A root that only the
   application knows, such as Django's `FORCE_SCRIPT_NAME`, is not seen by the paywall: list each
   route with the root and without it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence

from ._asgi.body import Gone, TooLong, read_body
from ._asgi.lifespan import run_lifespan
from ._asgi.reply import Reply, answer, is_withheld, protecting
from ._asgi.services import AsyncServices
from ._asgi.shield import Shield
from ._asgi.types import ASGIApp, Receive, Scope, Send
from ._effects import run_async
from ._native.asset import AssetTable
from ._native.bill import Bill
from ._native.network import Network
from ._native.page import CONTENT_SECURITY_POLICY, PageTemplate
from ._native.policy import Policy
from ._paywall.answers import refused, too_large
from ._paywall.charge import FREE, Charge, NoPrice, Payee, Price, PriceChange, RoutePrice
from ._paywall.effects import Handle, Unpaid
from ._paywall.effects import Send as SendAnswer
from ._paywall.paths import routed
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
    require_methods,
)
from ._paywall.settings import HELD, Settings
from ._paywall.table import Charged, Free, Refused
from ._paywall.workers import WorkersAdvice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._paywall.start import AccountExists
    from .literals import FacilitatorVerify, PaymentFlow
    from .ports import (
        AsyncChain,
        AsyncFacilitator,
        AsyncReplayStore,
        AsyncResponseStore,
        Chain,
        Facilitator,
        ReplayStore,
        ResponseStore,
    )

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

REASON = 123
"""The longest reason of a close frame, in bytes (RFC 6455)."""

CORS = (
    "In Starlette and FastAPI call `add_middleware(CORSMiddleware, ...)` after the call that adds "
    "`PaymentMiddleware`: the last one added is the outermost. For other applications wrap the "
    "paywall: `CORSMiddleware(PaymentMiddleware(app, ...), ...)`"
)


class PaymentMiddleware:
    """Answers 402 until a route is paid for, and then runs the application.

    If a paid request is cancelled before its response starts, the client can retry with the same
    payment.

    Args:
        app: The application.
        routes: The routes, such as `"GET /weather"`, each with a price, `FREE` or `None` for free,
            a function of the `Request`, `async` or not, that returns a price or `FREE`, or a
            `Charge` with more details. A function reads the path's text, which the application may read in another
            way: return `FREE` only for what is surely free. The module has the rules of routes.
        pay_to: Who is paid; by network (`{"eip155:*": ..., "solana:*": ...}`) where that differs.
        networks: Where it may be paid, by CAIP-2 name (`eip155:8453`) or known name (`base`).
        facilitator: Who settles: a URL, or any object with the methods of `ports.Facilitator` or
            `ports.AsyncFacilitator`.
        replay_store: Where used payments are remembered. If not given, in this process, for all
            that run in it; several processes need one that they share.
        fee_payer: Who pays Solana's fees; the facilitator is asked once if it is not given.
        assets: The tokens and their symbols, if not the known ones.
        policy: How strictly payments are read; strictly if not given.
        signers: The facilitator's accounts, which no payment may draw on.
        flow: `authorization` (the default) runs the handler first, holds its answer back until it
            is settled, and charges for no error; an event stream, or an answer of unknown or large
            length, is settled at its start. `upfront` settles before the handler runs, and a
            handler that fails has cost the payer the price; the 402 declares it.
        facilitator_verify: When the facilitator verifies too. If not said, what is `undecided`,
            and in the flow `authorization` always: the handler works before money moves.
        settle_attempts: How often a settlement of unknown outcome is asked for; 3 if not said.
        retry_after: After how many seconds a client may ask again.
        v1: Whether clients of version 1 may pay too.
        base_url: What the resource's URL begins with, where the request's host is not it.
        max_held_bytes: How long an answer may be that is held back.
        page: What a browser's navigation gets with the 402: a page with price, payee and QR code
            (`True`), JSON as every other client (`False`), a template of your own with
            `{{options}}` and other fields of `PageTemplate`, or a function of the `Bill` and the
            `Request` that returns HTML.
        page_policy: The page's `Content-Security-Policy`. By default it may use its own styles,
            and nothing else.
        on_verified: Called with the `Payment` before money moves, and again for one that an earlier
            request left unresolved (`payment.resumed`). `None` and `True` accept it, `False`
            declines it (403); an exception, or any other answer, refuses it (500).
        on_settled: Called with the `Payment` when the money has moved, and again if the payer
            had to come back for the answer: count by `transaction`. A handler whose method is not
            idempotent (`POST`, `PATCH`) does not run again then. An exception is logged, and
            the payer gets the answer all the same.
        on_refused: Called with the `Outcome` when a payment did not buy an answer.
        clock: The time, in Unix seconds.
        sleep: How to wait before settlement is asked for again.
        check_at_start: Whether the server's start (ASGI's `lifespan`) runs `check`.
        account_exists: For `check`: whether an account exists, by the CAIP-2 name of its network
            and its address, `async` or not. It is asked for the payee's token account on Solana.
        chain: Nodes to ask, such as `x402_core.chain.AsyncChain`, or any object with the method of
            `ports.Chain` or `ports.AsyncChain`. A payment that the chain would refuse is refused
            before the facilitator is asked, and a settlement that the facilitator reports is
            compared with the chain: if the transaction did not pay, nothing is served. What the
            nodes do not answer changes nothing.
        require_proof: Whether a settlement that the chain does not prove yet is answered 503, and
            the same payment may come again. Otherwise it is served, with a warning in the log.
        responses: Where responses are kept, such as `x402_core.responses.MemoryResponseStore`. Then
            the 402 takes an id with the payment (`payment-identifier`), and a payment that comes
            again with its id gets the response that was sent first: a client that retries blindly
            pays once. Another payment, method, URL or body with the id is answered 409, and so is
            a request whose first one has no response yet (with `Retry-After`). Bodies of at most
            65,536 bytes whose length is stated are read first, to be compared.
        bazaar: The application of FastAPI, Starlette or Flask: each charged route is then declared
            for discovery by what the application knows of it: parameters, body, answer and
            docstring. See `x402_core.bazaar`.

    Raises:
        OfferError: Nobody could pay one of the prices; the message names route and argument.
        InvalidValueError: A route, network or price is invalid.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        routes: Mapping[str, RoutePrice | Charge],
        facilitator: str | AsyncFacilitator | Facilitator,
        pay_to: Payee | None = None,
        networks: Sequence[Network | str] = (),
        replay_store: AsyncReplayStore | ReplayStore | None = None,
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
        page: bool | str | PageTemplate | Callable[[Bill, Request], Awaitable[str] | str] = True,
        page_policy: str = CONTENT_SECURITY_POLICY,
        on_verified: Callable[[Payment], Awaitable[bool | None] | bool | None] | None = None,
        on_settled: Callable[[Payment], Awaitable[None] | None] | None = None,
        on_refused: Callable[[Outcome], Awaitable[None] | None] | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        check_at_start: bool = True,
        account_exists: AccountExists | None = None,
        chain: AsyncChain | Chain | None = None,
        require_proof: bool = False,
        responses: AsyncResponseStore | ResponseStore | None = None,
        bazaar: object | None = None,
    ) -> None:
        self.app = app
        self._check_at_start, self._account_exists = check_at_start, account_exists
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
        self._workers = WorkersAdvice(store, "AsyncRedisReplayStore")
        self._services = AsyncServices(self._facilitator, store, sleep, clock, chain, responses)
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

    async def check(self) -> None:
        """Asks the facilitator what it supports, and compares that with what is offered.

        Networks that the facilitator does not support are taken off sale, with one warning each.
        A facilitator that is not reached or is out of order is a warning too: the paywall starts.

        Raises:
            OfferError: The facilitator supports no way to pay for a route.
            FacilitatorError: The facilitator's URL or the key is wrong.
            InvalidValueError: A payee has no token account, as far as `account_exists` was given.
        """
        await run_async(self._paywall.check(self._account_exists), self._services.perform)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request, as ASGI says."""
        kind = scope["type"]
        if kind == "lifespan":
            check = self.check if self._check_at_start else None
            try:
                await run_lifespan(self.app, scope, receive, send, check=check)
            finally:
                await self._close()
            return
        if kind not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        found = self._find(scope)
        head = kind == "http" and scope["method"].upper() == "HEAD"
        if isinstance(found, Free):
            await self.app(scope, receive, send)
        elif isinstance(found, Charged):
            await self._charge(found, scope, receive, send, head=head)
        elif kind == "http":
            if found.preflight:
                self._cors.give()
            await answer(send, refused(found), head=head)
        else:
            reason = found.error.encode()[:REASON].decode("utf-8", "ignore")
            await send({"type": "websocket.close", "code": 1008, "reason": reason})

    def _find(self, scope: Scope) -> Free | Refused | Charged:
        """Looks up what the request costs."""
        return self._paywall.table.find(
            scope["method"] if scope["type"] == "http" else None,
            *routed(scope["path"], self._root(scope)),
            headers=[
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in scope.get("headers", ())
            ],
        )

    def _root(self, scope: Scope) -> str:
        """Where the application is mounted; FastAPI replaces it by its own behind the paywall."""
        fastapi = sys.modules.get("fastapi")
        own = fastapi is not None and isinstance(self.app, fastapi.FastAPI) and self.app.root_path
        return str(own or scope.get("root_path", ""))

    async def _charge(
        self, found: Charged, scope: Scope, receive: Receive, send: Send, *, head: bool
    ) -> None:
        body = None
        limit = found.charge.max_body_bytes
        if limit is None and self._keeps_responses:
            limit = body_to_read(
                (bytes(name).decode("latin-1"), bytes(value).decode("latin-1"))
                for name, value in scope["headers"]
            )
        if limit is not None:
            try:
                body, receive = await read_body(receive, limit)
            except TooLong:
                await answer(send, too_large(limit), head=head)
                return
            except Gone:
                return
        shield = Shield(self._services)
        request = self._request(found, scope, body)
        reached = await shield.run(self._paywall.charge(found, request))
        if isinstance(reached, SendAnswer):
            await answer(send, reached.answer, head=head)
        elif isinstance(reached, Unpaid):
            scope["x402"] = None
            await self.app(scope, receive, protecting(send))
        elif isinstance(reached, Handle):
            reply = Reply(shield, reached, send, limit=self._max_held_bytes, head=head)
            scope["x402"] = reached.payment
            if reached.hold:
                scope["extensions"] = {}  # other ways to send, past what is held back
            await self._handle(reply, scope, receive)

    async def _handle(self, reply: Reply, scope: Scope, receive: Receive) -> None:
        """Runs the handler; whatever becomes of it, the exchange is told."""
        try:
            await self.app(scope, receive, reply)
        except BaseException as error:
            if is_withheld(error):
                return
            if isinstance(error, asyncio.CancelledError):
                await reply.abandon()
            else:
                await reply.fail(raising=True)
            raise
        await reply.fail(raising=False)

    def _request(self, found: Charged, scope: Scope, body: bytes | None) -> Request:
        whole = routed(scope["path"], self._root(scope))[1]
        hosts = [value for name, value in scope["headers"] if name.lower() == b"host"]
        host = hosts[0].decode("latin-1") if hosts else None
        return Request(
            method=scope["method"].upper(),
            path=found.path,
            query=bytes(scope.get("query_string", b"")).decode("latin-1"),
            params=found.params,
            url=url_of(scope.get("scheme", "http"), host, whole, base=self._base_url),
            headers=[(bytes(name), bytes(value)) for name, value in scope["headers"]],
            raw=scope,
            body=body,
        )

    async def _close(self) -> None:
        """Closes the client that was made here."""
        made, self._facilitator.made = self._facilitator.made, None
        if made is not None:
            await made.aclose()


def _client(url: str) -> AsyncFacilitator:
    from .facilitator import AsyncFacilitatorClient

    return AsyncFacilitatorClient(url)


def _store() -> AsyncReplayStore:
    from .replay import AsyncMemoryReplayStore, of_process

    return AsyncMemoryReplayStore(of_process())
