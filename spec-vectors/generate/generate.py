"""Writes the conformance vectors; `--check` only compares and exits 1 on a difference."""

from __future__ import annotations

import argparse
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import code_table
import codes
import keys
import offers
import proof
from groups import all_groups
from model import SET, Group

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
    schemas = {f"schemas/{path.name}": path.read_bytes() for path in sorted((ROOT / "schemas").glob("*.json"))}
    newest = [vector.expect[-1]["verdict"] for group in groups for vector in group.vectors]
    return {
        "format": "x402-manifest/1",
        "set": SET,
        "specs": SPECS,
        "files": [
            {"path": path, "sha256": sha256(content).hexdigest()}
            | ({"group": counts[path].name, "vectors": len(counts[path].vectors)} if path in counts else {})
            for path, content in sorted({**files, **schemas}.items())
        ],
        "totals": {"vectors": len(newest)} | {verdict: newest.count(verdict) for verdict in ("accept", "reject", "undecided")},
    }


def build(groups: list[Group]) -> dict[str, bytes]:
    """Every generated file by its path."""
    documents: dict[str, Any] = {f"vectors/{group.name}.json": group.json() for group in groups}
    documents |= {"codes.json": codes.table(code_table.ALL, SET), "keys.json": keys.table(SET)}
    files = {path: render(document) for path, document in documents.items()} | {"FLAGS.md": glossary(groups)}
    documents["MANIFEST.json"] = manifest(files, groups)
    proof.prove(groups, documents, ROOT / "schemas")
    return files | {"MANIFEST.json": render(documents["MANIFEST.json"]), offers.PATH: render(offers.offers())}


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    groups = all_groups()
    files = build(groups)
    stray = {f"vectors/{path.name}" for path in (ROOT / "vectors").glob("*")} - files.keys()
    different = [path for path, content in files.items() if not (ROOT / path).is_file() or (ROOT / path).read_bytes() != content]
    for path in sorted({*different, *stray}):
        print(f"differs: {path}" if check else f"{'remove' if path in stray else 'write'}: {path}")
    if not check:
        for path in different:
            (ROOT / path).parent.mkdir(exist_ok=True)
            (ROOT / path).write_bytes(files[path])
        for path in stray:
            (ROOT / path).unlink()
    for code in proof.unused(groups):
        print(f"no vector expects {code}")
    totals = json.loads(files["MANIFEST.json"])["totals"]
    print(f"{len(files)} files, " + ", ".join(f"{count} {name}" for name, count in totals.items()))
    return 1 if check and (different or stray) else 0


if __name__ == "__main__":
    sys.exit(main())
