"""What sheets and fields are called, and what fields mean, in Chinese; a new one does without.

Names of fields stay as they are in files; a heading stands below. English meanings come from the
models, where they are written; here are the Chinese ones.
"""

from __future__ import annotations

from typing import Final

from scenarios.words import Text


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


SHEETS: Final = {
    "readme": _t("说明: 先读本页", "Read this first"),
    "settings": _t(
        "单个的值: 名称、货币、期、就绪度、引力模型、求解选项",
        "Single values: title, money, periods, readiness, gravity model, options",
    ),
    "indicators": _t(
        "指标: 城市或辖区表中各数据列的含义、单位与来源",
        "Indicators: what the columns of figures in cities and jurisdictions mean",
    ),
    "jurisdictions": _t("辖区: 出资并制定规则的省市", "Jurisdictions that pay in and set rules"),
    "cities": _t(
        "城市: 属于一个辖区; 其余各列为指标", "Cities, each of one jurisdiction; figures beside"
    ),
    "chains": _t("产业链", "Industry chains"),
    "chains.stages": _t("产业链的环节, 按先后排列", "Stages of the chains, in their order"),
    "funders": _t("出资方: 谁出资, 每期多少", "Funders: who pays, how much and when"),
    "strengths.formulas": _t(
        "由指标计算各环节强度的公式", "Formulas by which indicators give the strength in a stage"
    ),
    "strengths.sites": _t("直接给出的节点强度", "Strengths of sites given as numbers"),
    "instruments": _t("政策工具: 资金可以支持什么", "Instruments: kinds of support"),
    "links.known": _t("已知的联系强度", "Links whose strength is known"),
    "rules": _t("规则: 每行一条", "Rules, one a row"),
    "variants": _t(
        "变体: 用 --variant 选择的一组改动, 每行一处",
        "Variants: named sets of changes to ask for with --variant, a change a row",
    ),
}

FIELDS: Final = {
    "setting": _t("设置项", "Setting"),
    "value": _t("值", "Value"),
    "variant": _t("变体", "Variant"),
    "change": _t("改动之处", "What changes"),
    "schema": _t("格式版本", "Format version"),
    "id": _t("编号", "Id"),
    "title": _t("标题", "Title"),
    "description": _t("简介", "Description"),
    "name": _t("名称", "Name"),
    "note": _t("说明", "Note"),
    "zh": _t("中文", "Chinese"),
    "en": _t("英文", "English"),
    "source": _t("出处", "Source"),
    "assumption": _t("为何假设", "Why assumed"),
    "currency": _t("货币", "Currency"),
    "unit": _t("单位", "Unit"),
    "periods": _t("各期", "Periods"),
    "discount": _t("折现率", "Discount rate"),
    "year": _t("年份", "Year"),
    "status": _t("数据状态", "Status"),
    "scale": _t("换算系数", "Scale"),
    "jurisdiction": _t("辖区", "Jurisdiction"),
    "tier": _t("层级", "Tier"),
    "lon": _t("经度", "Longitude"),
    "lat": _t("纬度", "Latitude"),
    "code": _t("官方代码", "Official code"),
    "chain": _t("产业链", "Chain"),
    "stage": _t("环节", "Stage"),
    "stages": _t("环节", "Stages"),
    "contribution": _t("每期出资", "Contribution"),
    "carry_over": _t("可结转比例", "Share that may be kept"),
    "city": _t("城市", "City"),
    "strength": _t("强度", "Strength"),
    "scope": _t("对象", "Scope"),
    "response": _t("效果曲线", "Response"),
    "kind": _t("种类", "Kind"),
    "elasticity": _t("弹性", "Elasticity"),
    "baseline": _t("现有基数", "Baseline"),
    "cap": _t("上限金额", "Cap"),
    "points": _t("曲线各点", "Points"),
    "weight": _t("权重", "Weight"),
    "builds": _t("建成的就绪度", "Readiness built"),
    "uses": _t("占用的就绪度", "Readiness used"),
    "city_a": _t("城市甲", "City A"),
    "stage_a": _t("环节甲", "Stage A"),
    "city_b": _t("城市乙", "City B"),
    "stage_b": _t("环节乙", "Stage B"),
    "readiness": _t("就绪度", "Readiness"),
    "own": _t("自有水平", "Own level"),
    "per_strength": _t("乘以强度", "Per unit of strength"),
    "keep": _t("每期保留", "Kept each period"),
    "lag": _t("滞后期数", "Lag in periods"),
    "gravity": _t("引力模型", "Gravity model"),
    "size": _t("规模指数", "Exponent of size"),
    "distance": _t("距离指数", "Exponent of distance"),
    "border": _t("跨界系数", "Border factor"),
    "reference_km": _t("参考距离 (公里)", "Reference distance (km)"),
    "links": _t("联系", "Links"),
    "money": _t("资金", "Money"),
    "strengths": _t("强度", "Strengths"),
    "options": _t("选项", "Options"),
    "objective": _t("目标", "Objective"),
    "order": _t("先后次序", "Order"),
    "tolerance": _t("可让出的比例", "May be given up"),
    "weights": _t("权重", "Weights"),
    "margin": _t("相对单独的倍数", "Margin over alone"),
    "gap": _t("允许差距", "Gap"),
    "time_limit": _t("时间上限 (秒)", "Time limit (seconds)"),
    "funders": _t("出资方", "Funders"),
    "jurisdictions": _t("辖区", "Jurisdictions"),
    "cities": _t("城市", "Cities"),
    "tiers": _t("层级", "Tiers"),
    "chains": _t("产业链", "Chains"),
    "instruments": _t("政策工具", "Instruments"),
    "cross_border": _t("跨辖区", "Across borders"),
    "indicator": _t("指标", "Indicator"),
    "min": _t("至少", "At least"),
    "max": _t("至多", "At most"),
    "floor": _t("下限", "Floor"),
    "ceiling": _t("上限", "Ceiling"),
    "by": _t("按整个计划或按期", "By programme or period"),
    "each": _t("逐个适用于", "One limit for each"),
    "of": _t("部分", "Part"),
    "in": _t("整体", "Whole"),
    "to": _t("用途", "Purpose"),
    "between": _t("两个节点之间", "Between two sites"),
    "exactly": _t("固定金额", "Exactly"),
    "at_least": _t("至少金额", "At least"),
    "forbidden": _t("禁止", "Forbidden"),
}

MEANINGS_ZH: Final = {
    "what is changed, as with --set; title is what people call it": (
        "改动之处, 写法同 --set; title 为变体的名称"
    ),
    "the new value; null takes away": "新的值; null 表示取消",
    "Where the figures of this part come from.": "这部分数据的来源。",
    "Why the figures of this part are assumed; marks them as assumptions.": (
        "这部分数据为何是假设; 填写后标为假设。"
    ),
    "version of the scenario format": "方案格式的版本",
    "rate per period: value in period t counts 1/(1+discount)^t": (
        "每期的折现率: 第 t 期的价值按 1/(1+折现率)^t 计"
    ),
    "stop when value and bound differ by at most this share of the value": (
        "价值与上界之差不超过此比例即停止"
    ),
    "seconds": "秒",
    "the unit after `scale` was applied": "乘以 scale 之后的单位",
    "the year or years that the figure is of": "数据所属年份",
    "the figure in the table times this gives the unit": "表中数字乘以此数得到该单位",
    "the official code, used to find map polygons": "官方行政区划代码, 用于查找地图轮廓",
    "lower-case letters, digits and single hyphens": "小写字母、数字和单个连字符",
    "a stage, or chain/stage where several chains have a stage of that name": (
        "环节; 几条产业链有同名环节时写作 产业链/环节"
    ),
    "city/stage, or city/chain/stage": "城市/环节, 或 城市/产业链/环节",
    "a share between 0 and 1": "0 到 1 之间的比例",
    "a ratio, 0 or more": "不小于 0 的比例",
    "an amount of money in the scenario's unit": "金额, 以方案的资金单位计",
    "an amount of money, more than 0": "大于 0 的金额",
    "more than 0": "大于 0",
    "exponent of the distance, 0 or less": "距离的指数, 不大于 0",
    "pairs of money and points, the first `[0, 0]`": "[金额, 分值] 的序列, 以 [0, 0] 开头",
    "a part of the money, or `all` of it": "一部分资金, 或 all (全部)",
    "one limit for each of these, e.g. [city] or [city, period]": (
        "对其中每一个各设一个限额, 如 city 或 city, period"
    ),
}
