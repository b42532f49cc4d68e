"""A client for tests: public keys, and payments for whatever a 402 asks."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from .. import DeclaredState, PaymentRequired, header, v1
from ..client import (
    Account,
    EvmSigningKey,
    SignedPayment,
    Spending,
    SvmSigningKey,
    Wallet,
    select,
    sign,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from typing import Protocol

    class _Headers(Protocol):
        def items(self) -> Iterable[tuple[str, str]]: ...

    class Response(Protocol):
        """An answer as the test clients of Starlette, Flask, Django, `httpx`, `requests` give it.

        Its body is `content` or, as in Flask, `data`.
        """

        @property
        def headers(self) -> Any: ...

__all__ = ["TestPayer"]


class TestPayer:
    """Somebody who pays whatever is asked, with keys that everybody knows.

    Every payment is a new one. The keys are public: never send them anything of value.
    """

    __test__ = False  # pytest collects what begins with `Test`

    def __init__(self, spending: Spending | None = None) -> None:
        """A payer with this policy; by default known tokens, and at most a dollar for a payment."""
        self.spending: Spending = Spending() if spending is None else spending
        self.evm_key: EvmSigningKey = EvmSigningKey.from_bytes(b"\x01" * 32)
        self.svm_key: SvmSigningKey = SvmSigningKey.from_seed(b"\x01" * 32)
        self.wallet: Wallet = Wallet(
            Account.evm(self.evm_key.address), Account.solana(self.svm_key.address)
        )

    def sign(
        self,
        required: PaymentRequired | v1.PaymentRequired,
        *,
        now: int | datetime | None = None,
    ) -> SignedPayment:
        """Signs a payment for what is asked.

        On Solana it names a blockhash that no chain has: a facilitator without a chain takes it.

        Args:
            required: What is asked.
            now: The moment of signing; the clock's if it is not given.

        Raises:
            NoChoiceError: The wallet cannot pay it, or the policy forbids it.
        """
        choice = select(required, self.wallet, self.spending)
        key = self.svm_key if choice.network.is_svm else self.evm_key
        blockhash = SvmSigningKey.from_seed(os.urandom(32)).address
        state = {str(choice.network): {"latest_blockhash": blockhash}}
        chain = DeclaredState.from_dict(state) if choice.queries() else None
        return sign(choice, key, now=now, chain=chain)

    def pay(self, response: Response, *, now: int | datetime | None = None) -> dict[str, str]:
        """The headers with which to ask again after this 402.

        Args:
            response: The 402, from any of the usual HTTP clients or test clients.
            now: The moment of signing; the clock's if it is not given.

        Raises:
            MalformedError: It asks for payment in neither version's way.
            NoChoiceError: The wallet cannot pay it, or the policy forbids it.
        """
        names = {name.lower(): value for name, value in response.headers.items()}
        text = names.get("payment-required")
        if text is not None:
            return dict(self.sign(header.decode_payment_required(text), now=now).headers)
        body = getattr(response, "content", None)
        body = response.data if body is None else body  # type: ignore[attr-defined]
        return dict(self.sign(v1.PaymentRequired.from_json(body), now=now).headers)
