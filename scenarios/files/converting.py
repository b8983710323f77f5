"""A scenario from one form into another: YAML, JSON or a workbook, and back, without loss.

What is written is read back before it is kept, so that no file says anything else than its origin.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from scenarios.files.changing import is_table
from scenarios.files.dumping import plain, to_yaml
from scenarios.files.loading import read_variants
from scenarios.files.source import inside
from scenarios.files.spreadsheets import is_workbook, write_book
from scenarios.files.variants import KEY, TITLE, Variant
from scenarios.files.wording import show
from scenarios.files.writing import FREE, PARENT, new_scenario, unwritable
from scenarios.national import Size
from scenarios.problems import Loc, Problem, ScenarioError, refuse
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

BOOK: Final = ".xlsx"
TEXTS: Final = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Whole:
    """A scenario and its variants as one file has them: nothing is extended, no table is left."""

    scenario: Scenario
    titles: Mapping[str, Text | None]
    variants: Mapping[str, Scenario]
    changes: Mapping[str, Mapping[str, Any]]

    @cached_property
    def bodies(self) -> dict[str, dict[str, Any]]:
        """What stands under `variants`: the title and the changes of each, tables written out."""
        bodies: dict[str, dict[str, Any]] = {}
        for name, changes in self.changes.items():
            title, varied = self.titles[name], plain(self.variants[name])
            bodies[name] = {} if title is None else {TITLE: title.model_dump()}
            for path, value in changes.items():
                tables: list[tuple[str, ...]] = []
                kept = _kept(value, tuple(path.split(".")), tables)
                if kept != {} or not tables:
                    bodies[name][path] = kept
                for at in tables:
                    bodies[name][".".join(at)] = _records(varied, at, name)
        return bodies

    @property
    def tree(self) -> dict[str, Any]:
        """All of it as plain data."""
        return plain(self.scenario) | ({KEY: self.bodies} if self.bodies else {})


def whole(scenario: str | Path) -> Whole:
    """Return a scenario with all its variants; raises `ScenarioError` if any of them is wrong."""
    first, *others = read_variants(scenario)
    variants: Mapping[str, Variant] = first.variants
    return Whole(
        scenario=first.scenario,
        titles={name: variant.title for name, variant in variants.items()},
        variants={str(each.scenario.variant): each.scenario for each in others},
        changes={name: variant.body for name, variant in variants.items()},
    )


def _kept(change: Any, path: tuple[str, ...], tables: list[tuple[str, ...]]) -> Any:
    """Return a change without the tables that it reads; note where they belong."""
    if is_table(change):
        tables.append(path)
        return {}
    if not isinstance(change, dict):
        return change
    inner = {key: _kept(part, (*path, key), tables) for key, part in change.items()}
    return {key: part for key, part in inner.items() if not is_table(change[key])}


def _records(varied: Any, path: tuple[str, ...], name: str) -> Any:
    """Return the records of a table, as the variant has them; a path puts them in its place.

    Records of a section alone would be added to those that are there.
    """
    if len(path) == 1:
        raise ScenarioError([Problem((KEY, name, *path), "table", *NO_TABLE)])
    for key in path:
        varied = inside(varied, key)
    return varied or []


def convert(scenario: str | Path, out: str | Path, language: Language = "en") -> Path:
    """Write a scenario in the form that the name of the new file tells; return the file.

    What it extends and the records of tables are written out, and its variants come with it.
    Raises `ScenarioError` if the scenario or a variant is not sound, if the new file exists
    already, or if its form cannot hold the scenario.
    """
    path = Path(out).expanduser()
    refuse(_target_problems(path))
    _write(whole(scenario), path, language)
    return path


def new_workbook(
    target: str | Path,
    template: str | Path = "minimal",
    size: Size | None = None,
    language: Language = "en",
) -> Path:
    """Make a workbook with a scenario to start from, as `new_scenario` makes a folder; return it.

    The name of the file becomes the id; `.xlsx` is added where it is left out.
    """
    wished = Path(target).expanduser().absolute()
    path = wished if wished.suffix.lower() == BOOK else wished.with_name(wished.name + BOOK)
    refuse(_target_problems(path))
    with tempfile.TemporaryDirectory() as scratch:
        scenario = whole(new_scenario(Path(scratch, path.stem), template, size))
    _write(scenario, path, language)
    return path


def _target_problems(path: Path) -> list[Problem]:
    if path.suffix.lower() not in (BOOK, *TEXTS):
        return [Problem((), path.name, *FORM)]
    if path.exists() or path.is_symlink():
        return [Problem((), str(path), *FREE_FILE)]
    if not path.absolute().parent.is_dir():
        return [Problem((), str(path.parent), PARENT[0], PARENT[1])]
    return []


def _write(scenario: Whole, path: Path, language: Language) -> None:
    """Write under another name, read back, then put in place."""
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        if is_workbook(path):
            write_book(scenario.scenario, scenario.bodies, draft, language)
        else:
            draft.write_text(_text(scenario.tree, path), encoding="utf-8", newline="\n")
        _check_same(scenario, draft, path)
        draft.rename(path)
    except OSError as error:
        raise ScenarioError([unwritable(path, error)]) from error
    finally:
        draft.unlink(missing_ok=True)


def _text(tree: dict[str, Any], path: Path) -> str:
    if path.suffix.lower() == ".json":
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    return to_yaml(tree)


def _check_same(written: Whole, draft: Path, path: Path) -> None:
    """Refuse a file that would not be read as the same scenario with the same variants."""
    try:
        again = whole(draft)
    except ScenarioError as error:
        told = error.problems[0]
        found = Problem(told.loc, told.found, *CANNOT_HOLD, variant=told.variant)
        raise ScenarioError([found]) from error
    same = written.scenario == again.scenario and written.titles == again.titles
    if not same or written.variants != again.variants:
        loc = _first_difference(written.tree, again.tree, ())
        value: Any = written.tree
        for key in loc:
            value = inside(value, key)
        raise ScenarioError([Problem(loc, show(value), *CANNOT_HOLD, place=path.name)])


def _first_difference(one: Any, other: Any, loc: Loc) -> Loc:
    """Return the path of the first part in which two plain trees differ."""
    keys = list(one) if isinstance(one, dict) else range(len(one) if isinstance(one, list) else 0)
    for key in keys:
        if inside(one, key) != inside(other, key):
            return _first_difference(inside(one, key), inside(other, key), (*loc, key))
    return loc


FORM: Final = (
    Text(
        zh=f"以 {BOOK}、.yaml 或 .json 结尾的文件名",
        en=f"the name of a file that ends in {BOOK}, .yaml or .json",
    ),
    Text(zh="更正文件名", en="end the name in one of these"),
)
FREE_FILE: Final = (
    Text(zh="尚不存在的文件", en="a file that does not exist yet"),
    FREE[1],
)
NO_TABLE: Final = (
    Text(zh="不用表格替换整个部分的变体", en="a variant that replaces no section by a table"),
    Text(
        zh="在变体中按编号写出不同的记录", en="write the records that differ into it, by their ids"
    ),
)
CANNOT_HOLD: Final = (
    Text(zh="该文件格式能够保存的内容", en="what a file of this form can hold"),
    Text(
        zh="删去首尾空白与控制字符; 工作簿中文本至多 32,767 个字符",
        en="remove blanks at its ends and control characters; a workbook holds texts of at most "
        "32,767 characters",
    ),
)
