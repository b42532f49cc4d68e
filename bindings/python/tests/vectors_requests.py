"""The vectors about a server that keeps responses, what can be listed, and what a client chooses."""

from __future__ import annotations

from typing import Any

import x402_core as x402
from vectors import Vector
from x402_core import client, errors, server, v1
from x402_core.bazaar import discovered_resource
from x402_core.server import (
    AskReplayStore,
    AskResponseStore,
    AskSettle,
    Bill,
    Deliver,
    Exchange,
    MarkSettling,
    Repeat,
    Respond,
    Route,
    Serve,
    StoredResponse,
)

KINDS = {400: "malformed", 402: "refused", 409: "conflict"}


def answer_requests(vector: Vector) -> list[Any]:
    """What leaves for each request."""
    seller = Server(vector.input)
    return [seller.answer(*numbered) for numbered in enumerate(vector.input["requests"])]


class Server:
    """A server with both stores in memory, whose facilitator settles everything."""

    def __init__(self, given: dict[str, Any]) -> None:
        required: dict[str, Any] = {
            "x402Version": 2,
            "resource": {"url": "https://api.example.com"},
            "accepts": [given["requirements"]],
            "extensions": given["extensions"],
        }
        bill = Bill.from_message(x402.PaymentRequired.from_dict(required))
        if "requirements_v1" in given:
            old = {"x402Version": 1, "error": "", "accepts": [given["requirements_v1"]]}
            bill = bill.with_v1_message(v1.PaymentRequired.from_dict(old))
        self.route = Route(bill)
        self.responses: dict[str, str] = {}
        self.payments: set[str] = set()

    def answer(self, number: int, request: dict[str, Any]) -> dict[str, Any]:
        """What leaves for a request, the one of this number."""
        exchange = Exchange(self.route, url=request["url"], body=request.get("body", ""))
        identifier: str | None = None
        replay_key: str | None = None
        step: Any = exchange.request(
            list(request["headers"].items()),
            method=request["method"],
            entropy=bytes([number]) * 16,
            now=request["now"],
        )
        while True:
            match step:
                case AskResponseStore(identifier, record, _):
                    found = self.responses.get(identifier)
                    if found is None and record is not None:
                        self.responses[identifier] = record
                    step = exchange.response_store(found)
                case AskReplayStore(replay_key, _, _, _):
                    seen = replay_key in self.payments
                    self.payments.add(replay_key)
                    step = exchange.replay_store("seen" if seen else "new")
                case MarkSettling():
                    step = exchange.marked("marked")
                case Serve():
                    step = exchange.handled(200)
                case AskSettle(asked, _, _):
                    step = exchange.settled(settled(asked))
                case Repeat(first):
                    answer = first.body.decode()
                    return {"kind": "repeated", "id": identifier, "answer": answer}
                case Deliver(_, reservation, _):
                    response = StoredResponse(200, [], str(number).encode())
                    self.conclude(exchange, replay_key, reservation, response)
                    return {"kind": "processed", "id": identifier, "answer": str(number)}
                case Respond(refused, reservation, _):
                    self.conclude(exchange, replay_key, reservation, None)
                    return {"kind": KINDS[refused.status]}
                case _:
                    raise AssertionError(step)

    def conclude(
        self,
        exchange: Exchange,
        replay_key: str | None,
        reservation: Any,
        response: StoredResponse | None,
    ) -> None:
        """Does what the exchange leaves to the stores."""
        if reservation == "release" and replay_key is not None:
            self.payments.discard(replay_key)
        if update := exchange.response_update(reservation, response):
            key, there, to, _ = update
            assert self.responses.pop(key) == there
            if to is not None:
                self.responses[key] = to


def settled(request: Any) -> x402.SettleResponse:
    """The facilitator's answer: the payment is settled."""
    network = request.to_dict()["paymentRequirements"]["network"]
    answer = server.settle_answer(
        200,
        f'{{"success":true,"transaction":"0x{"12" * 32}","network":"{network}"}}',
    )
    assert isinstance(answer, x402.SettleResponse)
    return answer


def discover(vector: Vector) -> dict[str, Any] | str:
    """What can be listed of a payment that was settled."""
    item = discovered_resource(x402.SettleRequest.from_json(vector.input["request"]), now=0)
    if item is None:
        return "null"
    asked = item["extensions"]["bazaar"]["info"]["input"]
    name = asked["toolName" if item["type"] == "mcp" else "method"]
    listed = {"resource": item["resource"], "type": item["type"], "name": name}
    service = {name: item[name] for name in ("serviceName", "tags", "iconUrl") if name in item}
    return listed | service


def select(vector: Vector) -> dict[str, Any]:
    """The entry that a client pays, and what it sends back."""
    required = x402.PaymentRequired.from_json(vector.input["required"])
    wallet = client.Wallet(*map(client.Account.evm, vector.input["accounts"]))
    spending = client.Spending(authentication=vector.input.get("authentication"))
    try:
        choice = client.select(required, wallet, spending)
    except errors.NoChoiceError as none:
        return {"entry": None, "skipped": skipped(none.refused)}
    if "add" in vector.input:
        choice = choice.extend(**vector.input["add"])
    sent = choice.extensions
    return {"entry": choice.index, "skipped": skipped(choice.refused), "extensions": sent}


def skipped(refused: tuple[client.RefusedEntry, ...]) -> list[dict[str, Any]]:
    """The entries that are not paid, and why."""
    return [{"entry": entry.index, "reason": entry.reason} for entry in refused]
