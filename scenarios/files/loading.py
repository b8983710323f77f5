"""From a file to a scenario: everything that is wrong with it is said at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from scenarios.files.consistency import inconsistencies, is_stray
from scenarios.files.inheriting import inherit
from scenarios.files.library import find_scenario
from scenarios.files.overrides import override
from scenarios.files.reading import from_data, parse
from scenarios.files.source import Source, inside
from scenarios.files.spots import Cell
from scenarios.files.spreadsheets import parse_bytes, read_source
from scenarios.files.tables import read_tables
from scenarios.files.variants import Variant, chosen, take_variants
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
    """A scenario that is right in itself, where each part of it stands, and which variants it has.

    `variants` are those of the file by their names, whichever of them is loaded.
    """

    scenario: Scenario
    source: Source
    variants: Mapping[str, Variant] = field(default_factory=dict)

    def open(self) -> Ledger:
        """Return the ledger; problems that only show there get their places too."""
        try:
            return open_ledger(self.scenario)
        except ScenarioError as error:
            problems = _sorted(self.source, error.problems)
            raise ScenarioError(_of(self.scenario.variant, problems)) from error


def load(
    name_or_path: str | Path, overrides: Sequence[str] = (), variant: str | None = None
) -> Scenario:
    """Return the scenario of a file, of a folder, or of the library.

    `overrides` are settings such as `funders.shanghai.contribution=900`, made on top of the
    `variant` of the file, if one is asked for. Raises `ScenarioError` with everything that is
    wrong, each problem with its line.
    """
    return read_scenario(name_or_path, overrides, variant).scenario


def load_tree(
    tree: Mapping[str, Any],
    folder: Path | None = None,
    overrides: Sequence[str] = (),
    variant: str | None = None,
) -> Scenario:
    """Return the scenario that is given as data; tables are looked for in `folder`."""
    return read_tree(tree, folder, overrides, variant).scenario


def read_scenario(
    name_or_path: str | Path, overrides: Sequence[str] = (), variant: str | None = None
) -> Loaded:
    """Return the scenario of a file, of a folder, or of the library, with its places."""
    return _draft_of(name_or_path).loaded(overrides, variant)


def check_scenario(
    name_or_path: str | Path, overrides: Sequence[str] = (), variant: str | None = None
) -> Loaded:
    """Return the scenario as `read_scenario` does, but only if all variants of it are right too.

    The settings are for what is returned alone. Raises `ScenarioError` with everything that is
    wrong with any of them, also what shows only in the ledger.
    """
    return _draft_of(name_or_path).checked(overrides, variant, Loaded.open)


def read_variants(name_or_path: str | Path) -> list[Loaded]:
    """Return the scenario as such and then each variant of it; none, if any of them is wrong."""
    found: list[Loaded] = []
    _draft_of(name_or_path).checked((), None, found.append)
    return found


def read_document(
    text: str,
    name: str = "scenario.yaml",
    folder: Path | None = None,
    overrides: Sequence[str] = (),
    variant: str | None = None,
) -> Loaded:
    """Return the scenario written in `text`, YAML or, if `name` ends in `.json`, JSON."""
    source, problems = parse(text, name)
    return _drafted(source, problems, folder).loaded(overrides, variant)


def check_document(
    text: str,
    name: str = "scenario.yaml",
    variant: str | None = None,
    look: Callable[[Loaded], object] | None = None,
) -> Loaded:
    """Return the scenario written in `text`, if it and all its variants are right.

    `look` is given each of them before its ledger is opened, and may refuse it.
    """
    source, problems = parse(text, name)
    looks = (Loaded.open,) if look is None else (look, Loaded.open)
    return _drafted(source, problems, None).checked((), variant, *looks)


def read_upload(
    data: bytes, name: str, overrides: Sequence[str] = (), variant: str | None = None
) -> Loaded:
    """Return the scenario of which the bytes were sent, YAML, JSON or a workbook by its `name`."""
    source, problems = parse_bytes(data, name)
    return _drafted(source, problems, None).loaded(overrides, variant)


def check_upload(
    data: bytes,
    name: str,
    variant: str | None = None,
    look: Callable[[Loaded], object] | None = None,
) -> Loaded:
    """Return the scenario of which the bytes were sent, if it and all its variants are right.

    `look` is given each of them before its ledger is opened, and may refuse it.
    """
    source, problems = parse_bytes(data, name)
    looks = (Loaded.open,) if look is None else (look, Loaded.open)
    return _drafted(source, problems, None).checked((), variant, *looks)


def read_tree(
    tree: Mapping[str, Any],
    folder: Path | None = None,
    overrides: Sequence[str] = (),
    variant: str | None = None,
) -> Loaded:
    """Return the scenario that is given as data, with the places of tables and settings."""
    source, problems = from_data(tree)
    return _drafted(source, problems, folder).loaded(overrides, variant)


@dataclass(frozen=True)
class _Draft:
    """A file that is read, with all that it extends, before anybody looks whether it is right."""

    source: Source
    folder: Path | None
    variants: Mapping[str, Variant]
    problems: Sequence[Problem]

    def loaded(self, overrides: Sequence[str], variant: str | None) -> Loaded:
        """Return the scenario, or one of its variants, or raise all that is wrong with it."""
        source = self.source.copied() if self.variants else self.source
        problems = list(self.problems)
        if variant is not None:
            problems += self._varied(source, variant)
        problems += override(source, overrides)
        problems += read_tables(source, self.folder)  # those that a setting has put in
        scenario, more = _validated(source)
        if scenario is None or problems or more:
            known = variant if variant in self.variants else None
            raise ScenarioError(_of(known, _sorted(source, [*problems, *more])))
        return Loaded(scenario.as_variant(variant), source, self.variants)

    def checked(
        self, overrides: Sequence[str], variant: str | None, *looks: Callable[[Loaded], object]
    ) -> Loaded:
        """Return the same, or raise all that is wrong with the scenario or any of its variants.

        Each of them is looked at in turn; a look may refuse it.
        """
        told: dict[Problem, None] = {}
        wanted: Loaded | None = None
        for name in dict.fromkeys((None, *self.variants, variant)):
            try:
                loaded = self.loaded(overrides if name == variant else (), name)
                for look in looks:
                    look(loaded)
                wanted = loaded if name == variant else wanted
            except ScenarioError as error:
                known = name if name in self.variants else None
                new = (each for each in error.problems if replace(each, variant="") not in told)
                told |= dict.fromkeys(_of(known, new))
        if told or wanted is None:
            raise ScenarioError(list(told)[:MAX_PROBLEMS])
        return wanted

    def _varied(self, source: Source, name: str) -> list[Problem]:
        """Make the changes of a variant; return what is wrong with it, or that there is none."""
        try:
            problems = chosen(name, self.variants).apply(source)
        except ScenarioError as error:
            return list(error.problems)
        return [*problems, *read_tables(source, self.folder)]


def _draft_of(name_or_path: str | Path) -> _Draft:
    path = find_scenario(name_or_path)
    source, problems = read_source(path, path.name)
    return _drafted(source, problems, path.parent, path)


def _drafted(
    source: Source, problems: list[Problem], folder: Path | None, path: Path | None = None
) -> _Draft:
    """Take the variants out and put in what the file extends; raise where that is not possible."""
    if not isinstance(source.tree, dict):
        root = Problem((), show(source.tree), MAPPING, WRITE_MAPPING)
        raise ScenarioError(_sorted(source, [*problems, root]))
    variants, more = take_variants(source)
    problems = [source.located(problem) for problem in [*problems, *more]]
    try:
        whole, more = inherit(source, folder, path)
    except ScenarioError as error:
        raise ScenarioError(_sorted(source, [*problems, *error.problems])) from error
    more += read_tables(whole, folder)
    return _Draft(whole, folder, variants, [*problems, *more])


def _of(variant: str | None, problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems with the variant that they are of."""
    return [replace(problem, variant=variant or "") for problem in problems]


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
    spot = source.origin(problem.loc).spot
    is_there = not problem.loc or inside(holder, problem.loc[-1]) is not None
    if is_there or not isinstance(spot, Cell):
        return problem
    return replace(problem, found="-", cure=FILL_IN if spot.sheet else ADD_SHEET)


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
