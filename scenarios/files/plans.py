"""Plans made by hand, as CSV: grants and payments, or only the money that each city gets.

The columns tell which of the two it is: with a column `record` every row is a `grant` or a
`payment`; without it every row is a city with its amount, over the whole programme or in a period.
Everything that is wrong is said at once, with its line and its column.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from scenarios.files.reading import read_text
from scenarios.files.shape import did_you_mean
from scenarios.files.tables import rows_of_csv
from scenarios.ledger import site_id
from scenarios.problems import Problem, refuse
from scenarios.scenario import Scenario
from scenarios.words import Text

CITIES: Final = ("city", "name", "period", "amount", "note")
WHOLE: Final = (
    *("record", "funder", "city", "chain", "stage", "instrument", "cross_border"),
    *("project", "sites", "period", "amount", "note"),
)
NEEDED: Final = {
    "": ("city", "amount"),
    "grant": ("instrument", "period", "amount"),
    "payment": ("funder", "city", "period", "amount"),
}
"""What no row of a kind may lack; a grant also names its sites or its project."""


@dataclass(frozen=True)
class WrittenPlan:
    """A plan as it is written: `whole`, or only money per city; a record and its line for each row.

    An empty cell is not in its record. `sites` is a tuple, `amount` a number.
    """

    file: str
    whole: bool
    records: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]

    def of(self, kind: str) -> list[tuple[dict[str, Any], int]]:
        """Return the records of a kind, each with its line."""
        rows = zip(self.records, self.lines, strict=True)
        return [(record, line) for record, line in rows if record.get("record", "") == kind]


def read_plan(path: Path, scenario: Scenario) -> WrittenPlan:
    """Return the plan written in a file; raises `ScenarioError` with all that is wrong in it."""
    return plan_in(read_text(path, path.name), path.name, scenario)


def plan_in(text: str, name: str, scenario: Scenario) -> WrittenPlan:
    """Return the plan written in a text that is called `name`; raises `ScenarioError` likewise."""
    header, rows = rows_of_csv(text, name, ())
    whole = "record" in header
    refuse(list(_of_header(header, whole, name)))
    cells = [
        (line, {column: cell.strip() for column, cell in zip(header, row, strict=True)})
        for line, row in rows
    ]
    given = [(line, {key: cell for key, cell in row.items() if cell}) for line, row in cells]
    reader = _Reader(scenario, name)
    records = [reader.record(row, line) for line, row in given if row]
    lines = [line for line, row in given if row]
    problems = [*reader.problems, *([] if whole else _repeated(records, lines, name))]
    if not records:
        problems.append(Problem((), "0", *SOME, place=f"{name}:1"))
    refuse(sorted(problems, key=lambda problem: int(problem.place.rpartition(":")[2] or 0)))
    return WrittenPlan(name, whole, tuple(records), tuple(lines))


def _of_header(header: Sequence[str], whole: bool, name: str) -> Iterator[Problem]:
    known = WHOLE if whole else CITIES
    place = f"{name}:1"
    listed = ", ".join(known)
    for column in header:
        if column not in known:
            expected = Text(zh=f"以下列之一: {listed}", en=f"one of the columns {listed}")
            yield Problem((), column[:80], expected, did_you_mean(column, known, REMOVE), place)
        elif header.count(column) > 1:
            yield Problem((), column, *TWICE, place=place)
    for column in ("period", "amount") if whole else ("city", "amount"):
        if column not in header:
            yield Problem((), ", ".join(header)[:80], *_column(column), place=place)


def _column(name: str) -> tuple[Text, Text]:
    return Text(zh=f"列 {name}", en=f"a column {name}"), ADD


def _repeated(
    records: Sequence[dict[str, Any]], lines: Sequence[int], name: str
) -> Iterator[Problem]:
    """Yield cities that are said twice, or both in all and by period."""
    seen: set[tuple[str, str | None]] = set()
    for record, line in zip(records, lines, strict=True):
        city, period = str(record.get("city")), record.get("period")
        others = {when for other, when in seen if other == city}
        if period in others or (others and None in {period, *others}):
            yield Problem(("city",), city, *ONCE, place=f"{name}:{line}")
        seen.add((city, period))


class _Reader:
    """Turns cells into records and notes what is wrong, cell by cell."""

    def __init__(self, scenario: Scenario, name: str) -> None:
        self._name = name
        self.problems: list[Problem] = []
        sites = [
            site_id(city.id, chain.id, stage.id)
            for city in scenario.cities
            for chain in scenario.chains
            for stage in chain.stages
        ]
        self._known: dict[str, Sequence[str]] = {
            "record": ("grant", "payment"),
            "city": [part.id for part in scenario.cities],
            "funder": [part.id for part in scenario.funders],
            "chain": [part.id for part in scenario.chains],
            "stage": [stage.id for chain in scenario.chains for stage in chain.stages],
            "instrument": [part.id for part in scenario.instruments],
            "project": [part.id for part in scenario.projects],
            "period": scenario.periods,
            "cross_border": ("true", "false"),
            "sites": sites,
        }
        self._sets = {column: frozenset(names) for column, names in self._known.items()}

    def record(self, row: dict[str, str], line: int) -> dict[str, Any]:
        """Return the record of a row."""
        kind = row.get("record", "")
        for column in NEEDED.get(kind, ()):
            if column not in row:
                self._note(column, "-", *_cell(column), line)
        if kind == "grant" and not {"sites", "project"} & set(row):
            self._note("sites", "-", *WHERE, line)
        special: dict[str, Callable[[str, str, int], Any]] = {
            "amount": self._amount,
            "sites": self._sites,
            "cross_border": self._truth,
        }
        plain = {key: cell for key, cell in row.items() if key not in ("name", "note")}
        return {
            key: special.get(key, self._reference)(key, cell, line) for key, cell in plain.items()
        }

    def _reference(self, column: str, cell: str, line: int) -> str:
        if cell not in self._sets[column]:
            names = self._known[column]
            listed = ", ".join(names[:MOST]) + (" ..." if len(names) > MOST else "") or "-"
            expected = Text(zh=f"以下之一: {listed}", en=f"one of {listed}")
            self._note(column, cell[:80], expected, did_you_mean(cell, names, CORRECT), line)
        return cell

    def _sites(self, column: str, cell: str, line: int) -> tuple[str, ...]:
        return tuple(self._reference(column, part.strip(), line) for part in cell.split("+"))

    def _truth(self, column: str, cell: str, line: int) -> bool:
        return self._reference(column, cell.lower(), line) == "true"

    def _amount(self, column: str, cell: str, line: int) -> float:
        try:
            number = float(cell)
        except ValueError:
            number = math.nan
        if not (math.isfinite(number) and number >= 0):
            self._note(column, cell[:80], *AMOUNT, line)
            return 0.0
        return number

    def _note(self, column: str, found: str, expected: Text, cure: Text, line: int) -> None:
        place = f"{self._name}:{line}"
        self.problems.append(Problem((column,), found, expected, cure, place))


def _cell(column: str) -> tuple[Text, Text]:
    return (
        Text(zh=f"{column} 列的内容", en=f"something in the column {column}"),
        Text(zh="填写该单元格", en="fill in the cell"),
    )


MOST: Final = 40
SOME: Final = (
    Text(zh="至少一行", en="at least one row"),
    Text(
        zh="可从 deltafund audit 方案 --template 文件 开始",
        en="start from one: deltafund audit SCENARIO --template FILE",
    ),
)
REMOVE: Final = Text(
    zh="删去该列, 或把内容写入 note", en="remove it, or put what it says into note"
)
ADD: Final = Text(zh="增加该列; 各列以逗号分隔", en="add it; commas separate columns")
TWICE: Final = (
    Text(zh="每列只出现一次", en="each column once"),
    Text(zh="删去其中一列", en="remove one of them"),
)
ONCE: Final = (
    Text(zh="每个城市只写一次 (或每期一次)", en="each city once, or once in each period, not both"),
    Text(zh="合并这些行", en="make one row of these"),
)
WHERE: Final = (
    Text(zh="节点或项目", en="the sites of the activity, or its project"),
    Text(
        zh="写成 城市/产业链/环节, 多个以 + 相连, 或填写 project",
        en="write city/chain/stage, several joined by +, or fill in project",
    ),
)
AMOUNT: Final = (
    Text(zh="不小于 0 的金额", en="an amount of money, 0 or more"),
    Text(
        zh="写成数字, 不加千位分隔符与单位",
        en="write a number, without thousands separators or unit",
    ),
)
CORRECT: Final = Text(zh="更正名称", en="correct the name")
