"""What only reports say, in Chinese and English; all else is in `api.words` and `api.show`."""

from __future__ import annotations

from typing import Final

from scenarios.words import Text


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


# --- sections -------------------------------------------------------------------------------------

DECISION: Final = _t("分配决定", "The decision")
FLOWS: Final = _t("谁从谁处得到多少", "Who gets what from whom")
RULES: Final = _t("规则及其代价", "The rules and what they cost")
ALONE: Final = _t("与各自为政相比", "Gains and losses against going alone")
SENSITIVITY: Final = _t("价格适用的范围", "How far these prices hold")
ASSUMPTIONS: Final = _t("假设", "Assumptions")
SOURCES: Final = _t("出处", "Sources")
PROVENANCE: Final = _t("如何得出", "How this was found")
CONTENTS: Final = _t("目录", "Contents")
CLASH: Final = _t("规则冲突", "The rules clash")
NO_PLAN: Final = _t("没有方案", "No plan")

CLASHING: Final = _t("相互冲突的规则", "The rules that clash")
CLASH_COLUMNS: Final = (
    _t("规则", "Rule"),
    _t("含义", "What it says"),
    _t("涉及", "Where"),
    _t("出处或假设", "Source or assumption"),
)
PAID: Final = _t("各出资方的出资", "What each funder pays in")

# --- headline figures -----------------------------------------------------------------------------

MONEY: Final = _t("已分配资金", "Money allocated")
OF_MONEY: Final = _t("共 {amount}", "of {amount}")
WORTH: Final = _t("方案价值", "What the plan is worth")
POINTS: Final = _t("{value} 分", "{value} points")
AT_MOST: Final = _t("任何方案不超过 {bound} 分", "no plan can exceed {bound}")
JOINT: Final = _t("跨辖区资金占比", "Money for work across borders")
JOINT_VALUE: Final = _t("占价值的 {share}", "{share} of the value")
REACHED: Final = _t("获资助城市", "Cities that receive money")
OF_CITIES: Final = _t("共 {n} 个", "of {n}")
POINT: Final = _t(
    "“分”是本方案衡量协同创新的尺度, 用于比较方案, 不是金额。本基金平均每 {money}带来 {mean} 分。",
    "A point is this scenario's measure of joint innovation: it compares plans and is not money. "
    "On average {money} of the fund brings {mean} points.",
)

WITHOUT: Final = _t("未获得资金: {names}。", "Receive nothing: {names}.")

# --- charts ---------------------------------------------------------------------------------------

MAP: Final = _t("各城市所得与跨辖区协同", "What each city receives, and joint work across borders")
MAP_ABOUT: Final = _t(
    "圆的面积表示城市所得, 颜色表示辖区; 弧线为跨辖区联合资金最多的 {n} 对城市。最大: {first}。",
    "The area of a circle is the money a city receives, its colour the jurisdiction; arcs join the "
    "{n} pairs of cities with the most joint money across borders. Largest: {first}.",
)
MAP_PLAIN: Final = _t(
    "圆的面积表示城市所得, 颜色表示辖区。最大: {first}。",
    "The area of a circle is the money a city receives, its colour the jurisdiction. "
    "Largest: {first}.",
)
SEATS: Final = _t("图中只标城市驻地, 不画界线。", "City seats only; no borders are drawn.")
APPROVED: Final = _t("底图: {approval}", "Base map: {approval}")
NO_PLACES: Final = _t(
    "方案未给出城市坐标, 因而没有地图; 以下为各城市所得。",
    "The scenario gives no coordinates of its cities, so there is no map; this is what each "
    "receives.",
)
CITIES: Final = _t("各城市所得", "What each city receives")
CITIES_ABOUT: Final = _t("获得最多的 {n} 个城市。", "The {n} cities that receive most.")
PAIR: Final = _t("城市对", "Pair of cities")
SANKEY: Final = _t("资金流向", "Where the money runs")
SANKEY_STAGES: Final = _t(
    "左: 出资方支付多少; 中: 各辖区的城市得到多少; 右: 用于哪些环节。带的粗细与金额成正比。",
    "Left: what funders pay; middle: what lands in each jurisdiction; right: the stages. "
    "Ribbons are as thick as the amounts.",
)
SANKEY_TWO: Final = _t(
    "左: 出资方支付多少; 右: 各辖区的城市得到多少。带的粗细与金额成正比。",
    "Left: what funders pay; right: what lands in each jurisdiction. "
    "Ribbons are as thick as the amounts.",
)
PERIODS: Final = _t("各期资金", "Money by period")
PERIODS_ABOUT: Final = _t("每期的拨款, 按政策工具划分。", "Grants of each period, by instrument.")
COSTS: Final = _t("每条规则最贵之处的代价", "What each rule costs where it presses most")
COSTS_ABOUT: Final = _t(
    "把该处放宽一个单位, 方案可多得的分数; 最贵的是 {first}。",
    "Points that the plan would gain if the rule gave way by one unit there; the dearest is "
    "{first}.",
)
PER_UNIT: Final = _t("分/{unit}", "points per {unit}")
IN_POINTS: Final = _t("分", "points")
GAINS: Final = _t("各辖区相对各自为政的增益", "Gain of each jurisdiction over going alone")
GAINS_ABOUT: Final = _t(
    "本方案中落在该辖区的价值, 减去其用自己的钱、在自己的城市之间所能取得的价值。",
    "The value that lands in the jurisdiction in this plan, less what it could achieve with its "
    "own money among its own cities.",
)
AS_TABLE: Final = _t("同样内容的表格", "The same as a table")
IN_MORE: Final = _t("全部城市与联系见下文表格。", "All cities and links are in the tables below.")

# --- rules ----------------------------------------------------------------------------------------

HOW_TO_READ: Final = _t(
    "每条规则都可能使方案少得一些。下表说明: 若在最紧之处放宽一个单位, 方案会多得多少分。"
    "这不是放宽的建议, 而是规则的代价。",
    "Every rule may cost the plan something. The table says how many points the plan would gain "
    "if a rule gave way by one unit where it presses most. That is the price of the rule, not "
    "advice to drop it.",
)
FOR_INSTANCE: Final = _t(
    "例如“{rule}”{at}: 放宽 {money}, 方案多得 {price} 分, "
    "相当于基金平均每 {money}所得的 {times} 倍。",
    "For instance “{rule}”{at}: if it gave way by {money}, the plan would gain {price} points, "
    "which is {times} times what {money} of the fund brings on average.",
)
AT: Final = _t(" ({place})", " ({place})")
ALL_RULES: Final = _t("全部规则及其出处", "All rules and where they come from")
NO_RULES: Final = _t("本方案没有规则。", "The scenario has no rules.")
NONE_COSTS: Final = _t("没有规则有代价。", "No rule costs anything.")
SOURCE: Final = _t("出处", "Source")
NO_SOURCE: Final = _t("未注明", "not said")
STATUS: Final = _t("在本方案中", "In this plan")

# --- alone ----------------------------------------------------------------------------------------

ALONE_IS: Final = _t(
    "“各自为政”指每个辖区只用自己的钱, 只支持自己城市之间的活动, 不受共同规则约束。",
    "Going alone means that a jurisdiction uses its own money for activities among its own cities, "
    "free of the common rules.",
)
NOBODYS: Final = _t(
    "{names}的资金不属于任何辖区, 各自为政时不计入。",
    "The money of {names} belongs to no jurisdiction and is not counted when going alone.",
)
ALL_GAIN: Final = _t("每个辖区都不比各自为政差。", "No jurisdiction is worse off than alone.")
LOSERS: Final = _t(
    "在本方案中, 落在{names}的价值少于各自为政; "
    "可用 participation 规则要求谁都不受损, 并看其代价。",
    "Less value lands in {names} than going alone would bring; a rule of the kind participation "
    "can ask that nobody loses, and shows what that costs.",
)
NOT_COMPUTED: Final = _t(
    "时间不足, 未计算各辖区各自为政时的所得。",
    "What each jurisdiction could achieve alone was not computed: there was not enough time.",
)
MORE_DIVISION: Final = _t(
    "本报告未计算虚拟共同池与没有边界的情形, 以及单独取消每条规则的所得; 加 --with division 即可。",
    "A virtual common pot, no borders at all, and dropping each rule alone were not computed for "
    "this report; --with division adds them.",
)

REGIMES: Final = _t("四种情形的价值", "What the fund is worth under four regimes")
REGIMES_ABOUT: Final = _t(
    "从各自为政到没有边界, 基金能取得的价值。",
    "What the fund could achieve, from everybody alone to no borders at all.",
)

CURVE: Final = _t("价值与 {name}", "Value against {name}")
CURVE_ABOUT: Final = _t(
    "每一点是一个完整的最优方案。纵轴不从零开始。",
    "Every point is a whole plan, the best there. The vertical axis does not begin at zero.",
)
KNEE: Final = _t("拐点", "knee")
FIRST_ROWS: Final = _t(
    "{all} 行中的前 {n} 行; 全部见 .xlsx 报告或 --out。",
    "The first {n} of {all} rows; an .xlsx report or --out has them all.",
)

# --- sensitivity ----------------------------------------------------------------------------------

SLOPES_ONLY: Final = _t(
    "下表为放宽一个单位所得与收紧一个单位所失。价格适用多大的变动、取消整条规则可得多少, "
    "本报告未计算; 加 --with prices 即可。",
    "What one unit of loosening gains and one unit of tightening costs. How far these prices hold, "
    "and what dropping a whole rule would gain, was not computed for this report; --with prices "
    "adds it.",
)
WHOLE_ONLY: Final = _t(
    "有整数决策: 价格是放宽一个单位并重新决定所得的分数, 没有适用范围。",
    "Some decisions are all or nothing: a price is what one whole unit more gains, all decided "
    "again; there is no range over which it holds.",
)
NO_TIGHTER: Final = _t("不能再收紧", "cannot be tightened")
NOTHING_BINDS: Final = _t("没有规则起约束作用。", "No rule binds.")

# --- the end --------------------------------------------------------------------------------------

ASSUMED: Final = _t(
    "以下 {n} 处数字或规则是假设。换一种假设, 结果也会不同。",
    "These {n} figures or rules are assumptions. With others the result would be another one.",
)
NO_ASSUMPTIONS: Final = _t("方案没有标明任何假设。", "The scenario marks nothing as assumed.")
NO_SOURCES: Final = _t("方案没有注明任何出处。", "The scenario names no sources.")
HOLDS_IN: Final = _t("适用于", "Holds in")
IN_ALL: Final = _t("全部", "all")
CHANGED: Final = _t("改后", "with the changes")
UNCHANGED: Final = _t("原来", "as it was")
BATCH: Final = _t("多次求解", "A batch of runs")
WHERE: Final = _t("在方案中的位置", "Where in the scenario")
ITEM: Final = _t("项目", "Item")
CONTENT: Final = _t("内容", "What it is")
INDICATOR: Final = _t("指标状态: {status}, 年份: {year}。", "Status: {status}; year: {year}.")
PROOF: Final = _t(
    "“上界”是经证明任何方案都不能超过的数; “差距”是本方案离它还有多远。",
    "The bound is a number that no plan can exceed, as is proved; the gap says how far this plan "
    "is from it.",
)
SECONDS: Final = _t("求解时间 (秒)", "Seconds of solving")
SIZE: Final = _t("规模", "Size")
SIZE_IS: Final = _t(
    "{columns} 列, {rows} 行, 可能的拨款 {grants} 笔",
    "{columns} columns, {rows} rows, {grants} possible grants",
)
WRITTEN: Final = _t("报告写于", "Report written")
SAME: Final = _t(
    "同一方案 (指纹相同) 与同一版本会给出同样的结果。",
    "The same scenario (by its digest) and the same version give the same result.",
)
FOOTER: Final = _t("由 deltafund 写出", "Written by deltafund")
INDICATOR_STATUS: Final = {
    "sourced": _t("有出处", "sourced"),
    "derived": _t("推算", "derived"),
    "unverified": _t("未核实", "unverified"),
    "assumed": _t("假设", "assumed"),
}
REPORT_SUFFIX: Final = _t(
    "以 .html、.xlsx 或 .md 结尾的文件", "a file that ends in .html, .xlsx or .md"
)
REPORT_TOO: Final = _t("同时给出 --report FILE", "a --report FILE beside it")
ADD_REPORT: Final = _t("加上 --report, 或去掉 --with", "add --report, or leave --with out")
RENAME: Final = _t("改用这样的文件名", "give it such a name")
APPROVAL: Final = _t(
    "写明批准机关与审图号的 approval", "an `approval`: the authority and the number of its approval"
)
APPROVE: Final = _t(
    "在 base.geojson 第一层写明 approval, 或移走该文件",
    "write `approval` at the first level of base.geojson, or take the file away",
)
OUTLINES: Final = _t(
    "每个面带有 code 的 GeoJSON", "GeoJSON in which every feature is an area with a `code`"
)
