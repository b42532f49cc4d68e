"""Whether this process is one of several that serve the application."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from .record import LOGGER

__all__ = ["WorkersAdvice", "several_workers"]

SERVERS = {"granian", "gunicorn", "hypercorn", "uvicorn"}
"""The servers whose command line has `--workers`."""

FLAG = re.compile(r"(?:-w|--workers)(?:=?([0-9]+))?")


def several_workers(argv: Sequence[str], environ: Mapping[str, str]) -> str | None:
    """What shows that there are several workers, such as `--workers 4`; `None` if nothing does.

    Uvicorn and gunicorn read `WEB_CONCURRENCY`; their command line outranks it.
    """
    command = PurePath(argv[0]) if argv else PurePath()
    names = {command.stem, command.parent.name}  # `python -m uvicorn` runs `uvicorn/__main__.py`
    arguments = list(argv[1:]) if names & SERVERS else []
    if "gunicorn" in names:
        arguments = environ.get("GUNICORN_CMD_ARGS", "").split() + arguments
    said = None
    for argument, following in zip(arguments, [*arguments[1:], ""]):
        flag = FLAG.fullmatch(argument)
        if flag is not None:
            said = _number("--workers ", flag[1] or following) or said
    said = said or _number("WEB_CONCURRENCY=", environ.get("WEB_CONCURRENCY", ""))
    return None if said is None or said.endswith(("=1", " 1", "=0", " 0")) else said


def _number(name: str, text: str) -> str | None:
    return f"{name}{int(text)}" if re.fullmatch(r"[0-9]{1,9}", text) else None


class WorkersAdvice:
    """The warning that workers do not share what they remember, written once."""

    given = False
    """Whether it was written in this process."""

    def __init__(self, store: object, shared: str) -> None:
        """The advice of a middleware with this store.

        Args:
            store: The replay store.
            shared: The class of a store that workers can share.
        """
        self.in_memory = type(store).__module__ == "x402_core.replay"
        self.shared = shared
        self.give(several_workers(sys.argv, os.environ))

    def give(self, sign: str | None) -> None:
        """Writes the warning if there are several workers and it was not written before.

        Args:
            sign: What shows that there are several; `None` if nothing does.
        """
        if sign is None or not self.in_memory or WorkersAdvice.given:
            return
        WorkersAdvice.given = True
        LOGGER.warning(
            "there are several workers (%s) and the replay store is in memory: each worker "
            "remembers payments for itself, and one payment buys an answer from every worker. "
            "Share a store, such as `replay_store=%s.from_url(...)` of `x402_core.redis`, "
            "or run one worker",
            sign,
            self.shared,
        )
