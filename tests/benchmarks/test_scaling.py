"""The simulation of sweeps keeps to what can be worked out by hand."""

from __future__ import annotations

import pytest

from benchmarks.scaling import Needs, played


def needs(draw: float = 1.0, taking: float = 0.0) -> Needs:
    return Needs(first=3.0, ready=2.0, draws=(draw,), taking=taking, size=0)


@pytest.mark.parametrize(("workers", "seconds"), [(1, 17.0), (2, 11.0), (5, 8.0), (100, 6.0)])
def test_workers_share_draws_of_a_second(workers: int, seconds: float) -> None:
    assert played(needs(), [1.0] * 12, workers) == pytest.approx(seconds)


def test_the_reader_is_what_holds_up_many_workers() -> None:
    assert played(needs(taking=0.5), [1.0] * 40, 40) == pytest.approx(3 + 2 + 1 + 40 * 0.5)


def test_others_do_what_was_given_out_behind_a_slow_draw() -> None:
    assert played(needs(), [9.0, *[1.0] * 9], 4) == pytest.approx(3 + 2 + 9)


def test_no_draw_takes_the_base_plan_alone() -> None:
    assert played(needs(), [], 4) == 3.0
