"""What goes wrong in a store. The texts are for the log: they name no row."""

from __future__ import annotations

from ..errors import X402Error

__all__ = ["StoreOpenError", "StoreUnavailableError", "StoreUnknownError"]


class StoreOpenError(X402Error):
    """The store cannot be opened: what is wrong, and what to do."""


class StoreUnavailableError(X402Error):
    """The command was not carried out."""


class StoreUnknownError(X402Error):
    """The answer was lost: the command may have been carried out."""
