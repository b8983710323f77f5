"""New stanzas of any shape come back from a workbook; no line about workbooks was changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import tree

ROOT = Path(__file__).parents[2]
RULE = '''
"""A rule with fields of every shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from scenarios.ledger import Ledger
from scenarios.rules.base import Row, Rule
from scenarios.selection import Selection
from scenarios.words import Amount, FunderId, Name, PeriodRef, Share, Stanza, Text


class Step(Stanza):
    """One step of a ladder."""

    above: Amount
    rate: Share
    of: Selection | None = None


class Ladder(Rule):
    """A rule with fields of every shape."""

    kind: Literal["ladder"] = "ladder"
    lead: FunderId
    others: tuple[FunderId, ...] = ()
    by_period: dict[PeriodRef, Amount] = Field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    inner: Selection | None = None
    any_of: tuple[Selection, ...] = ()
    limit: Literal["all"] | float = "all"
    strict: bool = False
    names: tuple[Name, ...] | Literal["none"] = "none"
    deep: dict[str, dict[str, float]] = Field(default_factory=dict)

    title: ClassVar = Text(zh="阶梯", en="Ladder")
    says: ClassVar = Text(zh="阶梯", en="A ladder.")
    formula: ClassVar = "x"
    price_means: ClassVar = Text(zh="无", en="nothing")
    example: ClassVar = {"kind": "ladder", "lead": "north"}

    def rows(self, ledger: Ledger) -> Iterator[Row]:
        """Yield nothing."""
        yield from ()
'''
STANZAS = """
from scenarios.words import Amount, CityId, StageRef


class Partner(Stanza):
    city: CityId
    stage: StageRef
    amount: Amount
    role: Literal["lead", "partner"] = "partner"
    tags: tuple[str, ...] = ()


class Project(Stanza):
    id: Id
    score: float
    divisible: bool = False
    partners: tuple[Partner, ...] = Field(min_length=2)
    after: tuple[Id, ...] = ()
    cap: dict[Period, Amount] | None = None


class Question(Stanza):
    name: Text | None = None
    set: dict[str, Any] = Field(default_factory=dict)


class WorstOff(Stanza):
    kind: Literal["worst_off"]
    weight: float = 1.0


class Blend(Stanza):
    kind: Literal["blend"]
    parts: tuple[WorstOff, ...]


class Scenario(Stanza):"""
SECTIONS = """
    projects: tuple[Project, ...] = ()
    questions: dict[Name, Question] = Field(default_factory=dict)
    draws: dict[Name, float] = Field(default_factory=dict)
    goal: Literal["plain"] | Annotated[WorstOff | Blend, Field(discriminator="kind")] = "plain"
    rules: tuple[AnyRule, ...] = ()"""
CHECK = """
import json, sys
import scenarios
from scenarios.files.workbook.layout import sheets
from scenarios.files.workbook.reading import read_workbook
from scenarios.files.workbook.writing import workbook_of

for written in json.load(sys.stdin):
    scenario = scenarios.load_tree(written)
    source, problems = read_workbook(workbook_of(scenario, "zh"), "fund.xlsx")
    again = scenarios.load_tree(source.tree)
    print(problems == [] and again == scenario and again.digest == scenario.digest)
print(*(sheet.name for sheet in sheets()))
"""


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """Return a copy of the house with sections and a rule that it does not have."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios", ignore=ignored)
    (tmp_path / "scenarios" / "rules" / "ladder.py").write_text(RULE, encoding="utf-8")
    path = tmp_path / "scenarios" / "scenario.py"
    text = path.read_text(encoding="utf-8")
    text = text.replace("\nclass Scenario(Stanza):", STANZAS, 1)
    text = text.replace("\n    rules: tuple[AnyRule, ...] = ()", SECTIONS, 1)
    path.write_text(text, encoding="utf-8")
    return tmp_path


def grown() -> dict[str, Any]:
    """Return a scenario that uses all of them."""
    written = tree()
    partners = [
        {"city": "alder", "stage": "research", "amount": 4, "role": "lead", "tags": ["a, b", "c"]},
        {"city": "cedar", "stage": "making", "amount": 2, "tags": ["true", "1"]},
    ]
    written["projects"] = [
        {"id": "p-1", "score": 4, "divisible": True, "partners": partners, "after": ["p-2"]},
        {"id": "p-2", "score": 1.5, "partners": partners[::-1], "cap": {"1": 3}},
    ]
    changes = {"funders.north.contribution": 10, "rules.periphery.min": None, "x": [1, "a", True]}
    written["questions"] = {"small": {"set": changes | {"y": {"z": "1"}, "w": "007"}}, "plain": {}}
    written["draws"] = {"a": 1, "b": 0.25}
    written["rules"] += [
        {
            "kind": "ladder",
            "lead": "north",
            "others": ["east", "south"],
            "by_period": {"1": 4, "2": 5.5},
            "steps": [{"above": 0, "rate": 0.1, "of": {"tiers": ["core"]}}],
            "inner": {"stages": ["making"], "cross_border": False},
            "any_of": [{"cities": ["alder"]}, {"periods": ["1"]}],
            "limit": 4.5,
            "strict": True,
            "names": ["a", "b_c"],
            "deep": {"x": {"y": 1, "z": 2.5}},
        },
        {"kind": "ladder", "lead": "east", "limit": "all", "deep": {"x": {}, "q.r": {"s": 1}}},
    ]
    return written


def test_sections_and_rules_of_any_shape_come_back(house: Path) -> None:
    goals = ["plain", {"kind": "worst_off", "weight": 2}]
    goals.append({"kind": "blend", "parts": [{"kind": "worst_off", "weight": n} for n in (1, 3)]})
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHECK],
        input=json.dumps([grown() | {"goal": goal} for goal in goals]),
        cwd=house,
        env=os.environ | {"PYTHONPATH": str(house), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    *same, sheets = done.stdout.splitlines()
    assert same == ["True"] * len(goals)
    assert {"projects", "projects.partners", "questions", "draws"} <= set(sheets.split())
