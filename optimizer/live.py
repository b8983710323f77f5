"""A program that stays warm while it is asked one question after the other."""

from __future__ import annotations

from optimizer.clock import Stopped
from optimizer.course import Course
from optimizer.deciding import optimise_whole
from optimizer.engine import Engine
from optimizer.model import Model
from optimizer.plan import Plan
from optimizer.solver import Outcome


class Live:
    """A model and its engine under a course: solved, moved through the engine, solved again."""

    def __init__(self, model: Model, course: Course) -> None:
        self._course = course
        self.engine = Engine(model, course.left, stop=course.stop)

    def anew(self, model: Model) -> Live:
        """Return a program of another model under the same course."""
        return Live(model, self._course)

    @property
    def model(self) -> Model:
        """What is solved, as it was built."""
        return self.engine.model

    @property
    def whole(self) -> bool:
        """Whether something is decided in whole numbers."""
        return bool(self.model.rows.whole.any())

    def best(self, gap: float | None = None) -> Plan | None:
        """Return a plan within `gap` (the scenario's own, if none is said) of the optimum.

        `None` if no plan keeps all rules. Raises `Stopped` if somebody asked for that, or the time
        is up, before the gap is reached.
        """
        asked = self.model.scenario.options.gap if gap is None else gap
        outcome, plan = optimise_whole(self.engine, asked)
        if outcome is Outcome.TIMEOUT or self._course.stop.is_set():
            raise Stopped(outcome.value)
        return plan

    def check(self) -> None:
        """Raise `Stopped` if somebody asked for that, or the time is up."""
        if self._course.is_over:
            raise Stopped("interrupted" if self._course.stop.is_set() else "timeout")
