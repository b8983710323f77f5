"""`deltafund audit`: read the plan, have it checked, tell; or write one to start from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pandas as pd

from api import words
from api.analysing import Asked, tell_of
from api.answering import Exit
from api.reports.folder import check_file
from api.reports.plans import write_cities
from api.running import run
from api.show.analyses.audit import show
from api.voice import Voice
from optimizer.analyses.givenplans import ByCity, Whole
from optimizer.analyses.handmade import Audited, audit_plan
from optimizer.records import Longs, grant_lines_of, payment_lines_of
from scenarios.files.loading import read_scenario
from scenarios.files.plans import WrittenPlan, read_plan
from scenarios.ledger import GRAIN, Ledger
from scenarios.problems import Problem, ScenarioError, refuse
from scenarios.words import Text


def examine_plan(voice: Voice, asked: Asked, plan: Path | None) -> int:
    """Audit a plan; return the exit code."""
    loaded = read_scenario(asked.scenario, asked.overrides(), asked.variant)
    if plan is None:
        raise ScenarioError([Problem((), "-", *PLAN, named="PLAN.csv")])
    written = read_plan(plan, loaded.scenario)
    ledger = loaded.open()
    given = given_plan(written, ledger)
    return tell_of(
        voice,
        asked.wanted(Audited),
        lambda course: audit_plan(loaded.scenario, ledger, course, given),
        show,
        lambda found: ENDS[found.clean],
    )


def given_plan(written: WrittenPlan, ledger: Ledger) -> Whole | ByCity:
    """Return a plan as amounts; raises `ScenarioError` for what the scenario has no place for."""
    return _whole(written, ledger) if written.whole else _by_city(written, ledger)


def write_template(voice: Voice, asked: Asked, path: Path) -> int:
    """Write what each city gets in the optimum; return the exit code."""
    if asked.reports:
        told = ", ".join(map(str, asked.reports))
        raise ScenarioError([Problem((), told, *NO_REPORT, named="--template")])
    check_file(path, "--template")
    loaded = read_scenario(asked.scenario, asked.overrides(), asked.variant)
    allocation = run(voice, loaded.scenario, loaded.open())
    if not allocation.has_plan:
        voice.say(words.INFEASIBLE if allocation.status == "infeasible" else words.TIMEOUT)
        return Exit.INFEASIBLE if allocation.status == "infeasible" else Exit.NO_PLAN
    write_cities(allocation.table("cities"), loaded.scenario, path, voice.language)
    if voice.json:
        voice.document({"written": str(path)})
    else:
        voice.say(words.WROTE, where=str(path))
    return Exit.ANSWER


def _by_city(written: WrittenPlan, ledger: Ledger) -> ByCity:
    """Return what each city gets; money for a city that can receive none is refused."""
    can = set(ledger.receipts["city"].astype(str))
    problems = [
        Problem(("city",), record["city"], *RECEIVES, place=f"{written.file}:{line}")
        for record, line in written.of("")
        if record["amount"] > 0 and record["city"] not in can
    ]
    refuse(problems)
    rows = (record for record, _ in written.of(""))
    return ByCity({(row["city"], row.get("period")): row["amount"] for row in rows})


def _whole(written: WrittenPlan, ledger: Ledger) -> Whole:
    """Return the amounts by line; what the scenario has no activity for is refused."""
    problems: list[Problem] = []
    told = [column for column in GRAIN if column in ledger.payments]
    names = ("funder", "city", *told, "period")
    granted = _by_line(
        written, "grant", ("sites", "project"), lambda t: grant_lines_of(ledger, t), problems
    )
    paid = _by_line(
        written, "payment", tuple(told), lambda t: payment_lines_of(ledger, t, names), problems
    )
    refuse(sorted(problems, key=lambda problem: int(problem.place.rpartition(":")[2])))
    return Whole(granted, paid)


def _by_line(
    written: WrittenPlan,
    kind: str,
    columns: tuple[str, ...],
    lookup: Callable[[pd.DataFrame], Longs],
    problems: list[Problem],
) -> pd.Series[float]:
    rows = written.of(kind)
    if not rows:
        return pd.Series(dtype=float, index=pd.Index([], dtype="int64"))
    table = pd.DataFrame([record for record, _ in rows])
    for column in columns:
        if column not in table:
            table[column] = None
        table[column] = table[column].astype(object).where(table[column].notna(), None)
    if "sites" in table:
        table["sites"] = table["sites"].map(lambda sites: sites or ())
    lines = lookup(table)
    for (record, line), found in zip(rows, lines.tolist(), strict=True):
        if found < 0:
            expected, cure = NO_LINE[kind]
            place = f"{written.file}:{line}"
            problems.append(Problem((kind,), _said(record), expected, cure, place))
    return pd.Series(table["amount"].to_numpy(dtype=float), index=lines)


def _said(record: dict[str, Any]) -> str:
    parts = (value for key, value in record.items() if key not in ("record", "amount"))
    return " ".join("+".join(part) if isinstance(part, tuple) else str(part) for part in parts)[:80]


NO_REPORT: Final = (
    Text(zh="不带 --report: 只写文件, 不审查", en="no --report: nothing is audited"),
    Text(zh="去掉 --report, 或去掉 --template", en="leave --report out, or --template"),
)
ENDS: Final = {True: Exit.ANSWER, False: Exit.INFEASIBLE, None: Exit.NO_PLAN}
PLAN: Final = (
    Text(zh="方案的 CSV 文件", en="the CSV file of a plan"),
    Text(
        zh="写上文件名, 或用 --template 文件 先得到一个",
        en="name one, or have one written first: --template FILE",
    ),
)
RECEIVES: Final = (
    Text(zh="能获得资金的城市", en="a city that can receive money"),
    Text(zh="写 0, 或在 strengths 与 instruments 中给它活动", en="write 0, or give it an activity"),
)
NO_LINE: Final = {
    "grant": (
        Text(
            zh="方案中可能的活动: 政策工具适用的节点, 或申报的项目",
            en="an activity of the scenario: an instrument where it acts, or a project",
        ),
        Text(
            zh="检查 instrument、sites 与 project",
            en="check the instrument, the sites and the project",
        ),
    ),
    "payment": (
        Text(
            zh="方案中可能的支付; 规则需要区分的环节、政策工具等须写明",
            en="a possible payment, with the stage, the instrument and so on that rules tell apart",
        ),
        Text(
            zh="以 deltafund solve --out 写出的 plan.csv 为样本",
            en="take the plan.csv of deltafund solve --out as a pattern",
        ),
    ),
}
