from typing import final

__all__ = ["ReceiptMismatch"]

@final
class ReceiptMismatch:
    """A member of a facilitator's or a server's response that does not fit the payment."""

    __match_args__ = ("member", "expected", "found")
    @property
    def member(self) -> str:
        """`network`, `transaction`, `payer`, `amount`; `status` for the receipt's HTTP status."""

    @property
    def expected(self) -> str:
        """The payment's value."""

    @property
    def found(self) -> str:
        """The response's value."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
