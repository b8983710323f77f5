"""Who should get what: known answers, and what every division must keep to."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from optimizer.games import (
    Game,
    coming,
    least_core,
    nucleolus,
    orders,
    sampled_shapley,
    shapley,
)
from scenarios.problems import ModelError

GATELY = Game.whole([0, 0, 210, 0, 1170, 770, 1530])
"""Gately (1974): savings of three Indian states from planning electricity together."""

QUICK = settings(max_examples=60, derandomize=True, deadline=None, database=None)


def numbers(count: int) -> st.SearchStrategy[list[float]]:
    return st.lists(st.integers(0, 40).map(float), min_size=count, max_size=count)


games = st.integers(2, 4).flatmap(lambda players: numbers(2**players - 1)).map(Game.whole)


def bankruptcy(estate: float, *claims: float) -> Game:
    """Return the game in which a coalition gets what is left when all others are paid."""
    players, whole = len(claims), sum(claims)
    owed = [sum(c for p, c in enumerate(claims) if s >> p & 1) for s in range(1, 2**players)]
    return Game.whole([max(0.0, estate - (whole - part)) for part in owed])


def airport(*costs: float) -> Game:
    """Return the game of savings where aircraft share a runway as long as the longest needs."""
    players = len(costs)
    worths = []
    for coalition in range(1, 2**players):
        inside = [cost for player, cost in enumerate(costs) if coalition >> player & 1]
        worths.append(sum(inside) - max(inside))
    return Game.whole(worths)


def test_the_three_states_of_gately() -> None:
    division = shapley(GATELY)
    assert division == pytest.approx([1450 / 3, 850 / 3, 2290 / 3])
    core = least_core(GATELY)
    assert core.nonempty
    assert (GATELY.short(division) <= 1e-9).all()


@pytest.mark.parametrize(
    ("estate", "division"),
    [(100, [100 / 3] * 3), (200, [50, 75, 75]), (300, [50, 100, 150])],
)
def test_the_three_widows_of_the_talmud(estate: float, division: list[float]) -> None:
    """Aumann and Maschler (1985): the nucleolus is what the Talmud says of claims 100, 200, 300."""
    assert nucleolus(bankruptcy(estate, 100, 200, 300)) == pytest.approx(division)


def test_the_airport() -> None:
    """Littlechild and Owen (1973): each stretch of runway is paid alike by those who need it."""
    costs = np.array([1.0, 3.0, 6.0])
    assert costs - shapley(airport(*costs)) == pytest.approx([1 / 3, 1 / 3 + 1, 1 / 3 + 1 + 3])


def test_the_nucleolus_of_the_airport() -> None:
    """Littlechild (1974): costs 1, 3, 6 are paid 0.5, 1.25 and 4.25."""
    costs = np.array([1.0, 3.0, 6.0])
    paid = costs - nucleolus(airport(*costs))
    assert paid == pytest.approx([0.5, 1.25, 4.25])


def test_the_gloves() -> None:
    """One left glove, two right ones: the left one gets all, though Shapley gives it two thirds."""
    game = Game.whole([0, 0, 1, 0, 1, 0, 1])
    assert nucleolus(game) == pytest.approx([1, 0, 0], abs=1e-9)
    assert shapley(game) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_a_majority_has_no_core() -> None:
    core = least_core(Game.whole([0, 0, 1, 0, 1, 1, 1]))
    assert not core.nonempty
    assert core.excess == pytest.approx(1 / 3)
    assert core.division == pytest.approx([1 / 3] * 3)


def test_one_player_has_everything() -> None:
    game = Game.whole([7])
    assert shapley(game) == pytest.approx([7])
    assert nucleolus(game) == pytest.approx([7])
    assert least_core(game).nonempty


def test_worths_that_are_not_of_all_coalitions_are_refused() -> None:
    with pytest.raises(ModelError, match="5 worths"):
        Game.whole([1, 2, 3, 4, 5])


@QUICK
@given(games)
def test_divisions_divide_all_there_is(game: Game) -> None:
    for division in (shapley(game), nucleolus(game), least_core(game).division):
        assert division.sum() == pytest.approx(game.grand, abs=1e-6)


@QUICK
@given(games)
def test_shapley_is_the_mean_over_all_orders(game: Game) -> None:
    every = [np.array(order) for order in permutations(range(game.players))]
    found = sampled_shapley(game.players, every, lambda one: float(game.worths[one - 1]))
    assert found.value == pytest.approx(shapley(game), abs=1e-9)


@QUICK
@given(st.integers(2, 4).flatmap(lambda n: st.tuples(numbers(2**n - 1), st.permutations(range(n)))))
def test_names_of_players_do_not_matter(drawn: tuple[list[float], list[int]]) -> None:
    worths, order = drawn
    game = Game.whole(worths)
    renamed = np.zeros(len(worths))
    for coalition in range(1, len(worths) + 1):
        other = sum(1 << order[p] for p in range(game.players) if coalition >> p & 1)
        renamed[other - 1] = worths[coalition - 1]
    for divide in (shapley, nucleolus):
        assert divide(Game.whole(renamed.tolist()))[order] == pytest.approx(divide(game), abs=1e-6)


@QUICK
@given(games, st.integers(0, 3), st.integers(1, 9))
def test_who_adds_more_everywhere_gets_no_less(game: Game, player: int, more: int) -> None:
    player %= game.players
    richer = game.worths + more * game.members[:, player]
    raised = shapley(Game.whole(richer.tolist()))
    assert raised[player] == pytest.approx(shapley(game)[player] + more)


@QUICK
@given(games, numbers(4))
def test_nucleolus_shortfalls_are_least_in_order(game: Game, drawn: list[float]) -> None:
    """No other division has a smaller largest shortfall, then a smaller next one, and so on."""
    found = np.sort(game.short(nucleolus(game)))[::-1]
    fits = game.single.sum() <= game.grand + 1e-9
    rival = np.array(drawn[: game.players])
    rival += (game.grand - rival.sum()) / game.players
    if fits and (rival < game.single - 1e-9).any():
        return
    against = np.sort(game.short(rival))[::-1]
    apart = np.flatnonzero(np.abs(found - against) > 1e-6)
    assert not len(apart) or found[apart[0]] < against[apart[0]]


@QUICK
@given(games)
def test_the_nucleolus_lies_in_the_core_if_there_is_one(game: Game) -> None:
    if least_core(game).nonempty:
        assert (game.short(nucleolus(game)) <= 1e-6).all()


@QUICK
@given(games)
def test_no_division_has_a_smaller_largest_shortfall_than_the_least_core(game: Game) -> None:
    core = least_core(game)
    inside = game.short(core.division)[:-1]
    assert inside.max() == pytest.approx(core.excess, abs=1e-6)
    assert core.excess <= game.short(shapley(game))[:-1].max() + 1e-6


def test_sampled_orders_come_near_and_say_how_near() -> None:
    rng = np.random.default_rng(3)
    strengths = rng.uniform(1, 5, 8)
    game = Game.whole([strengths[_inside(s)].sum() ** 1.5 for s in range(1, 2**8)])
    every = list(orders(8, 400, seed=1))
    found = sampled_shapley(8, every, lambda one: float(game.worths[one - 1]))
    assert found.value.sum() == pytest.approx(game.grand)
    assert (np.abs(found.value - shapley(game)) <= 4 * found.error + 1e-9).all()
    assert (found.error > 0).all()


def _inside(coalition: int) -> list[int]:
    return [player for player in range(8) if coalition >> player & 1]


def test_a_coalition_grows_as_players_come() -> None:
    assert coming(np.array([2, 0, 1])).tolist() == [4, 5, 7]


def test_twelve_players_are_divided_among_in_seconds() -> None:
    sizes = np.arange(1.0, 13.0)
    members = (np.arange(1, 2**12)[:, None] >> np.arange(12) & 1) @ sizes
    game = Game.whole((members**1.2).tolist())
    division = nucleolus(game)
    assert division.sum() == pytest.approx(game.grand)
    assert (game.short(division) <= 1e-4).all()
