"""`deltafund whatif`: read what is to be overridden, ask, tell."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final, cast

from api.analysing import Asked, tell_of
from api.answering import Exit
from api.show.analyses.whatif import show
from api.voice import Voice
from optimizer.analyses.whatif import WhatIf, what_if
from optimizer.analyses.wishes import Lock, Wish
from scenarios.files.loading import read_scenario
from scenarios.files.shape import did_you_mean
from scenarios.problems import Problem, refuse
from scenarios.rules.base import Sense
from scenarios.scenario import Scenario
from scenarios.words import Text

LOCK: Final = re.compile(r"\s*([^@<>=\s]+)(?:@([^<>=\s]+))?\s*(>=|<=|=)\s*(\S+)\s*")


def ask_what_if(voice: Voice, asked: Asked, locks: Sequence[str], drops: Sequence[str]) -> int:
    """Price overrides against the optimum; return the exit code."""
    base = read_scenario(asked.scenario, replace(asked, settings=None).overrides(), asked.variant)
    changed = read_scenario(asked.scenario, asked.overrides(), asked.variant)
    held = wanted(changed.scenario, locks, drops)
    ledger = base.open()
    settings = tuple(asked.settings or ())
    own = changed.open() if settings else ledger
    wish = Wish(changed.scenario, own, tuple(dict.fromkeys(drops)), held, settings)
    return tell_of(
        voice,
        asked.wanted(WhatIf),
        lambda course: what_if(base.scenario, ledger, course, wish),
        show,
        lambda found: Exit.INFEASIBLE if _is_clash(found) else Exit.ANSWER,
    )


def _is_clash(found: WhatIf) -> bool:
    return found.complete and found.after is None


def wanted(scenario: Scenario, locks: Sequence[str], drops: Sequence[str]) -> list[Lock]:
    """Return locks as they are written; refuse these, and rules to drop, that cannot be."""
    problems: list[Problem] = []
    held = list(read_locks(scenario, locks, problems))
    refuse([*problems, *_unknown_rules(scenario, drops)])
    return held


def read_locks(
    scenario: Scenario, written: Sequence[str], problems: list[Problem]
) -> Iterator[Lock]:
    """Yield the locks that are written as `city=amount`; note what is wrong with the others."""
    seen: set[tuple[str, str | None, str]] = set()
    for number, text in enumerate(written):
        found = LOCK.fullmatch(text)
        if found is None:
            problems.append(_problem(number, text, text, *FORM))
            continue
        city, period, sense, amount = found.groups()
        told = _wrong(scenario, city, period, amount)
        wrong = [_problem(number, text, *part) for part in told]
        if (city, period, sense) in seen:
            wrong.append(_problem(number, text, text, *ONCE))
        seen.add((city, period, sense))
        problems += wrong
        if not wrong:
            yield Lock(city, float(amount), cast(Sense, sense), period)


def _wrong(
    scenario: Scenario, city: str, period: str | None, amount: str
) -> Iterator[tuple[str, Text, Text]]:
    """Yield what is found, what was expected, and the cure."""
    cities = [part.id for part in scenario.cities]
    if city not in cities:
        yield city, _one_of(CITY, cities), did_you_mean(city, cities, CORRECT)
    if period is not None and period not in scenario.periods:
        yield period, _one_of(PERIOD, scenario.periods), CORRECT
    try:
        number = float(amount)
    except ValueError:
        number = math.nan
    if not (math.isfinite(number) and number >= 0):
        yield amount, *AMOUNT


def _unknown_rules(scenario: Scenario, drops: Sequence[str]) -> Iterator[Problem]:
    known = scenario.rule_ids()
    for number, name in enumerate(drops):
        if name not in known:
            cure = did_you_mean(name, known, CORRECT)
            told = f"--drop {name[:80]}"
            yield Problem(("drops", number), name[:80], _one_of(RULE, known), cure, named=told)


def _problem(number: int, text: str, found: str, expected: Text, cure: Text) -> Problem:
    return Problem(("locks", number), found[:80], expected, cure, named=f"--lock {text[:80]}")


def _one_of(what: Text, names: Sequence[str]) -> Text:
    listed = ", ".join(names[:MOST]) + (" ..." if len(names) > MOST else "")
    return what.format(names=listed)


MOST: Final = 40
FORM: Final = (
    Text(zh="城市=金额", en="city=amount"),
    Text(
        zh="例如 suzhou=500, suzhou>=500, suzhou@2027<=100",
        en="write suzhou=500, suzhou>=500 or suzhou@2027<=100, for instance",
    ),
)
ONCE: Final = (
    Text(zh="每个城市、每期、每种关系至多锁定一次", en="one lock of a kind for a city and period"),
    Text(zh="删去其中一个", en="leave one of them out"),
)
AMOUNT: Final = (
    Text(zh="不小于 0 的金额", en="an amount of money, 0 or more"),
    Text(zh="写成数字, 以方案的资金单位计", en="write a number, in the scenario's unit of money"),
)
CITY: Final = Text(zh="以下城市之一: {names}", en="one of the cities {names}")
PERIOD: Final = Text(zh="以下各期之一: {names}", en="one of the periods {names}")
RULE: Final = Text(zh="以下规则之一: {names}", en="one of the rules {names}")
CORRECT: Final = Text(zh="更正名称", en="correct the name")
