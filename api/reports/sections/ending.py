"""What every report ends with: assumptions, sources, and how the answer was found."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from importlib import metadata
from typing import Any, Final

from api import figures, headers, words
from api.reports import wording
from api.reports.blocks import Block, Grid, Section, Sentence
from api.reports.summary import Line, scenario_summary, summary
from optimizer.allocation import Allocation
from scenarios.scenario import Scenario
from scenarios.words import Language

TIME: Final = "%Y-%m-%d %H:%M UTC"


def assumptions(scenario: Scenario, language: Language) -> Section:
    """Return every part of the scenario that is assumed, with its path and why."""
    listed = scenario.assumptions()
    title = wording.ASSUMPTIONS[language]
    if not listed:
        return Section("assumptions", title, (Sentence(wording.NO_ASSUMPTIONS[language]),))
    columns = (wording.WHERE[language], headers.HEADERS["why"][language])
    about = Sentence(wording.ASSUMED.format(n=len(listed))[language])
    places: dict[str, list[str]] = {}
    for path, why in listed:
        places.setdefault(why, []).append(f"`{path}`")
    rows = tuple((words.COMMA[language].join(paths), why) for why, paths in places.items())
    return Section("assumptions", title, (about, Grid(columns, rows, words=2)))


def sources(scenario: Scenario, language: Language) -> Section:
    """Return every source that the scenario names, and what is to be known of an indicator."""
    indicators = {f"indicators.{name}": part for name, part in scenario.indicators.items()}
    rows = []
    for path, source in scenario.sources():
        part = indicators.get(path)
        if part is None:
            rows.append((f"`{path}`", source))
            continue
        status = wording.INDICATOR_STATUS[part.status]
        known = wording.INDICATOR.format(status=status, year=part.year or figures.UNKNOWN)
        name = part.name[language] if part.name else ""
        rows.append((f"`{path}`\n{name}".rstrip(), f"{source}\n{known[language]}"))
    title = wording.SOURCES[language]
    if not rows:
        return Section("sources", title, (Sentence(wording.NO_SOURCES[language]),))
    columns = (wording.WHERE[language], wording.SOURCE[language])
    return Section("sources", title, (Grid(columns, tuple(rows), words=2),))


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


def provenance_of(scenario: Scenario, seconds: float, language: Language) -> Section:
    """Return how an analysis was found."""
    more = Line(wording.SECONDS[language], seconds, "money")
    return _provenance([*scenario_summary(scenario, language), more], language, [])


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
