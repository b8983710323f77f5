"""The commands that solve nothing: list, new, convert, show, rules, schema, version."""

from __future__ import annotations

import platform
from collections.abc import Sequence
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
from api.names import named_variant
from api.show.catalogue import catalogue_parts, kind_parts
from api.show.scenario import list_parts
from api.voice import Voice
from scenarios.files.converting import convert, new_workbook, whole
from scenarios.files.dumping import plain, to_yaml
from scenarios.files.loading import read_scenario
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
    form: str = "yaml",
    cities: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
) -> int:
    """Make a folder or a workbook to change; the numbers are for a synthetic nation alone."""
    size = Size(cities, chains, seed)
    if form == "xlsx":
        path = _from_here(new_workbook(name, template, size, voice.language))
        name = str(path)
    else:
        path = _from_here(new_scenario(name, template, size))
    voice.say(words.MADE, path=path)
    voice.say(words.THEN, name=name)
    return Exit.ANSWER


def rewrite(voice: Voice, scenario: str, out: Path) -> int:
    """Write a scenario in another form."""
    path = convert(scenario, out, voice.language)
    voice.say(words.WROTE, where=path)
    voice.say(words.READY, scenario=path)
    return Exit.ANSWER


def _from_here(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def write_out(
    voice: Voice, scenario: str, settings: Sequence[str] = (), variant: str | None = None
) -> int:
    """Print a scenario as one whole file, under a line that says so.

    Its variants are in it, unless one of them is asked for or a value is set.
    """
    others: tuple[str, ...] = ()
    if variant is None and not settings:
        found = whole(scenario)
        shown, tree = found.scenario, found.tree
    else:
        loaded = read_scenario(scenario, settings, variant)
        shown, tree, others = loaded.scenario, plain(loaded.scenario), tuple(loaded.variants)
    if voice.json:
        voice.document(tree)
        return Exit.ANSWER
    said = [words.WRITTEN_OUT.format(scenario=named_variant(shown))]
    if others:
        said.append(words.VARIANTS_ARE.format(names=", ".join(others)))
    heads = "".join(f"# {line[voice.language]}\n" for line in said)
    voice.text(heads + to_yaml(tree))
    return Exit.ANSWER


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
