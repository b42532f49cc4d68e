"""Pays every offer of offers.json with the published Python client and prints one JSON line for each.

The chain's answers are made up here; nothing is sent anywhere. X402_NOW pins the clock (Unix seconds).
"""

from __future__ import annotations

import base64
import json
import os
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from eth_account import Account
from solana.rpc.providers.http import HTTPProvider
from solders.keypair import Keypair
from x402 import x402ClientSync
from x402.http import x402HTTPClientSync
from x402.mechanisms.evm.exact import register_exact_evm_client
from x402.mechanisms.svm.exact import register_exact_svm_client
from x402.mechanisms.svm.signers import KeypairSigner
from x402.schemas import parse_payment_required

HERE = Path(__file__).resolve().parent
TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb"
TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"
PYUSD = "CXk2AMBfi3TwaEL2468s6zP8xq9NxTXjp9gjMgzeUynM"
BLOCKHASH = "4vJ9JU1bJJE96FWSJKvHsmmFADCg4gpZQff4P3bkLKi"

NOW = int(os.environ.get("X402_NOW", time.time()))


def answer(method: str, params: list[Any]) -> Any:
    """What a Solana node would say about a mint with 6 decimals, and about the blockhash."""
    if method == "getLatestBlockhash":
        return {"blockhash": BLOCKHASH, "lastValidBlockHeight": 100}
    if method != "getAccountInfo":
        raise ValueError(f"nobody answers {method} here")
    mint = bytearray(82)
    mint[44:46] = 6, 1
    owner = TOKEN_2022 if params[0] == PYUSD else TOKEN
    data = [base64.b64encode(mint).decode(), "base64"]
    return {"data": data, "executable": False, "lamports": 1461600, "owner": owner, "rentEpoch": 0, "space": 82}


def request(_provider: HTTPProvider, body: Any) -> str:
    """Stands in for the node's HTTP interface."""
    call = json.loads(body.to_json())
    result = {"context": {"slot": 1}, "value": answer(call["method"], call.get("params", []))}
    return json.dumps({"jsonrpc": "2.0", "id": call["id"], "result": result})


def main() -> None:
    """Pay and print."""
    time.time = lambda: float(NOW)
    HTTPProvider.make_request_unparsed = request
    keys = {key["label"]: bytes.fromhex(key["secret"][2:]) for key in json.loads((HERE / "../../keys.json").read_text())["keys"]}
    client = x402ClientSync()
    register_exact_evm_client(client, Account.from_key(keys["payer"]))
    register_exact_svm_client(client, KeypairSigner(Keypair.from_seed(keys["svm-payer"])))
    http = x402HTTPClientSync(client)
    for offer in json.loads((HERE / "offers.json").read_text()):
        required = {"x402Version": offer["x402Version"], "accepts": [offer["requirements"]]}
        if offer["x402Version"] == 2:
            required["resource"] = {"url": "https://api.example.com/premium-data", "description": "", "mimeType": ""}
        payment = client.create_payment_payload(parse_payment_required(required))
        (header,) = http.encode_payment_signature_header(payment).values()
        print(
            json.dumps(
                {"name": offer["name"], "package": "x402", "version": version("x402")}
                | {name: offer[name] for name in ("x402Version", "requirements")}
                | {"header": header, "now": NOW}
            )
        )


if __name__ == "__main__":
    main()
