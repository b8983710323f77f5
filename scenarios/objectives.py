"""What is to be as good as possible: one measure, a blend of them, or one after the other.

A measure is told like a rule, in rows on ledger lines. The objective only says which measures count
and in what order.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal, cast

from pydantic import BeforeValidator, Field, WrapSerializer, field_validator

from scenarios.ledger import Ledger
from scenarios.rules.base import At, Extra, Row
from scenarios.words import Ratio, Share, Stanza, Text, Unfit

MeasureName = Literal["collaborative_innovation", "worst_off"]
Stage = Mapping[MeasureName, float]
"""How much each measure counts."""


@dataclass(frozen=True)
class Measure:
    """A measure: so many times all points, or a number of its own that its rows speak of.

    It `compares_alone` where its rows ask what each jurisdiction could achieve alone.
    """

    title: Text
    says: Text
    formula: str
    points: float = 0.0
    extra: At | None = None
    compares_alone: bool = False

    def rows(self, ledger: Ledger) -> Iterator[Row | Extra]:
        """Yield the measure's own number and the rows that say what it is."""
        if self.extra is not None:
            yield from _smallest_gain(self.extra, ledger)


def _smallest_gain(name: At, ledger: Ledger) -> Iterator[Row | Extra]:
    lines = {jurisdiction: ledger.receipts_in(jurisdiction) for jurisdiction in ledger.alone}

    def smallest(points: Any) -> float:
        return min(float(points(lines[who]).sum()) - alone for who, alone in ledger.alone.items())

    most = ledger.most_points
    yield Extra(name, most, smallest, least=-most, of="points")
    for who, alone in ledger.alone.items():
        yield Row((*name, who), lines[who], 1.0, ">=", alone, {name: -1.0}, ties=True, of="points")


MEASURES: Final[dict[MeasureName, Measure]] = {
    "collaborative_innovation": Measure(
        Text(zh="协同创新值", en="Collaborative innovation"),
        Text(
            zh="全部拨款取得的协同创新值之和。",
            en="All points that grants achieve, wherever they do.",
        ),
        r"\sum_{t} \delta_t \sum_{a} w_a V_a(g_{at})",
        points=1.0,
    ),
    "worst_off": Measure(
        Text(zh="最小增益", en="The smallest gain"),
        Text(
            zh="各辖区相对单独行动的增益中最小的一个。",
            en="The smallest gain of a jurisdiction over going alone, in points.",
        ),
        r"\min_j \; \sum_{a,t} \delta_t w_a \Bigl(\sum_{i \in j} \sigma_{ai}\Bigr) V_a(g_{at})"
        r" - v_j",
        extra=("worst-off",),
        compares_alone=True,
    ),
}


class Objective(Stanza):
    """What an objective has to tell: its measures, the most important first."""

    kind: str

    @property
    @abstractmethod
    def stages(self) -> tuple[Stage, ...]:
        """What is made as large as possible, one after the other."""

    @property
    def sacrifice(self) -> float:
        """Which share of each stage may be given up for the next ones, beyond the gap."""
        return 0.0

    @property
    def measures(self) -> tuple[MeasureName, ...]:
        """All measures that count, each once."""
        return tuple(dict.fromkeys(name for stage in self.stages for name in stage))


class CollaborativeInnovation(Objective):
    """As many points as possible, wherever they are achieved."""

    kind: Literal["collaborative_innovation"] = "collaborative_innovation"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """One stage: all points."""
        return ({"collaborative_innovation": 1.0},)


class WorstOff(Objective):
    """Raise the smallest gain over going alone; of all plans that do, the one with most points.

    The gain of a jurisdiction is what is achieved in it, less what it could do with its own money
    in its own cities (Rawls's maximin, on gains).
    """

    kind: Literal["worst_off"] = "worst_off"

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The smallest gain first, then all points."""
        return ({"worst_off": 1.0}, {"collaborative_innovation": 1.0})


class Blend(Objective):
    """A weighted sum of measures."""

    kind: Literal["blend"] = "blend"
    weights: dict[MeasureName, Ratio] = Field(
        min_length=1, description="how much each measure counts; all are in points"
    )

    @field_validator("weights")
    @classmethod
    def _something(cls, weights: dict[MeasureName, float]) -> dict[MeasureName, float]:
        if not any(weights.values()):
            raise Unfit("至少一个权重大于 0", "at least one weight above 0")
        return weights

    @property
    def stages(self) -> tuple[Stage, ...]:
        """One stage: the weighted sum."""
        return ({name: weight for name, weight in self.weights.items() if weight},)


class Lexicographic(Objective):
    """One measure after the other, each among the plans in which those before are at their best."""

    kind: Literal["lexicographic"] = "lexicographic"
    order: tuple[MeasureName, ...] = Field(min_length=2, description="the most important first")
    tolerance: Share = Field(
        0.0, description="share of each measure that may be given up for the next, beyond the gap"
    )

    @field_validator("order")
    @classmethod
    def _once(cls, order: tuple[MeasureName, ...]) -> tuple[MeasureName, ...]:
        twice = sorted({name for name in order if order.count(name) > 1})
        if twice:
            raise Unfit(f"{', '.join(twice)} 只写一次", f"{', '.join(twice)} is named twice")
        return order

    @property
    def stages(self) -> tuple[Stage, ...]:
        """A stage for each measure."""
        return tuple(cast(Stage, {name: 1.0}) for name in self.order)

    @property
    def sacrifice(self) -> float:
        """Which share of each stage may be given up for the next ones, beyond the gap."""
        return self.tolerance


def _named(value: object) -> object:
    """Let a name alone stand for the objective of this kind."""
    return {"kind": value} if isinstance(value, str) else value


def _shortened(value: Any, handler: Any) -> Any:
    """Write an objective of nothing but its kind as its name."""
    said = handler(value)
    more = [name for name, part in said.items() if name != "kind" and part is not None]
    return said if more else said["kind"]


_Stanza = Annotated[
    CollaborativeInnovation | WorstOff | Blend | Lexicographic, Field(discriminator="kind")
]
AnyObjective = Annotated[
    _Stanza,
    BeforeValidator(_named, json_schema_input_type=MeasureName | _Stanza),
    WrapSerializer(_shortened),
]
"""An objective as it is written: its stanza, or its name where there is nothing else to say."""
