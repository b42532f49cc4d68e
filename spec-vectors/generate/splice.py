"""What distinguishes two texts, or two byte strings, as a few small operations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

Op = dict[str, Any]
Sequence = Any  # both are `str`, or both `bytes`

KINDS = ("splice", "duplicate", "every")
COMPARABLE = 4_000_000  # the product of two lengths that can be compared part by part
NEAR = 4  # what two changes have in common between them, if it is shorter, belongs to one change
SHARED = 64  # from here on inserted content is sought in what is there


def diff(base: Sequence, changed: Sequence) -> list[Op]:
    """The operations that turn `base` into `changed`, from the left to the right."""
    edits = list(_edits(base, changed))
    if every := _every(base, changed, edits):
        return [every]
    return [op for edit in _joined(edits) for op in _ops(base, changed, *edit)]


def apply(base: Sequence, ops: list[Op]) -> Sequence:
    """`base` after the operations."""
    raw = base.encode() if isinstance(base, str) else base
    for op in ops:
        if op["op"] == "every":
            raw = raw.replace(_raw(base, op["find"]), _raw(base, op["insert"]))
            continue
        at = op["at"]
        if op["op"] == "duplicate":
            raw = raw[:at] + raw[op["from"] : op["from"] + op["length"]] + raw[at:]
        else:
            raw = raw[:at] + _raw(base, op.get("insert", "")) * op.get("times", 1) + raw[at + op.get("remove", 0) :]
    return raw.decode() if isinstance(base, str) else raw


def sizes(base: Sequence, ops: list[Op]) -> tuple[int, int]:
    """How many bytes the operations put in, repetitions counted once, and how many they take away."""
    put = sum(len(_raw(base, op.get("insert", ""))) for op in ops)
    return put, sum(op.get("remove", 0) + len(_raw(base, op.get("find", ""))) for op in ops)


def _raw(kind: Sequence, literal: str) -> bytes:
    return literal.encode() if isinstance(kind, str) else bytes.fromhex(literal)


def _literal(part: Sequence) -> str:
    return part if isinstance(part, str) else part.hex()


def _length(part: Sequence) -> int:
    return len(part.encode()) if isinstance(part, str) else len(part)


Edit = tuple[int, int, int, int]  # a range of `base` that became a range of `changed`


def _every(base: Sequence, changed: Sequence, edits: list[Edit]) -> Op | None:
    """One short part that was replaced wherever it stands, at least four times."""
    parts = {(base[i:k], changed[j:m]) for i, k, j, m in edits}
    if len(edits) < 4 or len(parts) != 1:
        return None
    found, put = parts.pop()
    if not found or base.replace(found, put) != changed:
        return None
    return {"op": "every", "find": _literal(found), "insert": _literal(put)}


def _edits(base: Sequence, changed: Sequence) -> Iterator[Edit]:
    shorter = min(len(base), len(changed))
    left = next((i for i in range(shorter) if base[i] != changed[i]), shorter)
    right = next((i for i in range(shorter - left) if base[-1 - i] != changed[-1 - i]), shorter - left)
    inner, outer = base[left : len(base) - right], changed[left : len(changed) - right]
    comparable = 0 < len(inner) * len(outer) <= COMPARABLE
    opcodes = SequenceMatcher(None, inner, outer, autojunk=False).get_opcodes() if comparable else [("replace", 0, len(inner), 0, len(outer))]
    for tag, i, k, j, m in opcodes:
        if tag != "equal" and (i < k or j < m):
            yield left + i, left + k, left + j, left + m


def _joined(edits: list[Edit]) -> list[Edit]:
    """The edits, those with hardly anything between them made one."""
    joined: list[Edit] = []
    for i, k, j, m in edits:
        if joined and i - joined[-1][1] < NEAR:
            first = joined.pop()
            i, j = first[0], first[2]
        joined.append((i, k, j, m))
    return joined


def _ops(base: Sequence, changed: Sequence, i: int, k: int, j: int, m: int) -> Iterator[Op]:
    """One edit; what stands left of it is already as in `changed`."""
    gone = _length(base[i:k])
    pieces = list(_pieces(changed[j:m], changed[:j])) or [(changed[:0], 1, None)]
    at = _length(changed[:j])
    for part, times, source in pieces:
        op: Op = {"op": "splice", "at": at, "remove": gone, "insert": _literal(part), "times": times}
        if source is not None:
            if gone:
                yield {"op": "splice", "at": at, "remove": gone}
            op = {"op": "duplicate", "at": at, "from": _length(changed[:source]), "length": _length(part)}
        yield {name: value for name, value in op.items() if (name, value) not in (("remove", 0), ("insert", ""), ("times", 1))}
        at += _length(part) * times
        gone = 0


def _pieces(inserted: Sequence, there: Sequence) -> Iterator[tuple[Sequence, int, int | None]]:
    """Inserted content as literals, repetitions and copies of what stands left of it: part, times, source."""
    pattern = r"(.{1,4}?)\1{15,}"
    run = re.search(pattern if isinstance(inserted, str) else pattern.encode(), inserted, re.DOTALL)
    if run:
        yield from _pieces(inserted[: run.start()], there)
        yield run[1], len(run[0]) // len(run[1]), None
        yield from _pieces(inserted[run.end() :], there)
        return
    if len(inserted) >= SHARED:
        found = SequenceMatcher(None, there, inserted, autojunk=False).find_longest_match()
        if found.size >= SHARED:
            yield from _pieces(inserted[: found.b], there)
            yield inserted[found.b : found.b + found.size], 1, found.a
            yield from _pieces(inserted[found.b + found.size :], there)
            return
    if inserted:
        yield inserted, 1, None
