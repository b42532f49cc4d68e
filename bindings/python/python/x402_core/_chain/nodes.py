"""Which nodes there are, by network."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import httpx

from .._loopback import is_loopback
from .._native.chain import Shape
from .._native.network import Network
from ..errors import InvalidValueError

log = logging.getLogger("x402_core.chain")

Given = Mapping[str, "str | Sequence[str]"]
"""The URLs of nodes by network."""


@dataclass(eq=False, repr=False)
class Node:
    """One node. Its URL may hold a key: it is never shown."""

    number: int
    url: str
    network: Network
    shape: Shape = field(default_factory=Shape)
    """What the node takes, as far as it is known."""
    serves: Network | None = None
    """The network that it serves by its own answer, once it has answered."""

    @property
    def is_wrong(self) -> bool:
        """Whether it serves another network than its own."""
        return self.serves not in (None, self.network)

    def named(self, network: Network) -> None:
        """Takes note of the network that it serves; another one is logged once."""
        if network == self.serves:
            return
        self.serves = network
        if self.is_wrong:
            log.error(
                "node %d of %s serves %s: nothing that it answers counts. Check its URL",
                self.number + 1,
                self.network,
                network,
            )


class Nodes:
    """The nodes of each network."""

    def __init__(self, given: Given, allow_http: bool) -> None:
        """Reads the URLs, and warns of a network that has one node.

        Raises:
            InvalidValueError: A network or a URL is invalid, or a network has no node or one twice.
        """
        self._by_network: dict[Network, tuple[Node, ...]] = {}
        for name, urls in given.items():
            network = name if isinstance(name, Network) else Network(name)
            if network in self._by_network:
                raise _invalid("each network once", f"`{network}` twice")
            urls = [urls] if isinstance(urls, str) else list(urls)
            if not urls or len(set(urls)) < len(urls):
                found = "no URL" if not urls else "one URL twice"
                raise _invalid(f"different URLs for `{network}`", found)
            self._by_network[network] = tuple(
                Node(number, _url(url, allow_http), network) for number, url in enumerate(urls)
            )
            if len(urls) == 1:
                log.warning(
                    "%s has one node: what it answers is believed, and an absence ends nothing. "
                    "Give the URLs of two or more independent nodes",
                    network,
                )

    def of(self, network: Network) -> tuple[Node, ...]:
        """The nodes of a network; none for a network that has none."""
        return self._by_network.get(network, ())

    def __iter__(self) -> Iterator[tuple[Network, tuple[Node, ...]]]:
        """Each network with its nodes."""
        return iter(self._by_network.items())

    def check(self) -> None:
        """Raises if a node serves another network, by what the nodes have answered.

        Raises:
            InvalidValueError: A node does; both networks are named.
        """
        for network, nodes in self:
            for node in nodes:
                if node.is_wrong:
                    found = f"node {node.number + 1} of them, which serves `{node.serves}`"
                    raise _invalid(f"nodes of `{network}`", found)

    def __repr__(self) -> str:
        """The networks, and how many nodes each has."""
        counts = (f"{network}: {len(nodes)}" for network, nodes in self._by_network.items())
        return ", ".join(counts)


def _url(text: object, allow_http: bool) -> str:
    # A URL is not quoted: providers put keys in it.
    try:
        url = httpx.URL(text) if isinstance(text, str) else None
    except httpx.InvalidURL:
        url = None
    if url is None or url.scheme not in ("https", "http") or not url.host:
        raise _invalid("a URL such as https://node.example", "another text")
    if url.scheme == "http" and not allow_http and not is_loopback(url.host):
        raise _invalid("https, or `allow_http=True` where the network is trusted", "http")
    return str(url)


def _invalid(expected: str, found: str) -> InvalidValueError:
    return InvalidValueError(
        f"nodes: expected {expected}, found {found}",
        noun="nodes",
        expected=expected,
        found=found,
    )
