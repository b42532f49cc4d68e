"""The role that proves: was the payee paid by this transaction?

A facilitator's response is a statement. Compare it with the chain, by nodes of your own or by the
JSON of a receipt:

1. `queries` states what to ask, until it states nothing more; two rounds at most;
2. `prove` is what the facts show, at the level that you want.

`x402_core.chain.Chain.prove` does both over HTTP. `movements` reads a receipt alone, offline.
"""

from ._native.receipt import (
    ExpectedTransfer,
    Movement,
    SettlementStatus,
    movements,
    prove,
    queries,
)

__all__ = [
    "ExpectedTransfer",
    "Movement",
    "SettlementStatus",
    "movements",
    "prove",
    "queries",
]
