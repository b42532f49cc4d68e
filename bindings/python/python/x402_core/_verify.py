"""Verification with the clock's moment where none is given."""

from __future__ import annotations

from ._clock import moment
from ._native import verify as core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from . import v1
    from ._native.chain import ChainQueries, Facts
    from ._native.message import PaymentPayload
    from ._native.policy import DeclaredState, Policy
    from ._native.scheme import Offer
    from ._native.verify import Report, Verified
    from .errors import Refusal


def verify(
    payment: PaymentPayload | v1.PaymentPayload,
    offer: Offer,
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Verified:
    """Verifies a payment against the seller's own offer, or raises why not.

    A verified payment is not a settled one: balance, nonce and simulation belong to the chain,
    and `Verified.unchecked` names what is left.

    Args:
        payment: The client's message, of the version that the offer is made in.
        offer: The seller's terms, the only authority: what the payer claims is compared with it.
        now: The moment of the verdict, in Unix seconds or as a `datetime` with a time zone; the
            clock's if it is not given.
        policy: How strictly the rules are read; `Policy.strict()` if it is not given.
        signers: Every account that the facilitator signs with, where they are known.
        chain: What is known from the chain about this payment: what its nodes answered to
            `chain_queries`, or a declared state. Nothing if it is not given.

    Raises:
        MalformedError: The payment is of the other version of the protocol.
        RejectedError: The first rule that the payment breaks.
        UndecidedError: No rule is broken, and only the chain could prove the signature.
        InvalidValueError: `now` is out of range, or a signer is not an address.
    """
    return core.verify(
        payment, offer, now=moment(now), policy=policy, signers=signers, chain=chain
    )


def verify_header(
    header: str | bytes,
    offer: Offer,
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Verified:
    """Decodes a payment header and verifies the payment in it: one call for servers.

    The header is `PAYMENT-SIGNATURE` for an offer of version 2, `X-PAYMENT` for one of version 1.

    Raises:
        MalformedError: The text is no x402 payment: HTTP status 400.
        RejectedError: The first rule that the payment breaks: HTTP status 402.
        UndecidedError: No rule is broken, and only the chain could prove the signature.
        InvalidValueError: `now` is out of range, or a signer is not an address.
    """
    return core.verify_header(
        header, offer, now=moment(now), policy=policy, signers=signers, chain=chain
    )


def examine(
    payment: PaymentPayload | v1.PaymentPayload,
    offer: Offer,
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Report:
    """Applies every rule to a payment, not only those up to the first failure.

    It raises nothing about the payment: the report's `verdict()` does, as `verify` would.

    Raises:
        InvalidValueError: `now` is out of range, or a signer is not an address.
    """
    return core.examine(
        payment, offer, now=moment(now), policy=policy, signers=signers, chain=chain
    )


def examine_header(
    header: str | bytes,
    offer: Offer,
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> Report:
    """Decodes a payment header and applies every rule to the payment in it.

    Raises:
        InvalidValueError: `now` is out of range, or a signer is not an address.
    """
    return core.examine_header(
        header, offer, now=moment(now), policy=policy, signers=signers, chain=chain
    )


def chain_queries(
    payment: PaymentPayload | v1.PaymentPayload,
    offer: Offer,
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    chain: DeclaredState | Facts | None = None,
) -> ChainQueries:
    """What to ask a payment's network, all of it in one round.

    It is nothing if the payment breaks a rule that needs no chain, or if `chain` answers
    everything. Verify with the answers as `chain`. On Solana, accounts that are in a lookup table
    take a second round: the first one asks for the tables alone.

    Args:
        payment: As for `verify`.
        offer: As for `verify`.
        now: As for `verify`.
        policy: As for `verify`.
        signers: As for `verify`.
        chain: What is known already.

    Raises:
        InvalidValueError: `now` is out of range, or a signer is not an address.
    """
    return core.queries(
        payment, offer, now=moment(now), policy=policy, signers=signers, chain=chain
    )


def verify_many(
    payments: Iterable[tuple[PaymentPayload | v1.PaymentPayload | str | bytes, Offer]],
    *,
    now: int | datetime | None = None,
    policy: Policy | None = None,
    signers: Sequence[str] | None = None,
    threads: int | None = None,
) -> tuple[Verified | Refusal, ...]:
    """Verifies many payments, each against its offer, on several cores at once.

    Nothing is known from the chain here: what has facts of its own is verified singly.

    Args:
        payments: Pairs of a payment, or the header that carries one, and the offer.
        now: As for `verify`, the same moment for all.
        policy: As for `verify`.
        signers: As for `verify`.
        threads: How many threads; one for each core if it is not given.

    Returns:
        For each payment, in their order, its proof or the refusal that `verify` would raise.
        The refusals are returned, not raised: look at each.
    """
    return core.verify_many(
        list(payments), now=moment(now), policy=policy, signers=signers, threads=threads
    )
