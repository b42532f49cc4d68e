from collections.abc import Iterator
from typing import final

from ..literals import TokenProgram, TransferMethod
from .money import Money
from .network import Network

__all__ = [
    "Asset",
    "AssetTable",
]

@final
class Asset:
    """A token on one network, and how payments in it are signed.

    Its EIP-712 name is not its symbol: USDC calls itself `USD Coin` on Base and `USDC` on Base
    Sepolia, and a signature under the wrong one is worth nothing.
    """

    __match_args__ = ("network", "symbol")

    @staticmethod
    def erc20(network: Network | str, address: str, symbol: str, decimals: int) -> Asset:
        """A token contract on an EVM chain, paid by Permit2, which every ERC-20 token allows.

        Raises:
            InvalidValueError: The network is no EVM chain, or an argument is no value of its kind.
        """

    @staticmethod
    def spl(
        network: Network | str,
        mint: str,
        symbol: str,
        decimals: int,
        token_program: TokenProgram | None = None,
    ) -> Asset:
        """A mint on Solana, of the first token program if it is not given.

        Raises:
            InvalidValueError: The network is not of Solana, or an argument is no value of its kind.
        """

    def with_eip3009(self, name: str, version: str) -> Asset:
        """The same token, paid by `transferWithAuthorization`, under these EIP-712 names.

        Raises:
            InvalidValueError: The token is not on an EVM chain, or a name is empty.
        """

    def with_eip2612(self, name: str, version: str) -> Asset:
        """The same token, whose allowance for Permit2 can be signed, under these EIP-712 names.

        Raises:
            InvalidValueError: The token is not on an EVM chain, or a name is empty.
        """

    @property
    def network(self) -> Network:
        """Where the token is."""

    @property
    def address(self) -> str:
        """The contract's address in EIP-55 spelling, or the mint in base58."""

    @property
    def symbol(self) -> str:
        """What people call it, such as `USDC`."""

    @property
    def decimals(self) -> int:
        """How many decimal places the token has: one unit is 10^-decimals."""

    @property
    def eip712(self) -> tuple[str, str] | None:
        """The name and version in the contract's EIP-712 domain, where they are known."""

    @property
    def transfer_method(self) -> TransferMethod | None:
        """How payments are transferred on an EVM chain."""

    @property
    def supports_eip2612(self) -> bool:
        """Whether an allowance for Permit2 can be signed instead of sent."""

    @property
    def token_program(self) -> TokenProgram | None:
        """The program that owns the mint on Solana."""

    def display(self, amount: int) -> str:
        """So many atomic units as people read them, such as `0.01 USDC`."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class AssetTable:
    """The tokens that are known by name: the well-known ones and the caller's own.

    The first token of a network is its default: the one that a price in dollars means.
    A table is immutable: `with_asset` gives another one.
    """

    def __new__(cls) -> AssetTable:
        """The well-known tokens."""

    @staticmethod
    def empty() -> AssetTable:
        """A table without the well-known tokens."""

    def with_asset(self, asset: Asset) -> AssetTable:
        """A table with this token too, in the place of one with its address or its symbol."""

    def with_default(self, asset: Asset) -> AssetTable:
        """A table with this token as the default of its network."""

    @property
    def rows(self) -> tuple[Asset, ...]:
        """Every token; a network's default before its others."""

    def default_for(self, network: Network | str) -> Asset | None:
        """The token that a price in dollars means."""

    def by_symbol(self, network: Network | str, symbol: str) -> Asset | None:
        """The token with this symbol, spelled exactly so or differing in case only."""

    def by_address(self, network: Network | str, address: str) -> Asset | None:
        """The token at this address; on EVM chains the case of the digits does not count."""

    def price(self, network: Network | str, price: Money | str) -> tuple[Asset, int]:
        """The token that a price means on a network, and the price in its atomic units.

        Raises:
            InvalidValueError: The network has no such token, or the price is no whole number of
                its units.
        """

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Asset]: ...
    def __eq__(self, other: object, /) -> bool: ...
