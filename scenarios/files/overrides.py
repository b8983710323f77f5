"""Values set by hand on top of a file: `path=value`, where a path names items by their ids."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from scenarios.files import shape
from scenarios.files.reading import parse
from scenarios.files.source import Source, find, inside, item_name
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.references import own_id
from scenarios.words import Text


def override(source: Source, settings: Sequence[str]) -> list[Problem]:
    """Set each `path=value` in the source, in order; return what is wrong with the settings.

    A segment of a path is a key, the id of an item, or its number from 0. Values are read as
    YAML; an empty value or `null` takes an optional field away.
    """
    problems: list[Problem] = []
    for setting in settings:
        if any(setting.startswith(f"{_path(loc)}.") for loc in source.unread):
            continue  # the table that it would change is a problem already
        try:
            _set(source, setting)
        except ScenarioError as error:
            place = f"--set {setting}"
            problems.extend(replace(problem, place=place) for problem in error.problems)
    return problems


def _path(loc: Loc) -> str:
    return ".".join(map(str, loc))


def _set(source: Source, setting: str) -> None:
    path, equals, text = setting.partition("=")
    segments = path.strip().split(".")
    if not equals or not all(segments):
        raise ScenarioError([Problem((), setting[:60], *FORM)])
    given, problems = parse(text, "")
    if problems:
        raise ScenarioError(problems)
    holder, loc = _holder(source, segments)
    key = _key(source, holder, loc, segments[-1], is_taken_away=given.tree is None)
    source.settings[(*loc, key)] = setting
    source.forget((*loc, key))
    if given.tree is None and isinstance(holder, dict):
        holder.pop(key, None)
    else:
        holder[key] = given.tree


def _holder(source: Source, segments: Sequence[str]) -> tuple[Any, Loc]:
    """Return what holds the last segment; an optional stanza that is not written is begun."""
    part: Any = source.tree
    loc: Loc = ()
    for segment in segments[:-1]:
        key = find(part, segment, loc)
        if key is None:
            if not isinstance(part, dict) or not shape.takes_entries(source.tree, (*loc, segment)):
                raise ScenarioError([_no_such(source, part, loc, segment)])
            part[segment], key = {}, segment
        part, loc = inside(part, key), (*loc, key)
    return part, loc


def _key(source: Source, holder: Any, loc: Loc, segment: str, *, is_taken_away: bool) -> str | int:
    """Return the key or number to be set; a mapping may get a new key, which is checked later."""
    key = find(holder, segment, loc)
    if key is not None:
        return key
    is_field = segment in shape.fields(shape.model_at(source.tree, loc))
    if isinstance(holder, dict) and (is_field or not is_taken_away):
        return segment
    raise ScenarioError([_no_such(source, holder, loc, segment)])


def _no_such(source: Source, part: Any, loc: Loc, segment: str) -> Problem:
    names = list(dict.fromkeys(_names(source, part, loc)))
    listed = ", ".join(names[:40]) + (" ..." if len(names) > 40 else "") or "-"
    at = _path(loc) or source.name or "."
    expected = Text(zh=f"{at} 中的 {listed}", en=f"a part of {at}: {listed}")
    return Problem((*loc, segment), segment, expected, shape.did_you_mean(segment, names, CORRECT))


def _names(source: Source, part: Any, loc: Loc) -> Iterable[str]:
    if isinstance(part, dict):
        return [*part, *shape.fields(shape.model_at(source.tree, loc))]
    if not isinstance(part, list):
        return []
    named = (item_name(part, number, loc) or own_id(item) for number, item in enumerate(part))
    return (name for name in named if name is not None)


FORM: Final = (
    Text(zh="路径=值", en="path=value"),
    Text(
        zh="例如 funders.shanghai.contribution=900",
        en="write funders.shanghai.contribution=900, for instance",
    ),
)
CORRECT: Final = Text(zh="更正路径", en="correct the path")
