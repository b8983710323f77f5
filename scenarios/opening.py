"""Opening the ledger of a scenario: from stanzas to tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from scenarios.instruments import Instrument
from scenarios.ledger import GRAIN, Booleans, Floats, Integers, Ledger, Pool
from scenarios.links import LinkBlock, SiteArrays, gravity_block, kilometres, pairs_of_stages
from scenarios.problems import Problem, ScenarioError
from scenarios.scenario import Scenario
from scenarios.strengths import Formula, relative
from scenarios.words import Text

SITE_COLUMNS = ["city", "chain", "stage", "jurisdiction", "tier"]


def open_ledger(scenario: Scenario) -> Ledger:
    """Return the ledger of `scenario`, all possible grants and payments.

    Raises `ScenarioError` with every problem that only shows when stanzas meet: a figure that a
    formula needs and a city lacks, a link that cannot be, a selector that matches nothing.
    """
    cities = _cities(scenario)
    sites = _sites(scenario, cities)
    pools, classes = _pools(scenario, sites, cities)
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
        place_of_class=groups.ngroup().to_numpy(dtype=np.int32),
        grain=grain,
        pools=pools,
        chains={chain.id: tuple(stage.id for stage in chain.stages) for chain in scenario.chains},
    )
    _refuse(list(_misfits(scenario, ledger)))
    return ledger


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise ScenarioError(problems)


def _cities(scenario: Scenario) -> pd.DataFrame:
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


def _sites(scenario: Scenario, cities: pd.DataFrame) -> pd.DataFrame:
    """Return a row a site (a city in a stage of a chain) of positive strength."""
    problems: list[Problem] = []
    parts = []
    for chain in scenario.chains:
        for stage in chain.stages:
            part = cities[["jurisdiction", "tier"]].reset_index()
            part.insert(1, "chain", chain.id)
            part.insert(2, "stage", stage.id)
            part["strength"] = _strengths(scenario, cities, chain.id, stage.id, problems)
            parts.append(part)
    _refuse(problems)
    sites = pd.concat(parts, ignore_index=True)
    sites = sites[sites["strength"] > 0].reset_index(drop=True)
    ready = scenario.readiness
    own = np.inf if ready is None else ready.own
    per_strength = ready is not None and ready.per_strength
    sites["readiness"] = own * sites["strength"] if per_strength else own
    for column in ("city", "chain", "stage", "jurisdiction", "tier"):
        sites[column] = pd.Categorical(sites[column], categories=sites[column].unique())
    return sites


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


@dataclass
class _Draft:
    """The activities of one instrument before their classes are numbered."""

    instrument: Instrument
    sites: Integers
    strength: Floats
    cross_border: Booleans

    def keys(self, number: int, sites: int) -> Integers:
        """Return a number for (instrument, border, site) of each landing, shape (n, m)."""
        return (number * 2 + self.cross_border[:, None]) * sites + self.sites


def _pools(
    scenario: Scenario, sites: pd.DataFrame, cities: pd.DataFrame
) -> tuple[tuple[Pool, ...], pd.DataFrame]:
    """Return the activities of each instrument, and the classes of receipts that they reach."""
    blocks = _link_blocks(scenario, sites, cities)
    drafts = [_draft(instrument, sites, blocks) for instrument in scenario.instruments]
    keys = [draft.keys(number, len(sites)) for number, draft in enumerate(drafts)]
    reached = np.unique(np.concatenate([key.ravel() for key in keys]))
    pools, first = [], 0
    for draft, key in zip(drafts, keys, strict=True):
        width = draft.sites.shape[1]
        pools.append(
            Pool(
                instrument=draft.instrument,
                sites=draft.sites,
                shares=np.full(width, 1 / width),
                strength=draft.strength,
                cross_border=draft.cross_border,
                classes=np.searchsorted(reached, key).astype(np.int32),
                first=first,
            )
        )
        first += len(draft.strength)
    names = [instrument.id for instrument in scenario.instruments]
    border, site = np.divmod(reached, max(len(sites), 1))
    classes = pd.DataFrame(
        {
            "instrument": pd.Categorical.from_codes(border // 2, categories=names),
            "cross_border": (border % 2).astype(bool),
            "site": site,
        }
    )
    return tuple(pools), classes


def _draft(
    instrument: Instrument, sites: pd.DataFrame, blocks: list[tuple[str, LinkBlock]]
) -> _Draft:
    eligible = _eligible(instrument, sites)
    if not instrument.joint:
        here = np.flatnonzero(eligible).astype(np.int32)
        strength = sites["strength"].to_numpy()[here]
        return _Draft(instrument, here[:, None], strength, np.zeros(len(here), dtype=bool))
    pairs, strengths, borders = [np.empty((0, 2), np.int32)], [np.empty(0)], [np.empty(0, bool)]
    for _, block in blocks:
        fit = eligible[block.sites].all(axis=1)
        pairs.append(block.sites[fit])
        strengths.append(block.strength[fit])
        borders.append(block.cross_border[fit])
    return _Draft(
        instrument, np.concatenate(pairs), np.concatenate(strengths), np.concatenate(borders)
    )


def _eligible(instrument: Instrument, sites: pd.DataFrame) -> Booleans:
    fit = np.ones(len(sites), dtype=bool)
    if instrument.chains is not None:
        fit &= sites["chain"].isin(instrument.chains).to_numpy()
    if instrument.stages is not None:
        full = sites["chain"].astype(str) + "/" + sites["stage"].astype(str)
        named = sites["stage"].isin(instrument.stages) | full.isin(instrument.stages)
        fit &= named.to_numpy()
    return fit


def _link_blocks(
    scenario: Scenario, sites: pd.DataFrame, cities: pd.DataFrame
) -> list[tuple[str, LinkBlock]]:
    """Return all links of positive strength, block by block, each with the chain it is of."""
    arrays = SiteArrays(
        cities.index.get_indexer(pd.Index(sites["city"].astype(str))).astype(np.int32),
        sites["jurisdiction"].cat.codes.to_numpy().astype(np.int32),
        sites["strength"].to_numpy(),
    )
    blocks = []
    if scenario.links.gravity is not None:
        km = _distances(cities)
        for chain in scenario.chains:
            of_chain = (sites["chain"] == chain.id).to_numpy()
            stages = [
                np.flatnonzero(of_chain & (sites["stage"] == stage.id).to_numpy()).astype(np.int32)
                for stage in chain.stages
            ]
            for one, other in pairs_of_stages(stages):
                block = gravity_block(scenario.links.gravity, arrays, km, one, other)
                blocks.append((chain.id, block))
    return _with_known(scenario, sites, arrays, blocks)


def _distances(cities: pd.DataFrame) -> Floats:
    lacking = cities.index[cities[["lon", "lat"]].isna().any(axis=1)]
    problems = [
        Problem(
            ("cities", city),
            "no coordinates",
            Text(zh="引力模型需要 lon 和 lat", en="lon and lat, which the gravity model needs"),
            Text(zh="填写经纬度, 或改用 links.known", en="give them, or use links.known instead"),
        )
        for city in lacking
    ]
    km = kilometres(cities["lon"].to_numpy(), cities["lat"].to_numpy())
    np.fill_diagonal(km, np.inf)
    for one, other in np.argwhere(np.triu(km < 1e-6)):
        problems.append(
            Problem(
                ("cities", str(cities.index[other])),
                f"the same place as {cities.index[one]}",
                Text(zh="两个城市坐标不同", en="two cities at different places"),
                Text(zh="更正其中一个的经纬度", en="correct the lon and lat of one of them"),
            )
        )
    _refuse(problems)
    return km


def _with_known(
    scenario: Scenario,
    sites: pd.DataFrame,
    arrays: SiteArrays,
    blocks: list[tuple[str, LinkBlock]],
) -> list[tuple[str, LinkBlock]]:
    """Let known links take the place of estimated ones; drop links that are worth nothing."""
    known, problems = {}, []
    for index, link in enumerate(scenario.links.known):
        pair, problem = _known_pair(scenario, sites, index)
        if problem is not None:
            problems.append(problem)
        else:
            known[min(pair), max(pair)] = link.strength
    _refuse(problems)
    kept = []
    for chain, block in blocks:
        low, high = block.sites.min(axis=1), block.sites.max(axis=1)
        estimated = np.array([pair not in known for pair in zip(low, high, strict=True)], bool)
        if not known:
            estimated = np.ones(len(low), dtype=bool)
        estimated &= block.strength > 0
        kept.append(
            (
                chain,
                LinkBlock(
                    block.sites[estimated],
                    block.strength[estimated],
                    block.cross_border[estimated],
                ),
            )
        )
    pairs = np.array([pair for pair, value in known.items() if value > 0], np.int32).reshape(-1, 2)
    strength = np.array([value for value in known.values() if value > 0])
    crosses = arrays.jurisdiction[pairs[:, 0]] != arrays.jurisdiction[pairs[:, 1]]
    return [*kept, ("", LinkBlock(pairs, strength, crosses))]


def _known_pair(
    scenario: Scenario, sites: pd.DataFrame, index: int
) -> tuple[tuple[int, int], Problem | None]:
    """Return the two sites of a known link, or why it cannot be one."""
    link = scenario.links.known[index]
    ends = []
    for city, stage in ((link.city_a, link.stage_a), (link.city_b, link.stage_b)):
        in_chain, _, name = stage.rpartition("/")
        here = (sites["city"] == city) & (sites["stage"] == name)
        if link.chain or in_chain:
            here &= sites["chain"] == (link.chain or in_chain)
        ends.append(sites.index[here].to_list())
    fits = [
        (one, other)
        for one in ends[0]
        for other in ends[1]
        if sites["chain"].iloc[one] == sites["chain"].iloc[other]
    ]
    found = f"{link.city_a}/{link.stage_a} - {link.city_b}/{link.stage_b}"
    if len(fits) == 1 and link.city_a != link.city_b and _neighbours(scenario, sites, fits[0]):
        return fits[0], None
    return (0, 0), Problem(
        ("links", "known", index),
        found,
        Text(
            zh="同一产业链、同一或相邻环节、不同城市、强度大于 0 的两个节点",
            en="two sites of one chain, in the same or the next stage, in different cities, "
            "both of positive strength",
        ),
        Text(
            zh="更正城市与环节; 若有多条链, 请写明 chain",
            en="correct cities and stages; name the chain if there are several",
        ),
    )


def _neighbours(scenario: Scenario, sites: pd.DataFrame, pair: tuple[int, int]) -> bool:
    one, other = sites.loc[pair[0]], sites.loc[pair[1]]
    order = next(
        [stage.id for stage in chain.stages] for chain in scenario.chains if chain.id == one.chain
    )
    return abs(order.index(one.stage) - order.index(other.stage)) <= 1


def _grain(scenario: Scenario) -> frozenset[str]:
    """Return how fine payments must be: no finer than some rule needs. A stage tells its chain."""
    grain = frozenset().union(*(rule.grain() for rule in scenario.rules))
    return grain | {"chain"} if "stage" in grain else grain


def _by_period(table: pd.DataFrame, periods: tuple[str, ...], first: int) -> pd.DataFrame:
    """Repeat each row once a period; the index is the ledger line."""
    repeated = table.loc[table.index.repeat(len(periods))]
    codes = np.tile(np.arange(len(periods)), len(table))
    repeated = repeated.assign(period=pd.Categorical.from_codes(codes, categories=list(periods)))
    return repeated.set_axis(pd.RangeIndex(first, first + len(repeated)), axis=0)


def _payments(
    places: pd.DataFrame, funders: pd.DataFrame, periods: tuple[str, ...], classes: int
) -> pd.DataFrame:
    count = len(places)
    table = places.reset_index(drop=True)
    table = table.loc[np.tile(np.arange(count), len(funders))]
    payer = np.repeat(np.arange(len(funders)), count)
    table = table.assign(
        funder=pd.Categorical.from_codes(payer, categories=list(funders["id"])),
        home=pd.Categorical(funders["jurisdiction"].to_numpy()[payer]),
        place=np.tile(np.arange(count), len(funders)),
    ).reset_index(drop=True)
    return _by_period(table, periods, first=classes * len(periods))


def _misfits(scenario: Scenario, ledger: Ledger) -> Iterator[Problem]:
    for index, rule in enumerate(scenario.rules):
        for problem in rule.problems(ledger):
            yield replace(problem, loc=("rules", index, *problem.loc))
