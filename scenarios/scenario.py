"""The scenario: everything that planners write, as one frozen model."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, PrivateAttr

from scenarios import notebook
from scenarios.chain import WHOLE, Chain, Readiness, Strengths
from scenarios.funding import Funder, Money
from scenarios.geography import City, Indicator, Jurisdiction
from scenarios.instruments import FOR_PROJECTS, Instrument
from scenarios.links import Links
from scenarios.objectives import MEASURES, AnyObjective, CollaborativeInnovation
from scenarios.projects import ListedPartner, Project
from scenarios.rules import AnyRule
from scenarios.uncertainty import Uncertainty
from scenarios.words import Id, Name, Period, Positive, Stanza, Table, Text


class Options(Stanza):
    """How exactly and how long to solve."""

    gap: Annotated[float, Field(gt=0, lt=1)] = Field(
        1e-4, description="stop when value and bound differ by at most this share of the value"
    )
    time_limit: Positive = Field(60.0, description="seconds")


class Scenario(Stanza):
    """A shared fund: who pays, who can receive, what joint work is worth, and which rules bind.

    Built by `scenarios.files.load`, which checks references and reports every problem at once.
    """

    version: Literal[1] = Field(alias="schema", description="version of the scenario format")
    id: Id
    title: Text
    description: Text | None = None
    money: Money
    periods: Annotated[tuple[Period, ...], Field(min_length=1)]
    discount: Annotated[float, Field(ge=0, lt=1)] = Field(
        0.0, description="rate per period: value in period t counts 1/(1+discount)^t"
    )
    indicators: dict[Name, Indicator] = Field(default_factory=dict)
    jurisdictions: Annotated[Table[Jurisdiction], Field(min_length=1)]
    cities: Annotated[Table[City], Field(min_length=1)]
    chains: Annotated[tuple[Chain, ...], Field(min_length=1)] = WHOLE
    funders: Annotated[Table[Funder], Field(min_length=1)]
    strengths: Strengths = Strengths()
    readiness: Readiness | None = None
    instruments: Annotated[tuple[Instrument, ...], Field(min_length=1)] = FOR_PROJECTS
    links: Links = Links()
    projects: Table[Project] = ()
    partners: Table[ListedPartner] = Field(
        (), description="partners of projects that are not written at the project itself"
    )
    objective: AnyObjective = CollaborativeInnovation()
    rules: tuple[AnyRule, ...] = ()
    uncertainty: Uncertainty | None = None
    options: Options = Options()

    _variant: str | None = PrivateAttr(None)

    @property
    def variant(self) -> str | None:
        """Which variant of its file the scenario is; it tells answers apart that share an id."""
        return self._variant

    def as_variant(self, name: str | None) -> Scenario:
        """Return the scenario under the name of the variant that it is; what it says stays."""
        named = self.model_copy()
        named._variant = name
        return named

    @property
    def tree(self) -> dict[str, Any]:
        """Everything the scenario says as plain data, from which it can be loaded again."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    @property
    def digest(self) -> str:
        """A fingerprint (SHA-256) of everything the scenario says."""
        text = json.dumps(self.tree, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    def _repr_html_(self) -> str:
        """Return how a notebook shows the scenario: how large it is, who pays, which rules bind."""
        facts = {
            "id": self.id,
            "periods": ", ".join(self.periods),
            "jurisdictions": len(self.jurisdictions),
            "cities": len(self.cities),
            "projects": len(self.projects),
            "assumptions": len(self.assumptions()),
        }
        paid = [(funder.id, sum(funder.contributions(self.periods))) for funder in self.funders]
        ruled = zip(self.rule_ids(), self.rules, strict=True)
        said = [(name, rule.kind_name(), (rule.note or rule.says).en) for name, rule in ruled]
        return notebook.whole(
            [
                notebook.title(self.title),
                notebook.facts(facts),
                notebook.table("funders", ("funder", self.money.words.en), paid),
                notebook.table("rules", ("rule", "kind", "says"), said),
            ]
        )

    def rule_ids(self) -> tuple[str, ...]:
        """Return the id of every rule: its own, or its kind, numbered from the second on."""
        return numbered_ids((rule.kind, rule.id) for rule in self.rules)

    def assumptions(self) -> list[tuple[str, Text]]:
        """Return the path of every part that is assumed, and why."""
        return list(_said(self, "assumption", ""))

    def sources(self) -> list[tuple[str, Text]]:
        """Return the path of every part that names its source, and the source."""
        return list(_said(self, "source", ""))


def needs_alone(scenario: Scenario) -> bool:
    """Tell whether anything compares with what each jurisdiction could do alone."""
    measures = (MEASURES[name] for name in scenario.objective.measures)
    return any(part.compares_alone for part in (*measures, *scenario.rules))


def numbered_ids(rules: Iterable[tuple[str, str | None]]) -> tuple[str, ...]:
    """Return an id for each rule, given as kind and own id."""
    seen: dict[str, int] = {}
    ids = []
    for written, own in rules:
        kind = written.replace("_", "-")
        seen[kind] = seen.get(kind, 0) + (own is None)
        ids.append(own or (kind if seen[kind] == 1 else f"{kind}-{seen[kind]}"))
    return tuple(ids)


def _said(value: Any, what: str, path: str) -> Iterator[tuple[str, Text]]:
    """Yield the path of every part that says `what`, and its words."""
    if isinstance(value, BaseModel):
        told = getattr(value, what, None)
        if told:
            yield path or ".", told
        for name in type(value).model_fields:
            yield from _said(getattr(value, name), what, f"{path}.{name}".lstrip("."))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _said(part, what, f"{path}.{key}")
    elif isinstance(value, tuple):
        for index, part in enumerate(value):
            yield from _said(part, what, f"{path}.{getattr(part, 'id', None) or index}")
