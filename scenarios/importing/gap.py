"""The generalised assignment problem, in the format of OR-Library's `gap1` to `gap12`.

An agent is a funder with a pot. A job done by an agent is a project that the agent pays for; the
projects of one job are variants, of which one is chosen. Profits are maximised, as in `gap1` to
`gap12`; the files `gapa` to `gapd` hold costs and are no such problems.
"""

from __future__ import annotations

from typing import Any, Final

from scenarios.importing.folders import Imported, Pot, plain
from scenarios.importing.numbers import Numbers, each_problem
from scenarios.words import Text

ONCE: Final[dict[str, Any]] = {
    "kind": "dependency",
    "id": "once",
    "groups": "all",
    "exactly": 1,
}
SOURCE: Final = (
    "OR-Library, generalised assignment problems; J. E. Beasley, OR-Library: distributing test "
    "problems by electronic mail, Journal of the Operational Research Society 41 (1990) 1069-1072"
)
AGENTS: Final = Text(zh="代理数", en="number of agents")
JOBS: Final = Text(zh="任务数", en="number of jobs")
PROFITS: Final = Text(zh="收益", en="profits")
RESOURCES: Final = Text(zh="所需资源", en="resources")
CAPACITIES: Final = Text(zh="代理容量", en="capacities")
NO_RESOURCE: Final = (
    Text(zh="所需资源大于 0", en="a job that takes some resource of the agent"),
    Text(zh="更正该任务所需的资源", en="correct the resource that the job takes"),
)


def read_gap(text: str, name: str, stem: str) -> list[Imported]:
    """Return a scenario for each problem of a file called `name`; see the module's text.

    Raises `ScenarioError` with the lines of what cannot be read.
    """
    return each_problem(text, name, stem, _problem)


def _problem(numbers: Numbers, name: str) -> Imported:
    agents, jobs = numbers.count(AGENTS), numbers.count(JOBS)
    profits = [numbers.row(jobs, PROFITS) for _ in range(agents)]
    resources = []
    for agent in range(1, agents + 1):
        resources.append(numbers.row(jobs, RESOURCES))
        for job, needed in enumerate(resources[-1], 1):
            if needed == 0:
                numbers.doubt(f"{name}: agent {agent}, job {job}", *NO_RESOURCE)
    capacities = numbers.row(agents, CAPACITIES)
    pairs = [(agent, job) for job in range(jobs) for agent in range(agents)]
    return Imported(
        name=name,
        title=Text(zh=f"广义指派问题 {name}", en=f"Generalised assignment {name}"),
        description=Text(
            zh=f"{agents} 个代理, {jobs} 个任务, 收益最大化 (OR-Library)。",
            en=f"{agents} agents, {jobs} jobs, profit is maximised (OR-Library).",
        ),
        source=SOURCE,
        pots=[Pot(f"agent-{at}", plain(money)) for at, money in enumerate(capacities, 1)],
        projects=[
            {"id": _id(pair), "score": plain(profits[pair[0]][pair[1]]), "group": _job(pair)}
            for pair in pairs
        ],
        partners=[
            {
                "project": _id(pair),
                "city": f"agent-{pair[0] + 1}",
                "amount": plain(resources[pair[0]][pair[1]]),
            }
            for pair in pairs
        ],
        rules=[ONCE],
    )


def _job(pair: tuple[int, int]) -> str:
    return f"job-{pair[1] + 1}"


def _id(pair: tuple[int, int]) -> str:
    return f"{_job(pair)}-agent-{pair[0] + 1}"
