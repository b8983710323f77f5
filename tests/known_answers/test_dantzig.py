"""Dantzig's transport problem (Linear Programming and Extensions, 1963, chapter 3).

Two canneries ship cases to three markets at 90 dollars a case and thousand miles, least cost. The
optimum, 153.675 thousand dollars, is in every textbook and in the library of GAMS.
"""

from __future__ import annotations

import pytest

from optimizer.solver import Outcome
from tests.optimizer.cbc import cbc
from tests.optimizer.programs import small

PLANTS = {"seattle": 350, "san-diego": 600}
MARKETS = {"new-york": 325, "chicago": 300, "topeka": 275}
THOUSAND_MILES = {
    ("seattle", "new-york"): 2.5,
    ("seattle", "chicago"): 1.7,
    ("seattle", "topeka"): 1.8,
    ("san-diego", "new-york"): 2.5,
    ("san-diego", "chicago"): 1.8,
    ("san-diego", "topeka"): 1.4,
}
SUPPLY = [
    (("supply", plant), [float(way[0] == plant) for way in THOUSAND_MILES], "<=", cases)
    for plant, cases in PLANTS.items()
]
DEMAND = [
    (("demand", market), [float(way[1] == market) for way in THOUSAND_MILES], ">=", cases)
    for market, cases in MARKETS.items()
]
TRANSPORT = small([-90 * miles / 1000 for miles in THOUSAND_MILES.values()], *SUPPLY, *DEMAND)


def test_the_optimum_is_dantzigs() -> None:
    session = TRANSPORT.session()
    assert session.solve() is Outcome.OPTIMAL
    assert session.solution().objective == pytest.approx(-153.675)
    assert TRANSPORT.program.solve_by(cbc()) == pytest.approx(-153.675)


def test_its_plan_is_dantzigs() -> None:
    session = TRANSPORT.session()
    session.solve()
    shipped = dict(zip(THOUSAND_MILES, session.solution().values, strict=True))
    assert shipped["seattle", "chicago"] == pytest.approx(300)
    assert shipped["san-diego", "topeka"] == pytest.approx(275)
    assert shipped["seattle", "topeka"] == pytest.approx(0)
    assert shipped["san-diego", "chicago"] == pytest.approx(0)
    to_new_york = [amount for (_, market), amount in shipped.items() if market == "new-york"]
    assert sum(to_new_york) == pytest.approx(325)


@pytest.mark.parametrize("row", range(5))
def test_prices_stand_between_the_slopes_of_resolving(row: int) -> None:
    session = TRANSPORT.session()
    session.solve()
    low, high = sorted(TRANSPORT.slopes(row, step=1e-3))
    assert low - 1e-6 <= session.solution().prices[row] <= high + 1e-6


@pytest.mark.parametrize(
    ("market", "price"), [("new-york", 225), ("chicago", 153), ("topeka", 126)]
)
def test_one_more_case_costs_what_the_books_say(market: str, price: float) -> None:
    row = len(PLANTS) + list(MARKETS).index(market)
    _, right = TRANSPORT.slopes(row, step=1e-3)
    assert right == pytest.approx(-price / 1000, abs=1e-6)
