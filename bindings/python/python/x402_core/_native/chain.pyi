from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, final

from ..literals import Family
from .network import Network

__all__ = ["MAX_BODY", "ChainQueries", "Facts", "Query", "Shape"]

MAX_BODY: int
"""The longest body of a response that is read, in bytes. A host can stop reading there."""

@final
class Shape:
    """How queries are put into requests: how many in a batch, and whether through Multicall3.

    Start with the default. `ChainQueries.read` names the shape to try next, if a node does not
    take this one.
    """

    __match_args__ = ("batch", "multicall")
    def __new__(cls, *, batch: int | None = None, multicall: bool = True) -> Shape:
        """A shape; with a `batch` of 1 each request is a body of its own. 100 if it is not given."""

    @property
    def batch(self) -> int:
        """The most requests in one body."""

    @property
    def multicall(self) -> bool:
        """Whether reads of EVM contracts go through Multicall3."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> tuple[Any, tuple[()]]: ...

@final
class Query:
    """One question to one chain: see `EvmQuery` and `SvmQuery` of `x402_core.chain`.

    It shows of signed bytes how many there are.
    """

    @staticmethod
    def of_json(family: Family, members: Mapping[str, Any]) -> Query:
        """A query by its name, as `query`, and its members, as `spec-vectors/TESTEE.md` has them.

        Raises:
            InvalidValueError: There is no such query, or a member is missing or not of its form.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class ChainQueries:
    """Queries to the nodes of one network, in order; an empty list is false.

    `x402_core.chain_queries` and `x402_core.receipt.queries` state them. A host posts each text of
    `bodies` to a node, with `Content-Type: application/json`, and gives the responses to `read`.
    """

    @staticmethod
    def of(*queries: Query) -> ChainQueries:
        """Queries of a host's own; `x402_core.chain.answers` and `agreed` read what was answered.

        Raises:
            InvalidValueError: Some are for EVM chains and others for Solana.
        """

    @staticmethod
    def of_network(network: Network) -> ChainQueries:
        """The query that shows which network a node serves: the answer is `Facts.network`.

        Empty for a network of an unknown family.
        """

    def with_network(self, network: Network) -> ChainQueries:
        """These queries and that of `of_network`, once."""

    def bodies(self, shape: Shape | None = None) -> tuple[str, ...]:
        """The bodies that ask these queries, in order; none for no query."""

    def read(
        self,
        responses: Sequence[tuple[int | None, str | None, bytes]],
        *,
        node: int,
        shape: Shape | None = None,
    ) -> tuple[Facts, Shape | None]:
        """Reads a node's responses to the bodies of the same shape, in the same order.

        It never fails by what a node sends: what is not an answer becomes a fact about the node.

        Args:
            responses: The HTTP status, the header `Retry-After` and the body of each; without a
                status there was no response. Those that are missing at the end count as none.
            node: The number of the node, from 0 to 65,535. No two nodes share one.
            shape: The shape of the bodies.

        Returns:
            The facts, and the shape to ask the same node in again; `None` if another shape would
            not help.
        """

    def answers_to_json(self, facts: Facts) -> list[list[dict[str, Any]]]:
        """The facts about each query as JSON: see `x402_core.chain.answers`."""

    def agreed_to_json(self, facts: Facts) -> list[dict[str, Any] | None]:
        """What enough nodes agree on, as JSON: see `x402_core.chain.agreed`."""

    def __len__(self) -> int: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...

@final
class Facts:
    """What the nodes of one network answered, and how many of them must agree.

    It is given as `chain=` where a verdict is asked for. No facts are false.
    """

    def __new__(cls, *parts: Facts, nodes: int | None = None) -> Facts:
        """All facts of these parts, in any order.

        Args:
            parts: The facts of several nodes, or of several rounds.
            nodes: How many independent nodes there are for the network, whether all of them were
                asked or not; one if it is not given. Of two or more nodes, two must agree on a fact
                before it counts. With one node, an absence ends nothing.
        """

    @property
    def quorum(self) -> int:
        """How many nodes must agree on a fact before it counts."""

    @property
    def network(self) -> Network | None:
        """The network that a node of these facts serves by its own answer; `None` if none named it.

        Ask it of the facts of one node: see `ChainQueries.of_network`.
        """

    def __bool__(self) -> bool: ...
    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...
    def __reduce__(self) -> NoReturn: ...
