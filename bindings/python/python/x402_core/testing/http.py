"""The test facilitator's HTTP face: what each request is answered with, and an ASGI application."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from .. import MalformedError, SettleRequest, VerifyRequest
from ..errors import FacilitatorError, InvalidValueError
from .lenient import accepted, with_version
from .script import outcome_from_dict

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, MutableMapping

    from .facilitator import Call, TestFacilitator

    Message = MutableMapping[str, Any]
    Receive = Callable[[], Awaitable[Message]]
    Send = Callable[[Message], Awaitable[None]]
    Application = Callable[[Message, Receive, Send], Awaitable[None]]

__all__ = ["MAX_BODY", "Reply", "asgi_app", "reply", "too_long"]

MAX_BODY = 1 << 20
"""How long a request's body may be, in bytes."""


class Reply(NamedTuple):
    """A complete HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str]


def reply(
    facilitator: TestFacilitator,
    method: str,
    path: str,
    body: bytes,
    *,
    repeat_token: str | None = None,
) -> Reply | None:
    """What a request is answered with; `None` where a script says that no answer comes.

    `repeat_token` is the request's header `Idempotency-Key`. A request to verify or settle that
    lacks the outer `x402Version` is of the version of its payment.

    | | |
    |---|---|
    | `POST /verify`, `POST /settle`, `GET /supported` | a facilitator's own, for both versions |
    | `POST /accepts` | faremeter's: of the bill, what it settles, with the `extra` that it needs |
    | `POST /script` | `{"verify": [...], "settle": [...]}`: the outcomes of the next calls |
    | `GET /calls` | what was called, and what came of it |
    | `GET /settlements` | the payments that were made |
    | `POST /reset` | forget all of this |
    """
    try:
        match method, path:
            case "POST", "/verify":
                verify = VerifyRequest.from_json(with_version(body))
                return _json(facilitator.verify(verify).to_dict())
            case "POST", "/settle":
                settle = SettleRequest.from_json(with_version(body))
                return _json(facilitator.settle(settle, repeat_token=repeat_token).to_dict())
            case "POST", "/accepts":
                return _json(accepted(facilitator, body))
            case "GET", "/supported":
                return _json(facilitator.supported().to_dict())
            case "POST", "/script":
                _script(facilitator, body)
                return _json({})
            case "GET", "/calls":
                return _json([_call(call) for call in facilitator.calls])
            case "GET", "/settlements":
                return _json(
                    [
                        {
                            "transaction": settlement.transaction,
                            "payer": settlement.verified.payer,
                            "payTo": settlement.verified.pay_to,
                            "asset": settlement.verified.asset,
                            "amount": str(settlement.verified.amount),
                            "network": str(settlement.verified.network),
                        }
                        for settlement in facilitator.settlements
                    ]
                )
            case "POST", "/reset":
                facilitator.reset()
                return _json({})
    except (MalformedError, InvalidValueError) as error:
        return _json({"error": str(error)}, status=400)
    except FacilitatorError as error:
        if error.failure == "no_response":
            return None
        if error.failure == "not_processed":
            return Reply(429, b"", {"retry-after": "0"})
        return Reply(200, b"<html>scripted invalid_response</html>", {"content-type": "text/html"})
    return _json({"error": f"there is no {method} {path} here"}, status=404)


def asgi_app(facilitator: TestFacilitator) -> Application:
    """The facilitator as an ASGI application. Where no answer comes, it answers 504 without one."""

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body, more = b"", True
        while more and len(body) <= MAX_BODY:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        tokens = [v for n, v in scope.get("headers", ()) if n.lower() == b"idempotency-key"]
        token = tokens[0].decode("latin-1") if tokens else None
        if more:
            answer: Reply | None = too_long()
        else:
            answer = reply(facilitator, scope["method"], path, body, repeat_token=token)
        status, body, headers = answer or Reply(504, b"", {})
        fields = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": status, "headers": fields})
        await send({"type": "http.response.body", "body": body})

    return app


def _json(value: Any, status: int = 200) -> Reply:
    return Reply(status, json.dumps(value).encode(), {"content-type": "application/json"})


def too_long() -> Reply:
    """The answer to a body that is longer than `MAX_BODY`."""
    return _json({"error": f"body: expected at most {MAX_BODY} bytes"}, status=413)


def _script(facilitator: TestFacilitator, body: bytes) -> None:
    try:
        script = json.loads(body)
    except (ValueError, RecursionError):
        script = None
    lists = isinstance(script, dict) and all(isinstance(value, list) for value in script.values())
    if not lists or not script.keys() <= {"verify", "settle"}:
        expected = 'an object with `"verify"` and `"settle"`, each a list of outcomes'
        raise InvalidValueError(
            f"script: expected {expected}", noun="script", expected=expected, found="another body"
        )
    outcomes = {
        name: [outcome_from_dict(value) for value in values] for name, values in script.items()
    }
    facilitator.next_verify(*outcomes.get("verify", ()))
    facilitator.next_settle(*outcomes.get("settle", ()))


def _call(call: Call) -> dict[str, Any]:
    answer = call.answer
    if isinstance(answer, FacilitatorError):
        came: dict[str, Any] = {"failure": answer.failure}
    else:
        came = {"answer": answer.to_dict()}
    request = None if call.request is None else call.request.to_dict()
    return {"endpoint": call.endpoint, "request": request} | came
