"""Only consortia with enough jurisdictions, small firms and own money are funded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar, Literal

import numpy as np
import pandas as pd
from pydantic import Field, model_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import Idle, Row, Rule
from scenarios.rules.terms import funded
from scenarios.words import Share, Text, Unfit


class Consortium(Rule):
    """A project is funded only if its partners are as a joint call asks.

    `jurisdictions` is the least number of jurisdictions that partners come from, `partners` the
    least number of partners, `small_share` the least share of the money asked for that goes to
    small firms, `lead_max` the largest share that goes to the partner that leads, and `own_min` the
    least share of all costs (what is asked for and what is brought) that partners bring themselves.
    """

    kind: Literal["consortium"] = "consortium"
    jurisdictions: Annotated[int, Field(ge=1)] | None = None
    partners: Annotated[int, Field(ge=1)] | None = None
    small_share: Share | None = None
    lead_max: Share | None = None
    own_min: Share | None = None

    title: ClassVar = Text(zh="联合体条件", en="What a consortium must be")
    says: ClassVar = Text(
        zh="只有满足辖区数、小企业份额、牵头方上限等条件的联合体才能获得资助。",
        en="Only consortia with enough jurisdictions, small firms and own money are funded.",
    )
    formula: ClassVar = r"z_j \le 0 \qquad \forall j \text{ that miss a condition}"
    price_means: ClassVar = Text(
        zh="允许资助该不合条件的项目所增加的价值",
        en="value gained if the project were admitted though it misses the condition",
    )
    example_on: ClassVar = "minimal-call"
    example: ClassVar = {"kind": "consortium", "jurisdictions": 3}

    @model_validator(mode="after")
    def _says_something(self) -> Consortium:
        fields = ("jurisdictions", "partners", "small_share", "lead_max", "own_min")
        if all(getattr(self, name) is None for name in fields):
            raise Unfit("至少写一个条件", "at least one condition")
        return self

    def rows(self, ledger: Ledger) -> Iterator[Row | Idle]:
        """Yield a row for each project that misses a condition, under the condition's name."""
        missed = 0
        partners = {str(name): part for name, part in ledger.partners.groupby("project")}
        names, leads = ledger.projects["id"].astype(str), ledger.projects["lead"].astype(object)
        for name, lead in zip(names, leads, strict=True):
            leader = None if pd.isna(lead) else str(lead)
            for condition in self._missed(leader, partners[name]):
                missed += 1
                nothing, numbers = np.empty(0, np.int64), {funded(name): 1.0}
                yield Row((name, condition), nothing, 0.0, "<=", 0.0, numbers)
        if not missed:
            yield Idle((), Text(zh="所有项目都符合条件", en="every project is as it must be"))

    def _missed(self, lead: str | None, partners: pd.DataFrame) -> Iterator[str]:
        asked = partners["amount"].to_numpy()
        total = float(asked.sum())
        if (
            self.jurisdictions is not None
            and partners["jurisdiction"].nunique() < self.jurisdictions
        ):
            yield "jurisdictions"
        if self.partners is not None and len(partners) < self.partners:
            yield "partners"
        small = float(asked[(partners["kind"] == "small").to_numpy()].sum())
        if self.small_share is not None and small < self.small_share * total - 1e-9 * total:
            yield "small_share"
        if self.lead_max is not None and lead is not None:
            leads = float(asked[(partners["city"] == lead).to_numpy()].max(initial=0.0))
            if leads > self.lead_max * total + 1e-9 * total:
                yield "lead_max"
        own = float(partners["own"].sum())
        if self.own_min is not None and own < self.own_min * (own + total) * (1 - 1e-9):
            yield "own_min"
