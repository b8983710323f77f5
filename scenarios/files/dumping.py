"""A scenario as plain data and as YAML: what was written, without what is left to its default.

There is one way to write a scenario: `show`, `convert` and workbooks all begin here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

import yaml
from pydantic import BaseModel

from scenarios.files import shape
from scenarios.files.yaml12 import scalar
from scenarios.scenario import Scenario
from scenarios.words import Stanza

WIDTH: Final = 100
UNBROKEN: Final = 2**31
TEXT_TAG: Final = "tag:yaml.org,2002:str"
EXACT: Final = 2.0**53
"""Up to here a whole number is the same with a point and without."""


def plain(scenario: Scenario) -> dict[str, Any]:
    """Return what a scenario says as plain data, as a file would have it."""
    tree = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
    return {"schema": scenario.version, **_tidy(tree, [Scenario])}


def _tidy(part: Any, kinds: Iterable[Any]) -> Any:
    """Return the part without what is empty by default, whole numbers without a point.

    The `kind` stands first, where it comes from last.
    """
    here = list(kinds)
    if isinstance(part, list):
        return [_tidy(item, shape.along(here, part, [n])) for n, item in enumerate(part)]
    if isinstance(part, float) and part.is_integer() and abs(part) < EXACT:
        return int(part)
    if not isinstance(part, dict):
        return part
    tidy = {key: _tidy(part[key], shape.along(here, part, [key])) for key in _in_order(part)}
    return {
        key: value
        for key, value in tidy.items()
        if value not in ({}, []) or not _is_default(here, part, key)
    }


def _in_order(part: dict[str, Any]) -> list[str]:
    return sorted(part, key=lambda key: (key in Stanza.model_fields) - (key == "kind"))


def _is_default(kinds: Iterable[Any], part: dict[str, Any], key: str) -> bool:
    models = [kind for kind in kinds if shape.is_model(kind) and shape.fits_kind(kind, part)]
    fields = [shape.fields(model).get(key) for model in models]
    return any(field is not None and _is_empty(_default(field)) for field in fields)


def _default(field: Any) -> Any:
    return None if field.is_required() else field.get_default(call_default_factory=True)


def _is_empty(default: Any) -> bool:
    if isinstance(default, BaseModel):
        return not default.model_dump(exclude_unset=True)
    return default in ((), {}, [])


class _Dumper(yaml.SafeDumper):
    """Writes YAML 1.2: what is a text is quoted where it could be taken for anything else."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


def _text(dumper: Any, text: str) -> Any:
    """Quote what would not be read as this text; what the dumper quotes itself is left to it."""
    is_plain = dumper.resolve(yaml.ScalarNode, text, (True, False)) == TEXT_TAG
    needs = is_plain and scalar(text) != text
    quote = '"' if not text.isprintable() else "'" if needs else None
    return dumper.represent_scalar(TEXT_TAG, text, style=quote)


def _number(dumper: yaml.SafeDumper, number: float) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:float", _shortest(number))


def _shortest(number: float) -> str:
    """Return the shortest text of a number that parsers of YAML 1.1 read as one too."""
    text = repr(number)
    return text.replace("e", ".0e") if "e" in text and "." not in text else text


_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _number)
_Dumper.add_implicit_resolver(  # texts that only version 1.2 takes for numbers are quoted too
    "tag:yaml.org,2002:float",
    re.compile(r"0o[0-7]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    list("-+.0123456789"),
)


def to_yaml(tree: Any) -> str:
    """Return plain data as YAML, the innermost parts on one line each."""
    return yaml.dump(
        _periods(tree),
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=None,
        width=WIDTH,
    )


def _periods(part: Any, key: str = "") -> Any:
    """Return plain data with periods as people write them: `2026` without quotes."""
    if isinstance(part, dict):
        return {_or_number(name): _periods(inner, name) for name, inner in part.items()}
    if isinstance(part, list):
        is_period = key == "periods"
        return [
            _or_number(inner) if is_period and isinstance(inner, str) else _periods(inner)
            for inner in part
        ]
    return part


def _or_number(text: str) -> str | int:
    """Return the number that a text is, if it would be read back as the same text."""
    return int(text) if text.isascii() and text.isdecimal() and str(int(text)) == text else text


def to_flow(value: Any) -> str:
    """Return plain data in brackets, on one line."""
    text: str = yaml.dump(
        value,
        Dumper=_Dumper,
        allow_unicode=True,
        sort_keys=False,
        default_flow_style=True,
        width=UNBROKEN,
    )
    return text.rstrip("\n")
