"""A module imports only from its own floor or below, and there is no circle of imports.

Both halves of the package are read as text: what is imported for types alone counts, too.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "python" / "x402_core"
SOURCES = ROOT / "src"

PYTHON: tuple[tuple[str, ...], ...] = (
    # What stands for itself: words, values and messages, and the driver of plans.
    (
        "_clock",
        "_effects",
        "_loopback",
        "_native.asset",
        "_native.bill",
        "_native.contradiction",
        "_native.facilitator",
        "_native.header",
        "_native.message",
        "_native.money",
        "_native.network",
        "_native.policy",
        "_native.refused_entry",
        "_native.routes",
        "_native.scheme",
        "_native.spending",
        "_native.v1",
        "_native.wallet",
        "literals",
    ),
    # What is raised, and what an exception carries.
    ("_report", "errors"),
    # The roles, as the native half has them.
    (
        "_native",
        "_native.client",
        "_native.exchange",
        "_native.server",
        "_native.session",
        "_native.verify",
    ),
    # The roles, as they are imported.
    ("", "_verify", "client", "header", "ports", "server", "v1"),
    # The parts of what follows.
    ("_facilitator", "_pay", "_paywall", "_redis"),
    ("_asgi", "_wsgi", "facilitator", "payer", "redis", "replay"),
    # What an application is made of.
    ("asgi", "httpx", "requests", "testing", "wsgi"),
)
"""The floors of the Python half, lowest first; a package's floor is that of all its modules."""

NATIVE: tuple[tuple[str, ...], ...] = (
    ("hash", "out", "pickle", "repr"),
    ("error",),
    ("address", "amount", "int", "text", "timestamp"),
    ("asset", "json", "money", "network"),
    ("either", "facilitator", "header", "message", "v1", "wire"),
    ("scheme",),
    ("verify",),
    ("client", "server"),
)
"""The floors of the native half, lowest first."""


def python_imports() -> dict[str, set[str]]:
    """What each module imports of the package; the package itself is called ``."""
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.pyi")]
    modules = {_module(path): path for path in files}
    found: dict[str, set[str]] = {}
    for name, path in modules.items():
        tree = ast.parse(path.read_text())
        imported = set(_imports(tree, name, path.stem == "__init__", modules))
        found[name] = imported - {name}
    return found


def _module(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def _imports(
    tree: ast.Module, name: str, is_package: bool, modules: Mapping[str, object]
) -> Iterator[str]:
    here = name.split(".") if name else []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.partition(".")[0] == "x402_core":
                    yield alias.name.partition(".")[2]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                up = node.level - is_package
                base = here[: len(here) - up]
            elif (node.module or "").partition(".")[0] == "x402_core":
                base = []
            else:
                continue
            module = (node.module or "").removeprefix("x402_core").strip(".")
            base = [*base, *filter(None, module.split("."))]
            for alias in node.names:
                whole = ".".join([*base, alias.name])
                yield whole if whole in modules else ".".join(base)


def native_imports() -> dict[str, set[str]]:
    """What each module at the root of the crate uses of the others."""
    known = {path.stem for path in SOURCES.glob("*.rs")} - {"lib"}
    found: dict[str, set[str]] = {name: set() for name in known}
    for path in SOURCES.rglob("*.rs"):
        parts = path.relative_to(SOURCES).with_suffix("").parts
        if parts != ("lib",):
            found[parts[0]] |= used(path.read_text(), len(parts)) - {parts[0]}
    return found


def used(text: str, depth: int) -> set[str]:
    """The names that a text takes from the root of the crate, from `depth` modules below it."""
    text = re.sub(r"//.*", "", text)
    to_root = re.compile(r"(?<![\w:])(?:crate::|" + "super::" * depth + r")(\w+|\{)")
    names: set[str] = set()
    for found in to_root.finditer(text):
        names |= _heads(text[found.end() :]) if found[1] == "{" else {found[1]}
    return names


def _heads(group: str) -> set[str]:
    """The first name of each path in `a, b::{c, d}}`, up to the brace that closes the group."""
    depth, heads = 0, ""
    for c in group:
        depth += {"{": 1, "}": -1}.get(c, 0)
        if depth < 0:
            break
        heads += c if depth == 0 else ""
    return set(re.findall(r"(?:^|,)\s*(\w+)", heads))


def upward(imports: Mapping[str, Iterable[str]], floors: tuple[tuple[str, ...], ...]) -> list[str]:
    """The imports that lead to a floor above."""
    floor = {name: number for number, names in enumerate(floors, 1) for name in names}

    def of(module: str) -> int:
        while module not in floor and "." in module:
            module = module.rpartition(".")[0]
        assert module in floor, f"`{module}` has no floor: add it to the table"
        return floor[module]

    return sorted(
        f"{name} (floor {of(name)}) imports {other} (floor {of(other)})"
        for name, others in imports.items()
        for other in others
        if of(other) > of(name)
    )


def circles(imports: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The sets of modules that import each other, directly or by others of the set."""
    reached: dict[str, set[str]] = {}
    for start in imports:
        reached[start], waiting = set(), [start]
        while waiting:
            for other in imports[waiting.pop()]:
                if other not in reached[start]:
                    reached[start].add(other)
                    waiting.append(other)
    found = {
        tuple(sorted(other for other in reached[name] if name in reached[other]))
        for name in imports
        if name in reached[name]
    }
    return sorted(map(list, found))


def test_the_python_half_has_floors() -> None:
    imports = python_imports()
    assert len(imports) > 80 and "errors" in imports["asgi"] | imports["payer"]
    assert upward(imports, PYTHON) == []
    assert circles(imports) == []


def test_the_native_half_has_floors() -> None:
    imports = native_imports()
    assert imports["verify"] >= {"error", "scheme"}
    assert upward(imports, NATIVE) == []
    assert circles(imports) == []


def test_the_tables_name_the_modules_that_there_are() -> None:
    assert sorted(name for names in NATIVE for name in names) == sorted(native_imports())
    modules = python_imports()
    for name in (name for names in PYTHON for name in names):
        assert name in modules, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from . import a", {"_pay.a"}),
        ("from .a import b, c", {"_pay.a"}),
        ("from .. import a", {"a"}),
        ("from .. import b", {""}),
        ("from ..a import b", {"a"}),
        ("import x402_core.a", {"a"}),
        ("from x402_core import a, b", {"a", ""}),
        ("from x402_core.a import b", {"a"}),
        ("import os\nfrom os import path", set()),
        ("if TYPE_CHECKING:\n    from ..a import b", {"a"}),
        ("def f():\n    from ..a import b", {"a"}),
    ],
)
def test_it_finds_what_python_imports(text: str, expected: set[str]) -> None:
    modules = dict.fromkeys(["", "a", "_pay", "_pay.a", "_pay.run"])
    assert set(_imports(ast.parse(text), "_pay.run", False, modules)) == expected


@pytest.mark.parametrize(
    ("text", "depth", "expected"),
    [
        ("use crate::json::Json;", 1, {"json"}),
        (
            "use crate::{\n    amount::Amount,\n    text::{Text, by_name},\n    repr,\n};",
            2,
            {"amount", "text", "repr"},
        ),
        ("fn f() { $crate::hash::of(1) }", 1, {"hash"}),
        ("//! See [`crate::verify`].\nuse core::fmt; // not crate::verify", 1, set()),
        ("use mycrate::verify;", 1, set()),
        ("use super::verify::Verified;", 1, {"verify"}),
        ("use super::verify::Verified;", 2, set()),
        ("use super::super::verify::Verified;", 2, {"verify"}),
    ],
)
def test_it_finds_what_rust_uses(text: str, depth: int, expected: set[str]) -> None:
    assert used(text, depth) == expected


def test_it_finds_circles_and_what_leads_upward() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"b", "a"}, "d": {"a"}, "e": set[str]()}
    assert circles(imports) == [["a", "b", "c"]]
    assert circles({"a": {"b"}, "b": set()}) == []
    assert upward({"a": {"b.c"}, "b.c": set()}, (("a",), ("b",))) == [
        "a (floor 1) imports b.c (floor 2)"
    ]
