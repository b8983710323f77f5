"""Who gets what from whom: the flows, the periods, and every city, stage, instrument and link."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from api.figures import Figure
from api.reports import wording
from api.reports.blocks import Block, Chart, Grid, Section, Sentence
from api.reports.charts.bars import Bars, stacked
from api.reports.charts.drawing import GREY
from api.reports.charts.flows import Flow, Flows, Node, sankey
from api.reports.dossier import Dossier
from api.reports.recording import blocks
from api.show.allocation import Page
from api.show.projects import projects_parts
from api.words import COMMA, TOTAL
from scenarios.ledger import Floats

MOST_COLUMNS = 12
"""How many columns of numbers fit on a page."""
LINKS = 20
"""How many links are told."""


def money(dossier: Dossier) -> Section:
    """Return the section."""
    return Section("money", dossier.say(wording.FLOWS), tuple(_blocks(dossier)), new_page=True)


def _blocks(dossier: Dossier) -> Iterator[Block]:
    page = dossier.page
    yield _flows(dossier)
    if len(dossier.scenario.periods) > 1:
        yield _periods(dossier)
    yield from _cities(dossier)
    if len(page.allocation.tables["stages"]) > 1:
        yield from blocks(page.stages())
    yield from blocks(page.instruments())
    yield from blocks(Page(page.voice, page.allocation, top=LINKS).links())
    yield from blocks(projects_parts(page))


def _cities(dossier: Dossier) -> Iterator[Block]:
    """Yield the cities that receive money, and the names of those that do not."""
    page, table = dossier.page, dossier.allocation.tables["cities"]
    without = table.loc[table["received"] <= 0, "id"]
    reached = len(table) - len(without)
    yield from blocks(Page(page.voice, page.allocation, top=reached).cities())
    if len(without):
        names = [dossier.name("cities", str(city)) for city in without]
        joined = dossier.say(COMMA).join(names)
        yield Sentence(dossier.say(wording.WITHOUT, names=joined))


# --- flows ----------------------------------------------------------------------------------------


def _flows(dossier: Dossier) -> Chart:
    """Return the flows from funders through jurisdictions to stages, if there are several."""
    paid, landed = _paid(dossier), _landed(dossier)
    staged = landed.shape[1] > 1
    funders = [
        Node(name, dossier.name("funders", name), _colour(dossier, name)) for name in paid.index
    ]
    homes = [
        Node(name, dossier.name("jurisdictions", name), dossier.colours[name])
        for name in paid.columns
    ]
    stages = [_node(dossier, stage) for stage in landed.columns]
    about = dossier.say(wording.SANKEY_STAGES if staged else wording.SANKEY_TWO)
    titles = dossier.page.headers("funder", "jurisdiction", "stage")
    columns = list(zip(titles, (funders, homes, stages), strict=True))[: 3 if staged else 2]
    runs = [*_runs(0, paid), *(_runs(1, landed) if staged else ())]
    title = dossier.say(wording.SANKEY)
    picture = sankey(Flows("flows", title, about, columns, runs, dossier.page.amount))
    return Chart(title, dossier.unit, about, picture, _matrix(dossier, paid, landed, staged))


def _colour(dossier: Dossier, funder: str) -> str:
    homes = {part.id: part.jurisdiction for part in dossier.scenario.funders}
    return dossier.colours[homes[funder]] if homes[funder] else GREY


def _node(dossier: Dossier, place: str) -> Node:
    chain, stage = place.split("/")
    several = len(dossier.scenario.chains) > 1
    part_of = dossier.name("chains", chain) if several else ""
    return Node(place, dossier.name("stages", stage), part_of=part_of)


def _stage(dossier: Dossier, place: str) -> str:
    chain, stage = place.split("/")
    name = dossier.name("stages", stage)
    several = len(dossier.scenario.chains) > 1
    return f"{dossier.name('chains', chain)} · {name}" if several else name


def _runs(column: int, amounts: pd.DataFrame) -> Iterator[Flow]:
    least = 1e-9 * float(amounts.to_numpy().sum())  # a solver's dust
    for start, row in amounts.iterrows():
        for end, amount in row.items():
            if amount > least:
                yield Flow(column, str(start), str(end), float(amount))


def _paid(dossier: Dossier) -> pd.DataFrame:
    """Return what each funder pays in each jurisdiction, in the scenario's order."""
    payments = dossier.allocation.tables["payments"]
    homes = {city.id: city.jurisdiction for city in dossier.scenario.cities}
    return _wide(
        payments["funder"],
        payments["city"].map(homes),
        payments["amount"],
        [part.id for part in dossier.scenario.funders],
        [part.id for part in dossier.scenario.jurisdictions],
    )


def _landed(dossier: Dossier) -> pd.DataFrame:
    """Return what lands in each jurisdiction in each stage."""
    sites = dossier.allocation.tables["sites"]
    places = [
        f"{chain.id}/{stage.id}" for chain in dossier.scenario.chains for stage in chain.stages
    ]
    return _wide(
        sites["jurisdiction"],
        sites["chain"] + "/" + sites["stage"],
        sites["received"],
        [part.id for part in dossier.scenario.jurisdictions],
        places,
    )


def _wide(
    rows: pd.Series, columns: pd.Series, amounts: pd.Series, index: list[str], heads: list[str]
) -> pd.DataFrame:
    long = pd.DataFrame({"row": rows, "column": columns, "amount": amounts.astype(float)})
    sums = long.pivot_table(index="row", columns="column", values="amount", aggfunc="sum")
    whole = sums.reindex(index=index, columns=heads).fillna(0.0)
    return whole.loc[:, whole.sum() > 0] if heads else whole


def _matrix(dossier: Dossier, paid: pd.DataFrame, landed: pd.DataFrame, staged: bool) -> Grid:
    """Return the flows as a table: a line for each jurisdiction, from whom and to which stage.

    Where that is too wide for a page there is a column a jurisdiction, or else a line a flow.
    """
    homes = [dossier.name("jurisdictions", str(home)) for home in paid.columns]
    ways = [f"← {dossier.name('funders', str(name))}" for name in paid.index]
    amounts = paid.to_numpy(dtype=float).T
    if staged:
        ways += [f"→ {_stage(dossier, str(stage))}" for stage in landed.columns]
        amounts = np.hstack([amounts, landed.loc[paid.columns].to_numpy(dtype=float)])
    write, total = dossier.page.amount, dossier.say(TOTAL)
    title = dossier.page.headers("jurisdiction")[0]
    if len(ways) <= MOST_COLUMNS:
        whole = np.vstack([amounts, amounts.sum(axis=0)])
        return Grid((title, *ways), _lines([*homes, total], whole, write), total=True)
    if len(homes) <= MOST_COLUMNS:
        whole = np.column_stack([amounts.T, amounts.sum(axis=0)])
        return Grid(("", *homes, total), _lines(ways, whole, write))
    rows = tuple(
        (homes[home], ways[way], write(float(amounts[home, way])))
        for home, way in np.argwhere(amounts > 0).tolist()
    )
    return Grid((title, "", *dossier.page.headers("amount")), rows, words=2)


def _lines(names: Sequence[str], amounts: Floats, write: Figure) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (name, *map(write, row)) for name, row in zip(names, amounts.tolist(), strict=True)
    )


# --- periods --------------------------------------------------------------------------------------


def _periods(dossier: Dossier) -> Chart:
    grants, periods = dossier.allocation.tables["grants"], dossier.scenario.periods
    wide = _wide(
        grants["period"], grants["instrument"], grants["amount"],
        list(periods), [part.id for part in dossier.scenario.instruments],
    )  # fmt: skip
    names = [dossier.name("instruments", str(name)) for name in wide.columns]
    series = [
        (name, [float(amount) for amount in wide[column]])
        for name, column in zip(names, wide.columns, strict=True)
    ]
    title, about = dossier.say(wording.PERIODS), dossier.say(wording.PERIODS_ABOUT)
    write = dossier.page.amount
    picture = stacked(Bars("periods", title, about, periods, series, write))
    columns = (*dossier.page.headers("period"), *names, dossier.say(TOTAL))
    rows = tuple(
        (str(period), *(write(float(amount)) for amount in row), write(float(row.sum())))
        for period, row in wide.iterrows()
    )
    return Chart(title, dossier.unit, about, picture, Grid(columns, rows))
