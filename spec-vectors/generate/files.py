"""The files of the set and what is in them."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import code_table
import codes
import keys
import offers
import proof
from model import NOW, PUBLISHED, SET, Group

ROOT = Path(__file__).resolve().parent.parent

SPECS = {
    "S-Apr": {
        "title": "the protocol's pages as of 2026-04-21",
        "commit": "dd927a26cfefc98c24b3ec38b3a8f204dad0c60d",
    },
    "S-new": {"title": "the protocol's pages as the newest published SDKs follow them (@x402 2.27.0, x402 2.25.0)"},
}


def render(document: Any) -> bytes:
    """The bytes of a file: ASCII, two spaces, one newline at the end."""
    return (json.dumps(document, indent=2, ensure_ascii=True) + "\n").encode("ascii")


def glossary(groups: list[Group]) -> bytes:
    """The content of `FLAGS.md`."""
    lines = ["# Flags", "", "Written by the generator from the notes of the files.", ""]
    for group in groups:
        lines += [f"## {group.name}", "", f"{group.title}: {len(group.vectors)} vectors.", ""]
        if group.notes:
            lines += ["| flag | kind | meaning |", "|---|---|---|"]
            lines += [f"| {flag} | {note['kind']} | {' '.join([note['text'], *note['links']])} |" for flag, note in sorted(group.notes.items())]
            lines.append("")
    return "\n".join(lines).encode("ascii")


def manifest(files: dict[str, bytes], groups: list[Group]) -> dict[str, Any]:
    """The content of `MANIFEST.json`."""
    counts = {f"vectors/{group.name}.json": group for group in groups}
    newest = [vector.expect[-1]["verdict"] for group in groups for vector in group.vectors]
    return {
        "format": "x402-manifest/1",
        "set": SET,
        **({"now": NOW} if NOW != PUBLISHED else {}),
        "specs": SPECS,
        "files": [
            {"path": path, "sha256": sha256(content).hexdigest()}
            | ({"group": counts[path].name, "vectors": len(counts[path].vectors)} if path in counts else {})
            for path, content in sorted({**files, **schemas()}.items())
        ],
        "totals": {"vectors": len(newest)} | {verdict: newest.count(verdict) for verdict in ("accept", "reject", "undecided")},
    }


def build(groups: list[Group]) -> dict[str, bytes]:
    """Every generated file by its path, the schemas and the offers to published clients aside."""
    documents: dict[str, Any] = {f"vectors/{group.name}.json": group.json() for group in groups}
    documents |= {"codes.json": codes.table(code_table.ALL, SET), "keys.json": keys.table(SET)}
    files = {path: render(document) for path, document in documents.items()} | {"FLAGS.md": glossary(groups)}
    documents["MANIFEST.json"] = manifest(files, groups)
    proof.prove(groups, documents, ROOT / "schemas")
    return files | {"MANIFEST.json": render(documents["MANIFEST.json"])}


def asked() -> dict[str, bytes]:
    """What the published clients are asked to pay."""
    return {offers.PATH: render(offers.offers())}


def schemas() -> dict[str, bytes]:
    """The schemas, which are written by hand."""
    return {f"schemas/{path.name}": path.read_bytes() for path in sorted((ROOT / "schemas").glob("*.json"))}
