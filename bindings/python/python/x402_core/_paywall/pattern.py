"""Which requests a route is for: `GET /weather`, `/items/{id}`, `/reports/*`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..errors import InvalidValueError

__all__ = ["Pattern"]

METHOD = re.compile(r"[A-Z]+")

PARAMETER = re.compile(
    r"\{(?P<name>[A-Za-z_]\w*)(?::(?P<kind>\w+))?\}"
    r"|<(?:(?P<kind2>\w+)(?:\([^)]*\))?:)?(?P<name2>[A-Za-z_]\w*)>"
)
"""A parameter as Starlette and FastAPI write it, or as Flask and Django do."""

SPECIAL = re.compile(r"[*{}<>?#\\%;\s]|^[:\[]|^\.\.?$")
"""What no plain piece of a path has, or what is another framework's way to write a parameter."""

EXPECTED = (
    "a path such as `/weather`, `/items/{id}` or `/reports/*`, "
    "with a method in capitals before it where only that one is meant"
)

LITERAL, PARAMETERS, REST = range(3)


@dataclass(frozen=True)
class Pattern:
    """A route's method and path."""

    text: str
    """As it was written."""
    method: str | None
    """The method; `None` for every one."""
    exact: re.Pattern[str]
    """What the path is as the application gets it."""
    folded: re.Pattern[str]
    """What the path may be taken for, once it is folded."""
    rank: tuple[tuple[int, int], ...]
    """More specific patterns sort first."""

    @classmethod
    def parse(cls, text: str) -> Pattern:
        """Reads a route.

        Raises:
            InvalidValueError: It is none. Nothing is guessed: a route that is not understood
                would leave a path free.
        """
        method, _, path = text.rpartition(" ")
        method = method.strip()
        if not path.startswith("/") or (method and not METHOD.fullmatch(method)):
            raise _invalid(text)
        segments = path[1:].split("/")
        below = "(?:/.*)?" if segments[-1] == "*" else ""
        if below:
            segments.pop()
        pieces = [_pieces(segment, text) for segment in segments]
        widths = [
            (width, -len(segment)) for (_, width), segment in zip(pieces, segments, strict=True)
        ]
        exact = "".join(f"/{regex}" for regex, _ in pieces)
        plain = exact if below else exact.rstrip("/") or "/"
        try:
            return cls(
                text=text,
                method=method or None,
                exact=re.compile(exact + below, re.DOTALL),
                folded=re.compile(plain + below, re.DOTALL | re.IGNORECASE),
                rank=(*widths, (REST if below else -1, 0), (0 if method else 1, 0)),
            )
        except re.error:
            raise _invalid(text) from None

    @property
    def shape(self) -> tuple[str | None, str]:
        """What is the same for routes that differ only in the names of their parameters."""
        return self.method, re.sub(r"\?P<\w+>", "", self.exact.pattern)

    def covers(self, method: str) -> bool:
        """Whether the route is for this method too: `HEAD` is answered by what answers `GET`."""
        return self.method in (None, method) or (self.method, method) == ("GET", "HEAD")


def _pieces(segment: str, text: str) -> tuple[str, int]:
    """The expression for one segment, and how much it takes in."""
    regex, width, at = "", LITERAL, 0
    for found in PARAMETER.finditer(segment):
        rest = "path" in (found["kind"], found["kind2"])
        name = found["name"] or found["name2"]
        regex += _literal(segment[at : found.start()], text)
        regex += f"(?P<{name}>.*)" if rest else f"(?P<{name}>[^/]+)"
        width, at = max(width, REST if rest else PARAMETERS), found.end()
    return regex + _literal(segment[at:], text), width


def _literal(piece: str, text: str) -> str:
    if SPECIAL.search(piece):
        raise _invalid(text)
    return re.escape(piece)


def _invalid(text: str) -> InvalidValueError:
    message = f"a route: expected {EXPECTED}, found {text!r}"
    return InvalidValueError(message, noun="route", expected=EXPECTED, found=text)
