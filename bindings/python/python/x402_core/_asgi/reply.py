"""What a handler sends, and when it may leave."""

from __future__ import annotations

from collections.abc import Iterable

from .._paywall.answers import Answer, broken
from .._paywall.effects import Deliver, Handle, HandlerAnswer
from .._paywall.effects import Send as SendAnswer
from .._paywall.headers import can_be_sent, protect
from .._paywall.record import LOGGER
from .shield import Shield
from .types import Message, Send

__all__ = ["Reply", "Withheld", "answer", "is_withheld", "protecting"]


class Withheld(Exception):
    """Raised where the handler sends what will not be delivered, so that it goes no further."""


class Reply:
    """A paid handler's answer.

    Where it is held back nothing leaves before all of it is there and settled. Else it passes as
    it comes: it was settled before, it costs nothing, or it is a stream, which is settled at its
    start.
    """

    def __init__(
        self, shield: Shield, reached: Handle, send: Send, *, limit: int, head: bool
    ) -> None:
        self.shield, self.reached, self.send = shield, reached, send
        self.hold, self.limit, self.head = reached.hold, limit, head
        self.start: Message | None = None
        self.body: list[bytes] = []
        self.size = 0
        self.ended = False
        """Whether the request's end is known, and its answer has begun to leave."""

    async def __call__(self, message: Message) -> None:
        """Takes what the handler sends."""
        if self.ended:
            if not self.hold:
                await self.send(message)
        elif message["type"] == "http.response.start":
            self.start = message
            if not self._holds(None):
                await self._pass()
        elif self.hold and message["type"] == "http.response.body":
            if self.start is not None and not self.body and not self._holds(message):
                await self._pass()
                await self.send(message)
            else:
                await self._gather(message)
        elif not self.hold:
            await self.send(message)

    def _holds(self, first: Message | None) -> bool:
        """Whether the answer is held back, as far as that is known.

        Without a `Content-Length`, the length is known if the first part of the body is the last.
        """
        if not self.hold or self.start is None or not _can_be_sent(self.start):
            return self.hold
        headers = {bytes(n).lower(): bytes(v) for n, v in self.start.get("headers", ())}
        kind = headers.get(b"content-type", b"").decode("latin-1") or None
        stated = headers.get(b"content-length", b"")
        length = int(stated) if stated.isdigit() and len(stated) < 20 else None
        if length is None and first is None:
            length = 0  # not known yet
        elif length is None and first is not None and not first.get("more_body", False):
            length = len(first.get("body", b""))
        return self.reached.holds(int(self.start["status"]), kind, length)

    async def _pass(self) -> None:
        """Nothing of the answer is held back any more."""
        self.hold = False
        await self._deliver()

    async def abandon(self) -> None:
        """The handler was cancelled: no answer leaves any more."""
        if not self.ended:
            self.ended = True
            await self.shield.abandon(self.reached)

    async def fail(self, *, raising: bool) -> None:
        """The handler has ended without an answer that could be delivered.

        Where it raised and nobody paid, the answer is left to whoever catches the exception.
        """
        if not self.ended:
            await self._end(500, None, silent=raising)

    async def _gather(self, message: Message) -> None:
        chunk = bytes(message.get("body", b""))
        self.size += len(chunk)
        if self.size > self.limit:
            LOGGER.error(
                "%s: an answer of more than %d bytes cannot be held back until it is settled: "
                'choose flow="upfront" for the route, or raise max_held_bytes',
                self.reached.payment.route,
                self.limit,
            )
            await self._end(500, None)
            raise Withheld
        self.body.append(chunk)
        if not message.get("more_body", False) and self.start is not None:
            await self._deliver()

    async def _deliver(self) -> None:
        assert self.start is not None
        if self.reached.hold and not _can_be_sent(self.start):
            LOGGER.error(
                "%s: an answer has a status or a header that no server can send",
                self.reached.payment.route,
            )
            await self._end(500, None)
            raise Withheld
        await self._end(int(self.start["status"]), self.start)

    async def _end(self, status: int, start: Message | None, *, silent: bool = False) -> None:
        """Tells the exchange, and sends what it says."""
        self.ended = True
        answer_of_handler: HandlerAnswer | None = None
        if self.hold and start is not None:
            answer_of_handler = _text(start.get("headers", ())), b"".join(self.body)
        ending = await self.shield.run(self.reached.handled(status, answer_of_handler))
        if isinstance(ending, Deliver) and start is not None:
            headers = _protected(start.get("headers", ()), ending.headers)
            start = {**start, "headers": headers}
            if not self.hold:
                await self.send(start)
                return
            start.pop("trailers", None)
            await self.send(start)
            await self.send({"type": "http.response.body", "body": b"".join(self.body)})
            return
        if isinstance(ending, SendAnswer):
            await answer(self.send, ending.answer, head=self.head)
        elif isinstance(ending, Deliver) and (ending.headers or not silent):
            receipt = tuple(h for h in ending.headers if h[0].lower() != "cache-control")
            await answer(self.send, broken(*receipt), head=self.head)
        if start is not None:
            raise Withheld


async def answer(send: Send, what: Answer, *, head: bool) -> None:
    """Sends an answer of the paywall's own."""
    headers = [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in what.headers]
    await send({"type": "http.response.start", "status": what.status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if head else what.body})


def _protected(
    headers: Iterable[tuple[bytes, bytes]], extra: tuple[tuple[str, str], ...] = ()
) -> list[tuple[bytes, bytes]]:
    """A handler's headers, made safe for what was paid for."""
    safe = protect(_text(headers), extra)
    return [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in safe]


def _text(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(bytes(n).decode("latin-1"), bytes(v).decode("latin-1")) for n, v in headers]


def _can_be_sent(start: Message) -> bool:
    try:
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in start.get("headers", ())]
    except (AttributeError, TypeError, ValueError):
        return False
    return 100 <= int(start["status"]) <= 599 and can_be_sent(headers)


def is_withheld(error: BaseException) -> bool:
    """Whether an exception is only the one that stopped the handler, in whatever groups."""
    inner = getattr(error, "exceptions", None)
    if inner:
        return all(is_withheld(each) for each in inner)
    return isinstance(error, Withheld)


def protecting(send: Send) -> Send:
    """Lets an answer pass that others would have had to pay for."""

    async def protecting(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": _protected(message.get("headers", ()))}
        await send(message)

    return protecting
