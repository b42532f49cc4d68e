from typing import final

__all__ = ["Contradiction"]

@final
class Contradiction:
    """Something that a receipt says and that cannot be, if it is the receipt of this payment."""

    __match_args__ = ("member", "expected", "found")
    @property
    def member(self) -> str:
        """What it is about: `amount`, `network`, `payer`, `status` or `transaction`."""

    @property
    def expected(self) -> str | None:
        """The payment's, where it has one."""

    @property
    def found(self) -> str:
        """The receipt's."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
