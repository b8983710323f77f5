"""Files that are nothing but numbers, with spaces and line ends anywhere, as OR-Library has."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Final, TypeVar

from scenarios.files.wording import show
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

MOST_TOLD: Final = 20
PROBLEMS: Final = Text(zh="问题数", en="number of problems")
T = TypeVar("T")


class Numbers:
    """The numbers of a file, one after the other, each with its line.

    Raises `ScenarioError` at once for every word that is no number, and later where the file ends
    too early. What is wrong but can be read is collected by `doubt` for `end` to raise.
    """

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        self._values: list[float] = []
        self._lines: list[int] = []
        self._at = 0
        self._problems: list[Problem] = []
        wrong: list[Problem] = []
        for line, words in enumerate(text.splitlines(), start=1):
            for word in words.split():
                value = _number(word)
                if value is None:
                    wrong.append(_at(f"{name}:{line}", show(word), NUMBER))
                else:
                    self._values.append(value)
                    self._lines.append(line)
        if wrong:
            raise ScenarioError(wrong[:MOST_TOLD])

    def doubt(self, found: str, expected: Text, cure: Text) -> None:
        """Note something wrong about the last number read."""
        self._problems.append(Problem((), found, expected, cure, place=self._place(self._at - 1)))

    def row(self, count: int, what: Text, below_zero: bool = False) -> list[float]:
        """Return the next `count` numbers."""
        values = self._values[self._at : self._at + count]
        if len(values) < count:
            expected = Text(zh=f"{count} 个{what.zh}", en=f"{count} {what.en}")
            place = self._place(len(self._values) - 1)
            short = Problem((), f"{len(values)}", expected, TOO_SHORT, place=place)
            raise ScenarioError([*self._problems, short])
        for value in values:
            self._at += 1
            if value < 0 and not below_zero:
                self.doubt(f"{value:g}", *NOT_NEGATIVE)
        return values

    def count(self, what: Text, least: int = 1) -> int:
        """Return the next number, which says how many there are of something."""
        (value,) = self.row(1, what, below_zero=True)
        if not (value.is_integer() and least <= value <= 10**6):
            expected = Text(
                zh=f"{what.zh}: 不小于 {least} 的整数", en=f"{what.en}, a whole number >= {least}"
            )
            self.doubt(f"{value:g}", expected, LAYOUT)
            raise ScenarioError(self._problems)
        return int(value)

    def end(self) -> None:
        """Raise what is wrong; a number that is left over is, too."""
        if self._at < len(self._values):
            self._at += 1
            self.doubt(f"{self._values[self._at - 1]:g}", *OVER)
        if self._problems:
            raise ScenarioError(self._problems[:MOST_TOLD])

    def _place(self, at: int) -> str:
        line = self._lines[at] if 0 <= at < len(self._lines) else 1
        return f"{self.name}:{line}"


def each_problem(text: str, name: str, stem: str, read: Callable[[Numbers, str], T]) -> list[T]:
    """Read the number of problems and then each, called after `stem` and its number.

    Raises `ScenarioError` with the lines of what cannot be read.
    """
    numbers = Numbers(text, name)
    found = [read(numbers, f"{stem}-{at}") for at in range(1, numbers.count(PROBLEMS) + 1)]
    numbers.end()
    return found


def _at(place: str, found: str, said: tuple[Text, Text]) -> Problem:
    return Problem((), found, *said, place=place)


def _number(word: str) -> float | None:
    if re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", word, flags=re.ASCII) is None:
        return None
    value = float(word)
    return value if math.isfinite(value) else None


LAYOUT: Final = Text(
    zh="检查文件是否属于该格式、数字是否齐全",
    en="check that the file is of this format and that no number is lost or added",
)
NUMBER: Final = (
    Text(zh="以空白分隔的数", en="numbers with spaces between"),
    Text(zh="更正或删去该词", en="correct or remove the word"),
)
TOO_SHORT: Final = LAYOUT
NOT_NEGATIVE: Final = (
    Text(zh="不小于 0 的数", en="a number of at least 0"),
    Text(zh="更正这个数", en="correct the number"),
)
OVER: Final = (Text(zh="文件到此结束", en="the file to end here"), LAYOUT)
