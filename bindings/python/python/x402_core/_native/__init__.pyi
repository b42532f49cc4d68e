"""The native half: what the package's public modules are made of."""

from . import (
    asset as asset,
    bill as bill,
    client as client,
    exchange as exchange,
    facilitator as facilitator,
    header as header,
    message as message,
    money as money,
    network as network,
    page as page,
    policy as policy,
    receipt_mismatch as receipt_mismatch,
    refused_entry as refused_entry,
    routes as routes,
    scheme as scheme,
    server as server,
    session as session,
    spending as spending,
    v1 as v1,
    verify as verify,
    wallet as wallet,
)

__all__ = [
    "__version__",
    "asset",
    "bill",
    "client",
    "exchange",
    "facilitator",
    "header",
    "message",
    "money",
    "network",
    "page",
    "policy",
    "receipt_mismatch",
    "refused_entry",
    "routes",
    "scheme",
    "server",
    "session",
    "spending",
    "v1",
    "verify",
    "wallet",
]

__version__: str
"""The version of the package and of the core in it."""
