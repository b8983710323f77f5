"""`deltafund solve` and `deltafund demo`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from api import words
from api.answering import Exit
from api.options import Part
from api.reporting import Solved, write_reports
from api.reports.basemap import base_map
from api.reports.filing import check_reports
from api.reports.folder import check_file, prepare_folder, write_answer
from api.running import run
from api.show.allocation import show_allocation
from api.show.clash import show_clash
from api.voice import Voice
from optimizer.allocation import Allocation
from scenarios.files.library import find_scenario
from scenarios.files.loading import read_scenario
from scenarios.problems import Problem, ScenarioError

DEMO: Final = "yrd-biomedicine"
ENDED: Final = {
    "optimal": Exit.ANSWER,
    "feasible": Exit.ANSWER,
    "infeasible": Exit.INFEASIBLE,
    "timeout": Exit.NO_PLAN,
    "interrupted": Exit.NO_PLAN,
}


@dataclass(frozen=True)
class Wish:
    """What is to be solved, with which changes, and where the answer goes."""

    scenario: str
    settings: tuple[str, ...] = ()
    time_limit: float | None = None
    gap: float | None = None
    out: Path | None = None
    lp: Path | None = None
    variant: str | None = None
    lp_all: bool = False
    reports: tuple[Path, ...] = ()
    including: tuple[Part, ...] = ()

    @property
    def asked(self) -> str:
        """How the scenario is asked for on the command line."""
        return (
            self.scenario if self.variant is None else f"{self.scenario} --variant {self.variant}"
        )

    def overrides(self) -> tuple[str, ...]:
        """Return all settings; the options of the command line are settings too."""
        options = {"options.time_limit": self.time_limit, "options.gap": self.gap}
        given = (f"{path}={value!r}" for path, value in options.items() if value is not None)
        return (*self.settings, *given)


def solve_and_show(voice: Voice, wish: Wish) -> int:
    """Solve, print the answer, write it where that is wished; return the exit code."""
    solved = _solved(voice, wish)
    allocation = solved.allocation
    if voice.json:
        voice.document(allocation.as_json())
    else:
        _show(voice, allocation, wish.asked)
    where = [] if wish.out is None else write_answer(allocation, wish.out, voice.language)
    if wish.reports:
        where += write_reports(voice, solved, wish.reports, wish.including)
    if where and not voice.json:
        voice.say(words.WROTE, where=", ".join(map(str, where)))
    return ENDED[allocation.status]


def solve_demo(voice: Voice, out: Path, time_limit: float | None) -> int:
    """Solve the example, show it, write it, and say what to do next."""
    code = solve_and_show(voice, Wish(DEMO, time_limit=time_limit, out=out))
    voice.say(words.NEXT)
    return code


def _solved(voice: Voice, wish: Wish) -> Solved:
    """Return the answer; whether it can be written is found out before the long solve."""
    if wish.lp_all and wish.lp is None:
        alone = Problem((), "--lp-all", words.WITH_LP, words.GIVE_LP, named="--lp-all")
        raise ScenarioError([alone])
    loaded = read_scenario(wish.scenario, wish.overrides(), wish.variant)
    ledger = loaded.open()
    check_reports(wish.reports, wish.including)
    base = base_map(find_scenario(wish.scenario).parent) if wish.reports else None
    if wish.lp is not None:
        check_file(wish.lp, "--lp")
    if wish.out is not None:
        prepare_folder(wish.out, "--out")
    answer = run(voice, loaded.scenario, ledger, wish.lp, wish.lp_all)
    return Solved(answer, ledger, base)


def _show(voice: Voice, allocation: Allocation, asked: str) -> None:
    match allocation.status:
        case "optimal" | "feasible":
            show_allocation(voice, allocation, asked)
        case "infeasible":
            show_clash(voice, allocation)
        case "timeout":
            voice.say(words.TIMEOUT)
        case _:
            voice.say(words.INTERRUPTED)
