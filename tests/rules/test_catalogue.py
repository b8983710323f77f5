"""What every rule of the catalogue must keep; a new rule is covered without a change here."""

from __future__ import annotations

import inspect
from pathlib import Path

import numpy as np
import pytest

from scenarios.rules import RULES
from scenarios.rules.base import Row
from scenarios.scenario import Scenario
from scenarios.words import Text
from tests.rules.golden import opened

HERE = Path(__file__).parent
every_kind = pytest.mark.parametrize("kind", RULES)


def rows(kind: str) -> list[Row]:
    rule, ledger = opened(RULES[kind].example)
    return [said for said in rule.rows(ledger) if isinstance(said, Row)]


@every_kind
def test_it_has_a_file_a_test_and_a_golden_text_of_its_name(kind: str) -> None:
    assert Path(inspect.getfile(RULES[kind])).stem == kind
    assert (HERE / f"test_{kind}.py").exists()
    assert (HERE / "golden" / f"{kind}.txt").exists()


@every_kind
def test_it_says_what_it_is_in_both_languages(kind: str) -> None:
    rule = RULES[kind]
    assert (rule.__doc__ or "").strip()
    assert rule.formula.strip()
    for text in (rule.title, rule.says, rule.price_means):
        assert isinstance(text, Text)
        assert text.en.strip()
        assert any("一" <= sign <= "鿿" for sign in text.zh)


@every_kind
def test_its_module_and_its_page_open_with_the_same_words(kind: str) -> None:
    opening = (inspect.getmodule(RULES[kind]).__doc__ or "").strip().splitlines()[0]
    assert opening == RULES[kind].says.en


@every_kind
def test_its_example_is_of_its_kind_and_binds_something(kind: str) -> None:
    assert RULES[kind].example["kind"] == kind
    assert rows(kind)


@every_kind
def test_its_rows_are_sound(kind: str) -> None:
    found = rows(kind)
    assert len({row.at for row in found}) == len(found)
    for row in found:
        assert row.at
        assert np.isfinite(row.coefficients).all()
        assert np.isfinite(row.rhs)
        assert np.unique(row.lines).size == row.lines.size


@every_kind
def test_its_rows_come_in_the_same_order_twice(kind: str) -> None:
    for one, other in zip(rows(kind), rows(kind), strict=True):
        assert (one.at, one.sense, one.rhs) == (other.at, other.sense, other.rhs)
        assert np.array_equal(one.lines, other.lines)
        assert np.array_equal(one.coefficients, other.coefficients)


@every_kind
def test_a_scenario_file_may_use_it(kind: str) -> None:
    schema = Scenario.model_json_schema()
    mapping = schema["properties"]["rules"]["items"]["discriminator"]["mapping"]
    stanza = schema["$defs"][mapping[kind].rpartition("/")[2]]
    assert stanza["properties"]["kind"]["const"] == kind
    assert set(RULES[kind].example) <= set(stanza["properties"])


@every_kind
def test_what_it_writes_it_can_read(kind: str) -> None:
    rule = RULES[kind].model_validate(RULES[kind].example)
    written = rule.model_dump(mode="json", by_alias=True, exclude_none=True)
    assert RULES[kind].model_validate(written) == rule
