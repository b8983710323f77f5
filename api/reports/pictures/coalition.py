"""What coalitions are worth, what each jurisdiction gets and is due, and the side payments."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures, headers
from api.names import Names
from api.reports import wording
from api.reports.blocks import Chart
from api.reports.charts.bars import grouped, signed
from api.reports.pictures.charting import Titled, bar_chart
from api.show.analyses.coalition import members_text, shown_worths
from optimizer.analyses.coalition import Coalitions
from scenarios.words import Language, Text

FEW = 8
"""With more jurisdictions there is room for two bars each."""
SHARES = Text(zh="各辖区: 可得与应得", en="What each jurisdiction gets, and what it is due")
SHARES_ABOUT = Text(
    zh="单独可得、在共同方案中可得, 以及两种分享办法: 沙普利份额按各自的平均贡献, "
    "核仁份额使最不满意的联盟尽量满意。",
    en="Alone, in the plan of all, and by two ways to share: the Shapley share follows what each "
    "adds on average, the fair share contents the least content coalition as far as possible.",
)
PAYMENTS = Text(
    zh="使各辖区得到核仁份额的补偿", en="Side payments that bring each to its fair share"
)
PAYMENTS_ABOUT = Text(
    zh="向右: 应得到补偿; 向左: 应付出补偿。合计为零。",
    en="To the right: is to be paid; to the left: is to pay. They add up to nothing.",
)
WORTH = Text(zh="联盟的价值", en="What coalitions are worth")
WORTH_ABOUT = Text(
    zh="每个联盟只用自己的钱和自己的城市能取得的价值。",
    en="What each coalition can achieve with its own money and its own cities.",
)


def draw(coalitions: Coalitions, language: Language) -> Iterator[Chart]:
    """Yield shares, side payments and worths, as far as they were found."""
    if len(coalitions.tables["shares"]):
        yield from _shares(coalitions, language)
    if len(coalitions.tables["worths"]):
        yield _worths(coalitions, language)


def _shares(coalitions: Coalitions, language: Language) -> Iterator[Chart]:
    shares, names = coalitions.tables["shares"], Names(coalitions.scenario)
    columns = ["alone", "gets", "shapley", "fair"]
    write = figures.amounts(float(shares[[*columns, "payment"]].abs().to_numpy().max(initial=0.0)))
    named = [names.of("jurisdictions", str(name))[language] for name in shares["jurisdiction"]]
    unit, head = wording.IN_POINTS[language], headers.HEADERS["jurisdiction"][language]
    series = {
        name: (headers.HEADERS[name][language], [float(number) for number in shares[name]])
        for name in (*columns, "payment")
    }
    shown = columns if len(named) <= FEW else ["gets", "fair"]
    titled = Titled("shares", SHARES[language], unit, SHARES_ABOUT[language], head)
    yield bar_chart(titled, named, [series[name] for name in shown], write, grouped, elsewhere=True)
    titled = Titled("payments", PAYMENTS[language], unit, PAYMENTS_ABOUT[language], head)
    payments = [series["payment"]]

    def change(number: float) -> str:
        return figures.signed(number, write)

    yield bar_chart(titled, named, payments, change, signed, elsewhere=True)


def _worths(coalitions: Coalitions, language: Language) -> Chart:
    table = shown_worths(coalitions)
    values = [float(value) for value in table["value"]]
    named = [members_text(coalitions, members, language) for members in table["members"]]
    head, value = (headers.HEADERS[name][language] for name in ("members", "value"))
    unit = wording.IN_POINTS[language]
    titled = Titled("worths", WORTH[language], unit, WORTH_ABOUT[language], head)
    write = figures.amounts_like(values)
    return bar_chart(titled, named, [(value, values)], write, grouped, elsewhere=True)
