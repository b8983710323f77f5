"""A session keeps its head where HiGHS gives no clear answer."""

from __future__ import annotations

from typing import Any

import highspy
import numpy as np
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
