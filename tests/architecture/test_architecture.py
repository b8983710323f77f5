"""One way through the house: scenarios <- optimizer <- api, and two libraries in quarantine."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import scenarios

ROOT = Path(scenarios.__file__).parents[1]
ROOMS = ("scenarios", "optimizer", "api")
MODULES = {
    ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
    for room in ROOMS
    for file in sorted((ROOT / room).rglob("*.py"))
}
QUARANTINE = {"pulp": "optimizer.program", "highspy": "optimizer.solver"}
LAZY = {
    "api.cli",
    "api.entry",
    "api.jobs.starting",
    "api.reports.filing",
    "api.reports.folder",
    "scenarios.files.spreadsheets",
}
"""The modules that may import inside functions, so that a process loads only what it needs."""

every_module = pytest.mark.parametrize("module", MODULES)


def imports(module: str) -> set[str]:
    """Return the modules that `module` imports, ours by their own name."""
    nodes = ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8")))
    return {name for node in nodes for name in _named(node)}


def _named(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are written in full"
        for alias in node.names:
            whole = f"{node.module}.{alias.name}"
            yield whole if whole in MODULES else str(node.module)


@every_module
def test_a_room_sees_only_what_stands_to_its_left(module: str) -> None:
    number = ROOMS.index(module.partition(".")[0])
    rooms = {name.partition(".")[0] for name in imports(module)}
    assert rooms.isdisjoint(ROOMS[number + 1 :])


@every_module
def test_quarantined_libraries_stay_in_their_module(module: str) -> None:
    for library, home in QUARANTINE.items():
        used = any(name.partition(".")[0] == library for name in imports(module))
        assert not used or module == home


@every_module
def test_imports_stand_at_the_top(module: str) -> None:
    tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
    functions = [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    hidden = [
        node.lineno
        for function in functions
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden or module in LAZY or module.startswith("api.commands.")


def test_no_two_modules_need_each_other() -> None:
    graph = {module: imports(module) & set(MODULES) for module in MODULES}
    assert list(TopologicalSorter(graph).static_order())
