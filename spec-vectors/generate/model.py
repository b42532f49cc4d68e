"""Vectors, and the groups that prove their own rules while they are written down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import moment
import mutate
import resign
from patch import same
from replay import replay

FORMAT = "x402-vectors/1"
SET = "2026.12.1"
PUBLISHED = 1740672100  # the moment of the published set, and of samples that others signed
NOW = PUBLISHED  # `generate.py --now` sets another one before it imports the groups
COMMIT = "dd927a26"
OF_A_MOMENT = ("chain_queries", "verify", "verify_chain")  # the operations that depend on the time and on declared facts

Json = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """One request to a testee, and the intermediate values behind it."""

    op: str
    input: Json
    now: int | None = None
    state: Json | None = None
    derived: Json = field(default_factory=dict)

    def document(self) -> Json:
        """What a mutation is applied to."""
        document: Json = {"input": self.input}
        if self.op in OF_A_MOMENT:
            document["now"] = NOW if self.now is None else self.now
            document["state"] = self.state or {}
        return document


@dataclass(frozen=True)
class Vector:
    """One vector: a case with its expectations."""

    id: str
    title: str
    flags: tuple[str, ...]
    layer: str
    case: Case
    expect: tuple[Json, ...]
    refs: tuple[Json, ...]
    base: str | None = None
    mutation: tuple[Json, ...] = ()
    resigned: bool = False

    def json(self) -> Json:
        """The vector as it stands in the file."""
        out: Json = {"id": self.id, "title": self.title, "flags": list(self.flags)}
        if self.base is not None:
            out |= {"base": self.base, "mutation": list(self.mutation), "resigned": self.resigned}
        out |= {"layer": self.layer, "op": self.case.op, "input": self.case.input}
        if self.case.now is not None and self.case.now != NOW:
            out["now"] = self.case.now
        if self.case.op in OF_A_MOMENT and ("now" in out or moment.hangs(self.case.input, NOW)):
            out["clock"] = "exact"
        if self.case.state:
            out["state"] = self.case.state
        return out | {"expect": list(self.expect), "refs": list(self.refs), "derived": self.case.derived}

    def verdicts(self) -> set[str]:
        """The verdicts over all revisions."""
        return {expectation["verdict"] for expectation in self.expect}


def ref(doc: str, section: str) -> Json:
    """A reference; a page of the protocol's own repository is pinned by commit."""
    pinned = {"commit": COMMIT} if doc.startswith("specs/") else {}
    return {"doc": doc, **pinned, "section": section}


def expectation(
    verdict: str,
    code: str | None = None,
    path: str | None = None,
    *,
    spec: str = "*",
    level: str = "must",
    also: Iterable[str] = (),
    other: Iterable[str] = (),
    why: str | None = None,
    warnings: Iterable[str] | None = None,
    unchecked: Iterable[str] | None = None,
) -> Json:
    """One expectation, without the members that say nothing."""
    members = {
        "spec": spec, "verdict": verdict, "code": code, "otherCodes": list(other), "path": path,
        "level": level, "alsoAllowed": list(also), "why": why,
    }  # fmt: skip
    given = {name: value for name, value in members.items() if value not in (None, [])}
    # An empty list says that there is nothing; no list says nothing.
    return given | {name: list(value) for name, value in (("warnings", warnings), ("unchecked", unchecked)) if value is not None}


@dataclass
class Group:
    """The vectors of one file."""

    name: str
    title: str
    layer: str
    refs: tuple[Json, ...]
    notes: Json = field(default_factory=dict)
    vectors: list[Vector] = field(default_factory=list)

    def note(self, flag: str, kind: str, text: str, *links: str) -> None:
        """Explain a flag."""
        self.notes[flag] = {"kind": kind, "text": text, "links": list(links)}

    def accept(self, slug: str, title: str, case: Case, **more: Any) -> Vector:
        """A vector that must verify."""
        return self._one("accept", None, None, slug, title, case, **more)

    def reject(self, slug: str, title: str, case: Case, code: str | None, path: str | None = None, **more: Any) -> Vector:
        """A vector that must not; `base` is required."""
        return self._one("reject", code, path, slug, title, case, **more)

    def undecided(self, slug: str, title: str, case: Case, need: str, **more: Any) -> Vector:
        """A vector that only the chain can decide, beginning with `need`."""
        return self._one("undecided", need, None, slug, title, case, **more)

    def _one(self, verdict: str, code: str | None, path: str | None, slug: str, title: str, case: Case, **more: Any) -> Vector:
        names = ("spec", "level", "also", "other", "why", "warnings", "unchecked")
        given = {name: more.pop(name) for name in names if name in more}
        return self.add(slug, title, case, [expectation(verdict, code, path, **given)], **more)

    def add(
        self,
        slug: str,
        title: str,
        case: Case,
        expect: Iterable[Json],
        *,
        flags: str = "",
        base: Vector | None = None,
        described: Mapping[str, str] | None = None,
        resigned: bool | None = None,
        layer: str | None = None,
        refs: tuple[Json, ...] | None = None,
    ) -> Vector:
        """A vector with any expectations.

        The mutation is computed and proven, and so is whether the payment was signed again: that is
        written whatever `resigned` says, which only tells the reader of a group.
        """
        mutation: list[Json] = []
        expectations = tuple(expect)
        identifier = f"{self.name}/{slug}"
        if base is not None:
            if base.verdicts() != {"accept"} or base.case.op != case.op:
                raise ValueError(f"{identifier}: {base.id} is no accepted vector of the same op")
            mutation = self._mutation(identifier, base.case, case, described or {})
        elif any(one["verdict"] == "reject" for one in expectations):
            raise ValueError(f"{identifier}: a rejected vector needs a base")
        vector = Vector(
            identifier, title, tuple(flags.split()), layer or self.layer, case, expectations,
            refs or self.refs, base.id if base else None, tuple(mutation), resign.signed(mutation),
        )  # fmt: skip
        if any(other.id == vector.id for other in self.vectors):
            raise ValueError(f"{identifier} stands twice")
        if unknown := set(vector.flags) - self.notes.keys():
            raise ValueError(f"{identifier}: no note on {sorted(unknown)}")
        self.vectors.append(vector)
        return vector

    @staticmethod
    def _mutation(identifier: str, base: Case, case: Case, described: Mapping[str, str]) -> list[Json]:
        """What was done to the base, proven."""
        try:
            mutation = mutate.diff(base.document(), case.document(), described)
            mutation = resign.mark(mutation, base.document(), case.document(), case.derived)
            replayed = replay(base.document(), mutation, case.document())
        except ValueError as error:
            raise ValueError(f"{identifier}: {error}") from error
        if not mutation or not same(replayed, case.document()):
            raise ValueError(f"{identifier}: the mutation does not lead from its base to it")
        return mutation

    def json(self) -> Json:
        """The file's content."""
        return {
            "format": FORMAT,
            "group": self.name,
            "title": self.title,
            "set": SET,
            "notes": self.notes,
            "defaults": {"now": NOW} if any(v.case.op in OF_A_MOMENT for v in self.vectors) else {},
            "vectors": [vector.json() for vector in self.vectors],
        }
