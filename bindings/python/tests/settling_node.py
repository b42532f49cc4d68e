"""A node on this machine that takes transactions and mines each at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chain_node import Node

SIGNER_BALANCE = hex(10**20)


@dataclass
class SettlingNode(Node):
    """What it is sent makes the payments that `settled_by` names."""

    separator: str = "0x71f17a3b2ff373b803d70a5a07c046c1a2bc8e89c09ef722fcb047abe94c9818"
    settled_by: Callable[[str], tuple[str, list[tuple[str, str, str]]]] = lambda raw: ("", [])
    """By the signed bytes: the transaction's hash, and payer, payee and nonce of what it pays."""
    sent: list[str] = field(default_factory=list)
    """The signed bytes, each once."""
    drops: bool = False
    """Whether what is sent is lost."""

    def _result(self, method: str, params: list[Any]) -> object:
        if method == "eth_sendRawTransaction":
            (raw,) = params
            transaction, payments = self.settled_by(raw)
            if raw not in self.sent:
                self.sent.append(raw)
            if not self.drops:
                logs: list[dict[str, Any]] = []
                for payer, pay_to, nonce in payments:
                    self.settles(transaction, payer, pay_to, nonce)
                    logs += self.receipts[transaction]["logs"]
                for index, log in enumerate(logs):
                    log["logIndex"] = hex(index)
                self.receipts[transaction]["logs"] = logs
                self.is_used = True
            return transaction
        if method == "eth_getTransactionCount":
            return hex(len(self.receipts))
        if method == "eth_feeHistory":
            return {"oldestBlock": "0x2bc", "baseFeePerGas": ["0x7", "0x7"], "reward": [["0x1"]]}
        if method == "eth_getTransactionByHash":
            return None
        if method == "eth_getBalance":
            return SIGNER_BALANCE
        if method == "eth_estimateGas":
            return hex(85_776)
        if method == "eth_getLogs":
            return [log for receipt in self.receipts.values() for log in receipt["logs"]]
        return super()._result(method, params)


def attempt(rows: list[dict[str, Any]], raw: str) -> tuple[str, str] | None:
    """The hash and the transaction of the attempt with these signed bytes, among rows."""
    for row in rows:
        if str(row.get("raw", "")).removeprefix("0x") == raw.removeprefix("0x"):
            return str(row["hash"]), str(row["transaction"])
    return None
