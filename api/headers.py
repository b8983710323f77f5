"""The headings of tables for people, by the names of the columns; money says its unit."""

from __future__ import annotations

from typing import Final

from scenarios.words import Text


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


MONEY: Final = frozenset(
    {"contributed", "received", "net", "joint_received", "cross_border_received", "from_own"}
    | {"sent_out", "from_others", "amount", "paid", "carried", "unspent", "slack", "lhs", "rhs"}
    | {"least", "base", "most", "least_proved", "most_proved", "from_base", "from_nearest"}
    | {"requested", "own", "available", "spent", "short_by", "money", "possible"}
    | {"planned", "optimum", "nearest", "to_optimum", "to_nearest"}
    | {"received_before", "received_after", "received_change"}
)
"""Columns whose numbers are money."""

SUMMED: Final = frozenset(
    {"contributed", "received", "net", "joint_received", "cross_border_received", "from_own"}
    | {"sent_out", "from_others", "amount", "paid", "unspent", "value", "requested", "own"}
)
"""Columns that may be added up."""

HEADERS: Final = {
    "id": _t("编号", "Id"),
    "name": _t("名称", "Name"),
    "activity": _t("活动", "Activity"),
    "instrument": _t("政策工具", "Instrument"),
    "project": _t("项目", "Project"),
    "group": _t("项目组", "Group"),
    "rank": _t("排名", "Rank"),
    "score": _t("评分", "Score"),
    "divisible": _t("可部分资助", "Divisible"),
    "requested": _t("申请", "Requested"),
    "stopped_by": _t("缺少", "Lacks"),
    "short_by": _t("缺少资金", "Money lacking"),
    "wins_at": _t("获选所需评分", "Would win at"),
    "funded": _t("资助比例", "Share funded"),
    "own": _t("自筹", "Own money"),
    "funders": _t("付款方", "Who pays there"),
    "sites": _t("节点", "Sites"),
    "site": _t("节点", "Site"),
    "cross_border": _t("跨辖区", "Across borders"),
    "period": _t("期", "Period"),
    "amount": _t("金额", "Amount"),
    "value": _t("价值 (分)", "Value (points)"),
    "funder": _t("出资方", "Funder"),
    "city": _t("城市", "City"),
    "chain": _t("产业链", "Chain"),
    "stage": _t("环节", "Stage"),
    "jurisdiction": _t("辖区", "Jurisdiction"),
    "tier": _t("层级", "Tier"),
    "strength": _t("强度", "Strength"),
    "contributed": _t("出资", "Paid in"),
    "received": _t("获得", "Received"),
    "net": _t("净得", "Net"),
    "joint_received": _t("联合项目", "Joint work"),
    "cross_border_received": _t("跨辖区", "Across borders"),
    "from_own": _t("来自本辖区", "From own funders"),
    "sent_out": _t("流出", "Sent out"),
    "from_others": _t("来自外辖区", "From others"),
    "paid": _t("支付", "Paid"),
    "carried": _t("结转", "Carried over"),
    "unspent": _t("未用", "Unspent"),
    "price": _t("价格", "Price"),
    "price_low": _t("放宽所得", "Gain if loosened"),
    "price_high": _t("收紧所失", "Loss if tightened"),
    "price_by": _t("价格的求法", "Price found by"),
    "price_below": _t("价格低于 (差距之内)", "Price below (hidden by the gap)"),
    "dropped": _t("取消规则所得", "Gain if dropped"),
    "dropped_below": _t("取消所得低于 (差距之内)", "Gain if dropped below (hidden by the gap)"),
    "rule": _t("规则", "Rule"),
    "kind": _t("种类", "Kind"),
    "at": _t("对象", "At"),
    "status": _t("状态", "Status"),
    "lhs": _t("左边", "Left side"),
    "sense": _t("关系", "Sense"),
    "rhs": _t("右边", "Right side"),
    "slack": _t("余量", "Slack"),
    "unit": _t("所计", "Counted in"),
    "price_means_zh": _t("价格的含义", "Price meaning, Chinese"),
    "price_means_en": _t("价格的含义 (英文)", "Price meaning, English"),
    "reason_zh": _t("未生效的原因", "Reason if inactive, Chinese"),
    "reason_en": _t("未生效的原因 (英文)", "Reason if inactive, English"),
    "binding": _t("起作用的行", "Rows that bind"),
    "rows": _t("行数", "Rows"),
    "holds_looser": _t("放宽适用", "Holds to looser by"),
    "holds_tighter": _t("收紧适用", "Holds to tighter by"),
    "regime": _t("情形", "Regime"),
    "meaning": _t("含义", "Meaning"),
    "feasible": _t("可行", "Feasible"),
    "bound": _t("证明的上界 (分)", "Proved bound (points)"),
    "available": _t("可用资金", "Available"),
    "spent": _t("支出", "Spent"),
    "cross_border_share": _t("跨辖区占比", "Across borders"),
    "alone": _t("单独可得 (分)", "Alone (points)"),
    "gain": _t("增益 (分)", "Gain (points)"),
    "proved": _t("证明的上界 (分)", "Proved bound (points)"),
    "knee": _t("拐点", "Knee"),
    "gini": _t("人均基尼系数", "Gini per head"),
    "smallest_return": _t("最低返还比例", "Smallest return"),
    "plan": _t("方案", "Plan"),
    "joint": _t("联合", "Joint"),
    "least": _t("最少", "Least"),
    "base": _t("最优方案", "Best plan"),
    "most": _t("最多", "Most"),
    "least_proved": _t("下限 (已证明)", "No less than"),
    "most_proved": _t("上限 (已证明)", "No more than"),
    "share": _t("占最优价值", "Of the best value"),
    "from_base": _t("与最优不同的资金", "Money elsewhere than in the best"),
    "from_nearest": _t("与最近方案不同的资金", "Money elsewhere than in the nearest"),
    "owner": _t("属于", "Whose"),
    "clash": _t("冲突", "Clash"),
    "by": _t("幅度", "By"),
    "limit": _t("界限", "Limit"),
    "money": _t("资金", "Money"),
    "points": _t("分", "Points"),
    "number": _t("个数", "Number"),
    "enough": _t("单独足够", "Enough alone"),
    "for": _t("由谁让步", "Who gives way"),
    "planned": _t("手工方案", "Planned"),
    "optimum": _t("最优方案", "Optimum"),
    "nearest": _t("最近的可行方案", "Nearest plan"),
    "to_optimum": _t("与最优之差", "To the optimum"),
    "to_nearest": _t("与最近方案之差", "To the nearest"),
    "answer": _t("方案或答案", "Answer"),
    "spent_change": _t("支出的变化", "Change spent"),
    "cross_border_change": _t("跨辖区的变化", "Change across borders"),
    "lock": _t("锁定", "Lock"),
    "cost": _t("代价 (分)", "Cost (points)"),
    "possible": _t("可以得到", "Possible"),
    "before": _t("原来", "Before"),
    "after": _t("改后", "After"),
    "change": _t("变化", "Change"),
    "step": _t("步骤", "Step"),
    "received_before": _t("原来获得", "Received before"),
    "received_after": _t("改后获得", "Received after"),
    "received_change": _t("获得的变化", "Change received"),
    "value_before": _t("原来价值 (分)", "Value before (points)"),
    "value_after": _t("改后价值 (分)", "Value after (points)"),
    "value_change": _t("价值的变化 (分)", "Change in value (points)"),
    "funded_share": _t("获资助频率", "Funded in"),
    "p10": _t("低 (10%)", "Low (10%)"),
    "p50": _t("中位", "Middle"),
    "p90": _t("高 (90%)", "High (90%)"),
    "cautious": _t("稳健方案", "Cautious plan"),
    "draw": _t("抽样", "Draw"),
    "regret": _t("遗憾 (分)", "Regret (points)"),
    "members": _t("成员", "Members"),
    "left_out": _t("无法遵守的规则", "Rules it cannot keep"),
    "gets": _t("在共同方案中可得 (分)", "Gets together (points)"),
    "shapley": _t("沙普利份额 (分)", "Shapley share (points)"),
    "standard_error": _t("标准误", "Standard error"),
    "fair": _t("核仁份额 (分)", "Fair share (points)"),
    "payment": _t("补偿 (分)", "Side payment (points)"),
    "path": _t("位置", "Path"),
    "why": _t("为何假设", "Why assumed"),
}
PRICES: Final = frozenset({"price", "price_low", "price_high"})
PER_UNIT: Final = _t("{name} (分/{unit})", "{name} (points per {unit})")
IN_UNIT: Final = _t("{name} ({unit})", "{name} ({unit})")

SHEETS: Final = {
    "decision": _t("决定", "Decision"),
    "summary": _t("概要", "Summary"),
    "jurisdictions": _t("辖区", "Jurisdictions"),
    "cities": _t("城市", "Cities"),
    "stages": _t("环节", "Stages"),
    "instruments": _t("政策工具", "Instruments"),
    "projects": _t("项目", "Projects"),
    "partners": _t("合作方", "Partners"),
    "funders": _t("出资方", "Funders"),
    "rules": _t("规则", "Rules"),
    "grants": _t("拨款", "Grants"),
    "payments": _t("支付", "Payments"),
    "sites": _t("节点", "Sites"),
    "assumptions": _t("假设", "Assumptions"),
    "rows": _t("各行", "Rows"),
    "clashes": _t("冲突", "Clashes"),
    "loosening": _t("最小的放宽", "Loosening"),
    "owners": _t("各方单独让步", "Owners"),
    "alone": _t("单独放宽", "Rules alone"),
    "ways": _t("各方的放宽", "Ways out"),
    "steps": _t("步骤", "Steps"),
    "violations": _t("违反的规则", "Violations"),
    "nearest_grants": _t("最近方案的拨款", "Nearest, grants"),
    "nearest_payments": _t("最近方案的支付", "Nearest, payments"),
    "answers": _t("各方案", "Answers"),
    "locks": _t("锁定", "Locks"),
    "drops": _t("取消的规则", "Drops"),
    "regimes": _t("四种情形", "Regimes"),
    "dropped": _t("取消规则", "Rules dropped"),
    "points": _t("曲线", "Curve"),
    "ranges": _t("资金范围", "Ranges"),
    "plans": _t("不同的方案", "Plans"),
    "always": _t("始终资助", "Always funded"),
    "links": _t("联系", "Links"),
    "draws": _t("抽样", "Draws"),
    "worths": _t("联盟价值", "Worth of coalitions"),
    "shares": _t("分享", "Shares"),
    "leaving": _t("退出更优", "Better off apart"),
}
"""The sheets of a workbook in their order."""

SUMMARY: Final = {
    "title_zh": _t("名称", "Title, Chinese"),
    "title_en": _t("名称 (英文)", "Title"),
    "scenario": _t("方案编号", "Scenario"),
    "variant": _t("变体", "Variant"),
    "status": _t("状态", "Status"),
    "stopped_by": _t("提前停止的原因", "Stopped early by"),
    "value": _t("价值 (分)", "Value (points)"),
    "bound": _t("证明的上界 (分)", "Proved upper bound (points)"),
    "gap": _t("差距", "Gap"),
    "asked_gap": _t("容许的差距", "Gap allowed"),
    "available": _t("可用资金", "Money available"),
    "spent": _t("支出", "Money spent"),
    "unspent": _t("未用", "Money unspent"),
    "joint": _t("联合项目的价值占比", "Value from joint work"),
    "cross_border": _t("跨辖区的价值占比", "Value from work across borders"),
    "assumptions": _t("假设项数", "Figures that are assumptions"),
    "clash": _t("互相冲突的规则", "Rules that clash"),
    "loosening": _t("最小的放宽", "Least loosening"),
    "digest": _t("方案指纹 (SHA-256)", "Scenario digest (SHA-256)"),
    "deltafund": _t("deltafund 版本", "deltafund version"),
    "solver": _t("求解器", "Solver"),
}

STATUS: Final = {
    "binding": _t("起作用", "binding"),
    "slack": _t("有余量", "slack"),
    "inactive": _t("未生效", "inactive"),
}
UNITS: Final = {
    "money": _t("资金", "money"),
    "points": _t("分", "points"),
    "number": _t("个数", "numbers"),
}
BOUNDS: Final = {
    "floor": _t("下限", "floor"),
    "ceiling": _t("上限", "ceiling"),
    "min": _t("下限", "at least"),
    "max": _t("上限", "at most"),
    "exactly": _t("固定", "exactly"),
    "at-least": _t("不少于", "at least"),
    "at-most": _t("不多于", "at most"),
    "forbidden": _t("禁止", "forbidden"),
    "winners": _t("入选数量", "winners"),
    "jurisdictions": _t("辖区数", "jurisdictions"),
    "partners": _t("合作方数", "partners"),
    "small_share": _t("小企业份额", "share of small firms"),
    "lead_max": _t("牵头方上限", "share of the lead"),
    "own_min": _t("自筹下限", "own money"),
}
"""The parts of a row's place that are no ids."""

YES: Final = _t("是", "yes")
ASSUMED: Final = _t("假设", "assumption")

# --- columns of tables on the screen ---

VALUE: Final = _t("价值", "Value")
MARK: Final = _t("跨辖区", "Border")
LINK: Final = _t("节点之间", "Between")
SHARE: Final = _t("占比", "Share")
BINDS: Final = _t("起作用", "Binds")
DEAREST: Final = _t("代价最高处", "Dearest at")
GAIN: Final = _t("可得", "Gain")
IF_DROPPED: Final = _t("取消规则则得", "If dropped")
LOSS: Final = _t("收紧则失", "Loss if tightened")
OF: Final = _t("{n}/{all} 条", "{n} of {all} rows")
SCENARIO: Final = _t("方案", "Scenario")
TITLE: Final = _t("名称", "Title")
CITIES: Final = _t("城市", "Cities")
CHAINS: Final = _t("产业链", "Chains")
PERIODS: Final = _t("期", "Periods")
FUNDS: Final = _t("资金总额", "Funds")
SITES: Final = _t("节点 (城市 x 环节)", "Sites (a city in a stage)")
JURISDICTIONS: Final = _t("辖区", "Jurisdictions")
FUNDERS: Final = _t("出资方", "Funders")
JOINT: Final = _t("可能的联合项目", "Possible joint activities")
SINGLE: Final = _t("可能的单点项目", "Possible activities of one site")
PROJECTS: Final = _t("申报项目", "Projects proposed")
GRANTS: Final = _t("可能的拨款", "Possible grants")
ROWS: Final = _t("条数", "Rows")
IDLE: Final = _t("未生效", "Inactive")
SAYS: Final = _t("含义", "Says")
FIELD: Final = _t("字段", "Field")
TYPE: Final = _t("类型", "Type")
DEFAULT: Final = _t("默认", "Default")
MEANS: Final = _t("说明", "Meaning")
