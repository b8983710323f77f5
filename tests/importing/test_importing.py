"""Files of other formats become scenarios; what cannot be read is told with its lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import app
from scenarios.files.loading import load
from scenarios.importing.folders import write_folders
from scenarios.importing.gap import read_gap
from scenarios.importing.mknap import read_mknap
from scenarios.importing.pabulib import read_pabulib
from scenarios.opening import open_ledger
from scenarios.problems import ScenarioError

KNAPSACK = """ 2
 2 2 0
 5 4.5
 1 0
 2 3
 3
 4

 1 1 7 7 1 1"""
ASSIGNMENT = "1  2 3  5 6 7  4 3 9  1 2 3  3 2 1  4 4"
BALLOTS = """\
META
key;value
unit;Zgierz
district;{district}
instance;2024
budget;{budget}
currency;PLN
rule;greedy
PROJECTS
project_id;cost;votes;name;selected
1;100;2;"Park; lawn";1
B.2/x;50.5;1;Road;0
VOTES
voter_id;age;vote
11;30;1,B.2/x
12;31;1
13;32;
"""
NORTH = BALLOTS.format(district="Północ", budget=120)
SOUTH = BALLOTS.format(district="South | small", budget=60)


def test_a_knapsack_has_a_partner_for_every_weight(tmp_path: Path) -> None:
    paths = write_folders(read_mknap(KNAPSACK, "k.txt", "k"), tmp_path / "out")
    assert [path.parent.name for path in paths] == ["k-1", "k-2"]
    scenario = load(paths[0])
    assert [project.score for project in scenario.projects] == [5, 4.5]
    partners = [(one.project, one.city, one.amount) for one in scenario.partners]
    assert partners == [
        ("item-1", "constraint-1", 1),
        ("item-1", "constraint-2", 2),
        ("item-2", "constraint-2", 3),
    ]
    assert [funder.contribution for funder in scenario.funders] == [3, 4]
    assert [rule.kind_name() for rule in scenario.rules] == ["outflow_cap"]
    assert len(open_ledger(scenario).projects) == 2


def test_the_published_optimum_is_told() -> None:
    first, second = read_mknap(KNAPSACK, "k.txt", "k")
    assert "No optimum" in first.description.en
    assert "published optimum is 7 " in second.description.en
    assert "7" in second.description.zh


def test_an_assignment_has_a_group_for_every_job(tmp_path: Path) -> None:
    (path,) = write_folders(read_gap(ASSIGNMENT, "gap1.txt", "gap1"), tmp_path)
    scenario = load(path)
    found = {project.id: (project.group, project.score) for project in scenario.projects}
    assert len(found) == 6
    assert found["job-3-agent-2"] == ("job-3", 9)
    amounts = {one.project: (one.city, one.amount) for one in scenario.partners}
    assert amounts["job-1-agent-2"] == ("agent-2", 3)


def test_one_of_each_job_is_chosen() -> None:
    (found,) = read_gap(ASSIGNMENT, "gap1.txt", "gap1")
    assert found.tree()["rules"][1] == {
        "kind": "dependency",
        "id": "once",
        "groups": "all",
        "exactly": 1,
    }


@pytest.mark.parametrize(("virtual", "rules"), [(True, ["outflow_cap"]), (False, [])])
def test_districts_are_jurisdictions_and_ballots_scores(
    virtual: bool, rules: list[str], tmp_path: Path
) -> None:
    files = [(NORTH, "north.pb", "north"), (SOUTH, "south.pb", "south")]
    (path,) = write_folders([read_pabulib(files, virtual)], tmp_path)
    scenario = load(path)
    assert [part.id for part in scenario.jurisdictions] == ["p-noc", "south-small"]
    assert [project.score for project in scenario.projects] == [2, 1, 2, 1]
    assert len({project.id for project in scenario.projects}) == 4
    assert [funder.contribution for funder in scenario.funders] == [120, 60]
    assert scenario.projects[0].title is not None
    assert scenario.projects[0].title.en == "Park; lawn"
    assert scenario.money.currency == "PLN"
    assert scenario.description is not None
    assert "named 4 times" in scenario.description.en
    assert [rule.kind_name() for rule in scenario.rules] == rules


def places(error: pytest.ExceptionInfo[ScenarioError]) -> list[str]:
    for problem in error.value.problems:
        assert problem.expected.zh
        assert problem.cure.zh != problem.cure.en
    return [problem.place for problem in error.value.problems]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("1\n2 x 0\n1 1,5\n1 1\n2", ["k.txt:2", "k.txt:3"]),
        ("1\n2 1 0\n5 4\n1 0\n2", ["k.txt:5"]),
        ("1\n2 1 0\n5 -4\n1 -1\n2", ["k.txt:3", "k.txt:4"]),
        ("1\n2 1 0\n5 4\n1 1\n2\n9", ["k.txt:6"]),
        ("1\n2 1 0\n5 4\n1 1", ["k.txt:4"]),
        ("1.5", ["k.txt:1"]),
        ("", ["k.txt:1"]),
        ("1\n0 1 0", ["k.txt:2"]),
        ("1\n1 1 nan\n1 1 1", ["k.txt:2"]),
    ],
)
def test_what_is_wrong_with_a_knapsack_is_told_with_its_line(text: str, lines: list[str]) -> None:
    with pytest.raises(ScenarioError) as error:
        read_mknap(text, "k.txt", "k")
    assert places(error) == lines


def test_an_item_without_weight_is_told_by_its_number() -> None:
    with pytest.raises(ScenarioError) as error:
        read_mknap("1\n2 1 0\n5 4\n1 0\n2", "k.txt", "k")
    assert error.value.problems[0].found == "k-1: item 2"


def test_a_job_without_resource_is_told_by_its_number() -> None:
    with pytest.raises(ScenarioError) as error:
        read_gap("1\n1 2\n5 6\n1 0\n2", "g.txt", "g")
    assert error.value.problems[0].found == "g-1: agent 1, job 2"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("META\n", "", 1),
        ("budget;120", "budget;lots", 1),
        ("1;100;2", "1;none;2", 11),
        ("1;100;2", "1;0;2", 11),
        ("B.2/x;50.5", "1;50.5", 12),
        ("B.2/x;50.5;1;Road;0", "B.2/x;50.5;1", 12),
        ("project_id;cost", "project;cost", 10),
        ("12;31;1", "12;31;9", 16),
    ],
)
def test_what_is_wrong_with_ballots_is_told_with_its_line(old: str, new: str, line: int) -> None:
    assert old in NORTH
    with pytest.raises(ScenarioError) as error:
        read_pabulib([(NORTH.replace(old, new, 1), "a.pb", "a")])
    assert f"a.pb:{line}" in places(error)


def test_no_folder_is_overwritten(tmp_path: Path) -> None:
    found = read_mknap(KNAPSACK, "k.txt", "k")
    (tmp_path / "k-2").mkdir()
    with pytest.raises(ScenarioError):
        write_folders(found, tmp_path)
    assert not (tmp_path / "k-1").exists()


def test_the_commands(tmp_path: Path) -> None:
    files = {"k.txt": KNAPSACK, "g.txt": ASSIGNMENT, "n.pb": NORTH, "s.pb": SOUTH}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    out = ["--out", str(tmp_path / "out"), "--lang", "en"]
    run = CliRunner().invoke
    for arguments in (["mknap", "k.txt"], ["gap", "g.txt"], ["pabulib", "n.pb", "s.pb"]):
        named = [str(tmp_path / part) if "." in part else part for part in arguments]
        result = run(app, ["import", *named, *out])
        assert result.exit_code == 0, result.output
    made = sorted(path.parent.name for path in (tmp_path / "out").glob("*/scenario.yaml"))
    assert made == ["g-1", "k-1", "k-2", "n"]
    (tmp_path / "bad.txt").write_text("1 x", encoding="utf-8")
    assert run(app, ["import", "mknap", str(tmp_path / "bad.txt"), *out]).exit_code == 2
