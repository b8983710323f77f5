"""Many scenarios side by side: files, their variants, and a grid of values, a row each.

Whatever is wrong with one of them is told in its row and does not hinder the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from itertools import product
from pathlib import Path
from typing import Any, Final

import pandas as pd

from optimizer.allocation import Allocation, records
from optimizer.clock import Stopped, Stopping
from optimizer.course import Course
from optimizer.executors import Workers
from optimizer.kept import Kept, digest
from optimizer.solving import solve
from optimizer.sweep import Do, Failure, sweep
from scenarios.files.loading import load, read_scenario
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Text

TOLD: Final = (
    *("status", "value", "bound", "gap", "available", "spent", "cross_border"),
    *("cross_border_share", "seconds", "digest", "why_zh", "why_en"),
)
"""What is told of each run, besides what it is a run of."""

REFUSED, FAILED = "refused", "failed"


@dataclass(frozen=True)
class Grid:
    """Values of one path, each to be tried with all values of all other paths."""

    path: str
    values: tuple[str, ...]

    @classmethod
    def read(cls, written: str) -> Grid:
        """Return the grid written as `path=a,b,c`; commas in brackets or quotes do not part."""
        path, equals, values = written.partition("=")
        parts = tuple(part.strip() for part in _parted(values))
        if not equals or not path.strip() or not all(parts):
            raise ScenarioError([Problem((), written[:60], *FORM, named="--grid")])
        return cls(path.strip(), parts)


FORM: Final = (
    Text(zh="路径=值,值,...", en="path=value,value,..."),
    Text(
        zh="例如 rules.periphery.min=0.2,0.3",
        en="write rules.periphery.min=0.2,0.3, for instance",
    ),
)
TWICE: Final = (
    Text(zh="每个路径只出现一次", en="each path once"),
    Text(zh="把各值写在一处", en="write all its values in one place"),
)


def _parted(text: str) -> Iterator[str]:
    """Yield the parts of a text between commas that stand in no bracket and no quotes."""
    part, depth, quote = "", 0, ""
    for sign in text:
        if quote:
            quote = "" if sign == quote else quote
        elif sign in "\"'":
            quote = sign
        elif sign in "[{(":
            depth += 1
        elif sign in "]})":
            depth -= 1
        elif sign == "," and depth == 0:
            yield part
            part = ""
            continue
        part += sign
    yield part


@dataclass(frozen=True)
class Asking:
    """What is to be run: scenarios, all their variants or one, settings, and a grid of more."""

    scenarios: tuple[str, ...]
    grids: tuple[Grid, ...] = ()
    settings: tuple[str, ...] = ()
    variant: str | None = None
    variants: bool = False
    workers: Workers = Workers()
    resume: Path | None = None


@dataclass(frozen=True, eq=False)
class Batch:
    """The runs, one row each, in the order asked for: `scenario`, `variant`, each path, `TOLD`.

    `complete` is false where it was stopped; the rows that were not run are not there. `scenarios`
    are those that are run, each once, as its file says: before anything is set.
    """

    runs: pd.DataFrame
    scenarios: tuple[Scenario, ...]
    paths: tuple[str, ...]
    asked: int
    found: int
    seconds: float

    @property
    def complete(self) -> bool:
        """Whether every run has a row."""
        return len(self.runs) == self.asked

    @property
    def broken(self) -> int:
        """How many runs could not be answered."""
        return int(self.runs["status"].isin([REFUSED, FAILED]).sum())

    def as_json(self) -> dict[str, Any]:
        """Return the runs as plain data, `deltafund/batch/1`; what is unknown is null."""
        rows = records(self.runs.drop(columns=list(self.paths)))
        grid = records(self.runs[list(self.paths)])
        return {
            "schema": "deltafund/batch/1",
            "complete": self.complete,
            "paths": list(self.paths),
            "asked": self.asked,
            "resumed": self.found,
            "runs": [row | {"set": set_to} for row, set_to in zip(rows, grid, strict=True)],
            "seconds": round(self.seconds, 4),
        }


def run_batch(course: Course, asked: Asking) -> Batch:
    """Solve everything that is asked for, each for itself."""
    paths = [grid.path for grid in asked.grids]
    twice = [path for path in paths if paths.count(path) > 1]
    if twice:
        raise ScenarioError([Problem((), twice[0], *TWICE, named="--grid")])
    read: Read = {}
    items = {digest(item): item for item in _items(asked, read)}
    kept = None if asked.resume is None else Kept(asked.resume, Solving().asked())
    swept = sweep(Solving(), items, course, asked.workers, kept=kept, name="runs")
    rows = [
        _row(item, swept.results.get(key), swept.failures.get(key))
        for key, item in items.items()
        if key in swept.results or key in swept.failures
    ]
    columns = ["scenario", "variant", *paths, *TOLD]
    table = pd.DataFrame(rows, columns=columns)
    words = ["variant", "digest", "why_zh", "why_en"]
    table[words] = table[words].astype(object).where(table[words].notna(), None)
    scenarios = {found.digest: found for found in read.values() if isinstance(found, Scenario)}
    told = tuple(scenarios.values())
    return Batch(table, told, tuple(paths), len(items), swept.found, course.seconds)


Read = dict[tuple[str, str | None], Scenario | ScenarioError]
"""Scenarios by name and variant as their files say, or what is wrong with them."""


def _items(asked: Asking, read: Read) -> Iterator[dict[str, Any]]:
    """Yield what each run is: plain data, with what its files say, so that a change is noticed."""
    combinations = list(product(*(grid.values for grid in asked.grids)))
    for name in asked.scenarios:
        for variant in _variants(name, asked):
            found = read[name, variant] = _read(name, variant)
            says = _says(found)
            for values in combinations:
                paths = (grid.path for grid in asked.grids)
                yield {
                    "scenario": name,
                    "variant": variant,
                    "settings": list(asked.settings),
                    "grid": dict(zip(paths, values, strict=True)),
                    "says": says,
                }


def _variants(name: str, asked: Asking) -> Sequence[str | None]:
    if not asked.variants:
        return [asked.variant]
    try:
        return [None, *read_scenario(name).variants]
    except ScenarioError:
        return [None]  # what is wrong with it is told in its row


def _read(name: str, variant: str | None) -> Scenario | ScenarioError:
    try:
        return load(name, (), variant)
    except ScenarioError as error:
        return error


def _says(found: Scenario | ScenarioError) -> str:
    """Return a fingerprint of a scenario, or of what is wrong with it."""
    if isinstance(found, Scenario):
        return found.digest
    return digest([problem.as_json() for problem in found.problems])


@dataclass(frozen=True)
class Solving:
    """The job: load and solve one scenario after the other."""

    def asked(self) -> Any:
        """Return what all results depend on: the version."""
        return ["batch", metadata.version("deltafund")]

    def open(self, stop: Stopping) -> Do:
        """Return what runs an item."""
        return lambda item: _run(item, stop)


def _run(item: Mapping[str, Any], stop: Stopping) -> dict[str, Any]:
    """Return what is told of a run; a scenario that is wrong is an answer, too."""
    course = Course()
    grid = [f"{path}={value}" for path, value in item["grid"].items()]
    try:
        scenario = load(item["scenario"], [*item["settings"], *grid], item["variant"])
        answer = solve(scenario, stop=stop)
    except ScenarioError as error:
        first, more = error.problems[0], len(error.problems) - 1
        also = f" (+ {more})" if more else ""
        why = {f"why_{language}": first.say(language) + also for language in ("zh", "en")}
        return {"status": REFUSED, "seconds": course.seconds, **why}
    if stop.is_set():
        raise Stopped("interrupted")
    return _told(answer) | {"seconds": course.seconds, "digest": scenario.digest}


def _told(answer: Allocation) -> dict[str, Any]:
    grants = answer.tables["grants"]
    across = float(grants.loc[grants["cross_border"], "amount"].sum()) if len(grants) else 0.0
    told: dict[str, Any] = {name: getattr(answer, name) for name in TOLD[:6]}
    if answer.value is None:
        return told | {"spent": None}
    share = across / answer.spent if answer.spent else 0.0
    return told | {"cross_border": across, "cross_border_share": share}


def _row(
    item: Mapping[str, Any], told: Mapping[str, Any] | None, failure: Failure | None
) -> dict[str, Any]:
    row = {"scenario": item["scenario"], "variant": item["variant"], **item["grid"]}
    if told is not None:
        return row | dict(told)
    why = "-" if failure is None else f"{failure.kind}: {failure.message}"
    return row | {"status": FAILED, "why_zh": why, "why_en": why}
