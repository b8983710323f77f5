"""Values set by hand on top of a file: `path=value`, where a path names items by their ids."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scenarios.files.changing import Changer
from scenarios.files.reading import parse
from scenarios.files.source import Source
from scenarios.files.spots import Origin
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text


def override(source: Source, settings: Sequence[str]) -> list[Problem]:
    """Set each `path=value` in the source, in order; return what is wrong with the settings.

    A segment of a path is a key, the id of an item, or its number from 0. Values are read as
    YAML; an empty value or `null` takes away an optional field, or an item of a list.
    """
    changer = Changer(source)
    problems: list[Problem] = []
    for setting in settings:
        origin = Origin(f"--set {setting}")
        try:
            _set(changer, setting, origin)
        except ScenarioError as error:
            problems.extend(replace(problem, place=origin.file) for problem in error.problems)
    return [*problems, *changer.finish()]


def _set(changer: Changer, setting: str, origin: Origin) -> None:
    path, equals, text = setting.partition("=")
    segments = path.strip().split(".")
    if not equals or not all(segments):
        raise ScenarioError([Problem((), setting[:60], *FORM)])
    given, problems = parse(text, "")
    if problems:
        raise ScenarioError(problems)
    changer.set(segments, given.tree, origin)


FORM: Final = (
    Text(zh="路径=值", en="path=value"),
    Text(
        zh="例如 funders.shanghai.contribution=900",
        en="write funders.shanghai.contribution=900, for instance",
    ),
)
