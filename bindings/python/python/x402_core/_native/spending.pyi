from collections.abc import Sequence
from datetime import datetime
from typing import final

from ..literals import NetworkKind
from .asset import AssetTable
from .money import Money
from .network import Network

__all__ = [
    "Budget",
    "Cost",
    "Ledger",
    "Outlay",
    "Spending",
]

@final
class Cost:
    """What one payment costs; `str()` is for people, such as `0.01 USDC`."""

    __match_args__ = ("network", "asset", "amount")

    @property
    def network(self) -> Network:
        """Where it is paid."""

    @property
    def asset(self) -> str:
        """The token that it is paid in."""

    @property
    def amount(self) -> int:
        """How much, in atomic token units."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Budget:
    """How much may still be spent, by all payments together.

    Counted in dollars over all well-known tokens, or in atomic units of single tokens. Immutable:
    what changes it gives another one.
    """

    @staticmethod
    def unlimited() -> Budget:
        """No limit."""

    @staticmethod
    def dollars(limit: Money | str) -> Budget:
        """A budget in dollars over all well-known tokens, and nothing in others.

        `"$5"`, `"5 USD"`, `"500 cents"` and `"5 USDC"` are the same budget.

        Raises:
            InvalidValueError: The limit is not a price, or its token is not well known.
        """

    def with_asset(self, network: Network | str, asset: str, limit: int) -> Budget:
        """The same budget with so many atomic units of this token, apart from the dollars."""

    def within(self, other: Budget) -> Budget:
        """The same budget within another one: a cost must fit into both, and leaves both."""

    def covers(self, cost: Cost) -> bool:
        """Whether the cost fits in."""

    def reserve(self, cost: Cost) -> Budget | None:
        """What is left after the cost; `None` if it does not fit in.

        To be done when a payment is signed, not when it is settled: a signed payment is money.
        """

    def release(self, cost: Cost) -> Budget:
        """With a reserved cost put back.

        For a payment that was never sent, or that the chain reports as unused after it expired. A
        server's statement is not enough: it can settle and deny it.
        """

    def __eq__(self, other: object, /) -> bool: ...

@final
class Outlay:
    """The cost of one payment, taken out of a `Ledger`; dropped, it is spent."""

@final
class Ledger:
    """The budgets that all sessions of a payer share; every method can be called by any thread.

    Sessions get what is `left` as their budget, and a payment is signed only after its cost is
    reserved: `reserve` looks at all budgets again.
    """

    def __new__(
        cls,
        total: Budget | None = None,
        *,
        per_host: Budget | None = None,
        per_period: Budget | None = None,
        period: int | None = None,
    ) -> Ledger:
        """A ledger with these budgets; one that is not given is unlimited.

        Args:
            total: What all payments together may cost.
            per_host: What one host gets in all, by all its ports together.
            per_period: What all payments together may cost within any `period`.
            period: In seconds; a day if not given.
        """

    def left(self, url: str, now: int | datetime) -> Budget:
        """What a payment to this URL's server may cost now.

        Raises:
            InvalidValueError: The URL has no origin that every reader agrees on.
        """

    def reserve(self, url: str, cost: Cost, now: int | datetime) -> Outlay | None:
        """Takes a cost out of all budgets; `None`, and nothing changes, if it does not fit.

        To be done before the payment is signed: a signed payment is money.

        Raises:
            InvalidValueError: The URL has no origin that every reader agrees on.
        """

    def release(self, outlay: Outlay) -> None:
        """Puts a cost back, once.

        For a payment that was never sent, or that the chain reports as unused after it expired. A
        server's statement is not enough: it can settle a payment and deny it.
        """

@final
class Spending:
    """What a client may spend: how much, in which tokens, on which networks, to whom."""

    def __new__(
        cls,
        *,
        known_assets: AssetTable | None = None,
        max_per_payment: Money | str | Sequence[Money | str] | None = None,
        without_maximum: bool = False,
        limits: Sequence[tuple[Network | str, str, int]] | None = None,
        only_on: Sequence[Network | str] | None = None,
        only_in: Sequence[tuple[Network | str, str]] | None = None,
        only_to: Sequence[str] | None = None,
        network_kind: NetworkKind | None = None,
        max_timeout_seconds: int | None = None,
        budget: Budget | None = None,
        prefer: Sequence[Network | str] | None = None,
        authentication: Sequence[str] | None = None,
        allow_http: bool = False,
        pay_after_redirect: bool = False,
    ) -> Spending:
        """By default only well-known tokens, which are all dollars, and at most one dollar each.

        Args:
            known_assets: The tokens that are known by name.
            max_per_payment: The most that a payment may cost: `"$0.50"`, `"0.50 USD"` or
                `"50 cents"` in every dollar, `"0.5 EURC"` in known tokens of that symbol, or
                several of these. `"0.05 USDC"` alone also lowers the default for other dollars.
            without_maximum: Lets a payment in a known token cost all that the budget covers.
            limits: The most that a payment may cost in one token, in atomic units.
            only_on: Pays on these networks only: names such as `base`, CAIP-2 names, or patterns
                such as `eip155:*`.
            only_in: Pays in these tokens only.
            only_to: Pays these payees only.
            network_kind: Pays on networks of this kind only.
            max_timeout_seconds: The longest time, in seconds, that is signed for; a day if not
                given.
            budget: How much may be spent by all payments together.
            prefer: Prefers these networks, in this order, to the server's order.
            authentication: Pays entries that need another authentication by one of these methods,
                such as `oauth2` or `sign-in-with-x`: the caller puts the credentials into the
                request. Without it, an entry that the extension `auth-hints` names is skipped.
            allow_http: Lets a `Session` pay servers over plain `http` elsewhere than on this
                machine: any party on the way can then name itself as the payee.
            pay_after_redirect: Lets a `Session` pay a server that the caller did not name, to which
                the unpaid request was redirected.

        Raises:
            InvalidValueError: An argument is not a value of its kind, or a maximum is in a token
                that is not known.
        """

    @property
    def budget(self) -> Budget:
        """What is left of the budget."""

    def with_budget(self, budget: Budget) -> Spending:
        """The same policy with another budget."""

    def _with_permissions(self, allow_http: bool, pay_after_redirect: bool) -> Spending:
        """The same policy that also allows what is `True` here."""

    def __eq__(self, other: object, /) -> bool: ...
