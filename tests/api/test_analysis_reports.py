"""Every command that answers writes its answer for people, in each form and both languages."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import scenarios
from api import headers
from api.reports import wording
from api.reports.blocks import Grid, Heading, Sentence
from api.reports.composing import analysis_report, batch_report
from api.reports.dossier import Asked
from api.reports.filing import write_analysis_report, write_batch_report
from api.reports.html import html, kept
from api.show.analyses import coalition as coalition_page
from api.show.analyses.coalition import NOBODY
from optimizer.analyses.alternatives import differ
from optimizer.analyses.analysis import Analysis
from optimizer.analyses.batch import Asking as Many
from optimizer.analyses.batch import Batch, run_batch
from optimizer.analyses.batch import Grid as Values
from optimizer.analyses.cautious import Caution
from optimizer.analyses.clashes import find_clashes
from optimizer.analyses.coalition import Asking as Weighed
from optimizer.analyses.coalition import weigh_coalitions
from optimizer.analyses.comparison import Comparison, Open, compare
from optimizer.analyses.division import divide
from optimizer.analyses.ensemble import Asking, draw_ensemble
from optimizer.analyses.frontier import draw
from optimizer.analyses.givenplans import ByCity
from optimizer.analyses.handmade import audit_plan
from optimizer.analyses.pricelist import price_rules
from optimizer.analyses.whatif import what_if
from optimizer.analyses.wishes import Lock, Wish
from optimizer.course import Course
from optimizer.executors import Workers
from scenarios.ledger import Ledger
from scenarios.opening import open_ledger
from scenarios.scenario import Scenario
from scenarios.words import Language, Text
from tests.api.conftest import Run, clashing
from tests.api.test_report_files import LANGUAGES, Page, in_both

EVIL = "</title><script>alert(1)</script>|`<b>"
ALONE = Workers(1)


def hostile(scenario: Scenario) -> Scenario:
    """Return a scenario whose names are markup."""
    name = Text(zh=EVIL, en=EVIL)
    named = {
        part: tuple(one.model_copy(update={"name": name}) for one in getattr(scenario, part))
        for part in ("cities", "jurisdictions")
    }
    rules = tuple(rule.model_copy(update={"note": name}) for rule in scenario.rules)
    return scenario.model_copy(update={"title": name, "rules": rules, **named})


def _ensemble(scenario: Scenario, ledger: Ledger) -> Analysis:
    asked = Asking(4, 1, Caution(0.5, 0.1, 10), ALONE)
    return draw_ensemble(scenario, ledger, Course(), asked)


def _what_if(scenario: Scenario, ledger: Ledger) -> Analysis:
    locks = [Lock("alder", 60.0, "=", None)]
    return what_if(scenario, ledger, Course(), Wish(scenario, ledger, ("periphery",), locks))


def _compared(scenario: Scenario, ledger: Ledger) -> Analysis:
    guessed = scenario.funders[0].model_copy(update={"assumption": Text(zh="猜测", en="a guess")})
    other = {"rules": scenario.rules[1:], "funders": (guessed, *scenario.funders[1:])}
    changed = scenario.model_copy(update=other)
    return compare(
        [Open("one", scenario, ledger), Open("two", changed, open_ledger(changed))], Course()
    )


def _clash(scenario: Scenario, ledger: Ledger) -> Analysis:
    changed = scenarios.load_tree(clashing())
    return find_clashes(changed, open_ledger(changed), Course())


def _audit(scenario: Scenario, ledger: Ledger) -> Analysis:
    plan = {"alder": 60.0, "birch": 20.0, "cedar": 90.0, "elm": 20.0, "fir": 10.0}
    return audit_plan(
        scenario, ledger, Course(), ByCity({(city, None): m for city, m in plan.items()})
    )


ANALYSES: dict[str, Callable[[Scenario, Ledger], Analysis]] = {
    "prices": lambda scenario, ledger: price_rules(scenario, ledger, Course()),
    "division": lambda scenario, ledger: divide(scenario, ledger, Course()),
    "diagnose": _clash,
    "frontier": lambda scenario, ledger: draw(
        scenario, ledger, Course(), against="rules.fair-return.floor", points=3
    ),
    "alternatives": lambda scenario, ledger: differ(scenario, ledger, Course(), plans=1),
    "ensemble": _ensemble,
    "coalition": lambda scenario, ledger: weigh_coalitions(
        scenario, ledger, Course(), Weighed(workers=ALONE)
    ),
    "whatif": _what_if,
    "audit": _audit,
    "compare": _compared,
}


@pytest.fixture(scope="module")
def found() -> dict[str, Analysis]:
    """Do every analysis once."""
    scenario = scenarios.load("minimal")
    ledger = open_ledger(scenario)
    return {name: do(scenario, ledger) for name, do in ANALYSES.items()}


@pytest.fixture(scope="module")
def batch() -> Batch:
    """Run two values that have a plan, and one that has none."""
    values = Values("rules.fair-return.floor", ("0.5", "0.8", "3"))
    return run_batch(Course(), Many(("minimal",), (values,), workers=ALONE))


def answers(found: dict[str, Analysis], batch: Batch) -> dict[str, Analysis | Batch]:
    return {**found, "batch": batch}


def page_of(answer: Analysis | Batch, language: Language) -> tuple[str, Page]:
    made = (
        batch_report(answer, language)
        if isinstance(answer, Batch)
        else analysis_report(Asked(answer), language)
    )
    text = html(made, language)
    return text, Page(text)


NAMES = (*ANALYSES, "batch")


@in_both
@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_a_page_that_loads_nothing_and_tells_all(
    found: dict[str, Analysis], batch: Batch, name: str, language: Language
) -> None:
    text, page = page_of(answers(found, batch)[name], language)
    assert not re.search(r"url\(|@import|https?://|<script|<link|<img", text)
    sections = [part["id"] for part in page.of("section")]
    assert sections[0] == name
    assert {"assumptions", "sources", "provenance"} <= set(sections)
    bodies = re.findall(r"<tbody>(.*?)</tbody>", text, re.S)
    assert bodies
    assert all("<tr" in body for body in bodies)
    charts = re.findall(r"<svg .*?</svg>", text, re.S)
    assert charts
    for chart in charts:
        titles = re.search(r'aria-labelledby="(\S+) (\S+)".*?<title id="\1">(.+?)</title>', chart)
        assert titles is not None
    assert len(charts) == len(page.of("details"))  # each has its figures as a table
    ids = [found["id"] for _, found in page.elements if "id" in found]
    assert len(set(ids)) == len(ids)
    first = re.search(r"<section.*?<p class=\"strong[^>]*>(.+?)</p>", text, re.S)
    assert first is not None  # the answer comes first
    assert text.index(first.group(0)) < text.index("<table")


@in_both
@pytest.mark.parametrize("name", NAMES)
def test_its_provenance_tells_digest_versions_solver_and_time(
    found: dict[str, Analysis], batch: Batch, name: str, language: Language
) -> None:
    answer = answers(found, batch)[name]
    _, page = page_of(answer, language)
    digests = list(answer.runs["digest"]) if isinstance(answer, Batch) else [answer.scenario.digest]
    assert set(digests) <= set(page.words)
    assert "HiGHS" in page.text
    for key in ("deltafund", "solver"):
        assert headers.SUMMARY[key][language] in page.words
    assert wording.SECONDS[language] in page.words


@in_both
@pytest.mark.parametrize("name", NAMES)
def test_other_forms_have_the_same_tables(
    found: dict[str, Analysis], batch: Batch, name: str, language: Language, tmp_path: Path
) -> None:
    answer = answers(found, batch)[name]
    files = [tmp_path / f"told.{suffix}" for suffix in ("html", "md", "xlsx")]
    if isinstance(answer, Batch):
        write_batch_report(answer, files, language)
    else:
        write_analysis_report(answer, None, files, language)
    page, text = Page(files[0].read_text(encoding="utf-8")), files[1].read_text(encoding="utf-8")
    rows = len([line for line in text.splitlines() if line.startswith("| ")])
    assert rows - len(re.findall(r"^\| -", text, re.M)) == len(page.of("tr"))
    sheets = openpyxl.load_workbook(files[2])
    assert sheets.sheetnames[0] == headers.SHEETS["decision"][language]
    told = {cell.value for sheet in sheets for row in sheet.iter_rows() for cell in row}
    assert {wording.SECONDS[language], headers.SUMMARY["solver"][language]} <= told


def test_hostile_names_are_words_in_every_report(found: dict[str, Analysis]) -> None:
    for name, answer in found.items():
        spoilt = hostile(answer.scenario)
        more = {"scenarios": (spoilt, spoilt)} if isinstance(answer, Comparison) else {}
        text, page = page_of(dataclasses.replace(answer, scenario=spoilt, **more), "en")
        assert {"script", "b"}.isdisjoint(tag for tag, _ in page.elements), name
        assert any(EVIL.split("`")[0] in word for word in page.words), name
        assert "<script" not in text


# --- the command line -----------------------------------------------------------------------------

COMMANDS = {
    "prices": ["minimal"],
    "division": ["minimal"],
    "diagnose": ["minimal"],
    "frontier": ["minimal", "--against", "rules.fair-return.floor"],
    "alternatives": ["minimal"],
    "ensemble": ["minimal"],
    "coalition": ["minimal"],
    "whatif": ["minimal", "--drop", "periphery"],
    "audit": ["minimal", "plan.csv"],
    "compare": ["minimal", "minimal"],
    "batch": ["minimal"],
}


@pytest.fixture
def _plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plan.csv").write_text("city,amount\nalder,60\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_plan")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_report_that_cannot_be_written_is_told_before_anything_is_solved(
    run: Run, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("it was solved")

    monkeypatch.setattr("api.analysing.run_apart", never)
    wrong = ("--report", "told.pdf", "--report", "told", "--report", Path("no") / "told.html")
    result = run(command, *COMMANDS[command], *wrong, "--out", "out")
    assert result.exit_code == 2, result.output
    assert result.stderr.count("a file that ends in .html, .xlsx or .md") == 2
    assert "a path whose parent folder exists" in result.stderr
    assert not Path("out").exists()


@pytest.mark.usefixtures("_plan")
@pytest.mark.parametrize("command", ["whatif", "audit", "compare", "batch", "coalition"])
def test_commands_write_the_report_and_say_where(run: Run, command: str) -> None:
    more = ["--workers", 1] if command in ("batch", "coalition") else []
    asked = ("--report", "told.html", "--report", "told.md", "--lang", "zh")
    result = run(command, *COMMANDS[command], *more, *asked)
    assert result.exit_code in (0, 3), result.output
    assert "told.html, told.md" in " ".join(result.output.split())
    assert Page(Path("told.html").read_text(encoding="utf-8")).of("section")
    assert Path("told.md").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.usefixtures("_plan")
def test_a_template_has_no_report(run: Run) -> None:
    result = run("audit", "minimal", "--template", "new.csv", "--report", "told.html")
    assert result.exit_code == 2
    assert "--template" in result.stderr
    assert not Path("new.csv").exists()


# --- what is in some of them ----------------------------------------------------------------------


def test_a_game_without_own_money_says_why_there_is_nothing_to_share() -> None:
    tree = scenarios.load("minimal").model_dump(mode="json", by_alias=True, exclude_none=True)
    tree["funders"] = [{"id": "ministry", "contribution": 200}]
    tree["rules"] = []
    scenario = scenarios.load_tree(tree)
    nothing = weigh_coalitions(scenario, open_ledger(scenario), Course())
    assert nothing.complete
    assert all(table.empty for table in nothing.tables.values())  # nobody was asked in vain
    for language in LANGUAGES:
        asked = Asked(nothing, coalition_page.show)
        assert NOBODY[language] in Page(html(analysis_report(asked, language), language)).words


def test_what_several_scenarios_assume_says_in_which(found: dict[str, Analysis]) -> None:
    _, page = page_of(found["compare"], "en")
    words = iter(page.words)
    assert "Holds in" in words
    assert "a guess" in words
    assert next(word for word in words if word) == "B"
    assert "Scenario digest (SHA-256) (B)" in page.words
    assert "Holds in" not in page_of(found["prices"], "en")[1].words


def test_charts_of_a_batch_are_by_scenario() -> None:
    runs = pd.DataFrame(
        {
            **{"scenario": ["a", "a", "b"], "variant": ["x", None, None], "p": ["1", "2", "1"]},
            **{"status": ["optimal"] * 3, "value": [3.0, 5.0, 9.0], "digest": ["1", "2", "3"]},
            **{"spent": [1.0] * 3, "gap": [0.0] * 3, "cross_border_share": [0.0] * 3},
            **{"seconds": [1.0] * 3, "why_zh": [None] * 3, "why_en": [None] * 3},
        }
    )
    scenario = scenarios.load("minimal")
    made = batch_report(Batch(runs, (scenario,), ("p",), 3, 0, 1.0), "en")
    page = Page(html(made, "en"))
    assert {"#1 x, p=1", "#2 p=2", "#3 p=1", "a: against row 1", "+2.00"} <= set(page.words)
    assert "b: against row 3" not in page.words
    assert "Points of different scenarios do not compare." in page.words


def test_sentences_stay_with_the_table_that_they_lead_to() -> None:
    table = Grid(("a",), (("b",),))
    blocks = [
        Sentence("1"),
        table,
        Sentence("2"),
        Heading("h"),
        Sentence("3"),
        Sentence("4"),
        table,
    ]
    assert [stays for _, stays in kept(blocks)] == [True, False, False, False, True, True, False]
    many = [Sentence(str(number)) for number in range(9)]
    assert not any(stays for _, stays in kept([*many, table]))
    assert not any(stays for _, stays in kept(many))


def test_many_parts_of_a_list_are_told_as_their_number() -> None:
    page = html(analysis_report(Asked(find_clashes(scenarios.load("yrd-joint-call"))), "en"), "en")
    assert "<code>projects</code> (40), <code>partners</code> (124)" in page
    assert "proposal-01" not in page
    assert "<code>funders.anhui</code>" in page
