"""A scenario from one form into another: YAML, JSON or a workbook, and back, without loss.

What is written is read back before it is kept, so that no file says anything else than its origin.
"""

from __future__ import annotations

import json
import tempfile
import uuid
from pathlib import Path
from typing import Any, Final

from scenarios.files.dumping import plain, to_yaml
from scenarios.files.loading import load
from scenarios.files.source import inside
from scenarios.files.spreadsheets import is_workbook, write_book
from scenarios.files.wording import show
from scenarios.files.writing import FREE, PARENT, new_scenario, unwritable
from scenarios.national import Size
from scenarios.problems import Loc, Problem, ScenarioError, refuse
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

BOOK: Final = ".xlsx"
TEXTS: Final = (".yaml", ".yml", ".json")


def convert(scenario: str | Path, out: str | Path, language: Language = "en") -> Path:
    """Write a scenario in the form that the name of the new file tells; return the file.

    Records of tables are written out. Raises `ScenarioError` if the scenario is not sound, if the
    new file exists already, or if its form cannot hold the scenario.
    """
    path = Path(out).expanduser()
    refuse(_target_problems(path))
    _write(load(scenario), path, language)
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
        scenario = load(new_scenario(Path(scratch, path.stem), template, size))
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


def _write(scenario: Scenario, path: Path, language: Language) -> None:
    """Write under another name, read back, then put in place."""
    draft = path.with_name(f".{path.stem}.{uuid.uuid4().hex[:8]}{path.suffix}")
    try:
        if is_workbook(path):
            write_book(scenario, draft, language)
        else:
            draft.write_text(_text(scenario, path), encoding="utf-8", newline="\n")
        _check_same(scenario, draft, path)
        draft.rename(path)
    except OSError as error:
        raise ScenarioError([unwritable(path, error)]) from error
    finally:
        draft.unlink(missing_ok=True)


def _text(scenario: Scenario, path: Path) -> str:
    tree = plain(scenario)
    if path.suffix.lower() == ".json":
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
    return to_yaml(tree)


def _check_same(scenario: Scenario, draft: Path, path: Path) -> None:
    """Refuse a file that would not be read as the same scenario."""
    written = plain(scenario)
    try:
        again = load(draft)
    except ScenarioError as error:
        found = error.problems[0]
        raise ScenarioError([Problem(found.loc, found.found, *CANNOT_HOLD)]) from error
    if again != scenario:
        loc = _first_difference(written, plain(again), ())
        value: Any = written
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
CANNOT_HOLD: Final = (
    Text(zh="该文件格式能够保存的内容", en="what a file of this form can hold"),
    Text(
        zh="删去首尾空白与控制字符; 工作簿中文本至多 32,767 个字符",
        en="remove blanks at its ends and control characters; a workbook holds texts of at most "
        "32,767 characters",
    ),
)
