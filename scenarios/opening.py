"""Opening the ledger of a scenario: from stanzas to tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from scenarios.ledger import GRAIN, Ledger
from scenarios.pooling import open_pools
from scenarios.problems import Problem, refuse
from scenarios.scenario import Scenario
from scenarios.siting import cities_table, sites_table

SITE_COLUMNS = ["city", "chain", "stage", "jurisdiction", "tier"]


def open_ledger(scenario: Scenario) -> Ledger:
    """Return the ledger of `scenario`, all possible grants and payments.

    Raises `ScenarioError` with every problem that only shows when stanzas meet: a figure that a
    formula needs and a city lacks, a link that cannot be, a selector that matches nothing.
    """
    cities = cities_table(scenario)
    sites = sites_table(scenario, cities)
    pools, classes = open_pools(scenario, sites, cities)
    funders = pd.DataFrame(
        {
            "id": [funder.id for funder in scenario.funders],
            "jurisdiction": [funder.jurisdiction or "" for funder in scenario.funders],
        }
    )
    grain = _grain(scenario)
    by = ["city", *(column for column in GRAIN if column in grain)]
    landing = classes.join(sites[SITE_COLUMNS], on="site")
    groups = landing.groupby(by, observed=True, sort=False)
    places = landing.loc[groups.head(1).index, [*by, "jurisdiction", "tier"]]
    ledger = Ledger(
        money=scenario.money,
        periods=scenario.periods,
        discount=(1 + scenario.discount) ** -np.arange(len(scenario.periods), dtype=np.float64),
        jurisdictions=tuple(part.id for part in scenario.jurisdictions),
        cities=cities,
        sites=sites,
        funders=funders,
        contributions=np.array([f.contributions(scenario.periods) for f in scenario.funders]),
        carry_over=np.array([funder.carry_over for funder in scenario.funders]),
        receipts=_by_period(landing, scenario.periods, first=0),
        payments=_payments(places, funders, scenario.periods, len(landing)),
        places=places.reset_index(drop=True),
        place_of_class=np.asarray(groups.ngroup(), dtype=np.int32),
        grain=grain,
        pools=pools,
        chains={chain.id: tuple(stage.id for stage in chain.stages) for chain in scenario.chains},
    )
    refuse(list(_misfits(scenario, ledger)))
    return ledger


def _grain(scenario: Scenario) -> frozenset[str]:
    """Return how fine payments must be: no finer than some rule needs. A stage tells its chain."""
    grain = frozenset().union(*(rule.grain() for rule in scenario.rules))
    return grain | {"chain"} if "stage" in grain else grain


def _by_period(table: pd.DataFrame, periods: tuple[str, ...], first: int) -> pd.DataFrame:
    """Repeat each row once a period; the index is the ledger line."""
    repeated = table.loc[table.index.repeat(len(periods))]
    codes = np.tile(np.arange(len(periods)), len(table))
    repeated = repeated.assign(
        period=pd.Categorical.from_codes(codes, categories=pd.Index(periods))
    )
    return repeated.set_axis(pd.RangeIndex(first, first + len(repeated)), axis=0)


def _payments(
    places: pd.DataFrame, funders: pd.DataFrame, periods: tuple[str, ...], classes: int
) -> pd.DataFrame:
    count = len(places)
    table = places.reset_index(drop=True)
    table = table.loc[np.tile(np.arange(count), len(funders))]
    payer = np.repeat(np.arange(len(funders)), count)
    table = table.assign(
        funder=pd.Categorical.from_codes(payer, categories=pd.Index(funders["id"])),
        home=pd.Categorical(funders["jurisdiction"].to_numpy()[payer]),
        place=np.tile(np.arange(count), len(funders)),
    ).reset_index(drop=True)
    return _by_period(table, periods, first=classes * len(periods))


def _misfits(scenario: Scenario, ledger: Ledger) -> Iterator[Problem]:
    for index, rule in enumerate(scenario.rules):
        for problem in rule.problems(ledger):
            yield replace(problem, loc=("rules", index, *problem.loc))
