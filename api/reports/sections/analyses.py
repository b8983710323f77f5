"""Analyses as sections: told as on the screen, or by their tables where no page is known.

An analysis called `x` has its page in `api.show.analyses.x`, as a function `show`; whoever adds one
there has added it to the reports.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from itertools import takewhile

import pandas as pd

from api import headers, words
from api.names import named_variant
from api.reports import wording
from api.reports.blocks import Block, Grid, Heading, Section, Sentence
from api.reports.dossier import Asked, Show
from api.reports.pictures import batch as batch_pictures
from api.reports.pictures.drawn import charts
from api.reports.recording import recorded
from api.show.analyses.batch import show as show_batch
from api.show.analyses.pages import Page
from api.show.grid import heading as grid_heading
from api.voice import Voice
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.batch import Batch
from optimizer.analyses.comparison import Comparison
from scenarios.rules import RULES
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

PAGES = "api.show.analyses"
MOST_ROWS = 25
"""How many rows of a table are told where no page chooses."""


def section(asked: Asked, language: Language) -> Section:
    """Return the section of an analysis; its title is what its page says first."""
    found = list(told(asked, language))
    match found:
        case [Sentence(title, strong=True), *rest]:
            return Section(asked.analysis.name, title, tuple(rest))
    return Section(asked.analysis.name, asked.analysis.name, tuple(found))


def inside(asked: Asked, language: Language) -> Iterator[Block]:
    """Yield what an analysis says as a part of another section: its title is a heading there."""
    for number, block in enumerate(told(asked, language)):
        match block:
            case Sentence(title, strong=True) if number == 0:
                yield Heading(title)
            case _:
                yield block


def told(asked: Asked, language: Language) -> Iterator[Block]:
    """Yield what an analysis says, without the title of its scenario."""
    analysis = asked.analysis
    show = asked.show or page_of(analysis.name) or _by_tables
    said = recorded(show, analysis, language)
    scenario = named_variant(analysis.scenario, analysis.scenario.title)[language]
    parts = said[1:] if said[:1] == [Sentence(scenario, strong=True)] else said
    spoken = [_in_words(part, analysis.scenario, language) for part in parts]
    first = len(list(takewhile(_is_said, spoken)))
    if analysis.name == Comparison.name:  # its pictures speak of the rows of its first table
        first = next((n for n, part in enumerate(spoken, 1) if isinstance(part, Grid)), first)
    yield from (*spoken[:first], *charts(analysis, language), *spoken[first:])
    if not analysis.complete:
        yield Sentence(words.STOPPED_EARLY[language])


def batch_section(batch: Batch, language: Language) -> Section:
    """Return the section of a batch likewise."""
    title, *parts = recorded(show_batch, batch, language)
    assert isinstance(title, Sentence)
    first = len(list(takewhile(_is_said, parts)))
    told = [*parts[:first], *batch_pictures.draw(batch, language), *parts[first:]]
    if not batch.complete:
        told.append(Sentence(words.STOPPED_EARLY[language]))
    return Section("batch", title.text, tuple(told))


def _is_said(block: Block) -> bool:
    return isinstance(block, Sentence)


def _in_words(block: Block, scenario: Scenario, language: Language) -> Block:
    """Return a block in which ids of rules come with what they say, and kinds as their titles."""
    if not isinstance(block, Grid):
        return block
    rules = dict(zip(scenario.rule_ids(), scenario.rules, strict=True))
    notes = {name: (rule.note or rule.title)[language] for name, rule in rules.items()}
    titles = {kind: rule.title[language] for kind, rule in RULES.items()}
    told = {
        headers.HEADERS["rule"][language]: {name: f"{name}\n{notes[name]}" for name in notes},
        headers.HEADERS["kind"][language]: titles,
    }
    words_of = [told.get(column, {}) for column in block.columns] or [{}]
    rows = tuple(
        tuple(words.get(cell, cell) for words, cell in zip(words_of, row, strict=False))
        for row in block.full
    )
    return replace(block, rows=rows) if block.columns else block


def page_of(name: str) -> Show | None:
    """Return how an analysis is told on the screen, if it has a page of its own."""
    module = f"{PAGES}.{name}"
    if find_spec(module) is None:
        return None
    show: Show | None = getattr(importlib.import_module(module), "show", None)
    return show


def _by_tables(voice: Voice, analysis: Analysis) -> None:
    """Tell an analysis by its tables: names for ids, headings in words, money with its unit."""
    page = Page(voice, analysis)
    voice.show(*page.title(Text(zh=analysis.name, en=analysis.name)))
    for name, frame in analysis.tables.items():
        if frame.empty:
            continue
        heading = headers.SHEETS.get(name, Text(zh=name, en=name))
        columns = [str(column) for column in frame.columns]
        table = page.table(frame.head(MOST_ROWS), columns, _words_of(frame))
        voice.show(grid_heading(page.say(heading)), table)
        if len(frame) > MOST_ROWS:
            voice.say(wording.FIRST_ROWS, n=MOST_ROWS, all=f"{len(frame):,}")


def _words_of(frame: pd.DataFrame) -> int:
    """Return how many columns come before the first that holds numbers, at least one."""
    numbers = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
    return max(numbers.index(True) if True in numbers else len(numbers), 1)
