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
    "kind": "规则种类, 详细说明。",
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
    "time_limit": "最长求解时间 (秒)。",
    "gap": "价值与上界之差小于此比例即停止。",
}
