"""The turns of phrase that rules share: at least and at most, by period, for each, only these."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from scenarios.ledger import Ledger, Lines
from scenarios.rules.base import At, Idle, Row, summed
from scenarios.selection import Dimension, Selection
from scenarios.words import Text, Unfit

By = Literal["programme", "period"]


def _once(each: tuple[Dimension, ...]) -> tuple[Dimension, ...]:
    twice = sorted({name for name in each if each.count(name) > 1})
    if twice:
        raise Unfit(f"{', '.join(twice)} 只写一次", f"{', '.join(twice)} is named twice")
    return each


Each = Annotated[
    tuple[Dimension, ...],
    AfterValidator(_once),
    Field(description="one limit for each of these, e.g. [city] or [city, period]"),
]


def _all(value: object) -> object:
    return {} if value == "all" else value


Part = Annotated[
    Selection,
    BeforeValidator(_all, json_schema_input_type=Literal["all"] | Selection),
    Field(description="a part of the money, or `all` of it"),
]
ALL: Final = Selection()


def check_bounds(**bounds: float | None) -> None:
    """Refuse a lower and an upper bound, in this order, if both are left out or they cross."""
    (low, least), (high, most) = bounds.items()
    if least is None and most is None:
        raise Unfit(f"{low} 和 {high} 至少写一个", f"{low} or {high} is needed")
    if least is not None and most is not None and least > most:
        raise Unfit(
            f"{low} {least:g} 不应大于 {high} {most:g}", f"{low} {least:g} is above {high} {most:g}"
        )


def only(wanted: Collection[str] | None, names: Iterable[str]) -> Iterator[str]:
    """Yield the wanted ones of `names` in their order, each once; all where nothing is said."""
    return (name for name in names if wanted is None or name in wanted)


def spans(ledger: Ledger, lines: Lines, by: By) -> Iterator[tuple[At, Lines]]:
    """Yield the lines of the whole programme, or of each period under its name."""
    if by == "programme":
        yield (), lines
        return
    for period, now in ledger.by_period(lines):
        yield (period,), now


def compared(
    at: At, part: Lines, whole: Lines, least: float | None, most: float | None
) -> Iterator[Row]:
    """Yield that the money of `part` is at least, or at most, so many times that of `whole`."""
    if least is not None:
        yield Row((*at, "min"), *summed((part, 1.0), (whole, -least)), ">=", 0.0)
    if most is not None:
        yield Row((*at, "max"), *summed((part, 1.0), (whole, -most)), "<=", 0.0)


def lacking(at: At, indicator: str) -> Idle:
    """Say that no row is given because a figure is not known."""
    reason = Text(zh="缺少指标 {name}", en="the figure {name} is not known")
    return Idle(at, reason.format(name=indicator))


def funded(project: str) -> At:
    """Return the name of the number that tells which share of a project is funded, 0 to 1."""
    return ("project", project)
