"""Of some projects exactly, at most or at least so many are funded; or one needs others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from scenarios.ledger import Ledger
from scenarios.problems import Problem
from scenarios.rules.base import At, Idle, Row, Rule
from scenarios.rules.terms import funded
from scenarios.words import Id, ProjectId, Text, Unfit

Count = Annotated[int, Field(ge=0)]


class Dependency(Rule):
    """Of some projects exactly, at most or at least so many are funded; or one needs others.

    `projects` names them, or `groups` the groups of variants, with one condition for each; all
    projects where both are left out. With `requires` each of the projects is funded only where all
    of those are.
    """

    kind: Literal["dependency"] = "dependency"
    projects: Annotated[tuple[ProjectId, ...], Field(min_length=1)] | None = None
    groups: Literal["all"] | Annotated[tuple[Id, ...], Field(min_length=1)] | None = None
    requires: Annotated[tuple[ProjectId, ...], Field(min_length=1)] | None = None
    exactly: Count | None = None
    at_most: Count | None = None
    at_least: Count | None = None

    title: ClassVar = Text(zh="项目之间的依存", en="Projects that depend on each other")
    says: ClassVar = Text(
        zh="一组项目中恰好 (至多、至少) 资助若干个; 或某项目须与其他项目一并资助。",
        en="Of some projects exactly, at most or at least so many are funded; or one needs others.",
    )
    formula: ClassVar = (
        r"\ell \le \sum_{j \in G} z_j \le u \qquad \forall G, \qquad\text{or}\qquad"
        r" z_j \le z_k \qquad \forall j, k \text{ required}"
    )
    price_means: ClassVar = Text(
        zh="允许多 (或少) 资助一个项目所增加的价值",
        en="value gained if one project more, or less, may be funded",
    )
    administrative: ClassVar = False
    example_on: ClassVar = "minimal-call"
    example: ClassVar = {"kind": "dependency", "groups": "all", "at_most": 1}

    @model_validator(mode="after")
    def _meaningful(self) -> Dependency:
        counts = [self.exactly, self.at_most, self.at_least]
        said = sum(count is not None for count in counts)
        if (said > 0) == (self.requires is not None):
            raise Unfit(
                "写 requires, 或写 exactly、at_most、at_least",
                "either `requires`, or some of `exactly`, `at_most`, `at_least`",
            )
        if self.exactly is not None and said > 1:
            raise Unfit("exactly 单独使用", "`exactly` stands alone")
        if self.at_least is not None and self.at_most is not None and self.at_least > self.at_most:
            raise Unfit("at_least 不应大于 at_most", "at_least is above at_most")
        if self.projects is not None and self.groups is not None:
            raise Unfit("projects 与 groups 二选一", "`projects` or `groups`, not both")
        if self.requires is not None and self.projects is None:
            raise Unfit("用 projects 写明哪些项目", "say which `projects` require others")
        return self

    def problems(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield groups that no project names."""
        yield from super().problems(ledger)
        known = set(ledger.projects["group"].dropna())
        for index, name in enumerate(self.groups if isinstance(self.groups, tuple) else ()):
            if name not in known:
                yield Problem(
                    ("groups", index),
                    name,
                    Text(zh="项目表中出现的 group", en="a group that some project names"),
                    Text(
                        zh="更正名称, 或在项目中写明 group", en="correct it, or name it in projects"
                    ),
                )

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield one row per bound and group, or per project and what it requires."""
        if ledger.projects.empty:
            yield Idle((), Text(zh="没有项目", en="there are no projects"))
        elif self.requires is not None:
            yield from self._needs(set(ledger.projects["id"]))
        else:
            for at, names in self._sets(ledger):
                yield from self._counted(at, names)

    def _needs(self, there: set[str]) -> Iterator[Row]:
        for one in self.projects or ():
            for other in self.requires or ():
                if one != other and one in there:
                    numbers = {funded(one): 1.0}
                    if other in there:
                        numbers[funded(other)] = -1.0
                    yield Row((one, other), np.empty(0, np.int64), 0.0, "<=", 0.0, numbers)

    def _sets(self, ledger: Ledger) -> Iterator[tuple[At, list[str]]]:
        if self.groups is None:
            there = ledger.projects["id"]
            yield (), there[there.isin(self.projects or there)].tolist()
            return
        grouped: pd.DataFrame = ledger.projects.dropna(subset=["group"])
        for name, part in grouped.groupby("group", sort=False):
            if self.groups == "all" or name in self.groups:
                yield (str(name),), part["id"].tolist()

    def _counted(self, at: At, names: list[str]) -> Iterator[Row]:
        numbers = {funded(name): 1.0 for name in names}
        nothing = np.empty(0, np.int64)
        if self.exactly is not None:
            yield Row((*at, "exactly"), nothing, 0.0, "=", float(self.exactly), numbers)
        if self.at_least is not None:
            yield Row((*at, "at-least"), nothing, 0.0, ">=", float(self.at_least), numbers)
        if self.at_most is not None:
            yield Row((*at, "at-most"), nothing, 0.0, "<=", float(self.at_most), numbers)
