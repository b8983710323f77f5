"""Participatory budgets, in the `.pb` format of Pabulib.

Each file is the vote of one district: its name, its budget, its projects and its ballots. Several
files of one city make one scenario, each district a jurisdiction with its own money. A project is
worth the number of ballots that name it. What was selected at the time is told in the description.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from scenarios.files.wording import show
from scenarios.importing.folders import NO_CURRENCY, Imported, Pot, plain, slug
from scenarios.problems import Problem, ScenarioError
from scenarios.words import Text

SOURCE: Final = "Pabulib, Participatory Budgeting Library, pabulib.org"
MOST_TOLD: Final = 20
NEEDED: Final = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
SELECTED: Final = ("", "0")
"""What stands under `selected` for a project that was not funded."""


@dataclass
class _Vote:
    """One file, row by row, each with its line."""

    name: str
    stem: str
    meta: dict[str, str] = field(default_factory=dict)
    projects: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    ballots: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def doubt(self, line: int, found: str, said: tuple[Text, Text]) -> None:
        self.problems.append(Problem((), show(found), *said, place=f"{self.name}:{line}"))

    @property
    def district(self) -> str:
        """The part of the city that votes, as finely as the file says."""
        names = ("subunit", "district", "unit")
        return next((self.meta[name] for name in names if self.meta.get(name)), self.stem)


def read_pabulib(files: Sequence[tuple[str, str, str]], virtual: bool = True) -> Imported:
    """Return the scenario of files given as text, name and stem; see the module's text.

    In a `virtual` pot each district pays for its own projects only. Raises `ScenarioError` with
    the lines of everything that cannot be read in any of the files.
    """
    votes = [_read(*file) for file in files]
    budgets = [_budget(vote) for vote in votes]
    scores = [_scores(vote) for vote in votes]
    problems = [problem for vote in votes for problem in vote.problems]
    if problems:
        raise ScenarioError(problems[:MOST_TOLD])
    districts = _ids([vote.district for vote in votes])
    several = len(votes) > 1
    named = [
        (f"{district} {row['project_id']}" if several else row["project_id"])
        for vote, district in zip(votes, districts, strict=True)
        for _, row in vote.projects
    ]
    rows = [
        (district, row, score)
        for vote, district, of in zip(votes, districts, scores, strict=True)
        for (_, row), score in zip(vote.projects, of, strict=True)
    ]
    ids = _ids(named)
    city = votes[0].meta.get("unit") or votes[0].stem
    instance = votes[0].meta.get("instance", "")
    currency = votes[0].meta.get("currency", "")
    fits = len(currency) == 3 and currency.isascii() and currency.isupper()
    return Imported(
        name=votes[0].stem,
        title=Text(zh=f"参与式预算 {city} {instance}".strip(), en=f"{city} {instance}".strip()),
        description=_described(votes, scores),
        source=SOURCE,
        pots=[
            Pot(district, plain(money), vote.district)
            for vote, district, money in zip(votes, districts, budgets, strict=True)
        ],
        projects=[
            {"id": name, "title": row.get("name", ""), "score": score}
            for name, (_, row, score) in zip(ids, rows, strict=True)
        ],
        partners=[
            {"project": name, "city": district, "amount": plain(float(row["cost"]))}
            for name, (district, row, _) in zip(ids, rows, strict=True)
        ],
        virtual=virtual,
        currency=currency if fits else NO_CURRENCY,
    )


def _read(text: str, name: str, stem: str) -> _Vote:
    """Sort the rows of a file into its sections."""
    vote = _Vote(name, stem)
    section, header = "", list[str]()
    for line, cells in _lines(text):
        first = cells[0].strip()
        if len(cells) == 1 and first.upper() in NEEDED:
            section, header = first.upper(), []
        elif not section:
            vote.doubt(line, first, NO_SECTION)
        elif not header:
            header = [cell.strip() for cell in cells]
            for column in set(NEEDED[section]) - set(header):
                vote.doubt(line, ";".join(header), (_column(column), ADD_COLUMN))
        elif len(cells) != len(header):
            expected = Text(zh=f"{len(header)} 格", en=f"{len(header)} cells, as in the header")
            vote.doubt(line, f"{len(cells)}: {';'.join(cells)}", (expected, RAGGED))
        else:
            row = {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
            _take(vote, section, line, row)
    if not vote.projects and not vote.problems:
        vote.doubt(1, name, NO_PROJECTS)
    return vote


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(), delimiter=";")
    while True:
        line = reader.line_num + 1
        cells = next(reader, None)
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _take(vote: _Vote, section: str, line: int, row: dict[str, str]) -> None:
    if section == "META":
        vote.meta[row.get("key", "")] = row.get("value", "")
    elif section == "PROJECTS":
        cost = _number(row.get("cost", ""))
        if cost is None or cost <= 0:
            vote.doubt(line, row.get("cost", ""), COST)
        vote.projects.append((line, row))
    else:
        named = [part.strip() for part in row.get("vote", "").split(",")]
        vote.ballots.append((line, list(dict.fromkeys(part for part in named if part))))


def _budget(vote: _Vote) -> float:
    money = _number(vote.meta.get("budget", ""))
    if money is None or money < 0:
        vote.doubt(1, vote.meta.get("budget", ""), BUDGET)
    return money or 0.0


def _scores(vote: _Vote) -> list[int]:
    """Return how many ballots name each project; doubt projects named twice and unknown ones."""
    known: dict[str, int] = {}
    for line, row in vote.projects:
        if known.setdefault(row.get("project_id", ""), line) != line:
            vote.doubt(line, row.get("project_id", ""), ONCE)
    count: Counter[str] = Counter()
    for line, ballot in vote.ballots:
        count.update(ballot)
        for project in ballot:
            if project not in known:
                vote.doubt(line, project, UNKNOWN)
    return [count[row.get("project_id", "")] for _, row in vote.projects]


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _ids(names: Sequence[str]) -> list[str]:
    """Return an id for each name, all different."""
    seen: set[str] = set()
    ids = []
    for name in names:
        base = own = slug(name)
        number = 1
        while own in seen:
            number += 1
            own = f"{base[:56]}-{number}"
        seen.add(own)
        ids.append(own)
    return ids


def _described(votes: Sequence[_Vote], scores: Sequence[Sequence[int]]) -> Text:
    ballots = sum(len(vote.ballots) for vote in votes)
    projects = sum(len(vote.projects) for vote in votes)
    en = f"{projects} projects, {ballots} ballots, {len(votes)} budgets."
    zh = f"{projects} 个项目, {ballots} 张选票, {len(votes)} 份预算。"
    if all("selected" in row for vote in votes for _, row in vote.projects):
        named = sum(
            score
            for vote, of in zip(votes, scores, strict=True)
            for (_, row), score in zip(vote.projects, of, strict=True)
            if row["selected"] not in SELECTED
        )
        rule = votes[0].meta.get("rule") or "?"
        en += f" What was selected then (rule: {rule}) is named {named} times."
        zh += f" 当时选中的项目 (规则: {rule}) 共获提名 {named} 次。"
    return Text(zh=zh, en=en)


def _column(name: str) -> Text:
    return Text(zh=f"列 {name}", en=f"a column {name}")


ADD_COLUMN: Final = Text(zh="检查该节的表头", en="check the header of the section")
RAGGED: Final = Text(
    zh="补齐或删去单元格; 含分号的文本请加引号",
    en='add or remove cells; put text that has a semicolon into "quotes"',
)
NO_SECTION: Final = (
    Text(zh="META、PROJECTS 或 VOTES", en="META, PROJECTS or VOTES"),
    Text(zh="文件以 META 一行开头", en="begin the file with the line META"),
)
NO_PROJECTS: Final = (
    Text(zh="PROJECTS 一节中至少一个项目", en="at least one project in the section PROJECTS"),
    Text(zh="检查文件是否完整", en="check that the file is whole"),
)
COST: Final = (
    Text(zh="大于 0 的 cost", en="a cost of more than 0"),
    Text(zh="更正该项目的费用, 或删去该项目", en="correct the cost, or leave the project out"),
)
BUDGET: Final = (
    Text(zh="META 中不小于 0 的 budget", en="a budget of at least 0 in META"),
    Text(zh="写成 budget;金额", en="write it as budget;amount"),
)
ONCE: Final = (
    Text(zh="每个 project_id 只出现一次", en="each project_id once"),
    Text(zh="改名或删去其中一个", en="rename or remove one of them"),
)
UNKNOWN: Final = (
    Text(zh="PROJECTS 中的 project_id", en="a project_id of the section PROJECTS"),
    Text(zh="更正选票, 或补上该项目", en="correct the ballot, or add the project"),
)
