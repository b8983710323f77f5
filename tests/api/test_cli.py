"""What each command answers, in which language, and with which exit code."""

from __future__ import annotations

import re
from pathlib import Path

import highspy
import openpyxl
import pytest
from rich.cells import cell_len

from scenarios.problems import ModelError
from tests.api.conftest import Run, strict

SOLVE = ("solve", "minimal")


# --- browsing -------------------------------------------------------------------------------------


def test_list_names_the_shipped_scenarios(run: Run) -> None:
    result = run("list")
    assert result.exit_code == 0
    assert "minimal" in result.stdout
    assert "CNY 22,000 million" in result.stdout
    assert "长三角生物医药" in run("list", "--lang", "zh").stdout


def test_list_as_json(run: Run) -> None:
    listed = strict(run("list", "--json").stdout)
    assert listed["schema"] == "deltafund/scenarios/1"
    minimal = next(part for part in listed["scenarios"] if part["id"] == "minimal")
    assert (minimal["cities"], minimal["money"]["available"]) == (6, 200.0)


def test_new_makes_a_folder_that_checks(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("new", "my-fund")
    assert made.exit_code == 0
    assert "Made my-fund/scenario.yaml" in made.stdout
    assert run("check", "my-fund").exit_code == 0
    assert run("new", "my-fund").exit_code == 2
    assert run("new", "other", "--from", "nowhere").exit_code == 2


def test_new_makes_a_workbook_that_checks_and_solves(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("new", "my-fund", "--format", "xlsx", "--lang", "zh")
    assert made.exit_code == 0
    assert "已建立 my-fund.xlsx" in made.stdout
    assert "deltafund check my-fund.xlsx" in made.stdout
    assert run("check", "my-fund.xlsx").exit_code == 0
    assert "490.2" in run("solve", "my-fund.xlsx").stdout
    assert run("new", "my-fund", "--format", "xlsx").exit_code == 2
    sizes = ("--cities", 41, "--chains", 1)
    nation = run("new", "my-nation", "--format", "xlsx", "--from", "national", *sizes)
    assert nation.exit_code == 0
    assert "of 41 cities" in run("check", "my-nation.xlsx").stdout
    wrong = run("check", "my-fund.xlsx", "--set", "cities.alder.tier=9 9", "--lang", "zh")
    assert "--set cities.alder.tier=9 9" in wrong.stderr


def test_convert_there_and_back(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("convert", "minimal", "fund.xlsx")
    assert result.exit_code == 0
    assert "Written to fund.xlsx" in result.stdout
    assert "deltafund solve fund.xlsx" in result.stdout
    assert run("convert", "fund.xlsx", "fund.yaml").exit_code == 0
    assert run("convert", "fund.yaml", "fund.json").exit_code == 0
    assert "490.2" in run("solve", "fund.json").stdout
    again = run("convert", "fund.yaml", "fund.xlsx")
    assert again.exit_code == 2
    assert "a file that does not exist yet" in again.stderr
    assert "以 .xlsx" in run("convert", "fund.yaml", "fund.ods", "--lang", "zh").stderr


def test_list_names_the_template_that_makes_nations(run: Run) -> None:
    shown = " ".join(run("list").stdout.split())
    assert "national" in shown
    assert "41–1,000" in shown
    assert "synthetic" in shown
    template = strict(run("list", "--json").stdout)["templates"][0]
    assert (template["id"], template["cities"], template["chains"]) == (
        "national",
        [41, 1000],
        [1, 8],
    )


def test_new_makes_a_nation(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    made = run("new", "my-nation", "--from", "national", "--cities", 50, "--chains", 2, "--seed", 3)
    assert made.exit_code == 0
    assert "Made my-nation/scenario.yaml" in made.stdout
    assert "of 50 cities (chains 2, seed 3)" in run("check", "my-nation").stdout


def test_a_nation_is_made_before_it_is_solved(run: Run, tmp_path: Path) -> None:
    for command in ("solve", "check"):
        result = run(command, "national")
        assert result.exit_code == 2
        assert "deltafund new my-nation --from national" in result.stderr
    assert (
        "deltafund new my-nation --from national" in run("solve", "national", "--lang", "zh").stderr
    )
    assert "did you mean national?" in run("new", tmp_path / "new", "--from", "nationl").stderr


def test_the_size_of_a_nation_has_bounds_all_told_at_once(run: Run, tmp_path: Path) -> None:
    sizes = ("--cities", 40, "--chains", 9, "--seed", -1)
    result = run("new", tmp_path / "My Nation", "--from", "national", *sizes)
    assert result.exit_code == 2
    for part in (
        "There are 4 problems",
        "call it my-nation",
        "--cities: found 40; expected a whole number from 41 to 1,000. Cure: write --cities 41",
        "--chains: found 9; expected a whole number from 1 to 8. Cure: write --chains 8",
        "--seed: found -1",
    ):
        assert part in result.stderr
    chinese = run("new", tmp_path / "new", "--from", "national", *sizes, "--lang", "zh").stderr
    assert "输入有 3 处问题" in chinese
    assert "41 至 1,000 的整数" in chinese
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("template", ["minimal", "yrd-biomedicine", "nowhere"])
def test_a_size_is_for_a_nation_only(run: Run, tmp_path: Path, template: str) -> None:
    result = run("new", tmp_path / "new", "--from", template, "--cities", 50, "--seed", 2)
    assert result.exit_code == 2
    for option in ("--cities: found 50", "--seed: found 2"):
        assert f"{option}; expected this option only beside --from national" in result.stderr
    assert "Cure: leave it out, or write --from national" in result.stderr
    assert ("nowhere" in result.stderr) == (template == "nowhere")
    assert "只与 --from national 连用" in (
        run("new", tmp_path / "new", "--chains", 2, "--lang", "zh").stderr
    )
    assert not list(tmp_path.iterdir())


def test_check_says_what_there_is(run: Run) -> None:
    shown = run("check", "yrd-biomedicine").stdout
    for part in ("Possible joint activities", "22,140", "shanghai-cap", "assumptions", "sound"):
        assert part in shown


def test_check_as_json(run: Run) -> None:
    checked = strict(run("check", "minimal", "--json").stdout)
    assert checked["schema"] == "deltafund/check/1"
    assert (checked["sites"], checked["joint_activities"], checked["site_activities"]) == (9, 6, 5)
    assert [rule["rows"] for rule in checked["rules"]] == [3, 1]
    assert len(checked["assumptions"]) == 9


def test_check_tells_inactive_rules_and_why(run: Run) -> None:
    setting = ("--set", "funders.south.contribution=0")
    result = run("check", "minimal", *setting)
    assert "Inactive: fair-return (South): the jurisdiction pays nothing in" in result.stdout
    checked = strict(run("check", "minimal", "--json", *setting).stdout)
    assert checked["rules"][0]["inactive"][0]["at"] == ["south"]


def test_rules_lists_and_explains(run: Run) -> None:
    assert "jurisdiction_return" in run("rules").stdout
    one = run("rules", "share-limit").stdout
    for part in ("selection", "or `all` of it", r"\alpha_{\min}", "cross_border: true"):
        assert part in one
    capped = run("rules", "outflow_cap").stdout
    for part in ("number ≥ 0, ≤ 1", "needed", "list of jurisdictions", "programme or period"):
        assert part in capped
    assert "份额限制" in run("rules", "share_limit", "--lang", "zh").stdout
    assert len(strict(run("rules", "--json").stdout)["rules"]) >= 9
    assert strict(run("rules", "earmark", "--json").stdout)["rules"][0]["kind"] == "earmark"


def test_rules_of_an_unknown_kind(run: Run) -> None:
    result = run("rules", "share_limt")
    assert result.exit_code == 2
    assert "did you mean share_limit" in result.stderr


def test_schema_is_one_document(run: Run) -> None:
    assert strict(run("schema").stdout)["title"] == "deltafund scenario"


def test_versions(run: Run) -> None:
    assert "HiGHS" in run("version").stdout
    assert run("--version").stdout == run("version").stdout
    assert strict(run("version", "--json").stdout)["highspy"]


# --- variants, and a scenario as a whole ----------------------------------------------------------


@pytest.fixture
def varied(tmp_path: Path) -> Path:
    """Write a file that extends the minimal scenario and has a variant."""
    path = tmp_path / "mine.yaml"
    path.write_text(
        "extends: minimal\nid: mine\nrules.periphery: null\n"
        "variants:\n  poor: {title: {zh: 资金减半, en: Half}, funders.north.contribution: 25}\n",
        encoding="utf-8",
    )
    return path


def test_check_lists_the_variants(run: Run, varied: Path) -> None:
    shown = run("check", varied).stdout
    assert "Variants, to be asked for with --variant" in shown
    assert "poor   Half" in shown
    chinese = run("check", varied, "--variant", "poor", "--lang", "zh").stdout
    for part in ("变体", "资金减半", "mine, 变体 poor", f"deltafund solve {varied} --variant poor"):
        assert part in chinese.replace("\n", "")
    checked = strict(run("check", varied, "--json", "--variant", "poor").stdout)["scenario"]
    assert (checked["id"], checked["variant"]) == ("mine", "poor")
    assert checked["variants"] == [{"id": "poor", "title": {"zh": "资金减半", "en": "Half"}}]
    assert "to be asked for" not in run("check", "minimal").stdout


def test_solve_says_of_which_variant_the_answer_is(run: Run, varied: Path, tmp_path: Path) -> None:
    base = strict(run("solve", varied, "--json").stdout)
    poor = strict(run("solve", varied, "--json", "--variant", "poor").stdout)
    assert (base["scenario"]["variant"], poor["scenario"]["variant"]) == (None, "poor")
    assert base["scenario"]["id"] == poor["scenario"]["id"] == "mine"
    assert base["scenario"]["digest"] != poor["scenario"]["digest"]
    assert poor["money"]["available"] == base["money"]["available"] - 50
    by_hand = run("solve", varied, "--json", "--set", "funders.north.contribution=25")
    assert strict(by_hand.stdout)["scenario"]["digest"] == poor["scenario"]["digest"]
    shown = run("solve", varied, "--variant", "poor", "--out", tmp_path / "out").stdout
    assert "The smallest example, variant poor" in shown
    assert f"deltafund check {varied} --variant poor" in shown.replace("\n", "")
    book = openpyxl.load_workbook(tmp_path / "out" / "allocation.xlsx")
    cells = {row[0].value: row[1].value for row in book["Summary"].iter_rows(min_row=2)}
    assert (cells["Scenario"], cells["Variant"]) == ("mine", "poor")


@pytest.mark.parametrize("command", ["check", "solve", "show"])
def test_an_unknown_variant_is_2_and_names_those_there_are(
    run: Run, varied: Path, command: str
) -> None:
    result = run(command, varied, "--variant", "por")
    assert result.exit_code == 2
    assert (
        "--variant por: variants: found por; expected one of the variants: poor." in result.stderr
    )
    assert "是否想写 poor?" in run(command, varied, "--variant", "por", "--lang", "zh").stderr


def test_problems_of_variants_are_told_apart(run: Run, varied: Path) -> None:
    varied.write_text(varied.read_text("utf-8").replace(": 25", ": -25"), "utf-8")
    assert run("solve", varied).exit_code == 0
    result = run("check", varied)
    assert result.exit_code == 2
    assert "mine.yaml:5: variant poor: funders.north.contribution: found -25" in result.stderr
    (problem,) = strict(run("check", varied, "--json").stdout)["problems"]
    assert problem["variant"] == "poor"


def test_show_prints_a_whole_scenario(run: Run, varied: Path, tmp_path: Path) -> None:
    shown = run("show", varied, "--variant", "poor", "--set", "discount=0.5").stdout
    assert shown.startswith("# mine, variant poor as a whole, written by deltafund show")
    assert "# Variants of the file: poor\n" in shown
    whole = tmp_path / "whole.yaml"
    whole.write_text(shown, encoding="utf-8")
    settings = ("--set", "funders.north.contribution=25", "--set", "discount=0.5")
    first, second = (
        strict(run("check", *arguments, "--json").stdout)["scenario"]["digest"]
        for arguments in ((whole,), (varied, *settings))
    )
    assert first == second
    tree = strict(run("show", varied, "--json").stdout)
    assert tree["variants"]["poor"]
    assert tree["funders"][0]["contribution"] == 50
    assert "完整内容" in run("show", varied, "--lang", "zh").stdout


@pytest.mark.parametrize("form", ["yaml", "json", "xlsx"])
def test_show_and_convert_say_the_same(run: Run, varied: Path, tmp_path: Path, form: str) -> None:
    path = tmp_path / f"other.{form}"
    assert run("convert", varied, path).exit_code == 0
    shown = run("show", varied).stdout
    assert run("show", path).stdout == shown
    if form == "yaml":
        assert path.read_text("utf-8") == shown.partition("\n")[2]
    if form == "json":
        assert strict(path.read_text("utf-8")) == strict(run("show", varied, "--json").stdout)
    for command in ("check", "show"):
        assert run(command, path, "--variant", "poor").exit_code == 0
    assert "poor" in run("check", path, "--variant", "por").stderr


# --- solving --------------------------------------------------------------------------------------


def test_solve_says_how_sure_it_is_and_who_gets_what(run: Run) -> None:
    result = run(*SOLVE)
    assert result.exit_code == 0
    for part in (
        "Optimal: no allocation can be worth more than 490.2 points; this one is worth 490.2",
        "CNY 200 million from 3 funders",
        "All of the money is spent.",
        "points gained per CNY million of loosening",
        "Joint project",
        "9 figures are assumptions; see them with deltafund check minimal.",
    ):
        assert part in result.stdout
    assert result.stderr == ""


def test_solve_in_chinese(run: Run) -> None:
    shown = run(*SOLVE, "--lang", "zh").stdout
    for part in ("最优", "200 百万元", "北省", "联合项目", "9 项假设"):
        assert part in shown
    assert "Jurisdiction" not in shown


def test_language_comes_from_the_locale(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "方案" in run("list").stdout
    assert "Scenario" in run("--lang", "en", "list").stdout
    assert "Scenario" in run("--lang", "zh", "list", "--lang", "en").stdout
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert "Scenario" in run("list").stdout


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("columns", ["80", "100", "200"])
def test_output_fits_and_has_no_control_characters(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str, columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    for command in (SOLVE, ("check", "minimal"), ("list",), ("rules",)):
        shown = run(*command, "--lang", language).stdout
        assert max(map(cell_len, shown.splitlines())) <= min(int(columns), 100)
        assert all(char.isprintable() or char == "\n" for char in shown)


def test_solve_as_json(run: Run) -> None:
    result = run(*SOLVE, "--json")
    answer = strict(result.stdout)
    assert answer["schema"] == "deltafund/allocation/1"
    assert answer["status"] == "optimal"
    assert answer["value"] == pytest.approx(490.2)
    assert result.stderr == ""


def test_settings_change_the_scenario(run: Run) -> None:
    more = strict(run(*SOLVE, "--json", "--set", "funders.north.contribution=60").stdout)
    assert more["money"]["available"] == pytest.approx(220)


def test_lp_file_is_written(run: Run, tmp_path: Path) -> None:
    assert run(*SOLVE, "--lp", tmp_path / "minimal.lp").exit_code == 0
    assert "Maximize" in (tmp_path / "minimal.lp").read_text(encoding="utf-8")


def test_lp_file_of_every_grant_has_the_same_optimum_and_more_columns(
    run: Run, tmp_path: Path
) -> None:
    few, every = tmp_path / "few.lp", tmp_path / "every.lp"
    assert run(*SOLVE, "--lp", few).exit_code == 0
    result = run(*SOLVE, "--lp", every, "--lp-all", "--json")
    document = strict(result.stdout)
    names = [
        set(re.findall(r"grant\d+", file.read_text(encoding="utf-8"))) for file in (few, every)
    ]
    assert names[0] < names[1]
    assert len(names[1]) == document["solver"]["grants_possible"]
    found = _solved(every)
    assert found == pytest.approx(document["value"], rel=2e-4)


def _solved(file: Path) -> float:
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(file))
    highs.run()
    return float(highs.getInfo().objective_function_value)


def test_every_grant_is_asked_for_with_a_file_only(run: Run) -> None:
    result = run(*SOLVE, "--lp-all")
    assert result.exit_code == 2
    assert "--lp FILE" in result.stderr


def test_demo_shows_and_writes_everything(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "demo"
    result = run("demo", "--out", out, "--time-limit", "4")
    assert result.exit_code == 0
    for part in ("Shanghai", "Largest joint links", "What each rule costs", "Next: deltafund new"):
        assert part in result.stdout
    written = {"allocation.json", "allocation.xlsx", "plan.csv", "tables"}
    assert {path.name for path in out.iterdir()} == written


# --- exit codes -----------------------------------------------------------------------------------


def test_bad_input_is_2_with_every_problem(run: Run) -> None:
    settings = ("--set", "options.gap=7", "--set", "funders.north.contribution=much")
    english = run(*SOLVE, *settings)
    assert english.exit_code == 2
    assert english.stdout == ""
    assert "There are 2 problems with the input:" in english.stderr
    assert "found 7; expected a number of less than 1. Cure:" in english.stderr
    chinese = run(*SOLVE, *settings, "--lang", "zh").stderr
    assert "输入有 2 处问题" in chinese
    assert "办法" in chinese


def test_bad_input_as_json(run: Run) -> None:
    result = run(*SOLVE, "--set", "options.gap=7", "--json")
    assert result.exit_code == 2
    document = strict(result.stdout)
    assert document["schema"] == "deltafund/problems/1"
    assert document["problems"][0]["pointer"] == "/options/gap"
    assert document["problems"][0]["cure"]["zh"]


@pytest.mark.parametrize("option", ["--out", "--lp"])
def test_a_place_that_cannot_be_written_is_found_before_solving(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    monkeypatch.setattr("api.solving.run", lambda *_: pytest.fail("solved in vain"))
    result = run(*SOLVE, option, tmp_path / "missing" / "answer")
    assert result.exit_code == 2
    assert option in result.stderr
    assert not (tmp_path / "missing").exists()


def test_a_file_is_no_folder_and_a_folder_no_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine", encoding="utf-8")
    assert run(*SOLVE, "--out", file).exit_code == 2
    assert file.read_text(encoding="utf-8") == "mine"
    assert run(*SOLVE, "--lp", tmp_path).exit_code == 2


def test_a_clash_is_3_and_names_rules_and_the_way_out(run: Run, clashing_file: Path) -> None:
    english = run("solve", clashing_file)
    assert english.exit_code == 3
    for part in (
        "Rules `fair-return` (North City, floor) and `alder-cap` cannot hold together.",
        "Least loosening: ",  # of either rule: both ways are as short
        "by CNY 60 million",
        "North City is a single city",
    ):
        assert part in english.stdout
    chinese = run("solve", clashing_file, "--lang", "zh").stdout
    assert "规则 `fair-return` (北市、下限) 和 `alder-cap` 不能同时成立" in chinese
    assert "北市只有一个城市" in chinese
    document = strict(run("solve", clashing_file, "--json").stdout)
    assert document["status"] == "infeasible"
    assert document["diagnosis"]["clash"][0]["rule"] == "fair-return"


def test_no_time_and_no_plan_is_4(run: Run) -> None:
    result = run("solve", "yrd-biomedicine", "--time-limit", "0.001")
    assert result.exit_code == 4
    assert "--time-limit" in result.stdout
    result = run("solve", "yrd-biomedicine", "--time-limit", "0.001", "--json")
    assert strict(result.stdout)["status"] == "timeout"


@pytest.mark.parametrize("fault", [ModelError("a row is [bold]mad\nsecond line"), KeyError("x")])
def test_our_fault_is_1_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def fail(*_: object) -> None:
        raise fault

    monkeypatch.setattr("api.solving.run", fail)
    result = run(*SOLVE, "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 1
    assert type(fault).__name__ in result.stderr
    assert "not of your scenario" in result.stderr
    assert "Traceback" in run(*SOLVE, "--debug").stderr
    assert "这是 deltafund 的错误" in run(*SOLVE, "--lang", "zh").stderr


@pytest.mark.parametrize("arguments", [("solve",), ("solve", "minimal", "--bad"), ("nothing",)])
def test_misuse_is_2(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
