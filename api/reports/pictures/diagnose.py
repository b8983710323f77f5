"""A way out of a clash: how much money each owner alone would have to give way by."""

from __future__ import annotations

from collections.abc import Iterator

from api import figures
from api.names import Names, unit_of
from api.reports.blocks import Chart
from api.reports.pictures.charting import Titled, bar_chart
from api.show.analyses.diagnose import EVERYBODYS, WHOSE
from optimizer.analyses.clashes import Clashes
from optimizer.analyses.owners import EVERYBODY
from scenarios.words import Language, Text

TITLE = Text(zh="若只由一方让步", en="If one of them alone is to give way")
ABOUT = Text(
    zh="各方自己的规则合计须放宽的金额; 只列单独让步就足够、且规则以金额计的各方。",
    en="The money by which the rules of each would have to give, all together; only those who can "
    "mend it alone with rules about money.",
)
BY = Text(zh="放宽", en="Gives way by")


def draw(clashes: Clashes, language: Language) -> Iterator[Chart]:
    """Yield what each owner alone would have to give, the least first."""
    owners = clashes.tables["owners"]
    if owners.empty:
        return
    money = owners["enough"].astype(bool) & (owners["money"] > 0)
    alone = owners[money & (owners["points"] == 0) & (owners["number"] == 0)]
    if alone.empty:
        return
    alone = alone.sort_values("money", kind="stable")
    names = Names(clashes.scenario)
    named = [
        (EVERYBODYS if name == EVERYBODY else names.part(str(name)))[language]
        for name in alone["owner"]
    ]
    unit = unit_of(clashes.scenario.money)[language]
    titled = Titled("owners", TITLE[language], unit, ABOUT[language], WHOSE[language])
    amounts = [float(amount) for amount in alone["money"]]
    yield bar_chart(titled, named, [(BY[language], amounts)], figures.amounts_like(amounts))
