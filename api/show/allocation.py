"""The answer for people of several governments: who gets what, what it is worth, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich.console import RenderableType
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import Names, money_text, named_variant, periods_text, unit_of
from api.show.grid import grid, heading
from api.show.projects import projects_parts
from api.show.rules import RulesShown
from api.voice import Voice
from optimizer.allocation import Allocation
from scenarios.objectives import MEASURES
from scenarios.scenario import Scenario
from scenarios.words import Text

TOP = 10
"""How many cities and links are shown."""


def show_allocation(voice: Voice, allocation: Allocation, asked: str) -> None:
    """Print a plan: how sure it is, who gets what, and what each rule costs.

    `asked` is what the user called the scenario.
    """
    page = Page(voice, allocation)
    voice.show(*page.summary())
    for part in (page.jurisdictions, page.cities, page.stages, page.instruments, page.links):
        voice.show(*part())
    voice.show(*projects_parts(page))
    voice.show(*RulesShown(voice, allocation).parts())
    voice.show(*page.assumptions(asked))


def fund_text(scenario: Scenario, available: float) -> Text:
    """Return in a sentence how large a fund is, and for whom."""
    amount = figures.short(figures.amounts(available)(available))
    return words.FUND.format(
        funders=len(scenario.funders),
        periods=periods_text(scenario.periods),
        amount=money_text(amount, scenario.money),
        cities=len(scenario.cities),
        jurisdictions=len(scenario.jurisdictions),
    )


class Page:
    """The parts of the answer, in the language of the voice; lists end after `top` lines."""

    def __init__(self, voice: Voice, allocation: Allocation, top: int | None = TOP) -> None:
        self.top = top
        self.voice = voice
        self.language = voice.language
        self.allocation = allocation
        self.names = Names(allocation.scenario)
        self.unit = unit_of(allocation.scenario.money)[voice.language]
        self.amount = figures.amounts(allocation.available)
        self.points = figures.amounts(allocation.value or 0.0)

    def say(self, text: Text, **values: object) -> str:
        """Return a text in the language of the voice."""
        return self.voice.words(text, **values)

    # --- sentences ----------------------------------------------------------------------------

    def fund(self) -> Iterator[RenderableType]:
        """Yield the title and what fund it is about."""
        scenario = self.allocation.scenario
        title = named_variant(scenario, scenario.title)
        yield Styled(title[self.language], style="bold")
        yield self.say(fund_text(scenario, self.allocation.available))

    def money(self, amount: float) -> Text:
        """Return an amount with its unit."""
        return money_text(figures.short(self.amount(amount)), self.allocation.scenario.money)

    def summary(self) -> Iterator[RenderableType]:
        """Yield the fund, how sure the answer is, and where the value comes from."""
        yield from self.fund()
        yield ""
        yield Styled(self._verdict(), style="bold")
        yield from self._measures()
        yield self._spending()
        shares = self.allocation.value_shares
        joint, across = shares.get("joint", 0.0), shares.get("cross_border", 0.0)
        yield self.say(
            words.JOINT_SHARE, joint=figures.percent(joint), across=figures.percent(across)
        )

    def _verdict(self) -> str:
        answer = self.allocation
        value, bound = answer.value or 0.0, answer.bound or 0.0
        numbers = {
            "value": self.in_points(value),
            "bound": self.in_points(bound),
            "gap": figures.percent(answer.gap or 0.0),
        }
        optimal = answer.status == "optimal"
        why = words.STOPPED_BY[answer.stopped_by or "precision"]
        if answer.scenario.objective.kind == "collaborative_innovation":
            text = words.OPTIMAL if optimal else words.FEASIBLE
            return self.say(text, why=why, **numbers)
        text = words.OPTIMAL_BY if optimal else words.FEASIBLE_BY
        return self.say(text, why=why, measure=self._aim(), **numbers)

    def _aim(self) -> Text:
        """Return what was to be as good as possible first, in words."""
        first = self.allocation.scenario.objective.stages[0]
        if len(first) == 1:
            return MEASURES[next(iter(first))].title
        parts = {
            language: " + ".join(
                f"{weight:g} × {MEASURES[name].title[language]}" for name, weight in first.items()
            )
            for language in ("zh", "en")
        }
        return Text(**parts)

    def _measures(self) -> Iterator[RenderableType]:
        """Yield every measure of an objective that is not just the value."""
        found = self.allocation.measures
        objective = self.allocation.scenario.objective
        if objective.kind != "collaborative_innovation":
            told = [
                self.say(
                    words.MEASURED, measure=MEASURES[name].title, value=self.in_points(found[name])
                )
                for name in objective.measures
            ]
            yield self.say(words.SEMICOLON).join(told)

    def in_points(self, number: float) -> str:
        """Return points with as many digits as a single number deserves."""
        digits = 1 if abs(number) >= 100 else 2 if abs(number) >= 10 else 4
        return figures.fixed(number, digits)

    def _spending(self) -> str:
        unspent = self.allocation.tables["funders"].groupby("id", sort=False)["unspent"].sum()
        kept = unspent[unspent > 1e-6 * self.allocation.available]
        if kept.empty:
            return self.say(words.SPENT_ALL)
        by = self.say(words.SEMICOLON).join(
            f"{self.names.of('funders', str(name))[self.language]} "
            f"{self.money(float(left))[self.language]}"
            for name, left in kept.items()
        )
        spent = self.allocation.spent
        share = figures.percent(spent / max(self.allocation.available, 1e-300))
        return self.say(words.SPENT, spent=self.money(spent), share=share, by=by)

    def assumptions(self, asked: str) -> Iterator[RenderableType]:
        """Yield how many figures are assumed."""
        count = len(self.allocation.scenario.assumptions())
        if count:
            text = words.ASSUMED if count > 1 else words.ASSUMED_ONE
            yield ""
            yield self.say(text, n=count, scenario=asked)

    # --- tables -------------------------------------------------------------------------------

    def jurisdictions(self) -> Iterator[RenderableType]:
        """Yield who pays and who receives."""
        yield heading(self.say(words.WHO_PAYS, unit=self.unit))
        table = self.allocation.tables["jurisdictions"]
        columns = ["contributed", "received", "net", "cross_border_received", "sent_out", "value"]
        if table["alone"].notna().any():
            columns += ["alone", "gain"]
        rows = [
            [self.names.of("jurisdictions", row["id"])[self.language], *self.cells(row, columns)]
            for _, row in table.iterrows()
        ]
        total = table[columns].sum()
        for funder, paid in self._funders_of_no_jurisdiction().items():
            rows.append([self.names.of("funders", str(funder))[self.language], self.amount(paid)])
            total["contributed"] += paid
            total["net"] -= paid
        rows.append([self.say(words.TOTAL), *self.cells(total, columns)])
        yield grid(self.headers("jurisdiction", *columns), rows, total=True)

    def _funders_of_no_jurisdiction(self) -> pd.Series:
        """Return what funders such as a ministry pay in."""
        funders = self.allocation.tables["funders"]
        free = funders[funders["jurisdiction"].isna()]
        return free.groupby("id", sort=False)["contributed"].sum()

    def cities(self) -> Iterator[RenderableType]:
        """Yield the cities that receive most, and the rest in one row."""
        yield heading(self.say(words.TOP_CITIES, unit=self.unit))
        table = self.allocation.tables["cities"].sort_values(
            "received", ascending=False, kind="stable"
        )
        columns = ["received", "from_others", "cross_border_received", "value"]
        rows = [
            [
                self.names.of("cities", row["id"])[self.language],
                self.names.of("jurisdictions", row["jurisdiction"])[self.language],
                *self.cells(row, columns),
            ]
            for _, row in table.iloc[: self.top].iterrows()
        ]
        rest = table.iloc[len(rows) :]
        if len(rest):
            more = self.say(words.MORE, n=len(rest))
            rows.append([more, "", *self.cells(rest[columns].sum(), columns)])
        yield grid(self.headers("city", "jurisdiction", *columns), rows, words=2)

    def stages(self) -> Iterator[RenderableType]:
        """Yield what each stage receives; chains are told apart where there are several."""
        yield heading(self.say(words.STAGES, unit=self.unit))
        several = len(self.allocation.scenario.chains) > 1
        table = self.allocation.tables["stages"]
        rows = []
        for _, row in table.iterrows():
            name = self.names.of("stages", row["stage"])[self.language]
            chain = self.names.of("chains", row["chain"])[self.language]
            rows.append([f"{chain} · {name}" if several else name, *self._shared(row, table)])
        yield grid(self._shared_headers("stage"), rows)

    def instruments(self) -> Iterator[RenderableType]:
        """Yield what each instrument is used for."""
        yield heading(self.say(words.INSTRUMENTS, unit=self.unit))
        table = self.allocation.tables["instruments"]
        rows = [
            [self.names.of("instruments", row["id"])[self.language], *self._shared(row, table)]
            for _, row in table.iterrows()
        ]
        yield grid(self._shared_headers("instrument"), rows)

    def links(self) -> Iterator[RenderableType]:
        """Yield the links that are granted most over all periods."""
        grants = self.allocation.tables["grants"]
        joint = grants[(grants["sites"].map(len) > 1) & grants["project"].isna()]
        if joint.empty:
            return
        yield heading(self.say(words.TOP_LINKS, unit=self.unit))
        by = ["instrument", "sites", "cross_border"]
        sums = joint.groupby(by, sort=False)[["amount", "value"]].sum().reset_index()
        top = sums.sort_values("amount", ascending=False, kind="stable").iloc[: self.top]
        rows = [
            [
                self.names.link(row["sites"], self.language),
                self.names.of("instruments", row["instrument"])[self.language],
                headers.YES[self.language] if row["cross_border"] else "",
                *self.cells(row, ["amount", "value"]),
            ]
            for _, row in top.iterrows()
        ]
        first = [self.say(headers.LINK), *self.headers("instrument"), self.say(headers.MARK)]
        yield grid([*first, *self.headers("amount", "value")], rows, words=3)

    # --- cells --------------------------------------------------------------------------------

    def headers(self, *columns: str) -> list[str]:
        """Return the headings of columns."""
        texts = headers.HEADERS | {"value": headers.VALUE}
        return [self.say(texts[column]) for column in columns]

    def cells(self, row: pd.Series, columns: list[str]) -> list[str]:
        """Return the numbers of a row as people write them."""
        return [self._cell(column, float(row[column])) for column in columns]

    def _cell(self, column: str, number: float) -> str:
        if column == "net":
            return figures.signed(number, self.amount)
        of_points = column in ("value", "score", "wins_at")
        return self.points(number) if of_points else self.amount(number)

    SHARED = ("received", "joint_received", "cross_border_received", "value")

    def _shared(self, row: pd.Series, table: pd.DataFrame) -> list[str]:
        """Return the cells of a part of the money, with its share."""
        share = row["received"] / max(table["received"].sum(), 1e-300)
        first, *others = self.cells(row, list(self.SHARED))
        return [first, figures.percent(share), *others]

    def _shared_headers(self, column: str) -> list[str]:
        first, *others = self.headers(*self.SHARED)
        return [*self.headers(column), first, self.say(headers.SHARE), *others]
