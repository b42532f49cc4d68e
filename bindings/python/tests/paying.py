"""What the tests of both middlewares need: a facilitator that follows a script, and a payer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import x402_core as x402
from conftest import NOW, PAY_TO
from x402_core import header, v1
from x402_core.client import Account, EvmSigningKey, SignedPayment, Wallet, select, sign
from x402_core.replay import MemoryReplayStore

TRANSACTION = "0x" + "12" * 32
NETWORK = "eip155:84532"
KEY = EvmSigningKey.from_hex("0x" + "0123456789abcdef" * 4)


class Script:
    """A facilitator that settles everything, but for what the script says first."""

    def __init__(self, *script: object) -> None:
        self.script = list(script)
        self.settled: list[x402.SettleRequest] = []
        self.tokens: list[str | None] = []
        self.verified: list[x402.VerifyRequest] = []
        self.asked = 0
        self.verdict: object = x402.VerifyResponse(is_valid=True)
        self.kinds: list[x402.SupportedKind] = []

    def verify(self, request: x402.VerifyRequest, /) -> x402.VerifyResponse:
        self.verified.append(request)
        return cast(x402.VerifyResponse, _answer(self.verdict))

    def settle(
        self, request: x402.SettleRequest, /, *, repeat_token: str | None = None
    ) -> x402.SettleResponse:
        self.settled.append(request)
        self.tokens.append(repeat_token)
        network = request.payment_requirements.network
        on_solana = str(network).startswith("solana")
        transaction = "2" * 88 if on_solana else TRANSACTION
        answer = x402.SettleResponse(success=True, transaction=transaction, network=str(network))
        scripted = _answer(self.script.pop(0) if self.script else answer)
        return cast(x402.SettleResponse, scripted)

    def supported(self) -> x402.SupportedResponse:
        self.asked += 1
        return x402.SupportedResponse(kinds=self.kinds)


class AsyncScript(Script):
    """The same for `async` code."""

    async def verify(self, request: x402.VerifyRequest, /) -> x402.VerifyResponse:  # type: ignore[override]
        return super().verify(request)

    async def settle(  # type: ignore[override]
        self, request: x402.SettleRequest, /, *, repeat_token: str | None = None
    ) -> x402.SettleResponse:
        return super().settle(request, repeat_token=repeat_token)

    async def supported(self) -> x402.SupportedResponse:  # type: ignore[override]
        return super().supported()


class Store(MemoryReplayStore):
    """A store that remembers how reservations ended."""

    def __init__(self) -> None:
        super().__init__()
        self.concluded: list[str] = []

    def conclude(self, key: str, keep_until: int, holder: str, reservation: Any, /) -> None:
        self.concluded.append(reservation)
        super().conclude(key, keep_until, holder, reservation)


def failure(reason: str, transaction: str = "") -> x402.SettleResponse:
    """A settlement that failed."""
    return x402.SettleResponse(
        success=False, transaction=transaction, network=NETWORK, error_reason=reason
    )


def pay(
    headers: Mapping[str, str], body: bytes = b"", *, old: bool = False, entropy: int = 7
) -> dict[str, str]:
    """The headers that pay a 402."""
    signed = signed_for(headers, body, old=old, entropy=entropy)
    return dict(signed.headers)


def signed_for(
    headers: Mapping[str, str], body: bytes = b"", *, old: bool = False, entropy: int = 7
) -> SignedPayment:
    """The payment of a 402."""
    required: x402.PaymentRequired | v1.PaymentRequired
    if old:
        required = v1.PaymentRequired.from_json(body)
    else:
        lower = {name.lower(): value for name, value in headers.items()}
        required = header.decode_payment_required(lower["payment-required"])
    choice = select(required, Wallet(Account.evm(KEY.address)))
    return sign(choice, KEY, now=NOW, entropy=bytes([entropy]) * 32)


def receipt_of(headers: Mapping[str, str], name: str = "payment-response") -> x402.SettleResponse:
    """The receipt in an answer."""
    lower = {key.lower(): value for key, value in headers.items()}
    return header.decode_payment_response(lower[name])


def settings(facilitator: object, **more: Any) -> dict[str, Any]:
    """Arguments of a middleware that charges a cent for `GET /weather`, and settles first."""
    given: dict[str, Any] = {
        "routes": {"GET /weather": "$0.01"},
        "pay_to": PAY_TO,
        "networks": [NETWORK],
        "facilitator": facilitator,
        "flow": "upfront",
        "clock": lambda: NOW,
        "replay_store": Store(),
    }
    return {**given, **more}


def _answer(scripted: object) -> object:
    if isinstance(scripted, BaseException):
        raise scripted
    return scripted() if callable(scripted) else scripted
