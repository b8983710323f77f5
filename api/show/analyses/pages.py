"""What the pages of all analyses have: a title, tables with headings, numbers as people write."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

import pandas as pd
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import SECTION_OF, Names, money_text, named_variant, unit_of
from api.show.grid import grid
from api.voice import Voice
from optimizer.analyses.analysis import Analysis
from scenarios.words import Text

Write = Callable[[Any], str]
NUMBER: Final = Text(zh="{number} 个", en="{number} in number")


class Page:
    """Writes parts of an analysis in the language of the voice.

    `points` and `money` write numbers with as many digits as their largest need.
    """

    def __init__(self, voice: Voice, analysis: Analysis) -> None:
        self.voice, self.analysis = voice, analysis
        self.language = voice.language
        self.names = Names(analysis.scenario)
        self.unit = unit_of(analysis.scenario.money)[voice.language]

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language, with its placeholders filled."""
        return self.voice.words(text, **values)

    def title(self, about: Text) -> Iterator[RenderableType]:
        """Yield the scenario's title, and what is asked of it."""
        scenario = self.analysis.scenario
        yield Styled(named_variant(scenario, scenario.title)[self.language], style="bold")
        yield Styled(self.say(about), style="bold")

    def answer(self, text: Text, **values: object) -> Styled:
        """Return a sentence that answers the question of the analysis, set apart."""
        return Styled(self.say(text, **values), style="bold")

    def money(self, amount: float) -> str:
        """Return an amount with its unit."""
        write = figures.amounts(amount)
        return money_text(figures.short(write(amount)), self.analysis.scenario.money)[self.language]

    def counted(self, amount: float, unit: str) -> str:
        """Return an amount of money, of points, or a number of something, with its unit."""
        if unit == "money":
            return self.money(amount)
        text = figures.short(figures.amounts(amount)(amount))
        return self.say(words.POINTS if unit == "points" else NUMBER, number=text)

    def points(self, number: float) -> str:
        """Return points as people write them; unknown where they are not known."""
        digits = 1 if abs(number) >= 100 else 2 if abs(number) >= 10 else 4
        return figures.fixed(number, digits)

    def table(
        self, frame: pd.DataFrame, columns: Sequence[str], words: int = 1, **writes: Write
    ) -> Padding:
        """Return a table of some columns, the first `words` of them words, ids by their names.

        `writes` tells how to write the numbers of a column, if not like money or points.
        """
        writers = [writes.get(name) or self._writer(frame, name) for name in columns]
        rows = [
            [self._cell(write, value) for write, value in zip(writers, row, strict=True)]
            for row in frame[list(columns)].itertuples(index=False, name=None)
        ]
        return grid([self.header(name) for name in columns], rows, words)

    def header(self, column: str) -> str:
        """Return the heading of a column, money with its unit."""
        text = headers.HEADERS.get(column, Text(zh=column, en=column))
        if column in headers.MONEY:
            text = headers.IN_UNIT.format(name=text, unit=unit_of(self.analysis.scenario.money))
        return text[self.language]

    def _writer(self, frame: pd.DataFrame, column: str) -> Write:
        if column in SECTION_OF:
            return lambda name: self.names.of(SECTION_OF[column], str(name))[self.language]
        if pd.api.types.is_float_dtype(frame[column]):
            return figures.amounts(float(frame[column].abs().max()) if len(frame) else 0.0)
        return str

    def _cell(self, write: Write, value: Any) -> str:
        if value is None or (isinstance(value, float) and math.isnan(value)):
            return figures.UNKNOWN
        return write(value)
