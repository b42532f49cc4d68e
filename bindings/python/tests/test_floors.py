"""A module imports only from its own floor or below, and there is no circle of imports.

Both halves of the package are read as text: what is imported for types alone counts, too.
"""

from __future__ import annotations

import ast
import re
from collections import deque
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
        "_native.bazaar",
        "_native.bill",
        "_native.chain",
        "_native.evm",
        "_native.facilitator",
        "_native.header",
        "_native.message",
        "_native.money",
        "_native.network",
        "_native.page",
        "_native.policy",
        "_native.receipt_mismatch",
        "_native.refused_entry",
        "_native.routes",
        "_native.scheme",
        "_native.spending",
        "_native.svm",
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
        "_native.receipt",
        "_native.session",
        "_native.settlement",
        "_native.verification",
        "_native.verify",
    ),
    # The roles, as they are imported.
    ("", "_verify", "bazaar", "client", "evm", "header", "ports", "receipt", "server", "svm", "v1", "verification"),
    # The parts of what follows.
    ("_chain", "_facilitator", "_pay", "_paywall", "_redis", "_store"),
    ("_asgi", "_local", "_wsgi", "chain", "facilitator", "local", "payer", "redis", "replay", "responses"),
    # What an application is made of.
    ("asgi", "httpx", "requests", "testing", "wsgi"),
)
"""The floors of the Python half, lowest first; a package's floor is that of all its modules."""

NATIVE: tuple[tuple[str, ...], ...] = (
    ("hash", "out", "pickle", "repr", "step"),
    ("error",),
    ("address", "amount", "int", "text", "timestamp"),
    ("asset", "evm", "json", "money", "network", "svm"),
    ("chain", "either", "facilitator", "header", "message", "v1", "wire"),
    ("scheme",),
    ("receipt", "verify"),
    ("bazaar",),
    ("client", "server", "verification"),
    ("settlement",),
)
"""The floors of the native half, lowest first; a folder's floor is that of all its files."""


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


def native_imports(sources: Path = SOURCES) -> dict[str, set[str]]:
    """What each file of the native half uses of the others; `lib.rs` uses them all."""
    texts = {
        ".".join(path.relative_to(sources).with_suffix("").parts): path.read_text()
        for path in sources.rglob("*.rs")
    }
    del texts["lib"]
    exported = {
        f"{name}.{path[-1]}": ".".join([name, *path])
        for name, text in texts.items()
        for path in rust_paths(text, "self")
    }

    def file_of(path: list[str]) -> str:
        """The file that a path leads to, past those that only export the name again."""
        name = ""
        for part in path:
            name = f"{name}.{part}".strip(".")
            name = exported.get(name, name)
        while name and name not in texts:
            name = name.rpartition(".")[0]
        return name

    found: dict[str, set[str]] = {}
    for name, text in texts.items():
        here = name.split(".")
        paths = rust_paths(text, "crate")
        for path in rust_paths(text, "super"):
            up = 1 + path.count("super")
            paths.append(here[: len(here) - up] + path[up - 1 :])
        found[name] = {file_of(path) for path in paths} - {name, ""}
    return found


def rust_paths(text: str, root: str) -> list[list[str]]:
    """The paths in a text that begin with `root`, without it; `a::{b, c}` are two."""
    text = re.sub(r"//.*", "", text)
    found: list[list[str]] = []
    for start in re.finditer(rf"(?<![\w:]){root}::", text):
        found += _paths(deque(re.findall(r"\w+|::|\S", text[start.end() :])), [])
    return found


def _paths(tokens: deque[str], path: list[str]) -> list[list[str]]:
    """Takes the rest of a path from the tokens that follow it."""
    first = tokens.popleft()
    if first == "{":
        found: list[list[str]] = []
        while tokens[0] != "}":
            found += _paths(tokens, path)
            if tokens[0] == ",":
                tokens.popleft()
        tokens.popleft()
        return found
    if not first.isidentifier():  # `*`
        return [path]
    path = path if first == "self" else [*path, first]
    if tokens[0] != "::":
        return [path]
    tokens.popleft()
    return _paths(tokens, path)


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
    assert len(imports) > 60 and imports["verify.report"] >= {"error", "scheme.finding"}
    assert upward(imports, NATIVE) == []
    assert circles(imports) == []


def test_the_tables_name_the_modules_that_there_are() -> None:
    roots = {name for name in native_imports() if "." not in name}
    assert sorted(name for names in NATIVE for name in names) == sorted(roots)
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
    ("text", "root", "expected"),
    [
        ("use crate::json::Json;", "crate", ["json.Json"]),
        (
            "use crate::{\n    amount::Amount,\n    message::{\n        self, by::{a, b},\n    },\n    repr,\n};",
            "crate",
            ["amount.Amount", "message", "message.by.a", "message.by.b", "repr"],
        ),
        ("fn f() { $crate::hash::of(1) }", "crate", ["hash.of"]),
        ("//! See [`crate::a`].\nuse core::fmt; // not crate::a", "crate", []),
        ("use mycrate::a;", "crate", []),
        ("use super::{a::A, b};", "super", ["a.A", "b"]),
        ("use super::super::a::A;", "super", ["super.a.A"]),
        ("pub(crate) use self::{a::{A, B}, b::b};", "self", ["a.A", "a.B", "b.b"]),
    ],
)
def test_it_finds_what_rust_uses(text: str, root: str, expected: list[str]) -> None:
    assert [".".join(path) for path in rust_paths(text, root)] == expected


def test_it_finds_the_file_that_a_path_of_rust_leads_to(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    for name, text in {
        "lib.rs": "mod a;",
        "a.rs": "use crate::room::{Door, Key};\nfn f() { crate::b::g() }",
        "b.rs": "",
        "room.rs": "pub(crate) use self::{door::Door, key::Key};",
        "room/door.rs": "use super::Key;",
        "room/key.rs": "use super::super::b::g;",
    }.items():
        (tmp_path / name).write_text(text)
    assert native_imports(tmp_path) == {
        "a": {"b", "room.door", "room.key"},
        "b": set(),
        "room": set(),
        "room.door": {"room.key"},
        "room.key": {"b"},
    }


def test_it_finds_circles_and_what_leads_upward() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"b", "a"}, "d": {"a"}, "e": set[str]()}
    assert circles(imports) == [["a", "b", "c"]]
    assert circles({"a": {"b"}, "b": set()}) == []
    assert upward({"a": {"b.c"}, "b.c": set()}, (("a",), ("b",))) == [
        "a (floor 1) imports b.c (floor 2)"
    ]
