"""Applies a mutation to the decoded content of its base, and refuses one that replaces too much."""

from __future__ import annotations

import copy
from typing import Any

import coding
import patch
import splice
from patch import Op, same

SMALL = 16  # bytes that may stand in the place of anything
TAKEN = 256  # bytes that more than `SMALL` ones may take the place of; also what may be put into a text
VALUE = 768  # bytes of one value that is put into a document
TOTAL = 1024  # bytes that a mutation may put into documents in all, but for signatures


def size(value: Any) -> int:
    """The bytes of a value in compact JSON."""
    return len(coding.compact(value).encode())


def replay(base: Any, ops: list[Op], changed: Any) -> Any:
    """`base` after `ops`; `changed` gives the wording where the same content was only respelled."""
    document, total, done = copy.deepcopy(base), 0, set()
    for op in ops:
        total += _put(document, op)
        if (after := {"add": "remove", "within": "within"}.get(op["op"])) and (after, op["path"]) in done:
            raise ValueError(f"{op['path']} is changed twice")
        done.add((op["op"], op["path"]))
        document = _apply(document, op, changed)
    if total > TOTAL:
        raise ValueError(f"{total} bytes are put in, more than {TOTAL}")
    return document


def _put(document: Any, op: Op) -> int:
    """How many bytes the operation puts into the document."""
    if op["op"] not in ("add", "replace"):
        return 0
    new = size(op["value"])
    old = size(patch.find(document, op["path"])) if op["op"] == "replace" else 0
    if new > VALUE or (old > TAKEN and new > SMALL):
        raise ValueError(f"{new} bytes in the place of {old} at {op['path']} prove nothing")
    return new


def _apply(document: Any, op: Op, changed: Any) -> Any:
    kind, path = op["op"], str(op["path"])
    if kind == "within":
        content = coding.exact(patch.find(document, path), op["as"])
        return patch.put(document, path, coding.redo(inside(content, op["ops"]), op["as"]))
    if kind == "recode":
        content = coding.exact(patch.find(document, op.get("from", path)), op["as"])
        document = patch.apply(document, {"op": "remove", "path": op["from"]}) if "from" in op else document
        return patch.put(document, path, coding.redo(content, op["to"]))
    if kind == "respell":
        if changed is None:
            raise ValueError("only a whole text can be respelled")
        wording = patch.find(changed, path)
        if not same(coding.undo(patch.find(document, path), op["as"]), coding.undo(wording, op["as"])):
            raise ValueError(f"{path} holds something else")
        return patch.put(document, path, wording)
    if kind == "wrap":
        return patch.put(document, path, [patch.find(document, path)])
    return patch.apply(document, op)


def inside(content: Any, ops: list[Op]) -> Any:
    """What an encoding holds, after `ops`: splices in text and bytes, patches in documents."""
    if ops[0]["op"] not in splice.KINDS:
        return replay(content, ops, None)
    put, gone = splice.sizes(content, ops)
    if put > TAKEN or (gone > TAKEN and put > SMALL):
        raise ValueError(f"{put} bytes in the place of {gone} prove nothing")
    return splice.apply(content, ops)
