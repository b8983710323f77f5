"""Analyses as sections: told as on the screen, or by their tables where no page is known.

An analysis called `x` has its page in `api.show.analyses.x`, as a function `show`; whoever adds one
there has added it to the reports.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.util import find_spec

import pandas as pd

from api import headers, words
from api.names import named_variant
from api.reports.blocks import Block, Section, Sentence
from api.reports.dossier import Asked, Show
from api.reports.recording import recorded
from api.show.analyses.pages import Page
from api.show.grid import heading as grid_heading
from api.voice import Voice
from optimizer.analyses.analysis import Analysis
from scenarios.words import Language, Text

PAGES = "api.show.analyses"


def section(asked: Asked, language: Language, new_page: bool = False) -> Section:
    """Return the section of an analysis; its title is what its page says first."""
    found = list(told(asked, language))
    title = asked.analysis.name
    if found and isinstance(found[0], Sentence) and found[0].strong:
        title = found.pop(0).text
    return Section(asked.analysis.name, title, tuple(found), new_page=new_page)


def told(asked: Asked, language: Language) -> Iterator[Block]:
    """Yield what an analysis says, without the title of its scenario."""
    analysis = asked.analysis
    show = asked.show or page_of(analysis.name) or _by_tables
    said = recorded(show, analysis, language)
    scenario = named_variant(analysis.scenario, analysis.scenario.title)[language]
    yield from said[1:] if said[:1] == [Sentence(scenario, strong=True)] else said
    if not analysis.complete:
        yield Sentence(words.STOPPED_EARLY[language])


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
        table = page.table(frame, columns, _words_of(frame))
        voice.show(grid_heading(page.say(heading)), table)


def _words_of(frame: pd.DataFrame) -> int:
    """Return how many columns come before the first that holds numbers, at least one."""
    numbers = [pd.api.types.is_numeric_dtype(frame[column]) for column in frame.columns]
    return max(numbers.index(True) if True in numbers else len(numbers), 1)
