"""The help texts of the command line in Chinese; the English ones stand at the commands.

Kept free of imports, because `deltafund --help` needs it. Lines are short, because the help of the
command line counts a Chinese character as one column.
"""

from __future__ import annotations

from typing import Final

COMMANDS: Final = {
    "deltafund": "为多个辖区共同出资的基金制定分配方案, 并证明没有更好的方案。",
    "demo": "求解长三角示例, 显示各地所得及其原因。",
    "list": "列出自带的方案。",
    "new": "新建一个方案文件夹或工作簿, 供您修改。",
    "convert": "把方案转为另一种形式: YAML 转工作簿, 或反之。",
    "check": (
        "读取方案, 说明其内容, 或列出全部错误。\n\n"
        "退出码: 0 无误, 2 输入有误, 3 算术上可证明规则不能同时满足。"
    ),
    "show": "将方案写成一个完整文件输出, 含其继承的内容、所选变体和表格。",
    "import": "把其他格式的文件转换为方案。",
    "mknap": "OR-Library 的多维背包问题 (mknap1, mknapcb)。",
    "gap": "OR-Library 的广义指派问题 (gap1 至 gap12)。",
    "pabulib": "Pabulib 的参与式预算 (.pb): 同一城市的多个文件合为一个方案。",
    "solve": (
        "求最优分配方案, 并说明每条规则的代价。\n\n"
        "退出码: 0 有方案, 2 输入有误, 3 规则互相冲突, 4 未得方案即停止, 1 本软件的错误。"
    ),
    "prices": "说明每条规则的代价、价格适用的范围, 以及取消它所得。",
    "division": "说明分割的代价: 各自为政, 各付各的, 按规则, 没有边界。",
    "frontier": "画出价值随某条规则的限额 (或某项度量) 变化的曲线, 并标出拐点。",
    "alternatives": "说明还有哪些方案几乎同样好: 各地最少与最多可得, 以及真正不同的方案。",
    "diagnose": (
        "说明为何没有可行方案: 全部最小的规则冲突、属于谁, 以及最省的出路。\n\n"
        "退出码: 0 有可行方案, 2 输入有误, 3 规则互相冲突。"
    ),
    "serve": "通过 HTTP 提供方案、运行与决策: 只供本机, 或凭密钥供他人使用。",
    "worker": "执行同一数据库上的服务所要求的运行。",
    "admin": "在服务所在的机器上管理机构与密钥。",
    "add-organisation": "添加一个机构。",
    "organisations": "列出机构及其密钥, 不含密文。",
    "add-key": "为机构建立密钥; 密文只显示一次。",
    "revoke-key": "使密钥作废。",
    "backup": "在服务运行时复制 SQLite 数据库。",
    "clean": "清除不再需要的内容: 旧的幂等键、已结束的会话、队列中已完成的记录; 服务每天自行清除。",
    "audit": (
        "审查手工编制的方案: 违反哪些规则、值多少分、离最优多远, 以及最近的可行方案。\n\n"
        "退出码: 0 不违反任何规则, 2 输入有误, 3 违反规则, 4 未得结论即停止。"
    ),
    "compare": "并列比较多个方案或答案: 输入改了什么, 结果有何不同。",
    "whatif": (
        "改动的代价: 修改数值、取消规则、锁定金额, 与最优方案相比。\n\n"
        "退出码: 0 有方案, 2 输入有误, 3 改动使规则无法同时满足。"
    ),
    "ensemble": "方案能否经受回报的变化: 多次抽样, 哪些可靠, 可能损失多少。",
    "coalition": "各辖区联盟能做到什么, 谁会退出, 怎样补偿可以留住。",
    "batch": (
        "求解多个方案、变体与取值, 每个一行。\n\n"
        "退出码: 0 每行都有结果, 2 有方案或设置有误, 1 有求解失败。"
    ),
    "rules": "列出规则的种类, 或详述其中一种。",
    "schema": "输出方案文件的 JSON Schema, 供编辑器使用。",
    "version": "显示 deltafund 与求解器的版本。",
}
ARGUMENTS: Final = {
    "scenario": "方案文件、其文件夹, 或自带方案的名称。",
    "scenarios": "方案文件、其文件夹, 或自带方案的名称。",
    "name": "新文件夹或工作簿; 其名称即方案编号。",
    "out": "新文件: .xlsx、.yaml 或 .json。",
    "file": "文件。",
    "files": "每个区一个 .pb 文件。",
    "plan": "手工方案的 CSV: 拨款与支付, 或只写各城市所得; 见 docs/scenario-format.md。",
    "things": (
        "方案 (文件、名称或 文件:变体) 与答案 (solve --out 写出的文件夹或 JSON), 可混合; "
        "都与第一个比较。"
    ),
    "kind": "规则种类, 详细说明。",
    "organisation": "机构的编号。",
    "key": "密钥的编号。",
    "backup file": "备份的新文件。",
}
OPTIONS: Final = {
    "version": "显示版本。",
    "lang": "输出语言, 默认取自系统区域设置。",
    "debug": "出现本软件的错误时显示完整信息。",
    "json": "只输出一个 JSON 文档。",
    "out": "将 JSON、CSV 表与 XLSX 写入此文件夹。",
    "mknap out": "在此文件夹中建立方案。",
    "gap out": "在此文件夹中建立方案。",
    "pabulib out": "在此文件夹中建立方案。",
    "pot": "virtual: 各区只为本区付款; real: 共同资金池。",
    "demo out": "写入结果的文件夹。",
    "template": "以哪个方案为模板。",
    "form": "yaml (文件夹与 YAML 文件) 或 xlsx (一个 Excel 工作簿)。",
    "cities": "用于 --from national: 城市数, 41 至 1000, 默认 340。",
    "chains": "用于 --from national: 产业链数, 1 至 8, 默认 4。",
    "seed": "用于 --from national: 随机种子, 默认 1。",
    "variant": "采用方案的这个变体; --set 在其上修改。",
    "settings": "修改一个值, 如 funders.shanghai.contribution=900。",
    "common": "无辖区出资方的资金: 前两种情形中不计, 或按出资比例划分。",
    "against": (
        "规则中的一个数, 如 rules.fair-return.floor; 或 gini (人均基尼系数), "
        "smallest_return (最低返还), cross_border_share (跨辖区份额)。"
    ),
    "points": "曲线上的点数。",
    "low": "最低的限额, 不写则自动求得。",
    "high": "最高的限额, 不写则自动求得。",
    "within": "可放弃的价值比例, 如 1% 或 0.01。",
    "plans": "要几个真正不同的方案。",
    "by": "按城市 (city)、辖区 (jurisdiction) 或政策工具 (instrument) 说明范围。",
    "locks": (
        "锁定一个城市所得: suzhou=500; 也可写 suzhou>=500、suzhou<=500, 或某一期 suzhou@2027=100。"
    ),
    "audit template": "不审查, 而把最优方案中各城市所得写入此文件, 供您修改。",
    "drops": "取消这条规则。",
    "most": "至多列出多少个最小冲突, 默认 10。",
    "reports": "写一份给人看的报告: .html、.xlsx 或 .md; 可重复。",
    "including": "报告中一并写入一项分析: prices、division、diagnose; 可重复。",
    "host": "监听的地址。",
    "port": "监听的端口。",
    "serve show": "在本机浏览器中打开页面。",
    "data": "数据文件夹; 参见 DELTAFUND_DATA。",
    "worker": "也在此进程中执行运行。",
    "zh": "中文名称。",
    "en": "英文名称。",
    "add-key name": "谁或什么将使用该密钥。",
    "role": "该密钥可做什么。",
    "draws": "求解多少次抽样。",
    "ensemble seed": "哪些抽样: 同一种子结果相同。",
    "coalition seed": "哪些次序: 同一种子结果相同。",
    "caution": "稳健方案中坏运气相对平均的权重; 0 表示不求。",
    "tail": "多大比例的抽样算坏运气。",
    "sample": "稳健方案由多少次抽样求得。",
    "rules": "联盟是否遵守其能遵守的规则 (kept), 或不受约束 (none)。",
    "orders": "辖区多于 12 个时抽取多少个加入次序。",
    "workers": "同时工作的进程数; 0 表示与处理器同数。",
    "coalition workers": "同时工作的进程数; 0 表示与处理器同数。",
    "scheduler": "由此 Dask 调度器的工作者求解, 如 tcp://10.0.0.1:8786。",
    "resume": "把已完成的部分存入此文件夹, 只求尚缺的部分。",
    "grid": "一个路径的多个值, 与其他 --grid 的值逐一组合。",
    "variants": "也求解每个文件的全部变体。",
    "batch out": "将各行写入此文件夹: batch.json, batch.csv。",
    "lp": "将线性规划写成 LP 文件。",
    "lp_all": "与 --lp 同用: 写出所有可能的拨款, 而不仅是已纳入的。",
    "time_limit": "最长求解时间 (秒)。",
    "gap": "价值与上界之差小于此比例即停止。",
}
