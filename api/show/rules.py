"""What each rule costs, one line a rule: where it binds, and what loosening it would gain."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd
from rich.console import RenderableType
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import Names, text_of, unit_of
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import Allocation

FREE = 1e-9
"""A price below this share of the mean value of money is no price."""
MOST_IDLE = 5


@dataclass(frozen=True, eq=False)
class RuleSeen:
    """One rule of the answer: its rows, those that bind, and the dearest of these."""

    name: str
    rows: pd.DataFrame

    @property
    def binding(self) -> pd.DataFrame:
        """The rows that bind."""
        return self.rows[self.rows["status"] == "binding"]

    @property
    def dearest(self) -> pd.Series:
        """The row whose loosening gains most."""
        binding = self.binding
        return binding.iloc[int(binding["price"].fillna(0.0).to_numpy().argmax())]

    @property
    def price(self) -> float:
        """What loosening the dearest row gains; 0 if none binds, not a number if not known."""
        return 0.0 if self.binding.empty else float(self.dearest["price"])

    @property
    def loss(self) -> float | None:
        """What tightening the dearest row costs, where that is known and another number."""
        loss = float(self.dearest["price_high"])
        differs = math.isfinite(loss) and abs(loss - self.price) > 0.005 * abs(self.price)
        return loss if differs else None

    @property
    def by_unit(self) -> bool:
        """Whether prices are those of one whole unit, everything decided again."""
        return bool((self.rows["price_by"] == "one_unit").any())

    @property
    def dropped(self) -> float | None:
        """What leaving out the rule gains, where that is known."""
        gain = float(self.rows["dropped"].max())
        return gain if math.isfinite(gain) else None

    @property
    def below(self) -> float | None:
        """Below what the dearest row's price and the gain of leaving the rule out are hidden."""
        hidden = self.binding[["price_below", "dropped_below"]].max().max()
        return float(hidden) if math.isfinite(hidden) else None

    @property
    def gain(self) -> float:
        """What the rule costs: what leaving it out gains, or else loosening its dearest row."""
        known = (part for part in (self.price, self.dropped) if part is not None)
        return max((part for part in known if math.isfinite(part)), default=math.nan)

    @property
    def where(self) -> tuple[str, ...]:
        """The place of the dearest row, without a bound that all rows have."""
        at = tuple(self.dearest["at"])
        bounds = {tuple(place)[-1:] for place in self.rows["at"]}
        return at[:-1] if len(bounds) == 1 and at[-1:] and at[-1] in headers.BOUNDS else at


class RulesShown:
    """The rules of an answer, in the language of the voice."""

    def __init__(self, voice: Voice, allocation: Allocation) -> None:
        self.voice = voice
        self.names = Names(allocation.scenario)
        self.unit = unit_of(allocation.scenario.money)[voice.language]
        self.notes = dict(
            zip(allocation.scenario.rule_ids(), allocation.scenario.rules, strict=True)
        )
        table = allocation.tables["rules"]
        self.idle = table[table["status"] == "inactive"]
        active = table[table["status"] != "inactive"]
        self.rules = [
            RuleSeen(str(name), rows) for name, rows in active.groupby("rule", sort=False)
        ]
        self.least = FREE * (allocation.value or 0.0) / max(allocation.available, 1e-300)

    @property
    def costly(self) -> list[RuleSeen]:
        """The rules that cost something."""
        return [rule for rule in self.rules if rule.gain > self.least]

    def parts(self) -> Iterator[RenderableType]:
        """Yield the rules that cost, then in a line each those that do not and why."""
        costly = self.costly
        hidden = [rule for rule in self.rules if rule not in costly and rule.below is not None]
        if costly:
            costly.sort(key=lambda rule: -(rule.dropped or rule.price))
            whole = any(rule.by_unit for rule in costly)
            told = words.RULE_COSTS_DECIDED if whole else words.RULE_COSTS
            yield heading(self.voice.words(told, unit=self.unit))
            yield self._costs(costly)
            if any((rule.rows["unit"] == "points").any() for rule in costly):
                yield self.voice.words(words.RULE_COSTS_POINTS)
            if any(rule.binding.empty for rule in costly):
                yield self.voice.words(words.SPARE_BUT_COSTLY)
        others = [rule for rule in self.rules if rule not in costly and rule not in hidden]
        numbers = [rule for rule in others if math.isnan(rule.gain)]
        rest = [rule for rule in others if rule.gain <= self.least]
        idle = [rule for rule in rest if len(rule.binding)]
        if rest or numbers or hidden or len(self.idle):
            yield ""
        if hidden:
            most = figures.below(max(rule.below or 0.0 for rule in hidden))
            yield self.voice.words(words.BELOW_GAP, rules=self._listed(hidden), most=most)
        if numbers:
            yield self.voice.words(words.BINDING_NUMBERS, rules=self._listed(numbers))
        if idle:
            yield self.voice.words(words.FREE_BUT_BINDING, rules=self._listed(idle))
        slack = [rule for rule in rest if rule.binding.empty]
        if slack:
            yield self.voice.words(words.FREE_RULES, rules=self._listed(slack))
        yield from self._inactive()

    def _costs(self, rules: list[RuleSeen]) -> RenderableType:
        """Return a line a rule; what tightening costs is told only where it differs."""
        texts = [headers.HEADERS["rule"], headers.BINDS, headers.DEAREST, headers.GAIN]
        if any(rule.by_unit for rule in rules):
            texts.append(headers.IF_DROPPED)
        elif any(rule.loss is not None for rule in rules):
            texts.append(headers.LOSS)
        write = figures.prices_like(rule.price for rule in rules)
        rows = [self._row(rule, write)[: len(texts)] for rule in rules]
        return grid([self.voice.words(text) for text in texts], rows, words=3)

    def _row(self, rule: RuleSeen, write: figures.Figure) -> list[RenderableType]:
        if rule.binding.empty:
            spare = self.voice.words(headers.STATUS["slack"])
            return [self._name(rule.name), spare, "", "", self._last(rule, write)]
        binds = self.voice.words(headers.OF, n=len(rule.binding), all=len(rule.rows))
        return [
            self._name(rule.name),
            binds if len(rule.rows) > 1 else "",
            self.names.place(rule.where, self.voice.language),
            self._price(rule, write),
            self._last(rule, write),
        ]

    def _price(self, rule: RuleSeen, write: figures.Figure) -> str:
        below = math.nan if rule.binding.empty else float(rule.dearest["price_below"])
        if math.isfinite(below):
            return figures.below(below)
        return figures.signed(rule.price, write)

    def _last(self, rule: RuleSeen, write: figures.Figure) -> str:
        """Return what dropping the rule gains, or what tightening it costs, where it is known."""
        if rule.by_unit:
            below = float(rule.rows["dropped_below"].max())
            if math.isfinite(below):
                return figures.below(below)
            return "" if rule.dropped is None else figures.signed(rule.dropped, write)
        return "" if rule.loss is None else write(-rule.loss)

    def _name(self, name: str) -> Styled:
        """Return the id of a rule, and below it what it says in the words of its author."""
        rule = self.notes[name]
        said = (rule.note or rule.title)[self.voice.language]
        return Styled.assemble((name, "bold"), "\n", (said, "dim"))

    def _listed(self, rules: list[RuleSeen]) -> str:
        say = self.voice.words
        return say(words.COMMA).join(
            f"{rule.name} ({say(words.ROWS, n=len(rule.rows))})"
            if len(rule.rows) > 1
            else rule.name
            for rule in rules
        )

    def _inactive(self) -> Iterator[str]:
        """Yield why rules give no row, the first of many."""
        say, language = self.voice.words, self.voice.language
        for _, row in self.idle.head(MOST_IDLE).iterrows():
            at = self.names.place(row["at"], language) or "-"
            reason = text_of(row["reason"])[language]
            yield say(words.IDLE, rule=row["rule"], at=at, reason=reason)
        if len(self.idle) > MOST_IDLE:
            yield say(words.IDLE_MORE, n=len(self.idle) - MOST_IDLE)
