"""What a path may be taken for.

A paywall and the application behind it must not read one path in two ways: what one of them calls
free, the other may serve as paid content. So a path that is not written plainly is read in every
way that a careless reader may read it.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote, urlsplit

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["fold", "readings", "routed"]

PLAIN = re.compile(r"(?:/(?!\.\.?(?:/|$))[a-z0-9._~!$&'()*+,=:@-]+)+")
"""Every reader reads it alike: no doubled slash, no dot segment, nothing encoded, lower case."""

LONGEST = 2048
"""In characters: a longer path that is not plain is read by nobody, since that takes long."""

PASSES = 5
"""How often a path may be encoded over; each pass of a longer chain costs the whole path."""


def readings(path: str) -> tuple[str, ...] | None:
    """The folded paths that this one may be taken for.

    Returns:
        `None` if the path is encoded more often than anybody would by mistake, or very long.
    """
    if PLAIN.fullmatch(path):
        return (path,)
    if len(path) > LONGEST:
        return None
    decoded = _decode(path)
    if unquote(decoded) != decoded:
        return None
    return tuple(dict.fromkeys(fold(reading) for reading in _chain(path)))


def fold(path: str) -> str:
    """The path without the differences that some applications overlook: case, a last slash."""
    return path.lower().rstrip("/") or "/"


def routed(path: str, root: str) -> tuple[str, ...]:
    """What an ASGI application may route by: the path below where it is mounted, and the whole.

    The path has the root in it, but for servers that follow an older reading of ASGI.
    """
    path, root = path or "/", root.rstrip("/")
    if not root:
        return (path,)
    if path == root or path.startswith(root + "/"):
        return (path[len(root) :] or "/", path)
    return (path, root + path)


def _chain(path: str) -> Iterable[str]:
    """The path as it is after any of the steps that readers take: each takes some of them."""
    found = {path: None}
    for step in STEPS:
        found.update(dict.fromkeys([step(reading) for reading in found]))
    return found


def _rooted(path: str) -> str:
    return "/" + path.lstrip("/")


def _without_origin(path: str) -> str:
    if path.startswith("/"):
        return path
    try:
        return urlsplit(path).path or "/"
    except ValueError:
        return path


def _decode(path: str) -> str:
    for _ in range(PASSES):
        decoded = unquote(path)
        if decoded == path:
            break
        path = decoded
    return path


def _printable(path: str) -> str:
    path = unicodedata.normalize("NFKC", path)
    return re.sub(r"[\x00-\x20\x7f-\xa0]", "", path)


def _cut(path: str) -> str:
    return re.split(r"[?#]", path, maxsplit=1)[0]


def _strip_parameters(path: str) -> str:
    return re.sub(r";[^/\\]*", "", path)


def _merge_slashes(path: str) -> str:
    return re.sub(r"[/\\]+", "/", path)


def _resolve_dots(path: str) -> str:
    kept: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept).lstrip("/")


STEPS = (
    _without_origin,
    _decode,
    _printable,
    _cut,
    _strip_parameters,
    _rooted,
    _merge_slashes,
    _resolve_dots,
)
