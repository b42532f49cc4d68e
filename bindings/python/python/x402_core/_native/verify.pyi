from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn, Self, final

from ..errors import Refusal
from ..literals import ChainCheck, Mechanism
from . import v1
from .chain import ChainQueries, Facts
from .message import PaymentPayload
from .network import Network
from .policy import DeclaredState, Policy
from .receipt import ExpectedTransfer
from .scheme import Finding, Note, Offer, Rejection

__all__ = [
    "Report",
    "Verified",
    "examine",
    "examine_header",
    "queries",
    "verify",
    "verify_header",
    "verify_many",
]

@final
class Verified:
    """A payment whose payer's signature is proven and which breaks no rule that could be checked.

    Only the `verify` functions make one: it has no constructor, and cannot be pickled.
    It is not a settled payment: `unchecked` names what only the chain can still answer.
    """

    __match_args__ = ("payer", "amount", "network")

    @property
    def payer(self) -> str:
        """The payer: the account whose signature is proven."""

    @property
    def amount(self) -> int:
        """How much is paid, in atomic token units."""

    @property
    def asset(self) -> str:
        """The token that is paid with."""

    @property
    def network(self) -> Network:
        """The network that is paid on.

        A Solana transaction does not name its cluster: the recent blockhash alone ties it to one.
        Until the check `blockhash` is answered, this is the network of the offer.
        """

    @property
    def pay_to(self) -> str:
        """Who is paid."""

    @property
    def mechanism(self) -> Mechanism:
        """How the payment is made."""

    @property
    def signature(self) -> bytes:
        """The payer's signature in the one form to settle with, whatever form was sent."""

    @property
    def replay_key(self) -> str:
        """What makes this payment the same payment, whatever bytes carry it.

        A server that has seen the key serves nothing for it again. Keep it until `keep_until`,
        and always until the settlement is final.
        """

    @property
    def keep_until(self) -> int:
        """Until when the replay key must be kept, in Unix seconds; 2^64-1 means for ever."""

    @property
    def unchecked(self) -> tuple[ChainCheck, ...]:
        """The checks that only the chain can still make; never that of the signature."""

    @property
    def warnings(self) -> tuple[Rejection, ...]:
        """Warnings: findings that do not reject the payment."""

    def expected_transfer(self) -> ExpectedTransfer:
        """The transfer that the payment is to make: what a proof of its settlement looks for."""

    def queries(self) -> ChainQueries:
        """What to ask the network, in one round; nothing if nothing is open.

        Verify again with the answers as `chain`: they are about whether the payment settles.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __copy__(self) -> Self: ...
    def __deepcopy__(self, _memo: Any) -> Self: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Report:
    """Every rule's outcome for one payment, and the verdict that follows from them."""

    def verdict(self) -> Verified:
        """What `verify` says of the same payment.

        Raises:
            MalformedError: It is no x402 payment.
            RejectedError: It breaks a rule.
            UndecidedError: Only the chain could prove the signature.
        """

    @property
    def refusal(self) -> Refusal | None:
        """What `verdict` would raise; `None` for a verified payment."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The rules, in the order in which they were applied; last those that were not."""

    @property
    def notes(self) -> tuple[Note, ...]:
        """The values that the rules computed on the way, such as `digest` and `recovered`."""

    def __eq__(self, other: object, /) -> bool: ...

def verify(
    payment: PaymentPayload | v1.PaymentPayload,
    offer: Offer,
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Verified:
    """As `x402_core.verify`, for a moment that must be given."""

def verify_header(
    header: str | bytes,
    offer: Offer,
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Verified:
    """As `x402_core.verify_header`, for a moment that must be given."""

def examine(
    payment: PaymentPayload | v1.PaymentPayload,
    offer: Offer,
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Report:
    """As `x402_core.examine`, for a moment that must be given."""

def examine_header(
    header: str | bytes,
    offer: Offer,
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Report:
    """As `x402_core.examine_header`, for a moment that must be given."""

def queries(
    payment: PaymentPayload | v1.PaymentPayload,
    offer: Offer,
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> ChainQueries:
    """As `x402_core.chain_queries`, for a moment that must be given."""

def verify_many(
    payments: Sequence[tuple[PaymentPayload | v1.PaymentPayload | str | bytes, Offer]],
    *,
    now: int | datetime,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    threads: int | None = None,
) -> tuple[Verified | Refusal, ...]:
    """As `x402_core.verify_many`, for a moment that must be given."""
