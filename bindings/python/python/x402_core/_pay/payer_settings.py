"""A payer's settings, prepared for one request."""

from __future__ import annotations

from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from .._native.policy import DeclaredState
    from ..client import Account, Choice, SignedPayment, SigningRequest, Spending, Wallet
    from ..ports import AsyncChain, Chain
    from .intents import Intents
    from .ledger import SharedLedger
    from .progress import Progress

__all__ = ["PayerSettings", "Signer"]


@dataclass(frozen=True, slots=True, repr=False)
class Signer:
    """An account whose key is elsewhere: in a hardware wallet, a key service, a browser.

    Args:
        account: Whose payments it signs.
        sign: Gets what is to be signed and returns the signature, in any usual form; or the
            whole `SignedPayment`, where a wallet only signs transactions. It may be `async` in
            an async client. What it raises ends the request, and nothing is paid.
        contract_wallet: Whether a contract signs for the account (ERC-1271).
    """

    account: Account
    sign: Callable[[SigningRequest], bytes | SignedPayment | Awaitable[bytes | SignedPayment]]
    contract_wallet: bool = False

    def __repr__(self) -> str:
        return f"<Signer for {self.account.address}>"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class PayerSettings:
    """The arguments of a `Payer`, checked."""

    wallet: Wallet
    signers: Mapping[str, Signer]
    """By the account's address."""
    spending: Spending
    ledger: SharedLedger
    chain: AsyncChain | Chain | DeclaredState | None
    approve: Callable[[Choice], bool | Awaitable[bool]] | None
    on_progress: Callable[[Progress], object] | None
    raise_refusals: bool
    resend_after: tuple[float, ...]
    intents: Intents
    clock: Callable[[], float]
