"""The multidimensional knapsack problem, in the format of OR-Library's `mknap1` and `mknapcb`.

An item is a project, worth its profit. A constraint is a jurisdiction whose funder pays in its own
city alone: the item has a partner there that asks for what it weighs. So the capacities are the
pots of a virtual common pot, and the value of the best plan is that of the best knapsack.
"""

from __future__ import annotations

from typing import Final

from scenarios.importing.folders import Imported, Pot, plain
from scenarios.importing.numbers import Numbers, each_problem
from scenarios.words import Text

SOURCE: Final = (
    "OR-Library, multidimensional knapsack problems; J. E. Beasley, OR-Library: distributing test "
    "problems by electronic mail, Journal of the Operational Research Society 41 (1990) 1069-1072"
)
ITEMS: Final = Text(zh="物品数", en="number of items")
CONSTRAINTS: Final = Text(zh="约束数", en="number of constraints")
OPTIMUM: Final = Text(zh="已知最优值 (未知为 0)", en="the optimum, 0 if it is not known")
PROFITS: Final = Text(zh="物品价值", en="profits")
WEIGHTS: Final = Text(zh="物品重量", en="weights")
CAPACITIES: Final = Text(zh="约束容量", en="capacities")
NO_WEIGHT: Final = (
    Text(zh="至少在一个约束中重量大于 0 的物品", en="an item that weighs something somewhere"),
    Text(
        zh="删去该物品: 它不占用资金, 总会入选",
        en="leave the item out: it takes no money and is always chosen",
    ),
)


def read_mknap(text: str, name: str, stem: str) -> list[Imported]:
    """Return a scenario for each problem of a file called `name`; see the module's text.

    Raises `ScenarioError` with the lines of what cannot be read.
    """
    return each_problem(text, name, stem, _problem)


def _problem(numbers: Numbers, name: str) -> Imported:
    items, constraints = numbers.count(ITEMS), numbers.count(CONSTRAINTS)
    (optimum,) = numbers.row(1, OPTIMUM)
    profits = numbers.row(items, PROFITS)
    weights = [numbers.row(items, WEIGHTS) for _ in range(constraints)]
    capacities = numbers.row(constraints, CAPACITIES)
    projects = [
        {"id": f"item-{item}", "score": plain(profit)} for item, profit in enumerate(profits, 1)
    ]
    partners = [
        {"project": f"item-{item}", "city": f"constraint-{row}", "amount": plain(weight)}
        for item, column in enumerate(zip(*weights, strict=True), 1)
        for row, weight in enumerate(column, 1)
        if weight != 0
    ]
    for item, column in enumerate(zip(*weights, strict=True), 1):
        if not any(column):
            numbers.doubt(f"{name}: item {item}", *NO_WEIGHT)
    return Imported(
        name=name,
        title=Text(zh=f"多维背包问题 {name}", en=f"Multidimensional knapsack {name}"),
        description=_described(items, constraints, optimum),
        source=SOURCE,
        pots=[
            Pot(f"constraint-{row}", plain(capacity)) for row, capacity in enumerate(capacities, 1)
        ],
        projects=projects,
        partners=partners,
    )


def _described(items: int, constraints: int, optimum: float) -> Text:
    zh = f"公布的最优值: {optimum:.12g}" if optimum else "最优值未公布"
    en = f"The published optimum is {optimum:.12g}" if optimum else "No optimum is published"
    return Text(
        zh=f"{items} 个物品, {constraints} 个约束。{zh} (OR-Library)。",
        en=f"{items} items, {constraints} constraints. {en} (OR-Library).",
    )
