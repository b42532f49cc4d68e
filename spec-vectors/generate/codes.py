"""The shape of the code table, `codes.json`: what each abstract code means and what goes on the wire for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import settle_reasons


class Rule(NamedTuple):
    """Where one transfer method applies a code."""

    method: str
    pointer: str
    wire: str
    source: str
    wire_v1: str = ""


class Code(NamedTuple):
    """One abstract code."""

    code: str
    title: str
    kind: str
    rules: tuple[Rule, ...]
    aliases: dict[str, tuple[str, ...]]


def malformed(code: str, title: str, source: str, wire: str = "invalid_payload") -> Code:
    return Code(code, title, "malformed", (Rule("any", "", wire, source),), {})


def code_of(code: str, title: str, *rules: Rule, kind: str = "rejected", **aliases: str) -> Code:
    spelled = {name.replace("x402_rs", "x402-rs"): tuple(text.split()) for name, text in aliases.items()}
    return Code(code, title, kind, rules, spelled)


def table(codes: Iterable[Code], set_version: str) -> dict[str, object]:
    """The content of `codes.json`."""
    return {
        "format": "x402-codes/1",
        "set": set_version,
        "codes": [
            {
                "code": code.code,
                "title": code.title,
                "kind": code.kind,
                "rules": [
                    {
                        "scheme": "any" if code.kind == "malformed" else "exact",
                        "method": rule.method,
                        "pointer": rule.pointer,
                        "wire": {"v1": rule.wire_v1 or rule.wire, "v2": rule.wire} if rule.wire else {},
                        "source": rule.source,
                    }
                    for rule in code.rules
                ],
                "aliases": {name: list(spellings) for name, spellings in code.aliases.items()},
            }
            for code in codes
        ],
        "settle_reasons": [{"reason": reason, "before": before} for reason, before in sorted(settle_reasons.reasons())],
    }
