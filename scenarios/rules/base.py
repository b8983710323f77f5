"""What a rule is: a stanza of the scenario that turns into rows on ledger lines."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar, Literal

import numpy as np

from scenarios.ledger import Floats, Ledger, Lines
from scenarios.problems import ModelError, Problem
from scenarios.selection import Dimension, Selection
from scenarios.words import Id, Stanza, Text

Sense = Literal["<=", ">=", "="]
Of = Literal["money", "points"]
At = tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One linear condition: the sum of `coefficients` times `lines`, `sense`, `rhs`.

    `at` names the row inside its rule. A single coefficient stands for all lines. `extras` are
    coefficients of the rule's own `Extra` numbers, by name. A repeated line or a number that is not
    finite is a fault of the rule and refused here, because a solver would take it in silence.

    A row `of` points speaks of what the money on lines of receipts achieves there, not of the money
    itself. It can only ask for at least so much: what grants achieve is concave, and any other
    condition would allow more than lies between two plans.

    A row that `ties` only says what an extra is, and can be kept by some choice of extras whatever
    the money is. It is no clause: it is never loosened, priced or named in a clash.
    """

    at: At
    lines: Lines
    coefficients: Floats
    sense: Sense
    rhs: float
    extras: Mapping[At, float]
    ties: bool
    of: Of

    def __init__(
        self,
        at: At,
        lines: Lines,
        coefficients: Floats | float,
        sense: Sense,
        rhs: float,
        extras: Mapping[At, float] = MappingProxyType({}),
        ties: bool = False,
        of: Of = "money",
    ) -> None:
        lines = np.asarray(lines, dtype=np.int64)
        spread = np.broadcast_to(np.asarray(coefficients, dtype=np.float64), lines.shape)
        if not np.isfinite([*spread, rhs, *extras.values()]).all():
            raise ModelError(f"row {at}: a coefficient or right-hand side is not finite")
        if np.unique(lines).size != lines.size:
            raise ModelError(f"row {at}: a ledger line stands in it twice")
        if of == "points" and (sense != ">=" or (spread < 0).any()):
            raise ModelError(
                f"row {at}: of points no row can say but that they are at least so many"
            )
        values = (at, lines, spread, sense, float(rhs), extras, ties, of)
        for name, value in zip(self.__slots__, values, strict=True):
            object.__setattr__(self, name, value)


Money = Callable[[Lines], Floats]
"""Tells the amounts on ledger lines under a plan; points, where a number is of points."""


@dataclass(frozen=True, slots=True, eq=False)
class Extra:
    """A number of a rule's own that its rows speak of besides money: a total, a yes or no.

    It lies between `least` and `most`, which must be finite; `whole` leaves only whole numbers. It
    is `of` money, or of points. `follows` tells from the money of a plan made by hand, or from the
    points, what the number is in it, so that a plan can be checked without a solver.
    """

    at: At
    most: float
    follows: Callable[[Money], float]
    whole: bool = False
    least: float = 0.0
    of: Of = "money"

    def __post_init__(self) -> None:
        """Refuse what a solver could not bound."""
        if not (np.isfinite([self.least, self.most]).all() and self.least <= self.most):
            raise ModelError(f"extra {self.at}: {self.least} and {self.most} do not bound it")


@dataclass(frozen=True, slots=True)
class Idle:
    """Said by a rule where it gives no row: `at` whom, and why."""

    at: At
    reason: Text


@dataclass(frozen=True, slots=True)
class Told:
    """Payments that a rule tells apart: whose, those of a selection, and those of each group.

    No name of a funder means all of them.
    """

    funders: tuple[str, ...] | None
    part: Selection
    each: Sequence[Dimension] = ()

    @property
    def fineness(self) -> frozenset[str]:
        """How fine payments must be told apart below the city (see `ledger.GRAIN`)."""
        return self.part.fineness(self.each)


def summed(*parts: tuple[Lines, float]) -> tuple[Lines, Floats]:
    """Add up coefficients of lines that may overlap; lines whose sum is zero are left out."""
    lines = np.concatenate([part for part, _ in parts])
    coefficients = np.concatenate([np.full(part.size, value) for part, value in parts])
    unique, place = np.unique(lines, return_inverse=True)
    total = np.bincount(place, weights=coefficients, minlength=unique.size)
    return unique[total != 0], total[total != 0]


class Rule(Stanza):
    """An administrative constraint; one class is one `kind` of stanza.

    A subclass gives, besides its fields: a docstring whose first line is what an official would
    say, `title`, `says` (the same in both languages), `formula` (LaTeX), `price_means`, and an
    `example` that fits the scenario `example_on`. Without them the class refuses to exist.
    """

    id: Id | None = None
    note: Text | None = None

    title: ClassVar[Text]
    says: ClassVar[Text]
    formula: ClassVar[str]
    price_means: ClassVar[Text]
    example: ClassVar[dict[str, Any]]
    example_on: ClassVar[str] = "minimal"
    administrative: ClassVar[bool] = True
    """Whether an authority made it; false where it follows from what is proposed itself."""
    compares_alone: ClassVar[bool] = False
    """Whether rows ask what each jurisdiction could achieve alone (`Ledger.alone`)."""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse a rule without its documentation."""
        super().__pydantic_init_subclass__(**kwargs)
        if "kind" not in cls.model_fields:
            return
        needed = ("title", "says", "formula", "price_means", "example")
        missing = [name for name in needed if not hasattr(cls, name)]
        if missing or not inspect.getdoc(cls):
            message = f"rule {cls.__name__} lacks {', '.join(missing) or 'a docstring'}"
            raise TypeError(message)

    @abstractmethod
    def rows(self, ledger: Ledger) -> Iterator[Row | Idle | Extra]:
        """Yield the rows of the rule, always in the same order; say `Idle` where there is none.

        An `Extra` is yielded before the rows that speak of it.
        """

    def tells_apart(self) -> Iterator[Told]:
        """Yield what the rule must find told apart in payments."""
        each = getattr(self, "each", ())
        for _, part in self.selections():
            if part.funders or "funder" in each:
                yield Told(part.funders, part, each)

    def selections(self) -> Iterator[tuple[tuple[str, ...], Selection]]:
        """Yield every selection that the rule makes, with its place in the stanza."""
        parts: list[tuple[tuple[str, ...], object]] = [((), self)]
        for name, field in type(self).model_fields.items():
            parts.append(((field.alias or name,), getattr(self, name)))
        for where, part in parts:
            if isinstance(part, Selection):
                yield where, part

    def problems(self, ledger: Ledger) -> Iterator[Problem]:
        """Yield what is wrong with the rule that only the ledger shows; `loc` starts in the stanza.

        Every selection must select something: a misspelt one would otherwise forbid nothing.
        """
        for where, selection in self.selections():
            if selection.given and not selection.any(ledger):
                yield Problem(
                    where,
                    "; ".join(_written(name, value) for name, value in selection.given.items()),
                    Text(
                        zh="至少选中一笔可能的资金",
                        en="a selection that matches at least one possible payment or receipt",
                    ),
                    Text(
                        zh="放宽选择条件, 或检查政策工具适用的环节",
                        en="widen the selectors, or check in which stages the instruments apply",
                    ),
                )

    @classmethod
    def kind_name(cls) -> str:
        """Return the `kind` under which the rule is written."""
        return str(cls.model_fields["kind"].default)


def _written(selector: str, value: object) -> str:
    names = ", ".join(value) if isinstance(value, tuple) else str(value).lower()
    return f"{selector}: {names}"
