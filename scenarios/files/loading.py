"""From a file to a scenario: everything that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from scenarios.files.consistency import inconsistencies, is_stray
from scenarios.files.library import find_scenario
from scenarios.files.overrides import override
from scenarios.files.reading import from_data, parse, read_text
from scenarios.files.source import Source, inside
from scenarios.files.spreadsheets import is_workbook, read_book
from scenarios.files.tables import read_tables
from scenarios.files.wording import MAPPING, WRITE_MAPPING, problems_of, show
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.problems import Problem, ScenarioError
from scenarios.references import declared
from scenarios.scenario import Scenario
from scenarios.words import Text

MAX_PROBLEMS: Final = 1000


@dataclass(frozen=True)
class Loaded:
    """A scenario that is right in itself, and where each part of it stands."""

    scenario: Scenario
    source: Source

    def open(self) -> Ledger:
        """Return the ledger; problems that only show there get their places too."""
        try:
            return open_ledger(self.scenario)
        except ScenarioError as error:
            raise ScenarioError(_sorted(self.source, error.problems)) from error


def load(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Return the scenario of a file, of a folder, or of the library.

    `overrides` are settings such as `funders.shanghai.contribution=900`. Raises `ScenarioError`
    with everything that is wrong, each problem with its line.
    """
    return read_scenario(name_or_path, overrides).scenario


def load_tree(
    tree: Mapping[str, Any], folder: Path | None = None, overrides: Sequence[str] = ()
) -> Scenario:
    """Return the scenario that is given as data; tables are looked for in `folder`."""
    return read_tree(tree, folder, overrides).scenario


def read_scenario(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Return the scenario of a file, of a folder, or of the library, with its places."""
    path = find_scenario(name_or_path)
    if is_workbook(path):
        return _loaded(*read_book(path), path.parent, overrides)
    return read_document(read_text(path, path.name), path.name, path.parent, overrides)


def read_document(
    text: str,
    name: str = "scenario.yaml",
    folder: Path | None = None,
    overrides: Sequence[str] = (),
) -> Loaded:
    """Return the scenario written in `text`, YAML or, if `name` ends in `.json`, JSON."""
    source, problems = parse(text, name)
    return _loaded(source, problems, folder, overrides)


def read_tree(
    tree: Mapping[str, Any], folder: Path | None = None, overrides: Sequence[str] = ()
) -> Loaded:
    """Return the scenario that is given as data, with the places of tables and settings."""
    source, problems = from_data(tree)
    return _loaded(source, problems, folder, overrides)


def _loaded(
    source: Source, problems: list[Problem], folder: Path | None, overrides: Sequence[str]
) -> Loaded:
    """Return the scenario, or raise all that is wrong with it."""
    if not isinstance(source.tree, dict):
        root = Problem((), show(source.tree), MAPPING, WRITE_MAPPING)
        raise ScenarioError(_sorted(source, [*problems, root]))
    problems += read_tables(source, folder)
    problems += override(source, overrides)
    problems += read_tables(source, folder)  # those that a setting has put in
    scenario, more = _validated(source)
    if scenario is None or problems or more:
        raise ScenarioError(_sorted(source, [*problems, *more]))
    return Loaded(scenario, source)


def _validated(source: Source) -> tuple[Scenario | None, list[Problem]]:
    """Return the scenario if it is one, and what is wrong; silent about unread tables."""
    known = declared(source.tree, source.unread)
    scenario, problems = None, list(inconsistencies(source, known))
    try:
        scenario = Scenario.model_validate(source.tree, context=known)
    except ValidationError as error:
        found = [_of_cell(source, each) for each in problems_of(error, source.tree)]
        problems += [each for each in found if not is_stray(known, each.loc)]
    return scenario, [problem for problem in problems if problem.loc not in source.unread]


def _of_cell(source: Source, problem: Problem) -> Problem:
    """Return the problem; what lacks in a workbook is a blank cell, or a sheet."""
    holder: Any = source.tree
    for key in problem.loc[:-1]:
        holder = inside(holder, key)
    if not source.cells or not problem.loc or inside(holder, problem.loc[-1]) is not None:
        return problem
    in_cell = any(problem.loc[:length] in source.cells for length in range(len(problem.loc) + 1))
    return replace(problem, found="-", cure=FILL_IN if in_cell else ADD_SHEET)


def _sorted(source: Source, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with their places, in the order of the file, each once, not too many."""
    numbered = (replace(problem, loc=source.numbered(problem.loc)) for problem in problems)
    ordered = sorted(dict.fromkeys(numbered), key=source.order)
    located = [source.located(problem) for problem in ordered[:MAX_PROBLEMS]]
    rest = len(ordered) - MAX_PROBLEMS
    more = Problem((), f"+ {rest}", NO_MORE, FIRST, source.name)
    return [*located, more] if rest > 0 else located


NO_MORE: Final = Text(zh="没有更多问题", en="no further problems")
FILL_IN: Final = Text(zh="填写该单元格", en="fill in the cell")
ADD_SHEET: Final = Text(
    zh="增加该工作表, 或在 settings 表中增加该行",
    en="add the sheet of this name, or a row of this name on the sheet settings",
)
FIRST: Final = Text(zh="先解决以上问题", en="mend those above first")
