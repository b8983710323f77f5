"""Projects read together with the rest of the scenario: where partners sit and what they ask for.

What a project asks for is spread over its partners in the same proportion in every period, so that
the grant of a project, like that of a link, lands by fixed shares.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.ledger import Booleans, Floats, Integers
from scenarios.problems import Loc, Problem, refuse
from scenarios.projects import Partner, Project
from scenarios.scenario import Scenario
from scenarios.words import Text

ALIKE = 1e-6
"""How far the shares of a partner may differ between periods; written amounts are rounded."""

PROJECTS = ["id", "instrument", "divisible", "score", "rank", "group", "lead", "amount"]
PARTNERS = ["project", "city", "chain", "stage", "kind", "amount", "own"]
_nothing = np.empty(0, dtype=object)
Seat = tuple[str, str, str]
"""The city, chain and stage of a partner."""


@dataclass(frozen=True)
class Proposals:
    """All projects of a scenario, and their partners in the order of the projects.

    `projects` has a row a project and `partners` one a partner, `project` being the number of its
    row; `asked` has what each partner asks for in each period, shape (partners, periods).
    """

    projects: pd.DataFrame
    partners: pd.DataFrame
    asked: Floats

    def seats(self) -> Iterator[Seat]:
        """Yield where each partner sits."""
        yield from self.partners[["city", "chain", "stage"]].itertuples(index=False, name=None)


@dataclass(frozen=True)
class Consortia:
    """The projects of one instrument as arrays; see `scenarios.ledger.Pool`."""

    sites: Integers
    shares: Floats
    strength: Floats
    cross_border: Booleans
    most: Floats


def read_proposals(scenario: Scenario) -> Proposals:
    """Return the projects of a scenario; refuse those that cannot be funded by any plan."""
    if not scenario.projects:
        return _none(len(scenario.periods))
    problems: list[Problem] = []
    seats, listed = _Seats(scenario), _listed(scenario)
    projects, partners, asked = [], [], [np.empty((0, len(scenario.periods)))]
    for number, project in enumerate(scenario.projects):
        members = [*_own(number, project), *listed.get(project.id, ())]
        running = project.periods or scenario.periods[:1]
        money = [one.amounts(scenario.periods, running) for _, one in members]
        asked.append(np.array(money).reshape(-1, len(scenario.periods)))
        instrument, wrong = _instrument(scenario, number, project)
        problems += [*wrong, *_misfits(number, project, members, asked[-1])]
        total = float(asked[-1].sum())
        own = [getattr(project, name) for name in PROJECTS[2:-1]]
        projects.append([project.id, instrument, *own, total])
        for (loc, one), amounts in zip(members, money, strict=True):
            chain, stage, lost = seats.of(loc, one)
            problems += lost
            partners.append([number, one.city, chain, stage, one.kind, sum(amounts), one.own])
    refuse(problems)
    return Proposals(
        pd.DataFrame(projects, columns=PROJECTS).astype({"score": float, "rank": float}),
        pd.DataFrame(partners, columns=PARTNERS).astype({"project": np.int64}),
        np.concatenate(asked),
    )


def _none(periods: int) -> Proposals:
    """Return what there is without projects: the tables with no rows."""
    projects, partners = (dict.fromkeys(names, _nothing) for names in (PROJECTS, PARTNERS))
    numbers = {"score": np.empty(0), "rank": np.empty(0)}
    return Proposals(
        pd.DataFrame(projects | numbers),
        pd.DataFrame(partners | {"project": np.empty(0, np.int64)}),
        np.empty((0, periods)),
    )


def _own(number: int, project: Project) -> Iterator[tuple[Loc, Partner]]:
    """Yield the partners that are written at their project."""
    for at, partner in enumerate(project.partners):
        yield ("projects", number, "partners", at), partner


def consortia(proposals: Proposals, instrument: str, sites: pd.DataFrame) -> Consortia:
    """Return the projects of an instrument, padded to the one with the most paid partners."""
    mine = np.flatnonzero((proposals.projects["instrument"] == instrument).to_numpy())
    place = np.full(len(proposals.projects), -1)
    place[mine] = np.arange(len(mine))
    partners = proposals.partners
    project = place[partners["project"].to_numpy()]
    crosses = _crosses(project, _numbered(partners["city"], sites), len(mine), sites)
    amount = partners["amount"].to_numpy(dtype=float)
    paid = np.flatnonzero((project >= 0) & (amount > 0))
    project, amount, asked = project[paid], amount[paid], proposals.asked[paid]
    count = np.bincount(project, minlength=len(mine))
    slot = np.arange(len(paid)) - np.repeat(np.cumsum(count) - count, count)
    where = seat_numbers(proposals, sites)[paid]
    width = int(count.max(initial=1))
    first = where[np.cumsum(count) - count] if len(mine) else where
    landing = np.repeat(first[:, None], width, axis=1)
    landing[project, slot] = where
    shares, most = np.zeros((len(mine), width)), np.zeros((len(mine), asked.shape[1]))
    shares[project, slot] = amount
    np.add.at(most, project, asked)
    total = shares.sum(axis=1)
    score = proposals.projects["score"].to_numpy(dtype=float)[mine]
    return Consortia(
        landing.astype(np.int32), shares / total[:, None], score / total, crosses, most
    )


def seat_numbers(proposals: Proposals, sites: pd.DataFrame) -> Integers:
    """Return the number of the site of each partner."""
    if proposals.partners.empty:
        return np.empty(0, dtype=np.int32)
    names = zip(*(sites[name].tolist() for name in ("city", "chain", "stage")), strict=True)
    number = {name: at for at, name in enumerate(names)}
    return np.array([number[seat] for seat in proposals.seats()], dtype=np.int32)


def _numbered(city: pd.Series, sites: pd.DataFrame) -> Integers:
    """Return the number of the jurisdiction of each city."""
    of_city = dict(zip(sites["city"].astype(str), sites["jurisdiction"].cat.codes, strict=True))
    return np.array([of_city[name] for name in city], dtype=np.int32)


def _crosses(project: Integers, home: Integers, count: int, sites: pd.DataFrame) -> Booleans:
    """Tell which projects have partners in more than one jurisdiction, paid or not."""
    here = project >= 0
    lands = max(len(sites["jurisdiction"].cat.categories), 1)
    pairs = np.unique(project[here].astype(np.int64) * lands + home[here])
    return np.asarray(np.bincount(pairs // lands, minlength=count) > 1)


def _listed(scenario: Scenario) -> dict[str, list[tuple[Loc, Partner]]]:
    """Return the partners that are written apart from their projects, by project."""
    found: dict[str, list[tuple[Loc, Partner]]] = {}
    for number, partner in enumerate(scenario.partners):
        found.setdefault(partner.project, []).append((("partners", number), partner))
    return found


class _Seats:
    """Finds the chain and the stage of a partner, which may be left out if there is only one."""

    def __init__(self, scenario: Scenario) -> None:
        self._stages = [(chain.id, stage.id) for chain in scenario.chains for stage in chain.stages]

    def of(self, loc: Loc, partner: Partner) -> tuple[str, str, list[Problem]]:
        """Return chain and stage, or what is wrong."""
        chain, _, stage = (partner.stage or "").rpartition("/")
        fits = [
            (one, other)
            for one, other in self._stages
            if (not stage or other == stage) and (not chain or one == chain)
        ]
        if len(fits) == 1:
            return *fits[0], []
        ways = ", ".join(f"{one}/{other}" for one, other in fits[:8] or self._stages[:8])
        expected = Text(zh=f"以下之一: {ways}", en=f"one of {ways}")
        return "", "", [Problem((*loc, "stage"), partner.stage or "null", expected, SAY_STAGE)]


def _instrument(
    scenario: Scenario, number: int, project: Project
) -> tuple[str | None, list[Problem]]:
    """Return the instrument that pays for a project, or what is wrong."""
    fits = [part.id for part in scenario.instruments if part.scope == "project"]
    if project.instrument is None and len(fits) == 1:
        return fits[0], []
    if project.instrument in fits:
        return project.instrument, []
    if not fits:
        return None, [Problem(("projects", number), project.id, *NO_INSTRUMENT)]
    ways = ", ".join(fits)
    expected = Text(
        zh=f"scope 为 project 的政策工具: {ways}", en=f"an instrument of scope project: {ways}"
    )
    loc = ("projects", number, "instrument")
    return None, [Problem(loc, project.instrument or "null", expected, SAY_INSTRUMENT)]


def _misfits(
    number: int, project: Project, partners: list[tuple[Loc, Partner]], asked: Floats
) -> Iterator[Problem]:
    """Yield what is wrong between the partners of a project."""
    loc = ("projects", number)
    if not partners:
        yield Problem((*loc, "partners"), "null", *NO_PARTNER)
        return
    cities = dict.fromkeys(one.city for _, one in partners)
    if project.lead is not None and project.lead not in cities:
        listed = ", ".join(cities)
        expected = Text(zh=f"合作方所在城市: {listed}", en=f"the city of a partner: {listed}")
        yield Problem((*loc, "lead"), project.lead, expected, SAY_LEAD)
    total = float(asked.sum())
    if total <= 0:
        yield Problem((*loc, "partners"), "0", *NOTHING_ASKED)
        return
    profile = asked.sum(axis=0) / total
    for (at, partner), money in zip(partners, asked, strict=True):
        sum_of = float(money.sum())
        if sum_of > 0 and (np.abs(money / sum_of - profile) > ALIKE).any():
            shares = ", ".join(f"{part:.4g}" for part in profile)
            expected = Text(
                zh=f"各期比例与整个项目相同 ({shares})",
                en=f"the proportion over the periods that the project has ({shares})",
            )
            found = f"{partner.city}: {', '.join(f'{part:g}' for part in money)}"
            yield Problem((*at, "amount"), found, expected, SPLIT)


SAY_STAGE = Text(
    zh="写明合作方所在环节, 必要时写 产业链/环节",
    en="name the stage of the partner, as chain/stage where several chains have it",
)
SAY_INSTRUMENT = Text(
    zh="在项目中写明 instrument", en="say instrument: at the project, with one of these"
)
SAY_LEAD = Text(zh="改为其中一个合作方的城市", en="name the city of one of the partners")
SPLIT = Text(
    zh="各合作方按相同比例分期, 或拆成先后两个项目",
    en="pay all partners in one proportion, or make two projects of it, one after the other",
)
NO_INSTRUMENT = (
    Text(zh="一个 scope 为 project 的政策工具", en="an instrument of scope project"),
    Text(
        zh="在 instruments 中加入 {id: projects, scope: project}",
        en="add {id: projects, scope: project} to instruments",
    ),
)
NO_PARTNER = (
    Text(zh="至少一个合作方", en="at least one partner"),
    Text(
        zh="在项目中写 partners, 或在 partners 表中写明该项目",
        en="write partners at the project, or name the project in the list partners",
    ),
)
NOTHING_ASKED = (
    Text(zh="合计大于 0 的申请金额", en="amounts of more than 0 in total"),
    Text(zh="填写合作方的 amount, 或删去该项目", en="fill in the amounts, or remove the project"),
)
