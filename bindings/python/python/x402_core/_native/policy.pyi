from collections.abc import Mapping, Sequence
from typing import Any, final



__all__ = [
    "DeclaredState",
    "Policy",
]

@final
class Policy:
    """The leniencies and bounds of the rules; `Policy()` is strict.

    No leniency touches the proof of the signature, the payee, the amount or the asset.
    """

    __match_args__ = (
        "bad_checksum",
        "compact",
        "lighthouse_guards",
        "permit2_signatures",
        "v_0_1",
        "expiry_margin",
        "erc6492_factories",
        "max_compute_unit_price",
        "max_compute_unit_limit",
        "max_worst_fee",
        "max_window",
    )
    def __new__(
        cls,
        *,
        bad_checksum: bool | None = None,
        compact: bool | None = None,
        lighthouse_guards: bool | None = None,
        permit2_signatures: bool | None = None,
        v_0_1: bool | None = None,
        expiry_margin: int | None = None,
        erc6492_factories: Sequence[str] | None = None,
        max_compute_unit_price: int | None = None,
        max_compute_unit_limit: int | None = None,
        max_worst_fee: int | None = None,
        max_window: int | None = None,
    ) -> Policy:
        """The strict policy with these changes.

        Raises:
            InvalidValueError: A number is out of range, or a factory is no address.
        """

    @staticmethod
    def strict() -> Policy:
        """Every rule as the specification and the tokens read it."""

    @staticmethod
    def interop() -> Policy:
        """Accepts what published clients and wallets produce, and nothing else besides."""

    @staticmethod
    def by_name(name: str) -> Policy | None:
        """The policy of this name: `strict` or `interop`."""

    def replace(self, **changes: Any) -> Policy:
        """The same policy with these changes: the keywords of the constructor."""

    @property
    def bad_checksum(self) -> bool:
        """Accept an address in mixed case whose EIP-55 checksum is wrong."""

    @property
    def compact(self) -> bool:
        """Accept 64-byte signatures (EIP-2098)."""

    @property
    def lighthouse_guards(self) -> bool:
        """Accept up to eight Lighthouse guards, at any place, which may name the fee payer."""

    @property
    def permit2_signatures(self) -> bool:
        """Accept for Permit2 what its contract accepts: an s above n/2, and 64 bytes.

        No named policy sets this.
        """

    @property
    def v_0_1(self) -> bool:
        """Accept a recovery id of 0 or 1 where Ethereum writes 27 or 28."""

    @property
    def expiry_margin(self) -> int:
        """The least time, in seconds, between now and the end of a payment's window."""

    @property
    def erc6492_factories(self) -> tuple[str, ...]:
        """The factories that an ERC-6492 wrapper may name; none by default."""

    @property
    def max_compute_unit_price(self) -> int:
        """The highest compute unit price on Solana, in micro-lamports."""

    @property
    def max_compute_unit_limit(self) -> int:
        """The highest compute unit limit on Solana."""

    @property
    def max_worst_fee(self) -> int:
        """The highest fee on Solana, in lamports, that the sponsor can be charged.

        It is 5,000 for each signature, and the compute unit limit at its price.
        """

    @property
    def max_window(self) -> int:
        """The longest window, in seconds, whatever the offer states.

        A payment ends at most one hour after the longer of this and the offer's
        `max_timeout_seconds`, counted from now.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, tuple[()]]: ...

@final
class DeclaredState:
    """A state of chains, declared in place of a node: it answers queries as one would.

    It is for tests, and for callers that know a fact without a node; it is believed. What it
    leaves out is unknown. It has a member for each network (CAIP-2), in the form of the test
    vectors' `state`::

        state = DeclaredState.from_dict(
            {"eip155:84532": {"accounts": {payer: {"balances": {token: "9999"}}}}}
        )

    On Solana it also has what a payment is signed with: `latest_blockhash`, and the `mint` of an
    account whose token is not well-known, with its program as `owner`::

        state = DeclaredState.from_dict(
            {str(network): {"latest_blockhash": hash, "accounts": {mint: {"mint": {"decimals": 6}}}}}
        )
    """

    @classmethod
    def from_json(cls, text: str | bytes) -> DeclaredState:
        """Raises `InvalidValueError` for a text that is not such a state."""

    @classmethod
    def from_dict(cls, members: Mapping[str, object]) -> DeclaredState:
        """Raises `InvalidValueError` for members that are not such a state."""

    def to_json(self) -> str:
        """The state as JSON text."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, tuple[str]]: ...
