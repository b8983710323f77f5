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
    "rules": "列出规则的种类, 或详述其中一种。",
    "schema": "输出方案文件的 JSON Schema, 供编辑器使用。",
    "version": "显示 deltafund 与求解器的版本。",
}
ARGUMENTS: Final = {
    "scenario": "方案文件、其文件夹, 或自带方案的名称。",
    "name": "新文件夹或工作簿; 其名称即方案编号。",
    "out": "新文件: .xlsx、.yaml 或 .json。",
    "file": "文件。",
    "files": "每个区一个 .pb 文件。",
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
    "most": "至多列出多少个最小冲突, 默认 10。",
    "reports": "写一份给人看的报告: .html、.xlsx 或 .md; 可重复。",
    "including": "报告中一并写入此项分析; 可重复。",
    "host": "监听的地址。",
    "port": "监听的端口。",
    "data": "数据文件夹; 参见 DELTAFUND_DATA。",
    "worker": "也在此进程中执行运行。",
    "zh": "中文名称。",
    "en": "英文名称。",
    "add-key name": "谁或什么将使用该密钥。",
    "role": "该密钥可做什么。",
    "lp": "将线性规划写成 LP 文件。",
    "lp_all": "与 --lp 同用: 写出所有可能的拨款, 而不仅是已纳入的。",
    "time_limit": "最长求解时间 (秒)。",
    "gap": "价值与上界之差小于此比例即停止。",
}
