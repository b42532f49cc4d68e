from typing import final

from ..literals import Reason

__all__ = ["RefusedEntry"]

@final
class RefusedEntry:
    """One entry of `accepts` that is not paid, and why; `str()` says it."""

    __match_args__ = ("index", "reason")

    @property
    def index(self) -> int:
        """The entry's place in `accepts`, counted from 0."""

    @property
    def reason(self) -> Reason:
        """What kind of refusal it is."""

    @property
    def pointer(self) -> str:
        """JSON pointer (RFC 6901) into the message, such as `/accepts/0/amount`."""

    @property
    def expected(self) -> str:
        """What would have been acceptable."""

    @property
    def found(self) -> str:
        """What was there instead."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
