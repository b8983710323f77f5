"""What every report ends with: assumptions, sources, and how the answer was found."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from typing import Any, Final

from api import figures, headers, words
from api.reports import wording
from api.reports.blocks import Block, Grid, Section, Sentence
from api.reports.summary import Line, made_with, scenario_summary, solver_text, summary
from api.show.analyses.batch import STATUS as RUN_STATUS
from optimizer.allocation import Allocation
from optimizer.analyses.batch import Batch
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

MANY: Final = 5
"""So many parts of one list are told one by one."""
TIME: Final = "%Y-%m-%d %H:%M UTC"


Inputs = Mapping[str, Scenario]
"""Scenarios by what a report calls them; where there is one alone, it may be called nothing."""


def assumptions(inputs: Inputs, language: Language) -> Section:
    """Return every part of the scenarios that is assumed, with its path and why."""
    found = _held(
        {
            name: [(path, why[language]) for path, why in scenario.assumptions()]
            for name, scenario in inputs.items()
        },
        language,
    )
    title = wording.ASSUMPTIONS[language]
    if not found:
        return Section("assumptions", title, (Sentence(wording.NO_ASSUMPTIONS[language]),))
    about = Sentence(wording.ASSUMED.format(n=len(found))[language])
    places: dict[tuple[str, str], list[str]] = {}
    for (path, why), where in found.items():
        places.setdefault((why, where), []).append(path)
    rows = [(words.COMMA[language].join(_in_short(paths)), *why) for why, paths in places.items()]
    columns = (wording.WHERE, headers.HEADERS["why"], wording.HOLDS_IN)
    return Section("assumptions", title, (about, _listed(columns, rows, language)))


def _in_short(paths: list[str]) -> list[str]:
    """Return where something is said; of many parts of one list only how many there are."""
    lists = Counter(path.rpartition(".")[0] for path in paths)
    told: dict[str, None] = {}
    for path in paths:
        parent = path.rpartition(".")[0]
        many = parent and lists[parent] > MANY
        told[f"`{parent}` ({lists[parent]})" if many else f"`{path}`"] = None
    return list(told)


def sources(inputs: Inputs, language: Language) -> Section:
    """Return every source that the scenarios name, and what is to be known of an indicator."""
    found = {name: _sourced(scenario, language) for name, scenario in inputs.items()}
    rows = [(*part, where) for part, where in _held(found, language).items()]
    title = wording.SOURCES[language]
    if not rows:
        return Section("sources", title, (Sentence(wording.NO_SOURCES[language]),))
    columns = (wording.WHERE, wording.SOURCE, wording.HOLDS_IN)
    return Section("sources", title, (_listed(columns, rows, language),))


def _sourced(scenario: Scenario, language: Language) -> Iterator[tuple[str, str]]:
    indicators = {f"indicators.{name}": part for name, part in scenario.indicators.items()}
    for path, source in scenario.sources():
        part = indicators.get(path)
        if part is None:
            yield f"`{path}`", source[language]
            continue
        status = wording.INDICATOR_STATUS[part.status]
        known = wording.INDICATOR.format(status=status, year=part.year or figures.UNKNOWN)
        name = part.name[language] if part.name else ""
        yield f"`{path}`\n{name}".rstrip(), f"{source[language]}\n{known[language]}"


def _held(
    found: Mapping[str, Iterable[tuple[str, str]]], language: Language
) -> dict[tuple[str, str], str]:
    """Return what scenarios say, each once, with the names of those that say so."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, parts in found.items():
        for part in dict.fromkeys(parts):
            said.setdefault(part, []).append(name)
    every = wording.IN_ALL[language]
    return {
        part: every if len(names) == len(found) else words.COMMA[language].join(names)
        for part, names in said.items()
    }


def _listed(columns: Sequence[Text], rows: Sequence[tuple[str, ...]], language: Language) -> Grid:
    """Return rows as a table; where all say the same, it need not be said that they do."""
    every = all(row[-1] == wording.IN_ALL[language] for row in rows)
    wide = len(columns) - 1 if every else len(columns)
    titles = tuple(text[language] for text in columns[:wide])
    return Grid(titles, tuple(row[:wide] for row in rows), words=wide)


# --- provenance -----------------------------------------------------------------------------------


def provenance(allocation: Allocation, language: Language) -> Section:
    """Return how an allocation was found: scenario, versions, solver, gap, bound, time."""
    solver = allocation.solver
    size = wording.SIZE_IS.format(
        columns=f"{solver['columns']:,}",
        rows=f"{solver['rows']:,}",
        grants=f"{solver['grants_possible']:,}",
    )
    more = [
        Line(wording.SIZE[language], size[language], "text"),
        Line(wording.SECONDS[language], sum(solver["seconds"].values()), "money"),
    ]
    proved = [Sentence(wording.PROOF[language])] if allocation.has_plan else []
    return _provenance([*summary(allocation, language), *more], language, proved)


def provenance_of(inputs: Inputs, seconds: float, language: Language) -> Section:
    """Return how an analysis was found."""
    lines = [
        line
        for name, scenario in inputs.items()
        for line in scenario_summary(scenario, language, name)
    ]
    return _provenance([*lines, *_done(seconds, language)], language, [])


def runs_of(batch: Batch, language: Language) -> Section:
    """Return how the runs of a batch were found; each has the digest of what was solved."""
    rows = enumerate(zip(batch.runs["status"], batch.runs["digest"], strict=True), start=1)
    label = headers.SUMMARY["digest"][language]
    lines = [
        Line(f"{label}, #{number}", digest or RUN_STATUS[status][language], "text")
        for number, (status, digest) in rows
    ]
    return _provenance([*lines, *_done(batch.seconds, language)], language, [])


def _done(seconds: float, language: Language) -> Iterator[Line]:
    """Yield with what an analysis was done, and how long it took."""
    yield Line(headers.SUMMARY["deltafund"][language], made_with(language), "text")
    yield Line(headers.SUMMARY["solver"][language], solver_text(), "text")
    yield Line(wording.SECONDS[language], seconds, "money")


def _provenance(lines: list[Line], language: Language, before: list[Sentence]) -> Section:
    written = datetime.now(UTC).strftime(TIME)
    versions = f"jinja2 {metadata.version('jinja2')}, xlsxwriter {metadata.version('xlsxwriter')}"
    lines.append(Line(wording.WRITTEN[language], f"{written}, {versions}", "text"))
    columns = (wording.ITEM[language], wording.CONTENT[language])
    rows = tuple((line.label, written_as(line.value, line.form)) for line in lines)
    blocks: tuple[Block, ...] = (
        *before,
        Grid(columns, rows, words=2),
        Sentence(wording.SAME[language]),
    )
    return Section("provenance", wording.PROVENANCE[language], blocks)


def written_as(value: Any, form: str) -> str:
    """Return a value of a summary as people read it."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return figures.UNKNOWN
    if form == "money":
        return figures.short(figures.fixed(float(value), 2))
    if form == "share":
        return figures.percent(float(value))
    return f"{value:,}" if isinstance(value, int) else str(value)
