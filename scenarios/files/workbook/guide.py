"""The first sheet of a workbook: what this is, how to fill it in, how to solve it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from scenarios.files.workbook.headings import SHEETS
from scenarios.files.workbook.notes import MONEY_IN, Told
from scenarios.rules import RULES
from scenarios.scenario import Scenario
from scenarios.words import Language, Text

Look = Literal["title", "heading", "label", "link", "shaded", "body"]


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


NOTHING: Final = _t("", "")
MEANING: Final = _t("含义 (不读取)", "Meaning (not read)")
FILE: Final = "my-fund.xlsx"


@dataclass(frozen=True)
class Line:
    """A line of the first sheet: a label, and what is said beside it."""

    label: Text
    said: Text = NOTHING
    look: Look = "body"


def lines(scenario: Scenario, sheets: list[str]) -> Iterator[Line]:
    """Yield the lines of the first sheet."""
    yield Line(scenario.title, look="title")
    if scenario.description is not None:
        yield Line(NOTHING, scenario.description)
    yield Line(NOTHING, WHAT)
    yield Line(NOTHING)
    yield Line(HOW, look="heading")
    for label, said in STEPS:
        yield Line(label, said, "label")
    yield Line(NOTHING)
    yield Line(UNITS, look="heading")
    periods = ", ".join(scenario.periods)
    yield Line(_t("金额", "Money"), MONEY.format(unit=scenario.money.words), "label")
    yield Line(_t("期", "Periods"), _t(periods, periods), "label")
    yield Line(_t("比例", "Shares"), SHARES, "label")
    yield Line(NOTHING)
    yield Line(TABLES, look="heading")
    for name in sheets:
        yield Line(_t(name, name), SHEETS.get(name, NOTHING), "link")
    yield Line(NOTHING)
    yield Line(CONVENTIONS, look="heading")
    for label, said in RULES_OF_WRITING:
        yield Line(label, said, "label")
    yield Line(ASSUMED, ASSUMED_MEANS, "shaded")
    yield Line(NOTHING)
    yield Line(KINDS, look="heading")
    for kind, rule in RULES.items():
        told = _t(f"{rule.title.zh}: {rule.says.zh}", f"{rule.title.en}: {rule.says.en}")
        yield Line(_t(kind, kind), told, "label")


def unit_of(scenario: Scenario, column: Told, language: Language) -> str:
    """Return the unit of the numbers in a column, if it is known."""
    indicator = scenario.indicators.get(column.path[0]) if column.field is None else None
    if indicator is not None:
        return f"{indicator.scale:g} x {indicator.unit}" if indicator.scale != 1 else indicator.unit
    return scenario.money.words[language] if column.is_money else ""


def note_of(scenario: Scenario, column: Told, unit: Text, language: Language) -> str:
    """Return the note of a heading; a column of figures tells its indicator."""
    indicator = scenario.indicators.get(column.path[0]) if column.field is None else None
    if indicator is None:
        return column.note(unit, language)
    name = None if indicator.name is None else indicator.name[language]
    year = None if indicator.year is None else str(indicator.year)
    measured = MONEY_IN.format(unit=unit_of(scenario, column, language))[language]
    said = [text[language] for text in (indicator.source, indicator.assumption) if text]
    return "\n".join(part for part in (name, measured, year, *said) if part)


WHAT: Final = _t(
    "这是 deltafund 的一个方案: 谁出资、谁能得到、协同值多少、规则有哪些。"
    "改好后保存, 即可直接求解。",
    "This is a scenario of deltafund: who pays, who can receive, what joint work is worth, and "
    "which rules bind. Change what you like and save; it is solved as it is.",
)
HOW: Final = _t("如何使用", "How to use it")
STEPS: Final = (
    (_t("1. 修改", "1. Change"), _t(
        "各表每行一条记录。列标题第一行是字段名, 不要改; 下面是说明。鼠标停在标题上可看批注。",
        "Each sheet has a record a row. The first line of a heading is the name of the field: "
        "leave it. Notes on the headings say what belongs there.",
    )),
    (_t("2. 检查", "2. Check"), _t(
        f"deltafund check {FILE}   列出全部错误, 注明工作表与单元格",
        f"deltafund check {FILE}   tells everything that is wrong, with sheet and cell",
    )),
    (_t("3. 求解", "3. Solve"), _t(
        f"deltafund solve {FILE} --out answer   把结果写成工作簿、CSV 与 JSON",
        f"deltafund solve {FILE} --out answer   writes the answer as workbook, CSV and JSON",
    )),
    (_t("4. 试算", "4. Try"), _t(
        f"deltafund solve {FILE} --set 路径=值   不改文件, 试一个值",
        f"deltafund solve {FILE} --set path=value   tries a value, without changing the file",
    )),
    (_t("5. 转换", "5. Convert"), _t(
        f"deltafund convert {FILE} my-fund.yaml   转为文本文件, 也可转回",
        f"deltafund convert {FILE} my-fund.yaml   makes a text file of it, and back",
    )),
)  # fmt: skip
UNITS: Final = _t("单位", "Units")
MONEY: Final = _t(
    "全部金额以 {unit} 计, 出资按每期", "All amounts in {unit}; contributions a period"
)
SHARES: Final = _t("写成小数: 0.3 即 30% (也可输入 30%)", "0.3 is 30 % (typing 30% is the same)")
TABLES: Final = _t("工作表", "Sheets")
CONVENTIONS: Final = _t("约定", "How it is written")
RULES_OF_WRITING: Final = (
    (_t("编号", "Ids"), _t("小写字母、数字和连字符", "lower-case letters, digits and hyphens")),
    (_t("几个值", "Several values"), _t(
        "用逗号分隔: core, hub。下拉列表只填一个, 可再补写。",
        "with commas between: core, hub. A drop-down fills in one; add others by hand.",
    )),
    (_t("空白", "Blank cells"), _t("表示未知或用默认值", "not known, or as by default")),
    (_t("部分字段", "Fields with a dot"), _t(
        "of.tiers 是 of 之下的 tiers。需要时可增加列, 也可在 of 列中写 tiers: [core]。",
        "of.tiers is tiers inside of. Add a column when you need one, or write tiers: [core] in a "
        "column of.",
    )),
    (_t("按期的金额", "Money by period"), _t(
        "在 contribution.2026 等列中写各期金额, contribution 列留空。",
        "Write it into columns such as contribution.2026, and leave contribution blank.",
    )),
    (_t("公式", "Formulas"), _t("按保存的结果读取", "are read with the result that was saved")),
    (_t("自用的内容", "Notes of your own"), _t(
        "名称以 # 开头的工作表与列不读取。",
        "Sheets and columns whose name begins with # are not read."
    )),
    (_t("灰色单元格", "Grey cells"), _t(
        "该种类的规则不用此字段。其他字段的列折叠在 [+] 之下。",
        "A rule of this kind does not have the field. Columns of other fields are behind [+].",
    )),
)  # fmt: skip
ASSUMED: Final = _t("底色单元格", "Shaded cells")
ASSUMED_MEANS: Final = _t(
    "假设: 所在行或部分的 assumption 写明了为何假设",
    "assumed: the assumption of the row or section says why",
)
KINDS: Final = _t("规则种类 (rules 表的 kind 列)", "Kinds of rules (column kind of sheet rules)")
