"""What a report of a plan needs beside the plan: going alone, and the analyses asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api.analysing import attended
from api.options import Part
from api.reports.basemap import BaseMap
from api.reports.dossier import Asked, Dossier
from api.reports.filing import write_report
from api.voice import Voice
from optimizer.allocation import Allocation
from optimizer.alone import alone
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.clashes import find_clashes
from optimizer.analyses.division import divide
from optimizer.analyses.pricelist import price_rules
from optimizer.clock import Stopped
from optimizer.course import Course
from scenarios.ledger import Ledger
from scenarios.scenario import Scenario

ANALYSES: Final[Mapping[Part, Callable[[Scenario, Ledger, Course], Analysis]]] = {
    Part.PRICES: price_rules,
    Part.DIVISION: divide,
    Part.DIAGNOSE: find_clashes,
}
"""What a report may be asked to hold besides."""

SECONDS_ALONE: Final = 20.0
"""How long to look for what a jurisdiction could do alone, which nobody asked for by name."""


@dataclass(frozen=True, eq=False)
class Solved:
    """An allocation, the ledger that it is of, and the base map beside its scenario, if any."""

    allocation: Allocation
    ledger: Ledger
    base: BaseMap | None = None


def write_reports(
    voice: Voice, solved: Solved, files: Sequence[Path], including: Sequence[Part]
) -> list[Path]:
    """Compute what belongs to the report, and write it in every form that is asked for."""
    allocation, ledger = solved.allocation, solved.ledger
    scenario = allocation.scenario
    asked = tuple(
        Asked(attended(voice, _job(name, scenario, ledger), float("inf")))
        for name in dict.fromkeys(including)
    )
    mine = _alone(voice, scenario, ledger) if allocation.has_plan else None
    return write_report(Dossier(allocation, voice.language, mine, asked, solved.base), files)


def _job(name: Part, scenario: Scenario, ledger: Ledger) -> Callable[[Course], Analysis]:
    return lambda course: ANALYSES[name](scenario, ledger, course)


def _alone(voice: Voice, scenario: Scenario, ledger: Ledger) -> dict[str, float] | None:
    """Return what each jurisdiction could do alone; nothing where there was not enough time."""
    if ledger.alone:
        return dict(ledger.alone)
    seconds = min(SECONDS_ALONE, scenario.options.time_limit) / len(scenario.jurisdictions)
    options = scenario.options.model_copy(update={"time_limit": seconds})
    quick = scenario.model_copy(update={"options": options})

    def job(course: Course) -> dict[str, float] | None:
        try:
            return alone(quick, ledger, course.stop)
        except Stopped:
            return None

    return attended(voice, job, SECONDS_ALONE)
