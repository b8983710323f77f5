"""The kinds of rules on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text as Styled

from api import headers, words
from api.names import text_of
from api.show.grid import grid, heading
from scenarios.rules.base import Rule
from scenarios.words import Language


def catalogue_parts(
    rules: Mapping[str, type[Rule]], language: Language
) -> Iterator[RenderableType]:
    """Yield all kinds with what they say."""
    columns = (headers.HEADERS["kind"], headers.TITLE, headers.SAYS)
    rows = [[kind, rule.title[language], rule.says[language]] for kind, rule in rules.items()]
    yield grid([text[language] for text in columns], rows, words=3)
    yield ""
    yield words.MORE_RULES.format(kind=next(iter(rules), ""))[language]


def kind_parts(entry: dict[str, Any], language: Language) -> Iterator[RenderableType]:
    """Yield one kind in full: what it says, fields, formula, price, and an example in YAML."""
    title = text_of(entry["title"])[language]
    yield Styled(f"{title} ({entry['kind']})", style="bold")
    yield text_of(entry["says"])[language]
    yield ""
    yield entry["description"]
    yield heading(words.FIELDS[language])
    columns = (headers.FIELD, headers.TYPE, headers.DEFAULT, headers.MEANS)
    rows = [_field(field, language) for field in entry["fields"]]
    yield grid([text[language] for text in columns], rows, words=4)
    yield _indented(words.COMMON[language])
    yield heading(words.FORMULA[language])
    yield _indented(entry["formula"])
    yield heading(words.PRICE[language])
    yield _indented(text_of(entry["price_means"])[language])
    yield heading(words.EXAMPLE[language])
    example = [{name: value for name, value in entry["example"].items()}]
    written = yaml.safe_dump(example, allow_unicode=True, sort_keys=False, default_flow_style=None)
    yield _indented(written.rstrip())


def _indented(text: str) -> Padding:
    return Padding(text, (0, 0, 0, 2), expand=False)


def _field(field: dict[str, Any], language: Language) -> list[str]:
    default = (
        words.NEEDED[language] if field["required"] else _written(field["default"], field["type"])
    )
    return [field["name"], field["type"], default, field["description"] or ""]


def _written(value: Any, type_of: str) -> str:
    """Return a default as a file would have it; none for what is simply left out."""
    if value == {} and type_of.startswith("all"):
        return "all"
    if value is None or value in ({}, [], ()):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
