"""What could be funded: the activities of each instrument, as pools of arrays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.consortia import Proposals, consortia
from scenarios.instruments import Instrument
from scenarios.ledger import Booleans, Floats, Integers, Pool
from scenarios.links import LinkBlock, SiteArrays, gravity_block, kilometres, pairs_of_stages, pulls
from scenarios.problems import Problem, refuse
from scenarios.scenario import Scenario
from scenarios.words import Text


@dataclass(frozen=True)
class _Group:
    """Activities that some instruments can fund, as arrays; see `scenarios.ledger.Pool`."""

    sites: Integers
    strength: Floats
    cross_border: Booleans
    landings: Integers
    reached: Integers
    shares: Floats
    most: Floats | None = None


def open_pools(
    scenario: Scenario, sites: pd.DataFrame, cities: pd.DataFrame, proposals: Proposals
) -> tuple[tuple[Pool, ...], pd.DataFrame]:
    """Return the activities of each instrument, and the classes of receipts that they reach."""
    blocks = _link_blocks(scenario, sites, cities)
    groups: dict[tuple[str, bytes], _Group] = {}
    pools: list[Pool] = []
    reached, first, classes = [], 0, 0
    for number, instrument in enumerate(scenario.instruments):
        eligible = _eligible(instrument, sites)
        key = (instrument.scope, eligible.tobytes())
        if instrument.scope == "project":
            groups[key] = _projects(proposals, instrument.id, sites)
        elif key not in groups:
            groups[key] = _group(instrument.joint, eligible, sites, blocks)
        group = groups[key]
        class_of = np.full(2 * len(sites), -1, dtype=np.int32)
        class_of[group.reached] = classes + np.arange(len(group.reached))
        pools.append(
            Pool(
                instrument=instrument,
                sites=group.sites,
                shares=group.shares,
                strength=group.strength,
                cross_border=group.cross_border,
                landings=group.landings,
                class_of=class_of,
                first=first,
                most=group.most,
            )
        )
        reached.append(group.reached + number * 2 * len(sites))
        first += len(group.strength)
        classes += len(group.reached)
    names = [instrument.id for instrument in scenario.instruments]
    border, site = np.divmod(np.concatenate(reached), max(len(sites), 1))
    table = pd.DataFrame(
        {
            "instrument": pd.Categorical.from_codes(border // 2, categories=pd.Index(names)),
            "cross_border": (border % 2).astype(bool),
            "site": site,
        }
    )
    return tuple(pools), table


def _group(joint: bool, eligible: Booleans, sites: pd.DataFrame, blocks: list[LinkBlock]) -> _Group:
    """Return the activities at eligible sites, or between two of them."""
    if not joint:
        here = np.flatnonzero(eligible).astype(np.int32)
        strength = sites["strength"].to_numpy()[here]
        parts = [LinkBlock(here[:, None], strength, np.zeros(len(here), dtype=bool))]
    else:
        none = LinkBlock(np.empty((0, 2), np.int32), np.empty(0), np.empty(0, bool))
        parts = [none, *(_between(block, eligible) for block in blocks)]
    pairs = np.concatenate([part.sites for part in parts])
    crosses = np.concatenate([part.cross_border for part in parts])
    strength = np.concatenate([part.strength for part in parts])
    landings, reached = _landings(pairs, crosses, len(sites))
    shares = np.broadcast_to(np.full(pairs.shape[1], 1 / pairs.shape[1]), pairs.shape)
    return _Group(pairs, strength, crosses, landings, reached, shares)


def _projects(proposals: Proposals, instrument: str, sites: pd.DataFrame) -> _Group:
    """Return the projects of an instrument."""
    found = consortia(proposals, instrument, sites)
    landings, reached = _landings(found.sites, found.cross_border, len(sites))
    shares, most = found.shares, found.most
    return _Group(found.sites, found.strength, found.cross_border, landings, reached, shares, most)


def _landings(where: Integers, crosses: Booleans, sites: int) -> tuple[Integers, Integers]:
    """Return sites with their border, and which of them there are."""
    landings = where + (sites * crosses[:, None]).astype(np.int32)
    hit = np.zeros(2 * sites, dtype=bool)
    hit[landings] = True
    return landings, np.flatnonzero(hit).astype(np.int32)


def _between(block: LinkBlock, eligible: Booleans) -> LinkBlock:
    """Leave out links to sites that are not eligible."""
    if eligible.all():
        return block
    fit = eligible[block.sites].all(axis=1)
    return LinkBlock(block.sites[fit], block.strength[fit], block.cross_border[fit])


def _eligible(instrument: Instrument, sites: pd.DataFrame) -> Booleans:
    fit = np.array(sites["strength"] > 0)
    if instrument.chains is not None:
        fit &= sites["chain"].isin(instrument.chains).to_numpy()
    if instrument.stages is not None:
        full = sites["chain"].astype(str) + "/" + sites["stage"].astype(str)
        named = sites["stage"].isin(instrument.stages) | full.isin(instrument.stages)
        fit &= named.to_numpy()
    return fit


def _link_blocks(scenario: Scenario, sites: pd.DataFrame, cities: pd.DataFrame) -> list[LinkBlock]:
    """Return all links of positive strength, block by block."""
    city = sites["city"].cat
    arrays = SiteArrays(
        cities.index.get_indexer(city.categories).astype(np.int32)[city.codes],
        sites["jurisdiction"].cat.codes.to_numpy().astype(np.int32),
        sites["strength"].to_numpy(),
    )
    blocks = []
    gravity = scenario.links.gravity
    if gravity is not None:
        here = _sites_by_stage(scenario, sites)
        home = pd.factorize(cities["jurisdiction"])[0].astype(np.int32)
        pull = pulls(gravity, _distances(cities), home)
        size = arrays.strength**gravity.size
        for chain in scenario.chains:
            stages = [here[chain.id, stage.id] for stage in chain.stages]
            for one, other in pairs_of_stages(stages):
                blocks.append(gravity_block(arrays, size, pull, one, other))
    return _with_known(scenario, sites, arrays, blocks)


def _sites_by_stage(scenario: Scenario, sites: pd.DataFrame) -> dict[tuple[str, str], Integers]:
    """Return the sites of each stage, by chain and stage."""
    chain, stage = (sites[name].cat.codes.to_numpy() for name in ("chain", "stage"))
    number = chain.astype(np.int64) * len(sites["stage"].cat.categories) + stage
    order = np.argsort(number, kind="stable").astype(np.int32)
    parts = np.split(order, np.flatnonzero(np.diff(number[order])) + 1)
    names = list(zip(sites["chain"].tolist(), sites["stage"].tolist(), strict=True))
    found = {names[part[0]]: part for part in parts if len(part)}
    nobody = np.empty(0, np.int32)
    every = ((chain.id, stage.id) for chain in scenario.chains for stage in chain.stages)
    return {key: found.get(key, nobody) for key in every}


def _distances(cities: pd.DataFrame) -> Floats:
    lon, lat = cities["lon"].to_numpy(), cities["lat"].to_numpy()
    lacking = cities.index[np.isnan(lon) | np.isnan(lat)]
    problems = [
        Problem(
            ("cities", city),
            "no coordinates",
            Text(zh="引力模型需要 lon 和 lat", en="lon and lat, which the gravity model needs"),
            Text(zh="填写经纬度, 或改用 links.known", en="give them, or use links.known instead"),
        )
        for city in lacking
    ]
    km = kilometres(lon, lat)
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
    refuse(problems)
    return km


def _with_known(
    scenario: Scenario,
    sites: pd.DataFrame,
    arrays: SiteArrays,
    blocks: list[LinkBlock],
) -> list[LinkBlock]:
    """Let known links take the place of estimated ones; drop links that are worth nothing."""
    known, problems = {}, []
    for index, link in enumerate(scenario.links.known):
        pair, problem = _known_pair(scenario, sites, index)
        if problem is not None:
            problems.append(problem)
        else:
            known[min(pair), max(pair)] = link.strength
    refuse(problems)
    kept = [_without(block, known) for block in blocks]
    pairs = np.array([pair for pair, value in known.items() if value > 0], np.int32).reshape(-1, 2)
    strength = np.array([value for value in known.values() if value > 0])
    crosses = arrays.jurisdiction[pairs[:, 0]] != arrays.jurisdiction[pairs[:, 1]]
    return [*kept, LinkBlock(pairs, strength, crosses)]


def _without(block: LinkBlock, known: Mapping[tuple[int, int], float]) -> LinkBlock:
    """Leave out links that are known, and links that are worth nothing."""
    kept = block.strength > 0
    if not known and kept.all():
        return block
    if known:
        low, high = block.sites.min(axis=1).tolist(), block.sites.max(axis=1).tolist()
        kept &= np.array([pair not in known for pair in zip(low, high, strict=True)], dtype=bool)
    return LinkBlock(block.sites[kept], block.strength[kept], block.cross_border[kept])


def _known_pair(
    scenario: Scenario, sites: pd.DataFrame, index: int
) -> tuple[tuple[int, int], Problem | None]:
    """Return the two sites of a known link, or why it cannot be one."""
    link = scenario.links.known[index]
    ends = []
    for city, stage in ((link.city_a, link.stage_a), (link.city_b, link.stage_b)):
        in_chain, _, name = stage.rpartition("/")
        here = (sites["city"] == city) & (sites["stage"] == name) & (sites["strength"] > 0)
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
    in_chain = str(sites["chain"].iloc[pair[0]])
    order = next(
        [stage.id for stage in chain.stages] for chain in scenario.chains if chain.id == in_chain
    )
    one, other = (order.index(str(sites["stage"].iloc[site])) for site in pair)
    return abs(one - other) <= 1
