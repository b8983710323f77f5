"""What a report is made from: an allocation, what was asked beside it, and the words for both."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from api import figures
from api.names import Names, money_text, unit_of
from api.reports.basemap import BaseMap
from api.reports.charts.drawing import Palette
from api.reports.recording import Recorder
from api.show.allocation import Page
from api.voice import Voice
from optimizer.allocation import Allocation
from optimizer.analyses.analysis import Analysis
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

Show = Callable[[Voice, Any], None]


@dataclass(frozen=True, eq=False)
class Asked:
    """An analysis, and how it is told; with its own tables if nothing else is known."""

    analysis: Analysis
    show: Show | None = None


@dataclass(frozen=True, eq=False)
class Dossier:
    """All that goes into the report of an allocation.

    `alone` tells the points that each jurisdiction could achieve alone, where that was computed.
    """

    allocation: Allocation
    language: Language
    alone: Mapping[str, float] | None = None
    asked: tuple[Asked, ...] = ()
    base: BaseMap | None = None

    @property
    def scenario(self) -> Scenario:
        """What it is about."""
        return self.allocation.scenario

    @cached_property
    def page(self) -> Page:
        """The parts of the answer as the screen has them, with all their lines."""
        return Page(Recorder(self.language), self.allocation, top=None)

    @cached_property
    def names(self) -> Names:
        """The names of ids."""
        return Names(self.scenario)

    @cached_property
    def colours(self) -> Palette:
        """A colour a jurisdiction."""
        return Palette(tuple(part.id for part in self.scenario.jurisdictions))

    @property
    def unit(self) -> str:
        """The unit of money in words."""
        return unit_of(self.scenario.money)[self.language]

    @property
    def mean(self) -> float:
        """How many points a unit of the money that is spent brings on average."""
        return (self.allocation.value or 0.0) / max(self.allocation.spent, 1e-300)

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language of the report."""
        return (text.format(**values) if values else text)[self.language]

    def name(self, section: str, part: str) -> str:
        """Return the name of an id of a section."""
        return self.names.of(section, part)[self.language]

    def said_by(self, rule: str) -> str:
        """Return what a rule says in the words of its author, or else what its kind is called."""
        found = dict(zip(self.scenario.rule_ids(), self.scenario.rules, strict=True))[rule]
        return self.say(found.note or found.title)

    def one_unit(self) -> Text:
        """Return one unit of money in words."""
        return money_text("1", self.scenario.money)

    def price(self, points: float) -> str:
        """Return points per unit as people write them."""
        return figures.plain(points, 3)

    def analysis(self, name: str) -> Asked | None:
        """Return the analysis of this name, if it was asked for."""
        return next((one for one in self.asked if one.analysis.name == name), None)
