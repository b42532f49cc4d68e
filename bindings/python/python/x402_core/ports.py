"""What a server needs from outside: a facilitator that settles, a store of used payments, a chain.

The middleware takes anything of these shapes. `x402_core.facilitator`, `x402_core.replay`,
`x402_core.redis` and `x402_core.chain` bring what most servers use; `x402_core.testing` what their tests do.
"""

from __future__ import annotations

from typing import Literal, Protocol, Union

from ._native.exchange import EarlierPayment, UnresolvedPayment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from . import Network, SettleRequest, SettleResponse, SupportedResponse, VerifyRequest, VerifyResponse
    from ._native.chain import ChainQueries, Facts
    from .literals import MarkAnswer, Reservation

__all__ = [
    "AsyncChain",
    "AsyncFacilitator",
    "AsyncReplayStore",
    "AsyncResponseStore",
    "Chain",
    "Facilitator",
    "ReplayAnswer",
    "ReplayStore",
    "ResponseStore",
]

ReplayAnswer = Union[Literal["new", "seen"], UnresolvedPayment, EarlierPayment]
"""What a store knows of a key: `new` and reserved now; `seen`, held by another request or spent;
unresolved, with its record; or not this one, but an earlier one of the account."""


class Chain(Protocol):
    """Asks the nodes of chains. After an exception nothing is known from the chain."""

    def ask(self, network: Network, queries: ChainQueries, /) -> Facts:
        """Asks all nodes of a network these queries.

        Returns:
            What they answered, made with the number of independent nodes; no facts for a network
            that has no node.
        """


class AsyncChain(Protocol):
    """As `Chain`, for `async` code."""

    async def ask(self, network: Network, queries: ChainQueries, /) -> Facts:
        """Asks all nodes of a network these queries."""


class Facilitator(Protocol):
    """Verifies payments with what the chain knows, and settles them.

    Raises:
        FacilitatorError: There is no answer that says anything. After any other exception the
            outcome is taken to be unknown.
    """

    def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """Asks whether the payment could be settled: `POST /verify`."""

    def settle(
        self, request: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """Settles the payment: `POST /settle`. Asked again for the same one, it settles once.

        Args:
            request: The payment and its requirements.
            repeat_token: The header `Idempotency-Key`, the same in every request for this payment.
        """

    def supported(self) -> SupportedResponse:
        """What it can verify and settle, and the accounts that it pays fees from."""


class AsyncFacilitator(Protocol):
    """As `Facilitator`, for `async` code."""

    async def verify(self, request: VerifyRequest, /) -> VerifyResponse:
        """Asks whether the payment could be settled: `POST /verify`."""

    async def settle(
        self, request: SettleRequest, /, *, repeat_token: str | None = None
    ) -> SettleResponse:
        """Settles the payment: `POST /settle`. Asked again for the same one, it settles once."""

    async def supported(self) -> SupportedResponse:
        """What it can verify and settle, and the accounts that it pays fees from."""


class ResponseStore(Protocol):
    """Keeps responses, so that a payment that comes again with its id gets the first one.

    It holds texts that it need not read. After an exception nothing is known of the id, and nothing
    is served.
    """

    def recall(
        self, key: str, record: str | None, seconds: int, /, *, now: int
    ) -> str | None:
        """Asks for the record of a key. If there is none, `record` is put there, in one step that
        no other request can divide.

        Args:
            key: The payment's id.
            record: What to put there; `None`: nothing.
            seconds: For how many seconds it is kept.
            now: The moment, in Unix seconds.

        Returns:
            The record that was there, `None` if there was none.
        """

    def replace(
        self, key: str, old: str, new: str | None, seconds: int, /, *, now: int
    ) -> None:
        """Puts a record in the place of another, if that is still there, in one step.

        Args:
            key: The payment's id.
            old: The record that is there; if another is, nothing happens.
            new: The record that takes its place; `None`: the key is forgotten.
            seconds: For how many seconds it is kept.
            now: The moment, in Unix seconds.
        """


class AsyncResponseStore(Protocol):
    """As `ResponseStore`, for `async` code."""

    async def recall(
        self, key: str, record: str | None, seconds: int, /, *, now: int
    ) -> str | None:
        """Asks for the record of a key, and puts one there if there is none."""

    async def replace(
        self, key: str, old: str, new: str | None, seconds: int, /, *, now: int
    ) -> None:
        """Puts a record in the place of another, if that is still there."""


class ReplayStore(Protocol):
    """Remembers which payments have bought their answer.

    A request holds a key under a lease of `server.LEASE_SECONDS`, which it renews. A reserved key
    whose lease lapses is new again; a settling one is unresolved: its server was killed, and the
    payer may come back. An exception means that the store cannot say; then nothing is served.
    """

    def reserve(
        self, key: str, keep_until: int, holder: str, /, *, now: int, account: str | None = None
    ) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide.

        Args:
            key: The key: the same for every form of the same payment.
            keep_until: Until when it must be kept, in Unix seconds, and in any case until the
                request that holds it has ended.
            holder: The name of the request, which no other has.
            now: The moment, in Unix seconds.
            account: What the same payer's payments for the same terms share: the store looks for
                one of them that is unresolved, before it reserves the key.

        Returns:
            `new`, an `UnresolvedPayment` or an `EarlierPayment` to one request, and `seen` to all others. What
            is unresolved is settling for this request now.
        """

    def mark_settling(
        self,
        key: str,
        keep_until: int,
        holder: str,
        record: str,
        /,
        *,
        now: int,
        account: str | None = None,
    ) -> MarkAnswer:
        """Notes that the payment is being settled, and begins its lease again.

        Args:
            key: The key.
            keep_until: Until when it must be kept, in Unix seconds.
            holder: The request that reserved it.
            record: What the next request for this payment gets to know. It holds the payment.
            now: The moment, in Unix seconds.
            account: By what else the key is found, once it is unresolved.

        Returns:
            `lost` if the request does not hold the key any more.
        """

    def renew(self, key: str, holder: str, /, *, now: int) -> None:
        """The request goes on: its lease begins again, if it holds the key."""

    def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        """The request that holds the key has ended: keep it, release it, or mark it unresolved.

        `untouched` never comes here. A key that is unresolved is answered as such to the next
        request, and settling for that request. A key that another request holds stays as it is.
        """


class AsyncReplayStore(Protocol):
    """As `ReplayStore`, for `async` code."""

    async def reserve(
        self, key: str, keep_until: int, holder: str, /, *, now: int, account: str | None = None
    ) -> ReplayAnswer:
        """Asks for a replay key and reserves it, in one step that no other request can divide."""

    async def mark_settling(
        self,
        key: str,
        keep_until: int,
        holder: str,
        record: str,
        /,
        *,
        now: int,
        account: str | None = None,
    ) -> MarkAnswer:
        """Notes that the payment is being settled, and begins its lease again."""

    async def renew(self, key: str, holder: str, /, *, now: int) -> None:
        """The request goes on: its lease begins again, if it holds the key."""

    async def conclude(
        self, key: str, keep_until: int, holder: str, reservation: Reservation, /
    ) -> None:
        """The request that holds the key has ended: keep, release, or mark it unresolved."""
