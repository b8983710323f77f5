"""The pages hang together: links lead somewhere, all fields are told, the model page is fresh."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from optimizer import modelpage
from optimizer.solver import Outcome
from scenarios.chain import Chain, Readiness, SiteStrength, Stage, Strengths
from scenarios.fields import fields_of
from scenarios.funding import Funder, Money
from scenarios.geography import City, Indicator, Jurisdiction
from scenarios.instruments import Instrument
from scenarios.links import Gravity, Link, Links
from scenarios.projects import ListedPartner, Partner, Project
from scenarios.scenario import Options, Scenario
from scenarios.words import Stanza
from tests.docs.snippets import PAGES, ROOT

PAGE = ROOT / "docs" / modelpage.PAGE
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset|href)=\"([^\"]+)\"")
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
STANZAS = [
    *(Scenario, Options, Money, Indicator, Jurisdiction, City, Chain, Stage, Funder),
    *(Strengths, SiteStrength, Readiness, Instrument, Links, Gravity, Link),
    *(Project, Partner, ListedPartner),
]


def anchors(page: Path) -> set[str]:
    """Return what GitHub calls the headings of a page."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    heads = re.findall(r"^#+ (.+)$", text, flags=re.M)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


@every_page
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for one, other in LINK.findall(text):
        target, _, anchor = (one or other).partition("#")
        if target.startswith(("http://", "https://")):
            continue
        file = (page.parent / target).resolve() if target else page
        assert file.exists(), target
        if anchor and file.suffix == ".md":
            assert anchor in anchors(file), f"{target}#{anchor}"


def test_the_model_page_says_what_the_code_does() -> None:
    written = PAGE.read_text(encoding="utf-8")
    assert written == modelpage.page(PAGE.parent), "run: python -m optimizer.modelpage"


def test_the_model_page_tells_every_way_to_end() -> None:
    written = PAGE.read_text(encoding="utf-8")
    for status in ("feasible", *(outcome.value for outcome in Outcome)):
        assert f"`{status}`" in written


@pytest.mark.parametrize("stanza", STANZAS, ids=lambda stanza: stanza.__name__)
def test_the_format_page_tells_every_field(stanza: type[Stanza]) -> None:
    text = (ROOT / "docs" / "scenario-format.md").read_text(encoding="utf-8")
    for field in fields_of(stanza):
        assert re.search(rf"\b{field.name}\b", text), field.name


def test_a_page_that_differs_is_shown_and_written_anew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / modelpage.TEMPLATE).write_text(
        "<!-- not shown -->\n# {{ selectors }}\n", encoding="utf-8"
    )
    asked = ["--docs", str(tmp_path)]
    assert modelpage.main([*asked, "--check"]) == 1
    assert "+# A part of the money" in capsys.readouterr().out
    assert modelpage.main(asked) == 0
    assert modelpage.main([*asked, "--check"]) == 0


@pytest.mark.parametrize("last", ["pip install -c constraints.txt .", "'.[test]'"])
def test_the_readme_gives_one_line_to_try_it_and_one_to_test_it(last: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.startswith("python3 -m venv .venv && ")]
    assert len(lines) == 2
    assert any(f"{last} && .venv/bin/" in line for line in lines)
