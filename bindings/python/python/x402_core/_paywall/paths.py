"""The paths that an ASGI application may route by."""

from __future__ import annotations

__all__ = ["routed"]


def routed(path: str, root: str) -> tuple[str, ...]:
    """The path below the root where an application is mounted, the whole path, and other readings.

    The path has the root in it, but for servers that follow an older reading of ASGI. Litestar
    drops the root wherever the path has it, and all that is before it.
    """
    path, base = path or "/", root.rstrip("/")
    if not base:
        return path, path
    if path == base or path.startswith(base + "/"):
        return path[len(base) :] or "/", path
    parted = [path.partition(prefix) for prefix in (base, root)]
    below = ["/" + rest.lstrip("/") for _, found, rest in parted if found]
    return path, base + path, *below
