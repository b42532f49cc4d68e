"""What is asked, and how often: plans without I/O."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .._effects import Plan
from .._native import receipt
from .._native.chain import ChainQueries, Facts
from .._native.network import Network
from .nodes import Node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

    from .._native.receipt import ExpectedTransfer, SettlementStatus

    Level = Literal["included", "safe", "finalized"] | int

Response = tuple["int | None", "str | None", bytes]
"""The HTTP status, the header `Retry-After` and the body; no status without a response."""

ROUNDS = 3
"""The most rounds of queries; the core states what is left after each."""


@dataclass(frozen=True, repr=False)
class Post:
    """Post a body to a node; the result is a `Response`."""

    url: str
    body: str


@dataclass(frozen=True)
class Ask:
    """Ask all nodes of a network at once; the result is their `Facts`."""

    network: Network
    queries: ChainQueries


def node(node: Node, queries: ChainQueries) -> Plan[Post, Facts]:
    """Asks one node, in another shape where it does not take the first one.

    Until the node has named its network, it is asked that as well, in the same round.
    """
    if node.serves != node.network:
        queries = queries.with_network(node.network)
    found = Facts()
    while True:
        shape = node.shape
        responses: list[Response] = []
        for body in queries.bodies(shape):
            responses.append((yield Post(node.url, body)))
        facts, following = queries.read(responses, node=node.number, shape=shape)
        found = Facts(found, facts)
        if facts.network is not None:
            node.named(facts.network)
        if following is None:
            return Facts() if node.is_wrong else found
        node.shape = following


def rounds(
    network: Network, nodes: int, left: Callable[[Facts], ChainQueries]
) -> Plan[Ask, Facts]:
    """Asks what is left, until nothing is or nothing new comes."""
    facts, asked = Facts(nodes=nodes), None
    for _ in range(ROUNDS if nodes else 0):
        queries = left(facts)
        if not queries or queries == asked:
            break
        facts = Facts(facts, (yield Ask(network, queries)), nodes=nodes)
        asked = queries
    return facts


def prove(
    expected: Sequence[ExpectedTransfer], transaction: str, nodes: int, level: Level
) -> Plan[Ask, tuple[SettlementStatus, ...]]:
    """Proves a settlement."""
    if not expected:
        return ()
    facts = yield from rounds(
        expected[0].network,
        nodes,
        lambda facts: receipt.queries(expected, transaction, facts, level=level),
    )
    return receipt.prove(expected, transaction, facts, level=level)
