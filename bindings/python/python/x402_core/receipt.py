"""The role that proves: was the payee paid by this transaction?

A facilitator's response is a statement. Compare it with the chain, by nodes of your own or by the
JSON of a receipt:

1. `queries` states what to ask, until it states nothing more; two rounds at most;
2. `prove` is what the facts show, at the level that you want.

`x402_core.chain.Chain.prove` does both over HTTP. `Landed` reads a receipt alone, offline.
`search` and `find` look for another transaction that used an authorization.
"""

from ._native.receipt import (
    ExpectedTransfer,
    Landed,
    Movement,
    SearchResult,
    SettlementStatus,
    find,
    movements,
    prove,
    queries,
    search,
)

__all__ = [
    "ExpectedTransfer",
    "Landed",
    "Movement",
    "SearchResult",
    "SettlementStatus",
    "find",
    "movements",
    "prove",
    "queries",
    "search",
]
