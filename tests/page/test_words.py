"""Forms of rules speak Chinese: what is said of a field of any rule has its words on the page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scenarios.fields import fields_of
from scenarios.rules import RULES

WORDS = Path(__file__).parents[2] / "api/web/src/words/fields.ts"
OWN = {"kind", "id", "note", "source", "assumption"}


@pytest.mark.parametrize("kind", RULES)
def test_every_field_of_a_rule_has_its_words(kind: str) -> None:
    text = WORDS.read_text(encoding="utf-8")
    names, helped = text.split("const HELP", 1)
    for field in fields_of(RULES[kind]):
        if field.name in OWN:
            continue
        assert re.search(rf'^  "?({kind}\\.)?{field.name}"?: ', names, re.M), field.name
        if field.meaning:
            assert f'"{field.meaning}": "' in helped, field.meaning
