"""What a server needs from outside: a facilitator that settles, and a store of used payments.

The middleware takes anything of these shapes. `x402_core.facilitator`, `x402_core.replay` and
`x402_core.redis` bring what most servers use; `x402_core.testing` what their tests do.
"""

from __future__ import annotations

from typing import Protocol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import SettleRequest, SettleResponse, SupportedResponse, VerifyRequest, VerifyResponse
    from .literals import ReplayAnswer, Reservation

__all__ = ["AsyncFacilitator", "AsyncReplayStore", "Facilitator", "ReplayStore"]


class Facilitator(Protocol):
    """Verifies payments with what the chain knows, and settles them.

    Raises:
        FacilitatorError: There is no answer that says anything. After any other exception the
            outcome is taken to be unknown.
    """

    def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """Asks whether the payment could be settled: `POST /verify`."""

    def settle(self, request: SettleRequest, /) -> SettleResponse:
        """Settles the payment: `POST /settle`. Asked again for the same one, it settles once."""

    def supported(self) -> SupportedResponse:
        """What it can verify and settle, and the accounts that it pays fees from."""


class AsyncFacilitator(Protocol):
    """As `Facilitator`, for `async` code."""

    async def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """Asks whether the payment could be settled: `POST /verify`."""

    async def settle(self, request: SettleRequest, /) -> SettleResponse:
        """Settles the payment: `POST /settle`. Asked again for the same one, it settles once."""

    async def supported(self) -> SupportedResponse:
        """What it can verify and settle, and the accounts that it pays fees from."""


class ReplayStore(Protocol):
    """Remembers which payments have bought their answer.

    An exception means that the store cannot say; then nothing is served.
    """

    def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide.

        Args:
            key: The key: the same for every form of the same payment.
            keep_until: Until when it must be kept, in Unix seconds, and in any case until the
                request that reserved it has ended.
            now: The moment, in Unix seconds.

        Returns:
            `new` or `unresolved` to one request and `seen` to all others.
        """

    def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        """The request that reserved the key has ended: keep it, release it, or mark it unresolved.

        `untouched` never comes here. A key that is unresolved is answered as such to the next who
        asks, and reserved for that request.
        """


class AsyncReplayStore(Protocol):
    """As `ReplayStore`, for `async` code."""

    async def reserve(self, key: str, keep_until: int, /, *, now: int) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide."""

    async def conclude(self, key: str, keep_until: int, reservation: Reservation, /) -> None:
        """The request that reserved the key has ended: keep, release, or mark it unresolved."""
