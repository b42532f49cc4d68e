"""JSON Patch (RFC 6902) on Python's values."""

from __future__ import annotations

import copy
from typing import Any

Op = dict[str, Any]


def token(name: str) -> str:
    """A member's name as part of a pointer."""
    return name.replace("~", "~0").replace("/", "~1")


def same(left: Any, right: Any) -> bool:
    """Equality that keeps `1`, `1.0` and `True` apart."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def _names(path: str) -> list[str]:
    return [name.replace("~1", "/").replace("~0", "~") for name in path.split("/")[1:]]


def _key(parent: Any, name: str) -> Any:
    return int(name) if isinstance(parent, list) else name


def find(document: Any, path: str) -> Any:
    """The value at a pointer."""
    for name in _names(path):
        document = document[_key(document, name)]
    return document


def has(document: Any, path: str) -> bool:
    """Whether there is a value at a pointer."""
    try:
        find(document, path)
    except (KeyError, IndexError, TypeError, ValueError):
        return False
    return True


def _walk(document: Any, path: str) -> tuple[Any, Any]:
    *parents, last = _names(path)
    for name in parents:
        document = document[_key(document, name)]
    return document, _key(document, last)


def put(document: Any, path: str, value: Any) -> Any:
    """`document` with `value` at the pointer, changed in place unless it is the whole."""
    if not path:
        return value
    parent, name = _walk(document, path)
    parent[name] = value
    return document


def apply(document: Any, op: Op) -> Any:
    """`document` after one operation, changed in place unless it is the whole."""
    kind, path = op["op"], op["path"]
    if kind == "remove":
        parent, name = _walk(document, path)
        del parent[name]
        return document
    value = copy.deepcopy(find(document, op["from"]) if kind == "copy" else op["value"])
    if not path:
        return value
    parent, name = _walk(document, path)
    there = 0 <= name < len(parent) if isinstance(parent, list) else name in parent
    if kind == "replace" and not there:
        raise ValueError(f"nothing to replace at {path}")
    if isinstance(parent, list) and (kind in ("add", "copy") or (kind == "sign" and not there)):
        parent.insert(name, value)
    else:
        parent[name] = value
    return document


def edit(document: Any, path: str, value: Any) -> Any:
    """A copy of `document` with `value` at the pointer `path`."""
    return put(copy.deepcopy(document), path, value)


def drop(document: Any, path: str) -> Any:
    """A copy of `document` without the member at the pointer `path`."""
    return apply(copy.deepcopy(document), {"op": "remove", "path": path})
