"""What can be wrong with a scenario, said so that it can be mended in one round.

    DeltafundError
    ├── ScenarioError      the user's file is wrong: carries every Problem found, exit code 2
    └── ModelError         our own code is wrong: a NaN coefficient, a repeated line; exit code 1
        └── SolverError    HiGHS answered something that we do not understand

An infeasible scenario is an answer, not an error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.words import Language, Text

Loc = tuple[str | int, ...]


class DeltafundError(Exception):
    """Everything that deltafund raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in the input: where, what was found, what was expected, and the cure.

    `loc` is the path inside the scenario, `place` the file and line or the table and row, and
    `named` the path with ids in the place of numbers, where they are known. `variant` is the
    variant of the scenario that it is a problem of, where it is none of the scenario as such.
    """

    loc: Loc
    found: str
    expected: Text
    cure: Text
    place: str = ""
    named: str = ""
    variant: str = ""

    @property
    def path(self) -> str:
        """The path as a user types it, for instance `cities.hefei.tier`."""
        return self.named or ".".join(str(part) for part in self.loc)

    def say(self, language: Language) -> str:
        """Say the problem in one paragraph."""
        where = f"{self.place}: " if self.place else ""
        if language == "zh":
            where += f"变体 {self.variant}: " if self.variant else ""
            return (
                f"{where}{self.path or '文件'}: 实为 {self.found}; "
                f"应为 {self.expected.zh}。办法: {self.cure.zh}"
            )
        where += f"variant {self.variant}: " if self.variant else ""
        return (
            f"{where}{self.path or 'the file'}: found {self.found}; "
            f"expected {self.expected.en}. Cure: {self.cure.en}"
        )

    def as_json(self) -> dict[str, object]:
        """Return the problem as plain data, with a JSON pointer."""
        return {
            "pointer": "".join(f"/{part}" for part in self.loc),
            "place": self.place,
            "variant": self.variant or None,
            "found": self.found,
            "expected": self.expected.model_dump(),
            "cure": self.cure.model_dump(),
        }


class ScenarioError(DeltafundError):
    """The scenario cannot be used; `problems` holds everything that is wrong with it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.say("en") for problem in self.problems))


def refuse(problems: Sequence[Problem]) -> None:
    """Raise `ScenarioError` if there is any problem."""
    if problems:
        raise ScenarioError(problems)


class ModelError(DeltafundError):
    """A fault of ours: a rule, an identity or the hand-off produced something impossible."""
