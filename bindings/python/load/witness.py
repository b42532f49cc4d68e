"""A facilitator that counts what it settles, and kills replicas at seeded places."""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

NOW = 1_740_672_094
PAY_TO = "0x209693Bc6afc0C5328bA36FaF03C514EF312287C"
PLACES = ("verify", "before settling", "after settling", "handler", "conclude")
"""Where a replica is killed: the requests that it makes, and the settlement from both sides."""


@dataclass
class Witness:
    """What it has seen; payments are named by their nonce."""

    seed: int
    chance: float
    """How likely a payment's first visit to a place kills the replica."""
    kill: Callable[[int], None]
    """Kills the replica of this number with SIGKILL."""
    killing: bool = True
    settled: dict[str, str] = field(default_factory=dict)
    """The token under which each payment was settled: money moves once for a nonce."""
    asked: Counter[str] = field(default_factory=Counter)
    handled: Counter[str] = field(default_factory=Counter)
    """How often a handler ran for each payment."""
    kills: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    _visited: set[tuple[str, str]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answers the requests of one connection."""
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                target = head.split(" ", 2)[1]
                fields = (line.partition(":") for line in head.split("\r\n")[1:])
                headers = {name.lower(): value.strip() for name, _, value in fields}
                body = await reader.readexactly(int(headers.get("content-length", 0)))
                _, number, place = target.split("/")
                text = json.dumps(self._answer(int(number), place, headers, body)).encode()
                length = f"content-length: {len(text)}\r\n".encode()
                writer.write(b"HTTP/1.1 200 OK\r\n" + length + b"\r\n" + text)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            pass  # the replica was killed, or this is the end
        finally:
            writer.close()

    def _answer(self, number: int, place: str, headers: dict[str, str], body: bytes) -> Any:
        if place == "settle":
            return self._settle(number, json.loads(body), headers.get("idempotency-key", ""))
        if place == "verify":
            payment = json.loads(body)["paymentPayload"]["payload"]["authorization"]
            self._visit(number, place, payment["nonce"])
            return {"isValid": True, "payer": payment["from"]}
        nonce = body.decode().rpartition("/")[2]
        if place == "handler":
            self.handled[nonce] += 1
        self._visit(number, place, nonce)
        return {}

    def _settle(self, number: int, request: Any, token: str) -> Any:
        payment = request["paymentPayload"]["payload"]["authorization"]
        nonce = payment["nonce"]
        self.asked[nonce] += 1
        answer = {"network": "eip155:84532", "payer": payment["from"]}
        if self._visit(number, "before settling", nonce):
            return {}  # the request is lost with who has sent it
        first = self.settled.setdefault(nonce, token)
        if first != token:
            self.faults.append(f"{nonce} was settled under two names")
            reason = {"success": False, "errorReason": "duplicate_settlement"}
            return answer | reason | {"transaction": nonce}
        self._visit(number, "after settling", nonce)
        return answer | {"success": True, "transaction": nonce}

    def _visit(self, number: int, place: str, nonce: str) -> bool:
        """Kills the replica if it is its turn: a payment's first visit to a place, by chance."""
        if (place, nonce) in self._visited:
            return False
        self._visited.add((place, nonce))
        draw = random.Random(f"{self.seed} {place} {nonce}").random()
        if not self.killing or draw >= self.chance:
            return False
        self.kills[place] += 1
        self.kill(number)
        return True
