"""How large a scenario may be that comes from outside, looked at before anything is built."""

from __future__ import annotations

from typing import Final

from api import words
from scenarios.files.loading import Loaded
from scenarios.problems import Loc, Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.words import Text

MOST_LINKS: Final = 5_000_000


def bounded(loaded: Loaded) -> Loaded:
    """Return the scenario if it may be solved for anybody who asks; else raise `ScenarioError`."""
    links = _links(loaded.scenario)
    if links > MOST_LINKS:
        _refuse(("cities",), f"{links:,}", words.LINKS.format(n=f"{MOST_LINKS:,}"))
    return loaded


def _links(scenario: Scenario) -> int:
    """Return how many links the gravity model may make, before any of them is made."""
    if scenario.links.gravity is None:
        return 0
    return sum(3 * len(chain.stages) for chain in scenario.chains) * len(scenario.cities) ** 2 // 2


def _refuse(loc: Loc, found: str, expected: Text) -> None:
    raise ScenarioError([Problem(loc, found, expected, words.COMMAND_LINE)])
