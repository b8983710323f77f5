"""The answer for people of several governments: who gets what, what it is worth, how sure it is."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich.console import RenderableType
from rich.text import Text as Styled

from api import figures, headers, words
from api.names import Names, money_text, named_variant, periods_text, unit_of
from api.show.grid import grid, heading
from api.show.rules import RulesShown
from api.voice import Voice
from optimizer.allocation import Allocation
from scenarios.words import Text

TOP = 10
"""How many cities and links are shown."""


def show_allocation(voice: Voice, allocation: Allocation, asked: str) -> None:
    """Print a plan: how sure it is, who gets what, and what each rule costs.

    `asked` is what the user called the scenario.
    """
    page = Page(voice, allocation)
    voice.show(*page.summary())
    tables = (page.jurisdictions, page.cities, page.stages, page.instruments, page.links)
    for part in (*tables, page.projects):
        voice.show(*part())
    voice.show(*RulesShown(voice, allocation).parts())
    voice.show(*page.assumptions(asked))


class Page:
    """The parts of the answer, in the language of the voice."""

    def __init__(self, voice: Voice, allocation: Allocation) -> None:
        self.voice = voice
        self.language = voice.language
        self.allocation = allocation
        self.names = Names(allocation.scenario)
        self.unit = unit_of(allocation.scenario.money)[voice.language]
        self.amount = figures.amounts(allocation.available)
        self.points = figures.amounts(allocation.value or 0.0)

    def _(self, text: Text, **values: object) -> str:
        return self.voice.words(text, **values)

    # --- sentences ----------------------------------------------------------------------------

    def fund(self) -> Iterator[RenderableType]:
        """Yield the title and what fund it is about."""
        scenario = self.allocation.scenario
        title = named_variant(scenario, scenario.title)
        yield Styled(title[self.language], style="bold")
        yield self._(
            words.FUND,
            funders=len(scenario.funders),
            periods=periods_text(scenario.periods),
            amount=self._money(self.allocation.available),
            cities=len(scenario.cities),
            jurisdictions=len(scenario.jurisdictions),
        )

    def _money(self, amount: float) -> Text:
        return money_text(figures.short(self.amount(amount)), self.allocation.scenario.money)

    def summary(self) -> Iterator[RenderableType]:
        """Yield the fund, how sure the answer is, and where the value comes from."""
        yield from self.fund()
        yield ""
        yield Styled(self._verdict(), style="bold")
        yield self._spending()
        shares = self.allocation.value_shares
        joint, across = shares.get("joint", 0.0), shares.get("cross_border", 0.0)
        yield self._(
            words.JOINT_SHARE, joint=figures.percent(joint), across=figures.percent(across)
        )

    def _verdict(self) -> str:
        answer = self.allocation
        value, bound = answer.value or 0.0, answer.bound or 0.0
        digits = 1 if value >= 100 else 2 if value >= 10 else 4
        numbers = {
            "value": figures.fixed(value, digits),
            "bound": figures.fixed(bound, digits),
            "gap": figures.percent(answer.gap or 0.0),
        }
        if answer.status == "optimal":
            return self._(words.OPTIMAL, **numbers)
        why = words.STOPPED_BY[answer.stopped_by or "precision"]
        return self._(words.FEASIBLE, why=why, **numbers)

    def _spending(self) -> str:
        unspent = self.allocation.tables["funders"].groupby("id", sort=False)["unspent"].sum()
        kept = unspent[unspent > 1e-6 * self.allocation.available]
        if kept.empty:
            return self._(words.SPENT_ALL)
        by = self._(words.SEMICOLON).join(
            f"{self.names.of('funders', str(name))[self.language]} "
            f"{self._money(float(left))[self.language]}"
            for name, left in kept.items()
        )
        spent = self.allocation.spent
        share = figures.percent(spent / max(self.allocation.available, 1e-300))
        return self._(words.SPENT, spent=self._money(spent), share=share, by=by)

    def assumptions(self, asked: str) -> Iterator[RenderableType]:
        """Yield how many figures are assumed."""
        count = len(self.allocation.assumptions)
        if count:
            text = words.ASSUMED if count > 1 else words.ASSUMED_ONE
            yield ""
            yield self._(text, n=count, scenario=asked)

    # --- tables -------------------------------------------------------------------------------

    def jurisdictions(self) -> Iterator[RenderableType]:
        """Yield who pays and who receives."""
        yield heading(self._(words.WHO_PAYS, unit=self.unit))
        table = self.allocation.tables["jurisdictions"]
        columns = ["contributed", "received", "net", "cross_border_received", "sent_out", "value"]
        rows = [
            [self.names.of("jurisdictions", row["id"])[self.language], *self._cells(row, columns)]
            for _, row in table.iterrows()
        ]
        total = table[columns].sum()
        for funder, paid in self._funders_of_no_jurisdiction().items():
            rows.append([self.names.of("funders", str(funder))[self.language], self.amount(paid)])
            total["contributed"] += paid
            total["net"] -= paid
        rows.append([self._(words.TOTAL), *self._cells(total, columns)])
        yield grid(self._headers("jurisdiction", *columns), rows, total=True)

    def _funders_of_no_jurisdiction(self) -> pd.Series:
        """Return what funders such as a ministry pay in."""
        funders = self.allocation.tables["funders"]
        free = funders[funders["jurisdiction"].isna()]
        return free.groupby("id", sort=False)["contributed"].sum()

    def cities(self) -> Iterator[RenderableType]:
        """Yield the cities that receive most, and the rest in one row."""
        yield heading(self._(words.TOP_CITIES, unit=self.unit))
        table = self.allocation.tables["cities"].sort_values(
            "received", ascending=False, kind="stable"
        )
        columns = ["received", "from_others", "cross_border_received", "value"]
        rows = [
            [
                self.names.of("cities", row["id"])[self.language],
                self.names.of("jurisdictions", row["jurisdiction"])[self.language],
                *self._cells(row, columns),
            ]
            for _, row in table.head(TOP).iterrows()
        ]
        rest = table.iloc[TOP:]
        if len(rest):
            more = self._(words.MORE, n=len(rest))
            rows.append([more, "", *self._cells(rest[columns].sum(), columns)])
        yield grid(self._headers("city", "jurisdiction", *columns), rows, words=2)

    def stages(self) -> Iterator[RenderableType]:
        """Yield what each stage receives; chains are told apart where there are several."""
        yield heading(self._(words.STAGES, unit=self.unit))
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
        yield heading(self._(words.INSTRUMENTS, unit=self.unit))
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
        yield heading(self._(words.TOP_LINKS, unit=self.unit))
        by = ["instrument", "sites", "cross_border"]
        sums = joint.groupby(by, sort=False)[["amount", "value"]].sum().reset_index()
        top = sums.sort_values("amount", ascending=False, kind="stable").head(TOP)
        rows = [
            [
                self.names.link(row["sites"], self.language),
                self.names.of("instruments", row["instrument"])[self.language],
                headers.YES[self.language] if row["cross_border"] else "",
                *self._cells(row, ["amount", "value"]),
            ]
            for _, row in top.iterrows()
        ]
        first = [self._(headers.LINK), *self._headers("instrument"), self._(headers.MARK)]
        yield grid([*first, *self._headers("amount", "value")], rows, words=3)

    def projects(self) -> Iterator[RenderableType]:
        """Yield the projects that are funded, those of the highest value first."""
        table = self.allocation.tables["projects"]
        if table.empty:
            return
        funded = table[table["funded"] > 0]
        yield heading(self._(words.PROJECTS, n=len(funded), all=len(table), unit=self.unit))
        top = funded.sort_values("value", ascending=False, kind="stable").head(TOP)
        rows = [
            [
                self.names.of("projects", row["id"])[self.language],
                headers.YES[self.language] if row["cross_border"] else "",
                *self._cells(row, ["requested", "amount"]),
                figures.percent(float(row["funded"])),
                *self._cells(row, ["score", "value"]),
            ]
            for _, row in top.iterrows()
        ]
        rest = funded.drop(index=top.index)
        if len(rest):
            sums = rest[["requested", "amount", "value"]].sum()
            more = self._(words.MORE, n=len(rest))
            first, second, last = self._cells(sums, ["requested", "amount", "value"])
            rows.append([more, "", first, second, "", "", last])
        titles = [*self._headers("project"), self._(headers.MARK)]
        columns = ("requested", "amount", "funded", "score", "value")
        yield grid([*titles, *self._headers(*columns)], rows, words=2)

    # --- cells --------------------------------------------------------------------------------

    def _headers(self, *columns: str) -> list[str]:
        texts = headers.HEADERS | {"value": headers.VALUE}
        return [self._(texts[column]) for column in columns]

    def _cells(self, row: pd.Series, columns: list[str]) -> list[str]:
        return [self._cell(column, float(row[column])) for column in columns]

    def _cell(self, column: str, number: float) -> str:
        if column == "net":
            return figures.signed(number, self.amount)
        return self.points(number) if column in ("value", "score") else self.amount(number)

    SHARED = ("received", "joint_received", "cross_border_received", "value")

    def _shared(self, row: pd.Series, table: pd.DataFrame) -> list[str]:
        """Return the cells of a part of the money, with its share."""
        share = row["received"] / max(table["received"].sum(), 1e-300)
        first, *others = self._cells(row, list(self.SHARED))
        return [first, figures.percent(share), *others]

    def _shared_headers(self, column: str) -> list[str]:
        first, *others = self._headers(*self.SHARED)
        return [*self._headers(column), first, self._(headers.SHARE), *others]
