"""A node on this machine, of Base Sepolia or Solana, which answers what a test says."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
BLOCK_HASH = "0x" + "07" * 32
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
USED = "0x98de503528ee59b575ef0c0a2576a82497bfc029a5685b209e9ec333479b10a5"

BALANCE_OF, AUTHORIZATION_STATE, DOMAIN_SEPARATOR = "0x70a08231", "0xe94a0102", "0x3644e515"
MULTICALL3 = "0xca11bde05977b3631167028862be2a173976ca11"


@dataclass
class Node:
    """What the node knows, and how it behaves."""

    url: str = ""
    balance: int = 10**12
    is_used: bool = False
    separator: str = ""
    """The token's `DOMAIN_SEPARATOR`; the call reverts if it is not given."""
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By the transaction's hash, as `eth_getTransactionReceipt` returns them."""
    blockhash: str = ""
    slot: int = 100
    chain_id: int = 84532
    genesis_hash: str = "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"
    block_time: int = 0x67C08C80
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    takes_batches: bool = True
    body: bytes | None = None
    """What it sends, whatever it is asked."""
    asked: list[str] = field(default_factory=list)
    """The methods, in order."""
    requests: int = 0
    """How many HTTP requests came."""

    def settles(
        self, transaction: str, payer: str, pay_to: str, nonce: str, amount: int = 10_000
    ) -> None:
        """The transaction made an EIP-3009 payment."""
        logs = [
            _log(transaction, 0, [USED, _word(payer), nonce], "0x"),
            _log(transaction, 1, [TRANSFER, _word(payer), _word(pay_to)], _number(amount)),
        ]
        self.receipts[transaction] = _receipt(transaction, logs)

    def did_nothing(self, transaction: str) -> None:
        """The transaction is in the chain and moved nothing."""
        self.receipts[transaction] = _receipt(transaction, [])

    def answer(self, text: bytes) -> bytes:
        """The body that answers a body."""
        self.requests += 1
        asked = json.loads(text)
        if self.body is not None:
            return self.body
        if isinstance(asked, list):
            if not self.takes_batches:
                error = {"code": -32600, "message": "batch requests are not supported"}
                return json.dumps({"jsonrpc": "2.0", "id": None, "error": error}).encode()
            return json.dumps([self._one(one) for one in asked]).encode()
        return json.dumps(self._one(asked)).encode()

    def _one(self, asked: dict[str, Any]) -> dict[str, Any]:
        method, params = asked["method"], asked["params"]
        self.asked.append(method)
        answer = {"jsonrpc": "2.0", "id": asked["id"]}
        if method == "eth_call" and params[0]["data"].startswith(DOMAIN_SEPARATOR):
            if self.separator:
                return answer | {"result": self.separator}
            return answer | {"error": {"code": 3, "message": "execution reverted", "data": "0x"}}
        return answer | {"result": self._result(method, params)}

    def _result(self, method: str, params: list[Any]) -> object:
        if method == "getLatestBlockhash":
            value = {"blockhash": self.blockhash, "lastValidBlockHeight": 200}
            return {"context": {"slot": self.slot}, "value": value}
        if method == "eth_chainId":
            return hex(self.chain_id)
        if method == "getGenesisHash":
            return self.genesis_hash
        if method == "eth_getTransactionReceipt":
            return self.receipts.get(params[0])
        if method == "eth_getBlockByNumber":
            time = hex(self.block_time)
            return {"number": "0x2bc", "hash": BLOCK_HASH, "timestamp": time}
        if method == "eth_getCode":
            return "0x6001" if params[0].lower() == TOKEN.lower() else "0x"
        if method == "eth_call":
            call = params[0]
            if call["to"].lower() == MULTICALL3:
                return "0x"  # there is none
            if call["data"].startswith(BALANCE_OF):
                return _number(self.balance)
            if call["data"].startswith(AUTHORIZATION_STATE):
                return _number(int(self.is_used))
            if len(call["data"]) > 300:
                return "0x"  # a transfer returns nothing
            return _number(0)
        raise AssertionError(method)


def _word(address: str) -> str:
    return "0x" + address.lower().removeprefix("0x").rjust(64, "0")


def _number(value: int) -> str:
    return f"0x{value:064x}"


def _log(transaction: str, index: int, topics: list[str], data: str) -> dict[str, Any]:
    return {
        "address": TOKEN,
        "topics": topics,
        "data": data,
        "logIndex": hex(index),
        "transactionHash": transaction,
        "blockNumber": "0x2bc",
        "blockHash": BLOCK_HASH,
        "removed": False,
    }


def _receipt(transaction: str, logs: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "transactionHash": transaction,
        "status": "0x1",
        "gasUsed": "0x5208",
        "from": "0x" + "99" * 20,
        "to": TOKEN,
        "blockNumber": "0x2bc",
        "blockHash": BLOCK_HASH,
        "logs": logs,
    }


@contextmanager
def serve(*nodes: Node) -> Iterator[list[str]]:
    """Serves the nodes until the block ends; gives their URLs."""
    servers = [ThreadingHTTPServer(("127.0.0.1", 0), _handler(node)) for node in nodes]
    threads = [
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}) for server in servers
    ]
    for thread in threads:
        thread.start()
    try:
        for node, server in zip(nodes, servers, strict=True):
            node.url = f"http://127.0.0.1:{server.server_port}"
        yield [node.url for node in nodes]
    finally:
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


def _handler(node: Node) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = node.answer(self.rfile.read(length))
            try:
                self.send_response(node.status)
                for name, value in node.headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                pass  # the client stopped reading

        def log_message(self, *_: object) -> None:
            pass

    return Handler


if __name__ == "__main__":  # a node of Solana with this block hash, until its input ends
    with serve(Node(blockhash=sys.argv[1])) as urls:
        print(urls[0], flush=True)
        sys.stdin.read()
