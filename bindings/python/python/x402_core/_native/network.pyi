from typing import final

from ..literals import Family

__all__ = [
    "Network",
    "v1_networks",
]

@final
class Network:
    """A network: its CAIP-2 name is `namespace:reference`, such as `eip155:8453`.

    Of an `eip155` network the reference is a chain id. It is made from that name or from what
    people call the network, such as `base`. Messages have the CAIP-2 name alone.

    Immutable; equal, ordered and hashed by its text, which `str()` gives.
    """

    __match_args__ = ("namespace", "reference")
    def __new__(cls, text: str) -> Network:
        """Reads a CAIP-2 name, or a name such as `base` or `Base Sepolia`.

        Raises:
            InvalidValueError: It is neither; the error suggests the network that is probably
                meant.
        """

    @staticmethod
    def eip155(chain_id: int) -> Network:
        """The EVM chain with this id (EIP-155)."""

    @staticmethod
    def solana_mainnet() -> Network:
        """The production network of Solana."""

    @staticmethod
    def solana_devnet() -> Network:
        """Solana devnet, for testing applications."""

    @staticmethod
    def solana_testnet() -> Network:
        """Solana testnet, for testing validators."""

    @staticmethod
    def by_name(name: str) -> Network | None:
        """The known network that people call this: `base`, `Base Sepolia`, `solana-devnet`."""

    @staticmethod
    def from_v1_name(name: str) -> Network:
        """The network that version 1 calls this, such as `base-sepolia`.

        Raises:
            InvalidValueError: Version 1 has no such name.
        """

    @property
    def namespace(self) -> str:
        """The namespace of CAIP-2, such as `eip155` or `solana`."""

    @property
    def reference(self) -> str:
        """The network within its namespace: a chain id, or the beginning of a genesis hash."""

    @property
    def family(self) -> Family | None:
        """The networks that share its addresses and transactions: `evm` or `svm` (Solana).

        `None` if this package does not know the namespace: it can be read, and not paid on.
        """

    @property
    def chain_id(self) -> int | None:
        """The chain id of an EVM chain (EIP-155)."""

    @property
    def is_evm(self) -> bool:
        """Whether it is an EVM chain."""

    @property
    def is_svm(self) -> bool:
        """Whether it is a network of Solana, known or not."""

    @property
    def name(self) -> str | None:
        """What people call it, such as `Base Sepolia`, where that is known."""

    @property
    def is_testnet(self) -> bool | None:
        """Whether it is a testnet; `None` if unknown."""

    @property
    def v1_name(self) -> str | None:
        """The name that version 1 has for it, where it has one."""

    def __eq__(self, other: object, /) -> bool: ...
    def __lt__(self, other: Network, /) -> bool: ...
    def __le__(self, other: Network, /) -> bool: ...
    def __gt__(self, other: Network, /) -> bool: ...
    def __ge__(self, other: Network, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[type[Network], tuple[str]]: ...

def v1_networks() -> tuple[tuple[str, Network], ...]:
    """Every name that version 1 has for a network, and the network."""
