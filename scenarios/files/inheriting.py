"""`extends`: a scenario file that says only what differs from another one.

The other file is read first, and the one that it extends before it; then each changes what was
read so far, in the language of `changing`. Tables of a file are looked for beside that file, and
every part keeps the name of the file and the line where it was written. What comes after this sees
one whole scenario. Variants are not inherited: they are questions of the file that asks them.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Final

from scenarios.files.changing import Changer
from scenarios.files.library import FILE, find_scenario, shipped
from scenarios.files.shape import did_you_mean
from scenarios.files.source import Source, inside, item_name
from scenarios.files.spots import Origin
from scenarios.files.spreadsheets import read_source
from scenarios.files.tables import read_tables
from scenarios.files.variants import EXTENDS as KEY
from scenarios.files.variants import KEY as VARIANTS
from scenarios.files.wording import MAPPING, WRITE_MAPPING, show
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.words import Text


@dataclass
class _Layer:
    """One file of a chain: its plain data and its folder; data from elsewhere has no `path`."""

    source: Source
    folder: Path | None
    path: Path | None = None

    def take_parent(self) -> Any:
        """Return what the file extends, and take the mention out; None if it is whole."""
        tree = self.source.tree
        return tree.pop(KEY, None) if isinstance(tree, dict) else None


def inherit(
    source: Source, folder: Path | None, path: Path | None = None
) -> tuple[Source, list[Problem]]:
    """Return the scenario with all that it takes from the files that it extends.

    A scenario that extends nothing is returned as it is. Without a `folder` only shipped scenarios
    can be extended. Raises `ScenarioError` where a file of the chain cannot be read.
    """
    layers, problems = _chain(_Layer(source, folder, path))
    if len(layers) == 1:
        return source, problems
    whole = layers[-1].source
    whole.first = whole.name
    problems += _with_tables(layers[-1])
    for layer in reversed(layers[:-1]):
        changer, origin = Changer(whole), Origin(layer.source.name, layer.source.spot)
        unread = [_by_ids(layer.source, loc) for loc in layer.source.unread]
        changer.body(layer.source.tree, origin)
        problems += changer.finish()
        whole.changes[()] = origin
        whole.unread.update(map(whole.numbered, unread))
        if layer.source is not source:
            problems += _with_tables(replace(layer, source=whole), layer.source.name)
    whole.name = source.name
    return whole, problems


def _by_ids(source: Source, loc: Loc) -> Loc:
    """Return a path with the ids of items in the place of their numbers, where they have one."""
    part, named = source.tree, list[str | int]()
    for length, key in enumerate(loc):
        name = item_name(part, key, loc[:length]) if isinstance(key, int) else None
        named.append(key if name is None else name)
        part = inside(part, key)
    return tuple(named)


def _chain(layer: _Layer) -> tuple[list[_Layer], list[Problem]]:
    """Return the file and those that it extends, in order, and what is wrong that can be read."""
    layers, problems = [layer], list[Problem]()
    while (parent := layer.take_parent()) is not None:
        try:
            layer, more = _parent(layers, parent)
        except ScenarioError as error:
            raise ScenarioError([*problems, *error.problems]) from error
        layers.append(layer)
        problems += more
    return layers, problems


def _parent(layers: list[_Layer], mention: Any) -> tuple[_Layer, list[Problem]]:
    """Read the file that the last of `layers` extends; it must be another one than all of them."""
    child = layers[-1].source
    place = str(Origin(child.name, child.spot).within(KEY))
    path, name = _find(layers[-1], mention, place)
    before = [layer.path and layer.path.resolve() for layer in layers]
    if path.resolve() in before:
        names = [layer.source.name for layer in layers[before.index(path.resolve()) :]]
        raise ScenarioError([Problem((KEY,), " -> ".join([*names, name]), *END, place)])
    try:
        source, problems = read_source(path, name)
    except ScenarioError as error:
        raise ScenarioError([_found_from(problem, place) for problem in error.problems]) from error
    if not isinstance(source.tree, dict):
        root = Problem((), show(source.tree), MAPPING, WRITE_MAPPING)
        raise ScenarioError([source.located(problem) for problem in [*problems, root]])
    source.tree.pop(VARIANTS, None)
    located = [source.located(problem) for problem in problems]
    return _Layer(source, path.parent, path), located


def _found_from(problem: Problem, place: str) -> Problem:
    return problem if problem.place else replace(problem, place=place)


def _find(layer: _Layer, mention: Any, place: str) -> tuple[Path, str]:
    """Return the file that is meant, and how problems call it: seen from the first file."""
    known = shipped()
    if isinstance(mention, str) and mention.strip() and "\0" not in mention:
        rooted = PurePosixPath(mention).is_absolute() or PureWindowsPath(mention).anchor
        if layer.folder is not None and not rooted and _is_there(layer.folder / mention):
            path = find_scenario(layer.folder / mention)
            own = f"{mention}/{FILE}" if path.name == FILE and FILE not in mention else mention
            return path, _joined(layer.source.name, own)
        if mention in known:
            return known[mention], f"{mention}/{FILE}"
    listed = ", ".join(known)
    expected = Text(
        zh=f"相对于本文件的路径, 或自带方案之一: {listed}",
        en=f"a path relative to this file, or one of the shipped scenarios: {listed}",
    )
    cure = did_you_mean(str(mention), known, CHECK)
    raise ScenarioError([Problem((KEY,), show(mention), expected, cure, place)])


def _is_there(path: Path) -> bool:
    try:
        return path.is_file() or (path / FILE).is_file()
    except (OSError, RuntimeError):
        return False


def _joined(name: str, mention: str) -> str:
    """Return a path that stands in the file called `name`, as seen from where that is seen."""
    return PurePosixPath(os.path.normpath(PurePosixPath(name).parent / mention)).as_posix()


def _with_tables(layer: _Layer, name: str = "") -> list[Problem]:
    """Read the tables that a file mentions, and call them as seen from the first file."""
    source = layer.source
    around = PurePosixPath(name or source.name).parent
    before = set(source.tables)
    problems = read_tables(source, layer.folder)
    for loc in source.tables.keys() - before:
        rows = source.tables[loc]
        source.tables[loc] = replace(rows, file=(around / rows.file).as_posix())
    return list(_told(problems, source, around))


def _told(problems: Iterable[Problem], source: Source, around: PurePosixPath) -> Iterable[Problem]:
    for problem in problems:
        place = (around / problem.place).as_posix() if problem.place else ""
        yield source.located(replace(problem, place=place))


CHECK: Final = Text(zh="检查名称或路径", en="check the name or the path")
END: Final = (
    Text(zh="不会回到自身的继承", en="files that do not extend themselves in the end"),
    Text(zh="删去其中一个 extends", en=f"remove one `{KEY}` of these"),
)
