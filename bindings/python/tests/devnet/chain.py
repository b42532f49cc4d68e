"""Base Sepolia as `x402-devnet serve` has it: Circle's token, on a node that mines when asked."""

from __future__ import annotations

from typing import Any

import httpx
import x402_core as x402
from paying import NETWORK

TOKEN = "0x036CbD53842c5426634e7929541eC2318f3dCF7e"
TRANSFER = "a9059cbb"
TRANSFER_WITH_AUTHORIZATION = "e3ee160e"


class Devnet:
    """The node at this URL."""

    def __init__(self, url: str) -> None:
        self.url = url
        (self.account,) = self.rpc("eth_accounts")

    def rpc(self, method: str, *params: object) -> Any:
        """The result of a request."""
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        answer = httpx.post(self.url, json=body, timeout=60.0).json()
        assert "result" in answer, answer
        return answer["result"]

    def send(self, data: str) -> str:
        """Sends calldata to the token; the transaction, which is in a block and succeeded."""
        call = {"from": self.account, "to": TOKEN, "data": "0x" + data}
        transaction: str = self.rpc("eth_sendTransaction", call)
        self.rpc("evm_mine")
        assert self.rpc("eth_getTransactionReceipt", transaction)["status"] == "0x1"
        return transaction

    def fund(self, account: str, units: int) -> str:
        """Gives an account this amount of the token."""
        return self.send(TRANSFER + _word(account) + _word(units))

    def settle(self, request: x402.SettleRequest) -> str:
        """Makes a payment by EIP-3009."""
        payload = request.payment_payload.payload
        signature = bytes.fromhex(payload["signature"].removeprefix("0x"))
        names = ("from", "to", "value", "validAfter", "validBefore", "nonce")
        words = [_word(payload["authorization"][name]) for name in names]
        proof = _word(signature[64]) + signature[:64].hex()
        return self.send(TRANSFER_WITH_AUTHORIZATION + "".join(words) + proof)

    def balance(self, account: str) -> int:
        """How many units an account has."""
        call = {"to": TOKEN, "data": "0x70a08231" + _word(account)}
        return int(self.rpc("eth_call", call, "latest"), 16)


class Facilitator:
    """A facilitator that settles on the chain, unless it is to claim a transaction."""

    def __init__(self, devnet: Devnet) -> None:
        self.devnet = devnet
        self.claims: str | None = None
        self.asked = 0

    def supported(self) -> x402.SupportedResponse:
        return x402.SupportedResponse(kinds=[])

    def verify(self, request: x402.VerifyRequest, /) -> x402.VerifyResponse:
        self.asked += 1
        return x402.VerifyResponse(is_valid=True)

    def settle(
        self, request: x402.SettleRequest, /, *, repeat_token: str | None = None
    ) -> x402.SettleResponse:
        self.asked += 1
        transaction = self.claims or self.devnet.settle(request)
        return x402.SettleResponse(success=True, transaction=transaction, network=NETWORK)


def _word(value: str | int) -> str:
    """An ABI word of a number, or of an address, a number or bytes as text."""
    number = value if isinstance(value, int) else int(value, 0)
    return f"{number:064x}"
