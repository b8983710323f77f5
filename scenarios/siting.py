"""Where things can happen: the tables of cities and sites, with the strength of each site."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.ledger import Floats
from scenarios.problems import Problem, refuse
from scenarios.scenario import Scenario
from scenarios.strengths import Formula, relative
from scenarios.words import Text


def cities_table(scenario: Scenario) -> pd.DataFrame:
    """Return a row a city: jurisdiction, tier, coordinates, and each indicator, scaled."""
    table = pd.DataFrame(
        {
            "jurisdiction": [city.jurisdiction for city in scenario.cities],
            "tier": [city.tier or "" for city in scenario.cities],
            "lon": pd.Series([city.lon for city in scenario.cities], dtype=float).to_numpy(),
            "lat": pd.Series([city.lat for city in scenario.cities], dtype=float).to_numpy(),
        },
        index=pd.Index([city.id for city in scenario.cities], name="city"),
    )
    owners = {part.id: part.figures for part in scenario.jurisdictions}
    for name, indicator in scenario.indicators.items():
        own = [city.figures.get(name) for city in scenario.cities]
        if not any(value is not None for value in own):
            own = [owners[city.jurisdiction].get(name) for city in scenario.cities]
        table[name] = pd.Series(own, dtype=float).to_numpy() * indicator.scale
    return table


def sites_table(
    scenario: Scenario, cities: pd.DataFrame, seats: Iterable[tuple[str, str, str]] = ()
) -> pd.DataFrame:
    """Return a row a site (a city in a stage of a chain) of positive strength.

    Also one for each further of the `seats` (city, chain, stage) of partners in projects, without
    strength: projects are all that can be funded there.
    """
    problems: list[Problem] = []
    stages = [(chain.id, stage.id) for chain in scenario.chains for stage in chain.stages]
    strength = np.array(
        [_strengths(scenario, cities, chain, stage, problems) for chain, stage in stages]
    ).reshape(len(stages), len(cities))
    refuse(problems)
    there = strength > 0
    number = {stage: row for row, stage in enumerate(stages)}
    for name, chain, stage in seats:
        there[number[chain, stage], cities.index.get_loc(name)] = True
    where, city = np.nonzero(there)
    ready = scenario.readiness
    own = np.inf if ready is None else ready.own
    per_strength = ready is not None and ready.per_strength
    strength = strength[where, city]
    return pd.DataFrame(
        {
            "city": _told(cities.index.to_numpy(), city),
            "chain": _told(np.array([chain for chain, _ in stages], dtype=object), where),
            "stage": _told(np.array([stage for _, stage in stages], dtype=object), where),
            "jurisdiction": _told(cities["jurisdiction"].to_numpy(), city),
            "tier": _told(cities["tier"].to_numpy(), city),
            "strength": strength,
            "readiness": own * (strength if per_strength else np.ones(len(strength))),
        }
    )


def _told(names: npt.NDArray[np.object_], number: npt.NDArray[np.intp]) -> pd.Categorical:
    """Return the names under the numbers, the categories in the order in which they come."""
    codes, found = pd.factorize(names)
    order, categories = pd.factorize(codes[number])
    return pd.Categorical.from_codes(order, categories=pd.Index(found[categories]))


def _strengths(
    scenario: Scenario, cities: pd.DataFrame, chain: str, stage: str, problems: list[Problem]
) -> Floats:
    formulas = scenario.strengths.formulas
    key = f"{chain}/{stage}" if f"{chain}/{stage}" in formulas else stage
    strength = np.zeros(len(cities))
    if key in formulas:
        strength = _by_formula(formulas[key], key, cities, problems)
    for site in scenario.strengths.sites:
        in_chain, _, in_stage = site.stage.rpartition("/")
        if in_stage == stage and (site.chain or in_chain or chain) == chain:
            strength[cities.index.get_loc(site.city)] = site.strength
    return strength


def _by_formula(text: str, key: str, cities: pd.DataFrame, problems: list[Problem]) -> Floats:
    formula = Formula(text)
    figures = {name: relative(cities[name].to_numpy()) for name in formula.names}
    strength = relative(np.broadcast_to(formula(figures), len(cities)).copy())
    bad = cities.index[~np.isfinite(strength) | (strength < 0)]
    if bad.empty:
        return strength
    problems.append(
        Problem(
            ("strengths", "formulas", key),
            f"{text} ({', '.join(bad[:5])}{' ...' if len(bad) > 5 else ''})",
            Text(zh="每个城市都得到不小于 0 的数", en="a number of 0 or more for every city"),
            Text(
                zh=f"补齐这 {len(bad)} 个城市的指标, 或在 strengths.sites 中直接给出",
                en=f"fill in the indicators of these {len(bad)} cities, "
                "or give the strength in strengths.sites",
            ),
        )
    )
    return np.zeros(len(cities))
