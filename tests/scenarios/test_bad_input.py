"""Bad input of every kind is refused with its place, what was found and expected, the cure."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import scenarios
from scenarios.files.tables import MAX_REPORTED
from scenarios.files.yaml12 import MAX_DEPTH, MAX_NODES
from scenarios.problems import Problem, ScenarioError

MINIMAL = scenarios.shipped()["minimal"].read_text(encoding="utf-8")


def line_of(text: str, part: str) -> int:
    return text.count("\n", 0, text.index(part)) + 1


HEADER = "id,jurisdiction,tier,population,rd"
AT_CITIES = line_of(MINIMAL, "cities:\n")
TABLE = f"{HEADER}\nalder,north,core,8000000,4000\nbirch,north,edge,2000000,400\n"


def problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(ScenarioError) as caught:
        read()
    for problem in caught.value.problems:
        said = [problem.say("en"), problem.say("zh")]
        assert all(problem.expected[language] for language in ("zh", "en"))
        assert all(problem.cure[language] for language in ("zh", "en"))
        assert all("{" not in problem.expected[language] for language in ("zh", "en"))
        assert said[0] != said[1]
    return caught.value.problems


def only(problems: tuple[Problem, ...]) -> Problem:
    assert len(problems) == 1, "\n".join(problem.say("en") for problem in problems)
    return problems[0]


@dataclass(frozen=True)
class Case:
    """One change of the minimal scenario, and how the one problem must be told."""

    name: str
    old: str
    new: str
    path: str
    found: str
    expected: tuple[str, str]
    cure: tuple[str, str]

    def check(self, problem: Problem, text: str) -> None:
        line, first = line_of(text, self.new), line_of(text, "id: joint-project")
        assert problem.place == f"scenario.yaml:{line}"
        assert problem.path == self.path
        assert problem.found == self.found.replace("{line}", f"{line}").replace(
            "{first}", f"{first}"
        )
        assert self.expected[0] in problem.expected.en
        assert self.expected[1] in problem.expected.zh
        assert self.cure[0] in problem.cure.en
        assert self.cure[1] in problem.cure.zh


CASES = [
    Case(
        "unknown field",
        "contribution: 40,",
        "contribution: 40, cary_over: 1,",
        "funders.east.cary_over",
        "cary_over",
        ("one of id, name, jurisdiction", "以下之一: id"),
        ("did you mean carry_over?", "是否想写 carry_over?"),
    ),
    Case(
        "missing field",
        "{id: north, jurisdiction: north, contribution: 50,",
        "{id: north, jurisdiction: north,",
        "funders.north.contribution",
        "{id, jurisdiction, assumption}",
        ("the field contribution", "必填字段 contribution"),
        ("add contribution: ...", "写上 contribution: ..."),
    ),
    Case(
        "city in no jurisdiction",
        "{id: elm, jurisdiction: east",
        "{id: elm, jurisdiction: nowhere",
        "cities.elm.jurisdiction",
        "nowhere",
        ("a declared jurisdiction: north, east, south", "已声明的辖区: north, east, south"),
        ("declare nowhere under jurisdictions", "在 jurisdictions 中声明 nowhere"),
    ),
    Case(
        "selector that names an unknown tier",
        "{tiers: [edge]}",
        "{tiers: [egde]}",
        "rules.periphery.of.tiers.0",
        "egde",
        ("a declared tier of a city: core, edge", "已声明的城市层级: core, edge"),
        ("did you mean edge?", "是否想写 edge?"),
    ),
    Case(
        "negative money",
        "contribution: 40",
        "contribution: -40",
        "funders.east.contribution",
        "-40",
        ("at least 0", "不小于 0"),
        ("correct the number", "更正这个数"),
    ),
    Case(
        "negative money in one period",
        "contribution: 40",
        "contribution: {1: 40, 2: -1}",
        "funders.east.contribution.2",
        "-1",
        ("at least 0", "不小于 0"),
        ("correct the number", "更正这个数"),
    ),
    Case(
        "money of an unknown period",
        "contribution: 40",
        "contribution: {1: 40, 7: 1}",
        "funders.east.contribution.7",
        "7",
        ("a declared period: 1, 2", "已声明的期: 1, 2"),
        ("declare 7 under periods", "在 periods 中声明 7"),
    ),
    Case(
        "NaN",
        "stage: making, strength: 1.6",
        "stage: making, strength: .nan",
        "strengths.sites.6.strength",
        ".nan",
        ("a finite number", "有限的数"),
        ("leave it out if unknown", "未知则不写此字段"),
    ),
    Case(
        "NaN of an indicator",
        "rd: 3000",
        "rd: NaN",
        "cities.cedar.rd",
        "NaN",
        ("a finite number", "有限的数"),
        ("leave it out if unknown", "未知则不写此字段"),
    ),
    Case(
        "text for a number",
        "contribution: 40",
        "contribution: 40 million",
        "funders.east.contribution",
        "40 million",
        ("a number", "数"),
        ("no unit", "不写单位"),
    ),
    Case(
        "truth for a number",
        "contribution: 40",
        "contribution: true",
        "funders.east.contribution",
        "true",
        ("a number", "数"),
        ("no unit", "不写单位"),
    ),
    Case(
        "null id",
        "{id: fir, jurisdiction: south",
        "{id: null, jurisdiction: south",
        "cities.4.id",
        "null",
        ("text", "文本"),
        ("write a text", "填写文本"),
    ),
    Case(
        "id with capitals",
        "- {id: tools,",
        "- {id: Hand Tools,",
        "chains.Hand Tools.id",
        "Hand Tools",
        ("lower-case letters", "小写字母"),
        ("write hand-tools", "例如改为 hand-tools"),
    ),
    Case(
        "unknown kind of rule",
        "kind: jurisdiction_return",
        "kind: jurisdiction_retrun",
        "rules.fair-return.kind",
        "jurisdiction_retrun",
        ("a kind: one of", "kind: 以下之一"),
        ("did you mean jurisdiction_return?", "是否想写 jurisdiction_return?"),
    ),
    Case(
        "no kind of response",
        "response: {kind: linear, cap: 30,",
        "response: {cap: 30,",
        "instruments.joint-project.response.kind",
        "{cap, assumption}",
        ("a kind: one of baseline-power, saturating", "kind: 以下之一: baseline-power, saturating"),
        ("choose one", "选择一个"),
    ),
    Case(
        "unknown word",
        "scope: link",
        "scope: links",
        "instruments.joint-project.scope",
        "links",
        ("one of site, link", "以下之一: site, link"),
        ("did you mean link?", "是否想写 link?"),
    ),
    Case(
        "duplicate id",
        "- id: workshop",
        "- id: joint-project  # again",
        "instruments.joint-project",
        "joint-project (scenario.yaml:{first}, scenario.yaml:{line})",
        ("only once", "只出现一次"),
        ("another id", "改用另一个编号"),
    ),
    Case(
        "duplicate key",
        "contribution: 40",
        "contribution: 40, contribution: 41",
        "funders.east.contribution",
        "contribution (scenario.yaml:{line}, scenario.yaml:{line})",
        ("each key once", "每个键只出现一次"),
        ("remove one", "删去其中一个"),
    ),
    Case(
        "tag",
        "cap: 15",
        "cap: !!python/name:os.system 15",
        "instruments.workshop.response.cap",
        "!!python/name:os.system",
        ("without a ! tag", "不带 ! 标签"),
        ("remove the tag", "删去标签"),
    ),
    Case(
        "own validator",
        "rd: {unit: CNY million, assumption: invented for teaching}",
        "rd: {unit: CNY million}",
        "indicators.rd",
        "{unit}",
        ("a source, or an assumption, is needed", "至少写一个"),
        ("correct", "更正"),
    ),
    Case(
        "undeclared figure",
        "rd: 3000",
        "gdp: 3000",
        "cities.cedar.gdp",
        "gdp",
        ("a field or indicator: id", "字段或已声明的指标: id"),
        ("declare gdp under indicators", "在 indicators 中声明 gdp"),
    ),
    Case(
        "a mapping instead of a list",
        "stages: [research, making]}",
        "stages: {research: making}}",
        "chains.tools.stages",
        "{research}",
        ("a list", "列表"),
        ("write it as a list", "写成列表"),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_one_problem(case: Case) -> None:
    assert MINIMAL.count(case.old) >= 1
    text = MINIMAL.replace(case.old, case.new, 1)
    problems = problems_of(lambda: scenarios.read_document(text))
    case.check(only(problems), text)


def test_all_problems_are_told_in_one_go() -> None:
    text = MINIMAL
    chosen = [case for case in CASES if case.name in ALL_AT_ONCE]
    for case in chosen:
        text = text.replace(case.old, case.new, 1)
    problems = {
        problem.path: problem for problem in problems_of(lambda: scenarios.read_document(text))
    }
    assert len(problems) == len(chosen) == len(ALL_AT_ONCE)
    for case in chosen:
        case.check(problems[case.path], text)
    lines = [int(problem.place.split(":")[1]) for problem in problems.values()]
    assert lines == sorted(lines)


ALL_AT_ONCE = {
    "missing field",
    "city in no jurisdiction",
    "selector that names an unknown tier",
    "NaN",
    "NaN of an indicator",
    "unknown kind of rule",
    "unknown word",
    "negative money in one period",
    "tag",
    "own validator",
}


@pytest.mark.parametrize(
    ("text", "line", "found", "expected", "cure"),
    [
        ("a: [1, 2\nb: 3\n", 2, "b: 3", "valid YAML", "brackets"),
        ("a: 1\nb:\n\t- c\n", 3, "- c", "valid YAML", "spaces instead of tabs"),
        ('a: "x\nb: 2\n', 2, "b: 2", "valid YAML", "quotes"),
        ("a: 1\n---\nb: 2\n", 2, "---", "one YAML document", "another file"),
        ("a: *b\n", 1, "*b", "defined before", "define it"),
        ("a: &b [*b]\n", 1, "*b", "not around itself", "write the content out"),
        ("? [a]\n: 1\n", 1, "? ...", "a plain word as key", "a name or an id"),
        ("a: \x00\n", 1, "'a: \\x00'", "valid YAML", "this line"),
        ("", 1, "null", "a mapping", "{field: value}"),
        ("# nothing but a comment\n", 1, "null", "a mapping", "{field: value}"),
        ("- a\n- b\n", 1, "[a, b]", "a mapping", "{field: value}"),
        ("just words", 1, "just words", "a mapping", "{field: value}"),
    ],
)
def test_what_is_no_scenario_at_all(
    text: str, line: int, found: str, expected: str, cure: str
) -> None:
    problem = only(problems_of(lambda: scenarios.read_document(text)))
    assert problem.place in (f"scenario.yaml:{line}", "scenario.yaml")
    assert problem.found == found
    assert expected in problem.expected.en
    assert cure in problem.cure.en


def test_an_alias_bomb_is_refused_before_it_unfolds() -> None:
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))
    start = time.perf_counter()
    problem = only(problems_of(lambda: scenarios.read_document(f"a0: &a0 [1]\n{levels}\n")))
    assert time.perf_counter() - start < 5
    assert problem.found == f"> {MAX_NODES:,}"
    assert "aliases written out" in problem.expected.en
    assert "CSV" in problem.cure.zh


@pytest.mark.parametrize("name", ["scenario.yaml", "scenario.json"])
@pytest.mark.parametrize("bracket", ["[", "{a: ", '{"a": ', "- "])
def test_deep_nesting_is_refused(name: str, bracket: str) -> None:
    problem = problems_of(lambda: scenarios.read_document(bracket * 100_000, name))[0]
    assert problem.place.startswith(name)
    if name == "scenario.yaml":
        assert problem.found == f"> {MAX_DEPTH}"


def test_deep_nesting_that_is_closed_and_deep_aliases_are_refused() -> None:
    for name in ("scenario.yaml", "scenario.json"):
        text = "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)
        assert only(problems_of(lambda: scenarios.read_document(text, name))).found.startswith(">")  # noqa: B023
    steps = "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 100))
    problem = only(problems_of(lambda: scenarios.read_document(f"a0: &a0 [1]\n{steps}")))
    assert problem.found == f"> {MAX_DEPTH}"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.touch()
    os.truncate(path, 2**30)
    start = time.perf_counter()
    problem = only(problems_of(lambda: scenarios.load(path)))
    assert time.perf_counter() - start < 1
    assert problem.place == "scenario.yaml"
    assert problem.found == "1,024.0 MB"
    assert problem.expected.en == "at most 32 MB"
    assert problem.expected.zh == "不超过 32 MB"
    assert "split it" in problem.cure.en


def test_only_ordinary_files_are_read(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    (tmp_path / "folder" / "scenario.yaml").mkdir(parents=True)
    for path in (pipe, tmp_path / "folder", Path(os.devnull)):
        problem = only(problems_of(lambda: scenarios.load(path)))  # noqa: B023
        assert problem.expected.en == "an ordinary file"
        assert problem.cure.zh == "给出文件本身的路径"


def test_text_that_is_not_utf8_is_refused_with_the_byte(tmp_path: Path) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_bytes("a: 1\ntitle: 长三角".encode("gbk"))
    problem = only(problems_of(lambda: scenarios.load(path)))
    assert problem.place == "scenario.yaml:2"
    assert problem.found == "0xb3 @ 12"
    assert "UTF-8" in problem.expected.zh
    assert "CSV UTF-8" in problem.cure.en


def test_a_name_that_is_nothing_lists_what_there_is() -> None:
    for name in ("minimol", "", "\0", "x" * 5000, "/no/such/path"):
        problem = only(problems_of(lambda: scenarios.load(name)))  # noqa: B023
        assert "minimal" in problem.expected.en
    assert only(problems_of(lambda: scenarios.load("minimol"))).cure.en == "did you mean minimal?"


def test_json_is_held_to_its_own_rules() -> None:
    for text, place, found, expected in [
        ('{"a": NaN}', "s.json", "NaN", "a finite number"),
        ('{"a": -Infinity}', "s.json", "-Infinity", "a finite number"),
        ('{"a": 1,\n "b": }', "s.json:2", '"b": }', "valid JSON"),
        ("", "s.json:1", "...", "valid JSON"),
    ]:
        problem = only(problems_of(lambda: scenarios.read_document(text, "s.json")))  # noqa: B023
        assert (problem.place, problem.found) == (place, found)
        assert expected in problem.expected.en
    twice = problems_of(lambda: scenarios.read_document('{"id": 1,\n "id": 2}', "s.json"))
    assert "s.json:2" in [problem.place for problem in twice]


def with_table(folder: Path, table: str | None, mention: str = "{table: c.csv}") -> Path:
    """Write the minimal scenario with its cities in a table."""
    start, end = MINIMAL.index("cities:\n"), MINIMAL.index("chains:\n")
    text = f"{MINIMAL[:start]}cities: {mention}\n{MINIMAL[end:]}"
    (folder / "scenario.yaml").write_text(text, encoding="utf-8")
    if table is not None:
        (folder / "c.csv").write_text(table, encoding="utf-8")
    return folder


def of_table(
    folder: Path, table: str | None, mention: str = "{table: c.csv}"
) -> tuple[Problem, ...]:
    return problems_of(lambda: scenarios.load(with_table(folder, table, mention)))


def test_a_missing_table(tmp_path: Path) -> None:
    problem = only(of_table(tmp_path, None))
    assert (problem.path, problem.place) == ("cities.table", "c.csv")
    assert "c.csv" in problem.found
    assert problem.expected.en == "a file that exists and can be read"
    assert problem.expected.zh == "存在且可读的文件"
    assert problem.cure.en == "check the path and the permissions"


@pytest.mark.parametrize(
    ("header", "mention", "place", "found", "expected", "cure"),
    [
        ("idd,jurisdiction", "", "c.csv:1", "idd", "one of id, name", "did you mean id?"),
        ("id,tier", "", "c.csv:1", "id, tier", "a column jurisdiction", "jurisdiction: name"),
        ("id;jurisdiction", "", "c.csv:1", "id;jurisdiction", "a column id", "commas separate"),
        ("id,jurisdiction,gdp", "", "c.csv:1", "gdp", "one of id", "skip: [gdp]"),
        ("id,jurisdiction,rd,rd", "", "c.csv:1", "rd x 2", "once", "rename"),
        ("id,province", ", jurisdiction: provinz", "c.csv:1", "id, province", "a column provinz",
         "did you mean province?"),
        ("id,jurisdiction", ", jurisdicion: id", "scenario.yaml:{line}", "jurisdicion", "one of id",
         "did you mean jurisdiction?"),
        ("id,jurisdiction", ", skip: [rd]", "c.csv:1", "id, jurisdiction", "a column rd", "add it"),
        ("id,jurisdiction,name,name.zh", "", "c.csv:1", "name, name.zh", "in parts", "skip"),
        ("id,jurisdiction", ", tier: 3", "scenario.yaml:{line}", "3", "name of a column", "column"),
        ("id,jurisdiction", ", skip: {a: b}", "scenario.yaml:{line}", "{a}", "names", "skip"),
    ],
)  # fmt: skip
def test_a_table_with_a_wrong_header(
    tmp_path: Path, header: str, mention: str, place: str, found: str, expected: str, cure: str
) -> None:
    table = header + "\n" + ",".join(["alder"] * len(header.split(","))) + "\n"
    problems = of_table(tmp_path, table, f"{{table: c.csv{mention}}}")
    told = [each for each in problems if each.found == found and expected in each.expected.en]
    assert told, [problem.say("en") for problem in problems]
    assert told[0].place == place.format(line=AT_CITIES)
    assert cure in told[0].cure.en
    assert all(problem.path.startswith("cities") for problem in problems), "no follow-up problems"


def test_ragged_rows_are_told_with_their_lines(tmp_path: Path) -> None:
    table = TABLE + 'cedar,"a\nb"\n\nelm,east,core,1,2,3\n'
    short, long = of_table(tmp_path, table)
    assert (short.place, long.place) == ("c.csv:4", "c.csv:7")
    assert long.found == "6: elm,east,core,1,2,3"
    assert long.expected.en == "5 cells, as in the header"
    assert long.expected.zh == "5 个单元格"
    assert "quotes" in long.cure.en
    assert len(of_table(tmp_path, HEADER + "\nx" * 100)) == MAX_REPORTED


def test_broken_quotes_in_a_table(tmp_path: Path) -> None:
    problem = only(of_table(tmp_path, TABLE + 'cedar,"east" x,core,1,2\n'))
    assert problem.place == "c.csv:4"
    assert problem.expected.en == "valid CSV"


@pytest.mark.parametrize("cell", ["NaN", "inf", "-Infinity", "1e999", "about 5", "1,5"])
def test_a_cell_that_is_no_finite_number(tmp_path: Path, cell: str) -> None:
    table = TABLE + f'cedar,east,core,"{cell}",3000\nelm,east,edge,1,1\n'
    table += "fir,south,core,1,1\ngum,south,edge,1,1\n"
    problem = only(of_table(tmp_path, table))
    assert problem.place == "c.csv:4"
    assert problem.path == "cities.cedar.population"
    assert problem.found == cell
    assert "number" in problem.expected.en
    assert "数" in problem.expected.zh


def test_the_same_city_twice_in_a_table(tmp_path: Path) -> None:
    table = TABLE + "cedar,east,core,1,1\nelm,east,edge,1,1\nfir,south,core,1,1\n"
    table += "gum,south,edge,1,1\nalder,north,core,1,1\n"
    problem = only(of_table(tmp_path, table))
    assert problem.place == "c.csv:8"
    assert problem.found == "alder (c.csv:2, c.csv:8)"


@pytest.mark.parametrize("file", ["../x.csv", "/etc/passwd", "link.csv", "C:\\x.csv", "loop.csv"])
def test_a_table_outside_the_folder(tmp_path: Path, file: str) -> None:
    folder = tmp_path / "scenario"
    folder.mkdir()
    (tmp_path / "x.csv").write_text(TABLE, encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "x.csv")
    (folder / "loop.csv").symlink_to(folder / "loop.csv")
    problem = only(of_table(folder, None, f"{{table: '{file}'}}"))
    assert problem.path == "cities.table"
    if file == "loop.csv":
        return
    assert problem.place == f"scenario.yaml:{AT_CITIES}"
    assert problem.found == file
    assert problem.expected.en == "a relative path inside the folder of the scenario"
    assert problem.expected.zh == "方案文件夹内的相对路径"
    assert "copy the table" in problem.cure.en


def test_a_table_without_a_folder(tmp_path: Path) -> None:
    text = with_table(tmp_path, None).joinpath("scenario.yaml").read_text(encoding="utf-8")
    problem = only(problems_of(lambda: scenarios.read_document(text)))
    assert problem.found == "c.csv"
    assert "for want of a folder" in problem.expected.en


def test_data_from_elsewhere_is_checked_too() -> None:
    loop: dict[str, object] = {}
    loop["a"] = loop
    assert only(problems_of(lambda: scenarios.load_tree(loop))).found == f"> {MAX_DEPTH}"
    problems = problems_of(lambda: scenarios.load_tree({"schema": {1, 2}, "id": "a\ud800"}))
    found = [problem.found for problem in problems]
    assert "{1, 2}" in found
    assert "'a\\ud800'" in found


def test_nothing_that_a_terminal_would_obey_is_said() -> None:
    text = MINIMAL.replace("scope: link", 'scope: "\\e[31mlink"').replace("rd: 3000", '"\\e": 1')
    for problem in problems_of(lambda: scenarios.read_document(text)):
        assert problem.found.isprintable()
        assert problem.path.isprintable()


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)
SECTIONS = st.sampled_from(
    sorted(scenarios.read_tree(scenarios.read_document(MINIMAL).source.tree).source.tree)
)
HARD = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@HARD
@given(st.text(max_size=200) | st.text("[]{}:,-&*! \n\t'\"#|>ab0?%@", max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    for name in ("scenario.yaml", "scenario.json"):
        with pytest.raises(ScenarioError):
            scenarios.read_document(text, name)


@HARD
@given(st.dictionaries(SECTIONS, PLAIN, min_size=1, max_size=4))
def test_no_data_breaks_the_loader(changes: dict[str, object]) -> None:
    tree = scenarios.read_document(MINIMAL).source.tree | changes
    with contextlib.suppress(ScenarioError):
        scenarios.load_tree(tree)


@HARD
@given(st.data())
def test_no_single_change_breaks_the_loader(data: st.DataObject) -> None:
    tree = scenarios.read_document(MINIMAL).source.tree
    part = tree
    while True:
        keys = sorted(part) if isinstance(part, dict) else list(range(len(part)))
        key = data.draw(st.sampled_from(keys))
        inner = part[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        part = inner
    part[key] = data.draw(PLAIN | st.sampled_from(["alder", "making", "tools/making", "edge", -1]))
    with contextlib.suppress(ScenarioError):
        scenarios.load_tree(tree)


@HARD
@given(st.text(max_size=40) | st.text("cities.alderpopulation=0[]{}: ", max_size=40))
def test_no_setting_breaks_the_loader(setting: str) -> None:
    with contextlib.suppress(ScenarioError):
        scenarios.load("minimal", [setting])


@HARD
@given(table=st.text(max_size=100) | st.text('id,jurisdcton\n"; \r', max_size=60))
def test_no_table_breaks_the_loader(table: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = with_table(tmp_path_factory.mktemp("fuzz"), None)
    (folder / "c.csv").write_bytes(table.encode("utf-8", "surrogatepass"))
    with pytest.raises(ScenarioError):
        scenarios.load(folder)
