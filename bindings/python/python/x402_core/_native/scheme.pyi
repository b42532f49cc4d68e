from typing import Any, final

from ..literals import ChainCheck, Mechanism, OutcomeKind
from . import v1
from .message import PaymentRequirements
from .network import Network

__all__ = [
    "Finding",
    "Note",
    "Offer",
    "Rejection",
    "Rule",
    "all_rules",
    "explain",
    "rules",
]

@final
class Offer:
    """One way to pay that a seller offers, parsed once per route.

    It holds everything that can be computed before a payment arrives, and it is the only
    authority in a verdict: whatever the payer claims is compared with it.
    """

    __match_args__ = ("network", "amount", "pay_to")

    @staticmethod
    def parse(requirements: PaymentRequirements | v1.PaymentRequirements) -> Offer:
        """Reads one entry of `accepts`, of either version.

        Raises:
            OfferError: No payment could ever satisfy the entry: the seller's mistake.
        """

    @property
    def requirements(self) -> PaymentRequirements | v1.PaymentRequirements:
        """The entry that it was read from."""

    @property
    def x402_version(self) -> int:
        """The version of the messages that it is made and paid in: 1 or 2."""

    @property
    def scheme(self) -> str:
        """The scheme: `exact`."""

    @property
    def network(self) -> Network:
        """The network to pay on."""

    @property
    def amount(self) -> int:
        """The price in atomic token units."""

    @property
    def asset(self) -> str:
        """The token to pay with: its contract, on Solana its mint."""

    @property
    def pay_to(self) -> str:
        """Who is paid."""

    @property
    def payee_accounts(self) -> tuple[str, ...]:
        """The token accounts of which one must exist before the payee can be paid: on Solana one,
        or two where the mint's program is not known; elsewhere none."""

    @property
    def max_timeout_seconds(self) -> int:
        """How long, in seconds, the payment may take to complete."""

    @property
    def extra(self) -> dict[str, Any]:
        """The entry's `extra`, empty where there is none; a copy."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, tuple[Any]]: ...

@final
class Rule:
    """One rule that a payment must satisfy."""

    __match_args__ = ("code", "mechanism")

    @property
    def code(self) -> str:
        """The abstract dotted code, such as `amount.mismatch`: stable, alike for every method."""

    @property
    def mechanism(self) -> Mechanism:
        """Which payments the rule is for."""

    @property
    def pointer(self) -> str:
        """JSON pointer (RFC 6901) into the payment as received."""

    @property
    def wire_code(self) -> str:
        """The `invalidReason` that goes on the wire in version 2."""

    @property
    def wire_code_v1(self) -> str:
        """The `invalidReason` that goes on the wire in version 1."""

    @property
    def demands(self) -> str:
        """What the rule demands, as a statement that holds for every good payment."""

    @property
    def hint(self) -> str:
        """What whoever built the payment should do when it does not hold."""

    @property
    def source(self) -> str:
        """Where the rule comes from."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Rejection:
    """A broken rule: a failure in a report, or a warning."""

    __match_args__ = ("code", "pointer")

    @property
    def rule(self) -> Rule:
        """The rule that the payment breaks."""

    @property
    def code(self) -> str:
        """The abstract dotted code, such as `amount.mismatch`; stable."""

    @property
    def wire_code(self) -> str:
        """The `invalidReason` for the wire, by rule and protocol version."""

    @property
    def pointer(self) -> str:
        """JSON pointer (RFC 6901) into the payment as received."""

    @property
    def instruction(self) -> int | None:
        """The Solana instruction that is meant, counted from 0."""

    @property
    def expected(self) -> str:
        """What a good payment has there."""

    @property
    def found(self) -> str:
        """What was there instead."""

    @property
    def hint(self) -> str:
        """What to do next, in one sentence."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Finding:
    """What `examine` found out about one rule."""

    __match_args__ = ("rule", "outcome")

    @property
    def rule(self) -> Rule:
        """The rule."""

    @property
    def outcome(self) -> OutcomeKind:
        """How it came out."""

    @property
    def rejection(self) -> Rejection | None:
        """Where it failed or warns: why."""

    @property
    def chain_check(self) -> ChainCheck | None:
        """Where it is unchecked: the check that only the chain can make."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Note:
    """A value that the rules computed on the way, such as `digest` or `recovered`."""

    __match_args__ = ("name", "value")

    @property
    def name(self) -> str:
        """Its name, as in the test vectors."""

    @property
    def value(self) -> str:
        """The value as text: `0x` hex, base58 or decimal."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

def rules(offer: Offer) -> tuple[Rule, ...]:
    """The rules that a payment of this offer must satisfy, in the order of their application."""

def all_rules() -> tuple[Rule, ...]:
    """The rules of every method and both versions, each once."""

def explain(code: str) -> tuple[Rule, ...]:
    """Every rule with this abstract code, such as `amount.mismatch`, for every method."""
