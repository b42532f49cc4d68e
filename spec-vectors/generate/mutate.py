"""The difference of two requests as operations on decoded content.

JSON Patch (RFC 6902) and what it lacks: `within` an encoding, another encoding (`recode`), the same
content in other words (`respell`), a list of one (`wrap`), and a signature by a labelled key (`sign`, told by `resign`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

import coding
import patch
import replay
import splice
from patch import Op, drop, edit, same  # noqa: F401  (the groups edit requests by this module)

# What text may hold: documents, and texts and bytes that are read by nobody.
DOCUMENTS = (["base64", "utf8", "json"], ["base64", "solana"], ["json"])
TEXTS: tuple[list[str], ...] = (["base64", "utf8"], ["base64"], ["0xhex"], [])
# The same content, encoded in another way.
RECODED: tuple[tuple[list[str], list[str]], ...] = (
    (["base64"], ["base64url"]), (["base64"], ["base58"]), (["base64"], ["hex"]), (["base64"], ["0xhex"]),
    (["base64", "utf8"], []), ([], ["base64", "utf8"]), (["base64", "utf8"], ["base64", "utf16le"]), (["base64", "utf8"], ["base64", "utf16be"]),
)  # fmt: skip
RESPELLED = (["base64", "utf8", "json"], ["json"])
LONG = 4096  # of base64: more takes base58 long, which is quadratic
FEW = 4  # splices; more are told as changed members, whose text is then respelled
FORMS = {"payload_text": ["json"], "payload_header": ["base64", "utf8", "json"]}


def diff(base: Any, changed: Any, described: Mapping[str, str]) -> list[Op]:
    """The operations that turn `base` into `changed`; `described` are words on the change at a pointer."""
    if missing := [path for path in described if patch.has(base, path) and same(patch.find(base, path), patch.find(changed, path))]:
        raise ValueError(f"nothing changed at {sorted(missing)}")
    moved, between = _moved(base, changed)
    return [*moved, *_diff(between, changed, "", described)]


def _moved(base: Any, changed: Any) -> tuple[list[Op], Any]:
    """A payment that is an object in one request and text in the other."""
    for name, codings in FORMS.items():
        if "payload" in base["input"] and name in changed["input"] and "payload" not in changed["input"]:
            op: Op = {"op": "recode", "from": "/input/payload", "path": f"/input/{name}", "as": [], "to": codings}
            return [op], replay.replay(base, [op], changed)
    return [], base


def _diff(base: Any, changed: Any, path: str, described: Mapping[str, str]) -> Iterator[Op]:
    if same(base, changed):
        return
    if isinstance(base, dict) and isinstance(changed, dict):
        for name in [*base, *(name for name in changed if name not in base)]:
            inner = f"{path}/{patch.token(name)}"
            if name not in changed:
                yield {"op": "remove", "path": inner}
            elif name not in base:
                yield from _put("add", inner, changed[name])
            else:
                yield from _diff(base[name], changed[name], inner, described)
    elif isinstance(base, list) and isinstance(changed, list):
        yield from _lists(base, changed, path, described)
    elif isinstance(base, dict) and isinstance(changed, str) and (held := _written(base, changed)):
        yield {"op": "recode", "path": path, "as": [], "to": held}
    elif isinstance(base, str) and isinstance(changed, list):
        yield {"op": "wrap", "path": path}
        yield from _lists([base], changed, path, described)
    elif isinstance(base, str) and isinstance(changed, str) and (path in described or len(base) > replay.TAKEN):
        words = {"text": described[path]} if path in described else {}
        yield from (op | (words if index == 0 else {}) for index, op in enumerate(_text(base, changed, path)))
    else:
        yield from _put("replace", path, changed)


def _written(document: Any, text: str) -> list[str] | None:
    """How a document became text."""
    return next((codings for codings in FORMS.values() if coding.redo(document, codings) == text), None)


def _lists(base: list[Any], changed: list[Any], path: str, described: Mapping[str, str]) -> Iterator[Op]:
    """Items one by one, each at its place after the operations before."""
    if len(base) * len(changed) > splice.COMPARABLE:
        raise ValueError(f"too many items at {path}")
    old, new = ([coding.compact(item) for item in items] for items in (base, changed))
    slots = path == "/signatures"  # each belongs to the account at its place
    opcodes = [("replace", 0, len(old), 0, len(new))] if slots else SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for tag, i, k, j, m in opcodes:
        if tag == "equal":
            continue
        paired = min(k - i, m - j)
        for step in range(paired):
            yield from _diff(base[i + step], changed[j + step], f"{path}/{j + step}", described)
        for _ in range(i + paired, k):
            yield {"op": "remove", "path": f"{path}/{j + paired}"}
        for index in range(j + paired, m):
            # Something long that much resembles the item before it is a copy with changes.
            if index and replay.size(changed[index]) > replay.VALUE and replay.size(_shortened(changed[index], "")[0]) > replay.VALUE:
                yield {"op": "copy", "from": f"{path}/{index - 1}", "path": f"{path}/{index}"}
                yield from _diff(changed[index - 1], changed[index], f"{path}/{index}", described)
            else:
                yield from _put("add", f"{path}/{index}", changed[index])


def _put(op: str, path: str, value: Any) -> Iterator[Op]:
    """A value; what strings in it repeat many times is put there afterwards, if it is long."""
    short, runs = _shortened(value, path) if replay.size(value) > replay.VALUE else (value, [])
    yield {"op": op, "path": path, "value": short}
    for place, ops in runs:
        yield {"op": "within", "path": place, "as": [], "ops": ops}


def _shortened(value: Any, path: str) -> tuple[Any, list[tuple[str, list[Op]]]]:
    if isinstance(value, str):
        kept = "".join(op["insert"] for op in splice.diff("", value) if "times" not in op)
        return (kept, [(path, splice.diff(kept, value))]) if kept != value else (value, [])
    runs: list[tuple[str, list[Op]]] = []
    short = copy.copy(value)
    for name, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        short[name], more = _shortened(item, f"{path}/{patch.token(str(name))}")
        runs += more
    return short, runs


def _text(base: str, changed: str, path: str) -> list[Op]:
    """What was changed in that which a text holds; the deepest encoding that tells it in few words."""
    for codings in DOCUMENTS:
        if ops := _within(base, changed, codings):
            return [{"op": "within", "path": path, "as": codings, "ops": ops}]
    for source, to in RECODED:
        if "base58" in to and len(base) > LONG:
            continue
        try:
            if coding.redo(coding.exact(base, source), to) == changed:
                return [{"op": "recode", "path": path, "as": source, "to": to}]
        except coding.UndecodableError:
            continue
    for codings in RESPELLED:
        try:
            if same(coding.undo(base, codings), coding.undo(changed, codings)):
                return [{"op": "respell", "path": path, "as": codings}]
        except coding.UndecodableError:
            continue
    found = [(codings, ops) for codings in TEXTS if (ops := _within(base, changed, codings))]
    codings, ops = min(found, key=lambda one: len(one[1]), default=([], None))
    if ops is None or len(ops) > FEW:
        for inner in RESPELLED:
            if patched := _within(base, changed, inner, respelled=True):
                return [{"op": "within", "path": path, "as": inner, "ops": patched}, {"op": "respell", "path": path, "as": inner}]
    if ops is None:
        raise ValueError(f"{path} differs in more than a small change tells; choose a nearer base")
    return [{"op": "within", "path": path, "as": codings, "ops": ops}]


def _within(base: str, changed: str, codings: list[str], respelled: bool = False) -> list[Op] | None:
    """The operations on what the texts hold, if they can be told and prove something; the words may be left to be told."""
    try:
        old, new = coding.exact(base, codings), (coding.undo if respelled else coding.exact)(changed, codings)
        ops = list(_diff(old, new, "", {})) if codings in DOCUMENTS else splice.diff(old, new)
        content = replay.inside(old, ops) if ops else old
        proven = same(content, new) if respelled else coding.redo(content, codings) == changed
    except ValueError:
        return None
    return ops if proven else None
