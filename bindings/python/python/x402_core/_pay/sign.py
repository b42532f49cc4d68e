"""From a choice to a signed payment."""

from __future__ import annotations

import os

from .._effects import Call
from .._native.chain import Facts
from .._native.policy import DeclaredState
from ..client import SignedPayment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ..client import Choice
    from .effects import PayPlan
    from .payer_settings import PayerSettings

__all__ = ["sign"]


def sign(choice: Choice, settings: PayerSettings) -> PayPlan[Any, SignedPayment]:
    """Asks the chain where that is needed, and the account for its signature.

    Raises:
        SigningRequestError: An answer of the chain is missing or contradicts the asset table.
        AssembleError: The signature makes no payment that a server would accept.
        TypeError: A callback returned something else than it should.
    """
    known: DeclaredState | Facts | None = None
    queries = choice.queries()
    if isinstance(settings.chain, DeclaredState):
        known = settings.chain
    elif queries and settings.chain is not None:
        known = yield Call(settings.chain.ask, (choice.network, queries))
        if not isinstance(known, Facts):
            raise TypeError(f"expected Facts from chain, found {type(known).__name__}")
    signer = settings.signers[choice.payer]
    request = choice.signing_request(
        entropy=os.urandom(32),
        now=int(settings.clock()),
        contract_wallet=signer.contract_wallet,
        chain=known,
    )
    signed = yield Call(signer.sign, (request,))
    if isinstance(signed, SignedPayment):
        return signed
    if not isinstance(signed, bytes):
        raise TypeError(f"expected a signature as bytes, found {type(signed).__name__}")
    return (
        request.assemble_contract(signed) if signer.contract_wallet else request.assemble(signed)
    )
