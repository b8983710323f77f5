"""Reports for people: what is in them, in both languages, and that nothing in them is a trap."""

from __future__ import annotations

import dataclasses
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, ClassVar

import openpyxl
import pandas as pd
import pytest

from api import figures
from api.reports import wording
from api.reports.basemap import BaseMap, base_map
from api.reports.blocks import Grid
from api.reports.composing import analysis_report, report
from api.reports.dossier import Asked, Dossier
from api.reports.html import html, said
from api.reports.markdown import markdown, plain
from api.reports.recording import blocks
from api.reports.sections.analyses import page_of
from api.reports.sections.decision import joint_pairs
from api.show.grid import grid
from optimizer import Allocation
from optimizer.alone import alone
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.frontier import draw
from optimizer.course import Course
from scenarios.opening import open_ledger
from scenarios.problems import ScenarioError
from scenarios.words import Language, Text
from tests.api.conftest import Run

LANGUAGES: list[Language] = ["zh", "en"]
in_both = pytest.mark.parametrize("language", LANGUAGES)


class Page(HTMLParser):
    """What a browser would see: the elements with their attributes, and the words."""

    VOID: ClassVar = {"meta", "br"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] != ["style"]:
            self.words.append(data.strip())

    @property
    def text(self) -> str:
        return " ".join(word for word in self.words if word)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def dossier(answer: Allocation, language: Language, **more: Any) -> Dossier:
    mine = alone(answer.scenario, open_ledger(answer.scenario)) if answer.has_plan else None
    return Dossier(answer, language, **({"alone": mine} | more))


def page_of_answer(answer: Allocation, language: Language, **more: Any) -> Page:
    return Page(html(report(dossier(answer, language, **more)), language))


# --- what is in it --------------------------------------------------------------------------------


@in_both
def test_the_page_tells_the_decision_first_and_has_all_sections(
    answer: Allocation, language: Language
) -> None:
    page = page_of_answer(answer, language)
    sections = [part["id"] for part in page.of("section")]
    assert sections == [
        "decision", "money", "rules", "alone", "sensitivity",
        "assumptions", "sources", "provenance",
    ]  # fmt: skip
    links = [link["href"] for link in page.of("a")]
    assert links == [f"#{name}" for name in sections]
    assert answer.scenario.title[language] in page.text
    assert page.of("html")[0]["lang"] == {"zh": "zh-Hans", "en": "en"}[language]


@in_both
def test_its_numbers_are_those_of_the_answer(answer: Allocation, language: Language) -> None:
    page = page_of_answer(answer, language)
    for row in answer.table("jurisdictions").itertuples():
        for number in (row.contributed, row.received, row.value):
            assert figures.fixed(float(str(number)), 1) in page.words
    for name in ("cities", "stages", "instruments"):
        for received in answer.table(name)["received"]:
            assert figures.fixed(float(received), 1) in page.words
    assert "490.2" in page.text
    assert answer.scenario.digest in page.words


@in_both
def test_all_rules_assumptions_and_sources_are_in_it(
    answer: Allocation, language: Language
) -> None:
    page = page_of_answer(answer, language)
    for name, rule in zip(answer.scenario.rule_ids(), answer.scenario.rules, strict=True):
        assert name in page.words
        assert rule.title[language] in page.words
    assert len(answer.scenario.assumptions()) == 9
    for path, why in answer.scenario.assumptions():
        assert path in page.words
        assert why[language] in page.words
    for path, source in answer.scenario.sources():
        assert path in page.words
        assert source[language] in page.words


def test_gains_over_going_alone_are_told_or_said_to_be_unknown(answer: Allocation) -> None:
    told = page_of_answer(answer, "en").words
    assert "+113.4" in told  # North: 299.4 in the fund, 186 alone
    assert wording.NOT_COMPUTED.en not in told
    assert wording.NOT_COMPUTED.en in page_of_answer(answer, "en", alone=None).words


@in_both
def test_every_chart_has_a_name_a_description_a_unit_and_a_table(
    answer: Allocation, language: Language
) -> None:
    page = page_of_answer(answer, language)
    charts, tables = page.of("svg"), page.of("details")
    assert len(charts) == len(tables) == 5
    ids = {attributes.get("id") for _, attributes in page.elements}
    for chart in charts:
        assert chart["role"] == "img"
        named = (chart["aria-labelledby"] or "").split()
        assert len(named) == 2
        assert set(named) <= ids
    assert len(ids) == len([1 for _, found in page.elements if "id" in found]) + 1  # no id twice
    captions = re.findall(
        r"<figcaption>.*?</figcaption>", html(report(dossier(answer, "en")), "en"), re.S
    )
    assert all(re.search(r"</strong> \(.+?\)<br>.+", caption) for caption in captions)


def test_joint_money_is_that_of_pairs_across_a_border() -> None:
    grants = pd.DataFrame(
        {
            "sites": [("a/c/s", "b/c/s"), ("a/c/s", "b/c/s", "d/c/s"), ("b/c/s", "d/c/s")],
            "cross_border": [True, True, False],
            "amount": [4.0, 10.0, 99.0],
        }
    )
    homes = {"a": "north", "b": "south", "d": "south"}
    assert joint_pairs(grants, homes) == [(("a", "b"), 9.0), (("a", "d"), 5.0)]


def test_a_clash_is_told_in_words(clash: Allocation) -> None:
    page = page_of_answer(clash, "en")
    assert "No allocation can keep all rules." in page.words
    assert "cannot hold together" in page.text
    assert "by CNY 60 million" in page.text
    assert [part["id"] for part in page.of("section")][:2] == ["decision", "rules"]
    assert "规则冲突" in page_of_answer(clash, "zh").words


def test_an_answer_without_a_plan_says_so(answer: Allocation) -> None:
    empty = {name: pd.DataFrame() for name in answer.tables}
    stopped = dataclasses.replace(answer, status="timeout", value=None, bound=None, tables=empty)
    assert "The time is up and no plan was found" in page_of_answer(stopped, "en").text


# --- what is not in it ----------------------------------------------------------------------------


@in_both
def test_it_loads_nothing_and_may_not(answer: Allocation, language: Language) -> None:
    page = page_of_answer(answer, language)
    policy = next(part["content"] for part in page.of("meta") if "http-equiv" in part)
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert {"script", "link", "iframe", "object", "embed", "img", "form", "base"}.isdisjoint(
        tag for tag, _ in page.elements
    )
    for _, attributes in page.elements:
        assert {"src", "srcset", "onload", "onclick", "xlink:href", "style"}.isdisjoint(attributes)
    text = html(report(dossier(answer, language)), language)
    assert not re.search(r"url\(|@import|https?://", text)


@in_both
def test_hostile_names_are_words(answer: Allocation, language: Language) -> None:
    evil = '</title><script>alert(1)</script>"><img src=x onerror=alert(2)>'
    hostile, ticked = Text(zh=evil, en=evil), Text(zh=f"`{evil}", en=f"`{evil}")
    cities = tuple(city.model_copy(update={"name": hostile}) for city in answer.scenario.cities)
    homes = tuple(
        part.model_copy(update={"name": hostile}) for part in answer.scenario.jurisdictions
    )
    rules = tuple(
        rule.model_copy(update={"note": hostile, "source": hostile, "assumption": ticked})
        for rule in answer.scenario.rules
    )
    changed = {"title": hostile, "cities": cities, "jurisdictions": homes, "rules": rules}
    scenario = answer.scenario.model_copy(update=changed)
    spoilt = dataclasses.replace(answer, scenario=scenario)
    clean, page = page_of_answer(answer, language), page_of_answer(spoilt, language)
    assert {tag for tag, _ in page.elements} == {tag for tag, _ in clean.elements}
    assert evil in page.words
    text = markdown(report(dossier(spoilt, language)), language)
    assert [line for line in text.splitlines() if re.search(r"(?<!\\)<", line)] == []


def test_words_between_backticks_are_ids() -> None:
    assert said("rule `a<b` & co") == "rule <code>a&lt;b</code> &amp; co"
    assert said("one ` only") == "one ` only"
    assert plain("a|b\n`c_d` *e*") == r"a\|b — `c_d` \*e\*"


# --- other forms ----------------------------------------------------------------------------------


@in_both
def test_markdown_says_the_same(answer: Allocation, language: Language) -> None:
    told = report(dossier(answer, language))
    text = markdown(told, language)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == [
        section.title for section in told.sections
    ]
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert any("| 299.4 |" in line for line in tables)
    widths = {len(re.findall(r"(?<!\\)\|", line)) for line in tables}
    assert min(widths) >= 3


def test_the_workbook_opens_with_the_decision(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "fund.xlsx"
    assert run("solve", "minimal", "--report", file).exit_code == 0
    book = openpyxl.load_workbook(file)
    assert book.sheetnames[0] == "Decision"
    assert {"Summary", "Jurisdictions", "Assumptions", "Sources"} <= set(book.sheetnames)
    rows = list(book["Decision"].iter_rows(values_only=True))
    north = next(row for row in rows if row[0] == "North")
    assert north[1:4] == (100, 117, 17)


# --- analyses as sections -------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, eq=False, kw_only=True)
class Made(Analysis):
    """An analysis that nobody wrote a page for."""

    name: ClassVar = "made-up"

    def document(self) -> dict[str, Any]:
        return {}


@in_both
def test_an_analysis_without_a_page_is_told_by_its_tables(
    answer: Allocation, language: Language
) -> None:
    frame = pd.DataFrame({"jurisdiction": ["north"], "received": [12.5], "strange": ["x"]})
    made = Made(scenario=answer.scenario, complete=False, seconds=1.0, tables={"points": frame})
    page = Page(html(analysis_report(Asked(made), language), language))
    home = {"zh": "北省", "en": "North"}[language]
    assert {home, "12.50", "strange", "x"} <= set(page.words)
    assert {"zh": "获得 (百万元)", "en": "Received (CNY million)"}[language] in page.words
    assert {"zh": "提前停止", "en": "Stopped early"}[language] in page.text
    inside = page_of_answer(answer, language, asked=(Asked(made),))
    assert "made-up" in [part["id"] for part in inside.of("section")]


def test_bars_of_letters_are_left_to_the_screen() -> None:
    (told,) = blocks([grid(["City", "", "Value"], [["alder", "██ knee", "2"]], words=2)])
    assert told == Grid(("City", "Value"), (("alder", "2"),), words=1)


def test_pages_of_analyses_are_found_by_name() -> None:
    assert page_of("division") is not None
    assert page_of("nothing-like-it") is None


# --- the command line -----------------------------------------------------------------------------


def test_solve_writes_reports_in_every_form(run: Run, tmp_path: Path) -> None:
    files = [tmp_path / f"fund.{suffix}" for suffix in ("html", "md", "xlsx")]
    asked = [part for file in files for part in ("--report", file)]
    result = run("solve", "minimal", *asked, "--lang", "zh")
    assert result.exit_code == 0, result.output
    assert all(file.stat().st_size > 3000 for file in files)
    assert "分配决定" in files[0].read_text(encoding="utf-8")
    assert "".join(result.output.split()).count("fund.") == 3
    assert {path.name for path in tmp_path.iterdir()} == {file.name for file in files}


def test_analyses_are_put_into_the_report(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "fund.html"
    asked = ("--with", "prices", "--with", "division", "--report", file)
    assert run("solve", "minimal", *asked).exit_code == 0
    page = Page(file.read_text(encoding="utf-8"))
    assert "Virtual common pot" in page.words
    assert "Holds (looser/tighter)" in page.words
    assert "--with" not in page.text
    assert len(page.of("svg")) == 7  # the regimes, and what dropping rules gains, are drawn too


def test_analyses_have_reports_of_their_own(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "prices.html"
    result = run("prices", "minimal", "--report", file, "--json")
    assert json.loads(result.stdout)["schema"] == "deltafund/prices/1"
    page = Page(file.read_text(encoding="utf-8"))
    assert "What each rule costs" in page.words
    book = tmp_path / "division.xlsx"
    assert run("division", "minimal", "--report", book, "--lang", "zh").exit_code == 0
    assert openpyxl.load_workbook(book).sheetnames[0] == "决定"


def test_a_clash_has_a_report_and_its_exit_code(
    run: Run, clashing_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / "clash.md"
    assert run("solve", clashing_file, "--report", file).exit_code == 3
    assert "cannot hold together" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", ["solve", "prices"])
def test_a_report_that_cannot_be_written_is_refused_before_the_solve(
    run: Run, tmp_path: Path, command: str
) -> None:
    wrong = ("--report", tmp_path / "fund.pdf", "--report", tmp_path / "no" / "fund.html")
    result = run(command, "minimal", *wrong)
    assert result.exit_code == 2
    assert "a file that ends in .html, .xlsx or .md" in result.stderr
    assert "a path whose parent folder exists" in result.stderr
    assert result.stdout == ""


def test_an_analysis_for_no_report_is_refused(run: Run) -> None:
    result = run("solve", "minimal", "--with", "prices")
    assert result.exit_code == 2
    assert "a --report FILE beside it" in result.stderr
    assert run("solve", "minimal", "--with", "guess").exit_code == 2


# --- the base map ---------------------------------------------------------------------------------

SQUARE: Any = {
    "type": "FeatureCollection",
    "approval": "GS(2024)0650",
    "features": [
        {
            "type": "Feature",
            "properties": {"code": "A1"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[119, 31], [121, 31], [121, 33], [119, 31]]],
            },
        }
    ],
}  # fmt: skip


def test_borders_are_drawn_from_an_approved_map_alone(answer: Allocation, tmp_path: Path) -> None:
    assert "No borders" not in page_of_answer(answer, "en").text
    assert wording.SEATS.en in page_of_answer(answer, "en").words
    (tmp_path / "base.geojson").write_text(json.dumps(SQUARE), encoding="utf-8")
    base = base_map(tmp_path)
    assert isinstance(base, BaseMap)
    city = answer.scenario.cities[0].model_copy(update={"code": "A1"})
    cities = (city, *answer.scenario.cities[1:])
    coded = answer.scenario.model_copy(update={"cities": cities})
    page = page_of_answer(dataclasses.replace(answer, scenario=coded), "en", base=base)
    assert [part for part in page.of("path") if part.get("class") == "land"]
    assert "Base map: GS(2024)0650" in page.words


@pytest.mark.parametrize("spoil", [{"approval": " "}, {"features": [{}]}])
def test_a_map_without_approval_or_areas_is_refused(tmp_path: Path, spoil: dict[str, Any]) -> None:
    (tmp_path / "base.geojson").write_text(json.dumps(SQUARE | spoil), encoding="utf-8")
    with pytest.raises(ScenarioError, match="approval|GeoJSON"):
        base_map(tmp_path)
    assert base_map(tmp_path / "elsewhere") is None


def test_without_coordinates_there_are_bars(answer: Allocation) -> None:
    cities = tuple(city.model_copy(update={"lon": None}) for city in answer.scenario.cities)
    scenario = answer.scenario.model_copy(update={"cities": cities})
    page = page_of_answer(dataclasses.replace(answer, scenario=scenario), "en")
    assert wording.NO_PLACES.en in page.words
    assert not page.of("circle")


def test_a_frontier_is_a_curve_with_its_knee(answer: Allocation) -> None:
    ledger = open_ledger(answer.scenario)
    found = draw(answer.scenario, ledger, Course(), against="rules.fair-return.floor", points=5)
    page = Page(html(analysis_report(Asked(found), "en"), "en"))
    assert wording.CURVE_ABOUT.en in page.words
    assert len(page.of("circle")) == 6  # one more around the knee
    curve = next(part for part in page.of("path") if part.get("class") == "curve")
    assert (curve["d"] or "").count("L") == 4
    for value in found.table("points")["value"]:
        assert figures.fixed(float(value), 1) in page.words


def test_a_diagnosis_is_a_report_of_its_own(run: Run, clashing_file: Path, tmp_path: Path) -> None:
    file = tmp_path / "clash.html"
    assert run("diagnose", clashing_file, "--report", file).exit_code == 3
    assert "alder-cap" in Page(file.read_text(encoding="utf-8")).words
    inside = tmp_path / "inside.html"
    asked = ("--with", "diagnose", "--report", inside)
    assert run("solve", clashing_file, *asked).exit_code == 3
    page = Page(inside.read_text(encoding="utf-8"))
    assert [part["id"] for part in page.of("section")][:3] == ["decision", "rules", "diagnose"]
