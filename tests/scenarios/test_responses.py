from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from scenarios.responses import BaselinePower, Linear, Points, Response, Saturating

TABLE = ((0, 0), (10, 5), (30, 9), (40, 9))
RESPONSES = [
    BaselinePower(baseline=8),
    Saturating(scale=12, top=3),
    Linear(cap=15),
    Points(points=TABLE),
]
every_response = pytest.mark.parametrize("response", RESPONSES, ids=lambda one: one.kind)


def one(response: Any, gain: float, cost: float, cap: float = 100.0) -> float:
    return float(response.best(np.array([gain]), np.array([cost]), np.array([cap]))[0])


def test_points_are_joined_by_straight_lines_and_flat_after_the_last() -> None:
    grant = np.array([[0.0, 5, 10], [20, 40, 99]])
    assert Points(points=TABLE).value(grant).tolist() == [[0, 2.5, 5], [7, 9, 9]]


@pytest.mark.parametrize(
    ("cost", "best"),
    [(0.6, 0), (0.5, 0), (0.3, 10), (0.2, 10), (0.1, 30), (0, 40), (-1, 100)],
)
def test_points_answer_with_the_smallest_best_point(cost: float, best: float) -> None:
    assert one(Points(points=TABLE), 1.0, cost) == best


def test_points_keep_within_the_cap_and_the_shape() -> None:
    table = Points(points=TABLE)
    assert one(table, 1.0, 0.1, cap=20) == 20
    cost = np.full((3, 2), 0.3)
    assert table.best(np.ones((3, 1)), cost, np.full((1, 2), 50.0)).tolist() == [[10, 10]] * 3


@every_response
@given(gain=st.floats(0.01, 100), cost=st.floats(0.01, 100), cap=st.floats(0.1, 200))
def test_no_grant_earns_more_than_the_best(
    response: Any, gain: float, cost: float, cap: float
) -> None:
    grants = np.linspace(0, cap, 301)
    best = np.array(one(response, gain, cost, cap))
    assert 0 <= best <= cap
    earned = gain * response.value(best) - cost * best
    assert earned >= (gain * response.value(grants) - cost * grants).max() - 1e-9 * (1 + gain)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ([[0, 1], [10, 5]], "first pair"),
        ([[1, 0], [10, 5]], "first pair"),
        ([[0, 0], [10, 5], [10, 6]], "more money"),
        ([[0, 0], [10, 5], [20, 11]], "never rise faster"),
        ([[0, 0], [10, 5], [20, 4]], "never fall"),
        ([[0, 0]], "at least 2"),
        ([[0, 0], [float("inf"), 5]], "finite"),
        ([[0, 0], [-10, 5]], "greater than or equal"),
    ],
)
def test_points_that_are_no_concave_curve_are_refused(table: Any, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        Points(points=table)


def test_points_are_a_response_of_the_file() -> None:
    read: Any = TypeAdapter(Response)
    stanza = {"kind": "points", "points": [[0, 0], [0.3, 0.1], [0.6, 0.2]]}
    assert isinstance(read.validate_python(stanza), Points)


def test_a_saturating_response_brings_two_thirds_at_its_scale_and_never_all() -> None:
    response = Saturating(scale=20, top=5)
    at = response.value(np.array([0.0, 20.0, 60.0, 1e6]))
    assert at == pytest.approx([0, 5 * 0.632121, 5 * 0.950213, 5], rel=1e-6)
    assert one(response, 2.0, 0.5) == 0  # the first unit is worth just what it costs
    assert one(response, 2.0, 0.25) == pytest.approx(20 * np.log(2))


@every_response
def test_the_first_unit_is_worth_the_first_slope_and_none_is_worth_more(response: Any) -> None:
    step = 1e-6
    first = float(response.value(np.array([step]))[0]) / step
    assert first == pytest.approx(response.first_slope, rel=1e-5)
    rise = np.diff(response.value(np.linspace(0, 90, 400))) / (90 / 399)
    assert (rise <= response.first_slope * (1 + 1e-9)).all()


@every_response
def test_between_kinks_a_response_is_straight(response: Any) -> None:
    if response.kinks is None:
        assert not isinstance(response, Linear | Points)
        return
    for low, high in zip((0.0, *response.kinks), response.kinks, strict=False):
        middle = response.value(np.array([low, (low + high) / 2, high]))
        assert middle[1] == pytest.approx((middle[0] + middle[2]) / 2)
