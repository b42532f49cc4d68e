"""What a handler sends, and when it may leave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import Any

from .._effects import run
from .._paywall.answers import Answer, broken
from .._paywall.effects import Deliver, Ending, Handle, HandlerAnswer, Send
from .._paywall.headers import can_be_sent, protect
from .._paywall.record import LOGGER
from .services import PlainServices
from .types import Environ, Headers, StartResponse, Write, WSGIApp, close

__all__ = ["Held", "Passed", "Withheld", "answer"]


STATUS = re.compile(r"[1-5][0-9]{2}( [\t\x20-\x7e\x80-\xff]*)?")


class Withheld(Exception):
    """Raised where the handler sends what will not be delivered; carries what is, instead."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("the answer is withheld")
        self.answer = answer


class Held:
    """A handler's answer, gathered and held back until it is settled.

    A stream is not: it is settled at its start.
    """

    def __init__(self, services: PlainServices, reached: Handle, *, limit: int) -> None:
        self.services, self.reached, self.limit = services, reached, limit
        self.status = ""
        self.headers: Headers = []
        self.body: list[bytes] = []
        self.size = 0
        self.told = False

    def gather(self, app: WSGIApp, environ: Environ) -> Iterable[bytes] | None:
        """Runs the handler to its end, unless its answer is not held back.

        Returns:
            `None`, or the body of a stream.

        Raises:
            Withheld: Its answer is too long to be held back.
        """
        body = app(environ, self.start_response)
        streams = False
        try:
            rest = iter(body)
            first = next(rest, None)
            if not self.body and not self._holds(body, first):
                streams = True
                return _Body(body, first or b"", rest)
            self.write(first or b"")
            for chunk in rest:
                self.write(chunk)
        finally:
            if not streams:
                close(body)
        return None

    def _holds(self, body: Iterable[bytes], first: bytes | None) -> bool:
        """Whether an answer whose body begins like this is held back.

        Without a `Content-Length`, the length is known of a list, or if there is no body.
        """
        if not _can_be_sent(self.status, self.headers):
            return True
        headers = {name.lower(): value for name, value in self.headers}
        stated = headers.get("content-length", "")
        length: int | None = None
        if stated.isascii() and stated.isdigit() and len(stated) < 20:
            length = int(stated)
        elif first is None:
            length = 0
        elif isinstance(body, (list, tuple)):
            length = sum(map(len, body))
        return self.reached.holds(_code(self.status), headers.get("content-type"), length)

    def start_response(self, status: str, headers: Headers, exc_info: Any = None, /) -> Write:
        """Takes the status and the headers; nothing has left, so they may be replaced."""
        self.status, self.headers = status, headers
        return self.write

    def write(self, chunk: bytes) -> None:
        """Takes a part of the body."""
        self.size += len(chunk)
        if self.size > self.limit:
            LOGGER.error(
                "%s: an answer of more than %d bytes cannot be held back until it is settled: "
                'choose flow="upfront" for the route, or raise max_held_bytes',
                self.reached.payment.route,
                self.limit,
            )
            raise Withheld(broken())
        self.body.append(chunk)

    def finish(self, stream: Iterable[bytes] | None) -> tuple[str, Headers, Iterable[bytes]]:
        """Settles, and says what to answer.

        Args:
            stream: The body, if it was not gathered.

        Raises:
            Withheld: It is not settled, or there is no answer.
        """
        if self.status and not _can_be_sent(self.status, self.headers):
            LOGGER.error(
                "%s: an answer has a status or a header that no server can send",
                self.reached.payment.route,
            )
            self.status = ""
        complete = stream is None and bool(self.status)
        answer_of_handler = (list(self.headers), b"".join(self.body)) if complete else None
        ending = self.tell(_code(self.status), answer_of_handler)
        if isinstance(ending, Deliver) and self.status:
            body = self.body if stream is None else stream
            return self.status, protect(self.headers, ending.headers), body
        raise Withheld(ending.answer if isinstance(ending, Send) else broken())

    def tell(self, status: int, complete: HandlerAnswer | None = None) -> Ending:
        """Tells the exchange, once."""
        self.told = True
        return run(self.reached.handled(status, complete), self.services.perform)


class Passed:
    """A handler's answer that was settled before, and passes as it comes."""

    def __init__(
        self, services: PlainServices, reached: Handle, start_response: StartResponse
    ) -> None:
        self.services, self.reached, self.real = services, reached, start_response
        self.told = False
        self.ending: Ending | None = None

    def start_response(self, status: str, headers: Headers, exc_info: Any = None, /) -> Write:
        """Tells the exchange, and passes the status and the headers on."""
        ending = self.tell(_code(status))
        if not isinstance(ending, Deliver):
            raise Withheld(ending.answer if isinstance(ending, Send) else broken())
        headers = protect(headers, ending.headers)
        return self.real(status, headers, exc_info) if exc_info else self.real(status, headers)

    def tell(self, status: int) -> Ending | None:
        """Tells the exchange, once; `None` if telling it was broken off."""
        if not self.told:
            self.told = True
            self.ending = run(self.reached.handled(status, None), self.services.perform)
        return self.ending

    def body(self, app: WSGIApp, environ: Environ) -> Iterable[bytes]:
        """Runs the handler up to its first byte."""
        body = app(environ, self.start_response)
        if self.ending is not None:
            return body
        try:
            rest = iter(body)
            first = next(rest, b"")
            if self.ending is None:
                raise Withheld(self.failed())
        except BaseException:
            close(body)
            raise
        return _Body(body, first, rest)

    def failed(self) -> Answer:
        """The handler failed after it was paid: the payer gets the receipt at least."""
        ending = self.tell(500)
        headers = ending.headers if isinstance(ending, Deliver) else ()
        return broken(*(h for h in headers if h[0].lower() != "cache-control"))


class _Body:
    """A body whose first part was taken already; closing it closes the handler's."""

    def __init__(self, body: Iterable[bytes], first: bytes, rest: Iterator[bytes]) -> None:
        self.whole, self.first, self.rest = body, first, rest

    def __iter__(self) -> Iterator[bytes]:
        yield self.first
        yield from self.rest

    def close(self) -> None:
        """Closes the handler's body."""
        close(self.whole)


def answer(start_response: StartResponse, what: Answer, *, head: bool) -> list[bytes]:
    """Sends an answer of the paywall's own."""
    start_response(f"{what.status} {HTTPStatus(what.status).phrase}", list(what.headers))
    return [] if head else [what.body]


def _can_be_sent(status: str, headers: Headers) -> bool:
    try:
        pairs = [(name, value) for name, value in headers]
        return STATUS.fullmatch(status) is not None and can_be_sent(pairs)
    except (TypeError, ValueError):
        return False


def _code(status: str) -> int:
    code = status[:3]
    return int(code) if code.isascii() and code.isdigit() else 500
