"""The commands that solve nothing: list, new, rules, schema, version."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

from api import words
from api.answering import Exit
from api.documents import (
    rule_of_kind,
    rules_document,
    scenarios_document,
    versions_document,
)
from api.show.catalogue import catalogue_parts, kind_parts
from api.show.scenario import list_parts
from api.voice import Voice
from scenarios.files.schema import json_schema
from scenarios.files.writing import new_scenario
from scenarios.national import Size
from scenarios.rules import RULES


def list_shipped(voice: Voice) -> int:
    """Print the shipped scenarios."""
    document = scenarios_document()
    if voice.json:
        voice.document(document)
    else:
        voice.show(list_parts(document, voice.language))
    return Exit.ANSWER


def begin(
    voice: Voice,
    name: str,
    template: str,
    cities: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
) -> int:
    """Make a folder with a scenario to change; the numbers are for a synthetic nation alone."""
    path = new_scenario(name, template, Size(cities, chains, seed))
    voice.say(words.MADE, path=_from_here(path))
    voice.say(words.THEN, name=name)
    return Exit.ANSWER


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def explain_rules(voice: Voice, kind: str | None) -> int:
    """Print the catalogue of rules, or one kind in full; `-` and `_` are the same in its name."""
    kind = None if kind is None else kind.replace("-", "_")
    if voice.json:
        voice.document(rules_document(kind))
    elif kind is None:
        voice.show(*catalogue_parts(RULES, voice.language))
    else:
        rule_of_kind(kind)
        voice.show(*kind_parts(rules_document(kind)["rules"][0], voice.language))
    return Exit.ANSWER


def print_schema(voice: Voice) -> int:
    """Print the JSON Schema of a scenario."""
    voice.document(json_schema())
    return Exit.ANSWER


def print_versions(voice: Voice) -> int:
    """Print the versions of what is at work."""
    document: dict[str, Any] = versions_document() | {"python": platform.python_version()}
    if voice.json:
        voice.document(document)
        return Exit.ANSWER
    own = document["deltafund"] or voice.words(words.FROM_SOURCE)
    voice.show(
        f"deltafund {own}",
        f"HiGHS {document['highspy']}, PuLP {document['pulp']}, Python {document['python']}",
    )
    return Exit.ANSWER
