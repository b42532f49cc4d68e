"""What the caller is told about a payment."""

from __future__ import annotations

import logging
from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from .. import SettleResponse
    from ..client import Contradiction
    from ..literals import Outlay, PaymentStage

__all__ = ["PaymentReport", "Progress", "tell"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReport:
    """What is known about the payment for one request; it holds nothing secret."""

    origin: str
    """Who is paid: the server that asked for it."""
    outlay: Outlay = "nothing"
    """What became of the money: `reserved` was signed and may have been paid, `spent` has a
    receipt, `released` was not settled, so the server says."""
    price: str | None = None
    """What it costs, for people: `0.01 USDC`."""
    amount: int | None = None
    """What it costs, in atomic token units."""
    asset: str | None = None
    """The token that it is paid in: its contract, or its mint."""
    network: str | None = None
    """Where it is paid, such as `eip155:8453`."""
    payer: str | None = None
    """The account that pays."""
    pay_to: str | None = None
    """The account that is paid."""
    sendings: int = 0
    """How often the payment was sent; it can be settled but once."""
    valid_until: int | None = None
    """Until when it can be settled, in Unix seconds; on Solana no clock knows."""
    replay_key: str | None = None
    """The payment's identity on the chain: network, token, payer and nonce on EVM chains."""
    receipt: SettleResponse | None = None
    """The server's receipt, as it came."""
    contradictions: tuple[Contradiction, ...] = ()
    """Where the receipt contradicts the payment; empty for a good one."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Something happened to a payment."""

    stage: PaymentStage
    """What happened:

    - `asked`: the server asks for payment, and the policy allows it
    - `signed`: the payment is signed, and about to be sent
    - `resent`: the same payment is about to be sent once more
    - `settled`: a receipt came
    - `unconfirmed`: the answer came without a receipt
    - `refused`: the server refused the payment
    - `unknown`: what became of the payment is unknown, and it is not sent again
    """
    report: PaymentReport
    """What is known by now."""


def tell(listener: Callable[[Progress], object] | None, progress: Progress) -> None:
    """Tells the caller; what goes wrong there must not leave a payment half done."""
    if listener is None:
        return
    try:
        listener(progress)
    except Exception:
        logging.getLogger("x402_core.payer").exception("on_progress failed")
