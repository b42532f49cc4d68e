"""A Solana node on the loopback: it knows a blockhash, mints with 6 decimals, and nothing else."""

from __future__ import annotations

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
BLOCKHASH = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"


def answer(method: str) -> Any:
    """What the node says."""
    if method == "getLatestBlockhash":
        return {"blockhash": BLOCKHASH, "lastValidBlockHeight": 100}
    if method != "getAccountInfo":
        raise ValueError(f"nobody answers {method} here")
    mint = bytearray(82)
    mint[44:46] = 6, 1
    data = [base64.b64encode(mint).decode(), "base64"]
    account = {"data": data, "owner": TOKEN, "executable": False}
    return account | {"lamports": 1461600, "rentEpoch": 0, "space": 82}


class Handler(BaseHTTPRequestHandler):
    """Answers JSON-RPC."""

    def do_POST(self) -> None:
        """One call."""
        call = json.loads(self.rfile.read(int(self.headers["content-length"])))
        result = {"context": {"slot": 1}, "value": answer(call["method"])}
        body = json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


def start() -> str:
    """Starts the node; its URL."""
    node = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=node.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{node.server_address[1]}"
