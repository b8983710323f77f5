"""A scenario written out as one file: what it extends, its variant and its tables are in it."""

from __future__ import annotations

import re
from typing import Any, Final

import yaml

from scenarios.scenario import Scenario
from scenarios.words import Stanza

WIDTH: Final = 100
EXACT: Final = 2.0**53
"""Up to here a whole number is the same with a point and without."""


def as_data(scenario: Scenario) -> dict[str, Any]:
    """Return all that a scenario says as plain data, which reads back as the same scenario."""
    written = scenario.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return {"schema": scenario.version, **_plain(written)}


def as_yaml(scenario: Scenario) -> str:
    """Return the same as YAML, one record a line where it is short."""
    return yaml.dump(
        as_data(scenario),
        Dumper=_Dumper,
        allow_unicode=True,
        default_flow_style=None,
        sort_keys=False,
        width=WIDTH,
    )


def _plain(value: Any, key: str = "") -> Any:
    """Return data as people write it: no nulls, whole numbers without a point, sources last."""
    match value:
        case dict():
            entries = sorted(value.items(), key=lambda entry: entry[0] in Stanza.model_fields)
            given = [(name, part) for name, part in entries if part is not None]
            return {_number(name): _plain(part, name) for name, part in given}
        case list():
            return [_number(part) if key == "periods" else _plain(part) for part in value]
        case float() if value.is_integer() and abs(value) < EXACT:
            return int(value)
    return value


def _number(text: str) -> str | int:
    """Return the number that a text is, if it would be read back as the same text."""
    return int(text) if text.isascii() and text.isdecimal() and str(int(text)) == text else text


class _Dumper(yaml.SafeDumper):
    """Writes YAML that version 1.2 reads as it was meant."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything out."""
        return True


_Dumper.add_implicit_resolver(  # texts that only version 1.2 takes for numbers are quoted too
    "tag:yaml.org,2002:float",
    re.compile(r"0o[0-7]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
    list("-+.0123456789"),
)
