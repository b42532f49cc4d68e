"""JSON Patch (RFC 6902): the difference of two documents, and its application."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

Op = dict[str, Any]


def _token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def diff(base: Any, changed: Any, described: Mapping[str, str]) -> list[Op]:
    """The operations that turn `base` into `changed`.

    A pointer in `described` gets its words instead: there the documents differ in
    text whose decoded content is what was changed.
    """
    ops = list(_diff(base, changed, "", described))
    seen = {op["path"] for op in ops if op["op"] == "describe"}
    if missing := described.keys() - seen:
        raise ValueError(f"nothing changed at {sorted(missing)}")
    return ops


def _diff(base: Any, changed: Any, path: str, described: Mapping[str, str]) -> Iterator[Op]:
    if same(base, changed):
        return
    if path in described:
        yield {"op": "describe", "path": path, "text": described[path]}
    elif isinstance(base, dict) and isinstance(changed, dict):
        for name in [*base, *(name for name in changed if name not in base)]:
            inner = f"{path}/{_token(name)}"
            if name not in changed:
                yield {"op": "remove", "path": inner}
            elif name not in base:
                yield {"op": "add", "path": inner, "value": changed[name]}
            else:
                yield from _diff(base[name], changed[name], inner, described)
    else:
        yield {"op": "replace", "path": path, "value": changed}


def same(left: Any, right: Any) -> bool:
    """Equality that keeps `1`, `1.0` and `True` apart."""
    if type(left) is not type(right):
        return False
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[name], right[name]) for name in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return bool(left == right)


def apply(base: Any, ops: list[Op], described_from: Any) -> Any:
    """`base` after `ops`; what was only described is taken from `described_from`."""
    document = copy.deepcopy(base)
    for op in ops:
        if op["op"] == "remove":
            parent, name = _walk(document, op["path"])
            del parent[name]
            continue
        value = _get(described_from, op["path"]) if op["op"] == "describe" else op["value"]
        if not op["path"]:
            document = copy.deepcopy(value)
            continue
        parent, name = _walk(document, op["path"])
        if op["op"] == "replace" and name not in parent:
            raise ValueError(f"nothing to replace at {op['path']}")
        parent[name] = copy.deepcopy(value)
    return document


def _names(path: str) -> list[str]:
    return [name.replace("~1", "/").replace("~0", "~") for name in path.split("/")[1:]]


def _get(document: Any, path: str) -> Any:
    for name in _names(path):
        document = document[name]
    return document


def _walk(document: Any, path: str) -> tuple[dict[str, Any], str]:
    *parents, last = _names(path)
    for name in parents:
        document = document[name]
    return document, last


def edit(document: Any, path: str, value: Any) -> Any:
    """A copy of `document` with `value` at the pointer `path`."""
    copied = copy.deepcopy(document)
    parent, name = _walk(copied, path)
    parent[name] = value
    return copied


def drop(document: Any, path: str) -> Any:
    """A copy of `document` without the member at the pointer `path`."""
    copied = copy.deepcopy(document)
    parent, name = _walk(copied, path)
    del parent[name]
    return copied
