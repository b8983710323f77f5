"""Numbers, names and sentences on their own."""

from __future__ import annotations

import math
import re

import pytest

import api.headers
import api.reports.wording
import api.words
import scenarios
from api import figures
from api.names import Names, money_text, periods_text, unit_of
from scenarios.funding import Money
from scenarios.words import Text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0, "0%"), (0.76, "76%"), (0.049, "4.9%"), (0.00003, "0.003%"), (1, "100%"), (-0.05, "-5%")],
)
def test_percent(share: float, text: str) -> None:
    assert figures.percent(share) == text


def test_amounts_keep_four_digits_and_no_negative_zero() -> None:
    assert figures.amounts(22000)(1234.56) == "1,235"
    assert figures.amounts(200)(12.345) == "12.3"
    assert figures.amounts(5)(0.5) == "0.50"
    assert figures.fixed(-0.001, 2) == "0.00"
    assert figures.fixed(math.nan, 2) == figures.UNKNOWN
    assert figures.signed(3, figures.amounts(5000)) == "+3"
    assert figures.signed(0.2, figures.amounts(5000)) == "0"
    assert figures.short("200.0") == "200"


def test_prices_have_one_length() -> None:
    write = figures.prices_like([0.148, 0.012])
    assert (write(0.148), write(0.012)) == ("0.148", "0.012")
    assert figures.prices_like([])(0) == "0.00"


def test_money_in_words() -> None:
    money = Money(currency="CNY", unit="hundred-million")
    assert money_text("12", money) == Text(zh="12 亿元", en="CNY 12 hundred million")
    euros = Money(currency="EUR", unit="million")
    assert unit_of(euros) == Text(zh="百万 EUR", en="EUR million")


def test_periods_in_words() -> None:
    assert periods_text(("2026", "2027")).en == "2026–2027"
    assert periods_text(("1", "2")) == Text(zh="第 1–2 期", en="periods 1–2")
    assert periods_text(("1",)).en == "period 1"


def test_names_stand_for_ids() -> None:
    names = Names(scenarios.load("minimal"))
    assert names.of("jurisdictions", "north").zh == "北省"
    assert names.of("funders", "north").en == "North"  # a funder without a name has its home's
    assert names.of("cities", "alder").en == "alder"
    assert names.place(("south", "floor"), "en") == "South, floor"
    assert names.site("alder/tools/research", "zh") == "alder · research"
    same = ("alder/tools/research", "cedar/tools/research")
    assert names.link(same, "en") == "alder – cedar · research"


@pytest.mark.parametrize("module", [api.words, api.headers, api.reports.wording])
def test_every_text_is_in_both_languages_with_the_same_placeholders(module: object) -> None:
    found = [value for value in vars(module).values() if isinstance(value, Text)]
    tables = [value for value in vars(module).values() if isinstance(value, dict)]
    found += [text for table in tables for text in table.values() if isinstance(text, Text)]
    assert len(found) > 20
    for text in found:
        fields = [set(re.findall(r"\{(\w+)\}", part)) for part in (text.zh, text.en)]
        assert fields[0] == fields[1], text
        assert text.zh
        assert text.en
