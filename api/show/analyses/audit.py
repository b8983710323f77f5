"""A plan made by hand, for people: may it be done, what it misses, and what would be better."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rich.console import RenderableType

from api import figures, words
from api.show.analyses.pages import Page
from api.show.grid import grid, heading
from api.voice import Voice
from optimizer.allocation import records
from optimizer.analyses.givenplans import FUND
from optimizer.analyses.handmade import UNPLACED, Audited
from optimizer.analyses.owners import EVERYBODY
from scenarios.words import Text

MOST_ROWS: Final = 15
MOST_CITIES: Final = 12

ABOUT: Final = Text(zh="手工方案的审查", en="Audit of a plan made by hand")
CLEAN: Final = Text(zh="该方案满足全部规则。", en="The plan keeps all rules.")
BREAKS: Final = Text(
    zh="该方案有 {n} 处不满足规则。", en="The plan breaks the rules in {n} places."
)
ONE: Final = Text(zh="该方案有一处不满足规则。", en="The plan breaks the rules in one place.")
UNKNOWN: Final = Text(zh="停止前尚未得出结论。", en="It was stopped before that was known.")
CHOSEN: Final = Text(
    zh="文件只写了各城市所得: 其拨款与支付由求解器代选, 先求少违反规则, 再求价值最高。",
    en="The file tells only what each city gets: the grants and payments behind it were chosen by "
    "the solver, first to break as little as possible, then for the highest value.",
)
CUT: Final = Text(
    zh="方案的总额超过资金总额: 其余审查按同一比例削减各城市的金额。",
    en="It gives more than there is: for the rest of the check every city was cut alike.",
)
WORTH: Final = Text(
    zh="支出 {spent}, 值 {value} 分。", en="It spends {spent} and is worth {value} points."
)
OPTIMUM: Final = Text(
    zh="最优方案值 {optimum} 分 ({change}): 需在城市之间调动 {moved}。",
    en="The optimum is worth {optimum} points ({change}); {moved} would move between cities.",
)
BEST: Final = Text(
    zh="最优方案值 {optimum} 分: 没有更好的方案 (在求解差距之内)。",
    en="The optimum is worth {optimum} points: no plan is better, within the gap.",
)
NO_OPTIMUM: Final = Text(
    zh="没有任何方案能满足全部规则; 见 deltafund diagnose。",
    en="No plan can keep all rules; see deltafund diagnose.",
)
ITSELF: Final = Text(
    zh="它本身就是最近的可行方案。", en="It is itself the nearest plan that keeps all rules."
)
SAME_CITIES: Final = Text(
    zh="最近的可行方案值 {nearest} 分: 各城市所得不变, 只改拨款与支付。",
    en="The nearest plan that keeps all rules is worth {nearest} points: every city gets the same, "
    "only grants and payments differ.",
)
NEAREST: Final = Text(
    zh="最近的可行方案值 {nearest} 分: 只需在城市之间调动 {moved}。",
    en="The nearest plan that keeps all rules is worth {nearest} points; {moved} would move "
    "between cities.",
)
BROKEN: Final = Text(zh="不满足之处", en="What it breaks")
IS: Final = Text(zh="实际", en="Is")
SHOULD: Final = Text(zh="应当", en="Should be")
MISSED: Final = Text(zh="相差", en="Misses by")
WHOSE: Final = Text(zh="属于", en="Whose")
EVERYBODYS: Final = Text(zh="共同规则", en="common rules")
CITIES: Final = Text(
    zh="各城市所得: 手工方案、最近的可行方案与最优方案",
    en="What cities get: the plan, the nearest plan, the optimum",
)
IDENTITIES: Final = {
    FUND: Text(zh="资金总额", en="all the money there is"),
    UNPLACED: Text(zh="没有可投之处", en="cannot be placed"),
    "balance": Text(zh="支付等于拨款", en="payments equal grants"),
    "placing": Text(zh="支付等于拨款 (细分)", en="payments equal grants, in part"),
    "contribution": Text(zh="出资方的资金", en="a funder's money"),
    "carry": Text(zh="结转上限", en="what may be carried over"),
    "readiness": Text(zh="承接能力", en="readiness of a site"),
    "projects": Text(zh="项目全额或不资助", en="a project in full or not at all"),
    "request": Text(zh="不超过项目申请", en="no more than a project asks for"),
}


def show(voice: Voice, found: Audited) -> None:
    """Print what is to be said of a plan."""
    page = _Page(voice, found)
    voice.show(*page.title(ABOUT), *page.verdict(), *page.broken(), *page.cities())


class _Page(Page):
    def __init__(self, voice: Voice, found: Audited) -> None:
        super().__init__(voice, found)
        self._found = found

    def verdict(self) -> Iterator[RenderableType]:
        """Yield whether it may be done, what it is worth, and how far it is from better ones."""
        found = self._found
        if found.clean is None or found.value is None or found.spent is None:
            yield self.answer(UNKNOWN)
            return
        count = len(found.tables["violations"])
        broken = ONE if count == 1 else BREAKS
        yield self.answer(CLEAN) if found.clean else self.answer(broken, n=count)
        if found.chosen:
            yield self.say(CHOSEN)
        if FUND in set(found.tables["violations"]["rule"]):
            yield self.say(CUT)
        yield self.say(WORTH, spent=self.money(found.spent), value=self.points(found.value))
        yield from self._optimum(found.value)
        yield from self._nearest()

    def _optimum(self, value: float) -> Iterator[str]:
        found = self._found
        if found.optimum is None:
            if found.complete:
                yield self.say(NO_OPTIMUM)
            return
        more = found.optimum - value
        if self._is_best():
            yield self.say(BEST, optimum=self.points(found.optimum))
            return
        share = figures.percent(abs(more) / max(abs(value), 1e-300))
        change = f"{'+' if more >= 0 else '-'}{share}"
        yield self.say(
            OPTIMUM,
            optimum=self.points(found.optimum),
            change=change,
            moved=self.money(found.to_optimum or 0.0),
        )

    def _is_best(self) -> bool:
        """Tell whether the plan keeps all rules and is as good as the optimum, within the gap."""
        found = self._found
        if not found.clean or found.optimum is None or found.value is None:
            return False
        noise = 2 * found.scenario.options.gap * abs(found.optimum)
        return found.optimum - found.value <= noise

    def _nearest(self) -> Iterator[str]:
        found = self._found
        if found.nearest is None:
            return
        if found.clean:
            yield self.say(ITSELF)
        elif not found.to_nearest:
            yield self.say(SAME_CITIES, nearest=self.points(found.nearest))
        else:
            moved = self.money(found.to_nearest)
            yield self.say(NEAREST, nearest=self.points(found.nearest), moved=moved)

    def broken(self) -> Iterator[RenderableType]:
        """Yield what it breaks, the largest amounts first."""
        rows = records(self._found.tables["violations"])
        if not rows:
            return
        rows.sort(key=lambda row: -row["by"])
        yield heading(self.say(BROKEN))
        titles = [self.header("rule"), self.header("at"), self.say(WHOSE), self.say(IS)]
        titles += [self.say(SHOULD), self.say(MISSED)]
        yield grid(titles, [self._violation(row) for row in rows[:MOST_ROWS]], words=3)
        if len(rows) > MOST_ROWS:
            yield self.say(words.MORE, n=len(rows) - MOST_ROWS)

    def _violation(self, row: dict[str, Any]) -> list[str]:
        write = figures.amounts_like([row["lhs"], row["rhs"], row["by"]])
        owner = row["owner"]
        named = IDENTITIES.get(row["rule"])
        sense = {">=": "≥", "<=": "≤", "=": "="}[row["sense"]]
        return [
            row["rule"] if named is None else self.say(named),
            self.names.place(row["at"], self.language),
            self.say(EVERYBODYS) if owner == EVERYBODY else self.names.part(owner)[self.language],
            figures.short(write(row["lhs"])),
            f"{sense} {figures.short(write(row['rhs']))}",
            self.counted(row["by"], row["unit"]),
        ]

    def cities(self) -> Iterator[RenderableType]:
        """Yield the cities whose money would change most."""
        table = self._found.tables["cities"].rename(columns={"id": "city"})
        known = [name for name in ("planned", "nearest", "optimum") if table[name].notna().all()]
        if "planned" not in known or len(known) == 1 or table.empty or self._is_best():
            return
        size = table[known].sub(table["planned"], axis=0).abs().max(axis=1)
        changed = size > 1e-4 * max(float(table["planned"].sum()), 1e-300)
        shown = table[changed].loc[size[changed].sort_values(ascending=False, kind="stable").index]
        if shown.empty:
            return
        yield heading(self.say(CITIES))
        money = figures.amounts(float(table[known].max().max()))
        columns = ["city", *known]
        if "nearest" in known and not self._found.clean:
            columns.append("to_nearest")
        columns += ["to_optimum"] * ("optimum" in known)
        writes: dict[str, Any] = dict.fromkeys(known, money)
        writes |= {
            name: lambda change: figures.signed(change, money)
            for name in columns
            if name.startswith("to_")
        }
        yield self.table(shown.head(MOST_CITIES), columns, **writes)
        if len(shown) > MOST_CITIES:
            yield self.say(words.MORE, n=len(shown) - MOST_CITIES)
