"""What notebooks show: scenarios and answers as small tables, with nothing in them to load."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import scenarios
from optimizer import Allocation, analyses, solve
from scenarios import notebook
from scenarios.words import Text


@pytest.fixture(scope="module")
def answer() -> Allocation:
    return solve(scenarios.load("minimal"))


def test_a_scenario_shows_who_pays_and_its_rules() -> None:
    shown = scenarios.load("minimal")._repr_html_()
    for word in ("The smallest example", "最小示例", "fair-return", "jurisdiction_return", ">100<"):
        assert word in shown


def test_an_answer_shows_how_sure_it_is_and_who_receives(answer: Allocation) -> None:
    shown = answer._repr_html_()
    for word in ("optimal", "490.2", "received", ">117<", "north"):
        assert word in shown


def test_a_clash_shows_its_rules() -> None:
    clash = solve(scenarios.load("minimal", ["rules.fair-return.floor=1.2"]))
    assert clash.diagnosis is not None
    for shown in (clash._repr_html_(), clash.diagnosis._repr_html_()):
        assert "rules that clash" in shown
        assert "north/floor" in shown
    assert "infeasible" in clash._repr_html_()


def test_an_analysis_shows_its_tables() -> None:
    division = analyses.divide(scenarios.load("minimal"))
    shown = division._repr_html_()
    for word in ("division", "regimes", "borderless", "dropped"):
        assert word in shown


def test_names_are_escaped_and_nothing_is_loaded(answer: Allocation) -> None:
    evil = Text(zh="<script>", en="<img src=x>")
    scenario = answer.scenario.model_copy(update={"title": evil})
    for shown in (
        scenario._repr_html_(),
        dataclasses.replace(answer, scenario=scenario)._repr_html_(),
    ):
        assert "&lt;img src=x&gt;" in shown
        for trap in ("<script", "<img", "http", 'src="', "url("):
            assert trap not in shown


def test_long_tables_say_how_long_they_are() -> None:
    shown = notebook.frame("many", pd.DataFrame({"n": range(40), "x": np.nan}))
    assert "(12 of 40 rows)" in shown
    assert shown.count("<tr>") == 13
    assert "–" in shown
    assert notebook.written(("a", "<b>")) == "a, &lt;b&gt;"
    assert notebook.written(1234567.8) == "1,234,568"


def test_analyses_that_are_not_there_are_refused() -> None:
    assert not hasattr(analyses, "guess")
