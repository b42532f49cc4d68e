"""Which rules the set holds from both sides, and how many of its vectors are different ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import code_table
import coding
from model import Group, Vector
from patch import Op

# The rules about quantities: each has a last value that passes and a first that does not.
QUANTITIES = (
    "header.size", "json.depth", "json.nodes", "member.value",
    "amount.mismatch", "time.expired", "time.early", "funds.insufficient", "allowance.insufficient",
    "signature.length", "signature.v", "signature.malleable", "signature.range",
    "svm.size", "svm.signers", "svm.instruction_count", "svm.compute_limit.too_high", "svm.compute_price.too_high", "svm.transfer",
    "memo.count", "memo.mismatch", "time.too_far", "svm.compute_limit.too_low", "svm.guard.count", "svm.guard.kind", "svm.guard.form",
    "svm.readonly", "svm.decimals", "svm.token_program", "memo.utf8", "memo.signers", "permit2.amount_zero", "contract.foreign", "blockhash.zero",
)  # fmt: skip

ACCEPTED = 0.2  # at least this part of the set is to be accepted


def places(ops: list[Op] | tuple[Op, ...], prefix: str = "") -> Iterator[str]:
    """The pointers that a mutation changes, `!` where one goes on inside an encoding; signatures made anew aside."""
    for op in ops:
        inner = op.get("ops", [])
        if op["op"] == "sign":
            continue
        if inner and op["as"][-1:] in (["json"], ["solana"]):
            yield from places(inner, f"{prefix}{op['path']}!")
        else:
            yield prefix + op["path"]


def side(vector: Vector) -> str:
    """The verdict of the newest revision, with its reason."""
    newest = vector.expect[-1]
    return f"{newest['verdict']} {newest.get('code', '')}".strip()


def check(groups: list[Group]) -> None:
    """Raise an error for a request that stands twice, for too few accepted vectors, or for half a rule."""
    for same in _requests(groups).values():
        # Another file may have the same control, so that each can be run alone.
        files = {vector.id.split("/")[0] for vector in same}
        if len(same) > 1 and (len(files) < len(same) or {side(vector) for vector in same} != {"accept"}):
            raise ValueError(f"{[vector.id for vector in same]} ask the same")
    sides = [side(vector) for vector in _all(groups)]
    if sides.count("accept") < ACCEPTED * len(sides):
        raise ValueError(f"{sides.count('accept')} of {len(sides)} vectors are to be accepted, less than one in five")
    if half := [code for code, _ in boundaries(groups)]:
        raise ValueError(f"no boundary from both sides: {half}; see generate.py --coverage")


def _requests(groups: list[Group]) -> dict[str, list[Vector]]:
    """The vectors by what they ask."""
    requests: dict[str, list[Vector]] = {}
    for vector in _all(groups):
        request = coding.compact([vector.case.op, vector.case.document()])
        requests.setdefault(request, []).append(vector)
    return requests


def boundaries(groups: list[Group]) -> list[tuple[str, list[str]]]:
    """The rules about quantities without a boundary from both sides, with the boundary rejects that there are."""
    missing = []
    for code in QUANTITIES:
        rejected = [(group, vector) for group in groups for vector in group.vectors if _boundary(group, vector) and side(vector) == f"reject {code}"]
        beside = [other.id for group, vector in rejected for other in group.vectors if _beside(group, vector, other)]
        if not rejected or not beside:
            missing.append((code, [vector.id for _, vector in rejected]))
    return missing


def _boundary(group: Group, vector: Vector) -> bool:
    return any(group.notes[flag]["kind"] == "BOUNDARY" for flag in vector.flags)


def _beside(group: Group, rejected: Vector, other: Vector) -> bool:
    """Whether the other is the accepted boundary of the same quantity: the base, or changed at the same place."""
    if not _boundary(group, other) or side(other) != "accept":
        return False
    return other.id == rejected.base or bool(set(places(other.mutation)) & set(places(rejected.mutation)))


def distinct(groups: list[Group]) -> int:
    """How many differ in rule, side or class of input: place of the change, and shape of what is put there. Rather too few."""
    return len({_class(vector) for vector in _all(groups)})


def _class(vector: Vector) -> tuple[Any, ...]:
    root = vector.id if vector.base is None else ""
    return (vector.id.split("/")[0], side(vector), tuple(sorted(set(places(vector.mutation)))), tuple(_shapes(vector.mutation)), root)


def _shapes(ops: list[Op] | tuple[Op, ...]) -> Iterator[str]:
    """What operations put where it was, in outline: words and numbers count as one letter."""
    for op in ops:
        if op["op"] != "sign":
            put = op.get("value", [op.get("insert"), op.get("at"), op.get("remove"), op.get("to")])
            yield f"{op['op']} {re.sub('[A-Za-z]+', 'a', re.sub('[0-9]+', '0', coding.compact(put)))}"
            yield from _shapes(op.get("ops", []))


def _all(groups: list[Group]) -> Iterator[Vector]:
    return (vector for group in groups for vector in group.vectors)


def report(groups: list[Group]) -> list[str]:
    """What `--coverage` prints."""
    vectors = list(_all(groups))
    lines = [f"{code}: no vector" for code in unused(groups)]
    for code, rejected in boundaries(groups):
        missing = "accept at the same place or as base" if rejected else "reject"
        lines.append(f"{code}: no boundary {missing}; there is {rejected or 'nothing'}")
    accepted = sum(side(vector) == "accept" for vector in vectors)
    lines.append(f"{len(vectors)} vectors, {len(_requests(groups))} different requests, {accepted / len(vectors):.1%} to be accepted")
    lines.append(f"at least {distinct(groups)} distinct in rule, side and class of input")
    return lines


def unused(groups: list[Group]) -> list[str]:
    """The codes for malformed and rejected messages that no vector expects."""
    used = {one.get("code") for vector in _all(groups) for one in vector.expect}
    return [code.code for code in code_table.ALL if code.kind in ("malformed", "rejected") and code.code not in used]
