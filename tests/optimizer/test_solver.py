"""A session keeps its head where HiGHS gives no clear answer."""

from __future__ import annotations

import math
import threading
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
import pytest
import scipy.sparse as sp

from optimizer.solver import _OTHER_WAYS, Outcome, Session, SolverError

UNKNOWN = highspy.HighsModelStatus.kUnknown


def session() -> Session:
    """Return one column of gain 2 in a row of at most 3."""
    made = Session()
    one = np.ones(1)
    made.load(2 * one, 10 * one, -np.inf * one, 3 * one, sp.csc_array(np.ones((1, 1))))
    return made


def unclear(monkeypatch: pytest.MonkeyPatch, times: int) -> list[Any]:
    """Let HiGHS say that it does not know, so many times; return what it would have said."""
    run, said = Session._run, []

    def vague(self: Session) -> Any:
        said.append(run(self))
        return UNKNOWN if len(said) <= times else said[-1]

    monkeypatch.setattr(Session, "_run", vague)
    return said


@pytest.mark.parametrize("times", range(len(_OTHER_WAYS) + 1))
def test_other_ways_are_tried_in_turn(monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    made, said = session(), unclear(monkeypatch, times)
    assert made.solve() is Outcome.OPTIMAL
    assert len(said) == times + 1
    solution = made.solution()
    assert solution.objective == pytest.approx(6)
    assert solution.prices.tolist() == pytest.approx([2])
    assert made.prices().tolist() == pytest.approx([2])


def test_the_usual_way_is_taken_again_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    made = session()
    usual = {name: made._highs.getOptionValue(name)[1] for name, _, _ in _OTHER_WAYS}
    unclear(monkeypatch, len(_OTHER_WAYS))
    made.solve()
    assert {name: made._highs.getOptionValue(name)[1] for name, _, _ in _OTHER_WAYS} == usual


def test_no_clear_answer_at_all_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    unclear(monkeypatch, len(_OTHER_WAYS) + 1)
    with pytest.raises(SolverError, match="Unknown"):
        session().solve()


# --- a search that runs out of time ------------------------------------------------------------


def hard() -> tuple[Session, npt.NDArray[np.int32]]:
    """Return a knapsack of many purses that no search closes within seconds, and its columns."""
    draw, size, purses = np.random.default_rng(3), 300, 60
    weight = draw.integers(1, 100, (purses, size)).astype(float)
    gain = draw.integers(1, 100, size) + weight.mean(axis=0)
    low, high = np.full(purses, -np.inf), weight.sum(axis=1) / 2.3
    made = Session()
    made.load(gain, np.ones(size), low, high, sp.csc_array(weight))
    return made, np.arange(size, dtype=np.int32)


def counted(made: Session, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Return how each run of HiGHS ends, as they come."""
    run, ended = made._highs.run, []

    def noted() -> Any:
        status = run()
        ended.append(made._highs.getModelStatus())
        return status

    monkeypatch.setattr(made._highs, "run", noted)
    return ended


@pytest.mark.parametrize("seconds", [1e-4, 0.3])
def test_a_search_out_of_time_is_run_once(seconds: float, monkeypatch: pytest.MonkeyPatch) -> None:
    made, whole = hard()
    ended = counted(made, monkeypatch)
    found = made.solve_whole(whole, 1e-9, seconds)
    assert found.outcome is Outcome.TIMEOUT
    assert len(ended) == 1


def test_a_session_solves_on_after_a_search_that_ran_out_of_time() -> None:
    made, whole = hard()
    assert made.solve() is Outcome.OPTIMAL
    relaxed = made.solution().objective
    first = made.solve_whole(whole, 1e-9, 1e-4)
    assert first.outcome is Outcome.TIMEOUT
    assert made.solve() is Outcome.OPTIMAL
    assert made.solution().objective == pytest.approx(relaxed)
    second = made.solve_whole(whole, 0.5, 60)  # a gap that the first plan found will close
    assert second.outcome is Outcome.OPTIMAL
    assert second.values is not None
    assert second.bound <= relaxed * (1 + 1e-6)


def test_a_session_solves_on_after_a_stop() -> None:
    made, whole = hard()
    stop = threading.Event()
    timer = threading.Timer(0.05, stop.set)
    timer.start()
    assert made.solve_whole(whole, 1e-9, 60, stop).outcome is Outcome.INTERRUPTED
    timer.join()
    found = made.solve_whole(whole, 0.5, 60, threading.Event())
    assert found.outcome is Outcome.OPTIMAL
    assert math.isfinite(found.bound)


def test_a_search_under_foreign_threads_is_run_again(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = highspy.Highs()
    foreign.setOptionValue("output_flag", False)
    foreign.setOptionValue("threads", 2)
    foreign.addVar(0, 1)
    foreign.run()
    made = session()
    ended = counted(made, monkeypatch)
    assert made.solve() is Outcome.OPTIMAL
    assert ended[-1] == highspy.HighsModelStatus.kOptimal
