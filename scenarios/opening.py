"""Opening the ledger of a scenario: from stanzas to tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from scenarios.consortia import Proposals, read_proposals, seat_numbers
from scenarios.ledger import GRAIN, Integers, Ledger, Pool
from scenarios.pooling import open_pools
from scenarios.problems import Problem, refuse
from scenarios.rules.base import Told
from scenarios.scenario import Scenario
from scenarios.selection import columns_of
from scenarios.siting import cities_table, sites_table

SITE_COLUMNS = ["city", "chain", "stage", "jurisdiction", "tier"]


def open_ledger(scenario: Scenario) -> Ledger:
    """Return the ledger of `scenario`, all possible grants and payments.

    Raises `ScenarioError` with every problem that only shows when stanzas meet: a figure that a
    formula needs and a city lacks, a link that cannot be, a selector that matches nothing.
    """
    cities = cities_table(scenario)
    proposals = read_proposals(scenario)
    sites = sites_table(scenario, cities, proposals.seats())
    pools, classes = open_pools(scenario, sites, cities, proposals)
    funders = pd.DataFrame(
        {
            "id": [funder.id for funder in scenario.funders],
            "jurisdiction": [funder.jurisdiction or "" for funder in scenario.funders],
        }
    )
    at = classes["site"].to_numpy()
    landing = classes.assign(**{name: sites[name].array.take(at) for name in SITE_COLUMNS})
    told = [told for rule in scenario.rules for told in rule.tells_apart() if told.fineness]
    grain, fine = _grain(scenario, told)
    places, of_class = _places(landing, grain)
    if not all(fine):
        places, of_class = _merged(places, of_class, told)
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
        payments=_payments(places, funders.assign(fine=fine), scenario.periods, len(landing)),
        places=places,
        city_of_class=places["parent"].to_numpy(dtype=np.int32)[of_class],
        place_of_class=of_class,
        grain=grain if all(fine) else frozenset(),
        pools=pools,
        chains={chain.id: tuple(stage.id for stage in chain.stages) for chain in scenario.chains},
        projects=_projects(proposals, pools),
        partners=_partners(proposals, sites),
    )
    refuse(list(_misfits(scenario, ledger)))
    return ledger


def _grain(scenario: Scenario, told: list[Told]) -> tuple[frozenset[str], list[bool]]:
    """Return how finely rules tell payments apart, and for each funder whether they do."""
    grain = frozenset[str]().union(*(part.fineness for part in told))
    fine = [
        any(part.funders is None or funder.id in part.funders for part in told)
        for funder in scenario.funders
    ]
    return (grain | {"chain"} if "stage" in grain else grain), fine


def _places(landing: pd.DataFrame, grain: frozenset[str]) -> tuple[pd.DataFrame, Integers]:
    """Return the places that can be paid to, cities first, and the finest place of each class."""
    city = _numbers(landing, ["city"])
    coarse = landing[["city", "jurisdiction", "tier"]].take(_firsts(city))
    coarse["parent"] = np.arange(len(coarse))
    if not grain:
        return coarse.set_axis(pd.RangeIndex(len(coarse))), city
    by = ["city", *(column for column in GRAIN if column in grain)]
    place = _numbers(landing, by)
    first = _firsts(place)
    finer = landing[[*by, "jurisdiction", "tier"]].take(first).assign(parent=city[first])
    place += len(coarse)
    return pd.concat([coarse, finer], ignore_index=True), place.astype(np.int32)


def _numbers(table: pd.DataFrame, by: list[str]) -> Integers:
    """Return a number for each row, the same where categories or truths in all columns are."""
    number = np.zeros(len(table), dtype=np.int64)
    for name in by:
        column = table[name].array
        codes = column.codes if isinstance(column, pd.Categorical) else np.asarray(column)
        number = number * (int(codes.max(initial=0)) + 1) + codes
    return pd.factorize(number)[0].astype(np.int32)


def _firsts(number: Integers) -> npt.NDArray[np.intp]:
    """Return where each number comes first, for numbers from 0 in the order of their coming."""
    return np.unique(number, return_index=True)[1]


def _merged(
    places: pd.DataFrame, of_class: Integers, told: list[Told]
) -> tuple[pd.DataFrame, Integers]:
    """Make one of the parts of a city that no rule tells apart; the first stands for them all."""
    if not told:
        return places, of_class
    fine = places["parent"] != places.index
    seen = {"parent": places["parent"].where(fine, places.index), "city": ~fine}
    for order, part in enumerate(told):
        anywhere = part.part.model_copy(update={"funders": None, "periods": None})
        seen[f"selected by {order}"] = fine & anywhere.mask(places)
        for column in columns_of(part.each):
            if column in places:
                seen[f"{column} of {order}"] = places[column].astype(object).where(fine)
    alike = pd.DataFrame(seen).groupby(list(seen), sort=False, dropna=False)
    number = np.asarray(alike.ngroup(), dtype=np.int32)
    return places.take(_firsts(number)).reset_index(drop=True), number[of_class]


def _by_period(
    table: pd.DataFrame,
    periods: tuple[str, ...],
    first: int,
    row: npt.NDArray[np.intp] | None = None,
    **more: Any,
) -> pd.DataFrame:
    """Repeat rows once a period, all or those given, beside more columns; the index is the line."""
    row = np.arange(len(table)) if row is None else row
    repeated = np.repeat(row, len(periods))
    codes = np.tile(np.arange(len(periods)), len(row))
    columns = {name: table[name].array.take(repeated) for name in table}
    columns |= {name: values.repeat(len(periods)) for name, values in more.items()}
    columns["period"] = pd.Categorical.from_codes(codes, categories=pd.Index(periods))
    return pd.DataFrame(columns, index=pd.RangeIndex(first, first + len(codes)), copy=False)


def _payments(
    places: pd.DataFrame, funders: pd.DataFrame, periods: tuple[str, ...], classes: int
) -> pd.DataFrame:
    """Return a row a funder, place and period; `fine` funders pay to the finer places."""
    is_city = (places["parent"] == places.index).to_numpy()
    where = [np.flatnonzero(is_city != fine) for fine in funders["fine"]]
    payer = np.repeat(np.arange(len(funders)), [len(part) for part in where])
    place = np.concatenate(where)
    return _by_period(
        places.drop(columns="parent"),
        periods,
        first=classes * len(periods),
        row=place,
        funder=pd.Categorical.from_codes(payer, categories=pd.Index(funders["id"])),
        home=pd.Categorical(funders["jurisdiction"].to_numpy()[payer]),
        place=place,
    )


def _projects(proposals: Proposals, pools: tuple[Pool, ...]) -> pd.DataFrame:
    """Return a row a project, in the order of the scenario; see `Ledger`."""
    table = proposals.projects.assign(activity=-1, first=-1, last=-1, cross_border=False)
    for pool in pools:
        if pool.most is not None:
            here = np.flatnonzero((table["instrument"] == pool.instrument.id).to_numpy())
            asks = pool.most > 0
            table.loc[here, "activity"] = pool.first + np.arange(len(pool))
            table.loc[here, "first"] = asks.argmax(axis=1)
            table.loc[here, "last"] = asks.shape[1] - 1 - asks[:, ::-1].argmax(axis=1)
            table.loc[here, "cross_border"] = pool.cross_border
    return table


def _partners(proposals: Proposals, sites: pd.DataFrame) -> pd.DataFrame:
    """Return a row a partner, in the order of the projects; see `Ledger`."""
    where = seat_numbers(proposals, sites)
    return pd.DataFrame(
        {
            "project": proposals.projects["id"].to_numpy()[proposals.partners["project"]],
            "city": proposals.partners["city"],
            "site": where,
            "jurisdiction": sites["jurisdiction"].take(where).astype(str).to_numpy(),
            **{name: proposals.partners[name] for name in ("kind", "amount", "own")},
        }
    )


def _misfits(scenario: Scenario, ledger: Ledger) -> Iterator[Problem]:
    for index, rule in enumerate(scenario.rules):
        for problem in rule.problems(ledger):
            yield replace(problem, loc=("rules", index, *problem.loc))
