"""Synthetic scenarios of any size, and the whole linear program of one as plain arrays.

Cities lie on a plane, five funders pay, and a gravity model joins every two cities in six stages of
one chain, by one instrument or by several of different worth. Each curve is a table of four points,
so that the scenario *is* a linear program with three segments a grant, which every peer can be
given whole.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from optimizer.columns import Longs, by_pool, grant_matrix, money_lines
from optimizer.model import Model
from scenarios import load_tree
from scenarios.ledger import Floats
from scenarios.scenario import Scenario

STAGES: Final = ("research", "development", "pilot", "ingredients", "formulation", "market")
JURISDICTIONS: Final = ("north", "east", "south", "west")
GRID: Final = (0.0, 5.0, 20.0, 80.0)
"""Breakpoints of every curve, in millions."""

BASELINE: Final = 8.0
MONEY_A_SITE: Final = 6.0
READINESS: Final = 25.0
SEGMENTS: Final = len(GRID) - 1


@dataclass(frozen=True)
class Case:
    """How large: about so many links, periods, how many times the usual money, instruments.

    Links are counted once for each instrument that may support them: with ten times the links by
    ten times the instruments the sites stay as they are.
    """

    links: int
    periods: int = 1
    money: float = 1.0
    instruments: int = 1

    @property
    def cities(self) -> int:
        """How many cities it takes: within a stage each two are joined, and with the next stage."""
        pairs = self.links / self.instruments / (1.5 * len(STAGES) - 1)
        return round(0.5 + math.sqrt(0.25 + pairs))

    @property
    def exactly(self) -> int:
        """How many links there are then."""
        per_pair = 3 * len(STAGES) // 2 - 1
        return per_pair * self.cities * (self.cities - 1) * self.instruments


def scenario(case: Case, curved: bool) -> Scenario:
    """Return a scenario of a size; `curved` leaves its curves as they are."""
    return load_tree(_tree(case, curved))


def _tree(case: Case, curved: bool) -> dict[str, Any]:
    cities = case.cities
    random = np.random.default_rng(7)
    place, size = random.uniform(0, 6, (cities, 2)), random.lognormal(0, 0.8, (cities, 6))
    money = case.money * MONEY_A_SITE * cities * len(STAGES) / 5
    owners = [*JURISDICTIONS, "national"]
    own = [{"jurisdiction": owner} for owner in JURISDICTIONS] + [{}]
    return {
        "schema": 1,
        "id": f"synthetic-{cities}-{case.periods}",
        "title": "Synthetic",
        "money": {"currency": "CNY", "unit": "million"},
        "periods": list(range(1, case.periods + 1)),
        "discount": 0.04,
        "jurisdictions": [{"id": name} for name in JURISDICTIONS],
        "cities": [
            {
                "id": f"c{number}",
                "jurisdiction": JURISDICTIONS[number % 4],
                "lon": float(116 + place[number, 0]),
                "lat": float(28 + place[number, 1]),
            }
            for number in range(cities)
        ],
        "chains": [{"id": "chain", "stages": list(STAGES)}],
        "funders": [
            {"id": owner, "contribution": money, "carry_over": 0.3} | home
            for owner, home in zip(owners, own, strict=True)
        ],
        "strengths": {
            "sites": [
                {"city": f"c{number}", "stage": stage, "strength": float(size[number, at])}
                for number in range(cities)
                for at, stage in enumerate(STAGES)
            ]
        },
        "readiness": {"own": READINESS * case.money, "keep": 0.85},
        "instruments": _instruments(case.instruments, curved),
        "links": {"gravity": {"distance": -0.8, "border": 0.7}},
        "rules": [
            {"kind": "jurisdiction_return", "floor": 0.8},
            {"kind": "share_limit", "of": {"cross_border": True}, "in": "all", "min": 0.5},
        ],
        "options": {"gap": 1e-9, "time_limit": 3600},
    }


def _instruments(count: int, curved: bool) -> list[dict[str, Any]]:
    """Return so many ways to support a link, each of its own worth; the first is the usual one."""
    random = np.random.default_rng(11)
    weights = [1.0, *random.uniform(0.6, 1.0, count - 1).tolist()]
    baselines = [BASELINE, *(BASELINE * random.uniform(0.5, 2.0, count - 1)).tolist()]
    return [
        {
            "id": f"joint-{number}" if number else "joint",
            "scope": "link",
            "weight": weight,
            "response": _response(baseline, curved),
        }
        for number, (weight, baseline) in enumerate(zip(weights, baselines, strict=True))
    ]


def _response(baseline: float, curved: bool) -> dict[str, Any]:
    if curved:
        return {"kind": "baseline-power", "elasticity": 0.5, "baseline": baseline}
    points = (np.array(GRID) + baseline) ** 0.5 - baseline**0.5
    return {"kind": "points", "points": np.stack([GRID, points], axis=1).tolist()}


@dataclass(frozen=True, eq=False)
class Whole:
    """Maximise `gain @ x` where `lower <= matrix @ x <= upper` and `0 <= x <= most`; CSR.

    `block` numbers the identity or rule of each row; rows of one block stand together.
    """

    gain: Floats
    most: Floats
    matrix: Any
    lower: Floats
    upper: Floats
    block: Any

    def save(self, file: str) -> None:
        """Write the arrays to a file."""
        rest = {"data": self.matrix.data, "indices": self.matrix.indices}
        rest |= {"indptr": self.matrix.indptr, "gain": self.gain, "most": self.most}
        np.savez(file, lower=self.lower, upper=self.upper, block=self.block, **rest)

    @classmethod
    def read(cls, file: str) -> Whole:
        """Read what `save` wrote."""
        with np.load(file) as part:
            shape = (len(part["lower"]), len(part["gain"]))
            matrix = sp.csr_array((part["data"], part["indices"], part["indptr"]), shape=shape)
            return cls(
                part["gain"], part["most"], matrix, part["lower"], part["upper"], part["block"]
            )


def whole(model: Model, curved: bool, keys: Longs | None = None) -> Whole:
    """Return the program with every grant in it, three columns each, or one if `curved`.

    Only the grants of `keys` if given (see `optimizer.columns.by_pool`). Of a curved program
    `gain` has what a grant's response is multiplied by, 0 for money.
    """
    ledger, rows = model.ledger, model.rows
    if keys is None:
        keys = np.arange(ledger.activities * ledger.horizon)
    receipts = rows.matrix[:, : len(ledger.receipts)].tocsc()
    grants, gains = grant_matrix(model, receipts, keys), np.empty(len(keys))
    slopes = np.empty((len(keys), SEGMENTS))
    for pool, here, activity, period in by_pool(ledger, keys):
        gains[here] = pool.strength[activity] * pool.instrument.weight * ledger.discount[period]
        points = pool.instrument.response.value(np.array(GRID))
        slopes[here] = np.diff(points) / np.diff(GRID)
    if curved:
        most = np.full(len(keys), np.inf)
    else:
        grants = grants[:, np.repeat(np.arange(len(keys)), SEGMENTS)]
        gains = (gains[:, None] * slopes).ravel()
        most = np.tile(np.diff(GRID), len(keys))
    lines = money_lines(ledger)
    matrix = sp.csr_array(sp.hstack([rows.matrix.tocsc()[:, lines], grants], format="csr"))
    matrix.sort_indices()
    speaks = np.diff(matrix.indptr) > 0
    return Whole(
        gain=np.concatenate([np.zeros(len(lines)), gains]),
        most=np.concatenate([np.full(len(lines), np.inf), most]),
        matrix=matrix[speaks],
        lower=rows.lower[speaks],
        upper=rows.upper[speaks],
        block=np.unique(rows.owner, return_inverse=True)[1][speaks],
    )
