"""The role that pays: from a 402 to a signed payment header.

1. `select` takes the first entry of `accepts` that the `Wallet` can and the `Spending` allows, or
   says of each entry why not.
2. `Choice.queries` states what must be fetched from the chain before signing.
3. `Choice.signing_request` builds what the account signs: EIP-712 typed data, or the message of
   a Solana transaction.
4. `SigningRequest.assemble` takes the signature, proves it with the rules that a server applies,
   and gives the `SignedPayment`: the header to send.

`sign` does the last two with a key held in memory. `Session` does this for one HTTP request and
knows what an answer means for the money.
"""

from __future__ import annotations

import os

from ._clock import moment
from ._native.client import Choice, SignedPayment, SigningRequest, select
from ._native.receipt_mismatch import ReceiptMismatch
from ._native.refused_entry import RefusedEntry
from ._native.session import (
    Blocked,
    Done,
    Failed,
    Follow,
    Pay,
    Receipt,
    Session,
    Unconfirmed,
    Unknown,
    Unpayable,
    Unreadable,
)
from ._native.spending import Budget, Cost, Ledger, Outlay, Spending
from ._native.wallet import Account, EvmSigningKey, SvmSigningKey, Wallet

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime

    from ._native.chain import Facts
    from ._native.policy import DeclaredState

__all__ = [
    "Account",
    "Blocked",
    "Budget",
    "Choice",
    "Cost",
    "Done",
    "EvmSigningKey",
    "Failed",
    "Follow",
    "Ledger",
    "Outlay",
    "Pay",
    "Receipt",
    "ReceiptMismatch",
    "RefusedEntry",
    "Session",
    "SignedPayment",
    "SigningRequest",
    "Spending",
    "SvmSigningKey",
    "Unconfirmed",
    "Unknown",
    "Unpayable",
    "Unreadable",
    "Wallet",
    "select",
    "sign",
]


def sign(
    choice: Choice,
    key: EvmSigningKey | SvmSigningKey,
    *,
    now: int | datetime | None = None,
    entropy: bytes | None = None,
    chain: DeclaredState | Facts | None = None,
) -> SignedPayment:
    """Signs a choice with a key held in memory.

    Args:
        choice: What `select` chose.
        key: The key of `choice.payer`.
        now: The moment of signing, in Unix seconds or as a `datetime` with a time zone; the
            clock's if it is not given.
        entropy: 32 random bytes, new for every payment; the system's if they are not given.
        chain: What the nodes answered to `choice.queries`, or a state that the caller declares;
            not needed where there are no queries.

    Raises:
        SigningRequestError: An answer of the chain is missing or contradicts the asset table.
        AssembleError: The key is not the payer's.
        InvalidValueError: An argument is no value of its kind.
    """
    request = choice.signing_request(
        entropy=os.urandom(32) if entropy is None else entropy,
        now=moment(now),
        chain=chain,
    )
    return request.sign_with(key)
