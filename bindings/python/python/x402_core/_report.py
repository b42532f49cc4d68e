"""What is known about a payment."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ._native.message import SettleResponse
    from ._native.receipt_mismatch import ReceiptMismatch
    from .literals import SpendStatus

__all__ = ["PaymentReport"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReport:
    """What is known about the payment for one request; it holds nothing secret."""

    origin: str
    """Who is paid: the server that asked for it."""
    spend_status: SpendStatus = "nothing"
    """What became of the money: `reserved` was signed and may have been paid, whatever the server
    states; `spent` has a receipt; `unused` is the chain's word, see `Payer.release_unused`."""
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
    mismatches: tuple[ReceiptMismatch, ...] = ()
    """Where the receipt contradicts the payment; empty for a good one."""
