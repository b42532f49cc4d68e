"""Ask a chain's nodes over HTTP: whether a payment settles, and whether a settlement was made.

    chain = Chain({"base": ["https://node.example/key", "https://other.example"]})
    facts = chain.facts(payment, offer)
    verified = verify(payment, offer, chain=facts)
    (status,) = chain.prove([verified.expected_transfer()], transaction)

Anything else is asked with queries of one's own, and read by what enough nodes agree on:

    queries = ChainQueries.of(EvmQuery.balance(token, owner), EvmQuery.native_balance(owner))
    balance, gas = agreed(chain.ask("base", queries), queries)

Of two or more nodes, two must agree on a fact before it counts, so that one lying node of three
changes nothing. With two nodes both must respond: give three, so that one may fail. With one node
its answers are believed and no absence ends anything; a warning is logged once. All nodes are asked
at once. What a node's response means is decided by the core, and no response raises an exception:
what is unknown stays unknown. Each node is asked once which network it serves, and one of another network
does not count: `check` raises for it.

It needs `httpx`: install `x402-core[facilitator]`. It logs to `x402_core.chain`, and no URL, since
providers put keys in it. Proxies are taken from the environment, as `httpx` does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import anyio
import httpx
from anyio.lowlevel import RunVar

from . import _verify
from ._chain.answers import (
    Agreed,
    Answer,
    Code,
    Fact,
    Failure,
    Head,
    Nonsense,
    Revert,
    Value,
    agreed,
    answers,
)
from ._chain.nodes import Given, Node, Nodes
from ._chain.plan import Ask, Post, Response, node, prove, rounds
from ._chain.query import BlockId, Commitment, EvmQuery, SvmQuery
from ._chain.transport import NO_RESPONSE, Body, is_readable, lost, request
from ._chain.values import (
    AccountInfo,
    AddressSignature,
    BlockRef,
    FeeHistory,
    FoundLog,
    Log,
    PooledTransaction,
    PrioritizationFee,
    ProgramAccount,
    Receipt,
    SignatureStatus,
    Simulated,
    TokenBalance,
    TransactionFault,
    TransactionOutcome,
)
from ._clock import moment
from ._effects import Plan, run, run_async
from ._native.chain import ChainQueries, Facts, Query, Shape
from ._native.network import Network

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType
    from typing import Literal, Self

    from . import Offer, PaymentPayload, Policy, v1
    from ._native.receipt import ExpectedTransfer, SettlementStatus

    Level = Literal["included", "safe", "finalized"] | int

__all__ = [
    "AccountInfo",
    "AddressSignature",
    "Agreed",
    "Answer",
    "AsyncChain",
    "BlockId",
    "BlockRef",
    "Chain",
    "ChainQueries",
    "Code",
    "Commitment",
    "EvmQuery",
    "Fact",
    "Facts",
    "Failure",
    "FeeHistory",
    "FoundLog",
    "Head",
    "Log",
    "Nonsense",
    "PooledTransaction",
    "PrioritizationFee",
    "ProgramAccount",
    "Query",
    "Receipt",
    "Revert",
    "Shape",
    "SignatureStatus",
    "Simulated",
    "SvmQuery",
    "TokenBalance",
    "TransactionFault",
    "TransactionOutcome",
    "Value",
    "agreed",
    "answers",
]


class _Asked:
    """What both clients have: the nodes, and how long a response may take."""

    def __init__(
        self, nodes: Given, timeout: float, connect_timeout: float, allow_http: bool
    ) -> None:
        self._nodes = Nodes(nodes, allow_http)
        self._timeout = httpx.Timeout(timeout, connect=connect_timeout)

    def __repr__(self) -> str:
        """Its class and the networks."""
        return f"<{type(self).__name__}: {self._nodes!r}>"

    def nodes(self, network: Network | str) -> int:
        """How many nodes there are for a network."""
        return len(self._nodes.of(Network(str(network))))

    def _facts(
        self,
        payment: PaymentPayload | v1.PaymentPayload,
        offer: Offer,
        now: int | datetime | None,
        policy: Policy | None,
        signers: Sequence[str] | None,
    ) -> Plan[Ask, Facts]:
        at = moment(now)
        return rounds(
            offer.network,
            self.nodes(offer.network),
            lambda facts: _verify.chain_queries(
                payment, offer, now=at, policy=policy, signers=signers, chain=facts
            ),
        )

    def _prove(
        self, expected: Sequence[ExpectedTransfer], transaction: str, level: Level
    ) -> Plan[Ask, tuple[SettlementStatus, ...]]:
        nodes = self.nodes(expected[0].network) if expected else 0
        return prove(expected, transaction, nodes, level)


class Chain(_Asked):
    """The nodes of one or more networks, for threads; connections are kept and used again."""

    def __init__(
        self,
        nodes: Given,
        *,
        timeout: float = 5.0,
        connect_timeout: float = 3.0,
        allow_http: bool = False,
        client: httpx.Client | None = None,
    ) -> None:
        """Nodes that can be asked; nothing is sent yet.

        Args:
            nodes: The URLs of independent nodes, or one URL, by the network's CAIP-2 name or known
                name.
            timeout: How long a response may take, in seconds.
            connect_timeout: How long a connection may take, in seconds.
            allow_http: Whether a URL may be `http` elsewhere than on this machine.
            client: Sends the requests, and is not closed with this one; a new one if not given.

        Raises:
            InvalidValueError: A network or a URL is invalid, or a network has no node or one twice.
        """
        super().__init__(nodes, timeout, connect_timeout, allow_http)
        self._client = httpx.Client() if client is None else client
        self._owns = client is None

    def ask(self, network: Network | str, queries: ChainQueries) -> Facts:
        """Asks all nodes of a network these queries at once; no facts if it has no node."""
        nodes = self._nodes.of(Network(str(network)))
        if not nodes or not queries:
            return Facts(nodes=len(nodes))
        if len(nodes) == 1:
            return Facts(self._ask(nodes[0], queries), nodes=1)
        with ThreadPoolExecutor(len(nodes), "x402 nodes") as threads:
            answered = list(threads.map(lambda node: self._ask(node, queries), nodes))
        return Facts(*answered, nodes=len(nodes))

    def facts(
        self,
        payment: PaymentPayload | v1.PaymentPayload,
        offer: Offer,
        *,
        now: int | datetime | None = None,
        policy: Policy | None = None,
        signers: Sequence[str] | None = None,
    ) -> Facts:
        """What the nodes know about a payment: the `chain` of `verify`.

        Nothing is asked if the payment breaks a rule that needs no chain. The arguments are those
        of `x402_core.verify`.
        """
        return run(self._facts(payment, offer, now, policy, signers), self._perform)

    def prove(
        self,
        expected: Sequence[ExpectedTransfer],
        transaction: str,
        *,
        level: Level = "included",
    ) -> tuple[SettlementStatus, ...]:
        """What the nodes show of the settlement of these payments by one transaction.

        Args:
            expected: The payments that the transaction is to have settled, on one network.
            transaction: Its id, as receipts carry it.
            level: How sure the settlement must be; a number is one of further blocks.

        Raises:
            InvalidValueError: The text is not the id of a transaction, or the level does not exist.
        """
        return run(self._prove(expected, transaction, level), self._perform)

    def check(self) -> None:
        """Asks every node which network it serves: call it when a service starts.

        Without it the nodes are asked with the first queries, and a node of another network is
        logged and does not count. A node that does not respond raises nothing.

        Raises:
            InvalidValueError: A node serves another network than its own; both are named.
        """
        for network, _ in self._nodes:
            self.ask(network, ChainQueries.of_network(network))
        self._nodes.check()

    def close(self) -> None:
        """Closes the connections, unless the `httpx.Client` was given."""
        if self._owns:
            self._client.close()

    def __enter__(self) -> Self:
        """The client itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        self.close()

    def _perform(self, effect: Ask) -> Facts:
        return self.ask(effect.network, effect.queries)

    def _ask(self, asked: Node, queries: ChainQueries) -> Facts:
        return run(node(asked, queries), self._post)

    def _post(self, post: Post) -> Response:
        body = Body(self._timeout)
        try:
            sent = request(self._client, post, self._timeout)
            response = self._client.send(sent, stream=True, follow_redirects=False)
            with contextlib.closing(response):
                if not is_readable(response):
                    return NO_RESPONSE
                for chunk in response.iter_bytes():
                    if not body.take(chunk):
                        break
        except Exception as error:
            return lost(error)
        return body.response(response)


class AsyncChain(_Asked):
    """As `Chain`, for `async` code."""

    def __init__(
        self,
        nodes: Given,
        *,
        timeout: float = 5.0,
        connect_timeout: float = 3.0,
        allow_http: bool = False,
        client: httpx.AsyncClient | None = None,
    ) -> None:
        """Nodes that can be asked; nothing is sent yet. The arguments are those of `Chain`.

        Raises:
            InvalidValueError: A network or a URL is invalid, or a network has no node or one twice.
        """
        super().__init__(nodes, timeout, connect_timeout, allow_http)
        self._given = client
        # A connection belongs to its event loop, and some servers of tests have one per request.
        self._own: RunVar[httpx.AsyncClient] = RunVar("x402_core.chain")
        # Takes a tenth of a second and more, in which no event loop should stand still.
        self._tls = httpx.create_ssl_context() if client is None else None

    async def ask(self, network: Network | str, queries: ChainQueries) -> Facts:
        """As `Chain.ask`."""
        nodes = self._nodes.of(Network(str(network)))
        answered: list[Facts] = []
        if nodes and queries:

            async def ask(asked: Node) -> None:
                answered.append(await run_async(node(asked, queries), self._post))

            async with anyio.create_task_group() as group:
                for asked in nodes:
                    group.start_soon(ask, asked)
        return Facts(*answered, nodes=len(nodes))

    async def facts(
        self,
        payment: PaymentPayload | v1.PaymentPayload,
        offer: Offer,
        *,
        now: int | datetime | None = None,
        policy: Policy | None = None,
        signers: Sequence[str] | None = None,
    ) -> Facts:
        """As `Chain.facts`."""
        return await run_async(self._facts(payment, offer, now, policy, signers), self._perform)

    async def prove(
        self,
        expected: Sequence[ExpectedTransfer],
        transaction: str,
        *,
        level: Level = "included",
    ) -> tuple[SettlementStatus, ...]:
        """As `Chain.prove`."""
        return await run_async(self._prove(expected, transaction, level), self._perform)

    async def check(self) -> None:
        """As `Chain.check`.

        Raises:
            InvalidValueError: A node serves another network than its own; both are named.
        """
        for network, _ in self._nodes:
            await self.ask(network, ChainQueries.of_network(network))
        self._nodes.check()

    async def aclose(self) -> None:
        """Closes the connections of this event loop, unless the `httpx.AsyncClient` was given."""
        own = self._own.get(None)
        if own is not None:
            await own.aclose()

    async def __aenter__(self) -> Self:
        """The client itself."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Closes it."""
        await self.aclose()

    def _http(self) -> httpx.AsyncClient:
        if self._given is not None:
            return self._given
        own = self._own.get(None)
        if own is None:
            own = httpx.AsyncClient(verify=self._tls or True)
            self._own.set(own)
        return own

    async def _perform(self, effect: Ask) -> Facts:
        return await self.ask(effect.network, effect.queries)

    async def _post(self, post: Post) -> Response:
        body = Body(self._timeout)
        client = self._http()
        try:
            sent = request(client, post, self._timeout)
            response = await client.send(sent, stream=True, follow_redirects=False)
            async with contextlib.aclosing(response):
                if not is_readable(response):
                    return NO_RESPONSE
                async for chunk in response.aiter_bytes():
                    if not body.take(chunk):
                        break
        except Exception as error:
            return lost(error)
        return body.response(response)
