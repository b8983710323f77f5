"""A number in a rule that can be set to something else: the bound that a frontier is drawn over.

A bound is known by its path, as `--set` writes it: `rules.fair-return.floor`. Which numbers a rule
has is read from its stanza, so that no kind of rule is known here by its name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import UnionType
from typing import Annotated, Any, Final, Union, cast, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt
from pydantic import ValidationError
from pydantic.fields import FieldInfo

from scenarios.files import shape
from scenarios.problems import Problem, ScenarioError
from scenarios.rules.base import Rule
from scenarios.scenario import Scenario
from scenarios.words import Stanza, Text

RULES: Final = "rules"
LADDER: Final = (1.0, 2.0, 3.0, 0.5, 0.75, 0.9, 10.0, 20.0, 30.0, *(10.0**n for n in range(2, 9)))
"""Bounds that are tried where none is written, and none near 0 is allowed."""


@dataclass(frozen=True)
class Numeric:
    """What numbers a field takes: from `least` to `most`, and whether only whole ones."""

    least: float
    most: float
    whole: bool


@dataclass(frozen=True, eq=False)
class Bound:
    """A number of a rule of a scenario, which may be left out there (`now` is None then)."""

    path: str
    scenario: Scenario
    number: int
    keys: tuple[str, ...]
    numeric: Numeric

    @property
    def rule(self) -> Rule:
        """The rule as it is written."""
        rule: Rule = self.scenario.rules[self.number]
        return rule

    @property
    def owner(self) -> str:
        """The id of the rule."""
        return self.scenario.rule_ids()[self.number]

    @cached_property
    def now(self) -> float | None:
        """The number as it is written."""
        part: Any = self._written
        for key in self.keys:
            part = part.get(key) if isinstance(part, dict) else None
        return None if part is None else float(part)

    @cached_property
    def _written(self) -> dict[str, Any]:
        return self.rule.model_dump(by_alias=True, exclude_none=True)

    def at(self, value: float) -> Scenario | None:
        """Return the scenario with the number set to `value`; nothing where its rule forbids that.

        A rule may say more than its field does, for instance that a floor is below a ceiling.
        """
        if self.numeric.whole and value != round(value):
            return None
        number = int(value) if self.numeric.whole else float(value)
        try:
            rule = type(self.rule).model_validate(_with(self._written, self.keys, number))
        except ValidationError:
            return None
        rules = list(self.scenario.rules)
        rules[self.number] = rule
        return self.scenario.model_copy(update={"rules": tuple(rules)})

    def places(self) -> Iterator[tuple[float, Scenario]]:
        """Yield some bounds that the rule allows with the scenario at each, its own first."""
        numeric = self.numeric
        own = [] if self.now is None else [self.now]
        base = own[0] if own else max(numeric.least, 0.0)
        step = 1.0 if numeric.whole else max(abs(base), 0.1) / 4
        around = [base + times * step for times in (0, 1, 2, -1, -2, 3, 4, -3)]
        for value in dict.fromkeys([*own, *around, *LADDER]):
            if numeric.least <= value <= numeric.most:
                scenario = self.at(value)
                if scenario is not None:
                    yield value, scenario


def _with(tree: dict[str, Any], keys: tuple[str, ...], value: float) -> dict[str, Any]:
    """Return a copy of plain data with one number set."""
    key, *rest = keys
    inner = _with(tree.get(key, {}), tuple(rest), value) if rest else value
    return tree | {key: inner}


def find_bound(scenario: Scenario, path: str, also: Sequence[str] = ()) -> Bound:
    """Return the bound at a path such as `rules.fair-return.floor`.

    Raises `ScenarioError` if there is no such rule, or it can have no such number; what else may
    be said in the place of a path is told then (`also`).
    """
    section, _, rest = path.partition(".")
    name, _, field = rest.partition(".")
    ids, keys = scenario.rule_ids(), tuple(field.split("."))
    number = ids.index(name) if section == RULES and name in ids else None
    found = {} if number is None else dict(_numbers(scenario.rules[number]))
    if number is None or keys not in found:
        places = range(len(ids)) if number is None else (number,)
        known = [
            ".".join((RULES, ids[place], *held))
            for place in places
            for held, _ in _numbers(scenario.rules[place])
        ]
        expected = NUMBER.format(known=", ".join([*known, *also]) or "-")
        raise ScenarioError([problem(path, expected, shape.did_you_mean(path, known, WRITE))])
    bound = Bound(path, scenario, number, keys, found[keys])
    if next(bound.places(), None) is None:
        raise ScenarioError([problem(path, BESIDE, TAKE_OUT)])
    return bound


def problem(found: str, expected: Text, cure: Text) -> Problem:
    """Return what is wrong with a bound that was asked for."""
    return Problem(("against",), found, expected, cure)


NUMBER: Final = Text(zh="以下之一: {known}", en="one of {known}")
WRITE: Final = Text(
    zh="写成 rules.规则编号.字段, 例如 rules.fair-return.floor",
    en="write rules.ID.FIELD, for instance rules.fair-return.floor",
)
BESIDE: Final = Text(
    zh="一个可与该规则其余部分并存的数", en="a number that may stand beside the rest of its rule"
)
TAKE_OUT: Final = Text(
    zh="用 --set 去掉规则中与之冲突的部分", en="take out what it clashes with, by --set"
)


def _numbers(rule: Rule) -> Iterator[tuple[tuple[str, ...], Numeric]]:
    """Yield the numbers that a rule has or may have, by their keys in its stanza."""
    for name, field in type(rule).model_fields.items():
        if name in Stanza.model_fields:
            continue
        key = field.alias or name
        numeric = _numeric(field)
        if numeric is not None:
            yield (key,), numeric
        inner, held = _of_mapping(field), getattr(rule, name)
        if inner is not None and isinstance(held, dict):
            yield from (((key, str(part)), inner) for part in held)


def _numeric(field: FieldInfo) -> Numeric | None:
    """Return what numbers a field takes, None if it takes none."""
    parts = [*_alternatives(field.annotation), *field.metadata]
    return _taken(parts)


def _of_mapping(field: FieldInfo) -> Numeric | None:
    """Return what numbers the values of a mapping take, None if it is no mapping to numbers."""
    for part in _alternatives(field.annotation):
        if get_origin(part) is dict:
            return _taken(list(_alternatives(get_args(part)[1])))
    return None


def _taken(parts: list[Any]) -> Numeric | None:
    kinds = {part for part in parts if part in (int, float, bool)}
    if not kinds or bool in kinds:
        return None
    low, high = -math.inf, math.inf
    for part in parts:
        match part:
            case Ge(side) | Gt(side):
                low = max(low, float(cast(float, side)))
            case Le(side) | Lt(side):
                high = min(high, float(cast(float, side)))
    return Numeric(low, high, kinds == {int})


def _alternatives(kind: Any) -> Iterator[Any]:
    """Yield a type, the alternatives that it is made of, and the marks on them."""
    origin = get_origin(kind)
    if origin is Annotated:
        inner, *marks = get_args(kind)
        yield from _alternatives(inner)
        for mark in marks:
            yield from mark.metadata if isinstance(mark, FieldInfo) else (mark,)
    elif origin in (Union, UnionType):
        for part in get_args(kind):
            yield from _alternatives(part)
    else:
        yield kind
