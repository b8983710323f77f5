"""Every sentence that the doors say to people, in Chinese and English."""

from __future__ import annotations

from typing import Final

from scenarios.words import Text


def _t(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


# --- what went wrong ------------------------------------------------------------------------------

BAD_INPUT: Final = _t("输入有 {n} 处问题:", "There are {n} problems with the input:")
BAD_INPUT_ONE: Final = _t("输入有一处问题:", "There is a problem with the input:")
OUR_FAULT: Final = _t(
    "这是 deltafund 的错误, 不是您的方案的错误 ({kind}: {message})。"
    "请用 --debug 再运行一次, 并把输出与方案一起提交到本项目的问题列表。",
    "This is a fault of deltafund, not of your scenario ({kind}: {message}). Please run it again "
    "with --debug and open an issue of the project with the output and the scenario.",
)
WRITABLE: Final = _t("可写的文件夹", "a folder that can be written to")
WRITABLE_FILE: Final = _t("可写的文件", "a file that can be written")
PARENT: Final = _t("上级文件夹已存在的路径", "a path whose parent folder exists")
CHECK_PATH: Final = _t("检查路径与权限", "check the path and its permissions")
MAKE_PARENT: Final = _t(
    "先建立该文件夹, 或换一个路径", "make that folder first, or use another path"
)
WITH_LP: Final = _t("同时给出 --lp FILE", "--lp FILE as well")
GIVE_LP: Final = _t("加上 --lp FILE, 或去掉此选项", "add --lp FILE, or leave this option out")
AT_MOST: Final = _t("至多 {n}", "at most {n}")
LINKS: Final = _t("至多 {n} 个可能的联系", "at most {n} possible links")
COMMAND_LINE: Final = _t(
    "改小, 或使用命令行 deltafund solve",
    "make it smaller, or use the command line: deltafund solve",
)

# --- the service ----------------------------------------------------------------------------------

SERVING: Final = _t(
    "服务已启动: {address} (说明见 {address}/docs), 数据在 {data}。按 Ctrl-C 停止。",
    "Serving at {address} (described at {address}/docs), data in {data}. Stop with Ctrl-C.",
)
WORKING: Final = _t(
    "{worker} 已开始工作。按 Ctrl-C 停止。", "{worker} is at work. Stop with Ctrl-C."
)
FREE_PORT: Final = _t("空闲的端口", "a port that nobody uses")
OTHER_PORT: Final = _t("用 --port 换一个端口", "take another one with --port")
ORGANISATION_ADDED: Final = _t("已添加机构 {name}。", "Organisation {name} was added.")
KEY_ADDED: Final = _t(
    "密钥 {id} ({role}) 只显示这一次: {secret}",
    "Key {id} ({role}), shown this once: {secret}",
)
KEY_REVOKED: Final = _t("密钥 {id} 已作废。", "Key {id} opens nothing from now on.")
CLEANED: Final = _t(
    "已清除: {asked_once} 个幂等键, {sessions} 个已结束的会话, 队列中 {queue} 条已完成的记录。",
    "Taken away: {asked_once} idempotency keys, {sessions} sessions that had ended, {queue} ended "
    "runs from the memory of the queue.",
)
BACKED_UP: Final = _t("备份已写入 {file}。", "The backup is in {file}.")
NOT_ALLOWED: Final = _t("可行的请求", "something that can be done")
SAY_OTHERWISE: Final = _t("修改参数后再试", "ask for something else")
ONLY_SQLITE: Final = _t("SQLite 数据库", "an SQLite database")
USE_PG_DUMP: Final = _t("PostgreSQL 用 pg_dump 备份", "back PostgreSQL up with pg_dump")

# --- how it ended ---------------------------------------------------------------------------------

OPTIMAL: Final = _t(
    "最优: 任何分配方案的价值都不会超过 {bound} 分; 本方案为 {value} 分 (差距 {gap})。",
    "Optimal: no allocation can be worth more than {bound} points; "
    "this one is worth {value} (gap {gap}).",
)
OPTIMAL_BY: Final = _t(
    "按{measure}最优: 任何分配方案都不会超过 {bound} 分; 本方案为 {value} 分 (差距 {gap})。",
    "Optimal by {measure}: no allocation can bring it above {bound} points; "
    "this one reaches {value} (gap {gap}).",
)
FEASIBLE_BY: Final = _t(
    "未证明按{measure}最优 ({why}): "
    "本方案为 {value} 分, 任何方案不会超过 {bound} 分 (差距 {gap})。",
    "Not proved optimal by {measure} ({why}): this allocation reaches {value} points, "
    "and none can reach more than {bound} (gap {gap}).",
)
MEASURED: Final = _t("{measure}: {value} 分", "{measure}: {value} points")
FEASIBLE: Final = _t(
    "未证明最优 ({why}): 本方案价值 {value} 分, 任何方案不会超过 {bound} 分 (差距 {gap})。",
    "Not proved optimal ({why}): this allocation is worth {value} points, "
    "and none can be worth more than {bound} (gap {gap}).",
)
INFEASIBLE: Final = _t("没有任何分配方案能同时满足全部规则。", "No allocation can keep all rules.")
TIMEOUT: Final = _t(
    "时间已到, 未得到任何方案。请用 --time-limit 给出更长的时间 (秒)。",
    "The time is up and no plan was found. Give more with --time-limit SECONDS.",
)
NO_PLAN_FOUND: Final = _t(
    "未找到任何满足全部规则的整数方案, 但也未证明不存在。",
    "No plan in whole numbers was found that keeps all rules; that there is none is not proved.",
)
INTERRUPTED: Final = _t(
    "已应要求停止, 尚未得到任何方案。", "Stopped as you asked; no plan was found yet."
)
STOPPED_BY: Final = {
    "time_limit": _t("时间已到", "the time is up"),
    "interrupt": _t("已应要求停止", "stopped as you asked"),
    "precision": _t("已达数值精度", "finer steps are below the precision of the numbers"),
}
STATUS: Final = {
    "optimal": _t("最优", "optimal"),
    "feasible": _t("可行, 未证明最优", "feasible, not proved optimal"),
    "infeasible": _t("规则冲突, 无可行方案", "infeasible: the rules clash"),
    "timeout": _t("时间已到, 无方案", "time is up, no plan"),
    "interrupted": _t("已停止, 无方案", "stopped, no plan"),
    "unbounded": _t("无界", "unbounded"),
}

# --- the plan -------------------------------------------------------------------------------------

FUND: Final = _t(
    "{periods}, {funders} 个出资方共出资 {amount}, 用于 {jurisdictions} 个辖区的 {cities} 个城市。",
    "{amount} from {funders} funders, {periods}, for {cities} cities of {jurisdictions} "
    "jurisdictions.",
)
SPENT_ALL: Final = _t("资金全部用完。", "All of the money is spent.")
SPENT: Final = _t(
    "支出 {spent} (占 {share})。未用: {by}。",
    "{spent} ({share}) is spent. Unspent: {by}.",
)
JOINT_SHARE: Final = _t(
    "联合项目产生价值的 {joint}, 其中跨辖区的占全部价值的 {across}。",
    "Joint work earns {joint} of the value; work across borders earns {across} of it.",
)
ASSUMED: Final = _t(
    "本结果基于 {n} 项假设: 用 deltafund check {scenario} 查看。",
    "{n} figures are assumptions; see them with deltafund check {scenario}.",
)
ASSUMED_ONE: Final = _t(
    "本结果基于一项假设: 用 deltafund check {scenario} 查看。",
    "One figure is an assumption; see it with deltafund check {scenario}.",
)
WROTE: Final = _t("已写入 {where}", "Written to {where}")
NEXT: Final = _t(
    "下一步: deltafund new my-fund --from yrd-biomedicine, 修改 my-fund/scenario.yaml, "
    "再运行 deltafund solve my-fund",
    "Next: deltafund new my-fund --from yrd-biomedicine, change my-fund/scenario.yaml, "
    "then deltafund solve my-fund",
)
MORE: Final = _t("其他 {n} 个", "{n} others")
TOTAL: Final = _t("合计", "Total")

# --- headings -------------------------------------------------------------------------------------

WHO_PAYS: Final = _t(
    "辖区: 谁出资, 谁获得 ({unit}, 价值以分计)",
    "Who pays and who receives ({unit}, value in points)",
)
TOP_CITIES: Final = _t(
    "获得最多的城市 ({unit}, 价值以分计)", "Cities that receive most ({unit}, value in points)"
)
STAGES: Final = _t("环节 ({unit}, 价值以分计)", "Stages ({unit}, value in points)")
INSTRUMENTS: Final = _t("政策工具 ({unit}, 价值以分计)", "Instruments ({unit}, value in points)")
TOP_LINKS: Final = _t(
    "最大的联合项目 ({unit}, 价值以分计)", "Largest joint links ({unit}, value in points)"
)
PROJECTS: Final = _t(
    "获资助的项目: {all} 个中的 {n} 个 ({unit}, 价值以分计)",
    "Projects funded: {n} of {all} ({unit}, value in points)",
)
REFUSED: Final = _t(
    "未获资助的项目: 在已资助项目之外还缺什么, 多少分即可获选 ({unit})",
    "Not funded: what each lacks beside those that are, and the score that would win ({unit})",
)
RULE_COSTS: Final = _t(
    "每条规则的代价: 每放宽 1 {unit}可多得的分数",
    "What each rule costs: points gained per {unit} of loosening",
)
RULE_COSTS_POINTS: Final = _t(
    "参与约束一类的规则以分计: 每放宽一分可多得的分数",
    "For rules that promise points it is what a point less would gain",
)
RULE_COSTS_DECIDED: Final = _t(
    "每条规则的代价: 放宽一个单位 ({unit}, 或所计之数的 1) 并重新决定, 可多得的分数",
    "What each rule costs: points gained by one unit of loosening ({unit}, or one of what it "
    "counts), all decided again",
)
SPARE_BUT_COSTLY: Final = _t(
    "有余量的规则也有代价: 余下的不够再资助一项。",
    "A rule that is slack costs where what it leaves is too little for one more.",
)
FREE_RULES: Final = _t("不起约束作用: {rules}", "Do not bind: {rules}")
BINDING_NUMBERS: Final = _t(
    "起约束作用, 但在时限内未能求出价格: {rules}。",
    "Bind, but their price was not found in time: {rules}.",
)
BELOW_GAP: Final = _t(
    "起约束作用, 但代价小于差距所能显示的 ({most} 分): {rules}。",
    "Bind, but cost less than the gap shows ({most} points): {rules}.",
)
FREE_BUT_BINDING: Final = _t("起作用但无代价: {rules}", "Bind at no cost: {rules}")
ROWS: Final = _t("{n} 条", "{n} rows")
IDLE: Final = _t("未生效: {rule} ({at}): {reason}", "Inactive: {rule} ({at}): {reason}")
IDLE_MORE: Final = _t("未生效: 另有 {n} 处", "Inactive: {n} more")

# --- clash ----------------------------------------------------------------------------------------

CLASH: Final = _t("规则 {rules} 不能同时成立。", "Rules {rules} cannot hold together.")
CLASH_ONE: Final = _t("规则 {rules} 无法成立。", "Rule {rules} cannot hold.")
CLASH_UNKNOWN: Final = _t(
    "限时内未能找出互相冲突的规则。可用 --time-limit 给出更长的时间 (秒)。",
    "Which rules clash was not found out in time. More may help: --time-limit SECONDS.",
)
LOOSEN: Final = _t("最小的放宽: {steps}。", "Least loosening: {steps}.")
LOOSEN_FOUND: Final = _t(
    "可行的放宽 (限时内找到的最小者, 未证明最小): {steps}。",
    "A loosening that is enough (the least found in time, not proved the least): {steps}.",
)
NO_WAY_OUT: Final = _t(
    "限时内未找到足够的放宽。请用 --time-limit 给出更长的时间 (秒)。",
    "No loosening that is enough was found in time. Give more with --time-limit SECONDS.",
)
LOOSEN_TOTAL: Final = _t("合计 {amount}。", "In all {amount}.")
LOWER: Final = _t("将 {rule} 由 {limit} 降低 {by}", "lower {rule} by {by} (from {limit})")
RAISE: Final = _t("将 {rule} 由 {limit} 提高 {by}", "raise {rule} by {by} (from {limit})")
MISS: Final = _t("允许 {rule} 少 {by}", "let {rule} fall short by {by}")
EXCEED: Final = _t("允许 {rule} 超出 {by}", "let {rule} be exceeded by {by}")
SINGLE_CITY: Final = _t(
    "{jurisdiction}只有一个城市: 限制该城市就是限制该辖区。",
    "{jurisdiction} is a single city: what limits the city limits the jurisdiction.",
)
AND: Final = _t(" 和 ", " and ")
COMMA: Final = _t("、", ", ")
SEMICOLON: Final = _t("; ", "; ")
WITH: Final = _t("{rule} ({at})", "{rule} ({at})")

# --- check, list, rules ---------------------------------------------------------------------------

SOUND: Final = _t("方案无误。", "The scenario is sound.")
CLASHES: Final = _t(
    "没有任何分配方案能同时满足全部规则。deltafund solve {scenario} 会给出最小的放宽。",
    "No allocation can keep all rules: deltafund solve {scenario} tells the least loosening.",
)
FINDINGS: Final = _t("求解前的检查", "Checks before solving")
SEVERITY: Final = {
    "error": _t("错误", "Error"),
    "warning": _t("警告", "Warning"),
    "note": _t("提示", "Note"),
}
FINDING: Final = _t("{text}办法: {cure}。", "{text} Cure: {cure}.")
FOUND: Final = {
    "never": (
        _t(
            "{rows} 要求 {asked}, 而能用于此处的资金最多为 {most}。",
            "{rows} asks for {asked}, but all the money that can go there is {most}.",
        ),
        _t(
            "降到 {most} 以内, 或增加可用于此处的出资",
            "lower it to {most}, or raise what its funders pay in",
        ),
    ),
    "together": (
        _t(
            "{rows} 合计要求 {asked}, 而它们可用的资金最多为 {most}。",
            "{rows} together ask for {asked}, but the money that they can use is {most}.",
        ),
        _t("合计降低 {by}, 或增加出资", "lower them by {by} in all, or raise what is paid in"),
    ),
    "cap-below-floor": (
        _t(
            "{first} 至少要求 {asked}, 而 {rest} 最多只留下 {most}。",
            "{first} asks for at least {asked}, but {rest} leaves {most} at most.",
        ),
        _t(
            "将下限降低 {by}, 或将上限提高同样多",
            "lower the floor by {by}, or raise the cap by as much",
        ),
    ),
    "nothing-left": (
        _t(
            "{rows} 只有在分文不付时才能同时满足: 各份额相加不合。",
            "{rows} can be kept together only where no money is paid at all: the shares do not add "
            "up.",
        ),
        _t(
            "使各下限之和不超过全部, 各上限之和不低于全部",
            "let floors add up to no more than the whole, or caps to no less",
        ),
    ),
    "cannot-bind": (
        _t(
            "{rows} 不会起约束作用: 怎样分配都满足。",
            "{rows} cannot bind: every allocation keeps it.",
        ),
        _t("收紧或删去", "tighten it, or leave it out"),
    ),
    "empty": (
        _t("{rows} 没有涉及任何资金。", "{rows} speaks of no money."),
        _t("检查其选择条件与数值", "check its selectors and its figures"),
    ),
    "spread": (
        _t(
            "{rows} 中的数字相差过大: 从 {least} 到 {largest}。",
            "The numbers of {rows} are far apart: from {least} to {largest}.",
        ),
        _t(
            "改用更大的资金单位, 或相近的限额", "use a larger unit of money, or bounds of like size"
        ),
    ),
    "unknown": (
        _t(
            "{n} 个城市缺少指标 {name}: {cities}。",
            "The figure {name} is not known for {n} cities: {cities}.",
        ),
        _t(
            "补充数据, 否则依此指标的规则不含这些城市",
            "add it, or rules that rest on it leave them out",
        ),
    ),
}
"""What the checks before solving find, and the cures."""
HOLDS: Final = _t("{scenario} 的内容", "What {scenario} holds")
RULES: Final = _t("规则", "Rules")
ASSUMPTIONS: Final = _t("{n} 项假设", "{n} assumptions")
AND_MORE: Final = _t("... 另有 {n} 项 (--json 列出全部)", "... and {n} more (--json lists all)")
READY: Final = _t("下一步: deltafund solve {scenario}", "Next: deltafund solve {scenario}")
VARIANTS: Final = _t("变体 (用 --variant 选择)", "Variants, to be asked for with --variant")
VARIANT: Final = _t("{scenario}, 变体 {variant}", "{scenario}, variant {variant}")
WRITTEN_OUT: Final = _t(
    "{scenario} 的完整内容, 由 deltafund show 写出; 继承的内容与表格均在其中。",
    "{scenario} as a whole, written by deltafund show: what it extends and its tables are in it.",
)
VARIANTS_ARE: Final = _t("原文件的变体: {names}", "Variants of the file: {names}")
MADE: Final = _t("已建立 {path}", "Made {path}")
THEN: Final = _t(
    "下一步: 修改该文件, 用 deltafund check {name} 检查, 用 deltafund solve {name} 求解",
    "Next: change the file, look at it with deltafund check {name}, then deltafund solve {name}",
)
MORE_RULES: Final = _t(
    "详情: deltafund rules {kind}", "More about one of them: deltafund rules {kind}"
)
FIELDS: Final = _t("字段", "Fields")
COMMON: Final = _t(
    "每条规则还可写 id, note, source (出处), assumption (假设)。",
    "Every rule may also have an id, a note, a source and an assumption.",
)
FORMULA: Final = _t("公式 (LaTeX)", "Formula (LaTeX)")
EXAMPLE: Final = _t("示例", "Example")
PRICE: Final = _t("价格的含义", "What its price means")
NEEDED: Final = _t("必填", "needed")
FROM_SOURCE: Final = _t("源代码运行", "run from its source")

# --- progress -------------------------------------------------------------------------------------

OPENING: Final = _t("正在建立模型 ... {seconds} 秒", "Building the model ... {seconds} s")
ROUND: Final = _t(
    "第 {round} 轮: 价值 {value}, 上界 {bound}, 差距 {gap}, {columns} 列 ... {seconds} 秒",
    "Round {round}: value {value}, bound {bound}, gap {gap}, {columns} columns ... {seconds} s",
)
SEEKING: Final = _t(
    "正在寻找第一个整数方案, 上界 {bound} ... {seconds} 秒",
    "Looking for a first plan in whole numbers, bound {bound} ... {seconds} s",
)
PRICING: Final = _t(
    "已求得方案, 正在计算每条规则的代价 ... {seconds} 秒",
    "The plan is proved; finding what each rule costs ... {seconds} s",
)
STOPPING: Final = _t("正在停止 ...", "Stopping ...")
STEP: Final = _t("第 {of} 步 {at} ... {seconds} 秒", "Step {of} {at} ... {seconds} s")
STOPPED_EARLY: Final = _t(
    "提前停止: 以上只是停止前已得的部分。",
    "Stopped early: this is what was found until then, not all that was asked for.",
)
POINTS: Final = _t("{number} 分", "{number} points")
