"""Writes the conformance vectors.

`--check` only compares and exits 1 on a difference. `--now SECONDS --out FOLDER` writes a set of the
same vectors around another moment, for implementations that read the system's clock.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import model


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    parser.add_argument("--coverage", action="store_true", help="only tell which rules lack a vector or a boundary")
    parser.add_argument("--now", type=int, metavar="SECONDS", default=model.PUBLISHED, help="Unix time that the set is made for; with --out")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="write the whole set there, which is empty or does not exist")
    arguments = parser.parse_args()
    if arguments.now != model.PUBLISHED and arguments.out is None:
        parser.error("--now makes another set than the published one: name a folder for it with --out")
    model.NOW = arguments.now
    if arguments.coverage:
        return cover()
    return mint(arguments.out) if arguments.out else publish(arguments.check)


def cover() -> int:
    """Tell what the set lacks."""
    import coverage
    from groups import all_groups

    print("\n".join(coverage.report(all_groups())))
    return 0


def mint(folder: Path) -> int:
    """Write a set of its own."""
    import files
    from groups import all_groups

    if folder.exists() and any(folder.iterdir()):
        raise SystemExit(f"{folder} is not empty")
    made = files.build(all_groups())
    write(folder, made | files.schemas())
    return tell(made)


def publish(check: bool) -> int:
    """Write what differs from the set around this program, or only tell of it."""
    import coverage
    import files
    from groups import all_groups

    groups = all_groups()
    made = files.build(groups)
    wanted = made | files.asked()
    stray = {f"vectors/{path.name}" for path in (files.ROOT / "vectors").glob("*")} - wanted.keys()
    different = {path: content for path, content in wanted.items() if not is_file_of(files.ROOT / path, content)}
    for path in sorted({*different, *stray}):
        print(f"differs: {path}" if check else f"{'remove' if path in stray else 'write'}: {path}")
    if not check:
        write(files.ROOT, different)
        for path in stray:
            (files.ROOT / path).unlink()
    for code in coverage.unused(groups):
        print(f"no vector expects {code}")
    tell(made)
    return 1 if check and (different or stray) else 0


def is_file_of(path: Path, content: bytes) -> bool:
    """Whether the file is there and has this content."""
    return path.is_file() and path.read_bytes() == content


def write(folder: Path, made: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for path, content in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


def tell(made: dict[str, bytes]) -> int:
    """What the set adds up to."""
    totals = json.loads(made["MANIFEST.json"])["totals"]
    print(f"{len(made)} files, " + ", ".join(f"{count} {name}" for name, count in totals.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
