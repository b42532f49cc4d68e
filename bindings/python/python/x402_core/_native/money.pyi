from typing import final

__all__ = [
    "Money",
]

@final
class Money:
    """A price as people write it, such as `$0.01` or `0.01 USDC`: an exact decimal, never a float.

    `$` and the symbol `USD` name no token: the network's default dollar token is meant. Two
    spellings of one price are equal: `$0.10` and `0.1 USD`. A price becomes an amount exactly or
    not at all; nothing is ever rounded.
    """

    def __new__(cls, text: str) -> Money:
        """Reads a price.

        Raises:
            InvalidValueError: The text is no exact decimal with an optional `$` and symbol.
        """

    @staticmethod
    def from_amount(amount: int, decimals: int) -> Money:
        """Converts atomic units to a decimal: 10000 units of a token with 6 decimals are `0.01`."""

    @property
    def symbol(self) -> str | None:
        """The symbol of the token that was named; `None` means the default dollar token."""

    def with_symbol(self, symbol: str) -> Money:
        """The same price in the token of this symbol.

        Raises:
            InvalidValueError: It is no letter followed by letters, digits or points.
        """

    def to_amount(self, decimals: int) -> int:
        """The price in atomic units of a token with `decimals`.

        Raises:
            InvalidValueError: The price has more decimal places, or is above 2^256-1 units.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[type[Money], tuple[str]]: ...
